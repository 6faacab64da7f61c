"""Tells rows, items and sentences of a text apart, with their names and cells: what holds a few words."""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from readtui.anchoring.matching.pair import Pair
from readtui.anchoring.matching.tokens import Tokens, Words
from readtui.anchoring.matching.units import Units

COLONS = (":", "：")
LONGEST_ITEM, LONGEST_NAME = 60, 6
_BORDERS = ("\t", "|")
_IN_FIGURES = (":", ",")
_ENDS_FIRMLY = re.compile(r"[\t|:：(（=\n]|\s[-–—]\s|[–—]")
_ENDS_NAME = re.compile(rf"{_ENDS_FIRMLY.pattern}|[,，;；]")
_ENDS_SENTENCE = re.compile(r"[.!?。！？]\s")
_LONGEST_LINE = 4_000
_MOST_SIBLINGS, _MOST_NAMES = 12, 12


class Rows:
    """The rows, items and sentences of the old text (0) or the new one (1)."""

    def __init__(self, pair: Pair, which: int) -> None:
        assert pair.units is not None
        self.pair = pair
        self.units: Units = pair.units[which]
        self.tokens: Tokens = self.units.tokens
        self._places_of = pair.new_places_of if which else pair.old_places_of

    def line(self, word: int) -> tuple[int, int]:
        """The line of a word (code points), as far as it is near."""
        text, at = self.tokens.text, self.tokens.starts[word]
        start, end = text.rfind("\n", max(0, at - _LONGEST_LINE), at) + 1, text.find("\n", at, at + _LONGEST_LINE)
        return start, end if end >= 0 else min(len(text), at + _LONGEST_LINE)

    def line_words(self, word: int) -> Words:
        return self.words_of(*self.line(word))

    def words_of(self, start: int, end: int) -> Words:
        return Words(bisect_left(self.tokens.starts, start), bisect_left(self.tokens.starts, end))

    def around(self, word: int) -> Words:
        """The row of a table, the item that begins with a name, else the sentence in which a word is."""
        if word not in self.units.holders:
            self.units.holders[word] = self._around(word)
        return self.units.holders[word]

    def _around(self, word: int) -> Words:
        start, end = self.line(word)
        words, line = self.words_of(start, end), self.tokens.text[start:end]
        is_item = (
            words.size <= LONGEST_ITEM
            and (name := self.name(words)) is not None
            and (_ENDS_FIRMLY.search(self.tokens.gap(name.end)) is not None or not _ENDS_SENTENCE.search(line))
        )
        if is_item or any(border in line for border in _BORDERS):
            return words
        return Words(*self.units.bounds(self.units.of(word)))

    def name(self, words: Words) -> Words | None:
        """What names a row, item or line: its first words, up to a border, a colon, a bracket, a comma, a dash."""
        if words.start and "\n" not in self.tokens.gap(words.start):
            return None
        for at in range(words.start + 1, min(words.end, words.start + LONGEST_NAME + 1)):
            if _ENDS_NAME.search(self.tokens.gap(at)) and not self._is_inside_figure(at):
                # "Yes," is none.
                is_name = any(map(self.pair.is_telling, self.tokens.ids[words.start : at]))
                return Words(words.start, at) if is_name else None
        return None

    def _is_inside_figure(self, at: int) -> bool:
        """Whether what is before a word is the colon of a time or the comma of a number."""
        return self.tokens.gap(at) in _IN_FIGURES and self.are_figures((at - 1, at))

    def begins_clause(self, at: int) -> bool:
        """Whether a word is the first of a sentence, or of what a colon introduces."""
        return self.units.bounds(self.units.of(at))[0] == at or self.tokens.gap(at).strip() in COLONS

    def are_figures(self, places: Sequence[int]) -> bool:
        return all(self.tokens.ids[at] in self.pair.vocabulary.figures for at in places)

    def border(self, words: Words) -> str:
        """The sign between the cells of a row; "" for other words."""
        text, start, end = self.tokens.text, *self.line(words.start)
        return next((border for border in _BORDERS if text.find(border, start, end) >= 0), "") if words.size else ""

    def _split(self, start: int, end: int, border: str) -> list[Words]:
        found = []
        for cell in self.tokens.text[start:end].split(border) if border else ():
            found.append(self.words_of(start, start + len(cell)))
            start += len(cell) + 1
        return found

    def cells(self, row: Words) -> list[Words]:
        """The words of each cell of a row; none for other words."""
        return self._split(*self.line(row.start), self.border(row))

    def header(self, row: Words) -> list[Words]:
        """The names of the columns of a row's table; none if it is the first row, or has other cells."""
        text, at = self.tokens.text, self.line(row.start)[0]
        top = max(0, text.rfind("\n\n", 0, at) + 2) if text.rfind("\n\n", 0, at) >= 0 else 0
        end = text.find("\n", top)
        names = self._split(top, end, self.border(row)) if end < at else []
        return names if len(names) == len(self.cells(row)) else []

    def column(self, row: Words, word: int) -> Words:
        """The name of the column of a word; no words if it has none."""
        cells = zip(self.header(row), self.cells(row), strict=False)
        return next((name for name, cell in cells if cell.start <= word < cell.end), Words(0, 0))

    def _beside(self, words: Words, step: int) -> Iterator[Words]:
        """What is above words (-1) or below them (1), the nearest first, as far as it is near."""
        for _ in range(_MOST_SIBLINGS):
            word = words.start - 1 if step < 0 else words.end
            if not 0 <= word < len(self.tokens):
                return
            words = self.around(word)
            yield words

    def rows_beside(self, row: Words, step: int) -> Iterator[Words]:
        """The rows of a row's table above it (-1) or below it (1), the nearest first, as far as they are near."""
        for other in self._beside(row, step):
            if "\n\n" in self.tokens.gap(max(row.start, other.start)) or not self.border(other):
                return
            row = other
            yield row

    def label(self, row: Words) -> tuple[int, ...]:
        """The words of the first cell of a row."""
        return tuple(self.tokens.ids[slice(*self.cells(row)[0])])

    def cell_words(self, row: Words) -> set[tuple[int, ...]]:
        """The words of each cell of a row that has any."""
        return {tuple(self.tokens.ids[slice(*cell)]) for cell in self.cells(row) if cell.size}

    def named(self, name: "array[int]", *, anywhere: bool = False) -> list[Words]:
        """The rows and items with a name, or all places of that name."""
        places = self._places_of(name, _MOST_NAMES)
        if anywhere:
            return [Words(place, place + len(name)) for place in places]
        around = [self.around(place) for place in places]
        return [
            words for place, words in zip(places, around, strict=True) if self.name(words) == (place, place + len(name))
        ]

    def siblings(self, words: Words) -> list["array[int]"]:
        """The names of the rows or items above and below one."""
        found = []
        for step in (-1, 1):
            for at in self._beside(words, step):
                if (name := self.name(at)) is None:
                    break
                found.append(self.tokens.ids[name.start : name.end])
        return found
