"""Parses searches: words, of which the last may be incomplete, and phrases in quotation marks."""

import re
from collections.abc import Iterator, Sequence

from readtui.errors import UsageError
from readtui.quick_dataclass import dataclass
from readtui.search.full_text.words import Fold, is_unspaced, words_in
from readtui.text.case_folding import folding

_STRAIGHT = str.maketrans(dict.fromkeys("“”„«»", '"'))
_PARTS = re.compile(r'"([^"]*)(?:"|$)|([^\s"]+)')


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
