"""Paints a row of a list: a mark, words and a time; below them, quietly, what it is about."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from readtui.tui.widgets.cells import fitted
from readtui.tui.widgets.record_table import CURSOR, MARK, PaintedRow, RowLook

_BEFORE_WORDS, _BEFORE_BELOW = 4, 4
_GAP = "  "
Part = tuple[str, Style]


def paint_two_lines(glyph: Part, words: Part, right: str, below: Sequence[Part], look: RowLook) -> PaintedRow:
    """Lines as wide as the list; one, if there is nothing ``below``. The texts are free of control characters.

    The last part of ``below`` that does not fit is shortened.
    """
    width, palette = look.width, look.palette
    room = width - _BEFORE_WORDS - cell_len(right) - (len(_GAP) if right else 0) - 1
    text = fitted(words[0], room)
    mark = (MARK, palette.title) if look.is_marked else (" ", palette.text)
    space = " " * max(0, width - _BEFORE_WORDS - cell_len(text) - cell_len(right) - 1)
    first = [mark, glyph, (" ", palette.text), (text, words[1]), (space, palette.text), (right, palette.dim)]
    lines = [_line(first, look)]
    if below:
        parts: list[Part] = [(" " * (_BEFORE_BELOW - 1), palette.text)]
        room = width - _BEFORE_BELOW - 1
        for number, (said, style) in enumerate(below):
            before = _GAP if number else ""
            shown = fitted(said, room - len(before))
            if not shown:
                break
            parts += [(before, palette.text), (shown, style)]
            room -= len(before) + cell_len(shown)
        lines.append(_line(parts, look))
    return lines


def _line(parts: Sequence[Part], look: RowLook) -> list[Segment]:
    palette = look.palette
    behind = palette.row if look.is_current else Style()
    used = 1 + sum(cell_len(text) for text, _ in parts)
    padding = (" " * max(0, look.width - used), palette.text)
    cursor = Segment(CURSOR if look.is_current else " ", palette.cursor_gutter)
    return [cursor, *(Segment(text, style + behind) for text, style in (*parts, padding) if text)]
