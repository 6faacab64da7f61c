"""The rows of ``tui/commands.py`` and the methods that carry them out: neither is there without the other."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable

import pytest

from readtui import tui
from readtui.tui.app import ReadtuiApp
from readtui.tui.commands import COMMANDS, Command
from readtui.tui.screens.command_screen import CommandScreen

for module in pkgutil.walk_packages(tui.__path__, f"{tui.__name__}."):
    importlib.import_module(module.name)

Handlers = dict[str, Callable[..., object]]


def screens_below(base: type[CommandScreen]) -> list[type[CommandScreen]]:
    """The screens that are shown: those that no other is made from."""
    below = base.__subclasses__()
    return [found for one in below for found in screens_below(one)] if below else [base]


def handlers_of(owner: type) -> Handlers:
    """What a screen, or the app, carries out, by the name that a command calls it by."""
    shared = f"do_{getattr(owner, 'MODE', '')}_"
    return {
        name.replace("do_list_", shared): value
        for name, value in inspect.getmembers(owner, callable)
        if name.startswith("do_")
    }


SHOWN: list[type] = [ReadtuiApp, *screens_below(CommandScreen)]
OWNERS = {owner.__name__: handlers_of(owner) for owner in SHOWN}
ROWS = {command.handler: command for command in COMMANDS}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_a_command_has_its_method(command: Command) -> None:
    owners = [name for name, handlers in OWNERS.items() if command.handler in handlers]
    assert owners, (
        f"tui/commands.py has a row for {command.id}, but no screen has a method {command.handler}: "
        "add it to the screen (app commands: to the app), or take the row out"
    )
    assert (owners == ["ReadtuiApp"]) == (command.context == "app"), f"{command.handler} is looked for elsewhere"
    for name in owners:
        asked = inspect.signature(OWNERS[name][command.handler]).parameters
        assert len(asked) == 1 + command.takes_key, (
            f"{name}.{command.handler} is called with {'the key' if command.takes_key else 'nothing'}; "
            "a '!' behind the name in tui/commands.py asks for the key"
        )


@pytest.mark.parametrize("owner", OWNERS)
def test_a_method_has_its_command(owner: str) -> None:
    lonely = sorted(OWNERS[owner].keys() - ROWS.keys())
    assert not lonely, f"{owner} has {', '.join(lonely)}, but tui/commands.py has no row: add it, or rename the method"


@pytest.mark.parametrize("owner", OWNERS)
def test_a_screen_carries_out_all_or_nothing_of_a_context(owner: str) -> None:
    contexts = {ROWS[name].context for name in OWNERS[owner].keys() & ROWS.keys()}
    missing = [
        command.handler for command in COMMANDS if command.context in contexts and command.handler not in OWNERS[owner]
    ]
    assert not missing, f"{owner} has other commands of that context in tui/commands.py, but lacks {', '.join(missing)}"
