"""Writes JSON in the layout of any program, with white space chosen for each depth, and any order and escapes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from hypothesis import strategies as st


@dataclass(frozen=True)
class Brackets:
    """The text after an opening bracket, between values, and before the closing bracket."""

    begin: str
    between: str
    end: str


@dataclass(frozen=True)
class Layout:
    """``depths``: the brackets from the outermost values inwards; deeper ones use the last."""

    depths: tuple[Brackets, ...]
    colon: str
    order: str
    escaped: str
    encoding: str
    end: str


_NOW_AND_THEN = "a line, now and then"
_ONE_LINE, _A_LINE_EACH = Brackets("", ", ", ""), Brackets("\n", ",\n", "\n")
OURS = Layout((Brackets("", ",\n", ""), _A_LINE_EACH, _ONE_LINE), ": ", "sorted", "no", "utf-8", "\n")
_BRACKETS = [
    _ONE_LINE,
    _A_LINE_EACH,
    Brackets("\n", _NOW_AND_THEN, "\n"),
    Brackets("", _NOW_AND_THEN, ""),
    Brackets("", ",\n", ""),
    Brackets("", ",", ""),
    Brackets("", " , ", " "),
    Brackets("\n  ", ",\n  ", "\n"),
    Brackets("\r\n", ",\r\n", "\r\n"),
]
_COLONS = [":", " : ", ":\n", ":  "]
_ORDERS = ["given", "reversed"]
_ESCAPED = ["non-ascii", "some", "names", "all"]
_ENDS = ["", " \n", "\r\n", "\n\n"]
_ODD = st.builds(
    Layout,
    depths=st.lists(st.sampled_from(_BRACKETS), min_size=1, max_size=5).map(tuple),
    colon=st.sampled_from([": ", *_COLONS]),
    order=st.sampled_from(["sorted", *_ORDERS]),
    escaped=st.sampled_from(["no", *_ESCAPED]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"]),
    end=st.sampled_from(["\n", *_ENDS]),
)


@st.composite
def _nearly_ours(draw: st.DrawFn) -> Layout:
    """Our own layout, except for one thing."""
    name = draw(st.sampled_from(["depths", "depths", "depths", "colon", "order", "escaped", "end"]))
    if name != "depths":
        odd = {"colon": _COLONS, "order": _ORDERS, "escaped": _ESCAPED, "end": _ENDS}[name]
        chosen: dict[str, Any] = {name: draw(st.sampled_from(odd))}
        return replace(OURS, **chosen)
    depths = [*OURS.depths, _ONE_LINE, _ONE_LINE]
    depths[draw(st.integers(0, len(depths) - 1))] = draw(st.sampled_from(_BRACKETS))
    return replace(OURS, depths=tuple(depths))


LAYOUTS = _nearly_ours() | st.just(OURS) | _nearly_ours() | _ODD


def laid_out(value: object, layout: Layout, seed: int = 0) -> bytes:
    """The bytes of a file with the value. ``seed`` decides which letters are escaped."""
    text = _written(value, layout, 0, Random(seed)) + layout.end
    return text.encode(layout.encoding)


def _written(value: object, layout: Layout, depth: int, chance: Random) -> str:
    brackets = layout.depths[min(depth, len(layout.depths) - 1)]
    if isinstance(value, Mapping):
        names = list(value) if layout.order == "given" else sorted(value, reverse=layout.order == "reversed")
        # At depth 0 the names are those of tables, whose order is not alphabetical.
        entries = [
            _name(name, layout, chance) + layout.colon + _written(value[name], layout, depth + 1, chance)
            for name in (_table_order(names) if depth == 0 and layout.order == "sorted" else names)
        ]
        return "{" + brackets.begin + _joined(entries, brackets.between, chance) + brackets.end + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_written(one, layout, depth + 1, chance) for one in value) + "]"
    return _string(value, layout, chance) if isinstance(value, str) else json.dumps(value)


def _joined(entries: list[str], between: str, chance: Random) -> str:
    if between != _NOW_AND_THEN:
        return between.join(entries)
    return "".join(entry + chance.choice([",\n", ", "]) for entry in entries[:-1]) + "".join(entries[-1:])


def _table_order(names: list[str]) -> list[str]:
    return sorted(names, key=lambda name: ({"format": 0, "article": 1, "annotations": 2}.get(name, 3), name))


def _name(text: str, layout: Layout, chance: Random) -> str:
    is_escaped = layout.escaped == "names" and chance.random() < 0.3
    return _string(text, replace(layout, escaped="all") if is_escaped else layout, chance)


def _string(text: str, layout: Layout, chance: Random) -> str:
    if layout.escaped in ("some", "all"):
        return '"' + "".join(_letter(sign, layout.escaped == "all" or chance.random() < 0.03) for sign in text) + '"'
    is_utf8 = not any("\ud800" <= sign <= "\udfff" for sign in text)
    return json.dumps(text, ensure_ascii=layout.escaped == "non-ascii" or not is_utf8)


def _letter(sign: str, is_escaped: bool) -> str:
    if not is_escaped or ord(sign) > 0xFFFF:
        return json.dumps(sign)[1:-1]
    return f"\\u{ord(sign):04x}"


Tables = dict[str, dict[str, dict[str, Any]]]
