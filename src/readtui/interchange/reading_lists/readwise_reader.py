"""Readwise Reader: its library as CSV. Its highlights are in the export of Readwise itself."""

import re
from collections.abc import Iterable, Mapping

from readtui.importers.importer import Source
from readtui.interchange.common.parsers import columns_of, pages_of
from readtui.interchange.common.values import time_of
from readtui.interchange.importer import ImportedWork, ImportFormat
from readtui.model.article import ReadingState

_COLUMNS = frozenset({"title", "url", "document tags", "saved date", "location"})
# A list as Python writes it. What has no end is taken to the end of the text, which else each of its signs would be.
_TAG = re.compile(r"'((?:[^'\\]|\\.)*+)(?:'|\\?\Z)|\"((?:[^\"\\]|\\.)*+)(?:\"|\\?\Z)", re.DOTALL)
_ARCHIVE = "archive"
# What comes in by itself has not been saved by the person.
_FEED = "feed"


class ReadwiseReaderImporter:
    """One work a saved page, with its tags; what is in the archive is done. Unread items of feeds are left out."""

    format = ImportFormat("readwise-reader", "Readwise Reader", "“Export library” as CSV in the settings of Reader")

    def recognises(self, source: Source) -> bool:
        return columns_of(source) >= _COLUMNS

    def read(self, source: Source) -> Iterable[ImportedWork]:
        for row in pages_of(source):
            if row.get("location", "").strip().casefold() != _FEED:
                yield _of_row(row)


def _of_row(row: Mapping[str, str]) -> ImportedWork:
    is_archived = row.get("location", "").strip().casefold() == _ARCHIVE
    tags = (
        re.sub(r"\\(.)", r"\1", match[1] or match[2] or "") for match in _TAG.finditer(row.get("document tags", ""))
    )
    return ImportedWork(
        title=row.get("title", "").strip(),
        url=row.get("url", "").strip(),
        tags=tuple(dict.fromkeys(filter(None, tags))),
        saved=time_of(row.get("saved date", "")),
        is_saved=True,
        is_archived=is_archived,
        reading_state=ReadingState.DONE if is_archived else _state(row.get("reading progress", "")),
    )


def _state(progress: str) -> ReadingState:
    try:
        return ReadingState.READING if 0 < float(progress) < 1 else ReadingState.TO_READ
    except ValueError:
        return ReadingState.TO_READ
