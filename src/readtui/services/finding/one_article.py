"""Finds a query for a single article, for a list that is narrowed by queries."""

from collections.abc import Callable, Sequence

from readtui.model.article import ArticleRecord
from readtui.search.query.matching import Matcher
from readtui.search.query.terms import Query, Term, all_of


def query_for(record: ArticleRecord, records: Sequence[ArticleRecord], matcher: Callable[[Query], Matcher]) -> Query:
    """The shortest query that only this article passes: by its title, its source, or both.

    If others have the same title and source, they pass as well.
    """
    metadata = record.metadata
    title, source = Term("article", metadata.title), Term("source", metadata.source or metadata.canonical_url)
    parts = [part for part in (title, source) if part.value.strip()]
    both = all_of(*parts)
    return next((query for query in (*parts, both) if _passing(matcher(query), records) == 1), both)


def _passing(matcher: Matcher, records: Sequence[ArticleRecord]) -> int:
    """How many pass, up to 2. Titles and sources are compared without reading annotations."""
    found = 0
    for record in records:
        found += matcher.article(record, lambda: ())
        if found > 1:
            break
    return found
