"""Searches for words, of which the last may be incomplete, and phrases in quotation marks: parses them, finds hits."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from readtui.errors import UsageError
from readtui.quick_dataclass import dataclass
from readtui.quick_pattern import pattern
from readtui.text.case_folding import folding

_KINDS = frozenset("LNM")
_PRIVATE = "Co"

Fold = Callable[[str], str]


@lru_cache(maxsize=65_536)
def is_in_word(character: str) -> bool:
    """Whether it is part of a word: a letter, digit, mark or private-use character. The index uses the same ones."""
    category = unicodedata.category(character)
    return category[0] in _KINDS or category == _PRIVATE


def is_unspaced(character: str) -> bool:
    """Whether a word in the character's script may begin anywhere: scripts without spaces between words, and Korean."""
    return not character.isascii() and _unspaced_run().match(character) is not None


@lru_cache(maxsize=1)
def _unspaced_run() -> re.Pattern[str]:
    # As late as possible, because that takes longer than to ask the index, and most searches need none.
    from readtui.text.language import ALL_UNSPACED, HANGUL

    return re.compile(f"[{ALL_UNSPACED}{HANGUL}]+")


def words_in(text: str) -> list[str]:
    """The words of a text, in order. A word ends where the other kind of script, with or without spaces, begins."""
    words: list[str] = []
    word, was_unspaced = "", False
    for character in text:
        if not is_in_word(character):
            if word:
                words.append(word)
            word = ""
            continue
        unspaced = is_unspaced(character)
        if word and unspaced != was_unspaced:
            words.append(word)
            word = ""
        word, was_unspaced = word + character, unspaced
    return [*words, word] if word else words


def folded_with_places(text: str, fold: Fold) -> tuple[str, list[int] | None]:
    """The folded text, and the origin in ``text`` of each of its characters (None if all offsets are equal)."""
    if text.isascii() or not _shifting().search(text):
        folded = fold(text)
        if len(folded) == len(text):
            return folded, None
    pieces: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        piece = fold(character)
        pieces.append(piece)
        places += [place] * len(piece)
    return "".join(pieces), places


@lru_cache(maxsize=1)
def _shifting() -> re.Pattern[str]:
    """Characters that folding drops or expands."""
    fold = folding("")
    return re.compile(
        "[" + "".join(re.escape(chr(code)) for code in range(0x80, 0x10000) if len(fold(chr(code))) != 1) + "]"
    )


def index_text(text: str) -> str:
    """A text for the index: folded, with pairs of letters as words in scripts without spaces.

    The last letter of such a run stands alone, too, so that every letter begins a word.
    """
    without_case = folding("")
    folded = without_case(text)
    if folded.isascii():
        return folded
    # A few characters, such as a Greek iota subscript, are a letter without case and an accent with it.
    other = without_case(folding("A")(text))
    return _unspaced_run().sub(_pairs, folded if folded == other else f"{folded}\n{other}")


def _pairs(run: re.Match[str]) -> str:
    letters = run[0]
    pairs = [letters[at : at + 2] for at in range(len(letters) - 1)]
    return f" {' '.join([*pairs, letters[-1]])} "


_STRAIGHT = str.maketrans(dict.fromkeys("“”„«»", '"'))
_PARTS = pattern(r'"([^"]*)(?:"|$)|([^\s"]+)')


@dataclass(frozen=True, slots=True)
class WordSequence:
    """Folded words in sequence. ``is_open``: the last one may be incomplete."""

    words: tuple[str, ...]
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class WordSearch:
    """A search: all ``sequences`` must be in the same paragraph. ``fold`` makes a text comparable with them."""

    sequences: tuple[WordSequence, ...]
    fold: Fold
    text: str


def parse(text: str) -> WordSearch:
    """Parse a search. Raises UsageError if it has no words."""
    fold, text = folding(text), text.translate(_STRAIGHT)
    sequences: list[WordSequence] = []
    parts = list(_PARTS.finditer(text))
    for part in parts:
        quoted, bare = part.groups()
        words = tuple(words_in(fold(quoted if bare is None else bare)))
        if words:
            # A phrase that is still being typed may be incomplete, too.
            is_open = part is parts[-1] and (bare is not None or not part[0].endswith('"') or part[0] == '"')
            sequences.append(WordSequence(words, is_open and not text[-1:].isspace()))
    if not sequences:
        raise UsageError("the search has no words", "Type one or more words; put a phrase in quotation marks.")
    return WordSearch(tuple(sequences), fold, text)


def index_query(asked: WordSearch) -> str:
    """The search in the index's query language. Its result has every paragraph with a hit, and perhaps others.

    Words of scripts without spaces are sequences of pairs of letters.
    """
    lower = folding("")
    return " AND ".join(
        _indexed([lower(word) for word in run], sequence.is_open and is_last)
        for sequence in asked.sequences
        for run, is_last in _runs(sequence.words)
    )


def literals(asked: WordSearch) -> list[str]:
    """Texts that stand in everything with a hit, folded without case."""
    lower = folding("")
    return list(dict.fromkeys(lower(word) for sequence in asked.sequences for word in sequence.words))


def _runs(words: Sequence[str]) -> Iterator[tuple[Sequence[str], bool]]:
    """The words, parted where two of scripts without spaces meet; and whether it is the last part.

    A text may have such words with or without something between them, which makes other pairs of letters.
    """
    first = 0
    for number in range(1, len(words)):
        if is_unspaced(words[number - 1][-1]) and is_unspaced(words[number][0]):
            yield words[first:number], False
            first = number
    yield words[first:], True


def _indexed(words: Sequence[str], is_open: bool) -> str:
    tokens: list[str] = []
    for number, word in enumerate(words):
        is_last = number == len(words) - 1
        if not is_unspaced(word[0]):
            tokens.append(word)
            continue
        tokens += [word[at : at + 2] for at in range(len(word) - 1)]
        if not is_last:
            # The run also ends there in the text, because the next word follows.
            tokens.append(word[-1])
        elif len(word) == 1:
            # Most letters are in pairs.
            tokens.append(word)
            is_open = True
        else:
            is_open = False
    return f'"{" ".join(tokens)}"' + (" *" if is_open else "")


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
