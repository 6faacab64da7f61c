"""Finds a quote by its words and context alone, in a text that may differ from the original."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import permutations

from rapidfuzz.distance import Indel, LCSseq

from readtui.anchoring.matching.pair import Pair
from readtui.anchoring.matching.tokens import Vocabulary, Words, tokenise
from readtui.anchoring.meaning.changed_meaning import change_between
from readtui.anchoring.moved_passages import by_letters, candidates
from readtui.anchoring.outcome import Anchor, Anchored, Orphan, Review
from readtui.anchoring.raw_span import raw_span
from readtui.anchoring.sought_passage import FEW, SOME, Found, SoughtPassage
from readtui.model.annotation import AnchorState
from readtui.quick_dataclass import dataclass

_GONE = "its words are no longer in the text"
_LOST_CONTEXT = "its surroundings have changed"
_MORE_THAN_ONCE = "it stands there more than once"
_MANY_LOST = "its words stand there more than once, all in other surroundings"
_CHANGED = "words like its own stand there"
_SPREAD = "something stands inside of it now"

_WHOLE_WORDS_FROM = 16
_MOST_INSERTED = 400
_AS_GOOD = 0.05
_MISSPELLED = 0.6


def reanchor_quote(
    new_text: str, exact: str, prefix: str = "", suffix: str = "", position_hint: int | None = None
) -> Anchor:
    """Find the quote ``exact``, which was between ``prefix`` and ``suffix``, in ``new_text``.

    ``position_hint`` is its start in the original text, in code points; it only decides which of several places is
    offered for review. Without the original text, the places of other passages are unknown. A quote that has lost its
    context therefore needs review, even if its words are unchanged.
    """
    if not exact:
        return Orphan("it quotes nothing")
    hint = position_hint or 0
    whole = prefix + exact + suffix
    found = new_text.find(whole) if whole != exact else -1
    if found < 0:
        return _by_words(new_text, exact, _from_whole_word(prefix), _to_whole_word(suffix), hint)
    start = found + len(prefix)
    if new_text.find(whole, found + 1) < 0:
        return Anchored(start, start + len(exact), AnchorState.EXACT)
    start = _nearest(new_text, whole, max(0, hint - len(prefix))) + len(prefix)
    return Review(start, start + len(exact), _MORE_THAN_ONCE)


def _from_whole_word(prefix: str) -> str:
    """The prefix without its first word, which may be cut off."""
    space = prefix.find(" ") if len(prefix) >= _WHOLE_WORDS_FROM else 0
    return prefix[max(space, 0) :]


def _to_whole_word(suffix: str) -> str:
    space = suffix.rfind(" ") if len(suffix) >= _WHOLE_WORDS_FROM else -1
    return suffix[:space] if space > 0 else suffix


@dataclass(frozen=True, slots=True)
class _Place:
    """Words of the new text that may be the quote's. ``context`` is None for a quote without context."""

    words: Words
    likeness: float
    context: float | None

    @property
    def score(self) -> float:
        return self.likeness + 0.3 * (self.context or 0)


def _by_words(new_text: str, exact: str, prefix: str, suffix: str, hint: int) -> Anchor:
    vocabulary = Vocabulary()
    new, old = tokenise(new_text, vocabulary), tokenise(prefix + exact + suffix, vocabulary)
    passage = (len(prefix), len(prefix) + len(exact))
    words = Words(bisect_right(old.ends, passage[0]), bisect_left(old.starts, passage[1]))
    if words.start >= words.end:
        return _by_its_letters(new_text, exact, hint)
    wanted = SoughtPassage(Pair(vocabulary, old, new, (), Counter(), Counter(new.ids), is_of_quote=True), *words)
    places = sorted(_places(wanted), key=lambda place: place.score, reverse=True)
    if not places:
        return _by_its_letters(new_text, exact, hint)
    # Identical words outweigh similar words in the right context.
    places = [place for place in places if wanted.is_verbatim(*place.words)] or places
    best = places[0]
    verbatim = wanted.is_verbatim(*best.words)
    has_rival = any(place.score > best.score - _AS_GOOD for place in places[1:])
    start, end = raw_span(old, new, passage, words, best.words)
    changed = change_between(exact, new_text[start:end])
    if not verbatim and (spread := _spread(wanted, places)):
        return Review(*raw_span(old, new, passage, words, spread), _SPREAD)
    if not has_rival and (_is_sure_of_words(wanted, best) if verbatim else _is_sure_of_likeness(wanted, best)):
        if changed:
            return Review(start, end, changed)
        both_sides = wanted.context(*best.words) == (1.0, 1.0)
        return Anchored(start, end, AnchorState.EXACT if verbatim and both_sides else AnchorState.MOVED)
    if verbatim:
        if has_rival:
            return _by_its_letters(new_text, exact, hint, Review(start, end, _MANY_LOST))
        return Review(start, end, _LOST_CONTEXT)
    if wanted.extent > FEW and best.likeness >= (0.6 if (best.context or 0) >= 0.5 else 0.75):
        return _by_its_letters(new_text, exact, hint, Review(start, end, _CHANGED))
    letters = by_letters(wanted)
    if letters is None:
        return _by_its_letters(new_text, exact, hint)
    start, end = raw_span(old, new, passage, words, Words(letters.start, letters.end))
    return Review(start, end, _CHANGED)


