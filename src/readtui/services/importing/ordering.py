"""Where quotes of a work can be in its text, as told by their order in the other program and by those that are sure."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

Order = tuple[float, ...]
"""A number, or several, the first of which counts most, that grows from the beginning of a work to its end."""

_LEAST_SURE = 4
_LEAST_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Places:
    """Quotes in the order of the work, and their offsets in the text, which grow with them.

    ``is_same``: the text has so many of the work's quotes that it is the one that was read there.
    """

    orders: tuple[Order, ...]
    offsets: tuple[int, ...]
    size: int
    is_same: bool

    @classmethod
    def of(cls, found: Iterable[tuple[Order, int]], size: int, *, is_same: bool) -> "Places":
        """Of quotes whose words stand in one place only, with the text's size.

        The order counts for nothing if there are too few, or if too many are out of order.
        """
        pairs = sorted(set(found))
        kept = _growing(pairs)
        if len(kept) < _LEAST_SURE or len(kept) < _LEAST_SHARE * len(pairs):
            return cls((), (), size, is_same)
        return cls(tuple(order for order, _ in kept), tuple(offset for _, offset in kept), size, is_same)

    def within(self, order: Order) -> tuple[int, int] | None:
        """The range between the quotes before and after, or else the whole text; None if it may be another text."""
        if not order or not self.orders:
            return (0, self.size) if self.is_same else None
        before, after = bisect_left(self.orders, order), bisect_right(self.orders, order)
        start = self.offsets[before - 1] if before else 0
        return start, self.offsets[after] if after < len(self.offsets) else self.size


def _growing(pairs: list[tuple[Order, int]]) -> list[tuple[Order, int]]:
    """The most of the pairs whose offsets never fall (patience sorting)."""
    tops: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, offset) in enumerate(pairs):
        pile = bisect_right(tops, offset)
        before.append(last[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(offset)
            last.append(number)
        else:
            tops[pile], last[pile] = offset, number
    kept: list[tuple[Order, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        kept.append(pairs[number])
        number = before[number]
    return kept[::-1]
