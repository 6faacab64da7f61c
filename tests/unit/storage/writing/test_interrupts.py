"""Ctrl+C during a change takes effect after it, with a message that says what was done."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from storing.cut_off_library import ARTICLES, Steps, opened, steps_done

from readtui.errors import InterruptedAfter
from readtui.services.tags.codebook import Codebook
from readtui.storage.open_store import new_uuid, utc_now
from readtui.storage.writing.change_writer import interrupts_wait


@pytest.fixture
def usual_ctrl_c() -> Iterator[None]:
    """Python's own handler of SIGINT, even if the tests were started with SIGINT ignored, as by a shell's "&"."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("usual_ctrl_c")
def test_ctrl_c_waits_for_the_end_of_the_change(filled: Path) -> None:
    store = opened(filled)
    change = Codebook(store, clock=utc_now, new_id=new_uuid).rename("old", "new").change
    with pytest.MonkeyPatch().context() as patch:
        steps = Steps(patch)
        steps.at = lambda count: signal.raise_signal(signal.SIGINT) if 12 <= count <= 14 else None
        with pytest.raises(InterruptedAfter) as caught:
            store.apply(change)
    assert caught.value.what == "rename the tag #old to #new"
    assert steps_done(store)[0] == "rename the tag #old to #new"
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def test_a_program_s_own_handler_gets_the_signal_afterwards() -> None:
    heard: list[str] = []

    @contextmanager
    def handled() -> Iterator[None]:
        before = signal.signal(signal.SIGINT, lambda *_: heard.append("handler"))
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    with handled(), interrupts_wait("x"):
        signal.raise_signal(signal.SIGINT)
        heard.append("end of the block")
    assert heard == ["end of the block", "handler"]


SLOW = textwrap.dedent(
    """
    import os, signal, sys, time
    from readtui.cli.main import run

    signal.signal(signal.SIGINT, signal.default_int_handler)

    real = os.replace
    def slow(source, target):
        if str(target).endswith("library/articles/a2.json"):
            print("writing", flush=True)
            time.sleep(0.5)
        real(source, target)
    os.replace = slow
    sys.exit(run(sys.argv[1:]))
    """
)


@pytest.mark.skipif(os.name == "nt", reason="sends SIGINT")
def test_ctrl_c_on_the_command_line_completes_the_change_and_says_so(filled: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "READTUI_STATE": str(tmp_path / "device")}
    command = [sys.executable, "-c", SLOW, "--library", str(filled / "library"), "tags", "rename", "old", "new"]
    running = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert running.stdout is not None
    assert running.stdout.readline() == "writing\n"
    running.send_signal(signal.SIGINT)
    time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=30)
    assert (running.returncode, out) == (130, "")
    assert err.strip().splitlines() == [
        "Interrupted after this was done: renamed the tag #old to #new.",
        "To undo it: readtui undo",
    ]
    assert {note.tags for article in ARTICLES for note in opened(filled).annotations(article)} == {("new",)}
