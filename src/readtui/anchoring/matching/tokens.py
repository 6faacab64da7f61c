"""Cut a text into the words that alignment compares, each with its place in the raw text."""

import re
import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import regex

NO_WORD = 0
_LONGEST_CLUSTER = 4
# Thai, Lao, Burmese, Khmer.
_SYLLABIC = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_HAN_OR_KANA = re.compile("[\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_HYPHENS = "-\u2010\u2011"
# Arabic vowel signs and the stroke that draws a word out, Hebrew points and accents: most texts go without.
_VOWEL_SIGNS = "".join(
    map(chr, (*range(0x64B, 0x653), *range(0x656, 0x660), 0x670, 0x640, *range(0x591, 0x5BE), 0x5BF, 0x5C1, 0x5C2))
)
_DROP = str.maketrans("", "", _INVISIBLE + _HYPHENS + _VOWEL_SIGNS + " \t\n\r")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of ``text``: their ids, and where each starts and ends (code points, half-open).

    Punctuation and space are no tokens. A token is a word with its hyphens, one Han or kana character, one cluster of
    a script without spaces, a whole URL or an emoji. A Markdown link's target and a footnote mark are no tokens.
    """

    text: str
    ids: Sequence[int]
    starts: Sequence[int]
    ends: Sequence[int]

    def __len__(self) -> int:
        return len(self.ids)

    def gap(self, index: int) -> str:
        """What stands before token ``index``, back to the token before it; after the last token for ``len``."""
        start = self.ends[index - 1] if index else 0
        return self.text[start : self.starts[index] if index < len(self.ids) else len(self.text)]


class Words(NamedTuple):
    """Words ``start:end`` of a text, half-open."""

    start: int
    end: int

    @property
    def size(self) -> int:
        return self.end - self.start


class Vocabulary(dict[str, int]):
    """Raw words to ids from 1 on; the same for words that differ in case, form, vowel signs or hyphens alone."""

    def __init__(self) -> None:
        super().__init__()
        self.keys_by_id = [""]
        self._extents: dict[int, float] = {}
        self._ids: dict[str, int] = {}

    def __missing__(self, word: str) -> int:
        key = word_key(word)
        number = self._ids.setdefault(key, len(self.keys_by_id))
        if number == len(self.keys_by_id):
            self.keys_by_id.append(key)
        self[word] = number
        return number

    def extent(self, number: int) -> float:
        """About how many words it is: half a one for a Han or kana character, less for a cluster of Thai."""
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
    """What is compared of a word: no case, compatibility forms, hyphens, vowel signs or invisible characters."""
    if not word.isascii():
        word = unicodedata.normalize("NFKC", word.translate(_DROP) or word)
        return unicodedata.normalize("NFC", word.casefold())
    if not word.isalnum():
        word = word.translate(_DROP)
    return word.lower()


def tokenise(text: str, vocabulary: Vocabulary) -> Tokens:
    """The tokens of ``text``, with ids from ``vocabulary``, which grows."""
    # The gaps at even places, the words at odd ones.
    parts = _pattern().split(text)
    edges = array("l", accumulate(map(len, parts)))
    words, starts, ends = parts[1::2], edges[:-1:2], edges[1::2]
    if "](" in text or "[^" in text:
        kept = [index for index, word in enumerate(words) if word[0] not in "(^"]
        words = [words[index] for index in kept]
        starts = array("l", [starts[index] for index in kept])
        ends = array("l", [ends[index] for index in kept])
    return Tokens(text, array("l", map(vocabulary.__getitem__, words)), starts, ends)


@cache
def _pattern() -> "regex.Pattern[str]":
    import regex

    single = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
    letter = rf"[[a-zA-Z0-9]||[[\p{{L}}\p{{M}}\p{{N}}]--[{single}]]]"
    hyphen = rf"(?<=[\p{{L}}\p{{M}}])[{_HYPHENS}\u00ad](?:[ \t]*\r?\n[ \t]*)?(?=\p{{L}})"
    picture = r"\p{Extended_Pictographic}[\ufe0f\p{Emoji_Modifier}]*"
    return regex.compile(
        r"((?:https?|ftp)://[^\s<>\"'()\[\]]*[^\s<>\"'()\[\].,;:!?]"
        rf"|{letter}+(?:(?:[{_INVISIBLE}]+|{hyphen}){letter}+)*"
        rf"|[{single}][\p{{M}}\uff9e\uff9f]*"
        rf"|{picture}(?:\u200d{picture})*|\p{{Regional_Indicator}}{{1,2}}"
        r"|(?<=\])\([^()\s]*\)|(?<=\[)\^\w+(?=\]))",
        regex.V1,
    )
