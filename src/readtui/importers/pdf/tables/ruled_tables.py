"""Tables on PDF pages with rulings: between all cells, or only between some rows."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from readtui.importers.pdf.lines import Line
from readtui.importers.pdf.tables.cells import (
    Grid,
    Row,
    cells_of,
    columns_in,
    is_table,
    lines_from,
    parted_row,
    with_joined_rows,
)
from readtui.importers.pdf.tables.rulings import Ruling
from readtui.importers.pdf.word import Word
from readtui.quick_dataclass import dataclass

_TOUCHING = 3.0
_SAME_EDGE = 5.0
_MOST_RULINGS = 400
_MOST_LEVELS = 40
_MOST_LINES = 3
_MOST_WORDS = 3_000
_MOST_NEAR = 200
_WORD_SPACE = 0.7
_OUTER_ROW = 1.3


@dataclass(frozen=True, slots=True)
class _Frame:
    """Rulings that belong together, and the area they enclose."""

    levels: list[Ruling]
    uprights: list[Ruling]

    @property
    def left(self) -> float:
        return min([one.start for one in self.levels] + [one.place for one in self.uprights])

    @property
    def right(self) -> float:
        return max([one.end for one in self.levels] + [one.place for one in self.uprights])

    @property
    def bottom(self) -> float:
        return min([one.place for one in self.levels] + [one.start for one in self.uprights])

    @property
    def top(self) -> float:
        return max([one.place for one in self.levels] + [one.end for one in self.uprights])


def ruled_tables(words: Sequence[Word], rulings: Sequence[Ruling], page: int) -> list[Grid]:
    """The tables of a page that rulings reveal; no word is in two of them."""
    levels, uprights = (_merged([one for one in rulings if one.is_level is level]) for level in (True, False))
    if not levels or len(levels) + len(uprights) > _MOST_RULINGS:
        return []
    found: list[Grid] = []
    left = list(words)
    loose: list[Ruling] = []
    for frame in _frames(levels, uprights):
        grid = _closed_grid(frame, left, page) if frame.uprights and len(frame.levels) > 1 else None
        if grid:
            found.append(grid)
            left = _without(left, grid.words)
        elif not frame.uprights:
            loose += frame.levels
    for family in _families(loose):
        for grid in _open_grids(family, left, page):
            found.append(grid)
            left = _without(left, grid.words)
    return found


def _without(words: Iterable[Word], others: Iterable[Word]) -> list[Word]:
    taken = set(map(id, others))
    return [word for word in words if id(word) not in taken]


def _merged(rulings: Iterable[Ruling]) -> list[Ruling]:
    """Rulings of one direction, with consecutive pieces joined."""
    found: list[Ruling] = []
    rows: list[list[Ruling]] = []
    for one in sorted(rulings, key=lambda one: one.place):
        if rows and one.place - rows[-1][0].place <= _TOUCHING / 2:
            rows[-1].append(one)
        else:
            rows.append([one])
    for row in rows:
        row.sort(key=lambda one: one.start)
        current = row[0]
        for one in row[1:]:
            if one.start <= current.end + _TOUCHING:
                current = Ruling(one.is_level, current.place, current.start, max(current.end, one.end))
            else:
                found.append(current)
                current = one
        found.append(current)
    return found


def _frames(levels: Sequence[Ruling], uprights: Sequence[Ruling]) -> Iterator[_Frame]:
    """Groups of touching rulings."""
    waiting = [*levels, *uprights]
    while waiting:
        members = [waiting.pop()]
        for member in members:
            apart: list[Ruling] = []
            for one in waiting:
                (members if _touch(member, one) else apart).append(one)
            waiting = apart
        yield _Frame([one for one in members if one.is_level], [one for one in members if not one.is_level])


def _touch(one: Ruling, other: Ruling) -> bool:
    return (
        one.is_level is not other.is_level
        and other.start - _TOUCHING <= one.place <= other.end + _TOUCHING
        and one.start - _TOUCHING <= other.place <= one.end + _TOUCHING
    )


def _closed_grid(frame: _Frame, words: Sequence[Word], page: int) -> Grid | None:
    """The table in a frame with rulings between its columns."""
    inside = _inside(words, frame.left, frame.right, frame.bottom, frame.top)
    cuts = [x for x in _places(frame.uprights) if frame.left + _TOUCHING < x < frame.right - _TOUCHING]
    if not inside or not cuts or _is_torn(inside, words):
        return None
    rows: list[Row] = []
    for top, bottom in pairwise([*_places(frame.levels, frame.bottom, frame.top)][::-1]):
        here = [word for word in inside if bottom <= _height(word) < top]
        if not here:
            continue
        middle = (top + bottom) / 2
        own = [one.place for one in frame.uprights if one.start <= middle <= one.end]
        open_cuts = {cut for cut in cuts if not any(abs(cut - place) <= _TOUCHING for place in own)}
        rows.append(_ruled_row(here, cuts, open_cuts, page))
    parted = [part for row in rows for part in parted_row(row)] if len(rows) <= _MOST_LINES else rows
    return Grid(parted, page, inside) if is_table(parted, is_closed=len(parted) == len(rows)) else None


def _ruled_row(words: Sequence[Word], cuts: Sequence[float], open_cuts: set[float], page: int) -> Row:
    """The words of a row in its cells; a cell that crosses a cut belongs to the left part."""
    parts: list[list[Word]] = [[] for _ in range(len(cuts) + 1)]
    for word in words:
        at = sum(cut < (word.left + word.right) / 2 for cut in cuts)
        while at and cuts[at - 1] in open_cuts:
            at -= 1
        parts[at].append(word)
    return [lines_from(part, page) if part else [] for part in parts]


def _places(rulings: Iterable[Ruling], *more: float) -> list[float]:
    """The positions of rulings; rulings close together count as one."""
    found: list[float] = []
    for place in sorted([*more, *(one.place for one in rulings)]):
        if not found or place - found[-1] > _TOUCHING:
            found.append(place)
    return found


def _inside(words: Iterable[Word], left: float, right: float, bottom: float, top: float) -> list[Word]:
    return [
        word for word in words if left - 2 <= (word.left + word.right) / 2 <= right + 2 and bottom < _height(word) < top
    ]


def _height(word: Word) -> float:
    return word.baseline + word.size * 0.25


def _families(levels: Iterable[Ruling]) -> Iterator[list[Ruling]]:
    """Horizontal rulings with the same ends, from the top."""
    families: list[list[Ruling]] = []
    for one in sorted(levels, key=lambda one: -one.place):
        for family in families:
            if abs(family[0].start - one.start) <= _SAME_EDGE and abs(family[0].end - one.end) <= _SAME_EDGE:
                family.append(one)
                break
        else:
            families.append([one])
    yield from (family for family in families if 2 <= len(family) <= _MOST_LEVELS)


def _open_grids(family: Sequence[Ruling], words: Sequence[Word], page: int) -> Iterator[Grid]:
    """The tables between horizontal rulings: between most of them, or between two or three consecutive ones."""
    start, last = 0, len(family) - 1
    while start < last:
        ends = sorted({start + 1, min(start + 2, last), max(start + 1, last - 1), last}, reverse=True)
        found = next((grid for end in ends if (grid := _open_grid(family[start : end + 1], words, page))), None)
        if found:
            yield found
            lowest = min(word.baseline for word in found.words)
            start = next((index for index in range(start + 1, last) if family[index].place < lowest), last)
        else:
            start += 1


def _open_grid(rules: Sequence[Ruling], words: Sequence[Word], page: int) -> Grid | None:
    left, right = rules[0].start, rules[0].end
    inside = _inside(words, left, right, rules[-1].place, rules[0].place)
    is_piece = len(inside) > _MOST_WORDS or _is_torn(inside, words)
    lines = lines_from(inside, page) if inside and not is_piece else []
    cuts = columns_in([line.words for line in lines]) if len(lines) > 1 else []
    if not cuts:
        return None
    bands = [[line for line in lines if below.place <= line.baseline < above.place] for above, below in pairwise(rules)]
    bands = [band for band in bands if band]
    rows = [row for band in bands for row in _rows_of_band(band, cuts, page)]
    if len(bands) > 1 and len(bands) * 2 > len(rows):
        height = (rules[0].place - rules[-1].place) / (len(rules) - 1) * _OUTER_ROW
        above = _inside(words, left, right, rules[0].place, rules[0].place + height)
        below = _inside(words, left, right, rules[-1].place - height, rules[-1].place)
        first, last = ([] if _is_torn(part, words) else _outer_row(part, cuts, page) for part in (above, below))
        rows = [*first, *rows, *last]
        inside = [*(above if first else ()), *inside, *(below if last else ())]
    return Grid(rows, page, inside) if is_table(rows, is_closed=False) else None


def _rows_of_band(band: Sequence[Line], cuts: Sequence[float], page: int) -> list[Row]:
    """The rows between two rulings: one whose cells may have several lines, or many with one line each."""
    if len(band) > _MOST_LINES:
        return with_joined_rows([cells_of([line], cuts, page) for line in band])
    return parted_row(cells_of(band, cuts, page))


def _outer_row(words: Sequence[Word], cuts: Sequence[float], page: int) -> list[Row]:
    """A row above the first or below the last ruling, if there is one with well separated cells."""
    lines = lines_from(words, page) if words else []
    rows = [cells_of(lines, cuts, page)] if len(lines) == 1 else []
    filled = [cell[0] for row in rows for cell in row if cell]
    is_apart = all(after.left - before.right >= after.size for before, after in pairwise(filled))
    return rows if len(filled) > 1 and is_apart else []


def _is_torn(inside: Sequence[Word], words: Sequence[Word]) -> bool:
    """Whether a line continues outside: a word outside is next to one inside."""
    if not inside:
        return False
    left, right = min(word.left for word in inside), max(word.right for word in inside)
    bottom, top = min(word.baseline for word in inside), max(word.baseline for word in inside)
    taken = set(map(id, inside))
    near = [
        word
        for word in words
        if bottom - 1 <= word.baseline <= top + 1
        and left - word.size < word.right
        and word.left < right + word.size
        and id(word) not in taken
    ]
    return any(
        abs(one.baseline - word.baseline) < word.size * 0.3
        and max(one.left - word.right, word.left - one.right) < word.size * _WORD_SPACE
        for word in near[:_MOST_NEAR]
        for one in inside
    )
