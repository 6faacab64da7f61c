"""Places notes in a margin, each beside its passage and without overlaps."""

from collections.abc import Sequence


def place_notes(wanted: Sequence[tuple[int, int]], height: int) -> list[int]:
    """The first row of each note. ``wanted``: pairs of the preferred row (sorted) and the height, in rows.

    Each note moves down below the one before it. If the last notes would leave the margin of ``height`` rows, all move
    up. Notes that still do not fit overhang the end.
    """
    rows: list[int] = []
    free = 0
    for row, note_height in wanted:
        placed = max(row, free)
        rows.append(placed)
        free = placed + note_height
    limit = height
    for index in range(len(rows) - 1, -1, -1):
        rows[index] = max(0, min(rows[index], limit - wanted[index][1]))
        limit = rows[index]
    free = 0
    for index, (_, note_height) in enumerate(wanted):
        rows[index] = max(rows[index], free)
        free = rows[index] + note_height
    return rows
