"""Find a passage's words in the new text: where they stood, else moved into text that is new."""

from readtui.anchoring.elsewhere import by_letters, moved
from readtui.anchoring.in_place import in_place
from readtui.anchoring.pair import Pair
from readtui.anchoring.wanted import SOME, Found, Wanted


def search(pair: Pair, start: int, end: int) -> Found | None:
    """The place of words ``start:end`` of the old text, at least one, or None if they are gone."""
    wanted = Wanted(pair, start, end)
    stayed = in_place(wanted)
    if stayed and stayed.is_sure:
        if wanted.size <= SOME or wanted.is_verbatim(stayed.start, stayed.end) or _has_neighbours(wanted, stayed):
            return stayed
        # What is alike there may be another sentence of the same kind, and this one may have moved as it is.
        went = moved(wanted)
        return went if went and went.is_sure and wanted.is_verbatim(went.start, went.end) else stayed
    went = moved(wanted) or by_letters(wanted)
    return went if went and went.is_sure else stayed or went


def _has_neighbours(wanted: Wanted, found: Found) -> bool:
    pair = wanted.pair
    return pair.new_place(wanted.start - 1) == found.start - 1 and pair.new_place(wanted.end) == found.end
