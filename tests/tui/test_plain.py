"""READTUI_PLAIN leaves drawing and keys to Textual."""

import gc
import os
import sys
import threading
from pathlib import Path

import pytest
from journeys import journey

from readtui.bootstrap import Services
from readtui.tui.terminal import this_terminal
from readtui.tui.terminal.fast import FastTerminal
from readtui.tui.terminal.plain import PlainTerminal
from readtui.tui.terminal_interface import Terminal


@pytest.mark.parametrize(("value", "is_plain"), [("1", True), ("0", False), ("", False), (None, False)])
def test_one_variable_decides(value: str | None, is_plain: bool) -> None:
    terminal = this_terminal({} if value is None else {"READTUI_PLAIN": value})
    assert isinstance(terminal, PlainTerminal if is_plain else FastTerminal)


@pytest.mark.skipif(sys.platform == "win32", reason="Textual's own driver is used there anyway")
def test_the_driver_is_textuals_own() -> None:
    plain: Terminal = PlainTerminal()
    assert plain.driver_class() is None
    made = FastTerminal().driver_class()
    assert made is not None
    assert made.__module__.startswith("readtui.")


async def test_nothing_is_shown_kept_or_tuned(
    monkeypatch: pytest.MonkeyPatch, services: Services, rivers: str, tmp_path: Path
) -> None:
    monkeypatch.setattr(os, "isatty", lambda _number: True)
    source = str(tmp_path / "rivers.md")
    terminal: Terminal = PlainTerminal()
    before, frozen = (dict(os.environ), sys.getswitchinterval(), gc.isenabled()), gc.get_freeze_count()
    terminal.show_kept([source])
    terminal.will_read(source)
    terminal.opens(services.folder, rivers)
    terminal.prepare()
    async with journey(services, article=rivers, terminal=terminal) as app:
        await app.press("j", "k", "q")
    terminal.leave()
    terminal.write_kept()
    assert (dict(os.environ), sys.getswitchinterval(), gc.isenabled()) == before
    assert gc.get_freeze_count() <= frozen
    assert "first-page" not in {thread.name for thread in threading.enumerate()}
    kept = [path for path in tmp_path.rglob("*") if path.parent.name in ("first-pages", "openings")]
    assert kept == []
