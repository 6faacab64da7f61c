"""Brings sources in, in two steps: fetching and reading, which takes time and can be stopped, and then keeping."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from readtui.errors import NotFoundError, SourceError, StoppedError
from readtui.importers.importer import Cancelled, Source, never
from readtui.model.article import Article, ArticleRecord
from readtui.model.change import Change, Edit
from readtui.services.intake.addresses import with_path, with_url
from readtui.services.intake.refreshing import Refreshed, Refresher, RefreshingStore
from readtui.services.intake.source_files import content_id, is_url, path_text, read_bytes, url_id
from readtui.services.wording import excerpt, tag_names
from readtui.text.clean import visible

ReadSource = Callable[[Source, Cancelled], Article]
"""Makes an article of a source. Raises SourceError."""


def _say_nothing(_: str) -> None:
    """Nobody looks."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Whoever waits: is told in a few words how far it is, and asked whether to go on."""

    tell: Callable[[str], None] = _say_nothing
    cancelled: Cancelled = never


UNWATCHED = Watch()


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a source holds, before any of it is kept.

    ``article`` is None where the library has its text already. ``path``: a path to know the article by from now on;
    ``content``: the id of the bytes; ``left``: the article that gives the path up for it, empty for none; ``notice``:
    one line to show, empty if there is nothing to say.
    """

    article_id: str
    source: str = ""
    article: Article | None = None
    content: str = ""
    path: str = ""
    left: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """What ``keep`` did. ``notice`` is one line to show, empty if there is nothing to say."""

    record: ArticleRecord
    created: bool
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Intake:
    """The way of sources into the library. What begins with ``bring`` saves nothing and may run in any thread."""

    repository: RefreshingStore
    clock: Callable[[], str]
    new_id: Callable[[], str]
    read: ReadSource

    # ------------------------------------------------------------------ fetching and reading

    def bring(self, source: str, watch: Watch = UNWATCHED, *, data: bytes | None = None) -> Incoming:
        """What is in a file or behind a URL, or with ``data`` what was read from stdin.

        A known path or URL finds its article, else the same bytes do, else it is new. A known URL is not fetched. A
        known path whose content has changed is read again: for its article, or as an article of its own if another path
        of that still holds what was read. Raises StoppedError, SourceError, StorageError.
        """
        if data is not None:
            return self._bring_bytes(Source(data), "stdin", "", watch)
        if is_url(source):
            return self._bring_url(source, watch)
        path = Path(source).expanduser()
        name = path_text(path)
        known = with_path(name, self.repository.records(deleted=True))
        try:
            data = read_bytes(path)
        except SourceError as fault:
            if known is None:
                raise
            return Incoming(known.id, notice=f"{fault.message}; the stored text is opened")
        if known is None:
            return self._bring_bytes(Source(data, name), name, name if path.is_file() else "", watch)
        incoming = self._bring_changed(known, Source(data, name), watch) or Incoming(known.id)
        return self._own(incoming, known, name)

    def bring_changed(self, record: ArticleRecord, watch: Watch = UNWATCHED) -> Incoming | None:
        """What the article's files hold now; None if one of them still holds what was read, or none is there.

        Raises StoppedError. A file that is no article any more is a notice.
        """
        changed: Source | None = None
        for path in record.paths:
            try:
                data = read_bytes(Path(path))
            except SourceError:
                # Gone or out of reach (a stick, a share): that says nothing about the text.
                continue
            if content_id(data) == _content_of(record):
                return None
            changed = changed or Source(data, path)
        return self._bring_changed(record, changed, watch) if changed else None

    def bring_again(self, record: ArticleRecord, watch: Watch = UNWATCHED) -> Incoming:
        """What the article's URL holds now, or the first of its files that can be read.

        A file that still holds what was read goes before the others, which are copies no more.

        Raises StoppedError, and SourceError if there is none of them.
        """
        notice = ""
        if is_url(record.metadata.source) and not record.paths:
            source = self._fetched(record.metadata.source, watch)
        else:
            source, apart = _readable(record)
            notice = f"{visible(apart)} has changed, and readtui add makes it an article of its own" if apart else ""
        watch.tell("reading")
        article = self.read(source, watch.cancelled)
        return Incoming(record.id, article=article, content=content_id(source.data), notice=notice)

    def _bring_url(self, url: str, watch: Watch) -> Incoming:
        records = self.repository.records(deleted=True)
        known = with_url(url, records)
        if known is not None:
            return Incoming(known.id)
        source = self._fetched(url, watch)
        # Where redirects have led to may be known all the same.
        known = with_url(source.name, records)
        if known is not None:
            return Incoming(known.id)
        return self._read(source, url_id(source.name), source.name, "", watch)

    def _fetched(self, url: str, watch: Watch) -> Source:
        # Only here: nothing else needs the network.
        from readtui.importers.web.fetch import fetch

        watch.tell("fetching")

        def tell(come: int, total: int | None) -> None:
            watch.tell(f"fetching {_amount(come)}{f' of {_amount(total)}' if total else ''}")

        got = fetch(url, progress=tell, cancelled=watch.cancelled)
        return Source(got.data, got.url, media_type=got.media_type, charset=got.charset)

    def _bring_bytes(self, source: Source, shown: str, path: str, watch: Watch) -> Incoming:
        article_id = content_id(source.data)
        if self.repository.record(article_id) is not None:
            return Incoming(article_id, path=path)
        return self._read(source, article_id, shown, path, watch)

    def _read(self, source: Source, article_id: str, shown: str, path: str, watch: Watch) -> Incoming:
        watch.tell("reading")
        article = self.read(source, watch.cancelled)
        return Incoming(article_id, shown, article, content_id(source.data), path)

    def _bring_changed(self, record: ArticleRecord, source: Source, watch: Watch) -> Incoming | None:
        """What the source holds, if that is not what was read; a notice if it cannot be read."""
        content = content_id(source.data)
        if content == _content_of(record):
            return None
        watch.tell("reading")
        try:
            return Incoming(record.id, article=self.read(source, watch.cancelled), content=content)
        except StoppedError:
            raise
        except SourceError as fault:
            notice = f"the file cannot be read any more ({fault.message}); the stored text stays"
            return Incoming(record.id, notice=notice)

    def _own(self, incoming: Incoming, known: ArticleRecord, path: str) -> Incoming:
        """The other text of a known path as an article of its own, where another path still holds what was read."""
        article = incoming.article
        if article is None or not _is_held_elsewhere(known, path):
            return incoming
        if article.hash8 == known.text_version:
            return Incoming(known.id)
        if incoming.content == known.id:
            # An article of these bytes has this id.
            return Incoming(known.id, notice="the file holds an earlier text of the article; the stored text is opened")
        if self.repository.record(incoming.content) is not None:
            article = None
        return replace(incoming, article_id=incoming.content, source=path, article=article, path=path, left=known.id)

    # ------------------------------------------------------------------ keeping

    def keep(self, incoming: Incoming, tags: Iterable[str] = ()) -> Added:
        """Save it: as a new article, or as what is new about a known one. An article in the trash comes back.

        Raises NotFoundError if the article was removed for good meanwhile, StorageError.
        """
        record = self.repository.record(incoming.article_id)
        giving_up = self._giving_up(incoming)
        if record is None:
            return self._keep_new(incoming, tags, giving_up)
        added = self._keep_known(record, incoming.path, tags, giving_up)
        renewed = self._renew(added.record, incoming)
        notice = "; ".join(filter(None, (added.notice, renewed.notice)))
        return Added(renewed.record, created=False, notice=notice)

    def renew(self, incoming: Incoming) -> Refreshed:
        """Give a known article the text that was read for it. Raises NotFoundError, StorageError."""
        record = self.repository.record(incoming.article_id)
        if record is None:
            raise _removed(incoming)
        return self._renew(record, incoming)

    def _renew(self, record: ArticleRecord, incoming: Incoming) -> Refreshed:
        if incoming.article is None:
            return Refreshed(record, notice=incoming.notice)
        refresher = Refresher(self.repository, self.clock, self.new_id)
        refreshed = refresher.take_over(record, incoming.article, incoming.content)
        return replace(refreshed, notice="; ".join(filter(None, (refreshed.notice, incoming.notice))))

    def _giving_up(self, incoming: Incoming) -> tuple[Edit, ...]:
        """The path leaves the article that it belonged to."""
        left = self.repository.record(incoming.left) if incoming.left else None
        if left is None or incoming.path not in left.paths:
            return ()
        paths = tuple(path for path in left.paths if path != incoming.path)
        metadata = left.metadata
        if metadata.source == incoming.path and paths:
            metadata = replace(metadata, source=paths[0])
        return (Edit(left, replace(left, paths=paths, metadata=metadata, modified=self.clock())),)

    def _keep_new(self, incoming: Incoming, tags: Iterable[str], giving_up: tuple[Edit, ...]) -> Added:
        article = incoming.article
        if article is None:
            raise _removed(incoming)
        # Only here, as listing articles need not wait for the sentence rules.
        from readtui.text.sentences.segment import count_words

        metadata, address = article.metadata, incoming.source
        title = metadata.title or "Untitled"
        now = self.clock()
        record = ArticleRecord(
            id=incoming.article_id,
            metadata=replace(metadata, title=title, source=address if is_url(address) else metadata.source or address),
            added=now,
            modified=now,
            text_version=article.hash8,
            words=count_words(article.body_text()),
            paths=(incoming.path,) if incoming.path else (),
            tags=tag_names((*article.tags, *tags)),
            content="" if incoming.content == incoming.article_id else incoming.content,
        )
        self.repository.keep_text(record.id, article)
        written = self._save(f"add {excerpt(title)}", Edit(None, record), *giving_up)
        return Added(written, created=True, notice=_said_of(giving_up))

    def _keep_known(self, record: ArticleRecord, path: str, tags: Iterable[str], giving_up: tuple[Edit, ...]) -> Added:
        """Give a known article what is new: a path, tags, its place in the library if it was in the trash."""
        after = replace(
            record,
            paths=record.paths if not path or path in record.paths else (*record.paths, path),
            tags=tag_names((*record.tags, *tags)),
            deleted=None,
        )
        if after == record and not giving_up:
            return Added(record, created=False)
        verb = "bring back" if record.deleted else "update"
        edit = Edit(record, replace(after, modified=self.clock()))
        written = self._save(f"{verb} {excerpt(record.title)}", edit, *giving_up)
        back = "it was in the trash and is back" if record.deleted else ""
        return Added(written, created=False, notice="; ".join(filter(None, (back, _said_of(giving_up)))))

    def _save(self, what: str, *edits: Edit) -> ArticleRecord:
        """Save it as one change; returns the first record as it is written."""
        made = self.repository.apply(Change(self.new_id(), self.clock(), what, edits))
        return next(edit.after for edit in made.edits if isinstance(edit.after, ArticleRecord))


def _content_of(record: ArticleRecord) -> str:
    """The id of the bytes that the article's text was made of."""
    return record.content or record.id


