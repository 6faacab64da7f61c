"""Carries passages over from one version of a text to another: the old place, else moved or other words."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from readtui.anchoring.ends import in_its_line, whole, with_whole_phrase, without_parts
from readtui.anchoring.holders import Held, held, is_in_another
from readtui.anchoring.matching.aligned_texts import Ranges, aligned
from readtui.anchoring.matching.clauses import own_clauses
from readtui.anchoring.matching.edges import begins_line
from readtui.anchoring.matching.pair import Pair
from readtui.anchoring.matching.places import UNMATCHED
from readtui.anchoring.matching.tokens import Tokens, Words
from readtui.anchoring.meaning.changed_meaning import (
    PassageWords,
    change_within,
    changed_meaning,
    has_akin_words,
    has_mostly_the_same_words,
    is_alike,
    names_the_same,
    says_the_same,
)
from readtui.anchoring.meaning.values import values_in
from readtui.anchoring.moved_passages import by_letters, moved, only_place, renamed, standing_once, turned, unchanged
from readtui.anchoring.old_place import in_place, verbatim_near
from readtui.anchoring.outcome import Anchor, Anchored, Orphan, Review
from readtui.anchoring.paraphrase import is_likeliest, reworded, still_says_it, with_its_parts
from readtui.anchoring.paraphrase_certainty import ParaphraseCertainty, may_be_said_anew, tells_of_others
from readtui.anchoring.paraphrase_choice import is_in_row, likeliest
from readtui.anchoring.raw_span import raw_span
from readtui.anchoring.sought_passage import FEW, SOME, Found, SoughtPassage, share_left
from readtui.model.annotation import AnchorState

_AS_LONG, _FEW_LEFT = 1.65, 0.3
# With more of them, it may be a near-copy.
_MOST_LEFT = 0.7
_MOST_OF_UNIT = 0.75
_MOST_LABELS = 8


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
    pair.values_in = values_in
    pair.sought = [_words_of(pair, *passage) for passage in wanted]
    return [_reanchored(pair, start, end) for start, end in wanted]


def _unchanged(start: int, end: int) -> Anchor:
    return Anchored(start, end, AnchorState.EXACT) if start < end else Orphan(_NOTHING)


_NOTHING = "it quotes nothing"


def _reanchored(pair: Pair, start: int, end: int) -> Anchor:
    if start == end:
        return Orphan(_NOTHING)
    words = _words_of(pair, start, end)
    if words.start == words.end:
        return find_wordless(pair, (start, end), words.start)
    found = search(pair, *words)
    if found is None:
        return Orphan("its words are no longer in the text")
    there = Words(found.start, found.end)
    new_start, new_end = raw_span(pair.old, pair.new, (start, end), words, there)
    before, after = PassageWords(pair.old, words, start, end), PassageWords(pair.new, there, new_start, new_end)
    # Comparing takes time: where the place is in doubt, a changed meaning tells nothing more.
    may_be_sure = found.is_sure or _may_be_sure(pair, before, after, found)
    anew = ParaphraseCertainty(pair, before, after) if may_be_said_anew(pair, before, after) else None
    if found.is_other or not (anew.is_there(is_sure=may_be_sure) if anew else may_be_sure):
        # A few words that stand in the same slot say what changed.
        is_slot = not found.moved and words.size <= FEW and found.end - found.start <= FEW
        is_slot = is_slot and pair.old.ids[slice(*words)] != pair.new.ids[slice(*there)]
        changed = change_within(pair.old.text, (start, end), pair.new.text, (new_start, new_end)) if is_slot else None
        values = f": {' '.join(before.raw().split())} → {' '.join(after.raw().split())}" if is_slot else ""
        return Review(new_start, new_end, changed.said if changed else _doubt(pair, words, found) + values)
    changed = changed_meaning(pair.old.text, (start, end), pair.new.text, (new_start, new_end), pair)
    if changed and not anew and tells_of_others(pair, before, after, changed):
        changed = None
    if not anew.says_the_same(changed) if anew else changed:
        return Review(new_start, new_end, changed.said if changed else _doubt(pair, words, found))
    is_exact = _is_exact(pair, words, found) and is_alike(before, after)
    return Anchored(new_start, new_end, AnchorState.EXACT if is_exact else AnchorState.MOVED)


def _words_of(pair: Pair, start: int, end: int) -> Words:
    return Words(bisect_right(pair.old.ends, start), bisect_left(pair.old.starts, end))


def _may_be_sure(pair: Pair, before: PassageWords, after: PassageWords, found: Found) -> bool:
    """Whether what is said there makes a place sure that was not: the same words, values or names."""
    words, there = before.words, after.words
    if found.moved and _is_numbering(pair, words):
        return False
    if _stands_once(pair, words, found):
        return True
    if any(pair.is_in_doubt[slice(*words)]):
        return False
    own = set(pair.old.ids[slice(*words)])
    ranges = pair.old.text, before[2:], pair.new.text, after[2:]
    if says_the_same(*ranges, has_moved=found.moved):
        return True
    if _is_only_one_there(pair, words, found) and has_mostly_the_same_words(*ranges):
        return True
    if len(own & set(pair.new.ids[slice(*there)])) > _MOST_LEFT * len(own):
        return False
    return _is_in_turn(pair, words, there) and (
        (SoughtPassage(pair, *words).has_spaces and has_akin_words(*ranges))
        or (_is_as_long_as_sentence(pair, words, there) and names_the_same(*ranges))
    )


def _is_only_one_there(pair: Pair, words: Words, found: Found) -> bool:
    """Whether a whole sentence stands between the same neighbors as before, and nothing else does."""
    if pair.units is None or words.size <= FEW:
        return False
    start, end = pair.units[0].bounds(pair.units[0].of(words.start))
    new_start, new_end = pair.units[1].bounds(pair.units[1].of(found.start))
    if words != (start, end) or (found.start, found.end) != (new_start, new_end):
        return False
    return (start == 0 or pair.new_place(start - 1) == new_start - 1) and (
        end == len(pair.old) or pair.new_place(end) == new_end
    )


def _is_in_turn(pair: Pair, words: Words, there: Words) -> bool:
    """Whether the sentence of a passage likely went there with those around it, in a text that was rewritten."""
    if pair.units is None or pair.correspondence is None:
        return False
    unit, place = pair.units[0].of(words.start), pair.units[1].of(there.start)
    if not pair.is_rewritten_around(unit) or pair.correspondence.of(unit) != place:
        return False
    if not is_likeliest(pair, unit, there):
        return False
    return pair.correspondence.goes_with_neighbors(unit, place)


def _stands_once(pair: Pair, words: Words, found: Found) -> bool:
    """Whether a few words stand once in either text, which was rewritten around them. The name of a heading may have
    become a word of a sentence.
    """
    if words.size > FEW or not pair.is_rewritten_around_word(words.start):
        return False
    if _is_numbering(pair, words) or pair.only_place_of_words(*words) != found.start:
        return False
    was_line, is_line = _is_line(pair, pair.old, words), _is_line(pair, pair.new, Words(found.start, found.end))
    return is_line or not was_line


def _is_numbering(pair: Pair, words: Words) -> bool:
    """Whether a few words are the number at the start of a line, alone or as in "Article 5", with a word of others."""
    figures, ids, label = pair.vocabulary.figures, pair.old.ids, words.start
    while label < words.end and ids[label] not in figures:
        label += 1
    if words.size > FEW or not begins_line(pair.old, words.start) or not figures.issuperset(ids[label : words.end]):
        return False
    size = label - words.start
    others = pair.old_places_of(ids[words.start : label], _MOST_LABELS) if label < words.end and size else ()
    numbered = [
        at for at in others if begins_line(pair.old, at) and not figures.isdisjoint(ids[at + size : at + size + 1])
    ]
    return size == 0 or len(numbered) > 1


def _is_as_long_as_sentence(pair: Pair, words: Words, there: Words) -> bool:
    """Whether a passage is most of its sentence, and about as long there."""
    if pair.units is None or words.size <= FEW:
        return False
    start, end = pair.units[0].bounds(pair.units[0].of(words.start))
    sizes = sorted((words.size, there.size))
    return words.size >= _MOST_OF_UNIT * (end - start) and sizes[1] <= _AS_LONG * sizes[0]


def _is_line(pair: Pair, tokens: Tokens, words: Words) -> bool:
    """Whether the words are a whole line, but for its number."""
    start = words.start
    if start and tokens.ids[start - 1] in pair.vocabulary.figures:
        start -= begins_line(tokens, start - 1)
    return begins_line(tokens, start) and begins_line(tokens, words.end)


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
    if found.moved and share_left(pair, words, Words(found.start, found.end)) < _FEW_LEFT:
        return "its words are gone; these are the likeliest to say the same"
    if found.moved and not _is_between_its_neighbors(pair, words, found):
        return "its words, or words like them, stand elsewhere"
    return "other words stand where it stood"


def _is_between_its_neighbors(pair: Pair, words: Words, found: Found) -> bool:
    """Whether it comes after the last word before it that is still there, and before the first one after it."""
    before = next((pair.place[one] for one in range(words.start - 1, -1, -1) if pair.place[one] >= 0), -1)
    after = next((pair.place[one] for one in range(words.end, len(pair.old)) if pair.place[one] >= 0), len(pair.new))
    return before < found.start and found.end <= after


def search(pair: Pair, start: int, end: int) -> Found | None:
    """The place of words ``start:end`` of the old text, at least one word; None if they are gone."""
    wanted = SoughtPassage(pair, start, end)
    found = _place(wanted)
    return found and in_its_line(wanted, found)


def _place(wanted: SoughtPassage) -> Found | None:
    found = _search(wanted)
    is_short = wanted.extent <= FEW and not wanted.is_line()
    if not (found and _stays_where_it_was(wanted, found)):
        holder = held(wanted)
        if holder and found is None and not is_in_row(wanted):
            found = unchanged(wanted)
            found = found if found and _stands_in_its_sentence(wanted, found) else None
        if holder and (there := _in_holder(wanted, holder, found)) is not found:
            # A row that is gone is no other row, though both may have the cell.
            may_be_other = there and not there.is_sure and wanted.is_verbatim(there.start, there.end)
            is_other = there and may_be_other and is_in_row(wanted) and is_in_another(wanted, there)
            return None if there is None or is_other else _if_undoubted(wanted, there)
    if found is None:
        ways = (unchanged, turned, reworded, renamed, only_place)
        found = next((there for way in ways if (there := way(wanted))), None)
    has_left = found and (found.moved or (is_in_row(wanted) and not _stays_where_it_was(wanted, found)))
    if found and is_short and has_left and is_in_another(wanted, found):
        return None
    if found:
        found = _surely(wanted, without_parts(wanted, _own_part(wanted, whole(wanted, found))))
    there = _chosen(wanted, found)
    if there and found is None and wanted.extent > FEW:
        there = _surely(wanted, without_parts(wanted, there))
    return there and _if_undoubted(wanted, with_its_parts(wanted, with_whole_phrase(wanted, there)))


def _surely(wanted: SoughtPassage, found: Found) -> Found:
    return replace(found, is_sure=True) if not found.is_sure and still_says_it(wanted, found) else found


def _chosen(wanted: SoughtPassage, found: Found | None) -> Found | None:
    """``found``, or what is likelier if that is in doubt. The same words stay, and cells."""
    if found and (found.is_sure or is_in_row(wanted)):
        return found
    is_verbatim = found and wanted.is_verbatim(found.start, found.end) and not wanted.is_line()
    if found and is_verbatim and not wanted.is_of_another(found.start, found.end):
        return found
    there = likeliest(wanted, found)
    if (
        there is None
        or there is found
        or is_in_another(wanted, there)
        or (found and is_verbatim and _are_in_one(wanted, found, there))
    ):
        return found
    first = wanted.pair.only_place_of_words(wanted.start, wanted.end)
    is_inside = wanted.extent <= FEW and there.start <= first and first + wanted.size <= there.end
    return replace(there, start=first, end=first + wanted.size) if is_inside else there


def _if_undoubted(wanted: SoughtPassage, found: Found) -> Found | None:
    """``found``, which is not sure if too many similar lines compete to tell which of them this is. A cell that is gone
    from a turned table is no other cell of it, unless only that one has its words, which is not sure.
    """
    cell = wanted.pair.tables.carried(wanted.start, wanted.end)
    if cell and cell.is_turned and not cell.there and cell.table.start <= found.start < cell.table.end:
        is_only = wanted.pair.only_place_of_words(wanted.start, wanted.end) == found.start
        return replace(found, is_sure=False) if is_only else None
    is_in_doubt = any(wanted.pair.is_in_doubt[wanted.start : wanted.end])
    return replace(found, is_sure=False) if is_in_doubt else found


def _in_holder(wanted: SoughtPassage, holder: Held, found: Found | None) -> Found | None:
    """The place of a few words in what holds them, rather than what was found elsewhere or what is not the same."""
    there = holder.found
    if found is None or there is None or (there.is_sure and wanted.is_verbatim(there.start, there.end)):
        return there or found
    if _stands_in_its_sentence(wanted, found) and not _are_in_one(wanted, found, there):
        return found
    if holder.is_slot:
        return there
    words, _, is_named = holder.holder
    if words.start <= found.start and found.end <= words.end:
        return found if found.is_sure else there
    stands_once = wanted.pair.only_place_of_words(wanted.start, wanted.end) == found.start
    return found if (stands_once or found.is_sure) and not is_named else there


def _stands_in_its_sentence(wanted: SoughtPassage, found: Found) -> bool:
    """Whether words that stand once in either text are in the sentence or row that likely says what theirs did, and
    behind the same label if they had one.
    """
    pair = wanted.pair
    if pair.units is None or pair.correspondence is None:
        return False
    if pair.only_place_of_words(wanted.start, wanted.end) != found.start:
        return False
    if pair.old.gap(wanted.start).strip() == ":" and (
        not found.start or pair.new.ids[found.start - 1] != pair.old.ids[wanted.start - 1]
    ):
        return False
    return pair.correspondence.of(pair.units[0].of(wanted.start)) == pair.units[1].of(found.start)


def _are_in_one(wanted: SoughtPassage, found: Found, other: Found) -> bool:
    """Whether two places are in one sentence, in which values may have changed places."""
    units = wanted.pair.units
    return units is not None and units[1].of(found.start) == units[1].of(other.start)


def _stays_where_it_was(wanted: SoughtPassage, found: Found) -> bool:
    """Whether the same words are between the same neighbors. Columns of a table may have changed places."""
    old = wanted.pair.old
    is_cell = "\t" in old.gap(wanted.start) or "\t" in old.gap(wanted.end)
    return not is_cell and wanted.is_verbatim(found.start, found.end) and _has_neighbours(wanted, found)


def _own_part(wanted: SoughtPassage, found: Found) -> Found:
    """``found`` without the clauses at its ends that other sentences had. A sentence is one sentence."""
    units = wanted.pair.units
    if found.end - found.start <= wanted.size or units is None:
        return found
    is_line = begins_line(wanted.pair.new, found.start) and begins_line(wanted.pair.new, found.end)
    if is_line and wanted.is_line() and ":" not in wanted.pair.old.gap(wanted.end):
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
    once = standing_once(wanted)
    if once:
        return once
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
