"""Edits of the open article's source in another window."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from app_fixtures import ARTICLE
from journeys import journey

from readtui.bootstrap import Services
from readtui.bootstrap.services import open_services
from readtui.importers.importer import Source
from readtui.importers.registry import read_source
from readtui.model.annotation import AnchorState
from readtui.model.passage import Passage
from readtui.services.intake.intake import IncomingSource
from readtui.services.reading.session import ReadingSession, StoredState
from readtui.services.sources import content_id
from readtui.tui.reader import screen as reader
from readtui.tui.reader.live_updates import stamps


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "LOOK_EVERY", 0.05)


async def test_the_reader_follows_an_edited_file_and_keeps_the_place(
    services: Services, rivers: str, tmp_path: Path
) -> None:
    async with journey(services, article=rivers, size=(100, 14)) as app:
        await app.press("l", "l", "H", "G", "k", "k")
        await app.press("g", "g", "]", "]", "l", "l")
        cursor = app.cursor
        row = next(row for row, line in enumerate(app.screen_text().split("\n")) if "Berliners like it." in line)
        edited = ARTICLE.replace("## The Spree", "A whole new paragraph.\n\n## The Spree")
        (tmp_path / "rivers.md").write_text(edited.replace("Water runs downhill.", "Water always runs downhill."))
        await app.until(lambda: "A whole new paragraph." in app.session.article.text)
        assert app.cursor == cursor
        assert "Berliners like it." in app.screen_text().split("\n")[row]
        shown = " ".join(app.screen_text().split())
        assert "The source has changed; annotations: 1 with other words (“Water runs" in shown, app.screen_text()
        assert "Press gm to" in app.screen_text()
        [found] = app.saved(rivers)
        assert (found.quoted_text, found.anchor) == ("Water always runs downhill.", AnchorState.MOVED)
        await app.press("u")
        assert "Undo anyway?" not in app.screen_text(), "nobody has changed the highlight since"
        assert "A whole new paragraph." in app.session.article.text, "a new text is no step of the user"
        assert app.saved(rivers) == []


async def test_the_cursor_returns_with_its_words_once_a_file_is_wholly_written(
    services: Services, rivers: str, tmp_path: Path
) -> None:
    async with journey(services, article=rivers, size=(100, 14)) as app:
        await app.press("]", "]", "]", "]", "l", "l")
        cursor, edited = app.cursor, ARTICLE.replace("Water runs", "Water always runs")
        row = next(row for row, line in enumerate(app.screen_text().split("\n")) if cursor in line)
        (tmp_path / "rivers.md").write_text(edited[: len(edited) // 3])
        await app.until(lambda: "The Rhine" not in app.session.article.text)
        (tmp_path / "rivers.md").write_text(edited)
        await app.until(lambda: "The Rhine" in app.session.article.text)
        assert app.cursor == cursor
        assert cursor in app.screen_text().split("\n")[row]


async def test_a_remark_on_words_that_go_while_it_is_written_is_said_to_be_lost(
    services: Services, rivers: str, tmp_path: Path
) -> None:
    async with journey(services, article=rivers, size=(120, 24)) as app:
        session = app.session
        await app.press("l", "l", "l", "H", "h", "v", "v", "a")
        await app.type("Which?")
        (tmp_path / "rivers.md").write_text(ARTICLE.replace("Water runs downhill. It finds the sea.", "Rain."))
        await app.comes(lambda: session.has_other_text, "the new text")
        await app.press("ctrl+s")
        await app.until(lambda: not app.session.has_other_text)
        assert sorted(one.note for one in app.session.orphans) == ["", "Which?"]
        said = "but its words have just gone from the text"
        assert f"Saved, {said}: “Water”. gm leads to it." in app.screen_text()
        assert app.screen_text().count(said) == 1, "what was there before is in the other message"


async def test_a_new_text_waits_until_the_selection_is_gone(services: Services, rivers: str, tmp_path: Path) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("l", "l", "v", "w")
        (tmp_path / "rivers.md").write_text(ARTICLE.replace("Water", "All the water"))
        await app.until(lambda: app.session.has_other_text)
        await app.pilot.pause(0.2)
        assert app.selected.startswith("Water")
        await app.press("H")
        await app.until(lambda: not app.session.has_other_text)
        [found] = app.session.annotations
        assert found.passage is not None
        assert "ater" in found.passage.of(app.session.article.text)


async def test_a_file_that_changed_before_it_is_opened_is_read_without_asking(
    services: Services, rivers: str, tmp_path: Path
) -> None:
    (tmp_path / "rivers.md").write_text(ARTICLE.replace("Ships carry coal", "Ships carry gravel"))
    async with journey(services, article=rivers) as app:
        await app.until(lambda: "gravel" in app.session.article.text)
        assert "The source has changed." in app.screen_text()


def _become_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("breaks", "why"),
    [
        (Path.unlink, "no such file"),
        (_become_folder, "a folder, not a file"),
        (lambda path: path.write_bytes(b""), "is empty"),
        (lambda path: path.write_bytes(bytes(range(256))), "binary"),
    ],
    ids=["gone", "folder", "empty", "binary"],
)
async def test_a_discussed_file_that_cannot_be_read_is_said_to_be_and_followed_when_it_is_back(
    services: Services, rivers: str, tmp_path: Path, breaks: Callable[[Path], object], why: str
) -> None:
    path = tmp_path / "rivers.md"
    async with journey(replace(services, discussed={rivers: str(path)}), article=rivers) as app:
        breaks(path)
        await app.until(lambda: "The file can no longer be read" in app.screen_text())
        assert why in " ".join(app.screen_text().split())
        await app.press("l", "l", "a")
        await app.type("Really?")
        await app.press("ctrl+s")
        assert [one.note for one in app.saved(rivers)] == ["Really?"]
        if path.is_dir():
            path.rmdir()
        path.write_text(ARTICLE.replace("Ships carry coal", "Ships carry gravel"))
        await app.until(lambda: "gravel" in app.session.article.text)
        assert [one.note for one in app.session.annotations] == ["Really?"]


async def test_a_discussed_text_stays_though_the_document_has_another_one_in_another_work_tree(
    services: Services, rivers: str, tmp_path: Path
) -> None:
    here, there = tmp_path / "rivers.md", tmp_path / "tree" / "rivers.md"
    there.parent.mkdir()
    there.write_text(ARTICLE.replace("Water runs downhill.", "Everything that is wet runs downhill."))
    others, article = open_services(services.folder), services.library.open(rivers)
    start = article.text.index("Water runs")
    made = services.annotator.create(
        rivers, article, Passage(start, start + len("Water runs downhill.")), note="Always?"
    )
    services.repository.apply(made)

    def take_in(path: Path) -> None:
        # What a command does in a work tree.
        article = read_source(Source(path.read_bytes(), str(path)))
        others.library.intake.renew(IncomingSource(rivers, article=article, content=content_id(path.read_bytes())))

    asking = replace(services, discussed={rivers: str(here)})
    async with journey(asking, article=rivers, size=(100, 20)) as app:
        await app.press("l", "l", "l")
        before = [(one.passage, one.anchor) for one in app.session.annotations]
        take_in(there)
        await app.until(lambda: "another text in another work tree" in " ".join(app.screen_text().split()))
        await app.press("a", *"Why?", "ctrl+s")
        await app.until(lambda: any(one.note == "Why?" for one in app.session.annotations))
        assert "Water runs downhill." in app.session.article.text
        old, new = sorted(app.session.annotations, key=lambda one: one.note)
        assert [(old.passage, old.anchor)] == before
        assert "updated from disk" not in app.screen_text().lower()
        here.write_text(ARTICLE.replace("Water runs", "Water always runs"))
        await app.until(lambda: "Water always runs" in app.session.article.text)
        assert [one.anchor for one in app.session.annotations if one.note == "Why?"] == [AnchorState.EXACT]
        take_in(there)
        await app.until(lambda: app.session.has_other_text)
        take_in(here)
        await app.until(lambda: not app.session.has_other_text)
        assert new.quoted_text in app.session.article.text
        assert [one.anchor for one in app.session.annotations if one.note == "Always?"] == [AnchorState.MOVED]


async def test_a_note_that_was_begun_before_the_text_changed_is_offered_with_its_own_words(
    services: Services, rivers: str, tmp_path: Path
) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("l", "l", "a")
        await app.type("half a thou")
        await app.press("escape", "G", "a")
        await app.type("trade")
        await app.press("escape")
    edited = ARTICLE.replace("## The Spree", "A whole new paragraph.\n\n## The Spree")
    (tmp_path / "rivers.md").write_text(edited.replace("Water runs downhill. It finds the sea.", "Prices rose."))
    async with journey(services, article=rivers) as app:
        await app.until(lambda: "A whole new paragraph." in app.session.article.text)
        await app.press("g", "g", "g", "d", "ctrl+j")
        assert app.cursor == "Ships carry coal, and some carry people."
        await app.press("g", "d", "ctrl+j")
        first, second = app.saved(rivers)
    assert (first.note, first.quoted_text) == ("half a thou", "Water runs downhill.")
    assert first.anchor in (AnchorState.ORPHAN, AnchorState.REVIEW)
    assert (second.note, second.quoted_text) == ("trade", "Ships carry coal, and some carry people.")
    assert second.anchor is AnchorState.EXACT
    assert services.repository.drafts() == {}


async def test_changes_made_while_annotations_load_are_kept(
    services: Services, rivers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readtui.storage.files.articles._LARGE", 0)
    going_on = threading.Event()
    read_again = ReadingSession.read_again

    def slowly(session: ReadingSession, pause: Callable[[], None] = lambda: None) -> StoredState:
        reading = read_again(session, pause)
        going_on.wait(20)
        return reading

    monkeypatch.setattr(ReadingSession, "read_again", slowly)
    async with journey(services, article=rivers, settled=False) as app:
        await app.shows("loading annotations …")
        await app.pilot.press("l", "l")
        highlighted = app.cursor
        await app.pilot.press("H")
        await app.pilot.press("]", "a")
        await app.shows("still loading")
        going_on.set()
        await app.until(lambda: app.session.is_complete)
        assert [found.quoted_text for found in app.session.annotations] == [highlighted]
        assert "1/1" in app.screen_text()


async def test_an_edited_copy_does_not_replace_the_open_text(services: Services, rivers: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.md"
    copy.write_text(ARTICLE)
    assert services.library.add(str(copy)).record.id == rivers
    async with journey(services, article=rivers) as app:
        await app.press("l")
        copy.write_text(ARTICLE.replace("Water", "All the water"))
        await app.until(lambda: app.reader.live_updates.followed_source == stamps(app.session.record.paths))
        assert services.library.find(str(copy)).text_version == app.session.article.hash8
        assert "All the water" not in app.screen_text()


async def test_undo_asks_about_what_somebody_did_and_not_about_what_a_reload_did(
    services: Services, rivers: str
) -> None:
    path = Path(services.library.find(rivers).paths[0])
    async with journey(services, article=rivers) as app:
        await app.press("l", "l", "H", "t")
        await app.type("sea")
        await app.press("enter")
        text = path.read_text("utf-8")
        path.write_text(text.replace("# On rivers", "# On rivers\n\nA new beginning.", 1), "utf-8")
        await app.until(lambda: "A new beginning." in app.session.article.text)
        await app.press("u")
        [kept] = app.saved(rivers)
        assert (kept.tags, kept.quoted_text) == ((), "Water runs downhill.")
        await app.press("u")
        assert app.saved(rivers) == []
        await app.press("ctrl+r", "ctrl+r")
        [back] = app.saved(rivers)
        assert back.tags == ("sea",)
        other = open_services(services.folder)
        other.repository.apply(other.annotator.set_note(back, "Mine."))
        other.close()
        await app.until(lambda: app.session.annotations[0].note == "Mine.")
        path.write_text(text.replace("# On rivers", "# On rivers\n\nAnother beginning.", 1), "utf-8")
        await app.until(lambda: "Another beginning." in app.session.article.text)
        await app.press("u")
        await app.shows("Undo anyway?")
