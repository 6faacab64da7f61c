"""Finds a cell of a table in its row and column, whatever the order of both."""

from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from readtui.anchoring.matching.edges import line_of
from readtui.anchoring.matching.places import UNMATCHED
from readtui.anchoring.matching.tokens import Tokens
from readtui.anchoring.sought_passage import Found, SoughtPassage

_BORDERS = ("\t", "|")
_LONGEST_ROW = 4_000
_LONGEST_LINE = 20
_MOST_OF_ROW = 0.5
_ALIKE = 0.6


class _Row(NamedTuple):
    """A row of a table: where it begins in the text, its cells, and its border."""

    start: int
    cells: list[str]
    border: str

    def offset(self, column: int) -> int:
        """Where a cell begins in the text."""
        return self.start + sum(len(cell) + 1 for cell in self.cells[:column])


def in_its_table(wanted: SoughtPassage) -> Found | None:
    """The cell with the passage's column header in the row with the other cells of its row.

    Sure if its words are the same. None for a passage that is not one whole cell.
    """
    pair = wanted.pair
    old, new = pair.old, pair.new
    row = _row(old.text, old.starts[wanted.start])
    if row is None:
        return None
    column = old.text.count(row.border, row.start, old.starts[wanted.start])
    if _words_of(old, row, column) != (wanted.start, wanted.end):
        return None
    there = _row_there(wanted, row)
    if there is None:
        return None
    columns = [at for at in range(len(there.cells)) if _words_of(new, there, at)[0] < _words_of(new, there, at)[1]]
    heading = _key(_header(old.text, row), column)
    header = _header(new.text, there)
    same = [at for at in columns if heading and _key(header, at) == heading]
    verbatim = [at for at in columns if wanted.is_verbatim(*_words_of(new, there, at))]
    if len(same) != 1 and len(verbatim) != 1:
        return None
    at = same[0] if len(same) == 1 else verbatim[0]
    first, last = _words_of(new, there, at)
    is_sure = at in verbatim or wanted.likeness(first, last) >= _ALIKE
    return Found(first, last, is_sure, moved=pair.place[wanted.start] != first)


def keeps_its_row(wanted: SoughtPassage, first: int, last: int) -> bool:
    """Whether the passage is one whole cell, and most words of its row are in the line around new words ``first:last``:
    the table became a list or prose.
    """
    pair = wanted.pair
    row = _row(pair.old.text, pair.old.starts[wanted.start])
    if row is None:
        return False
    column = pair.old.text.count(row.border, row.start, pair.old.starts[wanted.start])
    if _words_of(pair.old, row, column) != (wanted.start, wanted.end):
        return False
    start, end = line_of(pair.new, first, last, _LONGEST_LINE)
    line = set(pair.new.ids[start:end])
    others = [pair.old.ids[index] for index in _others(wanted, row)]
    there = sum(pair.weight(word) for word in others if word in line)
    return bool(others) and there >= _MOST_OF_ROW * sum(map(pair.weight, others))


def is_in_named_row(wanted: SoughtPassage, cell: Found) -> bool:
    """Whether a cell found is in the only row that begins like that of the passage, below the same header."""
    old, new = wanted.pair.old, wanted.pair.new
    row = _row(old.text, old.starts[wanted.start])
    named = _row_named(old.text, new.text, row) if row else None
    return named is not None and named == _row(new.text, new.starts[cell.start])


def _others(wanted: SoughtPassage, row: _Row) -> list[int]:
    """The words of the row's other cells."""
    old = wanted.pair.old
    first, last = _words_of(old, row, 0)[0], _words_of(old, row, len(row.cells) - 1)[1]
    return [index for index in range(first, last) if not wanted.start <= index < wanted.end]


def _row(text: str, offset: int) -> _Row | None:
    """The line around an offset, if it is a row."""
    start = text.rfind("\n", max(0, offset - _LONGEST_ROW), offset) + 1
    end = text.find("\n", offset, offset + _LONGEST_ROW)
    line = text[start : end if end >= 0 else len(text)]
    if len(line) > _LONGEST_ROW:
        return None
    border = next((border for border in _BORDERS if border in line), None)
    return _Row(start, line.split(border), border) if border else None


def _header(text: str, row: _Row) -> list[str]:
    """The cells of the first row of the table; none if it is the row itself or has another number of cells."""
    top = text.rfind("\n\n", 0, row.start) + 2 if "\n\n" in text[: row.start] else 0
    first = _row(text, top)
    return first.cells if first and first.start < row.start and len(first.cells) == len(row.cells) else []


def _key(cells: list[str], column: int) -> str:
    return cells[column].strip().casefold() if column < len(cells) else ""


def _words_of(tokens: Tokens, row: _Row, column: int) -> tuple[int, int]:
    start = row.offset(column)
    return bisect_left(tokens.starts, start), bisect_left(tokens.starts, start + len(row.cells[column]))


def _row_there(wanted: SoughtPassage, row: _Row) -> _Row | None:
    """The new row with most of the words of the old one's other cells, else the only one with its first cell."""
    pair = wanted.pair
    others = _others(wanted, row)
    rows: dict[int, _Row] = {}
    votes: dict[int, float] = {}
    for index in others:
        weight = pair.weight(pair.old.ids[index])
        starts = set[int]()
        for place in _places(wanted, index):
            found = _row(pair.new.text, pair.new.starts[place])
            if found:
                rows[found.start] = found
                starts.add(found.start)
        for start in starts:
            votes[start] = votes.get(start, 0) + weight
    best = max(votes, key=votes.__getitem__, default=None)
    whole = sum(pair.weight(pair.old.ids[index]) for index in others)
    if best is not None and votes[best] >= _MOST_OF_ROW * whole:
        return rows[best]
    return _row_named(pair.old.text, pair.new.text, row)


def _row_named(old: str, new: str, row: _Row) -> _Row | None:
    """The only new row with the first cell of an old one, if the headers above those are the same too."""
    name = f"\n{row.cells[0]}{row.border}"
    if not any(map(str.isalpha, name)) or not old.count(name) == new.count(name) == 1:
        return None
    there = _row(new, new.index(name) + 1)
    heading = _key(_header(old, row), 0)
    return there if there and heading and _key(_header(new, there), 0) == heading else None


def _places(wanted: SoughtPassage, index: int) -> Iterator[int]:
    pair = wanted.pair
    if pair.place[index] != UNMATCHED:
        yield pair.place[index]
    yield from pair.free_places(index)
