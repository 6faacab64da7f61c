"""Splits text into words for searching: folded, and every two letters in scripts without spaces and in Korean."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from readtui.text.case_folding import folding
from readtui.text.scripts import ALL_UNSPACED, HANGUL

_UNSPACED = re.compile(f"[{ALL_UNSPACED}{HANGUL}]")
_UNSPACED_RUN = re.compile(f"[{ALL_UNSPACED}{HANGUL}]+")
_KINDS = frozenset("LNM")
_PRIVATE = "Co"

Fold = Callable[[str], str]


@lru_cache(maxsize=65_536)
def is_in_word(character: str) -> bool:
    """Whether it is part of a word: a letter, digit, mark or private-use character. The index uses the same ones."""
    category = unicodedata.category(character)
    return category[0] in _KINDS or category == _PRIVATE


def is_unspaced(character: str) -> bool:
    """Whether a word in the character's script may begin anywhere: scripts without spaces between words, and Korean."""
    return _UNSPACED.match(character) is not None


def words_in(text: str) -> list[str]:
    """The words of a text, in order. A word ends where the other kind of script, with or without spaces, begins."""
    words: list[str] = []
    word, was_unspaced = "", False
    for character in text:
        if not is_in_word(character):
            if word:
                words.append(word)
            word = ""
            continue
        unspaced = is_unspaced(character)
        if word and unspaced != was_unspaced:
            words.append(word)
            word = ""
        word, was_unspaced = word + character, unspaced
    return [*words, word] if word else words


def folded_with_places(text: str, fold: Fold) -> tuple[str, list[int] | None]:
    """The folded text, and the origin in ``text`` of each of its characters (None if all offsets are equal)."""
    if text.isascii() or not _shifting().search(text):
        folded = fold(text)
        if len(folded) == len(text):
            return folded, None
    pieces: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        piece = fold(character)
        pieces.append(piece)
        places += [place] * len(piece)
    return "".join(pieces), places


@lru_cache(maxsize=1)
def _shifting() -> re.Pattern[str]:
    """Characters that folding drops or expands."""
    fold = folding("")
    return re.compile(
        "[" + "".join(re.escape(chr(code)) for code in range(0x80, 0x10000) if len(fold(chr(code))) != 1) + "]"
    )


def index_text(text: str) -> str:
    """A text for the index: folded, with pairs of letters as words in scripts without spaces.

    The last letter of such a run stands alone, too, so that every letter begins a word.
    """
    without_case = folding("")
    folded = without_case(text)
    if folded.isascii():
        return folded
    # A few characters, such as a Greek iota subscript, are a letter without case and an accent with it.
    other = without_case(folding("A")(text))
    return _UNSPACED_RUN.sub(_pairs, folded if folded == other else f"{folded}\n{other}")


def _pairs(run: re.Match[str]) -> str:
    letters = run[0]
    pairs = [letters[at : at + 2] for at in range(len(letters) - 1)]
    return f" {' '.join([*pairs, letters[-1]])} "
