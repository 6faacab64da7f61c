"""The last line of a screen: the keys that matter most now."""

from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual import events
from textual.message import Message
from textual.widget import Widget

from readtui.tui.commands.command import Command
from readtui.tui.commands.verbs import QUIT
from readtui.tui.keymap import Keymap

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
