"""Concurrent versions of an annotation: showing them, and choosing one."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from journeys import journey

from readtui.bootstrap import Services, open_services
from readtui.model.change import Change, Edit
from readtui.model.creator import Creator
from readtui.tui.dialogs.versions import VersionsDialog

NOW = "2026-02-01T10:00:00Z"


@pytest.fixture
def undecided(services: Services, rivers: str) -> str:
    """The article, with a highlight that two programs have written different notes on."""
    article = services.library.open(rivers)
    passage = article.blocks[2].passage
    services.repository.apply(services.annotator.create(rivers, article, passage, color="green", tags=("water",)))
    [seen] = services.repository.annotations(rivers)
    for number, (note, tags) in enumerate([("theirs", ("water", "far")), ("mine", ("water",))]):
        after = replace(seen, note=note, tags=tags)
        services.repository.apply(Change(f"c{number}", NOW, "note", (Edit(seen, after),)))
    return rivers


async def test_a_choice_is_offered_and_one_version_is_kept(services: Services, undecided: str) -> None:
    async with journey(services, article=undecided, size=(120, 32)) as app:
        screen = app.screen_text()
        assert "1 annotation changed in two places. Press gv to choose." in screen.replace("\n", " ")
        assert "2 versions" in screen
        await app.press("g", "v")
        assert isinstance(app.app.screen, VersionsDialog)
        assert "mine" in app.screen_text()
        assert "theirs" in app.screen_text()
        await app.press("escape")
        assert len(app.saved(undecided)[0].conflicts) == 1, "for later"
        await app.press("enter", "2")
        [found] = app.saved(undecided)
        assert (found.note, found.conflicts) == ("theirs", ())
        assert "2 versions" not in app.screen_text()
        await app.press("u")
        [found] = app.saved(undecided)
        assert (found.note, len(found.conflicts)) == ("mine", 1)
        await app.press("g", "v", "j", "up", "enter")
        assert [(found.note, found.conflicts) for found in app.saved(undecided)] == [("mine", ())]


async def test_versions_say_who_wrote_them(services: Services, rivers: str, tmp_path: Path) -> None:
    """Two people changed the same note, each in a library of their own."""
    (tmp_path / "settings.toml").write_text('[user]\nname = "Ada"\n', "utf-8")
    article, paragraph = services.library.open(rivers), services.library.open(rivers).blocks[2].passage
    made = services.annotator.create(rivers, article, paragraph, note="It flows.")
    services.repository.apply(made)
    shutil.copytree(services.folder, tmp_path / "bea")
    bea = open_services(tmp_path / "bea")
    for one, name in ((services, "Ada"), (bea, "Bea")):
        [note] = one.library.annotations_of(one.library.find(rivers))
        one.repository.apply(one.annotator.set_note(note, f"It flows, says {name}."))
        creator = Creator(name)
        one.repository.apply(one.annotator_of(creator).create_on_article(rivers, note=f"Read by {name}."))
    bea.close()
    services.repository.merge_from(tmp_path / "bea")
    async with journey(services, article=rivers, size=(120, 32)) as app:
        await app.press("g", "v")
        shown = app.screen_text()
        for name in ("Ada", "Bea"):
            [line] = [number for number, one in enumerate(shown.splitlines()) if f"  by {name}" in one]
            assert f"It flows, says {name}." in shown.splitlines()[line + 1]


async def test_both_are_kept_joined(services: Services, undecided: str) -> None:
    async with journey(services, article=undecided) as app:
        await app.press("g", "v", "plus")
        [found] = app.saved(undecided)
        assert (found.note, found.tags, found.conflicts) == ("mine\n\ntheirs", ("water", "far"), ())
        await app.press("g", "v")
        assert "No annotation in this article has several versions." in app.screen_text()


async def test_on_a_small_screen_the_keys_stay_and_the_notes_are_read_as_elsewhere(
    services: Services, undecided: str
) -> None:
    [seen] = services.repository.annotations(undecided)
    long = replace(seen, note="The **far** bank.\n\n" + "It goes on and on. " * 30, modified="2026-02-03T10:00:00Z")
    services.repository.apply(Change("c9", "2026-02-03T10:00:00Z", "note", (Edit(seen, long),)))
    async with journey(services, article=undecided, size=(40, 12)) as app:
        await app.press("g", "v")
        screen = app.screen_text()
        assert "Esc later" in screen
        assert "The far bank." in screen
        assert "2026-02" not in screen, "days in words"
        await app.press("j")
        await app.shows("theirs")
        assert "Esc later" in app.screen_text()


@pytest.mark.parametrize(("answer", "live"), [("y", 1), ("n", 0), ("escape", 0)])
async def test_annotations_that_vanished_from_the_file_are_asked_about(
    services: Services, undecided: str, answer: str, live: int
) -> None:
    path = services.folder / "articles" / f"{undecided}.json"
    tables = json.loads(path.read_bytes())
    del tables["annotations"]
    path.write_text(json.dumps(tables))
    async with journey(services, article=undecided) as app:
        assert "Restore 1 missing annotation?" in app.screen_text()
        await app.press(answer)
        assert len(app.saved(undecided)) == live
        assert len(services.repository.vanished(undecided)) == (answer == "escape")
        if answer != "escape":
            await app.press("u")
            assert len(app.saved(undecided)) == 0
