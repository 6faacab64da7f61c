"""Finds a few words, or a cell, in what holds them: first the row, item or sentence, then the words in it."""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel

from readtui.anchoring.matching.alignment import align
from readtui.anchoring.matching.pair import Pair
from readtui.anchoring.matching.places import UNMATCHED
from readtui.anchoring.matching.tokens import Tokens, Words
from readtui.anchoring.meaning.sentence_words import SentenceWords, Stretch
from readtui.anchoring.meaning.value_mark import ValueMark
from readtui.anchoring.meaning.values import marks
from readtui.anchoring.rows import COLONS, LONGEST_ITEM, LONGEST_NAME, Rows
from readtui.anchoring.sought_passage import FEW, SOME, Found, SoughtPassage
from readtui.text.language import frequent_words
from readtui.text.word_lists import listed_by_name

_JOINTS = ("-", "_", ".", "/")
_ENDS_CLAUSE = re.compile(r"[\t|\n,;:()，；：、。]|\s[-–—]\s|[–—]")
_MOST_ROWS = 12
_MOST_OF_ROW, _FEWEST = 0.5, 2
_LONGEST_HOLDER = 2_000
"""Words: to compare each value in a longer line with each other takes too long."""
_ALIKE, _LABEL_ALIKE = 0.6, 0.5
_LABELS, _MOST_STAYED = 2, 0.5
_SAME_VALUE, _LABELLED, _BOTH = 4.0, 2.0, 2


class Holder(NamedTuple):
    """Words of the new text that hold the passage, whether surely, and whether they have the holder's name."""

    words: Words
    is_sure: bool
    is_named: bool


class Held(NamedTuple):
    """What holds the passage, and the place of the passage in it, if it has one.

    ``is_slot``: that place is the passage's cell, or has its label, so that the same words elsewhere are others.
    """

    holder: Holder
    found: Found | None
    is_slot: bool


def held(wanted: SoughtPassage) -> Held | None:
    """The place of a few words, or of a cell, in what holds them; None if nothing does, or nobody knows where it is."""
    cell = _in_table(wanted, is_turned=True)
    if cell:
        return cell
    by_name = _held(wanted)
    if by_name and by_name.found and by_name.found.is_sure:
        return by_name
    cell = _in_table(wanted, is_turned=False)
    is_sure = cell and cell.found and cell.found.is_sure
    return cell if is_sure else _value(wanted) or by_name or cell


def _value(wanted: SoughtPassage) -> Held | None:
    """The cell that has the name which stands before a few words, as "Status: open" may be one now."""
    old = Rows(wanted.pair, 0)
    first = max(old.around(wanted.start).start, wanted.start - LONGEST_NAME)
    places = [range(start, wanted.start) for start in range(first, wanted.start)]
    names = [tuple(old.tokens.ids[slice(at.start, at.stop)]) for at in places if not old.are_figures(at)]
    values = next((found for name in names if (found := wanted.pair.tables.values(name))), [])
    if not values or wanted.extent > SOME or old.border(old.around(wanted.start)):
        return None
    cell = max(values, key=lambda each: wanted.likeness(*each))
    is_same = wanted.is_verbatim(*cell)
    return Held(Holder(cell, is_sure=True, is_named=is_same), Found(*cell, is_same, moved=False), is_slot=is_same)


def _held(wanted: SoughtPassage) -> Held | None:
    old = Rows(wanted.pair, 0)
    own = old.around(wanted.start)
    if own.size > _LONGEST_HOLDER or not wanted.size < own.size or wanted.end > own.end:
        return None
    is_cell = (wanted.start, wanted.end) in old.cells(own)
    others = [*range(own.start, wanted.start), *range(wanted.end, own.end)]
    if not (is_cell or (wanted.extent <= FEW and not old.are_figures(others))):
        return None
    holder = _holder(wanted, own, others)
    return holder and Held(holder, *_inside(wanted, own, others, holder, is_cell=is_cell))


