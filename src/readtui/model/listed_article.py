"""An article as a list knows it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from readtui.model.article import ArticleRecord
from readtui.model.card import CardTimes
from readtui.model.creator import Creator


class ListedArticle(NamedTuple):
    """What a list knows about an article without reading its annotations.

    ``stamp`` changes whenever the article's file does. ``annotations``: how many live ones it has; ``tag_sets``: for
    each combination of tags, () included, how many of them have exactly these tags. ``is_noted``: whether there is a
    note on the whole article. ``trashed``: how many annotations are in the trash. ``cards``: when the cards of live
    annotations are due. ``threads``: how many live annotations began a thread; ``open_threads``: how many of these are
    open. ``replies``: how many there are, also those that were taken back. ``creators``: those of the live annotations,
    each once; None for what carries no name.
    """

    record: ArticleRecord
    stamp: tuple[int, ...]
    annotations: int
    tag_sets: Mapping[tuple[str, ...], int]
    is_noted: bool
    trashed: int = 0
    cards: Sequence[CardTimes] = ()
    threads: int = 0
    open_threads: int = 0
    replies: int = 0
    creators: Sequence[Creator | None] = ()

    @property
    def state(self) -> str:
        """The stamp as a text, which is that of ``Repository.stamp``."""
        return stamp_text(self.stamp)


def stamp_text(stamp: Sequence[int]) -> str:
    """A stamp for others to compare."""
    return "-".join(map(str, stamp))
