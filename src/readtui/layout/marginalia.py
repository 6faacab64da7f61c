"""Places notes in a margin: none above its passage, in the order of the passages, without overlaps."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

OTHER_ROWS = 3
"""The most rows of a note that is not the current one."""
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

    def without(self, index: int) -> "PlacedNote":
        """The same, with one more note that has no room."""
        return replace(self, hidden=self.hidden + 1, first_hidden=index if not self.hidden else self.first_hidden)


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
    free = base = first = waiting = 0
    if current is not None and passages[current] < room:
        earlier, waiting = _before(passages[: current + 1], room, rows_of(current))
        row = max(passages[current], earlier[-1].end if earlier else 0)
        whole = PlacedNote(current, row, min(rows_of(current), room - row))
        placed = [*earlier, whole]
        first, free = current + 1, whole.end
        # Those that it moves down anyway leave it some air.
        free += whole.rows > 1 and first < len(passages) and passages[first] < whole.end
        base = free
    if waiting:
        placed[-1] = replace(placed[-1], hidden=waiting, first_hidden=0)
    for index in range(first, len(passages)):
        row = max(passages[index], free)
        if row < room and row - max(passages[index], base) <= MOST_DRIFT:
            placed.append(PlacedNote(index, row))
            free = row + 1
        elif placed:
            placed[-1] = placed[-1].without(index)
    return _grown(placed, room, current, rows_of)


def _before(passages: Sequence[int], room: int, whole: int) -> tuple[list[PlacedNote], int]:
    """The notes before the last one, which wants ``whole`` rows; and how many at the beginning have no room at all."""
    wanted = passages[-1]
    limit = wanted + max(0, min(_MOST_PUSHED, room - wanted - whole))
    placed: list[PlacedNote] = []
    free = waiting = 0
    for index, passage in enumerate(passages[:-1]):
        row = max(passage, free)
        if row < limit and row - passage <= MOST_DRIFT:
            placed.append(PlacedNote(index, row))
            free = row + 1
        elif placed:
            placed[-1] = placed[-1].without(index)
        else:
            waiting += 1
    return placed, waiting


def _grown(
    placed: Sequence[PlacedNote], room: int, current: int | None, rows_of: Callable[[int], int]
) -> list[PlacedNote]:
    """Give notes that are not the current one more rows, up to an empty one before the next note."""
    grown: list[PlacedNote] = []
    for number, note in enumerate(placed):
        end = placed[number + 1].row - 1 if number + 1 < len(placed) else room
        if note.index != current and end - note.row > 1:
            rows = min(OTHER_ROWS, end - note.row, rows_of(note.index))
            note = replace(note, rows=max(1, rows))
        grown.append(note)
    return grown


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
