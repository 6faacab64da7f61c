"""Chooses phrases from the quotes of a work by which its article can be found."""

import re
from collections.abc import Iterable

_MOST_PHRASES = 5
_WORDS = 8
_LEAST_WORDS = 5
_LEAST_UNSPACED = 12
_SPACES = re.compile(r"\s+")


class Wanted:
    """A work that is looked for: a phrase from each of its longest quotes. Short quotes prove nothing."""

    def __init__(self, quotes: Iterable[str]) -> None:
        longest = sorted(dict.fromkeys(quotes), key=len, reverse=True)[: 4 * _MOST_PHRASES]
        self.phrases = [phrase for phrase in map(_phrase, longest) if phrase][:_MOST_PHRASES]

    def are_enough(self, found: int) -> bool:
        """Whether an article with so many of the quotes is the work, and does not only quote it."""
        return bool(self.phrases) and 2 * found >= len(self.phrases)


def _phrase(quote: str) -> str:
    """Some words from the middle of the quote's longest line; "" if there are too few."""
    line = max(quote.splitlines(), key=len, default="")
    words = _SPACES.split(line.strip())
    if len(words) < _LEAST_WORDS:
        # A script without spaces.
        return line[: _WORDS * 3] if not line.isascii() and len(line) >= _LEAST_UNSPACED else ""
    first = max(0, (len(words) - _WORDS) // 2)
    return " ".join(words[first : first + _WORDS])
