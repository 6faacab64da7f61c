"""Finds a quote of which the text has every word, with lines of other things in between.

A program that shows pages copies a passage over a page end without header and footer, or over a figure without its
caption, where the text has them; and it copies the numbers of list items, which the text may not have as words.
"""

import re

from readtui.anchoring.quoting.letters import Letters

_END = 20
_NEXT = 12
_MOST_INSERTED = 400
_MOST_INSERTIONS = 8
_LONGEST_MARK = 4
_CHANCE = 8
# A number, an initial, or both.
_MARK = re.compile(r"\d*[^\W\d_]?")


def place_with_insertions(text: str, there: Letters, wanted: str) -> tuple[int, int] | None:
    """The range of a quote with these letters in the text; None if it is not sure.

    Every letter of the quote must be there, except marks of list items. What is inserted must be whole lines.
    """
    if len(wanted) < 2 * _END:
        return None
    start = _only(there.letters, wanted[:_END])
    end = _only(there.letters, wanted[-_END:])
    if start is None or end is None or not start < end <= start + len(wanted) + _MOST_INSERTIONS * _MOST_INSERTED:
        return None
    at, done = start, 0
    for _ in range(_MOST_INSERTIONS + 1):
        same = _alike(there.letters, at, wanted, done)
        if done + same == len(wanted):
            return there.offset(start), there.offset(at + same - 1) + 1
        # The first letters of the line that is inserted can be those that come next in the quote.
        line = next((one for one in range(at + same, at + same - _CHANCE, -1) if _begins_line(text, there, one)), None)
        if line is None or line <= at:
            return None
        done += line - at
        rest = _continued(text, there, line, wanted, done)
        if rest is None:
            return None
        at, done = rest
    return None


def _continued(text: str, there: Letters, line: int, wanted: str, done: int) -> tuple[int, int] | None:
    """Where the quote goes on, in the text and in itself: behind a mark of its own, or behind inserted lines."""
    for size in range(1, _LONGEST_MARK + 1):
        mark, after = wanted[done : done + size], wanted[done + size : done + size + _NEXT]
        if _MARK.fullmatch(mark) and len(after) == _NEXT and there.letters.startswith(after, line):
            return line, done + size
    after = wanted[done : done + _NEXT]
    at = there.letters.find(after, line, line + _MOST_INSERTED + len(after))
    while at >= 0:
        if _begins_line(text, there, at):
            return at, done
        at = there.letters.find(after, at + 1, line + _MOST_INSERTED + len(after))
    return None


def _only(letters: str, some: str) -> int | None:
    at = letters.find(some)
    return at if at >= 0 and letters.find(some, at + 1) < 0 else None


def _alike(letters: str, at: int, wanted: str, done: int) -> int:
    """How many letters both go on with."""
    size = min(len(letters) - at, len(wanted) - done)
    low, high = 0, size
    while low < high:
        middle = (low + high + 1) // 2
        if letters.startswith(wanted[done : done + middle], at):
            low = middle
        else:
            high = middle - 1
    return low


def _begins_line(text: str, there: Letters, at: int) -> bool:
    if at >= len(there.letters):
        return False
    return at == 0 or "\n" in text[there.offset(at - 1) + 1 : there.offset(at)]
