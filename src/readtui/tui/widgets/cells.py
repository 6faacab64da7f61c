"""Cuts and pads text to terminal cells."""

from rich.cells import cell_len, set_cell_size

from readtui.layout.glyphs import cut_to_cells, is_single, text_cells


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


def padded(text: str, cells: int, *, right: bool = False) -> str:
    """``text`` in exactly ``cells`` cells, aligned left or ``right``."""
    text = fitted(text, cells)
    space = " " * (cells - cell_len(text))
    return space + text if right else text + space
