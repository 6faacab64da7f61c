"""A selection: two ends that move by grapheme, and the units that it grows to and shrinks to."""

from dataclasses import dataclass, replace

from readtui.model.passage import Passage
from readtui.text.motions import Stops
from readtui.text.sentences.segment import next_grapheme, previous_grapheme


@dataclass(frozen=True, slots=True)
class Selection:
    """``anchor`` stays, ``active`` moves. Both are starts of graphemes; both graphemes are selected.

    ``linewise``: whole screen lines. ``smaller``: the passages that this one grew from, the last one first.
    """

    anchor: int
    active: int
    linewise: bool = False
    smaller: tuple[Passage, ...] = ()

    def passage(self, text: str) -> Passage:
        """The selected passage."""
        low, high = sorted((self.anchor, self.active))
        return Passage(low, max(low, next_grapheme(text, high)))

    def moved_to(self, offset: int) -> "Selection":
        """The same anchor, the other end at ``offset``."""
        return replace(self, active=offset, smaller=())

    def swapped(self) -> "Selection":
        """The selection with its ends exchanged (vim's ``o``)."""
        return replace(self, anchor=self.active, active=self.anchor)


def select(passage: Passage, text: str, *, smaller: tuple[Passage, ...] = ()) -> Selection:
    """Select a passage; the end at its last grapheme moves."""
    return Selection(passage.start, max(passage.start, previous_grapheme(text, passage.end)), smaller=smaller)


def grow(selection: Selection, stops: Stops) -> Selection:
    """Grow to the next larger unit: word, sentence, paragraph, section, article."""
    text = stops.article.text
    current = selection.passage(text)
    return select(stops.grown(current), text, smaller=(current, *selection.smaller))


def shrink(selection: Selection, stops: Stops) -> Selection:
    """Shrink to the passage it grew from, otherwise to the sentence, otherwise to the word at its start."""
    text = stops.article.text
    if selection.smaller:
        return select(selection.smaller[0], text, smaller=selection.smaller[1:])
    current = selection.passage(text)
    for unit in (stops.at(current.start), stops.word_at(current.start)):
        if current.covers(unit) and unit != current:
            return select(unit, text)
    return selection
