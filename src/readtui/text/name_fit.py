"""How well names match a typed text, and which names programs made. Texts are folded, if not said otherwise."""

import re
from collections.abc import Collection, Iterator, Sequence
from enum import IntEnum

from readtui.quick_pattern import pattern
from readtui.text.case_folding import folding
from readtui.text.clean import visible

_SCORE, _LEAST_ALIKE = 75, 50
_MOST_SIMILAR = 30
_NEAR_SCORE, _MOST_NEAREST = 60, 3
_FUZZY_FROM = 4
"""The fewest typed characters for which similar names are of use."""
_HASH = pattern(
    r"(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{16,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE
)


class Fit(IntEnum):
    """How well a name matches what was typed, best first."""

    BEGINNING = 0
    WORDS = 1
    WITHIN = 2
    SIMILAR = 3


def fit(wanted: str, words: Sequence[str], name: str) -> Fit:
    """How a name matches in which all ``words`` of ``wanted`` stand."""
    if name.startswith(wanted):
        return Fit.BEGINNING
    begin_words = all(name.startswith(word) or f" {word}" in name for word in words)
    return Fit.WORDS if begin_words else Fit.WITHIN


def similar(wanted: str, words: Sequence[str], names: Sequence[str]) -> Iterator[int]:
    """The indices of names in which something like each word stands, the most similar first; none for few letters."""
    if len(wanted) < _FUZZY_FROM:
        return
    # Imported here because the first letters need no similar words.
    from rapidfuzz import fuzz, process

    found = process.extract(wanted, names, scorer=fuzz.partial_ratio, score_cutoff=_SCORE, limit=_MOST_SIMILAR)
    for name, _, number in found:
        there = name.split()
        if all(
            word in name
            or (len(word) >= _FUZZY_FROM and any(fuzz.ratio(word, one[: len(word) + 1]) >= _SCORE for one in there))
            for word in words
        ):
            yield number


def meant(typed: str, names: Collection[str]) -> str:
    """The name that a mistyped or shortened one most likely stands for: lsit, anotations, md; "" if none is near."""
    # Imported here because only mistakes need it.
    from difflib import get_close_matches

    wanted = typed.casefold()[:_MOST_SIMILAR]
    if not wanted:
        return ""
    begun = [name for name in names if name.startswith(wanted)]
    near = get_close_matches(wanted, names, n=1)
    short = [name for name in names if name[0] == wanted[0] and _has_in_order(name, wanted)]
    return next((min(found, key=len) for found in (begun, near, short) if found), "")


def nearest(typed: str, names: Collection[str]) -> str:
    """The names that are like a typed one, which is not folded, the most similar first; "" if none is."""
    from rapidfuzz import fuzz, process

    found = process.extract(
        typed, names, scorer=fuzz.WRatio, processor=str.casefold, score_cutoff=_NEAR_SCORE, limit=_MOST_NEAREST
    )
    return ", ".join(visible(name) for name, _, _ in found)


def _has_in_order(name: str, letters: str) -> bool:
    rest = iter(name)
    return all(letter in rest for letter in letters)


def matched_letters(typed: str, name: str) -> list[tuple[int, int]]:
    """Which letters of a name, which is not folded, match what was typed, as half-open ranges."""
    if not typed:
        return []
    fold = folding("")
    letters = [(fold(letter), place) for place, letter in enumerate(name)]
    folded = "".join(letter for letter, _ in letters)
    places = [place for letter, place in letters for _ in letter]
    wanted = fold(typed)
    # At the start of a level or a word rather than within one.
    starts = (f"{before}{folded}".find(f"{before}{wanted}") for before in ("/", " ", ""))
    start = next((one for one in starts if one >= 0), -1)
    end = start + len(wanted)
    if start < 0:
        if len(wanted) < _FUZZY_FROM:
            return []
        from rapidfuzz import fuzz

        found = fuzz.partial_ratio_alignment(wanted, folded, score_cutoff=_LEAST_ALIKE)
        start, end = (found.dest_start, found.dest_end) if found else (0, 0)
    return [(places[start], places[end - 1] + 1)] if end > start else []


def is_hash(stem: str) -> bool:
    """Whether a name without its ending is a hash or a UUID: at least 16 hexadecimal digits, of both kinds."""
    return _HASH.fullmatch(stem) is not None
