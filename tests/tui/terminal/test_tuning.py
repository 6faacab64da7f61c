"""While the app starts, no garbage is collected; objects from the start are never searched for garbage."""

import asyncio
import gc
import sys
from collections.abc import Iterator

import pytest

from readtui.tui.terminal.fast import FastTerminal

_DEFAULT_INTERVAL = 0.005


@pytest.fixture(autouse=True)
def python_as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("TEXTUAL_FPS", raising=False)
    interval = sys.getswitchinterval()
    # Another test in this process may have done the tuning already.
    sys.setswitchinterval(_DEFAULT_INTERVAL)
    yield
    sys.setswitchinterval(interval)
    gc.enable()


async def test_garbage_is_collected_again_once_the_first_screen_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readtui.tui.terminal.fast._COLLECTS_AFTER", 0.001)
    terminal = FastTerminal()
    terminal.prepare()
    loaded = [[number] for number in range(10_000)]
    terminal.started()
    assert gc.get_freeze_count() >= len(loaded)
    assert not gc.isenabled()
    await asyncio.sleep(0.002)
    assert gc.isenabled()


def test_threads_let_the_screen_in_sooner_than_by_default() -> None:
    FastTerminal().prepare()
    assert sys.getswitchinterval() <= _DEFAULT_INTERVAL / 5
