"""A block of a page, with information about its position."""

import re
from dataclasses import dataclass
from functools import lru_cache

from readtui.importers.images.references import References
from readtui.model.block import BlockKind
from readtui.model.making import maker
from readtui.text.article_builder import MarkSpan

# ------------------------------------------------------------------ zones
# Identifies parts of a page by class names and ids: similar elements, and those beside an article.


_MAX_NAME = 200
_NUMBER = re.compile(r"\d+")
_BESIDE = re.compile(
    r"""
    [\s_-](?:
        (?<=\s)widget|related|recommend(?:ed|ations?)?|sidebar|sidecol|newsletter|footer|cookies?|consent|gdpr|share|sharing|social[_-]?(?:bar|media|links|share|icons)|popular|trending|most[_-]?read|meistgelesen
        |breadcrumbs?|menu|navigation|nav|subscribe|subscription|outbrain|taboola|advert(?:isement|s)?|sponsored|affiliate|[\w-]*placeholder
        |(?:also|see|more|you[_-]may)[_-](?:from|stories|news|like|on|read)|read[_-]?(?:more|next|also)|promo
    )(?:$|[\s_-])
    """,
    re.VERBOSE,
)
_DISCUSSION = re.compile(
    r"[\s_-](?:(?:user|reader)?comment(?!ar[yi]|ator)|disqus|respond(?:$|\s)|(?:leser)?kommentar|commentaire|comentario)"
)


@dataclass(frozen=True, slots=True)
class Beside:
    """An element whose names place it beside an article: its number, and whether it holds readers' comments."""

    number: int
    is_discussion: bool


def name_of(tag: str, classes: str) -> str:
    """An element's tag and class names without numbers."""
    return _plain_name(tag, classes[:_MAX_NAME])


@lru_cache(maxsize=4096)
def _plain_name(tag: str, classes: str) -> str:
    return f"{tag}.{_NUMBER.sub('', ' '.join(classes.split()))}"


def beside(classes: str, identifier: str, number: int) -> Beside | None:
    """Describe an element whose names say that it holds comments, other articles, menus or offers; None for others."""
    kind = _kind_of(f" {classes} {identifier}"[: _MAX_NAME + 1]) if classes or identifier else None
    return None if kind is None else Beside(number, kind)


@lru_cache(maxsize=4096)
def _kind_of(names: str) -> bool | None:
    """Whether the names are those of a discussion; None if the element could be the article.

    There is a space before the first one, so that the engine can skip to the signs between words.
    """
    names = names.lower()
    if _DISCUSSION.search(names):
        return True
    return False if _BESIDE.search(names) else None


# ------------------------------------------------------------------ page block


@dataclass(frozen=True, slots=True)
class PageBlock:
    """One block of a page. ``marks`` and ``names`` as for ArticleBuilder; ``level``, ``label`` and ``quoted`` as in
    Block.

    ``parent`` numbers its containing element, ``ancestors`` that one and the two around it. ``is_aside``: the page
    declares it navigation, a form, a sidebar or footer. ``hint``: class names and the like of its element, in
    lowercase. ``path``: tags and class names of its element and the one around it, identical for blocks with the same
    layout. ``beside``: the innermost element around it whose names say that it is beside an article. ``images``: those
    that stand above it; ``images_below``: those after the last block.
    """

    kind: BlockKind
    text: str
    level: int = 0
    label: str = ""
    marks: tuple[MarkSpan, ...] = ()
    names: tuple[tuple[str, int], ...] = ()
    parent: int = 0
    ancestors: tuple[int, ...] = ()
    is_aside: bool = False
    hint: str = ""
    path: tuple[str, ...] = ()
    beside: Beside | None = None
    quoted: int = 0
    images: "tuple[PageImage, ...]" = ()
    images_below: "tuple[PageImage, ...]" = ()


@dataclass(frozen=True, slots=True)
class PageImage:
    """An image of a page: its addresses, and the numbers of the elements around it, as in PageBlock."""

    references: References
    ancestors: tuple[int, ...] = ()
    is_aside: bool = False


page_block = maker(PageBlock)
"""Makes a PageBlock, fast."""
