"""Private parts of Textual that readtui uses. If this fails, a release of Textual has changed them."""

import sys

import pytest
from textual.events import Key

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Textual's own driver is used there")


def test_the_parser_of_textual_is_where_the_driver_looks_for_it() -> None:
    try:
        from readtui.tui.terminal.textual_insides import XTermParser
    except ImportError as moved:
        pytest.fail(f"{moved}: find the parser of LinuxDriver.run_input_thread and import it in textual_insides.py")
    parser = XTermParser()
    keys = [message.key for message in parser.feed("j\x1b[B") if isinstance(message, Key)]
    assert keys == ["j", "down"], "feed() must give the messages of what the terminal has sent"
    assert list(parser.feed("\x1b")) == []
    assert list(parser.tick()) == [], "tick() must wait a little for the rest of a sequence"