def is_in_another(wanted: SoughtPassage, found: Found) -> bool:
    """Whether a place is in a row or item that has the name of another one in the old text. The same words in the
    sentence that likely says what theirs did are themselves.
    """
    old, new = Rows(wanted.pair, 0), Rows(wanted.pair, 1)
    own, there = old.around(wanted.start), new.around(found.start)
    if not _is_named_otherwise(wanted, own, there):
        return False
    ways = wanted.pair.correspondence
    may_be_itself = ways and wanted.is_verbatim(found.start, found.end) and not (old.border(own) or new.border(there))
    return not (may_be_itself and ways and ways.of(old.units.of(wanted.start)) == new.units.of(found.start))


def _holder(wanted: SoughtPassage, own: Words, others: Sequence[int]) -> Holder | None:
    """The new place of what holds the passage: that of the same name, else that with most of its other words, else the
    sentence that says the same.
    """
    pair, old, new = wanted.pair, Rows(wanted.pair, 0), Rows(wanted.pair, 1)
    name = old.name(own)
    if name and wanted.start >= name.end and (named := _named(wanted, own, name)):
        return named
    votes: dict[Words, float] = {}
    telling: dict[Words, int] = {}
    words = [(pair.old.ids[index], pair.place[index]) for index in others]
    counts = Counter(words)
    # Equal words have the same places.
    for (word, at), index in dict(zip(words, others, strict=True)).items():
        count, is_telling = counts[word, at], pair.is_telling(word)
        for holder in {new.around(place) for place in _places(wanted, index)}:
            votes[holder] = votes.get(holder, 0) + count * pair.weight(word)
            telling[holder] = telling.get(holder, 0) + count * is_telling
    best = max(votes, key=votes.__getitem__, default=None)
    whole = sum(pair.weight(word) * count for (word, _), count in counts.items())
    is_row = bool(old.border(own))
    if best and votes[best] >= _MOST_OF_ROW * whole and (is_row or telling[best] >= _FEWEST):
        return None if _is_named_otherwise(wanted, own, best) else Holder(best, is_sure=True, is_named=False)
    unit = old.units.of(wanted.start)
    is_rewritten = pair.is_rewritten_around(unit)
    kin = pair.kinship.says(unit) if pair.kinship else None
    place = kin[0].unit if kin else pair.correspondence.of(unit) if pair.correspondence else None
    if place is None or not (kin or is_rewritten or _is_new_in_turn(pair, unit, place)):
        return None
    best = new.around(new.units.bounds(place)[0])
    stands_once = best.start <= pair.only_place_of_words(wanted.start, wanted.end) < best.end
    is_sure = kin is not None and (kin[1] or is_rewritten or (stands_once and telling.get(best, 0) > 0))
    return None if _is_named_otherwise(wanted, own, best) else Holder(best, is_sure, is_named=False)


def _is_new_in_turn(pair: Pair, unit: int, place: int) -> bool:
    """Whether a unit is gone, and a new one stands where it stood among those around it."""
    assert pair.units
    assert pair.correspondence
    first, last = pair.units[1].bounds(place)
    is_new = 2 * sum(pair.is_free[first:last]) > last - first
    return is_new and pair.correspondence.goes_with_neighbors(unit, place)


def _named(wanted: SoughtPassage, own: Words, name: Words) -> Holder | None:
    """What has the same name in the new text: the only one, as in the old text, or that where the name is matched."""
    pair, old, new = wanted.pair, Rows(wanted.pair, 0), Rows(wanted.pair, 1)
    words = pair.old.ids[name.start : name.end]
    there, here = new.named(words), old.named(words)
    taken = {pair.place[at.start] for at in old.named(words, anywhere=True) if at.start != name.start}
    is_row = any(_is_of_its_table(wanted, own, each) and each.start not in taken for each in there)
    if not is_row and old.border(own) and (row := _renamed_row(wanted, own)):
        return row
    if not there:
        # What was there before is about the name, and is not what has it.
        places = [place for place in new.named(words, anywhere=True) if place.start not in taken]
        there = [_part_with(new, place, old.siblings(own)) for place in places] if len(places) == 1 else []
    if len(there) == 1 == len(here):
        return Holder(there[0], is_sure=True, is_named=True)
    at = pair.place[name.start]
    stayed = next((each for each in there if each.start <= at < each.end), None)
    return Holder(stayed, is_sure=len(there) == len(here), is_named=True) if stayed else None


