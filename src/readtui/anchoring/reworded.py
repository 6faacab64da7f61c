"""Finds a passage whose sentence was said in other words, or around which its sentence was."""

from readtui.anchoring.matching.kinship import Kin
from readtui.anchoring.wanted import Found, Wanted

_ALIKE, _FEWEST_WORDS = 0.35, 2
_ALIKE_BY_ONE = 0.45
_MUCH_ALIKE, _MANY_WORDS = 0.65, 3
_AHEAD = 0.25
_MOST_OF_PASSAGE = 0.5
_MOST_OF_UNIT = 0.75
_MOST_UNITS = 6
_MUCH_AROUND = 0.4
_LOOSE = 2


def reworded(wanted: Wanted) -> Found | None:
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
    if first == last and not _is_most_of(wanted, first):
        part = _part(wanted, start, end) if wanted.has_spaces else None
        if part is None:
            return None
        start, end = part
        is_sure = wanted.is_verbatim(start, end)
    if wanted.is_of_another(start, end):
        return None
    return Found(start, end, is_sure, moved=True)


def says_the_same(wanted: Wanted, found: Found) -> bool:
    """Whether the sentence there surely says in other words what that of the passage does, or the same words stand in a
    sentence that says much of the same around them.
    """
    pair = wanted.pair
    if pair.units is None or pair.kinship is None:
        return False
    old, new = pair.units
    unit, there = old.of(wanted.start), new.of(found.start)
    if old.of(wanted.end - 1) != unit or new.of(found.end - 1) != there:
        return False
    kin = _kin(wanted, unit)
    if kin is None or kin[0].unit != there:
        return False
    if _is_most_of(wanted, unit):
        return kin[1] and found.moved
    if not wanted.is_verbatim(found.start, found.end):
        return False
    around = pair.kinship.weights(pair.old, _without(old.bounds(unit), (wanted.start, wanted.end)))
    stands = pair.kinship.weights(pair.new, _without(new.bounds(there), (found.start, found.end)))
    shared = sum(weight for stem, weight in around.items() if stem in stands)
    return shared >= _MUCH_AROUND * sum(around.values())


def _without(words: tuple[int, int], others: tuple[int, int]) -> list[int]:
    return [*range(words[0], others[0]), *range(others[1], words[1])]


def _kin(wanted: Wanted, unit: int) -> tuple[Kin, bool] | None:
    """The new unit that says what an old one says, if there is one, and whether that is sure."""
    kinship = wanted.pair.kinship
    assert kinship is not None
    ranked = kinship.of(unit)
    if not ranked:
        return None
    best = ranked[0]
    if best.likeness < (_ALIKE if best.words >= _FEWEST_WORDS else _ALIKE_BY_ONE) or not best.words:
        return None
    rival = max((each.likeness for each in kinship.rivals(best.unit) if each.unit != unit), default=0.0)
    if rival > best.likeness:
        return None
    second = max(rival, ranked[1].likeness if len(ranked) > 1 else 0.0)
    is_alike = best.likeness >= _MUCH_ALIKE and best.words >= _MANY_WORDS
    # Single characters are everywhere.
    return best, wanted.has_spaces and is_alike and second <= best.likeness - _AHEAD


def _is_most_of(wanted: Wanted, unit: int) -> bool:
    start, end = wanted.pair.units[0].bounds(unit) if wanted.pair.units else (0, 0)
    return wanted.size >= _MOST_OF_UNIT * (end - start)


def _part(wanted: Wanted, start: int, end: int) -> tuple[int, int] | None:
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
