"""A passage, the text after an edit, the place where the passage must be found, and the names of outcomes."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from readtui.anchoring.outcome import Anchor, Orphan, Review

OPEN, CLOSE = "\ue000", "\ue001"
RANGE, FLAG, EITHER, GONE = "range", "flag", "either", "gone"
OUTCOMES = ("hit", "flagged", "silent", "loose", "miss", "wrong", "wrong flagged", "gone", "gone flagged")
_HIT, _LOOSE = 0.9, 0.5


@dataclass(frozen=True, slots=True)
class Case:
    """A test case. ``policy``: RANGE: attach; FLAG: attach, but flag, because the meaning changed; EITHER; GONE."""

    kind: str
    before: str
    start: int
    end: int
    after: str
    expected: tuple[int, int] | None
    policy: str


Maker: TypeAlias = Callable[[random.Random], Case]


def marked(passage: str) -> str:
    """The passage between the marks from which ``case`` reads its position."""
    return OPEN + passage + CLOSE


def case(kind: str, before: str, after: str, policy: str = RANGE) -> Case:
    """A case of two texts in which the passage is marked. If the second text has no marks, the passage is gone."""
    start, end = _place(before)
    expected = _place(after) if OPEN in after else None
    assert (expected is None) == (policy == GONE), kind
    return Case(kind, _plain(before), start, end, _plain(after), expected, policy)


def paragraphs(*parts: str | Sequence[str]) -> str:
    """The parts, each of one or more paragraphs, as one text."""
    flat: list[str] = []
    for part in parts:
        flat += [part] if isinstance(part, str) else part
    return "\n\n".join(part for part in flat if part)


def outcome(each: Case, found: Anchor) -> str:
    """One of OUTCOMES. "silent": the right place, but unflagged although the meaning changed."""
    if isinstance(found, Orphan):
        return "gone" if each.policy == GONE else "miss"
    flagged = isinstance(found, Review)
    if each.expected is None:
        return "gone flagged" if flagged else "wrong"
    shared = overlap(trimmed(each.after, found.start, found.end), trimmed(each.after, *each.expected))
    if shared < _LOOSE:
        return "wrong flagged" if flagged else "wrong"
    if shared < _HIT:
        return "flagged" if flagged and each.policy == FLAG else "loose"
    if each.policy == FLAG:
        return "hit" if flagged else "silent"
    return "flagged" if flagged and each.policy == RANGE else "hit"


def _place(text: str) -> tuple[int, int]:
    return text.index(OPEN), text.index(CLOSE) - 1


def _plain(text: str) -> str:
    return text.replace(OPEN, "").replace(CLOSE, "")


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without the white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    """The length that two ranges share, as a part of that of both together."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, shared) / max(1, max(one[1], other[1]) - min(one[0], other[0]))
