"""Finds the words of a closed list that turn a meaning: "at least", "unless", "must", "rose"; and negations."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from readtui.anchoring.meaning.names import number_words, small_words
from readtui.anchoring.meaning.sentence_words import CLAUSE_BORDERS, SentenceWords, keys_of
from readtui.text.language import frequent_words, frequent_words_of
from readtui.text.word_lists import listed_by_name, listed_lines
from readtui.text.word_tables import word_set

NEUTRAL, PLAIN, ENDING, ANTONYM, IMPLIED, SAME = "neutral", "plain", "ending", "antonym", "implied", "same"
CONDITION, DUTY = "condition", "modality"
_OF_KIND = (ANTONYM, "frequency")
# These are common words in other languages, so they negate only in their own.
_AMBIGUOUS = frozenset(
    ("mai", "en", "et", "nu", "tak", "ni", "n", "noch", "na", "no", "as", "inte", "sin", "sans", "nem", "pas")
)
# For scripts without spaces, and negations inside words: anywhere in the text.
_NEGATING_PARTS = frozenset(
    (*"不没沒未勿無无非ぬ않못없", "ない", "なかっ", "なく", "ませ", "せず", "ずに", "ไม่", "มิ", "아니")
)
NEGATING_PREFIXES = word_set("un in im il ir non dis des dés on nicht ne nie не без бес ni α ن")
_SECOND_PARTS = frozenset(("pas", "jamais", "rien", "aucun", "aucune", "nullement"))
_ALL = frozenset(("all", "alle", "tous", "todos", "tutti", "все"))
# "Should you need it": the first word of a clause that is no question is a condition.
_INVERTED: Mapping[str, tuple[str, str]] = {
    "should": ("en", "if"), "had": ("en", "if"), "sollte": ("de", "falls"), "sollten": ("de", "falls"),
}  # fmt: skip
_WITHOUT = word_set("without ohne sans sin senza sem zonder без fără bez χωρίς uden uten utan nélkül")
# "Keep dogs from getting in": how far "from" may be.
_KEEPING = frozenset(("keep", "keeps", "kept", "keeping", "prevent", "prevents", "prevented", "preventing"))
_MOST_KEPT = 6
_PAIRED = {"nor": "neither", "noch": "weder"}
# A short Russian sentence may be taken for one of these.
_LIKE_RUSSIAN = ("bg", "uk")
_WORD_PARTS_FROM = 3


class Turn(NamedTuple):
    """Words ``first:last`` that stand for a sense. ``line``: the opposition that it belongs to.

    ``is_alone``: it turns the meaning even if no opposite takes its place; ``is_weak``: it is too common to count
    without its opposite.
    """

    line: int
    sense: int
    is_alone: bool
    is_weak: bool
    first: int
    last: int


class _Phrase(NamedTuple):
    """A phrase of the list. ``has_endings``: its only word may have any. Line 0 is of neutral phrases."""

    of: str
    kind: str
    keys: tuple[str, ...]
    line: int
    sense: int
    is_alone: bool
    is_weak: bool
    has_endings: bool


class Turns(NamedTuple):
    """What turns the meaning of a sentence: words of the closed list, and the places of its negations."""

    turns: list[Turn]
    negations: list[int]


def turns(reading: SentenceWords, taken: Sequence[int] = ()) -> Turns:
    """Those of the reading. ``taken``: words that are something else, such as the month in "May 5"."""
    found: list[Turn] = []
    left: list[int] = []
    keys = reading.keys
    skipped = set(taken)
    index = 0
    languages = [language for first, last, language in reading.sentences for _ in range(first, last)]
    first_words, beginnings = _first_words(), open_turning_words()
    while index < len(keys):
        key = keys[index]
        if key in _INVERTED and languages[index] == _INVERTED[key][0] and _begins_condition(reading, index):
            found.append(_condition(*_INVERTED[key], index))
            index += 1
            continue
        if key == "should" and _is_in_condition(reading, index):
            index += 1
            continue
        if (key not in first_words and key[:_WORD_PARTS_FROM] not in beginnings) or index in skipped:
            left.append(index)
            index += 1
            continue
        matched = _longest(keys, index, languages[index])
        if any(each.kind == ENDING for each in matched) and not _ends_clause(reading, index):
            matched = [each for each in matched if each.kind != ENDING]
        if not matched or matched[0].kind == PLAIN:
            left.append(index)
            index += 1
            continue
        last = index + len(matched[0].keys)
        if last == index + 1 and all(each.is_weak for each in matched):
            # "No" is the opposite of "yes", but negates as well.
            left.append(index)
        # "Up to 90" is the opposite of "from 90".
        is_limit = _is_figure(keys, last) or (last < len(keys) and keys[last] in number_words(languages[index]))
        for each in matched:
            end = index + len(each.keys)
            if each.line:
                is_weak = each.is_weak and not (is_limit and end == last)
                found.append(Turn(each.line, each.sense, each.is_alone, is_weak, index, end))
        index = last
    return Turns(found, list(_negations(reading, left)))


def _begins_condition(reading: SentenceWords, index: int) -> bool:
    """Whether a verb before its subject is a condition: it begins a clause that is no question."""
    is_first = not index or not CLAUSE_BORDERS.isdisjoint(reading.gap(index)) or reading.begins_sentence(index)
    return is_first and index + 2 < len(reading.words) and "?" not in reading.text


def _is_in_condition(reading: SentenceWords, index: int) -> bool:
    """Whether "should" says no more than "if" does: "if it should fail"."""
    first = next((at for at in range(index, -1, -1) if not CLAUSE_BORDERS.isdisjoint(reading.gap(at))), 0)
    return "if" in reading.keys[first:index]


def _condition(language: str, word: str, index: int) -> Turn:
    phrase = next(each for each in _phrases() if each.of == language and each.keys == (word,))
    return Turn(phrase.line, phrase.sense, phrase.is_alone, phrase.is_weak, index, index + 1)


def _ends_clause(reading: SentenceWords, index: int) -> bool:
    """Whether a clause ends behind the word, as it does behind the second part of a German verb."""
    gap, following = reading.gap(index + 1), reading.key(index + 1)
    return not following or not gap.isspace() or following in small_words("joiners")


def _longest(keys: Sequence[str], index: int, language: str) -> list[_Phrase]:
    """The longest phrases that stand there."""
    exact, open_ended = _entries(language)
    key = keys[index]
    possible = list(exact.get(key, ()))
    if key[:_WORD_PARTS_FROM] in open_turning_words():
        for size in range(_WORD_PARTS_FROM, len(key) + 1):
            possible += open_ended.get(key[:size], ())
    if not possible:
        return []
    there = [each for each in possible if tuple(keys[index + 1 : index + len(each.keys)]) == each.keys[1:]]
    most = max((len(each.keys) for each in there), default=0)
    longest = [each for each in there if len(each.keys) == most]
    if any(each.kind in (NEUTRAL, PLAIN) for each in longest):
        return longest
    # "Après midi" may be the opposite of "avant midi".
    lines = {each.line for each in longest}
    shorter = [each for each in there if len(each.keys) < most and each.line not in lines]
    return longest + [each._replace(is_alone=False, is_weak=True) for each in shorter]


@cache
def _entries(language: str) -> tuple[Mapping[str, list[_Phrase]], Mapping[str, list[_Phrase]]]:
    """The phrases by their first word, and those whose only word has any ending."""
    exact: dict[str, list[_Phrase]] = {}
    open_ended: dict[str, list[_Phrase]] = {}
    for phrase, tells in zip(_phrases(), _tell_language(), strict=True):
        is_own = phrase.of == language or (phrase.of == "ru" and language in _LIKE_RUSSIAN)
        if is_own or tells:
            entry = phrase._replace(is_alone=False) if phrase.is_alone and not is_own else phrase
            (open_ended if phrase.has_endings else exact).setdefault(phrase.keys[0], []).append(entry)
    return exact, open_ended


@cache
def _tell_language() -> Sequence[bool]:
    return [*map(_tells_language, _phrases())]


def _tells_language(phrase: _Phrase) -> bool:
    """Whether the phrase is hardly ever one of another language: it counts in sentences of any."""
    key, *others = phrase.keys
    is_plain = not others and not phrase.is_weak and key not in frequent_words()
    return is_plain and (len(key) > _WORD_PARTS_FROM + 2 or not key.isascii())


@cache
def turning_words() -> frozenset[str]:
    """The words that stand for a sense by themselves, in all languages."""
    return frozenset(phrase.keys[0] for phrase in _phrases() if len(phrase.keys) == 1 and phrase.kind != SAME)


@cache
def _first_words() -> frozenset[str]:
    """The words with which the phrases begin, in all languages."""
    return frozenset(phrase.keys[0] for phrase in _phrases())


@cache
def quantity_words() -> frozenset[str]:
    """Those among them that say how many."""
    phrases = [phrase for phrase in _phrases() if phrase.kind == "quantity"]
    return frozenset(phrase.keys[0] for phrase in phrases if len(phrase.keys) == 1)


@cache
def universal_senses() -> frozenset[tuple[int, int]]:
    """The senses of "all" and "every"."""
    return frozenset(
        (phrase.line, phrase.sense) for phrase in _phrases() if phrase.keys[0] in _ALL and len(phrase.keys) == 1
    )


@cache
def words_of_phrases() -> frozenset[str]:
    """All words of the phrases that turn a meaning."""
    return frozenset(key for phrase in _phrases() if phrase.kind != SAME for key in phrase.keys)


@cache
def opposites() -> frozenset[str]:
    """The words of those phrases that say what something is like, and neither how many, when nor on what condition."""
    others = frozenset(key for phrase in _phrases() if phrase.kind not in _OF_KIND for key in phrase.keys)
    return words_of_phrases() - others


@cache
def opposite_lines() -> frozenset[int]:
    """The lines of two opposites each, of which one is the other with a negation."""
    senses = {(phrase.line, phrase.sense) for phrase in _phrases() if phrase.kind in (ANTONYM, "order", "quantity")}
    counts = Counter(line for line, _ in senses)
    return frozenset(line for line, count in counts.items() if count == 2)


@cache
def implied_lines() -> frozenset[int]:
    """The lines of phrases that negate without a negating word, such as "instead of"."""
    return frozenset(phrase.line for phrase in _phrases() if phrase.kind == IMPLIED)


@cache
def implicit_senses() -> Mapping[tuple[int, int], str]:
    """The senses that may be there without a word, with their kind: conditions ("if") and duties ("must")."""
    alone = {(phrase.kind, phrase.line, phrase.sense) for phrase in _phrases() if phrase.is_alone or phrase.sense}
    return {(line, sense): kind for kind, line, sense in alone if (kind, sense) in ((CONDITION, 0), (DUTY, 1))}


@cache
def _phrases() -> Sequence[_Phrase]:
    found: list[_Phrase] = []
    for line, (called, rest) in enumerate(listed_lines("turning"), 1):
        of, kind = called.split()
        for sense, phrases in enumerate(rest.split(" / ")):
            is_alone = phrases.startswith("!")
            for phrase in phrases.removeprefix("!").split("|"):
                keys = keys_of(phrase.lstrip("~").rstrip("*"))
                number = 0 if kind in (NEUTRAL, PLAIN) else line
                is_weak = phrase[0] == "~" or kind == SAME
                found.append(_Phrase(of, kind, keys, number, sense, is_alone, is_weak, phrase[-1] == "*"))
    return found


@cache
def open_turning_words() -> Mapping[str, list[str]]:
    """The beginnings of words with any ending, by their first letters."""
    found: dict[str, list[str]] = {}
    for _, rest in listed_lines("turning"):
        for phrase in rest.replace(" / ", "|").split("|"):
            if phrase.endswith("*"):
                part = phrase.strip("!~*")
                found.setdefault(part[:_WORD_PARTS_FROM], []).append(part)
    return found


@cache
def negating_words(language: str) -> frozenset[str]:
    """The negating words of the language, and those of other languages that are not common words in it ("en" is one in
    Finnish).
    """
    named = listed_by_name("negations")
    everywhere = frozenset[str]().union(*named.values())
    return named.get(language, frozenset()) | (everywhere - _AMBIGUOUS - frequent_words_of(language))


def is_negating_part(text: str) -> bool:
    """Whether the text may negate in a script without spaces."""
    return not text.isascii() and any(part in text for part in _NEGATING_PARTS)


def _negations(reading: SentenceWords, left: Sequence[int]) -> Iterator[int]:
    """The words that negate, one for each negation."""
    for first, last, language in reading.sentences:
        here = [index for index in left if first <= index < last]
        yield from _negations_of(reading, here, language)
        yield from _parts(reading.keys, here)


def _negations_of(reading: SentenceWords, left: Sequence[int], language: str) -> Iterator[int]:
    keys, negating = reading.keys, negating_words(language)
    own = [index for index in left if keys[index] in negating and not _is_something_else(reading, index)]
    particles = listed_by_name("negating-particles").get(language)
    if particles is None:
        there = {keys[index] for index in own}
        yield from (index for index in own if _PAIRED.get(keys[index]) not in there)
        yield from (index for index in left if language == "en" and _keeps_from(keys, index))
        return
    without = [index for index in own if keys[index] in _WITHOUT]
    yield from without
    named = [index for index in own if keys[index] in particles]
    others = [index for index in own if keys[index] not in particles and keys[index] not in _WITHOUT]
    second = [index for index in others if keys[index] in _SECOND_PARTS]
    yield from max(named, second, key=len) if language == "fr" else named
    if not named and not second and not without:
        yield from others[:1]


def _keeps_from(keys: Sequence[str], index: int) -> bool:
    """Whether "from" negates what follows: "keep dogs from getting in"."""
    is_from = keys[index] == "from" and index + 1 < len(keys) and keys[index + 1].endswith("ing")
    return is_from and not _KEEPING.isdisjoint(keys[max(0, index - _MOST_KEPT) : index])


def _is_something_else(reading: SentenceWords, index: int) -> bool:
    """Whether "no" stands for "number"."""
    return (
        reading.keys[index] == "no" and reading.gap(index + 1).startswith(".") and _is_figure(reading.keys, index + 1)
    )


def _is_figure(keys: Sequence[str], index: int) -> bool:
    return index < len(keys) and keys[index][:1].isdecimal()


def _parts(keys: Sequence[str], left: Sequence[int]) -> Iterator[int]:
    """The places of negating parts in scripts without spaces; such a part may be several words or within one."""
    for at, index in enumerate(left):
        key = keys[index]
        if key.isascii():
            continue
        following = [keys[other] for step, other in enumerate(left[at + 1 : at + 3], 1) if other == index + step]
        run = "".join((key, *following))
        if any(part in key or (len(key) < len(part) and run.startswith(part)) for part in _NEGATING_PARTS):
            yield index
