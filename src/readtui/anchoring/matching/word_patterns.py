"""Patterns that split a line into words: one for any text, and faster ones for lines of the most usual characters."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import regex

    _Pattern: TypeAlias = re.Pattern[str] | regex.Pattern[str]

INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
HYPHENS = "-\u2010\u2011"
# Latin, Greek and Cyrillic without combining marks, and general punctuation except word joiners.
_USUAL = "\x00-\x1b -\u02ff\u0370-\u0482\u048a-\u052f\u1e00-\u1fff\u2000-\u203e\u2041-\u2053\u2055-\u206f\u20a0-\u20bf"
_PICTURES = "©®‼⁉"
# Eastern scripts: characters that are words by themselves (Han, kana, Thai) and their marks, letters and digits that
# form words (Hangul, full width), punctuation.
_THAI_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_SINGLES = "\u3005\u3007\u3041-\u3096\u30a1-\u30fa\u3400-\u4db5\u4e00-\u9fcc\u0e01-\u0e3a\u0e40-\u0e4e\u0e50-\u0e59"
_JOINED = "\u30fc\uac00-\ud7a3\uff21-\uff3a\uff41-\uff5a"
_WIDE_DIGITS = "\uff10-\uff19"
_WIDE_PUNCTUATION = "\u3000-\u3003\u3008-\u3011\u3014-\u301b\u30fb\uff01-\uff0f\uff1a-\uff1f\uff5b-\uff65"
_EASTERN = _SINGLES + _JOINED + _WIDE_DIGITS + _WIDE_PUNCTUATION


def word_pattern(line: str) -> "_Pattern":
    """The fastest pattern for the line. Its one group matches words, link targets and footnote marks."""
    if not _unusual(_USUAL).search(line):
        return _usual_word()
    return _any_word() if _unusual(_USUAL + _EASTERN).search(line) else _eastern_word()


_URL = r"[^\s<>\"'()\[\]]*[^\s<>\"'()\[\].,;:!?]"
_TARGET = r"\((?<=\]\()[^()\s]*\)"


@cache
def _any_word() -> "regex.Pattern[str]":
    import regex

    single = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
    letter = rf"[[a-zA-Z0-9]||[[\p{{L}}\p{{M}}\p{{N}}]--[{single}]]]"
    hyphen = rf"(?<=[\p{{L}}\p{{M}}])[{HYPHENS}\u00ad](?:[ \t]*\r?\n[ \t]*)?(?=\p{{L}})"
    picture = r"\p{Extended_Pictographic}[\ufe0f\p{Emoji_Modifier}]*"
    return regex.compile(
        rf"((?:https?|ftp)://{_URL}"
        rf"|{letter}+(?:(?:[{INVISIBLE}]+|{hyphen}){letter}+)*"
        rf"|[{single}][\p{{M}}\uff9e\uff9f]*"
        rf"|{picture}(?:\u200d{picture})*|\p{{Regional_Indicator}}{{1,2}}"
        rf"|{_TARGET}|\^(?<=\[\^)\w+(?=\]))",
        regex.V1,
    )


@cache
def _usual_word() -> re.Pattern[str]:
    """Matches the same words as ``_any_word`` in a third of the time, for Latin, Greek and Cyrillic letters only."""
    return _quick_word("", "", "")


@cache
def _eastern_word() -> re.Pattern[str]:
    """The same for Chinese, Japanese, Korean and Thai text, which may contain what ``_usual_word`` handles."""
    return _quick_word(rf"[{_SINGLES}][{_THAI_MARKS}]*|", _JOINED, _SINGLES)


def _quick_word(first: str, joined: str, singles: str) -> re.Pattern[str]:
    """``first`` is tried before other words; ``joined`` and ``singles`` are letters in addition to the usual ones."""
    usual = [chr(code) for code in range(0x2070) if not _unusual(_USUAL).match(chr(code))]
    digits = _WIDE_DIGITS if joined else ""
    letter = _ranges(each for each in usual if unicodedata.category(each)[0] in "LN") + joined + digits
    of_words = _ranges(each for each in usual if each.isalpha()) + joined
    lookahead = of_words + singles
    joint = rf"[{INVISIBLE}]+|(?<=[{of_words}])[{HYPHENS}\u00ad](?:[ \t]*\r?\n[ \t]*)?(?=[{lookahead}])"
    return re.compile(
        rf"({first}https?://{_URL}|ftp://{_URL}"
        rf"|[{letter}][{letter}]*+(?![{HYPHENS}{INVISIBLE}])|[{letter}]+(?:(?:{joint})[{letter}]+)*"
        rf"|[{_PICTURES}](?:\u200d[{_PICTURES}])*"
        rf"|{_TARGET}|\^(?<=\[\^)[{of_words}{singles}\d_\u200c\u200d]+(?=\]))"
    )


def _ranges(characters: Iterable[str]) -> str:
    """Sorted characters as the contents of a character class."""
    ranges: list[str] = []
    for each in characters:
        if ranges and ord(ranges[-1][-1]) == ord(each) - 1:
            ranges[-1] = f"{ranges[-1][0]}-{each}"
        else:
            ranges.append(each)
    return "".join(ranges)


@cache
def _unusual(usual: str) -> re.Pattern[str]:
    """Any character except these."""
    return re.compile(f"[^{usual}]")
