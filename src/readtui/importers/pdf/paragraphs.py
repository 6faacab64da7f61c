"""Groups the lines of PDF columns into paragraphs: by leading, indent, short last lines, and changes of type."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from readtui.importers.pdf.floats import runs_of
from readtui.importers.pdf.lines import Column, Line
from readtui.importers.pdf.typesetting import (
    DEEPEST_INDENT,
    INDENT,
    LARGER,
    SENTENCE_END,
    Convention,
    Typesetting,
    is_indented,
    is_marker,
    is_same_size,
)
from readtui.importers.pdf.word import BOLD, HYPHEN, MONOSPACE
from readtui.quick_dataclass import dataclass

_BULLET = re.compile(r"[•◦▪▫■□●○‣⁃∙·]")
_CONTENTS_END = re.compile(r"(?:\.\s?){4,}\s*(?:\d{1,4}|[ivxlc]{1,6})$")
_FEWEST_SET_IN = 3
_FEWEST_IN_PROSE = 3
"""So many words in other type begin a line of running text, not of code with numbers or a prompt in front."""


@dataclass(slots=True)
class Paragraph:
    """Lines of flowing text. ``gap``: the distance above is larger than between its lines; ``is_label``: it consists of
    the words and numbers inside a figure.
    """

    lines: list[Line]
    column: Column
    gap: bool
    is_label: bool = False

    @property
    def is_table(self) -> bool:
        """Whether its only line represents a table."""
        return bool(self.lines[0].cells)

    @property
    def size(self) -> float:
        """The predominant font size of its first line, in points."""
        return self.lines[0].size

    @property
    def style(self) -> int:
        """The styles common to all its lines."""
        style = self.lines[0].style
        for line in self.lines:
            style &= line.style
        return style

    @property
    def text(self) -> str:
        """The words of its lines with single spaces; divided words stay divided."""
        return " ".join(line.text for line in self.lines)


def paragraphs_of(columns: Sequence[Column], setting: Typesetting) -> Iterator[Paragraph]:
    """The paragraphs of all columns in order. One may continue in the next column, around figures and notices."""
    current: Paragraph | None = None
    floats: list[Paragraph] = []
    for whole in columns:
        is_below_float = False
        for run in runs_of(whole, setting):
            if run.is_float:
                floats.append(Paragraph(run.lines, whole, gap=True, is_label=run.is_label))
                is_below_float = True
                continue
            column = Column(run.lines) if len(run.lines) < len(whole.lines) else whole
            for group in _groups(run.lines, setting):
                place = _set_in(group, column, setting) or column
                hanging = _hanging_edge(group, column, setting)
                parts_lines = _parts_lines(group, column)
                for index, line in enumerate(group):
                    is_top, is_gap = line is run.lines[0], index == 0
                    if current:
                        if is_top:
                            starts = _starts_in_column(current, line, column, setting, is_below_float=is_below_float)
                        else:
                            following = group[index + 1] if index + 1 < len(group) else None
                            is_new = parts_lines
                            if is_new is None:
                                is_new = _starts(current, line, following, hanging, place, setting)
                            starts = is_gap or is_new
                        tagged_apart = setting.is_tagged_apart(current.lines[-1], line)
                        if not (starts if tagged_apart is None else tagged_apart):
                            current.lines.append(line)
                            continue
                        yield current
                    yield from floats
                    floats.clear()
                    current = Paragraph([line], place, is_gap and not (current and is_top))
    if current:
        yield current
    yield from floats


def _groups(lines: Sequence[Line], setting: Typesetting) -> Iterator[list[Line]]:
    """Lines of a column between gaps and changes of type."""
    group = list(lines[:1])
    for index, (above, below) in enumerate(pairwise(lines)):
        is_same = _same_type(above, below) or any(_is_run_in(lines, at, setting) for at in (index, index + 1))
        if setting.is_gap(above, below) or not is_same:
            yield group
            group = []
        group.append(below)
    if group:
        yield group


def _is_run_in(lines: Sequence[Line], at: int, setting: Typesetting) -> bool:
    """Whether a line in monospace type, usually a URL, continues the sentence of the line above."""
    if at == 0 or not _is_code(lines[at]) or not is_same_size(lines[at - 1], lines[at]):
        return False
    above, line = lines[at - 1], lines[at]
    # A point at which a URL was divided ends no sentence.
    is_ended = SENTENCE_END.search(above.text) and not above.words[-1].style & MONOSPACE
    if above.cells or _is_code(above) or is_ended or setting.is_gap(above, line):
        return False
    is_single = at + 1 == len(lines) or not _is_code(lines[at + 1]) or setting.is_gap(line, lines[at + 1])
    return is_single and line.left < above.left + line.size * 0.3


def _set_in(group: Sequence[Line], column: Column, setting: Typesetting) -> Column | None:
    """A group of lines as a column with its own margins, if all begin further right and most are full."""
    if len(group) < _FEWEST_SET_IN or min(line.left for line in group) < column.left + group[0].size * INDENT:
        return None
    own = Column(list(group), is_set_in=True)
    full = sum(not setting.would_fit(above, below, own) for above, below in pairwise(group))
    return own if full * 5 >= (len(group) - 1) * 4 else None


def _hanging_edge(group: Sequence[Line], column: Column, setting: Typesetting) -> float | None:
    """The left edge of first lines if the following lines are indented; None for an ordinary block of text.

    In a hanging paragraph the first line is full; an indented first line often follows a line with room.
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


