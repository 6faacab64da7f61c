"""Converts offsets in code points to UTF-16 code units or UTF-8 bytes, in which other programs count."""

import re
from bisect import bisect_left
from itertools import accumulate

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_LONG = re.compile("[^\x00-\x7f]")


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


class Utf8Offsets:
    """Converts the offsets of one text."""

    def __init__(self, text: str) -> None:
        found = list(_LONG.finditer(text))
        self._long = [one.start() for one in found]
        self._more = [0, *accumulate(len(one[0].encode("utf-8", "replace")) - 1 for one in found)]

    def __call__(self, offset: int) -> int:
        """The offset in bytes for an offset in code points."""
        return offset + self._more[bisect_left(self._long, offset)]
