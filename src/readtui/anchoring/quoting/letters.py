"""The letters of a text, folded and without what stands between them, and where they are in the text."""

import unicodedata
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
    """The letters of a text."""
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
