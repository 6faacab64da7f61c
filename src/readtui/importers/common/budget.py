"""Limits how much markup of a source is read. Beyond a budget, the rest is read as plain lines.

Each piece of markup takes a few microseconds, so a few megabytes of nothing but markup would take half a
minute. No real document comes near the budget.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping

from readtui.model.block import BlockKind
from readtui.text.article_builder import ArticleBuilder

MOST_COST = 5_000_000
"""The budget for the markup of a source, in microseconds on a fast machine."""
COST_A_CHARACTER = 1
"""The budget per character, for sources so long that this is more."""

NOTICE = "From here on, this file is shown as plain lines: it contains more markup than readtui reads."

_STEP = 8_192
_LINES_A_BLOCK, _CHARACTERS_A_BLOCK = 100, 10_000


def split_at_budget(text: str, costs: Mapping[str, int], *, at: str = "\n ") -> tuple[str, str]:
    """The part of ``text`` whose markup is within the budget, and the rest. Linear time.

    ``costs``: the cost of each occurrence of a sign. The rest begins after the last of the first character of ``at``
    that is near, or with it if it is a tag's ``<``; anywhere if none of them is.
    """
    left = most_cost(len(text))
    if _cost(text, 0, len(text), costs) <= left:
        return text, ""
    start = 0
    while (spent := _cost(text, start, start + _STEP, costs)) <= left and start < len(text):
        left -= spent
        start += _STEP
    ends = range(start, min(start + _STEP, len(text)))
    end = start + max(0, bisect_right(ends, left, key=lambda end: _cost(text, start, end, costs)) - 1)
    end = _rounded(text, end, at)
    return text[:end], text[end:]


def most_cost(characters: int) -> int:
    """The budget for the markup of a source of this length."""
    return max(MOST_COST, COST_A_CHARACTER * characters)


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


def add_plain(builder: ArticleBuilder, rest: str) -> None:
    """Add the rest of a source below a notice, unless it is blank."""
    for number, lines in enumerate(plain_blocks(rest)):
        if not number:
            builder.add(BlockKind.FURNITURE, NOTICE)
        builder.add(BlockKind.PARAGRAPH, lines)


def _cost(text: str, start: int, end: int, costs: Mapping[str, int]) -> int:
    return sum(cost * text.count(sign, start, end) for sign, cost in costs.items())


def _rounded(text: str, end: int, at: str) -> int:
    """The end of the first part, moved back to the last place where the text may be divided."""
    for sign in at:
        begins = sign == "<"
        found = text.rfind(sign, max(0, end - _STEP), end + begins)
        if found >= 0:
            return found if begins else found + 1
    return end
