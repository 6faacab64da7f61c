"""Joins the rows of a table into one text."""

from readtui.text.article_builder import MarkSpan


def table_text(rows: list[list[tuple[str, tuple[MarkSpan, ...]]]]) -> tuple[str, tuple[MarkSpan, ...]]:
    r"""The text of a table, cells joined by ``\t``, rows by ``\n``, with its marks."""
    lines: list[str] = []
    marks: list[MarkSpan] = []
    length = 0
    for row in rows:
        cells = []
        for text, own in row:
            marks += [(kind, start + length, end + length, target) for kind, start, end, target in own]
            cells.append(text.replace("\t", " ").replace("\n", " "))
            length += len(text) + 1
        lines.append("\t".join(cells))
    return "\n".join(lines), tuple(marks)
