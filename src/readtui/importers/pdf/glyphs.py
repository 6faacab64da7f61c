"""Combines glyphs of a PDF page that form one character: surrogate pairs, letters with separate accents, doubles."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from readtui.importers.pdf.word import Word

_ABOVE = {
    **dict(
        zip("`´ˆ˜¨ˉ¯˘˙˚˝ˇ", "\u0300\u0301\u0302\u0303\u0308\u0304\u0304\u0306\u0307\u030a\u030b\u030c", strict=True)
    ),
    **dict(zip("^~", "\u0302\u0303", strict=True)),
}
_BELOW = {"¸": "\u0327", "˛": "\u0328"}
_ACCENTS = _ABOVE | _BELOW
_NEVER_ALONE = frozenset("ˆ˜¨˘˝ˇ")
"""Marks that never stand alone: they belong to the next letter, even if the two do not overlap."""

_DOTLESS = {"ı": "i", "ȷ": "j"}
_FARTHEST = 3
_OVERLAP = 0.08
_DOUBLE = 0.15

Box = tuple[float, float, float, float]
"""Left, right, baseline and font size of a glyph in points, all in the same direction."""


def joined_characters(codes: Sequence[int], box: Callable[[int], Box | None]) -> dict[int, str]:
    """The characters, by index, for glyphs that are not characters by themselves; "" if another glyph includes it.

    ``codes``: UTF-16 units; ``box``: the position of a glyph, None if it has none.
    """
    found = _pairs(codes)
    for index, code in enumerate(codes):
        if code < 0x300 + 0x100 and chr(code) in _ACCENTS and index not in found:
            _join_accent(codes, index, box, found)
    return found


def _pairs(codes: Sequence[int]) -> dict[int, str]:
    """Characters above U+FFFF, which come as two halves."""
    found: dict[int, str] = {}
    for index, code in enumerate(codes):
        if 0xD800 <= code < 0xE000 and index not in found:
            after = codes[index + 1] if index + 1 < len(codes) else 0
            is_pair = code < 0xDC00 <= after < 0xE000
            found[index] = chr(0x10000 + ((code - 0xD800) << 10) + after - 0xDC00) if is_pair else "\ufffd"
            if is_pair:
                found[index + 1] = ""
    return found


def _join_accent(codes: Sequence[int], index: int, box: Callable[[int], Box | None], found: dict[int, str]) -> None:
    accent = chr(codes[index])
    before, after = _letter_beside(codes, index, -1, found), _letter_beside(codes, index, 1, found)
    nearest = (before, after) if accent in _BELOW else (after, before)
    for letter in nearest:
        composed = _composed(codes, letter, accent, found) if letter is not None else ""
        if letter is None or not composed:
            continue
        if _overlap(box(index), box(letter)) or _belong(codes, index, letter, accent):
            found[letter] = composed
            found |= dict.fromkeys(range(min(letter, index) + 1, max(letter, index)), "")
            found[index] = ""
            return


def _letter_beside(codes: Sequence[int], index: int, step: int, found: dict[int, str]) -> int | None:
    """The next letter in one direction; only white space may be in between."""
    at = index + step
    while 0 <= at < len(codes) and abs(at - index) < _FARTHEST and (chr(codes[at]).isspace() or found.get(at) == ""):
        at += step
    return at if 0 <= at < len(codes) and chr(codes[at]).isalpha() else None


def _composed(codes: Sequence[int], letter: int, accent: str, found: dict[int, str]) -> str:
    """The letter with the accent, if a single character exists for both."""
    plain = found.get(letter) or chr(codes[letter])
    composed = unicodedata.normalize("NFC", _DOTLESS.get(plain, plain) + _ACCENTS[accent])
    return composed if len(composed) == 1 else ""


def _belong(codes: Sequence[int], index: int, letter: int, accent: str) -> bool:
    """Whether an accent and the letter next to it belong together by their kind."""
    if abs(letter - index) > 1:
        return False
    if letter < index:
        return accent in _BELOW
    return accent in _NEVER_ALONE or (chr(codes[letter]) in _DOTLESS and accent not in _BELOW)


def _overlap(accent: Box | None, letter: Box | None) -> bool:
    """Whether the middle of an accent is above or below a letter."""
    if accent is None or letter is None or abs(accent[2] - letter[2]) > letter[3]:
        return False
    middle, room = (accent[0] + accent[1]) / 2, letter[3] * _OVERLAP
    return letter[0] - room <= middle <= letter[1] + room


def is_near(right: float, up: float, size: float) -> bool:
    """Whether a glyph is so close to another that both look like one."""
    return abs(right) < size * _DOUBLE and abs(up) < size * _DOUBLE


def without_doubles(words: Iterable[tuple[int, Word]]) -> list[tuple[int, Word]]:
    """The words without copies set in nearly the same place for a bold look or a shadow."""
    found: list[tuple[int, Word]] = []
    places: dict[tuple[str, int], list[Word]] = defaultdict(list)
    for turn, word in words:
        row = round(word.baseline)
        near = [known for step in (-1, 0, 1) for known in places.get((word.text, row + step), ())]
        if any(_is_same(word, known) for known in near):
            continue
        places[word.text, row].append(word)
        found.append((turn, word))
    return found


def _is_same(word: Word, known: Word) -> bool:
    is_same_place = is_near(word.left - known.left, word.baseline - known.baseline, word.size)
    return is_same_place and is_near(word.right - known.right, 0, word.size)
