"""Draws numbers as bars of text: lying ones to compare rows, and rows of standing ones to show a course."""

from collections.abc import Sequence
from math import ceil

_FULL, _HALF = "━", "╸"
_STANDING = " ▁▂▃▄▅▆▇█"
_EIGHTHS = 8
_LEAST_FULL = 4
_CELLS_A_PART, _MOST_PARTS, _LEAST_GAP = 15, 6, 2


def bar(count: int, most: int, cells: int) -> str:
    """A lying bar, exactly ``cells`` cells: full for ``most``, rounded to half a cell, and never empty for a count."""
    if count <= 0 or most <= 0:
        return " " * cells
    halves = max(1, round(cells * 2 * min(1, count / most)))
    return (_FULL * (halves // 2) + _HALF * (halves % 2)).ljust(cells)


def scale(most: int, cells: int) -> str:
    """What bars of so many cells mean: round numbers that end where a bar for them ends."""
    if most <= 0:
        return " " * cells
    parts = max(1, cells // _CELLS_A_PART)
    steps = (digit * 10**zeros for zeros in range(len(str(most))) for digit in (1, 2, 5))
    step = next((step for step in steps if most <= step * min(parts, _MOST_PARTS)), most)
    line = "0"
    for number in range(step, most + 1, step):
        label = f"{number:,}"
        end = round(cells * number / most)
        if end - len(line) - len(label) >= _LEAST_GAP:
            line = line.ljust(end - len(label)) + label
    return line.ljust(cells)


def sparkline(counts: Sequence[int]) -> str:
    """A standing bar for each count, one cell each, which leaves the row above it free.

    The largest one is full, unless that would make much of few.
    """
    most = max(*counts, _LEAST_FULL, 0)
    return "".join(_STANDING[ceil(count * (_EIGHTHS - 1) / most)] for count in counts)


def chart(counts: Sequence[int], rows: int) -> list[str]:
    """A standing bar for each count, one cell wide and so many rows high for the largest one; the upper row first."""
    most = max([*counts, 1])
    heights = [ceil(count * _EIGHTHS * rows / most) for count in counts]
    lowest = (_EIGHTHS * row for row in reversed(range(rows)))
    return ["".join(_STANDING[max(0, min(_EIGHTHS, height - low))] for height in heights) for low in lowest]
