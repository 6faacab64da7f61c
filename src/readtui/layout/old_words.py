"""Lays out words that were removed from a text: rows between its lines that are no part of it."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from readtui.layout.glyphs import SOFT_HYPHEN, text_cells
from readtui.layout.line import Decor, DecorKind, Line, gap_row
from readtui.layout.widths import CellWidths
from readtui.layout.wrap import wrap
from readtui.quick_dataclass import dataclass

OLD_WORDS = (DecorKind.OLD_LABEL, DecorKind.OLD_WORDS, DecorKind.OLD_GONE)
"""What the rows of old words have."""
_INDENT = 2
_LONGEST = 20_000
"""In characters: more than that are counted, so that no key waits for them."""


@dataclass(frozen=True, slots=True)
class OldWords:
    """Words that stood before ``offset``. ``label`` is a row above them, ``text`` the words themselves if they are
    shown; ``key`` tells which these are, ``gone`` which ranges of the text are no longer there while the rest is.
    """

    offset: int
    label: str
    text: str
    key: int
    gone: Sequence[tuple[int, int]] = ()

    def rows(self, offset: int, width: int, widths: CellWidths) -> Iterator[Line]:
        """The rows, at ``offset``, which lies in the block where they are shown."""
        key = str(self.key)
        if self.label:
            yield gap_row(offset, Decor(0, self.label, DecorKind.OLD_LABEL, key))
        indent = min(_INDENT, width // 4)
        shown = _plain(self.text[:_LONGEST])
        gone = [(len(_plain(self.text[:start])), len(_plain(self.text[:end]))) for start, end in self.gone if shown]
        before = 0
        for part in shown.split("\n") if shown else ():
            for start, end in wrap(part, 0, len(part), width - indent, widths):
                yield gap_row(offset, *_decors(part[start:end], before + start, gone, indent, key, widths))
            before += len(part) + 1
        if (left := len(self.text) - _LONGEST) > 0:
            yield gap_row(offset, Decor(indent, f"… {left:,} more characters", DecorKind.OLD_LABEL, key))


def with_old_words(
    rows: Sequence[Line], old: Sequence[OldWords], width: int, widths: CellWidths
) -> tuple[list[Line], list[Line]]:
    """What stands before the lines of a block, or of a piece of it, and these lines with what stands among them.

    Old words stand below the line that the text before them ends in. ``old`` is in order.
    """
    before: list[Line] = []
    found = list(rows)
    for one in reversed(old):
        place = bisect_left(rows, one.offset, key=lambda line: line.start)
        if place:
            found[place:place] = one.rows(rows[place - 1].end, width, widths)
        else:
            before[:0] = one.rows(rows[0].start, width, widths)
    return before, found


def key_in(line: Line) -> int | None:
    """Which old words a line shows; None if it shows none."""
    decor = line.decor[0] if line.is_gap and line.decor else None
    return int(decor.target) if decor is not None and decor.kind in OLD_WORDS else None


def _plain(text: str) -> str:
    return text.replace("\t", "  ").replace(SOFT_HYPHEN, "")


def _decors(
    text: str, offset: int, gone: Sequence[tuple[int, int]], cell: int, key: str, widths: CellWidths
) -> Iterator[Decor]:
    """The words of a row, which begin at ``offset`` of all, with those that are gone apart."""
    ends = {bound - offset for one in gone for bound in one if 0 < bound - offset < len(text)}
    for start, end in pairwise((0, *sorted(ends), len(text))):
        is_gone = any(first <= offset + start < last for first, last in gone)
        yield Decor(cell, text[start:end], DecorKind.OLD_GONE if is_gone else DecorKind.OLD_WORDS, key)
        cell += text_cells(text[start:end], widths)
