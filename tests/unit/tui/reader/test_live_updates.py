"""The reader follows other programs' changes to its article, tested without an app."""

from dataclasses import replace
from pathlib import Path

import pytest
from app_fixtures import ARTICLE
from reader_desk import Desk

from readtui.bootstrap import Services, open_services
from readtui.errors import StorageError
from readtui.importers.markdown.importer import MarkdownImporter
from readtui.model.annotation import Annotation
from readtui.model.change import Change, Edit
from readtui.services.importing.sidecars import AddedSource
from readtui.services.reading.session import ReadingSession, StoredState
from readtui.tui.events import LibraryEvent, SourcesRead

NOW = "2026-03-01T12:00:00Z"


@pytest.fixture
def elsewhere(services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Services:
    """The same library on another device."""
    monkeypatch.setenv("READTUI_STATE", str(tmp_path / "other-state"))
    return open_services(services.folder)


def write_note(services: Services, article_id: str, note: str) -> None:
    """Give the only annotation another note."""
    [annotation] = services.repository.annotations(article_id)
    edit = Edit(annotation, replace(annotation, note=note, modified=NOW))
    services.repository.apply(Change(note, NOW, "elsewhere", (edit,)))


def highlight(desk: Desk, article_id: str) -> Annotation:
    """Highlight the text under the cursor, and save that."""
    desk.annotator.do_reader_highlight()
    desk.services.repository.apply(desk.saving.changes[-1])
    [annotation] = desk.services.repository.annotations(article_id)
    return annotation


async def test_changes_from_elsewhere_are_shown_and_reported(desk: Desk, rivers: str, elsewhere: Services) -> None:
    highlight(desk, rivers)
    await desk.work()
    write_note(elsewhere, rivers, "read this")
    desk.live_updates.look_around()
    await desk.work()
    assert [one.note for one in desk.state.session.annotations] == ["read this"]
    assert desk.told == ["Updated from disk: 1 annotation changed."]


async def test_an_article_that_cannot_be_read_again_stays_as_it_is_and_that_is_said(
    desk: Desk, rivers: str, elsewhere: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    highlight(desk, rivers)
    await desk.work()
    write_note(elsewhere, rivers, "read this")

    def failing(session: ReadingSession, *arguments: object) -> StoredState:
        raise StorageError("could not read rivers.json", "Check the disk.")

    with monkeypatch.context() as context:
        context.setattr(ReadingSession, "read_again", failing)
        desk.live_updates.look_around()
        await desk.work()
    assert [one.note for one in desk.state.session.annotations] == [""]
    assert [fault.message for fault in desk.faults] == ["could not read rivers.json"]
    desk.live_updates.look_around()
    await desk.work()
    write_note(elsewhere, rivers, "and this")
    desk.live_updates.look_around()
    await desk.work()
    assert [one.note for one in desk.state.session.annotations] == ["and this"]


async def test_a_change_that_is_made_while_the_article_is_read_again_stays(
    desk: Desk, rivers: str, elsewhere: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    highlight(desk, rivers)
    await desk.work()
    write_note(elsewhere, rivers, "read this")
    read_again = ReadingSession.read_again

    def reading(session: ReadingSession, *arguments: object) -> StoredState:
        found = read_again(session)
        if len(desk.saving.changes) == 1:
            desk.cursor.do_reader_next_sentence()
            desk.annotator.do_reader_highlight()
        return found

    monkeypatch.setattr(ReadingSession, "read_again", reading)
    desk.live_updates.look_around()
    await desk.work()
    assert [(one.quoted_text, one.note) for one in desk.state.session.annotations] == [
        ("Water runs downhill.", "read this"),
        ("It finds the sea.", ""),
    ]


async def test_an_edited_file_is_shown_with_the_cursor_on_the_same_words(desk: Desk, tmp_path: Path) -> None:
    desk.cursor.do_reader_next_sentence()
    await desk.live_updates.catch_up(lambda: "")
    (tmp_path / "rivers.md").write_text(ARTICLE.replace("Water runs", "All the water of the world runs"), "utf-8")
    for _ in range(4):
        desk.live_updates.look_around()
        await desk.work()
    assert "All the water" in desk.state.session.article.text
    assert desk.sentence == "It finds the sea."


async def test_a_selection_made_while_a_new_text_loads_is_kept(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.live_updates.catch_up(lambda: "")
    read = Services.read

    def reading(services: Services, article_id: str, *, quickly: bool = False) -> ReadingSession:
        session = read(services, article_id, quickly=quickly)
        desk.selection.do_reader_visual()
        return session

    monkeypatch.setattr(Services, "read", reading)
    (tmp_path / "rivers.md").write_text(ARTICLE.replace("Water runs", "All the water of the world runs"), "utf-8")
    for _ in range(4):
        desk.live_updates.look_around()
        await desk.work()
    assert desk.state.session.has_other_text
    assert desk.state.viewport.selection is not None


async def test_a_new_text_waits_until_what_was_made_in_the_old_one_is_on_disk(desk: Desk, tmp_path: Path) -> None:
    await desk.live_updates.catch_up(lambda: "")
    desk.saving.is_full = True
    desk.annotator.do_reader_highlight()
    (tmp_path / "rivers.md").write_text(ARTICLE.replace("Water runs", "All the water of the world runs"), "utf-8")
    for _ in range(4):
        desk.live_updates.look_around()
        await desk.work()
    assert desk.state.session.has_other_text
    assert len(desk.state.session.annotations) == 1
    desk.services.repository.apply(desk.saving.changes[-1])
    desk.saving.is_full = False
    desk.live_updates.look_around()
    await desk.work()
    assert not desk.state.session.has_other_text


async def test_what_was_marked_in_another_viewer_meanwhile_is_looked_at(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.live_updates.catch_up(lambda: "")
    heard: list[LibraryEvent] = []
    desk.events.subscribe(heard.append)
    read = MarkdownImporter.read
    monkeypatch.setattr(MarkdownImporter, "read", lambda *asked: replace(read(*asked), is_annotated=True))
    (tmp_path / "rivers.md").write_text(ARTICLE + "\n", "utf-8")
    for _ in range(4):
        desk.live_updates.look_around()
        await desk.work()
    path = str(tmp_path / "rivers.md")
    assert [one.brought for one in heard if isinstance(one, SourcesRead)] == [(AddedSource(path, is_annotated=True),)]
