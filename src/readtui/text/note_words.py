"""The words of a note without the commonest signs of Markdown. Parsing every note on the screen would take too long."""

import re

_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
_EMPHASIS = re.compile(r"(?<![\w*])([*_])(?=[^\s*_])([^*_\n]+)(?<=[^\s*_])\1(?![\w*])")
_SIGNS = re.compile(r"^(?:#{1,6}|[-*+>]) |\*\*|~~|`", re.MULTILINE)


def note_words(note: str) -> str:
    """The note with the words of its links, and without marks of headings, items, emphasis and code."""
    return _EMPHASIS.sub(r"\2", _SIGNS.sub("", _LINK.sub(r"\1", note)))
