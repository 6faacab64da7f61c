"""Positions of the reader's panes, and of the text within its pane. Counts cells; independent of Textual."""

from typing import NamedTuple

GUTTER_CELLS = 3
OUTLINE_CELLS = 30
_NARROW_OUTLINE = 24
NARROWEST_MARGIN = 24
_COMFORTABLE_MARGIN = 34
_LEAST_TEXT = 52
"""Beside the outline."""
_NARROWEST_LINE = 8


class PanePlace(NamedTuple):
    """The position of a text in a row, in cells: where it begins, its maximum width, and the width of the row."""

    left: int
    text_width: int
    width: int

    @classmethod
    def within(cls, width: int, measure: int, gutter: int | None, *, more: int = 0) -> "PanePlace":
        """Place a text of ``measure`` cells in a row. ``gutter`` is the cell of its gutter; None centers the text.

        ``more``: the cells to keep free before the gutter.
        """
        text_width = max(_NARROWEST_LINE, min(measure, width - GUTTER_CELLS - 1))
        room = width - text_width - GUTTER_CELLS
        wanted = room // 2 if gutter is None else gutter
        return cls(GUTTER_CELLS + max(0, min(max(more, wanted), room)), text_width, width)


class Arrangement(NamedTuple):
    """The widths of the outline and of the margin (0: hidden), and the cell of the gutter unless the text is centered.

    ``gutter`` counts from the end of the outline.
    """

    outline: int
    margin: int
    gutter: int | None


_FEW_ROWS, _LEAST_ROWS = 18, 22


def strip_rows(rows: int, *, margin: int, notes: bool, annotated: bool) -> int:
    """The rows of the strip for notes on a screen of ``rows``: 0 if the margin shows them, or if there are none.

    It keeps its rows as long as the article has annotations, so that the text does not move with the cursor.
    """
    if margin or not notes or not annotated:
        return 0
    return 1 if rows < _FEW_ROWS else 2 if rows < _LEAST_ROWS else 4


def arrange(width: int, measure: int, *, outline: bool, marginalia: bool, titles: int = 0) -> Arrangement:
    """Show the wanted panes that fit. The text is centered, or moved left to make room for the marginalia.

    The outline takes the room left of the text, which stays in place. Without enough room it takes of the margin's, as
    long as notes can be read there, else all of it: the text is wrapped otherwise only where there is no other way.
    ``titles``: the cells that the outline would like.
    """
    left_over = width - 1
    margin, gutter = _text_and_margin(left_over, measure, marginalia=marginalia)
    if not outline or width < OUTLINE_CELLS + _LEAST_TEXT:
        return Arrangement(0, margin, gutter)
    left = PanePlace.within(left_over, measure, gutter).left - GUTTER_CELLS
    if left >= OUTLINE_CELLS:
        return Arrangement(left, margin, 0)
    most, wanted = left_over - GUTTER_CELLS - measure - 1, max(OUTLINE_CELLS, titles)
    if margin and most - NARROWEST_MARGIN >= _NARROW_OUTLINE:
        cells = min(wanted, most - NARROWEST_MARGIN)
    else:
        cells, marginalia = max(OUTLINE_CELLS, min(wanted, most)), False
    return Arrangement(cells, *_text_and_margin(left_over - cells, measure, marginalia=marginalia))


def _text_and_margin(width: int, measure: int, *, marginalia: bool) -> tuple[int, int | None]:
    """The width of the margin, and the cell of the gutter, in a row that both fill."""
    text = min(GUTTER_CELLS + measure + 1, width)
    if not marginalia or width - text < NARROWEST_MARGIN:
        return 0, None
    left = min((width - text) // 2, max(0, width - text - _COMFORTABLE_MARGIN))
    return width - left - text, left
