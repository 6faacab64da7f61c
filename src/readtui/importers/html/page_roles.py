"""Determines which blocks of a page are the article, and the news roles of the first ones."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import field

from readtui.importers.dom.page_block import PageBlock
from readtui.importers.html.block_measures import MAX_LINK_SHARE, RUNNING_LINKS, link_share
from readtui.importers.text import news_roles
from readtui.importers.text.units import TextUnit
from readtui.model.article import Metadata
from readtui.model.block import BlockKind, Role
from readtui.quick_dataclass import dataclass
from readtui.text.dateline import is_byline, is_date, is_dateline, is_small_print
from readtui.text.language import unspaced
from readtui.text.pages.service_lines import CLOSED, heads_box, service_weight

_WORD = re.compile(r"\w+")
_HEADER_BLOCKS = 40
_MAX_ABOVE = 3
_NEAR = 6
_MAX_HEADLINE_LEVEL = 2
_MOST_SHARED = 0.6
_SURE_WORDS = 3
_MAX_BYLINE = 90
_MAX_KICKER = 60
_MAX_TITLE = 400
_RUNNING_WORDS = 12
_NAMED_LEAD_WORDS = 5
_LEAD_WORDS = 7
_MAX_LEAD = 700
_KICKER = re.compile(r"kicker|eyebrow|overline|topline|dachzeile|spitzmarke|rubric|antetitulo|surtitre")
_LEAD = re.compile(
    r"\blead\b|\blede\b|standfirst|sub-?title|sub-?head|\bdek\b|\bdeck\b|vorspann|anleser|chap[oô]\b|entradilla"
    r"|bajada|sommario|article[-_]+(?:intro|summary|lead)"
)


@dataclass(slots=True)
class PageRoles:
    """The indices of the article's blocks, the roles by index, and the paragraph that begins with a dateline."""

    main: set[int]
    roles: dict[int, Role] = field(default_factory=dict)
    dateline: int | None = None


def page_roles(
    blocks: Sequence[PageBlock], main: Sequence[bool], metadata: Metadata, descriptions: Sequence[str] = ()
) -> PageRoles:
    """The article's blocks with their roles, including title, kicker, byline and lead above its text.

    ``descriptions``: the page's summaries.
    """
    found = PageRoles({index for index, flag in enumerate(main) if flag} or set(range(len(blocks))))
    first = min(found.main)
    title = title_index(blocks, metadata.title, first)
    if title is None:
        return found
    found.main.add(title)
    found.roles[title] = Role.TITLE
    found.main -= {index for index in found.main if _is_furniture(blocks, index, title)}
    _header_roles(found, blocks, title, metadata.creator, descriptions)
    body = sorted(found.main)
    units = [TextUnit(block.kind, block.text.strip(), block.level, block.label) for block in blocks]
    for index, role in news_roles.roles_after_title(units, title, body).items():
        if role not in found.roles.values():
            found.roles.setdefault(index, role)
    found.dateline = news_roles.dateline_paragraph(units, body)
    return found


def _is_furniture(blocks: Sequence[PageBlock], index: int, title: int) -> bool:
    """Whether a block is small print above the title, or repeats the title."""
    if index == title:
        return False
    block = blocks[index]
    if len(block.text) > _MAX_TITLE:
        return False
    is_above = index < title and len(block.text.split()) < _RUNNING_WORDS and block.kind is not BlockKind.CAPTION
    return is_above or folded_words(block.text) == folded_words(blocks[title].text)


def title_index(blocks: Sequence[PageBlock], title: str, first: int) -> int | None:
    """The heading with the title's words; if there are several, the one nearest to the article's ``first`` block that
    is not a link. Otherwise a heading above that block that shares most of its words with the title, is the only one of
    the first rank, or is right above the block.
    """
    key = folded_words(title)
    headings = [index for index, block in enumerate(blocks) if block.kind is BlockKind.HEADING and block.text.strip()]
    plain = [at for at in headings if not blocks[at].is_aside and link_share(blocks[at]) <= MAX_LINK_SHARE]
    for some in (plain, headings):
        matches = [index for index in some if key and folded_words(blocks[index].text) == key]
        if matches:
            return min(matches, key=lambda index: (abs(index - first), index))
    above = [index for index in plain if first - _HEADER_BLOCKS <= index <= first + _MAX_ABOVE]
    shared = {index: _shared(folded_words(blocks[index].text), key) for index in above}
    if shared and max(shared.values()) >= _MOST_SHARED:
        return max(above, key=lambda index: (shared[index], index))
    ranked = [index for index in plain if blocks[index].level == 1]
    if len(ranked) == 1 and ranked[0] <= first + _MAX_ABOVE:
        return ranked[0]
    near = [at for at in above if at >= first - _NEAR and _is_headline(blocks[at])]
    return near[-1] if near else None


