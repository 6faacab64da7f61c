"""The panel at the top of every screen that says what the tour asks for."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from rich.text import Text
from textual import events
from textual.message import Message
from textual.widget import Widget

from readtui.tui.palettes.palette import Palette
from readtui.tui.tour.telling import Told, Words

_BAR = "▌ "
_DONE = "✓ "
_WIDEST = 100
_LOW, _NARROW = 16, 76
_GAP = "   "
KeyRow = Sequence[tuple[str, str, str]]
"""Ids of commands with their keys and what they do."""


def panel_rows(width: int, height: int, *, has_dialog: bool) -> int:
    """The rows of the panel on a screen of this size, the rule below it included. They are always the same there, so
    that nothing moves from step to step. On a low screen, a dialog leaves one.
    """
    if height < _LOW:
        return 1 if has_dialog else 3
    return 4 if width >= _NARROW else 5


def panel_lines(told: Told, keys: KeyRow, size: tuple[int, int], palette: Palette, console: Console) -> list[Text]:
    """The panel in ``size`` columns and rows: the step, with ``keys`` at the right, and what to do. With one row, only
    that. What has no room is left out: first what else is good to know, then the praise.
    """
    width, rows = size
    look = _Look.of(palette)
    room = min(width, _WIDEST) - len(_BAR) - 1
    asks = _text(told.asks, look.text, look.key)
    if rows == 1:
        return [_barred(asks.wrap(console, room)[0], look, width)]
    has_rule = rows > 3
    body = rows - 1 - has_rule
    more = _text(told.more, look.quiet, look.key)
    praise = Text(f"{_DONE}{told.praise}", look.praise) if told.praise else Text()
    gap = Text("  ", look.text)
    shapes: list[tuple[Text, ...]] = [(praise, asks, more), (praise, asks), (asks, more), (asks,)]
    if width >= _NARROW:
        # What to do stands in its own row.
        first, rest = (praise, more) if praise else (more, Text())
        aside = rest if rest and asks.cell_len + len(gap) + rest.cell_len <= room else Text()
        wrapped = [*([first] if first else []), *gap.join(part for part in (asks, aside) if part).wrap(console, room)]
        shapes = [] if first.cell_len <= room and len(wrapped) <= body else shapes
    for parts in shapes:
        wrapped = list(gap.join(part for part in parts if part).wrap(console, room))
        if len(wrapped) <= body:
            break
    lines = [_head(told, keys, width, look), *wrapped[:body]]
    lines += [Text()] * (1 + body - len(lines))
    shown = [_barred(line, look, width) for line in lines]
    return [*shown, Text("─" * width, look.rule)] if has_rule else shown


class _Look(NamedTuple):
    """The styles of the parts, all on the same background."""

    text: Style
    quiet: Style
    key: Style
    praise: Style
    bar: Style
    rule: Style

    @classmethod
    def of(cls, palette: Palette) -> "_Look":
        def on_panel(style: Style) -> Style:
            return Style(color=style.color, bgcolor=palette.code.bgcolor, bold=style.bold, dim=style.dim)

        strong = Style(bold=True)
        return cls(
            on_panel(palette.text),
            on_panel(palette.dim),
            on_panel(palette.kicker) + strong,
            on_panel(palette.highlight("green").words) + strong,
            on_panel(palette.cursor_gutter),
            on_panel(palette.faint),
        )


def _head(told: Told, keys: KeyRow, width: int, look: _Look) -> Text:
    """The step at the left, and as many keys as fit at the right; its name only if all of them do."""
    room, shown = width - len(_BAR) - 1, list(keys)
    head = Text(told.head, look.quiet)
    if cell_len(f"{told.head}  {told.name}{_GAP}{_joined(shown)}") <= room:
        head.append(f"  {told.name}")
    while shown and head.cell_len + len(_GAP) + cell_len(_joined(shown)) > room:
        shown.pop(0)
    if shown:
        head.append(" " * (room - head.cell_len - cell_len(_joined(shown))))
        for number, (command, key, does) in enumerate(shown):
            meta = Style(meta={"command": command})
            head.append(_GAP if number else "").append(key, look.text + Style(bold=True) + meta)
            head.append(f" {does}", look.quiet + meta)
    return head


def _joined(keys: KeyRow) -> str:
    return _GAP.join(f"{key} {does}" for _, key, does in keys)


def _barred(line: Text, look: _Look, width: int) -> Text:
    shown = Text(no_wrap=True, end="").append(_BAR, look.bar).append_text(line)
    shown.append(" " * max(0, width - shown.cell_len), look.text)
    return shown


def _text(pieces: Words, style: Style, key_style: Style) -> Text:
    text = Text()
    for piece, is_key in pieces:
        # A key of several words stays on one line.
        text.append(piece.replace(" ", "\u00a0") if is_key else piece, key_style if is_key else style)
    return text


class TourPanel(Widget):
    """Says what to do. A click on a key at its right runs the command. ``palette`` returns the current palette."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    TourPanel { dock: top; width: 100%; height: 4; }
    """

    class Chosen(Message):
        """A command was clicked."""

        def __init__(self, command_id: str) -> None:
            super().__init__()
            self.command_id = command_id

    def __init__(self, palette: Callable[[], Palette], told: Told, keys: KeyRow, *, has_dialog: bool) -> None:
        super().__init__()
        self._palette = palette
        self._told, self._keys = told, keys
        self._has_dialog = has_dialog

    def on_mount(self) -> None:
        """Take as many rows as the screen allows."""
        self.fit()

    def fit(self) -> None:
        """The screen may have another size now."""
        width, height = self.app.size
        rows = panel_rows(width, height, has_dialog=self._has_dialog)
        if self.styles.height is None or self.styles.height.value != rows:
            self.styles.height = rows

    def show(self, told: Told, keys: KeyRow) -> None:
        """Say something else."""
        if (told, keys) != (self._told, self._keys):
            self._told, self._keys = told, keys
            self.refresh()

    def render(self) -> Text:
        if not self._told.asks:
            return Text()
        size = self.size.width, self.size.height
        return Text("\n").join(panel_lines(self._told, self._keys, size, self._palette(), self.app.console))

    def on_click(self, event: events.Click) -> None:
        """Run the command under the mouse."""
        event.stop()
        if command := event.style.meta.get("command"):
            self.post_message(self.Chosen(command))
