"""Finds where each cell of a table went, by the names of both its row and its column, also if rows became columns."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from rapidfuzz.distance import Indel

from readtui.anchoring.matching.tokens import Tokens, Vocabulary, Words
from readtui.anchoring.matching.units import Once

_Cell: TypeAlias = tuple[int, ...]
_Line: TypeAlias = Sequence[_Cell]
_Paired: TypeAlias = Mapping[int, tuple[int, bool]]
_Likeness: TypeAlias = Callable[[_Cell, _Cell], float]

_MOST_LINES, _MOST_CELLS, _LONGEST_CELL = 30, 400, 80
_LONGEST_TABLE, _MOST_OF_TEXT = 20_000, 20_000
"""Code points of one, and cells of all: others cost too much time."""
_MOST_TABLES, _MOST_COMPARED = 20, 2
_BORDERS = ("\t", "|")
_LIKE, _PART, _HALF, _FEWEST = 0.5, 0.8, 0.5, 2
_LEAST_SCORE, _SAME_SCORE = 0.66, 0.05


class Carried(NamedTuple):
    """The cell of the old table that has some words, its place in the new table, if it has one, and that table."""

    own: Words
    there: Words | None
    is_sure: bool
    table: Words
    is_turned: bool


class _Table(NamedTuple):
    """The words of a table, its cells by row, and the ids of their words. All rows are equally long."""

    words: Words
    cells: Sequence[Sequence[Words]]
    rows: Sequence[_Line]

    @property
    def columns(self) -> Sequence[_Line]:
        return [*zip(*self.rows, strict=True)]

    def same_names(self, rows: Sequence[_Line], columns: Sequence[_Line]) -> int:
        """How many rows and columns have the names of others."""
        both = (self.rows, rows), (self.columns, columns)
        return sum(
            len({line[0] for line in ours[1:]} & {line[0] for line in others[1:]} - {()}) for ours, others in both
        )

    def places(self, cell: _Cell) -> list[tuple[int, int]]:
        return [(row, at) for row, line in enumerate(self.rows) for at, each in enumerate(line) if each == cell]


class _Became(NamedTuple):
    """What a table became: its rows and columns there, each with whether that is sure. Turned, rows are columns."""

    table: _Table
    rows: _Paired
    columns: _Paired
    is_turned: bool


class Tables:
    """The tables of an old text, and what they became in a new one."""

    def __init__(self, vocabulary: Vocabulary, old: Tokens, new: Tokens) -> None:
        self._vocabulary = vocabulary
        self._texts = old, new
        self._became = Once(self._new_table)

    @cached_property
    def _old(self) -> Sequence[_Table]:
        return [*_tables(self._texts[0])]

    @cached_property
    def _starts(self) -> Sequence[int]:
        return [table.words.start for table in self._old]

    @cached_property
    def _new(self) -> Sequence[_Table]:
        return [*_tables(self._texts[1])]

    @cached_property
    def _with_cell(self) -> Mapping[_Cell, list[int]]:
        """The new tables with each cell."""
        found: defaultdict[_Cell, list[int]] = defaultdict(list)
        for at, table in enumerate(self._new):
            for cell in {cell for row in table.rows for cell in row if cell}:
                found[cell].append(at)
        return found

    def _may_be_row(self, word: int) -> bool:
        text, at = self._texts[0].text, self._texts[0].starts[word]
        start, end = text.rfind("\n", max(0, at - _LONGEST_TABLE), at) + 1, text.find("\n", at, at + _LONGEST_TABLE)
        return any(text.find(border, start, end if end >= 0 else len(text)) >= 0 for border in _BORDERS)

    def carried(self, start: int, end: int) -> Carried | None:
        """What became of the cell in which old words are; None if there is no such table any more."""
        if not self._may_be_row(start):
            return None
        at = bisect_right(self._starts, start) - 1
        if at < 0 or end > self._old[at].words.end:
            return None
        cells = self._old[at].cells
        place = next(
            ((row, column) for row, line in enumerate(cells) for column, cell in enumerate(line) if cell.end >= end),
            None,
        )
        became = self._became[at]
        if place is None or became is None or start < cells[place[0]][place[1]].start:
            return None
        return self._carried(self._old[at], became, *place)

    def values(self, name: _Cell) -> list[Words]:
        """What stands below a name in the only row of a new table, or beside it in the only other column."""
        tables = self._with_cell.get(name, [])
        places = self._new[tables[0]].places(name) if len(tables) == 1 else []
        if len(places) != 1:
            return []
        cells, (row, column) = self._new[tables[0]].cells, places[0]
        below = [cells[1][column]] if row == 0 and len(cells) == _FEWEST else []
        beside = [cells[row][1]] if column == 0 and len(cells[row]) == _FEWEST else []
        return [cell for cell in (*below, *beside) if cell.size]

    def _carried(self, table: _Table, became: _Became, row: int, column: int) -> Carried:
        """Where a cell went: by its two names, but a name that went elsewhere to where it stands once, and so does a
        cell one of whose names is gone.
        """
        own, words, new = table.cells[row][column], table.rows[row][column], became.table
        row_there, column_there = became.rows.get(row), became.columns.get(column)
        if became.is_turned:
            row_there, column_there = column_there, row_there
        verbatim = new.places(words)
        only = verbatim[0] if len(verbatim) == 1 == len(table.places(words)) else None
        is_name, tells = 0 in (row, column), not self._vocabulary.figures.issuperset(words)
        there, is_sure = only, is_name
        if row_there and column_there and not (is_name and only):
            there = row_there[0], column_there[0]
            is_sure = (row_there[1] and column_there[1]) or (became.is_turned and tells and there == only)
        elif only and not is_name:
            is_like = (row_there or ("",))[0] == only[0] or (column_there or ("",))[0] == only[1]
            there, is_sure = (only if row_there or column_there else None), became.is_turned and tells and is_like
        cell = new.cells[there[0]][there[1]] if there else None
        return Carried(own, cell if cell and cell.size else None, is_sure, new.words, became.is_turned)

    def _new_table(self, at: int) -> _Became | None:
        """What an old table became: that in which most rows and columns have the same names or most of their cells."""
        table = self._old[at]
        votes: Counter[int] = Counter()
        for cell in {cell for row in table.rows for cell in row if cell}:
            tables = self._with_cell.get(cell, ())
            votes.update(tables if len(tables) <= _MOST_TABLES else ())
        best, most = None, 0
        for there, shared in votes.most_common(_MOST_COMPARED):
            new = self._new[there]
            ways = {False: (new.rows, new.columns), True: (new.columns, new.rows)}
            names = {is_turned: table.same_names(*lines) for is_turned, lines in ways.items()}
            for is_turned, lines in ways.items():
                # Each line that tells shares a cell.
                if names[is_turned] < names[not is_turned] or 4 * shared < min(len(table.rows), len(lines[0])):
                    continue
                strong, rows, columns = self._pairing(table, *lines)
                if strong > most and 2 * strong >= min(len(table.rows), len(lines[0])) > 1:
                    best, most = _Became(new, rows, columns, is_turned), strong
        return best

    def _pairing(self, table: _Table, rows: Sequence[_Line], columns: Sequence[_Line]) -> tuple[int, _Paired, _Paired]:
        """The lines that a table's rows and columns became, and how many of them tell that they did."""
        paired: tuple[_Paired, _Paired] = {}, {}
        strong = 0
        for is_last in (False, True):
            of_rows = _paired(table.rows, rows, paired[1], self._likeness)
            of_columns = _paired(table.columns, columns, paired[0], self._likeness)
            paired = of_rows[0], of_columns[0]
            strong = of_rows[1] + of_columns[1] if is_last else 0
        return strong, *paired

    def _likeness(self, cell: _Cell, other: _Cell) -> float:
        """How alike two names are, from 0 to 1; numbers before them do not count."""
        one, two = self._title(cell), self._title(other)
        if not one or not two or one == two:
            is_number = self._vocabulary.figures.issuperset(one)
            return (_LIKE if is_number else 1.0) if one and one == two else 0.0
        if _is_in(one, two) or _is_in(two, one):
            return _PART
        keys = self._vocabulary.keys_by_id
        letters = (" ".join([keys[word] for word in each[:_LONGEST_CELL]]) for each in (one, two))
        return Indel.normalized_similarity(*letters, score_cutoff=_LIKE)

    def _title(self, cell: _Cell) -> _Cell:
        figures = self._vocabulary.figures
        first = next((at for at, word in enumerate(cell) if word not in figures), 0)
        return cell[first:]


