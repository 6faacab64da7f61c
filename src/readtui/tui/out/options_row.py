"""The options of an export in a row or two, and the first of them: the scopes."""

from collections.abc import Sequence
from itertools import chain

from rich.cells import cell_len
from rich.segment import Segment

from readtui.services.annotation_reader import AnnotationQuery
from readtui.tui.colors.palette import Palette
from readtui.tui.widgets.cells import fitted

_GAP = "   "
_LEAST_VALUE = 8
EVERYTHING = "the whole library"


class OptionRows:
    """The options, each with its key, its title and what is chosen, in at most ``most`` rows.

    Where there is no room for all of them, long values are cut, and the last row counts the options that are left out,
    of which the ``current`` one is none.
    """

    def __init__(self, options: Sequence[tuple[str, str, bool]], current: int, width: int, most: int) -> None:
        self._options, self._current = options, current
        self._rows, self._left_out = self._laid(0, width, width, 1)
        first = 0
        while self._left_out and (first == 0 or current not in chain(*self._rows)):
            self._rows, self._left_out = self._laid(first, width, max(_LEAST_VALUE, width // 2 - 8), most)
            first += 1

    def __len__(self) -> int:
        return len(self._rows)

    def _laid(self, first: int, width: int, room: int, most: int) -> tuple[list[list[int]], int]:
        """The options from the ``first`` one on, as far as they fit, and how many are left out."""
        self._parts = [self._parts_of(number, room) for number in range(len(self._options))]
        rows: list[list[int]] = [[]]
        for number in range(first, len(self._options)):
            if rows[-1] and self._cells([*rows[-1], number]) > width and len(rows) < most:
                rows.append([])
            is_last = number == len(self._options) - 1 and not first
            counting = 0 if len(rows) < most or is_last else len(_GAP) + cell_len(_more(len(self._options)))
            if rows[-1] and self._cells([*rows[-1], number]) + counting > width:
                break
            rows[-1].append(number)
        return rows, len(self._options) - sum(map(len, rows))

    def _parts_of(self, number: int, room: int) -> tuple[str, str, str]:
        title, value, _ = self._options[number]
        value = fitted(value, min(room, cell_len(value)))
        return str(number + 1), f" {title} ", f"‹{value}›" if number == self._current else value

    def _cells(self, row: Sequence[int]) -> int:
        return sum(cell_len(part) for number in row for part in self._parts[number]) + len(_GAP) * (len(row) - 1)

    def paint(self, row: int, palette: Palette) -> list[Segment]:
        """One of the rows."""
        line: list[Segment] = []
        for number in self._rows[row]:
            is_open = self._options[number][2]
            style = palette.title if number == self._current else palette.text if is_open else palette.dim
            styles = (palette.kicker if is_open else palette.dim, palette.dim, style)
            line += [Segment(_GAP)] if line else []
            line += [Segment(text, style) for text, style in zip(self._parts[number], styles, strict=True)]
        if self._left_out and row == len(self._rows) - 1:
            line.append(Segment(_GAP + _more(self._left_out), palette.dim))
        return line

    def at(self, row: int, cell: int) -> int | None:
        """The number of the option at a cell of a row."""
        end = 0
        for number in self._rows[row]:
            end += self._cells([number]) + len(_GAP)
            if cell < end:
                return number
        return None


def _more(count: int) -> str:
    return f"… {count} more"


# ------------------------------------------------------------------ scopes
# What can be exported from where the export screen was opened: queries, each with a description.


class Scopes:
    """The first scope is chosen; the whole library is always one of them."""

    def __init__(self, first: tuple[AnnotationQuery, str], others: Sequence[tuple[AnnotationQuery, str]]) -> None:
        self._names: dict[AnnotationQuery, str] = {}
        for query, name in (first, *others, (AnnotationQuery(), EVERYTHING)):
            self._names.setdefault(query, name)
        self._chosen = 0

    @property
    def query(self) -> AnnotationQuery:
        """The query of the chosen scope."""
        return list(self._names)[self._chosen]

    @property
    def name(self) -> str:
        """The description of the chosen scope."""
        return self._names[self.query]

    @property
    def are_several(self) -> bool:
        """Whether there is another scope."""
        return len(self._names) > 1

    def turn(self, steps: int) -> None:
        """Choose the next scope, or one before for a negative number."""
        self._chosen = (self._chosen + steps) % len(self._names)

    def choose(self, query: AnnotationQuery, name: str) -> None:
        """Choose a scope, which may be a new one."""
        self._names.setdefault(query, name)
        self._chosen = list(self._names).index(query)
