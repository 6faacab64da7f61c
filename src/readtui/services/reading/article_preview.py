"""A glance at an article: how it begins, and what was written on it last."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import Article, ArticleRecord, is_waiting
from readtui.model.block import Block, BlockKind, Role
from readtui.quick_dataclass import dataclass
from readtui.services.library import Library
from readtui.services.tags.spelling import spelled, tag_counts
from readtui.text.clean import clean
from readtui.text.segmentation.segment import count_words

_LOOKED_AT = 60
_LONGEST = 600
_MOST_READ = 2_000
_WORDS_OF_CARD = 100
_BEFORE_THE_TEXT = (Role.KICKER, Role.TITLE, Role.BYLINE, Role.DATELINE)
_TEXT = (BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.LIST_ITEM)


@dataclass(frozen=True, slots=True)
class ArticleGlance:
    """What a preview shows of an article.

    ``lead`` and ``paragraph``, the first one, are without control characters, "" if there is none. ``following``: the
    next ones, as many as make a card of about a hundred words. ``tags``:
    those of its annotations with their counts, the most frequent first. ``latest``: the annotations changed last, the
    latest first. ``note``: the one on the whole article. ``review``, ``lost``: how many need review, or have lost their
    passage and no decision was made.
    """

    lead: str = ""
    paragraph: str = ""
    tags: Sequence[tuple[str, int]] = ()
    latest: Sequence[Annotation] = ()
    note: str = ""
    review: int = 0
    lost: int = 0
    following: Sequence[str] = ()


def glance(library: Library, record: ArticleRecord, annotations: int, most: int) -> ArticleGlance:
    """Read the article's beginning and at most ``most`` of its ``annotations``; none if there are thousands.

    Raises NotFoundError, DamagedError.
    """
    beginning = None if is_waiting(record.id) else library.repository.beginning(record)
    article = beginning or library.open(record.id)
    lead, paragraph = beginning_of(article)
    seen = ArticleGlance(lead, paragraph, following=list(_following(article, f"{lead} {paragraph}")))
    if not 0 < annotations <= _MOST_READ:
        return seen
    written = library.annotations_of(record)
    tag_sets = Counter(one.tags for one in written)
    names = spelled((), tag_sets)
    counts = tag_counts(tag_sets)
    tags = [(names[levels], counts[levels]) for levels in sorted(counts, key=lambda levels: (-counts[levels], levels))]
    note = next((one.note for one in written if one.quote is None and one.note), "")
    latest = sorted((one for one in written if one.quote is not None), key=lambda one: one.modified, reverse=True)
    review = sum(one.needs_review for one in written)
    lost = sum(one.needs_place and one.anchor is AnchorState.ORPHAN for one in written)
    return replace(seen, tags=tags, latest=latest[:most], note=note, review=review, lost=lost)


def beginning_of(article: Article) -> tuple[str, str]:
    """The article's lead and its first paragraph, "" for what it does not have."""
    blocks = list(islice(_blocks_of_text(article), _LOOKED_AT))
    lead = next((block for block in blocks if block.role is Role.LEAD), None)
    first = next((block for block in blocks if block.kind in _TEXT and block is not lead), None)
    return _words_of(article, lead), _words_of(article, first)


def _following(article: Article, shown: str) -> Iterator[str]:
    """The paragraphs after the first one until about a hundred words are shown."""
    blocks = [block for block in islice(_blocks_of_text(article), _LOOKED_AT) if block.kind in _TEXT]
    count = count_words(shown)
    for block in [one for one in blocks if one.role is not Role.LEAD][1:]:
        if count >= _WORDS_OF_CARD:
            return
        words = _words_of(article, block)
        count += count_words(words)
        yield words


def _words_of(article: Article, block: Block | None) -> str:
    if block is None:
        return ""
    text = clean(article.text[block.start : min(block.end, block.start + _LONGEST)]).text
    return " ".join(text.split()) + ("…" if block.end - block.start > _LONGEST else "")


def _blocks_of_text(article: Article) -> Iterable[Block]:
    for number in range(min(len(article.blocks), _LOOKED_AT)):
        block = article.blocks[number]
        if block.role not in _BEFORE_THE_TEXT and block.kind is not BlockKind.FURNITURE:
            yield block
