"""The codebook for other programs: tags as a tree of codes with stable ids, unique names and RGB colors."""

import re
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from functools import lru_cache

from readtui.exporters.exporter import ExportDocument
from readtui.model.annotation import HUES
from readtui.model.tag import Tag
from readtui.quick_dataclass import dataclass

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://readtui.invalid/research")
# Other programs may recurse as deep as the codes are nested. Deeper levels stay together in one name.
_MOST_LEVELS = 30
_RGB = re.compile(r"#[0-9a-fA-F]{6}")

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A tag, or a level above tags that is not a tag itself (then ``is_tag`` is False).

    ``name`` is unique, ignoring case: the last level, or the whole ``tag`` if two codes have the same last level.
    ``color`` is ``#rrggbb`` or "".
    """

    tag: str
    name: str
    guid: str
    color: str
    description: str
    is_tag: bool
    children: tuple["Code", ...]

    def walk(self, depth: int = 0) -> Iterator[tuple[int, "Code"]]:
        """The code and all codes below it with their depths, each after its parent."""
        yield depth, self
        for child in self.children:
            yield from child.walk(depth + 1)


@dataclass(slots=True)
class _Node:
    tag: str
    entry: Tag | None = None
    is_tag: bool = False
    children: dict[str, "_Node"] = field(default_factory=dict)


class CodeList:
    """Collects tags. ``entries``: the codebook's own entries by name, which all become codes."""

    def __init__(self, entries: Mapping[str, Tag]) -> None:
        self._root = _Node("")
        for name, entry in entries.items():
            node = self._node(name)
            if node is not None and node.entry is None:
                node.entry = entry

    def add(self, document: ExportDocument) -> None:
        """Add the tags of an article and its annotations."""
        self.add_tags(document.record.tags)
        for annotation in document.annotations:
            self.add_tags(annotation.tags)

    def add_tags(self, tags: Iterable[str]) -> None:
        """Add tags. Their first spelling is used."""
        for tag in tags:
            self._node(tag)

    def spelled(self, tag: str) -> str:
        """The tag in the codebook's spelling, or else in its first spelling; unchanged if it is unknown."""
        node: _Node | None = self._root
        for level in _levels(tag):
            node = node.children.get(level.casefold()) if node else None
        return node.tag if node else tag

    def codes(self) -> tuple[Code, ...]:
        ends: Counter[str] = Counter()
        _count_ends(self._root, ends)
        return _codes(self._root, ends, _MOST_LEVELS)

    def _node(self, tag: str) -> _Node | None:
        node, path = self._root, ""
        for level in _levels(tag):
            path = f"{path}/{level}" if path else level
            node = node.children.setdefault(level.casefold(), _Node(path))
        if node is self._root:
            return None
        node.is_tag = True
        return node


@lru_cache(maxsize=4096)
def code_guid(tag: str) -> str:
    """The id of a tag's code, the same in each export, ignoring case."""
    return guid("code", "/".join(_levels(tag)).casefold())


def guid(*names: str) -> str:
    """An id that depends only on the names."""
    return str(uuid.uuid5(_NAMESPACE, "\n".join(names)))


def rgb(color: str | None) -> str:
    """A color's name or RGB value as ``#rrggbb``; "" if it is neither."""
    if color and _RGB.fullmatch(color):
        return color.lower()
    return HUES.get(color or "", "")


def color_name(value: str) -> str:
    """The highlight color with this name or RGB value; without one, the value, or "" if it is no color."""
    value = rgb(value.strip().lower())
    return next((name for name, color in HUES.items() if color == value), value)


def is_color(color: str) -> bool:
    """Whether a tag can have this color: a highlight color or ``#rrggbb``."""
    return bool(rgb(color))


def _levels(tag: str) -> list[str]:
    levels = [level for level in tag.split("/") if level]
    return [*levels[: _MOST_LEVELS - 1], "/".join(levels[_MOST_LEVELS - 1 :])] if len(levels) > _MOST_LEVELS else levels


def _count_ends(node: _Node, ends: "Counter[str]") -> None:
    for end, child in node.children.items():
        ends[end] += 1
        _count_ends(child, ends)


def _codes(node: _Node, ends: "Counter[str]", levels: int) -> tuple[Code, ...]:
    made = []
    for end, child in sorted(node.children.items()):
        entry = child.entry
        made.append(
            Code(
                tag=child.tag,
                name=child.tag if ends[end] > 1 else child.tag.split("/", _MOST_LEVELS - levels)[-1],
                guid=code_guid(child.tag),
                color=rgb(entry.color) if entry else "",
                description=entry.description if entry else "",
                is_tag=child.is_tag,
                children=_codes(child, ends, levels - 1),
            )
        )
    return tuple(made)
