"""The options of an export in a row, and the first of them: the scopes."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment

from readtui.services.annotation_reader import AnnotationQuery
from readtui.tui.colors.palette import Palette
from readtui.tui.widgets.cells import fitted

_GAP = "   "
_LEAST_VALUE = 8
EVERYTHING = "the whole library"


class OptionsRow:
    """The options in a row, each with its key, its title and what is chosen.

    Where there is no room for all of them, long values are cut, and the row counts the options that are left out, of
    which the ``current`` one is none.
    """

    def __init__(self, options: Sequence[tuple[str, str, bool]], current: int, width: int) -> None:
        self._options, self._current = options, current
        self._row = self._laid(0, width, width)
        first = 0
        while len(self._row) < len(options) and (first == 0 or current not in self._row):
            self._row = self._laid(first, width, max(_LEAST_VALUE, width // 2 - 8))
            first += 1

    def _laid(self, first: int, width: int, room: int) -> list[int]:
        """The options from the ``first`` one on, as far as they fit."""
        self._parts = [self._parts_of(number, room) for number in range(len(self._options))]
        row: list[int] = []
        for number in range(first, len(self._options)):
            is_last = number == len(self._options) - 1 and not first
            counting = 0 if is_last else len(_GAP) + cell_len(_more(len(self._options)))
            if row and self._cells([*row, number]) + counting > width:
                break
            row.append(number)
        return row

    def _parts_of(self, number: int, room: int) -> tuple[str, str, str]:
        title, value, _ = self._options[number]
        value = fitted(value, min(room, cell_len(value)))
        return str(number + 1), f" {title} ", f"‹{value}›" if number == self._current else value

    def _cells(self, row: Sequence[int]) -> int:
        return sum(cell_len(part) for number in row for part in self._parts[number]) + len(_GAP) * (len(row) - 1)

    def paint(self, palette: Palette) -> list[Segment]:
        """The row."""
        line: list[Segment] = []
        for number in self._row:
            is_open = self._options[number][2]
            style = palette.title if number == self._current else palette.text if is_open else palette.dim
            styles = (palette.kicker if is_open else palette.dim, palette.dim, style)
            line += [Segment(_GAP)] if line else []
            line += [Segment(text, style) for text, style in zip(self._parts[number], styles, strict=True)]
        if left_out := len(self._options) - len(self._row):
            line.append(Segment(_GAP + _more(left_out), palette.dim))
        return line

    def at(self, cell: int) -> int | None:
        """The number of the option at a cell of the row."""
        end = 0
        for number in self._row:
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
