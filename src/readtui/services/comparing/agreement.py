"""Measures how far coders agree: percent agreement, Cohen's kappa, and Krippendorff's alpha for unitized text.

A coder's codes are units on a continuum: ranges with a value; what lies between them has the value None. All figures
come from the lengths at which the values of two coders meet.

Alpha is that of K. Krippendorff, Y. Mathet, S. Bouvry, A. Widlöcher, "On the reliability of unitizing textual continua:
Further developments", Quality & Quantity 50 (2016), and of Krippendorff's "Content Analysis" (2019), section 12.6. If
every unit has the length 1, it is the alpha for nominal data of section 12.3. Kappa is that of J. Cohen, "A coefficient
of agreement for nominal scales" (1960).
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import field
from itertools import combinations
from typing import TypeAlias

from readtui.quick_dataclass import dataclass

Value: TypeAlias = Hashable
Unit: TypeAlias = tuple[int, int, Value]
"""Start, end (exclusive) and value; None is the value of a gap."""
_LEAST = 1e-9


@dataclass(slots=True)
class Coincidences:
    """The lengths at which the values of coders meet. Continua are added one by one; units never reach into another.

    ``table``: by the value of the first and of the second coder of each pair of coders. ``alone``: what all units would
    agree with themselves: the square of a unit's length, a gap's length. ``shared``: the squares of those lengths of
    units at which the other coder of a pair has one, too.
    """

    coders: int = 2
    table: Counter[tuple[Value, Value]] = field(default_factory=Counter)
    alone: int = 0
    shared: int = 0

    def add(self, continua: Sequence[Sequence[Unit]], length: int) -> None:
        """Add a continuum with the units of each coder, in order and without overlaps."""
        whole = [list(with_gaps(units, length)) for units in continua]
        for units in whole:
            self.alone += sum(end - start if value is None else (end - start) ** 2 for start, end, value in units)
        for one, other in combinations(whole, 2):
            shared: Counter[tuple[int, Unit]] = Counter()
            for size, here, there in _meetings(one, other):
                self.table[here[2], there[2]] += size
                if here[2] is not None and there[2] is not None:
                    shared[0, here] += size
                    shared[1, there] += size
            self.shared += sum(size**2 for size in shared.values())

    def add_uncoded(self, length: int) -> None:
        """Add a continuum in which nobody coded anything."""
        self.table[None, None] += length * self.coders * (self.coders - 1) // 2
        self.alone += length * self.coders

    @property
    def length(self) -> int:
        """The length of all continua, once for each pair of coders."""
        return self.table.total()

    def counts(self) -> tuple[int, int, int, int]:
        """The lengths that both coded, only the first, only the second, and nobody."""
        both = sum(size for (one, other), size in self.table.items() if one is not None and other is not None)
        first = sum(size for (one, other), size in self.table.items() if one is not None and other is None)
        second = sum(size for (one, other), size in self.table.items() if one is None and other is not None)
        return both, first, second, self.table[None, None]

    @property
    def same(self) -> int:
        """The length to which both gave the same value."""
        return sum(size for (one, other), size in self.table.items() if one == other and one is not None)

    def percent(self) -> float | None:
        """The part of all that has the same value or none from both."""
        return _ratio(self.same + self.table[None, None], self.length)

    def percent_of_coded(self) -> float | None:
        """The part of what either coded that has the same value from both."""
        return _ratio(self.same, self.length - self.table[None, None])

    def kappa(self, *, where_both: bool = False) -> float | None:
        """Cohen's kappa of two coders; ``where_both``: only of what both coded. None if chance alone agrees in full."""
        table = self._coded() if where_both else self.table
        length = table.total()
        first, second = Counter[Value](), Counter[Value]()
        for (one, other), size in table.items():
            first[one] += size
            second[other] += size
        by_chance = sum(size * second[value] for value, size in first.items())
        agreed = sum(size for (one, other), size in table.items() if one == other)
        if length * length - by_chance <= _LEAST * length * length:
            return None
        return (agreed * length - by_chance) / (length * length - by_chance)

    def alpha(self, *, where_both: bool = False) -> float | None:
        """Krippendorff's alpha of where and what was coded; ``where_both``: of what, only where both coded (cu-alpha).

        None if there is only one value, so that nothing can be expected by chance.
        """
        table = self._coded() if where_both else self.table
        alone = self.shared / (self.coders - 1) if where_both else self.alone
        coincidences = Counter[tuple[Value, Value]]()
        for (one, other), size in table.items():
            coincidences[one, other] += size
            coincidences[other, one] += size
        return _alpha(coincidences, alone, self.coders)

    def of_where(self) -> "Coincidences":
        """The same of where anything was coded, whatever it is; its alpha is the binary one."""
        table = Counter[tuple[Value, Value]]()
        for (one, other), size in self.table.items():
            table[one is not None or None, other is not None or None] += size
        return Coincidences(self.coders, table, self.alone, self.shared)

    def _coded(self) -> Counter[tuple[Value, Value]]:
        return Counter({pair: size for pair, size in self.table.items() if None not in pair})


def _alpha(coincidences: Counter[tuple[Value, Value]], alone: float, coders: int) -> float | None:
    """1 - observed / expected disagreement. No unit is paired with itself, so ``alone`` cannot be expected."""
    # Each pair of coders was counted in both orders, and a coder has coders - 1 others.
    share = 1 / (coders - 1)
    total = coincidences.total() * share
    of_value = Counter[Value]()
    for (one, _), size in coincidences.items():
        of_value[one] += size
    differing = sum(size for (one, other), size in coincidences.items() if one != other) * share
    expected = total**2 - sum((size * share) ** 2 for size in of_value.values())
    if expected <= _LEAST * total**2:
        return None
    return 1 - differing * (total**2 - alone) / (total * expected)


def with_gaps(units: Iterable[Unit], length: int) -> Iterator[Unit]:
    """The units of a coder, and what lies between them with the value None."""
    last = 0
    for unit in units:
        if last < unit[0]:
            yield last, unit[0], None
        yield unit
        last = unit[1]
    if last < length:
        yield last, length, None


def _meetings(one: Sequence[Unit], other: Sequence[Unit]) -> Iterator[tuple[int, Unit, Unit]]:
    """The length at which each two units of two coders meet. Both cover the whole continuum."""
    here = there = 0
    while here < len(one) and there < len(other):
        mine, theirs = one[here], other[there]
        yield min(mine[1], theirs[1]) - max(mine[0], theirs[0]), mine, theirs
        if mine[1] <= theirs[1]:
            here += 1
        if theirs[1] <= mine[1]:
            there += 1


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def merged(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spans of one tag by one coder, in order; those that overlap are one. Those that only touch stay apart."""
    start = end = -1
    for one in sorted(spans):
        if one[0] < end:
            end = max(end, one[1])
            continue
        if start < end:
            yield start, end
        start, end = one
    if start < end:
        yield start, end


def with_sets(spans: Iterable[tuple[int, int, Value]]) -> list[Unit]:
    """The spans of all tags by one coder as units that do not overlap; the value of each is the set of its tags.

    Spans of the same tag do not overlap. Where a span begins or ends, a unit does.
    """
    changes: dict[int, list[tuple[Value, int]]] = {}
    for start, end, value in spans:
        changes.setdefault(start, []).append((value, 1))
        changes.setdefault(end, []).append((value, -1))
    units: list[Unit] = []
    begun, active = 0, Counter[Value]()
    for offset in sorted(changes):
        if now := frozenset(value for value, count in active.items() if count):
            units.append((begun, offset, now))
        for value, change in changes[offset]:
            active[value] += change
        begun = offset
    return units
