"""Describes a passage for other programs, by a quote that is unique in its context."""

from readtui.model.passage import Passage
from readtui.model.selector import TextQuoteSelector

_CONTEXT = 32
_MOST_CONTEXT = 512


def unique_quote(text: str, passage: Passage) -> TextQuoteSelector:
    """The passage's words with enough context to occur only once in ``text``.

    The context is 32 code points on each side, or up to 512 if needed.
    """
    exact = passage.of(text)
    size = _CONTEXT
    while True:
        prefix = text[max(0, passage.start - size) : passage.start]
        suffix = text[passage.end : passage.end + size]
        wanted = prefix + exact + suffix
        if size >= _MOST_CONTEXT or text.find(wanted, text.find(wanted) + 1) < 0:
            return TextQuoteSelector(exact, prefix, suffix)
        size *= 2
