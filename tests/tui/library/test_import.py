"""A journey: notes of another program come into the library, and what waits finds its article."""

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from journeys import journey
from local_site import answer, running_site
from textual.events import Paste

from readtui.bootstrap import Services, open_services
from readtui.importers.importer import Source
from readtui.model.change import Change, Edit
from readtui.tui.annotation_import.offers import Arrivals
from readtui.tui.events import ChangeMade
from readtui.tui.reader.screen import ReaderScreen

pytestmark = pytest.mark.usefixtures("kept_processes")
HEAD = "- Your Highlight on Location {0}-{0} | Added on Monday, March 4, 2024 10:15:30 PM"


def clipping(title: str, number: int, text: str) -> str:
    return f"\ufeff{title}\r\n{HEAD.format(number)}\r\n\r\n{text}\r\n==========\r\n"


async def test_an_import_is_shown_first_and_done_on_enter(services: Services, rivers: str, tmp_path: Path) -> None:
    text = services.library.open(rivers).text
    quote = next(line for line in text.split("\n\n") if len(line) > 60)[:50]
    file = tmp_path / "My Clippings.txt"
    file.write_text(
        clipping(services.library.find(rivers).title, 10, quote)
        + clipping("The Lake (Hu, Lan)", 20, "The lake was as still as a plate.")
        + "".join(clipping("The Lake (Hu, Lan)", 50 + 10 * number, f"Boat {number}.") for number in range(4))
        + clipping("The Lake (Hu, Lan)", 30, "<You have reached the clipping limit for this item>"),
        encoding="utf-8",
    )
    async with journey(services, size=(100, 40)) as app:

        async def choose() -> None:
            await app.press("I")
            app.app.post_message(Paste(str(file)))
            await app.pilot.press("enter")
            await app.shows("1 placed, 5 waiting, 1 refused.")

        await choose()
        screen = app.screen_text()
        assert "The Lake by Hu, Lan" in screen
        assert "not in the library: 5 waiting, 1 refused" in screen
        assert "2 annotations more" in screen, "all that are refused, and three of the others, are listed"
        assert "limits how much may be copied" in screen
        await app.press("escape")
        assert not services.importing.waiting()
        await choose()
        await app.press("enter")
        await app.shows("Press u to undo")
        assert len(services.importing.waiting()) == 5
        await app.press("g", "n")
        await app.shows("The lake was as still as a plate.")
        await app.shows("waiting")
        await app.press("G", "enter")
        await app.shows("is not in the library")
        await app.press("u")
        await app.shows("Undone: imported 6 annotations from kindle")
        assert not services.importing.waiting()


async def test_the_people_who_made_what_an_import_brings_are_named(services: Services, tmp_path: Path) -> None:
    rows = [
        {"uri": "https://a.example", "user": f"acct:{name}@hypothes.is", "text": f"Who, says {name}?", "id": number}
        for number, name in (("1", "bo"), ("2", "cy"), ("3", "bo"))
    ]
    file = tmp_path / "rows.json"
    file.write_text(json.dumps(rows))
    async with journey(services, size=(80, 24)) as app:
        await app.press("I")
        app.app.post_message(Paste(str(file)))
        await app.pilot.press("enter")
        await app.shows("By bo 2, cy 1")
        assert "Who, says cy?  cy" in app.screen_text()
        await app.press("escape")


async def test_what_lies_beside_an_added_file_is_taken_on_a_key(services: Services, tmp_path: Path) -> None:
    folder = tmp_path / "books"
    (folder / "lake.sdr").mkdir(parents=True)
    (folder / "lake.md").write_text("# The Lake\n\nIt was as still as a plate. It was as cold as a plate.\n")
    entry = '{ ["datetime"] = "2024-07-05 10:15:30", ["drawer"] = "lighten", ["pos0"] = "/a", ["text"] = "%s" },'
    beside = folder / "lake.sdr" / "metadata.md.lua"

    def highlight(words: str) -> None:
        beside.write_text(f'return {{ ["annotations"] = {{ {entry % words} }}, ["doc_props"] = {{}} }}')

    highlight("as still as a plate")
    async with journey(services, size=(100, 30)) as app:
        await app.press("B")
        await app.shows("No annotations were found with the articles you added")
        await app.press("a")
        app.app.post_message(Paste(str(folder)))
        await app.pilot.press("enter")
        await app.shows("lake.md: 1 annotation of KOReader beside it. Press B to import them.")
        await app.press("enter", "B")
        await app.shows("1 placed. Press u to undo.")
        [note] = app.session.annotations
        assert note.quoted_text == "as still as a plate"
        await app.press("u")
        assert not app.session.annotations
        # What is not certain is shown first.
        highlight("a plate")
        await app.press("B")
        await app.shows("1 to review")
        await app.press("escape")
        assert not app.session.annotations


