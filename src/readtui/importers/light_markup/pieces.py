"""Shared by the readers of light markup: pieces of text with their kinds, and marks inside a line."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field, replace

from readtui.importers.common.reflow import line_joint
from readtui.importers.common.superscripts import subscript, superscript
from readtui.importers.mathematics.asciimath import text_of_stem
from readtui.importers.mathematics.latex import is_formula
from readtui.importers.mathematics.tex import lines_of_tex, text_of_tex
from readtui.model.block import BlockKind, MarkType
from readtui.quick_dataclass import dataclass
from readtui.text.article_builder import MarkSpan

_GROUP = re.compile(r"\(\?P<(text|words|target|high|low|tex|stem|dollars)>")
_SCRIPTS = ("high", "low", "tex", "stem", "dollars")
_NESTING = frozenset((MarkType.STRONG, MarkType.EMPHASIS, MarkType.STRIKETHROUGH, MarkType.LINK))
_DEEPEST = 4
_BASE = 8


@dataclass(frozen=True, slots=True)
class MarkupPiece:
    """A future block. Its text still contains inline markup, unless there are ``marks``; code is as written.

    ``names``: those by which links lead to it.
    """

    kind: BlockKind
    text: str
    level: int = 0
    label: str = ""
    marks: tuple[MarkSpan, ...] | None = None
    names: tuple[str, ...] = ()


@dataclass(slots=True)
class Document:
    """The result of parsing: pieces in order, and the text's metadata by lowercase names.

    ``unended``: the names of blocks that end nowhere below.
    """

    pieces: list[MarkupPiece] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    unended: set[str] = field(default_factory=set)


Reader = Callable[[Sequence[str]], Document]
"""Reads the lines of a text."""


class Inline:
    """The inline marks of one markup. Each pattern has one of these groups: ``text`` and, for links, ``target``;
    ``high`` or ``low`` for superscripts and subscripts; ``tex``, ``stem`` (AsciiMath) or ``dollars`` for formulas.
    If it ``nests``, there may be marks inside of marks, and inside of the group ``words``, which is like ``text``.
    """

    def __init__(self, *patterns: tuple[MarkType | None, str], nests: bool = False) -> None:
        self._nests = [nests and (kind in _NESTING or "(?P<words>" in pattern) for kind, pattern in patterns]
        self._kinds = [kind for kind, _ in patterns]
        self._scripts = [next((one for one in _SCRIPTS if f"(?P<{one}>" in pattern), "") for _, pattern in patterns]
        numbered = (_GROUP.sub(rf"(?P<\g<1>{number}>", pattern) for number, (_, pattern) in enumerate(patterns))
        parts = [f"(?P<whole{number}>{pattern})" for number, pattern in enumerate(numbered)]
        self._pattern = re.compile("|".join(parts))
        own = [one for one, script in zip(patterns, self._scripts, strict=True) if script]
        self._inside = Inline(*own) if own and len(own) < len(patterns) and not nests else None

    def __call__(self, text: str, depth: int = 0) -> tuple[str, list[MarkSpan]]:
        """The text without markup characters, and the marks. ``depth``: how many marks are around it."""
        pieces: list[str] = []
        marks: list[MarkSpan] = []
        length = end = 0
        tail = ""
        for found in self._pattern.finditer(text):
            number = next(at for at in range(len(self._kinds)) if found[f"whole{at}"] is not None)
            before = text[end : found.start()]
            tail = (tail + before)[-_BASE:]
            kind, script = self._kinds[number], self._scripts[number]
            groups = found.groupdict()
            target = groups.get(f"target{number}") or ""
            inner: list[MarkSpan] = []
            if script:
                words = _scripted(script, groups[f"{script}{number}"] or "", tail, found[0])
            else:
                words = groups.get(f"text{number}") or groups.get(f"words{number}") or target
                if self._nests[number] and words != target and depth < _DEEPEST:
                    words, inner = self(words, depth + 1)
                elif self._inside and kind in (MarkType.STRONG, MarkType.EMPHASIS, MarkType.LINK) and words != target:
                    words = self._inside(words)[0]
            pieces += (before, words)
            start = length + found.start() - end
            length, end = start + len(words), found.end()
            tail = (tail + words)[-_BASE:]
            if kind is not None and words:
                marks.append((kind, start, length, target))
            marks += [(inner_kind, start + first, start + last, to) for inner_kind, first, last, to in inner]
        pieces.append(text[end:])
        return "".join(pieces), marks


def _scripted(script: str, inside: str, before: str, written: str) -> str:
    """A superscript, a subscript or a formula as text."""
    if script in ("high", "low"):
        base = "" if before[-1:].isspace() else before
        return superscript(base, inside) if script == "high" else subscript(base, inside)
    if script == "stem":
        return text_of_stem(inside)
    return text_of_tex(inside) if script == "tex" or is_formula(inside) else written


def one_line(lines: Iterable[str]) -> str:
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


def as_quote(piece: MarkupPiece) -> MarkupPiece:
    if piece.kind is BlockKind.PARAGRAPH:
        return replace(piece, kind=BlockKind.QUOTE, level=1)
    return replace(piece, level=piece.level + 1) if piece.kind is BlockKind.QUOTE else piece


def formula(source: str) -> MarkupPiece:
    """A displayed formula in TeX: a paragraph with its lines."""
    return MarkupPiece(BlockKind.PARAGRAPH, "\n".join(lines_of_tex(source)) or source.strip(), marks=())
