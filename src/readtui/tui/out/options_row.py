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
    """The options, each with its key, its title and what is chosen: in one row, or in several where that is too long.

    Long values are cut before a row more is needed than ``most_rows``. If that is not enough, the rows end with a count
    of the options that are left out, of which the ``current`` one is none.
    """

    def __init__(self, options: Sequence[tuple[str, str, bool]], current: int, width: int, most_rows: int = 3) -> None:
        self._options, self._current = options, current
        self._width, self._most_rows = width, most_rows
        self._rows = self._laid(0, width)
        first = 0
        while self.left_out and (first == 0 or current not in self._shown):
            self._rows = self._laid(first, max(_LEAST_VALUE, width // 2 - 8))
            first += 1

    @property
    def height(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    @property
    def _shown(self) -> list[int]:
        return [number for row in self._rows for number in row]

    @property
    def left_out(self) -> int:
        """How many options have no room."""
        return len(self._options) - len(self._shown)

    def _laid(self, first: int, room: int) -> list[list[int]]:
        """The options from the ``first`` one on, as far as they fit."""
        self._parts = [self._parts_of(number, room) for number in range(len(self._options))]
        rows: list[list[int]] = [[]]
        for number in range(first, len(self._options)):
            is_last = len(rows) == self._most_rows
            ends = number == len(self._options) - 1 and not first
            counting = len(_GAP) + cell_len(_more(len(self._options))) if is_last and not ends else 0
            if rows[-1] and self._cells([*rows[-1], number]) + counting > self._width:
                if is_last:
                    break
                rows.append([])
            rows[-1].append(number)
        return rows

    def _parts_of(self, number: int, room: int) -> tuple[str, str, str]:
        title, value, _ = self._options[number]
        value = fitted(value, min(room, cell_len(value)))
        return str(number + 1), f" {title} ", f"‹{value}›" if number == self._current else value

    def _cells(self, row: Sequence[int]) -> int:
        return sum(cell_len(part) for number in row for part in self._parts[number]) + len(_GAP) * (len(row) - 1)

    def paint(self, palette: Palette) -> list[Segment]:
        """The rows, with the ends of lines between them."""
        line: list[Segment] = []
        for row in self._rows:
            line += [Segment("\n")] if line else []
            for number in row:
                is_open = self._options[number][2]
                style = palette.title if number == self._current else palette.text if is_open else palette.dim
                styles = (palette.kicker if is_open else palette.dim, palette.dim, style)
                line += [Segment(_GAP)] if number != row[0] else []
                line += [Segment(text, style) for text, style in zip(self._parts[number], styles, strict=True)]
        if self.left_out:
            line.append(Segment(_GAP + _more(self.left_out), palette.dim))
        return line

    def at(self, cell: int) -> int | None:
        """The number of the option at a cell, counted on from row to row."""
        if cell // self._width >= len(self._rows):
            return None
        end = 0
        for number in self._rows[cell // self._width]:
            end += self._cells([number]) + len(_GAP)
            if cell % self._width < end:
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
