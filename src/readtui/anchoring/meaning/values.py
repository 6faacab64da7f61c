"""Reads the values in a sentence: numbers, with their units, dates, times. Another spelling is the same value."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache

from readtui.anchoring.meaning.joined_values import joined
from readtui.anchoring.meaning.names import (
    DAY,
    MONTH,
    calendar_names,
    calendar_starts,
    compound,
    magnitudes,
    number_words,
    small_words,
    unit_names,
    unit_starts,
)
from readtui.anchoring.meaning.numbers import Amount, Numbers, is_near
from readtui.anchoring.meaning.sentence_words import SentenceWords, Stretch, ends_sentence
from readtui.anchoring.meaning.value_mark import MONEY, NAME, NUMBER, TIME, TIME_UNITS, Value, ValueMark, in_other_unit
from readtui.text.word_lists import listed, listed_by_name

_SHORT = 3
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212"
_SIGNS = {
    "%": ("percent",), "‰": ("permille",), "°": ("degree",), "℃": ("°C",), "℉": ("°F",), "€": ("euro",),
    "$": ("dollar",), "£": ("sterling", "pound"), "¥": ("yen", "yuan"), "￥": ("yen", "yuan"), "₽": ("rouble",),
    "₹": ("rupee",), "₩": ("won",),
}  # fmt: skip
_QUARTERS_OF_HOURS = {"一": 15, "三": 45}
_QUARTERS = {"first": "1", "second": "2", "third": "3", "fourth": "4"}
_YEARS = range(1900, 2100)
_RANGE_GAPS = re.compile(rf"\s?[{_DASHES}~～]\s?")


def marks(reading: SentenceWords) -> list[ValueMark]:
    """The values in order; no word belongs to two of them."""
    found = joined(reading, list(_Reader(reading).marks()))
    return [_with_unit_of_next(reading, found, at) for at in range(len(found))]


def dates(reading: SentenceWords, found: Sequence[ValueMark]) -> list[ValueMark]:
    """The parts of dates among the values: names of months and days, figures beside a month, in German "am 3."."""
    named = [any(value[0] == MONTH for value in mark.values) for mark in found]
    return [
        mark
        for at, mark in enumerate(found)
        if any(value[0] in (MONTH, DAY) for value in mark.values)
        or (at and named[at - 1] and found[at - 1].last == mark.first and _may_be_of_date(mark))
        or (named[at + 1 :][:1] == [True] and mark.last == found[at + 1].first and _may_be_of_date(mark))
        or _is_german_day(reading, mark)
    ]


def _may_be_of_date(mark: ValueMark) -> bool:
    return any(number.isdecimal() for number in mark.numbers) and mark.units <= {"", "year"}


def _is_german_day(reading: SentenceWords, mark: ValueMark) -> bool:
    """Whether a German ordinal stands for a day: "am 3.", "bis zum dritten"."""
    if reading.language != "de" or reading.key(mark.first - 1) not in small_words("before-days"):
        return False
    is_ordinal = reading.gap(mark.last)[:1] == "." or reading.key(mark.last - 1).endswith("ten")
    is_last = mark.last == len(reading.words) or reading.raw(mark.last)[0].islower()
    return is_ordinal and is_last and mark.units <= {""}


def values_in(text: str) -> frozenset[Value]:
    """The values in a text, whatever they may mean."""
    reading = SentenceWords(Stretch(text, 0, len(text), 0, len(text)))
    return frozenset().union(*(mark.values for mark in marks(reading)))


def _with_unit_of_next(reading: SentenceWords, found: list[ValueMark], at: int) -> ValueMark:
    """In "5 to 8 km" both are kilometres, in "10 bis 18 Uhr" times of day."""
    mark = found[at]
    if at + 1 == len(found) or mark.units != {""}:
        return mark
    following = found[at + 1]
    between = range(mark.last, following.first)
    is_article = len(between) == 2 and reading.key(mark.last + 1) in small_words("at")
    is_range = ((len(between) == 1 or is_article) and reading.key(mark.last) in small_words("ranges")) or (
        not between and _RANGE_GAPS.fullmatch(reading.gap(following.first))
    )
    if not is_range:
        return mark
    more = {(NUMBER, number, unit) for number in mark.numbers for unit in following.units if unit}
    if any(value[0] == TIME for value in following.values):
        more |= {(TIME, str(60 * int(number)), "") for number in mark.numbers if number.isdecimal()}
    return mark._replace(values=mark.values | more)


class _Reader:
    def __init__(self, reading: SentenceWords) -> None:
        self._text = reading

    def _read_in(self, language: str) -> None:
        self._language = language
        self._numbers = Numbers(self._text, language)
        self._calendar, self._units = calendar_names(language), unit_names(language)
        self._calendar_starts, self._unit_starts = calendar_starts(language), unit_starts(language)
        self._magnitudes = magnitudes(language)
        self._first_words = _first_words(language)

    def marks(self) -> Iterator[ValueMark]:
        index = 0
        for _, last, language in self._text.sentences:
            self._read_in(language)
            while index < last:
                found = self._at(index)
                if not found:
                    index += 1
                    continue
                yield from found
                index = found[-1].last

    def _at(self, index: int) -> list[ValueMark]:
        key = self._text.words[index].key
        if key.isascii() and key.isalpha() and not self._may_begin(index, key):
            return []
        if len(raw := self._text.raw(index)) == 1 and unicodedata.category(raw) == "No":
            number = Fraction(unicodedata.numeric(raw)).limit_denominator(100)
            return [self._measured(index, Amount((number,), index + 1))]
        if key[:1].isdecimal():
            if last := self._end_of_label(index):
                return [ValueMark(frozenset(), index, last, is_weak=True)]
            dated = self._numeric_date(index)
            if dated:
                return dated
            return [self._clock(index) or self._measured(index, self._version(index) or self._numbers.digits(index))]
        if named := self._calendar_name(index):
            return [named]
        if key == "百" and self._text.key(index + 1) == "分" and self._text.key(index + 2) == "之":
            # Percent: "百分之四十二".
            amount = self._numbers.in_han(index + 3)
            if amount is None and self._text.is_digits(index + 3):
                amount = self._numbers.digits(index + 3)
            if amount and not isinstance(amount.numbers[0], str):
                return [
                    ValueMark(
                        frozenset(((NUMBER, str(amount.numbers[0]), "percent"),)), index, amount.last, is_weak=False
                    )
                ]
        if key in _QUARTERS and self._text.key(index + 1) == "quarter":
            return [ValueMark(frozenset({(NUMBER, _QUARTERS[key], "quarter")}), index, index + 2, is_weak=False)]
        if amount := self._numbers.in_words(index) or self._numbers.in_han(index) or self._roman(index):
            return [self._clock(index, amount) or self._measured(index, amount)]
        if key in small_words("one-of") and (unit := self._unit(index + 1)) and unit[0][0] in TIME_UNITS:
            more = {(NUMBER, "2", "")} if unit[0] == ("second",) else set[Value]()
            more |= {same for same in (in_other_unit("1", unit[0][0]),) if same}
            return [ValueMark(frozenset({(NUMBER, "1", unit[0][0])} | more), index, unit[1], is_weak=True)]
        return self._opaque(index)

    def _version(self, index: int) -> Amount | None:
        """The number of a version that is no decimal: 2.10."""
        amount = self._numbers.digits(index)
        shown = self._text.shown(index, amount.last)
        is_version = self._text.key(index - 1) in small_words("versions") and re.fullmatch(r"\d+\.\d+0", shown)
        return amount._replace(numbers=(shown,)) if is_version else None

    def _may_begin(self, index: int, key: str) -> bool:
        """Whether a value may begin with this plain word. Hardly any does."""
        is_name = key in self._first_words or compound(key, self._language) is not None
        return is_name or self._text.raw(index)[0] in "IVX"

    def _end_of_label(self, index: int) -> int:
        """The end of a figure that numbers a list item, a note, a section or a sentence, or 0: "3." before the first
        word of a line, "[3]", "5.2" before a capital letter.
        """
        before, after = self._text.gap(index), self._text.gap(index + 1)
        if before.endswith(("[", "[^")) and after.startswith("]"):
            return index + 1
        if index and "\n" not in before and not ends_sentence(before):
            return 0
        last = index + 1
        while self._text.is_digits(last) and self._text.gap(last) == ".":
            last += 1
        if last > index + 1:
            is_before_name = last < len(self._text.words) and self._text.raw(last)[0].isupper()
            is_apart = is_before_name and self._text.gap(last).strip(".").isspace()
            is_measure = is_apart and (self._text.key(last) in self._magnitudes or self._unit(last) is not None)
            return last if is_apart and not is_measure and not self._numeric_date(index) else 0
        is_numbered = (index == 0 or "\n" in before) and after[:1] in tuple(".)") and after[1:2].isspace()
        return last if is_numbered and not (after[:1] == "." and self._is_month(last)) else 0

    def _is_month(self, index: int) -> bool:
        """Whether the figure before the word may be the day of a month: "15. März"."""
        named = self._calendar.get((self._text.key(index),))
        return named is not None and named[0] == MONTH

    def _numeric_date(self, index: int) -> list[ValueMark]:
        if not (self._text.is_digits(index + 1) and self._text.is_digits(index + 2)):
            return []
        sign = self._text.gap(index + 1)
        sizes = [len(self._text.key(index + step)) for step in range(3)]
        if sign not in (".", "/", "-", "\u2011") or self._text.gap(index + 2) != sign or max(sizes) > len("2000"):
            return []
        first, second, third = (int(self._text.key(index + step)) for step in range(3))
        if sizes[0] == len("2000") and sizes[1] <= 2 and sizes[2] <= 2 and 1 <= second <= 12 and 1 <= third <= 31:
            return [_number(index, first), _month(index + 1, second), _number(index + 2, third)]
        if sizes[0] > 2 or sizes[1] > 2 or sizes[2] == 3 or not (1 <= first <= 31 and 1 <= second <= 31):
            return []
        if sizes[2] < len("2000") and sign != "/" and (sign != "." or sizes[2] != 2):
            return []
        year = _number(index + 2, third)
        if sizes[2] == 2:
            year = year._replace(
                values=frozenset((NUMBER, str(each), "") for each in (third, 1900 + third, 2000 + third))
            )
        if first > 12 or sign == ".":
            return [_number(index, first), _month(index + 1, second), year] if second <= 12 else []
        if second > 12:
            return [_month(index, first), _number(index + 1, second), year]
        both = frozenset(((NUMBER, str(first), ""), (MONTH, str(first), "")))
        other = frozenset(((NUMBER, str(second), ""), (MONTH, str(second), "")))
        return [
            ValueMark(both, index, index + 1, is_weak=False),
            ValueMark(other, index + 1, index + 2, is_weak=False),
            year,
        ]

    def _roman(self, index: int) -> Amount | None:
        if self._text.raw(index)[0] not in "IVX":
            return None
        units = (self._unit_before(index), *(self._unit(index + 1) or ((),))[0])
        return self._numbers.roman(index, is_century="century" in units)

    def _clock(self, index: int, named: Amount | None = None) -> ValueMark | None:
        """A time of day: "3:30 pm", "15.30 Uhr", "15h30", "3 pm", "六点半"; ``named``: the hour in words."""
        is_short = self._text.is_digits(index) and len(self._text.key(index)) <= 2
        hour = named.numbers[0] if named else int(self._text.key(index)) if is_short else 99
        minute, last, is_clock = 0, named.last if named else index + 1, False
        if isinstance(hour, str) or hour > 24 or hour.denominator != 1:
            return None
        if self._text.is_digits(last) and len(self._text.key(last)) == 2 and self._text.gap(last) in (":", ".", "："):
            is_clock = self._text.gap(last) != "."
            minute, last = int(self._text.key(last)), last + 1
        elif self._text.key(last) in ("h", "点", "點", "時", "时") and (found := self._minute(last + 1)):
            (minute, last), is_clock = found, True
        elif self._text.key(last) in ("点", "點"):
            last, is_clock = last + 1, True
        if minute > 59 or (is_clock and self._text.is_digits(last) and self._text.gap(last) == ":"):
            return None
        half, after = self._half_of_day(last)
        if half:
            hour, last, is_clock = hour % 12 + (12 if half == "p" else 0), after, True
        elif self._text.key(last) in ("uhr", "ч") or (
            self._text.key(last) == "o" and self._text.key(last + 1) == "clock"
        ):
            last, is_clock = last + (2 if self._text.key(last) == "o" else 1), True
        elif not minute and last == index + 1:
            return None
        if not is_clock:
            return None
        return ValueMark(frozenset(((TIME, str(60 * hour + minute), ""),)), index, last, is_weak=False)

    def _time_with_point(self, index: int, last: int) -> Value | None:
        """The time of day that a figure with two decimals may be: "18.30"."""
        sizes = [len(self._text.key(at)) for at in range(index, last)]
        if sizes not in ([1, 2], [2, 2]) or self._text.gap(index + 1) != ".":
            return None
        hour, minute = int(self._text.key(index)), int(self._text.key(index + 1))
        return (TIME, str(60 * hour + minute), "") if hour < 24 and minute < 60 else None

    def _minute(self, index: int) -> tuple[int, int] | None:
        """The minute right behind an hour, and where it ends."""
        if self._text.gap(index).strip():
            return None
        if self._text.key(index) == "半":
            return 30, index + 1
        if self._text.key(index) in _QUARTERS_OF_HOURS and self._text.key(index + 1) == "刻":
            return _QUARTERS_OF_HOURS[self._text.key(index)], index + 2
        amount = self._numbers.in_han(index)
        minute = amount.numbers[0] if amount else self._text.key(index)
        last = amount.last if amount else index + 1
        if isinstance(minute, str) and not minute.isdecimal():
            return None
        return int(minute), last + (self._text.key(last) in ("分", "min"))

    def _half_of_day(self, index: int) -> tuple[str, int]:
        if self._text.gap(index).strip():
            return "", index
        key = self._text.key(index)
        if key in ("am", "pm"):
            return key[0], index + 1
        if key in ("a", "p") and self._text.key(index + 1) == "m" and self._text.gap(index + 1).strip() == ".":
            return key, index + 2
        return "", index

    def _measured(self, index: int, amount: Amount) -> ValueMark:
        """The number with what multiplies it, its money or unit."""
        numbers, last = list(amount.numbers), amount.last
        money = self._money_before(index)
        ends = self._text.key(last)
        is_joined = self._text.gap(last) in ("", "'", "’", "-")
        if (
            is_joined
            and ends in small_words("decade-ends")
            and self._is_round(numbers)
            and self._text.key(index).isdecimal()
        ):
            return self._decade(index, numbers, last + 1)
        if self._text.key(index - 1) in small_words("before-decades") and self._is_round(numbers):
            return self._decade(index, numbers, last)
        if (
            self._text.key(index)[:1].isdecimal()
            and self._text.gap(last) in ("", "-")
            and ends in small_words("ordinal-ends")
            and not self._text.gap(last + 1).startswith("/")
        ):
            last += 1
        numbers, last = self._multiplied(numbers, last, is_money=bool(money))
        if self._text.key(last) in ("个", "個") and self._text.key(last + 1) == "半" and self._unit(last + 2):
            # "两个半小时": and a half.
            numbers, last = [each if isinstance(each, str) else each + Fraction(1, 2) for each in numbers], last + 2
        minus = self._sign_before(index)
        units, last = self._units_after(last) if not money else (money, last)
        if not units and not isinstance(numbers[0], str) and numbers[0].denominator > 1:
            units, last = self._time_after_of(last)
        if units and units[0] in TIME_UNITS and self._text.key(last) == "半" and not self._text.gap(last):
            numbers, last = [each if isinstance(each, str) else each + Fraction(1, 2) for each in numbers], last + 1
        if units == ("g",) and self._text.key(last - 1) == "г" and numbers[0] in _YEARS:
            # "2024 г." is a year.
            units = ("year",)
        if not units and (before := self._unit_before(index)) == "century":
            units = (before,)
        if units == ("degree",) and self._language in ("it", "es", "pt", "fr") and self._text.gap(last).strip() == "°":
            # "3° piano".
            units = ("degree", "")
        spelled = [number if isinstance(number, str) else str(-number if minus else number) for number in numbers]
        values = {(NUMBER, number, unit) for number in spelled for unit in units or ("",)}
        if units == ("metre",) and self._text.key(amount.last) == "m":
            values |= {(NUMBER, str(number * 10**6), "") for number in numbers if not isinstance(number, str)}
        if units == ("year",):
            values |= {(NUMBER, number, "") for number in spelled if len(number) == len("2000")}
        values |= {same for unit in units for number in spelled if (same := in_other_unit(number, unit))}
        if units and units[0] == "hour" and len(spelled) == 1 and spelled[0].isdecimal():
            values.add((TIME, str(60 * int(spelled[0])), ""))
        if (not units or units[0] == "hour") and (time := self._time_with_point(index, amount.last)):
            values.add(time)
        return self._dated_in_han(index, amount.last, spelled) or ValueMark(
            frozenset(values), index, last, amount.is_weak
        )

    def _dated_in_han(self, index: int, last: int, spelled: list[str]) -> ValueMark | None:
        key, after = self._text.key(last), self._text.key(last + 1)
        if self._text.gap(last).strip() or len(spelled) != 1:
            return None
        if key == "月" and after not in ("間", "间"):
            return ValueMark(frozenset(((MONTH, spelled[0], ""),)), index, last + 1, is_weak=False)
        if key in ("日", "号", "號") and after not in ("間", "间"):
            return ValueMark(frozenset(((NUMBER, spelled[0], ""),)), index, last + 1, is_weak=False)
        return None

    def _is_round(self, numbers: list[Fraction | str]) -> bool:
        number = numbers[0]
        return not isinstance(number, str) and number.denominator == 1 and number % 10 == 0 and number >= 10

    def _decade(self, index: int, numbers: list[Fraction | str], last: int) -> ValueMark:
        number = numbers[0]
        values = {(NUMBER, str(number), "decade")}
        if not isinstance(number, str) and number < 100:
            values.add((NUMBER, str(1900 + number), "decade"))
        return ValueMark(frozenset(values), index, last, is_weak=False)

    def _multiplied(
        self, numbers: list[Fraction | str], last: int, *, is_money: bool
    ) -> tuple[list[Fraction | str], int]:
        while last < len(self._text.words) and is_near(self._text.gap(last)):
            factor = self._magnitudes.get(self._text.key(last))
            if factor is None or (factor < 0 and not is_money and not self._is_money(last + 1)):
                break
            if factor == 1000 and self._text.key(last) == "k" and self._text.gap(last):
                break
            numbers = [number if isinstance(number, str) else number * abs(factor) for number in numbers]
            last += 1
        return numbers, last

    def _is_money(self, index: int) -> bool:
        found = self._unit(index)
        return (found is not None and found[0][0] in MONEY) or self._text.gap(index).strip()[:1] in ("€", "$", "£", "¥")

    def _money_before(self, index: int) -> tuple[str, ...]:
        before = self._text.gap(index).rstrip(" \u00a0\u202f+-\u2212")
        if before and before[-1] in _SIGNS and before[-1] not in "%‰°℃℉":
            return _SIGNS[before[-1]]
        unit = (
            self._units.get((self._text.key(index - 1),), "")
            if len(self._text.key(index - 1)) == 3 and not self._text.gap(index).strip()
            else ""
        )
        return (unit,) if unit in MONEY and self._text.raw(index - 1).isupper() else ()

    def _sign_before(self, index: int) -> bool:
        """Whether a dash before the figure is a minus: it stands after a space, and right before the figure."""
        gap = self._text.gap(index).rstrip("$€£")
        return (
            bool(gap)
            and gap[-1] in "-\u2212\u2011"
            and ((len(gap) == 1 and index == 0) or gap[-2:-1].isspace() or gap[-2:-1] in tuple("([{=<>+*/,;:"))
        )

    def _units_after(self, last: int) -> tuple[tuple[str, ...], int]:
        gap = self._text.gap(last)
        if self._text.key(last - 1) in small_words("abbreviated"):
            gap = gap.removeprefix(".")
        sign = gap.lstrip()[:1]
        if sign in _SIGNS and not (
            sign in "$€£¥" and len(gap) > 1 and self._text.key(last).isdecimal() and not gap[-1].isspace()
        ):
            if sign == "°" and self._text.key(last) in ("c", "f") and not gap.strip("° "):
                return (f"°{self._text.key(last).upper()}",), last + 1
            return _SIGNS[sign], last
        if (
            self._text.key(last) in small_words("of")
            and is_near(gap)
            and (found := self._unit(last + 1))
            and found[0][0] in MONEY
        ):
            return found
        if self._text.key(last) in ("us",) and is_near(gap) and self._text.gap(last + 1).strip() == "$":
            return ("dollar",), last + 1
        found = self._unit(last)
        if found is None:
            return (), last
        units, after = found
        if self._text.gap(after) == "/" and (per := self._unit(after)):
            return (f"{units[0]}/{per[0][0]}",), per[1]
        if (
            self._text.key(after) in small_words("one-of")
            and (per := self._unit(after + 1))
            and per[0][0] in TIME_UNITS
        ):
            return (f"{units[0]}/{per[0][0]}",), per[1]
        return units, after

    def _time_after_of(self, last: int) -> tuple[tuple[str, ...], int]:
        """The unit of time of which there is a part: "three quarters of an hour", "tres cuartos de hora"."""
        at = last + (self._text.key(last + 1) in small_words("one-of")) + 1
        found = self._unit(at) if self._text.key(last) in (*small_words("of"), "d") else None
        return found if found and found[0][0] in TIME_UNITS else ((), last)

    def _unit(self, index: int) -> tuple[tuple[str, ...], int] | None:
        """The unit whose name begins at ``index``, right after a figure, and where it ends."""
        if self._text.key(index) in small_words("squares"):
            found = self._unit(index + 1)
            return ((_squared(found[0][0]),), found[1]) if found else None
        if self._text.key(index) not in self._unit_starts:
            return None
        gap = self._text.gap(index)
        if self._text.key(index - 1) in ("d", "un", *small_words("abbreviated")):
            gap = gap.lstrip(".'’")
        for size in range(min(6, len(self._text.words) - index), 0, -1):
            keys = tuple(self._text.key(at) for at in range(index, index + size))
            name = self._units.get(keys)
            if name is None or not all(is_near(self._text.gap(at)) for at in range(index + 1, index + size)):
                continue
            if not is_near(gap) and gap not in ("/",) and not (name == "century" and gap == ". "):
                continue
            if self._text.key(index + size) in small_words("squares"):
                return (_squared(name),), index + size + 1
            return (name,), index + size
        return None

    def _unit_before(self, index: int) -> str:
        return self._units.get((self._text.key(index - 1),), "") if index else ""

    def _calendar_name(self, index: int) -> ValueMark | None:
        for size in (3, 2, 1) if self._text.key(index) in self._calendar_starts else ():
            keys = tuple(self._text.key(at) for at in range(index, index + size))
            known = self._calendar.get(keys)
            if known is None:
                continue
            kind, name, is_ambiguous = known
            beside = any(
                self._text.is_digits(at) and not self._text.gap(max(at, index)).strip(" ,.")
                for at in (index - 1, index + 1)
            )
            if is_ambiguous and not beside and (len(keys[0]) <= _SHORT + 2):
                raw = self._text.raw(index)
                if not raw[:1].isupper() or index == 0 or self._text.key(index - 1) not in small_words("before-months"):
                    continue
            return ValueMark(frozenset(((kind, name, ""),)), index, index + size, is_weak=False)
        return None

    def _opaque(self, index: int) -> list[ValueMark]:
        """Names with a figure ("A4"), and figures and dates in the words of other languages."""
        key = self._text.key(index)
        if any(character.isdecimal() for character in key) and "://" not in key:
            values = {(NAME, key, "")}
            last = index + 1
            while self._text.gap(last) == "." and self._text.is_digits(last):
                last += 1
            if last > index + 1:
                # A version, "v1.2.3".
                values = {(NAME, self._text.shown(index, last), "")}
            elif digits := re.fullmatch(r"\D+(\d{1,40})", key):
                number = str(int(digits[1]))
                values |= {(NUMBER, number, unit) for unit in ("", *["quarter"] * (key[0] == "q"))}
            return [ValueMark(frozenset(values), index, last, is_weak=False)]
        if not _is_known(self._language) and (key in listed("figures") or key in listed("dates")):
            return [ValueMark(frozenset(((NAME, key, ""),)), index, index + 1, is_weak=False)]
        return []


@cache
def _first_words(language: str) -> frozenset[str]:
    """The words with which values begin in a language."""
    others = () if _is_known(language) else (listed("figures"), listed("dates"))
    return calendar_starts(language).union(number_words(language), small_words("one-of"), *others)


def _is_known(language: str) -> bool:
    return language in listed_by_name("number-words") or language in ("zh", "ja")


def _squared(unit: str) -> str:
    return "m²" if unit == "metre" else f"{unit}²"


def _number(index: int, number: int) -> ValueMark:
    return ValueMark(frozenset(((NUMBER, str(number), ""),)), index, index + 1, is_weak=False)


def _month(index: int, number: int) -> ValueMark:
    return ValueMark(frozenset(((MONTH, str(number), ""),)), index, index + 1, is_weak=False)
