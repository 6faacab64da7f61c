"""Laws of the query language: printing round-trips, and a query and its negation partition all items."""

from datetime import UTC, datetime

import pytest
from hypothesis import assume, example, given, reject
from hypothesis import strategies as st

from readtui.errors import QueryError
from readtui.model.annotation import HIGHLIGHT_COLORS, AnchorState, Annotation
from readtui.model.article import ArticleRecord, Metadata, ReadingState
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.search.query.completing import Known, completions, parse_typed
from readtui.search.query.fields import FIELDS
from readtui.search.query.matching import Matcher
from readtui.search.query.parsing import parse
from readtui.search.query.terms import WORD, Not, Query, Term, all_of, any_of, to_text

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
VALUES = st.text(st.sampled_from('aAé-#:/=or"\\() \n.0*'), max_size=6) | st.text(max_size=6)
TAGS = st.sampled_from(["sea", "sea/north", "Sea", "none", "politics", "a b"])
DATES = st.sampled_from(["2026", "2026-03", "2026-03-15", "today", "yesterday", "7d", "3w"])
RANGES = DATES | st.builds("{}..".format, DATES) | st.builds("..{}".format, DATES)


def terms() -> st.SearchStrategy[Query]:
    free = st.sampled_from(["article", "author", "site", "lang", "source"])
    dated = st.sampled_from(["created", "modified", "added", "published"])
    listed = st.sampled_from([(name, value) for name, field in FIELDS.items() for value in field.values])
    return st.one_of(
        st.builds(Term, st.just(WORD), VALUES),
        st.builds(Term, free, VALUES.filter(bool)),
        st.builds(Term, st.sampled_from(["tag", "with"]), TAGS | TAGS.map("={}".format)),
        st.builds(Term, dated, RANGES),
        listed.map(lambda pair: Term(*pair)),
    )


def combined(parts: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    several = st.lists(parts, max_size=3)
    return (
        st.builds(Not, parts)
        | several.map(lambda some: all_of(*some))
        | several.filter(bool).map(lambda some: any_of(*some))
    )


# Inside a larger query, an empty part would have no text.
QUERIES = st.recursive(terms(), lambda parts: combined(parts.filter(lambda part: bool(to_text(part)))), max_leaves=8)


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


ANNOTATIONS = st.builds(
    lambda number, start, length, color, tags, note, state: Annotation(
        f"a{number}",
        "article",
        created=f"2026-0{number % 3 + 1}-15T12:00:00Z",
        modified="2026-03-15T09:00:00Z",
        quote=TextQuoteSelector("Water é runs\ndownhill"[:length]) if length else None,
        position=TextPositionSelector(start, start + length) if length else None,
        color=color,
        tags=tuple(tags),
        note=note,
        anchor=state,
    ),
    st.integers(0, 99),
    st.integers(0, 30),
    st.integers(0, 20),
    st.none() | st.sampled_from(HIGHLIGHT_COLORS),
    st.lists(TAGS, max_size=2, unique=True),
    VALUES | st.just("see [it](readtui:0123456789abcdef)"),
    st.sampled_from(AnchorState),
)
RECORDS = st.builds(
    lambda title, language, published, tags, state, archived: ArticleRecord(
        "article",
        Metadata(title, "https://example.org/a", "A. Writer", language, published),
        added="2026-03-01T00:00:00Z",
        modified="2026-03-01T00:00:00Z",
        text_version="0",
        tags=tuple(tags),
        reading_state=state,
        archived=archived,
    ),
    VALUES,
    st.sampled_from(["", "de", "de-AT", "en"]),
    st.sampled_from(["", "2026", "2026-03-15", "2026-03-15T10:00:00Z", "last year"]),
    st.lists(TAGS, max_size=2, unique=True),
    st.sampled_from(ReadingState),
    st.none() | st.just("2026-03-01T00:00:00Z"),
)


@given(QUERIES, st.lists(ANNOTATIONS, max_size=5), st.lists(RECORDS, max_size=3))
def test_a_query_and_its_negation_partition_all_items(
    query: Query, annotations: list[Annotation], records: list[ArticleRecord]
) -> None:
    passing, others = Matcher(query, NOW), Matcher(Not(query), NOW)
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
        return list(Matcher(query, NOW).annotations(record, lambda: annotations))

    first, second = passing(one), passing(other)
    assert passing(all_of(one, other)) == [each for each in first if each in second]
    assert passing(any_of(one, other)) == [each for each in annotations if each in first or each in second]


@given(QUERIES, st.lists(ANNOTATIONS, max_size=5), RECORDS)
def test_an_article_is_left_unread_only_if_none_of_its_annotations_passes(
    query: Query, annotations: list[Annotation], record: ArticleRecord
) -> None:
    matcher = Matcher(query, NOW)
    found = matcher.annotations(record, lambda: annotations)
    assert matcher.may_pass(record, {one.tags for one in annotations}) or not found


@given(QUERIES, st.integers(0, 60))
def test_every_prefix_of_a_query_can_be_parsed_while_typing(query: Query, length: int) -> None:
    text = to_text(query)[:length]
    # An incomplete date, or an incomplete value from a list, may still be wrong.
    assume(not any(f"{name}:" in text for name, field in FIELDS.items() if field.check or field.values))
    parse_typed(text, Known(tags=("sea", "politics")))


@given(st.text(st.sampled_from('tag:#se"ano/= ()-'), max_size=12))
def test_a_completion_replaces_the_typed_part_of_its_term(text: str) -> None:
    known = Known(tags=("sea", "sea/north", "two words", 'a "quote"'))
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
