"""Puts the drop caps of PDF paragraphs in front of the words that they start."""

import statistics
from collections.abc import Sequence

from readtui.importers.pdf.lines import Line

_LARGER = 1.7
_LONGEST = 2
_FEWEST_BESIDE = 2
_CAP_HEIGHT = 0.75


def with_drop_caps(lines: Sequence[Line]) -> list[Line]:
    """The lines of a page with each large initial as part of the first line beside it, and without the indent
    it caused.
    """
    if not lines:
        return []
    usual = statistics.median(line.size for line in lines)
    found = list(lines)
    for cap in lines:
        if not _is_initial(cap, usual):
            continue
        beside = sorted((line for line in lines if _is_beside(line, cap)), key=lambda line: -line.baseline)
        if len(beside) >= _FEWEST_BESIDE:
            found.remove(cap)
            _join(cap, beside)
    return found


def _is_initial(line: Line, usual: float) -> bool:
    text = line.text
    return len(line.words) == 1 and len(text) <= _LONGEST and text[-1].isalpha() and line.size >= usual * _LARGER


def _is_beside(line: Line, cap: Line) -> bool:
    height = line.baseline - cap.baseline
    return (
        line.size * _LARGER <= cap.size
        and -0.3 * line.size <= line.left - cap.right <= 1.2 * line.size
        and -0.3 * line.size <= height <= cap.size * _CAP_HEIGHT
    )


def _join(cap: Line, beside: Sequence[Line]) -> None:
    first = beside[0]
    word = first.words[0]
    word.text, word.left = cap.text + word.text, cap.left
    if word.glyphs is not None:
        word.glyphs = [*(cap.words[0].glyphs or ()), *word.glyphs]
    for line in beside:
        line.left = cap.left
