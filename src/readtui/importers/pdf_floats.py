"""Tables and captions at the top or foot of a PDF column, which a paragraph may go around."""

import re
from collections.abc import Sequence

from readtui.importers.pdf_lines import Line

CAPTION = re.compile(
    r"(?:fig(?:ure|\.)|abb(?:ildung|\.)|table|tabelle|tableau|figura|tabla)\s*[\dIVX]+[.:)]", re.IGNORECASE
)
"""How a caption begins."""

_LINES_APART = 1.4
_MOST_LINES = 8


def without_floats(lines: Sequence[Line]) -> tuple[list[list[Line]], list[Line], list[list[Line]]]:
    """What stands at the top of a column, its text, and what stands at its foot.

    A caption and a table are a group of lines each.
    """
    head: list[list[Line]] = []
    start = 0
    while start < len(lines):
        end = start + 1 if lines[start].cells else _caption_end(lines, start)
        if end == start:
            break
        head.append(list(lines[start:end]))
        start = end
    foot: list[list[Line]] = []
    stop = len(lines)
    while stop > start:
        first = stop - 1 if lines[stop - 1].cells else _caption_start(lines, start, stop)
        if first == stop:
            break
        foot.insert(0, list(lines[first:stop]))
        stop = first
    return head, list(lines[start:stop]), foot


def _caption_end(lines: Sequence[Line], start: int) -> int:
    """Where a caption that begins at ``start`` ends; ``start`` if there is none, or if nothing tells its end."""
    if not CAPTION.match(lines[start].text):
        return start
    end = start + 1
    while end < len(lines) and _goes_on(lines[end - 1], lines[end]):
        end += 1
    return end if end - start <= _MOST_LINES else start


def _caption_start(lines: Sequence[Line], first: int, end: int) -> int:
    """Where a caption begins that ends at ``end``; ``end`` if there is none."""
    at = end - 1
    while at > first and end - at <= _MOST_LINES and not CAPTION.match(lines[at].text):
        if not _goes_on(lines[at - 1], lines[at]):
            return end
        at -= 1
    is_apart = at == first or not _goes_on(lines[at - 1], lines[at])
    return at if CAPTION.match(lines[at].text) and is_apart else end


def _goes_on(above: Line, below: Line) -> bool:
    is_near = above.baseline - below.baseline <= below.size * _LINES_APART
    return is_near and abs(above.size - below.size) < below.size * 0.05 and not (above.cells or below.cells)
