"""The survey of tagged passages, held against looking at each annotation."""

from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, ListedArticle, Metadata
from readtui.services.tags.spelling import with_outer
from readtui.services.tags.survey import survey, uses_in

_TAGS = st.sets(st.sampled_from(["a", "a/b", "A/b/c", "d"]), max_size=3).map(lambda tags: tuple(sorted(tags)))
_DAYS = st.dates(date(2024, 1, 1), date(2024, 3, 1)).map(lambda day: f"{day}T10:00:00Z")
_ARTICLES = st.lists(st.lists(st.tuples(_TAGS, _DAYS | st.just("no date")), max_size=8), max_size=5)


def listed(number: int, annotations: list[Annotation]) -> ListedArticle:
    record = ArticleRecord(
        str(number), Metadata("On rivers"), "2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z", "ffffffff"
    )
    return ListedArticle(record, "1", len(annotations), Counter(one.tags for one in annotations), is_noted=False)


@given(_ARTICLES)
def test_each_use_counts_for_its_tag_and_for_those_that_this_nests_in(
    articles: list[list[tuple[tuple[str, ...], str]]],
) -> None:
    made = [
        [Annotation(f"{number}-{place}", str(number), when, when, tags=tags) for place, (tags, when) in enumerate(uses)]
        for number, uses in enumerate(articles)
    ]
    found = survey(
        [listed(number, annotations) for number, annotations in enumerate(made)], lambda record: made[int(record.id)]
    )
    every = [one for annotations in made for one in annotations if one.tags]
    assert found.passages == len(every)
    assert found.articles == sum(any(one.tags for one in annotations) for annotations in made)
    for levels in {levels for one in every for levels in with_outer(one.tags)}:
        having = [one for one in every if levels in with_outer(one.tags)]
        assert sum(found.days[levels].values()) == len(having)
        latest = [moment for moment, _ in found.latest[levels]]
        assert latest == sorted((one.created for one in having), reverse=True)[:8]
        assert all(
            any(one.created == when and one.article_id == record.id for one in having)
            for when, record in found.latest[levels]
        )


@given(st.dictionaries(st.integers(100, 160), st.integers(1, 9)), st.integers(1, 40))
def test_no_use_is_lost_when_days_are_put_together(days: dict[int, int], parts: int) -> None:
    uses = uses_in(days, 100, 160, parts)
    assert sum(uses) == sum(days.values())
    assert len(uses) == parts


def test_of_few_days_each_is_one_part() -> None:
    assert uses_in({100: 2, 102: 1}, 100, 102, 14) == [2, 0, 1]
