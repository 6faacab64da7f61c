"""Words as the search sees them: folded, and in scripts without spaces every two letters."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from readtui.text.folding import folding
from readtui.text.scripts import UNSPACED

_UNSPACED = re.compile(f"[{UNSPACED}]")
_UNSPACED_RUN = re.compile(f"[{UNSPACED}]+")
_KINDS = frozenset("LNM")
_PRIVATE = "Co"

Fold = Callable[[str], str]


@lru_cache(maxsize=65_536)
def is_in_word(character: str) -> bool:
    """Whether it is part of a word: letters, digits, marks, and private use. The index uses the same categories."""
    category = unicodedata.category(character)
    return category[0] in _KINDS or category == _PRIVATE


def is_unspaced(character: str) -> bool:
    """Whether its script puts no spaces between words."""
    return _UNSPACED.match(character) is not None


def words_in(text: str) -> list[str]:
    """The words of a text, in order. What stands beside letters of another kind of script is a word of its own."""
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
    """The folded text, and for each of its characters the one of ``text`` that it comes from; None if both agree."""
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
    """Characters that folding drops, or turns into several."""
    fold = folding("")
    return re.compile(
        "[" + "".join(re.escape(chr(code)) for code in range(0x80, 0x10000) if len(fold(chr(code))) != 1) + "]"
    )


def index_text(text: str) -> str:
    """A text as it goes into the index: folded, with the pairs of letters of scripts without spaces as words.

    The last letter of such a run stands alone, too, so that every letter begins a word.
    """
    folded = folding("")(text)
    return folded if folded.isascii() else _UNSPACED_RUN.sub(_pairs, folded)


def _pairs(run: re.Match[str]) -> str:
    letters = run[0]
    pairs = [letters[at : at + 2] for at in range(len(letters) - 1)]
    return f" {' '.join([*pairs, letters[-1]])} "
