"""Numbers with their nouns, and the words of a note without the commonest signs of Markdown."""

import re

from readtui.quick_pattern import pattern

_LINK = pattern(r"\[([^\[\]]*)\]\([^()\s]*\)")
_EMPHASIS = pattern(r"(?<![\w*])([*_])(?=[^\s*_])([^*_\n]+)(?<=[^\s*_])\1(?![\w*])")
_SIGNS = pattern(r"^(?:#{1,6}|[-*+>]) |\*\*|~~|`", re.MULTILINE)


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: 1 article, 2,000 articles. ``many``: an irregular plural."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def note_words(note: str) -> str:
    """The note with the words of its links, and without marks of headings, items, emphasis and code.

    Parsing every note on the screen would take too long.
    """
    return _EMPHASIS.sub(r"\2", _SIGNS.sub("", _LINK.sub(r"\1", note)))
