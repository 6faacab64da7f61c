"""Finds a passage in the new text: at the old place, otherwise moved to new text."""

from dataclasses import replace

from readtui.anchoring.cells import in_its_table
from readtui.anchoring.elsewhere import by_letters, moved, renamed, turned, unchanged
from readtui.anchoring.ends import whole
from readtui.anchoring.in_place import beside, in_place, verbatim_near
from readtui.anchoring.matching.pair import Pair
from readtui.anchoring.reworded import reworded, says_the_same
from readtui.anchoring.wanted import SOME, Found, Wanted


def search(pair: Pair, start: int, end: int) -> Found | None:
    """The place of words ``start:end`` of the old text, at least one word; None if they are gone."""
    wanted = Wanted(pair, start, end)
    cell = in_its_table(wanted)
    if cell is None or not cell.is_sure:
        ways = (_search, lambda _: cell, unchanged, turned, reworded, beside, renamed)
        cell = next((found for way in ways if (found := way(wanted))), None)
    found = whole(wanted, cell) if cell else None
    if found and not found.is_sure and says_the_same(wanted, found):
        found = replace(found, is_sure=True)
    # Too many similar lines compete to tell which of them this is.
    return replace(found, is_sure=False) if found and any(pair.is_in_doubt[start:end]) else found


def _search(wanted: Wanted) -> Found | None:
    stayed = in_place(wanted)
    if stayed is None:
        return _with_its_own(wanted, moved(wanted) or by_letters(wanted))
    if stayed.is_sure and wanted.is_verbatim(stayed.start, stayed.end):
        return stayed
    exact = verbatim_near(wanted, stayed)
    if exact:
        return exact
    is_itself = stayed.is_sure and wanted.is_itself(stayed)
    if is_itself and (wanted.extent <= SOME or _has_neighbours(wanted, stayed)):
        return stayed
    # The similar words there may be another sentence of the same kind, and this one may have moved unchanged.
    went = _with_its_own(wanted, moved(wanted))
    if went is None and not stayed.is_sure:
        went = _with_its_own(wanted, by_letters(wanted))
    if went and went.is_sure and (not is_itself or wanted.is_verbatim(went.start, went.end)):
        return went
    if is_itself:
        return stayed
    # Lines with most of the same words may be entries made by a template.
    sentence = None if wanted.is_line() else turned(wanted)
    return sentence if sentence and sentence.is_sure else replace(stayed, is_sure=False)


def _with_its_own(wanted: Wanted, found: Found | None) -> Found | None:
    if found and found.is_sure and not wanted.is_itself(found):
        return replace(found, is_sure=False)
    return found


def _has_neighbours(wanted: Wanted, found: Found) -> bool:
    pair = wanted.pair
    return pair.new_place(wanted.start - 1) == found.start - 1 and pair.new_place(wanted.end) == found.end
