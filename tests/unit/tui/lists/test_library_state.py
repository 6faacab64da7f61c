"""Which articles the library lists, on which shelf and in which groups."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any, Self

import pytest
from articles import library_entry
from golden import Golden, Picture
from rich.console import Console

from readtui.bootstrap import Services
from readtui.errors import ReadtuiError
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import ArticleRecord, Metadata, ReadingState
from readtui.model.creator import Creator, Identity
from readtui.model.reply import Reply, ThreadState
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.model.view import Lists
from readtui.search.query.parser import parse
from readtui.search.query.syntax import Query
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.library import LibraryEntry
from readtui.services.reading.article_preview import ArticleGlance
from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth
from readtui.tui.colors.palette_maker import make_palette
from readtui.tui.commands.command import Command
from readtui.tui.commands.table import commands_of
from readtui.tui.lists import article_rows, library_state
from readtui.tui.lists.article_order import ArticleOrder, ArticleSort, usual_order
from readtui.tui.lists.article_rows import ArticleStatus, details_of
from readtui.tui.lists.library_state import (
    ArticleGroup,
    ArticleGrouping,
    ArticleMarks,
    FirstLook,
    LibraryRows,
    LibraryState,
    Wish,
    arrange,
    count_states,
    details_key,
    emptiness,
    find,
    library_footer,
    library_header,
    lines_of,
    name_of,
    name_of_shelf,
    paint_row,
)
from readtui.tui.lists.tabs import AnnotationTabs, LibraryTabs
from readtui.tui.widgets.preview_pane import Sheet
from readtui.tui.widgets.record_table import RowLook
from readtui.tui.widgets.tab_line import Tab

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


# ---------------------------------------------------------------------- what stands around the rows

WAYS = ("", "sea", "author:x", "(")


class Then(datetime):
    """A day on which all of this is some days ago."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return cls(2026, 2, 12, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def then(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (library_state, article_rows):
        monkeypatch.setattr(module, "datetime", Then)


