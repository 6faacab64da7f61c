"""Brings sources in, in two steps: fetching and reading, which takes time and can be stopped, and then keeping."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from readtui.errors import NotFoundError, SourceError, StoppedError
from readtui.importers.importer import Cancelled, Source, never
from readtui.model.article import Article, ArticleRecord
from readtui.model.change import Change, Edit
from readtui.services.addresses import with_path, with_url
from readtui.services.refreshing import Refreshed, Refresher
from readtui.services.source_files import content_id, is_url, path_text, read_bytes, url_id
from readtui.services.wording import excerpt, tag_names
from readtui.storage.repository import Repository

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
    ``content``: the id of the bytes; ``notice``: one line to show, empty if there is nothing to say.
    """

    article_id: str
    source: str = ""
    article: Article | None = None
    content: str = ""
    path: str = ""
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

    repository: Repository
    clock: Callable[[], str]
    new_id: Callable[[], str]
    read: ReadSource

    # ------------------------------------------------------------------ fetching and reading

    def bring(self, source: str, watch: Watch = UNWATCHED, *, data: bytes | None = None) -> Incoming:
        """What is in a file or behind a URL, or with ``data`` what was read from stdin.

        A known path or URL finds its article, else the same bytes do, else it is new. A known URL is not fetched. A
        known path whose content has changed is read again. Raises StoppedError, SourceError, StorageError.
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
        return self._bring_changed(known, Source(data, name), watch) or Incoming(known.id)

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
            if content_id(data) == (record.content or record.id):
                return None
            changed = changed or Source(data, path)
        return self._bring_changed(record, changed, watch) if changed else None

    def bring_again(self, record: ArticleRecord, watch: Watch = UNWATCHED) -> Incoming:
        """What the article's URL or the first of its files that can be read holds now.

        Raises StoppedError, and SourceError if there is none of them.
        """
        if is_url(record.metadata.source) and not record.paths:
            source = self._fetched(record.metadata.source, watch)
        else:
            source = _first_readable(record)
        watch.tell("reading")
        return Incoming(record.id, article=self.read(source, watch.cancelled), content=content_id(source.data))

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
        from readtui.importers.fetch import fetch

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
        if content == (record.content or record.id):
            return None
        watch.tell("reading")
        try:
            return Incoming(record.id, article=self.read(source, watch.cancelled), content=content)
        except StoppedError:
            raise
        except SourceError as fault:
            notice = f"the file cannot be read any more ({fault.message}); the stored text stays"
            return Incoming(record.id, notice=notice)

    # ------------------------------------------------------------------ keeping

    def keep(self, incoming: Incoming, tags: Iterable[str] = ()) -> Added:
        """Save it: as a new article, or as what is new about a known one. An article in the trash comes back.

        Raises NotFoundError if the article was removed for good meanwhile, StorageError.
        """
        record = self.repository.record(incoming.article_id)
        if record is None:
            return self._keep_new(incoming, tags)
        added = self._keep_known(record, incoming.path, tags)
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
        return refresher.take_over(record, incoming.article, incoming.content)

    def _keep_new(self, incoming: Incoming, tags: Iterable[str]) -> Added:
        article = incoming.article
        if article is None:
            raise _removed(incoming)
        # Only here, as listing articles need not wait for the sentence rules.
        from readtui.text.segment import count_words

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
            tags=tag_names(tags),
            content="" if incoming.content == incoming.article_id else incoming.content,
        )
        self.repository.keep_text(record.id, article)
        return Added(self._save(f"add {excerpt(title)}", Edit(None, record)), created=True)

    def _keep_known(self, record: ArticleRecord, path: str, tags: Iterable[str]) -> Added:
        """Give a known article what is new: a path, tags, its place in the library if it was in the trash."""
        after = replace(
            record,
            paths=record.paths if not path or path in record.paths else (*record.paths, path),
            tags=tag_names((*record.tags, *tags)),
            deleted=None,
        )
        if after == record:
            return Added(record, created=False)
        verb = "bring back" if record.deleted else "update"
        written = self._save(f"{verb} {excerpt(record.title)}", Edit(record, replace(after, modified=self.clock())))
        notice = "it was in the trash and is back" if record.deleted else ""
        return Added(written, created=False, notice=notice)

    def _save(self, what: str, edit: Edit) -> ArticleRecord:
        made = self.repository.apply(Change(self.new_id(), self.clock(), what, (edit,)))
        return next(edit.after for edit in made.edits if isinstance(edit.after, ArticleRecord))


def _first_readable(record: ArticleRecord) -> Source:
    first: SourceError | None = None
    for path in record.paths:
        try:
            return Source(read_bytes(Path(path)), path)
        except SourceError as fault:
            first = first or fault
    if first is not None:
        raise first
    raise SourceError(f"{excerpt(record.title)} came from no file or URL", "readtui add adds the new text.")


def _removed(incoming: Incoming) -> NotFoundError:
    return NotFoundError(f"the article {incoming.article_id} was removed meanwhile", "Add it again.")


def _amount(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1_000_000 else f"{-(-count // 1000)} kB"
