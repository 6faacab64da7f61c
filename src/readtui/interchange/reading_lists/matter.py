"""Matter: its library as CSV."""

from collections.abc import Iterable, Mapping

from readtui.importers.importer import Source
from readtui.interchange.common.parsers import columns_of, pages_of, separated
from readtui.interchange.common.values import time_of
from readtui.interchange.importer import ImportedWork, ImportFormat
from readtui.model.article import ReadingState

_COLUMNS = frozenset({"title", "url", "in queue", "favorited", "read"})
_YES = frozenset({"true", "yes", "1"})


class MatterImporter:
    """One work a saved page, with its tags; what has been read is done."""

    format = ImportFormat("matter", "Matter", "the .zip of “Export data” of Matter, or the table (CSV) in it")

    def recognises(self, source: Source) -> bool:
        return columns_of(source) >= _COLUMNS

    def read(self, source: Source) -> Iterable[ImportedWork]:
        return map(_of_row, pages_of(source))


def _of_row(row: Mapping[str, str]) -> ImportedWork:
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
