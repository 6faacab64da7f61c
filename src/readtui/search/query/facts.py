"""What queries ask of an annotation, so that an index can answer for annotations that nobody has read."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

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

    ``values``: what each of ``FACTS`` is.
    """

    __slots__ = ("_words", "number", "values")

    def __init__(self, words: FactWords, number: int, values: tuple[Any, ...]) -> None:
        self._words = words
        self.number = number
        self.values = values

    @property
    def tags(self) -> tuple[str, ...]:
        tags: tuple[str, ...] = self.values[TAGS.place]
        return tags

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
_Value = TypeVar("_Value")


class Fact(Generic[_Value]):
    """What queries ask of annotations: ``FACT(one)`` computes it for one that was read, and looks it up for another.

    ``of`` computes it. The index holds a number, or None, as it is. Anything else becomes a text, which is held once
    for all that have it; without ``from_text``, that is the value. An index that was built without a fact of this
    ``name`` is built anew, so one that changes its meaning must change its name.
    """

    place: int

    def __init__(
        self,
        name: str,
        of: Callable[[Annotation], _Value],
        to_text: Callable[[_Value], str | None] | None = None,
        from_text: Callable[[Any], _Value] | None = None,
    ) -> None:
        self.name = name
        self.of = of
        self.to_text = to_text
        self.from_text = from_text

    def __call__(self, one: Asked) -> _Value:
        if isinstance(one, AnnotationFacts):
            value: _Value = one.values[self.place]
            return value
        return self.of(one)


def _spelled(creator: Creator | None) -> str | None:
    return None if creator is None else ("p" if creator.is_program else "a") + creator.name


def _creator(spelled: str | None) -> Creator | None:
    return None if spelled is None else Creator(spelled[1:], is_program=spelled[0] == "p")


FACTS: tuple[Fact[Any], ...] = (
    CREATED := Fact("created", lambda one: one.created, str),
    MODIFIED := Fact("modified", lambda one: one.modified, str),
    COLOR := Fact("color", lambda one: one.color, lambda color: color),
    TAGS := Fact("tags", lambda one: one.tags, "\n".join, lambda text: tuple(text.split("\n")) if text else ()),
    ANCHOR := Fact("anchor", lambda one: one.anchor, str, AnchorState),
    START := Fact("start", lambda one: one.position.start if one.position else None),
    END := Fact("end", lambda one: one.position.end if one.position else None),
    CREATOR := Fact("creator", lambda one: one.creator, _spelled, _creator),
    THREAD := Fact("thread", lambda one: one.thread, lambda one: one, lambda text: text and ThreadState(text)),
    LAST_WORD := Fact("last word", lambda one: one.last_word, _spelled, _creator),
    HAD_PARTS := Fact(
        f"parts {' '.join(PARTS)}", lambda one: [name for name, has in PARTS.items() if has(one)], " ".join, str.split
    ),
)
"""All facts. A new one is a row at the end."""
for _place, _fact in enumerate(FACTS):
    _fact.place = _place
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
    if isinstance(one, Annotation):
        passage = one.passage
        return None if passage is None else (passage.start, passage.end)
    # Not by calling the facts: this is asked of all annotations together.
    start, end = one.values[START.place], one.values[END.place]
    return None if start is None or end is None or not ANCHOR(one).has_passage else (start, end)


def has_part(one: Asked, part: str) -> bool:
    """Whether it has what the value of a term ``has`` names."""
    return PARTS[part](one) if isinstance(one, Annotation) else part in HAD_PARTS(one)


def has_words(one: Asked, wanted: WantedWord) -> bool:
    """Whether the words stand in its quote, note, tags or replies."""
    return wanted.is_in(words_of(one)) if isinstance(one, Annotation) else one.has_words(wanted)
