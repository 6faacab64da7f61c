"""Every row of ``tui/commands/`` has a method that handles it, and every such method has a row."""

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import get_origin

import pytest
from list_contents import contents
from textual.widget import Widget

from readtui import tui
from readtui.errors import SettingsError
from readtui.settings import parse_settings
from readtui.settings.sections import Hook
from readtui.tui.app import ReadtuiApp
from readtui.tui.commands import lists, others, reader
from readtui.tui.commands.command import Command
from readtui.tui.commands.table import COMMANDS
from readtui.tui.hooks.hook_commands import hook_commands
from readtui.tui.keymap import Keymap
from readtui.tui.lists.list_screen import ListScreen, RowMarks
from readtui.tui.screens.command_screen import CommandScreen
from readtui.tui.screens.preview import ListPreview
from readtui.tui.screens.record_screen import RecordScreen
from readtui.tui.widgets.preview_pane import PreviewPane
from readtui.tui.widgets.record_table import RecordTable

for module in pkgutil.walk_packages(tui.__path__, f"{tui.__name__}."):
    importlib.import_module(module.name)

Handlers = dict[str, Callable[..., object]]
TABLES = {
    row.context: f"src/readtui/tui/commands/{table.__name__.rpartition('.')[2]}.py"
    for table in (lists, others, reader)
    for rows in vars(table).values()
    if isinstance(rows, list | tuple)
    for row in rows
    if isinstance(row, Command)
}
"""Where the rows of each context are."""
SHARED: tuple[type, ...] = (CommandScreen, RecordScreen, ListScreen, RowMarks, ListPreview, RecordTable, PreviewPane)


def screens_below(base: type[CommandScreen]) -> list[type[CommandScreen]]:
    """The screens that are shown, which are those without a subclass."""
    below = base.__subclasses__()
    return [found for one in below for found in screens_below(one)] if below else [base]


def named(carrier: type) -> str:
    """A class, and the file that it is in."""
    return f"{carrier.__name__} in src/{carrier.__module__.replace('.', '/')}.py"


def handlers_of(carrier: type, *modes: str) -> Handlers:
    """The handlers of a screen, its collaborator or the app, by the names by which commands call them."""
    found: Handlers = {}
    for name, value in inspect.getmembers(carrier, callable):
        names = [name.replace("do_list_", f"do_{mode}_") for mode in modes] if name.startswith("do_list_") else [name]
        if name.startswith("do_"):
            known = [one for one in names if one in ROWS]
            # A list need not have every command that lists share.
            is_shared = any(vars(one).get(name) is inspect.getattr_static(carrier, name) for one in SHARED)
            found |= dict.fromkeys(known or ([] if is_shared else names), value)
    return found


def parts_of(owner: type) -> dict[str, object]:
    """The types of a screen's or the app's attributes, and of its properties that are widgets which a row can name."""
    found = {name: one.fget for name, one in vars(owner).items() if isinstance(one, property) and one.fget}
    made = {name: inspect.get_annotations(one, eval_str=True)["return"] for name, one in found.items()}
    widgets = {
        name: one
        for name, one in made.items()
        if isinstance(one, type) and issubclass(one, Widget) and one is not RecordTable
    }
    return inspect.get_annotations(owner, eval_str=True) | widgets | made_by(owner)


def made_by(owner: type) -> dict[str, object]:
    """The classes of what a screen or the app makes for itself: ``self.jumps = Jumps(…)``."""
    names = vars(importlib.import_module(owner.__module__))
    return {
        target.attr: names.get(node.value.func.id)
        for node in ast.walk(ast.parse(inspect.getsource(owner)))
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Name)
        for target in node.targets
        if isinstance(target, ast.Attribute)
    }


def carriers() -> Iterator[tuple[str, str, str, Handlers]]:
    """All that handle commands: a readable name, the screen (or app), the value of ``Command.by``, and the handlers."""
    for content, spec in contents():
        modes = (spec.mode, spec.filter.mode)
        own = handlers_of(RecordTable, *modes) | handlers_of(ListScreen, *modes) | handlers_of(type(content), *modes)
        yield named(type(content)), spec.mode, "", own
        for by, carrier in {"marks": RowMarks, "preview": ListPreview, "tabs": type(spec.tabs)}.items():
            yield f"{by} of {spec.mode}", spec.mode, by, handlers_of(carrier, *modes)
        for by, action in spec.actions.items():
            yield named(type(action)), spec.mode, by, handlers_of(type(action), *modes)
    shown: list[type] = [ReadtuiApp, *(one for one in screens_below(CommandScreen) if one is not ListScreen)]
    for owner in shown:
        mode = getattr(owner, "MODE", "")
        of_table = handlers_of(RecordTable, mode) if issubclass(owner, RecordScreen) else {}
        yield named(owner), owner.__name__, "", of_table | handlers_of(owner, mode, "filter")
        for by, annotated in parts_of(owner).items():
            collaborator = get_origin(annotated) or annotated
            if isinstance(collaborator, type) and collaborator.__module__.startswith(f"{tui.__name__}."):
                name = f"{owner.__name__}'s {named(collaborator)}"
                yield name, owner.__name__, by, handlers_of(collaborator, mode)


