"""Sorts hits by what stands left or right of them, as a concordance does."""

import re
from collections.abc import Iterable
from enum import StrEnum

from readtui.search.full_text.words import words_in
from readtui.services.finding.search import Hit
from readtui.text.folding import folding
from readtui.text.scripts import ALL_UNSPACED

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
