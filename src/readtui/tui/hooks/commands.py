"""Makes the commands of the hooks in the settings."""

from collections.abc import Sequence

from readtui.settings.sections import Hook, required_settings
from readtui.text.clean import visible
from readtui.tui.commands.command import Command
from readtui.tui.keymap import Fault
from readtui.tui.widgets.cells import fitted

_MOST_IN_FOOTER = 16


def hook_commands(hooks: Sequence[Hook], fault: Fault) -> dict[str, Command]:
    """A command of the reader for each hook, by the setting that names its key.

    Raises the error that ``fault`` makes for a hook without key, title or command.
    """
    return {f"hook[{number}].key": _command(hook, number, fault) for number, hook in enumerate(hooks, 1)}


def _command(hook: Hook, number: int, fault: Fault) -> Command:
    title, key = visible(hook.title), " ".join(hook.key.split())
    given = {"key": key, "title": title, "command": hook.command}
    missing = [name for name in required_settings(Hook) if not given[name]]
    if missing:
        raise fault(f"hook[{number}]", f"this hook has no {' and no '.join(missing)}")
    return Command(
        id=f"reader.hook.{number}",
        title=title,
        keys=(key,),
        group="Hooks",
        footer=fitted(title, _MOST_IN_FOOTER),
        by="hooking",
        argument=str(number),
    )
