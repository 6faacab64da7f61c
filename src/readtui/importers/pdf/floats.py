"""Finds what PDF text flows around within a column: figures and tables with captions, notices at the bottom."""

import re
from collections.abc import Iterator, Sequence

from readtui.importers.pdf.lines import Column, Line
from readtui.importers.pdf.typesetting import LARGER, SENTENCE_END, Typesetting, is_same_size
from readtui.importers.pdf.word import BOLD, HYPHEN, MONOSPACE
from readtui.quick_dataclass import dataclass

CAPTION = re.compile(
    r"(?:fig(?:ure|\.)|abb(?:ildung|\.)|table|tabelle|tableau|figura|tabla)\s*[\dIVX]+[.:)]", re.IGNORECASE
)
"""The beginning of a caption."""

_NOTICE = re.compile(
    r"""permission\s+to\s+(?:make|copy|reproduce)|copyright\b|©|\(c\)\s*\d{4}|c\s+©?\s*\d{4}\b|manuscript\s+received
    |(?:received|accepted|revised|submitted|published)(?:\s+online)?:?\s+\d|this\s+work\s+(?:is|was|has\s+been)\s
    |(?:\W\s*)?(?:corresponding|correspondence)\b|e-?mail(?:\s+address)?\w*:|(?:https?://)?(?:dx\.)?doi\b|isbn\b|issn\b
    |to\s+cite\s+this|licensed\s+under|all\s+rights\s+reserved|available\s+online|publication\s+rights|arxiv:
    |the\s+authors?\s+(?:is|are)\s+with""",
    re.IGNORECASE | re.VERBOSE,
)
_WORD = re.compile(r"[^\W\d_]{3,}")
_LINES_APART = 1.4
_MOST_LINES = 8
_MOST_NOTICE_LINES = 16
_SMALLER = 0.97
_FULL = 0.55
_PROSE_WORDS = 4
_LABEL_WORDS = 3
_FEWEST_LABELS = 4


@dataclass(frozen=True, slots=True)
class Run:
    """Lines of a column that belong together.

    ``is_float``: text may flow around them; ``is_label``: they are words and numbers inside a figure.
    """

    lines: list[Line]
    is_float: bool = False
    is_label: bool = False


def runs_of(column: Column, setting: Typesetting) -> Iterator[Run]:
    """The lines of a column in order: its text, and the floats."""
    lines = column.lines
    at = done = 0
    while at < len(lines):
        if not (lines[at].cells or CAPTION.match(lines[at].text)):
            at += 1
            continue
        start, end = _figure(column, setting, done, at)
        if end == start:
            at += 1
            continue
        yield from _text(lines[done:start], setting, is_last=False)
        yield from _figure_runs(lines[start:end])
        at = done = end
    yield from _text(lines[done:], setting, is_last=True)


def _figure(column: Column, setting: Typesetting, first: int, at: int) -> tuple[int, int]:
    """Start and end of the figure whose table or caption is at ``at``; equal if there is none."""
    lines = column.lines
    end = at + 1 if lines[at].cells else _caption_end(lines, at)
    start = at
    while start > first and _is_label(lines[start - 1], column, setting):
        start -= 1
    if _are_labels(lines[first:start], column, setting):
        start = first
    is_apart = start == first or not _goes_on(lines[start - 1], lines[start])
    return (start, end) if end > at and is_apart else (at, at)


def _figure_runs(lines: Sequence[Line]) -> Iterator[Run]:
    """The labels of a figure together, code, each table, and its caption."""
    caption = next((index for index, line in enumerate(lines) if CAPTION.match(line.text)), len(lines))
    group: list[Line] = []
    for line in lines[:caption]:
        if group and (line.cells or group[0].cells or (line.style ^ group[0].style) & MONOSPACE):
            yield _inner_run(group)
            group = []
        group.append(line)
    if group:
        yield _inner_run(group)
    if lines[caption:]:
        yield Run(list(lines[caption:]), is_float=True)


def _inner_run(lines: list[Line]) -> Run:
    words = sum(len(line.words) for line in lines)
    is_label = not lines[0].cells and not lines[0].style & MONOSPACE and words <= _LABEL_WORDS * len(lines)
    return Run(lines, is_float=True, is_label=is_label)


def _caption_end(lines: Sequence[Line], start: int) -> int:
    """The end of a caption that begins at ``start``; ``start`` if its end is unclear."""
    end = start + 1
    while end < len(lines) and _goes_on(lines[end - 1], lines[end]):
        end += 1
    return end if end - start <= _MOST_LINES else start


def _text(lines: Sequence[Line], setting: Typesetting, *, is_last: bool) -> Iterator[Run]:
    """Text, and notices at the bottom of a column whose sentence continues in the next column."""
    cut = _notice_start(lines, setting) if is_last else len(lines)
    if lines[:cut]:
        yield Run(list(lines[:cut]))
    notice: list[Line] = []
    for line in lines[cut:]:
        if notice and not _goes_on(notice[-1], line):
            yield Run(notice, is_float=True)
            notice = []
        notice.append(line)
    if notice:
        yield Run(notice, is_float=True)


def _notice_start(lines: Sequence[Line], setting: Typesetting) -> int:
    """The start of notices at the end of the lines; the number of lines if there are none."""
    for at in range(max(1, len(lines) - _MOST_NOTICE_LINES), len(lines)):
        above, line = lines[at - 1], lines[at]
        if is_same_size(above, line) and not setting.is_gap(above, line):
            continue
        is_small = all(one.size < setting.body_size * _SMALLER for one in lines[at:])
        if (is_small or _NOTICE.match(line.text)) and _is_unfinished(lines[:at], setting):
            return at
    return len(lines)


def _is_unfinished(lines: Sequence[Line], setting: Typesetting) -> bool:
    """Whether lines are running text that ends in mid-sentence at the right margin."""
    line = lines[-1]
    is_body = abs(line.size - setting.body_size) < setting.body_size * (1 - _SMALLER)
    if line.text.endswith(HYPHEN):
        return is_body
    left, right = min(one.left for one in lines), max(one.right for one in lines)
    is_full = right - line.right < (right - left) * 0.15
    return is_body and is_full and not line.cells and not SENTENCE_END.search(line.text)


def _is_label(line: Line, column: Column, setting: Typesetting) -> bool:
    """Whether a line can be inside a figure: small or monospace type that is not running text."""
    is_small = line.size < setting.body_size * _SMALLER or bool(line.style & MONOSPACE)
    return is_small and not line.cells and not CAPTION.match(line.text) and not _is_prose(line, column)


def _are_labels(lines: Sequence[Line], column: Column, setting: Typesetting) -> bool:
    """Whether everything above a caption, up to the top of the column or another figure, can be in its figure."""
    if len(lines) < _FEWEST_LABELS or lines[0].style & BOLD:
        return False
    return not any(
        line.cells or line.size > setting.body_size * LARGER or _is_prose(line, column) or line.text.endswith(".")
        for line in lines
    )


def _is_prose(line: Line, column: Column) -> bool:
    is_full = line.right - line.left >= (column.right - column.left) * _FULL
    return is_full and len(_WORD.findall(line.text)) >= _PROSE_WORDS


def _goes_on(above: Line, below: Line) -> bool:
    is_near = above.baseline - below.baseline <= below.size * _LINES_APART
    return is_near and abs(above.size - below.size) < below.size * 0.05 and not (above.cells or below.cells)
