"""Instapaper: the CSV that it exports; https://www.instapaper.com/user."""

import re
from collections.abc import Iterable

from readtui.codec import strict_json
from readtui.importers.importer import Source
from readtui.interchange.common.parsers import columns_of, pages_of, separated, strings
from readtui.interchange.common.values import time_of
from readtui.interchange.importer import ImportedAnnotation, ImportedWork, ImportFormat
from readtui.model.article import ReadingState

_COLUMNS = frozenset({"url", "title", "folder"})
_STATES = frozenset({"unread", "archive", "starred", ""})
_AROUND = re.compile(r"^[\[\s'\"]+|[\]\s'\"]+$")


class InstapaperImporter:
    """One work a saved page. A folder becomes a tag; what was selected when the page was saved becomes a highlight."""

    format = ImportFormat("instapaper", "Instapaper", "“Download .CSV file” in the settings of Instapaper")

    def recognises(self, source: Source) -> bool:
        columns = columns_of(source)
        return columns >= _COLUMNS and not columns.isdisjoint({"selection", "timestamp"})

    def read(self, source: Source) -> Iterable[ImportedWork]:
        for row in pages_of(source):
            folder = row.get("folder", "").strip()
            state = folder.casefold()
            tags = _tags(row.get("tags", ""))
            if state not in _STATES:
                tags.insert(0, folder)
            quote = row.get("selection", "").strip()
            saved = time_of(row.get("timestamp", ""))
            yield ImportedWork(
                title=row.get("title", "").strip(),
                url=row["url"].strip(),
                annotations=(ImportedAnnotation(quote=quote, created=saved),) if quote else (),
                tags=tuple(tag for tag in dict.fromkeys(tags) if tag),
                saved=saved,
                is_saved=True,
                is_archived=state == "archive",
                reading_state=ReadingState.DONE if state == "archive" else ReadingState.TO_READ,
            )


def _tags(text: str) -> list[str]:
    """The names in a list as JSON, as Instapaper writes it, or between commas."""
    try:
        value = strict_json.loads(text)
    except ValueError:
        value = None
    if isinstance(value, list):
        return list(strings(value))
    return [_AROUND.sub("", tag) for tag in separated(text)]
