"""Sorts hits by what stands left or right of them, as a concordance does."""

import re
from collections.abc import Iterable
from enum import StrEnum

from rich.cells import cell_len

from readtui.search.full_text.words import words_in
from readtui.services.finding.search import Hit
from readtui.text.case_folding import folding
from readtui.text.scripts import ALL_UNSPACED
from readtui.text.sentences.segment import next_grapheme, previous_grapheme

_UNSPACED = re.compile(f"[{ALL_UNSPACED}]")


class Order(StrEnum):
    """The order of a concordance: as the hits stand in the articles, or by the words on one side."""

    ARTICLE = "article"
    LEFT = "left"
    RIGHT = "right"


def in_order(hits: Iterable[Hit], order: Order) -> list[Hit]:
    """The hits in this order; those with the same words around them stay as they were."""
    return list(hits) if order is Order.ARTICLE else sorted(hits, key=lambda hit: words_beside(hit, order))


def words_beside(hit: Hit, order: Order) -> list[str]:
    """The words on one side, folded, the nearest first. In scripts without spaces, the nearest letter comes first."""
    fold = folding("")
    if order is Order.RIGHT:
        return words_in(fold(hit.after))
    return [word[::-1] if _UNSPACED.match(word) else word for word in reversed(words_in(fold(hit.before)))]


# ------------------------------------ aligns what stands around a word, so that words on many lines stand in one column


def ending_at(text: str, cells: int) -> str:
    """The end of a text, cut between graphemes and filled with spaces on the left: exactly so many cells."""
    start = len(text)
    room = cells
    while start > 0:
        previous = previous_grapheme(text, start)
        room -= cell_len(text[previous:start])
        if room < 0:
            room += cell_len(text[previous:start])
            break
        start = previous
    return " " * room + text[start:]


def beginning_at(text: str, cells: int) -> str:
    """The beginning of a text, cut between graphemes: at most so many cells."""
    end = 0
    room = cells
    while end < len(text):
        following = next_grapheme(text, end)
        room -= cell_len(text[end:following])
        if room < 0:
            break
        end = following
    return text[:end]
