"""Joins the lines of a PDF paragraph into a text with marks: rejoins divided words, keeps code unchanged."""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import pairwise

from readtui.importers.common.reflow import line_joint, wide_characters
from readtui.importers.common.superscripts import lowered, raised
from readtui.importers.pdf.lines import Line, space_before
from readtui.importers.pdf.word import BOLD, HYPHEN, ITALIC, MONOSPACE, Word
from readtui.model.block import MarkType
from readtui.quick_dataclass import dataclass
from readtui.text.article_builder import MarkSpan
from readtui.text.language import frequent_words

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LEFT_PART = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)[-\u2010\xad]$")
_RIGHT_PART = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_COMPOUND_END = re.compile(r"[^\W_]\.?-$")
_DASH_END = re.compile(r"\w[—–]$")
_URL_END = re.compile(r"(?:://|www\.)\S*[/\-_=&?.]$")
_FEWEST_DIVISIONS = 3
_SHORTEST_DIVIDED = 2
_DIVIDED_SHARE = 40
_HANGUL_END, _HANGUL_START = re.compile(r"[\uac00-\ud7a3]$"), re.compile(r"[\uac00-\ud7a3]")
_SPACED_SHARE = 10
_MARKS = ((BOLD, MarkType.STRONG), (ITALIC, MarkType.EMPHASIS), (MONOSPACE, MarkType.CODE))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The undivided words of a document, and whether it divides words at line ends at all.

    ``keeps_spaces``: Korean lines may end within a word, and end with a space where a word ends.
    """

    words: Set[str]
    divides: bool
    keeps_spaces: bool = False

    @classmethod
    def of(cls, lines: Sequence[Line]) -> "Vocabulary":
        """Collect the words of the lines; the parts of a divided word do not count."""
        words: set[str] = set()
        is_part = False
        for line in lines:
            whole = line.words[is_part:]
            is_part = _LEFT_PART.search(line.words[-1].text) is not None
            for word in whole[: len(whole) - is_part]:
                for found in _WORD.findall(word.text.casefold()):
                    words |= {found, *found.split("-")}
        parts = [
            (left[1].casefold(), right[0])
            for above, below in pairwise(lines)
            if (left := _LEFT_PART.search(above.words[-1].text)) and (right := _RIGHT_PART.match(below.words[0].text))
        ]
        parts = [(left, right) for left, right in parts if right.islower()]
        proven = sum(left + right in words for left, right in parts)
        compounds = sum(f"{left}-{right}" in words or {left, right} <= words for left, right in parts)
        frequent = len(parts) >= _FEWEST_DIVISIONS and len(parts) * _DIVIDED_SHARE >= len(lines)
        korean = [line.words[-1] for line in lines if _HANGUL_END.search(line.words[-1].text)]
        return cls(
            words | frequent_words(),
            proven > compounds or (frequent and len(parts) > 2 * compounds),
            sum(word.spaced for word in korean) * _SPACED_SHARE > len(korean),
        )

    def keeps_hyphen(self, left: str, right: str) -> bool:
        """Whether the hyphen between two parts belongs to the word."""
        is_acronym = left.isupper()
        left, (first, hyphen, _) = left.casefold(), right.casefold().partition("-")
        if len(left) == 1 or (hyphen and len(first) <= _SHORTEST_DIVIDED):
            return True
        if left + first in self.words:
            return False
        if f"{left}-{first}" in self.words:
            return True
        if not right[0].islower() or "-" in left or is_acronym or not self.divides:
            return True
        return min(len(left), len(first)) > 2 and {left, first} <= self.words


@dataclass(frozen=True, slots=True)
class FlowedText:
    """Joined text. Offsets of ``marks`` and ``names`` refer to ``text``."""

    text: str
    marks: tuple[MarkSpan, ...] = ()
    names: tuple[tuple[str, int], ...] = ()

    def without_start(self, length: int) -> "FlowedText":
        """The text without its first ``length`` characters and the white space after them."""
        cut = len(self.text) - len(self.text[length:].lstrip())
        marks = [(kind, max(0, start - cut), end - cut, url) for kind, start, end, url in self.marks if end > cut]
        return FlowedText(
            self.text[cut:], tuple(marks), tuple((name, max(0, offset - cut)) for name, offset in self.names)
        )


def flowed(lines: Sequence[Line], vocabulary: Vocabulary, plain_style: int) -> FlowedText:
    """The text of the lines as one, with its marks; a word in ``plain_style`` gets no style mark."""
    pieces: list[tuple[str, Word]] = []
    for number, line in enumerate(lines):
        for index, word in enumerate(line.words):
            text = word.text if word is line.words[-1] else word.text.rstrip(HYPHEN)
            if word.script:
                text = raised(text) if word.script > 0 else lowered(text)
            space = space_before(line.words, index)
            if number and index == 0:
                left, before = pieces[-1][0], pieces[-1][1]
                ending, space = _joint(left, text, vocabulary)
                is_korean = _HANGUL_END.search(left) and _HANGUL_START.match(text)
                if is_korean and vocabulary.keeps_spaces and not before.spaced:
                    space = ""
                pieces[-1] = (ending, before)
            pieces.append((space + text, word))
    last, word = pieces[-1]
    pieces[-1] = (last.replace(HYPHEN, "-"), word)
    return _with_marks(pieces, plain_style)


def flowed_table(rows: Sequence[Sequence[Sequence[Line]]], vocabulary: Vocabulary, plain_style: int) -> FlowedText:
    r"""The text of a table, cells joined by ``\t``, rows by ``\n``, with its marks."""
    text = ""
    marks: list[MarkSpan] = []
    names: list[tuple[str, int]] = []
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            text += "\t" if column else "\n" if number else ""
            flow = flowed(cell, vocabulary, plain_style) if cell else FlowedText("")
            marks += [(kind, start + len(text), end + len(text), url) for kind, start, end, url in flow.marks]
            names += [(name, offset + len(text)) for name, offset in flow.names]
            text += flow.text
    return FlowedText(text, tuple(marks), tuple(names))


def _joint(left: str, right: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """The end of the last word on a line when the next line follows, and the separator between them."""
    parts, start = _LEFT_PART.search(left), _RIGHT_PART.match(right)
    if parts and start:
        keeps = vocabulary.keeps_hyphen(parts[1], start[0])
        return left[:-1] + ("-" if keeps else ""), ""
    left = left.replace(HYPHEN, "-")
    if _COMPOUND_END.search(left) or _DASH_END.search(left) or _URL_END.search(left):
        return left, ""
    if wide_characters(left[-1:]) + wide_characters(right[:1]) == 1 and not (
        left[-1:].isalnum() and right[:1].isalnum()
    ):
        return left, ""  # an ASCII bracket or stop next to a Chinese or Japanese character
    return left, line_joint(left, right)


def _with_marks(pieces: Iterable[tuple[str, Word]], plain_style: int) -> FlowedText:
    marks: list[MarkSpan] = []
    names: list[tuple[str, int]] = []
    parts: list[str] = []
    length = 0
    opened: dict[tuple[MarkType, str], tuple[int, int]] = {}
    for piece, word in pieces:
        parts.append(piece)
        length += len(piece)
        if not (opened or word.link or word.name or word.style & ~plain_style):
            continue
        start = length - len(piece.lstrip(" "))
        if word.name:
            names.append((word.name, start))
        # In a fixed order: the same file gives the same bytes on every machine.
        kinds = dict.fromkeys(_marks_of(word, plain_style))
        ended = [kind for kind in opened if kind not in kinds]
        marks += [(kind[0], *opened.pop(kind), kind[1]) for kind in ended]
        for kind in kinds:
            opened[kind] = (opened[kind][0] if kind in opened else start, length)
    marks += [(kind[0], *opened[kind], kind[1]) for kind in opened]
    return FlowedText("".join(parts), tuple(marks), tuple(names))


def _marks_of(word: Word, plain_style: int) -> Iterator[tuple[MarkType, str]]:
    for bit, kind in _MARKS:
        if word.style & bit and not plain_style & bit:
            yield kind, ""
    if word.link:
        yield MarkType.LINK, word.link


def as_code(lines: Sequence[Line]) -> str:
    """Lines in monospace type with their indents, counted in characters."""
    left = min(line.left for line in lines)
    widths = [(line.right - line.left) / max(1, len(line.text)) for line in lines]
    width = max(sorted(widths)[len(widths) // 2], 0.5)
    return "\n".join(" " * min(80, round((line.left - left) / width)) + _spaced(line, width) for line in lines)


def _spaced(line: Line, width: float) -> str:
    text = ""
    for index, word in enumerate(line.words):
        if index:
            gap = round((word.left - line.words[index - 1].right) / width)
            text += " " * min(80, max(gap, len(space_before(line.words, index))))
        text += word.text.replace(HYPHEN, "-")
    return text
