"""Extends a passage over its changed first and last words, but not over text inserted beside it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from readtui.anchoring.matching.edges import begins_line, gap_strength
from readtui.anchoring.matching.pair import Pair
from readtui.anchoring.matching.tokens import Tokens, Words
from readtui.anchoring.sought_passage import Found, SoughtPassage
from readtui.text.language import frequent_words

_PARAGRAPH = 3
_SENTENCE = 2
_NEAR = 3
_MOST_OF_WHOLE, _SOME_OF_WHOLE = 0.5, 0.3
_LONGEST_HEADING = 12
_FEW_BEFORE = 2
_ENDS = frozenset(".!?…。！？।؟")
_LONGEST_NAME, _MOST_COMPARED = 6, 400
_LONGEST_PHRASE, _LONGEST_REST, _STEM = 6, 2, 4
_NUMBERS = re.compile(r"[.)]\s")
_NO_NAME = frozenset(".!…:;,。！：；，")


class _Ends:
    """Counts the sentence and paragraph ends among the missing words; the new text may have at most as many.

    A passage that neither begins nor ends with a sentence may include any number of sentence ends.
    """

    def __init__(self, wanted: SoughtPassage, first_gap: int, last_gap: int, outer: int) -> None:
        old = wanted.pair.old
        cuts = [gap_strength(old, gap) for gap in range(first_gap, last_gap)]
        self._paragraphs = cuts.count(_PARAGRAPH)
        self._sentences = cuts.count(_SENTENCE) + self._paragraphs
        self._is_strict = gap_strength(old, outer) >= _SENTENCE

    def lets_pass(self, strength: int) -> bool:
        """Whether the passage may continue across a gap of this strength."""
        if strength < _SENTENCE:
            return True
        self._sentences -= 1
        if strength == _PARAGRAPH:
            self._paragraphs -= 1
            return self._paragraphs >= 0
        return self._sentences >= 0 or not self._is_strict


def grown_back(wanted: SoughtPassage, first: int, missing: int, neighbour: int | None) -> int:
    """``first``, moved back over the passage's ``missing`` first words.

    It stops at ``neighbour``, the word before the passage, if that is near. Otherwise it goes back to the start of the
    sentence if the passage began with one, or by the number of missing words.
    """
    if not missing:
        return first
    if neighbour is not None and 0 < first - neighbour - 1 <= _most(missing):
        return _moved_back(wanted, first, neighbour + 1, missing)
    reached = _moved_back(wanted, first, wanted.over_free(first, -_most(missing)), missing)
    if _is_cut(wanted, wanted.start, reached):
        return reached
    return _moved_back(wanted, first, wanted.over_free(first, -missing), missing)


def grown_on(wanted: SoughtPassage, last: int, missing: int, neighbour: int | None) -> int:
    """``last``, moved forward over the passage's ``missing`` last words; the mirror image of ``grown_back``."""
    if not missing:
        return last
    if neighbour is not None and 0 < neighbour - last <= _most(missing):
        return _moved_on(wanted, last, neighbour, missing)
    reached = _moved_on(wanted, last, wanted.over_free(last, _most(missing)), missing)
    if _is_cut(wanted, wanted.end, reached):
        return reached
    return _moved_on(wanted, last, wanted.over_free(last, missing), missing)


def _most(missing: int) -> int:
    return 2 * missing + _NEAR


def _is_cut(wanted: SoughtPassage, old: int, new: int) -> bool:
    """Whether both texts have at least a sentence boundary there."""
    return min(gap_strength(wanted.pair.old, old), gap_strength(wanted.pair.new, new)) >= _SENTENCE


def _moved_back(wanted: SoughtPassage, first: int, stop: int, missing: int) -> int:
    ends = _Ends(wanted, wanted.start + 1, wanted.start + missing + 1, wanted.start)
    old, new = wanted.pair.old, wanted.pair.new
    # The first words of a row are on its line.
    is_row = wanted.is_line() and not any(begins_line(old, wanted.start + at) for at in range(1, missing + 1))
    while first > stop and ends.lets_pass(gap_strength(new, first)) and not (is_row and begins_line(new, first)):
        first -= 1
    return first


