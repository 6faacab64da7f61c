"""Finds the proper names in a sentence."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel

from readtui.anchoring.meaning.sentence_words import SentenceWords
from readtui.text.language import frequent_words

_TITLES = frozenset("mr mrs ms dr prof herr frau dott sra sr signor signora madame monsieur mme mevrouw meneer".split())  # noqa: SIM905
_SHORT = 2
_ALIKE = 0.6
_NEAR = 10_000
_QUOTE_MARKS = frozenset('"“”„«»:–—(')


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
            key for key in keys if len(key) > _SHORT and key not in _TITLES and key not in frequent_words()
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
        gap in (". ", ".") and (len(reading.keys[at - 1]) <= _SHORT or reading.keys[at - 1] in _TITLES)
    )


def _is_name(reading: SentenceWords, first: int, last: int) -> bool:
    has_title = last - first > 1 and (reading.keys[first] in _TITLES or len(reading.raw(first)) == 1)
    if has_title:
        return True
    if reading.language == "de":
        return False
    if first and not reading.begins_sentence(first) and _QUOTE_MARKS.isdisjoint(reading.gap(first)):
        return True
    word = re.escape(reading.raw(first))
    near = max(0, reading.stretch.start - _NEAR), reading.stretch.end + _NEAR
    return bool(re.compile(rf"[^\W\d_A-Z],? {word}\b").search(reading.stretch.text, *near))
