"""The last line of a screen: the keys that matter most now."""

from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from rich.text import Text
from textual.widget import Widget

from readtui.tui.commands.command import Command
from readtui.tui.keymap import Keymap

_ALWAYS = "app.help"


class KeyFooter(Widget):
    """Shows as many commands as fit, those of the current mode first, and always help."""

    COMPONENT_CLASSES = {"key-footer--key", "key-footer--name"}

    def __init__(self) -> None:
        super().__init__()
        self._named: tuple[tuple[str, str], ...] = ()
        self._always: tuple[tuple[str, str], ...] = ()

    def show_commands(self, commands: Sequence[Command], keymap: Keymap, here: Mapping[str, str] | None = None) -> None:
        """Show the commands that have a footer label and a key.

        ``here`` maps the ids of commands that matter most at the cursor to their labels there; they come first.
        """
        here = here or {}
        labels = {command.id: command.footer for command in commands if command.footer}
        footed = [(one, keymap.label(one), label) for one, label in {**here, **labels, **here}.items()]
        named = tuple((key, label) for one, key, label in footed if key and one != _ALWAYS)
        always = tuple((key, label) for one, key, label in footed if key and one == _ALWAYS)
        if (named, always) != (self._named, self._always):
            self._named, self._always = named, always
            self.refresh()

    def render(self) -> Text:
        key_style = self.get_component_rich_style("key-footer--key", partial=True)
        name_style = self.get_component_rich_style("key-footer--name", partial=True)
        shown: list[tuple[str, str]] = []
        room = self.size.width - sum(map(_cells, self._always)) - 1
        for named in self._named:
            room -= _cells(named)
            if room < 0:
                break
            shown.append(named)
        line = Text(no_wrap=True, end="")
        for key, name in (*shown, *self._always):
            line.append(f" {key}", key_style)
            line.append(f" {name}  ", name_style)
        return line


def _cells(named: tuple[str, str]) -> int:
    key, name = named
    return cell_len(f" {key} {name}  ")
