"""Converts offsets in code points to bytes of UTF-8, which Taguette uses."""

import re
from bisect import bisect_left
from itertools import accumulate

_LONG = re.compile("[^\x00-\x7f]")


class Utf8Offsets:
    """Converts the offsets of one text."""

    def __init__(self, text: str) -> None:
        found = list(_LONG.finditer(text))
        self._long = [one.start() for one in found]
        self._more = [0, *accumulate(len(one[0].encode("utf-8", "replace")) - 1 for one in found)]

    def __call__(self, offset: int) -> int:
        """The offset in bytes for an offset in code points."""
        return offset + self._more[bisect_left(self._long, offset)]
