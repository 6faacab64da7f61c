"""A list is a specification that one person can hold in the head, and one module."""

import inspect
from dataclasses import fields
from types import SimpleNamespace
from typing import Any

import pytest
from list_contents import contents

from readtui.tui.commands.table import CONTEXT_TITLES
from readtui.tui.lists.list_screen import ListContent, ListScreen, ListSpec

LISTS = {spec.mode: (content, spec) for content, spec in contents()}
MOST_FIELDS, MOST_LINES = 12, 150


def test_a_specification_has_few_fields() -> None:
    assert len(fields(ListSpec)) <= MOST_FIELDS, "what needs a branch in the list screen is no list"


@pytest.mark.parametrize("mode", LISTS)
def test_a_list_is_one_short_module(mode: str) -> None:
    content, _ = LISTS[mode]
    lines = inspect.getsource(inspect.getmodule(type(content)) or type(content)).count("\n")
    assert lines <= MOST_LINES, f"move rows, or what is done with them, out of the module of {mode}"
    assert mode in CONTEXT_TITLES


def test_each_list_has_a_module_of_its_own() -> None:
    def module(one: ListContent) -> str:
        return type(one).__module__

    assert len({module(content) for content, _ in LISTS.values()}) == len(LISTS)


def test_a_list_goes_to_a_tab_that_leaves_nothing_out_before_it_is_filtered() -> None:
    did: list[str] = []
    tabs = SimpleNamespace(widen=lambda: did.append("widened"))
    screen: Any = SimpleNamespace(filter_line=SimpleNamespace(fill=did.append), spec=SimpleNamespace(tabs=tabs))
    ListScreen.narrow_to(screen, "sea")
    screen.spec.tabs = None
    ListScreen.narrow_to(screen, "land")
    assert did == ["widened", "sea", "land"]
