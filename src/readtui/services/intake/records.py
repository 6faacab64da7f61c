"""Makes the library's record of a new article."""

from collections.abc import Iterable
from dataclasses import replace

from readtui.model.article import Article, ArticleRecord
from readtui.services.sources import is_url
from readtui.services.wording import tag_names


def new_record(
    article_id: str,
    article: Article,
    source: str,
    now: str,
    *,
    path: str = "",
    tags: Iterable[str] = (),
    content: str = "",
) -> ArticleRecord:
    """The record of an article from ``source``. ``content``: the id of its bytes, or "" if that is ``article_id``."""
    # Imported here because listing articles does not need the sentence rules.
    from readtui.text.sentences.segment import count_words

    metadata = article.metadata
    return ArticleRecord(
        id=article_id,
        metadata=replace(
            metadata,
            title=metadata.title or "Untitled",
            source=source if is_url(source) else metadata.source or source,
        ),
        added=now,
        modified=now,
        text_version=article.hash8,
        words=count_words(article.body_text()),
        paths=(path,) if path else (),
        tags=tag_names(tags),
        content=content,
    )
