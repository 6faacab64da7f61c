"""Converts offsets in code points to UTF-16 code units, in which JavaScript and other programs count."""

import re
from bisect import bisect_left

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


class Utf16Offsets:
    """The offsets of one text."""

    def __init__(self, text: str) -> None:
        self._two_units = [found.start() for found in _ASTRAL.finditer(text)]

    def __call__(self, offset: int) -> int:
        """The offset in code units of an offset in code points."""
        return offset + bisect_left(self._two_units, offset)


class CodePoints:
    """The offsets of one text, the other way round."""

    def __init__(self, text: str) -> None:
        self._two_units = [found.start() + before for before, found in enumerate(_ASTRAL.finditer(text))]

    def __call__(self, offset: int) -> int:
        """The offset in code points of an offset in code units; within a code point, that of its end."""
        return offset - bisect_left(self._two_units, offset)
