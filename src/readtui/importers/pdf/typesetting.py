"""The conventions of a PDF: type size, leading, and the marking of paragraphs."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from enum import Enum, auto
from itertools import pairwise

from readtui.importers.common.reflow import wide_characters
from readtui.importers.pdf.lines import Column, Line
from readtui.importers.pdf.tags import StructureTag
from readtui.importers.pdf.word import BOLD, MONOSPACE

MARKER = re.compile(
    r"[•◦▪▫■□●○‣⁃∙·∗⋆✓✔❖◆◇➢➤►▸▶*–—\x80-\x9f\uf000-\uf0ff-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{2,5})[.)]|\[\d{1,3}\]"
)
"""The markers of list items. Fonts without names for their signs have bullets among the controls or in private use."""

SENTENCE_END = re.compile(r"[.!?…:。！？][\"'”’»“«)\]]*\d{0,3}$")
"""The end of a sentence, possibly with a note number."""

LARGER = 1.08
"""The minimum size of heading type relative to the body's."""

INDENT = 0.7
"""The minimum indent of a paragraph, relative to its type size."""

DEEPEST_INDENT = 5.0
"""The indent from which a line is elsewhere on the page instead of indented, relative to the type size."""

_GAP = 1.17
_DISPLAY_GAP = 1.5
_FAR = 3.5
_OTHER_SIZE = 0.06


class Convention(Enum):
    """How a text marks the beginning of its paragraphs."""

    GAP = auto()
    INDENT = auto()
    NONE = auto()


class Typesetting:
    """The conventions of one document: body size, leading by size, and the marking of paragraphs."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.body_size = body_size_of(columns)
        widths = Counter[int]()
        for column in columns:
            widths[round((column.right - column.left) / 4)] += len(column.lines)
        self.width = widths.most_common(1)[0][0] * 4.0 if widths else 0.0
        self._pitches = self._usual_pitches(columns)
        self.is_justified = self._is_justified(columns)
        self.convention = self._usual_convention(columns)
        self.trusts_tags = self._trusts_tags(columns)

    @staticmethod
    def _usual_pitches(columns: Iterable[Column]) -> dict[tuple[float, bool], float]:
        """The leading of each size, in code and elsewhere: the smallest frequent distance between baselines.

        A pair of lines counts by its width: the parts of formulas are closer to each other.
        """
        found: dict[tuple[float, bool], Counter[float]] = {}
        for column in columns:
            for above, below in pairwise(column.lines):
                distance = above.baseline - below.baseline
                if is_same_size(above, below) and below.size * 0.95 < distance < below.size * 3:
                    counts = found.setdefault(_kind_of(below), Counter())
                    counts[round(distance * 4) / 4] += round(min(above.right - above.left, below.right - below.left))
        return {
            kind: min(distance for distance, times in pitches.items() if times * 4 >= max(pitches.values()))
            for kind, pitches in found.items()
        }

    @staticmethod
    def _is_justified(columns: Iterable[Column]) -> bool:
        """Whether most lines end at the right margin of their column."""
        lines = reaching = 0
        for column in columns:
            if len(column.lines) > 5:
                rights = Counter(round(line.right) for line in column.lines)
                edge = rights.most_common(1)[0][0]
                lines += len(column.lines)
                reaching += rights[edge - 1] + rights[edge] + rights[edge + 1]
        return lines > 0 and reaching * 2 > lines

    def pitch(self, line: Line) -> float:
        """The usual distance between baselines of lines like this one, in points."""
        size, is_code = _kind_of(line)
        known = self._pitches.get((size, is_code)) or self._pitches.get((size, not is_code))
        if known is None or known > line.size * 2.2:
            body = self._body_pitch
            return min(known or body, max(1.0, body / self.body_size) * line.size)
        return known

    @property
    def _body_pitch(self) -> float:
        known = (self._pitches.get((self.body_size, is_code)) for is_code in (False, True))
        return next(filter(None, known), self.body_size * 1.2)

    def right_margin(self, column: Column) -> float:
        """The right edge of the column's lines; a column of few short lines has its neighbors' width."""
        if len(column.lines) < 6 and not column.is_set_in:
            return max(column.right, column.left + self.width)
        return column.right

    def is_gap(self, above: Line, below: Line) -> bool:
        """Whether two lines are further apart than lines of one paragraph."""
        distance = above.baseline - below.baseline
        if below.size > self.body_size * LARGER:
            spacing = min(self._body_pitch, self.body_size * 2.2) / self.body_size
            return distance > below.size * max(_DISPLAY_GAP, spacing * _GAP)
        return distance > self.pitch(below) * _GAP

    def would_fit(self, line: Line, following: Line, column: Column) -> bool:
        """Whether the first word of the following line would have fit on ``line``, which was therefore broken
        on purpose.
        """
        first = following.words[0]
        width = first.right - first.left
        if wide_characters(first.text[:1]):  # without spaces, a line may end after nearly any character
            width = min(width, line.size * 1.5)
        return line.right + line.size * 0.35 + width < self.right_margin(column)

    def _usual_convention(self, columns: Iterable[Column]) -> Convention:
        gaps = indents = shorts = 0
        for column in columns:
            for above, below in pairwise(column.lines):
                if not (self._is_body(above) and self._is_body(below)) or is_marker(below):
                    continue
                distance = above.baseline - below.baseline
                short = self.would_fit(above, below, column) and SENTENCE_END.search(above.text)
                if self.is_gap(above, below):
                    gaps += distance < self.pitch(below) * _FAR
                elif is_indented(below, column.left):
                    indents += abs(above.left - column.left) < above.size * 0.3
                elif short:
                    shorts += 1
        if shorts > 2 * max(gaps, indents) and shorts > 2:
            return Convention.NONE
        if gaps >= indents and gaps:
            return Convention.GAP
        return Convention.INDENT if indents > 1 else Convention.NONE

    def _trusts_tags(self, columns: Iterable[Column]) -> bool:
        """Whether the tags of a tagged PDF agree with the layout: no new tag within running text, and none that covers
        both sides of a gap.
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

    def tag_of(self, line: Line) -> StructureTag | None:
        """The tag of a line, if the document's tags are reliable."""
        return line.tag if self.trusts_tags else None

    def is_tagged_apart(self, above: Line, below: Line) -> bool | None:
        """Whether tags put two lines of a page into different paragraphs; None if they say nothing."""
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


def is_marker(line: Line) -> bool:
    """Whether a line begins with a list marker."""
    return len(line.words) > 1 and MARKER.fullmatch(line.words[0].text) is not None


def is_indented(line: Line, left: float) -> bool:
    """Whether a line is indented as far as the first line of a paragraph can be."""
    return line.size * INDENT < line.left - left < line.size * DEEPEST_INDENT


def is_same_size(one: Line, other: Line) -> bool:
    """Whether two lines have about the same type size."""
    return abs(one.size - other.size) <= max(one.size, other.size) * _OTHER_SIZE


def _kind_of(line: Line) -> tuple[float, bool]:
    """The size of a line, and whether it is code."""
    return _rounded(line.size), bool(line.style & MONOSPACE)


def _rounded(size: float) -> float:
    return round(size * 2) / 2
