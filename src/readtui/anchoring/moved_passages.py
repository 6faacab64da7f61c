"""Finds a passage that moved to new text: by its words and context, otherwise letter by letter."""

import re
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence

from rapidfuzz.fuzz import partial_ratio_alignment

from readtui.anchoring.ends import grown_back, grown_on
from readtui.anchoring.matching.alignment import Run, align, pulled_together, without_stray_ends
from readtui.anchoring.matching.edges import gap_strength
from readtui.anchoring.matching.places import UNMATCHED
from readtui.anchoring.matching.tokens import NO_WORD, Tokens
from readtui.anchoring.sought_passage import (
    CONTEXT,
    FEW,
    MOST_SHARED,
    MOST_WORDS,
    SOME,
    Found,
    SoughtPassage,
    context_of,
)
from readtui.quick_dataclass import dataclass

_MOST_CANDIDATES = 5
_MOST_VOTERS = 400
_TELLING = 2.0
_NEAR = 3
_LEAST_FOR_LETTERS, _MOST_FOR_LETTERS = 40, 4_000
_ENOUGH, _LONG, _FEWEST = 3, 5, 2
_JOINTS = ("_", "-", ".")
_AROUND, _SOME_AROUND, _MUCH_AROUND = 12, 0.25, 0.4
_MOST_TURNED, _DENSE = 0.65, 0.5
_LONGEST_HEADING, _LEAST_OF_BODY = 12, 3
_LONGEST_SECTION, _MOST_SAMPLED = 400, 12
_ENDS = re.compile(r"^[^\n]*[.!?…:;。！？：]")
_PARAGRAPH = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible place of the passage. All measures from 0 to 1."""

    start: int
    end: int
    kept: float
    likeness: float
    context: float

    @property
    def score(self) -> float:
        """The measure by which the best candidate is chosen."""
        return self.likeness + 0.3 * self.context


def moved(wanted: SoughtPassage) -> Found | None:
    """The best place among new words. The less of the context is there, the more similar the words must be."""
    best = max(candidates(wanted), key=lambda each: each.score, default=None)
    if best is None:
        return None
    if wanted.extent <= FEW:
        least, least_context = 0.95 - 0.3 * best.context, 0.45
    elif wanted.extent <= SOME:
        least, least_context = 0.85 - 0.25 * best.context, 0.25
    else:
        least, least_context = 0.72 - 0.15 * best.context, 0.0
    if best.likeness < least or _is_another(wanted, best.start, best.end):
        return None
    least_kept = 0.6 if best.context >= 0.25 else 0.7
    if best.context >= least_context and (wanted.extent <= SOME or best.likeness >= 0.85 or best.kept >= least_kept):
        return Found(best.start, best.end, is_sure=True, moved=True)
    found = Found(best.start, best.end, is_sure=_is_told(wanted, best.start, best.end), moved=True)
    return found if found.is_sure or wanted.weight >= _TELLING else None


def candidates(wanted: SoughtPassage) -> Iterator[Candidate]:
    """The most likely places among new words; none for a passage with too many words to compare."""
    if wanted.size > MOST_WORDS:
        return
    for start, end in _likely_regions(wanted):
        words = _with_taken_hidden(wanted, start, end)
        runs = without_stray_ends(
            pulled_together(_runs_of_the_passage(wanted, words), wanted.words, words), wanted.size
        )
        if not runs:
            continue
        kept = wanted.kept(runs)
        first, last = start + runs[0].new, start + runs[-1].new_end
        missing_before, missing_after = runs[0].old, wanted.size - runs[-1].old_end
        first = grown_back(wanted, first, missing_before, _word_before(wanted, first, missing_before))
        last = grown_on(wanted, last, missing_after, _word_after(wanted, last, missing_after))
        if wanted.is_of_another(first, last):
            continue
        before, after = wanted.context(first, last)
        likeness = kept * wanted.size / max(wanted.size, last - first)
        if wanted.extent > SOME:
            likeness = wanted.likeness(first, last)
        elif wanted.extent > FEW:
            likeness = max(likeness, wanted.likeness(first, last))
        yield Candidate(first, last, kept, likeness, max((before + after) / 2, 0.8 * before, 0.8 * after))


def _runs_of_the_passage(wanted: SoughtPassage, words: Sequence[int]) -> list[Run]:
    """The passage's words found in ``words``. The words around it are matched too, so that they are not mistaken for
    its own.
    """
    old = wanted.pair.old.ids
    around = min(CONTEXT, wanted.start)
    runs: list[Run] = []
    for run in align(old[wanted.start - around : wanted.end + CONTEXT], words):
        skipped = max(0, around - run.old)
        size = min(run.size, around + wanted.size - run.old) - skipped
        if size > 0:
            runs.append(Run(run.old + skipped - around, run.new + skipped, size))
    return runs


def _word_before(wanted: SoughtPassage, first: int, missing: int) -> int | None:
    """The new place of the word before the passage, no farther away than about the number of missing words."""
    if not wanted.start:
        return None
    neighbour = wanted.pair.old.ids[wanted.start - 1]
    places = range(first - 1, max(-1, first - missing - _NEAR - 1), -1)
    return next((place for place in places if wanted.pair.new.ids[place] == neighbour), None)


def _word_after(wanted: SoughtPassage, last: int, missing: int) -> int | None:
    if wanted.end == len(wanted.pair.old):
        return None
    neighbour = wanted.pair.old.ids[wanted.end]
    places = range(last, min(len(wanted.pair.new), last + missing + _NEAR))
    return next((place for place in places if wanted.pair.new.ids[place] == neighbour), None)


def _likely_regions(wanted: SoughtPassage) -> Iterator[tuple[int, int]]:
    """The stretches of new text whose diagonals hold the most matching words, by weight."""
    pair, width = wanted.pair, max(4, wanted.size // 4)
    votes: dict[int, float] = {}
    begin, end = max(0, wanted.start - CONTEXT), min(len(pair.old), wanted.end + CONTEXT)
    for old in range(begin, end, 1 + (end - begin) // _MOST_VOTERS):
        weight = pair.weight(pair.old.ids[old]) * (1 if wanted.start <= old < wanted.end else 0.5)
        for place in pair.free_places(old):
            bucket = (place - old) // width
            votes[bucket] = votes.get(bucket, 0) + weight
    both = {bucket: weight + votes.get(bucket + 1, 0) for bucket, weight in votes.items()}
    for bucket in sorted(both, key=lambda each: -both[each])[:_MOST_CANDIDATES]:
        start = max(0, wanted.start + bucket * width - CONTEXT)
        stop = min(len(pair.new), wanted.end + (bucket + 2) * width + CONTEXT)
        if start < stop:
            yield start, stop


def _with_taken_hidden(wanted: SoughtPassage, start: int, end: int) -> Sequence[int]:
    """Words ``start:end`` of the new text, with NO_WORD for words that belong to other passages."""
    pair = wanted.pair
    words = array("l", pair.new.ids[start:end])
    own = set(pair.place[wanted.start : wanted.end])
    for index in range(start, end):
        if not pair.is_free[index] and index not in own:
            words[index - start] = NO_WORD
    return words


def _is_another(wanted: SoughtPassage, first: int, last: int) -> bool:
    """Whether the words there are more likely another stretch of old text that moved."""
    pair = wanted.pair
    weights: dict[int, float] = {}
    for new in range(first, last, 1 + (last - first) // _MOST_VOTERS):
        weight = pair.weight(pair.new.ids[new])
        for old in pair.lost_places(new):
            weights[new - old] = weights.get(new - old, 0) + weight
    slack = max(2, wanted.size // 4)
    own = range(first - wanted.start - slack, first - wanted.start + slack + 1)
    own_weight = sum(weight for diagonal, weight in weights.items() if diagonal in own)
    rivals = [(weight, diagonal) for diagonal, weight in weights.items() if diagonal not in own]
    if not rivals:
        return False
    weight, diagonal = max(rivals)
    if weight > 1.3 * own_weight:
        return True
    rival_context = sum(context_of(pair, first - diagonal, last - diagonal, first, last))
    return weight >= 0.9 * own_weight and rival_context > sum(wanted.context(first, last)) + 0.5


def unchanged(wanted: SoughtPassage) -> Found | None:
    """The place of words that are too few to be sure of: where their line went, or where it stands exactly once."""
    pair, size = wanted.pair, wanted.size
    places = pair.place[wanted.start : wanted.end]
    first = places[0]
    if not wanted.has_moved or first < 0 or places != [*range(first, first + size)]:
        first = pair.only_place(wanted.start, wanted.end) if size > 1 and wanted.is_line() else UNMATCHED
    if first < 0 or wanted.is_of_another(first, first + size):
        return standing_once(wanted)
    return Found(first, first + size, is_sure=_is_told(wanted, first, first + size), moved=True)


def standing_once(wanted: SoughtPassage) -> Found | None:
    """Where the same words stand, if they stand exactly once in either text and tell the passage from others.

    A number tells nothing, as in "Article 5", unless what stands around it does. Many words are sure.
    """
    pair = wanted.pair
    first = pair.only_place_of_words(wanted.start, wanted.end)
    last = first + wanted.size
    if first < 0 or wanted.is_of_another(first, last):
        return None
    words = set(wanted.words) - pair.vocabulary.figures
    extent = sum(map(pair.vocabulary.extent, words))
    may_tell = wanted.size > 1 or len(words) < len(set(wanted.words))
    around = _around(wanted, first, last) if may_tell else 0.0
    if extent >= _ENOUGH or around >= _SOME_AROUND or _has_own_word(wanted):
        is_sure = wanted.extent > SOME or _is_told(wanted, first, last)
        return Found(first, last, is_sure=is_sure, moved=True)
    return None


def only_place(wanted: SoughtPassage) -> Found | None:
    """Where the same words stand once, behind what may be a speaker's name as well as a label, in a rewritten text
    between quotation marks, or though they stood more than once before, if no other words have that place.

    Sure only if they stood once, their sentence likely went there, and none of its words went elsewhere: an interview
    may have become a report.
    """
    pair, size = wanted.pair, wanted.size
    first = pair.only_new_place_of_words(wanted.start, wanted.end)
    if first < 0 or wanted.extent < FEW - 1 or pair.is_of_quote or pair.reported_speech is None:
        return None
    is_rewritten, is_sure = pair.is_rewritten_around_word(wanted.start), False
    if wanted.extent >= _ENOUGH and pair.only_place_of_words(wanted.start, wanted.end) == first:
        if not is_rewritten and not pair.reported_speech[1].may_have_label(first, first + size):
            return None
        kept = sum(1 for _ in wanted.kept_places(0, len(pair.new)))
        if is_rewritten and wanted.extent > FEW and not kept and pair.units and pair.correspondence:
            is_sure = pair.correspondence.of(pair.units[0].of(wanted.start)) == pair.units[1].of(first)
    elif not is_rewritten or not wanted.may_have(first, first + size) or wanted.is_of_another(first, first + size):
        return None
    return Found(first, first + size, is_sure=is_sure, moved=True)


def _is_told(wanted: SoughtPassage, first: int, last: int) -> bool:
    """Whether words that stand once in either text are surely the passage: two words, or one of its own, among words of
    its surroundings, or a cell among those of its row.
    """
    if wanted.pair.only_place_of_words(wanted.start, wanted.end) != first:
        return False
    tells = _has_own_word(wanted) or len(set(wanted.words) - wanted.pair.vocabulary.figures) >= _FEWEST
    return (tells and _around(wanted, first, last) >= _MUCH_AROUND) or _is_own_phrase(wanted)


def _is_own_phrase(wanted: SoughtPassage) -> bool:
    """Whether three words or more, of which one is a long one of its own, stand in a text that was rewritten: what
    stands around them says nothing.
    """
    return wanted.extent >= _ENOUGH and _has_own_word(wanted) and wanted.pair.is_rewritten_around_word(wanted.start)


def _has_own_word(wanted: SoughtPassage) -> bool:
    """Whether a word of the passage stands once in either text and is long, or a name. So may two joined by a hyphen,
    an underscore or a full stop.
    """
    pair, last = wanted.pair, wanted.end - 1
    return any(_is_own(wanted, place) for place in range(wanted.start, wanted.end)) or any(
        pair.old.gap(place + 1) in _JOINTS and pair.only_place_of_words(place, place + 2) >= 0
        for place in range(wanted.start, last)
        if pair.old.ids[place] not in pair.vocabulary.figures
    )


def _is_own(wanted: SoughtPassage, place: int) -> bool:
    pair = wanted.pair
    word, start, end = pair.old.ids[place], pair.old.starts[place], pair.old.ends[place]
    if not pair.count_old[word] == pair.count_new[word] == 1 or word in pair.vocabulary.figures:
        return False
    return end - start >= _LONG - pair.old.text[start].isupper()


def _around(wanted: SoughtPassage, first: int, last: int) -> float:
    """The share of the words around the passage that are around a place too, in any order."""
    old, new = wanted.pair.old.ids, wanted.pair.new.ids
    before = {*old[max(0, wanted.start - _AROUND) : wanted.start], *old[wanted.end : wanted.end + _AROUND]}
    after = {*new[max(0, first - _AROUND) : first], *new[last : last + _AROUND]}
    weight = wanted.pair.weight
    whole = sum(map(weight, before))
    return sum(map(weight, before & after)) / whole if whole else 0.0


def turned(wanted: SoughtPassage) -> Found | None:
    """The sentence that has most of the passage's words in another order; sure if it has hardly any others."""
    pair = wanted.pair
    if pair.units is None or wanted.extent <= FEW or wanted.size > _MOST_VOTERS:
        return None
    units = pair.units[1]
    votes: dict[int, float] = {}
    for old in range(wanted.start, wanted.end):
        matched = pair.place[old]
        places = pair.free_places(old) if matched == UNMATCHED else (matched,)
        for unit in {units.of(place) for place in places}:
            votes[unit] = votes.get(unit, 0) + pair.weight(pair.old.ids[old])
    best = max(votes, key=votes.__getitem__, default=None)
    if best is None or votes[best] < _MOST_TURNED * wanted.weight:
        return None
    own, (start, end) = set(wanted.words), units.bounds(best)
    places = [place for place in range(start, end) if pair.new.ids[place] in own]
    first, last = places[0], places[-1] + 1
    if len(places) < _DENSE * (last - first) or wanted.is_of_another(first, last):
        return None
    # "0" in "5.0" is none of the words.
    is_sure = wanted.shared(first, last) >= MOST_SHARED and pair.new.gap(first) not in _JOINTS
    return Found(first, last, is_sure=is_sure, moved=True)


