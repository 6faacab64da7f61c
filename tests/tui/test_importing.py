"""Journeys: adding and reloading in the background, stopping it, and links between articles."""

import asyncio
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from journeys import Journey, is_list, journey
from local_site import Site, answer, running_site
from textual.events import Paste
from tiny_pdf import nested_forms_pdf
from waiting import wait_until

from readtui.bootstrap import Services
from readtui.importers.process.read_ahead import processes_at_once
from readtui.process.limits import Limits

PAGE = "<title>The piano</title><h1>The piano</h1><p>The ferry left the pier with a piano on board.</p><p>{}</p>"


@pytest.fixture
def site(kept_processes: None) -> Iterator[Site]:
    with running_site() as site:
        site.answers["/piano"] = answer(200, PAGE.format("Nobody played.").encode(), Content_Type="text/html")
        yield site


async def add(app: Journey, source: str) -> None:
    """Paste a source into the dialog, and do not wait until it is added."""
    await app.press("a")
    app.app.post_message(Paste(source))
    await app.pilot.press("enter")


async def test_a_web_page_is_added_by_its_address(services: Services, site: Site) -> None:
    async with journey(services) as app:
        await add(app, f"{site.url}/piano")
        await app.shows("▌ ● The piano")
        assert "Added “The piano”" in app.screen_text()
        site.answers.clear()
        await add(app, f"{site.url}/piano")
        await app.shows("is already in the library")
        await add(app, f"{site.url}/gone")
        await app.shows(f"{site.url}/gone: no such page")


async def test_a_message_cannot_control_the_terminal(services: Services, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "a\x1b]0;b\x07\x9b.pdf").write_bytes(b"no PDF")
    async with journey(services, size=(140, 30)) as app:
        await add(app, str(folder))
        await app.shows("a␛]0;b␇⍰.pdf is not a PDF")
        assert not set(app.screen_text()) & set("\x1b\x07\x9b")


async def test_a_hostile_file_blocks_nothing_and_escape_stops_it(
    services: Services, rivers: str, tmp_path: Path
) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "a.md").write_text("# Added before")
    (folder / "b.pdf").write_bytes(nested_forms_pdf(9))
    (folder / "c.md").write_text("# Never begun")
    async with journey(services) as app:
        await add(app, str(folder))
        await app.shows("adding 2 of 3: b.pdf")
        await app.pilot.press("enter")
        await app.shows("Water runs downhill")
        await app.pilot.press("q")
        await app.shows("adding 2 of 3: b.pdf")
        assert is_list(app.app.screen, "library")
        await app.press("escape")
        await app.shows("Added “Added before”")
        assert "Stopped; 2 not read." in app.screen_text()
        assert {entry.record.title for entry in services.library.entries()} == {"On rivers", "Added before"}
        assert "adding" not in app.screen_text()


def readers() -> set[str]:
    """The processes that read sources for this one, by their ids."""
    command = ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(os.getpid())]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {line.split()[0] for line in listed.splitlines() if "importers.process.worker" in line}


@pytest.mark.skipif(shutil.which("ps") is None, reason="there is no ps")
@pytest.mark.parametrize("key", ["escape", "ctrl+q"])
async def test_stopping_or_quitting_ends_all_processes_that_read(services: Services, tmp_path: Path, key: str) -> None:
    folder, kept = tmp_path / "inbox", readers()
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.pdf").write_bytes(nested_forms_pdf(9) + b"%" * number)
    async with journey(services) as app:
        await add(app, str(folder))
        await app.shows("adding 1 of 3: 0.pdf")
        await asyncio.to_thread(wait_until, lambda: len(readers() - kept) == processes_at_once(Limits()), readers)
        await app.pilot.press(key)
        if key == "escape":
            await app.shows("Stopped; nothing added.")
    wait_until(lambda: readers() <= kept, seen=readers)
    assert services.library.entries() == []


async def test_a_silent_server_can_be_stopped_at_once_and_does_not_block_quitting(
    services: Services, site: Site
) -> None:
    gone = threading.Event()

    answered: list[bool] = []

    def silent(_: BaseHTTPRequestHandler) -> None:
        answered.append(gone.wait(60))

    long_path = "/news/2024/03/the-long-way-home/silent"
    site.answers[long_path] = silent
    async with journey(services) as app:
        await add(app, site.url + long_path)
        await app.shows("(fetching) · Esc: stop")
        await app.press("escape")
        await app.shows("Stopped; nothing added.")
        await add(app, site.url + long_path)
        await app.shows("(fetching)")
        await app.pilot.press("ctrl+q")
    await asyncio.wait_for(asyncio.get_running_loop().shutdown_default_executor(), 10)
    assert answered == []
    gone.set()
    assert services.library.entries() == []


