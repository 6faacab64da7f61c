"""Finds lines and sentences that changed places among similar ones.

An alignment keeps the order of words. If similar lines change places, it matches their common words where they are, and
treats the words that distinguish them as edits. This module therefore compares every line and sentence with those of
the new text: words that stay together in one place outweigh the position. It takes the best path through all of them,
where continuing is free and a jump has a cost (Viterbi), so that lines without words of their own follow their
neighbors.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial
from itertools import compress
from math import inf
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from readtui.anchoring.matching.tokens import Weights
from readtui.anchoring.matching.units import NOWHERE, Once, Units, standing_once

_MOST_COPIES = 4
_MOST_PLACES = 4
_MOST_STATES = 12
_LONGEST_WINDOW = 4_000
_LONGEST_LEAD = 200
_MOST_LEADS = 6
# Among this many lines, those that stand once in either text stay whole, and those of one or two words follow others.
_MANY, _LEAST_OF_MANY = 10_000, 3
_MOST_CONTESTED = 10_000
"""The most lines that are compared with each other; passages in more of them need review."""
_LEAST_VOTES = 0.5
_LEAST_OF_OLD = 0.6
_LEAST_OF_NEW = 0.4
_ROUNDING = 1e-6
_LOST, _PUT_IN = 0.5, 0.25
_SKIP, _BACK, _TOGETHER = 0.5, 1.0, 0.1
_INSIDE = 0.3
_DEAREST_STEP = _BACK + 3 * _INSIDE
_VERBATIM, _MOST_VERBATIM = 0.3, 5
_ITS_OWN = 0.99


class Stretch(NamedTuple):
    """Old words ``old:old_end`` belong among the new words ``new:new_end``."""

    old: int
    old_end: int
    new: int
    new_end: int


class Relocated(NamedTuple):
    """The stretches that belong elsewhere, and ranges of old words of which too many compete to tell."""

    stretches: list[Stretch]
    in_doubt: list[tuple[int, int]]


def relocated(place: Sequence[int], old: Units, new: Units, weights: Weights) -> Relocated:
    """What belongs elsewhere than ``place`` says. ``place`` gives the new place of each old word, or a negative
    number.
    """
    relocation = _Relocation(place, old, new, weights)
    return Relocated(list(relocation.stretches()), relocation.in_doubt)


# One way to read the old units up to one: its worth, the last place of any, the place of this one, and the way to it.
_Way: TypeAlias = "tuple[float, int, int, _Way | None]"


class _Relocation:
    def __init__(self, place: Sequence[int], old: Units, new: Units, weights: Weights) -> None:
        self._place = place
        self._old, self._new = old, new
        self._weights = weights
        self._is_settled = bytearray(len(old))
        self._stayed = [self._where_it_stays(unit) for unit in range(len(old))]
        self._settled_in = set(compress(self._stayed, self._is_settled))
        self._spoken_for: Collection[int] = ()
        # None of these may hold this object: all of it is freed at once then.
        is_settled = self._is_settled
        self._is_sure = Once(lambda unit: bool(is_settled[unit]) and _has_its_own(weights, old.words(unit)))
        self._old_words = old_words = Once(lambda unit: frozenset(old.words(unit)))
        self._new_words = new_words = Once(lambda unit: frozenset(new.words(unit)))
        self._old_weights = old_weights = Once(lambda unit: weights.of(old_words[unit]))
        self._new_weights = Once(lambda unit: weights.of(new_words[unit]))
        self._telling = Once(lambda unit: _telling_words(old_words[unit], weights, old_weights[unit]))
        self._worths: dict[tuple[int, int], float] = {}
        self._count: Counter[bytes] = Counter()
        self._copies: dict[bytes, list[int]] = {}
        self.in_doubt: list[tuple[int, int]] = []

    def stretches(self) -> Iterator[Stretch]:
        """The stretches of units that belong elsewhere, in the order of the old text."""
        if all(self._is_settled) or min(self._place) >= 0:
            return
        for unit, key in enumerate(self._new.keys):
            self._copies.setdefault(key, []).append(unit)
        self._count.update(self._old.keys)
        settled = self._settled_by_their_words() if self._is_settled.count(0) > _MANY else {}
        candidates = self._candidates()
        contested = [unit for unit, places in candidates.items() if self._is_contested(unit, places)]
        if len(contested) > _MOST_CONTESTED:
            self.in_doubt = [self._old.bounds(unit) for unit in contested]
            chosen = {unit: max(candidates[unit], key=partial(self._worth_of, unit)) for unit in contested}
        else:
            chosen = self._chosen(contested, candidates)
        chosen = settled | self._without_taken(chosen)
        yield from self._joined(dict(sorted(chosen.items())) if settled else chosen)

    def _chosen(self, contested: Sequence[int], candidates: dict[int, list[int]]) -> dict[int, int]:
        """The places of the contested units and those around them, on the best path."""
        leads: dict[int, list[int]] = {}
        for unit in contested:
            self._add_what_leads_there(unit, candidates[unit], leads)
        candidates.update(leads)
        chosen: dict[int, int] = {}
        done = -1
        for unit in contested:
            if unit > done:
                first, done = self._window(unit, done + 1)
                places = enumerate(self._best_way(first, done, candidates), first)
                chosen.update((each, place) for each, place in places if place != NOWHERE)
        return chosen

    def _where_it_stays(self, unit: int) -> int:
        """The new unit that holds most of its matched words. The unit is settled if all of them are there side
        by side.
        """
        start, end = self._old.bounds(unit)
        first, last = self._place[start], self._place[end - 1]
        may_be_whole = first >= 0 and last - first == end - start - 1
        if may_be_whole and self._old.words(unit) == self._new.tokens.ids[first : last + 1]:
            self._is_settled[unit] = 1
            return self._new.of(first)
        places = [place for place in self._place[start:end] if place >= 0]
        if not places:
            return NOWHERE
        of_first = self._new.of(places[0])
        if places[-1] < self._new.bounds(of_first)[1]:
            return of_first
        votes: dict[int, float] = {}
        ids, weights = self._new.tokens.ids, self._weights
        for place in places:
            other = self._new.of(place)
            votes[other] = votes.get(other, 0) + weights[ids[place]]
        return max(votes, key=votes.__getitem__)

    def _settled_by_their_words(self) -> dict[int, int]:
        """Settle the units that stand exactly once in either text, where they stand now; return these places."""
        found = {
            unit: place
            for unit, place in standing_once(self._old, self._new).items()
            if not self._is_settled[unit] and place != self._stayed[unit] and place not in self._settled_in
        }
        for unit, place in found.items():
            self._is_settled[unit], self._stayed[unit] = 1, place
        self._settled_in.update(found.values())
        return found

    def _candidates(self) -> dict[int, list[int]]:
        """For each unit that is not settled, the other new units that may be its place.

        The evidence for another place is rare words missing from where the unit stays, or an identical unit.
        """
        unsettled = [unit for unit, is_settled in enumerate(self._is_settled) if not is_settled]
        if len(unsettled) > _MANY:
            unsettled = [unit for unit in unsettled if len(self._old.words(unit)) >= _LEAST_OF_MANY]
        missing = self._missing(unsettled)
        wanted = set().union(*missing.values())
        stands: dict[int, set[int]] = {}
        ids = self._new.tokens.ids
        for place in compress(range(len(ids)), map(wanted.__contains__, ids)) if wanted else ():
            stands.setdefault(ids[place], set()).add(self._new.of(place))
        found: dict[int, list[int]] = {}
        for unit, words in missing.items():
            votes: dict[int, float] = {}
            for word in words:
                for other in stands[word]:
                    votes[other] = votes.get(other, 0) + self._weights[word]
            likely = sorted(votes, key=lambda each: -votes[each])[:_MOST_PLACES]
            likely = [other for other in likely if votes[other] >= _LEAST_VOTES]
            places = [other for other in likely if self._may_be(unit, other)] + self._same(unit)
            if places:
                found[unit] = places
        self._spoken_for = found.keys()
        return found

    def _missing(self, units: Iterable[int]) -> dict[int, set[int]]:
        """The rare words of each unit that are not matched where it stays."""
        old, place = self._old, self._place
        ids = old.tokens.ids
        rare = {word for word in set(ids) if self._weights.is_rare(word, _MOST_COPIES)}
        has_rare = bytes(map(rare.__contains__, ids))
        found: dict[int, set[int]] = {}
        for unit in units:
            first, last = old.bounds(unit)
            stays = self._stayed[unit]
            start, end = self._new.bounds(stays) if stays != NOWHERE else (0, 0)
            there = compress(range(first, last), has_rare[first:last])
            found[unit] = {ids[at] for at in there if not start <= place[at] < end}
        return found

    def _same(self, unit: int) -> list[int]:
        """The new units with exactly the words of an old unit that are settled for no other unit, unless there are too
        many.
        """
        copies = self._copies.get(self._old.keys[unit], [])
        return [other for other in copies if other not in self._settled_in] if len(copies) <= _MOST_COPIES else []

    def _may_be(self, unit: int, other: int) -> bool:
        """Whether the new unit has enough words of the old one, and not too many others."""
        return not self._telling[unit].isdisjoint(self._new_words[other]) and self._shares_enough(unit, other)

    def _shares_enough(self, unit: int, other: int) -> bool:
        shared = self._shared(unit, other)
        return shared >= _LEAST_OF_OLD * self._old_weights[unit] and shared >= _LEAST_OF_NEW * self._new_weights[other]

    def _shared(self, unit: int, other: int) -> float:
        return self._weights.of(self._old_words[unit] & self._new_words[other])

    def _worth_of(self, unit: int, other: int) -> float:
        """The evidence for a new unit as the place of an old one."""
        known = self._worths.get((unit, other))
        if known is None:
            known = self._worths[unit, other] = self._weighed(unit, other)
        return known

    def _weighed(self, unit: int, other: int) -> float:
        whole = self._old_weights[unit]
        if other == NOWHERE:
            return -_LOST * whole
        shared = self._shared(unit, other)
        worth = shared - _LOST * (whole - shared) - _PUT_IN * (self._new_weights[other] - shared)
        if self._stands_once(unit, other):
            worth += _VERBATIM * self._weights.words_among(self._old_words[unit], _MOST_VERBATIM)
        return worth

    def _stands_once(self, unit: int, other: int) -> bool:
        """Whether exactly the unit's words are there, and occur once in either text."""
        key = self._old.keys[unit]
        return self._count[key] == 1 and self._copies.get(key) == [other]

    def _is_contested(self, unit: int, places: Sequence[int]) -> bool:
        stays = self._worth_of(unit, self._stayed[unit])
        return any(self._worth_of(unit, other) > stays for other in places)

    def _add_what_leads_there(self, unit: int, own: Sequence[int], leads: dict[int, list[int]]) -> None:
        """Let preceding units without other evidence go before this unit's own places."""
        for place in own:
            for back in range(1, min(unit, place, _LONGEST_LEAD) + 1):
                before, there = unit - back, place - back
                if before in self._spoken_for or self._is_sure[before] or not self._may_be(before, there):
                    break
                places = leads.setdefault(before, [])
                if there in places or len(places) >= _MOST_LEADS:
                    break
                places.append(there)

    def _window(self, unit: int, least: int) -> tuple[int, int]:
        """The units around one, first and last, up to those that have certainly stayed in place."""
        first = last = unit
        while first > least and unit - first < _LONGEST_WINDOW and not self._is_sure[first]:
            first -= 1
        while last + 1 < len(self._old) and last - unit < _LONGEST_WINDOW and (last == unit or not self._is_sure[last]):
            last += 1
        return first, last

    def _best_way(self, first: int, last: int, candidates: dict[int, list[int]]) -> list[int]:
        """The places of units ``first`` to ``last``; NOWHERE if there is none."""
        ways: list[_Way] = [(0.0, self._stayed[first - 1] if first else NOWHERE, NOWHERE, None)]
        for unit in range(first, last + 1):
            ways = self._ways_on(unit, ways, candidates.get(unit, ()))
        places: list[int] = []
        _, _, place, before = ways[0]
        while before is not None:
            places.append(place)
            _, _, place, before = before
        return places[::-1]

    def _ways_on(self, unit: int, ways: Sequence[_Way], own: Iterable[int]) -> list[_Way]:
        """The best ways up to this unit, best first, extended from those up to the previous unit; their last places
        differ.

        Every place can jump to any other, so a way that trails by more than a jump costs can never win.
        """
        is_open = not self._is_sure[unit]
        usual = dict.fromkeys((self._stayed[unit], *own) if is_open else (self._stayed[unit],))
        usual.pop(NOWHERE, None)
        found = [self._best_way_to(unit, place, ways) for place in usual]
        lost = self._worth_of(unit, NOWHERE)
        least = max(ways[0][0] + lost, max(map(itemgetter(0), found)) if found else -inf) - _DEAREST_STEP
        size = len(self._new)
        for way in ways:
            worth, last, _, _ = way
            following = last + 1
            if is_open and following < size and following not in usual and self._may_be(unit, following):
                found.append((worth + self._worth_of(unit, following), following, following, way))
            if worth + lost >= least:
                found.append((worth + lost, last, NOWHERE, way))
        found.sort(key=itemgetter(0), reverse=True)
        least = found[0][0] - _DEAREST_STEP
        kept: dict[int, _Way] = {}
        for way in found[:_MOST_STATES]:
            if way[0] >= least:
                kept.setdefault(way[1], way)
        return [*kept.values()]

    def _best_way_to(self, unit: int, place: int, ways: Sequence[_Way]) -> _Way:
        """The best way of reaching ``place``. Continuing with the next unit of the new text is free."""
        there = self._worth_of(unit, place)
        begins_line = self._new.begins_line
        inside = 3 - self._old.begins_line[unit] - begins_line[place]
        best, most = ways[0], -inf
        for way in ways:
            worth, last, _, _ = way
            worth += there
            if worth <= most:
                break
            if place == last:
                worth -= _TOGETHER
            elif place != last + 1:
                # Less from a line's end to a line's start.
                worth -= (_SKIP if place > last else _BACK) + _INSIDE * (inside - begins_line[last + 1])
            if worth > most:
                best, most = way, worth
        return most, place, place, best

    def _without_taken(self, chosen: dict[int, int]) -> dict[int, int]:
        """Drop units whose new place better fits another unit, and units that stay."""
        places = [chosen.get(unit, stays) for unit, stays in enumerate(self._stayed)]
        owners: dict[int, int] = {}
        for unit, place in enumerate(places):
            if place == NOWHERE:
                continue
            owner = owners.get(place)
            if owner is None or self._claim(unit, places) > self._claim(owner, places):
                owners[place] = unit
        return {unit: place for unit, place in chosen.items() if place != self._stayed[unit] and owners[place] == unit}

    def _claim(self, unit: int, places: Sequence[int]) -> tuple[float, int, bool]:
        """The evidence for the unit at its place: its words, then its neighbors, then whether it is in place."""
        place = places[unit]
        before = unit > 0 and places[unit - 1] == place - 1
        after = unit + 1 < len(places) and places[unit + 1] == place + 1
        return self._worth_of(unit, place), before + after, place == self._stayed[unit]

    def _joined(self, chosen: dict[int, int]) -> Iterator[Stretch]:
        """Merge units that are neighbors in both texts into one stretch."""
        open_stretch: Stretch | None = None
        for unit, place in chosen.items():
            stretch = Stretch(*self._old.bounds(unit), *self._new.bounds(place))
            if open_stretch and open_stretch.old_end == stretch.old and open_stretch.new_end == stretch.new:
                open_stretch = Stretch(open_stretch.old, stretch.old_end, open_stretch.new, stretch.new_end)
                continue
            if open_stretch:
                yield open_stretch
            open_stretch = stretch
        if open_stretch:
            yield open_stretch


def _has_its_own(weights: Weights, words: Iterable[int]) -> bool:
    return any(weights[word] >= _ITS_OWN for word in words)


def _telling_words(words: frozenset[int], weights: Weights, whole: float) -> frozenset[int]:
    """The heaviest words of a unit that weighs ``whole``, just enough that any possible place must contain one."""
    telling = set[int]()
    spare = whole * (1 - _LEAST_OF_OLD + _ROUNDING)
    for word in sorted(words, key=weights.__getitem__, reverse=True):
        telling.add(word)
        spare -= weights[word]
        if spare < 0:
            break
    return frozenset(telling)
