"""Counts the instructions until the first text is on the screen: ``python -m tests.benchmarks.bench_first_text``.

Opens generated texts without a cached page, and a minimal Textual app beside them, in a terminal, under cachegrind (of
valgrind), which other programs on the machine do not disturb. In millions; ratios are to the minimal app.
"""

import argparse
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.bench_reader import ARTICLE, NOT_PASSED_ON, make_library
from tests.benchmarks.pty_terminal import Terminal
from tests.benchmarks.texts import TEXTS

_READTUI = """
import os, sys
from readtui.__main__ import main
from readtui.tui.terminal.shown_page import ShownPage
draw = ShownPage.draw
def drawn(self, page):
    draw(self, page)
    os._exit(0)
ShownPage.draw = drawn
main()
"""
_MINIMAL = """
import os
from textual.app import App
from textual.widgets import Static
class Minimal(App):
    def compose(self):
        yield Static("Beginning")
    def on_ready(self):
        self.call_after_refresh(os._exit, 0)
Minimal().run()
"""
_COUNTED = re.compile(r"^summary:\s*(\d+)", re.MULTILINE)


def instructions(folder: Path, code: str, *arguments: str) -> float:
    """Those of a program that ends with its first text, in millions; the second time, when all is compiled."""
    environment = {name: value for name, value in os.environ.items() if name not in NOT_PASSED_ON}
    environment |= {"READTUI_STATE": str(folder / "state"), "TERM": "xterm-256color", "PYTHONHASHSEED": "0"}
    command, counted = [sys.executable, "-c", code, *arguments], folder / "counted"
    watched = [
        "valgrind",
        "--tool=cachegrind",
        "--cache-sim=no",
        f"--cachegrind-out-file={counted}",
        "--log-file=/dev/null",
    ]
    for started in (command, [*watched, *command]):
        for kept in folder.glob("state/cache/*/first-pages"):
            shutil.rmtree(kept)
        terminal = Terminal(started, environment)
        while not os.waitpid(terminal.pid, os.WNOHANG)[0]:
            terminal.pause(0.05)
    found = _COUNTED.search(counted.read_text(errors="replace"))
    assert found is not None
    return int(found[1]) / 1e6


def main() -> None:
    """Print the instructions of each start."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        os.environ["READTUI_STATE"] = str(folder / "state")
        minimal = instructions(folder, _MINIMAL)
        print(f"a minimal Textual app {minimal:.0f}")
        for size in ("10KB", "4.5MB", "30MB"):
            library = folder / size
            make_library(library, TEXTS[size].make(), TEXTS[size].annotations)
            found = instructions(folder, _READTUI, "--library", str(library), "open", ARTICLE)
            print(f"{size} {found:.0f}, {found / minimal:.2f}")


if __name__ == "__main__":
    main()
