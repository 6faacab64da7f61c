"""A glance at an article: how it begins, and what was written on it last."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from readtui.model.annotation import Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.block import Block, BlockKind, Role
from readtui.services.library import Library
from readtui.services.tags.spelling import spelled, tag_counts
from readtui.text.clean import clean

_LOOKED_AT = 60
_LONGEST = 600
_MOST_READ = 2_000
_BEFORE_THE_TEXT = (Role.KICKER, Role.TITLE, Role.BYLINE, Role.DATELINE)
_TEXT = (BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.LIST_ITEM)


@dataclass(frozen=True, slots=True)
class Glance:
    """What a preview shows of an article.

    ``beginning``: its lead, else its first paragraph, without control characters; ``is_lead`` tells which. ``tags``:
    those of its annotations with their counts, the most frequent first. ``latest``: the annotations changed last, the
    latest first. ``note``: the one on the whole article.
    """

    beginning: str = ""
    is_lead: bool = False
    tags: Sequence[tuple[str, int]] = ()
    latest: Sequence[Annotation] = ()
    note: str = ""


def glance(library: Library, record: ArticleRecord, annotations: int, most: int) -> Glance:
    """Read the article's beginning and at most ``most`` of its ``annotations``; none if there are thousands.

    Raises NotFoundError, DamagedError.
    """
    article = library.repository.beginning(record) or library.open(record.id)
    beginning, is_lead = beginning_of(article)
    if not 0 < annotations <= _MOST_READ:
        return Glance(beginning, is_lead)
    written = library.annotations_of(record)
    tag_sets = Counter(one.tags for one in written)
    names = spelled((), tag_sets)
    tags = [(names[levels], count) for levels, count in tag_counts(tag_sets).most_common()]
    note = next((one.note for one in written if one.quote is None and one.note), "")
    latest = sorted((one for one in written if one.quote is not None), key=lambda one: one.modified, reverse=True)
    return Glance(beginning, is_lead, tags, latest[:most], note)


def beginning_of(article: Article) -> tuple[str, bool]:
    """The article's lead and True; without a lead, its first paragraph and False."""
    blocks = list(islice(_blocks_of_text(article), _LOOKED_AT))
    lead = next((block for block in blocks if block.role is Role.LEAD), None)
    first = lead or next((block for block in blocks if block.kind in _TEXT), None)
    if first is None:
        return "", False
    text = clean(article.text[first.start : min(first.end, first.start + _LONGEST)]).text
    return " ".join(text.split()) + ("…" if first.end - first.start > _LONGEST else ""), lead is not None


def _blocks_of_text(article: Article) -> Iterable[Block]:
    for number in range(min(len(article.blocks), _LOOKED_AT)):
        block = article.blocks[number]
        if block.role not in _BEFORE_THE_TEXT and block.kind is not BlockKind.FURNITURE:
            yield block
