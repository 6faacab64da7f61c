"""Measures the codebook, its tables, counts and the concordance: ``python -m tests.benchmarks.bench_codebook LIBRARY``.

LIBRARY is one that ``tests.benchmarks.large_library`` has made.
"""

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.bench_reader import NOT_PASSED_ON
from tests.benchmarks.pty_terminal import Terminal

_BETWEEN_KEYS = 0.03


def measure(app: Terminal, keys: int) -> Iterator[tuple[str, str]]:
    """The figures, in ms unless they say otherwise."""
    app.send("g")
    app.pause(0.1)
    yield "codebook: first rows", f"{app.key('t', sought=' tags'):.0f}"
    yield "a line down", _keys(app, "j", keys)
    yield "tags together: first rows", f"{app.key('t', sought='Tags together'):.0f}"
    app.settle(0.5)
    yield "a line down", _keys(app, "j", keys)
    yield "another column", _keys(app, "lh", keys)
    yield "tags by article: first rows", f"{app.key(chr(9), sought='Tags by article'):.0f}"
    app.settle(0.5)
    yield "a line down", _keys(app, "j", keys)
    yield "another column", _keys(app, "lh", keys)
    yield "sort by the column", _keys(app, "s", keys // 4)
    app.send("g")
    app.pause(0.1)
    app.send("w")
    yield "a line down while words are counted", _keys(app, "j", keys // 2)
    app.wait_for("different")
    yield "a line down", _keys(app, "j", keys)
    app.send("g/")
    app.pause(0.5)
    app.send("stone\r")
    app.settle(1)
    yield "concordance: first lines", f"{app.key('c', sought='Concordance'):.0f}"
    app.settle(1)
    yield "a line down", _keys(app, "j", keys)
    yield "MiB at the end", f"{app.memory():.0f}"


def _keys(app: Terminal, keys: str, count: int) -> str:
    app.settle(0.3)
    times = []
    for number in range(count):
        times.append(app.key(keys[number % len(keys)], timeout=1.0))
        app.pause(_BETWEEN_KEYS)
    answered = sorted(one for one in times if one == one)
    if not answered:
        return "–"
    return f"median {statistics.median(answered):.1f}, p95 {answered[int(0.95 * (len(answered) - 1))]:.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("library", type=Path)
    parser.add_argument("--keys", type=int, default=40, help="key presses of each kind")
    parser.add_argument("--state", type=Path, help="the folder for state and cache, by default a temporary one")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="readtui-bench-") as made:
        own = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "READTUI_STATE": str(options.state or Path(made) / "state")}
        environment = {key: value for key, value in os.environ.items() if key not in NOT_PASSED_ON} | own
        app = Terminal([sys.executable, "-m", "readtui", "--library", str(options.library)], environment)
        try:
            app.ready("To read")
            # Meanwhile the screens' modules are imported, and the indexes brought up to date.
            app.pause(8)
            for name, figure in measure(app, options.keys):
                print(f"{name:<40} {figure}", flush=True)
            app.quit("\x11")
        except BaseException:
            app.kill()
            raise


if __name__ == "__main__":
    main()
