"""The last line: the keys that matter most now."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text
from textual.widget import Widget

from readtui.tui.commands import Command

if TYPE_CHECKING:
    from readtui.tui.app import ReadtuiApp


class KeyFooter(Widget):
    """Shows as many commands as fit, those of the present mode first, help always."""

    COMPONENT_CLASSES = {"key-footer--key", "key-footer--name"}

    def __init__(self) -> None:
        super().__init__()
        self._commands: tuple[Command, ...] = ()

    def show_commands(self, commands: Sequence[Command]) -> None:
        """Show those that have a place in the footer."""
        shown = tuple(command for command in commands if command.footer)
        if shown != self._commands:
            self._commands = shown
            self.refresh()

    def render(self) -> Text:
        """One line."""
        app: ReadtuiApp = self.app  # type: ignore[assignment]
        key_style = self.get_component_rich_style("key-footer--key", partial=True)
        name_style = self.get_component_rich_style("key-footer--name", partial=True)
        line = Text(no_wrap=True, end="")
        help_commands = [command for command in self._commands if command.id == "app.help"]
        others = [command for command in self._commands if command.id != "app.help"]
        room = self.size.width - sum(self._width(app, command) for command in help_commands) - 1
        for command in others:
            width = self._width(app, command)
            if line.cell_len + width > room:
                break
            self._append(app, line, command, key_style, name_style)
        for command in help_commands:
            self._append(app, line, command, key_style, name_style)
        return line

    @staticmethod
    def _width(app: "ReadtuiApp", command: Command) -> int:
        return Text(f" {app.keymap.label(command.id)} {command.footer}  ").cell_len

    @staticmethod
    def _append(app: "ReadtuiApp", line: Text, command: Command, key_style: object, name_style: object) -> None:
        label = app.keymap.label(command.id)
        if label:
            line.append(f" {label}", key_style)  # type: ignore[arg-type]
            line.append(f" {command.footer}  ", name_style)  # type: ignore[arg-type]
