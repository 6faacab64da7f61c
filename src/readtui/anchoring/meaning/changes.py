"""Reports what changed the meaning of a passage, if anything did."""

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from readtui.anchoring.matching.tokens import Tokens, Vocabulary, Words, tokenise
from readtui.anchoring.meaning.signs import plain_gap, signs
from readtui.anchoring.meaning.words import (
    HAN_FIGURES,
    NEGATING_PARTS,
    NEGATING_PREFIXES,
    negations,
)
from readtui.text.language import frequent_words_of, guess_language
from readtui.text.word_lists import listed

_SEPARATORS = (".", ",", "'", "’", " ", "\u00a0", "\u202f", "\u2009", "٬", "٫")
_SAMPLE = 800
_CONTRACTED = "n't"
_MOST_WORDS = 5_000
_FEW = 4
_SHORT = 3


class _Change(NamedTuple):
    """Words that were replaced by others; either side may be empty."""

    old: Words
    new: Words


class Passage(NamedTuple):
    """Words of a text, and their range in the raw text."""

    tokens: Tokens
    words: Words
    start: int
    end: int

    def gap(self, index: int) -> str:
        """The text before word ``index``, within the passage."""
        tokens = self.tokens
        first = tokens.ends[index - 1] if index > self.words.start else self.start
        last = tokens.starts[index] if index < self.words.end else self.end
        return tokens.text[max(first, self.start) : last]

    def raw(self) -> str:
        return self.tokens.text[self.start : self.end]


def is_alike(old: Passage, new: Passage) -> bool:
    """Whether two passages with the same words also have equivalent punctuation."""
    if old.raw() == new.raw():
        return True
    shift = new.words.start - old.words.start
    return all(
        plain_gap(old.gap(index)) == plain_gap(new.gap(index + shift))
        for index in range(old.words.start, old.words.end + 1)
    )


def changed_meaning(vocabulary: Vocabulary, old: Passage, new: Passage) -> str | None:
    """A phrase for the user about the change: a negation, date, unit, figure or sign; None for anything else."""
    if old.raw() == new.raw() or max(old.words.size, new.words.size) > _MOST_WORDS:
        return None
    return _Comparison(vocabulary, old, new).changed()


def change_between(before: str, after: str) -> str | None:
    """Like ``changed_meaning``, given the words of a passage before and after."""
    vocabulary = Vocabulary()
    old, new = tokenise(before, vocabulary), tokenise(after, vocabulary)
    return changed_meaning(
        vocabulary,
        Passage(old, Words(0, len(old)), 0, len(before)),
        Passage(new, Words(0, len(new)), 0, len(after)),
    )


