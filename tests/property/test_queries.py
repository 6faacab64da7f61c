"""Laws of the query language: printing round-trips, and a query and its negation partition all items."""

from collections import Counter
from datetime import UTC
from itertools import accumulate

import pytest
from hypothesis import assume, example, given, reject
from hypothesis import strategies as st
from queries import ANNOTATIONS, NOW, QUERIES, RANGES, RECORDS, matcher

from readtui.errors import QueryError
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, ListedArticle
from readtui.model.reply import ThreadState
from readtui.model.tag import has_tag
from readtui.search.query.completion import KnownValues, completions, parse_typed
from readtui.search.query.dates import lying_in, span, span_of
from readtui.search.query.parser import parse
from readtui.search.query.syntax import Not, Query, Term, all_of, any_of, has_tag_term, shares_tag_term, to_text
from readtui.search.query.terms import CREATOR, FIELDS, TAG, TEXT
from readtui.services.tags.spelling import levels_of
from readtui.services.tags.survey import counted_together, with_overlapping


@given(QUERIES)
def test_a_printed_query_parses_to_the_same_query(query: Query) -> None:
    assert parse(to_text(query)) == query


@given(st.text(st.sampled_from('ab:#-"\\() or tag:color:has:note 7d.'), max_size=24) | st.text(max_size=12))
@example("(" * 5000)
@example("-" * 5000)
@example("(" + "a " * 5000)
def test_any_text_is_a_query_or_an_error_with_a_valid_column(text: str) -> None:
    try:
        query = parse(text)
    except QueryError as refusal:
        refused: QueryError | None = refusal
    else:
        refused = None
        assert parse(to_text(query)) == query
    assert refused is None or 1 <= refused.column <= len(text) + 1


@given(QUERIES, st.lists(ANNOTATIONS, max_size=5), st.lists(RECORDS, max_size=3))
def test_a_query_and_its_negation_partition_all_items(
    query: Query, annotations: list[Annotation], records: list[ArticleRecord]
) -> None:
    passing, others = matcher(query), matcher(Not(query))
    for record in records:
        is_in = passing.article(record, lambda: annotations)
        assert others.article(record, lambda: annotations) is not is_in
        found, left = passing.annotations(record, lambda: annotations), others.annotations(record, lambda: annotations)
        assert [one for one in annotations if one in found] == list(found)
        assert [one for one in annotations if one not in found] == list(left)


@given(QUERIES, QUERIES, st.lists(ANNOTATIONS, max_size=5), RECORDS)
def test_and_or_combine_the_results_of_their_parts(
    one: Query, other: Query, annotations: list[Annotation], record: ArticleRecord
) -> None:
    def passing(query: Query) -> list[Annotation]:
        return list(matcher(query).annotations(record, lambda: annotations))

    first, second = passing(one), passing(other)
    assert passing(all_of(one, other)) == [each for each in first if each in second]
    assert passing(any_of(one, other)) == [each for each in annotations if each in first or each in second]


@given(QUERIES, st.lists(st.lists(ANNOTATIONS, max_size=5), max_size=3), RECORDS)
def test_an_article_is_left_unread_only_if_none_of_its_annotations_passes(
    query: Query, articles: list[list[Annotation]], record: ArticleRecord
) -> None:
    passing = matcher(query)
    for annotations in articles:
        found = passing.annotations(record, annotations.copy)
        states = [one.thread for one in annotations if one.thread]
        listed = ListedArticle(
            record,
            "",
            len(annotations),
            Counter(one.tags for one in annotations),
            is_noted=False,
            threads=len(states),
            open_threads=states.count(ThreadState.OPEN),
            creators=list({one.creator: None for one in annotations}),
        )
        assert passing.may_pass(listed) or not found
        for tags in listed.tag_sets:
            decided = passing.by_tags(listed, tags)
            assert decided is None or all((one in found) is decided for one in annotations if one.tags == tags)


TIMES = (
    st.datetimes(timezones=st.just(UTC)).map(lambda time: time.strftime("%Y-%m-%dT%H:%M:%SZ").zfill(20))
    | st.sampled_from(["2026-02-30T10:00:00Z", "0000-01-01T00:00:00Z", "2026-03-15T24:00:00Z", "2026-03", "", "9999"])
    | st.sampled_from(["2026-03-15T10:00:00+02:00", "2026-03-15 10:00:00Z", "2026-03-15T10:00:00.5Z", "last year"])
    | st.builds("{}-{:02}-{:02}T{}:59:59Z".format, st.just(2026), st.integers(2, 4), st.integers(1, 31), st.just("23"))
)


@given(TIMES, RANGES)
@example("9999-12-31T23:59:59Z", "2026..")
@example("0001-01-01T00:00:00Z", "..2026")
@example("9999-12-31T23:59:59Z", "9999")
def test_a_time_lies_in_a_period_whichever_way_it_is_compared(time: str, asked: str) -> None:
    period, found = span(asked, NOW), span_of(time)
    assert lying_in(period)(time) is (found is not None and found in period)


@given(QUERIES, st.integers(0, 60))
def test_every_prefix_of_a_query_can_be_parsed_while_typing(query: Query, length: int) -> None:
    text = to_text(query)[:length]
    # An incomplete date, or an incomplete value from a list, may still be wrong.
    assume(not any(f"{name}:" in text for name, field in FIELDS.items() if field.type not in (TEXT, TAG, CREATOR)))
    parse_typed(text, KnownValues(tags=("sea", "politics")))


@given(st.text(st.sampled_from('tag:#se"ano/= ()-'), max_size=12))
def test_a_completion_replaces_the_typed_part_of_its_term(text: str) -> None:
    known = KnownValues(tags=("sea", "sea/north", "two words", 'a "quote"'))
    try:
        parse_typed(text, known)
    except QueryError:
        # Completing the term does not correct mistakes before it.
        reject()
    for completion in completions(text, len(text), known):
        completed = text[: completion.start] + completion.text
        assert completion.end == len(text)
        if not completion.text.endswith(":"):
            parse_typed(completed, known)


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_has_valid_examples(name: str) -> None:
    for typed in FIELDS[name].examples:
        found = parse(typed)
        assert isinstance(found, Term)
        assert found.field == name


@given(st.lists(ANNOTATIONS, max_size=8), RECORDS)
def test_tags_share_the_passages_that_a_query_finds(annotations: list[Annotation], record: ArticleRecord) -> None:
    pairs = counted_together(with_overlapping(annotations))
    names = {name for one in annotations for tag in one.tags for name in accumulate(tag.split("/"), "{}/{}".format)}
    for one in names:
        for other in names:
            if has_tag((one,), other) or has_tag((other,), one):
                continue
            query = all_of(has_tag_term(one), shares_tag_term(other))
            found = matcher(query).annotations(record, lambda: annotations)
            assert pairs.get(levels_of(one), {}).get(levels_of(other), 0) == len(found)
