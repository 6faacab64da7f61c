"""Raindrop.io: its export as CSV."""

import re
from collections.abc import Iterable, Iterator, Mapping

from readtui.importers.importer import Source
from readtui.interchange.common.parsers import columns_of, pages_of, separated
from readtui.interchange.common.values import time_of
from readtui.interchange.importer import ImportedAnnotation, ImportedWork, ImportFormat

_COLUMNS = frozenset({"title", "excerpt", "url", "folder", "created"})
_MARK = re.compile(r"^(Highlight|Note):", re.MULTILINE)
_UNSORTED = "unsorted"
_HIGHLIGHT = "Highlight"


class RaindropImporter:
    """One work a bookmark, with its tags; its folder becomes a tag. Its note is one on the whole page."""

    format = ImportFormat("raindrop", "Raindrop.io", "“Export” of all bookmarks as CSV in its settings")

    def recognises(self, source: Source) -> bool:
        return columns_of(source) >= _COLUMNS

    def read(self, source: Source) -> Iterable[ImportedWork]:
        return map(_of_row, pages_of(source))


def _of_row(row: Mapping[str, str]) -> ImportedWork:
    folder, own = row.get("folder", "").strip(), row.get("id", "").strip()
    annotations = list(_highlights(row.get("highlights", "")))
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


def _highlights(cell: str) -> Iterator[ImportedAnnotation]:
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
