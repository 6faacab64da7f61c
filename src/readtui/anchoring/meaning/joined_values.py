"""Joins values that are one: "two and a half hours", "an hour and ten minutes", "half past six in the evening"."""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from readtui.anchoring.meaning.names import small_words
from readtui.anchoring.meaning.numbers import is_near
from readtui.anchoring.meaning.sentence_words import SentenceWords
from readtui.anchoring.meaning.value_mark import NUMBER, TIME, TIME_UNITS, Value, ValueMark, in_other_unit, values_of

_HOUR, _HALF_DAY = 60, 720
_PARTS = (Fraction(1, 2), Fraction(1, 4), Fraction(3, 4))
_MINUTES = (Fraction(5), Fraction(10), Fraction(20), Fraction(25))
_MOST_BETWEEN, _MOST_BEFORE = 2, 4
_HALVES_BEFORE_THE_HOUR = ("halb", "half")


class _Amount(NamedTuple):
    number: Fraction
    unit: str


def joined(reading: SentenceWords, found: Sequence[ValueMark]) -> list[ValueMark]:
    """The values, with those that are one as one."""
    result: list[ValueMark] = []
    for mark in found:
        result.append(mark)
        if len(result) > 1 and (whole := _as_one(reading, *result[-2:])):
            result[-2:] = [whole]
    return [_of_half_day(reading, mark) for mark in result]


def _as_one(reading: SentenceWords, one: ValueMark, other: ValueMark) -> ValueMark | None:
    if other.first - one.last > _MOST_BETWEEN:
        return None
    part, rest = _amount(one), _amount(other)
    if not all(is_near(reading.gap(at)) for at in range(one.last, other.first + 1)):
        return None
    between = frozenset(reading.keys[one.last : other.first])
    found = _length(part, rest, between, reading.gap(other.first)) if part and rest else set[Value]()
    found = found or _time(reading, one, other, between)
    return ValueMark(frozenset(found), one.first, other.last, is_weak=False) if found else None


def _amount(mark: ValueMark) -> _Amount | None:
    """The number, in the largest of the units in which it is told."""
    found = [
        _Amount(Fraction(number), unit)
        for kind, number, unit in mark.values
        if kind == NUMBER and number.replace("/", "", 1).isdecimal()
    ]
    return min(found, default=None)


def _length(one: _Amount, other: _Amount, between: frozenset[str], gap: str) -> set[Value]:
    """The length of time, or the number, that both are: "an hour and ten minutes", "two and a half", "half an hour"."""
    joiners, is_part = small_words("joiners") | small_words("half-joiners"), other.number in _PARTS
    if one.unit in TIME_UNITS and other.unit in TIME_UNITS and between <= joiners:
        size, whole, rest = (_in_base(*each) for each in ((Fraction(1), one.unit), one, other))
        if size.unit == rest.unit and rest.number < size.number:
            return {(NUMBER, str(whole.number + rest.number), size.unit)}
    if is_part and one.unit in TIME_UNITS and not other.unit and between <= joiners | small_words("one-of"):
        found = values_of(one.number + other.number, one.unit)
        return found | _times(one.number + other.number) if one.unit == "hour" else found
    is_joined = (between & joiners and between <= joiners | small_words("one-of")) or not gap
    if is_part and not one.unit and one.number.denominator == 1 and is_joined:
        found = values_of(one.number + other.number, other.unit)
        return found if other.unit else found | _times(one.number + other.number)
    is_one = not between and one.number in _PARTS and other.number == 1 and other.unit in TIME_UNITS
    return values_of(one.number, other.unit) if is_one and not one.unit else set()


def _in_base(number: Fraction, unit: str) -> _Amount:
    other = in_other_unit(str(number), unit)
    return _Amount(Fraction(other[1]), other[2]) if other else _Amount(number, unit)


def _time(reading: SentenceWords, one: ValueMark, other: ValueMark, between: frozenset[str]) -> set[Value]:
    """The time of day that both are: "half past six", "a quarter to nine", "at ten to six", "halb sieben"."""
    part, hour, minute = _amount(one), _hour(one), _amount(other)
    number = part.number if part and not part.unit else Fraction(0)
    is_minute = number in _MINUTES and between and reading.key(one.first - 1) in small_words("at")
    share = number / _HOUR if is_minute else number if number in _PARTS else 0
    there = _hour(other) if share else None
    if there is not None:
        if between and between <= small_words("past"):
            return _times(there + share)
        is_half = reading.key(one.first) in _HALVES_BEFORE_THE_HOUR and reading.language in ("de", "nl")
        if between <= small_words("to") and (between or is_half):
            return _times(there - share)
    is_time = any(value[0] == TIME for value in one.values) or reading.key(one.first - 1) in small_words("at")
    if not (is_time and hour and minute and not minute.unit and between <= small_words("joiners")):
        return set()
    is_minute = hour.denominator == 1 and 10 <= minute.number < _HOUR
    return _times(hour + minute.number / _HOUR) if is_minute else set()


def _hour(mark: ValueMark) -> Fraction | None:
    """The hour that a value may be."""
    times = [Fraction(int(value[1]), _HOUR) for value in mark.values if value[0] == TIME]
    amount = _amount(mark)
    if not times and amount and not amount.unit and amount.number.denominator == 1 and 0 < amount.number <= 24:
        return amount.number
    return min(times, default=None)


def _times(hour: Fraction) -> set[Value]:
    """The times of day that it may be: in the morning and in the evening."""
    minutes = int(hour * _HOUR) % (2 * _HALF_DAY)
    return {(TIME, str(each), "") for each in (minutes, minutes + _HALF_DAY) if each < 2 * _HALF_DAY}


def _of_half_day(reading: SentenceWords, mark: ValueMark) -> ValueMark:
    """The time with "in the evening" behind it, or "下午" before it."""
    first, at = mark.first, mark.last
    word = "".join(reading.keys[max(0, first - 2) : first])
    if word in small_words("evenings") or word in small_words("mornings"):
        first = first - 2
    else:
        while at < mark.last + _MOST_BEFORE and reading.key(at) in small_words("before-evenings"):
            at += 1
        word = reading.key(at)
        at += 1
    is_evening = word in small_words("evenings")
    hour = _hour(mark) if is_evening or word in small_words("mornings") else None
    if hour is None or hour > _HALF_DAY // _HOUR:
        return mark
    time = [each for each in _times(hour) if (int(each[1]) >= _HALF_DAY) == is_evening]
    return ValueMark(frozenset(time or _times(hour)), first, max(at, mark.last), is_weak=False)
