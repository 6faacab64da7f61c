"""Splits a text into the words that alignment compares, each with its place in the raw text."""

import re
import unicodedata
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    import regex

NO_WORD = 0
_LONGEST_CLUSTER = 4
# Thai, Lao, Burmese, Khmer.
_SYLLABIC = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_HAN_OR_KANA = re.compile("[\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_HYPHENS = "-\u2010\u2011"
_LINE_HYPHENS = (*_HYPHENS, "\u00ad")
# Latin, Greek and Cyrillic without combining marks, and general punctuation except word joiners.
_USUAL = "\x00-\x1b -\u02ff\u0370-\u0482\u048a-\u052f\u1e00-\u1fff\u2000-\u203e\u2041-\u2053\u2055-\u206f\u20a0-\u20bf"
_PICTURES = "©®‼⁉"
# Arabic vowel signs and tatweel, Hebrew points and accents: most texts omit them.
_TATWEEL = "\u0640"
_VOWEL_SIGNS = _TATWEEL + "".join(
    map(chr, (*range(0x64B, 0x653), *range(0x656, 0x660), 0x670, *range(0x591, 0x5BE), 0x5BF, 0x5C1, 0x5C2))
)
_DROP = str.maketrans("", "", _INVISIBLE + _HYPHENS + _VOWEL_SIGNS + " \t\n\r")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of ``text``: their ids, and where each starts and ends (code points, half-open).

    A token is a word with its hyphens, one Han or kana character, one cluster of a script without spaces, a whole URL,
    or an emoji. Punctuation, spaces, the targets of Markdown links and footnote marks are not tokens.
    """

    text: str
    ids: "array[int]"
    starts: Sequence[int]
    ends: Sequence[int]

    def __len__(self) -> int:
        return len(self.ids)

    def gap(self, index: int) -> str:
        """The text between token ``index`` and the token before it; for ``len``, the text after the last token."""
        start = self.ends[index - 1] if index else 0
        return self.text[start : self.starts[index] if index < len(self.ids) else len(self.text)]


class Words(NamedTuple):
    """Words ``start:end`` of a text, half-open."""

    start: int
    end: int

    @property
    def size(self) -> int:
        return self.end - self.start


# Word ids of a line, the length of the gap before the first word, then the lengths of all words and gaps.
Line: TypeAlias = tuple[list[int], int, list[int]]


class Vocabulary(dict[str, int]):
    """Maps raw words to ids from 1 on. Words that differ only in case, form, vowel signs or hyphens share an id.

    ``lines`` caches the lines split so far.
    """

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, Line] = {}
        self.keys_by_id = [""]
        self._extents: dict[int, float] = {}
        self._ids: dict[str, int] = {}

    def __missing__(self, word: str) -> int:
        key = word.lower() if word.isascii() and word.isalnum() else word_key(word)
        number = self._ids.setdefault(key, len(self.keys_by_id))
        if number == len(self.keys_by_id):
            self.keys_by_id.append(key)
        self[word] = number
        return number

    def extent(self, number: int) -> float:
        """The approximate length in words: half a word for a Han or kana character, less for a cluster of Thai."""
        known = self._extents.get(number)
        if known is None:
            known = self._extents[number] = _extent(self.keys_by_id[number])
        return known

    def is_figure(self, number: int) -> bool:
        """Whether the word starts with a digit."""
        return self.keys_by_id[number][:1].isdigit()


def _extent(key: str) -> float:
    if len(key) > _LONGEST_CLUSTER or key.isascii():
        return 1.0
    if _SYLLABIC.match(key):
        return 0.4
    return 0.5 if _HAN_OR_KANA.match(key) else 1.0


def word_key(word: str) -> str:
    """The form in which a word is compared: without case, compatibility forms, hyphens, vowel signs and invisible
    characters.
    """
    if not word.isalnum() or _TATWEEL in word:
        word = word.translate(_DROP) or word
    if word.isascii():
        return word.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", word).casefold())


def tokenise(text: str, vocabulary: Vocabulary) -> Tokens:
    """The tokens of ``text``, with ids from ``vocabulary``, which grows and remembers the lines it has seen."""
    ids: list[int] = []
    # Gaps and words alternate, starting with the gap before the first word.
    lengths = [0]
    for line in _lines(text):
        words, lead, rest = vocabulary.lines.get(line) or _line(line, vocabulary)
        ids += words
        lengths[-1] += lead
        lengths += rest
    edges = array("l", [*accumulate(lengths)])
    return Tokens(text, array("l", ids), edges[:-1:2], edges[1::2])


def _lines(text: str) -> Iterator[str]:
    """The lines without their ends. A line that ends with a hyphen includes the next one, because its last word may
    continue there.
    """
    kept: list[str] = []
    for line in text.split("\n"):
        kept.append(line)
        if not line.rstrip(" \t\r").endswith(_LINE_HYPHENS):
            yield "\n".join(kept) if len(kept) > 1 else line
            kept = []
    if kept:
        yield "\n".join(kept)


def _line(line: str, vocabulary: Vocabulary) -> Line:
    # Gaps are at even indices, words at odd ones.
    parts = (_any_word() if _unusual().search(line) else _usual_word()).split(line)
    if "](" in line or "[^" in line:
        parts = _without_targets(parts)
    lead, *rest = map(len, parts)
    if not rest:
        return [], lead + 1, []
    rest[-1] += 1
    known = vocabulary.lines[line] = ([*map(vocabulary.__getitem__, parts[1::2])], lead, rest)
    return known


def _without_targets(parts: list[str]) -> list[str]:
    """Merge link targets and footnote marks into the gaps."""
    kept = parts[:1]
    for word, gap in zip(parts[1::2], parts[2::2], strict=True):
        if word[0] in "(^":
            kept[-1] += word + gap
        else:
            kept += (word, gap)
    return kept


_URL = r"[^\s<>\"'()\[\]]*[^\s<>\"'()\[\].,;:!?]"
_TARGET = r"\((?<=\]\()[^()\s]*\)"


@cache
def _any_word() -> "regex.Pattern[str]":
    import regex

    single = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
    letter = rf"[[a-zA-Z0-9]||[[\p{{L}}\p{{M}}\p{{N}}]--[{single}]]]"
    hyphen = rf"(?<=[\p{{L}}\p{{M}}])[{_HYPHENS}\u00ad](?:[ \t]*\r?\n[ \t]*)?(?=\p{{L}})"
    picture = r"\p{Extended_Pictographic}[\ufe0f\p{Emoji_Modifier}]*"
    return regex.compile(
        rf"((?:https?|ftp)://{_URL}"
        rf"|{letter}+(?:(?:[{_INVISIBLE}]+|{hyphen}){letter}+)*"
        rf"|[{single}][\p{{M}}\uff9e\uff9f]*"
        rf"|{picture}(?:\u200d{picture})*|\p{{Regional_Indicator}}{{1,2}}"
        rf"|{_TARGET}|\^(?<=\[\^)\w+(?=\]))",
        regex.V1,
    )


@cache
def _usual_word() -> re.Pattern[str]:
    """Matches the same words as ``_any_word`` in a third of the time, for text in Latin, Greek and Cyrillic
    letters only.
    """
    usual = [chr(code) for code in range(0x2070) if not _unusual().match(chr(code))]
    letter = _ranges(each for each in usual if unicodedata.category(each)[0] in "LN")
    of_words = _ranges(each for each in usual if each.isalpha())
    joint = rf"[{_INVISIBLE}]+|(?<=[{of_words}])[{_HYPHENS}\u00ad](?:[ \t]*\r?\n[ \t]*)?(?=[{of_words}])"
    return re.compile(
        rf"(https?://{_URL}|ftp://{_URL}"
        rf"|[{letter}][{letter}]*+(?![{_HYPHENS}{_INVISIBLE}])|[{letter}]+(?:(?:{joint})[{letter}]+)*"
        rf"|[{_PICTURES}](?:\u200d[{_PICTURES}])*"
        rf"|{_TARGET}|\^(?<=\[\^)[{of_words}\d_\u200c\u200d]+(?=\]))"
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
def _unusual() -> re.Pattern[str]:
    """The characters that ``_usual_word`` does not handle."""
    return re.compile(f"[^{_USUAL}]")
