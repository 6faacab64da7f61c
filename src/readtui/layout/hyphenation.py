"""Where words of a language may be broken; uses the patterns of the extra ``hyphens``."""

from collections.abc import Callable
from functools import lru_cache
from importlib.util import find_spec

Hyphens = Callable[[str], tuple[int, ...]]
"""How many letters of a word may stand before a hyphen, in order."""

_LEAST_BEFORE, _LEAST_AFTER = 2, 3
_KEPT_WORDS = 1 << 13
_loaded: dict[str, Hyphens | None] = {}


def can_hyphenate() -> bool:
    """Whether the extra is installed."""
    return find_spec("pyphen") is not None


def loaded_hyphens(language: str) -> Hyphens | None:
    """What ``load_hyphens`` has returned for the language; None if it has not yet."""
    return _loaded.get(language)


def load_hyphens(language: str) -> Hyphens | None:
    """The places in words of a language such as ``de`` or ``en-GB``; None if it is unknown, or without the extra.

    The first call for a language takes up to half a second. May be called from any thread.
    """
    if language not in _loaded:
        _loaded[language] = _hyphens_of(language)
    return _loaded[language]


def _hyphens_of(language: str) -> Hyphens | None:
    if not language or not can_hyphenate():
        return None
    import pyphen

    known = pyphen.language_fallback(language)
    if known is None:
        return None
    patterns = pyphen.Pyphen(lang=known, left=_LEAST_BEFORE, right=_LEAST_AFTER)

    @lru_cache(maxsize=_KEPT_WORDS)
    def places(word: str) -> tuple[int, ...]:
        # A place with data changes the letters around it, as in old German: Zuk-ker.
        return tuple(int(place) for place in patterns.positions(word) if not place.data)

    return places
