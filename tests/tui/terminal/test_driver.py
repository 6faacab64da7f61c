"""Input from the terminal: keys for the app, and replies, which it never sees as keys."""

import fcntl
import os
import select
import struct
import subprocess
import sys
import termios
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest
from terminal_screen import AnsweringTerminal
from textual.app import App
from textual.events import Key
from textual.message import Message

from readtui.paths import is_plain
from readtui.tui.terminal.direct_drawing import DirectDrawing
from readtui.tui.terminal.probe import questions
from readtui.tui.terminal.shown_page import ShownPage
from readtui.tui.terminal.terminal_query import TerminalQuery
from readtui.tui.terminal.textual_insides import KeyParser

pytestmark = pytest.mark.skipif(is_plain(), reason="with READTUI_PLAIN the driver is Textual's")


async def messages(asking: TerminalQuery, *chunks: bytes) -> list[Message]:
    """The messages that the app gets for some chunks, which arrive one after another with pauses between them."""
    from readtui.tui.terminal.driver import PromptDriver

    told: list[Message] = []

    class Told(PromptDriver):
        """Records messages for the test."""

        def process_message(self, message: Message) -> None:
            told.append(message)

    app: App[object] = App()
    async with app.run_test():
        driver = Told(app, ShownPage(), DirectDrawing(), asking)
        driver.fileno, keyboard = os.pipe()
        thread = Thread(target=driver.run_input_thread)
        thread.start()
        for chunk in chunks:
            os.write(keyboard, chunk)
            thread.join(0.35)
        os.close(keyboard)
        thread.join()
    return told


async def test_replies_among_the_keys_are_not_keys() -> None:
    asking = TerminalQuery()
    terminal = AnsweringTerminal(joins=True, mode="1", color="rgb:ffff/ffff/ffff", graphics=True)
    app: App[None] = App()
    async with app.run_test(size=(80, 24)):
        said: list[str] = []
        asking.ask(lambda text: said.append(terminal.asked(text)), app.screen, lambda: None)
    half = said[0].index("]11;") + 6
    first, rest = said[0][:half], said[0][half:]
    told = await messages(asking, f"j{first}".encode(), f"{rest}k".encode(), b"\x1b", "é".encode())
    assert [message.key for message in told if isinstance(message, Key)] == ["j", "k", "escape", "é"]
    assert len(told) == 4


async def test_escape_is_a_key_while_a_terminal_keeps_silent() -> None:
    asking = TerminalQuery()
    app: App[None] = App()
    async with app.run_test(size=(80, 24)):
        asking.ask(lambda _: None, app.screen, lambda: None)
    told = await messages(asking, b"\x1b", b"j")
    assert [message.key for message in told if isinstance(message, Key)] == ["escape", "j"]


@pytest.mark.parametrize(
    ("arrivals", "keys"),
    [
        ((("\x1b", 0), ("j", 0.03)), ["escape", "j"]),  # a person who leaves a dialog and goes on
        ((("\x1b", 0), ("é", 0.09)), ["escape", "é"]),
        ((("\x1b", 0), ("\x1b", 0.05), ("X", 0.09)), ["escape", "escape", "X"]),
        ((("\x1bj", 0),), ["alt+j"]),
        ((("\x1b", 0), ("j", 0.002)), ["alt+j"]),  # byte by byte over a serial line
        ((("\x1b", 0), ("[A", 0.05)), ["up"]),  # in two packets
        ((("\x1b", 0), ("OB", 0.05), ("k", 0.09)), ["down", "k"]),
        ((("k\x1b", 0), ("j", 0.05)), ["k", "escape", "j"]),
    ],
)
def test_escape_and_a_key_are_two_keys_unless_the_terminal_sends_both_for_one(
    arrivals: tuple[tuple[str, float], ...], keys: list[str]
) -> None:
    parser = KeyParser()
    told = [message for text, at in arrivals for message in parser.typed(text, at)]
    assert [message.key for message in (*told, *parser.feed("")) if isinstance(message, Key)] == keys


async def test_the_end_waits_for_replies_only_while_they_may_be_on_their_way(monkeypatch: pytest.MonkeyPatch) -> None:
    asking, now = TerminalQuery(), 100.0
    waited: list[float | None] = []
    monkeypatch.setattr("readtui.tui.terminal.terminal_query.time.monotonic", lambda: now)
    monkeypatch.setattr("threading.Event.wait", lambda _, timeout=None: waited.append(timeout))
    app: App[None] = App()
    async with app.run_test(size=(80, 24)):
        asking.ask(lambda _: None, app.screen, lambda: None)
        waited.clear()
        asking.wait_a_moment()
        now += 60
        asking.wait_a_moment()
        assert waited == [pytest.approx(0.2)]


def test_all_questions_are_asked_of_an_ordinary_terminal_and_few_of_the_console() -> None:
    assert {part in questions(24, "", {}) for part in ("?2027$p", "]11;?", "_G", "\x1b[c")} == {True}
    console = questions(24, "", {"TERM": "linux"})
    assert "]11;?" not in console
    assert "_G" not in console


@pytest.mark.parametrize("environ", [{"TERM": "tmux-256color"}, {"TERM": "xterm", "TMUX": "/run/tmux,1,0"}])
def test_a_multiplexer_that_would_take_the_question_for_a_title_is_not_asked_for_graphics(
    environ: dict[str, str],
) -> None:
    assert "\x1b_G" in questions(24, "", {"TERM": "xterm-256color"})
    assert "\x1b_G" not in questions(24, "", environ)


def test_the_window_is_named_after_the_article_and_gets_its_old_title_back() -> None:
    written: list[str] = []
    drawing = DirectDrawing()
    drawing.show_title("On \x07rivers\x1b]0;x")
    drawing.take(written.append)
    drawing.give_back()
    drawing.give_back()
    assert "".join(written) == "\x1b[22;2t\x1b]2;On rivers]0;x\x1b\\\x1b[23;2t"


def test_the_app_starts_in_a_real_terminal_without_an_article(tmp_path: Path) -> None:
    main, terminal = os.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    command = [sys.executable, "-m", "readtui", "--library", str(tmp_path / "library")]
    with subprocess.Popen(
        command, stdin=terminal, stdout=terminal, stderr=terminal, env={**os.environ, "TERM": "xterm"}
    ) as app:
        os.close(terminal)
        shown = b""
        while b"Nothing to read yet" not in shown and b"error" not in shown:
            if not select.select([main], [], [], 60)[0]:
                break
            try:
                shown += os.read(main, 65_536)
            except OSError:
                break
        os.write(main, b"q")
        with suppress(OSError):
            while os.read(main, 65_536):
                continue
    os.close(main)
    assert b"Nothing to read yet" in shown, shown[-2_000:]
    assert app.returncode == 0
