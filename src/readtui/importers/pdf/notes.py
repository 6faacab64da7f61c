"""Footnotes at the feet of PDF columns: taken out of the running text, and linked with their references."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from readtui.importers.pdf.lines import Column, Line
from readtui.importers.pdf.word import HYPHEN, Word

_SMALLER = 0.96
_LARGEST_FOOT = 0.4
_REFERENCE = re.compile(r"\d{1,3}|[a-z]|[*∗⋆†‡§¶‖]{1,3}")
_PLAIN_MARKER = re.compile(r"(\d{1,3}|[*∗⋆†‡§¶‖]{1,3})[.):]?")
_ENDED = re.compile(r"[.!?…。！？][\"'”’»“«)\]]*$")
_POWER = re.compile(r"[\d.,]*\d|[^\W\d_]{1,2}|\W+[^\W\d_]")
_STARS = str.maketrans("∗⋆", "**")


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: its lines, and the page at whose foot it begins."""

    lines: list[Line]
    page: int


@dataclass(frozen=True, slots=True)
class _Reference:
    """A superscript in the text; ``place`` counts in reading order, ``is_power``: it stands behind a number or unit."""

    word: Word
    page: int
    place: int
    is_power: bool


class NoteTaker:
    """Goes through the columns in reading order. A reference and the note that begins with the same sign are linked."""

    def __init__(self, columns: Sequence[Column], body_size: float) -> None:
        self.notes: list[Note] = []
        self._columns = columns
        self._body_size = body_size
        self._links = 0
        self._last_place = -1
        self._references: dict[str, list[_Reference]] = defaultdict(list)
        for reference in _references_of(columns):
            self._references[_key(reference.word.text)].append(reference)

    def columns(self) -> list[Column]:
        """The columns without the notes, which are in ``notes`` then."""
        found: list[Column] = []
        for column in self._columns:
            lines = column.lines
            at = self._foot_start(lines)
            at = self._take(lines, at)
            if at:
                found.append(column if at == len(lines) else Column(lines[:at]))
        return found

    def _foot_start(self, lines: Sequence[Line]) -> int:
        """Where the smaller type at the end of a column begins, or notes in type of the same size."""
        at = len(lines)
        while at and lines[at - 1].size <= self._body_size * _SMALLER:
            at -= 1
        if at < len(lines):
            return at
        lowest = len(lines) - int(len(lines) * _LARGEST_FOOT)
        return next((index for index in range(lowest, len(lines)) if self._begins_raised(lines[index])), len(lines))

    def _begins_raised(self, line: Line) -> bool:
        first = line.words[0]
        return first.script > 0 and any(one.page <= line.page for one in self._references.get(_key(first.text), ()))

    def _take(self, lines: Sequence[Line], foot: int) -> int:
        """Take the notes from the foot; returns where the first line of them stands."""
        first = foot
        note: Note | None = None
        if foot and foot < len(lines) and self._goes_on(lines[foot]):
            note = self.notes[-1]
        elif foot == len(lines):
            return foot
        for index in range(foot, len(lines)):
            line = lines[index]
            is_free = note is None or _ENDED.search(note.lines[-1].text) is not None or _follows(line, note.lines[0])
            reference = self._reference_for(line, is_free)
            if reference or (line.words[0].script > 0 and _is_reference(line.words[0])):
                if note is None:
                    first = index
                note = Note([], line.page)
                self.notes.append(note)
                if reference:
                    self._link(reference, line)
            if note:
                note.lines.append(line)
        return first if note else len(lines)

    def _goes_on(self, line: Line) -> bool:
        """Whether a note that was begun on the page before goes on with this line, the first of a foot."""
        last = self.notes[-1].lines[-1] if self.notes else None
        return (
            last is not None
            and 0 <= line.page - last.page <= 1
            and abs(last.size - line.size) < line.size * (1 - _SMALLER)
            and not _ENDED.search(last.text)
        )

    def _reference_for(self, line: Line, is_free: bool) -> Word | None:
        """The reference in the text to the note that a line begins; None if it begins none.

        ``is_free``: no note before it is unfinished, so a sign that is not raised can be a note's as well.
        """
        first = line.words[0]
        if first.script > 0:
            key = _key(first.text)
        else:
            marker = _PLAIN_MARKER.fullmatch(first.text) if is_free and len(line.words) > 1 else None
            key = _key(marker[1]) if marker else ""
        known = [
            reference
            for reference in self._references.get(key, ())
            if reference.page <= line.page and (first.script > 0 or not reference.is_power)
        ]
        if not known:
            return None
        found = min(known, key=lambda one: (one.is_power, -one.page, one.place < self._last_place, one.place))
        self._references[key].remove(found)
        self._last_place = found.place
        return found.word

    def _link(self, reference: Word, line: Line) -> None:
        self._links += 1
        marker = line.words[0]
        note, back = f"note-{self._links}", f"reference-{self._links}"
        reference.text, reference.script, reference.link, reference.name = f"[{reference.text}]", 0, f"#{note}", back
        marker.script, marker.link, marker.name = 0, f"#{back}", note
        if len(line.words) > 1:
            line.words[1].joined = False


def _references_of(columns: Sequence[Column]) -> Iterator[_Reference]:
    """The superscripts that can refer to a note: they follow something."""
    place = 0
    for column in columns:
        for line in column.lines:
            for before, word in pairwise(line.words):
                if word.script > 0 and _is_reference(word):
                    place += 1
                    yield _Reference(word, line.page, place, _POWER.fullmatch(before.text) is not None)


def _follows(line: Line, first: Line) -> bool:
    """Whether a line begins with the number after that of a note, and where that begins."""
    return _number(line) == _number(first) + 1 > 1 and abs(line.left - first.left) < line.size


def _number(line: Line) -> int:
    """The number that a line begins with; 0 for none."""
    marker = _PLAIN_MARKER.fullmatch(line.words[0].text)
    return int(marker[1]) if marker and marker[1].isdigit() else 0


def _is_reference(word: Word) -> bool:
    return _REFERENCE.fullmatch(word.text.rstrip(HYPHEN)) is not None


def _key(sign: str) -> str:
    return sign.rstrip(HYPHEN).translate(_STARS)
