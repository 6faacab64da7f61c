"""Tells which English words are akin, and which are opposites, by ``words/thesaurus.txt``."""

from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

_TABLE = Path(__file__).parent / "words" / "thesaurus.txt"
_SHORTEST = 3
_ENDINGS = (
    ("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ied", "y"), ("ing", ""), ("ing", "e"), ("er", ""),
    ("er", "e"), ("ier", "y"), ("est", ""), ("est", "e"), ("iest", "y"), ("ly", ""), ("ily", "y"),
)  # fmt: skip
_DOUBLED = ("ed", "ing", "er", "est")


class Entry(NamedTuple):
    """The numbers of what a word means or is derived from, those of wider meanings, and its opposites."""

    own: frozenset[str]
    wider: frozenset[str]
    opposites: frozenset[str]


@lru_cache(maxsize=16_384)
def are_akin(one: str, other: str) -> bool:
    """Whether two words, in lower case, are forms of one, share a meaning, or one is a wider word for the other."""
    if one == other:
        return True
    first, second = entry_of(one), entry_of(other)
    if first is None or second is None:
        return False
    return not (
        first.own.isdisjoint(second.own) and first.own.isdisjoint(second.wider) and first.wider.isdisjoint(second.own)
    )


@lru_cache(maxsize=4_096)
def are_opposite(one: str, other: str) -> bool:
    """Whether one of two words, in lower case, is the opposite of the other, in whatever form."""
    first, second = entry_of(one), entry_of(other)
    if first is None or second is None:
        return False
    return not first.opposites.isdisjoint(bases(other)) or not second.opposites.isdisjoint(bases(one))


@lru_cache(maxsize=8_192)
def entry_of(word: str) -> Entry | None:
    """What the table says of a word and of all that it may be a form of; None if it has none of them."""
    found = [line for base in bases(word) if (line := _line(base)) is not None]
    if not found:
        return None
    parts = [[*line.split("/"), "", ""][:3] for line in found]
    return Entry(*(frozenset(name for part in column for name in part.split()) for column in zip(*parts, strict=True)))


@lru_cache(maxsize=8_192)
def bases(word: str) -> frozenset[str]:
    """The words of the table of which a word may be a form; itself, if it is there."""
    if not word.isascii() or not word.isalpha():
        return frozenset()
    return frozenset(_bases(word))


def _bases(word: str) -> Iterator[str]:
    line = _line(word)
    if line is not None and line.startswith("="):
        yield line[1:]
        return
    if line is not None:
        yield word
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) >= len(ending) + _SHORTEST - len(instead):
            base = word.removesuffix(ending)
            is_doubled = ending in _DOUBLED and base[-1:] == base[-2:-1]
            possible = (base + instead, base[:-1] if is_doubled else "")
            yield from (each for each in possible if each and not (_line(each) or "=").startswith("="))


def _line(word: str) -> str | None:
    """What stands behind a word in the table, by bisection."""
    table, key = _table(), word.encode() + b" "
    first, last = 0, len(table)
    while first < last:
        middle = table.rfind(b"\n", first, (first + last) // 2) + 1 or first
        end = table.find(b"\n", middle)
        if table[middle : middle + len(key)] < key:
            first = end + 1
        else:
            last = middle
    if table[first : first + len(key)] != key:
        return None
    return table[first + len(key) : table.find(b"\n", first)].decode("ascii")


@cache
def _table() -> bytes:
    return _TABLE.read_bytes()
