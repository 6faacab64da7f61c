"""Annotations by their place: which ones hold an offset, come next, overlap a passage."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from readtui.model.annotation import Annotation
from readtui.model.passage import Passage

_CHUNK = 256
_AFTER_ALL = 1 << 62

Key = tuple[int, int, str]


def place_key(annotation: Annotation) -> Key:
    """Sorts in reading order: the whole article, then by start, the longer one first, then orphans as they stood."""
    passage = annotation.passage
    if passage is None:
        stood_at = annotation.origin.start if annotation.origin else 0
        return (_AFTER_ALL if annotation.quote else -1, stood_at, annotation.id)
    return passage.start, -passage.end, annotation.id


class PassageIndex:
    """Annotations that have a passage, sorted. Lookups skip chunks that end before the place asked for."""

    def __init__(self, annotations: Iterable[Annotation]) -> None:
        self.annotations = sorted(annotations, key=place_key)
        self._keys = [place_key(annotation) for annotation in self.annotations]
        self._measure()

    def add(self, annotation: Annotation) -> None:
        """Put one in at its place."""
        key = place_key(annotation)
        at = bisect_left(self._keys, key)
        self._keys.insert(at, key)
        self.annotations.insert(at, annotation)
        self._measure()

    def remove(self, annotation: Annotation) -> None:
        """Take one out; it must have the passage that it was put in with."""
        at = self.number(annotation) - 1
        del self._keys[at]
        del self.annotations[at]
        self._measure()

    def number(self, annotation: Annotation) -> int:
        """Its place in reading order, from 1. Raises KeyError if it is not in the index."""
        key = place_key(annotation)
        at = bisect_left(self._keys, key)
        if at == len(self._keys) or self._keys[at] != key:
            raise KeyError(annotation.id)
        return at + 1

    def overlapping(self, passage: Passage) -> list[Annotation]:
        """Those that share a code point with ``passage``, in reading order."""
        stop = bisect_left(self._keys, (passage.end, -_AFTER_ALL, ""))
        found: list[Annotation] = []
        for chunk, last_end in enumerate(self._chunk_ends):
            first = chunk * _CHUNK
            if first >= stop:
                break
            if last_end > passage.start:
                rows = range(first, min(first + _CHUNK, stop))
                found += [self.annotations[row] for row in rows if -self._keys[row][1] > passage.start]
        return found

    def from_offset(self, offset: int) -> Iterator[Annotation]:
        """Those that start after ``offset``, the nearest first."""
        for row in range(self._first_after(offset), len(self._keys)):
            yield self.annotations[row]

    def back_from_offset(self, offset: int) -> Iterator[Annotation]:
        """Those that start before ``offset``, the nearest first."""
        for row in range(self._first_after(offset - 1) - 1, -1, -1):
            yield self.annotations[row]

    def _first_after(self, offset: int) -> int:
        return bisect_right(self._keys, (offset, 1, ""))

    def _measure(self) -> None:
        ends = [-negative_end for _, negative_end, _ in self._keys]
        self._chunk_ends = [max(ends[first : first + _CHUNK]) for first in range(0, len(ends), _CHUNK)]
