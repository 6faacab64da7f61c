"""Links between notes: following them, coming back, and what links here."""

from dataclasses import replace
from pathlib import Path

import pytest
from journeys import Journey, journey
from threads import BEA, BUILDER, ask, reply_to

from readtui.bootstrap import Services, open_services
from readtui.errors import NotFoundError
from readtui.model.annotation import Annotation
from readtui.model.change import Change, Edit
from readtui.model.passage import Passage
from readtui.tui.dialogs.annotation import AnnotationDialog
from readtui.tui.dialogs.note import NoteDialog
from readtui.tui.reader.screen import ReaderScreen

SEA, TOLL = "It finds the sea.", "A bridge takes a toll."
GONE = "1f0c9a3e-0000-4000-8000-0123456789ab"


@pytest.fixture
def bridges(services: Services, tmp_path: Path) -> str:
    path = tmp_path / "bridges.md"
    path.write_text(f"# Bridges\n\nBefore it. {TOLL} Whoever crosses pays twice.\n")
    return services.library.add(str(path)).record.id


def annotate(services: Services, article_id: str, words: str, note: str = "") -> Annotation:
    article = services.library.open(article_id)
    start = article.text.index(words)
    change = services.annotator.create(article_id, article, Passage(start, start + len(words)), color="blue", note=note)
    services.repository.apply(change)
    made = change.edits[0].after
    assert isinstance(made, Annotation)
    return made


async def read(app: Journey, *keys: str) -> None:
    """Go to the next annotation and read it."""
    await app.press("]", "a", "enter", *keys)


async def test_a_link_in_a_note_leads_to_its_passage_and_back(services: Services, rivers: str, bridges: str) -> None:
    sea = annotate(services, rivers, SEA)
    annotate(services, bridges, TOLL, f"See *also* [the sea](readtui:{sea.id}).")
    async with journey(services, article=bridges) as app:
        await read(app)
        assert isinstance(app.app.screen, AnnotationDialog)
        assert "See also the sea[1]." in app.screen_text()
        await app.shows("→ “It finds the sea.” · On rivers")
        await app.press("enter")
        assert (app.session.record.id, app.cursor, app.view.focused_id) == (rivers, SEA, sea.id)
        await app.press("ctrl+o")
        assert (app.session.record.id, app.cursor) == (bridges, TOLL)
        await app.press("g", "i")
        assert (app.session.record.id, app.cursor) == (rivers, SEA)
        await app.press("q", "q")
        assert not app.app.is_running or app.session.record.id == bridges


async def test_an_annotation_and_its_article_show_what_links_to_them(
    services: Services, rivers: str, bridges: str
) -> None:
    sea = annotate(services, rivers, SEA)
    toll = annotate(services, bridges, TOLL, f"[the sea](readtui:{sea.id}) and [all of it](readtui:{rivers})")
    async with journey(services, article=rivers, size=(140, 32)) as app:
        await app.shows("← linked from 1 note")
        await app.shows("linked from 1 note ·")
        await app.press("g", "b")
        assert "1 note links to this article" in app.screen_text()
        await app.press("escape")
        await read(app)
        await app.shows("Linked from 1 note")
        await app.press("1")
        assert (app.session.record.id, app.view.focused_id) == (bridges, toll.id)
        # The note goes while the other article is open below.
        await app.press("d", "d", "ctrl+o")
        assert app.session.record.id == rivers
        await app.until(lambda: "linked from" not in app.screen_text())
        await app.press("g", "b")
        await app.shows("No note links to this article")