def _places(wanted: SoughtPassage) -> Iterator[_Place]:
    """The most likely places, without overlaps; of overlapping ones the best is kept."""
    seen: list[Words] = []
    for candidate in sorted(candidates(wanted), key=lambda each: each.score, reverse=True):
        words = Words(candidate.start, candidate.end)
        if all(words.end <= other.start or other.end <= words.start for other in seen):
            seen.append(words)
            yield _Place(words, candidate.likeness, _context(wanted, words))


def _spread(wanted: SoughtPassage, places: Sequence[_Place]) -> Words | None:
    """The range across two places if the quote's context is before the first and after the second: the quote
    was split.
    """
    for first, last in permutations(places, 2):
        words = Words(first.words.start, last.words.end)
        inserted = last.words.start - first.words.end
        size = words.end - words.start - inserted
        if (
            abs(size - wanted.size) <= wanted.size // 2
            and 0 < inserted <= _MOST_INSERTED
            and min(wanted.context(*words)) >= 0.6
        ):
            return words
    return None


def _context(wanted: SoughtPassage, words: Words) -> float | None:
    before, after = wanted.context(*words)
    if wanted.start and wanted.end < len(wanted.pair.old):
        return max((before + after) / 2, 0.8 * before, 0.8 * after)
    if wanted.start:
        return before
    return after if wanted.end < len(wanted.pair.old) else None


def _is_sure_of_words(wanted: SoughtPassage, place: _Place) -> bool:
    if place.context is None:
        return wanted.extent > SOME
    has_number = not wanted.pair.vocabulary.figures.isdisjoint(wanted.words)
    if has_number and wanted.extent <= FEW and min(wanted.context(*place.words)) < 0.5:
        # The next clause takes the number of one that was removed.
        return False
    return place.context >= (0.5 if wanted.extent > FEW else 0.65)


def _is_sure_of_likeness(wanted: SoughtPassage, place: _Place) -> bool:
    if place.context is None or place.context < 0.6 or wanted.extent <= FEW:
        return False
    if place.likeness < (0.72 if wanted.extent > SOME else 0.85) - 0.15 * place.context:
        return False
    return _has_only_misspelled(wanted, place) and wanted.is_itself(Found(*place.words, is_sure=True, moved=False))


def _has_only_misspelled(wanted: SoughtPassage, place: _Place) -> bool:
    """Whether each word that differs is like its replacement, or only one is not, inside of a paragraph that stayed.

    A copy with other words in it may be left where the passage itself was removed.
    """
    old, new = wanted.words, wanted.pair.new.ids[slice(*place.words)]
    others, before = 0, (0, 0)
    for block in LCSseq.editops(old, new).as_matching_blocks():
        lost, put_in = old[before[0] : block.a], new[before[1] : block.b]
        if Indel.normalized_similarity(wanted.pair.letters(lost, ""), wanted.pair.letters(put_in, "")) < _MISSPELLED:
            others += max(len(lost), len(put_in))
        before = block.a + block.size, block.b + block.size
    is_inside = wanted.context(*place.words) == (1.0, 1.0) and not wanted.is_line()
    return not others or (others == 1 and is_inside)


def _by_its_letters(new_text: str, exact: str, hint: int, otherwise: Anchor | None = None) -> Anchor:
    """The exact characters, for review; if they are not in the text, ``otherwise`` or an orphan."""
    first = new_text.find(exact)
    if first < 0:
        return otherwise or Orphan(_GONE)
    if new_text.find(exact, first + 1) < 0:
        return Review(first, first + len(exact), _LOST_CONTEXT)
    start = _nearest(new_text, exact, hint)
    return Review(start, start + len(exact), _MANY_LOST)


def _nearest(text: str, words: str, offset: int) -> int:
    """The start of the occurrence of ``words`` nearest to ``offset``. There must be one."""
    after = text.find(words, offset)
    before = text.rfind(words, 0, min(len(text), offset + len(words)))
    if before < 0 or (after >= 0 and after - offset < offset - before):
        return after
    return before
