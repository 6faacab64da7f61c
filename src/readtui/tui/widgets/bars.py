"""Draws numbers as bars of text: lying ones to compare rows, and rows of standing ones to show a course."""

from collections.abc import Sequence
from math import ceil

_FULL, _HALF = "━", "╸"
_STANDING = " ▁▂▃▄▅▆▇█"
_EIGHTHS = 8
_LEAST_FULL = 4


def bar(count: int, most: int, cells: int) -> str:
    """A lying bar, exactly ``cells`` cells: full for ``most``, rounded to half a cell, and never empty for a count."""
    if count <= 0 or most <= 0:
        return " " * cells
    halves = max(1, round(cells * 2 * min(1, count / most)))
    return (_FULL * (halves // 2) + _HALF * (halves % 2)).ljust(cells)


def sparkline(counts: Sequence[int]) -> str:
    """A standing bar for each count, one cell each. The largest one is full, unless that would make much of few."""
    most = max(*counts, _LEAST_FULL, 0)
    return "".join(_STANDING[ceil(count * _EIGHTHS / most)] for count in counts)
