"""Finds the turns of a transcript: paragraphs that begin with a speaker's name, and a colon or a time."""

import re
from collections import Counter
from collections.abc import Sequence

from readtui.importers.text.units import Unit

_TIME = r"\d{1,2}(?:[:.]\d\d){1,2}"
_TURN = re.compile(
    r"(?:[\[(]?\d[\d:.,-]*[\])]?\s+)?([^\W\d_][^\n:：]{0,40}?)"
    rf"(?:\s?[:：](?=\s|$)|\s+[\[(]?{_TIME}[\])]?(?=\n|$))"
)
"""A time may stand before the name, or after it instead of the colon."""
_MAX_NAME_WORDS = 4
# Beyond, there is no name any more, but spaces without end take time without end.
_MOST_CHARACTERS = 400
_TURNS = 2


def turns(units: Sequence[Unit]) -> frozenset[int]:
    """The indices of the turns of people who speak at least twice. Such a line is no title or heading."""
    names = {index: name for index, unit in enumerate(units) if (name := _speaker(unit.text))}
    times = Counter(names.values())
    return frozenset(index for index, name in names.items() if times[name] >= _TURNS)


def _speaker(text: str) -> str:
    found = _TURN.match(text[:_MOST_CHARACTERS])
    return found[1] if found and len(found[1].split()) <= _MAX_NAME_WORDS else ""