def _parts_lines(group: Sequence[Line], column: Column) -> bool | None:
    """Whether lines with different starts but a common end or middle were broken on purpose, like an address; None for
    other lines.
    """
    size = group[0].size
    set_in = [line for line in group[1:] if line.left - column.left >= size]
    if len(group) < 2 or len(set_in) * 3 < len(group[1:]) * 2 or is_marker(group[0]):
        return None
    lefts = {round(line.left / size) for line in group}
    if len(lefts) < min(3, len(group)):
        return None
    rights = [line.right for line in group]
    middles = [line.left + line.right for line in group]
    if max(rights) - min(rights) > size * 0.3 and max(middles) - min(middles) > size * 0.3:
        return None
    width = max(rights) - min(line.left for line in group)
    return any(_had_room(above, below, width) for above, below in pairwise(group))


def _had_room(above: Line, below: Line, width: float) -> bool:
    """Whether the first word of a line would have fit on the line above."""
    first = below.words[0]
    return above.right - above.left + below.size * 0.35 + first.right - first.left < width


def _starts(
    current: Paragraph, line: Line, following: Line | None, hanging: float | None, column: Column, setting: Typesetting
) -> bool:
    """Whether a line begins a paragraph; the line above has the same type and the usual distance."""
    before = current.lines[-1]
    if before.text.endswith(HYPHEN) or line.size > setting.body_size * LARGER:
        return False
    if is_marker(line) and (_is_bullet(line) or is_marker(current.lines[0])):
        return True
    if _CONTENTS_END.search(before.text):
        return True
    if line.style & before.style & MONOSPACE:
        return False
    size = line.size
    if is_marker(current.lines[0]) and line.left < current.lines[0].left + size * 0.3:
        outer = current.lines[0].left - size * 0.3
        outside = line.left < outer <= before.left
        # A paragraph with a number whose first line is indented goes on at the margin.
        goes_on = before is current.lines[0] and line.text[:1].islower() and not SENTENCE_END.search(before.text)
        return (outside and not goes_on) or setting.would_fit(before, line, column)
    if hanging is not None:
        return line.left - hanging < size * 0.3 and (before.left - hanging >= size * 0.3 or is_marker(line))
    is_first = before is current.lines[0]
    step = line.left - before.left
    if step > size * INDENT:
        if is_first and is_marker(before):
            return False
        return step < size * DEEPEST_INDENT or setting.would_fit(before, line, column)
    if step < -size * INDENT and not is_first:
        return True
    if (
        setting.convention is Convention.INDENT
        and not is_marker(current.lines[0])
        and is_indented(line, column.left)
        and abs(step) < size * 0.3
    ):
        goes_back = following is not None and following.left < line.left - size * INDENT
        return goes_back or setting.would_fit(before, line, column)
    return _was_ended(before, line, column, setting)


def _was_ended(before: Line, line: Line, column: Column, setting: Typesetting) -> bool:
    """Whether a short line ends a paragraph, where neither gap nor indent shows it."""
    if not setting.would_fit(before, line, column):
        return False
    is_sentence = SENTENCE_END.search(before.text) is not None
    starts_small = line.text[:1].islower()
    room = (setting.right_margin(column) - before.right) / max(1.0, column.right - column.left)
    if setting.convention is Convention.NONE:
        return is_sentence or not starts_small or room > 0.4
    if setting.is_justified and not starts_small and room > 0.05:
        return True
    if starts_small or room < 0.12:
        return False
    return is_sentence if setting.convention is Convention.INDENT else is_indented(line, column.left)


def _starts_in_column(
    current: Paragraph, line: Line, column: Column, setting: Typesetting, *, is_below_float: bool
) -> bool:
    """Whether the first line of a column, or the first below a figure in it, begins a paragraph, where no gap
    can show it.
    """
    before = current.lines[-1]
    if is_below_float and before.page == line.page and not SENTENCE_END.search(before.text) and line.text[:1].islower():
        return not _same_type(before, line)
    is_below = before.page == line.page and line.baseline < before.baseline
    if not _same_type(before, line) or (is_below and setting.is_gap(before, line)):
        return True
    if before.text.endswith(HYPHEN):
        return False
    if is_marker(line) and (_is_bullet(line) or is_marker(current.lines[0])):
        return True
    if is_indented(line, column.left) and setting.convention is Convention.INDENT:
        return not is_marker(current.lines[0])
    if line.text[:1].islower():
        return False
    ended = setting.would_fit(before, line, current.column)
    if setting.convention is Convention.INDENT:
        return ended and SENTENCE_END.search(before.text) is not None
    return ended


def _is_bullet(line: Line) -> bool:
    return _BULLET.fullmatch(line.words[0].text) is not None


def _same_type(one: Line, other: Line) -> bool:
    """Whether two lines can belong to one paragraph: same size, both bold or not, both code or not."""
    if one.cells or other.cells or not is_same_size(one, other) or _is_code(one) != _is_code(other):
        return False
    return not (one.style ^ other.style) & BOLD or _is_mixed(one) or _is_mixed(other)


def _is_code(line: Line) -> bool:
    """Whether a line in monospace type does not begin with words in another one, as running text before a URL does."""
    if not line.style & MONOSPACE:
        return False
    first = line.words[:_FEWEST_IN_PROSE]
    return len(first) < _FEWEST_IN_PROSE or any(
        word.style & MONOSPACE or not any(map(str.isalpha, word.text)) for word in first
    )


def _is_mixed(line: Line) -> bool:
    return len({word.style & BOLD for word in line.words}) > 1
