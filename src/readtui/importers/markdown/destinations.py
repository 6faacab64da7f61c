"""Finds where Markdown link destinations end in a single pass; the parser's own code looks ahead from each."""

import re
from collections import OrderedDict
from dataclasses import dataclass

from markdown_it.common.utils import unescapeAll

_DEEPEST = 32
"""The parser's limit on nested parentheses in a destination."""
_FEW, _NEAR = 8, 200
_MOST_KEPT = 16
_ANGLED = re.compile(r"<((?:[^\n<>\\]|\\.)*+)>", re.DOTALL)
_LETTERS = re.compile(r"(?:[^\x00-\x20\x7f()\\]++|\\[^ ])*+", re.DOTALL)
_SIGN = re.compile(r"\\[^ ]|[()]|\\?[\x00-\x20\x7f]", re.DOTALL)


@dataclass(slots=True)
class Destination:
    """Whether there is one, where it ends, and its text."""

    ok: bool = False
    pos: int = 0
    str: str = ""


class Destinations:
    """Finds destinations in the texts being parsed."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, int], _Parentheses] = OrderedDict()
        self._latest: _Parentheses | None = None

    def find(self, text: str, start: int, end: int) -> Destination:
        """The destination that begins at ``start``, in ``text`` up to ``end``."""
        if text.startswith("<", start):
            angled = _ANGLED.match(text, start, end)
            return Destination(True, angled.end(), unescapeAll(angled[1])) if angled else Destination()
        if text.startswith("(", start - 1) and text.count("(", start, min(end, start + _NEAR)) > _FEW:
            pairs = self._parentheses(text, start - 1, end)
            if start - 1 in pairs.never_closed:
                return Destination()
            ends_at = pairs.closed.get(start - 1)
        else:
            ends_at = None
        if ends_at is None:
            ends_at = _end_of(text, start, end)
        if ends_at <= start:
            return Destination()
        return Destination(True, ends_at, unescapeAll(text[start:ends_at]))

    def _parentheses(self, text: str, start: int, end: int) -> "_Parentheses":
        latest = self._latest
        if latest is not None and latest.text is text and latest.end == end and latest.start <= start:
            return latest
        key = (id(text), end)
        found = self._kept.get(key)
        if found is None or found.text is not text or start < found.start:
            found = self._kept[key] = _Parentheses(text, start, end)
            if len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        self._latest = found
        return found


class _Parentheses:
    """The parentheses that open in a stretch of text without white space: where each closes, 0 if too many are nested
    in it; and unclosed ones followed by other unclosed ones.
    """

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end = text, start, end
        self.closed: dict[int, int] = {}
        self.never_closed: set[int] = set()
        # Where they open, and how deeply those inside are nested.
        opened: list[tuple[int, int]] = []
        for sign in _SIGN.finditer(text, start, end):
            if sign[0] == "(":
                opened.append((sign.start(), 0))
            elif sign[0] == ")":
                if opened:
                    place, depth = opened.pop()
                    self.closed[place] = sign.start() if depth <= _DEEPEST else 0
                    if opened:
                        around, deepest = opened[-1]
                        opened[-1] = around, max(deepest, depth + 1)
            elif sign[0][0] != "\\" or sign[0] == "\\ ":
                self._end_stretch(opened)
        self._end_stretch(opened)

    def _end_stretch(self, opened: list[tuple[int, int]]) -> None:
        self.never_closed.update(place for place, _ in opened[:-1])
        opened.clear()


def _end_of(text: str, start: int, end: int) -> int:
    """Where a destination without angle brackets ends; 0 if parentheses stay open in it or are nested too deeply."""
    depth = 0
    position = start
    while True:
        letters = _LETTERS.match(text, position, end)
        position = letters.end() if letters else position
        sign = text[position : min(position + 1, end)]
        if sign == "(":
            depth += 1
        elif sign == ")" and depth:
            depth -= 1
        elif sign != "\\" or position + 1 < end:
            return 0 if depth else position
        if depth > _DEEPEST:
            return 0
        position += 1