class _Comparison:
    def __init__(self, vocabulary: Vocabulary, old: Passage, new: Passage) -> None:
        self._keys = vocabulary.keys_by_id
        self._old, self._new = old, new
        self._changes: list[_Change] = []
        self._has_other_signs = False
        self._compare()

    def changed(self) -> str | None:
        """The first change found, most important kinds first."""
        for test, phrase in (
            (self._is_negated, "a negation came or went"),
            (self._is_dated, "a date changed"),
            (self._is_of_other_units, "a unit changed"),
            (self._has_other_figures, "a figure changed"),
        ):
            if any(test(change) for change in self._changes):
                return phrase
        return "a sign changed" if self._has_other_signs else None

    def _compare(self) -> None:
        old_ids = self._old.tokens.ids[self._old.words.start : self._old.words.end]
        new_ids = self._new.tokens.ids[self._new.words.start : self._new.words.end]
        old_at, new_at = self._old.words.start, self._new.words.start
        before = [old_at, new_at]
        for block in LCSseq.editops(old_ids, new_ids).as_matching_blocks():
            a, b = old_at + block.a, new_at + block.b
            if a > before[0] or b > before[1]:
                self._changes.append(_Change(Words(before[0], a), Words(before[1], b)))
                self._compare_signs(*self._changes[-1])
            elif block.size or a == self._old.words.end:
                self._compare_signs(Words(a, a), Words(b, b))
            for step in range(1, block.size):
                self._compare_signs(Words(a + step, a + step), Words(b + step, b + step))
            before = [a + block.size, b + block.size]

    def _compare_signs(self, old: Words, new: Words) -> None:
        """Compare the signs before, among and after these words."""
        if self._has_other_signs:
            return
        if old.size == new.size == 0 and self._old.gap(old.start) == self._new.gap(new.start):
            return
        if max(old.size, new.size) > _FEW:
            return
        self._has_other_signs = self._signs(self._old, old) != self._signs(self._new, new)

    def _signs(self, passage: Passage, words: Words) -> list[str]:
        tokens = passage.tokens
        found: list[str] = []
        for index in range(words.start, words.end + 1):
            follows = index < passage.words.end and self._keys[tokens.ids[index]][:1].isdigit()
            found += signs(passage.gap(index), figure_follows=follows)
        return found

    def _words(self, passage: Passage, words: Words) -> list[str]:
        return [self._keys[word] for word in passage.tokens.ids[words.start : words.end]]

    def _both(self, change: _Change) -> tuple[list[str], list[str]]:
        return self._words(self._old, change.old), self._words(self._new, change.new)

    def _is_negated(self, change: _Change) -> bool:
        old, new = self._both(change)
        if len(old) == len(new) == 1 and _is_prefixed(*sorted((old[0], new[0]), key=len)):
            return True
        if max(map(len, (*old, *new, ""))) == 1 and max(len(old), len(new)) <= 2 * _FEW:
            return self._negating_parts(self._old, change.old) != self._negating_parts(self._new, change.new)
        if max(len(old), len(new)) > _FEW:
            return False
        if self._negating_parts(self._old, change.old) != self._negating_parts(self._new, change.new):
            return True
        before, after = self._negations(self._old, change.old), self._negations(self._new, change.new)
        if len(before) == len(after):
            return False
        # If a negation replaces an ordinary word, the sentence is another one; if it replaces a similar word, that
        # was a typo. A verb that reappears beside it in another form is negated ("left", "did not leave").
        plain, negated = (old, new) if len(after) > len(before) else (new, old)
        rest = self._ordinary(plain)
        return not rest or len(rest) == len(self._ordinary(negated)) or _CONTRACTED in (*before, *after)

    def _ordinary(self, keys: Sequence[str]) -> list[str]:
        return [key for key in keys if key not in self._negating and key not in self._counterparts]

    def _negations(self, passage: Passage, words: Words) -> list[str]:
        keys = self._words(passage, words)
        found = [key for key in keys if key in self._negating]
        for index, key in enumerate(keys, words.start):
            is_contracted = key == "t" and index > passage.words.start and passage.gap(index) in ("'", "’")
            if is_contracted and self._keys[passage.tokens.ids[index - 1]].endswith("n"):
                found.append(_CONTRACTED)
        return found

    def _negating_parts(self, passage: Passage, words: Words) -> int:
        """How many parts negate. Such a part may begin or end in unchanged words."""
        first, last = max(passage.words.start, words.start - 1), min(passage.words.end, words.end + 1)
        around = "".join(self._words(passage, Words(first, last)))
        return 0 if around.isascii() else sum(around.count(part) for part in NEGATING_PARTS)

    @cached_property
    def _language(self) -> str:
        text = self._old.tokens.text
        return guess_language(text[max(0, self._old.start - _SAMPLE) : self._old.end + _SAMPLE])

    @cached_property
    def _negating(self) -> frozenset[str]:
        return negations(self._language)

    @cached_property
    def _counterparts(self) -> frozenset[str]:
        return listed("affirmations") | frequent_words_of(self._language)

    def _is_dated(self, change: _Change) -> bool:
        old, new = ({key for key in keys if key in listed("dates")} for keys in self._both(change))
        return bool(old and new) and old != new

    def _is_of_other_units(self, change: _Change) -> bool:
        old, new = self._units(self._old, change.old), self._units(self._new, change.new)
        return bool(old and new) and old != new

    def _units(self, passage: Passage, words: Words) -> list[str]:
        """The units right after a figure."""
        first = max(passage.words.start, words.start - 1)
        keys = self._words(passage, Words(first, words.end))
        return [key for before, key in pairwise(keys) if key in listed("units") and _is_number(before)]

    def _has_other_figures(self, change: _Change) -> bool:
        old, new = self._figures(self._old, change.old), self._figures(self._new, change.new)
        if old and new:
            # "1200" is "1,200", but "15" is not "1.5".
            is_grouped = all(len(part) == _SHORT for part in (*old[1:], *new[1:]))
            return old != new and not (is_grouped and "".join(old) == "".join(new))
        # Part of a figure, such as the thousands.
        whole = self._old if old else self._new
        words = change.old if old else change.new
        other = change.new if old else change.old
        return bool(old or new) and not other.size and self._continues_figure(whole, words)

    def _figures(self, passage: Passage, words: Words) -> list[str]:
        keys = enumerate(self._words(passage, words), words.start)
        return [key for index, key in keys if _names_figure(key) and not _is_label(passage, index)]

    def _continues_figure(self, passage: Passage, words: Words) -> bool:
        tokens = passage.tokens
        for index in (words.start, words.end):
            if passage.words.start < index < passage.words.end:
                sides = [self._keys[tokens.ids[side]] for side in (index - 1, index)]
                if all(side[:1].isdigit() for side in sides) and passage.gap(index) in _SEPARATORS:
                    return True
        return False


def _names_figure(key: str) -> bool:
    """Whether the word is a figure, names one, or is a short name that ends in one ("A4")."""
    is_named = key in listed("figures") or key in HAN_FIGURES
    return key[:1].isdigit() or is_named or (len(key) <= _SHORT and key[-1:].isdigit())


def _is_number(key: str) -> bool:
    return key[:1].isdigit() or key in listed("figures")


def _is_prefixed(short: str, long: str) -> bool:
    return len(short) > _SHORT and any(long == prefix + short for prefix in NEGATING_PREFIXES)


def _is_label(passage: Passage, index: int) -> bool:
    """Whether the figure numbers a list item or a note: "3." or "3)" before the first word of a line, or "[3]"."""
    tokens = passage.tokens
    before, after = tokens.gap(index), tokens.gap(index + 1)
    if before.endswith(("[", "[^")) and after.startswith("]"):
        return True
    return (index == 0 or "\n" in before) and after[:1] in ".)" and after[1:2].isspace()
