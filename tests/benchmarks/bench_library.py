"""Measures the library screen in a real terminal: ``python -m tests.benchmarks.bench_library [LIBRARY]``.

LIBRARY is one that ``tests.benchmarks.large_library`` has made; without it, one of 5,000 articles and 100,000
annotations is made in a temporary folder.
"""

import os
import statistics
import sys
import time
from pathlib import Path

from tests.benchmarks.bench_annotations import keys_pressed, main
from tests.benchmarks.bench_reader import NOT_PASSED_ON
from tests.benchmarks.pty_terminal import Terminal

_BETWEEN_KEYS = 0.03
_ARTICLE = "0000000000000064"


def measure(library: Path, state: Path, starts: int, keys: int) -> list[tuple[str, str]]:
    """The figures, in ms unless they say otherwise."""
    terminal = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "READTUI_STATE": str(state)}
    environment = {key: value for key, value in os.environ.items() if key not in NOT_PASSED_ON} | terminal
    command = [sys.executable, "-m", "readtui", "--library", str(library)]
    started: list[float] = []
    opened: list[float] = []
    rows: list[tuple[str, str]] = []
    for number in range(starts):
        app = Terminal(command, environment)
        try:
            started.append(app.ready("Article "))
            app.pause(5)
            if number == starts - 1:
                rows = _go_on(app, keys)
            app.quit("\x11")
        except BaseException:
            app.kill()
            raise
        app = Terminal([*command, "open", _ARTICLE], environment)
        try:
            app.ready("Article 100")
            app.pause(5)
            opened.append(app.key("\x1bOQ", sought="Article "))
            app.quit("\x11")
        except BaseException:
            app.kill()
            raise
    return [
        ("start to first rows", _said(started)),
        ("from the reader (F2) to first rows", _said(opened)),
        *rows,
    ]


def _said(times: list[float]) -> str:
    return f"{statistics.median(times):.0f} (slowest {max(times):.0f})"


def _go_on(app: Terminal, keys: int) -> list[tuple[str, str]]:
    rows = [("a line down", keys_pressed(app, "j", keys)), ("a page down", keys_pressed(app, " ", keys // 2))]
    app.send("gg")
    app.settle(0.3)
    rows.append(("mark and go down", keys_pressed(app, "x", keys // 4)))
    rows.append(("to the last row", f"{app.key('G'):.0f}"))
    app.send("X")
    app.settle(0.3)
    for name, key in (("title", "4"), ("annotations", "9"), ("recent", "1")):
        app.send("s")
        app.settle(0.3)
        rows.append((f"sort by {name}", f"{app.key(key, sought=name):.0f}"))
        app.settle(0.3)
    rows.append(("next tab and back", keys_pressed(app, "\t\x1b[Z", keys // 8)))
    app.settle(0.3)
    app.send("/")
    app.settle(0.3)
    rows.append(("letters of a filter", ", ".join(f"{app.key(letter, timeout=5):.0f}" for letter in "article 77")))
    app.settle(0.5)
    began = time.perf_counter()
    app.send("\x1b")
    rows.append(("without it again", f"{(app.wait_for('5,000') - began) * 1000:.0f}"))
    rows.append(("MiB at the end", f"{app.memory():.0f}"))
    return rows


if __name__ == "__main__":
    main(measure, __doc__, starts=3, keys=80)
