"""Measures a page's blocks: words, links, running text, and whether names or shape put them beside the article."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from readtui.importers.dom.page_block import Beside, PageBlock
from readtui.model.block import BlockKind, MarkType
from readtui.quick_dataclass import dataclass
from readtui.text.pages.service_lines import heads_box, service_weight

RUNNING_WORDS = 15
RUNNING_LINKS = 0.3
MAX_LINK_SHARE = 0.5
_RUNNING_KINDS = (BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.LIST_ITEM)
_MAX_SERVICE = 160
_MAX_HEADING = 70
_MAX_SHARE_BESIDE = 0.4
_MAX_SHARE_OF_DISCUSSION = 0.95
_MAX_CARD_WORDS = 80
_MIN_CARD_LINK = 3
_MIN_CARDS = 3
_MOST_TIMES = 3


@dataclass(frozen=True, slots=True)
class MeasuredPage:
    """The blocks of a page. For each: its number of words, whether it is running text, and whether it is apart: in a
    declared aside, in an element named like one, or a teaser of another article.
    """

    blocks: Sequence[PageBlock]
    words: Sequence[int]
    running: Sequence[bool]
    apart: Sequence[bool]

    def running_words(self, main: Sequence[bool]) -> int:
        """The number of words of running text in the blocks selected by ``main``."""
        return sum(count for count, runs, flag in zip(self.words, self.running, main, strict=True) if flag and runs)


def measured(blocks: Sequence[PageBlock], words: Sequence[int], own_site: str) -> MeasuredPage:
    """Measure the blocks. ``words``: the number of words of each; ``own_site``: the page's site without "www."."""
    times = Counter(block.text for block in blocks)
    running = [
        times[block.text] < _MOST_TIMES
        and block.kind in _RUNNING_KINDS
        and count >= RUNNING_WORDS
        and link_share(block) < RUNNING_LINKS
        and not is_service(block)
        for block, count in zip(blocks, words, strict=True)
    ]
    beside = _parts_beside(blocks, words, running)
    teasers = _teasers(blocks, words, own_site)
    apart = [
        block.is_aside
        or teaser
        or (times[block.text] >= _MOST_TIMES and count >= RUNNING_WORDS)
        or (block.beside in beside and not _is_embedded(block))
        for block, count, teaser in zip(blocks, words, teasers, strict=True)
    ]
    return MeasuredPage(blocks, words, running, apart)


def link_share(block: PageBlock) -> float:
    """The share of a block's characters that are links."""
    if not block.marks:
        return 0.0
    linked = sum(end - start for kind, start, end, _ in block.marks if kind is MarkType.LINK)
    return linked / max(1, len(block.text.strip()))


def begins_box(block: PageBlock) -> bool:
    """Whether a block is the heading of comments, other articles or a newsletter."""
    text = block.text.strip()
    return block.kind in (BlockKind.HEADING, BlockKind.PARAGRAPH) and len(text) <= _MAX_HEADING and heads_box(text)


def is_service(block: PageBlock) -> bool:
    return len(block.text) <= _MAX_SERVICE and service_weight(block.text.strip()) >= 2


def sites(block: PageBlock) -> list[str]:
    """The sites that a block's links lead to, without "www."; "" for links within the page and relative links."""
    return [_site(target) for kind, _, _, target in block.marks if kind is MarkType.LINK]


@lru_cache(maxsize=1024)
def _site(target: str) -> str:
    return (urlsplit(target).hostname or "").removeprefix("www.")


def _is_embedded(block: PageBlock) -> bool:
    """Whether a block is embedded from elsewhere, such as a post, whatever the names around it say."""
    return block.kind in (BlockKind.QUOTE, BlockKind.CODE, BlockKind.TABLE) and not (
        block.beside and block.beside.is_discussion
    )


def _parts_beside(blocks: Sequence[PageBlock], words: Sequence[int], running: Sequence[bool]) -> set[Beside | None]:
    """The elements beside the article, judged by their names and contents. Names around the title or around most of the
    running text do not count.
    """
    held: Counter[Beside | None] = Counter()
    for block, count, runs in zip(blocks, words, running, strict=True):
        held[block.beside] += count if runs else 0
    total = held.total()
    around_titles = {block.beside for block in blocks if block.kind is BlockKind.HEADING and block.level == 1}
    return {
        part
        for part, count in held.items()
        if part
        and part not in around_titles
        and count <= total * (_MAX_SHARE_OF_DISCUSSION if part.is_discussion else _MAX_SHARE_BESIDE)
    }


def _teasers(blocks: Sequence[PageBlock], words: Sequence[int], own_site: str) -> list[bool]:
    """Which blocks are teasers of other articles: at least three similar small elements with little more than a link to
    the same site.
    """
    weights: Counter[int] = Counter()
    for block, count in zip(blocks, words, strict=True):
        weights.update(dict.fromkeys(block.ancestors, count))
    cards: defaultdict[tuple[tuple[str, ...], int], set[int]] = defaultdict(set)
    for block, count in zip(blocks, words, strict=True):
        if count < _MIN_CARD_LINK or link_share(block) <= MAX_LINK_SHARE or not _stays(block, own_site):
            continue
        for distance, one in enumerate(reversed(block.ancestors)):
            if weights[one] <= _MAX_CARD_WORDS:
                cards[block.path, distance].add(one)
    found = {card for alike in cards.values() if len(alike) >= _MIN_CARDS for card in alike}
    return [not found.isdisjoint(block.ancestors) for block in blocks]


def _stays(block: PageBlock, own_site: str) -> bool:
    return all(site in ("", own_site) for site in sites(block))
