"""Finds the lines of a source on which passages of the text that was read from it begin."""

from bisect import bisect_left
from collections.abc import Sequence

from readtui.anchoring.dyes import ReadAgain, settle
from readtui.anchoring.source_words import SourceWords


def source_lines(text: str, source: str, offsets: Sequence[int], read: ReadAgain) -> list[int | None]:
    r"""The line of ``source``, from 1, with what stands at each of ``offsets`` in ``text``; None if it is not found.

    ``text`` was read from ``source``, whose lines end with ``\n``. The words of both are matched in order. Where those
    around an offset stand once in the source, that is the place. Otherwise, reading the source again decides.
    """
    words = SourceWords(text, source)
    asked = sorted({word for offset in offsets if (word := words.word(offset)) is not None})
    settle(words, [word for word in asked if not words.is_sure(word)], read)
    line_ends = [at for at, character in enumerate(source) if character == "\n"]
    places = map(words.place, offsets)
    return [None if place is None else bisect_left(line_ends, place) + 1 for place in places]
