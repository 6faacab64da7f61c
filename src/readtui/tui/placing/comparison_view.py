"""Shows what an annotation says, and compares where its passage was with where it may be now."""

from collections.abc import Callable
from functools import partialmethod

from rich.cells import cell_len
from rich.segment import Segment
from rich.text import Text
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from readtui.quick_dataclass import dataclass
from readtui.services.annotating.passage_comparison import ComparedPassage
from readtui.text.clean import visible
from readtui.tui.article.excerpt_lines import paint_excerpt, paint_heading
from readtui.tui.colors.palette import Palette
from readtui.tui.notes.note_lines import Pieces, line_text

_SIDE_BY_SIDE = 88
_WIDEST = 86
_GAP = 4
_ROOMY = 9
_SCROLL = 3


class AboutView(Widget):
    """As high as its lines: a screen that has just been shown does not know its width yet, so it must not make them."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "AboutView { width: 1fr; height: auto; }"

    def __init__(self) -> None:
        super().__init__()
        self._make: Callable[[int], list[Pieces]] = lambda _: []

    def show(self, make: Callable[[int], list[Pieces]]) -> None:
        """Show the lines that ``make`` returns for a width in cells."""
        self._make = make
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The number of lines in that width."""
        return len(self._make(max(1, width)))

    def render(self) -> Text:
        """The lines in the present width."""
        return Text("\n").join(map(line_text, self._make(max(1, self.content_size.width))))


@dataclass(frozen=True, slots=True)
class _Side:
    """One side: its heading, its lines, and the index of the line where the passage ``begins``."""

    heading: list[Segment]
    lines: list[list[Segment]]
    begins: int

    def window(self, height: int, lines_before: int) -> list[list[Segment]]:
        """The heading and as many lines as fit, with ``lines_before`` above the passage (negative: starting
        inside it).
        """
        top = max(0, self.begins - lines_before)
        return [self.heading, *self.lines[top : top + max(1, height - 1)]]

    def height_from(self, lines_before: int) -> int:
        """The number of rows needed to show everything from there on."""
        return 1 + len(self.lines) - max(0, self.begins - lines_before)


class ComparisonView(Widget):
    """``palette`` returns the current palette."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "ComparisonView { height: 1fr; }"

    def __init__(self, palette: Callable[[], Palette]) -> None:
        super().__init__()
        self._palette = palette
        self._shown: tuple[ComparedPassage, tuple[str, str], str | None, bool] | None = None
        self._scrolled = 0
        self._rows: list[Strip] | None = None

    def show(
        self, comparison: ComparedPassage, after: tuple[str, str], color: str | None, *, is_in_place: bool = False
    ) -> None:
        """Show a comparison from the beginning; ``color`` is the annotation's color, ``after`` the heading of the
        present text, and what stands dimmed beside it. ``is_in_place``: only that text is shown.
        """
        self._shown = (comparison, after, color, is_in_place)
        self._scrolled = 0
        self.changed()

    def clear(self) -> None:
        self._shown = None
        self.changed()

    def scroll_both(self, direction: int) -> None:
        """Scroll both sides a few lines down, or up if ``direction`` is -1."""
        self._scrolled += direction * _SCROLL
        self.changed()

    do_list_scroll_down, do_list_scroll_up = partialmethod(scroll_both, 1), partialmethod(scroll_both, -1)

    def changed(self) -> None:
        self._rows = None
        self.refresh()

    def on_resize(self) -> None:
        self._rows = None

    def render_lines(self, crop: Region) -> list[Strip]:
        if self._rows is None:
            self._rows = self._make_rows()
        blank = Strip.blank(self.size.width, self._palette().text)
        rows = [self._rows[row] if row < len(self._rows) else blank for row in range(crop.y, crop.bottom)]
        return [row.crop(crop.x, crop.right) for row in rows]

    # ------------------------------------------------------------------ layout

    def _make_rows(self) -> list[Strip]:
        if self._shown is None:
            return []
        width, height = self.size.width, self.size.height
        is_wide, text = width >= _SIDE_BY_SIDE and not self._shown[3], self._palette().text
        cells = min(_WIDEST, (width - _GAP) // 2) if is_wide else min(_WIDEST, width)
        before, after = self._sides(cells)
        if self._shown[3]:
            lines = after.window(height, self._lead(after, after, height))
            return [Strip(line).adjust_cell_length(width, text) for line in lines[:height]]
        if is_wide:
            # Align the starts of the two passages.
            lead = self._lead(before, after, height)
            left, right = before.window(height, lead), after.window(height, lead)
            rows = []
            for row in range(max(len(left), len(right))):
                line = [*_filled(left[row] if row < len(left) else [], cells + _GAP, self._palette())]
                rows.append(line + (right[row] if row < len(right) else []))
        else:
            gap = 1 if height >= _ROOMY else 0
            lead = self._lead(before, after, height // 2)
            upper, lower = _shares(before.height_from(lead), after.height_from(lead), height - gap)
            rows = [*before.window(upper, lead), *[[]] * gap, *after.window(lower, lead)]
        return [Strip(line).adjust_cell_length(width, text) for line in rows[:height]]

    def _lead(self, before: _Side, after: _Side, height: int) -> int:
        """How many lines to show before the passages: a few, unless the user has scrolled."""
        at_first = min(before.begins, after.begins, height // 4)
        longest = max(len(before.lines) - before.begins, len(after.lines) - after.begins)
        lead = max(1 - longest, min(at_first - self._scrolled, max(before.begins, after.begins)))
        self._scrolled = at_first - lead
        return lead

    def _sides(self, cells: int) -> tuple[_Side, _Side]:
        assert self._shown is not None
        comparison, (title, detail), color, _ = self._shown
        palette = self._palette()
        if comparison.before is None:
            lines = [[Segment("   The old text was not kept.", palette.dim)]]
            before = _Side(paint_heading("It stood here", "", cells, palette), lines, 0)
        else:
            lines, begins = paint_excerpt(comparison.before, cells, palette, color, is_old=True)
            known = visible(" › ".join(comparison.headings)) if comparison.is_from_text else "what was kept of it"
            before = _Side(paint_heading("It stood here", known, cells, palette), lines, begins)
        lines, begins = paint_excerpt(comparison.after, cells, palette, color, is_old=False)
        return before, _Side(paint_heading(title, detail, cells, palette), lines, begins)


def _shares(first: int, second: int, height: int) -> tuple[int, int]:
    """Divide the rows between two sides, half and half unless one needs fewer."""
    half = height // 2
    if first <= half:
        return first, height - first
    if second <= height - half:
        return height - second, second
    return half, height - half


def _filled(line: list[Segment], cells: int, palette: Palette) -> list[Segment]:
    used = sum(cell_len(segment.text) for segment in line)
    return [*line, Segment(" " * max(0, cells - used), palette.text)]
