"""Standing exports while the app runs, and at its end."""

from pathlib import Path

import pytest
from journeys import journey

from readtui.bootstrap import Services
from readtui.bootstrap.standing import standing_exports
from readtui.services.out.standing import Standing
from readtui.settings import parse_settings
from readtui.tui.out import standing as work


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    folder.mkdir()
    return folder


@pytest.fixture
def standing(services: Services, vault: Path, tmp_path: Path) -> Standing:
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
    services: Services, rivers: str, standing: Standing, vault: Path
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
    services: Services, rivers: str, standing: Standing, vault: Path
) -> None:
    article = services.library.open(rivers)
    passage = article.blocks[2].passage
    services.changes.apply(services.annotator.create(rivers, article, passage, color="green"))
    async with journey(services, standing=standing) as app:
        await app.until(lambda: list(vault.iterdir()) != [])


@pytest.mark.usefixtures("hasty")
async def test_a_fault_is_told_once(services: Services, rivers: str, standing: Standing, vault: Path) -> None:
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


async def test_what_is_left_at_the_end_is_exported_by_whoever_closes_the_library(
    services: Services, rivers: str, standing: Standing, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "_QUIET_SECONDS", 60)
    monkeypatch.setattr(work, "_AT_START_AFTER", 60)
    async with journey(services, article=rivers, standing=standing) as app:
        await app.press("l", "l", "H")
    services.changes.finish()
    assert list(vault.iterdir()) == []
    assert standing.has_changes
    [written] = standing.run_changed().written
    assert "<!-- rt:" in written.read_text()
    assert not standing.has_changes
