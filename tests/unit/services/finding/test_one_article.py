"""A query for a single article."""

from datetime import UTC, datetime

from readtui.model.article import ArticleRecord, Metadata
from readtui.model.creator import UNNAMED
from readtui.search.query.fields import Asker
from readtui.search.query.matching import Matcher
from readtui.search.query.parsing import parse
from readtui.search.query.terms import Query, to_text
from readtui.services.finding.one_article import query_for


def article(number: int, title: str, source: str) -> ArticleRecord:
    now = "2026-01-01T00:00:00Z"
    return ArticleRecord(f"{number:016x}", Metadata(title, source=source), now, now, "0" * 8)


def matcher_of(query: Query) -> Matcher:
    return Matcher(query, Asker(datetime.now(UTC), lambda: UNNAMED))


def test_the_query_names_one_article_and_survives_being_typed() -> None:
    records = [
        article(1, "Rivers", "/a/rivers.md"),
        article(2, "Rivers and seas", "/a/rivers.md.bak"),
        article(3, 'A "quoted" (title)', "/b/one"),
        article(4, 'A "quoted" (title)', "/b/two"),
        article(5, "", "/c/untitled"),
        article(6, "Twin", "/d/twin"),
        article(7, "Twin", "/d/twin/2"),
    ]
    found = {}
    for record in records:
        matcher = matcher_of(parse(to_text(query_for(record, records, matcher_of))))
        found[record.id[-1]] = [one.id[-1] for one in records if matcher.article(one, lambda: ())]
    # Only the title or source of another one contains both of these.
    assert found.pop("1") == ["1", "2"]
    assert found.pop("6") == ["6", "7"]
    assert found == {number: [number] for number in found}
