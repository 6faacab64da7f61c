"""A selection: two ends that move by graphemes and by units, and the units that it grows to and shrinks from."""

from dataclasses import replace
from typing import Optional

from readtui.model.passage import Passage
from readtui.quick_dataclass import dataclass
from readtui.text.motions import Stops, Unit
from readtui.text.segmentation.segment import next_grapheme, previous_grapheme


@dataclass(frozen=True, slots=True)
class Selection:
    """``anchor`` stays, ``active`` moves. Both are starts of graphemes; both graphemes are selected.

    ``anchor_cuts``, ``active_cuts``: this end may lie inside a word, because the user moved it by graphemes. An end
    that may not takes the rest of its word along (``selected``). ``linewise``: whole screen lines. ``smaller``: the
    selection that this one grew from.
    """

    anchor: int
    active: int
    linewise: bool = False
    smaller: Optional["Selection"] = None
    anchor_cuts: bool = False
    active_cuts: bool = False

    @property
    def is_caret(self) -> bool:
        """Whether neither end has moved yet: one grapheme is shown, and an action takes its word."""
        return self.anchor == self.active and not (self.linewise or self.anchor_cuts or self.active_cuts)

    @property
    def place(self) -> int:
        """Where the cursor is without the selection: its moving end, or where that was before the selection grew."""
        return self.active if self.smaller is None else self.smaller.place

    def passage(self, text: str) -> Passage:
        """From grapheme to grapheme, whatever words they are in."""
        low, high = sorted((self.anchor, self.active))
        return Passage(low, max(low, next_grapheme(text, high)))

    def moved_to(self, offset: int) -> "Selection":
        """The same anchor, the other end on the word at ``offset``."""
        return replace(self, active=offset, active_cuts=False, smaller=None)

    def swapped(self) -> "Selection":
        """The selection with its ends exchanged (vim's ``o``)."""
        return replace(
            self, anchor=self.active, active=self.anchor, anchor_cuts=self.active_cuts, active_cuts=self.anchor_cuts
        )


def select(passage: Passage, text: str, *, cuts: bool = False, smaller: Selection | None = None) -> Selection:
    """Select a passage; the end at its last grapheme moves. ``cuts``: its ends stay where they are, also in a word."""
    last = max(passage.start, previous_grapheme(text, passage.end))
    return Selection(passage.start, last, smaller=smaller, anchor_cuts=cuts, active_cuts=cuts)


def selected(selection: Selection, stops: Stops) -> Passage:
    """What is selected: whole words, unless the user cut one; a caret is one grapheme."""
    passage = selection.passage(stops.article.text)
    if selection.is_caret:
        return passage
    ends = (selection.anchor_cuts, selection.active_cuts)
    start_cuts, end_cuts = ends if selection.anchor <= selection.active else reversed(ends)
    return stops.whole_words(passage, start=not start_cuts, end=not end_cuts)


def move_by_unit(selection: Selection, stops: Stops, unit: Unit, *, forward: bool) -> Selection:
    """Move the active end to the next end of a unit, or on the other side of the anchor to the next start of one.

    The way back from the active end leads over the anchor: what is selected is first only that, then beyond it.
    """
    text, seen, anchor = stops.article.text, selected(selection, stops), selection.anchor
    after_anchor = selection.active > anchor or (forward and selection.active == anchor)
    units = stops.units(unit, seen.end if after_anchor else seen.start)
    if not forward:
        units.reverse()
    for one in units:
        first, last = one.start, max(one.start, previous_grapheme(text, one.end))
        if after_anchor and (one.end > seen.end if forward else one.end < seen.end):
            return selection.moved_to(last if forward else max(last, anchor))
        if not after_anchor and (one.start > seen.start if forward else one.start < seen.start):
            return selection.moved_to(first if not forward or first <= anchor else last)
    return selection.moved_to(anchor) if after_anchor and not forward else selection


def move_by_grapheme(selection: Selection, stops: Stops, *, forward: bool) -> Selection:
    """Move the active end by one grapheme from where it is seen. From now on it may cut a word."""
    seen, text = selected(selection, stops), stops.article.text
    was_after = selection.active >= selection.anchor
    offset = previous_grapheme(text, seen.end) if was_after else seen.start
    offset = _beyond_gap(stops, next_grapheme(text, offset) if forward else previous_grapheme(text, offset), forward)
    moved = replace(selection, active=offset, active_cuts=True, smaller=None)
    is_after = offset >= selection.anchor
    if is_after == was_after and selection.active != selection.anchor:
        return moved
    # The anchor was one side of its word and is the other side now: it takes nothing along that was not selected.
    raw = moved.passage(text)
    whole = stops.whole_words(raw)
    cuts = whole.start < raw.start if is_after else whole.end > raw.end
    return replace(moved, anchor_cuts=selection.anchor_cuts or cuts)


def _beyond_gap(stops: Stops, offset: int, forward: bool) -> int:
    """``offset``, or the far side of the gap between two blocks."""
    text, blocks = stops.article.text, stops.article.blocks
    offset = max(0, min(offset, previous_grapheme(text, len(text))))
    index = stops.article.block_index_at(offset)
    if offset < blocks[index].end:
        return offset
    if forward and index + 1 < len(blocks):
        return blocks[index + 1].start
    return max(blocks[index].start, previous_grapheme(text, blocks[index].end))


def grow(selection: Selection, stops: Stops) -> Selection:
    """Grow to the next larger unit: word, cell, sentence, paragraph, section, article."""
    return select(stops.grown(selected(selection, stops)), stops.article.text, smaller=selection)


def shrink(selection: Selection, stops: Stops) -> Selection:
    """Shrink to the selection it grew from, otherwise to the sentence, the cell or the word at its start."""
    if selection.smaller is not None:
        return selection.smaller
    current = selected(selection, stops)
    for unit in (stops.at(current.start), stops.part_at(current.start), stops.word_at(current.start)):
        if current.covers(unit) and unit != current:
            return select(unit, stops.article.text)
    return selection
