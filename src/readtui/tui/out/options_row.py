"""The options of an export in one row, and the first of them: the scopes."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment

from readtui.services.annotation_reader import AnnotationQuery
from readtui.tui.colors.palette import Palette
from readtui.tui.widgets.cells import fitted

_GAP = "   "
EVERYTHING = "the whole library"


def paint_options(
    options: Sequence[tuple[str, str, bool]], current: int, width: int, palette: Palette
) -> list[Segment]:
    """The options, each with its key, its title, and what is chosen; the current one between ‹ ›."""
    line: list[Segment] = []
    for number, parts in enumerate(_fitting(options, current, width)):
        is_current, is_open = number == current, options[number][2]
        style = palette.title if is_current else palette.text if is_open else palette.dim
        styles = (palette.kicker if is_open else palette.dim, palette.dim, style)
        line += [Segment(_GAP)] if line else []
        line += [Segment(text, style) for text, style in zip(parts, styles, strict=True) if text]
    return line


def option_at(options: Sequence[tuple[str, str, bool]], current: int, width: int, cell: int) -> int | None:
    """The number of the option at a cell of the row."""
    end = 0
    for number, parts in enumerate(_fitting(options, current, width)):
        end += sum(map(cell_len, parts)) + len(_GAP)
        if cell < end:
            return number
    return None


def _fitting(options: Sequence[tuple[str, str, bool]], current: int, width: int) -> list[tuple[str, str, str]]:
    """Each option as key, title and value. Without the room for all, titles are left out, then values of others."""
    made: list[tuple[str, str, str]] = []
    for leaves_out in range(4):
        made = []
        for number, (title, value, _) in enumerate(options):
            is_current = number == current
            shown_title = f" {title} " if is_current or not leaves_out else " "
            if is_current:
                rest = sum(len(_GAP) + 1 for _ in options[1:]) if leaves_out == 3 else 0
                room = max(4, width - rest - len(shown_title) - 3) if leaves_out == 3 else len(value) * 2
                made.append((str(number + 1), shown_title, f"‹{fitted(value, room)}›"))
            else:
                room = 0 if leaves_out > 1 else cell_len(value)
                made.append((str(number + 1), shown_title if room else "", fitted(value, room)))
        if sum(sum(map(cell_len, parts)) + len(_GAP) for parts in made) - len(_GAP) <= width:
            break
    return made


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
