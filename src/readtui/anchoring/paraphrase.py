"""Finds a passage that was said in other words, or whose sentence was said in other words around it."""

from collections.abc import Iterable
from dataclasses import replace

from readtui.anchoring.matching.clauses import has_all_stems
from readtui.anchoring.matching.kinship import Kin
from readtui.anchoring.matching.pair import Pair
from readtui.anchoring.matching.tokens import Words
from readtui.anchoring.matching.units import NOWHERE
from readtui.anchoring.sought_passage import FEW, Found, SoughtPassage, share_left
from readtui.text.language import frequent_words

_FEWEST_WORDS = 2
_RATHER_ALIKE, _AS_LONG = 0.4, 1.65
_FEW_LEFT, _SOME_LEFT = 0.3, 0.45
_SOME_TELLING = 0.34
_MOST_OF_PASSAGE = 0.5
_MOST_OF_UNIT = 0.75
_MOST_UNITS = 6
_LOOSE = 2
_MOST_TIMES = 4


def reworded(wanted: SoughtPassage) -> Found | None:
    """The sentence with most of the stems that the passage's sentence has, or the part of it that has those of the
    passage.
    """
    pair = wanted.pair
    if pair.units is None or pair.kinship is None:
        return None
    old, new = pair.units
    first, last = old.of(wanted.start), old.of(wanted.end - 1)
    if last - first >= _MOST_UNITS:
        return None
    kin = [found for unit in range(first, last + 1) if (found := _kin(wanted, unit))]
    if not kin or 2 * len(kin) < last - first + 1:
        return None
    units = sorted(found.unit for found, _ in kin)
    if units[-1] - units[0] > last - first + 1:
        return None
    start, end = new.bounds(units[0])[0], new.bounds(units[-1])[1]
    is_sure = len(kin) == last - first + 1 and all(sure for _, sure in kin)
    if first == last and _is_most_of(wanted, first):
        start, end = _with_clauses(pair, first, units[0])
    elif first == last:
        part = _part(wanted, start, end) if wanted.has_spaces else None
        if part is None:
            return None
        start, end = part
        is_sure = wanted.is_verbatim(start, end)
    if wanted.is_of_another(start, end):
        return None
    return Found(start, end, is_sure, moved=True)


def _with_clauses(pair: Pair, unit: int, place: int) -> tuple[int, int]:
    """The words of a new unit with the clauses beside it, up to a semicolon each, that only this old unit became."""
    assert pair.units is not None
    new = pair.units[1]
    part = pair.counterparts.part(unit) if pair.counterparts else range(place, place + 1)
    first = last = place
    while last + 1 in part and ";" in new.tokens.gap(new.bounds(last + 1)[0]):
        last += 1
    while first - 1 in part and ";" in new.tokens.gap(new.bounds(first)[0]):
        first -= 1
    return new.bounds(first)[0], new.bounds(last)[1]


def with_its_parts(wanted: SoughtPassage, found: Found) -> Found:
    """``found``, if it is shorter than the passage, a sentence, with those beside it that only this sentence became
    and that have words of it.
    """
    pair = wanted.pair
    unit = pair.units[0].of(wanted.start) if pair.units else NOWHERE
    is_one = pair.units and pair.units[0].of(wanted.end - 1) == unit and _is_most_of(wanted, unit)
    if not is_one or not pair.is_rewritten_around(unit) or pair.units is None or pair.counterparts is None:
        return found
    new, part = pair.units[1], pair.counterparts.part(unit)
    first, last = new.of(found.start), new.of(found.end - 1)
    if first not in part or last not in part or found.end - found.start >= wanted.size:
        return found
    missing = _telling_stems(pair, wanted.words) - _telling_stems(pair, pair.new.ids[found.start : found.end])
    start, end = found.start, found.end
    while last + 1 in part and missing & (stems := _telling_stems(pair, new.words(last + 1))):
        missing, last = missing - stems, last + 1
        end = new.bounds(last)[1]
    while first - 1 in part and missing & (stems := _telling_stems(pair, new.words(first - 1))):
        missing, first = missing - stems, first - 1
        start = new.bounds(first)[0]
    return found if wanted.is_of_another(start, end) else replace(found, start=start, end=end)


def _telling_stems(pair: Pair, words: Iterable[int]) -> set[str]:
    kinship = pair.kinship
    return {kinship.stem(word) for word in words if kinship.is_telling(word)} if kinship else set()


