"""What the shell in which readtui was started gets back."""

import os
import shlex
import shutil
import signal

import pytest

from tests.journeys.desk import COMMAND, FIRST, TITLE, Desk
from tests.journeys.real_terminal import ESCAPE, RealTerminal

READTUI = shlex.join(COMMAND)
MODES = ("?1049", "?1000", "?1003", "?2004")


def is_given_back(shell: RealTerminal) -> bool:
    """Whether screen, mouse, pasting and cursor of the terminal are the shell's again."""
    written = shell.written
    off = all(written.rfind(mode + "l") > written.rfind(mode + "h") for mode in MODES)
    return off and written.rfind("?25h") > written.rfind("?25l")


def asks(shell: RealTerminal, count: int) -> None:
    """Wait until so many apps have asked what the terminal can do. Answers after an app's end are the shell's."""
    shell.until(lambda: shell.written.count(f"{ESCAPE}[c") >= count, f"questions of {count} apps")


def test_the_terminal_is_given_back_at_the_end(desk: Desk) -> None:
    shell = desk.run(["/bin/sh"], PS1="ready> ")
    shell.shows("ready>")
    shell.type(f"{READTUI} salt.html; echo ended with $?; stty -a | grep -o -- '.icanon\\|.echo '\r")
    shell.shows(TITLE, "? help")
    assert not is_given_back(shell)
    shell.type("q")
    shell.shows("ended with 0", " icanon", " echo")
    assert is_given_back(shell)
    shell.type("echo $((40 + 2)) is typed\r")
    shell.shows("42 is typed")


@pytest.mark.skipif(not shutil.which("bash"), reason="needs a shell with job control, bash")
def test_a_suspended_reader_comes_back_with_its_note(desk: Desk) -> None:
    shell = desk.run(["bash", "--norc", "--noprofile", "--noediting", "-i"], PS1="ready> ")
    shell.shows("ready>")
    shell.type(f"{READTUI} salt.html\r")
    shell.shows(TITLE, FIRST[:40], "? help")
    shell.type("llH")
    shell.shows("1/1", "saved")
    asks(shell, 1)
    shell.type("\x1a")
    shell.shows("Stopped")
    shell.until(lambda: is_given_back(shell), "the terminal's modes of the shell")
    shell.type("echo $((40 + 2)) is typed\r")
    shell.shows("42 is typed")
    shell.type("fg; echo ended with $?\r")
    shell.shows(TITLE, "1/1", "saved")
    shell.hides("42 is typed")
    shell.type("a")
    shell.shows("Ctrl+S")
    shell.type("Back again.\x13")
    shell.hides("Ctrl+S")
    shell.shows("Back again.", "saved")
    shell.type("q")
    shell.shows("ended with 0")
    assert is_given_back(shell)


@pytest.mark.skipif(not shutil.which("bash"), reason="needs a shell with job control, bash")
def test_a_readtui_that_waits_for_another_one_is_suspended_with_it(desk: Desk) -> None:
    shell = desk.run(["bash", "--norc", "--noprofile", "--noediting", "-i"], PS1="ready> ")
    shell.shows("ready>")
    shell.type(f"{READTUI}\r")
    shell.shows("Nothing to read yet")
    asks(shell, 1)
    shell.type("g?")
    shell.shows("1/6", "A Summer of Swifts")
    asks(shell, 2)
    shell.type("\x1a")
    shell.shows("Stopped")
    shell.type("echo $((40 + 2)) is typed\r")
    shell.shows("42 is typed")
    shell.type("fg; echo ended with $?\r")
    shell.hides("42 is typed")
    shell.shows("1/6", "A Summer of Swifts")
    shell.type("q")
    shell.shows("Nothing to read yet")
    shell.type("q")
    shell.shows("ended with 0")
    assert is_given_back(shell)


def test_a_signal_to_go_on_does_not_disturb_an_app_that_runs(desk: Desk) -> None:
    app = desk.readtui("salt.html")
    app.shows(TITLE, "? help")
    os.kill(app.pid, signal.SIGCONT)
    app.type("llH")
    app.shows("1/1", "saved")
    assert app.written.count("?1049h") == 1
    app.type("q")
    assert app.ends() == 0


@pytest.mark.skipif(not os.path.exists("/dev/tty"), reason="needs a terminal device")
def test_an_article_from_a_pipe_is_read_with_the_keys_of_the_terminal(desk: Desk) -> None:
    shell = desk.run(["/bin/sh"], PS1="ready> ")
    shell.shows("ready>")
    shell.type(f"{READTUI} show salt.html | {READTUI} -; echo ended with $?\r")
    shell.shows(FIRST[:40], "? help")
    shell.type("lH")
    shell.shows("1/1", "saved")
    shell.type("q")
    shell.shows("ended with 0")
    assert is_given_back(shell)
