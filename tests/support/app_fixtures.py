"""A separate library for every journey, and a terminal with all colors."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from textual import _callback
from textual.css.model import RuleSet
from textual.css.styles import RulesMap
from textual.css.stylesheet import Stylesheet
from textual.design import ColorSystem
from textual.dom import DOMNode
from textual.message import Message
from textual.message_pump import MessagePump

from readtui.bootstrap import Services, open_services
from readtui.model.change import Change
from readtui.services.importing.discovery import Machine

ARTICLE = """\
---
title: On rivers
author: A. Writer
lang: en
---

# On rivers

*Where the water goes.*

Water runs downhill. It finds the sea. Nobody has to tell it where.

## The Spree

It is slow. Berliners like it. See [the map](https://example.org/map).

> No one steps in the same river twice.

## The Rhine

It is long. It is busy. Ships carry coal, and some carry people.
"""


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep tests away from this machine's own files and settings."""
    monkeypatch.setenv("READTUI_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("READTUI_SETTINGS", str(tmp_path / "settings.toml"))
    monkeypatch.setattr(Machine, "this", classmethod(lambda cls: cls(tmp_path / "home", "linux", {})))
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    # What is copied must not reach the clipboard of who runs the tests.
    for name in ("NO_COLOR", "TMUX", "STY", "DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME", "TERMUX_VERSION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SSH_TTY", "/dev/pts/0")


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    """An open library without articles."""
    opened = open_services(tmp_path / "library")
    yield opened
    opened.close()


@pytest.fixture
def rivers(services: Services, tmp_path: Path) -> str:
    """The id of an article in the library."""
    path = tmp_path / "rivers.md"
    path.write_text(ARTICLE, "utf-8")
    return services.library.add(str(path)).record.id


_parse, _parse_rules = Stylesheet.parse, Stylesheet._parse_rules
_parsed: dict[object, list[RuleSet]] = {}
_together: dict[object, tuple[list[RuleSet], dict[str, list[RuleSet]]]] = {}


def _parsed_once(sheet: Stylesheet, *source: Any, **options: Any) -> list[RuleSet]:
    """The rules, which Textual parses twice for every app. All apps of these tests have the same ones."""
    key = (source, *options.items(), frozenset(sheet._variables.items()))
    if key not in _parsed:
        _parsed[key] = _parse_rules(sheet, *source, **options)
    return _parsed[key]


def _put_together_once(sheet: Stylesheet) -> None:
    """Give the sheet all its rules, which Textual puts together anew for every kind of widget that is mounted."""
    key = (*sheet.source.items(), frozenset(sheet._variables.items()))
    if key not in _together:
        _parse(sheet)
        _together[key] = sheet.rules, sheet.rules_map
    sheet._rules, sheet._rules_map = _together[key]
    sheet._require_parse = False


_generate = ColorSystem.generate
_generated: dict[object, dict[str, str]] = {}


def _generated_once(colors: ColorSystem) -> dict[str, str]:
    """The colors of a theme, which Textual and our palette need for every app: a few themes have them all."""
    key = (*((name, *one.items()) if isinstance(one, dict) else (name, one) for name, one in vars(colors).items()),)
    if key not in _generated:
        _generated[key] = _generate(colors)
    return {**_generated[key]}


_apply, _replace = Stylesheet.apply, Stylesheet.replace_rules
_FLAGS = ("_has_hover_style", "_has_focus_within", "_has_order_style", "_has_odd_or_even")
_replaced: dict[int, RulesMap] = {}


@dataclass(slots=True)
class _Outcome:
    """The rules that hold for a node (None: no rule speaks of it), and as they are set on one that had none."""

    rules: RulesMap | None
    alone: dict[str, Any] | None = None


@dataclass(slots=True)
class _Matching:
    """The rules for a node of some type, name and classes, in a parent of such ones and so on.

    ``states``: those, such as ``focus``, that rules for it or for its parts speak of, each with the place on the path
    of the node that has it. ``found``: the outcome for each combination of them.
    """

    flags: tuple[bool, ...]
    states: list[tuple[int, Callable[[Any], bool]]]
    found: dict[tuple[bool, ...], _Outcome] = field(default_factory=dict)

    def key(self, path: list[DOMNode]) -> tuple[bool, ...]:
        return tuple([has_state(path[place]) for place, has_state in self.states])


_matching: dict[object, _Matching] = {}


def _matching_of(sheet: Stylesheet, node: DOMNode, path: list[DOMNode]) -> _Matching:
    parts = (DOMNode(classes=name)._selector_names for name in node._get_component_classes())
    names = sheet.rules_map.keys() & node._selector_names.union(*parts)
    states = sorted({state for name in names for rule in sheet.rules_map[name] for state in rule.pseudo_classes})
    known = [
        (place, one._PSEUDO_CLASSES[state])
        for place, one in enumerate(path)
        for state in states
        if state in one._PSEUDO_CLASSES
    ]
    return _Matching(tuple(getattr(node, flag) for flag in _FLAGS), known)


def _applied_once(sheet: Stylesheet, node: DOMNode, *, animate: bool = False, cache: object = None) -> None:
    """Give the node its style, for which Textual matches hundreds of rules with each node of each app."""
    path = node.css_path_nodes
    # Rules are kept for good, see above, so no others will have their address.
    place = (id(sheet.rules), *[(type(each), each._id, each.classes) for each in path])
    known = _matching.get(place)
    key = known.key(path) if known else ()
    if known is None or key not in known.found:
        _apply(sheet, node, animate=animate)
        if known is None:
            known = _matching[place] = _matching_of(sheet, node, path)
            key = known.key(path)
        outcome = known.found[key] = _Outcome(_replaced.pop(id(node), None))
        node.__dict__["_styled_by"] = outcome
        return
    for flag, value in zip(_FLAGS, known.flags, strict=True):
        setattr(node, flag, value)
    outcome = known.found[key]
    current = node._css_styles._rules
    if outcome.rules is not None and (outcome.alone is None or current != outcome.alone):
        if current or node._is_mounted or outcome.alone is None:
            is_first = not current
            _replace(node, outcome.rules, animate=animate)
            if is_first:
                outcome.alone = {**current}
        else:
            # What each of these would be set to, one by one.
            current.update(outcome.alone)  # type: ignore[typeddict-item]
            node._css_styles._updates += len(outcome.alone)
            if "display" in outcome.alone and node.parent is not None:
                node._nodes.updated()
            node.notify_style_update()
    elif outcome.rules is not None and not animate:
        node.notify_style_update()
    # The styles of the node's parts follow from the same.
    if node.__dict__.get("_styled_by") is not outcome or not node._component_styles:
        sheet._process_component_classes(node)
        node.__dict__["_styled_by"] = outcome


def _replaced_with(node: DOMNode, rules: RulesMap, animate: bool = False) -> None:
    _replaced[id(node)] = rules
    _replace(node, rules, animate=animate)


_methods = MessagePump._get_dispatch_methods
_methods_of: dict[object, list[tuple[type, Any]] | None] = {}


def _methods_known(pump: MessagePump, name: str, message: Message) -> Iterator[tuple[type, Callable[[Message], Any]]]:
    """The methods that handle a message, for which Textual asks all base classes for each message."""
    kind = type(pump)
    if (kind, name) not in _methods_of:
        is_plain = not any(one.__dict__.get("_decorated_handlers") for one in kind.__mro__)
        found = ((one, one.__dict__.get(f"_{name}") or one.__dict__.get(name)) for one in kind.__mro__)
        _methods_of[kind, name] = [each for each in found if each[1] is not None] if is_plain else None
    methods = _methods_of[kind, name]
    if methods is None:
        yield from _methods(pump, name, message)
        return
    for cls, method in methods:
        if message._no_default_action:
            break
        yield cls, method.__get__(pump, cls)


_count_parameters = _callback._count_parameters
_parameters: dict[object, int] = {}


def _parameters_known(func: Callable[..., object]) -> int:
    """How many parameters a function has, which Textual finds out anew for each ``partial`` of it."""
    code = getattr(func, "__code__", None)
    if code is None or hasattr(func, "__wrapped__"):
        return _count_parameters(func)
    key = code, hasattr(func, "__self__")
    if key not in _parameters:
        _parameters[key] = _count_parameters(func)
    return _parameters[key]


Stylesheet.apply = _applied_once  # type: ignore[assignment,method-assign]
Stylesheet.replace_rules = staticmethod(_replaced_with)  # type: ignore[method-assign]
MessagePump._get_dispatch_methods = _methods_known  # type: ignore[assignment, method-assign]
_callback._count_parameters = _parameters_known
ColorSystem.generate = _generated_once  # type: ignore[assignment, method-assign]
Stylesheet._parse_rules = _parsed_once  # type: ignore[assignment, method-assign]
Stylesheet.parse = _put_together_once  # type: ignore[assignment, method-assign]
# A rule is itself and no other: Textual says so in Python, and asks a thousand times for each widget.
RuleSet.__hash__ = object.__hash__  # type: ignore[method-assign]


class Disk:
    """Makes saves fail: while ``fault`` is set, every save raises it."""

    def __init__(self, services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
        self.fault: Exception | None = None
        real = type(services.repository).apply

        def apply(repository: object, change: Change, *, force: bool = False) -> Change:
            if self.fault is not None:
                raise self.fault
            return real(services.repository, change, force=force)

        monkeypatch.setattr(type(services.repository), "apply", apply)
