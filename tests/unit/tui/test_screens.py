"""Screens are composed of collaborators, not built by inheritance."""

import importlib
import pkgutil
import sys

import pytest

from readtui import tui
from readtui.tui.navigation import IMPORTED_LATER
from readtui.tui.screens.command_screen import CommandScreen

for module in pkgutil.walk_packages(tui.__path__, f"{tui.__name__}."):
    importlib.import_module(module.name)

ALLOWED = (["CommandScreen"], ["RecordScreen", "CommandScreen"])


def shown_screens(base: type[CommandScreen] = CommandScreen) -> list[type[CommandScreen]]:
    """The screens that are shown, which are those without a subclass."""
    below = base.__subclasses__()
    return [found for one in below for found in shown_screens(one)] if below else [base]


@pytest.mark.parametrize("screen", shown_screens(), ids=lambda screen: screen.__name__)
def test_a_screen_is_made_from_command_screen_or_record_screen_alone(screen: type[CommandScreen]) -> None:
    stands_on = [base.__name__ for base in screen.__mro__[1:] if base.__module__.startswith("readtui.")]
    assert stands_on in ALLOWED, (
        f"{screen.__name__} is made from {', '.join(stands_on)}. Give it what it needs as an attribute instead: a "
        "class of its own that gets the screen's state and protocols of tui/context.py, to be tested without an app"
    )


def test_what_the_reader_imports_later_is_there() -> None:
    assert set(IMPORTED_LATER) <= sys.modules.keys()
