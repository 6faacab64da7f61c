"""The text of a work in a file of the user's, and what another program says of a work: for a new article, or again."""

import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from readtui.errors import SourceError
from readtui.importers.importer import Cancelled, Source
from readtui.interchange.importer import ImportedWork
from readtui.model.annotation import IMPORTED
from readtui.model.article import Article, ArticleRecord, Metadata
from readtui.quick_dataclass import dataclass
from readtui.services.intake.intake import ReadSource, new_record
from readtui.services.sources import content_id, is_url, path_text, read_bytes
from readtui.services.wording import tag_names
from readtui.text.clean import visible

if TYPE_CHECKING:
    from readtui.importers.process.read_ahead import ReadAhead

_SECONDS, _SECONDS_OF_BYTE, _SLOW = 0.008, 4e-7, 2.0
_FAR = ("//", "\\\\")


def file_of(work: ImportedWork) -> Source:
    """The first of the work's files that is there. Raises SourceError that says why none is."""
    fault = SourceError("its file is not known")
    for path in work.files:
        if not os.path.isabs(path) or path.startswith(_FAR):
            fault = SourceError(f"its file is not on this device: {visible(path)}")
            continue
        try:
            return Source(read_bytes(Path(path)), path_text(path))
        except SourceError as found:
            fault = SourceError(f"its file cannot be read: {found.message}")
    raise fault


@dataclass(slots=True)
class WorkTexts:
    """Reads the texts of works, as long as that may take.

    The next import goes on with those in a file of another program. A page takes some time, whatever its size, and one
    that takes much longer than it should counts in full. Those of the user's own files wait.
    """

    read: ReadSource
    cancelled: Cancelled
    ahead: "Callable[[], ReadAhead] | None" = None
    _begun: "ReadAhead | None" = None
    _following: deque[ImportedWork] = field(default_factory=deque)
    _contents: set[str] = field(default_factory=set)
    _seconds: float = 20.0
    _file_seconds: float = 900.0

    def expect(self, works: Iterable[ImportedWork], known: Iterable[str]) -> None:
        """Get ready to read the files of works, in this order, except those whose contents have these ids."""
        self._following, self._contents = deque(works), set(known)
        if self.ahead is not None and len(self._following) > 1:
            self._begun = self.ahead()

    def begin(self) -> None:
        """Begin to read the next files at once, as far as there is room."""
        while self._begun is not None and self._following and self._begun.has_room:
            with suppress(SourceError):
                source = file_of(self._following.popleft())
                if (content := content_id(source.data)) not in self._contents:
                    self._contents.add(content)
                    self._begun.begin(source)

    def close(self) -> None:
        """Stop what is still being read."""
        if self._begun is not None:
            self._begun.close()

    def of_content(self, work: ImportedWork, source: Source) -> Article | None:
        """The article in a work's content; None if it is too late. Raises SourceError."""
        if self._seconds < 0:
            return None
        began = time.monotonic()
        try:
            article = self.read(source, self.cancelled)
        finally:
            took = time.monotonic() - began
            self._seconds -= max(_SECONDS + _SECONDS_OF_BYTE * len(source.data), took if took > _SLOW else 0)
        return replace(article, metadata=_with_details(article.metadata, work))

    def of_file(self, work: ImportedWork, source: Source) -> Article | None:
        """The article in a work's file; None if it is too late. Raises SourceError."""
        if self._file_seconds < 0:
            return None
        began = time.monotonic()
        read = self.read if self._begun is None else self._begun.read
        try:
            article = read(source, self.cancelled)
        finally:
            self._file_seconds -= time.monotonic() - began
        metadata = _with_details(article.metadata, work)
        address = work.url if is_url(work.url) else metadata.canonical_url
        return replace(article, metadata=replace(metadata, canonical_url=visible(address)))


def _with_details(metadata: Metadata, work: ImportedWork) -> Metadata:
    """The metadata of a text with what another program says of it."""
    return replace(
        metadata,
        title=visible(work.title) or metadata.title,
        creator=visible(work.author) or metadata.creator,
        language=metadata.language or visible(work.language),
        published=visible(work.published) or metadata.published,
        site=visible(work.site) or metadata.site,
    )


