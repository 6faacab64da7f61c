"""Reads numbers: in digits, in words of ten languages, in Han characters, in Roman numerals."""

import re
import unicodedata
from fractions import Fraction
from typing import NamedTuple

from readtui.anchoring.meaning.names import NameAt, compound, number_words, small_words
from readtui.anchoring.meaning.sentence_words import SentenceWords

_LONGEST, _SHORT = 40, 3
_SPACES = ("\u00a0", "\u202f", "\u2009", " ")
_GROUPING = (",", ".", "'", "’", "٬", *_SPACES)
_POINTS = (".", ",", "٫")
_ROMAN = re.compile(r"(X{0,4}(?:IX|IV|V?I{0,3}))(?:e|ème|er)?")
_ROMAN_VALUES = {"X": 10, "V": 5, "I": 1}
_HAN_DIGITS = {letter: number for number, letter in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "兩": 2}
_HAN_POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_COUNTERS = frozenset(
    "个個人名位份件年月日号天次家只本条條回枚台岁歳元円万亿億倍分时時点週周种種项項所座层階块塊把张張幅对對匹头頭辆輛公斤克米吨噸升"
)


class Amount(NamedTuple):
    """Words up to ``last`` that are a number; several, if its spelling is ambiguous. Versions are no number."""

    numbers: tuple[Fraction | str, ...]
    last: int
    is_weak: bool = False


class Numbers:
    """The numbers that begin at a word of a reading."""

    def __init__(self, reading: SentenceWords, language: str) -> None:
        self._text = reading
        self._language = language
        self._named = number_words(language)

    def digits(self, index: int) -> Amount:
        """A number in digits, with its groups and decimals."""
        key, last = self._text.key(index), index + 1
        if not key.isdecimal() or len(key) > _LONGEST:
            return Amount((key,), last)
        if self._text.gap(last) == "/" and self._text.is_digits(last) and self._text.gap(last + 1)[:1] != "/":
            share = f"{int(key)}/{self._text.key(last)}"
            below = int(self._text.key(last)) if len(self._text.key(last)) <= _SHORT else 0
            return Amount((Fraction(int(key), below), share) if int(key) < below else (share,), last + 1)
        parts, signs = [key], list[str]()
        while self._text.is_digits(last) and len(parts) < _LONGEST:
            sign, part = self._text.gap(last), self._text.key(last)
            is_group = len(part) == 3 and len(parts[0]) <= 3 and sign in _GROUPING
            if not is_group and sign not in _POINTS:
                break
            if sign in _SPACES and not (is_group and all(each in _SPACES for each in signs)):
                break
            parts.append(part)
            signs.append(sign)
            last += 1
        return Amount(self._spelled(parts, signs), last)

    def _spelled(self, parts: list[str], signs: list[str]) -> tuple[Fraction | str, ...]:
        whole = "".join(str(int(part)) if not at else _ascii(part) for at, part in enumerate(parts))
        if not signs:
            return (Fraction(int(parts[0])),)
        groups = all(len(part) == 3 for part in parts[1:]) and len(parts[0]) <= 3 and len(set(signs)) == 1
        if len(signs) == 1:
            decimal = Fraction(f"{int(parts[0])}.{_ascii(parts[1])}")
            if not groups:
                return (decimal,)
            if parts[0] in ("0", "00") or signs[0] == "٫":
                return (decimal,)
            if signs[0] not in (".", ","):
                return (Fraction(int(whole)),)
            return (Fraction(int(whole)), decimal)
        if groups:
            return (Fraction(int(whole)),)
        if len(set(signs[:-1])) == 1 and signs[-1] != signs[0] and all(len(part) == 3 for part in parts[1:-1]):
            return (Fraction(f"{int(''.join(map(_ascii, parts[:-1])))}.{_ascii(parts[-1])}"),)
        return (".".join(map(_ascii, parts)),)

    def in_words(self, index: int) -> Amount | None:
        """A number in words of the language: "two hundred and five", "siebenundvierzig", "deux tiers"."""
        if self._named_number(index) is None:
            return None
        total, current, last, is_weak = Fraction(0), None, index, False
        own: NameAt | None = None
        while last < len(self._text.words) and (last == index or is_near(self._text.gap(last))):
            word = self._named_number(last)
            if word is None:
                is_joiner = current is not None and self._text.key(last) in small_words("joiners")
                after = self._named_number(last + 1) if is_joiner else None
                fits = after is not None and after.is_plain and current is not None and _fits(current, after.number)
                if not fits or not is_near(self._text.gap(last + 1)):
                    break
                last += 1
                continue
            if current is None:
                current, own, is_weak = word.number, word, word.is_weak
            elif own is not None and own.is_plain and word.part and current * word.part < 1:
                return Amount((current * word.part,), last + 1)
            elif not word.is_plain or (own is not None and not own.is_plain):
                break
            elif word.number in (100, 1000, 10**6, 10**9, 10**12) and word.number > current % 1000 > 0:
                current = current * word.number
                if word.number >= 1000:
                    total, current = total + current, Fraction(0)
            elif current == 4 and word.number == 20:
                current = Fraction(80)
            elif _fits(current, word.number):
                current += word.number
            else:
                break
            own, last = word if word.of else own, last + 1
            if own is not None and not own.is_plain:
                break
            is_weak = is_weak and last == index + 1
        if current is None or last == index:
            return None
        if own is not None and own.many:
            return Amount((f"{total + current}+",), last, is_weak)
        numbers = [total + current]
        if own is not None and own.of and last == index + 1:
            numbers.append(1 / Fraction(own.of))
        return Amount(tuple(numbers), last, is_weak)

    def _named_number(self, index: int) -> NameAt | None:
        key = self._text.key(index)
        return self._named.get(key) or (compound(key, self._language) if key else None)

    def in_han(self, index: int) -> Amount | None:
        """A number in Han characters, "三百二十"."""
        if self._language not in ("zh", "ja") or self._text.key(index) not in (*_HAN_DIGITS, *_HAN_POWERS):
            return None
        last = index
        while (
            last < len(self._text.words)
            and self._text.key(last) in (*_HAN_DIGITS, *_HAN_POWERS)
            and (last == index or not self._text.gap(last))
        ):
            last += 1
        letters = [self._text.key(at) for at in range(index, last)]
        if letters[0] in ("万", "萬", "亿", "億") or (letters == ["百"] and self._text.key(last) == "分"):
            return None
        following = self._text.key(last) + self._text.key(last + 1)
        is_counted = not self._text.gap(last) and (following[:1] in _COUNTERS or following in ("小时", "小時"))
        is_weak = letters == ["一"] or (
            len(letters) == 1 and (not is_counted or [*letters, self._text.key(last)] == ["十", "分"])
        )
        if len(letters) == 1 and letters[0] in _HAN_POWERS and not is_counted:
            return None
        return Amount((_of_han(letters),), last, is_weak)

    def roman(self, index: int, *, is_century: bool) -> Amount | None:
        raw = self._text.raw(index)
        found = _ROMAN.fullmatch(raw) if raw[:1] in ("X", "V", "I") else None
        if found is None or not found[1]:
            return None
        if len(found[1]) < 2 and not is_century:
            return None
        digits = [_ROMAN_VALUES[letter] for letter in found[1]]
        signed = [-digit if digit < max(digits[at:]) else digit for at, digit in enumerate(digits)]
        return Amount((Fraction(sum(signed)),), index + 1)


