"""Cuts and pads text to terminal cells, and keeps it in them."""

from collections.abc import Iterable, Sequence

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment

from readtui.layout.glyphs import cut_to_cells, is_single, text_cells
from readtui.layout.right_to_left import marks_around
from readtui.text.sentences.segment import next_grapheme


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
