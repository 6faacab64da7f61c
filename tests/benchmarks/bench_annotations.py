"""Measures the annotations screen in a real terminal: ``python -m tests.benchmarks.bench_annotations [LIBRARY]``.

LIBRARY is one that ``tests.benchmarks.large_library`` has made; without it, one of 5,000 articles and 100,000
annotations is made in a temporary folder.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks import large_library
from tests.benchmarks.bench_reader import NOT_PASSED_ON
from tests.benchmarks.pty_terminal import Terminal

Measure = Callable[[Path, Path, int, int], list[tuple[str, str]]]
_BETWEEN_KEYS = 0.03


def measure(library: Path, state: Path, starts: int, keys: int) -> list[tuple[str, str]]:
    """The figures, in ms unless they say otherwise."""
    terminal = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "READTUI_STATE": str(state)}
    environment = {key: value for key, value in os.environ.items() if key not in NOT_PASSED_ON} | terminal
    command = [sys.executable, "-m", "readtui", "--library", str(library)]
    first: list[float] = []
    rows: list[tuple[str, str]] = []
    for number in range(starts):
        app = Terminal(command, environment)
        try:
            app.ready("To read")
            # Meanwhile the screen's modules are imported, and the indexes brought up to date.
            app.pause(8)
            app.send("g")
            app.pause(0.1)
            first.append(app.key("n", sought=" in "))
            if number == starts - 1:
                rows = _go_on(app, keys)
            app.quit("\x11")
        except BaseException:
            app.kill()
            raise
    return [("first rows", f"{statistics.median(first):.0f} (slowest {max(first):.0f})"), *rows]


def _go_on(app: Terminal, keys: int) -> list[tuple[str, str]]:
    began = time.perf_counter()
    rows = [("a line down while the rest is read", keys_pressed(app, "j", keys))]
    app.wait_for("100,000 in 5,000")
    rows.append(("all rows, s", f"{time.perf_counter() - began:.1f}"))
    rows.append(("MiB then", f"{app.memory():.0f}"))
    rows.append(("a line down", keys_pressed(app, "j", keys)))
    rows.append(("a page down", keys_pressed(app, " ", keys)))
    rows.append(("fold or unfold a group", keys_pressed(app, "z", keys // 4)))
    rows.append(("mark and go down", keys_pressed(app, "x", keys // 4)))
    for name, filter_ in (("#people/c", "#people/c"), ("a word", "water"), ("color:pink", "color:pink")):
        app.send("/")
        app.pause(0.3)
        app.send(filter_[:-1])
        app.settle(0.5)
        began = time.perf_counter()
        shown = app.key(filter_[-1])
        done = (app.wait_for("of 100,000 in") - began) * 1000
        rows.append((f"filter by {name}: first, all", f"{shown:.0f}, {done:.0f}"))
        app.send("\r")
        app.pause(0.3)
        rows.append((f"without it again ({name})", f"{app.key(chr(27), sought='100,000 in 5,000'):.0f}"))
        app.settle(0.3)
    rows.append(("group by tag", f"{app.key('s'):.0f}"))
    app.settle(1)
    rows.append(("a line down, grouped by tag", keys_pressed(app, "j", keys)))
    rows.append(("MiB at the end", f"{app.memory():.0f}"))
    return rows


def keys_pressed(app: Terminal, key: str, count: int) -> str:
    """The time until the screen answers a key that is pressed so often, in ms."""
    times = []
    for _ in range(count):
        times.append(app.key(key, timeout=1.0))
        app.pause(_BETWEEN_KEYS)
    answered = sorted(one for one in times if one == one)
    if not answered:
        return "–"
    return f"median {statistics.median(answered):.1f}, p95 {answered[int(0.95 * (len(answered) - 1))]:.1f}"


def main(measure: Measure, description: str | None, starts: int, keys: int) -> None:
    """Measure the library that the command line names, or a large one, and print the figures."""
    parser = argparse.ArgumentParser(description=(description or "").split("\n")[0])
    parser.add_argument("library", nargs="?", type=Path)
    parser.add_argument("--starts", type=int, default=starts)
    parser.add_argument("--keys", type=int, default=keys, help="key presses of each kind")
    parser.add_argument("--state", type=Path, help="the folder for state and cache, by default a temporary one")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="readtui-bench-") as made:
        library = options.library
        if library is None:
            library = Path(made) / "library"
            large_library.write(library)
        for name, figure in measure(library, options.state or Path(made) / "state", options.starts, options.keys):
            print(f"{name:<40} {figure}", flush=True)


if __name__ == "__main__":
    main(measure, __doc__, starts=5, keys=60)
