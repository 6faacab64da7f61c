"""Random queries, annotations and article records for property tests."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from readtui.model.annotation import HIGHLIGHT_COLORS, AnchorState, Annotation
from readtui.model.article import ArticleRecord, Metadata, ReadingState
from readtui.model.creator import Creator, Identity
from readtui.model.reply import Reply, ThreadState
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.search.query.matcher import Matcher
from readtui.search.query.syntax import WORD, Not, Query, Term, all_of, any_of, to_text
from readtui.search.query.terms import CREATOR, FIELDS, NUMBER, TAG, TEXT, TIME, Asker, ValueType
from readtui.text.clean import shown

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
VALUES = st.text(st.sampled_from('aAé-#:/=or"\\() \n.0*'), max_size=6) | st.text(max_size=6)
TAGS = st.sampled_from(["sea", "sea/north", "Sea", "none", "politics", "a b"])
DATES = st.sampled_from(["2026", "2026-03", "2026-03-15", "today", "yesterday", "7d", "3w"])
RANGES = DATES | st.builds("{}..".format, DATES) | st.builds("..{}".format, DATES)


def matcher(query: Query) -> Matcher:
    """The query, asked by ``ME`` now."""
    return Matcher(query, Asker(NOW, lambda: ME))


_OF_TYPE = {
    TEXT: VALUES.filter(bool),
    CREATOR: VALUES.filter(bool) | st.sampled_from(["me", "program", "ada", "Ada", "software:builder", "bea"]),
    TAG: TAGS | TAGS.map("={}".format),
    TIME: RANGES,
    NUMBER: st.sampled_from(["0", "1..", "..2", "2..3"]),
}


def terms() -> st.SearchStrategy[Query]:
    """A term of any field, with a value of its type."""

    def values(kind: ValueType) -> st.SearchStrategy[str]:
        return st.sampled_from(kind.values) if kind.values else _OF_TYPE[kind]

    return st.one_of(
        st.builds(Term, st.just(WORD), VALUES),
        *(st.builds(Term, st.just(field.name), values(field.type)) for field in FIELDS.values()),
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

ME = Identity(Creator("Ada"), ("A. Lovelace",))
CREATORS = st.sampled_from([None, ME.me, Creator("A. Lovelace"), Creator("Béa"), Creator("builder", is_program=True)])
REPLIES = st.lists(
    st.builds(
        lambda text, creator, sets: Reply("r", "article", "a", "2026", "2026", text, creator, sets),
        VALUES.map(shown),
        CREATORS,
        st.none() | st.sampled_from(ThreadState),
    ),
    max_size=2,
).map(tuple)
ANNOTATIONS = st.builds(
    lambda number, start, length, color, tags, note, state, creator, is_thread, replies: Annotation(
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
        creator=creator,
        is_thread=is_thread,
        replies=replies,
    ),
    st.integers(0, 99),
    st.integers(0, 30),
    st.integers(0, 20),
    st.none() | st.sampled_from(HIGHLIGHT_COLORS),
    st.lists(TAGS, max_size=2, unique=True),
    VALUES | st.just("see [it](readtui:0123456789abcdef)"),
    st.sampled_from(AnchorState),
    CREATORS,
    st.booleans(),
    REPLIES | st.just(()),
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
    st.sampled_from([ReadingState.TO_READ, ReadingState.READING, ReadingState.DONE]),
    st.none() | st.just("2026-03-01T00:00:00Z"),
)
