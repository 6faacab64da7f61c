"""Reading lists that programs export as CSV, a row a page: Instapaper, Matter, Raindrop.io, Readwise Reader."""

import re
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping

from readtui.importers.importer import Source
from readtui.interchange.common.dates import time_of
from readtui.interchange.common.parsers import columns_of, json_in, pages_of, separated, strings
from readtui.interchange.importer import ImportedAnnotation, ImportedWork, ImportFormat
from readtui.model.article import ReadingState

_STATES = frozenset({"unread", "archive", "starred", ""})
_AROUND = re.compile(r"^[\[\s'\"]+|[\]\s'\"]+$")
_YES = frozenset({"true", "yes", "1"})
_MARK = re.compile(r"^(Highlight|Note):", re.MULTILINE)
_UNSORTED = "unsorted"
_HIGHLIGHT = "Highlight"
# A list as Python writes it. What has no end is taken to the end of the text, which else each of its signs would be.
_TAG = re.compile(r"'((?:[^'\\]|\\.)*+)(?:'|\\?\Z)|\"((?:[^\"\\]|\\.)*+)(?:\"|\\?\Z)", re.DOTALL)
_ARCHIVE = "archive"
# What comes in by itself has not been saved by the person.
_FEED = "feed"


class CsvList:
    """One work a saved page. The names of its ``columns`` tell a list from other tables."""

    columns: frozenset[str]

    def recognises(self, source: Source) -> bool:
        return columns_of(source) >= self.columns

    def read(self, source: Source) -> Iterable[ImportedWork]:
        return (work for row in pages_of(source) if (work := self.work_of(row)))

    @abstractmethod
    def work_of(self, row: Mapping[str, str]) -> ImportedWork | None:
        """The page of a row; None if the person did not save it."""


class InstapaperImporter(CsvList):
    """A folder becomes a tag; what was selected when the page was saved becomes a highlight."""

    format = ImportFormat("instapaper", "Instapaper", "“Download .CSV file” in the settings of Instapaper")
    columns = frozenset({"url", "title", "folder"})

    def recognises(self, source: Source) -> bool:
        return super().recognises(source) and not columns_of(source).isdisjoint({"selection", "timestamp"})

    def work_of(self, row: Mapping[str, str]) -> ImportedWork:
        folder = row.get("folder", "").strip()
        state = folder.casefold()
        tags = [*((folder,) if state not in _STATES else ()), *_instapaper_tags(row.get("tags", ""))]
        quote = row.get("selection", "").strip()
        saved = time_of(row.get("timestamp", ""))
        return ImportedWork(
            title=row.get("title", "").strip(),
            url=row["url"].strip(),
            annotations=(ImportedAnnotation(quote=quote, created=saved),) if quote else (),
            tags=tuple(tag for tag in dict.fromkeys(tags) if tag),
            saved=saved,
            is_saved=True,
            is_archived=state == _ARCHIVE,
            reading_state=ReadingState.DONE if state == _ARCHIVE else ReadingState.TO_READ,
        )


def _instapaper_tags(text: str) -> list[str]:
    """The names in a list as JSON, as Instapaper writes it, or between commas."""
    if isinstance(value := json_in(text), list):
        return list(strings(value))
    return [_AROUND.sub("", tag) for tag in separated(text)]


class MatterImporter(CsvList):
    """What has been read is done."""

    format = ImportFormat("matter", "Matter", "the .zip of “Export data” of Matter, or the table (CSV) in it")
    columns = frozenset({"title", "url", "in queue", "favorited", "read"})

    def work_of(self, row: Mapping[str, str]) -> ImportedWork:
        is_read = row.get("read", "").strip().casefold() in _YES
        return ImportedWork(
            title=row.get("title", "").strip(),
            author=row.get("author", "").strip(),
            url=row.get("url", "").strip(),
            site=row.get("publisher", "").strip(),
            tags=separated(row.get("tags", "").replace(";", ",")),
            saved=time_of(row.get("last interaction date", "")),
            is_saved=True,
            is_archived=is_read and row.get("in queue", "").strip().casefold() not in _YES,
            reading_state=ReadingState.DONE if is_read else ReadingState.TO_READ,
        )


class RaindropImporter(CsvList):
    """The folder of a bookmark becomes a tag. Its note is one on the whole page."""

    format = ImportFormat("raindrop", "Raindrop.io", "“Export” of all bookmarks as CSV in its settings")
    columns = frozenset({"title", "excerpt", "url", "folder", "created"})

    def work_of(self, row: Mapping[str, str]) -> ImportedWork:
        folder, own = row.get("folder", "").strip(), row.get("id", "").strip()
        annotations = list(_raindrop_highlights(row.get("highlights", "")))
        if note := row.get("note", "").strip():
            annotations.insert(0, ImportedAnnotation(note=note, key=f"note {own}"))
        return ImportedWork(
            title=row.get("title", "").strip(),
            url=row["url"].strip(),
            annotations=tuple(dict.fromkeys(annotations)),
            is_saved=True,
            tags=(*separated(row.get("tags", "")), *((folder,) if folder.casefold() not in ("", _UNSORTED) else ())),
            saved=time_of(row.get("created", "")),
        )


def _raindrop_highlights(cell: str) -> Iterator[ImportedAnnotation]:
    """The highlights in a cell, each of which may have a note behind it."""
    quote = note = ""
    parts = _MARK.split(cell)
    # Before the first mark, and then each mark with what follows it.
    for mark, text in zip([_HIGHLIGHT, *parts[1::2]], parts[::2], strict=True):
        if mark == _HIGHLIGHT:
            if quote:
                yield ImportedAnnotation(quote=quote, note=note)
            quote, note = text.strip(), ""
        else:
            note = text.strip()
    if quote or note:
        yield ImportedAnnotation(quote=quote, note=note)


class ReadwiseReaderImporter(CsvList):
    """What is in the archive is done. Unread items of feeds are left out; Readwise itself exports the highlights."""

    format = ImportFormat("readwise-reader", "Readwise Reader", "“Export library” as CSV in the settings of Reader")
    columns = frozenset({"title", "url", "document tags", "saved date", "location"})

    def work_of(self, row: Mapping[str, str]) -> ImportedWork | None:
        location = row.get("location", "").strip().casefold()
        if location == _FEED:
            return None
        tags = (
            re.sub(r"\\(.)", r"\1", match[1] or match[2] or "") for match in _TAG.finditer(row.get("document tags", ""))
        )
        return ImportedWork(
            title=row.get("title", "").strip(),
            url=row.get("url", "").strip(),
            tags=tuple(dict.fromkeys(filter(None, tags))),
            saved=time_of(row.get("saved date", "")),
            is_saved=True,
            is_archived=location == _ARCHIVE,
            reading_state=ReadingState.DONE if location == _ARCHIVE else _state(row.get("reading progress", "")),
        )


def _state(progress: str) -> ReadingState:
    try:
        return ReadingState.READING if 0 < float(progress) < 1 else ReadingState.TO_READ
    except ValueError:
        return ReadingState.TO_READ