@dataclass(frozen=True, slots=True)
class WorkDetails:
    """What the other program says of a work that a person may change in either."""

    title: str = ""
    creator: str = ""
    published: str = ""
    site: str = ""
    canonical_url: str = ""
    citation_key: str = ""
    tags: tuple[str, ...] = ()

    @classmethod
    def of(cls, work: ImportedWork) -> "WorkDetails":
        url = work.url if is_url(work.url) else ""
        texts = (work.title, work.author, work.published, work.site, url, work.citation_key)
        return cls(**dict(zip(_TEXTS, map(visible, texts), strict=True)), tags=tag_names(work.tags))

    @classmethod
    def before(cls, record: ArticleRecord, format_name: str) -> "WorkDetails | None":
        """That of the last import from there; None if the article is from elsewhere."""
        value = record.extra.get(IMPORTED)
        if not isinstance(value, Mapping) or value.get("format") != format_name:
            return None
        said = value.get("said")
        found = said if isinstance(said, Mapping) else {}
        texts = {name: text for name, key in _TEXTS.items() if isinstance(text := found.get(key), str)}
        tags = found.get("tags")
        names = tuple(one for one in tags if isinstance(one, str)) if isinstance(tags, list | tuple) else ()
        return cls(**texts, tags=names)

    def noted_in(self, record: ArticleRecord, format_name: str, key: str) -> ArticleRecord:
        """The record, which remembers this until the next import."""
        said = {key: text for name, key in _TEXTS.items() if (text := getattr(self, name))} | {"tags": list(self.tags)}
        return replace(record, extra={**record.extra, IMPORTED: {"format": format_name, "key": key, "said": said}})


_TEXTS = {
    "title": "title", "creator": "creator", "published": "published", "site": "site", "canonical_url": "canonicalUrl",
    "citation_key": "citationKey",
}  # fmt: skip
"""Of what may change, all but the tags, by its names in the record and in a file."""


def renewed(record: ArticleRecord, work: ImportedWork, format_name: str) -> ArticleRecord:
    """The record of a known article with what the other program has changed since the last import.

    What was changed here stays. An article that is from elsewhere gets what it lacks.
    """
    if not work.source_id:
        return record if record.citation_key else replace(record, citation_key=visible(work.citation_key))
    now, before = WorkDetails.of(work), WorkDetails.before(record, format_name)
    if before == now:
        return record
    fresh: dict[str, str] = {}
    for name in _TEXTS:
        here = record.citation_key if name == "citation_key" else getattr(record.metadata, name)
        known = getattr(before, name) if before else ""
        if here == known and (said := getattr(now, name)) != known and (said or name != "title"):
            fresh[name] = said
    gone = set(before.tags if before else ()) - set(now.tags)
    new = [tag for tag in now.tags if before is None or tag not in before.tags]
    key = fresh.pop("citation_key", record.citation_key)
    tags = tag_names((*(one for one in record.tags if one not in gone), *new))
    record = replace(record, metadata=replace(record.metadata, **fresh), citation_key=key, tags=tags)
    return now.noted_in(record, format_name, work.source_id)


def record_of(
    work: ImportedWork, article_id: str, article: Article, address: str, content: str, now: str, from_file: str = ""
) -> ArticleRecord:
    """The record of a new article. ``content``: the id of its bytes. ``from_file``: the format of the work, if its text
    is in a file of the user's, at ``address``.
    """
    record = new_record(
        article_id,
        article,
        address,
        now,
        path=address if from_file else "",
        tags=(*article.tags, *work.tags),
        content="" if content == article_id else content,
    )
    record = replace(
        record,
        added=work.saved or record.added,
        archived=(work.saved or now) if work.is_archived else None,
        reading_state=work.reading_state or record.reading_state,
        citation_key=visible(work.citation_key),
    )
    return WorkDetails.of(work).noted_in(record, from_file, work.source_id) if from_file else record
