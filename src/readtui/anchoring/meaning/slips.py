"""Undoes what scans and slips do to words, so that only other words are compared."""

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import Indel, LCSseq

from readtui.anchoring.meaning.names import (
    LANGUAGES_WITH_COMPOUNDS,
    compound,
    days_with_halves,
    may_be_rival,
    number_words,
    small_words,
    unit_names,
)
from readtui.anchoring.meaning.sentence_words import SentenceWords, Word
from readtui.anchoring.meaning.turns import (
    NEGATING_PREFIXES,
    is_negating_part,
    negating_words,
    open_turning_words,
    opposites,
    quantity_words,
    turning_words,
    words_of_phrases,
)
from readtui.text.language import frequent_words, frequent_words_of
from readtui.text.word_lists import listed, listed_by_name

_SHORT = 3
_ALIKE = 0.66
_MOST_COMPARED = 12
_ROMAN = re.compile("[ivx]+(?:e|er|ème)?")
_MULTIPLES = ("nano", "micro", "milli", "centi", "deci", "kilo", "mega", "giga", "tera", "mikro", "dezi")
_DASHES = "-\u2010\u2011\u2012\u2013"
# Letters and digits that scans take for one another.
_LOOK_ALIKE = str.maketrans("01l5689gq", "oiisbbaaa")


class DiffBlock(NamedTuple):
    """Words that stand only in one text, or were replaced: ``old`` and ``new`` are half-open ranges."""

    old: tuple[int, int]
    new: tuple[int, int]


def blocks(old: SentenceWords, new: SentenceWords) -> list[DiffBlock]:
    """The differences between the words, in order."""
    found: list[DiffBlock] = []
    at = (0, 0)
    for block in LCSseq.editops(old.keys, new.keys).as_matching_blocks():
        if block.a > at[0] or block.b > at[1]:
            found.append(DiffBlock((at[0], block.a), (at[1], block.b)))
        at = block.a + block.size, block.b + block.size
    return found


def undo_slips(old: SentenceWords, new: SentenceWords) -> None:
    """Give ``new`` the words of ``old`` where a scan or a slip joined them, cut them in two or changed a letter, and
    where an ordinary word alone took the place of one that matters.
    """
    for block in reversed(blocks(old, new)):
        before, after = old.words[slice(*block.old)], new.words[slice(*block.new)]
        is_label = block.old == (0, 1) and _is_figure(old.keys[0]) and old.gap(1)[:1] in tuple(".)")
        if before and after and not is_label and max(len(before), len(after)) <= _MOST_COMPARED:
            new.respell(*block.new, _respelled((old, new), before, after))


def _respelled(readings: tuple[SentenceWords, SentenceWords], old: Sequence[Word], new: Sequence[Word]) -> list[Word]:
    reading = readings[0]
    result: list[Word] = []
    if len(old) == len(new) <= _SHORT:
        pairs = [(one.key, other.key) for one, other in zip(old, new, strict=True)]
        # One that stands elsewhere in the other text only moved.
        by_chance = [_is_chance(*pair, reading) and _is_fewer(pair[0], *readings) for pair in pairs]
        others = [pair for pair, is_chance in zip(pairs, by_chance, strict=True) if not is_chance]
        if (
            any(by_chance)
            and len(pairs) <= 1 + len(others)
            and all(Indel.normalized_similarity(*pair) >= _ALIKE for pair in others)
        ):
            return [Word(one.key, other.start, other.end) for one, other in zip(old, new, strict=True)]
    if 1 == min(len(old), len(new)) < max(len(old), len(new)) <= _SHORT and all(map(_is_one, readings, (old, new))):
        # "14th", "1856-1950".
        of_figure, other = (old, new) if len(old) > 1 else (new, old)
        if _is_figure(of_figure[0].key) and _is_chance(of_figure[0].key, other[0].key, reading):
            return [Word(one.key, new[0].start, new[-1].end) for one in old]
    index = 0
    left = [word.key for word in old]
    while index < len(new):
        word = new[index]
        # "1.5" is not "15".
        joined = next(
            (
                size
                for size in range(2, 5)
                if (key := "".join(each.key for each in new[index : index + size])) in left and not key.isdecimal()
            ),
            0,
        )
        cut = next(
            (
                left[at : at + size]
                for at in range(len(left))
                for size in range(2, 5)
                if word.key == "".join(left[at : at + size]) and not word.key.isdecimal()
            ),
            None,
        )
        if cut:
            result += [Word(key, word.start, word.end) for key in cut]
        elif joined and index + joined <= len(new):
            last = new[index + joined - 1]
            result.append(Word("".join(each.key for each in new[index : index + joined]), word.start, last.end))
            index += joined - 1
        else:
            meant = next((key for key in left if _is_slip(key, word.key)), word.key)
            result.append(Word(meant, word.start, word.end))
        index += 1
    return result


def _is_fewer(key: str, reading: SentenceWords, other: SentenceWords) -> bool:
    return other.keys.count(key) < reading.keys.count(key)


def _is_one(reading: SentenceWords, words: Sequence[Word]) -> bool:
    """Whether nothing but a hyphen or dash is between the words."""
    return all(reading.text[one.end : other.start].strip(_DASHES) == "" for one, other in pairwise(words))


def _is_slip(old: str, new: str) -> bool:
    """Whether one of them is a word that matters, and the other no word but for a letter."""
    if not (old.isdecimal() and new.isdecimal()) and old.translate(_LOOK_ALIKE) == new.translate(_LOOK_ALIKE):
        return True
    short, long = sorted((old, new), key=len)
    if len(long) - len(short) > 1 or short.isdecimal() or not (old.isalpha() or new.isalpha()):
        return False
    if len(short) < _SHORT and not _is_doubled(short, long):
        return False
    if _is_known(old) == _is_known(new) or not (matters(old) or matters(new)):
        return False
    return Indel.normalized_similarity(old, new) >= _ALIKE and not is_prefixed(old, new)


