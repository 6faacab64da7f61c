"""CSL-JSON: what Zotero, pandoc and others read; https://docs.citationstyles.org."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from readtui.codec.strict_json import harmless
from readtui.exporters.exporter import ExportDocument, ExportOptions, Format, Purpose
from readtui.exporters.references.entry import BibEntry, entry_of


class CslJsonExporter:
    """A list of items. Names are literal, because readtui does not know which part is the family name."""

    format = Format(
        "csl-json",
        "CSL-JSON",
        ".json",
        Purpose.REFERENCES,
        "a bibliography for Zotero and pandoc, with your highlights as notes",
        needs_text=False,
        lists_articles=True,
    )

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
        """An item per article."""
        yield "["
        separator = "\n "
        for document in documents:
            yield separator + harmless(json.dumps(_item(entry_of(document, options)), ensure_ascii=False))
            separator = ",\n "
        yield "\n]\n"


def _item(entry: BibEntry) -> dict[str, Any]:
    item: dict[str, Any] = {"id": entry.key, "type": "webpage" if entry.address else "document", "title": entry.title}
    if entry.authors:
        item["author"] = [{"literal": name} for name in entry.authors]
    if entry.date:
        item["issued"] = {"date-parts": [list(entry.date)]}
    values = {
        "URL": entry.address,
        "container-title": entry.site,
        "language": entry.language,
        "keyword": ", ".join(entry.tags),
        "note": "\n\n".join((*entry.highlights, entry.link)),
    }
    return item | {name: value for name, value in values.items() if value}
