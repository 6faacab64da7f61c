"""The JSON that Hypothesis exports and imports; https://h.readthedocs.io/en/latest/api-reference/."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from readtui.codec.strict_json import harmless
from readtui.codec.utf16 import Utf16Offsets
from readtui.exporters.data.quotes import unique_quote
from readtui.exporters.data.web_annotation import address_of
from readtui.exporters.exporter import ExportDocument, ExportOptions, Format, Purpose
from readtui.model.annotation import Annotation

_USER = "acct:readtui@localhost"


class HypothesisExporter:
    """Offsets count UTF-16 code units, as browsers do. Hypothesis has no colors, and only one kind of annotation."""

    format = Format(
        "hypothesis",
        "Hypothesis",
        ".json",
        Purpose.DATA,
        "to import into the Hypothesis browser extension",
        only_annotations=True,
    )

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
        """One document with all annotations. The description of the export comes last, when its date is known."""
        latest = ""
        yield '{"annotations": ['
        separator = "\n  "
        for document in documents:
            count = Utf16Offsets(document.article.text)
            for annotation in document.annotations:
                latest = max(latest, annotation.modified)
                options.losses.add("color", count=annotation.color is not None)
                yield separator + harmless(json.dumps(_annotation(document, annotation, count), ensure_ascii=False))
                separator = ",\n  "
        tail = {"export_date": latest, "export_userid": _USER, "client_version": "1.1766.0"}
        yield f"\n], {json.dumps(tail)[1:]}\n"


def _annotation(document: ExportDocument, annotation: Annotation, count: Utf16Offsets) -> dict[str, Any]:
    address = address_of(document.record)
    return {
        "id": annotation.id,
        "created": annotation.created,
        "updated": annotation.modified,
        "user": _USER,
        "uri": address,
        "text": annotation.note,
        "tags": list(annotation.tags),
        "group": "__world__",
        "permissions": {
            "read": ["group:__world__"],
            "admin": [_USER],
            "update": [_USER],
            "delete": [_USER],
        },
        "target": [{"source": address, **_selectors(document.article.text, annotation, count)}],
        "document": {"title": [document.record.title]},
        "links": {},
        "hidden": False,
        "flagged": False,
        "user_info": {"display_name": None},
    }


def _selectors(text: str, annotation: Annotation, count: Utf16Offsets) -> dict[str, Any]:
    passage, quote = annotation.passage, annotation.quote
    if quote is None:
        return {}
    selectors: list[dict[str, Any]] = []
    if passage is not None:
        quote = unique_quote(text, passage)
        start, end = count(passage.start), count(passage.end)
        selectors.append({"type": "TextPositionSelector", "start": start, "end": end})
    exact, prefix, suffix = quote.exact, quote.prefix, quote.suffix
    return {
        "selector": [
            *selectors,
            {"type": "TextQuoteSelector", "exact": exact, "prefix": prefix, "suffix": suffix},
        ]
    }
