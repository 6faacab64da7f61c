"""Draws each grapheme that a terminal may measure differently from Rich over its own blank cells, and pictures too.

Rich counts the blank cells, and the terminal's cursor returns to their end, however wide the grapheme was.
"""

from collections.abc import Iterable, Iterator

from rich.cells import set_cell_size
from rich.color import Color, blend_rgb
from rich.color_triplet import ColorTriplet
from rich.segment import ControlType, Segment
from rich.style import Style

from readtui.layout.line import make_run
from readtui.layout.widths import CellWidths
from readtui.quick_pattern import pattern

_KEEP, _RETURN = "\x1b7", "\x1b8"
_COLORED = pattern(r"\x1b\[38;(?P<fore>2(?:;\d+){3}|5;\d+);48;(?P<back>2(?:;\d+){3}|5;\d+)m(?P<signs>[^\x1b]+)")
_INDEXED = 5
_DIMMED = 0.5


def placed(shown: str, cells: int, style: Style) -> Iterator[Segment]:
    """The segments of a grapheme that takes this many cells."""
    yield Segment(" " * cells, style)
    # One that takes no cells for Rich; the control code only says how many cells it is drawn over.
    drawn = f"{_KEEP}\x1b[{cells}D{shown}{_RETURN}"
    yield Segment(drawn, style, [(ControlType.CURSOR_BACKWARD, cells)])


def drawn_over(blank: str, drawn: str, style: Style, *, is_all: bool = False) -> list[Segment]:
    """Blank cells, and a piece of a picture drawn over them: half blocks with their colors. ``is_all``: graphics
    instead, over half blocks that show the same.
    """
    cells = len(blank)
    kind = [(ControlType.CURSOR_BACKWARD, cells), (ControlType.CURSOR_FORWARD, int(is_all))]
    return [Segment(blank, style), Segment(f"{_KEEP}\x1b[{cells}D{drawn}{_RETURN}", style, kind)]


def written(text: str, style: Style, widths: CellWidths) -> list[Segment]:
    """The segments of a text without tabs on a terminal that measures by ``widths``."""
    return [
        segment
        for part, cells in make_run(text, 0, len(text), 0, widths=widths).parts(text, 0, len(text))
        for segment in (placed(part, cells, style) if cells else [Segment(part, style)])
    ]


def cells_drawn_over(segment: Segment) -> int:
    """How many of the preceding cells a segment is drawn over; 0 for ordinary text."""
    match segment.control:
        case [(ControlType.CURSOR_BACKWARD, int(cells)), *_]:
            return cells
        case _:
            return 0


def _half_blocks(segment: Segment) -> Iterator[Segment]:
    """A piece of a picture as ordinary segments, dimmed like the text around it."""
    paper = segment.style.bgcolor if segment.style is not None else None
    behind = paper.get_truecolor() if paper is not None else None
    for match in _COLORED.finditer(segment.text):
        fore, back = match["fore"], match["back"]
        yield Segment(match["signs"], Style.from_color(_color(fore, behind), _color(back, behind)))


def _color(written: str, behind: ColorTriplet | None) -> Color:
    """The color of a part of a select-graphic-rendition sequence, blended with what is behind."""
    kind, *numbers = map(int, written.split(";"))
    color = (Color.from_ansi(numbers[0]) if kind == _INDEXED else Color.from_rgb(*numbers)).get_truecolor()
    return Color.from_triplet(blend_rgb(color, behind, _DIMMED) if behind is not None else color)


def unplaced(segments: Iterable[Segment]) -> Iterator[Segment]:
    """The segments with each grapheme in its cells as ordinary text, and as much of it as Rich finds room for there."""
    before: Segment | None = None
    for segment in segments:
        match segment.control:
            case [_, (_, 1)]:
                # What its graphics show stands below them.
                continue
            case [_, _]:
                yield from _half_blocks(segment)
                before = None
                continue
        cells = cells_drawn_over(segment)
        if not cells or before is None:
            if before is not None:
                yield before
            before = segment
            continue
        text, style, _ = before
        if text[:-cells]:
            yield Segment(text[:-cells], style)
        shown = segment.text[segment.text.index("D") + 1 : -len(_RETURN)]
        before = Segment(set_cell_size(shown, cells), style)
    if before is not None:
        yield before
