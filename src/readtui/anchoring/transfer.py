"""Carries passages over from one version of a text to another: the old place, else moved or other words."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from readtui.anchoring.cells import in_its_table
from readtui.anchoring.elsewhere import behind_label, by_letters, moved, renamed, turned, unchanged
from readtui.anchoring.ends import whole
from readtui.anchoring.in_place import beside, in_place, verbatim_near
from readtui.anchoring.matching.aligned_texts import Ranges, aligned
from readtui.anchoring.matching.clauses import has_all_stems, is_turned, own_clauses, share_of_stems
from readtui.anchoring.matching.kinship import Kin
from readtui.anchoring.matching.pair import Pair
from readtui.anchoring.matching.places import UNMATCHED
from readtui.anchoring.matching.tokens import Words
from readtui.anchoring.meaning.changes import Passage, changed_meaning, is_alike, says_the_same
from readtui.anchoring.outcome import Anchor, Anchored, Orphan, Review
from readtui.anchoring.restore import raw_span
from readtui.anchoring.sought_passage import SOME, Found, SoughtPassage
from readtui.model.annotation import AnchorState

_ALIKE, _FEWEST_WORDS = 0.35, 2
_ALIKE_BY_ONE = 0.45
_MUCH_ALIKE, _MANY_WORDS = 0.76, 3
_RATHER_ALIKE, _VERY_MANY_WORDS, _FEWEST_FIGURES = 0.6, 5, 2
_BETWEEN = 0.68
_MOST_STEMS = 0.7
_AHEAD = 0.25
_MOST_OF_PASSAGE = 0.5
_MOST_OF_UNIT = 0.75
_MOST_UNITS = 6
_MUCH_AROUND = 0.4
_LOOSE = 2


def reanchor(old_text: str, new_text: str, start: int, end: int) -> Anchor:
    """Find the passage ``start:end`` of ``old_text`` in ``new_text``.

    Offsets count code points. Raises ValueError for a passage outside the old text. For many passages of one text, use
    ``reanchor_many``, which costs hardly more than a single passage.
    """
    return reanchor_many(old_text, new_text, [(start, end)])[0]


def reanchor_many(
    old_text: str,
    new_text: str,
    passages: Iterable[tuple[int, int]],
    quotes: Ranges = ((), ()),
    code: Ranges = ((), ()),
) -> list[Anchor]:
    """Find all ``passages``, in their order; the texts are aligned once.

    ``quotes``: the ranges of the quote blocks of either text. New ones are no places of what they quote. ``code``:
    those of what is marked as code, in order. Any other token in them changes the meaning.
    """
    wanted = list(passages)
    for start, end in wanted:
        if not 0 <= start <= end <= len(old_text):
            raise ValueError(f"passage {start}:{end} is not in the old text ({len(old_text)})")
    if old_text == new_text:
        return [_unchanged(start, end) for start, end in wanted]
    if not wanted:
        return []
    pair = aligned(old_text, new_text, quotes, code)
    return [_reanchored(pair, start, end) for start, end in wanted]


def _unchanged(start: int, end: int) -> Anchor:
    return Anchored(start, end, AnchorState.EXACT) if start < end else Orphan(_NOTHING)


_NOTHING = "it quotes nothing"


def _reanchored(pair: Pair, start: int, end: int) -> Anchor:
    if start == end:
        return Orphan(_NOTHING)
    words = Words(bisect_right(pair.old.ends, start), bisect_left(pair.old.starts, end))
    if words.start == words.end:
        return find_wordless(pair, (start, end), words.start)
    found = search(pair, *words)
    if found is None:
        return Orphan("its words are no longer in the text")
    there = Words(found.start, found.end)
    new_start, new_end = raw_span(pair.old, pair.new, (start, end), words, there)
    before, after = Passage(pair.old, words, start, end), Passage(pair.new, there, new_start, new_end)
    # Comparing takes time: where the place is in doubt, a changed meaning tells nothing more.
    may_be_sure = found.is_sure or (
        not any(pair.is_in_doubt[slice(*words)]) and says_the_same(before.raw(), after.raw(), has_moved=found.moved)
    )
    if not may_be_sure:
        return Review(new_start, new_end, _doubt(pair, words, found))
    if changed := changed_meaning(pair.old.text, (start, end), pair.new.text, (new_start, new_end), pair):
        return Review(new_start, new_end, changed if found.is_sure else _doubt(pair, words, found))
    is_exact = _is_exact(pair, words, found) and is_alike(before, after)
    return Anchored(new_start, new_end, AnchorState.EXACT if is_exact else AnchorState.MOVED)


def _is_exact(pair: Pair, words: Words, found: Found) -> bool:
    """Whether the same words are between the same neighbors. The ends of both texts count as neighbors."""
    own: Sequence[int] = pair.old.ids[words.start : words.end]
    return (
        not found.moved
        and pair.new.ids[found.start : found.end] == own
        and pair.new_place(words.start - 1) == found.start - 1
        and pair.new_place(words.end) == found.end
    )


def _doubt(pair: Pair, words: Words, found: Found) -> str:
    if found.moved and not _is_between_its_neighbors(pair, words, found):
        return "its words, or words like them, stand elsewhere"
    return "other words stand where it stood"


def _is_between_its_neighbors(pair: Pair, words: Words, found: Found) -> bool:
    """Whether it comes after the last word before it that is still there, and before the first one after it."""
    before = next((pair.place[one] for one in range(words.start - 1, -1, -1) if pair.place[one] >= 0), -1)
    after = next((pair.place[one] for one in range(words.end, len(pair.old)) if pair.place[one] >= 0), len(pair.new))
    return before < found.start and found.end <= after


# --------------------------------------- finds a passage in the new text: at the old place, otherwise moved to new text


def search(pair: Pair, start: int, end: int) -> Found | None:
    """The place of words ``start:end`` of the old text, at least one word; None if they are gone."""
    wanted = SoughtPassage(pair, start, end)
    cell = in_its_table(wanted)
    if cell is None or not cell.is_sure:
        ways = (_search, lambda _: cell, unchanged, turned, reworded, beside, renamed, behind_label)
        cell = next((found for way in ways if (found := way(wanted))), None)
    found = _own_part(wanted, whole(wanted, cell)) if cell else None
    if found and not found.is_sure and still_says_it(wanted, found):
        found = replace(found, is_sure=True)
    # Too many similar lines compete to tell which of them this is.
    return replace(found, is_sure=False) if found and any(pair.is_in_doubt[start:end]) else found


def _own_part(wanted: SoughtPassage, found: Found) -> Found:
    """``found`` without the clauses at its ends that other sentences had. A sentence is one sentence."""
    units = wanted.pair.units
    if found.end - found.start <= wanted.size or units is None:
        return found
    is_one = wanted.has_spaces and units[0].of(wanted.start) == units[0].of(wanted.end - 1)
    if is_one and units[1].of(found.start) != units[1].of(found.end - 1):
        sentence = turned(wanted)
        if sentence and sentence.is_sure and sentence.start < found.end and found.start < sentence.end:
            found = whole(wanted, sentence)
    own = own_clauses(wanted.pair, Words(wanted.start, wanted.end), Words(found.start, found.end))
    return replace(found, start=own.start, end=own.end)


def _search(wanted: SoughtPassage) -> Found | None:
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
    if sentence and (sentence.is_sure or sentence.start <= stayed.start < stayed.end <= sentence.end):
        return sentence
    return replace(stayed, is_sure=False)


def _with_its_own(wanted: SoughtPassage, found: Found | None) -> Found | None:
    if found and found.is_sure and not wanted.is_itself(found):
        return replace(found, is_sure=False)
    return found


def _has_neighbours(wanted: SoughtPassage, found: Found) -> bool:
    pair = wanted.pair
    return pair.new_place(wanted.start - 1) == found.start - 1 and pair.new_place(wanted.end) == found.end


# ------------------------------------------- finds a passage without words, such as punctuation, by the words around it


def find_wordless(pair: Pair, passage: tuple[int, int], index: int) -> Anchor:
    """Find the passage (raw offsets of the old text), which is between words ``index - 1`` and ``index``."""
    start, end = passage
    old_start = pair.old.ends[index - 1] if index else 0
    old_gap, quoted = pair.old.gap(index), pair.old.text[start:end]
    before, after = pair.new_place(index - 1), pair.new_place(index)
    if before == UNMATCHED or after == UNMATCHED or before + 1 != after:
        return Orphan("it has no words, and those around it changed")
    new_gap, new_start = pair.new.gap(after), pair.new.ends[before] if before >= 0 else 0
    offset = start - old_start
    if new_gap.startswith(old_gap[: offset + len(quoted)]):
        return _anchored(new_start + offset, len(quoted))
    rest = len(old_gap) - offset
    if new_gap.endswith(old_gap[offset:]):
        return _anchored(new_start + len(new_gap) - rest, len(quoted))
    found = new_gap.find(quoted)
    if found < 0:
        return Orphan("its characters are gone")
    start = new_start + found
    if new_gap.find(quoted, found + 1) >= 0:
        return Review(start, start + len(quoted), "its characters stand there more than once")
    return Anchored(start, start + len(quoted), AnchorState.MOVED)


def _anchored(start: int, size: int) -> Anchored:
    return Anchored(start, start + size, AnchorState.EXACT)


# ----------------------------- finds a passage whose sentence was said in other words, or around which its sentence was


def reworded(wanted: SoughtPassage) -> Found | None:
    """The sentence with most of the stems that the passage's sentence has, or the part of it that has those of the
    passage.
    """
    pair = wanted.pair
    if pair.units is None or pair.kinship is None:
        return None
    old, new = pair.units
    first, last = old.of(wanted.start), old.of(wanted.end - 1)
    if last - first >= _MOST_UNITS:
        return None
    kin = [found for unit in range(first, last + 1) if (found := _kin(wanted, unit))]
    if not kin or 2 * len(kin) < last - first + 1:
        return None
    units = sorted(found.unit for found, _ in kin)
    if units[-1] - units[0] > last - first + 1:
        return None
    start, end = new.bounds(units[0])[0], new.bounds(units[-1])[1]
    is_sure = len(kin) == last - first + 1 and all(sure for _, sure in kin)
    if first == last and not _is_most_of(wanted, first):
        part = _part(wanted, start, end) if wanted.has_spaces else None
        if part is None:
            return None
        start, end = part
        is_sure = wanted.is_verbatim(start, end)
    if wanted.is_of_another(start, end):
        return None
    return Found(start, end, is_sure, moved=True)


def still_says_it(wanted: SoughtPassage, found: Found) -> bool:
    """Whether the sentence there surely says in other words what that of the passage does, or the same words stand in a
    sentence that says much of the same around them.
    """
    pair = wanted.pair
    if pair.units is None or pair.kinship is None:
        return False
    old, new = pair.units
    unit, there = old.of(wanted.start), new.of(found.start)
    if old.of(wanted.end - 1) != unit or new.of(found.end - 1) != there or wanted.is_of_another(found.start, found.end):
        return False
    if found.moved and _is_most_of(wanted, unit) and _has_most_stems(wanted, found):
        return True
    kin = _kin(wanted, unit, has_moved=found.moved)
    if kin is None or kin[0].unit != there:
        return False
    if _is_most_of(wanted, unit):
        # What took its place may be another entry of the same template: that lacks words, and keeps their order.
        words = _words(wanted, found)
        is_itself = has_all_stems(pair, *words) or is_turned(pair, *words)
        is_itself = is_itself or (kin[0].words >= _VERY_MANY_WORDS and _has_figures(pair, *words))
        return kin[1] and (found.moved or is_itself)
    if kin[1] and kin[0].likeness >= _MUCH_ALIKE and _is_half_there(wanted, found):
        return True
    if not wanted.is_verbatim(found.start, found.end):
        return False
    around = pair.kinship.weights(pair.old, _without(old.bounds(unit), (wanted.start, wanted.end)))
    stands = pair.kinship.weights(pair.new, _without(new.bounds(there), (found.start, found.end)))
    shared = sum(weight for stem, weight in around.items() if stem in stands)
    return shared >= _MUCH_AROUND * sum(around.values())


def _is_half_there(wanted: SoughtPassage, found: Found) -> bool:
    """Whether half of the passage's stems are there."""
    kinship, pair = wanted.pair.kinship, wanted.pair
    assert kinship is not None
    own = kinship.weights(pair.old, range(wanted.start, wanted.end))
    there = kinship.weights(pair.new, range(found.start, found.end))
    return 2 * sum(weight for stem, weight in own.items() if stem in there) >= sum(own.values())