def _moved_on(wanted: SoughtPassage, last: int, stop: int, missing: int) -> int:
    ends = _Ends(wanted, wanted.end - missing, wanted.end, wanted.end)
    old, new = wanted.pair.old, wanted.pair.new
    is_row = wanted.is_line() and not any(begins_line(old, wanted.end - at) for at in range(1, missing + 1))
    while last < stop and ends.lets_pass(gap_strength(new, last)) and not (is_row and begins_line(new, last)):
        last += 1
    return last


def whole(wanted: SoughtPassage, found: Found) -> Found:
    """``found``, extended to whole sentences if the passage is one, over new words of the same line only.

    What stands before a colon stays outside, and so does what follows the colon at the end of a passage, and the number
    of a heading, item or row, unless the passage begins with its own.
    """
    pair = wanted.pair
    if pair.units is None:
        return found
    old, new = pair.units
    begun = old.bounds(old.of(wanted.start))[0]
    is_introduced = begun < wanted.start and ":" in pair.old.gap(wanted.start)
    is_numbered = pair.vocabulary.figures.issuperset(pair.old.ids[begun : wanted.start])
    if (
        not (is_numbered or is_introduced)
        or old.bounds(old.of(wanted.end - 1))[1] != wanted.end
        or _is_part_now(wanted, found)
    ):
        return found
    own = pair.vocabulary.figures.union(wanted.words)
    start, first = found.start, new.bounds(new.of(found.start))[0]
    # A sentence is one cell of a row.
    ends_cell = "" if any("\t" in pair.old.gap(at) for at in range(wanted.start + 1, wanted.end)) else "\t"
    while (
        not is_introduced and start > first and _is_new(pair, start - 1, own) and not _stops(gap := pair.new.gap(start))
    ):
        if ends_cell and ends_cell in gap:
            first = start
            break
        start -= 1
    if found.start - start <= _FEW_BEFORE and wanted.is_verbatim(found.start, found.end):
        # "Then turn the wheel."
        start = found.start
    figures = pair.vocabulary.figures
    has_number = wanted.words[0] in figures
    while not has_number and start < found.start and pair.new.ids[start] in figures:
        start += 1
    end, last = found.end, new.bounds(new.of(found.end - 1))[1]
    introduces = _stops(pair.old.gap(wanted.end).partition("\n")[0])
    while end < last and _is_new(pair, end, own) and "\n" not in (gap := pair.new.gap(end)):
        if is_introduced and end == found.end and gap_strength(pair.new, end):
            break
        if (introduces and _stops(gap)) or (ends_cell and ends_cell in gap):
            last = end
            break
        end += 1
    is_heading = _is_paragraph(pair.old, wanted.start, wanted.end) and _is_paragraph(pair.new, start, end)
    least = _SOME_OF_WHOLE if wanted.is_verbatim(found.start, found.end) else _MOST_OF_WHOLE
    if not is_heading and found.end - found.start < least * (end - start):
        return found
    if has_number and start == first and begins_line(pair.old, wanted.start):
        start = first = _with_number(pair, first)
    # Words that another passage has end the sentence of this one.
    return replace(found, start=start if start == first else found.start, end=end if end == last else found.end)


def _is_part_now(wanted: SoughtPassage, found: Found) -> bool:
    """Whether what was an item without a full stop, or a clause behind a semicolon, is a part of a sentence now."""
    pair = wanted.pair
    if pair.units is None or wanted.size <= 1 or not wanted.is_verbatim(found.start, found.end):
        return False
    was_item = wanted.is_line() and _ENDS.isdisjoint(pair.old.gap(wanted.end).partition("\n")[0])
    if not was_item and ";" not in pair.old.gap(wanted.start):
        return False
    end = pair.units[1].bounds(pair.units[1].of(found.start))[1]
    return not _ENDS.isdisjoint(pair.new.gap(end).partition("\n")[0])


