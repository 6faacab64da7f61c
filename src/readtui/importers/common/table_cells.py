"""Joins the cells of a table into one text."""

from collections.abc import Iterable, Sequence

from readtui.text.article_builder import MarkSpan

Cell = tuple[str, Sequence[MarkSpan]]
"""The text of a cell and its marks."""


def joined_cells(rows: Iterable[Iterable[Cell]]) -> tuple[str, list[MarkSpan]]:
    r"""The text of a table, cells joined by ``\t``, rows by ``\n``, with its marks."""
    lines: list[str] = []
    marks: list[MarkSpan] = []
    length = 0
    for row in rows:
        cells: list[str] = []
        for text, own in row:
            marks += [(kind, start + length, end + length, target) for kind, start, end, target in own]
            cells.append(text.replace("\t", " ").replace("\n", " "))
            length += len(text) + 1
        lines.append("\t".join(cells))
    return "\n".join(lines), marks
