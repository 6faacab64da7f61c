"""Splits a very long block into pieces that are laid out separately."""

from readtui.layout.glyphs import is_simple
from readtui.layout.wrap import may_break
from readtui.model.block import Block, BlockKind
from readtui.text.sentences.segment import next_grapheme, previous_grapheme

# In code points. Text that needs measuring takes ten times as long to lay out.
SHORT = 8192
_SIMPLE_PIECE, _MEASURED_PIECE = 8192, SHORT // 2
_REACH = 400


def piece_bounds(text: str, block: Block) -> list[int]:
    """The starts of the pieces, and the end of the last one; one piece for a block of ordinary length.

    A piece ends after a line end if there is one nearby, otherwise after a sentence or a space, otherwise where a line
    may break; never inside a grapheme.
    """
    piece = _SIMPLE_PIECE
    if not is_simple(text, block.start, min(block.end, block.start + 2 * _SIMPLE_PIECE)):
        piece = _MEASURED_PIECE
    bounds = [block.start]
    while block.end - bounds[-1] > 2 * piece:
        bounds.append(_cut(text, bounds[-1] + piece // 2, bounds[-1] + piece, block.kind is BlockKind.TABLE))
    bounds.append(block.end)
    return bounds


def _cut(text: str, low: int, high: int, is_table: bool) -> int:
    line_end = text.rfind("\n", low, high)
    if line_end >= 0 or is_table:
        return line_end + 1 if line_end >= 0 else _grapheme_start(text, high)
    for sign in (". ", "。", " "):
        found = text.rfind(sign, low, high)
        if found >= 0 and (cut := found + len(sign)) == _grapheme_start(text, cut):
            return cut
    if is_simple(text, low, high + 1):
        return high
    for cut in range(high, high - _REACH, -1):
        if may_break(text[cut - 1], text[cut]) and cut == _grapheme_start(text, cut):
            return cut
    return _grapheme_start(text, high)


def _grapheme_start(text: str, offset: int) -> int:
    """The start of the grapheme that contains ``offset``."""
    return previous_grapheme(text, next_grapheme(text, offset))
