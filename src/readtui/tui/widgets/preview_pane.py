"""What is under the cursor in full, beside a list or below it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partialmethod
from itertools import zip_longest

from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from readtui.layout.glyphs import is_single
from readtui.layout.wrap import wrap
from readtui.model.creator import UNNAMED, Identity
from readtui.quick_dataclass import dataclass
from readtui.tui.colors.palette import Palette
from readtui.tui.widgets.cells import line_apart

_WHEEL, _STEP = 3, 16
_MORE = " ↓"
_TOO_LONG, _COLUMNS, _BETWEEN_COLUMNS = 130, 2, 6


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the lines are laid out for. ``console`` wraps them, ``identity`` says who "me" is, ``height`` is how many
    lines there is room for (0 if that does not matter).
    """

    width: int
    palette: Palette
    console: Console
    identity: Identity = UNNAMED
    height: int = 0

    def wrapped(self, text: Text) -> list[Text]:
        return wrapped(text, self.width, self.console)


def wrapped(text: Text, width: int, console: Console) -> list[Text]:
    width, plain = max(8, width), text.plain
    is_sure = is_single(plain, 0, len(plain))
    if is_sure and "\n" not in plain and text.cell_len <= width:
        return [text]
    # Rich breaks lines at no-break spaces too, and takes its time where a text has several styles.
    if text.spans and is_sure and "\u00a0" not in plain:
        return list(text.wrap(console, width, overflow="fold"))
    parts = _broken(plain, width)
    lines = [text[start:end] if text.spans else Text(plain[start:end], text.style) for start, end in parts]
    if is_sure:
        return lines
    for line in lines:
        # Room behind the words for graphemes that take more cells than Rich counts.
        line.pad_right(width - line.cell_len)
    return lines


Lines = Callable[[Sheet], list[Text]]
_Row = tuple[Text | None, int, bool]
"""A line on the screen, if there is one, the cells to the left of it, and whether there are more lines below it."""


