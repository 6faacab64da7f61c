"""The parts of the export screen: standing exports and formats in groups, the options in a row, the scopes."""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment

from readtui.exporters.exporter import Exporter, Purpose
from readtui.quick_dataclass import dataclass
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.out.standing_exports import StandingRule
from readtui.text.clean import visible
from readtui.tui.colors.palette import Palette
from readtui.tui.widgets.cells import fitted
from readtui.tui.widgets.record_table import Row, RowLook, row_line

_KEPT, _PAUSED = "●", "○"
STANDING = "Standing exports"


@dataclass(frozen=True, slots=True)
class FormatLine:
    """A line of the list: a heading, or below it an exporter, which a standing export may be for."""

    title: str = ""
    exporter: Exporter | None = None
    rule: StandingRule | None = None

    @property
    def row(self) -> Row:
        if self.exporter is None:
            return Row("")
        return Row(f"{STANDING} {self.rule.number}" if self.rule is not None else self.exporter.format.name)


def in_groups(exporters: Sequence[Exporter]) -> list[Exporter]:
    purposes = list(Purpose)
    return sorted(exporters, key=lambda one: (purposes.index(one.format.purpose), one.format.title.casefold()))


def lines_of(exporters: Sequence[Exporter], rules: Sequence[StandingRule]) -> list[FormatLine]:
    """The list, with an empty line between groups. The exporters are ``in_groups``."""
    by_name = {one.format.name: one for one in exporters}
    standing = [FormatLine(_folder(rule), by_name[rule.format], rule) for rule in rules if rule.format in by_name]
    lines = [FormatLine(STANDING), *standing] if standing else []
    for purpose, group in groupby(exporters, lambda one: one.format.purpose):
        lines += [FormatLine()] if lines else []
        lines += [FormatLine(purpose.capitalize()), *(FormatLine(one.format.title, one) for one in group)]
    return lines


def _folder(rule: StandingRule) -> str:
    return visible(rule.folder.name or str(rule.folder))


def paint_line(line: FormatLine, look: RowLook) -> list[Segment]:
    """One line. Signs mark the choice and what is paused, so neither needs a color."""
    palette = look.palette
    if line.exporter is None:
        return row_line([(fitted(line.title, look.width - 1), palette.dim)], look)
    sign, about = "", ""
    if line.rule is not None:
        sign = f"{_PAUSED if line.rule.is_paused else _KEPT} "
        about = " paused" if line.rule.is_paused else f" {line.exporter.format.title}"
    room = look.width - 3 - len(sign)
    title = fitted(line.title, room)
    left = room - cell_len(title)
    about = fitted(about, left) if left > len(" paused") else ""
    style = palette.title if look.is_current else palette.text
    return row_line([(f" {sign}", palette.tag), (title, style), (about, palette.dim)], look)


_LEAST_VALUE, _SHARE_OF_VALUE = 6, 3
NOTHING, EVERYTHING = "none", "everything"


class Stand(NamedTuple):
    """How an option stands: its title, what is chosen, and whether there is a choice. ``short`` is said where title and
    value have no room.
    """

    title: str
    value: str
    is_open: bool = True
    short: str = ""


class OptionsRow:
    """The options in one row, each with its key, its title and what is chosen; signs around that of the ``current`` one
    point to what else there is.

    Where the row is too long, gaps are narrower, then the other options are short, then the longest value is cut. If
    that is not enough, the row ends with a count of the options that are left out, of which the current one is none.
    """

    def __init__(self, options: Sequence[Stand], current: int, width: int) -> None:
        self._options, self._current, self._width = options, current, width
        self._row = range(len(options))
        for self._gap, self._is_tight in ((3, False), (2, False), (2, True)):
            self._parts = [self._parts_of(number, one) for number, one in enumerate(options)]
            if (excess := self._cells(self._row) - width) <= 0:
                return
        longest = max(self._row, key=lambda number: cell_len(options[number].value))
        cut = fitted(options[longest].value, max(_LEAST_VALUE, cell_len(options[longest].value) - excess))
        self._parts[longest] = self._parts_of(longest, options[longest]._replace(value=cut))
        if self._cells(self._row) > width:
            cut = fitted(options[longest].value, max(_LEAST_VALUE, width // _SHARE_OF_VALUE))
            self._parts[longest] = self._parts_of(longest, options[longest]._replace(value=cut))
            self._row = self._window()

    def _window(self) -> range:
        """As many options as fit beside a count of the others: those from the first one on, else up to the current one
        and beyond.
        """
        room = self._width - self._gap - cell_len(_more(len(self._options)))
        first = 0
        while first < self._current and self._cells(range(first, self._current + 1)) > room:
            first += 1
        last = self._current + 1
        while last < len(self._options) and self._cells(range(first, last + 1)) <= room:
            last += 1
        return range(first, last)

    def _parts_of(self, number: int, option: Stand) -> tuple[str, str, str]:
        if number == self._current:
            return str(number + 1), f" {option.title} ", f"‹{option.value}›"
        if self._is_tight and option.short:
            return str(number + 1), " ", option.short
        return str(number + 1), f" {option.title} ", option.value

    def _cells(self, row: range) -> int:
        return sum(cell_len(part) for number in row for part in self._parts[number]) + self._gap * (len(row) - 1)

    def paint(self, palette: Palette) -> list[Segment]:
        line: list[Segment] = []
        for number in self._row:
            key, title, value = self._parts[number]
            line += [Segment(" " * self._gap)] if line else []
            line += [Segment(key, palette.faint), Segment(title, palette.dim)]
            if number == self._current:
                sign = palette.kicker if self._options[number].is_open else palette.dim
                line += [Segment(value[0], sign), Segment(value[1:-1], palette.title), Segment(value[-1], sign)]
            else:
                line.append(Segment(value, palette.text if self._options[number].is_open else palette.dim))
        if left_out := len(self._options) - len(self._row):
            line.append(Segment(" " * self._gap + _more(left_out), palette.dim))
        return line

    def at(self, cell: int) -> int | None:
        end = 0
        for number in self._row:
            end += self._cells(range(number, number + 1)) + self._gap
            if cell < end:
                return number
        return None


def _more(count: int) -> str:
    return f"… {count} more"


class Scopes:
    """Queries to export, each with a description. The first one is chosen; one is the whole library."""

    def __init__(self, first: tuple[AnnotationQuery, str], others: Sequence[tuple[AnnotationQuery, str]]) -> None:
        self._names: dict[AnnotationQuery, str] = {}
        for query, name in (first, *others, (AnnotationQuery(), EVERYTHING)):
            self._names.setdefault(query, name)
        self._chosen = 0

    @property
    def query(self) -> AnnotationQuery:
        return list(self._names)[self._chosen]

    @property
    def name(self) -> str:
        return self._names[self.query]

    @property
    def are_several(self) -> bool:
        """Whether there is another scope."""
        return len(self._names) > 1

    def turn(self, steps: int) -> None:
        """Choose the next scope, or one before for a negative number."""
        self._chosen = (self._chosen + steps) % len(self._names)

    def choose(self, query: AnnotationQuery, name: str) -> None:
        self._names.setdefault(query, name)
        self._chosen = list(self._names).index(query)
