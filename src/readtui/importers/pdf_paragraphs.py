"""Lines of PDF columns to paragraphs: by leading, indent, short last lines, and changes of type."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from readtui.importers.pdf_floats import without_floats
from readtui.importers.pdf_lines import Column, Line
from readtui.importers.pdf_page import BOLD, HYPHEN, MONOSPACE
from readtui.importers.pdf_tags import Tag
from readtui.importers.reflow import wide_characters

MARKER = re.compile(r"[•◦▪▫■□●○‣⁃∙·*–—-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{2,5})[.)]|\[\d{1,3}\]")
_BULLET = re.compile(r"[•◦▪▫■□●○‣⁃∙·]")
_SENTENCE_END = re.compile(r"[.!?…:。！？][\"'”’»“«)\]]*\d{0,3}$")
_CONTENTS_END = re.compile(r"(?:\.\s?){4,}\s*(?:\d{1,4}|[ivxlc]{1,6})$")
_GAP = 1.17
_LARGER = 1.08
_DISPLAY_GAP = 1.5
_FAR = 3.5
_INDENT = 0.7
_FEWEST_SET_IN = 3
_DEEPEST_INDENT = 5.0
_OTHER_SIZE = 0.06


class Convention(Enum):
    """How a text shows where its paragraphs begin."""

    GAP = auto()
    INDENT = auto()
    NONE = auto()


@dataclass(slots=True)
class Paragraph:
    """Lines that flow together. ``gap``: it stands further off the one before than its lines from each other."""

    lines: list[Line]
    column: Column
    gap: bool

    @property
    def is_table(self) -> bool:
        """Whether its only line stands for a table."""
        return bool(self.lines[0].cells)

    @property
    def size(self) -> float:
        """The font size of most of its first line, in points."""
        return self.lines[0].size

    @property
    def style(self) -> int:
        """What all its lines have in common."""
        style = self.lines[0].style
        for line in self.lines:
            style &= line.style
        return style

    @property
    def text(self) -> str:
        """Its lines' words with single spaces, divided words not put together."""
        return " ".join(line.text for line in self.lines)


class Typesetting:
    """What is usual in one document: body size, leading for each size, and how paragraphs are told apart."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.body_size = body_size_of(columns)
        self.width = self._usual_width(columns)
        self._pitches = self._usual_pitches(columns)
        self.is_justified = self._is_justified(columns)
        self.convention = self._usual_convention(columns)
        self.trusts_tags = self._trusts_tags(columns)

    def _usual_width(self, columns: Iterable[Column]) -> float:
        widths = Counter[int]()
        for column in columns:
            widths[round((column.right - column.left) / 4)] += len(column.lines)
        return widths.most_common(1)[0][0] * 4.0 if widths else 0.0

    @staticmethod
    def _usual_pitches(columns: Iterable[Column]) -> dict[float, float]:
        """The leading of each size: the smallest distance of baselines that is frequent."""
        found: dict[float, Counter[float]] = {}
        for column in columns:
            for above, below in pairwise(column.lines):
                distance = above.baseline - below.baseline
                if _same_size(above, below) and below.size * 0.8 < distance < below.size * 3:
                    found.setdefault(_rounded(below.size), Counter())[round(distance * 4) / 4] += 1
        return {
            size: min(distance for distance, times in pitches.items() if times * 4 >= max(pitches.values()))
            for size, pitches in found.items()
        }

    @staticmethod
    def _is_justified(columns: Iterable[Column]) -> bool:
        """Whether most lines end at their column's right margin."""
        lines = reaching = 0
        for column in columns:
            if len(column.lines) > 5:
                rights = Counter(round(line.right) for line in column.lines)
                edge = rights.most_common(1)[0][0]
                lines += len(column.lines)
                reaching += rights[edge - 1] + rights[edge] + rights[edge + 1]
        return lines > 0 and reaching * 2 > lines

    def pitch(self, size: float) -> float:
        """The usual distance of baselines, in points."""
        known = self._pitches.get(_rounded(size))
        if known is None or known > size * 2.2:
            body = self._pitches.get(self.body_size, self.body_size * 1.2)
            return min(known or body, max(1.0, body / self.body_size) * size)
        return known

    def right_margin(self, column: Column) -> float:
        """Where the column's lines end; a column of few short lines has its neighbours' width."""
        if len(column.lines) < 6 and not column.is_set_in:
            return max(column.right, column.left + self.width)
        return column.right

    def is_gap(self, above: Line, below: Line) -> bool:
        """Whether two lines are further apart than lines of one paragraph."""
        distance = above.baseline - below.baseline
        if below.size > self.body_size * _LARGER:
            spacing = self.pitch(self.body_size) / self.body_size
            return distance > below.size * max(_DISPLAY_GAP, spacing * _GAP)
        return distance > self.pitch(below.size) * _GAP

    def would_fit(self, line: Line, following: Line, column: Column) -> bool:
        """Whether the following line's first word had room on ``line``: so the line was ended on purpose."""
        first = following.words[0]
        width = first.right - first.left
        if wide_characters(first.text[:1]):  # set without spaces: a line ends after nearly any character
            width = min(width, line.size * 1.5)
        return line.right + line.size * 0.35 + width < self.right_margin(column)

    def _usual_convention(self, columns: Iterable[Column]) -> Convention:
        gaps = indents = shorts = 0
        for column in columns:
            for above, below in pairwise(column.lines):
                if not (self._is_body(above) and self._is_body(below)) or is_marker(below):
                    continue
                distance = above.baseline - below.baseline
                short = self.would_fit(above, below, column) and _SENTENCE_END.search(above.text)
                if self.is_gap(above, below):
                    gaps += distance < self.pitch(below.size) * _FAR
                elif _is_indented(below, column.left):
                    indents += abs(above.left - column.left) < above.size * 0.3
                elif short:
                    shorts += 1
        if shorts > 2 * max(gaps, indents) and shorts > 2:
            return Convention.NONE
        if gaps >= indents and gaps:
            return Convention.GAP
        return Convention.INDENT if indents > 1 else Convention.NONE

    def _trusts_tags(self, columns: Iterable[Column]) -> bool:
        """Whether the tags of a tagged PDF agree with what is seen: no new one in the middle of running text, and
        not one for what gaps part.
        """
        torn = parted = same = other = 0
        for column in columns:
            for above, below in pairwise(column.lines):
                if above.tag is None or below.tag is None:
                    continue
                if above.tag == below.tag:
                    same += 1
                    parted += self.is_gap(above, below)
                else:
                    other += 1
                    runs_on = below.text[:1].islower() and not self.would_fit(above, below, column)
                    torn += runs_on and not self.is_gap(above, below)
        return same + other > 0 and torn * 10 <= other and parted * 4 <= same

    def tag_of(self, paragraph: Paragraph) -> Tag | None:
        """The tag of a paragraph's first line, if the document's tags are any good."""
        return paragraph.lines[0].tag if self.trusts_tags else None

    def is_tagged_apart(self, above: Line, below: Line) -> bool | None:
        """Whether tags say that two lines of a page are of two paragraphs; None if they say nothing."""
        if not self.trusts_tags or above.page != below.page or above.tag is None or below.tag is None:
            return None
        return above.tag != below.tag

    def _is_body(self, line: Line) -> bool:
        is_size = abs(line.size - self.body_size) <= self.body_size * _OTHER_SIZE
        return is_size and not line.cells and not line.style & (BOLD | MONOSPACE)


