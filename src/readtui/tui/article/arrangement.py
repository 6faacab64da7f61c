"""Where the reader's panes stand, and the text in its own. Cells only, no Textual."""

from typing import NamedTuple

GUTTER_CELLS = 3
OUTLINE_CELLS = 30
NARROWEST_MARGIN = 24
_COMFORTABLE_MARGIN = 34
_LEAST_TEXT = 40
_NARROWEST_LINE = 8


class Place(NamedTuple):
    """Where a text stands in a row, in cells: where it begins, how wide it can be, and all that the row has."""

    left: int
    text_width: int
    width: int

    @classmethod
    def within(cls, width: int, measure: int, gutter: int | None) -> "Place":
        """The place of a text of ``measure`` in a row; ``gutter``: where its gutter stands, None for the middle."""
        text_width = max(_NARROWEST_LINE, min(measure, width - GUTTER_CELLS - 1))
        room = width - text_width - GUTTER_CELLS
        wanted = room // 2 if gutter is None else gutter
        return cls(GUTTER_CELLS + max(0, min(wanted, room)), text_width, width)


class Arrangement(NamedTuple):
    """Whether there is an outline, how wide the margin is (0: none), and where the gutter is if not in the middle."""

    outline: bool
    margin: int
    gutter: int | None


def arrange(width: int, measure: int, *, outline: bool, marginalia: bool) -> Arrangement:
    """Show what is wanted and has room; the text stands in the middle, or left of it for the marginalia's sake."""
    outline = outline and width >= OUTLINE_CELLS + _LEAST_TEXT
    left_over = width - (OUTLINE_CELLS if outline else 0) - 1
    text = min(GUTTER_CELLS + measure + 1, left_over)
    if not marginalia or left_over - text < NARROWEST_MARGIN:
        return Arrangement(outline, 0, None)
    left = min((left_over - text) // 2, max(0, left_over - text - _COMFORTABLE_MARGIN))
    return Arrangement(outline, left_over - left - text, left)
