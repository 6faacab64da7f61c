"""Groups the words of PDF pages into lines, and lines into columns in reading order."""

import statistics
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import field
from itertools import pairwise

from readtui.importers.pdf.tags import StructureTag
from readtui.importers.pdf.word import HYPHEN, Word
from readtui.quick_dataclass import dataclass

_SHIFTED = 0.45
_SHIFTED_SCRIPT = 0.6
_LEAST_SCRIPT = 0.5
_SMALLER = 0.87
_LARGER = 1.06
_LEAST_SHIFT = 0.08
_HIGH_SHIFT = 0.25
_WIDEST_SPACE = 3.0
_JOINED_GAP = 0.15
_NEAR = 1.8
_FEWEST_LINES = 3
_JUSTIFIED_LINES = 5
_MAX_DEPTH = 8
_MAX_CANDIDATES = 40


@dataclass(slots=True, eq=False)
class Line:
    """Words on one baseline. Positions in points; ``size`` and ``style`` are those of most of its characters.

    ``tag``: that of its first tagged word; ``cells``: the cells of a whole table, row by row, each a list of lines.
    """

    words: list[Word]
    page: int
    left: float = 0.0
    right: float = 0.0
    baseline: float = 0.0
    size: float = 0.0
    style: int = 0
    tag: StructureTag | None = None
    cells: Sequence[Sequence[Sequence["Line"]]] = ()

    def measure(self) -> None:
        """Compute the position and size from the words."""
        words = self.words
        self.left = min([word.left for word in words])
        self.right = max([word.right for word in words])
        self.tag = next((word.tag for word in words if word.tag), None)
        first = words[0]
        if len({(word.size, word.style, word.baseline) for word in words}) == 1:
            # The usual case in a third of the time.
            self.size, self.style, self.baseline = first.size, first.style, first.baseline
            for word in words:
                word.script = 0
            return
        sizes, styles = Counter[float](), Counter[int]()
        for word in words:
            sizes[round(word.size * 2) / 2] += len(word.text)
            styles[word.style] += len(word.text)
        self.style = styles.most_common(1)[0][0]
        common = sizes.most_common(1)[0][0]
        of_size = [word for word in words if round(word.size * 2) / 2 == common]
        self.size = of_size[0].size
        self.baseline = statistics.median([word.baseline for word in of_size])
        for word in words:
            word.script = self._script(word)
        for before, word in pairwise(words):
            if (before.script or word.script) and word.left - before.right < word.size * _JOINED_GAP:
                word.joined = True

    def _script(self, word: Word) -> int:
        shift = (word.baseline - self.baseline) / self.size
        if word.size <= self.size * _SMALLER and abs(shift) >= _LEAST_SHIFT:
            return 1 if shift > 0 else -1
        return int(shift > _HIGH_SHIFT and word.size < self.size * _LARGER)

    @property
    def text(self) -> str:
        """The words, separated by spaces as in the PDF; a divided word at the end keeps its mark."""
        words = self.words
        if True not in [word.joined for word in words]:
            return " ".join([word.text for word in words])
        return "".join(space_before(words, index) + word.text for index, word in enumerate(words))


@dataclass(slots=True)
class Column:
    """Lines from top to bottom, and their margins; ``is_set_in``: within the margins of other lines."""

    lines: list[Line]
    is_set_in: bool = False
    left: float = field(init=False)
    right: float = field(init=False)

    def __post_init__(self) -> None:
        lines = [line for line in self.lines if not line.cells] or self.lines
        rights = Counter(round(line.right) for line in lines)
        edge = max(rights, key=lambda right: (rights[right - 1] + rights[right] + rights[right + 1], right))
        is_justified = (rights[edge - 1] + rights[edge] + rights[edge + 1]) * 2 > len(lines) > _JUSTIFIED_LINES
        self.right = edge + 1.0 if is_justified else max(line.right for line in lines)
        lefts = Counter(round(line.left) for line in lines)
        common = [left for left, times in lefts.items() if times > 1 and times * 20 >= len(lines)]
        self.left = float(min(common or lefts))


def space_before(words: Sequence[Word], index: int) -> str:
    """The text before a word of a line: a space, or nothing."""
    if index == 0:
        return ""
    word, before = words[index], words[index - 1]
    return "" if word.joined and word.left - before.right < word.size * _JOINED_GAP else " "


def lines_of(words: Sequence[Word], page: int) -> list[Line]:
    """The words of a page as lines, in the order in which they were set."""
    lines: list[Line] = []
    line: list[Word] = []
    for word in words:
        if line and not _goes_on(line[-1], word):
            lines.append(Line(line, page))
            line = []
        line.append(word)
    if line:
        lines.append(Line(line, page))
    for made in lines:
        made.measure()
    return _split_at_gutters(lines)


def _goes_on(before: Word, word: Word) -> bool:
    size = max(before.size, word.size)
    gap = word.left - before.right
    smaller = min(before.size, word.size)
    if smaller < size * 0.6 and gap > size * 0.6:
        return False
    if smaller < size * _LEAST_SCRIPT and abs(before.baseline - word.baseline) > smaller * _SHIFTED:
        return False
    is_script = gap < size * 0.5 and smaller > size * _LEAST_SCRIPT
    return (
        not before.text.endswith(HYPHEN)
        and abs(before.baseline - word.baseline) <= size * (_SHIFTED_SCRIPT if is_script else _SHIFTED)
        and -size * 0.5 <= gap <= size * _WIDEST_SPACE
    )


