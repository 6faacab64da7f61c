"""Removes footnotes at the bottom of PDF columns from the running text, and links them with their references."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from readtui.importers.pdf.lines import Column, Line
from readtui.importers.pdf.word import HYPHEN, Word
from readtui.quick_dataclass import dataclass

_SMALLER = 0.96
_LARGEST_FOOT = 0.4
_REFERENCE = re.compile(r"\d{1,3}|[a-z]|[*∗⋆†‡§¶‖]{1,3}")
_PLAIN_MARKER = re.compile(r"(\d{1,3}|[*∗⋆†‡§¶‖]{1,3})[.):]?")
_ENDED = re.compile(r"[.!?…。！？][\"'”’»“«)\]]*$")
_POWER = re.compile(r"[\d.,]*\d|[^\W\d_]{1,2}|\W+[^\W\d_]")
_STARS = str.maketrans("∗⋆", "**")


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: its lines, and the page where it begins."""

    lines: list[Line]
    page: int


@dataclass(frozen=True, slots=True)
class _Reference:
    """A superscript in the text. ``place`` is its position in reading order; ``is_power``: it follows a number
    or unit.
    """

    word: Word
    page: int
    place: int
    is_power: bool


class NoteTaker:
    """Processes columns in reading order, and links each reference to the note that begins with the same sign."""

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
        """The columns without the notes, which are then in ``notes``."""
        found: list[Column] = []
        for column in self._columns:
            lines = column.lines
            at = self._foot_start(lines)
            at = self._take(lines, at)
            if at:
                found.append(column if at == len(lines) else Column(lines[:at]))
        return found

    def _foot_start(self, lines: Sequence[Line]) -> int:
        """The start of the smaller type at the end of a column, or of notes in the same size."""
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
        """Take the notes from the foot; return the position of their first line."""
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
        """Whether the first line of a foot continues a note from the previous page."""
        last = self.notes[-1].lines[-1] if self.notes else None
        return (
            last is not None
            and 0 <= line.page - last.page <= 1
            and abs(last.size - line.size) < line.size * (1 - _SMALLER)
            and not _ENDED.search(last.text)
        )

    def _reference_for(self, line: Line, is_free: bool) -> Word | None:
        """The reference in the text for the note that a line begins; None if it begins none.

        ``is_free``: no earlier note is unfinished, so even a sign that is not raised may begin a note.
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
        if reference.glyphs is not None:
            reference.glyphs = [(), *reference.glyphs, ()]
        marker.script, marker.link, marker.name = 0, f"#{back}", note
        if len(line.words) > 1:
            line.words[1].joined = False


def _references_of(columns: Sequence[Column]) -> Iterator[_Reference]:
    """The superscripts that may refer to a note because they follow something."""
    place = 0
    for column in columns:
        for line in column.lines:
            for before, word in pairwise(line.words):
                if word.script > 0 and _is_reference(word):
                    place += 1
                    yield _Reference(word, line.page, place, _POWER.fullmatch(before.text) is not None)


def _follows(line: Line, first: Line) -> bool:
    """Whether a line begins with the number after a note's, and where that number begins."""
    return _number(line) == _number(first) + 1 > 1 and abs(line.left - first.left) < line.size


def _number(line: Line) -> int:
    """The number at the start of a line; 0 for none."""
    marker = _PLAIN_MARKER.fullmatch(line.words[0].text)
    return int(marker[1]) if marker and marker[1].isdigit() else 0


def _is_reference(word: Word) -> bool:
    return _REFERENCE.fullmatch(word.text.rstrip(HYPHEN)) is not None


def _key(sign: str) -> str:
    return sign.rstrip(HYPHEN).translate(_STARS)