def _is_headline(heading: PageBlock) -> bool:
    words = len(folded_words(heading.text)) + len(unspaced(heading.text)) // 2
    return heading.level <= _MAX_HEADLINE_LEVEL and words > _SURE_WORDS


def _shared(heading: tuple[str, ...], title: tuple[str, ...]) -> float:
    """The share of a heading's words that occur in the title; 0 for a heading of one or two words."""
    known = set(title)
    return sum(word in known for word in heading) / len(heading) if len(heading) >= _SURE_WORDS else 0.0


def _header_roles(
    found: PageRoles, blocks: Sequence[PageBlock], title: int, creator: str, descriptions: Sequence[str]
) -> None:
    """Kicker, byline and lead, identified by class names, wording, the page's summary or position."""
    paragraphs = Counter(blocks[index].parent for index in found.main if _is_long(blocks[index]))
    if title > 0 and _is_kicker(blocks[title - 1], blocks[title], paragraphs):
        found.roles[title - 1] = Role.KICKER
        found.main.add(title - 1)
    names = [name for name in (folded_words(one) for one in creator.split(",")) if name]
    told = [key for key in map(folded_words, descriptions) if len(key) >= _LEAD_WORDS]
    for index in range(title + 1, min(title + _HEADER_BLOCKS, len(blocks))):
        block = blocks[index]
        text = block.text.strip()
        if block.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING):
            continue
        if Role.BYLINE not in found.roles.values() and _is_byline(text, names):
            found.roles[index] = Role.BYLINE
            found.main.add(index)
        elif Role.LEAD not in found.roles.values() and _is_lead(block, told, paragraphs):
            found.roles[index] = Role.LEAD
            found.main.add(index)
        elif index in found.main and len(text) > _MAX_BYLINE:
            break


def _is_kicker(above: PageBlock, title: PageBlock, paragraphs: Counter[int]) -> bool:
    """Whether the block above the title is its kicker: by its class name, or alone with it in a header."""
    text = above.text.strip()
    if _KICKER.search(above.hint):
        return len(text) <= _MAX_KICKER
    is_beside = above.kind is BlockKind.PARAGRAPH and above.parent == title.parent and not link_share(above)
    return is_beside and not paragraphs[title.parent] and "\n" not in text and news_roles.is_kicker(text)


def _is_lead(block: PageBlock, told: Sequence[tuple[str, ...]], paragraphs: Counter[int]) -> bool:
    """Whether a block near the title is the lead: by its class name, as the page's summary, or as a sentence outside
    the article's paragraphs.
    """
    text = block.text.strip()
    words = folded_words(text)
    if _LEAD.search(block.hint):
        return len(words) >= _NAMED_LEAD_WORDS
    count = len(words) + len(unspaced(text)) // 2
    is_apart = block.is_aside or link_share(block) > RUNNING_LINKS or len(text) > _MAX_LEAD or heads_box(text)
    if is_apart or count < _LEAD_WORDS or paragraphs[block.parent] > 1:
        return False
    if service_weight(text) or any(told_of(text) for told_of in (is_small_print, is_date, is_dateline)):
        return False
    begins_alike = any(words[:_LEAD_WORDS] == one[:_LEAD_WORDS] for one in told)
    return begins_alike or CLOSED.search(text[-12:]) is not None or block.kind is BlockKind.HEADING


def _is_long(block: PageBlock) -> bool:
    return block.kind is BlockKind.PARAGRAPH and len(block.text) > _MAX_BYLINE


def _is_byline(text: str, names: Sequence[tuple[str, ...]]) -> bool:
    if len(text) > _MAX_BYLINE or "\n" in text:
        return False
    words = folded_words(text)
    return is_byline(text) or any(words[-len(name) :] == name and len(words) <= len(name) + 3 for name in names)


def folded_words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))