def _is_doubled(short: str, long: str) -> bool:
    """Whether ``long`` is ``short`` with one letter written twice."""
    return any(long == short[: at + 1] + short[at:] for at in range(len(short)))


def _is_chance(old: str, new: str, reading: SentenceWords) -> bool:
    """Whether an ordinary word alone took the place of one that matters: then the sentence is another one, or a
    slip; or the other way around.
    """
    joiners = small_words("joiners") | small_words("alternatives")
    if (may_be_rival(old) and may_be_rival(new)) or {old, new} <= joiners:
        return False
    both = {old, new}
    if both & small_words("to-the-hour") and both & (small_words("joiners") | small_words("past")):
        # "A quarter to six" for "a quarter past six".
        return False
    if _is_figure(old) != _is_figure(new):
        ordinary, other = (new, old) if _is_figure(old) else (old, new)
    elif matters(old) != matters(new):
        ordinary, other = (new, old) if matters(old) else (old, new)
    elif _is_number(old, reading) and new in opposites():
        ordinary, other = new, old
    elif _is_number(new, reading) and old in opposites():
        ordinary, other = old, new
    else:
        return False
    # No figure is the opposite of "new" or "weekly".
    may_turn = ordinary in words_of_phrases() and not (_is_number(other, reading) and ordinary in opposites())
    if (
        not ordinary.isalpha()
        or _ROMAN.fullmatch(ordinary)
        or ordinary in quantity_words()
        or ordinary in listed("affirmations")
        or (may_turn and ordinary not in frequent_words())
        or are_multiples(old, new)
        or is_prefixed(old, new)
        or ordinary in small_words("articles")
        or ordinary in number_words(reading.language)
        or ordinary in listed("dates")
        or (_is_figure(other) and (ordinary,) in unit_names(reading.language))
    ):
        return False
    if is_negating_part(other) and len(other) == len(ordinary) == 1:
        # "有" for "無".
        return False
    if other in negating_words(reading.language) or is_negating_part(other):
        return is_content(ordinary, reading.language) and not ordinary.endswith(tuple(small_words("adverb-ends")))
    return True


def _is_figure(key: str) -> bool:
    return key[:1].isdecimal()


def _is_number(key: str, reading: SentenceWords) -> bool:
    """Whether the word is a figure, or certainly the name of one."""
    named = number_words(reading.language).get(key)
    return _is_figure(key) or (named is not None and not named.is_weak)


def _is_known(key: str) -> bool:
    return matters(key) or key in frequent_words()


@lru_cache(maxsize=4_096)
def matters(key: str) -> bool:
    """Whether the word alone may turn the meaning of a sentence, in any language."""
    return (
        key in _telling_words()
        or any(character.isdecimal() for character in key)
        or is_negating_part(key)
        or any(key.startswith(part) for part in open_turning_words().get(key[:_SHORT], ()))
        or any(compound(key, language) is not None for language in LANGUAGES_WITH_COMPOUNDS)
    )


def is_content(key: str, language: str) -> bool:
    """Whether the word says something by itself, unlike articles and prepositions."""
    return key not in frequent_words_of(language) and (len(key) > 2 or not key.isascii()) and key.isalnum()


def is_prefixed(first: str, second: str) -> bool:
    """Whether one word negates the other by a prefix."""
    short, long = sorted((first, second), key=len)
    is_long = len(short) > _SHORT and long not in small_words("prefixed")
    return is_long and any(long == prefix + short for prefix in NEGATING_PREFIXES)


@lru_cache(maxsize=4_096)
def have_opposite_prefixes(one: str, other: str) -> bool:
    """Whether two words are the same but for beginnings that are opposites: "Einfahrt" and "Ausfahrt"."""
    return any(
        one.removeprefix(first) == other.removeprefix(second) and len(one) - len(first) > _SHORT
        for first, second in _opposite_prefixes().get(one[:1], ())
        if one.startswith(first) and other.startswith(second)
    )


@cache
def _opposite_prefixes() -> Mapping[str, Sequence[tuple[str, str]]]:
    """The beginnings that are opposites, by the first letter of the one."""
    pairs = [pair.split("/") for pair in small_words("opposite-prefixes")]
    both = [(first, second) for pair in pairs for first, second in (pair, pair[::-1])]
    return {letter: [pair for pair in both if pair[0][0] == letter] for letter in {first[0] for first, _ in both}}


def are_multiples(one: str, other: str) -> bool:
    """Whether a word is another with a prefix of units: volts and millivolts."""
    short, long = sorted((one, other), key=len)
    return len(short) > _SHORT and any(long == prefix + short for prefix in _MULTIPLES)


@cache
def _telling_words() -> frozenset[str]:
    """All words of all languages that may turn the meaning of a sentence."""
    found = {*turning_words(), *small_words("halves-of-days"), *listed("figures"), *listed("dates")}
    found.update(*listed_by_name("negations").values())
    for entries in listed_by_name("number-words").values():
        found.update(entry.partition("=")[0] for entry in entries)
    found.update(*map(days_with_halves, LANGUAGES_WITH_COMPOUNDS))
    for name in ("calendar", "unit-names"):
        for words in listed_by_name(name).values():
            found.update(word.lstrip("~").rpartition("/")[2] for word in words)
    return frozenset(found)