def body_size_of(columns: Iterable[Column]) -> float:
    """The font size of most characters, in points."""
    sizes = Counter[float]()
    for column in columns:
        for line in column.lines:
            sizes[_rounded(line.size)] += sum(len(word.text) for word in line.words)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def paragraphs_of(columns: Sequence[Column], setting: Typesetting) -> Iterator[Paragraph]:
    """The paragraphs of all columns in order; one may run from a column into the next, around tables and captions."""
    current: Paragraph | None = None
    floats: list[Paragraph] = []
    for whole in columns:
        head, body, foot = without_floats(whole.lines)
        floats += [Paragraph(lines, whole, gap=True) for lines in head]
        column = Column(body) if body else whole
        for group in _groups(body, setting):
            place = _set_in(group, column, setting) or column
            hanging = _hanging_edge(group, column, setting)
            for index, line in enumerate(group):
                is_top, is_gap = line is body[0], index == 0
                if current:
                    tagged_apart = setting.is_tagged_apart(current.lines[-1], line)
                    if tagged_apart is not None:
                        starts = tagged_apart
                    elif is_top:
                        starts = _starts_in_column(current, line, column, setting)
                    else:
                        following = group[index + 1] if index + 1 < len(group) else None
                        starts = is_gap or _starts(current, line, following, hanging, place, setting)
                    if not starts:
                        current.lines.append(line)
                        continue
                    yield current
                yield from floats
                floats.clear()
                current = Paragraph([line], place, is_gap and not (current and is_top))
        floats += [Paragraph(lines, whole, gap=True) for lines in foot]
    if current:
        yield current
    yield from floats


def _groups(lines: Sequence[Line], setting: Typesetting) -> Iterator[list[Line]]:
    """Lines of a column between gaps and changes of type."""
    group = list(lines[:1])
    for above, below in pairwise(lines):
        if setting.is_gap(above, below) or not _same_type(above, below):
            yield group
            group = []
        group.append(below)
    if group:
        yield group


def _set_in(group: Sequence[Line], column: Column, setting: Typesetting) -> Column | None:
    """A group of lines as a column with margins of its own, if all of them begin further right and most are full."""
    if len(group) < _FEWEST_SET_IN or min(line.left for line in group) < column.left + group[0].size * _INDENT:
        return None
    own = Column(list(group), is_set_in=True)
    full = sum(not setting.would_fit(above, below, own) for above, below in pairwise(group))
    return own if full * 5 >= (len(group) - 1) * 4 else None


