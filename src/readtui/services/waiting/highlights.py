"""The highlights of a work whose text is not there yet, in the order of the work, as a page to read."""

from collections.abc import Iterable, Mapping

from readtui.model.annotation import Annotation, work_key
from readtui.model.article import Article, ArticleRecord
from readtui.model.block import BlockKind, Role
from readtui.model.selector import TextPositionSelector
from readtui.quick_dataclass import dataclass
from readtui.services.sources import is_url
from readtui.services.waiting.import_identity import imported_in
from readtui.text.article_builder import ArticleBuilder
from readtui.text.phrases import counted


@dataclass(frozen=True, slots=True)
class HighlightPage:
    """The page, and where each annotation with a quote stands on it, by id. It is no text: nobody keeps it."""

    article: Article
    places: Mapping[str, TextPositionSelector]


def page_of(record: ArticleRecord, annotations: Iterable[Annotation]) -> HighlightPage:
    """The page of a waiting work with these annotations."""
    builder = ArticleBuilder()
    places: dict[str, TextPositionSelector] = {}
    quoted = sorted((one for one in annotations if one.quote is not None), key=work_key)
    builder.add(BlockKind.PARAGRAPH, _about(record, len(quoted)), role=Role.LEAD)
    above = ""
    for one in quoted:
        said = imported_in(one)
        place = said.place if said else ""
        if place and place != above:
            builder.add(BlockKind.PARAGRAPH, place, role=Role.DATELINE)
        above = place
        builder.add(BlockKind.PARAGRAPH, one.quoted_text.strip() or "…")
    article = builder.build(record.metadata)
    blocks = (block for block in article.blocks if block.role is None)
    for one, block in zip(quoted, blocks, strict=True):
        places[one.id] = TextPositionSelector(block.start, block.end)
    return HighlightPage(article, places)


def _about(record: ArticleRecord, count: int) -> str:
    """What the page is, and how the text comes."""
    has = f"{counted(count, 'highlight')}. " if count else ""
    if is_url(record.metadata.source):
        return f"{has}The text of this page was not fetched yet."
    return f"{has}The text is not in the library. Add its file, and they move to their passages."