def _is_in(words: _Cell, others: _Cell) -> bool:
    return any(others[at : at + len(words)] == words for at in range(len(others) - len(words) + 1))


def _paired(
    ours: Sequence[_Line], theirs: Sequence[_Line], across: _Paired, likeness: _Likeness
) -> tuple[_Paired, int]:
    """The line that each of ours became, whether surely, and how many have the same name or most of their cells.

    ``across``: where the places in a line are in the others, if that is known.
    """
    scores, tells, sure = {}, {}, {}
    for at, line in enumerate(ours):
        for there, other in enumerate(theirs):
            same, most = _same(line, other, across)
            # What stands in the corner names a row, a column, or neither.
            name = likeness(line[0], other[0]) if same or (at == 0) == (there == 0) else 0.0
            score = (3 if name == 1 else 2 * name) + 2 * (same / most if most else 0)
            if score >= _LEAST_SCORE:
                scores[at, there] = score
                tells[at, there] = name == 1 or (same > 0 and same >= _HALF * most)
                sure[at, there] = name == 1 or (name > _LIKE and same > 0) or _FEWEST <= same == most
    found: dict[int, tuple[int, bool]] = {}
    left, left_there = {*range(len(ours))}, {*range(len(theirs))}
    tied: tuple[set[int], set[int]] = set(), set()
    for (at, there), score in sorted(scores.items(), key=lambda each: -each[1]):
        if at not in left - tied[0] or there not in left_there - tied[1]:
            continue
        least = score - _SAME_SCORE
        is_tied = any(scores.get((at, each), 0) >= least for each in left_there - {there})
        is_tied_there = any(scores.get((each, there), 0) >= least for each in left - {at})
        tied[0].update([at] * is_tied)
        tied[1].update([there] * is_tied_there)
        if not is_tied and not is_tied_there:
            found[at] = there, sure[at, there]
            left.discard(at)
            left_there.discard(there)
    strong = sum(tells[at, there] for at, (there, _) in found.items())
    if 0 in left and 0 in left_there:
        found[0] = 0, True
        left.discard(0)
        left_there.discard(0)
    if len(left) == len(left_there) and (len(ours) == len(theirs) or len(left) == 1):
        found |= {at: (there, False) for at, there in zip(sorted(left), sorted(left_there), strict=True)}
    return found, strong


