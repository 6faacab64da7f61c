"""The help without an app: its columns at many sizes, what a search leaves, and what keys do."""

from itertools import chain
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from golden import Golden, Picture
from rich.console import Console
from textual.events import Key
from textual.geometry import Size

from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth
from readtui.tui.colors.palette_maker import make_palette
from readtui.tui.commands.command import Command
from readtui.tui.commands.verbs import PARTS
from readtui.tui.screens import help as help_module
from readtui.tui.screens.help import HelpScreen

PALETTE = make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL)
QUERIES = (("water", "has the word"), ("tag:politics  #politics  tag:=politics", "has the tag or one nested in it"))
SIGNS = (("✎ # ▍", "Note, tags, highlight"), ("~", "Moved or, if it has other words, reworded"))


class Parts:
    """The widgets of a help screen."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]) -> None:
        self.did: list[Any] = []
        self.columns = [self._static() for _ in range(4)]
        self.head, self.more = self._static(), self._static()
        self.line = SimpleNamespace(value="", display=False, has_cursor=False, styles=SimpleNamespace())
        self.line.clear = lambda: setattr(self.line, "value", "")
        self.line.open = lambda: self.did.append("opened")
        self.line.leave = lambda: self.did.append("left")
        self.line.query_one = lambda kind: SimpleNamespace(insert_text_at_cursor=self.did.append)
        self.scroll: Any = SimpleNamespace(scroll_y=0.0, max_scroll_y=40.0, size=Size(80, 20), styles=SimpleNamespace())
        for name in ("scroll_relative", "scroll_page_down", "scroll_page_up", "scroll_home", "scroll_end", "scroll_to"):
            setattr(self.scroll, name, lambda name=name, **how: self.did.append((name, how)))
        named: dict[str | None, Any] = {
            "FilterLine": self.line,
            "VerticalScroll": self.scroll,
            ".help--head": self.head,
        }
        named[".help--more"] = self.more
        columns = SimpleNamespace(results=lambda kind: self.columns, first=lambda kind: self.columns[0])
        for name, value in (
            ("query_one", lambda screen, wanted, kind=None: named[getattr(wanted, "__name__", wanted)]),
            ("query", lambda screen, wanted: columns),
            ("size", Size(*size)),
            ("app", SimpleNamespace(console=Console(width=200))),
            ("set_focus", lambda screen, widget: self.did.append("focus" if widget else "no focus")),
            ("dismiss", lambda screen: self.did.append("closed")),
        ):
            monkeypatch.setattr(HelpScreen, name, value, raising=False)
        monkeypatch.setattr(help_module, "once_painted", lambda widget, act: act())

    def _static(self) -> Any:
        made: Any = SimpleNamespace(display=None, styles=SimpleNamespace(width=None), shown=None)
        made.update = lambda text: setattr(made, "shown", text)
        return made


WORDS = "Go to the passage in its article, or show what is below and whatever else may be of use there "
KEYS = ("j", "g g", "ctrl+d", "pagedown", "alt+left", "f1", "*")


def screen(count: int) -> Any:
    """A help about so many commands, which are in several groups and do what several verbs say."""
    chance, verbs = Random(count), ["", "", *chain.from_iterable(PARTS.values())]
    commands = [
        Command(
            f"trash.c{number}",
            WORDS[number : number + chance.randrange(4, 90)].strip().capitalize(),
            tuple(chance.choice(KEYS) for _ in range(chance.choice((0, 1, 1, 2, 3, 9)))),
            chance.choice(("Move", "Trash", "Trash", "Everywhere", "Change")),
            takes_key=chance.random() < 0.1,
            verb=chance.choice(verbs),
        )
        for number in range(count)
    ]
    keys = {one.id: one.keys for one in commands}
    keymap: Any = SimpleNamespace(keys_of=keys.__getitem__)
    tables = {"Signs": SIGNS, "Filter queries": QUERIES, "None": ()}
    return HelpScreen(commands, keymap, PALETTE, tables, [one.id for one in commands[3:40:2]])


def test_what_the_help_shows(golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = Picture()
    for count, size, typed in (
        (9, (30, 20), ""),
        (20, (47, 20), "pass"),
        (21, (80, 24), ""),
        (40, (100, 30), "be move"),
        (60, (140, 40), ""),
        (60, (170, 40), "nothing like it"),
        (90, (240, 40), ""),
        (0, (240, 40), ""),
    ):
        parts, one = Parts(monkeypatch, size), screen(count)
        parts.line.value, parts.line.display = typed, bool(typed)
        one._show()
        picture.add_texts([parts.head.shown])
        for column in parts.columns:
            if column.display:
                picture.say(column.styles.width)
                picture.add_texts(column.shown.split("\n", allow_blank=True))
        picture.say([column.display for column in parts.columns], parts.line.styles.width)
        picture.say(parts.scroll.styles.max_height, one._headings)
        for at, most in ((0, 40), (3.4, 40), (39, 40), (40, 40), (0, 0), (1, 1)):
            parts.scroll.scroll_y, parts.scroll.max_scroll_y = at, most
            one._show_place()
            picture.add_texts([parts.more.shown])
            for direction in (1, -1):
                one._go_to_section(direction)
        picture.say(*(how["y"] for _, how in parts.did))
    picture.compare(golden, Path(__file__).with_name("help-columns.txt"), with_styles=True)


@pytest.mark.parametrize(
    ("key", "typing", "value", "did"),
    [
        ("escape", True, "", ["no focus"]),
        ("escape", False, "x", ["no focus"]),
        ("escape", False, "", ["closed"]),
        ("enter", True, "x", ["left", "no focus"]),
        ("down", True, "x", ["left", "no focus"]),
        ("enter", False, "x", []),
        ("down", False, "", [("scroll_relative", {"y": 1, "animate": False})]),
        ("j", False, "", [("scroll_relative", {"y": 1, "animate": False})]),
        ("k", False, "", [("scroll_relative", {"y": -1, "animate": False})]),
        ("j", True, "", []),
        ("q", True, "", []),
        ("q", False, "x", ["closed"]),
        ("f1", True, "", ["closed"]),
        ("slash", False, "", ["opened"]),
        ("space", False, "", [("scroll_page_down", {"animate": False})]),
        ("pageup", False, "", [("scroll_page_up", {"animate": False})]),
        ("home", False, "", [("scroll_home", {"animate": False})]),
        ("end", False, "", [("scroll_end", {"animate": False})]),
        ("x", False, "", ["opened", "focus", "x"]),
        ("f5", False, "", []),
    ],
)
def test_what_keys_do_in_the_help(
    monkeypatch: pytest.MonkeyPatch, key: str, typing: bool, value: str, did: list[Any]
) -> None:
    parts, one = Parts(monkeypatch, (80, 24)), screen(9)
    parts.line.has_cursor, parts.line.value = typing, value
    event = Key(key, {"slash": "/", "space": " "}.get(key, key if len(key) == 1 else None))
    one.on_key(event)
    assert parts.did == did
    is_typed = typing and key in ("j", "q")
    assert (event._stop_propagation, event._no_default_action) == (not is_typed, not is_typed)
    if key == "escape":
        assert parts.line.value == ""