def _has_most_stems(wanted: SoughtPassage, found: Found) -> bool:
    """Whether the words there have most of the passage's stems and few others, and those of no other lost passage."""
    pair, place = wanted.pair, Words(found.start, found.end)
    assert pair.units is not None
    assert pair.kinship is not None
    old, new = pair.units
    unit, share = old.of(wanted.start), share_of_stems(pair, *_words(wanted, found))
    if share < _MOST_STEMS:
        return False
    rivals = (each.unit for each in pair.kinship.rivals(new.of(place.start)) if each.unit != unit)
    return all(share_of_stems(pair, Words(*old.bounds(rival)), place) <= share - _AHEAD for rival in rivals)


def _words(wanted: SoughtPassage, found: Found) -> tuple[Words, Words]:
    return Words(wanted.start, wanted.end), Words(found.start, found.end)


def _without(words: tuple[int, int], others: tuple[int, int]) -> list[int]:
    return [*range(words[0], others[0]), *range(others[1], words[1])]


def _kin(wanted: SoughtPassage, unit: int, *, has_moved: bool = True) -> tuple[Kin, bool] | None:
    """The new unit that says what an old one says, if there is one, and whether that is sure."""
    kinship = wanted.pair.kinship
    assert kinship is not None
    ranked = kinship.of(unit)
    best = next((each for each in ranked if each.words and each.likeness >= _least_alike(each)), None)
    if best is None:
        return None
    others = [each for each in kinship.rivals(best.unit) if each.unit != unit]
    # A heading is soon like a sentence: one word is most of it.
    if any(each.likeness > best.likeness and each.words >= best.words for each in others):
        return None
    second = max((each.likeness for each in [*ranked, *others] if each is not best), default=0.0)
    # Single characters are everywhere.
    is_ahead = wanted.has_spaces and second <= best.likeness - _AHEAD
    return best, is_ahead and _is_sure(wanted.pair, unit, best, has_moved=has_moved)


