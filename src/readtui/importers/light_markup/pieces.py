"""Shared by the readers of light markup: pieces of text with their kinds, and marks inside a line."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from readtui.importers.common.reflow import line_joint
from readtui.model.block import BlockKind, MarkType
from readtui.text.article_builder import MarkSpan

_GROUP = re.compile(r"\(\?P<(text|target)>")


@dataclass(frozen=True, slots=True)
class Piece:
    """A future block. Its text still contains inline markup, unless there are ``marks``; code is as written."""

    kind: BlockKind
    text: str
    level: int = 0
    label: str = ""
    marks: tuple[MarkSpan, ...] | None = None


@dataclass(slots=True)
class Document:
    """The result of parsing: pieces in order, and the text's metadata by lowercase names."""

    pieces: list[Piece] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)


Reader = Callable[[Sequence[str]], Document]
"""Reads the lines of a text."""


class Inline:
    """The inline marks of one markup. Each pattern has the groups ``text`` and, for links, ``target``."""

    def __init__(self, *patterns: tuple[MarkType | None, str]) -> None:
        self._kinds = [kind for kind, _ in patterns]
        numbered = (_GROUP.sub(rf"(?P<\g<1>{number}>", pattern) for number, (_, pattern) in enumerate(patterns))
        parts = [f"(?P<whole{number}>{pattern})" for number, pattern in enumerate(numbered)]
        self._pattern = re.compile("|".join(parts))

    def __call__(self, text: str) -> tuple[str, list[MarkSpan]]:
        """The text without markup characters, and the marks."""
        pieces: list[str] = []
        marks: list[MarkSpan] = []
        length = end = 0
        for found in self._pattern.finditer(text):
            number = next(at for at in range(len(self._kinds)) if found[f"whole{at}"] is not None)
            groups = found.groupdict()
            target = groups.get(f"target{number}") or ""
            words = groups.get(f"text{number}") or target
            pieces += (text[end : found.start()], words)
            start = length + found.start() - end
            length, end = start + len(words), found.end()
            kind = self._kinds[number]
            if kind is not None and words:
                marks.append((kind, start, length, target))
        pieces.append(text[end:])
        return "".join(pieces), marks


def one_line(lines: Iterable[str]) -> str:
    """Join the lines of a paragraph."""
    text = ""
    pieces: list[str] = []
    for line in lines:
        words = line.strip()
        if pieces:
            pieces.append(line_joint(text, words))
        pieces.append(words)
        text = words
    return "".join(pieces)


def indent(line: str) -> int:
    """The leading spaces of a line."""
    return len(line) - len(line.lstrip(" "))


def dedented(lines: Sequence[str]) -> list[str]:
    """The lines without their common indent, and without empty lines around them."""
    first = next((at for at, line in enumerate(lines) if line), len(lines))
    last = next((at for at in range(len(lines), 0, -1) if lines[at - 1]), 0)
    margin = min((indent(line) for line in lines if line), default=0)
    return [line[margin:] for line in lines[first:last]]


def block_end(lines: Sequence[str], start: int, margin: int) -> int:
    """The end of the lines from ``start`` on that are empty or indented by ``margin`` spaces."""
    end = start
    while end < len(lines) and (not lines[end] or indent(lines[end]) >= margin):
        end += 1
    return end


def until(lines: Sequence[str], start: int, ends: Callable[[str], bool]) -> int:
    """The index of the first line from ``start`` on for which ``ends`` is true; the number of lines if there is
    none.
    """
    return next((at for at in range(start, len(lines)) if ends(lines[at])), len(lines))


def paragraphs(lines: Sequence[str]) -> Iterator[list[str]]:
    """The runs of lines between empty lines."""
    run: list[str] = []
    for line in (*lines, ""):
        if line:
            run.append(line)
        elif run:
            yield run
            run = []
