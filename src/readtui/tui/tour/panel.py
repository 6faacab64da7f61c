"""What the tour shows: the panel at the top of every screen, and the dialog at its end."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence

from rich.console import Console
from rich.style import Style
from rich.text import Text
from textual import events
from textual.widget import Widget

from readtui.tui.colors.palette import Palette, ink
from readtui.tui.dialogs.dialog import ScrolledDialog, bindings
from readtui.tui.tour.steps import STEPS, TourText
from readtui.tui.widgets.preview_pane import spaced

_BAR, _GAP = "▌ ", "   "
_WIDEST, _LOW, _NARROW, _COLUMN = 97, 16, 76, 12
_SLOT = re.compile(r"\{([^}]+)\}")
Key = Callable[[str], str]
"""Names the keys of a command."""
KeyRow = Sequence[tuple[str, str, str]]
"""Ids of commands with their keys and what they do."""


def panel_rows(width: int, height: int, *, has_dialog: bool) -> int:
    """The rows of the panel on a screen of this size, with the rule: the same in each step, so that nothing moves."""
    if height < _LOW:
        return 1 if has_dialog else 3
    return 4 if width >= _NARROW else 5


def panel_lines(told: TourText, keys: KeyRow, size: tuple[int, int], key: Key, palette: Palette) -> list[Text]:
    """The text of the panel in ``size`` columns and rows: the step, with ``keys`` at the right, and what to do.

    With one row, only that. What has no room is left out: first what else is good to know, then the praise.
    """
    width, rows = size[0] - len(_BAR), size[1]
    quiet, key_style = ink(palette.dim), ink(palette.kicker, bold=True)
    asks, more = filled(told.asks, key, ink(palette.text), key_style), filled(told.more, key, quiet, key_style)
    praise = Text(f"✓ {told.praise}" if told.praise else "", ink(palette.highlight("green").words, bold=True))
    gap = "\n" if width >= _NARROW - len(_BAR) and told.praise else "  "
    for above, *parts in [(praise, asks, more), (praise, asks), (asks,)] if rows > 1 else [(asks,)]:
        below = Text("  ").join(filter(None, parts))
        lines = list(Text(gap).join(filter(None, (above, below))).wrap(Console(), min(width, _WIDEST)))
        if len(lines) <= max(1, rows - 1):
            break
    head = [_head(told, keys, width, ink(palette.text, bold=True), quiet)] if rows > 1 else []
    lines = [*head, *lines, *[Text()] * (rows - len(head) - len(lines))]
    return [Text().append(_BAR, ink(palette.cursor_gutter)).append_text(line) for line in lines]


def _head(told: TourText, keys: KeyRow, room: int, bold: Style, quiet: Style) -> Text:
    """The step at the left, its name if all keys fit beside it, and as many of the last keys as fit at the right."""
    for name, shown in [(f"  {told.name}", keys), *(("", keys[number:]) for number in range(len(keys) + 1))]:
        head, right = Text(f"{told.head}{name}", quiet), Text()
        for command, key, does in shown:
            chosen = Style(meta={"command": command})
            right.append(_GAP).append(key, bold + chosen).append(f" {does}", quiet + chosen)
        if head.cell_len + right.cell_len <= room:
            break
    return head.append(" " * (room - head.cell_len - right.cell_len)).append_text(right)


def filled(text: str, key: Key, style: Style, key_style: Style) -> Text:
    """A text of the steps with its keys, each of which stays on one line."""
    found = Text()
    for number, piece in enumerate(_SLOT.split(text)):
        named = (piece[1:] if piece[:1] == "=" else key(piece)).replace(" ", "\u00a0") if number % 2 else ""
        found.append(named or piece, key_style if named else style)
    return found


class TourPanel(Widget):
    """Says what to do. A click on a key at its right runs the command. ``palette`` and ``key`` are asked each time."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    TourPanel { dock: top; width: 100%; background: $surface; padding: 0 1 0 0; }
    TourPanel.-high { border-bottom: solid $foreground 20%; }
    TourPanel:ansi { background: ansi_default; }
    """

    def __init__(self, palette: Callable[[], Palette], key: Key, run: Callable[[str], None]) -> None:
        super().__init__()
        self._palette, self._key, self._run = palette, key, run
        self._said: tuple[TourText, KeyRow] = (TourText(), ())

    def show(self, told: TourText, keys: KeyRow, *, has_dialog: bool) -> None:
        """Say this, in as many rows as the screen allows now."""
        rows = panel_rows(*self.app.size, has_dialog=has_dialog)
        self.styles.height = rows
        self.set_class(rows > 3, "-high")
        if (told, keys) != self._said:
            self._said = (told, keys)
            self.refresh()

    def render(self) -> Text:
        told, keys = self._said
        return Text("\n").join(panel_lines(told, keys, self.size, self._key, self._palette()) if told.asks else [])

    def on_click(self, event: events.Click) -> None:
        """Run the command under the mouse."""
        event.stop()
        if command := event.style.meta.get("command"):
            self._run(command)


class TourEndDialog(ScrolledDialog[bool]):
    """What was learned in the steps that were done, and what to do next. The result says whether to leave the tour."""

    BINDINGS = bindings(
        {
            "enter,q": "dismiss(True)",
            "escape": "dismiss(False)",
            "down,j": "scroll_lines(1)",
            "up,k": "scroll_lines(-1)",
        }
    )

    def __init__(self, done: Collection[int], key: Key) -> None:
        super().__init__("That was the tour")
        steps = [step for number, step in enumerate(STEPS) if number in done]
        self._learned = [("  ".join(map(key, step.commands)), step.learned) for step in steps]
        self._next = [
            (key("app.help"), "every key of the screen that you are on"),
            (key("app.palette"), "every command, article and tag by name"),
            ("readtui add", "in the shell, brings files, folders and web pages into your library"),
        ]

    def on_mount(self) -> None:
        self.show_keys([("Enter", "leave the tour"), ("Esc", "stay")])

    def on_resize(self) -> None:
        """Lay the lines out for the new size."""
        super().on_resize()
        is_low = self.size.height < _LOW
        parts = [self._rows("You can now", self._learned)] if self._learned else []
        # On a low screen, what one sees first is what to do.
        parts.insert(0 if is_low else len(parts), self._rows("Next", self._next))
        ends = Text("The tour's library is deleted when you leave.", self.part("dim"))
        lines = spaced([*parts, list(ends.wrap(self.app.console, self.room))])
        self.show_lines(lines)
        # What is left by the sheet around them, and by the panel.
        self.scroll.styles.height = max(1, min(len(lines), self.size.height - (5 if is_low else 9)))

    def _rows(self, title: str, rows: Iterable[tuple[str, str]]) -> list[Text]:
        lines = [Text(title, Style(bold=True))]
        for keys, does in rows:
            for number, line in enumerate(Text(does).wrap(self.app.console, max(10, self.room - _COLUMN - len(_GAP)))):
                column = Text(("" if number else keys).rjust(_COLUMN) + "  ", self.part("key"))
                lines.append(Text().append_text(column).append_text(line))
        return lines