class Around:
    """A list screen, as far as what stands around the rows of the library and its tabs ask it."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.marks, self.library_name, self.key = "", "texts", lambda command: f"<{command}>"
        self.context = SimpleNamespace(work=SimpleNamespace(importing=SimpleNamespace(progress="")))
        self.filter_line = Typed()
        self.tab_line = SimpleNamespace(show=self._tabs)
        self.table = SimpleNamespace(current_key="")

    def commands_with_rows(self) -> list[Command]:
        return [one for one in commands_of(["library", "app"]) if one.id != "app.tour"]

    def _tabs(self, tabs: Sequence[Tab], current: int | None) -> None:
        self.said.append(f"{current} of {' '.join(f'{one.name} {one.count}' for one in tabs)}")

    def arrange_rows(self, key: str = "") -> None:
        self.said.append(f"arranged at {key!r}")

    def tell(self, message: str) -> None:
        self.said.append(message)

    def tell_error(self, fault: ReadtuiError) -> None:
        self.said.append(f"! {fault.message}")


class Typed:
    """What is typed in the filter."""

    value = mistake = ""

    def fill(self, query: str) -> None:
        self.value = query

    def clear(self) -> None:
        self.value = ""

    def why_nothing(self, why: str) -> tuple[str, str]:
        return ("Wrong", "It has a mistake.") if self.mistake else ("Nothing found", f"{why} “{self.value}”.")


def test_what_stands_around_the_articles(golden: Golden) -> None:
    said: list[object] = []
    for number in range(80):
        chance, screen = Random(number), Around()
        around: Any = screen
        state = LibraryState(chance.choice((None, None, ["a two", "c four"], [])))
        if number % 9:
            state.take([ENTRIES, ENTRIES[:1], []][number % 5 % 3])
        state.shelf = chance.choice((None, *ReadingState))
        state.grouping = chance.choice(list(ArticleGrouping))
        screen.filter_line.value = chance.choice(WAYS)
        screen.filter_line.mistake = "There is no end." * (screen.filter_line.value == "(")
        passing = [one for one in state.listed() if chance.random() < (0.7, 0.1)[number % 2]]
        rows = arrange(state.listed(), passing, Wish(state.shelf, grouping=state.grouping))
        state.arranged = replace(rows, notes=chance.choice((0, 1, 12)), undecided=chance.choice((0, 0, 3)))
        state.discovered = [f"Program {one}: 3 books" for one in range(chance.choice((0, 2, 4, 5, 7)))]
        screen.marks = chance.choice(("", "2 marked"))
        screen.context.work.importing.progress = chance.choice(("", "", "", "3 of 9 files"))
        said += [number, library_header(state, around, chance.choice((0, 1, 1_200)))]
        why = emptiness(state, around)
        said += [getattr(why, one.name) for one in fields(why)] if why is not None else [why]
    for state_of in ReadingState:
        said.append(library_footer(entry("one", state_of)))
    said += [library_footer(None), [name_of_shelf(one) for one in (None, *ReadingState)]]
    golden(Path(__file__).with_name("library-around.txt"), "\n".join([*map(str, said), ""]))


async def test_what_is_found_is_emitted_and_how_many_notes_pass_if_no_article_does() -> None:
    emitted: list[LibraryRows] = []
    turn: Any = SimpleNamespace(emit=emitted.append, check=lambda: None)

    class Asked:
        def __init__(self, passing: Sequence[LibraryEntry], notes: int) -> None:
            self._passing, self._notes = passing, notes

        def passing(self, listed: Sequence[LibraryEntry], query: Query) -> Sequence[LibraryEntry]:
            return self._passing

        def each_article(self, asked: AnnotationQuery) -> Iterator[tuple[None, list[str]]]:
            assert asked.query == parse("sea")
            yield None, ["x"] * self._notes
            yield None, ["x"] * self._notes

    for passing, notes, query, expected in (
        (ENTRIES[:1], 3, "sea", [0]),
        ([], 3, "sea", [0, 6]),
        ([], 0, "sea", [0]),
        ([], 3, "", [0]),
    ):
        library: Any = Asked(passing, notes)
        find(library, ENTRIES, parse(query), Wish(), turn)
        assert [one.notes for one in emitted] == expected
        emitted.clear()


def test_articles_in_every_order(golden: Golden) -> None:
    said: list[str] = []
    for number in range(10):
        chance = Random(number)
        entries = []
        for at in range(9):
            moment = (
                f"2026-03-0{chance.randrange(1, 3)}T10:00:0{chance.choice('02357')}{chance.choice(('Z', '+00:00', ''))}"
            )
            added = chance.choice((moment, moment, "in spring", ""))
            metadata = Metadata(
                chance.choice(("B", "a", "Öl")) + f" {at}",
                creator=chance.choice(("", "Zoe", "ada")),
                published=chance.choice(("", "2020", "2019-05")),
                source=chance.choice(("https://b.org/x", "/home/a/1.md", "/home/a/2.md")),
            )
            record = ArticleRecord(f"{at}", metadata, added, added, "h")
            read = chance.choice(("", "2026-03-02T09:00:00Z", "2026-02-01T09:00:00Z"))
            counts = {"words": chance.choice((0, 5, 70)), "annotations": chance.choice((0, 0, 2))}
            progress = chance.choice((0.0, 0.2, 1.0))
            entries.append(library_entry(record, last_read=read, progress=progress, **counts))
        for by in ArticleSort:
            for order in (usual_order(by), usual_order(by).reversed(), usual_order(by).chosen(by)):
                given = ["7", "3", "gone", "5"][: chance.randrange(5)]
                said.append(f"{order} {order.arrow} {' '.join(one.id for one in order.sort(entries, given))}")
                said[-1] += f" {ArticleOrder().chosen(by) == usual_order(by)}"
    golden(Path(__file__).with_name("orders.txt"), "\n".join([*said, ""]))


def test_rows_of_articles_and_groups(golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = Picture()
    palette = make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL)
    annotated: Any = SimpleNamespace(of=lambda one: (["sea"], ArticleStatus(open=len(one.id))))
    for grouping in ArticleGrouping:
        state = LibraryState()
        state.arranged = arrange(ENTRIES, ENTRIES, Wish(grouping=grouping, given=GIVEN))
        for at in range(len(state.arranged.shown)):
            look = RowLook(60, palette, at == 1, at % 3 == 2, at % 2 == 1)
            for line in paint_row(state, at, annotated, look):
                picture.add(line, 60 if line else 0)
            shown = state.arranged.shown[at]
            lines = lines_of(shown, details_of(ArticleGlance("A lead.")))(Sheet(40, palette, Console(width=40)))
            picture.say(details_key(shown), len(lines))
            picture.add_texts(lines[:1])
    picture.compare(golden, Path(__file__).with_name("library-rows.txt"), with_styles=True)


async def test_what_tabs_show_and_where_they_lead(services: Services, golden: Golden) -> None:
    said: list[str] = []
    services.repository.apply(services.views.save("Sea", "sea", Lists.ARTICLES))
    services.repository.apply(services.views.save("Sea too", "sea ", Lists.ARTICLES))
    services.repository.apply(services.views.save("Wrong", "author:ada", Lists.ARTICLES))
    services.repository.apply(services.views.save("Tagged", "#sea", Lists.ANNOTATIONS))
    services.repository.apply(services.views.save("Noted", "has:note", Lists.ANNOTATIONS))
    for number in range(10):
        chance, screen, state = Random(number), Around(), LibraryState()
        around: Any = screen
        background: Any = SimpleNamespace(do=lambda deed: deed())
        screens: Any = SimpleNamespace(
            trail=lambda one, depth=number % 4 // 3: [one] * depth,
            show_list=lambda lists, query, screen=screen: screen.said.append(f"{lists} {query}"),
        )
        more = [entry("d five", DISCUSSED)] * (number % 3 == 2)
        state.take([*ENTRIES[number % 3 :], *more] if number != 4 else [])
        tabs = LibraryTabs(state, services, background, screens, around)
        tabs.begin({"library.tab": chance.choice(("", "done", "reading", "all", "discussed", "none"))})
        state.arranged = arrange(state.listed(), state.listed(), Wish(state.shelf))
        screen.said.append(f"begins on {state.shelf} {tabs.is_as_at_first()} {tabs.shelf}")
        await tabs.load()
        own = AnnotationTabs(services, around)
        await own.load()
        await own.count_all([])
        for step in range(24):
            screen.table.current_key = f"row {step}"
            screen.filter_line.value = chance.choice((screen.filter_line.value,) * 5 + ("", "sea", "#sea", "other"))
            state.arranged = replace(
                arrange(state.listed(), state.listed()[: chance.randrange(4)], Wish(state.shelf)),
                notes=chance.choice((0, 0, 0, 2)),
            )
            of_articles, of_annotations = step % 2 == 0, step % 2 == 1
            name = chance.choice(("next", "previous", "choose", "count", "go", "widen"))
            at = chance.randrange(10)
            if name == "choose":
                (tabs if of_articles else own).choose(at)
            elif name == "count":
                own.count(screen.filter_line.value, at)
            elif name == "go":
                tabs.go_where_something_matches()
            elif name == "widen":
                tabs.widen()
            elif of_annotations:
                getattr(own, f"do_annotations_{name}_view")()
            else:
                getattr(tabs, f"do_library_{name}_tab")()
            (tabs if of_articles else own).show()
            shelf = f"{state.shelf} {tabs.shelf} {tabs.current} {tabs.is_as_at_first()} {sorted(state.held)}"
            said += [f"{number} {name} {at}: {shelf} | {screen.filter_line.value!r}", *screen.said]
            screen.said.clear()
            state.held.add("x")
    golden(Path(__file__).with_name("tabs.txt"), "\n".join([*said, ""]))


@pytest.fixture
def painted_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library_state, "once_painted", lambda screen, act: act())


class Painted:
    """A list screen that works when it is told to, and the table in it."""

    def __init__(self) -> None:
        self.works: list[Any] = []
        self.repainted: list[list[str]] = []
        self.table = SimpleNamespace(repaint=lambda keys: self.repainted.append(keys), is_as_at_first=True)
        self.filter_line = SimpleNamespace(value="", has_cursor=False)
        self.marks: Any = SimpleNamespace(keys=set())
        self.preview: Any = SimpleNamespace(is_complete=True)
        self.is_in_front, self.has_said_something = True, False

    def run_worker(self, work: Any, *, group: str) -> None:
        self.works.append(work)


def annotation(number: int, **known: Any) -> Annotation:
    return Annotation(f"{number}", "id", "", "", **known)


ADA, BEA = Creator("Ada"), Creator("Bea")
READ = {
    "b one": [
        annotation(1, tags=("sea", "land"), anchor=AnchorState.REVIEW),
        annotation(2, anchor=AnchorState.ORPHAN, position=TextPositionSelector(0, 1)),
        annotation(3, anchor=AnchorState.ORPHAN, quote=TextQuoteSelector("x", "", "")),
        annotation(4, tags=("sea",), creator=ADA, is_thread=True),
        annotation(5, creator=ADA, is_thread=True, replies=(Reply("r", "id", "5", "", "", "So.", BEA),)),
        annotation(
            6, creator=ADA, is_thread=True, replies=(Reply("s", "id", "6", "", "", "", ADA, ThreadState.SETTLED),)
        ),
    ],
    "a two": [annotation(1, tags=("land",))],
}


async def test_rows_are_painted_again_with_what_their_annotations_say(painted_at_once: None) -> None:
    screen = Painted()
    reading: Any = SimpleNamespace(listed=lambda record: READ[record.id], of=lambda record: READ[record.id])
    on: Any = screen
    marks = ArticleMarks(reading, lambda: Identity(ADA), on)
    one, two = (replace(entry, annotations=3, stamp="1", threads=7) for entry in ENTRIES[:2])
    unknown = ((), ArticleStatus(open=7))
    assert marks.of(replace(one, annotations=0)) == unknown
    assert marks.of(replace(one, annotations=2_001)) == unknown
    assert (marks.are_read, screen.works) == (True, [])
    assert [marks.of(one), marks.of(two), marks.of(replace(one, annotations=2_000))] == [unknown] * 3
    assert (marks.are_read, len(screen.works)) == (False, 1), "one worker for all of the rows"
    await screen.works.pop()()
    assert (marks.are_read, screen.repainted) == (True, [["b one", "a two"]])
    known = (["sea", "land", "sea"], ArticleStatus(answered=1, open=1, settled=1, review=1, lost=1))
    assert (marks.of(one), marks.of(two)) == (known, (["land"], ArticleStatus()))
    assert (marks.are_read, screen.works) == (True, [])
    assert marks.of(replace(one, stamp="2")) == known, "until it is read again"
    assert not marks.are_read
    assert marks.of(replace(two, stamp="2")) == (["land"], ArticleStatus())
    [work] = screen.works
    reading.listed = lambda record: READ["a two"]
    screen.works.clear()
    running = asyncio.ensure_future(work())
    await asyncio.sleep(0)
    marks.of(replace(two, stamp="3"))
    await running
    assert screen.repainted[1:] == [["b one"]], "the other one looks the same"
    assert not marks.are_read, "another one was asked for meanwhile"


async def test_a_picture_is_kept_only_of_the_library_as_it_will_be_at_first(painted_at_once: None) -> None:
    screen, state, kept = Painted(), LibraryState(), list[Callable[[], object]]()
    terminal: Any = SimpleNamespace(shows_page=False, app_is_painted=lambda: kept.clear(), keep=kept.append)
    marks: Any = SimpleNamespace(are_read=True)
    on: Any = screen
    is_first = [True]
    leave: Any = lambda left: ("left", left)  # noqa: E731
    look = FirstLook(lambda: is_first[0], leave, terminal, marks, state, on)
    state.take(list(ENTRIES))
    state.arranged = arrange(ENTRIES, ENTRIES, Wish())

    async def picture() -> object:
        await look.take_over()
        return kept[0]()

    left = ("left", screen)
    assert await picture() == left
    for holder, name, value in (
        (screen, "is_in_front", False),
        (screen, "has_said_something", True),
        (screen.filter_line, "value", "x"),
        (screen.filter_line, "has_cursor", True),
        (screen.marks, "keys", {"x"}),
        (screen.table, "is_as_at_first", False),
        (state, "only", ("b one",)),
        (state, "shelf", DONE),
    ):
        before = getattr(holder, name)
        state.held = {"b one", "gone"} if name == "shelf" else set()
        setattr(holder, name, value)
        assert await picture() is None, name
        setattr(holder, name, before)
    state.shelf = READING
    assert await picture() == left
    state.held.clear()
    is_first[0] = False
    assert await picture() is None
    is_first[0], terminal.shows_page = True, True
    for holder, name in ((marks, "are_read"), (screen.preview, "is_complete")):
        setattr(holder, name, False)
        waiting = asyncio.ensure_future(picture())
        await asyncio.sleep(0.05)
        assert not waiting.done(), "what is read a moment later is in the picture too"
        setattr(holder, name, True)
        assert await waiting == left
    screen.preview = None
    assert await picture() == left
