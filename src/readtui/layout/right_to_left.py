"""Right-to-left text: the direction of a paragraph (rules P2 and P3 of UAX #9), and rows that mix both directions."""

from unicodedata import bidirectional

from readtui.quick_pattern import pattern

LEFT_TO_RIGHT_MARK = "\u200e"
RIGHT_TO_LEFT_MARK = "\u200f"
RIGHT_TO_LEFT_ISOLATE, END_OF_ISOLATE = "\u2067", "\u2069"
_LOOKED_AT = 500
_RIGHT_TO_LEFT = pattern("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]")
"""The blocks of scripts that are written from right to left."""
_STRONG = {"L": "ltr", "R": "rtl", "AL": "rtl"}


def ended(text: str) -> str:
    """The text, followed by a mark if it has right-to-left letters, so that these do not draw in what follows."""
    return text + LEFT_TO_RIGHT_MARK if _RIGHT_TO_LEFT.search(text) else text


def marks_around(text: str) -> tuple[str, str]:
    """Marks to write before and behind a text that stands beside others in a row, "" without right-to-left letters.

    Between them, terminals that reorder rows do so within the text, and leave what stands beside it in its place.
    They take no cells.
    """
    if text.isascii() or not _RIGHT_TO_LEFT.search(text):
        return "", ""
    begins = next((found for character in text if (found := _STRONG.get(bidirectional(character)))), "")
    if begins == "rtl":
        # Signs at the ends belong to its right-to-left letters.
        return LEFT_TO_RIGHT_MARK + RIGHT_TO_LEFT_MARK, RIGHT_TO_LEFT_MARK + LEFT_TO_RIGHT_MARK
    return LEFT_TO_RIGHT_MARK, LEFT_TO_RIGHT_MARK


def direction_mark(text: str, start: int, end: int, direction: str = "") -> str:
    """The mark to write before a line of the paragraph, for terminals that reorder lines themselves.

    The mark takes no cell. It is "" for a left-to-right paragraph that starts with a left-to-right letter.
    ``direction`` ("ltr", "rtl") is that of the article and decides if the paragraph has letters of both directions, or
    none. The text itself stays in logical order.
    """
    begins, is_mixed = "", False
    for offset in range(start, min(end, start + _LOOKED_AT)):
        found = _STRONG.get(bidirectional(text[offset]), begins)
        if found == begins:
            continue
        if begins:
            is_mixed = True
            break
        begins = found
        if not direction:
            break
    read = direction if direction and (is_mixed or not begins) else begins
    if read == "rtl":
        return RIGHT_TO_LEFT_MARK
    return LEFT_TO_RIGHT_MARK if begins == "rtl" else ""
