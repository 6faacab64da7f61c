"""Reads the lists of words in ``words/``, each when it is first asked for.

Lines that begin with ``#`` say what a list is and where it comes from.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

# importlib.resources would add 20 ms to the first start: it imports what reads archives.
_FOLDER = Path(__file__).parent / "words"


@cache
def listed(name: str) -> frozenset[str]:
    """The words or phrases of the list ``name``, one a line."""
    return frozenset(_lines(name))


@cache
def listed_by_name(name: str) -> Mapping[str, frozenset[str]]:
    """The lists in the file ``name``, one a line: what it is called, mostly a language, a colon, and its words."""
    named = (line.split(": ", 1) for line in _lines(name))
    return {called: frozenset(words.split()) for called, words in named}


def _lines(name: str) -> Iterator[str]:
    text = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return (line for line in text.splitlines() if not line.startswith("#"))
