"""Breaks prose into lines that fill the column on both sides: words are hyphenated, and spaces widened a little."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from readtui.layout.glyphs import is_simple
from readtui.layout.hyphenation import Hyphens
from readtui.layout.line import Run
from readtui.layout.widths import CellWidths
from readtui.layout.wrap import wrap

_LETTERS = re.compile(r"[^\W\d_]{5,60}")
_LEAST_GAP = 3
"""A line is left as it is if no more than this is free behind it, in cells and without the hyphen."""
_MOST_ADDED = 2
_MOST_HYPHENS = 2


class FilledLine(NamedTuple):
    """A half-open range of the text; ``is_hyphenated``: a hyphen is to be written behind it."""

    start: int
    end: int
    is_hyphenated: bool


def filled_lines(
    text: str, start: int, end: int, width: int, hyphens: Hyphens, widths: CellWidths
) -> Iterator[FilledLine]:
    """The lines of a range without line ends. Only text of one cell per character is hyphenated."""
    if not is_simple(text, start, end):
        for line in wrap(text, start, end, width, widths):
            yield FilledLine(*line, False)
        return
    in_a_row = 0
    while end - start > width:
        # The wrapping of one line does not depend on those after it.
        (_, stop), *others = wrap(text, start, min(end, start + 2 * width), width, widths)
        if not others:
            yield FilledLine(start, stop, False)
            return
        following, cut = others[0], 0
        if width - (stop - start) > _LEAST_GAP and in_a_row < _MOST_HYPHENS:
            cut = _hyphenation(text, following[0], end, start + width - 1, hyphens)
        in_a_row = in_a_row + 1 if cut else 0
        yield FilledLine(start, cut or stop, bool(cut))
        start = cut or following[0]
    if start < end:
        yield FilledLine(start, end, False)


def _hyphenation(text: str, word_start: int, end: int, limit: int, hyphens: Hyphens) -> int:
    """The last place up to ``limit`` where the word may be broken; 0 if there is none. The last word stays whole."""
    space = text.find(" ", word_start, end)
    if space < 0:
        return 0
    found = 0
    for letters in _LETTERS.finditer(text, word_start, space):
        places = (letters.start() + place for place in hyphens(letters[0]))
        found = max((place for place in places if place <= limit), default=found)
    return found


def spread(text: str, run: Run, width: int, number: int) -> Run:
    """The run with its spaces widened so that it is ``width`` cells wide; as it is if they would become too wide.

    ``number``: that of the line in its paragraph.
    """
    spaces = [offset for offset in range(run.start, run.end) if text[offset] == " "]
    missing = run.cell + width - run.end_cell
    if not spaces or missing <= 0 or missing > _MOST_ADDED * len(spaces):
        return run
    # Evenly, beginning elsewhere in every second line, so that the wider spaces do not form a column.
    count = len(spaces)
    begins = count // 2 if number % 2 else 0
    reached = [(place * missing + begins) // count for place in range(count + 1)]
    added = {offset: reached[place + 1] - reached[place] for place, offset in enumerate(spaces)}
    if not run.columns:
        run = _measured(text, run)
    columns, shown, shift = [], [], 0
    for offset, column, written in zip(run.offsets, run.columns, run.shown, strict=False):
        columns.append(column + shift)
        shift += added.get(offset, 0)
        shown.append(written + " " * added.get(offset, 0))
    return replace(run, columns=(*columns, run.columns[-1] + shift), shown=tuple(shown))


def _measured(text: str, run: Run) -> Run:
    """The same run of one cell per character, with its columns listed."""
    cells = tuple(range(run.cell, run.cell + run.end - run.start + 1))
    return replace(run, offsets=tuple(range(run.start, run.end)), columns=cells, shown=tuple(text[run.start : run.end]))
