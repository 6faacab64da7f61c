"""A value in a sentence: the words that name it, and what they may mean."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from readtui.anchoring.meaning.names import DAY, MONTH
from readtui.text.word_tables import word_set

# What is measured: a number with its unit, a month, a day of the week, a time of day, or a name with a figure.
Value: TypeAlias = tuple[str, str, str]

NUMBER, TIME, NAME = "number", "time", "name"
OF_DATE: Value = (MONTH, "", "")


class ValueMark(NamedTuple):
    """Words ``first:last`` of a reading that name a value. ``values``: what they may mean.

    ``is_weak``: it is often no figure ("one", "second"), and counts only if another value takes its place.
    """

    values: frozenset[Value]
    first: int
    last: int
    is_weak: bool

    @property
    def numbers(self) -> set[str]:
        return {value[1] for value in self.values if value[0] == NUMBER}

    @property
    def units(self) -> set[str]:
        return {value[2] for value in self.values if value[0] == NUMBER}

    @property
    def measured(self) -> str:
        """What it is of: a date, a time, money, a length of time, another unit; "" for a count."""
        kinds = {value[0] for value in self.values}
        if kinds & {MONTH, DAY}:
            return MONTH
        if kinds == {TIME}:
            return TIME
        unit = min(self.units - {""}, default="")
        if unit in MONEY:
            return "money"
        return TIME + "s" if unit in _LENGTHS_OF_TIME else _OTHER_UNITS.get(unit, (unit, 1))[0] or unit


MONEY = word_set("euro dollar sterling pound yen yuan rouble rupee won franc krone zloty cent peso")
_NUMBER = re.compile(r"-?[0-9]{1,30}(?:/[0-9]{1,30})?")
# The unit in which others are counted, and how many of it they are.
_OTHER_UNITS: Mapping[str, tuple[str, int | Fraction]] = {
    "minute": ("second", 60), "quarter-hour": ("second", 900), "half-hour": ("second", 1_800),
    "three-quarter-hour": ("second", 2_700), "hour": ("second", 3_600), "day": ("second", 86_400),
    "week": ("second", 604_800), "fortnight": ("second", 1_209_600), "quarter": ("month", 3), "year": ("month", 12),
    "km": ("metre", 1_000),
    "cm": ("metre", Fraction("0.01")), "mm": ("metre", Fraction("0.001")), "kg": ("g", 1_000), "tonne": ("g", 10**6),
    "mg": ("g", Fraction("0.001")), "µg": ("g", Fraction("0.000001")), "ml": ("litre", Fraction("0.001")),
    "cl": ("litre", Fraction("0.01")), "dl": ("litre", Fraction("0.1")), "hl": ("litre", 100),
    "millisecond": ("second", Fraction("0.001")), "decade": ("month", 120), "century": ("month", 1_200),
    "kW": ("watt", 1_000), "MW": ("watt", 10**6), "GW": ("watt", 10**9), "MWh": ("kWh", 1_000), "GWh": ("kWh", 10**6),
    "hectare": ("m²", 10_000), "km²": ("m²", 10**6), "percent": ("", Fraction("0.01")),
}  # fmt: skip


def values_of(number: Fraction, unit: str) -> set[Value]:
    """What so many of a unit may mean: the same amount in a smaller unit, as hours a time of day."""
    found: set[Value] = {(NUMBER, str(number), unit)}
    if other := in_other_unit(str(number), unit):
        found.add(other)
    return found


def in_other_unit(number: str, unit: str) -> Value | None:
    """The same amount as counted in a smaller unit: 24 hours are one day, 20 percent a fifth."""
    other = _OTHER_UNITS.get(unit)
    if other is None or not _NUMBER.fullmatch(number):
        return None
    return NUMBER, str(Fraction(number) * other[1]), other[0]


TIME_UNITS = word_set("second minute quarter-hour half-hour three-quarter-hour hour day week fortnight month year")
_LENGTHS_OF_TIME = TIME_UNITS | {"millisecond", "quarter", "decade", "century"}
