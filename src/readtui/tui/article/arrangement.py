"""Positions of the reader's panes, and of the text within its pane. Counts cells; independent of Textual."""

from typing import NamedTuple

GUTTER_CELLS = 3
OUTLINE_CELLS = 30
NARROWEST_MARGIN = 24
_COMFORTABLE_MARGIN = 34
_LEAST_TEXT = 40
_NARROWEST_LINE = 8


class Place(NamedTuple):
    """The position of a text in a row, in cells: where it begins, its maximum width, and the width of the row."""

    left: int
    text_width: int
    width: int

    @classmethod
    def within(cls, width: int, measure: int, gutter: int | None) -> "Place":
        """Place a text of ``measure`` cells in a row. ``gutter`` is the cell of its gutter; None centers the text."""
        text_width = max(_NARROWEST_LINE, min(measure, width - GUTTER_CELLS - 1))
        room = width - text_width - GUTTER_CELLS
        wanted = room // 2 if gutter is None else gutter
        return cls(GUTTER_CELLS + max(0, min(wanted, room)), text_width, width)


class Arrangement(NamedTuple):
    """Whether the outline is shown, the width of the margin (0: hidden), and the cell of the gutter unless the text is
    centered.
    """

    outline: bool
    margin: int
    gutter: int | None


_LEAST_ROWS, _MANY_ROWS = 18, 30


def strip_rows(rows: int, *, margin: int, notes: bool, annotated: bool) -> int:
    """The rows of the strip for notes on a screen of ``rows``: 0 if the margin shows them, or if there are none.

    It keeps its rows as long as the article has annotations, so that the text does not move with the cursor.
    """
    if margin or not notes or not annotated:
        return 0
    return 1 if rows < _LEAST_ROWS else 2 if rows < _MANY_ROWS else 3


def arrange(width: int, measure: int, *, outline: bool, marginalia: bool) -> Arrangement:
    """Show the wanted panes that fit. The text is centered, or moved left to make room for the marginalia."""
    outline = outline and width >= OUTLINE_CELLS + _LEAST_TEXT
    left_over = width - (OUTLINE_CELLS if outline else 0) - 1
    text = min(GUTTER_CELLS + measure + 1, left_over)
    if not marginalia or left_over - text < NARROWEST_MARGIN:
        return Arrangement(outline, 0, None)
    left = min((left_over - text) // 2, max(0, left_over - text - _COMFORTABLE_MARGIN))
    return Arrangement(outline, left_over - left - text, left)
