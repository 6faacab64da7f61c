"""Counts the words of texts, without case."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable
from functools import lru_cache
from heapq import nlargest

from readtui.quick_dataclass import dataclass
from readtui.text.language import ALL_UNSPACED

_UNSPACED_RUN = re.compile(f"[{ALL_UNSPACED}]+")
_LITTLE = re.compile("[a-z\u00df-\u00ff\u03b1-\u03c9\u0430-\u044f]|[\u3041-\u309f\u30fc]+")
_LEAST_COUNT = 2


@dataclass(frozen=True, slots=True)
class WordCount:
    """A word, how often it was found, and in how many articles."""

    word: str
    count: int
    articles: int


class WordTally:
    """Counts words article by article. A word is what search takes for one, in lower case.

    Scripts without spaces between words are counted by pairs of letters. ``most``: from so many different words on,
    those that were found only once are forgotten, to save memory; 0 for no limit.
    """

    def __init__(self, most: int = 0) -> None:
        self.total = 0
        self.articles = 0
        self.is_exact = True
        self.languages: Counter[str] = Counter()
        self._most = most
        self._counts: Counter[str] = Counter()
        self._articles: Counter[str] = Counter()

    @property
    def different(self) -> int:
        """How many different words were found."""
        return len(self._counts)

    def add(self, texts: Iterable[str], frequent: Collection[str] | None = None, language: str = "") -> None:
        """Count the words of an article, which is in this language as far as that is known.

        ``frequent``: words (lower case) that are left out. Then also numbers, single letters such as the "s" of "it's",
        and pairs of hiragana, which are endings and particles.
        """
        here: Counter[str] = Counter()
        for text in texts:
            here.update(words_of(text))
        if frequent is not None:
            here = Counter(
                {word: count for word, count in here.items() if word not in frequent and not _says_little(word)}
            )
        if not here:
            return
        self.articles += 1
        self.total += here.total()
        self.languages[language] += here.total()
        for word, count in here.items():
            self._counts[word] += count
        self._articles.update(here.keys())
        if self._most and len(self._counts) > self._most:
            self._forget_rare()

    def most_common(self, limit: int = 0) -> list[WordCount]:
        """The words, the most frequent first, those with the same count in order; at most ``limit``, if given."""

        def key(item: tuple[str, int]) -> tuple[int, int, str]:
            return -item[1], -self._articles[item[0]], item[0]

        items = self._counts.items()
        if limit and limit < len(items):
            # First by count alone, which is much faster.
            least = min(count for _, count in nlargest(limit, items, key=lambda item: item[1]))
            items = {word: count for word, count in items if count >= least}.items()
        found = sorted(items, key=key)
        return [WordCount(word, count, self._articles[word]) for word, count in (found[:limit] if limit else found)]

    def _forget_rare(self) -> None:
        self.is_exact = False
        self._counts = Counter({word: count for word, count in self._counts.items() if count >= _LEAST_COUNT})
        self._articles = Counter({word: self._articles[word] for word in self._counts})
        # If nearly all words are more frequent, do not look for rare ones after every article.
        self._most = max(self._most, 2 * len(self._counts))


def _says_little(word: str) -> bool:
    return word.isdigit() or _LITTLE.fullmatch(word) is not None


def words_of(text: str) -> list[str]:
    """The words in lower case; pairs of letters in scripts without spaces, and single letters that stand alone."""
    lower = text.lower()
    if not lower.isascii():
        lower = _UNSPACED_RUN.sub(_pairs, lower)
    return _word().findall(lower.replace("_", " "))


def _pairs(run: re.Match[str]) -> str:
    """The pairs of letters of a run, with spaces around them. A pair does not begin with a vowel sign or tone mark."""
    letters = run[0]
    if len(letters) == 1:
        return f" {letters} "
    pairs = [letters[at : at + 2] for at in range(len(letters) - 1)]
    return f" {' '.join(pair for pair in pairs if not _is_mark(pair[0]))} "


@lru_cache(maxsize=4096)
def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"


@lru_cache(maxsize=1)
def _word() -> re.Pattern[str]:
    r"""``\w`` has letters and digits, but not the vowel signs of Indic scripts and the marks of others."""
    marks = [chr(code) for code in range(0x300, 0x1_0000) if unicodedata.category(chr(code))[0] == "M"]
    return re.compile(f"[\\w\ue000-\uf8ff{''.join(marks)}]+")
