"""Reads a passage with its sentence as words whose spelling does not matter."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

from readtui.anchoring.matching.tokens import word_key
from readtui.anchoring.matching.word_patterns import word_pattern
from readtui.text.language import frequent_words_of, guess_language
from readtui.text.word_lists import listed_by_name

_SAMPLE = 400
_KANA = re.compile("[\u3041-\u30ff]")
_FEWEST_WORDS = 4
_YEAR = 4
_FIRST_HAN, _FIRST_HEBREW = "\u2e80", "\u0590"
_HAN_OR_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fc\u4e00-\u9fff]+")
_FULL_STOPS = tuple("。！？।؟")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*\s|[。！？।؟]")
_HYPHENS = re.compile("[-\u2010\u2011]")
_AFTER_DIGITS = re.compile(r"(?<=\d)(?=[^\W\d])|(?<=\dh)(?=\d)|(?<=\d)(?=[¼-¾⅐-⅞])")
_NOTE_MARKS = re.compile(r"(?<=[^\W\d]{3})[⁰¹²³⁴-⁹]+$")
_MONEY_CODE = re.compile(r"(?<=^[A-Z]{3})(?=\d)")
_APOSTROPHES = ("'", "’")
CLAUSE_BORDERS = frozenset(",;:()—–、，；：،؛")
_CONTRACTED = {"won": "will", "shan": "shall", "ain": "is"}


class Word(NamedTuple):
    """A word in the form in which words are compared, and where it stands (code points of the text)."""

    key: str
    start: int
    end: int


class Stretch(NamedTuple):
    """Characters ``start:end`` of a text: a passage with the rest of its sentence, which may be all of the text.

    ``first`` and ``last`` bound the passage.
    """

    text: str
    start: int
    end: int
    first: int
    last: int

    def raw(self) -> str:
        return self.text[self.start : self.end]


class SentenceWords:
    """The words of a stretch: parts of compounds, figures and letters apart, contractions in full."""

    def __init__(self, stretch: Stretch, words: Sequence[Word] | None = None) -> None:
        self.stretch = stretch
        self.text = stretch.raw()
        self.words: list[Word] = _words_of(self.text) if words is None else list(words)

    def within(self, first: int, last: int, *, is_clause: bool = False) -> "SentenceWords":
        """Words ``first:last`` alone, with what stands around them, of a clause only up to its borders."""
        start = self.words[first - 1].end if first else 0
        end = self.words[last].start if last < len(self.words) else len(self.text)
        whole = self.stretch
        if is_clause:
            before, after = self.gap(first), self.gap(last)
            cuts = [at + 1 for at, character in enumerate(before) if character in CLAUSE_BORDERS]
            ends = [at for at, character in enumerate(after) if character in CLAUSE_BORDERS]
            start = min(start + cuts[-1], whole.first - whole.start) if cuts else start
            end = max(end - len(after) + ends[0], whole.last - whole.start) if ends else end
        words = [Word(word.key, word.start - start, word.end - start) for word in self.words[first:last]]
        part = whole._replace(start=whole.start + start, end=whole.start + end)
        narrowed = SentenceWords(part, words)
        if "language" in self.__dict__:
            narrowed.language = self.language
        return narrowed

    @cached_property
    def keys(self) -> list[str]:
        """The words in the form in which they are compared."""
        return [word.key for word in self.words]

    def respell(self, first: int, last: int, words: Sequence[Word]) -> None:
        """Put ``words`` in place of words ``first:last``."""
        self.words[first:last] = words
        self.__dict__.pop("keys", None)

    def gap(self, index: int) -> str:
        """The text before word ``index``; for ``len(words)``, the text after the last word."""
        start = self.words[index - 1].end if index else 0
        return self.text[start : self.words[index].start if index < len(self.words) else len(self.text)]

    def key(self, index: int) -> str:
        """The compared form of word ``index``; "" if there is none."""
        return self.words[index].key if 0 <= index < len(self.words) else ""

    def raw(self, index: int) -> str:
        """Word ``index`` as it stands in the text."""
        return self.text[self.words[index].start : self.words[index].end]

    def is_digits(self, index: int) -> bool:
        """Whether word ``index`` has only digits."""
        return self.key(index).isdecimal()

    def shown(self, first: int, last: int) -> str:
        """Words ``first:last`` as they stand in the text, on one line."""
        return " ".join(self.text[self.words[first].start : self.words[last - 1].end].split())

    @cached_property
    def passage(self) -> tuple[int, int]:
        """The words of the passage proper."""
        first, last = self.stretch.first - self.stretch.start, self.stretch.last - self.stretch.start
        inside = [index for index, word in enumerate(self.words) if word.end > first and word.start < last]
        return (inside[0], inside[-1] + 1) if inside else (0, 0)

    @cached_property
    def language(self) -> str:
        """The likely language: that of the text around, unless more words of the sentence speak for another."""
        start = self.stretch.start // _SAMPLE * _SAMPLE
        return _likelier(self.words, _language_of(self.stretch.text[max(0, start - _SAMPLE) : start + 2 * _SAMPLE]))

    def begins_sentence(self, index: int) -> bool:
        """Whether a sentence likely begins there, and not what follows "19." or "e.g."."""
        gap = self.gap(index)
        if gap in (" ", ", "):
            return False
        is_ordinal = (self.is_digits(index - 1) and len(self.key(index - 1)) < _YEAR) or self.raw(index)[0].islower()
        return ends_sentence(gap) and (gap in _FULL_STOPS or not is_ordinal)

    @cached_property
    def sentences(self) -> list[tuple[int, int, str]]:
        """The first word, the end and the language of each sentence. One of another language may be among them."""
        cuts = [0, *(at for at in range(1, len(self.words)) if self.begins_sentence(at)), len(self.words)]
        if len(cuts) == 2:
            return [(0, len(self.words), self.language)]
        return [(first, last, _likelier(self.words[first:last], self.language)) for first, last in pairwise(cuts)]


def ends_sentence(gap: str) -> bool:
    """Whether a sentence likely ends between two words."""
    return (len(gap) > 1 and _SENTENCE_END.search(gap) is not None) or gap in _FULL_STOPS


_language_of = lru_cache(maxsize=64)(guess_language)


def _likelier(words: Sequence[Word], around: str) -> str:
    """The language for which most of the words speak, rather that of the text around."""
    speak = _speak_for(around, words)
    if 2 * speak >= len(words) or len(words) < _FEWEST_WORDS:
        return around
    if 2 * sum(word.key > _FIRST_HAN for word in words) > len(words):
        return "ja" if any(_KANA.match(word.key) for word in words) else "zh"
    counts = Counter(language for word in words for language in _languages_of().get(word.key, ()))
    best = max(counts, key=counts.__getitem__, default=around)
    return best if counts[best] > speak else around


@cache
def _languages_of() -> Mapping[str, list[str]]:
    """The languages of which a word is a frequent one."""
    found: dict[str, list[str]] = {}
    for language, words in listed_by_name("frequent").items():
        for word in words:
            found.setdefault(word, []).append(language)
    return found


def _speak_for(language: str, words: Sequence[Word]) -> int:
    frequent = frequent_words_of(language)
    if language in ("zh", "ja"):
        return sum(word.key > _FIRST_HAN for word in words)
    return sum(word.key in frequent for word in words)


def keys_of(text: str) -> tuple[str, ...]:
    """The words of a phrase as a ``SentenceWords`` has them."""
    if text.isascii() and text.isalpha() and text != "cannot":
        return (text.lower(),)
    letters = text.replace(" ", "")
    if text.isascii() and letters.isalpha() and "cannot" not in letters:
        return tuple(text.lower().split())
    if letters.isalpha() and max(letters) < _FIRST_HEBREW and "cannot" not in letters:
        return tuple(map(word_key, text.split()))
    if _HAN_OR_KANA.fullmatch(text):
        return tuple(map(word_key, text))
    return tuple(word.key for word in _words_of(text))


def _words_of(text: str) -> list[Word]:
    words = list(_split(text))
    has_joined = "'" in text or "’" in text or any(word.key == "cannot" for word in words)
    return list(_in_full(text, words)) if has_joined else words


def _split(text: str) -> Iterator[Word]:
    is_ascii = text.isascii()
    for found in word_pattern(text).finditer(text):
        raw, (start, end) = found[0], found.span()
        if raw.isalpha():
            yield Word(raw.lower() if is_ascii else word_key(raw), start, end)
            continue
        if raw[0] in "(^":
            # The target of a link, or a footnote mark.
            continue
        if "://" in raw:
            yield Word(word_key(raw), start, end)
            continue
        at = start
        for part in _parts(raw):
            if part:
                yield Word(word_key(_NOTE_MARKS.sub("", part)), at, at + len(part))
            at += len(part) if part else 0
            if at < end and _HYPHENS.match(text[at]):
                at += 1


def _parts(raw: str) -> list[str]:
    """The parts of a compound, and figures apart from letters after them. A word cut at the end of a line is one."""
    pieces = [raw] if "\n" in raw else _HYPHENS.split(raw)
    halves = [half for piece in pieces for half in (_AFTER_DIGITS.split(piece) if piece[:1].isdecimal() else [piece])]
    return [part for half in halves for part in _MONEY_CODE.split(half)]


def _in_full(text: str, words: Sequence[Word]) -> Iterator[Word]:
    """The words with "isn't" and "cannot" as two words each."""
    index = 0
    while index < len(words):
        word = words[index]
        after = words[index + 1] if index + 1 < len(words) else None
        joined = after is not None and text[word.end : after.start] in _APOSTROPHES
        if joined and after is not None and after.key == "t" and word.key.endswith("n"):
            stem = word.key if word.key == "can" else _CONTRACTED.get(word.key, word.key[:-1])
            yield Word(stem, word.start, word.end)
            yield Word("not", after.start, after.end)
            index += 2
            continue
        if word.key == "cannot":
            yield Word("can", word.start, word.start + 3)
            yield Word("not", word.start + 3, word.end)
        elif index and word.key == "ll" and text[words[index - 1].end : word.start] in _APOSTROPHES:
            yield Word("will", word.start, word.end)
        else:
            yield word
        index += 1
