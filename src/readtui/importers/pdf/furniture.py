"""Finds running headers, footers and page numbers among the lines of PDF pages."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from readtui.importers.common.titles import is_printed_line
from readtui.importers.pdf.lines import Line
from readtui.importers.pdf.word import Word

_EDGE_ROWS = 3
_MOST_ON_EMPTY_PAGE = 2
_SAME_HEIGHT = 3.0
_NUMBER = re.compile(r"\d+")
_ROMAN = re.compile(r"[ivxlc]{1,7}", re.IGNORECASE)
_OUTER_NUMBER = re.compile(r"^\D{0,3}(\d{1,4})\b|\b(\d{1,4})\D{0,3}$")
_NOTE = re.compile(r"\d{1,4}[.)]\s+\S")
_LONGEST_HEAD = 8
_PAGE_NUMBER = re.compile(
    r"\W{0,3}(?:(?:page|seite|página|pagina|p\.|s\.)\s*)?\d{1,4}(?:\s*(?:/|of|von|de|sur|di)\s*\d{1,4})?\W{0,3}",
    re.IGNORECASE,
)


def furniture_of(pages: Sequence[Sequence[Line]]) -> set[Line]:
    """The lines at the top and bottom of pages that recur on other pages, only number the page, or are printed there by
    a browser.

    If nothing else would be left, a page merely repeats another one, and all of it is text. The same holds for a
    document.
    """
    rows = [_rows(lines) for lines in pages]
    edges = [(_edge(page_rows), _edge(page_rows[::-1])) for page_rows in rows]
    found: set[Line] = set()
    for side in (0, 1):
        texts: dict[str, list[tuple[int, float]]] = defaultdict(list)
        numbers: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for page, edge in enumerate(edges):
            for row in edge[side]:
                for key in (_key(row), *map(_key, _parts(row))):
                    texts[key].append((page, row[0].baseline))
                for number in _outer_numbers(row):
                    numbers[number - page].append((page, row[0].baseline))
        for page, edge in enumerate(edges):
            for depth, row in enumerate(edge[side]):
                place = (page, row[0].baseline)
                again = _comes_again(place, texts[_key(row)]) or any(
                    _comes_again(place, numbers[number - page]) for number in _outer_numbers(row)
                )
                apart = not again and _stands_apart(edge[side], depth)
                again = again or (apart and any(_comes_again(place, texts[_key(part)]) for part in _parts(row)))
                if not again and not (apart and _is_page_number(row)) and not _is_printed(row, apart=apart):
                    break
                found.update(row)
    if all(found.issuperset(lines) for lines in pages):
        return set()
    for lines in pages:
        if len(lines) > _MOST_ON_EMPTY_PAGE and found.issuperset(lines):
            found.difference_update(lines)
    return found


def _rows(lines: Iterable[Line]) -> list[list[Line]]:
    """Lines by height from the top; adjacent ones share a row."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (-line.baseline, line.left)):
        if rows and abs(rows[-1][0].baseline - line.baseline) <= _SAME_HEIGHT:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _edge(rows: list[list[Line]]) -> list[list[Line]]:
    """The outer rows, but never all rows of a page."""
    return rows[: min(_EDGE_ROWS, max(1, len(rows) - 1))]


def _key(row: Sequence[Line]) -> str:
    text = " ".join(line.text for line in row).casefold()
    return "#" if _ROMAN.fullmatch(text) else _NUMBER.sub("#", text)


def _parts(row: Sequence[Line]) -> list[list[Line]]:
    """The separate parts of a row; a header may have the title on one side and the chapter on the other."""
    return [[line] for line in row] if len(row) > 1 else []


def _outer_numbers(row: Sequence[Line]) -> list[int]:
    """Numbers at the ends of a row that may be page numbers, not note numbers, which are raised or begin a sentence."""
    words = [word for line in row for word in line.words]
    text = " ".join(line.text for line in row)
    is_note = words[0].script > 0 or _NOTE.match(text) is not None
    is_short = len(words) <= _LONGEST_HEAD and not text.endswith((".", "!", "?"))
    return [
        int(first or last)
        for first, last in _OUTER_NUMBER.findall(text)
        if not (first and is_note) and ((is_short and last) or _is_apart(words, 0 if first else -1))
    ]


def _is_apart(words: Sequence[Word], end: int) -> bool:
    """Whether the first or last word of a row is well away from the others."""
    if len(words) == 1:
        return True
    before, after = words[:2] if end == 0 else words[-2:]
    return after.left - before.right > after.size


def _comes_again(place: tuple[int, float], places: Iterable[tuple[int, float]]) -> bool:
    """Whether another page has it at the same height."""
    return any(page != place[0] and abs(height - place[1]) <= _SAME_HEIGHT for page, height in places)


def _is_page_number(row: Sequence[Line]) -> bool:
    return len(row) == 1 and _PAGE_NUMBER.fullmatch(row[0].text) is not None


def _is_printed(row: Sequence[Line], *, apart: bool) -> bool:
    """Whether a browser printed the row: the date or the address, with the title or the number of the page."""
    return is_printed_line(" ".join(line.text for line in row)) or (
        apart and len(row) > 1 and any(is_printed_line(line.text) for line in row)
    )


def _stands_apart(edge: Sequence[Sequence[Line]], depth: int) -> bool:
    """Whether the outermost row is well away from the next."""
    if depth or len(edge) < 2:
        return False
    return abs(edge[0][0].baseline - edge[1][0].baseline) > edge[1][0].size * 1.8