async def test_a_restored_article_gets_what_has_waited_for_it(services: Services, rivers: str, tmp_path: Path) -> None:
    record = services.library.find(rivers)
    quote = next(line for line in services.library.open(rivers).text.split("\n\n") if len(line) > 60)[:50]
    services.library.remove(record)
    plan = services.importing.plan([Source(clipping(record.title, 10, quote).encode(), "clippings.txt")])
    services.importing.carry_out(plan)
    assert len(services.importing.waiting()) == 1
    async with journey(services) as app:
        await app.press("g", "z", "enter")
        await app.shows("1 annotation that was waiting found this article")
    assert not services.importing.waiting()


def test_only_a_change_that_brings_an_article_or_other_details_looks_for_what_waits(
    services: Services, rivers: str
) -> None:
    record, now = services.library.find(rivers), "2026-02-01T10:00:00Z"
    gone, other = replace(record, deleted=now), replace(record, metadata=replace(record.metadata, title="On seas"))
    nobody: Any = None
    arrivals, looks = Arrivals(nobody, services, nobody, nobody, nobody), list[str]()
    for what, before, after, undoes in (
        ("added", None, record, ""),
        ("undone", None, record, "a"),
        ("restored", gone, record, ""),
        ("removed", record, gone, ""),
        ("called otherwise", record, other, ""),
        ("tagged", record, replace(record, tags=("water",)), ""),
        ("waits", None, replace(record, id="waiting-3fd460147b7b821d"), ""),
    ):
        with patch.object(arrivals, "place", lambda what=what: looks.append(what)):
            arrivals.hear(ChangeMade(Change("b", now, what, (Edit(before, after),), undoes=undoes)))
    assert looks == ["added", "restored", "called otherwise"]


async def test_a_work_without_its_text_is_a_row_opens_on_its_highlights_and_becomes_its_article(
    services: Services, tmp_path: Path
) -> None:
    words = "The lake was as still as a plate."
    book, other = ("The Lake (Hu, Lan)", 20, words), ("The Lake (Hu, Lan)", 10, "Nobody had crossed it.")
    source = Source("".join(clipping(*one) for one in (book, other)).encode(), "clippings.txt")
    services.importing.carry_out(services.importing.plan([source]))
    text = tmp_path / "lake.md"
    text.write_text(f"---\ntitle: The Lake\nauthor: Lan Hu\n---\n\nNobody had crossed it. {words}\n")
    async with journey(services, size=(100, 30)) as app:
        await app.shows("no text yet · Hu, Lan")
        await app.press("enter")
        await app.shows("2 highlights. The text is not in the library")
        assert app.screen_text().index("Nobody had crossed it") < app.screen_text().index(words)
        await app.press("t")
        await app.type("frost")
        await app.press("enter", "k", "H")
        await app.shows("new passages need the text")
        await app.press("r")
        await app.shows("The ends move once the text is in the library")
        with closing(open_services(services.folder)) as elsewhere:
            elsewhere.library.add(str(text))
        await app.until(lambda: isinstance(app.app.screen, ReaderScreen) and not app.session.is_waiting)
        assert [one.tags for one in app.session.annotations] == [("frost",), ()]


async def test_an_empty_library_names_what_is_on_this_machine_and_imports_it_in_three_keys(
    services: Services, tmp_path: Path
) -> None:
    words = "The lake was as still as a plate."
    (tmp_path / "home/Downloads").mkdir(parents=True)
    (tmp_path / "home/Downloads/My Clippings.txt").write_text(clipping("The Lake (Hu, Lan)", 20, words))
    async with journey(services, size=(100, 34)) as app:
        await app.shows("Kindle: 1 highlight in 1 work")
        assert not services.library.waiting_entries()
        await app.press("I")
        await app.shows("Another file or folder")
        await app.press("1")
        await app.shows("1 waiting.")
        await app.press("enter")
        await app.shows("no text yet · Hu, Lan")
        await app.press("I", "2")
        await app.shows("Import annotations from another program")
        await app.press("escape")


async def test_the_text_of_a_saved_page_is_fetched_with_a_key_where_it_is_open(
    services: Services, tmp_path: Path
) -> None:
    words = "The wheel of the mill turned all night, and nobody in the village slept because of it. " * 4
    page = f"<html><head><title>Mills</title></head><body><article><h1>Mills</h1><p>{words}</p></article></body></html>"
    (tmp_path / "settings.toml").write_text("[app]\nprivate_network = true\n")
    with running_site() as site:
        site.answers["/mill"] = answer(200, page.encode(), Content_Type="text/html; charset=utf-8")
        saved = f"title,url,time_added,tags,status\nThe mill,{site.url}/mill,1500000000,,unread\n"
        services.importing.carry_out(services.importing.plan([Source(saved.encode(), "pocket.csv")]))
        async with journey(services, size=(100, 30)) as app:
            await app.press("g", "T")
            await app.shows("0 of 1 decided")
            await app.press("q", "enter")
            await app.shows("R fetches the text")
            assert site.paths == []
            await app.press("R")
            await app.until(lambda: isinstance(app.app.screen, ReaderScreen) and not app.session.is_waiting)
            assert "nobody in the village slept" in app.session.article.text
