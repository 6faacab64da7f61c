"""Lossless JSON: the library's own records and texts, enough to rebuild the library."""

import json
from collections.abc import Iterable, Iterator

from readtui.codec.records import annotation_to_json, article_record_to_json
from readtui.codec.strict_json import harmless
from readtui.codec.text_versions import text_version_to_json
from readtui.exporters.exporter import ExportDocument, ExportOptions, Format, Purpose

FORMAT = {"name": "readtui-export", "version": 1}


class JsonExporter:
    """One document: the format's name and a list of articles, each with its record, text version and annotations."""

    format = Format(
        "json",
        "JSON (lossless)",
        ".json",
        Purpose.DATA,
        "everything readtui knows, to move or keep; other programs can read it",
        lists_articles=True,
    )

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
        """Records as stored on disk, one per line. Offsets count code points of the text beside them."""
        yield f'{{"format": {_line(FORMAT)},\n "articles": ['
        separator = "\n"
        for document in documents:
            annotations = ",\n   ".join(_line(annotation_to_json(annotation)) for annotation in document.annotations)
            between = "\n   " if annotations else ""
            yield (
                f'{separator} {{"article": {_line(article_record_to_json(document.record))},\n'
                f'  "text": {_line(text_version_to_json(document.article))},\n'
                f'  "annotations": [{between}{annotations}]}}'
            )
            separator = ",\n"
        yield "]}\n"


def _line(value: object) -> str:
    return harmless(json.dumps(value, ensure_ascii=False))
