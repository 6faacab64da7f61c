"""Finds the lines of a source on which passages of the text that was read from it begin."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from readtui.anchoring.dyes import ReadAgain, settle
from readtui.anchoring.source_words import SourceWords

_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_]{4,}")
_REACH = 2_000
_MARKUP = 8
"""How many times as long as a text its source may be."""


def source_lines(text: str, source: str, offsets: Sequence[int], read: ReadAgain) -> list[int | None]:
    r"""The line of ``source``, from 1, with what stands at each of ``offsets`` in ``text``; None if it is not found.

    ``text`` was read from ``source``, whose lines end with ``\n``. The words of both are matched in order: near an
    offset between words that both have once, else in all of both. Where the source has words twice that may be those
    at the offset, reading it again decides.
    """
    pillars = _Pillars(text, source)
    places = {offset: pillars.place(offset) for offset in offsets}
    if None in places.values():
        words = SourceWords(text, source)
        left = [offset for offset, place in places.items() if place is None]
        asked = sorted({word for offset in left if (word := words.word(offset)) is not None})
        settle(words, [word for word in asked if not words.is_sure(word)], read)
        places |= {offset: words.place(offset) for offset in left}
    line_ends = [match.start() for match in re.finditer("\n", source)]
    found = (places[offset] for offset in offsets)
    return [None if place is None else bisect_left(line_ends, place) + 1 for place in found]


class _Pillars:
    """Words that stand once in a text and once in its source, so that what is between two of them is so in both."""

    def __init__(self, text: str, source: str) -> None:
        self._text, self._source = text, source
        self._folded, self._folded_source = _folded(text), _folded(source)
        in_text, in_source = Counter(_WORD.findall(self._folded)), Counter(_WORD.findall(self._folded_source))
        self._between: dict[tuple[int, int], SourceWords] = {}
        self._shared = {word for word, count in in_text.items() if count == in_source[word] == 1}

    def place(self, offset: int) -> int | None:
        """The place of what stands at the offset, if nothing between the next pillars could be taken for it."""
        first, from_, last, to = 0, 0, len(self._text), len(self._source)
        start = max(0, offset - _REACH)
        for match in reversed([*_WORD.finditer(self._folded, start, offset)]):
            if match[0] in self._shared:
                first, from_ = match.start(), self._in_source(match[0])
                break
        for match in _WORD.finditer(self._folded, offset, offset + _REACH):
            if match[0] in self._shared and match.end() < offset + _REACH:
                last, to = match.end(), self._in_source(match[0]) + len(match[0])
                break
        if last - first > 2 * _REACH or not 0 < to - from_ <= 2 * _REACH * _MARKUP:
            return None
        words = self._between.get((first, last))
        if words is None:
            words = self._between[first, last] = SourceWords(self._text[first:last], self._source[from_:to])
        word = words.word(offset - first)
        place = words.place(offset - first) if word is not None and words.is_sure(word) else None
        return None if place is None else from_ + place

    def _in_source(self, word: str) -> int:
        """The place of a shared word, which may also stand inside longer ones."""
        source, at = self._folded_source, self._folded_source.find(word)
        while at > 0 and (source[at - 1].isalpha() or source[at + len(word) : at + len(word) + 1].isalpha()):
            at = source.find(word, at + 1)
        return at


def _folded(text: str) -> str:
    """A text in lowercase, except one in which a letter would become two."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text
