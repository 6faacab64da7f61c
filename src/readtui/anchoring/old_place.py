"""Finds a passage at its old place: by its matched words, otherwise by its neighbours."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from readtui.anchoring.ends import grown_back, grown_on
from readtui.anchoring.matching.alignment import Run, without_stray_ends
from readtui.anchoring.matching.edges import begins_line, gap_strength, line_of
from readtui.anchoring.matching.places import BEFORE_FIRST, UNMATCHED
from readtui.anchoring.sought_passage import FEW, MOST_COMPARED, SOME, Found, SoughtPassage

_NEAR = 3
_FAR = 8
_LONGEST_LINE = 20
_MOST_OF_LINE = 0.6
_PARAGRAPH = 3
_AFTER_LABEL = (":", "=", "：")


def in_place(wanted: SoughtPassage) -> Found | None:
    """Find the passage where enough of its words still match, or where similar words have the same neighbors."""
    runs = without_stray_ends(
        _without_outer_figures(wanted, _together(wanted, _matched_runs(wanted))),
        wanted.size,
        wanted.pair.new_place(wanted.start - 1),
        wanted.pair.new_place(wanted.end),
    )
    found = _by_its_words(wanted, runs) if runs else None
    return Found(*found, is_sure=True, moved=wanted.has_moved) if found else _between_neighbours(wanted)


def verbatim_near(wanted: SoughtPassage, stayed: Found) -> Found | None:
    """The same words where they overlap a place of some of them, if they stand there once: rows like the last one may
    follow it.
    """
    size = wanted.size
    if size > MOST_COMPARED:
        return None
    first = max(0, stayed.start - size + 1)
    around = wanted.pair.new.ids[first : stayed.end + size - 1]
    starts = [
        at for at, word in enumerate(around) if word == wanted.words[0] and around[at : at + size] == wanted.words
    ]
    if len(starts) != 1:
        return None
    is_sure = stayed.is_sure or wanted.extent > SOME
    return replace(stayed, start=first + starts[0], end=first + starts[0] + size, is_sure=is_sure)


def _matched_runs(wanted: SoughtPassage) -> list[Run]:
    """The matched words as runs; ``old`` counts from the start of the passage."""
    runs: list[Run] = []
    for index, new in enumerate(wanted.pair.place[wanted.start : wanted.end]):
        if new == UNMATCHED:
            continue
        last = runs[-1] if runs else None
        if last and last.old_end == index and last.new_end == new:
            runs[-1] = Run(last.old, last.new, last.size + 1)
        else:
            runs.append(Run(index, new, 1))
    return runs


def _together(wanted: SoughtPassage, runs: list[Run]) -> list[Run]:
    """The runs that keep the order of the passage, with no words of other passages among them, and hold most of it.

    Lines and sentences may have changed places inside the passage, or may have left it. A row is one line.
    """
    groups: list[list[Run]] = []
    is_row, new = _is_row(wanted), wanted.pair.new
    for run in sorted(runs, key=lambda each: each.new):
        last = groups[-1][-1] if groups else None
        is_on = last and not (is_row and any(begins_line(new, at) for at in range(last.new_end, run.new + 1)))
        if last and is_on and last.old_end <= run.old and not _is_between(wanted, last.new_end, run.new):
            groups[-1].append(run)
        else:
            groups.append([run])
    return max(groups, key=lambda group: sum(run.size for run in group), default=[])


def _is_row(wanted: SoughtPassage) -> bool:
    """Whether the passage is a row of cells."""
    old = wanted.pair.old
    raw = old.text[old.starts[wanted.start] : old.ends[wanted.end - 1]]
    return wanted.is_line() and "\n" not in raw and ("\t" in raw or "|" in raw)


def _without_outer_figures(wanted: SoughtPassage, runs: list[Run]) -> list[Run]:
    """Drop runs of figures at either end if something was inserted next to them; those of a heading stay with it."""
    kept = list(runs)
    while (
        len(kept) > 1
        and _is_figures(wanted, kept[0])
        and kept[1].new - kept[0].new_end > kept[1].old - kept[0].old_end + _NEAR
    ):
        del kept[0]
    while (
        len(kept) > 1
        and _is_figures(wanted, kept[-1])
        and kept[-1].new - kept[-2].new_end > kept[-1].old - kept[-2].old_end + _NEAR
    ):
        del kept[-1]
    return kept


def _is_figures(wanted: SoughtPassage, run: Run) -> bool:
    return wanted.pair.vocabulary.figures.issuperset(wanted.words[run.old : run.old_end])


def _is_between(wanted: SoughtPassage, first: int, last: int) -> bool:
    """Whether many words from elsewhere in the old text are among the new words ``first:last``."""
    most = max(_FAR, wanted.size // 4)
    return last - first > most and wanted.pair.is_free.count(0, first, last) > most


def _by_its_words(wanted: SoughtPassage, runs: Sequence[Run]) -> tuple[int, int] | None:
    kept = wanted.kept(runs)
    is_short = wanted.extent <= SOME
    line = _as_line(wanted, runs) if is_short and (kept >= _MOST_OF_LINE or _keeps_label(wanted, runs)) else None
    if line:
        return line
    if wanted.extent <= FEW:
        whole = len(runs) == 1 and runs[0].size == wanted.size
        first, last = runs[0].new, runs[-1].new_end
        return (first, last) if whole and _is_surrounded(wanted, first, last) else None
    if kept < 0.3:
        return None
    first, last = _with_changed_ends(wanted, runs)
    likeness = wanted.likeness(first, last)
    has_neighbour = _keeps_before(wanted, runs[0]) or _keeps_after(wanted, runs[-1])
    least = 0.5 if is_short else 0.0
    if kept >= (0.5 if has_neighbour else 0.75) and ((kept >= 0.8 and likeness >= least) or likeness >= 0.6):
        return first, last
    return (first, last) if likeness >= (0.8 if has_neighbour else 0.85) else None


def _as_line(wanted: SoughtPassage, runs: Sequence[Run]) -> tuple[int, int] | None:
    """The whole line around the runs, for a passage that is a short line: a table row, an entry, a heading.

    Such a line is identified by its words, whatever is above and below it; its figures may change.
    """
    if not wanted.is_line():
        return None
    new = wanted.pair.new
    first, last = line_of(new, runs[0].new, runs[-1].new_end, _LONGEST_LINE)
    is_one = begins_line(new, first) and begins_line(new, last) and last - first <= 2 * wanted.size
    lines = sum(begins_line(new, place) for place in range(first + 1, last)) if is_one else 0
    old_lines = sum(begins_line(wanted.pair.old, place) for place in range(wanted.start + 1, wanted.end))
    if not is_one or lines != old_lines or not wanted.tells(runs):
        return None
    is_whole = len(runs) == 1 and runs[0].size == wanted.size
    return (runs[0].new, runs[0].new_end) if is_whole else (first, last)


def _keeps_label(wanted: SoughtPassage, runs: Sequence[Run]) -> bool:
    """Whether the runs have what stands before a colon or an equals sign, as in ``"retry": true``."""
    first, old = runs[0], wanted.pair.old
    return not first.old and old.gap(wanted.start + first.size).strip("\"'* \t")[:1] in _AFTER_LABEL


def _keeps_before(wanted: SoughtPassage, first: Run) -> bool:
    """Whether the nearest matched word before the passage is still right before it."""
    for distance in range(1, _NEAR + 1):
        old = wanted.start - distance
        if old < BEFORE_FIRST:
            return False
        new = wanted.pair.new_place(old)
        if new != UNMATCHED:
            return 0 < first.new - new <= distance + first.old + _NEAR
    return False


def _keeps_after(wanted: SoughtPassage, last: Run) -> bool:
    missing = wanted.size - last.old_end
    for distance in range(_NEAR):
        old = wanted.end + distance
        if old > len(wanted.pair.old):
            return False
        new = wanted.pair.new_place(old)
        if new != UNMATCHED:
            return 0 <= new - last.new_end <= distance + missing + _NEAR
    return False


def _is_surrounded(wanted: SoughtPassage, first: int, last: int) -> bool:
    """Whether the context matches well enough to accept these few words as the passage."""
    before, after = wanted.context(first, last)
    left = wanted.pair.new_place(wanted.start - 1) == first - 1
    right = wanted.pair.new_place(wanted.end) == last
    if (left and right) or min(before, after) >= 0.5 or _is_in_its_line(wanted, first):
        return True
    if not wanted.pair.vocabulary.figures.isdisjoint(wanted.words):
        # What follows a number tells what it is: the next clause takes the number of one that was cut.
        return False
    if not (left or right) or before + after < 0.75:
        return False
    run = Run(0, first, wanted.size)
    known_before = left or _keeps_before(wanted, run) or wanted.begins_anew(wanted.start, first)
    known_after = right or _keeps_after(wanted, run) or wanted.begins_anew(wanted.end, last)
    return known_before and known_after


def _with_changed_ends(wanted: SoughtPassage, runs: Sequence[Run]) -> tuple[int, int]:
    """The first and last matched words, extended over changed words up to the neighbors."""
    pair = wanted.pair
    before, after = pair.new_place(wanted.start - 1), pair.new_place(wanted.end)
    first = grown_back(wanted, runs[0].new, runs[0].old, None if before == UNMATCHED else before)
    missing = wanted.size - runs[-1].old_end
    return first, grown_on(wanted, runs[-1].new_end, missing, None if after == UNMATCHED else after)


def _is_in_its_line(wanted: SoughtPassage, first: int) -> bool:
    """Whether the passage's whole line is there, including a word that occurs once in either text."""
    pair = wanted.pair
    start, end = line_of(pair.old, wanted.start, wanted.end, _LONGEST_LINE)
    line = pair.old.ids[start:end]
    there = first - (wanted.start - start)
    if there < 0 or pair.new.ids[there : there + len(line)] != line:
        return False
    if not begins_line(pair.new, there) or not begins_line(pair.new, there + len(line)):
        return False
    once = (word for word in line if pair.count_old[word] == pair.count_new[word] == 1)
    return not pair.vocabulary.figures.issuperset(once)


