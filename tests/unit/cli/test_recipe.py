"""The command that CONTRIBUTING.md shows works, and so does its test."""

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from code_blocks import code_of

from readtui.cli.main import COMMANDS

Readtui = Callable[..., Any]


def test_the_command_prints_what_its_test_says(readtui: Readtui, article: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("shown_in_contributing")
    exec(compile(code_of("CONTRIBUTING.md", "python command"), "CONTRIBUTING.md", "exec"), module.__dict__)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(COMMANDS, "minutes", f"{module.__name__}:minutes")
    names: dict[str, Any] = {"Readtui": Readtui}
    exec(compile(code_of("CONTRIBUTING.md", "python command-test"), "CONTRIBUTING.md", "exec"), names)
    names["test_the_minutes_are_printed"](readtui, article)
