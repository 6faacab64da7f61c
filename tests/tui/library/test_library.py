"""Journeys through the library by keyboard."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from journeys import Journey, PatientApp, is_list, journey, key_event
from rich.color import Color
from threads import BUILDER, reply_to

from readtui.bootstrap import Services
from readtui.errors import ReadtuiError
from readtui.model.change import Change, Edit
from readtui.model.passage import Passage
from readtui.search.query.completion import KnownValues
from readtui.services.library import Library, LibraryEntry
from readtui.settings import Settings
from readtui.storage.repository import ReadingPosition
from readtui.tui.article.status_line import StatusLine
from readtui.tui.destination import Start
from readtui.tui.lists.library_state import known_values
from readtui.tui.lists.list_screen import ListScreen
from readtui.tui.lists.sort_dialog import SortDialog
from readtui.tui.reader.screen import ReaderScreen
from readtui.tui.terminal import this_terminal
from readtui.tui.widgets.page_header import PageHeader
from tests.tui.library.lists import titles


async def test_an_empty_library_names_the_key_to_press(services: Services) -> None:
    async with journey(services, size=(80, 24)) as app:
        assert "a   add a file" in app.screen_text()
        footer = app.screen_text().split("\n")[-1].split()
        assert footer[:2] == ["a", "add"]
        assert footer[-4:] == ["q", "quit", "?", "help"]
        assert not {"Tab", "s", "dd", "u"} & set(footer)
        await app.press("j", "enter", "d", "d", "t", "E")
        assert is_list(app.app.screen, "library")


async def test_the_trail_says_how_one_came_and_leads_back(services: Services, three: dict[str, str]) -> None:
    async with journey(services, size=(80, 24)) as app:
        # The order at the right of the header opens its menu.
        await app.pilot.click(PageHeader, offset=(76, 1))
        await app.settle()
        assert isinstance(app.app.screen, SortDialog)
        [heading] = [line for line in app.screen_text().split("\n") if "Sort by" in line]
        assert not {"↑", "↓"} & {*heading}, "all orders are shown"
        await app.press("escape", "enter")
        assert "Library › Ämter and more" in app.screen_text()
        await app.press("g", "t")
        assert "Library › Ämter and more › Codebook" in app.screen_text()
        await app.pilot.click(PageHeader, offset=(14, 1))
        await app.settle()
        assert isinstance(app.app.screen, ReaderScreen)
        await app.pilot.click(StatusLine, offset=(2, 0))
        await app.settle()
        assert is_list(app.app.screen, "library")
        assert "›" not in app.screen_text()


async def test_a_folder_is_added_by_its_path_and_files_that_cannot_be_read_are_named(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "good.md").write_text("# Good and more\n\nIt is.", "utf-8")
    (folder / "bad.txt").write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    told: list[str] = []
    monkeypatch.setattr(PatientApp, "tell_error", lambda _app, error, **_: told.append(error.message))
    async with journey(services) as app:
        await app.press("a")
        await app.type("in")
        await app.press("tab")
        await app.press("enter")
        assert titles(app) == [">Good"]
        assert len(told) == 1
        assert "bad.txt" in told[0]
        await app.press("a")
        await app.type("nowhere")
        await app.press("enter")
        assert "No such file or folder: nowhere." in app.screen_text()
        await app.press("escape")
        assert titles(app) == [">Good"]


async def test_the_filter_works_while_it_is_typed_without_accents_and_case(
    services: Services, three: dict[str, str]
) -> None:
    async with journey(services) as app:
        await app.press("/")
        await app.type("amt")
        assert titles(app) == [">Ämter"]
        assert "1 of 3 articles" in app.screen_text()
        await app.type("q")
        said = " ".join(app.screen_text().split())
        assert (
            "No article matches “amtq”. The filter looks at titles, authors and tags; g/ searches the texts, ga your"
            in said
        )
        await app.press("enter", "/")
        assert "amtq/" not in app.screen_text(), "Enter leaves the filter also if nothing is listed, or not yet"
        await app.type("amt")
        await app.press("enter", "escape")
        assert len(titles(app)) == 3
        await app.press("/")
        await app.type("-amter has:")
        assert titles(app) == [">Clouds", "Bridges"]
        await app.press("escape", "k", "k")
        assert titles(app)[0] == ">Ämter"


async def test_a_filter_that_only_annotations_pass_goes_to_them(services: Services, three: dict[str, str]) -> None:
    article = services.library.open(three["Clouds"])
    new = services.annotator.create(three["Clouds"], article, article.blocks[1].passage, note="My wrist hurts.")
    services.repository.apply(new)
    async with journey(services) as app:
        await app.press("/")
        await app.type("wrist")
        await app.shows("No article matches “wrist”, but 1 annotation does.")
        await app.press("enter")
        await app.shows("1 in 1 article")
        assert "My wrist hurts." in app.screen_text()


async def test_a_row_and_the_preview_say_what_has_lost_its_passage(
    services: Services, three: dict[str, str], tmp_path: Path
) -> None:
    article = services.library.open(three["Clouds"])
    new = services.annotator.create(three["Clouds"], article, article.blocks[0].passage, note="?")
    services.repository.apply(new)
    (tmp_path / "texts" / "2.md").write_text("# Something else\n\nNothing of it is left here, at all.\n", "utf-8")
    services.library.add(str(tmp_path / "texts" / "2.md"))
    async with journey(services, size=(120, 30)) as app:
        await app.shows("∅1 ❝1")
        await app.press("j")
        await app.shows("∅ 1 passage lost")


async def test_removing_is_undone_and_redone_from_the_library(services: Services, three: dict[str, str]) -> None:
    async with journey(services) as app:
        await app.press("j", "d", "d")
        assert titles(app) == ["Ämter", ">Bridges"]
        removed = services.repository.record(three["Clouds"])
        assert removed is not None
        assert removed.deleted
        await app.press("u")
        assert titles(app) == ["Ämter", "Clouds", ">Bridges"]
        await app.press("ctrl+r")
        assert len(titles(app)) == 2


async def test_enter_reads_and_back_finds_the_cursor_and_the_new_order(
    services: Services, three: dict[str, str]
) -> None:
    async with journey(services) as app:
        await app.press("G", "enter")
        assert isinstance(app.app.screen, ReaderScreen)
        services.repository.keep_position(three["Ämter"], ReadingPosition(0, 0.5, "2026-01-01T00:00:00Z"))
        await app.press("q")
        assert titles(app) == [">Bridges", "Ämter", "Clouds"]
        assert "━" not in app.screen_text(), "its first page was not turned"


async def test_tagging_an_article_saves_at_once(services: Services, three: dict[str, str]) -> None:
    async with journey(services, size=(120, 30)) as app:
        await app.press("t")
        await app.type("sky,air")
        await app.press("enter")
        assert services.library.find(three["Ämter"]).tags == ("sky", "air")
        assert "#sky #air" in app.screen_text()


async def test_marked_articles_are_tagged_removed_and_brought_back_together(
    services: Services, three: dict[str, str]
) -> None:
    services.library.retag([services.library.find(three["Clouds"])], ["air", "rain"])
    async with journey(services, size=(120, 30)) as app:
        await app.press("x", "x")
        assert "2 marked" in app.screen_text()
        assert titles(app) == ["*Ämter", "*Clouds", ">Bridges"]
        await app.press("t")
        await app.type("air")
        await app.press("enter")
        tags = {name: services.library.find(three[name]).tags for name in three}
        assert tags == {"Bridges": (), "Clouds": ("air", "rain"), "Ämter": ("air",)}
        assert "Tagged 2 articles with #air." in app.screen_text()
        assert titles(app) == ["Ämter", "Clouds", ">Bridges"]
        await app.press("g", "g", "x", "x", "d", "d")
        assert titles(app) == [">Bridges"]
        assert "2 articles are in the trash." in app.screen_text()
        await app.press("u")
        assert len(titles(app)) == 3
        assert "marked" not in app.screen_text()


async def test_an_action_is_never_for_a_marked_article_that_the_filter_hides(
    services: Services, three: dict[str, str]
) -> None:
    async with journey(services) as app:
        await app.press("x", "/")
        await app.type("bridges")
        await app.press("enter")
        assert "marked" not in app.screen_text()
        await app.press("d", "d", "escape")
        assert titles(app) == [">*Ämter", "Clouds"]
        await app.press("X", "j", "d", "d")
        assert titles(app) == [">Ämter"]


async def test_the_state_of_marked_articles_is_set_and_undone(services: Services, three: dict[str, str]) -> None:
    def state(name: str) -> tuple[str, bool]:
        record = services.library.find(three[name])
        return record.reading_state.value, record.archived is not None

    async with journey(services, size=(120, 30)) as app:
        await app.press("shift+tab", "m", "r")
        assert "Marked “Ämter and more” as being read." in app.screen_text()
        await app.press("x", "x", "m", "d")
        assert "Marked 2 articles as done." in app.screen_text()
        assert [state(name) for name in three] == [("to-read", False), ("done", False), ("done", False)]
        await app.press("g", "g", "x", "x", "m", "d")
        assert "Already done: 2 articles." in app.screen_text()
        assert "marked" not in app.screen_text()
        await app.press("u")
        assert [state(name) for name in three] == [("to-read", False), ("to-read", False), ("reading", False)]
        await app.press("k", "m", "a")
        assert state("Clouds") == ("to-read", True)
        assert "○" in next(row for row in app.screen_text().split("\n") if "▌" in row)
        await app.press("x", "x", "m", "a")
        assert [state(name) for name in three] == [("to-read", True), ("to-read", True), ("reading", False)]
        await app.press("k", "x", "x", "m", "a")
        assert not any(state(name)[1] for name in three)


async def test_marks_are_for_one_action_only(services: Services, three: dict[str, str], tmp_path: Path) -> None:
    async with journey(services, size=(120, 30)) as app:
        await app.press("x", "j", "x", "m", "d")
        assert "Marked 2 articles as done." in app.screen_text()
        await app.press("shift+tab", "G", "m", "a")
        assert " as archived. " in app.screen_text()
        await app.press("u", "g", "g", "x", "j", "x", "/")
        await app.type("bridges or clouds")
        await app.press("enter")
        assert "1 marked, 1 more not listed" in app.screen_text()
        await app.press("escape", "E", "enter")
        await app.press("ctrl+u")
        await app.type(f"{tmp_path}/out/")
        await app.press("enter")
        await app.shows("Wrote")
        await app.press("q")
        assert "marked" not in app.screen_text()


async def test_a_canceled_action_keeps_the_marks(services: Services, three: dict[str, str]) -> None:
    async with journey(services, size=(120, 30)) as app:
        await app.press("x", "t", "escape")
        assert "1 marked" in app.screen_text()
        await app.press("E", "q")
        assert "1 marked" in app.screen_text()


async def test_a_failed_removal_leaves_the_article_listed(
    services: Services, three: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ReadtuiError("the disk is full")

    async with journey(services) as app:
        monkeypatch.setattr(type(services.repository), "apply", fail)
        await app.press("d", "d")
        assert len(titles(app)) == 3


async def test_escape_shows_all_articles_instead_of_the_opened_ones(services: Services, three: dict[str, str]) -> None:
    app = PatientApp(
        services, settings=Settings(), terminal=this_terminal(), start=Start(only=[three["Ämter"], three["Bridges"]])
    )
    async with app.run_test(size=(100, 30)) as pilot:
        driven = Journey(app, pilot, services)
        await driven.settle()
        assert titles(driven) == [">Ämter", "Bridges"]
        assert "2 of 3 articles · Esc: all" in driven.screen_text()
        await driven.press("escape")
        assert titles(driven) == [">Ämter", "Clouds", "Bridges"]


async def test_an_unreadable_article_is_reported_once_and_the_others_are_listed(
    services: Services, rivers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(PatientApp, "tell_error", lambda _app, error, **_: told.append(error.message))
    other = tmp_path / "other.md"
    other.write_text("# Another one\n\nWords.\n", "utf-8")
    path = services.folder / "articles" / f"{services.library.add(str(other)).record.id}.json"
    path.unlink()
    path.mkdir()
    async with journey(services) as app:
        await app.press("f3", "f2")
        await app.press("f3", "f2")
        assert "On rivers" in app.screen_text()
    assert [path.name in message for message in told] == [True]


async def test_a_note_on_the_article_is_written_in_the_library(services: Services, rivers: str) -> None:
    async with journey(services) as app:
        await app.press("A")
        await app.type("Read it again")
        await app.press("escape")
        assert "Draft kept. Press A on the article to continue it." in app.screen_text()
        await app.press("A")
        await app.type(" soon")
        await app.press("ctrl+s")
        assert [(one.note, one.quote) for one in app.saved(rivers)] == [("Read it again soon", None)]
        await app.shows("❝1")
        await app.press("A", *["backspace"] * 30, "ctrl+s")
        assert app.saved(rivers) == []
        await app.press("u")
        assert [one.note for one in app.saved(rivers)] == ["Read it again soon"]
        await app.press("u")
        assert app.saved(rivers) == []


async def test_a_list_behind_another_screen_is_read_again_only_when_it_returns(
    services: Services, rivers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    load = ListScreen.load

    async def counted(screen: ListScreen) -> None:
        read.append("library")
        await load(screen)

    monkeypatch.setattr(ListScreen, "load", counted)
    async with journey(services) as app:
        await app.press("enter", "H")
        count = len(read)
        await app.press("l", "H")
        assert len(app.saved(rivers)) == 2
        assert len(read) == count
        await app.press("q")
        assert len(read) == count + 1
        assert "2" in app.screen_text()


async def test_a_row_shows_the_colors_of_its_tags_in_reading_order_and_follows_the_codebook(
    services: Services, three: dict[str, str]
) -> None:
    article = services.library.open(three["Bridges"])
    for start, tag in ((40, "sea"), (30, "land/hill"), (60, "sea")):
        made = services.annotator.create(three["Bridges"], article, Passage(start, start + 4), tags=[tag])
        services.repository.apply(made)
    services.repository.apply(services.codebook.set_color("sea", "blue"))

    def strip(app: Journey) -> list[Color | None]:
        parts = (part for row in app.strips() for part in row if set(part.text) == {"▍"} and part.style)
        return [part.style.color for part in parts for _ in part.text if part.style]

    async with journey(services) as app:
        await app.shows("▍▍▍")
        palette = app.app.look.palette
        blue, plain = palette.highlight("blue").gutter.color, palette.dim.color
        assert strip(app) == [plain, blue, blue]
        await app.press("g", "t", "c", "2", "g", "l")
        green = palette.highlight("green").gutter.color
        await app.comes(lambda: strip(app) == [green, blue, blue], "the new colors")
        await app.press("G", "enter", "]", "a", "t", "ctrl+u")
        await app.type("sea")
        await app.press("enter", "q")
        await app.comes(lambda: strip(app) == [blue, blue, blue], "the new colors")


async def test_a_row_says_how_the_threads_of_its_article_stand(services: Services, three: dict[str, str]) -> None:
    article = services.library.open(three["Bridges"])
    for start in (30, 40):
        make, passage = services.annotator.create, Passage(start, start + 4)
        services.repository.apply(make(three["Bridges"], article, passage, note="Why?", is_thread=True))
    first, _ = services.library.annotations_of(services.library.find(three["Bridges"]))
    async with journey(services) as app:
        await app.shows(" ○2 ")
        reply_to(services, first.id, "Because.", by=BUILDER)
        await app.shows(" ◐1 ○1 ")


async def test_a_filter_that_was_left_before_its_completions_are_known_is_completed_once_they_are(
    services: Services, three: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    services.library.retag([services.library.find(three["Clouds"])], ["weather/sky"])
    go = Event()

    def late(library: Library, entries: Sequence[LibraryEntry]) -> KnownValues:
        go.wait(20)
        return known_values(library, entries)

    monkeypatch.setattr("readtui.tui.lists.library.known_values", late)
    async with journey(services) as app:
        await app.shows("Clouds")
        screen = app.app.screen
        assert isinstance(screen, ListScreen)
        for key in ("/", "#", "w", "e", "enter"):
            app.app.post_message(key_event(key))
        line = screen.filter_line
        await app.comes(lambda: line.value == "#we" and not line.has_cursor, "the end of typing")
        go.set()
        await app.comes(lambda: line.value == "#weather/sky", "the completion")
        await app.settle()
        assert titles(app) == [">Clouds"]


async def test_a_day_that_several_articles_have_is_said_once(services: Services, three: dict[str, str]) -> None:
    added = {"Bridges": "2020-03-05T12:00:00Z", "Clouds": "2020-03-05T12:00:00Z", "Ämter": "2020-01-05T12:00:00Z"}
    records = {name: services.library.find(three[name]) for name in three}
    edits = tuple(Edit(records[name], replace(records[name], added=added[name])) for name in three)
    services.repository.apply(Change("c", services.library.clock(), "set the days", edits))
    async with journey(services, size=(80, 24)) as app:
        await app.press("G")
        assert (app.screen_text().count("2020-03-05"), app.screen_text().count("2020-01-05")) == (1, 1)
