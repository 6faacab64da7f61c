"""Splits a text into the words that alignment compares, each with its place in the raw text."""

import re
import unicodedata
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, count
from typing import NamedTuple, TypeAlias

from readtui.anchoring.matching.word_patterns import HYPHENS, INVISIBLE, word_pattern
from readtui.quick_dataclass import dataclass
from readtui.text.word_lists import simplified

NO_WORD = 0
_LONGEST_CLUSTER = 4
# Thai, Lao, Burmese, Khmer.
_SYLLABIC = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_HAN_OR_KANA = re.compile("[\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_FIRST_HAN, _LAST_HAN = "\u4e00", "\u9fff"
_LINE_HYPHENS = (*HYPHENS, "\u00ad")
# Arabic vowel signs and tatweel, Hebrew points and accents: most texts omit them.
_TATWEEL = "\u0640"
_VOWEL_SIGNS = _TATWEEL + "".join(
    map(chr, (*range(0x64B, 0x653), *range(0x656, 0x660), 0x670, *range(0x591, 0x5BE), 0x5BF, 0x5C1, 0x5C2))
)
_PLAIN_WORD = re.compile("([a-z0-9]+)")
_DROP = str.maketrans("", "", INVISIBLE + HYPHENS + _VOWEL_SIGNS + " \t\n\r")
FIGURE = 0.2


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
        # A short text consists mostly of new words: numbering them in C saves a call for each.
        self.ids_by_key: dict[str, int] = defaultdict(count(1).__next__)
        self._keys_by_id: list[str] = []
        self._figures: frozenset[int] = frozenset()
        self._extents: dict[int, float] = {}

    def __missing__(self, word: str) -> int:
        number = self[word] = self.ids_by_key[word_key(word)]
        return number

    @property
    def keys_by_id(self) -> Sequence[str]:
        """The compared form of each word; id 0 is no word."""
        self._look_at_new_words()
        return self._keys_by_id

    @property
    def figures(self) -> frozenset[int]:
        """The words that start with a digit."""
        self._look_at_new_words()
        return self._figures

    def _look_at_new_words(self) -> None:
        if len(self._keys_by_id) <= len(self.ids_by_key):
            self._keys_by_id = ["", *self.ids_by_key]
            self._figures = frozenset([number for number, key in enumerate(self._keys_by_id) if key[:1].isdigit()])

    def extent(self, number: int) -> float:
        """The approximate length in words: half a word for a Han or kana character, less for a cluster of Thai."""
        known = self._extents.get(number)
        if known is None:
            known = self._extents[number] = _extent(self.keys_by_id[number])
        return known


def _extent(key: str) -> float:
    if len(key) > _LONGEST_CLUSTER or key.isascii():
        return 1.0
    if _SYLLABIC.match(key):
        return 0.4
    return 0.5 if _HAN_OR_KANA.match(key) else 1.0


def word_key(word: str) -> str:
    """The form in which a word is compared: without case, compatibility forms, hyphens, vowel signs and invisible
    characters; Chinese in simplified characters.
    """
    if not word.isalnum() or _TATWEEL in word:
        word = word.translate(_DROP) or word
    if word.isascii():
        return word.lower()
    key = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", word).casefold())
    return key.translate(simplified()) if _FIRST_HAN <= key[:1] <= _LAST_HAN else key


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
    # The words of a plain line in lower case are their own keys.
    is_plain = line.isascii() and not any(map(line.__contains__, ("-", "://", "](", "[^")))
    ids = vocabulary.ids_by_key if is_plain else vocabulary
    # Gaps are at even indices, words at odd ones.
    parts = _PLAIN_WORD.split(line.lower()) if is_plain else word_pattern(line).split(line)
    if "](" in line or "[^" in line:
        parts = _without_targets(parts)
    lead, *rest = map(len, parts)
    if not rest:
        return [], lead + 1, []
    rest[-1] += 1
    known = vocabulary.lines[line] = ([*map(ids.__getitem__, parts[1::2])], lead, rest)
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


class Weights(dict[int, float]):
    """Weights of words, from 0 to 1: 1 if a word occurs once in both texts, less for frequent words and figures."""

    def __init__(self, vocabulary: Vocabulary, old: Counter[int], new: Counter[int]) -> None:
        super().__init__()
        self._figures = vocabulary.figures
        self._old, self._new = old, new

    def __missing__(self, word: int) -> float:
        # Counter's [] calls back into Python for a word that it lacks.
        weight = 1 / max(1, self._old.get(word, 0) + self._new.get(word, 0) - 1).bit_length()
        if word in self._figures:
            weight *= FIGURE
        self[word] = weight
        return weight

    def is_rare(self, word: int, most: int) -> bool:
        """Whether the word occurs in both texts, at most ``most`` times in each."""
        return 0 < self._new.get(word, 0) <= most and self._old.get(word, 0) <= most

    def of(self, words: Iterable[int]) -> float:
        """The total weight."""
        return sum(map(self.__getitem__, words))

    def words_among(self, words: frozenset[int], most: int) -> int:
        """How many are not figures, counting up to ``most``."""
        return min(len(words - self._figures), most)
