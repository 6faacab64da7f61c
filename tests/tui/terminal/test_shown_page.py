"""The page that appears at once keeps the terminal in the state that single keys need."""

import json
import os
import subprocess
import sys

import pytest

from readtui.tui.terminal.scroller import Scroll
from readtui.tui.terminal.shown_page import ShownPage

_STATES = """
import json, termios
from readtui.tui.terminal.shown_page import ShownPage

def state():
    flags = termios.tcgetattr(0)
    return [bool(flags[3] & termios.ICANON), bool(flags[3] & termios.ECHO), bool(flags[0] & termios.IXON)]

page, states = ShownPage(), [state()]
page.draw(b"A page")
states.append(state())
%s
states.append(state())
print(json.dumps(states))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(
    ("then", "is_as_before"),
    [("page.hand_over()", False), ("page.leave()", True), ("page.hand_over(); page.restore()", True)],
)
def test_the_terminal_keeps_no_key_for_itself_until_the_app_ends(then: str, is_as_before: bool) -> None:
    master, terminal = os.openpty()
    try:
        command = [sys.executable, "-c", _STATES % then]
        done = subprocess.run(
            command, stdin=terminal, stderr=terminal, stdout=subprocess.PIPE, env=os.environ, text=True, check=True
        )
    finally:
        os.close(terminal)
        os.close(master)
    before, shown, after = json.loads(done.stdout)
    assert (before, shown) == ([True, True, True], [False, False, False])
    assert after == (before if is_as_before else shown)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_keys_scroll_the_page_until_the_app_draws_although_the_app_reads_them() -> None:
    keyboard, typing = os.pipe()
    shown, screen = os.pipe()
    page = ShownPage()
    page.keyboard, page.screen = keyboard, screen
    page.answer_keys(Scroll(row=1, column=1, height=1, first=0, lines=["one", "two", "three", "four"], keys={"j": 1}))
    os.write(typing, b"j")
    assert os.read(shown, 100).endswith(b"two")
    page.hand_over()
    assert page.typed == b"j"
    page.answer(b"j")
    assert os.read(shown, 100).endswith(b"three")
    page.let_go()
    page.answer(b"j")
    os.close(screen)
    assert os.read(shown, 100) == b""
