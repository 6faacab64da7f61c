"""CSV: one row per annotation (RFC 4180), safe to open in a spreadsheet."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence

from readtui.codec.csv_guard import guard_cell
from readtui.codec.strict_json import harmless
from readtui.exporters.exporter import ExportDocument, ExportOptions, Format, Purpose
from readtui.exporters.locators import page_of
from readtui.exporters.voices import reply_value
from readtui.model.annotation import Annotation
from readtui.text.clean import visible

COLUMNS = (
    *("article", "title", "source", "id", "start", "end", "quote", "note", "tags", "color", "state", "created"),
    *("modified", "original", "creator", "thread", "replies", "page"),
)


class CsvExporter:
    """One table of all annotations. Tags are joined by line feeds, because a tag may contain any other character."""

    format = Format(
        "csv",
        "CSV table",
        ".csv",
        Purpose.DATA,
        "a row per annotation, for spreadsheets and statistics",
        needs_text=False,
        names_article=r"^([0-9a-f]{16}),",
        only_annotations=True,
    )

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
        """A table with a header row and CRLF line ends. Offsets count code points and are empty without a passage."""
        yield from table_rows([COLUMNS])
        for document in documents:
            yield from table_rows(_cells(document, annotation) for annotation in document.annotations)


def table_rows(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The rows as RFC 4180 lines. Guards cells that a spreadsheet would run as a formula."""
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerows([guard_cell(cell) for cell in row] for row in rows)
    yield written.getvalue()


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
        annotation.own_words,
        annotation.creator.spelled if annotation.creator else "",
        annotation.thread.value if annotation.thread else "",
        _replies(annotation),
        page_of(document, annotation),
    ]


def _replies(annotation: Annotation) -> str:
    """The replies as a JSON list, because a text may contain any character; "" for none."""
    return (
        harmless(json.dumps([*map(reply_value, annotation.replies)], ensure_ascii=False)) if annotation.replies else ""
    )
