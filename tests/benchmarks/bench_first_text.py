"""Counts the instructions until the first text is on the screen: ``python -m tests.benchmarks.bench_first_text``.

Opens generated texts without a cached page, and a minimal Textual app beside them, in a terminal, under cachegrind (of
valgrind), which other programs on the machine do not disturb. In millions; ratios are to the minimal app.

With ``--quiet``, the processor time (milliseconds, the least of several runs in turns) until nothing runs any more, and
the memory then and at most (MiB).
"""

import argparse
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from tests.benchmarks.bench_reader import ARTICLE, MINIMAL, NOT_PASSED_ON, make_library
from tests.benchmarks.pty_terminal import Terminal
from tests.benchmarks.texts import FIRST, TEXTS

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
_TEXTS = (("10KB", 10), ("4.5MB", 0), ("4.5MB", 5_000), ("4.5MB", 20_000), ("30MB", 0), ("30MB", 50_000))
_LOOKS, _QUIET = 5, 20
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


def until_quiet(folder: Path, *command: str) -> tuple[float, float, float]:
    """The processor time until a second takes less than 20 ms of it, the memory then, and at most."""
    environment = {name: value for name, value in os.environ.items() if name not in NOT_PASSED_ON}
    environment |= {"READTUI_STATE": str(folder / "state"), "TERM": "xterm-256color"}
    terminal = Terminal([sys.executable, *command], environment)
    terminal.ready(FIRST)
    used = [terminal.processor_time()]
    while len(used) < _LOOKS or used[-1] - used[-_LOOKS] > _QUIET:
        terminal.pause(0.25)
        used.append(terminal.processor_time())
    most = re.search(r"VmHWM:\s*(\d+)", Path(f"/proc/{terminal.pid}/status").read_text())
    found = used[-1], terminal.memory(), int(most[1]) / 1024 if most else 0.0
    terminal.quit("q")
    return found


def print_until_quiet(folder: Path, libraries: Mapping[str, Path], rounds: int) -> None:
    """A minimal app, the first opening of each text, and the second one, which has a cached page."""
    found: dict[str, list[tuple[float, float, float]]] = {}
    for _ in range(rounds):
        found.setdefault("a minimal Textual app", []).append(until_quiet(folder, "-c", MINIMAL))
        for size, library in libraries.items():
            for kept in folder.glob("state/cache/*/first-pages"):
                shutil.rmtree(kept)
            for opening in ("first", "second"):
                run = until_quiet(folder, "-m", "readtui", "--library", str(library), "open", ARTICLE)
                found.setdefault(f"{size}, {opening} opening", []).append(run)
    least = min(used for used, _, _ in found["a minimal Textual app"])
    for name, runs in found.items():
        used = min(one for one, _, _ in runs)
        memory, most = median(one for _, one, _ in runs), max(one for _, _, one in runs)
        print(f"{name}: {used:.0f} ms, {used / least:.2f}, {memory:.0f} MiB, at most {most:.0f}")


def main() -> None:
    """Print the instructions of each start."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quiet", action="store_true", help="measure the processor time until nothing runs any more")
    parser.add_argument("--rounds", type=int, default=5, help="of --quiet")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        os.environ["READTUI_STATE"] = str(folder / "state")
        libraries = {f"{size}, {count:,} annotations": folder / f"{size}-{count}" for size, count in _TEXTS}
        for (size, count), library in zip(_TEXTS, libraries.values(), strict=True):
            if options.quiet or count == TEXTS[size].annotations:
                make_library(library, TEXTS[size].make(), count)
        if options.quiet:
            print_until_quiet(folder, libraries, options.rounds)
            return
        minimal = instructions(folder, _MINIMAL)
        print(f"a minimal Textual app {minimal:.0f}")
        for size in ("10KB", "4.5MB", "30MB"):
            library = folder / f"{size}-{TEXTS[size].annotations}"
            found = instructions(folder, _READTUI, "--library", str(library), "open", ARTICLE)
            print(f"{size} {found:.0f}, {found / minimal:.2f}")


if __name__ == "__main__":
    main()