def in_its_line(wanted: SoughtPassage, found: Found) -> Found:
    """``found`` without other cells, if the passage is in one; the whole name that a name became: a heading, a label or
    a cell of a few words, without its number.
    """
    pair, old, new = wanted.pair, wanted.pair.old, wanted.pair.new
    if old.text.find("\t", old.starts[wanted.start], old.ends[wanted.end - 1]) < 0:
        found = _in_one_cell(wanted, found)
    own = _without_number(pair, old, _few_words_around(old, wanted.start, wanted.end))
    if own != (wanted.start, wanted.end) or not pair.vocabulary.figures.isdisjoint(wanted.words):
        return found
    line = _without_number(pair, new, _few_words_around(new, found.start, found.end))
    has_pause = any(gap_strength(new, at) for at in range(line.start + 1, line.end))
    return found if has_pause or not line.size else replace(found, start=line.start, end=line.end)


def _without_number(pair: Pair, tokens: Tokens, line: Words) -> Words:
    """A line without the number with which a heading or an item begins, such as 2.1, A. or III)."""
    start, figures = line.start, pair.vocabulary.figures
    while start < line.end - 1 and begins_line(tokens, line.start):
        if tokens.ids[start] not in figures and not _NUMBERS.match(tokens.gap(start + 1)):
            break
        start += 1
    return Words(start, line.end) if start == line.start or tokens.gap(start)[-1:] == " " else line


def _few_words_around(tokens: Tokens, start: int, end: int) -> Words:
    """The line or cell around words, if it is short and no sentence; else no words."""
    first, last = start, end
    while not _begins_cell(tokens, first) and first > end - _LONGEST_NAME:
        first -= 1
    while not _begins_cell(tokens, last) and last < first + _LONGEST_NAME:
        last += 1
    is_name = _begins_cell(tokens, first) and _begins_cell(tokens, last) and last - first <= _LONGEST_NAME
    is_one = not any(_begins_cell(tokens, at) for at in range(first + 1, last))
    ends = tokens.gap(last).partition("\n")[0].partition("\t")[0]
    return Words(first, last) if is_name and is_one and _NO_NAME.isdisjoint(ends) else Words(first, first)


def _in_one_cell(wanted: SoughtPassage, found: Found) -> Found:
    new = wanted.pair.new
    has_tab = new.text.find("\t", new.starts[found.start], new.ends[found.end - 1]) >= 0
    if not has_tab or found.end - found.start > _MOST_COMPARED:
        return found
    tabs = (at for at in range(found.start + 1, found.end) if "\t" in new.gap(at))
    cells = pairwise([found.start, *tabs, found.end])
    start, end = max(cells, key=lambda each: wanted.likeness(*each))
    own, ids = set(wanted.words), new.ids
    # Words of a name that stand in several cells are none.
    is_sure = found.is_sure and own.intersection(ids[found.start : found.end]) <= set(ids[start:end])
    return replace(found, start=start, end=end, is_sure=is_sure)


def _begins_cell(tokens: Tokens, at: int) -> bool:
    return begins_line(tokens, at) or "\t" in tokens.gap(at)


def without_parts(wanted: SoughtPassage, found: Found) -> Found:
    """``found``, if the passage is whole sentences, without small parts of those before and behind."""
    pair = wanted.pair
    if pair.units is None or wanted.is_verbatim(found.start, found.end):
        return found
    old, new = pair.units
    if old.bounds(old.of(wanted.start))[0] != wanted.start or old.bounds(old.of(wanted.end - 1))[1] != wanted.end:
        return found
    (first, begun), (ending, last) = new.bounds(new.of(found.start)), new.bounds(new.of(found.end - 1))
    start, end = found.start, found.end
    if start > first and begun < end and 2 * (begun - start) < end - start:
        start = begun
    if end < last and ending > start and 2 * (end - ending) < end - start:
        end = ending
    return replace(found, start=start, end=end)


