"""In which direction a paragraph is read (rules P2 and P3 of UAX #9)."""

from unicodedata import bidirectional

RIGHT_TO_LEFT_MARK = "\u200f"
_LOOKED_AT = 500


def direction_mark(text: str, start: int, end: int) -> str:
    """What is written before a line of the paragraph, so that a terminal that orders lines itself knows how.

    It takes no cell; empty for a paragraph from left to right. The text itself stays in its logical order.
    """
    for offset in range(start, min(end, start + _LOOKED_AT)):
        match bidirectional(text[offset]):
            case "L":
                return ""
            case "R" | "AL":
                return RIGHT_TO_LEFT_MARK
    return ""
