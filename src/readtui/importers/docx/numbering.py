"""Computes the numbers and bullets that Word shows before list paragraphs, from a document's definitions."""

import re
from collections.abc import Mapping
from dataclasses import field, replace

from lxml.etree import _Element

from readtui.importers.dom.elements import item_label
from readtui.quick_dataclass import dataclass

_PLACE = re.compile(r"%([1-9])")
_STYLES = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
_BOXES = dict.fromkeys("☐□❏❐❑❒\uf06f\uf071\uf072\uf0a8\uf0a3", "☐") | dict.fromkeys("☑☒✓✔\uf0fc\uf0fe\uf0fd", "☑")
_LEVELS = 9
_LONGEST_TEXT = 40
_MOST_STEPS = 20


@dataclass(frozen=True, slots=True)
class Level:
    """How a list level is numbered. ``text`` contains %1 to %9 for the numbers of the levels. ``restarts_after`` is the
    level (from 1) whose next item restarts it, 0 for none.
    """

    start: int = 1
    format: str = "decimal"
    text: str = ""
    style: str = ""
    is_legal: bool = False
    restarts_after: int | None = None

    @property
    def box(self) -> str:
        """The check box before each item; "" for none."""
        return _BOXES.get(self.text.strip(), "") if self.format == "bullet" else ""

    def number(self, number: int) -> str:
        if self.format in ("none", "bullet"):
            return ""
        if self.format == "decimalZero":
            return f"{number:02}"
        return item_label(number, _STYLES.get(self.format, "1"))[:-1]


@dataclass(slots=True)
class Numbering:
    """The lists of a document. Each paragraph asks for its label once, in document order."""

    _lists: Mapping[str, tuple[str, dict[int, Level]]]
    _restarts: Mapping[str, dict[int, int]]
    _counts: dict[str, list[int | None]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def level_of_style(self, list_id: str, style_id: str) -> int:
        """The level (from 0) of a paragraph style in a list."""
        _, levels = self._lists.get(list_id, ("", {}))
        return next((number for number, level in levels.items() if style_id and level.style == style_id), 0)

    def next_label(self, list_id: str, level: int) -> str | None:
        """The label of the next paragraph at a level (from 0); "" for an ordinary bullet, None without a list."""
        if list_id not in self._lists or not 0 <= level < _LEVELS:
            return None
        counted_as, levels = self._lists[list_id]
        counts = self._counts.setdefault(counted_as, [None] * _LEVELS)
        here = levels.get(level, Level())
        start = self._restarts.get(list_id, {}).get(level)
        # Lists with the same definition share a count; each restarts a level at its own first item.
        begins_anew = start is not None and (list_id, level) not in self._begun
        self._begun.add((list_id, level))
        before = None if begins_anew else counts[level]
        start = here.start if start is None else start
        counts[level] = start if before is None else before + 1
        for deeper in range(level + 1, _LEVELS):
            restarts = levels.get(deeper, Level()).restarts_after
            if restarts is None or level < restarts:
                counts[deeper] = None
        if here.format == "bullet":
            return here.box

        def shown(place: re.Match[str]) -> str:
            number = int(place[1]) - 1
            at = levels.get(number, Level())
            count = counts[number]
            form = replace(at, format="decimal") if here.is_legal and at.format != "bullet" else at
            return form.number(at.start if count is None else count)

        return " ".join(_PLACE.sub(shown, here.text).split()) or "•"


def read_numbering(root: _Element | None, numbering_styles: Mapping[str, str]) -> Numbering:
    """The lists defined by a numbering part. ``numbering_styles`` maps style ids to the lists they stand for."""
    if root is None:
        return Numbering({}, {})
    abstract: dict[str, _Element] = {_value(one, "abstractNumId"): one for one in root.iterchildren("{*}abstractNum")}
    nums: dict[str, _Element] = {_value(one, "numId"): one for one in root.iterchildren("{*}num")}
    lists: dict[str, tuple[str, dict[int, Level]]] = {}
    restarts: dict[str, dict[int, int]] = {}
    for list_id, num in nums.items():
        key = _value(num.find("{*}abstractNumId"))
        for _ in range(_MOST_STEPS):
            linked = _value(abstract[key].find("{*}numStyleLink")) if key in abstract else ""
            other = nums.get(numbering_styles.get(linked, ""))
            if other is None:
                break
            key = _value(other.find("{*}abstractNumId"))
        if key not in abstract:
            continue
        levels = _levels(abstract[key])
        for override in num.iterchildren("{*}lvlOverride"):
            levels |= _levels(override)
            started = override.find("{*}startOverride")
            if started is not None:
                restarts.setdefault(list_id, {})[whole(_value(override, "ilvl"))] = whole(_value(started), 1)
        lists[list_id] = (key, levels)
    return Numbering(lists, restarts)


def _levels(around: _Element) -> dict[int, Level]:
    found: dict[int, Level] = {}
    for level in around.iterchildren("{*}lvl"):
        legal, restart = level.find("{*}isLgl"), level.find("{*}lvlRestart")
        number, text = whole(_value(level, "ilvl")), level.find("{*}lvlText")
        found[number] = Level(
            start=whole(_value(level.find("{*}start")), 1),
            format=_value(level.find("{*}numFmt")) or "decimal",
            text=f"%{number + 1}." if text is None else _value(text)[:_LONGEST_TEXT],
            style=_value(level.find("{*}pStyle")),
            is_legal=legal is not None and is_on(legal),
            restarts_after=None if restart is None else whole(_value(restart)),
        )
    return found


def _value(element: _Element | None, name: str = "val") -> str:
    """An attribute by its local name."""
    return "" if element is None else attribute(element, name)


def attribute(element: _Element, name: str) -> str:
    """An attribute in its element's namespace; "" for none."""
    return str(element.get(f"{str(element.tag).partition('}')[0]}}}{name}") or "")


def is_on(element: _Element) -> bool:
    """Whether a switch that is present is on."""
    return attribute(element, "val") not in ("0", "false", "off", "none")


def whole(written: str, otherwise: int = 0) -> int:
    """A whole number, or ``otherwise`` if there is none or it is far too large."""
    return int(written) if re.fullmatch(r"-?[0-9]{1,7}", written) else otherwise
