"""Completion of tags: ranks the known tags that a typed text may mean."""

import unicodedata
from collections.abc import Mapping
from enum import IntEnum

from readtui.quick_dataclass import dataclass

_FUZZY_FROM = 3
_FUZZY_SCORE = 75


class TagFit(IntEnum):
    """How a tag matches the typed text, best first."""

    EXACT = 0
    LAST_LEVELS = 1
    NAME_START = 2
    LEVEL_START = 3
    BELOW = 4
    WITHIN = 5
    SIMILAR = 6


@dataclass(frozen=True, slots=True)
class TagMatch:
    """A known tag, how often it is used, and how well it matches."""

    name: str
    count: int
    fit: TagFit


def matching_tags(typed: str, known: Mapping[str, int]) -> list[TagMatch]:
    """The known tags that match ``typed`` (in stored form), sorted by fit, then by use, then by name.

    Case and accents are ignored. An empty text matches every tag. Nested names match at the start of any level.
    """
    typed_exactly, wanted = typed.casefold(), _folded(typed)
    matches: list[TagMatch] = []
    rest: dict[str, str] = {}
    for name, count in known.items():
        folded = _folded(name)
        fit = TagFit.EXACT if name.casefold() == typed_exactly else _fit(wanted, folded)
        if fit is None:
            rest[name] = folded
        else:
            matches.append(TagMatch(name, count, fit))
    if len(wanted) >= _FUZZY_FROM and rest:
        matches += [TagMatch(name, known[name], TagFit.SIMILAR) for name in _similar(wanted, rest)]
    return sorted(matches, key=lambda match: (match.fit, -match.count, match.name.casefold()))


def _fit(wanted: str, folded: str) -> TagFit | None:
    """How the text occurs in the name; None if it does not."""
    if wanted not in folded:
        return None
    levels = f"/{folded}"
    if not wanted:
        return TagFit.NAME_START
    if levels.endswith(f"/{wanted}"):
        return TagFit.LAST_LEVELS
    if f"/{wanted}/" in levels:
        return TagFit.BELOW
    if folded.startswith(wanted):
        return TagFit.NAME_START
    return TagFit.LEVEL_START if f"/{wanted}" in levels else TagFit.WITHIN


def warm_up() -> None:
    """Load the fuzzy matcher, so that the third letter does not wait for it."""
    _similar("tag", {"tag": "tag"})


def _similar(wanted: str, folded_names: Mapping[str, str]) -> list[str]:
    # Imported here because the app starts without it.
    from rapidfuzz import fuzz, process

    found = process.extract(wanted, folded_names, scorer=fuzz.partial_ratio, score_cutoff=_FUZZY_SCORE, limit=None)
    return [name for folded, _, name in found if len(folded) >= _FUZZY_FROM]


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
