"""Measures bulk changes of tags on the command line: ``python -m tests.benchmarks.bench_bulk [LIBRARY] [--repeat N]``.

LIBRARY is one that ``tests.benchmarks.large_library`` has made, and is copied; without it, one of 5,000 articles and
100,000 annotations is made. Each command is a process of its own. ``READTUI_STATE`` is in the same temporary folder.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks import large_library

TENTH = ("tags", "merge", "method/a", "method/b", "method/c")
QUARTER = ("tags", "rename", "people", "crowd")
BACK = ("tags", "rename", "crowd", "people")


class Measured:
    """Runs commands on one library, and prints a row for each."""

    def __init__(self, folder: Path) -> None:
        self._library = folder / "library"
        self._state = folder / "state"

    def run(self, *arguments: str, name: str = "") -> None:
        """Run a command; prints wall and processor time, the highest resident memory, and the size of the history."""
        command = [sys.executable, "-m", "readtui", "--library", str(self._library), *arguments]
        began = time.perf_counter()
        child = os.posix_spawn(
            command[0],
            command,
            os.environ | {"READTUI_STATE": str(self._state)},
            file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
        )
        _, status, used = os.wait4(child, 0)
        took = time.perf_counter() - began
        assert os.waitstatus_to_exitcode(status) == 0, arguments
        processor, memory = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
        print(
            f"| {name or ' '.join(arguments)} | {took:.1f} | {processor:.1f} | {memory:.0f} "
            f"| {self._megabytes('history.jsonl'):.1f} | {self._megabytes('catalogue.jsonl'):.1f} |",
            flush=True,
        )

    def _megabytes(self, name: str) -> float:
        return sum(path.stat().st_size for path in self._state.glob(f"**/{name}")) / 1e6


def main() -> None:
    """Read the arguments, and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("library", nargs="?", type=Path)
    parser.add_argument("--articles", type=int, default=large_library.ARTICLES, help="if no library is given")
    parser.add_argument("--repeat", type=int, default=0, help="rename there and back this many times more")
    parser.add_argument("--in", dest="within", help="the folder for temporary files; /dev/shm leaves the disk out")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.within) as folder:
        if chosen.library:
            shutil.copytree(chosen.library, Path(folder) / "library")
        else:
            large_library.write(Path(folder) / "library", chosen.articles)
        measured = Measured(Path(folder))
        print("| command | s | processor, s | MiB | history, MB | catalogue, MB |\n| --- " + "| ---: " * 5 + "|")
        measured.run("tags", name="first start: list the tags")
        measured.run("tags")
        measured.run(*TENTH)
        measured.run("undo")
        measured.run("redo")
        measured.run("tags", name="tags, after them")
        measured.run(*QUARTER)
        measured.run("undo")
        for number in range(chosen.repeat):
            measured.run(*QUARTER, name=f"there, time {number + 1}")
            measured.run(*BACK, name="and back")


if __name__ == "__main__":
    main()
