"""Folds text for comparing words: accents, and case where it does not matter."""

import unicodedata
from collections.abc import Callable

from readtui.quick_pattern import pattern

# Accents, Hebrew points and Arabic vowel signs. The vowel signs of Indic scripts are letters and stay.
_ACCENTS = pattern("[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u064b-\u065f\u0670]")


def folding(query: str) -> Callable[[str], str]:
    """The function that normalizes query and text: removes accents, and case unless the query has capital letters."""
    return _without_accents if query != query.lower() else _without_case_and_accents


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", text)))


def _without_case_and_accents(text: str) -> str:
    return _without_accents(text.casefold())
