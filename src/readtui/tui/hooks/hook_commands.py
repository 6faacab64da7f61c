"""Makes the commands of the hooks in the settings."""

from collections.abc import Mapping

from readtui.settings import Settings
from readtui.settings.sections import Hook, required_settings
from readtui.text.clean import visible
from readtui.tui.commands.command import Command
from readtui.tui.widgets.cells import fitted

_MOST_IN_FOOTER = 16


def hook_commands(hooks: Mapping[int, Hook], settings: Settings) -> dict[str, Command]:
    """A command of the reader for each hook, by the setting that names its key.

    A hook without key, title or command is left out of the settings.
    """
    commands = {}
    for number, hook in hooks.items():
        command = _command(hook, number)
        given = {"key": command.keys[0], "title": command.title, "command": hook.command}
        if missing := [name for name in required_settings(Hook) if not given[name]]:
            problem = f"this hook has no {' and no '.join(missing)}"
            settings.leave_out(settings.fault(f"hook[{number}]", problem))
        else:
            commands[f"hook[{number}].key"] = command
    return commands


def _command(hook: Hook, number: int) -> Command:
    title = visible(hook.title)
    return Command(
        id=f"reader.hook.{number}",
        title=title,
        keys=(" ".join(hook.key.split()),),
        group="Hooks",
        footer=fitted(title, _MOST_IN_FOOTER),
        by="hooks",
        argument=str(number),
    )
