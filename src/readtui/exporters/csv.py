"""CSV: one row per annotation (RFC 4180), safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Sequence

from readtui.codec.csv_guard import guard_cell
from readtui.exporters.exporter import ExportDocument
from readtui.model.annotation import Annotation
from readtui.text.clean import visible

COLUMNS = (
    "article",
    "title",
    "source",
    "id",
    "start",
    "end",
    "quote",
    "note",
    "tags",
    "color",
    "state",
    "created",
    "modified",
)


class CsvExporter:
    """One table of all annotations. ``tags`` are joined by line feeds: a tag may contain any other character."""

    name = "csv"
    title = "CSV table"
    extension = ".csv"

    def render(self, documents: Sequence[ExportDocument]) -> str:
        """A table with a header row and CRLF line ends. Offsets count code points and are empty without a passage."""
        table = io.StringIO(newline="")
        writer = csv.writer(table, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        for document in documents:
            for annotation in document.annotations:
                writer.writerow([guard_cell(cell) for cell in _cells(document, annotation)])
        return table.getvalue()


def _cells(document: ExportDocument, annotation: Annotation) -> list[str]:
    passage = annotation.passage
    return [
        document.record.id,
        document.record.title,
        visible(document.record.metadata.source),
        annotation.id,
        str(passage.start) if passage else "",
        str(passage.end) if passage else "",
        annotation.quoted_text,
        annotation.note,
        "\n".join(annotation.tags),
        annotation.color or "",
        annotation.anchor.value,
        annotation.created,
        annotation.modified,
    ]
