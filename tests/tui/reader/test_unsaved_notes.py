"""The text of a note is always on disk, as the note or as its draft."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from app_fixtures import Disk
from journeys import Journey, journey

from readtui.bootstrap import Services, open_services
from readtui.errors import LockedError, NotFoundError, StorageError
from readtui.tui.app import ReadtuiApp
from readtui.tui.dialogs.note import NoteDialog
from readtui.tui.work import saver

FULL = StorageError("the disk is full", "Make room.")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saver, "TRY_AGAIN_AFTER", 0.05)


@pytest.fixture(autouse=True)
def steps_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextlib.contextmanager
    def suspend(_: ReadtuiApp) -> Iterator[None]:
        yield

    monkeypatch.setattr(ReadtuiApp, "suspend", suspend)


@pytest.fixture
def disk(services: Services, monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(services, monkeypatch)


def editor(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "editor"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o700)
    monkeypatch.setenv("VISUAL", str(path))


def kept(services: Services) -> list[str]:
    """The drafts that another program finds."""
    return list(services.repository.drafts().values())


async def begin_again(services: Services, rivers: str, note: str) -> None:
    """Restart readtui: the note is offered and can be saved."""
    async with journey(services, article=rivers) as app:
        assert "Unfinished note" in app.screen_text()
        await app.press("g", "d")
        assert note in app.screen_text()
        await app.press("ctrl+s")
        assert [found.note for found in app.saved(rivers) if found.note] == [note]
    assert kept(services) == []


async def write(app: Journey, text: str) -> None:
    await app.press("a")
    await app.type(text)
    await app.press("ctrl+s")


async def test_a_note_that_cannot_be_saved_stays_a_draft_until_it_is(
    services: Services, rivers: str, disk: Disk
) -> None:
    async with journey(services, article=rivers) as app:
        disk.fault = FULL
        await app.press("l", "l")
        await write(app, "where from?")
        assert kept(services) == ["where from?"]
        assert app.session.unfinished() == [], "it is shown as the note already"
        disk.fault = None
        await app.until(lambda: not app.app.saving.pending)
        assert [found.note for found in app.saved(rivers)] == ["where from?"]
        assert kept(services) == []


@pytest.mark.parametrize("is_new", [True, False])
async def test_quitting_without_saving_a_note_leaves_it_as_a_draft(
    services: Services, rivers: str, disk: Disk, is_new: bool
) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("l", "l", *([] if is_new else ["H"]))
        disk.fault = FULL
        await write(app, "where from?")
        await app.press("ctrl+q")
        assert "Your text is kept as a draft." in app.screen_text()
        await app.press("y")
    disk.fault = None
    await begin_again(services, rivers, "where from?")


async def test_no_draft_is_promised_where_there_is_no_room_for_one(
    services: Services, rivers: str, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise FULL

    async with journey(services, article=rivers) as app:
        disk.fault = FULL
        monkeypatch.setattr(type(services.repository), "keep_draft", refuse)
        await app.press("l", "l")
        await write(app, "where from?")
        await app.press("ctrl+q")
        assert "Quit without saving 1 change?" in app.screen_text()
        assert "kept as a draft" not in app.screen_text()
        await app.press("n")


async def test_a_note_changed_again_before_its_annotation_is_on_disk_is_offered_as_it_was_last(
    services: Services, rivers: str, disk: Disk
) -> None:
    async with journey(services, article=rivers) as app:
        disk.fault = FULL
        await app.press("l", "l")
        await write(app, "one")
        await write(app, " two")
        await app.press("ctrl+q", "y")
    disk.fault = None
    await begin_again(services, rivers, "one two")


async def test_a_note_that_can_never_be_saved_is_offered_at_once(services: Services, rivers: str, disk: Disk) -> None:
    async with journey(services, article=rivers) as app:
        disk.fault = NotFoundError("the article is gone", "Add it again.")
        await app.press("l", "l")
        await write(app, "where from?")
        assert "Your text is kept as a draft." in app.screen_text()
        assert [draft.text for draft in app.session.unfinished()] == ["where from?"]


async def test_a_note_that_was_saved_right_before_a_crash_is_not_offered_again(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("l", "l")
        await write(app, "where from?")
        passage = app.saved(rivers)[0].passage
        assert passage is not None
        key = f"{rivers}:{app.session.article.hash8}:{passage.start}:{passage.end}"
    services.repository.keep_draft(key, "where from?")
    async with journey(services, article=rivers) as app:
        assert "unfinished" not in app.screen_text()


async def test_a_note_in_a_library_that_is_read_only_stays_a_draft(
    services: Services, rivers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(services.repository), "read_only", True)
    async with journey(services, article=rivers) as app:
        await app.press("l", "l")
        await write(app, "where from?")
        assert "kept as a draft" in app.screen_text()
    assert kept(services) == ["where from?"]


async def test_a_successful_save_leaves_no_draft(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("l", "l")
        await write(app, "one")
        await app.press("a", "space", "2", "ctrl+s", "ctrl+q")
    with contextlib.closing(open_services(services.folder)) as again:
        assert [found.note for found in again.repository.annotations(rivers)] == ["one 2"]
        assert kept(again) == []


async def test_a_note_written_in_an_editor_is_saved(
    services: Services, rivers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = tmp_path / "seen"
    editor(tmp_path, f'ls -l "$1" | cut -c1-10 > "{seen}"; printf "neu \\033[31m\\n\\nß\\n" > "$1"', monkeypatch)
    async with journey(services, article=rivers) as app:
        await app.press("l", "l", "e")
        assert [found.note for found in app.saved(rivers)] == ["neu ␛[31m\n\nß"]
    assert seen.read_text() == "-rw-------\n"
    assert kept(services) == []
    assert not list((tmp_path / "state").rglob("note.md"))


@pytest.mark.parametrize("script", ["true", 'rm "$1"', 'echo >> "$1"'])
async def test_an_editor_that_changes_nothing_changes_nothing(
    services: Services, rivers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    editor(tmp_path, script, monkeypatch)
    async with journey(services, article=rivers) as app:
        await app.press("l", "l")
        await write(app, "one")
        await app.press("e")
        assert [found.note for found in app.saved(rivers)] == ["one"]
    assert kept(services) == []


@pytest.mark.parametrize("key", ["e", "a ctrl+e escape"])
async def test_text_from_a_failed_editor_becomes_a_draft_and_is_reported(
    services: Services, rivers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    editor(tmp_path, 'echo "where from?" > "$1"; exit 1', monkeypatch)
    async with journey(services, article=rivers) as app:
        await app.press("l", "l", *key.split())
        assert "draft" in app.screen_text().lower()
        assert app.saved(rivers) == []
    assert kept(services) == ["where from?"]
    await begin_again(services, rivers, "where from?")


@pytest.mark.parametrize("key", ["e", "a ctrl+e"])
async def test_text_from_an_editor_survives_a_crash_of_readtui(
    services: Services, rivers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    # The state folder while the editor runs equals what a crash at that moment leaves.
    left = tmp_path / "left"
    editor(tmp_path, f'echo "where from?" > "$1"; cp -R "{tmp_path}/state" "{left}"; echo later >> "$1"', monkeypatch)
    async with journey(services, article=rivers) as app:
        await app.press("l", "l", *key.split())
    monkeypatch.setenv("READTUI_STATE", str(left))
    fresh = tmp_path / "fresh"
    with contextlib.closing(open_services(fresh)) as other:
        other.library.add(str(tmp_path / "rivers.md"))
    folder = next((left / "state").glob("library-*"))
    with contextlib.closing(open_services(fresh)) as other:
        target = next((left / "state").glob("fresh-*"))
        (folder / "drafts").rename(target / "drafts")
        await begin_again(other, rivers, "where from?")


async def test_an_editor_that_cannot_be_started_leaves_nothing_behind(
    services: Services, rivers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", "no-such-editor")
    async with journey(services, article=rivers) as app:
        await app.press("l", "l", "e")
        assert "no-such-editor" in app.screen_text()
        await app.press("a", "h", "ctrl+e")
        assert isinstance(app.app.screen, NoteDialog)
        await app.press("escape")
    assert kept(services) == ["h"]


async def test_an_article_that_is_open_is_not_removed_for_good(services: Services, rivers: str) -> None:
    with contextlib.closing(open_services(services.folder)) as other:
        async with journey(services, article=rivers) as app:
            with pytest.raises(LockedError, match="open in a reader"):
                other.repository.purge(rivers)
            await app.press("l", "l")
            await write(app, "where from?")
            await app.press("f2")
            with pytest.raises(LockedError):
                services.repository.purge(rivers)
        assert [found.note for found in other.repository.annotations(rivers)] == ["where from?"]
        other.repository.purge(rivers)
        assert other.repository.record(rivers) is None


async def test_an_article_purged_where_the_reader_is_not_seen_comes_back_with_the_note(
    services: Services, rivers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READTUI_STATE", str(tmp_path / "other device"))
    # The reader is not to notice by itself that the article is gone.
    monkeypatch.setattr("readtui.tui.reader.screen.LOOK_EVERY", 3600)
    with contextlib.closing(open_services(services.folder)) as other:
        async with journey(services, article=rivers) as app:
            await app.press("l", "l")
            await write(app, "one")
            other.repository.purge(rivers)
            await write(app, " two")
        assert "one two" in [found.note for found in other.repository.annotations(rivers)]