async def test_links_to_pages_open_outside_and_those_without_a_full_id_are_broken(
    services: Services, rivers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    annotate(services, rivers, SEA, f"https://a.example/x [b](readtui:12) [c](readtui:{GONE}) [d](javascript:x)")
    async with journey(services, article=rivers) as app:
        opened: list[str] = []
        monkeypatch.setattr(app.app, "open_url", lambda url, **_: opened.append(url))
        await app.press("]", "a", "g", "x", "1")
        assert opened == ["https://a.example/x"]
        await app.press("g", "x", "2")
        await app.shows("Broken link: readtui:12 has no full id")
        await app.press("enter")
        await app.shows("broken link: not on this device")
        assert "4 " not in app.screen_text().partition("broken link")[2]
        await app.press("3")
        await app.shows("Broken link: no library on this device has an annotation")
        assert GONE in app.screen_text()


async def test_what_is_in_the_trash_is_restored_if_one_wants(services: Services, rivers: str, bridges: str) -> None:
    sea = annotate(services, rivers, SEA)
    annotate(services, bridges, TOLL, f"[the sea](readtui:{sea.id})")
    services.repository.apply(Change("c", "", "delete", (Edit(sea, replace(sea, deleted=services.library.clock())),)))
    async with journey(services, article=bridges) as app:
        await read(app)
        await app.shows("in the trash: “It finds the sea.”")
        await app.press("enter")
        await app.shows("restore it and go there")
        await app.press("n")
        assert app.session.record.id == bridges
        await read(app, "enter")
        await app.press("y")
        await app.until(lambda: isinstance(app.app.screen, ReaderScreen))
        assert (app.cursor, app.view.focused_id) == (SEA, sea.id)
        assert [found.id for found in app.saved(rivers)] == [sea.id]


async def test_another_library_opens_in_a_readtui_of_its_own(
    services: Services, rivers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = open_services(tmp_path / "elsewhere")
    path = tmp_path / "far.md"
    path.write_text("# Far away\n\nNothing.")
    far = elsewhere.library.add(str(path)).record
    elsewhere.close()
    annotate(services, rivers, SEA, f"[far](readtui:{far.id})")
    ran: list[list[str]] = []

    def run(_app: object, command: list[str], *_: str) -> int:
        ran.append(command)
        return 0

    monkeypatch.setattr("readtui.tui.programs.editor.run_in_terminal", run)
    async with journey(services, article=rivers) as app:
        await read(app)
        await app.shows("in another library: Far away")
        await app.press("enter")
        await app.until(lambda: bool(ran))
    assert ran[0][2:] == ["readtui", "--library", str(tmp_path / "elsewhere"), "open", "--", f"readtui:{far.id}"]


async def test_a_link_to_a_note_on_the_whole_article_shows_it(services: Services, rivers: str, bridges: str) -> None:
    change = services.annotator.create_on_article(rivers, note="All of *this*.")
    services.repository.apply(change)
    whole = change.edits[0].after
    assert isinstance(whole, Annotation)
    annotate(services, bridges, TOLL, f"[that](readtui:{whole.id})")
    async with journey(services, article=bridges) as app:
        await read(app, "enter")
        await app.shows("On the whole article")
        assert "All of this." in app.screen_text()
        await app.press("a")
        assert isinstance(app.app.screen, NoteDialog)
        await app.press("exclamation_mark", "ctrl+s")
        [saved] = [found for found in app.saved(rivers) if found.id == whole.id]
        assert saved.note == "All of *this*.!"
    ask(services, whole.id, by=BEA)
    reply_to(services, whole.id, "See line 31.", by=BUILDER)
    async with journey(services, article=rivers, size=(120, 30)) as app:
        await app.shows("◐ Bea")
        assert "└ builder (program)  See" in app.screen_text()


async def test_a_hostile_note_is_only_text(services: Services, rivers: str) -> None:
    annotate(
        services, rivers, SEA, "[red]x[/red] \x1b[31m <b>bold</b> [a](file:///etc/passwd) ![p](http://x.example/p)"
    )
    async with journey(services, article=rivers) as app:
        await read(app)
        assert "[red]x[/red] ␛[31m <b>bold</b>" in app.screen_text()


def test_other_libraries_are_found(services: Services) -> None:
    assert services.linking.locate(GONE) is None
    with pytest.raises(NotFoundError):
        services.library.find_any(GONE)
