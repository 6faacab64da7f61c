"""A block of a page, with what the page says of its place."""

from dataclasses import dataclass

from readtui.importers.html import zones
from readtui.model.block import BlockKind
from readtui.text.article_builder import MarkSpan


@dataclass(frozen=True, slots=True)
class PageBlock:
    """One block of a page. ``marks`` and ``names`` as for ArticleBuilder. ``level`` and ``label`` as in Block.

    ``parent`` numbers the element that it stands in, ``ancestors`` that one and the two around it; ``is_aside``: the
    page itself says that it is navigation, a form, a side or a foot; ``hint``: class names and the like of its element,
    in lower case. ``path``: tags and class names of the element that it stands in and the one around that, alike for
    what a page sets alike; ``beside``: the innermost element around it that by its names stands beside an article.
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
