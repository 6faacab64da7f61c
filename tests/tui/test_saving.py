"""Changes that cannot be saved for a while, and concurrent changes by other programs."""

from dataclasses import replace
from pathlib import Path

import pytest
from app_fixtures import Disk
from journeys import journey

from readtui.bootstrap import Services, open_services
from readtui.errors import LockedError, ReadtuiError, StorageError
from readtui.model.annotation import Annotation
from readtui.model.change import Change, Edit
from readtui.tui.dialogs.confirm import ConfirmDialog
from readtui.tui.reader import screen as reader
from readtui.tui.screens import record_screen
from readtui.tui.work import saver

NOW = "2026-02-01T10:00:00Z"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saver, "TRY_AGAIN_AFTER", 0.05)
    monkeypatch.setattr(reader, "LOOK_EVERY", 0.05)
    monkeypatch.setattr(record_screen, "_LOOK_EVERY", 0.05)


@pytest.fixture
def disk(services: Services, monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(services, monkeypatch)


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Services:
    """Another program on the same library, with its own state folder."""
    monkeypatch.setenv("READTUI_STATE", str(tmp_path / "other state"))
    return open_services(tmp_path / "library")


def change(services: Services, annotation: Annotation, **fields: object) -> None:
    after = replace(annotation, **fields)  # type: ignore[arg-type]
    services.repository.apply(Change(f"{fields}", NOW, "elsewhere", (Edit(annotation, after),)))


async def test_an_unsaved_change_stays_is_reported_and_is_saved_later(
    services: Services, rivers: str, disk: Disk
) -> None:
    async with journey(services, article=rivers) as app:
        disk.fault = StorageError("the disk is full", "Make room.")
        await app.press("l", "l", "H", "l", "H")
        screen = app.screen_text()
        assert "The disk is full." in screen
        assert "Make room." in screen
        assert "2 not saved" in screen
        assert [found.color for found in app.session.annotations] == ["yellow", "yellow"]
        assert app.saved(rivers) == []
        disk.fault = None
        await app.until(lambda: "All changes are saved now." in app.screen_text())
        assert [found.color for found in app.saved(rivers)] == ["yellow", "yellow"]
        await app.press("u")
        assert len(app.saved(rivers)) == 1


async def test_every_screen_says_how_much_is_not_saved(services: Services, rivers: str, disk: Disk) -> None:
    async with journey(services, article=rivers) as app:
        disk.fault = StorageError("the disk is full", "Make room.")
        await app.press("l", "l", "H", "g", "n")
        assert "1 not saved" in app.screen_text()
        await app.press("q", "g", "t", "j", "k", "k")
        assert "1 not saved" in app.screen_text()
        disk.fault = None
        await app.until(lambda: "not saved" not in app.screen_text())


async def test_undo_drops_an_unsaved_change(services: Services, rivers: str, disk: Disk) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("l", "l", "H", "l")
        disk.fault = LockedError("another program holds the library", "End it.")
        await app.press("H", "u")
        assert len(app.session.annotations) == 1
        assert "saved" in app.screen_text()
        await app.press("d", "d", "u")
        disk.fault = None
        await app.until(lambda: not app.app.saving.pending)
        assert len(app.saved(rivers)) == 1


async def test_quitting_asks_about_unsaved_changes(services: Services, rivers: str, disk: Disk) -> None:
    async with journey(services, article=rivers) as app:
        disk.fault = StorageError("the disk is full", "Make room.")
        await app.press("l", "l", "H", "ctrl+q")
        assert isinstance(app.app.screen, ConfirmDialog)
        assert "Quit without saving 1 change?" in app.screen_text()
        await app.press("n", "j")
        assert app.app.is_running
        disk.fault = None
        await app.until(lambda: not app.app.saving.pending)
        await app.press("l", "H", "ctrl+q")
        assert len(app.saved(rivers)) == 2


async def test_the_app_quits_as_asked_once_a_retry_has_saved(services: Services, rivers: str, disk: Disk) -> None:
    async with journey(services, article=rivers) as app:
        disk.fault = StorageError("the disk is full", "Make room.")
        await app.press("l", "l", "H", "ctrl+q")
        assert "Quit without saving 1 change?" in app.screen_text()
        disk.fault = None
        await app.comes(lambda: not app.app.is_running, "the end")
    assert len(services.repository.annotations(rivers)) == 1


async def test_a_change_that_can_never_be_saved_blocks_nothing(services: Services, rivers: str, disk: Disk) -> None:
    async with journey(services, article=rivers) as app:
        disk.fault = ReadtuiError("the article is gone", "Add it again.")
        await app.press("l", "l", "H")
        assert "The article is gone." in app.screen_text()
        assert not app.session.annotations
        disk.fault = None
        await app.press("H")
        assert len(app.saved(rivers)) == 1


async def test_changes_by_another_program_appear_without_moving_the_text(
    services: Services, rivers: str, elsewhere: Services
) -> None:
    async with journey(services, article=rivers, size=(100, 12)) as app:
        await app.press("l", "l", "H", "j", "j", "j")
        top, cursor = app.view.top, app.cursor
        [seen] = app.saved(rivers)
        change(elsewhere, seen, note="read this on the other machine")
        await app.until(lambda: app.session.annotations[0].note != "")
        assert "Updated from disk: 1 annotation changed." in app.screen_text()
        assert (app.view.top, app.cursor) == (top, cursor)
        change(elsewhere, elsewhere.repository.annotations(rivers)[0], deleted=NOW)
        await app.until(lambda: not app.session.annotations)


async def test_our_own_save_does_not_count_as_a_change_by_others(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("l", "l", "H")
        await app.pilot.pause(0.3)
        assert "Updated from disk" not in app.screen_text()


async def test_the_library_follows_what_another_program_adds(
    services: Services, rivers: str, elsewhere: Services, tmp_path: Path
) -> None:
    (tmp_path / "lakes.md").write_text("# On lakes\n\nThey lie still.\n")
    async with journey(services) as app:
        assert "On lakes" not in app.screen_text()
        elsewhere.library.add(str(tmp_path / "lakes.md"))
        await app.until(lambda: "On lakes" in app.screen_text())


async def test_undo_asks_first_if_the_record_changed_elsewhere(
    services: Services, rivers: str, elsewhere: Services
) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("l", "l", "H")
        [seen] = app.saved(rivers)
        change(elsewhere, seen, color="green")
        await app.press("u")
        assert isinstance(app.app.screen, ConfirmDialog)
        await app.press("n")
        assert [found.color for found in app.saved(rivers)] == ["green"]
        await app.press("u", "y")
        assert app.saved(rivers) == []
        assert not app.session.annotations


async def test_a_note_saved_over_one_written_elsewhere_meanwhile_keeps_both(
    services: Services, rivers: str, elsewhere: Services
) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("l", "l", "H", "a")
        await app.type("mine")
        [seen] = app.saved(rivers)
        change(elsewhere, seen, note="theirs")
        reader_below = app.app.screen_stack[-2]
        assert isinstance(reader_below, reader.ReaderScreen)
        await app.until(lambda: reader_below.state.session.annotations[0].note == "theirs")
        await app.press("ctrl+j")
        [found] = app.saved(rivers)
        assert (found.note, len(found.conflicts)) == ("mine", 1)