def _renamed_row(wanted: SoughtPassage, own: Words) -> Holder | None:
    """The row of a table that has another name in the new text: it has most of its other cells, or it is between the
    same rows and has cells like its own, or such a name. Cells that another row has as well do not tell.
    """
    pair, old, new = wanted.pair, Rows(wanted.pair, 0), Rows(wanted.pair, 1)
    between, in_turn = _rows_between_its_neighbors(wanted, own)
    votes = Counter(row for at in range(*own) for row in {new.around(place) for place in _places(wanted, at)})
    cells, label = old.cell_words(own), old.label(own)
    mine = next((cell for cell in old.cells(own) if wanted.start < cell.end), own)
    rest = cells - {label, tuple(old.tokens.ids[slice(*mine)])}
    others = [old.cell_words(row) for step in (-1, 1) for row in old.rows_beside(own, step)]
    ranked = []
    for row in {*between, *(row for row, _ in votes.most_common(_MOST_ROWS))}:
        if not _is_of_its_table(wanted, own, row) or _is_named_otherwise(wanted, own, row):
            continue
        same = cells & new.cell_words(row)
        has_name = label in same
        is_telling = bool(same) and not any(same <= other for other in others)
        likeness = has_name or Indel.normalized_similarity(pair.letters(label), pair.letters(new.label(row)))
        is_most = has_name or 2 * len(same & rest) >= len(rest) > 0
        is_like = is_telling or likeness >= _LABEL_ALIKE or same == cells - {label} or (is_most and len(same) > _FEWEST)
        if (is_most and is_telling) or (row == in_turn and is_like) or _is_in(label, new.label(row)):
            is_sure = row == in_turn or has_name or 2 * len(same & rest) > len(rest)
            ranked.append((len(same) + likeness + (row == in_turn), row, is_sure))
    ranked.sort(reverse=True)
    is_clear = len(ranked) == 1 or (len(ranked) > 1 and ranked[0][0] > ranked[1][0])
    return Holder(ranked[0][1], ranked[0][2], is_named=True) if is_clear else None


def _is_in(words: tuple[int, ...], others: tuple[int, ...]) -> bool:
    """Whether words, at least one, stand side by side among others."""
    return bool(words) and any(others[at : at + len(words)] == words for at in range(len(others)))


def _is_of_its_table(wanted: SoughtPassage, own: Words, row: Words) -> bool:
    """Whether a new row may be in the table of an old one: it has as many cells, or a column of the same name."""
    old, new = Rows(wanted.pair, 0), Rows(wanted.pair, 1)
    if not new.border(row) or new.border(row) != old.border(own):
        return False
    titles = [
        {tuple(text.tokens.ids[slice(*title)]) for title in text.header(each) if title.size}
        for text, each in ((old, own), (new, row))
    ]
    return len(new.cells(row)) == len(old.cells(own)) or not titles[0].isdisjoint(titles[1])


def _rows_between_its_neighbors(wanted: SoughtPassage, own: Words) -> tuple[list[Words], Words | None]:
    """The new rows between those that have the names of the nearest rows above and below, and which of them is in the
    row's place if there are as many as before.
    """
    old, new = Rows(wanted.pair, 0), Rows(wanted.pair, 1)
    above, below = [*old.rows_beside(own, -1)], [*old.rows_beside(own, 1)]
    first = next(((at, there) for at, row in enumerate(above) if (there := _row_of_same_name(wanted, row))), None)
    last = next(((at, there) for at, row in enumerate(below) if (there := _row_of_same_name(wanted, row))), None)
    index, rest = first[0] if first else len(above), last[0] if last else len(below)
    if first:
        rows = [*new.rows_beside(first[1], 1)]
        if last and last[1] not in rows:
            return [], None
        rows = rows[: rows.index(last[1])] if last else rows
    else:
        rows = [*new.rows_beside(last[1], -1)][::-1] if last else []
    is_in_turn = len(rows) == index + 1 + rest and not any(_is_named_otherwise(wanted, own, row) for row in rows)
    return rows, rows[index] if is_in_turn else None


def _row_of_same_name(wanted: SoughtPassage, row: Words) -> Words | None:
    """Where the first cell of an old row is matched, if it is the first cell of a row there."""
    old, new = Rows(wanted.pair, 0), Rows(wanted.pair, 1)
    place = wanted.pair.place[row.start]
    there = new.around(place) if place >= 0 else None
    return there if there and new.border(there) and new.label(there) == old.label(row) else None