async def test_refreshing_shows_the_new_text_in_the_open_reader(services: Services, site: Site) -> None:
    article = services.library.add(f"{site.url}/piano").record.id
    async with journey(services, article=article) as app:
        await app.press("l", "H", "R")
        await app.shows("“The piano”: unchanged.")
        site.answers["/piano"] = answer(
            200, PAGE.format("It was found in a school.").encode(), Content_Type="text/html"
        )
        await app.press("R")
        await app.shows("It was found in a school.")
        assert len(app.saved(article)) == 1
        # Undo is about the highlight, which only the new text has moved meanwhile, and leaves the text.
        await app.press("u")
        assert app.saved(article) == []
        await app.press("u")
        assert "It was found in a school." in app.session.article.text


async def test_refreshing_from_the_library_reports_the_result(services: Services, rivers: str, tmp_path: Path) -> None:
    async with journey(services) as app:
        path = tmp_path / "rivers.md"
        path.write_text(path.read_text() + "\nThe end.\n")
        await app.press("R")
        await app.shows("“On rivers”: changed, without annotations.")
        path.unlink()
        await app.press("R")
        await app.shows("Could not read a source")


async def test_a_link_to_an_article_of_the_library_opens_it_here(
    services: Services, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.library.add(f"{site.url}/piano")
    path = tmp_path / "list.md"
    path.write_text(
        f"# A list\n\nAn [old piano]({site.url}/piano#top) was there.\n\nThe [other]({site.url}/other) was not."
    )
    article = services.library.add(str(path)).record.id
    opened: list[str] = []
    async with journey(services, article=article) as app:
        monkeypatch.setattr(app.app, "open_url", lambda url, **_: opened.append(url))
        await app.press("l", "enter")
        assert app.session.record.title == "The piano"
        await app.press("q", "}", "enter")
        assert app.session.record.title == "A list"
        assert opened == [f"{site.url}/other"]


@pytest.mark.usefixtures("kept_processes")
async def test_a_link_within_the_article_jumps_and_one_comes_back(services: Services, tmp_path: Path) -> None:
    path = tmp_path / "note.html"
    words = "".join(f"<p>Paragraph {number} says so.</p>" for number in range(60))
    path.write_text(f"<h1>Notes</h1><p>It is said <a href='#last'>below</a>.</p>{words}<p id='last'>Down here.</p>")
    article = services.library.add(str(path)).record.id
    async with journey(services, article=article) as app:
        await app.press("l")
        assert app.cursor == "It is said below."
        await app.press("enter")
        assert app.cursor == "Down here."
        await app.press("ctrl+o")
        assert app.cursor == "It is said below."


async def test_several_links_in_a_sentence_open_a_choice(services: Services, tmp_path: Path) -> None:
    path = tmp_path / "links.md"
    path.write_text(
        "# Links\n\nSee [boats](#boats), [the law](https://example.org/law) or [nets](#nets), [boats](#boats) again."
        "\n\n## Boats\n\nOf boats.\n\n## Nets\n\nOf nets.\n",
        "utf-8",
    )
    article = services.library.add(str(path)).record.id
    async with journey(services, article=article) as app:
        await app.press("l", "enter")
        shown = app.screen_text()
        assert "1 boats → “Boats”" in shown
        assert "2 the law → https://example.org/law" in shown
        assert "3 nets → “Nets”" in shown
        assert "4" not in shown.partition("Links in this sentence")[2].partition("Esc")[0].replace("1–3", "")
        await app.press("escape")
        assert app.cursor.startswith("See boats")
        await app.press("enter", "down", "down", "enter")
        assert app.cursor == "Nets"
        await app.press("ctrl+o", "enter", "1")
        assert app.cursor == "Boats"


async def test_an_address_that_failed_is_there_to_be_corrected(services: Services, site: Site) -> None:
    async with journey(services) as app:
        await app.press("a")
        await app.type(f"{site.url}/nothing")
        await app.press("enter")
        await app.shows("Could not read a source")
        await app.press("a")
        assert f"{site.url}/nothing" in app.screen_text()
        await app.type(f"{site.url}/piano")
        await app.press("enter")
        await app.shows("Added “The piano”")