def _hanging_edge(group: Sequence[Line], column: Column, setting: Typesetting) -> float | None:
    """The left edge of first lines where the lines after them are set in; None for a common block of text.

    In a hanging paragraph the first line is full; before an indented first line one often has room.
    """
    left = min(line.left for line in group)
    outer = [index for index, line in enumerate(group) if line.left - left < line.size * 0.3]
    if 0 not in outer or len(group) < 2 or len(outer) == len(group):
        return None
    inner = [line.left for index, line in enumerate(group) if index not in outer]
    same = max(inner) - min(inner) < group[0].size * 0.5
    if not same or min(inner) - left < group[0].size * 0.5:
        return None
    steps_in = [
        (group[index], group[index + 1]) for index in outer if index + 1 < len(group) and index + 1 not in outer
    ]
    if sum(setting.would_fit(above, below, column) for above, below in steps_in) * 2 > len(steps_in):
        return None
    return left if len(inner) > len(outer) or (len(group) == 2 and is_marker(group[0])) else None


def _starts(
    current: Paragraph,
    line: Line,
    following: Line | None,
    hanging: float | None,
    column: Column,
    setting: Typesetting,
) -> bool:
    """Whether a line begins a paragraph; the one above it is of the same type and at the usual distance."""
    before = current.lines[-1]
    if before.text.endswith(HYPHEN) or line.size > setting.body_size * _LARGER:
        return False
    if is_marker(line) and (_is_bullet(line) or is_marker(current.lines[0])):
        return True
    if _CONTENTS_END.search(before.text):
        return True
    if line.style & before.style & MONOSPACE:
        return False
    size = line.size
    if is_marker(current.lines[0]) and line.left < current.lines[0].left + size * 0.3:
        outside = line.left < current.lines[0].left - size * 0.3
        return outside or setting.would_fit(before, line, column)
    if hanging is not None:
        return line.left - hanging < size * 0.3 and (before.left - hanging >= size * 0.3 or is_marker(line))
    is_first = before is current.lines[0]
    step = line.left - before.left
    if step > size * _INDENT:
        if is_first and is_marker(before):
            return False
        return step < size * _DEEPEST_INDENT or setting.would_fit(before, line, column)
    if step < -size * _INDENT and not is_first:
        return True
    if (
        setting.convention is Convention.INDENT
        and is_first
        and _is_indented(line, column.left)
        and abs(step) < size * 0.3
    ):
        goes_back = following is not None and following.left < line.left - size * _INDENT
        return goes_back or setting.would_fit(before, line, column)
    return _was_ended(before, line, column, setting)


def _was_ended(before: Line, line: Line, column: Column, setting: Typesetting) -> bool:
    """Whether a short line is a paragraph's last, where neither gap nor indent says so."""
    if not setting.would_fit(before, line, column):
        return False
    is_sentence = _SENTENCE_END.search(before.text) is not None
    starts_small = line.text[:1].islower()
    room = (setting.right_margin(column) - before.right) / max(1.0, column.right - column.left)
    if setting.convention is Convention.NONE:
        return is_sentence or not starts_small or room > 0.4
    if setting.is_justified and not starts_small and room > 0.05:
        return True
    if starts_small or room < 0.12:
        return False
    return is_sentence if setting.convention is Convention.INDENT else _is_indented(line, column.left)


def _starts_in_column(current: Paragraph, line: Line, column: Column, setting: Typesetting) -> bool:
    """Whether the first line of a column begins a paragraph, where no gap can tell."""
    before = current.lines[-1]
    is_below = before.page == line.page and line.baseline < before.baseline
    if not _same_type(before, line) or (is_below and setting.is_gap(before, line)):
        return True
    if before.text.endswith(HYPHEN):
        return False
    if is_marker(line) and (_is_bullet(line) or is_marker(current.lines[0])):
        return True
    if _is_indented(line, column.left) and setting.convention is Convention.INDENT:
        return not is_marker(current.lines[0])
    if line.text[:1].islower():
        return False
    ended = setting.would_fit(before, line, current.column)
    if setting.convention is Convention.INDENT:
        return ended and _SENTENCE_END.search(before.text) is not None
    return ended


def is_marker(line: Line) -> bool:
    """Whether a line begins with what stands before a list item."""
    return len(line.words) > 1 and MARKER.fullmatch(line.words[0].text) is not None


def _is_bullet(line: Line) -> bool:
    return _BULLET.fullmatch(line.words[0].text) is not None


def _is_indented(line: Line, left: float) -> bool:
    return line.size * _INDENT < line.left - left < line.size * _DEEPEST_INDENT


def _rounded(size: float) -> float:
    return round(size * 2) / 2


def _same_size(one: Line, other: Line) -> bool:
    return abs(one.size - other.size) <= max(one.size, other.size) * _OTHER_SIZE


def _same_type(one: Line, other: Line) -> bool:
    """Whether two lines can be of one paragraph: the same size, both bold or not, both monospace or not."""
    if one.cells or other.cells or not _same_size(one, other) or (one.style ^ other.style) & MONOSPACE:
        return False
    return not (one.style ^ other.style) & BOLD or _is_mixed(one) or _is_mixed(other)


def _is_mixed(line: Line) -> bool:
    return len({word.style & BOLD for word in line.words}) > 1