def _between_neighbours(wanted: SoughtPassage) -> Found | None:
    before, last = wanted.pair.new_place(wanted.start - 1), wanted.pair.new_place(wanted.end)
    first = before + 1
    if before == UNMATCHED or last == UNMATCHED or not first < last <= first + 3 * wanted.size + SOME:
        return None
    if 2 * wanted.pair.is_free.count(0, first, last) > last - first and not list(wanted.kept_places(first, last)):
        # The words between them belong to other passages that moved there.
        return None
    first, last = _paragraph_of(wanted, first, last)
    likeness = wanted.likeness(first, last)
    if likeness >= (0.6 if wanted.extent > FEW else 0.7 if wanted.has_spaces else 0.8):
        return Found(first, last, is_sure=True, moved=False)
    if likeness >= 0.45 and wanted.extent > FEW:
        return Found(first, last, is_sure=False, moved=False)
    return None


def _paragraph_of(wanted: SoughtPassage, first: int, last: int) -> tuple[int, int]:
    """The most similar of the paragraphs there, for a passage inside of one."""
    old, new = wanted.pair.old, wanted.pair.new
    if any(gap_strength(old, index) == _PARAGRAPH for index in range(wanted.start + 1, wanted.end)):
        return first, last
    cuts = [first, *(index for index in range(first + 1, last) if gap_strength(new, index) == _PARAGRAPH), last]
    return max(pairwise(cuts), key=lambda piece: wanted.likeness(*piece))