def _places(wanted: SoughtPassage, index: int) -> Sequence[int]:
    """Where an old word is matched, else its free places."""
    pair = wanted.pair
    return pair.free_places(index) if pair.place[index] == UNMATCHED else (pair.place[index],)


def _part_with(new: Rows, name: Words, siblings: Sequence["array[int]"]) -> Words:
    """The part of a paragraph that is about a name: from its sentence on, to the next name that is a sibling."""
    line = new.line_words(name.start)
    start = new.units.bounds(new.units.of(name.start))[0]
    ids, end = new.tokens.ids, line.end
    for sibling in siblings:
        size = len(sibling)
        for at in range(line.start, line.end - size + 1):
            if ids[at : at + size] == sibling:
                if at >= name.end:
                    end = min(end, at)
                elif at < name.start:
                    start = max(start, at + size)
    return Words(start, end)


def _is_named_otherwise(wanted: SoughtPassage, own: Words, there: Words) -> bool:
    """Whether new words have the name of something else in the old text."""
    old, new = Rows(wanted.pair, 0), Rows(wanted.pair, 1)
    name = new.name(there)
    namesakes = old.named(new.tokens.ids[name.start : name.end]) if name else []
    return bool(namesakes) and not any(old.line(each.start) == old.line(own.start) for each in namesakes)


def _in_table(wanted: SoughtPassage, *, is_turned: bool) -> Held | None:
    """The place of a cell, or of a part of one, in what its table became, if the rows became columns or did not."""
    cell = wanted.pair.tables.carried(wanted.start, wanted.end)
    if cell is None or cell.there is None or cell.is_turned != is_turned:
        return None
    holder = Holder(cell.there, cell.is_sure, is_named=True)
    if cell.own == (wanted.start, wanted.end):
        is_like = wanted.is_verbatim(*cell.there) or wanted.likeness(*cell.there) >= _ALIKE
        return Held(holder, Found(*cell.there, cell.is_sure and is_like, moved=False), is_slot=True)
    others = [*range(cell.own.start, wanted.start), *range(wanted.end, cell.own.end)]
    found, _ = _inside(wanted, cell.own, others, holder, is_cell=False)
    return Held(holder, found, is_slot=True) if found else None


def _inside(
    wanted: SoughtPassage, own: Words, others: Sequence[int], holder: Holder, *, is_cell: bool
) -> tuple[Found | None, bool]:
    """The passage's place in its holder: the cell of the same column, else the same words, else other words like them
    in the same surroundings; and whether that is its slot.
    """
    pair, there, is_sure = wanted.pair, holder.words, holder.is_sure
    if max(own.size, there.size) > _LONGEST_HOLDER:
        return None, False
    same = [at for at in range(there.start, there.end - wanted.size + 1) if _is_same(wanted, at)]
    cell = _same_column(wanted, own, there, same) if is_cell else None
    if cell:
        is_like = cell.start in same or (not same and wanted.likeness(*cell) >= _ALIKE)
        return Found(*cell, is_sure=is_sure and is_like, moved=False), is_sure
    is_row = bool(Rows(wanted.pair, 0).border(own))
    if not same and is_row and (line := Rows(wanted.pair, 1).line_words(there.start)).size <= LONGEST_ITEM:
        same = [at for at in range(line.start, line.end - wanted.size + 1) if _is_same(wanted, at)]
        same = same if len(same) == 1 else []
    spots = list(_spots(wanted, own, others, there)) if wanted.extent <= FEW else []
    others_there = [spot for spot in spots if not any(spot[1] < at + wanted.size and at < spot[2] for at in same)]
    best = max(others_there, default=None)
    if same:
        is_sure = is_sure or _is_told(wanted, own, there, same)
        fits = {at: _fit(wanted, own, there, at, at + wanted.size) for at in same}
        at = max(same, key=lambda at: (pair.place[wanted.start] == at, fits[at]))
        if best is None or best[0] < fits[at] + 1 or (len(same) == 1 and not is_row and _tells(wanted, own)):
            return Found(at, at + wanted.size, is_sure, moved=False), False
    if best and is_cell:
        # One cell became one.
        cells = (each for each in Rows(wanted.pair, 1).cells(there) if each.start < best[2] and best[1] < each.end)
        best = max(((wanted.likeness(*each), *each) for each in cells), default=best)
    is_other = best is not None and _other_name(wanted, own, there) == best[1:]
    return best and Found(*best[1:], is_sure=False, moved=False, is_other=is_other), bool(same)