class PreviewPane(Widget, can_focus=False):
    """Lays its text out again whenever its width changes. ``sheet`` returns what to lay out for, given a width.

    Other text repaints nothing else on the screen: a text in a container would arrange all widgets anew.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    PreviewPane { height: 1fr; border-top: solid $foreground 35%; margin: 0 1 0 0; padding: 0 1 0 4; }
    PreviewPane:ansi { border-top: solid ansi_default; }
    """

    def __init__(self, sheet: Callable[[int], Sheet]) -> None:
        super().__init__()
        self._sheet = sheet
        self._lines: Lines = lambda _: []
        self._laid_out: list[Text] = []
        self._laid_out_for = 0
        self._top = self._left = 0
        self._style = Style()
        self._rows: list[_Row] = []
        self._palette: Palette | None = None

    def show(self, lines: Lines, *, at_top: bool = True) -> None:
        """Show other lines; ``lines`` lays them out. ``at_top``: scroll to the first one."""
        self._lines = lines
        if at_top:
            self._top = self._left = 0
        self._lay_out()

    def on_resize(self) -> None:
        """Lay the text out for the new width."""
        self._lay_out()

    def _lay_out(self) -> None:
        width = self._laid_out_for = self.content_size.width
        if width > 0:
            sheet = replace(self._sheet(width), height=self.content_size.height)
            if sheet.palette is not self._palette:
                self._palette, self._rows = sheet.palette, []
            self._laid_out = self._lines(sheet)
            self.show_from(self._top)

    def show_from(self, top: int) -> None:
        """Show the lines from this one on, as far as there are enough."""
        width, height = self.content_size
        self._top = max(0, min(top, len(self._laid_out) - height))
        before, self._rows = self._rows, [self._row(y) for y in range(height)]
        if len(before) != height:
            self.refresh()
            return
        # Below a short text, nothing changes, and between two readings of the same text little.
        changed = [y for y, (old, new) in enumerate(zip(before, self._rows, strict=True)) if not _are_alike(old, new)]
        if changed:
            self.refresh(*(Region(0, y, width, 1) for y in changed))

    def _row(self, y: int) -> _Row:
        number = self._top + y
        if number >= len(self._laid_out):
            return None, 0, False
        is_cut = y == self.content_size.height - 1 and number < len(self._laid_out) - 1
        return self._laid_out[number], self._left, is_cut

    def scroll_by_half(self, pages: int) -> None:
        """Scroll down by ``pages`` half pages; negative numbers scroll up."""
        self.show_from(self._top + pages * max(1, self.size.height // 2))

    def scroll_sideways(self, steps: int) -> None:
        """Show what is right of lines that are too wide, or left of it for negative numbers."""
        widest = max((line.cell_len for line in self._laid_out), default=0)
        self._left = max(0, min(self._left + steps * _STEP, widest - self.content_size.width))
        self.show_from(self._top)

    do_list_preview_down, do_list_preview_up = partialmethod(scroll_by_half, 1), partialmethod(scroll_by_half, -1)
    do_list_down, do_list_up = do_list_preview_down, do_list_preview_up
    do_list_page_down, do_list_page_up = partialmethod(scroll_by_half, 2), partialmethod(scroll_by_half, -2)
    do_list_top, do_list_bottom = partialmethod(show_from, 0), partialmethod(show_from, 1_000_000)
    do_list_scroll_right, do_list_scroll_left = partialmethod(scroll_sideways, 1), partialmethod(scroll_sideways, -1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.show_from(self._top + _WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.show_from(self._top - _WHEEL)

    def render_lines(self, crop: Region) -> list[Strip]:
        # Textual puts it together anew each time that it is asked for.
        self._style = self.rich_style
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """The strip of one line. The last one says if there are more below."""
        if self.content_size.width != self._laid_out_for:
            # Shown again, which Textual does not tell if the size is as it was before it was hidden.
            self._lay_out()
        width, style, console = self.content_size.width, self._style, self.app.console
        text, left, is_cut = self._row(y)
        if text is None:
            return Strip.blank(width, style)
        # Rich leaves the style of a text without spans to whoever draws it.
        painted = Segment.apply_style(text.render(console), style + console.get_style(text.style))
        strip = Strip(painted).crop(left) if left else Strip(painted)
        strip = strip.adjust_cell_length(width, style)
        strip = Strip(line_apart([*strip]), width)
        if not is_cut or width < len(_MORE):
            return strip
        return Strip.join([strip.crop(0, width - len(_MORE)), Strip([Segment(_MORE, self._sheet(width).palette.dim)])])


def _are_alike(one: _Row, other: _Row) -> bool:
    """Whether both look the same. Two texts are equal for Rich whatever their own style."""
    return one == other and (one[0] is None or other[0] is None or one[0].style == other[0].style)


def _broken(text: str, width: int) -> Iterator[tuple[int, int]]:
    """The lines of a text, as half-open ranges, that fit on every terminal."""
    start = 0
    for paragraph in text.split("\n"):
        end = start + len(paragraph)
        yield from wrap(text, start, end, width)
        start = end + 1


def spaced(parts: Iterable[Sequence[Text]]) -> list[Text]:
    """The parts with an empty line between them."""
    lines: list[Text] = []
    for part in parts:
        if part:
            lines += [Text(), *part] if lines else part
    return lines


def in_columns(parts: Sequence[Callable[[Sheet], list[Text]]], sheet: Sheet) -> list[Text]:
    """The parts with an empty line between them, in two columns where lines would be too long to read."""
    if sheet.width < _TOO_LONG or len(parts) < _COLUMNS:
        return spaced(part(sheet) for part in parts)
    narrow = replace(sheet, width=(sheet.width - _BETWEEN_COLUMNS) // _COLUMNS)
    beside = []
    for left, right in zip_longest(parts[::2], parts[1::2]):
        both = zip_longest(left(narrow), right(narrow) if right is not None else [], fillvalue=Text())
        beside.append([_joined(one, other, narrow.width + _BETWEEN_COLUMNS) for one, other in both])
    return spaced(beside)


def _joined(left: Text, right: Text, at: int) -> Text:
    line = Text.assemble(left, no_wrap=True)
    line.pad_right(at - left.cell_len)
    return line.append_text(right)
