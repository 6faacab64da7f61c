"""Text in terminal cells: cut, padded, and as bars that show numbers."""

from collections.abc import Iterable, Sequence
from math import ceil

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment

from readtui.layout.glyphs import cut_to_cells, is_single, text_cells
from readtui.layout.right_to_left import marks_around
from readtui.text.segmentation.segment import next_grapheme


def fitted(text: str, cells: int) -> str:
    """``text`` in at most ``cells`` cells, with an ellipsis if it was cut.

    Graphemes on whose width terminals disagree are counted as wide as any terminal shows them, so that the gap behind
    the text can hold the rest of them.
    """
    if not is_single(text, 0, len(text)):
        if text_cells(text) <= cells:
            return text
        return cut_to_cells(text, cells - 1).rstrip() + "…" if cells > 0 else ""
    if cell_len(text) <= cells:
        return text
    return set_cell_size(text, cells - 1).rstrip() + "…" if cells > 0 else ""


def ends_fitted(text: str, cells: int) -> str:
    """The beginning and the end of ``text`` in at most ``cells`` cells, with an ellipsis for what was cut between."""
    if text_cells(text) <= cells:
        return text
    half, end = cells // 2, text[-cells:] if cells > 0 else ""
    while end and text_cells(end) > half:
        end = end[next_grapheme(end, 0) :]
    return f"{cut_to_cells(text, cells - 1 - text_cells(end)).rstrip()}…{end.lstrip()}" if cells > 0 else ""


def padded(text: str, cells: int, *, right: bool = False) -> str:
    """``text`` in exactly ``cells`` cells, aligned left or ``right``."""
    text = fitted(text, cells)
    space = " " * (cells - cell_len(text))
    return space + text if right else text + space


def apart(segments: Iterable[Segment]) -> list[Segment]:
    """The segments, none of which draws what stands beside it into a text from right to left."""
    return [_kept_apart(segment) for segment in segments]


def line_apart(segments: Sequence[Segment]) -> list[Segment]:
    """The segments of a line of text, which belong together, with marks around all of them."""
    before, behind = marks_around("".join(segment.text for segment in segments))
    return [Segment(before), *segments, Segment(behind)] if before else [*segments]


def _kept_apart(segment: Segment) -> Segment:
    text = segment.text
    before, behind = marks_around(text)
    if not before:
        return segment
    words = text.strip(" ")
    start = text.index(words)
    return segment._replace(text=f"{text[:start]}{before}{words}{behind}{text[start + len(words) :]}")


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
