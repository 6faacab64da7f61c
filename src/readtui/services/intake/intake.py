"""Brings sources in, in two steps: fetching and reading (slow, can be stopped), then saving."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from readtui.errors import DamagedError, NotFoundError, SourceError, StoppedError
from readtui.importers.importer import Cancelled, Source, never, say_nothing
from readtui.model.article import Article, ArticleRecord, ReadingState, content_with_part, is_waiting
from readtui.model.change import Change, Edit
from readtui.quick_dataclass import dataclass
from readtui.services.article_edits import Details, with_details
from readtui.services.git_place import is_gone, place_in_git, with_document
from readtui.services.intake.known_articles import ListedNow
from readtui.services.intake.other_pages import NOTHING_KEPT, OtherPages
from readtui.services.intake.refresh import Refresher, RefreshResult
from readtui.services.sources import (
    content_id,
    is_here,
    is_url,
    path_text,
    paths_here,
    read_bytes,
    url_id,
    was_fetched,
    with_url,
)
from readtui.services.wording import excerpt, first_pages_of, sentence, tag_names
from readtui.storage.repository import Repository
from readtui.text.clean import visible

if TYPE_CHECKING:
    from readtui.importers.web.fetch import FetchedPage, Progress
    from readtui.services.waiting.works import WaitingWorks


@dataclass(frozen=True, slots=True)
class PageFetcher:
    """Fetches pages. ``reaches_private``: whether private networks that nobody named may be reached; see ``Reach``."""

    reaches_private: Callable[[], bool] = lambda: False

    def fetch(
        self, url: str, *, own: str = "", progress: "Progress | None" = None, cancelled: Cancelled = never
    ) -> "FetchedPage":
        """Fetch an address; ``own`` as in ``Reach``. Raises StoppedError, SourceError."""
        # Imported here because nothing else needs the network.
        from readtui.importers.web.fetch import Reach, fetch

        return fetch(url, Reach(own, self.reaches_private), progress=progress, cancelled=cancelled)

    def source(
        self, url: str, cancelled: Cancelled = never, *, own: str = "", progress: "Progress | None" = None
    ) -> Source:
        """The page at an address, under the address that it came from. Raises StoppedError, SourceError."""
        got = self.fetch(url, own=own, progress=progress, cancelled=cancelled)
        return Source(got.data, got.url, media_type=got.media_type, charset=got.charset)


ReadSource = Callable[[Source, Cancelled], Article]
"""Makes an article of a source. Raises SourceError."""


@dataclass(frozen=True, slots=True)
class Watch:
    """How to report progress (in a few words) and check for cancellation."""

    tell: Callable[[str], None] = say_nothing
    cancelled: Cancelled = never


UNWATCHED = Watch()
_FETCHING = PageFetcher()


@dataclass(frozen=True, slots=True)
class IncomingSource:
    """The contents of a source, before anything is saved.

    ``article`` is None if the library already has its text. ``path``: a new path of the article. ``content``: the id of
    the bytes. ``left``: the id of the article that gives up the path, or "". ``notice``: one line to show, or "".
    ``awaited``: the id of the work that waits for it, if that was asked for.
    """

    article_id: str
    source: str = ""
    article: Article | None = None
    content: str = ""
    path: str = ""
    left: str = ""
    notice: str = ""
    awaited: str = ""


@dataclass(frozen=True, slots=True)
class AddedArticle:
    """The result of ``keep``. ``notice`` is one line to show, or "". ``is_annotated``: the source that was read has
    annotations of its own, which are not imported.
    """

    record: ArticleRecord
    created: bool
    notice: str = ""
    is_annotated: bool = False


@dataclass(frozen=True, slots=True)
class Intake:
    """Brings sources into the library. Methods that start with ``bring`` save nothing and may run in any thread.

    ``listed``: how to find articles that the library has; by default in a new list each time. ``awaiting`` returns what
    waits for its article; by default read each time. ``discusses``: what is brought is to be discussed.
    ``first_pages``: of a long document, it is enough to bring the first pages, because ``bring_other_pages`` and
    ``renew`` follow. ``other_pages``: what is kept until then.
    """

    repository: Repository
    clock: Callable[[], str]
    new_id: Callable[[], str]
    read: ReadSource
    read_again: Callable[[ArticleRecord], ReadSource] | None = None
    listed: ListedNow | None = None
    awaiting: Callable[[], "WaitingWorks"] | None = None
    fetching: PageFetcher = _FETCHING
    discusses: bool = False
    first_pages: bool = False
    other_pages: OtherPages = NOTHING_KEPT

    @property
    def known(self) -> ListedNow:
        """The articles that the library has."""
        return self.listed or ListedNow(self.repository)

    # ------------------------------------------------------------------ fetching and reading

    def bring(
        self, source: str, watch: Watch = UNWATCHED, *, data: bytes | None = None, is_named: bool = False
    ) -> IncomingSource:
        """Read a file, a URL or, with ``data``, the contents of stdin. ``is_named``: by the user, so that it may be a
        pipe.

        A known path or URL identifies its article; otherwise, in git, the path inside the repository does; otherwise
        the same bytes do, unless the article has other ones now; otherwise the article is new. A known URL is not
        fetched. A known path with changed content is read again for its article or, if another path of that article
        still has the earlier content and is not the same document in another work tree, as an article of its own.
        Raises StoppedError, SourceError, StorageError.
        """
        if data is not None:
            return self._bring_bytes(Source(data), "stdin", "", watch)
        if is_url(source):
            return self._bring_url(source, watch)
        path = Path(source).expanduser()
        name = path_text(path)
        known = self.known.with_path(name)
        try:
            data = read_bytes(path, pipes=is_named)
        except SourceError as fault:
            if known is None:
                raise
            return IncomingSource(known.id, notice=f"{fault.message}; opened the stored text")
        is_file = path.is_file()
        known = known or (self.known.with_document(name) if is_file else None)
        if known is None:
            return self._bring_bytes(Source(data, name), name, name if is_file else "", watch)
        if self.first_pages and known.part and known.document == content_id(data):
            return IncomingSource(known.id)
        incoming = self._bring_changed(known, Source(data, name), watch) or IncomingSource(known.id)
        if known.paths[:1] != (name,) and with_document(name, [known]) is not None:
            # The text is that of this work tree now.
            return replace(incoming, path=name)
        return self._own(incoming, known, name)

    def bring_changed(self, record: ArticleRecord, only: str = "") -> IncomingSource | None:
        """Read the article's changed file; None if one of its files still has the earlier content, or none exists.

        ``only``: its only path that counts. If that is gone, or a changed file is no longer an article, the result has
        a notice. Raises StoppedError.
        """
        changed: Source | None = None
        for path in [only] if only else paths_here(record):
            try:
                data = read_bytes(Path(path))
            except SourceError as fault:
                if only:
                    return _unreadable(record, fault)
                # Gone or out of reach (a USB stick, a network share): this says nothing about the text.
                continue
            if content_id(data) == content_of(record):
                return None
            changed = changed or Source(data, path)
        return self._bring_changed(record, changed, UNWATCHED) if changed else None

    def bring_other_pages(
        self, record: ArticleRecord, only: str = "", watch: Watch = UNWATCHED, *, is_asked: bool = False
    ) -> IncomingSource | None:
        """Read all pages of a document of which only the first ones were read, or its changed file.

        ``only``: its only path that counts. None if that has failed before, unless somebody asks for it now; a URL is
        only fetched then. Raises StoppedError, and SourceError if there is no such file, or it cannot be read.
        """
        source = self._whole(record, only, watch, is_asked=is_asked)
        if is_asked:
            self.other_pages.forget_fault(content_id(source.data))
        elif self.other_pages.has_failed(content_id(source.data)):
            return None
        return self._bring_changed(record, source, watch)

    def _whole(self, record: ArticleRecord, only: str, watch: Watch, *, is_asked: bool) -> Source:
        """The document of which the first pages were read, as it is now. Raises StoppedError, SourceError."""
        fault: SourceError | None = None
        for path in [only] if only else paths_here(record):
            try:
                return Source(read_bytes(Path(path)), path)
            except SourceError as unread:
                fault = fault or unread
        url = record.metadata.source
        if (data := self.other_pages.kept(record.document)) is not None:
            return Source(data, url if is_url(url) else "")
        there = f"only {first_pages_of(record)} are in the library"
        if fault is not None:
            raise SourceError(f"{there}: {fault.message}", "Put the file back, then open the article again.") from fault
        if is_url(url) and is_asked:
            return self._fetched(url, watch)
        hint = f"To fetch it again: readtui refresh {record.id}" if is_url(url) else "Add it again."
        raise SourceError(f"{there}, and the document is no longer kept", hint)

    def bring_again(self, record: ArticleRecord, watch: Watch = UNWATCHED) -> IncomingSource:
        """Read the article's URL again, or the first of its files that can be read.

        Files with unchanged content come first: the others are no longer copies of the article.

        Raises StoppedError, and SourceError if nothing can be read.
        """
        notice, url = "", record.metadata.source
        if record.part:
            return self.bring_other_pages(record, watch=watch, is_asked=True) or IncomingSource(record.id)
        if is_waiting(record.id):
            if not is_url(url):
                by = f" by {visible(record.metadata.creator)}" if record.metadata.creator else ""
                raise SourceError(f"{excerpt(record.title)}{by} has no address", "Add its file: readtui add FILE")
            return replace(self._bring_url(url, watch), awaited=record.id)
        if is_url(url) and (not record.paths or was_fetched(record)):
            source = self._fetched(url, watch)
        else:
            source, apart = readable_file(record)
            notice = f"{visible(apart)} has another text; add it to make it an article of its own" if apart else ""
        read = self.read_again(record) if self.read_again is not None else self.read
        article = _read_watched(read, source, watch)
        return IncomingSource(record.id, article=article, content=content_id(source.data), notice=notice)

    def _bring_url(self, url: str, watch: Watch) -> IncomingSource:
        records = self.repository.records(deleted=True)
        known = with_url(url, records)
        if known is not None:
            return IncomingSource(known.id)
        source = self._fetched(url, watch)
        # The target of a redirect may already be in the library.
        known = with_url(source.name, records)
        if known is not None:
            return IncomingSource(known.id)
        return self._read(source, url_id(source.name), source.name, "", watch)

    def _fetched(self, url: str, watch: Watch) -> Source:
        watch.tell("fetching")

        def tell(come: int, total: int | None) -> None:
            watch.tell(f"fetching {_amount(come)}{f' of {_amount(total)}' if total else ''}")

        return self.fetching.source(url, watch.cancelled, own=url, progress=tell)

    def _bring_bytes(self, source: Source, shown: str, path: str, watch: Watch) -> IncomingSource:
        content = article_id = content_id(source.data)
        named = self.repository.record(content)
        if named is not None and not _has_left(named, path):
            incoming = None if self.first_pages or not named.part else self._bring_changed(named, source, watch)
            if incoming is None and named.part and not path:
                self.other_pages.keep(source.data)
            return replace(incoming or IncomingSource(content), path=path)
        for one in self.known.with_content(content):
            if was_fetched(one) or named is not None or (path and is_gone(one, path)):
                return IncomingSource(one.id, path=path)
        if named is not None:
            article_id = content_id(f"{content}\n{path}".encode("utf-8", "surrogateescape"))
        return self._read(source, article_id, shown, path, watch, content)

    def _read(
        self, source: Source, article_id: str, shown: str, path: str, watch: Watch, content: str = ""
    ) -> IncomingSource:
        article = _read_watched(self.read, replace(source, first_pages=self.first_pages), watch)
        if article.part and not path and not self.other_pages.keep(source.data):
            article = _read_watched(self.read, source, watch)
        content = content_with_part(content or content_id(source.data), article.part)
        return IncomingSource(article_id, shown, article, content, path)

    def _bring_changed(self, record: ArticleRecord, source: Source, watch: Watch) -> IncomingSource | None:
        """Read the source if its content has changed. If it cannot be read, the result has a notice."""
        content = content_id(source.data)
        if content == content_of(record):
            return None
        try:
            article = _read_watched(self.read, source, watch)
        except StoppedError:
            raise
        except SourceError as fault:
            if record.part:
                if not watch.cancelled():
                    self.other_pages.note_fault(content)
                kept = sentence(f"{first_pages_of(record)} stay in the library")
                raise SourceError(f"could not read the other pages: {fault.message}", kept) from fault
            return _unreadable(record, fault)
        return IncomingSource(record.id, article=article, content=content)

    def _own(self, incoming: IncomingSource, known: ArticleRecord, path: str) -> IncomingSource:
        """Make the new text of a known path an article of its own if another path still has the earlier content."""
        article = incoming.article
        if article is None or not _is_held_elsewhere(known, path):
            return incoming
        if article.hash8 == known.text_version and not self._has_other_form(known, article):
            return IncomingSource(known.id)
        if incoming.content == known.id:
            # An article with these bytes has this id.
            return IncomingSource(
                known.id, notice="the file has an earlier version of the article; opened the stored text"
            )
        if self.repository.record(incoming.content) is not None:
            article = None
        return replace(incoming, article_id=incoming.content, source=path, article=article, path=path, left=known.id)

    def _has_other_form(self, known: ArticleRecord, article: Article) -> bool:
        with suppress(NotFoundError, DamagedError):
            return article.has_form_unlike(self.repository.article(known.id))
        return False

    # ------------------------------------------------------------------ keeping

    def keep(self, incoming: IncomingSource, tags: Iterable[str] = (), details: Details | None = None) -> AddedArticle:
        """Save the source as a new article, or as an update of a known one. An article in the trash comes back.

        ``details`` overrule what the source says. Raises NotFoundError if the article was removed for good in the
        meantime, StorageError.
        """
        record = self.repository.record(incoming.article_id)
        giving_up = self._giving_up(incoming)
        if record is None:
            return self._keep_new(incoming, tags, details or {}, giving_up)
        added = self._keep_known(record, incoming.path, tags, details or {}, giving_up)
        renewed = self._renew(added.record, incoming)
        comes = (record.deleted or incoming.awaited) and not renewed.record.part
        article = self.repository.article(record.id) if comes else None
        found = self._place_waiting(renewed.record, article, incoming.awaited) if article else ""
        notice = "; ".join(filter(None, (added.notice, renewed.notice, found)))
        is_annotated = incoming.article is not None and incoming.article.is_annotated
        return AddedArticle(renewed.record, created=False, notice=notice, is_annotated=is_annotated)

    def renew(self, incoming: IncomingSource) -> RefreshResult:
        """Give a known article its newly read text. Raises NotFoundError, StorageError."""
        if incoming.awaited:
            added = self.keep(incoming)
            return RefreshResult(
                added.record, notice=added.notice, has_come=True, is_annotated=added.is_annotated, has_more=True
            )
        record = self.repository.record(incoming.article_id)
        if record is None:
            raise _removed(incoming)
        return self._renew(record, incoming)

    def _renew(self, record: ArticleRecord, incoming: IncomingSource) -> RefreshResult:
        if incoming.article is None:
            return RefreshResult(record, notice=incoming.notice)
        refresher = Refresher(self.repository, self.clock, self.new_id)
        refreshed = refresher.take_over(record, incoming.article, incoming.content)
        placed = self._place_waiting(refreshed.record, incoming.article, incoming.awaited) if record.part else ""
        if record.part:
            self.other_pages.drop(record.document)
        notice = "; ".join(filter(None, (refreshed.notice, incoming.notice, placed)))
        return replace(refreshed, notice=notice, is_annotated=incoming.article.is_annotated)

    def _giving_up(self, incoming: IncomingSource) -> tuple[Edit, ...]:
        """The edit that takes the path from its former article."""
        left = self.repository.record(incoming.left) if incoming.left else None
        if left is None or incoming.path not in left.paths:
            return ()
        paths = tuple(path for path in left.paths if path != incoming.path)
        metadata = left.metadata
        if metadata.source == incoming.path and paths:
            metadata = replace(metadata, source=paths[0])
        return (Edit(left, replace(left, paths=paths, metadata=metadata, modified=self.clock())),)

    def _keep_new(
        self, incoming: IncomingSource, tags: Iterable[str], details: Details, giving_up: tuple[Edit, ...]
    ) -> AddedArticle:
        article = incoming.article
        if article is None:
            raise _removed(incoming)
        record = new_record(
            incoming.article_id,
            article,
            incoming.source,
            self.clock(),
            path=incoming.path,
            tags=(*article.tags, *tags),
            content="" if incoming.content == incoming.article_id else incoming.content,
        )
        record = with_details(record, details)
        if self.discusses:
            record = replace(record, discussed=record.added, reading_state=ReadingState.DISCUSSED)
        with self.repository.keeping_texts([(record.id, article)]):
            written = self._save(f"add {excerpt(record.title)}", Edit(None, record), *giving_up)
        # What waits for words on later pages would be lost.
        placed = "" if article.part else self._place_waiting(written, article, incoming.awaited)
        notice = "; ".join(filter(None, (_said_of(giving_up), placed)))
        return AddedArticle(written, created=True, notice=notice, is_annotated=article.is_annotated)

    def _place_waiting(self, record: ArticleRecord, article: Article, awaited: str) -> str:
        """Move what has waited for the article to it; returns a notice, or ""."""
        if not self.repository.waiting_stamp():
            return ""
        from readtui.services.waiting.works import said_of

        return said_of((self.awaiting or self.what_waits)().place(record, article, awaited))

    def what_waits(self) -> "WaitingWorks":
        """What waits for an article, as it is on disk now."""
        # Imported here because it takes a fifth of the start, and mostly nothing waits.
        from readtui.services.waiting.works import WaitingWorks

        return WaitingWorks(self.repository, self.clock, self.new_id)

    def _keep_known(
        self, record: ArticleRecord, path: str, tags: Iterable[str], details: Details, giving_up: tuple[Edit, ...]
    ) -> AddedArticle:
        """Update a known article: add a path or tags, change details, take it out of the trash."""
        after = replace(
            with_details(record, details),
            paths=_with_path(record, path) if path else record.paths,
            tags=tag_names((*record.tags, *tags)),
            deleted=None,
            discussed=record.discussed or (self.clock() if self.discusses else None),
        )
        if after == record and not giving_up:
            return AddedArticle(record, created=False)
        verb = "restore" if record.deleted else "update"
        edit = Edit(record, replace(after, modified=self.clock()))
        # What only comes of opening it is nothing to undo.
        by_itself = self.discusses and not (record.deleted or giving_up)
        written = self._save(f"{verb} {excerpt(record.title)}", edit, *giving_up, by_itself=by_itself)
        back = "restored it from the trash" if record.deleted else ""
        return AddedArticle(written, created=False, notice="; ".join(filter(None, (back, _said_of(giving_up)))))

    def _save(self, what: str, *edits: Edit, by_itself: bool = False) -> ArticleRecord:
        """Save the edits as one change; return the first record as written."""
        change = Change(self.new_id(), self.clock(), what, edits)
        made = self.repository.apply(replace(change, by_itself=by_itself))
        return next(edit.after for edit in made.edits if isinstance(edit.after, ArticleRecord))


def _read_watched(read: ReadSource, source: Source, watch: Watch) -> Article:
    watch.tell("reading")
    return read(replace(source, tell=lambda words: watch.tell(f"reading {visible(words)}")), watch.cancelled)


def content_of(record: ArticleRecord) -> str:
    """The id of the bytes that the article's text was read from."""
    return record.content or record.id