def _least_alike(kin: Kin) -> float:
    return _ALIKE if kin.words >= _FEWEST_WORDS else _ALIKE_BY_ONE


def _is_sure(pair: Pair, unit: int, kin: Kin, *, has_moved: bool) -> bool:
    """Whether a new unit has so many of the stems of an old one that they are no chance.

    In a short text, all words look rare: a new sentence may have three quarters of the stems of a few words by chance,
    but not five of them, nor two figures.
    """
    if kin.likeness >= _MUCH_ALIKE and kin.words >= _MANY_WORDS:
        return True
    assert pair.units is not None
    old, new = (Words(*units.bounds(at)) for units, at in zip(pair.units, (unit, kin.unit), strict=True))
    # What merely took its place is between its neighbors, too.
    is_alike = has_moved and kin.likeness >= _BETWEEN and kin.words >= _MANY_WORDS
    if is_alike and _is_between_its_own(pair, unit, kin.unit):
        return True
    least = _FEWEST_WORDS if _has_figures(pair, old, new) else _VERY_MANY_WORDS
    return kin.likeness >= _RATHER_ALIKE and kin.words >= least


def _has_figures(pair: Pair, old: Words, new: Words) -> bool:
    """Whether two figures stand in either text; whether they are the same, the comparison of meaning tells."""
    ids = pair.old.ids[slice(*old)], pair.new.ids[slice(*new)]
    return max(sum(word in pair.vocabulary.figures for word in words) for words in ids) >= _FEWEST_FIGURES


