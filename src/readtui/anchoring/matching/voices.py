"""Finds the words of a text that repeat or report others: quotes, comments, and what stands behind a speaker's name."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from readtui.anchoring.matching.tokens import Tokens

# A line of a quote or a comment: "> …", "# …", "// …", "/* …", "-- …", "<!-- …".
_MARKED_LINE = re.compile(r"^[ \t]*(?:>|#+ |//|/\*|--[ \t]|<!--).*(?:\n[ \t]*(?:>|#+ |//|\*|--[ \t]).*)*", re.MULTILINE)
_INSIDE = '[^“”„«»「」『』"\n]{2,2000}'
_QUOTATION = re.compile(
    rf"“{_INSIDE}”|„{_INSIDE}[“”]|«{_INSIDE}»|»{_INSIDE}«|\"{_INSIDE}\"|「{_INSIDE}」|『{_INSIDE}』"
)
_SPEECH = re.compile(r"^[ \t>*_-]*([^\W\d][^\n:：\d]{0,60})[:：](?=\s|[*_]+\s|[^\x00-\u2fff])", re.MULTILINE)
_MOST_IN_NAME = 4
_LEAST = 3
_MOST = 0.6


class _Stretch(NamedTuple):
    """Words ``start:end`` and, of speech, the words of the speaker's name; of a quote none."""

    start: int
    end: int
    name: frozenset[int]


class Voices:
    """The quotes, comments and speeches of a text. ``quotes``: the ranges of its quote blocks (code points)."""

    def __init__(self, tokens: Tokens, quotes: Iterable[tuple[int, int]] = ()) -> None:
        self._tokens = tokens
        text = tokens.text
        self._quotes = _joined(
            [*quotes, *(found.span() for pattern in (_MARKED_LINE, _QUOTATION) for found in pattern.finditer(text))],
            tokens,
        )
        self._speeches = list(_speeches(tokens)) if ":" in text or "：" in text else []

    def others(self) -> list[tuple[int, int]]:
        """The words of all quotes, comments and speeches, as ranges in order; they may overlap."""
        return sorted((each.start, each.end) for each in (*self._quotes, *self._speeches))

    def is_quoted(self, start: int, end: int) -> bool:
        """Whether most of the words stand in quotes or comments."""
        return _MOST * (end - start) <= sum(
            min(end, each.end) - max(start, each.start) for each in _between(self._quotes, start, end)
        )

    def speaker(self, start: int, end: int) -> frozenset[int]:
        """The name of who says most of the words; empty if nobody does."""
        for each in _between(self._speeches, start, end):
            if min(end, each.end) - max(start, each.start) >= _MOST * (end - start):
                return each.name
        return frozenset()

    def around(self, start: int, end: int) -> frozenset[int]:
        """The words, and a few before them: among these is the name of who says them."""
        return frozenset(self._tokens.ids[max(0, start - _MOST_IN_NAME) : end]) | self.speaker(start, end)


def is_of_another(old: Voices, new: Voices, words: tuple[int, int], there: tuple[int, int]) -> bool:
    """Whether new words ``there`` only quote the old ``words``, or another speaker says them."""
    if new.is_quoted(*there) and not old.is_quoted(*words):
        return True
    name = new.speaker(*there)
    return bool(name) and name.isdisjoint(old.around(*words))


def _between(stretches: Sequence[_Stretch], start: int, end: int) -> Iterable[_Stretch]:
    first = bisect_right(stretches, start, key=lambda each: each.end)
    last = bisect_left(stretches, end, key=lambda each: each.start)
    return stretches[first:last]


def _joined(ranges: list[tuple[int, int]], tokens: Tokens) -> list[_Stretch]:
    """The ranges (code points) as stretches of words, in order and disjoint."""
    joined: list[_Stretch] = []
    for first, last in sorted(ranges):
        start, end = bisect_left(tokens.starts, first), bisect_left(tokens.starts, last)
        if joined and start < joined[-1].end:
            joined[-1] = joined[-1]._replace(end=max(end, joined[-1].end))
        elif end - start >= _LEAST:
            joined.append(_Stretch(start, end, frozenset()))
    return joined


def _speeches(tokens: Tokens) -> Iterable[_Stretch]:
    text, starts = tokens.text, tokens.starts
    for found in _SPEECH.finditer(text):
        first, start = bisect_left(starts, found.start(1)), bisect_left(starts, found.end())
        line_end = text.find("\n", found.end())
        end = bisect_left(starts, line_end if line_end >= 0 else len(text))
        if 0 < start - first <= _MOST_IN_NAME and start < end:
            yield _Stretch(start, end, frozenset(tokens.ids[first:start]))
