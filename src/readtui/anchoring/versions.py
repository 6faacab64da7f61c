"""Carries passages over from one version of a text to another."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from readtui.anchoring.matching.aligned_texts import Ranges, aligned
from readtui.anchoring.matching.pair import Pair
from readtui.anchoring.matching.tokens import Words
from readtui.anchoring.meaning.changes import Passage, changed_meaning, is_alike, says_the_same
from readtui.anchoring.outcome import Anchor, Anchored, Orphan, Review
from readtui.anchoring.restore import raw_span
from readtui.anchoring.search import search
from readtui.anchoring.wanted import Found
from readtui.anchoring.wordless import find_wordless
from readtui.model.annotation import AnchorState


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
        return Review(new_start, new_end, _doubt(found))
    if changed := changed_meaning(pair.old.text, (start, end), pair.new.text, (new_start, new_end), pair):
        return Review(new_start, new_end, changed if found.is_sure else _doubt(found))
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


def _doubt(found: Found) -> str:
    if found.moved:
        return "its words, or words like them, stand elsewhere in other surroundings"
    return "other words stand where it stood"
