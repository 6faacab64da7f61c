"""The panel at the top of every screen that says what the tour asks for."""

from collections.abc import Callable, Sequence

from rich.console import Console
from rich.style import Style
from rich.text import Text
from textual import events
from textual.message import Message
from textual.widget import Widget

from readtui.tui.palettes.palette import Palette
from readtui.tui.tour.progress import Told, Words

_BAR, _GAP = "▌ ", "   "
_WIDEST = 100
_LOW, _NARROW = 16, 76
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

    def on_panel(style: Style, bold: bool | None = None) -> Style:
        return Style(color=style.color, bgcolor=palette.code.bgcolor, bold=bold or style.bold, dim=style.dim)

    text, quiet, bold = on_panel(palette.text), on_panel(palette.dim), on_panel(palette.text, True)
    key = on_panel(palette.kicker, True)
    width, rows = size
    room = min(width, _WIDEST) - len(_BAR) - 1
    has_rule = rows > 3
    body = max(1, rows - 1 - has_rule)
    asks, more = _joined(told.asks, text, key), _joined(told.more, quiet, key)
    praise = Text(f"✓ {told.praise}" if told.praise else "", on_panel(palette.highlight("green").words, True))
    shapes = [[[praise, asks, more]], [[praise, asks]], [[asks, more]], [[asks]]]
    if width >= _NARROW and rows > 1:
        # What to do stands in its own row.
        shapes = [[[praise], [asks, more]], [[praise], [asks]]] if praise else [[[more], [asks]], *shapes]
        shapes += [[[praise, asks]], [[asks]]]
    if rows == 1:
        shapes = [[[asks]]]
    for shape in shapes:
        paragraphs = (Text("  ", text).join(part for part in parts if part) for parts in shape)
        wrapped = [line for one in paragraphs if one for line in one.wrap(console, room)]
        if len(wrapped) <= body:
            break
    head = [] if rows == 1 else [_head(told, keys, width - len(_BAR) - 1, (bold, quiet))]
    lines = [*head, *wrapped[:body], *[Text()] * (body - len(wrapped))]
    for number, line in enumerate(lines):
        lines[number] = Text(no_wrap=True, end="").append(_BAR, on_panel(palette.cursor_gutter)).append_text(line)
        lines[number].append(" " * max(0, width - lines[number].cell_len), text)
    return [*lines, Text("─" * width, on_panel(palette.faint))] if has_rule else lines


def _head(told: Told, keys: KeyRow, room: int, styles: tuple[Style, Style]) -> Text:
    """The step at the left, and as many keys as fit at the right; its name only if all of them do."""
    bold, quiet = styles
    for name, shown in [(f"  {told.name}", keys), *(("", keys[number:]) for number in range(len(keys) + 1))]:
        head, right = Text(f"{told.head}{name}", quiet), Text()
        for number, (command, key, does) in enumerate(shown):
            meta = Style(meta={"command": command})
            right.append(_GAP if number else "").append(key, bold + meta).append(f" {does}", quiet + meta)
        if head.cell_len + (len(_GAP) + right.cell_len if right else 0) <= room:
            break
    return head.append(" " * max(0, room - head.cell_len - right.cell_len)).append_text(right) if right else head


def _joined(pieces: Words, style: Style, key_style: Style) -> Text:
    # A key of several words stays on one line.
    return Text().join(
        Text(piece.replace(" ", "\u00a0"), key_style) if is_key else Text(piece, style) for piece, is_key in pieces
    )


class TourPanel(Widget):
    """Says what to do. A click on a key at its right runs the command. ``palette`` returns the current palette."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "TourPanel { dock: top; width: 100%; height: 4; }"

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
        rows = panel_rows(*self.app.size, has_dialog=self._has_dialog)
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
        return Text("\n").join(panel_lines(self._told, self._keys, self.size, self._palette(), self.app.console))

    def on_click(self, event: events.Click) -> None:
        """Run the command under the mouse."""
        event.stop()
        if command := event.style.meta.get("command"):
            self.post_message(self.Chosen(command))
