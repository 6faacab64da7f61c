"""Processor time and peak memory by size of the library: ``python -m tests.benchmarks.bench_growth [--only NAME …]``.

Makes libraries of 500, 5,000 and 20,000 articles with 20 annotations each, or takes those in ``--folder``, fills their
indexes, and then runs each command on each library; the least of ``--runs`` counts. Prints rows of a Markdown table.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.benchmarks import large_library
from tests.benchmarks.bench_reader import NOT_PASSED_ON
from tests.benchmarks.pty_terminal import Terminal

SIZES = (500, 5_000, 20_000)
COMMANDS = {
    "list": ["list"],
    "search, no hit": ["search", "zzzzqq"],
    "search, 100 hits": ["search", "water", "--limit", "100"],
    "annotations, no match": ["annotations", "--text", "zzzzqq"],
    "annotations, all": ["annotations"],
    "tags": ["tags"],
    "export json": ["export", "--format", "json"],
    "export markdown": ["export", "--format", "markdown"],
    "doctor": ["doctor"],
}
_FILL = """
import os, pathlib, readtui.bootstrap.services as services
services.bring_indexes_up_to_date(pathlib.Path(os.environ["READTUI_LIBRARY"]))
"""


def _measured(command: list[str], environment: Mapping[str, str], runs: int) -> tuple[float, float]:
    """The least processor time in seconds, and the peak of memory in MiB."""
    times, peak = [], 0.0
    for _ in range(runs):
        with tempfile.TemporaryFile() as nowhere:
            process = subprocess.Popen(command, stdout=nowhere, stderr=nowhere, env=dict(environment))
            _, _, used = os.wait4(process.pid, 0)
        times.append(used.ru_utime + used.ru_stime)
        peak = max(peak, used.ru_maxrss / 1024)
    return min(times), peak


def _app(environment: Mapping[str, str]) -> dict[str, tuple[float, float]]:
    """The same for the app until it shows the library's rows, without and with a picture from the last time, and for
    the list of all annotations.
    """
    for kept in Path(environment["READTUI_STATE"]).glob("cache/*/first-pages"):
        shutil.rmtree(kept)
    found = _until_rows("app, rows", environment)
    return found | _until_rows("app, kept rows", environment, then_all=True)


def _until_rows(name: str, environment: Mapping[str, str], *, then_all: bool = False) -> dict[str, tuple[float, float]]:
    app = Terminal([sys.executable, "-m", "readtui"], environment)
    try:
        app.ready("Article ")
        found = {name: (app.processor_time() / 1000, app.memory())}
        app.pause(8)
        if then_all:
            before = app.processor_time()
            app.send("gn")
            app.wait_for(" in ")
            app.settle(3)
            found["gn, all rows"] = (app.processor_time() - before) / 1000, app.memory()
        app.quit("\x11")
    except BaseException:
        app.kill()
        raise
    return found


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, help="where the libraries are, or are to be made: 500, 5000, 20000")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--only", nargs="*", default=[*COMMANDS, "app"])
    options = parser.parse_args()
    table: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory(prefix="readtui-bench-") as made:
        folder = options.folder or Path(made)
        for size in options.sizes:
            library = folder / str(size)
            if not library.exists():
                large_library.write(library, size)
            of_user = {key: value for key, value in os.environ.items() if key not in NOT_PASSED_ON}
            environment = of_user | {"READTUI_LIBRARY": str(library), "READTUI_STATE": f"{library}-state"}
            environment |= {"TERM": "xterm-256color", "LANG": "C.UTF-8"}
            subprocess.run([sys.executable, "-c", _FILL], env=environment, check=True)
            readtui = [sys.executable, "-m", "readtui"]
            found = {
                name: _measured([*readtui, *COMMANDS[name]], environment, options.runs)
                for name in options.only
                if name != "app"
            }
            if "app" in options.only:
                found |= _app(environment)
            for name, (seconds, memory) in found.items():
                print(f"{size:>7,} {name:<24} {seconds:6.2f} s {memory:5.0f} MiB", flush=True)
                table.setdefault(name, []).append(f"{seconds:.2f} / {memory:.0f}")
    print(f"\n| s / MiB | {' | '.join(f'{size:,}' for size in options.sizes)} |")
    print(f"| --- |{' ---: |' * len(options.sizes)}")
    for name, cells in table.items():
        print(f"| {name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
