"""A strip with graphemes drawn over blank cells."""

from collections.abc import Iterable, Iterator, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from readtui.tui.widgets.placed_text import cells_drawn_over


def strip_of(segments: Sequence[Segment], cell_length: int) -> Strip:
    """The kind of strip that the segments need."""
    kind = PlacedStrip if any(segment.control for segment in segments) else Strip
    return kind(segments, cell_length)


def filled(segments: Sequence[Segment], cell_length: int, style: Style) -> Strip:
    """A strip of some cells; ``style`` is that of the cells behind the segments, which must not be wider."""
    room = cell_length - sum(segment.cell_length for segment in segments)
    return strip_of([*segments, Segment(" " * room, style)] if room > 0 else segments, cell_length)


class PlacedStrip(Strip):
    """Can be cut like any other strip; a grapheme stays with the piece that has all of its cells."""

    def crop(self, start: int, end: int | None = None) -> Strip:
        """The part between two cells."""
        start, end = max(0, start), self.cell_length if end is None else min(end, self.cell_length)
        if end <= start:
            return Strip([], 0)
        if (start, end) == (0, self.cell_length):
            return self
        return self.divide((start, end))[1]

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        """The parts that end at some cells."""
        ends = [cut for cut in cuts if cut <= self.cell_length]
        if ends == [self.cell_length]:
            return [self]
        starts = [0, *ends]
        return [
            strip_of(list(self._between(start, end)), end - start) for start, end in zip(starts, ends, strict=False)
        ]

    def _between(self, start: int, end: int) -> Iterator[Segment]:
        position = 0
        for segment in self:
            if segment.control:
                if start <= position - cells_drawn_over(segment) and position <= end:
                    yield segment
                continue
            last = position + segment.cell_length
            if position < end and last > start:
                part = segment if last <= end else segment.split_cells(end - position)[0]
                yield part if position >= start else part.split_cells(start - position)[1]
            position = last
