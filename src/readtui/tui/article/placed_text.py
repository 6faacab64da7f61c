"""Graphemes that a terminal may measure otherwise than Rich: each is drawn over blank cells of its own.

Rich counts the blank cells, and the terminal's cursor goes back to where they end, whatever the grapheme has taken.
"""

from collections.abc import Iterator

from rich.segment import ControlType, Segment
from rich.style import Style

_KEEP, _RETURN = "\x1b7", "\x1b8"


def placed(shown: str, cells: int, style: Style) -> Iterator[Segment]:
    """The segments of a grapheme that takes some cells."""
    yield Segment(" " * cells, style)
    # One that takes no cells for Rich; the control code only says how many cells it is drawn over.
    drawn = f"{_KEEP}\x1b[{cells}D{shown}{_RETURN}"
    yield Segment(drawn, style, [(ControlType.CURSOR_BACKWARD, cells)])


def cells_drawn_over(segment: Segment) -> int:
    """How many of the cells before it a segment is drawn over; 0 for ordinary text."""
    match segment.control:
        case [(ControlType.CURSOR_BACKWARD, int(cells))]:
            return cells
        case _:
            return 0
