"""Turns a passage into selectors: its words, enough context to make it unique, and its position."""

from collections.abc import Callable

from readtui.model.passage import Passage
from readtui.model.selector import TextPositionSelector, TextQuoteSelector

_FIRST_CONTEXT = 32
_MOST_CONTEXT = 1024
_LONGEST_WORD = 24


def describe(
    text: str, passage: Passage, is_only: Callable[[str, int], bool] | None = None
) -> tuple[TextQuoteSelector, TextPositionSelector]:
    """Both selectors of ``passage`` (code points of ``text``).

    Prefix and suffix start at 32 code points, end at whole words, and double until prefix, quote and suffix together
    stand once in the text, at most to about 1,024 code points each. ``is_only``: whether words stand at an offset of
    the text alone, if something knows it faster. Raises ValueError for a passage outside the text.
    """
    if passage.end > len(text):
        raise ValueError(f"passage {passage.start}:{passage.end} ends after the text ({len(text)})")
    exact = passage.of(text)
    size = _FIRST_CONTEXT
    while True:
        start = _word_start(text, max(0, passage.start - size))
        end = _word_end(text, min(len(text), passage.end + size))
        words = text[start:end]
        if size >= _MOST_CONTEXT or (is_only(words, start) if is_only else _stands_once(text, words, start)):
            break
        size *= 2
    quote = TextQuoteSelector(exact=exact, prefix=text[start : passage.start], suffix=text[passage.end : end])
    return quote, TextPositionSelector(passage.start, passage.end)


def _stands_once(text: str, words: str, start: int) -> bool:
    return text.find(words) == start and text.find(words, start + 1) == -1


def _word_start(text: str, offset: int) -> int:
    """The start of the word that contains ``offset``; ``offset`` if there is no space nearby, as in Japanese."""
    for place in range(offset, max(-1, offset - _LONGEST_WORD), -1):
        if place == 0 or text[place - 1].isspace():
            return place
    return offset


def _word_end(text: str, offset: int) -> int:
    for place in range(offset, min(len(text) + 1, offset + _LONGEST_WORD)):
        if place == len(text) or text[place].isspace():
            return place
    return offset
