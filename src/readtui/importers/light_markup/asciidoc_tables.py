"""Reads the tables of AsciiDoc: cells over several lines, spans, and as many cells in a row as there are columns."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from readtui.importers.light_markup.pieces import one_line

_SPEC = r"(?:(?<!\S)(?:(\d{1,3})?(?:\.(\d{1,3}))?([+*]))?[<^>]?(?:\.[<^>])?[a-z]?)?"
"""What may stand before the sign of a cell: spans or repetition, alignment, style."""
_COLUMNS = re.compile(r"\bcols=(?:\"([^\"]*)\"|'([^']*)'|([^,\]]*))")
_REPEATED = re.compile(r"\s*(\d{1,3})\*")
_SEPARATOR = re.compile(r"\bseparator=[\"']?([^\"',\]])")
_FORMAT = re.compile(r"\bformat=[\"']?(csv|tsv|dsv)|^\[(csv|tsv|dsv)\b")
_HEADER = re.compile(r"\b(?:options|opts)=\"[^\"]*\bheader\b|\b(?:options|opts)=header\b|%header\b")
_BULLET = re.compile(r"^(?:[*.]{1,6}|-)[ ]+(?=\S)")
_MOST_ADDED = 200
"""Spans and repetitions add at most so many characters and empty cells to a table, and as many as it has characters."""


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    columns: int = 1
    rows: int = 1
    times: int = 1


def read_table(lines: Sequence[str], sign: str, attributes: str) -> tuple[str, bool]:
    """The text of a table, and whether its first row is a header.

    ``sign``: the first character of the lines around it. ``attributes``: the lines in brackets above it, as one text.
    """
    first = next((at for at, line in enumerate(lines) if line), len(lines))
    has_break = first == 0 and len(lines) > 1 and not lines[1]
    kind = _FORMAT.search(attributes)
    separator = _SEPARATOR.search(attributes)
    named = (kind[1] or kind[2]) if kind else {",": "csv", ":": "dsv"}.get(sign, "")
    if named:
        between = separator[1] if separator else {"csv": ",", "tsv": "\t", "dsv": ":"}[named]
        rows = [row for row in _separated(lines, between) if row]
        has_header = has_break
    else:
        cells = list(_cells(lines, separator[1] if separator else sign))
        on_first = sum(cell.columns * cell.times for cell in _cells(lines[first : first + 1], sign)) or 1
        columns = _stated_columns(attributes)
        rows = list(_rows(cells, columns or on_first))
        has_header = has_break and on_first >= (columns or on_first)
    return "\n".join("\t".join(row) for row in rows), bool(_HEADER.search(attributes)) or has_header


def _separated(lines: Sequence[str], between: str) -> list[list[str]]:
    """The rows of cells with a character between them; each line is one if a quotation mark opens more than a cell."""
    ended = (f"{line}\n" for line in lines)
    try:
        return [[one_line(cell.split("\n")) for cell in row] for row in csv.reader(ended, delimiter=between)]
    except csv.Error:
        return [[line] for line in lines if line]


def _stated_columns(attributes: str) -> int:
    """The number of columns that the attributes state; 0 if they state none."""
    found = _COLUMNS.search(attributes)
    stated = (found[1] or found[2] or found[3] or "") if found else ""
    if not stated.strip():
        return 0
    repeated = (_REPEATED.match(one) for one in re.split("[,;]", stated.strip().strip(",;")))
    return sum(int(one[1]) if one else 1 for one in repeated)


def _cells(lines: Sequence[str], sign: str) -> Iterator[_Cell]:
    """The cells one after the other. Words before the first sign are a cell, too."""
    text = "\n".join(lines)
    between = list(re.finditer(rf"{_SPEC}(?<!\\){re.escape(sign)}", text))
    before = text[: between[0].start()] if between else text
    if before.strip():
        yield _Cell(_words(before, sign))
    ends = [*(found.start() for found in between[1:]), len(text)]
    left = len(text) + _MOST_ADDED
    for found, end in zip(between, ends, strict=False):
        words = _words(text[found.end() : end], sign)
        across, down = max(1, int(found[1] or 1)), max(1, int(found[2] or 1))
        is_repeated = found[3] == "*"
        added = (across - 1) * (len(words) + 1) if is_repeated else across * down - 1
        if added > left:
            yield _Cell(words)
            continue
        left -= added
        yield _Cell(words, times=across) if is_repeated else _Cell(words, columns=across, rows=down)


def _words(text: str, sign: str) -> str:
    """The words of a cell in one line."""
    lines = (_BULLET.sub("• ", line.strip().removesuffix(" +")) for line in text.split("\n"))
    return one_line(line for line in lines if line and line != "+").replace(f"\\{sign}", sign)


def _rows(cells: Iterable[_Cell], columns: int) -> Iterator[list[str]]:
    """Rows of so many cells; empty ones where a cell spans further columns or rows."""
    row: list[str] = []
    below: dict[int, int] = {}
    for cell in cells:
        for _ in range(cell.times):
            while len(row) in below:
                below[len(row)] -= 1
                if not below[len(row)]:
                    del below[len(row)]
                row.append("")
                if len(row) >= columns:
                    yield row
                    row = []
            start = len(row)
            row += [cell.text, *[""] * (min(cell.columns, columns - start) - 1)]
            if cell.rows > 1:
                below.update(dict.fromkeys(range(start, len(row)), cell.rows - 1))
            if len(row) >= columns:
                yield row
                row = []
    if row:
        yield row