def _has_left(named: ArticleRecord, path: str) -> bool:
    """Whether an article that is named after certain bytes has other ones now, so that a new file with these is a copy
    of what it was.
    """
    has_other = content_of(named) != named.id and not named.part
    return bool(path) and not named.deleted and has_other and not is_gone(named, path)


def _is_held_elsewhere(record: ArticleRecord, path: str) -> bool:
    """Whether a file other than ``path`` still has the content that the article's text was read from.

    Not one elsewhere, if the person works where ``path`` is: people who merge their libraries all have the same file,
    unless it is in another repository.
    """
    for other in record.paths:
        is_meant = is_here(other) or not is_here(path) or _are_apart(other, path)
        if other != path and is_meant and not _are_one_document(other, path):
            with suppress(SourceError):
                if content_id(read_bytes(Path(other))) == content_of(record):
                    return True
    return False


def _are_one_document(one: str, other: str) -> bool:
    place = place_in_git(one)
    return place is not None and place.is_same_document(place_in_git(other))


def _are_apart(one: str, other: str) -> bool:
    """Whether both are in git, but in repositories that are no clones of each other."""
    places = [place for path in (one, other) if (place := place_in_git(path)) is not None]
    if len({place.common for place in places}) < len(places) or len(places) < 2:
        return False
    roots = {place.first_commit() for place in places}
    return "" not in roots and len(roots) > 1