def with_whole_phrase(wanted: SoughtPassage, found: Found) -> Found:
    """``found``, if it ends in the middle of a phrase with a small word as the passage does not, up to the end of that
    phrase, or without those words; and without the end of another clause that it begins with.
    """
    pair, new, common = wanted.pair, wanted.pair.new, frequent_words()
    start, end, keys = found.start, found.end, pair.vocabulary.keys_by_id
    if not wanted.has_spaces or wanted.is_verbatim(start, end):
        return found
    if keys[new.ids[end - 1]] in common and keys[wanted.words[-1]] not in common and not gap_strength(new, end):
        last = end
        while last > start + 1 and keys[new.ids[last - 1]] in common and not gap_strength(new, last):
            last -= 1
        ahead = range(end, min(len(new), end + _LONGEST_PHRASE) + 1)
        border = next((at for at in ahead if gap_strength(new, at)), last)
        is_next_known = pair.new_place(wanted.end) == end
        end = last if gap_strength(new, last) else end if is_next_known else border
    for at in range(start + 1, min(end, start + _LONGEST_REST + 1)):
        if gap_strength(new, at) and not gap_strength(new, start) and gap_strength(pair.old, wanted.start):
            start = at if set(wanted.words).isdisjoint(new.ids[start:at]) else start
            break
    return _without_rest(wanted, replace(found, start=start, end=end))


def _without_rest(wanted: SoughtPassage, found: Found) -> Found:
    """``found``, if the passage is a part of a sentence, without words at its ends that the rest of that has."""
    pair = wanted.pair
    if pair.units is None or found.end - found.start > _MOST_COMPARED:
        return found
    first, last = pair.units[0].bounds(pair.units[0].of(wanted.start))
    own, stems = list(_stems(pair, wanted.words)), list(_stems(pair, pair.new.ids[found.start : found.end]))
    before = _of_rest(own, set(_stems(pair, pair.old.ids[first : wanted.start])), stems)
    behind = _of_rest(own[::-1], set(_stems(pair, pair.old.ids[wanted.end : last])), stems[::-1])
    return replace(found, start=found.start + before, end=found.end - behind)


def _of_rest(own: Sequence[str], rest: set[str], stems: Sequence[str]) -> int:
    """How many of the first stems, with a telling one, belong to the rest of the sentence."""
    common, size, is_telling = frequent_words(), 0, False
    for at, stem in enumerate(stems[: len(stems) // 2]):
        if stem in own and stem not in common:
            break
        if stem in rest and stem not in own:
            is_telling = is_telling or (stem not in common and stem.isalpha())
            size = at + 1 if is_telling else 0
    # Another word may stand there between the same two.
    is_between = size < len(own) and own[0] == stems[0] and own[size] == stems[size]
    return 0 if is_between else size


def _stems(pair: Pair, words: Sequence[int]) -> Iterator[str]:
    keys = pair.vocabulary.keys_by_id
    return (keys[word] if keys[word] in frequent_words() else keys[word][:_STEM] for word in words)


def _with_number(pair: Pair, first: int) -> int:
    """The start of the line if nothing but numbers is before its word ``first``; else ``first``."""
    start = first
    while not begins_line(pair.new, start) and pair.new.ids[start - 1] in pair.vocabulary.figures:
        start -= 1
    return start if begins_line(pair.new, start) else first


def _is_new(pair: Pair, place: int, own: frozenset[int]) -> bool:
    """Whether the word there is not that of another passage."""
    return bool(pair.is_free[place]) or pair.new.ids[place] in own


def _stops(gap: str) -> bool:
    return "\n" in gap or ":" in gap or "：" in gap


def _is_paragraph(tokens: Tokens, start: int, end: int) -> bool:
    """Whether these are the few words of a paragraph, such as a heading."""
    is_one = gap_strength(tokens, start) == gap_strength(tokens, end) == _PARAGRAPH
    return is_one and end - start <= _LONGEST_HEADING
