"""The letters of a text, folded and without what stands between them, and where words occur in it."""

import unicodedata
from array import array
from bisect import bisect_right
from functools import lru_cache

import regex

from readtui.quick_dataclass import dataclass

RUN = regex.compile(r"[\p{L}\p{N}\p{M}]+")
# Readings of characters, and numbers or letters of notes.
_MARKS = regex.compile(r"(?<=\p{Han})[(（][\p{Hiragana}\p{Katakana}ー・]+[)）]|\[(?:\d{1,4}|[a-z])\]")
_NUMBER = regex.compile(r"\p{N}+")
_NEAR = 24
_BEFORE = regex.compile(r"\d[\d.,]*[^\p{L}\p{N}]{0,4}\Z")
_AFTER = regex.compile(r"[^\p{L}\p{N}]{0,4}\d[\d.,]*(?<=\d)")
_FIGURE = regex.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters and digits of a text, folded, without anything between them; ``starts``: where each run begins in
    them, ``places``: where in the text.
    """

    letters: str
    starts: list[int]
    places: list[tuple[int, str]]

    def offset(self, at: int) -> int:
        """The offset in the text of the letter at ``at``."""
        number = bisect_right(self.starts, at) - 1
        place, run = self.places[number]
        return place + _letters_before(run, at - self.starts[number])

    def index(self, offset: int) -> int:
        """The first letter that is at an offset of the text or behind it."""
        number = bisect_right(self.places, offset, key=lambda place: place[0]) - 1
        if number < 0:
            return 0
        place, run = self.places[number]
        return self.starts[number] + len(_fold(run[: offset - place]))


def letters_of(text: str) -> Letters:
    starts: list[int] = []
    places: list[tuple[int, str]] = []
    parts: list[str] = []
    size = 0
    for match in RUN.finditer(text):
        run = match[0]
        folded = _fold(run)
        starts.append(size)
        places.append((match.start(), run))
        parts.append(folded)
        size += len(folded)
    return Letters("".join(parts), starts, places)


@lru_cache(maxsize=16)
def folded(text: str) -> str:
    """The letters and digits in a text, folded."""
    return "".join(map(_fold, RUN.findall(unicodedata.normalize("NFC", text))))


def _fold(run: str) -> str:
    return run.lower() if run.isascii() else unicodedata.normalize("NFKC", run).casefold()


def _letters_before(run: str, count: int) -> int:
    """How many characters of a run the first ``count`` letters of its folded form are."""
    if len(run) == len(_fold(run)):
        return count
    size = 0
    for number, character in enumerate(run):
        size += len(_fold(character))
        if size > count:
            return number
    return len(run) - 1


def bare(text: str) -> str:
    """The text with spaces for marks that programs show or leave out: numbers, and readings of characters."""
    return _NUMBER.sub(_spaces, _MARKS.sub(_spaces, text))


def figures(text: str) -> list[str]:
    """The figures in a text, except those of notes."""
    return _FIGURE.findall(_MARKS.sub(_spaces, text))


def figure_before(text: str, start: int) -> int:
    """Where the figure right before an offset begins; the offset itself without one."""
    around = text[max(0, start - _NEAR) : start]
    match = _BEFORE.search(around)
    return start - len(around) + match.start() if match else start


def figure_after(text: str, end: int) -> int:
    """Where the figure right behind an offset ends; the offset itself without one."""
    match = _AFTER.match(text[end : end + _NEAR])
    return end + match.end() if match else end


def _spaces(match: regex.Match[str]) -> str:
    return " " * len(match[0])


_STEP = 6
# Every occurrence of so many characters contains a whole piece of the text.
_LEAST = 2 * _STEP - 1
_SLOTS = 1 << 20
# In a shorter text, nothing is faster than to look through it.
_LONG = 100_000
# To make the table takes as long as to look through the text so often.
_UNTIL_TABLE = 60
_MOST_CANDIDATES = 3_000
# What a look into the table and at a candidate costs, as characters that are looked through.
_LOOK, _CANDIDATE = 60_000, 300


class Occurrences:
    """The text is cut into pieces of six characters, and a table says where each piece stands: words are only where
    their own pieces are. ``cost``: how many characters have been looked through so far, or as good as.
    """

    def __init__(self, text: str) -> None:
        self.cost = 0
        self._text = text
        # By slot: the last piece, and how many there are; by piece: the one before it in the same slot.
        self._last = array("i")
        self._counts = array("i")
        self._before = array("i")
        # The same words are often asked for twice in a row.
        self._latest: tuple[str, list[int]] = ("", [])

    def of(self, words: str, most: int) -> list[int]:
        """The first occurrences, overlapping ones as well, at most so many."""
        if self._has_table(len(words)) and (found := self._looked_up(words)) is not None:
            return found[:most]
        text, found = self._text, []
        at = text.find(words)
        while at >= 0 and len(found) < most:
            found.append(at)
            at = text.find(words, at + 1)
        self.cost += len(text) if at < 0 else at
        return found

    def is_only(self, words: str, start: int) -> bool:
        """Whether the words occur at ``start`` and nowhere else."""
        return self.of(words, 2) == [start]

    def _has_table(self, size: int) -> bool:
        if size < _LEAST or len(self._text) < _LONG:
            return False
        if not self._last and self.cost > _UNTIL_TABLE * len(self._text):
            self._make_table()
        return bool(self._last)

    def _make_table(self) -> None:
        text = self._text
        last, counts = array("i", [-1]) * _SLOTS, array("i", [0]) * _SLOTS
        before = array("i", [-1]) * (len(text) // _STEP)
        for number in range(len(before)):
            slot = hash(text[number * _STEP : (number + 1) * _STEP]) % _SLOTS
            before[number] = last[slot]
            last[slot] = number
            counts[slot] += 1
        self._last, self._counts, self._before = last, counts, before

    def _looked_up(self, words: str) -> list[int] | None:
        """All occurrences; None if too many pieces would have to be looked at."""
        if words == self._latest[0]:
            return self._latest[1]
        text, found, candidates = self._text, [], 0
        for shift in range(_STEP):
            places = range(shift, len(words) - _STEP + 1, _STEP)
            slots = [hash(words[at : at + _STEP]) % _SLOTS for at in places[:_STEP]]
            rarest = min(range(len(slots)), key=lambda number: self._counts[slots[number]])
            candidates += self._counts[slots[rarest]]
            if candidates > _MOST_CANDIDATES:
                return None
            piece = self._last[slots[rarest]]
            while piece >= 0:
                at = piece * _STEP - places[rarest]
                if at >= 0 and text.startswith(words, at):
                    found.append(at)
                piece = self._before[piece]
        self.cost += _LOOK + _CANDIDATE * candidates
        self._latest = words, sorted(found)
        return self._latest[1]
