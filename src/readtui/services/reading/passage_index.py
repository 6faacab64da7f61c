"""Finds annotations by place: those at an offset, after it, or overlapping a passage."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from typing import overload

from readtui.model.annotation import Annotation, Key, UnreadAnnotation, place_key
from readtui.model.passage import Passage
from readtui.model.tag import has_tag
from readtui.services.reading.packed_annotations import PackedAnnotations

_CHUNK, _SORTED_AT_ONCE, _BETWEEN_PAUSES = 256, 2048, 16
_BITS = 50
"""Of a number in a key to sort by: more than an offset has, or the number of annotations."""
_MOST = (1 << _BITS) - 1
_KEPT, _MOST_KEPT = 4, 2_048
"""Answers that are kept, and the annotations of each: those are not packed."""


class PassageIndex(Sequence[Annotation]):
    """Annotations that have a passage, in reading order: places and tags in columns, the annotations themselves packed.

    Lookups skip chunks that end before the place in question. Unpacking an annotation takes some microseconds; add a
    column only for what one key press may ask of tens of thousands of annotations. ``pause`` is called regularly during
    construction.
    """

    def __init__(
        self,
        annotations: Iterable[Annotation | UnreadAnnotation],
        text: str = "",
        pause: Callable[[], None] = lambda: None,
    ) -> None:
        self._packed = PackedAnnotations(text)
        self._starts, self._ends, self._numbers, self._hashes = array("q"), array("q"), array("q"), array("q")
        self._tags: list[tuple[str, ...]] = []
        self._known_tags: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._chunk_ends: list[int] = []
        self._in_review: set[int] = set()
        self._with_conflicts: set[int] = set()
        self._threads: set[int] = set()
        self._latest: tuple[tuple[tuple[Passage, int, int], list[Annotation]], ...] = ()
        self.changes = 0
        """How often annotations were added or removed since."""
        self.noted = 0
        """The number of annotations with a note."""
        # Keep temporary data small until sorting is done, because Python does not return its memory.
        keys, hashes, all_tags = list[int](), array("q"), list[tuple[str, ...]]()
        last_id, is_by_id = "", True
        for one in annotations:
            if isinstance(one, UnreadAnnotation):
                annotation_id, start, end = one.id, one.start, one.end
            else:
                start, negative_end, annotation_id = place_key(one)
                end = -negative_end
            # Of those that start together, the longest goes first.
            keys.append((start << _BITS | _MOST - end) << _BITS | len(keys))
            hashes.append(hash(annotation_id))
            all_tags.append(self._known_tags.setdefault(one.tags, one.tags))
            last_id, is_by_id = annotation_id, is_by_id and last_id < annotation_id
            self._pack(one)
            if len(keys) % _BETWEEN_PAUSES == 0:
                pause()
        # In parts, because sorting very many at once would block all threads.
        for first in range(0, len(keys), _SORTED_AT_ONCE):
            keys[first : first + _SORTED_AT_ONCE] = sorted(keys[first : first + _SORTED_AT_ONCE])
            pause()
        # In the order of a file, which is that of the ids, their numbers do.
        keys.sort(key=None if is_by_id else lambda key: (key >> _BITS, self._packed.id(key & _MOST)))
        for first in range(0, len(keys), _SORTED_AT_ONCE):
            part = keys[first : first + _SORTED_AT_ONCE]
            numbers = [key & _MOST for key in part]
            self._starts.extend([key >> 2 * _BITS for key in part])
            self._ends.extend([_MOST - (key >> _BITS & _MOST) for key in part])
            self._numbers.extend(numbers)
            self._hashes.extend([hashes[number] for number in numbers])
            self._tags += [all_tags[number] for number in numbers]
            pause()
        self._measure(0)

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, row: int) -> Annotation: ...
    @overload
    def __getitem__(self, row: slice) -> list[Annotation]: ...
    def __getitem__(self, row: int | slice) -> Annotation | list[Annotation]:
        if isinstance(row, slice):
            return [self._packed[number] for number in self._numbers[row]]
        return self._packed[self._numbers[row]]

    def add(self, annotation: Annotation) -> None:
        self.changes += 1
        key = place_key(annotation)
        row = self._row(key)
        self._insert(row, key, self._pack(annotation), annotation.tags)
        self._measure(row)

    def remove(self, annotation: Annotation) -> None:
        """Remove an annotation, which must have the passage it was added with."""
        row = self.number(annotation) - 1
        self.changes += 1
        number = self._numbers[row]
        for column in (self._starts, self._ends, self._numbers, self._hashes, self._tags):
            del column[row]
        self.noted -= bool(self._packed[number].note)
        self._in_review.discard(number)
        self._with_conflicts.discard(number)
        self._threads.discard(number)
        self._measure(row)

    def find(self, annotation_id: str) -> Annotation | None:
        sought, row = hash(annotation_id), -1
        while True:
            try:
                row = self._hashes.index(sought, row + 1)
            except ValueError:
                return None
            if self[row].id == annotation_id:
                return self[row]

    def may_have(self) -> Callable[[str], bool]:
        """A test, from any thread, whether an id may be that of an annotation here; it rarely is another's."""
        hashes, known = self._hashes[:], set[int]()

        def is_known(annotation_id: str) -> bool:
            if not known:
                # In parts, because all threads would wait for very many.
                for first in range(0, len(hashes), _SORTED_AT_ONCE):
                    known.update(hashes[first : first + _SORTED_AT_ONCE])
            return hash(annotation_id) in known

        return is_known

    def number(self, annotation: Annotation) -> int:
        """The annotation's number in reading order, from 1. Raises KeyError if it is not in the index."""
        row = self._row(place_key(annotation))
        if row == len(self) or self[row].id != annotation.id:
            raise KeyError(annotation.id)
        return row + 1

    @property
    def in_review(self) -> int:
        """The number of annotations that need review."""
        return len(self._in_review)

    @property
    def with_conflicts(self) -> list[Annotation]:
        """The annotations that have other versions, in reading order."""
        return self._sorted(self._with_conflicts)

    @property
    def threads(self) -> list[Annotation]:
        """The annotations that began threads, in reading order."""
        return self._sorted(self._threads)

    def _sorted(self, numbers: Iterable[int]) -> list[Annotation]:
        return sorted((self._packed[number] for number in numbers), key=place_key)

    def beginning_between(self, start: int, end: int) -> range:
        """The rows of the annotations that begin at ``start`` or later, but before ``end``."""
        return range(bisect_left(self._starts, start), bisect_left(self._starts, end))

    def overlapping(self, passage: Passage) -> list[Annotation]:
        """The annotations that share a code point with ``passage``, in reading order."""
        # A key asks many times for those on the cursor's sentence and on the screen.
        asked = passage, self.changes, len(self)
        for key, found in self._latest:
            if key == asked:
                return [*found]
        found = self._overlapping(passage)
        if len(found) <= _MOST_KEPT:
            self._latest = ((asked, found), *self._latest[: _KEPT - 1])
        return [*found]

    def _overlapping(self, passage: Passage) -> list[Annotation]:
        stop = bisect_left(self._starts, passage.end)
        found: list[Annotation] = []
        for chunk in range(bisect_right(self._reached, passage.start), -(-stop // _CHUNK)):
            if self._chunk_ends[chunk] > passage.start:
                first = chunk * _CHUNK
                ends = self._ends[first : min(first + _CHUNK, stop)]
                found += [self[first + row] for row, end in enumerate(ends) if end > passage.start]
        return found

    def from_offset(self, offset: int, tag: str | None = None) -> Iterator[Annotation]:
        """The annotations that start after ``offset``, nearest first, optionally with a tag or one nested in it.

        They are unpacked lazily, so filtering the result is cheap.
        """
        return self._tagged(range(bisect_right(self._starts, offset), len(self)), tag)

    def back_from_offset(self, offset: int, tag: str | None = None) -> Iterator[Annotation]:
        """The annotations that start before ``offset``, nearest first, optionally with a tag or one nested in it."""
        return self._tagged(range(bisect_left(self._starts, offset) - 1, -1, -1), tag)

    def _tagged(self, rows: Iterable[int], tag: str | None) -> Iterator[Annotation]:
        return (self[row] for row in rows if tag is None or has_tag(self._tags[row], tag))

    def _pack(self, annotation: Annotation | UnreadAnnotation) -> int:
        if isinstance(annotation, UnreadAnnotation):
            self.noted += annotation.has_note
            return self._packed.add_unread(annotation)
        number = self._packed.add(annotation)
        if annotation.needs_review:
            self._in_review.add(number)
        self.noted += bool(annotation.note)
        if annotation.conflicts:
            self._with_conflicts.add(number)
        if annotation.is_thread:
            self._threads.add(number)
        return number

    def _insert(self, row: int, key: Key, number: int, tags: tuple[str, ...]) -> None:
        start, negative_end, annotation_id = key
        self._starts.insert(row, start)
        self._ends.insert(row, -negative_end)
        self._numbers.insert(row, number)
        self._hashes.insert(row, hash(annotation_id))
        self._tags.insert(row, self._known_tags.setdefault(tags, tags))

    def _row(self, key: Key) -> int:
        """The first row at or after the key."""
        row = bisect_left(self._starts, key[0])
        while row < len(self) and self._starts[row] == key[0] and place_key(self[row]) < key:
            row += 1
        return row

    def _measure(self, row: int) -> None:
        """Update how far each chunk, and all chunks before it, reach after a change at ``row``."""
        del self._chunk_ends[row // _CHUNK :]
        first = len(self._chunk_ends) * _CHUNK
        self._chunk_ends += [max(self._ends[at : at + _CHUNK]) for at in range(first, len(self), _CHUNK)]
        self._reached = list(accumulate(self._chunk_ends, max))
