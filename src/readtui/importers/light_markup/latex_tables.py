"""Reads the tables of LaTeX: rows, cells over several columns, rules, and a header above the first rule."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from readtui.importers.light_markup.latex_inline import TABLES
from readtui.importers.light_markup.latex_source import VERBATIM, Reading
from readtui.text.article_builder import MarkSpan

_TOKEN = re.compile(
    rf"{VERBATIM}|\\(?:begin|end)\s*\{{[A-Za-z]+\*?\}}|\\(?P<name>[A-Za-z]+)\*?|(?P<row>\\\\)\*?|\\(?P<tab>[=>])|\\.|[{{}}]|(?P<cell>&)",
    re.DOTALL,
)
_RULES = frozenset(
    [
        *("hline", "toprule", "midrule", "bottomrule", "cmidrule", "cline", "specialrule", "addlinespace"),
        *("hhline", "Xhline", "morecmidrules"),
    ]
)
_HEADER_ENDS = frozenset(("endhead", "endfirsthead"))
_ENDS = frozenset(("endhead", "endfirsthead", "endfoot", "endlastfoot"))
_SPAN = re.compile(r"\s*\\multicolumn\s*\{\s*(\d{1,3})\s*\}")
_MOST_COLUMNS = 200
_RULE_ARGUMENTS = re.compile(r"(?:\s*(?:\([^()]{0,20}\)|\[[^\[\]]{0,40}\]|\{[^{}]{0,40}\})){0,3}")

Inline = Callable[[str], tuple[str, list[MarkSpan]]]


@dataclass(frozen=True, slots=True)
class LatexTable:
    """The text of a table with its marks, whether its first row is a header, and its captions as source."""

    text: str
    marks: tuple[MarkSpan, ...]
    has_header: bool
    captions: tuple[str, ...]


def table_of(name: str, inside: str, inline: Inline, *, has_star: bool) -> LatexTable:
    """The table in an environment called ``name``."""
    reading = Reading(inside)
    reading.option()
    for _ in range(TABLES[name] + has_star):
        reading.argument()
        reading.option()
    captions: list[str] = []
    rows = list(_rows(reading, captions, has_tabs=name == "tabbing"))
    ruled = [number for number, (_, is_ruled) in enumerate(rows) if is_ruled]
    written = [(_cells(cells, inline), is_ruled) for cells, is_ruled in rows]
    shown: list[list[tuple[str, list[MarkSpan]]]] = []
    has_header = False
    for number, (cells, is_ruled) in enumerate(written):
        if not any(text for text, _ in cells) or cells in shown[:2]:
            continue
        shown.append(cells)
        has_header = has_header or (len(shown) == 1 and is_ruled and number + 1 < len(written) and bool(ruled))
    text, marks = _joined(shown)
    return LatexTable(text, marks, has_header and len(shown) > 1, tuple(captions))


def _rows(reading: Reading, captions: list[str], *, has_tabs: bool) -> Iterator[tuple[list[str], bool]]:
    """The sources of the cells of each row, and whether there is a rule below it."""
    text, at, depth = reading.text, reading.at, 0
    cells: list[str] = []
    pieces: list[str] = []
    waiting: list[str] | None = None
    while found := _TOKEN.search(text, reading.at):
        reading.at = found.end()
        token = found[0]
        if token in "{}":
            depth = max(0, depth + (token == "{") - (token == "}"))
        elif token.startswith((r"\begin", r"\end{", r"\end ")):
            depth = max(0, depth + (1 if token.startswith(r"\begin") else -1))
        elif depth:
            continue
        elif found["cell"] or (has_tabs and found["tab"]):
            pieces.append(text[at : found.start()])
            cells.append("".join(pieces))
            pieces, at = [], found.end()
        elif found["row"] or found["name"] in ("tabularnewline", "cr", "kill") or found["name"] in _ENDS:
            pieces.append(text[at : found.start()])
            cells.append("".join(pieces))
            if found["row"]:
                reading.option()
            if waiting is not None:
                yield waiting, found["name"] in _HEADER_ENDS
            waiting = cells
            pieces, cells, at = [], [], reading.at
        elif found["name"] in _RULES or found["name"] in ("rowcolor", "noalign"):
            is_between = not cells and not "".join([*pieces, text[at : found.start()]]).strip()
            pieces.append(text[at : found.start()])
            arguments = _RULE_ARGUMENTS.match(text, reading.at)
            reading.at = at = arguments.end() if arguments else reading.at
            if is_between and waiting is not None and found["name"] not in ("cline", "cmidrule", "rowcolor", "noalign"):
                yield waiting, True
                waiting = None
        elif found["name"] == "caption":
            pieces.append(text[at : found.start()])
            reading.option()
            captions.append(reading.argument() or "")
            at = reading.at
    if waiting is not None:
        yield waiting, False
    cells.append("".join([*pieces, text[at:]]))
    yield cells, False


def _cells(sources: list[str], inline: Inline) -> list[tuple[str, list[MarkSpan]]]:
    """The cells of a row; empty ones where a cell spans further columns."""
    cells: list[tuple[str, list[MarkSpan]]] = []
    for source in sources:
        span = _SPAN.match(source)
        text, marks = inline(source)
        cells.append((text.replace("\n", " ").replace("\t", " "), marks))
        more = min(int(span[1]), _MOST_COLUMNS) - 1 if span else 0
        cells += [("", [])] * more
    return cells


def _joined(rows: list[list[tuple[str, list[MarkSpan]]]]) -> tuple[str, tuple[MarkSpan, ...]]:
    """The text of the rows, and the marks of their cells in it."""
    lines: list[str] = []
    marks: list[MarkSpan] = []
    length = 0
    for row in rows:
        for text, own in row:
            marks += [(kind, start + length, end + length, target) for kind, start, end, target in own]
            length += len(text) + 1
        lines.append("\t".join(text for text, _ in row))
    return "\n".join(lines), tuple(marks)