OWN = hook_commands({1: Hook("K", "Dictionary", ("dict",))}, parse_settings("")).values()
ROWS = {command.handler: command for command in (*COMMANDS, *OWN)}
CARRIERS = {name: (owner, by, handlers) for name, owner, by, handlers in carriers()}
OWNERS = sorted({owner for owner, _, _ in CARRIERS.values()})


def test_no_two_commands_have_the_same_key() -> None:
    settings = parse_settings("")
    try:
        Keymap(settings)
    except SettingsError as fault:
        pytest.fail(f"edit the table in src/readtui/tui/commands/: {fault.message}", pytrace=False)


def test_each_command_has_its_method() -> None:
    for command in COMMANDS:
        found = [name for name, (_, _, handlers) in CARRIERS.items() if command.handler in handlers]
        table = TABLES[command.context]
        assert found, (
            f"{table} has a row for {command.id}, but nobody has a method {command.handler}: add it to "
            f"{' or '.join(carriers_of(command))}, or take the row out"
        )
        for name in found:
            owner, by, handlers = CARRIERS[name]
            assert (owner == "ReadtuiApp") == (command.context == "app"), (
                f"{command.id} is looked for in {'the app' if command.context == 'app' else 'a screen'}, but "
                f"{command.handler} is a method of {name}: move it"
            )
            assert by == command.by, (
                f"{table} has {command.id} below {command.by or 'SCREEN'!r}, but {command.handler} is a method of "
                f"{name}: write {by or 'SCREEN'!r} above its row, or move it to {' or '.join(carriers_of(command))}"
            )
            asked = inspect.signature(handlers[command.handler]).parameters.values()
            assert sum(one.default is one.empty for one in asked) == 1 + command.takes_key, (
                f"{command.handler} of {name} is called with {'the key' if command.takes_key else 'nothing'}; "
                f"a '!' behind the name in {table} asks for the key"
            )


def carriers_of(command: Command) -> list[str]:
    """Those that a row of this context below this name is about."""
    found = {name: handlers for name, (_, by, handlers) in CARRIERS.items() if by == command.by}
    return [
        name
        for name, handlers in found.items()
        if any(ROWS[one].context == command.context for one in handlers & ROWS.keys())
    ] or list(found)


def test_each_method_has_its_command() -> None:
    for name, (_, _, handlers) in CARRIERS.items():
        lonely = sorted(handlers.keys() - ROWS.keys())
        tables = sorted({TABLES[one] for one in TABLES for each in lonely if each.startswith(f"do_{one}_")})
        where = " or ".join(tables)
        assert not lonely, f"{name} has {', '.join(lonely)}, but {where} has no row: add it, or rename the method"


@pytest.mark.parametrize("owner", OWNERS)
def test_a_screen_carries_out_all_or_nothing_of_a_context(owner: str) -> None:
    carried = {handler for one, _, handlers in CARRIERS.values() if one == owner for handler in handlers}
    contexts = {ROWS[name].context for name in carried & ROWS.keys()}
    missing = [
        command.handler for command in COMMANDS if command.context in contexts and command.handler not in carried
    ]
    assert not missing, (
        f"{owner} handles other commands of that context: add {', '.join(missing)} to it, or to the collaborator that "
        "stands above the row in tui/commands/"
    )


@pytest.mark.parametrize("shared", SHARED, ids=lambda one: one.__name__)
def test_what_lists_share_some_list_uses(shared: type) -> None:
    names = {command.id.partition(".")[2] for command in COMMANDS}
    unused = [name for name in vars(shared) if name.startswith("do_list_") and name[8:] not in names]
    assert not unused, f"{shared.__name__} has {', '.join(unused)}, but no list has such a command"


def test_every_collaborator_of_a_screen_is_looked_at() -> None:
    named = {command.by for command in COMMANDS if command.by}
    known = {by for _, by, _ in CARRIERS.values()}
    assert named <= known, (
        f"annotate in the class of the screen, or correct in tui/commands/: {', '.join(sorted(named - known))}"
    )