def _tells(wanted: SoughtPassage, own: Words) -> bool:
    """Whether the words tell more than where they stand: one is neither a figure nor frequent, and they are neither a
    value nor behind a label, which may have another one now.
    """
    if wanted.pair.old.gap(wanted.start).strip() in COLONS or not any(map(wanted.pair.is_telling, wanted.words)):
        return False
    values = (words for _, words in _values(wanted.pair.old, own))
    return all(value.end <= wanted.start or wanted.end <= value.start for value in values)


def _is_told(wanted: SoughtPassage, own: Words, there: Words, same: Sequence[int]) -> bool:
    """Whether the same words tell enough to be the passage in what likely holds it: they stand there once, no other
    passage has them, one is no frequent word, and the sentences around go there as well.
    """
    pair = wanted.pair
    if len(same) != 1 or pair.correspondence is None:
        return False
    unit, place = Rows(wanted.pair, 0).units.of(own.start), Rows(wanted.pair, 1).units.of(there.start)
    is_free = wanted.may_have(same[0], same[0] + wanted.size)
    if wanted.size == 1 and pair.count_old[wanted.words[0]] > pair.count_new[wanted.words[0]]:
        # It may be gone from here, and this is another one.
        return False
    return any(map(pair.is_telling, wanted.words)) and is_free and pair.correspondence.goes_with_neighbors(unit, place)


def _is_same(wanted: SoughtPassage, at: int) -> bool:
    """Whether the same words are there, not as a part of a longer name, as "17" in "A-17"."""
    edges = (wanted.start, at), (wanted.end, at + wanted.size)
    old, new = wanted.pair.old, wanted.pair.new
    return wanted.is_verbatim(at, at + wanted.size) and all(
        new.gap(there) not in _JOINTS or old.gap(here) in _JOINTS for here, there in edges
    )


def _same_column(wanted: SoughtPassage, own: Words, there: Words, same: Sequence[int]) -> Words | None:
    """The cell below the same name as that of the passage, or below a new name in the same place. ``same``: where its
    words are.
    """
    old, new = Rows(wanted.pair, 0), Rows(wanted.pair, 1)
    name = old.tokens.ids[slice(*old.column(own, wanted.start))]
    titles, cells = new.header(there), new.cells(there)
    below = [cell for title, cell in zip(titles, cells, strict=False) if new.tokens.ids[slice(*title)] == name]
    if name and not below and len(cells) == len(old.cells(own)):
        at = next(at for at, cell in enumerate(old.cells(own)) if wanted.start < cell.end)
        known = [old.tokens.ids[slice(*title)] for title in old.header(own)]
        is_renamed = titles and new.tokens.ids[slice(*titles[at])] not in known
        below = [cells[at]] if is_renamed and all(place in range(*cells[at]) for place in same) else []
    return below[0] if name and len(below) == 1 and below[0].size else None


def _labels(wanted: SoughtPassage, which: int, words: Words, start: int) -> set[str]:
    """What names a value: the words before it in its clause, and the name of its column."""
    text, keys = Rows(wanted.pair, which), wanted.pair.vocabulary.keys_by_id
    labels, at = [*range(*text.column(words, start))], start
    while words.start < at and start - at < _LABELS:
        gap = text.tokens.gap(at)
        if _ENDS_CLAUSE.search(gap) and not (at == start and gap.strip() in COLONS):
            break
        at -= 1
        labels.append(at)
    return {keys[text.tokens.ids[at]] for at in labels} - frequent_words()


def _fit(wanted: SoughtPassage, own: Words, there: Words, start: int, end: int) -> float:
    """How well a place in the holder fits: the same labels, the same words beside it, letters like those."""
    is_labelled = not _labels(wanted, 0, own, wanted.start).isdisjoint(_labels(wanted, 1, there, start))
    return _LABELLED * is_labelled + _beside(wanted, own, there, start, end) + wanted.likeness(start, end)


