"""A living file as a list of items: the blocks that readtui wrote, and the person's lines."""

import re
from collections.abc import Iterator
from typing import TypeAlias

from readtui.quick_dataclass import dataclass

_LINE = re.compile("[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_ARTICLE_ID = re.compile("[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Line:
    """A person's line, with its line end.

    ``level`` is that of a heading, from 1. ``is_rule``: a thematic break. ``mentions``: ids, or beginnings of ids, of
    blocks whose marks are damaged or gone.
    """

    text: str
    level: int = 0
    is_rule: bool = False
    mentions: tuple[str, ...] = ()

    @property
    def is_blank(self) -> bool:
        """Whether the line is blank."""
        return not self.text.strip()


@dataclass(frozen=True, slots=True)
class Found:
    """A block in the file. ``lines`` are all its lines with their ends; ``body`` is its text without readtui's marks.

    ``fits``: nobody has edited it. ``own``: its lines without marks. ``level``: that of its heading; 0 if it is none.
    ``mentions``: ids that occur in an edited block.
    """

    id: str
    lines: tuple[str, ...]
    body: str
    fits: bool
    own: tuple[str, ...] = ()
    level: int = 0
    mentions: tuple[str, ...] = ()

    @property
    def is_head(self) -> bool:
        """Whether it is the head of an article."""
        return _ARTICLE_ID.fullmatch(self.id) is not None


Item: TypeAlias = Line | Found


def split_lines(text: str) -> list[str]:
    r"""The lines with their ends (``\n``, ``\r\n`` or ``\r``); joined, they are the text."""
    return _LINE.findall(text)


def line_end(lines: list[str]) -> str:
    """The line end that most lines have; a new file has line feeds."""
    ends = [_end(line) for line in lines if _end(line)]
    return max(("\n", "\r\n", "\r"), key=ends.count)


def text_of(items: list[Item]) -> str:
    """The items as text."""
    return "".join(_lines(items))


def _lines(items: list[Item]) -> Iterator[str]:
    for item in items:
        if isinstance(item, Line):
            yield item.text
        else:
            yield from item.lines


def _end(line: str) -> str:
    return "\r\n" if line.endswith("\r\n") else line[-1:] if line.endswith(("\r", "\n")) else ""


def with_end(line: str, end: str) -> str:
    """The line, with ``end`` if it has no line end."""
    return line if _end(line) else line + end
