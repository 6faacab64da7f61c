"""Places notes in a margin: none above its passage, in the order of the passages, without overlaps."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from readtui.quick_dataclass import dataclass

OTHER_ROWS = 12
"""The most rows of a note that is not the current one, where nothing else needs them."""
MOST_DRIFT = 4
_MOST_PUSHED = 2


@dataclass(frozen=True, slots=True)
class PlacedNote:
    """A note in the margin: its index, its first row, and how many rows it has.

    ``hidden``: how many notes have no room here; the first of them is ``first_hidden``.
    """

    index: int
    row: int
    rows: int = 1
    hidden: int = 0
    first_hidden: int = 0

    @property
    def end(self) -> int:
        """The row after it."""
        return self.row + self.rows


FROM_TEXT, TO_NOTE, UP, DOWN = 1, 2, 4, 8
"""Where the lines of a row go that lead from passages to their notes: flags, as plain numbers for speed."""


def place_notes(
    passages: Sequence[int], room: int, current: int | None, rows_of: Callable[[int], int]
) -> list[PlacedNote]:
    """Place notes in ``room`` rows. ``passages``: the rows on which their passages begin, sorted.

    The current note is whole if it fits below the beginning of its passage. Of the others, those that fit near theirs
    have a row, more if nothing else needs them; the note before has the number of those that do not. ``rows_of``
    returns the rows that a note wants, at least one. The list is empty only if no passage begins in the room.
    """
    placed: list[PlacedNote] = []
    free = base = first = 0
    if current is not None and passages[current] < room:
        whole = rows_of(current)
        placed = _before(passages[: current + 1], room, whole)
        row = max(passages[current], placed[-1].end if placed else 0)
        placed.append(PlacedNote(current, row, min(whole, room - row)))
        first, free = current + 1, placed[-1].end
        # Those that it moves down anyway leave it some air.
        free += placed[-1].rows > 1 and first < len(passages) and passages[first] < free
        base = free
    for index in range(first, len(passages)):
        row = max(passages[index], free)
        if row < room and row - max(passages[index], base) <= MOST_DRIFT:
            placed.append(PlacedNote(index, row))
            free = row + 1
    return [
        replace(note, rows=rows, hidden=hidden, first_hidden=first_hidden if hidden else 0)
        for note, rows, (hidden, first_hidden) in zip(
            placed, _grown(placed, room, current, rows_of), _hidden(placed, len(passages)), strict=True
        )
    ]


def _before(passages: Sequence[int], room: int, whole: int) -> list[PlacedNote]:
    """The notes before the last one, which wants ``whole`` rows."""
    wanted = passages[-1]
    limit = wanted + max(0, min(_MOST_PUSHED, room - wanted - whole))
    placed: list[PlacedNote] = []
    free = 0
    for index, passage in enumerate(passages[:-1]):
        row = max(passage, free)
        if row < limit and row - passage <= MOST_DRIFT:
            placed.append(PlacedNote(index, row))
            free = row + 1
    return placed


def _grown(
    placed: Sequence[PlacedNote], room: int, current: int | None, rows_of: Callable[[int], int]
) -> Iterator[int]:
    """The rows of each note: those that are not the current one get more, up to an empty one before the next note."""
    ends = [*(note.row - 1 for note in placed[1:]), room]
    for note, end in zip(placed, ends, strict=False):
        is_fixed = note.index == current or end - note.row <= 1
        yield note.rows if is_fixed else max(1, min(OTHER_ROWS, end - note.row, rows_of(note.index)))


def _hidden(placed: Sequence[PlacedNote], count: int) -> Iterator[tuple[int, int]]:
    """For each note, how many of all ``count`` have no room between it and the next one, and the first of them.

    Those before the first note are counted at it.
    """
    followers = [*(note.index for note in placed[1:]), count]
    for number, (note, following) in enumerate(zip(placed, followers, strict=False)):
        before = note.index if number == 0 else 0
        yield before + following - note.index - 1, 0 if before else note.index + 1


def leads(passages: Sequence[int], placed: Sequence[PlacedNote]) -> dict[int, int]:
    """The lines that lead from the passages to the placed notes, by row. Notes and passages have the same order, so
    one column of lines is enough.
    """
    found: dict[int, int] = defaultdict(int)
    for note in placed:
        begin, end = passages[note.index], note.row
        found[begin] |= FROM_TEXT
        found[end] |= TO_NOTE
        for row in range(begin, end):
            found[row] |= DOWN
            found[row + 1] |= UP
    return found
