"""Reads the word lists in ``words/`` on demand.

Lines that begin with ``#`` describe a list and its origin.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

# importlib.resources would add 20 ms to the first start: it imports what reads archives.
_FOLDER = Path(__file__).parent / "words"


@cache
def listed(name: str) -> frozenset[str]:
    """The words or phrases of the list ``name``, one per line."""
    return frozenset(_lines(name))


@cache
def listed_by_name(name: str) -> Mapping[str, frozenset[str]]:
    """The lists in the file ``name``, one per line: a name, usually a language, a colon, and the words."""
    named = (line.split(": ", 1) for line in _lines(name))
    return {called: frozenset(words.split()) for called, words in named}


@cache
def listed_lines(name: str) -> Sequence[tuple[str, str]]:
    """The lines of the file ``name`` in their order, each cut at its first colon."""
    return [(called, rest) for called, rest in (line.split(": ", 1) for line in _lines(name))]


@cache
def simplified() -> Mapping[int, str]:
    """The simplified form of each traditional Chinese character, for ``str.translate``."""
    groups = (group for line in _lines("han-variants") for group in line.split())
    return {ord(traditional): group[0] for group in groups for traditional in group[1:]}


def _lines(name: str) -> Iterator[str]:
    text = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return (line for line in text.splitlines() if not line.startswith("#"))
