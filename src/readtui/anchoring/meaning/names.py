"""The names of numbers, units, months and days in the word lists, by language."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache, lru_cache
from typing import NamedTuple

from readtui.anchoring.meaning.sentence_words import keys_of
from readtui.text.language import frequent_words
from readtui.text.word_lists import listed_by_name, listed_lines

MONTH, DAY = "month", "day"
LANGUAGES_WITH_COMPOUNDS = ("de", "nl", "it")
_JOINERS: Mapping[str, Sequence[str]] = {"de": ("und",), "nl": ("en", "ën")}
_SHORT = 3
_LONGEST_ENDING = 4


@cache
def small_words(name: str) -> frozenset[str]:
    """The small words of many languages that do one thing, such as those that may stand before a month."""
    return listed_by_name("measuring")[name]


class NameAt(NamedTuple):
    """A number that a word names. ``of``: it may be this part of one; ``many``: an unknown number of them."""

    number: Fraction
    is_weak: bool
    of: int
    many: bool

    @property
    def part(self) -> Fraction:
        """The part of one that it may name, or 0."""
        return Fraction(1, self.of) if self.of else Fraction(0) if self.number.denominator == 1 else self.number

    @property
    def is_plain(self) -> bool:
        return not self.many and self.number.denominator == 1


# Making one anew for each word takes a while.
_fraction = cache(Fraction)


@cache
def number_words(language: str) -> Mapping[str, NameAt]:
    found: dict[str, NameAt] = {}
    for word, said in _of_language("number-words", language):
        number = said.strip("~+")
        of = int(number[:-1]) if number.endswith("/") else 0
        found[word] = NameAt(_fraction(number.strip("/")), said.startswith("~"), of, said.endswith("+"))
    return found


def _of_language(name: str, language: str) -> Iterator[tuple[str, str]]:
    """The entries of a language and, as sentences of several may be in a passage, those words of the others that mean
    but one thing, and nothing in it.
    """
    named = listed_by_name(name)
    own = dict(entry.split("=") for entry in named.get(language, ()))
    yield from own.items()
    yield from ((word, said) for word, said in _telling(name) if word not in own)


@cache
def _telling(name: str) -> Sequence[tuple[str, str]]:
    """The words of all languages that are frequent in none and mean the same in all that have them."""
    meanings: dict[str, set[str]] = {}
    for called, entries in listed_by_name(name).items():
        for entry in entries if called else ():
            word, said = entry.split("=")
            meanings.setdefault(word, set()).add(said)
    return [
        (word, said.pop())
        for word, said in meanings.items()
        if len(said) == 1 and word not in frequent_words() and (len(word) > _SHORT or not word.isascii())
    ]


@cache
def compound(key: str, language: str) -> NameAt | None:
    """The number that a compound of number words names, such as "zweihundertfünf"."""
    if language not in LANGUAGES_WITH_COMPOUNDS or len(key) < 6 or key[:_SHORT] not in _number_starts(language):
        return None
    parts = _cut(key, number_words(language), _JOINERS.get(language, ()))
    if parts is None or len(parts) < 2:
        return None
    total = current = Fraction(0)
    for part in parts:
        if part >= 1000:
            total, current = total + max(Fraction(1), current) * part, Fraction(0)
        elif part == 100:
            current = max(Fraction(1), current) * part
        else:
            current += part
    return NameAt(total + current, is_weak=False, of=0, many=False)


@cache
def _number_starts(language: str) -> frozenset[str]:
    """The first letters of the names of numbers that may begin a compound."""
    return frozenset(word[:_SHORT] for word in number_words(language) if len(word) >= _SHORT)


def _cut(key: str, named: Mapping[str, NameAt], joiners: Sequence[str]) -> list[Fraction] | None:
    """The numbers of which ``key`` is made, the longest words first."""
    if not key:
        return []
    for size in range(len(key), 1, -1):
        word = named.get(key[:size])
        if word is None or not word.is_plain:
            continue
        rest = key[size:]
        for after in (rest, *(rest.removeprefix(one) for one in joiners if rest.startswith(one))):
            if (parts := _cut(after, named, joiners)) is not None:
                return [word.number, *parts]
    return None


@cache
def calendar_names(language: str) -> Mapping[tuple[str, ...], tuple[str, str, bool]]:
    found: dict[tuple[str, ...], tuple[str, str, bool]] = {}
    for called, names in listed_by_name("calendar").items():
        of, name = called.split()
        kind = MONTH if name.isdecimal() else DAY
        for word in names:
            keys = keys_of(word.lstrip("~"))
            is_own = of == language
            if is_own or (keys not in found and len(word) > _SHORT and word not in frequent_words()):
                found[keys] = (kind, name, word.startswith("~") or not is_own)
    found.update({(word,): (DAY, name, False) for word, name in days_with_halves(language).items()})
    return found


@cache
def days_with_halves(language: str) -> Mapping[str, str]:
    """The parts of the days of the week that are one word, "Sonntagvormittag", with the names of both."""
    return {
        day + half: f"{called.split()[1]} {half.rstrip('s')}"
        for called, days in listed_by_name("calendar").items()
        for day in (days if called.startswith(language) and not called[-1].isdecimal() else ())
        for half in (small_words(f"halves-{language}") if language in ("de", "nl") else ())
    }


@cache
def calendar_starts(language: str) -> frozenset[str]:
    """The first words of these names."""
    return frozenset(keys[0] for keys in calendar_names(language))


@cache
def unit_names(language: str) -> Mapping[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str] = {}
    for name, words in listed_by_name("unit-names").items():
        for word in words:
            of, _, plain = word.rpartition("/")
            if of in ("", language):
                found[keys_of(plain)] = name
    for phrase in ("per cent", "pour cent", "por ciento", "per cento", "por cento"):
        found[tuple(phrase.split())] = "percent"
    found["percentage", "points"] = found["percentage", "point"] = found["points", "de"] = "points"
    return found


@cache
def unit_starts(language: str) -> frozenset[str]:
    """The first words of these names."""
    return frozenset(keys[0] for keys in unit_names(language) if keys)


@cache
def magnitudes(language: str) -> Mapping[str, int]:
    """What multiplies a figure; negative for words that do so only of money."""
    found: dict[str, int] = {}
    for name in ("", language):
        for word, number in _of_language("magnitudes", name):
            found[word.lstrip("~")] = -int(number) if word.startswith("~") else int(number)
    return found


class Rival(NamedTuple):
    """Words that exclude those of another sense of the same line, such as "the tenant" and "the landlord"."""

    keys: tuple[str, ...]
    line: int
    sense: int
    has_endings: bool


@cache
def _rivals(language: str) -> Mapping[str, list[Rival]]:
    """The rivals of a language by their first word; English ones in the plural as well."""
    found: dict[str, list[Rival]] = {}
    for line, (of, rest) in enumerate(listed_lines("rivals")):
        for sense, words in enumerate(rest.split(" / ") if of == language else ()):
            for word in words.split("|"):
                forms = (word, f"{word}s") if of == "en" else (word,)
                for keys in (keys_of(form.rstrip("*")) for form in forms):
                    found.setdefault(keys[0], []).append(Rival(keys, line, sense, word.endswith("*")))
    return found


@cache
def _rival_starts(language: str) -> frozenset[str]:
    """The first letters of these words."""
    return frozenset(key[:_SHORT] for key in _rivals(language))


def rivals_at(keys: Sequence[str], at: int, language: str) -> Iterator[Rival]:
    """The rivals that begin at a word."""
    key, entries = keys[at], _rivals(language)
    if key[:_SHORT] not in _rival_starts(language):
        return
    for size in range(min(_SHORT, len(key)), len(key) + 1):
        for entry in entries.get(key[:size], ()):
            may_end = size == len(key) or (entry.has_endings and len(key) - size <= _LONGEST_ENDING)
            if may_end and tuple(keys[at + 1 : at + len(entry.keys)]) == entry.keys[1:]:
                yield entry


@lru_cache(maxsize=4_096)
def may_be_rival(word: str) -> bool:
    """Whether the word stands for a rival in any language."""
    return any(next(rivals_at((word,), 0, language), None) for language in _languages_of_rivals())


@cache
def _languages_of_rivals() -> frozenset[str]:
    return frozenset(language for language, _ in listed_lines("rivals"))
