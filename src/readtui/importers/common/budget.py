"""Limits how much markup of a source is read. Beyond a budget, the rest is read as plain lines.

Each piece of markup takes a few microseconds, so a few megabytes of nothing but markup would take half a
minute. No real document comes near the budget.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import partial

from readtui.model.block import BlockKind
from readtui.text.article_builder import ArticleBuilder

MOST_COST = 5_000_000
"""The budget for the markup of a source, in microseconds on a fast machine."""
COST_A_CHARACTER = 1
"""The budget per character, for sources so long that this is more."""

NOTICE = "From here on, this file is shown as plain lines: it contains more markup than readtui reads."

_STEP = 8_192
_LINES_A_BLOCK, _CHARACTERS_A_BLOCK = 100, 10_000


def most_cost(characters: int) -> int:
    """The budget for the markup of a source of this length."""
    return max(MOST_COST, COST_A_CHARACTER * characters)


class Budget:
    """The rest of the budget for the markup of a source. ``costs``: the cost of each occurrence of a sign."""

    def __init__(self, costs: Mapping[str, int], characters: int) -> None:
        self._costs = costs
        self._left = most_cost(characters)
        self._has_said_so = False

    def split(self, text: str) -> tuple[str, str]:
        """The part of a text whose markup is within the budget, which it uses up, and the rest. Linear time.

        The rest begins with a line or, if that is far away, with a word.
        """
        cost = self._cost(text, 0, len(text))
        if cost <= self._left:
            self._left -= cost
            return text, ""
        left, self._left, start = self._left, 0, 0
        while (spent := self._cost(text, start, start + _STEP)) <= left and start < len(text):
            left -= spent
            start += _STEP
        ends = range(start, min(start + _STEP, len(text)))
        end = _rounded(text, start + max(0, bisect_right(ends, left, key=partial(self._cost, text, start)) - 1))
        return text[:end], text[end:]

    def add_rest(self, builder: ArticleBuilder, rest: str) -> None:
        """Add the rest of a text; the first one gets a notice above it."""
        if rest and not rest.isspace():
            add_plain(builder, rest, notice=not self._has_said_so)
            self._has_said_so = True

    def _cost(self, text: str, start: int, end: int) -> int:
        return sum(cost * text.count(sign, start, end) for sign, cost in self._costs.items())


def plain_blocks(text: str) -> Iterator[str]:
    """The lines of ``text`` without blank ones, many in a block."""
    lines: list[str] = []
    length = 0
    for line in text.split("\n"):
        if not line or line.isspace():
            continue
        if lines and (len(lines) == _LINES_A_BLOCK or length + len(line) > _CHARACTERS_A_BLOCK):
            yield "\n".join(lines)
            lines, length = [], 0
        lines.append(line)
        length += len(line)
    if lines:
        yield "\n".join(lines)


def add_plain(builder: ArticleBuilder, rest: str, *, notice: bool = True) -> None:
    """Add the lines of the rest of a source below a notice, unless it is blank."""
    for number, lines in enumerate(plain_blocks(rest)):
        if notice and not number:
            builder.add(BlockKind.FURNITURE, NOTICE)
        builder.add(BlockKind.PARAGRAPH, lines)


def _rounded(text: str, end: int) -> int:
    """The last place up to ``end`` where a line begins or, if that is too far away, a word."""
    for sign in "\n ":
        found = text.rfind(sign, max(0, end - _STEP), end)
        if found >= 0:
            return found + 1
    return end
