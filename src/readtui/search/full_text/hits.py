"""Finds the hits of a search in a text."""

from collections.abc import Iterator

from readtui.search.full_text.word_search import WordSearch, WordSequence, folded_with_places, is_in_word, is_unspaced


def may_have(asked: WordSearch, folded: str) -> bool:
    """Whether a folded text may have all words of the search. Fast; False is certain, True may be wrong."""
    return all(word in folded for sequence in asked.sequences for word in sequence.words)


def spans(asked: WordSearch, text: str) -> list[tuple[int, int]]:
    """The hits in one paragraph, in order: every match of a single sequence, or the shortest span with several."""
    folded, places = folded_with_places(text, asked.fold)
    if not may_have(asked, folded):
        return []
    found = [list(_places(sequence, folded)) for sequence in asked.sequences]
    if not all(found):
        return []
    hits = found[0] if len(found) == 1 else [_tightest(found)]
    if places is None:
        return hits
    # Characters that folding drops belong to the letter before them.
    ends = [*places, len(text)]
    return [(places[start], ends[end]) for start, end in hits]


def _places(sequence: WordSequence, folded: str) -> Iterator[tuple[int, int]]:
    first = sequence.words[0]
    start = folded.find(first)
    while start >= 0:
        end = _end_of(sequence, folded, start)
        if end:
            yield start, end
        start = folded.find(first, end or start + 1)


def _end_of(sequence: WordSequence, folded: str, start: int) -> int:
    """The end of the sequence if it begins at ``start``; else 0."""
    if not _is_bound(folded, start):
        return 0
    at, last = start, len(sequence.words) - 1
    for number, word in enumerate(sequence.words):
        if number:
            while at < len(folded) and not is_in_word(folded[at]):
                at += 1
        if not folded.startswith(word, at):
            return 0
        at += len(word)
        if not (number == last and (sequence.is_open or is_unspaced(word[-1]))) and not _is_bound(folded, at):
            return 0
    return at


def _is_bound(folded: str, at: int) -> bool:
    """Whether a word may begin or end at this offset. In scripts without spaces, it may do so anywhere."""
    if at == 0 or at == len(folded):
        return True
    before, after = folded[at - 1], folded[at]
    if not (is_in_word(before) and is_in_word(after)):
        return True
    return is_unspaced(before) or is_unspaced(after)


def _tightest(found: list[list[tuple[int, int]]]) -> tuple[int, int]:
    """The first of the shortest spans with a match of each sequence."""
    events = sorted((start, end, number) for number, places in enumerate(found) for start, end in places)
    last: dict[int, tuple[int, int]] = {}
    best: tuple[int, int] | None = None
    for start, end, number in events:
        last[number] = (start, end)
        if len(last) == len(found):
            begin, stop = min(one for one, _ in last.values()), max(one for _, one in last.values())
            if best is None or stop - begin < best[1] - best[0]:
                best = (begin, stop)
    assert best is not None
    return best