def still_says_it(wanted: SoughtPassage, found: Found) -> bool:
    """Whether the sentence there surely says in other words what that of the passage does.

    In a text that somebody rewrote as a whole, what is gone was said in other words: a sentence somewhat alike and
    about as long says it. In others it was cut, and what is new may merely be on the same subject.
    """
    pair = wanted.pair
    if pair.units is None or pair.kinship is None:
        return False
    old, new = pair.units
    unit, there = old.of(wanted.start), new.of(found.start)
    if old.of(wanted.end - 1) != unit or new.of(found.end - 1) != there or wanted.is_of_another(found.start, found.end):
        return False
    words, others = Words(wanted.start, wanted.end), Words(found.start, found.end)
    if words.size <= FEW < others.size / _LOOSE and not _is_most_of(wanted, unit):
        # A whole sentence is no cell or name that was in such a one.
        return False
    if _leaves_words(pair, words, others, there):
        return False
    sizes, kin, ways = sorted((words.size, others.size)), _kin(wanted, unit), pair.correspondence
    if ways and pair.is_rewritten_around(unit) and sizes[1] <= _AS_LONG * sizes[0]:
        if not (wanted.is_verbatim(found.start, found.end) or is_likeliest(pair, unit, others)):
            return False
        # One that left those around it may merely have words of one that was cut.
        is_in_turn, left = ways.goes_with_neighbors(unit, there), share_left(pair, words, Words(found.start, found.end))
        if is_in_turn and left >= _SOME_LEFT and wanted.size > FEW and ways.of(unit) == there:
            return True
        is_telling = _telling_share(pair, words, others) >= _SOME_TELLING
        if kin and is_telling and _is_alike(kin[0], there) and (left >= _FEW_LEFT or _is_most_of(wanted, unit)):
            return is_in_turn or kin[1] or wanted.is_verbatim(found.start, found.end)
    if kin is None or kin[0].unit != there or (wanted.size <= FEW and others.size > _MOST_TIMES * words.size):
        return False
    # What took the place of a sentence may be another entry of the same template, which lacks words.
    may_be_another = not found.moved and _is_most_of(wanted, unit)
    return kin[1] and (not may_be_another or has_all_stems(pair, words, others))


def _telling_share(pair: Pair, words: Words, others: Words) -> float:
    """The share of the stems of words that are not frequent that both places have, of those of either."""
    assert pair.kinship
    stem, keys, common = pair.kinship.stem, pair.vocabulary.keys_by_id, frequent_words()
    ids = pair.old.ids[slice(*words)], pair.new.ids[slice(*others)]
    own, there = ({stem(word) for word in each if keys[word] not in common} for each in ids)
    return len(own & there) / max(1, len(own), len(there))


def _leaves_words(pair: Pair, words: Words, others: Words, there: int) -> bool:
    """Whether the rest of the new sentence has telling words of the passage that its likely place lacks."""
    assert pair.units
    start, end = pair.units[1].bounds(there)
    rest = {*pair.new.ids[start : others.start], *pair.new.ids[others.end : end]} - set(pair.new.ids[slice(*others)])
    left, keys = rest & set(pair.old.ids[slice(*words)]), pair.vocabulary.keys_by_id
    return any(keys[word] not in frequent_words() for word in left)


def _is_alike(kin: Kin, there: int) -> bool:
    return kin.unit == there and kin.likeness >= _RATHER_ALIKE and kin.words >= _FEWEST_WORDS


def _kin(wanted: SoughtPassage, unit: int) -> tuple[Kin, bool] | None:
    """The new unit that says what an old one says; sure only for words: single characters are everywhere."""
    kinship = wanted.pair.kinship
    kin = kinship.says(unit) if kinship else None
    return kin and (kin[0], kin[1] and wanted.has_spaces)


def _is_most_of(wanted: SoughtPassage, unit: int) -> bool:
    start, end = wanted.pair.units[0].bounds(unit) if wanted.pair.units else (0, 0)
    return wanted.size >= _MOST_OF_UNIT * (end - start)


def _part(wanted: SoughtPassage, start: int, end: int) -> tuple[int, int] | None:
    """The words of ``start:end`` among which most of the passage's stems are, next to each other."""
    pair, kinship = wanted.pair, wanted.pair.kinship
    assert kinship is not None
    own = kinship.weights(pair.old, range(wanted.start, wanted.end))
    matched = set(pair.place[wanted.start : wanted.end])
    places = [
        place
        for place in range(start, end)
        if (pair.is_free[place] or place in matched) and kinship.stem(pair.new.ids[place]) in own
    ]
    best, most = None, _MOST_OF_PASSAGE * sum(own.values())
    for at, first in enumerate(places):
        inside = [place for place in places[at:] if place < first + _LOOSE * wanted.size]
        weight = sum(kinship.weights(pair.new, inside).values())
        if weight > most:
            best, most = inside, weight
    if best is None:
        return None
    stems = [kinship.stem(word) for word in wanted.words]
    before = stems.index(kinship.stem(pair.new.ids[best[0]]))
    after = stems[::-1].index(kinship.stem(pair.new.ids[best[-1]]))
    return max(start, best[0] - before), min(end, best[-1] + 1 + after)


def is_likeliest(pair: Pair, unit: int, there: Words) -> bool:
    """Whether, by all that speaks for it, an old unit became one of those in which some new words are."""
    if pair.counterparts is None or pair.units is None:
        return True
    place = pair.counterparts.of(unit)
    return place is not None and pair.units[1].of(there.start) <= place <= pair.units[1].of(there.end - 1)