def _same(line: _Line, other: _Line, across: _Paired) -> tuple[int, int]:
    """How many cells of two lines without their names are the same, and how many could be."""
    if not across:
        cells, others = (Counter(cell for cell in each[1:] if cell) for each in (line, other))
        return (cells & others).total(), min(cells.total(), others.total())
    pairs = [(line[at], other[there]) for at, (there, _) in across.items() if at and there]
    return sum(bool(one) and one == two for one, two in pairs), sum(bool(one) or bool(two) for one, two in pairs)


def _tables(tokens: Tokens) -> Iterator[_Table]:
    """The tables of a text that are not too large: lines with tabs, or bars, between empty ones."""
    at, left = 0, _MOST_OF_TEXT
    for block in tokens.text.split("\n\n"):
        may_be = "\t" in block or "|" in block
        may_be = may_be and len(block) < _LONGEST_TABLE and block.count("\n") < _MOST_LINES
        if may_be and left > 0 and (table := _table(tokens, block, at)):
            left -= len(table.rows) * len(table.rows[0])
            yield table
        at += len(block) + 2


def _table(tokens: Tokens, block: str, at: int) -> _Table | None:
    border = "\t" if "\t" in block else "|"
    lines: list[list[Words]] = []
    start = at
    for line in block.split("\n"):
        ends = [end for end, sign in enumerate(line, start) if sign == border] + [start + len(line)]
        bounds = [bisect_left(tokens.starts, each) for each in (start, *ends)]
        start += len(line) + 1
        if bounds[0] < bounds[-1]:
            lines.append([Words(*each) for each in pairwise(bounds)])
            if len(lines[-1]) == 1 or len(lines[-1]) > _MOST_LINES:
                return None
    width = max(map(len, lines), default=0)
    if len(lines) < _FEWEST or len(lines) * width > _MOST_CELLS:
        return None
    for cells in lines:
        cells += [Words(cells[-1].end, cells[-1].end)] * (width - len(cells))
    used = [at for at in range(width) if any(cells[at].size for cells in lines)]
    kept = [[cells[at] for at in used] for cells in lines]
    rows = [[tuple(tokens.ids[slice(*cell)]) for cell in cells] for cells in kept]
    return _Table(Words(lines[0][0].start, lines[-1][-1].end), kept, rows)
