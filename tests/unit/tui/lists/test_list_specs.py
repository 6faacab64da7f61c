"""A list is a specification that one person can hold in the head, and one module."""

import inspect
from dataclasses import fields
from types import SimpleNamespace
from typing import Any

import pytest
from list_contents import contents

from readtui.tui.commands.table import CONTEXT_TITLES
from readtui.tui.lists.list_screen import ListContent, ListScreen, ListSpec, RowMarks

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


class Marked:
    """A table with rows, some of which are listed, and its screen."""

    def __init__(self) -> None:
        self.table, self.rows, self.current_index = self, ["a", "b", "c", "d"], 1
        self.below: set[str] = set()
        self.did: list[object] = []

    def indexes_of(self, keys: set[str]) -> list[int]:
        return [at for at, key in enumerate(self.rows) if key in keys]

    def key_of(self, index: int) -> str:
        return self.rows[index]

    def keys_below(self) -> set[str]:
        return self.below

    def repaint(self, keys: set[str]) -> None:
        self.did.append(("repaint", sorted(keys)))

    def renew_header(self) -> None:
        self.did.append("header")

    def move(self, direction: int) -> None:
        self.did.append(("move", direction))

    def move_group(self, direction: int) -> None:
        self.did.append(("group", direction))


def test_marks_stay_on_rows_that_are_hidden_and_not_on_those_that_have_gone() -> None:
    screen: Any = Marked()
    marks = RowMarks(screen)
    assert (str(marks), marks.rows()) == ("", [1])
    marks.do_list_mark()
    assert (marks.keys, screen.did) == (set(), [])
    screen.below = {"b"}
    marks.do_list_mark()
    assert (str(marks), marks.rows(), screen.did) == ("1 marked", [1], [("repaint", ["b"]), "header", ("move", 1)])
    screen.did.clear()
    screen.below = {"b", "c"}
    marks.do_list_mark()
    assert (str(marks), marks.rows()) == ("2 marked", [1, 2])
    assert screen.did == [("repaint", ["b", "c"]), "header", ("group", 1)]
    screen.rows = ["c", "d"]
    marks.count()
    assert (str(marks), marks.keys, marks.rows()) == ("1 marked, 1 more not listed", {"b", "c"}, [0])
    screen.rows = ["d"]
    marks.count()
    assert (str(marks), marks.rows()) == ("", [1]), "what is not listed is not acted on"
    screen.rows, screen.current_index = ["c", "d"], None
    marks.count(forgets=True)
    assert (str(marks), marks.keys) == ("1 marked", {"c"})
    screen.below = {"c", "d"}
    marks.do_list_mark()
    marks.do_list_mark()
    assert (str(marks), marks.keys, marks.rows()) == ("", set(), [])
    screen.below = {"d"}
    marks.do_list_mark()
    screen.below = {"c"}
    marks.do_list_mark()
    screen.did.clear()
    marks.take_off({"c"})
    assert (str(marks), screen.did) == ("1 marked", [("repaint", ["c"]), "header"])
    marks.do_list_unmark()
    assert (str(marks), marks.keys) == ("", set())