def _is_held_elsewhere(record: ArticleRecord, path: str) -> bool:
    """Whether a file besides ``path`` still holds what the article's text was made of."""
    for other in record.paths:
        if other != path:
            with suppress(SourceError):
                if content_id(read_bytes(Path(other))) == _content_of(record):
                    return True
    return False


def _said_of(giving_up: Iterable[Edit]) -> str:
    titles = [excerpt(edit.after.title) for edit in giving_up if isinstance(edit.after, ArticleRecord)]
    return f"the file is no copy of {titles[0]} any more" if titles else ""


def _readable(record: ArticleRecord) -> tuple[Source, str]:
    """What to read of an article's files; and the path of one that is a copy of it no more, empty for none."""
    first: SourceError | None = None
    kept: Source | None = None
    changed: Source | None = None
    for path in record.paths:
        try:
            source = Source(read_bytes(Path(path)), path)
        except SourceError as fault:
            first = first or fault
            continue
        if content_id(source.data) == _content_of(record):
            kept = kept or source
        else:
            changed = changed or source
    if kept is not None:
        return kept, changed.name if changed else ""
    if changed is not None:
        return changed, ""
    if first is not None:
        raise first
    raise SourceError(f"{excerpt(record.title)} came from no file or URL", "readtui add adds the new text.")


def _removed(incoming: Incoming) -> NotFoundError:
    return NotFoundError(f"the article {incoming.article_id} was removed meanwhile", "Add it again.")


def _amount(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1_000_000 else f"{-(-count // 1000)} kB"
