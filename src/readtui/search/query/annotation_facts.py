"""What queries ask of an annotation, so that an index can answer for annotations that nobody has read."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from typing import Generic, NamedTuple, Protocol, TypeAlias, TypeVar

from readtui.model.annotation import AnchorState, Annotation
from readtui.model.creator import Creator
from readtui.model.reply import ThreadState
from readtui.search.query.words import WantedWord, words_of
from readtui.text.note_links import links_in

PARTS: dict[str, Callable[[Annotation], bool]] = {
    "note": lambda annotation: bool(annotation.note),
    "tag": lambda annotation: bool(annotation.tags),
    "color": lambda annotation: bool(annotation.color),
    "link": lambda annotation: bool(links_in(annotation.note)),
    "quote": lambda annotation: annotation.quote is not None,
}
"""The tests for the values of ``has``."""


class Voice(NamedTuple):
    """Who made an annotation, its thread, and who has the last word: see ``Annotation``."""

    creator: Creator | None
    thread: ThreadState | None
    last: Creator | None


class FactWords(Protocol):
    """The words of an article's annotations."""

    def numbers_with(self, folded: str) -> Collection[int]:
        """The numbers of the annotations in whose words this text stands, all folded without case."""

    def unsure(self) -> Collection[int]:
        """The annotations whose folded words cannot tell whether words with capital letters are in them."""

    def words(self, number: int) -> str:
        """The annotation's words as ``words_of`` gives them."""


class AnnotationFacts:
    """An annotation that was not read. ``number``: its place among those of its article, in reading order.

    ``start`` and ``end``: its position. ``parts``: the keys of ``PARTS`` that it has. ``voice``: see ``Voice``. The
    other attributes are those of ``Annotation``.
    """

    __slots__ = ("_words", "anchor", "color", "created", "end", "modified", "number", "parts", "start", "tags", "voice")

    def __init__(
        self,
        words: FactWords,
        number: int,
        created: str,
        modified: str,
        color: str | None,
        tags: tuple[str, ...],
        anchor: AnchorState,
        start: int | None,
        end: int | None,
        parts: frozenset[str],
        voice: Voice,
    ) -> None:
        self._words = words
        self.number = number
        self.created = created
        self.modified = modified
        self.color = color
        self.tags = tags
        self.anchor = anchor
        self.start = start
        self.end = end
        self.parts = parts
        self.voice = voice

    @property
    def place(self) -> tuple[int, int] | None:
        """Start and end of the passage; None for a whole article or an orphan."""
        if self.start is None or self.end is None or not self.anchor.has_passage:
            return None
        return self.start, self.end

    def has_folded(self, folded: str) -> bool:
        """Whether a text stands in its words, both folded without case."""
        return self.number in self._words.numbers_with(folded)

    def has_words(self, wanted: WantedWord) -> bool:
        """Whether they stand in its quote, note, tags or replies."""
        if self.has_folded(wanted.without_case):
            return wanted.ignores_case or wanted.is_in(self._words.words(self.number))
        return not wanted.ignores_case and self.is_unsure and wanted.is_in(self._words.words(self.number))

    def may_have(self, literals: Sequence[str]) -> bool:
        """Whether all these texts, folded without case, may stand in its words. False is certain."""
        return not literals or self.is_unsure or all(map(self.has_folded, literals))

    @property
    def is_unsure(self) -> bool:
        """Whether ``has_folded`` may be wrong for a text that was folded otherwise."""
        return self.number in self._words.unsure()


Asked: TypeAlias = Annotation | AnnotationFacts
_One_co = TypeVar("_One_co", bound=Asked, covariant=True)


class Siblings(Generic[_One_co]):
    """All annotations of an article, read on demand."""

    def __init__(self, read: Callable[[], Sequence[_One_co]]) -> None:
        self._read = read

    @cached_property
    def all(self) -> Sequence[_One_co]:
        return self._read()

    def overlapping(self, is_tagged: Callable[[tuple[str, ...]], bool]) -> Callable[[Asked], bool]:
        """The test whether an annotation's passage overlaps that of another one with such tags."""
        ends_of_tagged: list[list[int]] = []

        def overlaps(one: Asked) -> bool:
            place = place_of(one)
            if place is None:
                return False
            if not ends_of_tagged:
                tagged = (place_of(one) for one in self.all if is_tagged(one.tags))
                places = [found for found in tagged if found and found[0] < found[1]]
                ends_of_tagged.extend((sorted(start for start, _ in places), sorted(end for _, end in places)))
            starts, ends = ends_of_tagged
            # All that begin before its end, minus those that end before its start.
            return bisect_left(starts, place[1]) - bisect_right(ends, place[0]) > is_tagged(one.tags)

        return overlaps


def place_of(one: Asked) -> tuple[int, int] | None:
    """Start and end of its passage; None for a whole article or an orphan."""
    if isinstance(one, AnnotationFacts):
        return one.place
    passage = one.passage
    return None if passage is None else (passage.start, passage.end)


def has_part(one: Asked, part: str) -> bool:
    """Whether it has what the value of a term ``has`` names."""
    return PARTS[part](one) if isinstance(one, Annotation) else part in one.parts


def voice_of(one: Asked) -> Voice:
    """Who made it, its thread, and who has the last word."""
    if isinstance(one, AnnotationFacts):
        return one.voice
    return Voice(one.creator, one.thread, one.last_word)


def has_words(one: Asked, wanted: WantedWord) -> bool:
    """Whether the words stand in its quote, note, tags or replies."""
    return wanted.is_in(words_of(one)) if isinstance(one, Annotation) else one.has_words(wanted)
