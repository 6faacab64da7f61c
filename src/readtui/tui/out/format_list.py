"""The rows of the export screen: the standing exports, and the formats, grouped by what they are for."""

from collections.abc import Sequence
from itertools import groupby

from rich.segment import Segment

from readtui.exporters.exporter import Exporter, Purpose
from readtui.quick_dataclass import dataclass
from readtui.services.out.standing_exports import StandingRule
from readtui.text.clean import visible
from readtui.tui.colors.palette import Palette
from readtui.tui.widgets.cells import fitted, padded
from readtui.tui.widgets.record_table import CURSOR, Row

_KEPT, _PAUSED = "●", "○"
STANDING = "Standing exports"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list: a heading, or below it an exporter, which a standing export may be for."""

    title: str = ""
    exporter: Exporter | None = None
    rule: StandingRule | None = None

    @property
    def row(self) -> Row:
        """Its row in the table."""
        if self.exporter is None:
            return Row("")
        return Row(f"{STANDING} {self.rule.number}" if self.rule is not None else self.exporter.format.name)


def in_groups(exporters: Sequence[Exporter]) -> list[Exporter]:
    """The exporters in the order of the list."""
    purposes = list(Purpose)
    return sorted(exporters, key=lambda one: (purposes.index(one.format.purpose), one.format.title.casefold()))


def lines_of(exporters: Sequence[Exporter], rules: Sequence[StandingRule]) -> list[Line]:
    """The list, with an empty line between groups. The exporters are ``in_groups``."""
    by_name = {one.format.name: one for one in exporters}
    standing = [Line(_folder(rule), by_name[rule.format], rule) for rule in rules if rule.format in by_name]
    lines = [Line(STANDING), *standing] if standing else []
    for purpose, group in groupby(exporters, lambda one: one.format.purpose):
        lines += [Line()] if lines else []
        lines += [Line(purpose.capitalize()), *(Line(one.format.title, one) for one in group)]
    return lines


def _folder(rule: StandingRule) -> str:
    return visible(rule.folder.name or str(rule.folder))


def paint_line(line: Line, width: int, palette: Palette, *, is_current: bool) -> list[Segment]:
    """One line. Signs mark the choice and what is paused, so neither needs a color."""
    if line.exporter is None:
        return [Segment(" " + fitted(line.title, width - 1), palette.dim)]
    style = palette.title + palette.row if is_current else palette.text
    sign, about = "", ""
    if line.rule is not None:
        sign = f"{_PAUSED if line.rule.is_paused else _KEPT} "
        about = " paused" if line.rule.is_paused else f" {line.exporter.format.title}"
    room = width - 3 - len(sign)
    title = fitted(line.title, room)
    about = fitted(about, room - len(title)) if room - len(title) > len(" paused") else ""
    rest = padded(about, max(0, room - Segment(title).cell_length))
    return [
        Segment(CURSOR if is_current else " ", palette.cursor_gutter),
        Segment(f" {sign}", (palette.tag + palette.row) if is_current else palette.tag),
        Segment(title, style),
        Segment(rest, palette.dim + palette.row if is_current else palette.dim),
    ]