def _beside(wanted: SoughtPassage, own: Words, there: Words, start: int, end: int) -> int:
    """How many of the two words beside the passage are beside a place in the holder."""
    old, new = wanted.pair.old.ids, wanted.pair.new.ids
    before = own.start < wanted.start and there.start < start and old[wanted.start - 1] == new[start - 1]
    return before + (wanted.end < own.end and end < there.end and old[wanted.end] == new[end])


def _spots(wanted: SoughtPassage, own: Words, others: Sequence[int], there: Words) -> Iterator[tuple[float, int, int]]:
    """Where other words, or another value, may stand for those of the passage, each with how well it fits."""
    values, new_values = _values(wanted.pair.old, own), _values(wanted.pair.new, there)
    mine = [each for each in values if each[1].start < wanted.end and wanted.start < each[1].end]
    if not mine:
        if other_name := _other_name(wanted, own, there):
            yield _LABELLED + _fit(wanted, own, there, *other_name), *other_name
            return
        taken = {at for _, place in new_values for at in range(*place)}
        slot = there if Rows(wanted.pair, 0).name(own) else _slot(wanted, own, there)
        runs = [run for run in _runs(wanted, own, others, slot, taken) if run.size <= 2 * wanted.size + 1]
        for run in runs:
            if (fit := _fit(wanted, own, there, *run)) >= 1 or len(runs) == 1:
                yield fit, *run
        return
    taken_values = [mark.values for mark, _ in values if not any(mark is each for each, _ in mine)]
    # A day and its month are two values.
    ways = ((some, units) for some in (mine, mine[::-1], mine[:1]) for units in (True, False))
    mine, alike = next(
        ((some, found) for some, units in ways if (found := [*_alike(some, new_values, units=units)])), (mine, [])
    )
    begun, ended = min(words.start for _, words in mine), max(words.end for _, words in mine)
    for places in alike:
        first = max(there.start, min(places[0][1].start + wanted.start - begun, places[-1][1].end - 1))
        last = min(there.end, max(places[-1][1].end + wanted.end - ended, first + 1))
        # Two values may have changed places.
        is_known = any(mark.values & known for mark, _ in places for known in taken_values)
        if is_known and _beside(wanted, own, there, first, last) < _BOTH:
            continue
        is_same = all(mark.values & other.values for (mark, _), (other, _) in zip(mine, places, strict=True))
        yield _SAME_VALUE * is_same + _fit(wanted, own, there, first, last), first, last


def _alike(
    mine: Sequence[tuple[ValueMark, Words]], others: Sequence[tuple[ValueMark, Words]], *, units: bool
) -> Iterator[Sequence[tuple[ValueMark, Words]]]:
    """The values side by side that are of the same kinds as some, in their order."""
    kinds = [_kinds(mark, units=units) for mark, _ in mine]
    for at in range(len(others) - len(mine) + 1):
        places = others[at : at + len(mine)]
        if all(_kinds(mark, units=units) & kind for (mark, _), kind in zip(places, kinds, strict=True)):
            yield places


def _other_name(wanted: SoughtPassage, own: Words, there: Words) -> Words | None:
    """The only name or code that the holder has instead of the passage, which is one."""
    old, new = wanted.pair.old, wanted.pair.new
    own_names, mine = dict(_names(Rows(wanted.pair, 0), own)), Words(wanted.start, wanted.end)
    if mine not in own_names or _is_in(tuple(wanted.words), tuple(new.ids[slice(*there)])):
        return None
    known, words = {tuple(old.ids[slice(*name)]) for name in own_names}, set(old.ids[slice(*own)])
    others = [
        name
        for name, is_code in _names(Rows(wanted.pair, 1), there)
        if is_code == own_names[mine]
        and tuple(new.ids[slice(*name)]) not in known
        and (is_code or not words.issuperset(new.ids[slice(*name)]))
    ]
    return others[0] if len(others) == 1 else None