def _is_between_its_own(pair: Pair, unit: int, there: int) -> bool:
    """Whether the units before and after an old one say what those before and after the new one do."""
    assert pair.units is not None
    assert pair.kinship is not None
    old, new = map(len, pair.units)
    for step in (-1, 1):
        ranked = pair.kinship.of(unit + step) if 0 <= unit + step < old else []
        if not 0 <= there + step < new or not ranked or ranked[0].unit != there + step:
            return False
    return True


def _is_most_of(wanted: SoughtPassage, unit: int) -> bool:
    start, end = wanted.pair.units[0].bounds(unit) if wanted.pair.units else (0, 0)
    return wanted.size >= _MOST_OF_UNIT * (end - start)


def _part(wanted: SoughtPassage, start: int, end: int) -> tuple[int, int] | None:
    """The words of ``start:end`` among which most of the passage's stems are, next to each other."""
    pair, kinship = wanted.pair, wanted.pair.kinship
    assert kinship is not None
    own = kinship.weights(pair.old, range(wanted.start, wanted.end))
    matched = set(pair.place[wanted.start : wanted.end])
    places = [
        place
        for place in range(start, end)
        if (pair.is_free[place] or place in matched) and kinship.stem(pair.new.ids[place]) in own
    ]
    best, most = None, _MOST_OF_PASSAGE * sum(own.values())
    for at, first in enumerate(places):
        inside = [place for place in places[at:] if place < first + _LOOSE * wanted.size]
        weight = sum(kinship.weights(pair.new, inside).values())
        if weight > most:
            best, most = inside, weight
    if best is None:
        return None
    stems = [kinship.stem(word) for word in wanted.words]
    before = stems.index(kinship.stem(pair.new.ids[best[0]]))
    after = stems[::-1].index(kinship.stem(pair.new.ids[best[-1]]))
    return max(start, best[0] - before), min(end, best[-1] + 1 + after)
