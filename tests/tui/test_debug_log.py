"""The app's debug log: slow keys and errors, but no typed letter."""

import re
from pathlib import Path

import pytest
from app_fixtures import Disk
from journeys import journey

from readtui import debug_log
from readtui.bootstrap import Services
from readtui.debug_log import DEBUG_LOG
from readtui.errors import StorageError


async def test_the_log_has_keys_and_faults_but_no_text(
    services: Services, rivers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "debug.txt"
    monkeypatch.setattr(debug_log, "SLOW_KEY", 0.0)
    disk = Disk(services, monkeypatch)
    DEBUG_LOG.begin(str(log))
    try:
        async with journey(services, article=rivers) as app:
            disk.fault = StorageError("the disk with quokkas is full")
            await app.press("l", "a")
            await app.type("quokka")
            await app.press("ctrl+s")
            disk.fault = None
            await app.until(lambda: app.app.saving.error is None)
    finally:
        DEBUG_LOG.end()
    stamp, *said = zip(*(line.split(" ", 2) for line in log.read_text().splitlines()), strict=True)
    assert all(re.fullmatch(r"[\dT:.-]+Z", one) for one in stamp)
    keys = [line for line in said[-1] if line.startswith("key: ")]
    assert all(re.fullmatch(r"key: \d+ ms, \w+", line) for line in keys)
    assert len(keys) >= 9
    assert any(line.startswith("told: ReadtuiError at") for line in said[-1])
    assert not re.search("quokka|water|rivers|downhill", log.read_text(), re.IGNORECASE)
