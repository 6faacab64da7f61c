"""Measures how memory grows while the app stays open: ``python -m tests.benchmarks.bench_memory``.

Opens articles of a temporary library one after the other, in a real terminal, and in a second run goes through the
other screens and dialogs. Processor time is measured by cycle (an article or a screen, there and back); it includes
what runs in the background.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks import large_library
from tests.benchmarks.bench_reader import NOT_PASSED_ON
from tests.benchmarks.pty_terminal import Terminal

STEPS = (10, 50, 100, 200, 300, 400, 500)
_ARTICLES = 60
_LIBRARY = "Library – readtui"
_SHIFT_TAB, _F9, _CTRL_P = "\x1b[Z", "\x1b[20~", "\x10"
# The keys of each screen and dialog in the library, and those that leave it; with a title, it is a screen of its own.
# fmt: off
SCREENS = (
    ("gn", "Annotations", "q"), ("?", "", "q"), ("gt", "Codebook", "q"), (_CTRL_P, "", "\x1b"), ("E", "Export", "q"),
    ("g/", "Search", "\x1b"), ("s", "", "\x1b"), ("gw", "Words", "q"), ("v", "", "\x1b"), ("gr", "Review", "q"),
    ("t", "", "\x1b"), ("gz", "Trash", "q"), (_F9, "", "\x1b"), ("gh", "History", "q"), ("gtt", "Tables", "qq"),
    ("gm", "Moved", "q"), ("i", "", "\x1b"), ("a", "", "\x1b"), ("A", "", "\x1b"),
)
# fmt: on


def openings(app: Terminal, count: int) -> Iterator[int]:
    """Open articles, turn a page in each, and return to the library. Yields how many have been opened."""
    for number in range(1, count + 1):
        app.send("\r")
        app.titled("Article ")
        app.settle(0.05)
        app.send(" ")
        app.settle(0.05)
        app.send("q")
        app.titled(_LIBRARY)
        app.settle(0.05)
        app.send("gg" if number % _ARTICLES == 0 else "j")
        app.settle(0.05)
        yield number


def screens(app: Terminal, count: int) -> Iterator[int]:
    """Go through all screens, and return to the library from each. Yields how many have been shown."""
    for number in range(1, count + 1):
        keys, title, leave = SCREENS[(number - 1) % len(SCREENS)]
        for pressed, name in ((keys, title), (leave, _LIBRARY if title else "")):
            if name:
                app.send(pressed)
                app.titled(name)
            else:
                app.key(pressed)
            # What follows an Escape too soon would be read as one key with it.
            app.settle(0.15)
        yield number


SERIES = {"articles": openings, "screens": screens}


def measure(name: str, library: Path, folder: Path, count: int) -> Iterator[tuple[int, float, float]]:
    """How often, the memory in MiB then, and the processor time of a cycle since the last figure, in ms."""
    terminal = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
    places = {"READTUI_STATE": str(folder / "state"), "READTUI_SETTINGS": str(folder / "settings.toml")}
    environment = {key: value for key, value in os.environ.items() if key not in NOT_PASSED_ON} | terminal | places
    app = Terminal([sys.executable, "-m", "readtui", "--library", str(library)], environment)
    try:
        app.ready("To read")
        app.pause(8)
        # The tab with all articles, wherever one is in reading them.
        app.send(_SHIFT_TAB)
        app.settle()
        used, before = app.processor_time(), 0
        for number in SERIES[name](app, count):
            if number in STEPS or number == count:
                app.settle(1)
                now = app.processor_time()
                yield number, app.memory(), (now - used) / (number - before)
                used, before = now, number
        app.quit("\x11")
    except BaseException:
        app.kill()
        raise


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--count", type=int, default=STEPS[-1], help="cycles of each series")
    parser.add_argument("--series", nargs="*", choices=list(SERIES), default=list(SERIES))
    options = parser.parse_args()
    for name in options.series:
        with tempfile.TemporaryDirectory(prefix="readtui-bench-") as made:
            large_library.write(Path(made) / "library", _ARTICLES)
            print(f"\n| {name} | MiB | ms of processor a cycle |\n| ---: | ---: | ---: |", flush=True)
            for number, memory, time in measure(name, Path(made) / "library", Path(made), options.count):
                print(f"| {number} | {memory:.1f} | {time:.0f} |", flush=True)


if __name__ == "__main__":
    main()
