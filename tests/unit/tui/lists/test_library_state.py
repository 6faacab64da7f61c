"""Which articles the library lists, on which shelf and in which groups."""

from collections.abc import Sequence

import pytest
from articles import library_entry

from readtui.model.article import ArticleRecord, Metadata, ReadingState
from readtui.services.library import LibraryEntry
from readtui.tui.lists.library_state import (
    ArticleGroup,
    ArticleGrouping,
    LibraryState,
    Wish,
    arrange,
    count_states,
    name_of,
)

TO_READ, READING, DONE, DISCUSSED = (
    ReadingState.TO_READ,
    ReadingState.READING,
    ReadingState.DONE,
    ReadingState.DISCUSSED,
)


def entry(
    name: str, state: ReadingState = TO_READ, tags: tuple[str, ...] = (), creator: str = "", added: str = "2026-01-31"
) -> LibraryEntry:
    metadata = Metadata(name, creator=creator, source=f"https://{name[0]}.org/x")
    record = ArticleRecord(name, metadata, added, added, "h", tags=tags, reading_state=state)
    return library_entry(record, state=state)


ENTRIES = [
    entry("b one", READING, ("sea",), "Zoe", "2026-02-10"),
    entry("a two", TO_READ, ("sea", "land"), "ada", "2026-02-01"),
    entry("a three", DONE, (), "", "long ago"),
    entry("c four", TO_READ, ("land",), "Ada", "2025-12-24"),
]
GIVEN = [one.id for one in ENTRIES]


@pytest.mark.parametrize(
    ("grouping", "groups"),
    [
        (ArticleGrouping.NOTHING, []),
        (ArticleGrouping.SITE, ["a.org 2", "b.org 1", "c.org 1"]),
        (ArticleGrouping.AUTHOR, ["Ada 1", "ada 1", "Zoe 1", "no author 1"]),
        (ArticleGrouping.TAG, ["#land 2", "#sea 2", "no tags 1"]),
        (ArticleGrouping.MONTH, ["Added in long ag 1", "Added in February 2026 2", "Added in December 2025 1"]),
        (ArticleGrouping.STATE, ["To read 2", "Reading 1", "Done 1"]),
    ],
)
def test_articles_stand_below_the_headings_of_their_groups(grouping: ArticleGrouping, groups: list[str]) -> None:
    rows = arrange(ENTRIES, ENTRIES, Wish(grouping=grouping, given=GIVEN))
    headings = [f"{one.name} {one.count}" for one in rows.shown if isinstance(one, ArticleGroup)]
    assert sorted(headings) == sorted(groups)
    if grouping is not ArticleGrouping.AUTHOR:
        assert headings == groups
    assert set(rows.articles) == set(GIVEN)
    assert (rows.total, rows.on_shelf, rows.counts[None]) == (4, 4, 4)
    heights = [row.height for row in rows.rows if row.heads]
    assert heights == [1, 2, 2, 2][: len(groups)]
    assert len({row.key for row in rows.rows if row.heads}) == len(groups)
    below = [(row.group, row.key) for row in rows.rows if not row.heads]
    assert len(below) == len(rows.shown) - len(groups)
    tags = [one.tag for one in rows.shown if isinstance(one, ArticleGroup)]
    assert tags == (["land", "sea", ""] if grouping is ArticleGrouping.TAG else [""] * len(groups))


@pytest.mark.parametrize(
    ("shelf", "held", "passing", "shown", "on_shelf"),
    [
        (TO_READ, (), ENTRIES, {"a two", "c four"}, 2),
        (TO_READ, ("b one",), ENTRIES, {"a two", "c four", "b one"}, 3),
        (TO_READ, ("b one",), ENTRIES[1:2], {"a two"}, 3),
        (DONE, (), ENTRIES[:2], set(), 1),
        (None, (), ENTRIES[:2], {"a two", "b one"}, 4),
    ],
)
def test_a_shelf_has_its_articles_and_those_that_were_opened_from_it(
    shelf: ReadingState | None, held: tuple[str, ...], passing: Sequence[LibraryEntry], shown: set[str], on_shelf: int
) -> None:
    rows = arrange(ENTRIES, passing, Wish(shelf, held=frozenset(held)))
    assert set(rows.articles) == shown
    assert (rows.total, rows.on_shelf, rows.counts[shelf]) == (4, on_shelf, len(shown))
    assert rows.counts.get(READING, 0) == sum(one.state is READING for one in passing)


def test_the_state_knows_what_is_listed_and_where_the_rest_is() -> None:
    state = LibraryState()
    assert (state.all(), state.listed(), state.has_discussed, state.at(None), state.row(0)) == (
        (),
        [],
        False,
        None,
        None,
    )
    state.take([*ENTRIES, entry("d five", DISCUSSED)])
    assert [one.id for one in state.listed()] == [*GIVEN, "d five"]
    assert state.has_discussed
    some = LibraryState(["c four", "gone", "a two"])
    some.take([*ENTRIES, entry("d five", DISCUSSED)])
    assert [one.id for one in some.listed()] == ["a two", "c four"]
    assert not some.has_discussed
    assert LibraryState(["d five"]).only == ("d five",)
    only = LibraryState(["d five"])
    only.take([entry("d five", DISCUSSED)])
    assert only.has_discussed
    state.arranged = arrange(ENTRIES, ENTRIES, Wish(grouping=ArticleGrouping.STATE, given=GIVEN))
    heading, first = state.row(0), state.row(1)
    assert isinstance(heading, ArticleGroup)
    assert (state.at(0), state.at(1), state.at(99), state.row(99)) == (None, first, None, None)
    assert [one.id for one in state.shown()] == list(state.arranged.articles)


def test_what_passes_elsewhere_is_on_one_shelf_or_on_several() -> None:
    state = LibraryState()
    for passing, elsewhere in (
        ([], (None, 0)),
        (ENTRIES[:1], (READING, 1)),
        (ENTRIES[1:4:2], (TO_READ, 2)),
        (ENTRIES[:2], (None, 2)),
    ):
        state.arranged = arrange(ENTRIES, passing, Wish(DONE))
        assert state.elsewhere == elsewhere
    assert count_states(ENTRIES) == {TO_READ: 2, READING: 1, DONE: 1, None: 4}
    assert (name_of(ENTRIES[:1]), name_of(ENTRIES)) == ("“b one”", "4 articles")
