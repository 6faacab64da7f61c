"""The last line of a screen, the keys that matter most now, and the panel of the keys that can follow a prefix key."""

from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from rich.cells import cell_len
from rich.style import Style
from rich.table import Table
from rich.text import Text
from textual import events
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from readtui.tui.commands.command import Command
from readtui.tui.commands.verbs import QUIT
from readtui.tui.keymap import Keymap, readable

_ALWAYS = "app.help"
_ROOM_FOR_QUIT = 60
_OPPOSITES = {"tag_table.right": "tag_table.left", "export.next_value": "export.previous_value"}
"""Commands whose key stands before that of the other one, with a label for both."""


class _Named(NamedTuple):
    """A command with its key and its label."""

    id: str
    key: str
    label: str

    @property
    def cells(self) -> int:
        return cell_len(f" {self.key} {self.label}  ")


def _keys(command_id: str, keymap: Keymap) -> str:
    opposite = _OPPOSITES.get(command_id)
    return " ".join(filter(None, (opposite and keymap.label(opposite), keymap.label(command_id))))


class KeyFooter(Widget):
    """Shows as many commands as fit, those of the current mode first, and always help and, unless the line is short,
    what quits. A click runs one.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"key-footer--key", "key-footer--name"}

    class Chosen(Message):
        """A command was clicked."""

        def __init__(self, command_id: str) -> None:
            super().__init__()
            self.command_id = command_id

    def __init__(self) -> None:
        super().__init__()
        self._named: tuple[_Named, ...] = ()
        self._always: tuple[_Named, ...] = ()
        self._shown: list[_Named] = []
        self._pointed_at = ""

    def show_commands(self, commands: Sequence[Command], keymap: Keymap, here: Mapping[str, str] | None = None) -> None:
        """Show the commands that have a footer label and a key.

        ``here`` maps the ids of commands that matter most at the cursor to their labels there; they come first.
        """
        here = here or {}
        labels = {command.id: command.footer for command in commands if command.footer}
        footed = [_Named(one, _keys(one, keymap), label) for one, label in {**here, **labels, **here}.items()]
        named = tuple(one for one in footed if one.key and one.id != _ALWAYS)
        always = tuple(one for one in footed if one.key and one.id == _ALWAYS)
        if (named, always) != (self._named, self._always):
            self._named, self._always = named, always
            self.refresh()

    @property
    def offered(self) -> Sequence[str]:
        """The ids of all that it has to offer besides help, those that matter most first, with their opposites."""
        pairs = ((_OPPOSITES.get(named.id), named.id) for named in self._named)
        return [one for pair in pairs for one in pair if one]

    def style_of(self, component: str) -> Style:
        """The style of a part of the line."""
        return self.get_component_rich_style(component, partial=True)

    def render(self) -> Text:
        return self.text_for(self.content_size.width, self.style_of)

    def text_for(self, width: int, style_of: Callable[[str], Style]) -> Text:
        """As many commands as fit, what quits, and help."""
        key_style, name_style = style_of("key-footer--key"), style_of("key-footer--name")
        self._shown = []
        quits = tuple(one for one in self._named if one.label == QUIT and width >= _ROOM_FOR_QUIT)
        always = (*quits, *self._always)
        room = width - sum(named.cells for named in always) - 1
        for named in self._named:
            if named in quits:
                continue
            room -= named.cells
            if room < 0:
                break
            self._shown.append(named)
        self._shown += always
        line = Text(no_wrap=True, end="")
        for named in self._shown:
            underline = Style(underline=True) if named.id == self._pointed_at else Style()
            line.append(" ")
            line.append(named.key, key_style + underline)
            line.append(" ")
            line.append(named.label, name_style + underline)
            line.append("  ")
        return line

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Underline the command under the mouse."""
        self._point_at(self._at(event))

    def on_leave(self) -> None:
        """The mouse is elsewhere."""
        self._point_at("")

    def on_click(self, event: events.Click) -> None:
        """Ask to run the command under the mouse."""
        if command_id := self._at(event):
            self.post_message(self.Chosen(command_id))

    def _point_at(self, command_id: str) -> None:
        if command_id != self._pointed_at:
            self._pointed_at = command_id
            self.refresh()

    def _at(self, event: events.MouseEvent) -> str:
        offset = event.get_content_offset(self)
        if offset is None:
            return ""
        ends = accumulate(named.cells for named in self._shown)
        return next((named.id for named, end in zip(self._shown, ends, strict=True) if offset.x < end), "")


_OTHER_ROWS = 4
"""The border, the margin below it, and the last row of what it covers."""
_COLUMN, _NARROW_COLUMN, _AROUND_TITLE = 38, 18, 11


class WhichKey(Static):
    """Hidden until a moment after a prefix key."""

    COMPONENT_CLASSES = {"which-key--key"}

    def show(self, pressed: tuple[str, ...], following: Sequence[tuple[str, str]]) -> None:
        """Show the keys that can follow ``pressed``, with the titles of their commands."""
        key_style = self.get_component_rich_style("which-key--key", partial=True)
        width, height = self.screen.size
        most_rows = max(1, height - _OTHER_ROWS)
        # Titles are cut only where there are too many for whole ones.
        longest = max((cell_len(title) for _, title in following), default=0)
        columns = max(1, min(3, width // max(_COLUMN, longest + _AROUND_TITLE)))
        for narrower in (_COLUMN, _NARROW_COLUMN):
            if columns * most_rows < len(following):
                columns = max(columns, width // narrower)
        table = Table.grid(padding=(0, 3, 0, 0) if columns <= width // _COLUMN else (0, 1, 0, 0), expand=True)
        for _ in range(columns):
            table.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
        cells = [
            Text.assemble((f"{key:>4}", key_style), "  ", title, no_wrap=True, overflow="ellipsis")
            for key, title in following
        ]
        if (left := len(cells) - columns * most_rows) > 0:
            cells[columns * most_rows - 1 :] = [Text(f"   … {left + 1} more", no_wrap=True)]
        rows = -(-len(cells) // columns)
        for row in range(rows):
            table.add_row(*cells[row::rows])
        self.border_title = readable(" ".join(pressed)) + " …"
        self.update(table)
        self.display = True

    def hide(self) -> None:
        self.display = False
