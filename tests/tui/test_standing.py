"""Standing exports while the app runs, and at its end."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import pytest
from app_host import MemoryHost
from journeys import journey

from readtui.bootstrap import Services
from readtui.bootstrap.standing_exports import standing_exports
from readtui.model.change import Change, Edit
from readtui.model.tag import Tag
from readtui.services.out.standing_exports import StandingFolders, StandingResult
from readtui.settings import parse_settings
from readtui.tui.events import ChangeMade
from readtui.tui.work import standing_exports as work
from readtui.tui.work.standing_exports import StandingExports


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    folder.mkdir()
    return folder


@pytest.fixture
def standing(services: Services, vault: Path, tmp_path: Path) -> StandingFolders:
    rule = f'[[standing_export]]\nfolder = "{vault}"\nlibrary = "{tmp_path}/library"\n'
    found = standing_exports(services, parse_settings(rule))
    assert found is not None
    return found


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "_QUIET_SECONDS", 0.05)
    monkeypatch.setattr(work, "_AT_START_AFTER", 0.05)


@pytest.mark.usefixtures("hasty")
async def test_what_one_does_in_the_app_is_exported_soon_after(
    services: Services, rivers: str, standing: StandingFolders, vault: Path
) -> None:
    file = vault / "A. Writer - On rivers.md"
    async with journey(services, article=rivers, standing=standing) as app:
        await app.press("l", "l", "H")
        await app.until(file.exists)
        file.write_text(file.read_text() + "\nMine.\n")
        await app.press("l", "H")
        await app.until(lambda: file.read_text().count("<!-- rt:") == 2)
        assert "\nMine.\n" in file.read_text()
        await app.press("u")
        await app.until(lambda: "~~" in file.read_text())


@pytest.mark.usefixtures("hasty")
async def test_what_other_programs_did_before_is_exported_at_the_start(
    services: Services, rivers: str, standing: StandingFolders, vault: Path
) -> None:
    article = services.library.open(rivers)
    passage = article.blocks[2].passage
    services.repository.apply(services.annotator.create(rivers, article, passage, color="green"))
    async with journey(services, standing=standing) as app:
        await app.until(lambda: list(vault.iterdir()) != [])


@pytest.mark.usefixtures("hasty")
async def test_a_fault_is_told_once(services: Services, rivers: str, standing: StandingFolders, vault: Path) -> None:
    vault.rmdir()
    vault.write_text("")
    async with journey(services, article=rivers, standing=standing) as app:
        await app.press("l", "l", "H")
        await app.until(lambda: "Standing export" in app.screen_text())
        assert "Cannot write" in app.screen_text()
        app.app.clear_messages()
        await app.press("l", "H")
        await app.until(lambda: not standing.has_changes)
        await app.settle()
        assert "Standing export" not in app.screen_text()


async def test_what_is_left_when_the_app_ends_is_exported(
    services: Services, rivers: str, standing: StandingFolders, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "_QUIET_SECONDS", 60)
    monkeypatch.setattr(work, "_AT_START_AFTER", 60)
    async with journey(services, article=rivers, standing=standing) as app:
        await app.press("l", "l", "H")
    services.repository.finish()
    assert list(vault.iterdir()) == []
    assert app.app.work.standing.finish(60) == []
    [written] = vault.iterdir()
    assert "<!-- rt:" in written.read_text()


async def test_exports_that_began_while_the_app_ran_are_brought_up_to_date_in_place_of_the_earlier_ones(
    services: Services,
    rivers: str,
    standing: StandingFolders,
    vault: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(work, "_QUIET_SECONDS", 60)
    other = tmp_path / "other"
    rules = "".join(
        f'[[standing_export]]\nfolder = "{folder}"\nlibrary = "{tmp_path}/library"\n' for folder in (vault, other)
    )
    async with journey(services, article=rivers, standing=standing) as app:
        # The earlier ones are about to run.
        await app.press("l", "l", "H")
        both = standing_exports(services, parse_settings(rules))
        assert both is not None
        app.app.work.standing.begin(both)
        await app.press("l", "H")
    services.repository.finish()
    assert app.app.work.standing.finish(60) == []
    [written] = other.iterdir()
    assert written.read_text().count("<!-- rt:") == 2
    assert len(list(vault.iterdir())) == 1


@pytest.mark.usefixtures("hasty")
async def test_exports_that_begin_while_earlier_ones_run_are_run_after_them() -> None:
    ran, loop, later_has_run = list[str](), asyncio.get_running_loop(), asyncio.Event()

    class Exports(StandingFolders):
        has_changes = False

        def __init__(self, name: str, following: Sequence["Exports"] = ()) -> None:
            self.name, self.following = name, following

        def changed(self, article_ids: Collection[str]) -> None:
            self.has_changes = True

        def run(
            self, article_ids: tuple[str, ...] = (), *, goes_on: Callable[[], bool] = lambda: True
        ) -> StandingResult:
            return StandingResult()

        def run_changed(self, *, goes_on: Callable[[], bool] = lambda: True) -> StandingResult:
            ran.append(self.name)
            self.has_changes = False
            if not self.following:
                loop.call_soon_threadsafe(later_has_run.set)
            for one in self.following:
                exports.begin(one)
                one.changed({"b"})
            return StandingResult()

    async def settled() -> None:
        return

    exports = StandingExports(MemoryHost(), Exports("earlier", [Exports("later")]), settled)
    exports.hear(ChangeMade(Change("1", "2026-01-01T00:00:00Z", "", [Edit(None, Tag("river"))])))
    await asyncio.wait_for(later_has_run.wait(), 30)
    assert ran == ["earlier", "later"]
