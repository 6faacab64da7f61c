"""A block of a page with its place, and what the elements around it say about it."""

import re
from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache

from lxml.etree import _Element

from readtui.importers.dom import elements
from readtui.importers.dom.inline import InlinePicture, InlineText
from readtui.importers.images.finder import References
from readtui.model.block import BlockKind, MarkType
from readtui.quick_dataclass import dataclass, maker
from readtui.text.article_builder import MarkSpan

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


@dataclass(frozen=True, slots=True)
class PageBlock:
    """One block of a page. ``marks`` and ``names`` as for ArticleBuilder; ``level``, ``label`` and ``quoted`` as in
    Block.

    ``parent`` numbers its containing element, ``ancestors`` that one and the two around it. ``is_aside``: the page
    declares it navigation, a form, a sidebar or footer. ``hint``: class names and the like of its element, in
    lowercase. ``path``: tags and class names of its element and the one around it, identical for blocks with the same
    layout. ``beside``: the innermost element around it whose names say that it is beside an article. ``images``: those
    that stand above it; ``images_below``: those after the last block. ``is_alternative``: it is a picture's alternative
    text.
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
    is_alternative: bool = False


@dataclass(frozen=True, slots=True)
class PageImage:
    """An image of a page: its addresses, and the numbers of the elements around it, as in PageBlock."""

    references: References
    ancestors: tuple[int, ...] = ()
    is_aside: bool = False


page_block = maker(PageBlock)
"""Makes a PageBlock, fast."""


class PlacedBlocks:
    """Follows the starts and ends of block elements, and so knows where the text between them belongs."""

    def __init__(self) -> None:
        self.blocks: list[PageBlock] = []
        self._count = 0
        self._parents = [0]
        self._names = [""]
        self._beside: list[Beside | None] = [None]
        self._asides = 0
        self._waiting_names: list[str] = []
        self._waiting_images: list[PageImage] = []

    def enter(self, element: _Element, tag: str, names: Collection[str]) -> bool:
        """Begin a block element with attributes of these ``names``; return whether its contents are aside."""
        self._count += 1
        self._parents.append(self._count)
        classes = (element.get("class") or "") if "class" in names else ""
        is_named = classes or "id" in names
        self._names.append(name_of(tag, classes) if classes else tag)
        around = beside(classes, element.get("id") or "", self._count) if is_named else None
        self._beside.append(around or self._beside[-1])
        is_aside = elements.is_aside(element, tag)
        self._asides += is_aside
        return is_aside

    def leave(self, *, is_aside: bool = False) -> None:
        """End the block element begun last."""
        self._parents.pop()
        self._names.pop()
        self._beside.pop()
        self._asides -= is_aside

    def add_blank(self, inline: InlineText, hint: str) -> None:
        """Add the pictures of a text without words; its names go to the next block."""
        self._waiting_names += [name for name, _ in inline.names]
        for picture in inline.pictures:
            self._show(picture)
            if picture.alt:
                marks = ((MarkType.LINK, 0, len(picture.alt), picture.target),) if picture.target else ()
                self.add(BlockKind.CAPTION, InlineText(picture.alt, marks), hint=hint, is_alternative=True)

    def show_all(self, inline: InlineText) -> None:
        """Show the images of a text that becomes a part of another block above that block."""
        for picture in inline.pictures:
            self._show(picture)

    def _show(self, picture: InlinePicture) -> None:
        if picture.references:
            ancestors = tuple(self._parents[-4:-1])
            self._waiting_images.append(PageImage(picture.references, ancestors, self._asides > 0))

    def add(
        self,
        kind: BlockKind,
        inline: InlineText,
        *,
        level: int = 0,
        label: str = "",
        quoted: int = 0,
        hint: str = "",
        is_alternative: bool = False,
    ) -> None:
        """Add a block at the current place. A caption that repeats the previous one is dropped."""
        names = inline.names
        for picture in inline.pictures:
            if not picture.is_below:
                self._show(picture)
        images = tuple(self._waiting_images)
        if self._waiting_names:
            names = (*((name, 0) for name in self._waiting_names), *names)
            self._waiting_names.clear()
        if kind is BlockKind.CAPTION and self.blocks and self.blocks[-1].kind is kind:
            before, now = self.blocks[-1].text.strip(), inline.text.strip()
            if now in before:
                return
            if before in now:
                before_it = self.blocks.pop()
                names = (*((name, 0) for name, _ in before_it.names), *names)
                images = before_it.images + images
        parent = self._parents[-2] if len(self._parents) > 1 else 0
        ancestors = tuple(self._parents[-4:-1])
        path = tuple(self._names[-3:-1])
        place = (parent, ancestors, self._asides > 0, hint, path, self._beside[-1])
        shown = (quoted, images, (), is_alternative)
        self.blocks.append(page_block(kind, inline.text, level, label, inline.marks, names, *place, *shown))
        self._waiting_images.clear()
        for picture in inline.pictures:
            if picture.is_below:
                self._show(picture)

    def finish(self) -> None:
        """Show the images after the last block below it."""
        if self.blocks and self._waiting_images:
            self.blocks[-1] = replace(self.blocks[-1], images_below=tuple(self._waiting_images))