def is_near(gap: str) -> bool:
    """Whether two words next to each other may be parts of one value: only a space or hyphen is between them."""
    return not gap.strip(" \u00a0\u202f\u2009\n\t-\u2010\u2011*_`")


def _ascii(digits: str) -> str:
    return "".join(str(unicodedata.decimal(each)) for each in digits)


def _fits(current: Fraction, number: Fraction) -> bool:
    """Whether a smaller number may follow in words: "twenty" and "one", "soixante" and "dix"."""
    if number <= 0 or current <= 0 or number.denominator != 1 or current.denominator != 1:
        return False
    if current % 100 in (60, 80) and 10 <= number < 20:
        return True
    power = 10
    while current % (power * 10) == 0:
        power *= 10
    return current % power == 0 and number < power


def _of_han(letters: list[str]) -> Fraction:
    if all(letter in _HAN_DIGITS for letter in letters):
        return Fraction(int("".join(str(_HAN_DIGITS[letter]) for letter in letters)))
    total, group, digit = 0, 0, 0
    for letter in letters:
        if letter in _HAN_DIGITS:
            digit = _HAN_DIGITS[letter]
            continue
        power = _HAN_POWERS[letter]
        if power < 10**4:
            group, digit = group + max(1, digit) * power, 0
        else:
            total, group, digit = total + max(1, group + digit) * power, 0, 0
    return Fraction(total + group + digit)
