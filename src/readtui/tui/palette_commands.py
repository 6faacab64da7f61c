"""Feeds Textual's command palette with the commands of the screen below it."""

from functools import partial

from rich.console import RenderableType
from rich.text import Text
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider

from readtui.tui.article.placing_filter import seen_through
from readtui.tui.commands.command import Command
from readtui.tui.screens.command_screen import CommandScreen


class CommandChooser(CommandPalette):
    """Textual's command palette, over text of any script."""

    def render(self) -> RenderableType:
        """What is seen of the screen behind."""
        return seen_through(super().render())


class PaletteCommands(Provider):
    """Lists every command of the screen by title, with its keys."""

    async def discover(self) -> Hits:
        """All commands, before anything is typed."""
        for command, keys in self._commands():
            yield DiscoveryHit(command.title, partial(self._run, command), help=keys)

    async def search(self, query: str) -> Hits:
        """The commands that match the typed text."""
        matcher = self.matcher(query)
        for command, keys in self._commands():
            score = matcher.match(command.title)
            if score > 0:
                yield Hit(score, matcher.highlight(command.title), partial(self._run, command), help=keys)

    def _commands(self) -> list[tuple[Command, str]]:
        screen = self.screen
        if not isinstance(screen, CommandScreen):
            return []
        keymap = screen.readtui.keymap
        return [
            (command, Text(f"{keymap.label(command.id)}  ·  {command.id}").plain)
            for command in screen.commands_here()
            if not command.takes_key and command.id != "app.palette"
        ]

    def _run(self, command: Command) -> None:
        screen = self.screen
        if isinstance(screen, CommandScreen):
            screen.run_command(command)