def _with_path(record: ArticleRecord, path: str) -> tuple[str, ...]:
    """The article's paths with this one: first, where it is the same document as they are, else last."""
    others = tuple(one for one in record.paths if one != path)
    if with_document(path, [record]) is not None:
        return (path, *others)
    return record.paths if path in record.paths else (*others, path)


def _said_of(giving_up: Iterable[Edit]) -> str:
    titles = [excerpt(edit.after.title) for edit in giving_up if isinstance(edit.after, ArticleRecord)]
    return f"the file is no longer a copy of {titles[0]}" if titles else ""


def readable_file(record: ArticleRecord) -> tuple[Source, str]:
    """The file to read for an article, and the path of a file that is no longer a copy of it, or "".

    Raises SourceError if none can be read.
    """
    first: SourceError | None = None
    kept: Source | None = None
    changed: Source | None = None
    for path in paths_here(record):
        try:
            source = Source(read_bytes(Path(path)), path)
        except SourceError as fault:
            first = first or fault
            continue
        if content_id(source.data) == content_of(record):
            kept = kept or source
        else:
            changed = changed or source
    if kept is not None and changed is not None and is_here(changed.name) and not is_here(kept.name):
        return changed, ""
    if kept is not None:
        return kept, changed.name if changed else ""
    if changed is not None:
        return changed, ""
    if first is not None:
        raise first
    raise SourceError(f"{excerpt(record.title)} has no file or URL to reload", "To add a new text: readtui add")


def _unreadable(record: ArticleRecord, fault: SourceError) -> IncomingSource:
    notice = f"the file can no longer be read ({fault.message}); kept the stored text"
    return IncomingSource(record.id, notice=notice)


def _removed(incoming: IncomingSource) -> NotFoundError:
    return NotFoundError(f"the article {incoming.article_id} was deleted meanwhile", "Add it again.")


def _amount(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1_000_000 else f"{-(-count // 1000)} kB"


def new_record(
    article_id: str,
    article: Article,
    source: str,
    now: str,
    *,
    path: str = "",
    tags: Iterable[str] = (),
    content: str = "",
) -> ArticleRecord:
    """The record of an article from ``source``. ``content``: the id of its bytes, or "" if that is ``article_id``."""
    # Imported here because listing articles does not need the sentence rules.
    from readtui.text.segmentation.segment import count_words

    metadata = article.metadata
    return ArticleRecord(
        id=article_id,
        metadata=replace(
            metadata, title=metadata.title or "Untitled", source=source if is_url(source) else metadata.source or source
        ),
        added=now,
        modified=now,
        text_version=article.hash8,
        words=count_words(article.body_text()),
        paths=(path,) if path else (),
        tags=tag_names(tags),
        content=content,
    )