def _names(text: Rows, words: Words) -> Iterator[tuple[Words, bool]]:
    """The names among words, such as "Karl Ohm", and the codes, such as "A-17", and whether they are that. What begins
    a sentence, or stands behind a colon, is no name.
    """
    tokens, name = text.tokens, Words(words.start, words.start)
    for end in range(words.start + 1, words.end + 1):
        if end < words.end and tokens.gap(end) in _JOINTS:
            continue
        part = Words(name.end, end)
        raw = tokens.text[tokens.starts[part.start] : tokens.ends[part.end - 1]]
        is_code = any(map(str.isupper, raw)) and any(map(str.isdecimal, raw))
        is_name = raw[0].isupper() and not is_code and not text.begins_clause(part.start)
        if name.size and not (is_name and tokens.gap(part.start) == " "):
            yield name, False
            name = Words(part.start, part.start)
        if is_code:
            yield part, True
        name = Words(name.start if name.size else part.start, end) if is_name else Words(end, end)
    if name.size:
        yield name, False


def _slot(wanted: SoughtPassage, own: Words, there: Words) -> Words:
    """The words of the holder between those that stood before and behind the passage, if most of the holder stayed."""
    pair = wanted.pair
    runs = align(pair.old.ids[own.start : own.end], pair.new.ids[there.start : there.end])
    stayed = [(own.start + run.old + at, there.start + run.new + at) for run in runs for at in range(run.size)]
    if len(stayed) < _MOST_STAYED * (own.size - wanted.size):
        return there
    start = max((new + 1 for old, new in stayed if old < wanted.start), default=there.start)
    return Words(start, min((new for old, new in stayed if old >= wanted.end), default=there.end))


def _runs(wanted: SoughtPassage, own: Words, others: Sequence[int], there: Words, taken: set[int]) -> Iterator[Words]:
    """The words of the holder side by side that are new, without frequent ones at their ends, which a value of a row
    or item of the same name keeps, but for "and".
    """
    pair, keys = wanted.pair, wanted.pair.vocabulary.keys_by_id
    kinship = pair.kinship
    assert kinship is not None
    known = {kinship.stem(pair.old.ids[at]) for at in others}
    old = Rows(wanted.pair, 0)
    known |= {keys[old.tokens.ids[at]] for name in old.header(own) for at in range(*name)}
    name, other = old.name(own), Rows(wanted.pair, 1).name(there) if there.size else None
    is_value = name and other and pair.old.ids[slice(*name)] == pair.new.ids[slice(*other)]
    dropped = listed_by_name("measuring")["joiners"] if is_value else frequent_words()
    common = dropped - {keys[word] for word in wanted.words}
    run: list[int] = []
    for at in range(there.start, there.end + 1):
        word = pair.new.ids[at] if at < there.end and at not in taken else 0
        is_in = word and known.isdisjoint((keys[word], kinship.stem(word)))
        if run and (not is_in or _ENDS_CLAUSE.search(pair.new.gap(at))):
            while run and keys[pair.new.ids[run[0]]] in common:
                del run[0]
            while run and keys[pair.new.ids[run[-1]]] in common:
                del run[-1]
            if not frequent_words().issuperset(keys[pair.new.ids[place]] for place in run):
                yield Words(run[0], run[-1] + 1)
            run = []
        if is_in:
            run.append(at)


def _kinds(mark: ValueMark, *, units: bool = True) -> set[tuple[str, str]]:
    return {(value[0], value[2] if units else "") for value in mark.values}


def _values(tokens: Tokens, words: Words) -> list[tuple[ValueMark, Words]]:
    """The values among words of a text, each with its words."""
    start = tokens.starts[words.start]
    end = tokens.ends[words.end - 1] + len(tokens.gap(words.end).partition("\n")[0])
    reading = SentenceWords(Stretch(tokens.text, start, end, start, end))
    found = []
    for mark in marks(reading):
        first = bisect_right(tokens.ends, start + reading.words[mark.first].start, words.start, words.end)
        last = bisect_left(tokens.starts, start + reading.words[mark.last - 1].end, words.start, words.end)
        # "17" in "A-17" is none.
        is_of_code = (
            first > words.start and tokens.gap(first) == "-" and tokens.text[tokens.starts[first - 1]].isupper()
        )
        if first < last and not is_of_code:
            found.append((mark, Words(first, last)))
    return found
