"""Which blocks of a page are the article, and the news roles of its first ones."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from readtui.importers import news_roles
from readtui.importers.html.walker import PageBlock
from readtui.importers.text_units import Unit
from readtui.model.article import Metadata
from readtui.model.block import BlockKind, Role
from readtui.text.dateline import is_byline

_WORD = re.compile(r"\w+")
_HEADER_BLOCKS = 12
_MAX_BYLINE = 90
_MAX_TITLE = 400
_RUNNING_WORDS = 12
_KICKER = re.compile(r"kicker|eyebrow|overline|topline|dachzeile|spitzmarke|rubric|antetitulo|surtitre")
_LEAD = re.compile(
    r"\blead\b|\blede\b|standfirst|sub-?title|sub-?head|\bdek\b|\bdeck\b|vorspann|anleser|chap[oô]\b|entradilla"
    r"|bajada|sommario|article[-_]+(?:intro|summary|lead)"
)


@dataclass(slots=True)
class PageRoles:
    """Indices of the blocks that are the article; roles by index; the paragraph that begins with a dateline."""

    main: set[int]
    roles: dict[int, Role] = field(default_factory=dict)
    dateline: int | None = None


def page_roles(blocks: Sequence[PageBlock], main: Sequence[bool], metadata: Metadata) -> PageRoles:
    """The article's blocks with their roles: the title, kicker, byline and lead above its text belong to it."""
    found = PageRoles({index for index, flag in enumerate(main) if flag} or set(range(len(blocks))))
    first = min(found.main)
    title = _title_index(blocks, metadata.title, first)
    if title is None:
        return found
    found.main.add(title)
    found.roles[title] = Role.TITLE
    found.main -= {index for index in found.main if _is_furniture(blocks, index, title)}
    _header_roles(found, blocks, title, metadata.creator)
    body = sorted(found.main)
    units = [Unit(block.kind, block.text.strip(), block.level, block.label) for block in blocks]
    for index, role in news_roles.roles_after_title(units, title, body).items():
        if role not in found.roles.values():
            found.roles.setdefault(index, role)
    found.dateline = news_roles.dateline_paragraph(units, body)
    return found


def _is_furniture(blocks: Sequence[PageBlock], index: int, title: int) -> bool:
    """Whether a block is small print above the title, or the title said again."""
    if index == title:
        return False
    block = blocks[index]
    if len(block.text) > _MAX_TITLE:
        return False
    is_above = index < title and len(block.text.split()) < _RUNNING_WORDS and block.kind is not BlockKind.CAPTION
    return is_above or _key(block.text) == _key(blocks[title].text)


def _title_index(blocks: Sequence[PageBlock], title: str, first: int) -> int | None:
    """The heading with the title's words; of several the one nearest to the article's first block."""
    key = _key(title)
    matches = [
        index for index, block in enumerate(blocks) if block.kind is BlockKind.HEADING and _key(block.text) == key
    ]
    if not key or not matches:
        return None
    return min(matches, key=lambda index: (abs(index - first), index))


def _header_roles(found: PageRoles, blocks: Sequence[PageBlock], title: int, creator: str) -> None:
    """Kicker, byline and lead that the page's class names or their words tell."""
    if title > 0 and _KICKER.search(blocks[title - 1].hint) and len(blocks[title - 1].text) <= 60:
        found.roles[title - 1] = Role.KICKER
        found.main.add(title - 1)
    names = [name for name in (_key(one) for one in creator.split(",")) if name]
    for index in range(title + 1, min(title + _HEADER_BLOCKS, len(blocks))):
        block = blocks[index]
        text = block.text.strip()
        if block.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING):
            continue
        if Role.BYLINE not in found.roles.values() and _is_byline(text, names):
            found.roles[index] = Role.BYLINE
            found.main.add(index)
        elif Role.LEAD not in found.roles.values() and _LEAD.search(block.hint) and len(text.split()) >= 5:
            found.roles[index] = Role.LEAD
            found.main.add(index)
        elif index in found.main and len(text) > _MAX_BYLINE:
            break


def _is_byline(text: str, names: Sequence[tuple[str, ...]]) -> bool:
    if len(text) > _MAX_BYLINE or "\n" in text:
        return False
    words = _key(text)
    return is_byline(text) or any(words[-len(name) :] == name and len(words) <= len(name) + 3 for name in names)


def _key(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))