def renamed(wanted: SoughtPassage) -> Found | None:
    """The new heading above most of what stood below a heading; never sure."""
    pair = wanted.pair
    old, new = pair.old, pair.new
    if not _is_heading(old, wanted.start, wanted.end):
        return None
    end = wanted.end + 1
    while end < min(len(old), wanted.end + _LONGEST_SECTION) and _heading_at(old, end) is None:
        end += 1
    places = [place for place in pair.place[wanted.end : end] if place >= 0]
    sample = places[:: 1 + len(places) // _MOST_SAMPLED]
    if len(places) < _LEAST_OF_BODY and pair.units and pair.correspondence:
        units = range(pair.units[0].of(wanted.end), pair.units[0].of(min(end, len(old)) - 1) + 1)
        likely = (pair.correspondence.of(unit) for unit in units[:_MOST_SAMPLED])
        places = sample = [pair.units[1].bounds(unit)[0] for unit in likely if unit is not None]
    votes = Counter(_heading_above(new, place) for place in sample)
    (best, most), *_ = votes.most_common(1) or [(None, 0)]
    own = set(pair.place[wanted.start : wanted.end])
    if best is None or most < _FEWEST or 2 * most <= len(sample):
        return None
    is_new = all(pair.is_free[place] or place in own for place in range(*best))
    return Found(*best, is_sure=False, moved=False) if is_new else None


def _heading_above(tokens: Tokens, place: int) -> tuple[int, int] | None:
    """The nearest heading before a word."""
    for at in range(place, max(-1, place - _LONGEST_SECTION), -1):
        if found := _heading_at(tokens, at):
            return found
    return None


def _heading_at(tokens: Tokens, start: int) -> tuple[int, int] | None:
    """The heading that begins with a word, if one does."""
    if gap_strength(tokens, start) < _PARAGRAPH:
        return None
    end = start + 1
    while end < len(tokens) and end - start <= _LONGEST_HEADING and gap_strength(tokens, end) < _PARAGRAPH:
        end += 1
    is_heading = end < len(tokens) and _is_heading(tokens, start, end) and not _ENDS.search(tokens.gap(end))
    return (start, end) if is_heading else None


def _is_heading(tokens: Tokens, start: int, end: int) -> bool:
    """Whether these are the few words of a paragraph that ends without a full stop, above another."""
    after = tokens.gap(end)
    return (
        end - start <= _LONGEST_HEADING
        and gap_strength(tokens, start) == gap_strength(tokens, end) == _PARAGRAPH
        and ("\n" not in tokens.gap(start) or not tokens.gap(start).rpartition("\n")[2].strip("# *_"))
        and not any("\n" in tokens.gap(index) for index in range(start + 1, end))
        and not after.partition("\n")[0].strip("# *_")
    )


def by_letters(wanted: SoughtPassage) -> Found | None:
    """The stretch of new text with the most similar letters, for words that all changed a little (as after OCR).

    A score from 83 of 100 is sure, from 75 doubtful. Only for passages that are long enough, and in a limited amount of
    new text.
    """
    needle = wanted.pair.letters(wanted.words)
    if (wanted.extent <= SOME and len(needle) < _LEAST_FOR_LETTERS) or len(needle) > _MOST_FOR_LETTERS:
        return None
    best_score, best = 75.0, (0, 0)
    for start, hay in wanted.pair.free_letters:
        if len(hay) < len(needle) // 2:
            continue
        found = partial_ratio_alignment(needle, hay, score_cutoff=best_score)
        if found and found.score > best_score:
            best_score = found.score
            last = max(found.dest_start, found.dest_end - 1)
            best = start + hay.count(" ", 0, found.dest_start), start + hay.count(" ", 0, last) + 1
    if best == (0, 0) or _is_another(wanted, *best) or wanted.is_of_another(*best):
        return None
    return Found(*best, is_sure=best_score >= 83, moved=True)