def _split_at_gutters(lines: list[Line]) -> list[Line]:
    """Split lines across columns, on pages that were set row by row."""
    gaps = [
        (before.right, word.left)
        for line in lines
        for before, word in zip(line.words, line.words[1:], strict=False)
        if word.left - before.right >= line.size * 0.9
    ]
    if len(gaps) < 8 or len(gaps) * 2 < len(lines):
        return lines
    place = _common_place(gaps)
    crossed = [line for line in lines if line.left < place < line.right]
    parted = [line for line in crossed if any(_is_in_gap(place, *pair) for pair in zip(line.words, line.words[1:]))]  # noqa: B905
    if len(parted) < 8 or len(parted) * 10 < len(crossed) * 8:
        return lines
    found: list[Line] = []
    for line in lines:
        at = next((i for i in range(1, len(line.words)) if _is_in_gap(place, *line.words[i - 1 : i + 1])), 0)
        if line not in parted or not at:
            found.append(line)
            continue
        for words in (line.words[:at], line.words[at:]):
            found.append(Line(words, line.page))
            found[-1].measure()
    return found


def _is_in_gap(place: float, before: Word, word: Word) -> bool:
    return before.right <= place <= word.left and word.left - before.right >= word.size * 0.9


def _common_place(gaps: Sequence[tuple[float, float]]) -> float:
    """The position that lies in the most gaps."""
    events = sorted([(start, -1) for start, _ in gaps] + [(end, 1) for _, end in gaps])
    open_gaps = most = 0
    place = gaps[0][0]
    for at, step in events:
        open_gaps -= step
        if open_gaps > most:
            most, place = open_gaps, at
    return place


def columns_of(lines: Sequence[Line], depth: int = 0) -> list[Column]:
    """The lines as columns in reading order; lines that span columns come before the columns below them."""
    if not lines:
        return []
    gutter = _gutter(lines) if depth < _MAX_DEPTH and len(lines) >= 2 * _FEWEST_LINES else None
    if gutter is None:
        return [Column(from_top(lines))]
    columns: list[Column] = []
    band: list[Line] = []
    spanning: list[Line] = []

    def close_band() -> None:
        for side in ([x for x in band if x.right <= gutter], [x for x in band if x.right > gutter]):
            columns.extend(columns_of(side, depth + 1))
        band.clear()

    for line in sorted(lines, key=lambda line: -line.baseline):
        if line.left < gutter - 1 and line.right > gutter + 1:
            close_band()
            spanning.append(line)
        elif (
            spanning and _ends_spanning(spanning[-1], line) and not _beside([line], [x for x in lines if x is not line])
        ):
            spanning.append(line)
        else:
            if spanning:
                columns.append(Column(from_top(spanning)))
                spanning = []
            band.append(line)
    if spanning:
        columns.append(Column(from_top(spanning)))
    close_band()
    return columns


def _ends_spanning(above: Line, line: Line) -> bool:
    """Whether a short line continues one above that spans columns."""
    is_near = above.baseline - line.baseline < line.size * _NEAR
    return is_near and abs(above.size - line.size) < line.size * 0.06 and line.left < above.left + line.size * 2


def from_top(lines: Sequence[Line]) -> list[Line]:
    """Lines from top to bottom; pieces on one baseline become one line."""
    found: list[Line] = []
    for line in sorted(lines, key=lambda line: (-line.baseline, line.left)):
        last = found[-1] if found else None
        if (
            last
            and not last.cells
            and not line.cells
            and abs(last.baseline - line.baseline) <= max(last.size, line.size) * 0.3
        ):
            merged = Line(sorted([*last.words, *line.words], key=lambda word: word.left), line.page)
            merged.measure()
            found[-1] = merged
        else:
            found.append(line)
    return found


def _gutter(lines: Sequence[Line]) -> float | None:
    """The left edge of the right one of the widest pair of columns; None for a single column.

    Columns are adjacent lines, many of them full, with a common left edge.
    """
    size = statistics.median(line.size for line in lines)
    lefts = Counter(round(line.left) for line in lines)
    best: float = 0
    found: float | None = None
    for left, _ in lefts.most_common(_MAX_CANDIDATES):
        if lefts[left - 1] + lefts[left] + lefts[left + 1] < _FEWEST_LINES:
            continue
        place = left - 1.5
        before = [line for line in lines if line.right <= place]
        after = [line for line in lines if line.left >= place]
        if min(len(before), len(after)) < _FEWEST_LINES or not (_is_prose(before, size) and _is_prose(after, size)):
            continue
        pairs = min(_beside(before, after), _beside(after, before))
        crossing = len(lines) - len(before) - len(after)
        if pairs >= _FEWEST_LINES and pairs * 2 - crossing * 0.5 > best:
            best, found = pairs * 2 - crossing * 0.5, place
    return found


def _is_prose(lines: Sequence[Line], size: float) -> bool:
    """Whether lines could be one or more columns: wide enough, and many of them well filled."""
    width = max(line.right for line in lines) - min(line.left for line in lines)
    filled = sum(line.right - line.left >= max(width * 0.3, size * 6) for line in lines)
    return width >= size * 8 and filled >= max(_FEWEST_LINES, len(lines) * 0.3)


def _beside(lines: Sequence[Line], others: Sequence[Line]) -> int:
    """How many of ``lines`` have one of ``others`` at the same height."""
    heights = sorted(line.baseline for line in others)
    count = 0
    for line in lines:
        at = bisect_left(heights, line.baseline - line.size * 0.8)
        count += at < len(heights) and heights[at] <= line.baseline + line.size * 0.8
    return count
