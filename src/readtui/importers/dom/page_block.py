"""A block of a page, with information about its position."""

from dataclasses import dataclass

from readtui.importers.html import zones
from readtui.importers.images.references import References
from readtui.model.block import BlockKind
from readtui.model.making import maker
from readtui.text.article_builder import MarkSpan


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
    beside: zones.Beside | None = None
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
