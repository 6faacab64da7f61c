"""While the app starts, no garbage is collected; objects from the start are never searched for garbage."""

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


def test_garbage_is_collected_again_once_the_app_has_started() -> None:
    terminal = FastTerminal()
    terminal.prepare()
    assert not gc.isenabled()
    loaded = [[number] for number in range(10_000)]
    terminal.started()
    assert gc.isenabled()
    assert gc.get_freeze_count() >= len(loaded)


def test_threads_let_the_screen_in_sooner_than_by_default() -> None:
    FastTerminal().prepare()
    assert sys.getswitchinterval() <= _DEFAULT_INTERVAL / 5
