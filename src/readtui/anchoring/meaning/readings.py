"""The sentences around a passage in two texts as words, with what differs; proper names in them."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from rapidfuzz.distance import Indel

from readtui.anchoring.meaning.names import MONTH, small_words
from readtui.anchoring.meaning.scope import compared
from readtui.anchoring.meaning.sentence_words import CLAUSE_BORDERS, SentenceWords, Stretch, ends_sentence
from readtui.anchoring.meaning.slips import DiffBlock, blocks, is_content, undo_slips
from readtui.anchoring.meaning.turns import Turn, Turns, turns
from readtui.anchoring.meaning.value_mark import Value, ValueMark
from readtui.anchoring.meaning.values import marks
from readtui.text.language import frequent_words

FEWEST_ADDED = 2.0
_TITLES = frozenset("mr mrs ms dr prof herr frau dott sra sr signor signora madame monsieur mme mevrouw meneer".split())  # noqa: SIM905
_INITIAL = 2
_ALIKE = 0.6
_NEAR = 10_000
_QUOTE_MARKS = frozenset('"“”„«»:–—(')
_LONGEST_HEADING = 60
_LABEL = re.compile(r"\d{1,3}(?!\d)")
_LABEL_OF_PART = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?(?: |\t)(?=[^\W\d_])")
_AFTER_LABEL = re.compile(r"\t|[.)] ")
_STEM = 5
_CLAUSE, _MINOR = 4, 0.4
_SAME_WORD = 0.55


class Readings:
    """What is compared of both sentences. ``is_first``, ``is_last``: whether the passage begins, ends its sentence."""

    def __init__(self, before: Stretch, after: Stretch) -> None:
        self.old, self.new = SentenceWords(before), SentenceWords(after)
        undo_slips(self.old, self.new)
        first, last = self.old.passage
        self.is_first, self.is_last = first == 0, last == len(self.old.words)
        self._sentences = self.old, self.new
        self.old, self.new = compared(self.old, self.new)

    @cached_property
    def blocks(self) -> Sequence[DiffBlock]:
        return blocks(self.old, self.new)

    @property
    def language(self) -> str:
        """The language of both; guessing it takes time."""
        self.new.language = self.old.language
        return self.old.language

    @cached_property
    def marks(self) -> tuple[list[ValueMark], list[ValueMark]]:
        self.new.language = self.old.language
        return marks(self.old), marks(self.new)

    def is_said_elsewhere(self, mark: ValueMark, *, is_new: bool) -> bool:
        """Whether a value of one text stands in the whole sentence of the other: "in May it burnt"."""
        other = self._sentences[not is_new]
        if other is (self.old if is_new else self.new):
            return False
        other.language = self.language
        return any(mark.values & each.values for each in marks(other))

    @cached_property
    def turns(self) -> tuple[Turns, Turns]:
        both = []
        for reading, found in zip((self.old, self.new), self.marks, strict=True):
            months = [mark.first for mark in found if any(value[0] == MONTH for value in mark.values)]
            both.append(turns(reading, months))
        return both[0], both[1]

    def is_of_other_clause(self, at: int, at_end: int, *, is_new: bool) -> bool:
        """Whether words stand in another clause than a passage whose words are the same and a minor part of its
        sentence: "order 14 lamps and ⟦two ropes⟧".
        """
        reading = self.new if is_new else self.old
        first, last = reading.passage
        if not self._is_passage_same or last - first > _MINOR * len(reading.words):
            return False
        start, end = self._clause(at, at_end, is_new=is_new)
        is_long = end - start >= _CLAUSE or {reading.key(start), reading.key(end)} & small_words("joiners")
        return bool(is_long) and not (start < last and first < end)

    def stands_apart(self, at: int, at_end: int, *, is_new: bool) -> bool:
        """Whether words stand in a clause that says something else, and is new or gone as a whole, beside a passage
        whose words are the same: "the train stopped, and two cars were left".
        """
        reading = self.new if is_new else self.old
        first, last = reading.passage
        if not self._is_passage_same:
            return False
        start, end = self._clause(at, at_end, is_new=is_new)
        if start < last and first < end:
            return False
        changed, of_marks = self._changed[is_new]
        own = [each for each in range(start, end) if each in changed]
        said = [reading.keys[each] for each in own if each not in of_marks]
        extent = sum(extent_of(key) for key in said if is_content(key, self.language))
        return 3 * len(own) >= 2 * (end - start) and extent >= FEWEST_ADDED

    @cached_property
    def _is_passage_same(self) -> bool:
        return self.old.keys[slice(*self.old.passage)] == self.new.keys[slice(*self.new.passage)]

    @cached_property
    def _cuts(self) -> tuple[list[int], list[int]]:
        """Where clauses begin in both, and the end."""
        old, new = (
            [0, *(at for at in range(1, len(reading.words)) if _is_cut(reading, at)), len(reading.words)]
            for reading in (self.old, self.new)
        )
        return old, new

    def _clause(self, at: int, at_end: int, *, is_new: bool) -> tuple[int, int]:
        """The clauses that hold some words."""
        cuts = self._cuts[is_new]
        return cuts[bisect_right(cuts, at) - 1], cuts[bisect_left(cuts, at_end)]

    @cached_property
    def _changed(self) -> list[tuple[set[int], set[int]]]:
        """In both, the words that only that text has, and those of values."""
        return [
            (
                {at for block in self.blocks for at in range(*block[is_new])},
                {at for mark in self.marks[is_new] for at in range(mark.first, mark.last)},
            )
            for is_new in (False, True)
        ]


def _is_cut(reading: SentenceWords, at: int) -> bool:
    """Whether a clause likely begins at a word."""
    is_joiner = reading.keys[at] in small_words("joiners") and not reading.is_digits(at + 1)
    return begins_clause(reading, at) or is_joiner


def extent_of(key: str) -> float:
    """How much a word says: a character of a script without spaces, half as much as another."""
    return 0.5 if len(key) <= 2 and not key.isascii() else 1.0


def is_label(reading: SentenceWords, mark: ValueMark) -> bool:
    """Whether a figure is only the number of a row, item, heading or paragraph: "2. Prices", "2.4 Each"."""
    text, at = reading.stretch.text, reading.stretch.start
    start, end = at + reading.words[mark.first].start, at + reading.words[mark.last - 1].end
    line = text.rfind("\n", 0, start) + 1
    if text[line:start].strip(" >#") or not _LABEL.match(text, start) or any(mark.units):
        return False
    if _AFTER_LABEL.match(text, end):
        return True
    if (numbered := _LABEL_OF_PART.match(text, start)) and text[numbered.end()].isupper():
        return True
    last = text.find("\n", end, end + _LONGEST_HEADING)
    heading = text[end : last if last >= 0 else end + _LONGEST_HEADING].strip()
    stands_alone = text[max(0, line - 2) : line] in ("", "\n\n") and text[last : last + 2] in ("\n\n", "\n", "")
    return last >= 0 and stands_alone and heading[:1].isupper() and heading[-1:].isalnum()


def stem(key: str) -> str:
    """What a word has in common with its other forms."""
    return key[:_STEM]


def has_other_form(key: str, others: Sequence[str]) -> bool:
    """Whether one of the others may be another form of the word: "came" is one of "come"."""
    return any(key[0] == other[0] and Indel.normalized_similarity(key, other) >= _SAME_WORD for other in others)


def unmatched(some: Sequence[ValueMark], others: Sequence[ValueMark]) -> list[ValueMark]:
    """The values that none of the others is."""
    there = frozenset[Value]().union(*(mark.values for mark in others))
    return [mark for mark in some if mark.values and not mark.values & there]


def without(keys: Sequence[str], found: Iterable[ValueMark | Turn]) -> list[str]:
    """The words that none of those covers."""
    covered = {index for each in found for index in range(each.first, each.last)}
    return [key for index, key in enumerate(keys) if index not in covered]


def begins_clause(reading: SentenceWords, at: int) -> bool:
    """Whether a clause ends before a word."""
    return not CLAUSE_BORDERS.isdisjoint(gap := reading.gap(at)) or ends_sentence(gap)


class Name(NamedTuple):
    """Words ``first:last`` that are a name. ``keys``: those of them that tell it from others."""

    first: int
    last: int
    keys: frozenset[str]

    def may_be(self, other: "Name") -> bool:
        """Whether both may be one name, longer or in another spelling."""
        return any(
            one.startswith(another) or another.startswith(one) or Indel.normalized_similarity(one, another) >= _ALIKE
            for one in self.keys
            for another in other.keys
        )


def names(reading: SentenceWords) -> Sequence[Name]:
    """The names in order, each with its title and initials.

    A capital letter makes a name of a word inside a sentence, in German only with a title or an initial. The first word
    of a sentence is one with those as well, or if the text has it inside a sentence.
    """
    found: list[Name] = []
    at = 0
    while at < len(reading.words):
        last = at
        while last < len(reading.words) and _is_capital(reading, last) and (last == at or _goes_on(reading, last)):
            last += 1
        if last == at:
            at += 1
            continue
        keys = [reading.keys[one] for one in range(at, last)]
        telling = frozenset(
            key for key in keys if len(key) > _INITIAL and key not in _TITLES and key not in frequent_words()
        )
        if telling and _is_name(reading, at, last):
            found.append(Name(at, last, telling))
        at = last
    return found


def _is_capital(reading: SentenceWords, at: int) -> bool:
    raw = reading.raw(at)
    return raw[0].isupper() and raw.replace("-", "").isalpha()


def _goes_on(reading: SentenceWords, at: int) -> bool:
    gap = reading.gap(at)
    return gap in (" ", "-", "\u00a0") or (
        gap in (". ", ".") and (len(reading.keys[at - 1]) <= _INITIAL or reading.keys[at - 1] in _TITLES)
    )


def _is_name(reading: SentenceWords, first: int, last: int) -> bool:
    has_title = last - first > 1 and (reading.keys[first] in _TITLES or len(reading.raw(first)) == 1)
    if has_title:
        return True
    if reading.language == "de":
        return False
    if first and not reading.begins_sentence(first) and _QUOTE_MARKS.isdisjoint(reading.gap(first)):
        return True
    return _stands_inside_sentence(reading.raw(first), reading.stretch)


def _is_small(letter: str) -> bool:
    return letter.isalnum() and not letter.isdecimal() and not "A" <= letter <= "Z"


def _stands_inside_sentence(word: str, stretch: Stretch) -> bool:
    """Whether the word stands behind a small letter, with no more than a comma between them, near the stretch."""
    text, sought = stretch.text, f" {word}"
    start, end = max(0, stretch.start - _NEAR), min(stretch.end + _NEAR, len(text))
    at = text.find(sought, start, end)
    while at >= 0:
        before = at - 2 if text[at - 1 : at] == "," else at - 1
        last = at + len(sought)
        is_whole = last >= end or not (text[last].isalnum() or text[last] == "_")
        if before >= start and is_whole and _is_small(text[before]):
            return True
        at = text.find(sought, at + 1, end)
    return False
