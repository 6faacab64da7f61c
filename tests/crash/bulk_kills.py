"""Renames a tag in hundreds of files, kills the program at random moments, and checks that all files or none changed.

    export PYTHONPATH=tests/support
    python -m tests.crash.bulk_kills [--app | --split] [--kills 100] [--articles 250] [--seed 1]

The command line is killed while ``readtui tags rename`` runs; with ``--app``, the app while its codebook renames, and
with ``--split``, while its list of annotations splits the tag, which changes all of its passages one by one. After each
kill, the next start must finish what was begun, and say so. Prints how often the kill came before the first file,
in the middle, and after the last one.
"""

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from forked_processes import ForkedProcess, run_forked

from tests.benchmarks import large_library
from tests.benchmarks.bench_reader import NOT_PASSED_ON
from tests.benchmarks.pty_terminal import Terminal

NAMES = ("people", "crowd")
ANNOTATIONS, WORDS = 8, 120
FINISHED = "was interrupted and is now finished"
_SIGNALS = (signal.SIGKILL, signal.SIGTERM)


@dataclass
class Library:
    """A library in which one tag, with those nested in it, is on annotations in most files.

    ``seen``: how often a kill came before the first file was replaced, in the middle, and after the last.
    """

    folder: Path
    seen: Counter[str] = field(default_factory=Counter)

    @property
    def environment(self) -> dict[str, str]:
        """Of a program that uses the library."""
        kept = {key: value for key, value in os.environ.items() if key not in NOT_PASSED_ON}
        terminal = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}
        return kept | terminal | {"READTUI_STATE": str(self.folder / "device")}

    @property
    def command(self) -> list[str]:
        """Runs readtui on the library."""
        return [sys.executable, "-m", "readtui", "--library", str(self.folder / "library")]

    def make(self, articles: int) -> None:
        """Write it, and start readtui once, so that it is listed and backed up."""
        large_library.write(self.folder / "library", articles, ANNOTATIONS, words=WORDS)
        self.run("tags")
        assert len(list(self.files_with(NAMES[0]))) > 0.8 * articles

    def run(self, *arguments: str) -> str:
        """Run a command to its end; returns what it said on stderr."""
        done = run_forked([*self.command, *arguments], self.folder, self.environment)
        assert done.returncode == 0, done.stderr
        return done.stderr

    def places(self) -> Iterator[tuple[Path, str]]:
        """Each file with each of its tags that has one of the two names."""
        for path in sorted((self.folder / "library" / "articles").glob("*.json")):
            for annotation in json.loads(path.read_bytes())["annotations"].values():
                for body in annotation["body"]:
                    name = body["value"].split("/")[0]
                    if body["purpose"] == "tagging" and name in NAMES:
                        yield path, name

    def files_with(self, name: str) -> set[Path]:
        """The files in which a tag has this name."""
        return {path for path, found in self.places() if found == name}

    def names(self) -> Counter[str]:
        """How many tags on annotations have each of the two names."""
        return Counter(name for _, name in self.places())

    def check(self, before: Counter[str], after_kill: Counter[str], said: str) -> None:
        """Check the library after the start that follows a kill: whole or not at all, and that the start said so."""
        [name], total = self.names(), sum(before.values())
        assert self.names()[name] == total, "half of a change is left"
        assert sum(after_kill.values()) == total
        is_half = len(after_kill) > 1
        assert not is_half or FINISHED in " ".join(said.split()), said
        assert not is_half or name not in before, "a change that had begun was not finished"
        assert not self.is_under_way(), "an intent is left"
        self.seen["in the middle" if is_half else "before" if after_kill == before else "after"] += 1

    @property
    def state(self) -> Path:
        """The state folder of this library."""
        [latest] = (self.folder / "device").glob("**/latest")
        return latest.parent

    def is_under_way(self) -> bool:
        """Whether a change is recorded as being made."""
        intents = self.state / "intents"
        return intents.exists() and any(intents.iterdir())

    def wait_for_a_moment(self, took: float, chance: random.Random, rest: Callable[[float], None]) -> None:
        """Wait for a random moment of a change that takes this long in seconds, half of the time of its last part."""
        deadline = time.perf_counter() + chance.uniform(0.3, 1.0) * took
        if chance.random() < 0.5:
            rest(deadline - time.perf_counter())
            return
        deadline = time.perf_counter() + 5 * took
        while not self.is_under_way() and time.perf_counter() < deadline:
            rest(0.001)
        rest(chance.uniform(0.0, 0.1) ** 2)

    def backups_are_right(self) -> bool:
        """Whether the latest backup of every article equals its file."""
        latest = self.state / "latest" / "articles"
        files = (self.folder / "library" / "articles").glob("*.json")
        return all((latest / path.name).read_bytes() == path.read_bytes() for path in files)


class _ForkedTerminal(Terminal):
    """The app in a terminal, with all that it imports imported already."""

    def _start(self, command: Sequence[str], environment: Mapping[str, str]) -> tuple[int, int]:
        master, terminal = os.openpty()
        try:
            self._process = ForkedProcess(command, Path.cwd(), environment, [terminal] * 3)
        finally:
            os.close(terminal)
        return self._process.pid, master

    def _wait(self) -> None:
        self._process.wait()


def kill_commands(library: Library, kills: int, chance: random.Random) -> None:
    """Kill ``readtui tags rename`` this many times, at random moments from its start to its end."""
    began = time.perf_counter()
    library.run("tags", "rename", *NAMES)
    took = time.perf_counter() - began
    for _ in range(kills):
        before = library.names()
        [old] = before
        with open(os.devnull, "r+b") as nowhere:
            command = [*library.command, "tags", "rename", old, other_than(old)]
            running = ForkedProcess(command, library.folder, library.environment, [nowhere.fileno()] * 3)
        library.wait_for_a_moment(took, chance, time.sleep)
        if running.poll() is None:
            os.kill(running.pid, chance.choice(_SIGNALS))
        running.wait()
        after_kill = library.names()
        library.check(before, after_kill, library.run("tags"))
    finish(library)


def ask_to_rename(app: Terminal, library: Library, old: str, new: str) -> None:
    """Ask the codebook to rename a tag, up to the question whether to do it."""
    app.send("gt")
    app.wait_for("tags")
    app.settle(0.5)
    app.send(f"/{old}\r")
    app.settle(0.5)
    app.send("r\x15")
    app.settle(0.3)
    app.send(f"{new}\r")
    app.wait_for("passages in")


def ask_to_split(app: Terminal, library: Library, old: str, new: str) -> None:
    """Mark all passages with a tag, article by article, and ask to give them another one."""
    app.send("gn")
    app.wait_for("Annotations")
    app.settle(0.5)
    app.send(f"/#{old}\r")
    app.settle(0.5)
    app.send("Zgg")
    app.settle(0.5)
    for _ in library.files_with(old):
        app.send("x")
        app.settle(0.02)
    app.settle(0.3)
    app.send("gs")
    app.wait_for("another tag")
    app.settle(0.3)
    app.send(f"{new}\r")
    app.wait_for("instead of")


def kill_apps(
    library: Library,
    kills: int,
    chance: random.Random,
    ask: Callable[[Terminal, Library, str, str], None] = ask_to_rename,
) -> None:
    """Kill the app this many times while it does what it was asked."""
    took = 0.0
    for number in range(kills + 1):
        before = library.names()
        [old] = before
        app = _ForkedTerminal(library.command, library.environment)
        try:
            app.ready("To read")
            app.settle(1.0)
            ask(app, library, old, other_than(old))
            app.settle(0.3)
            began = app.send("\r")
            if number:
                library.wait_for_a_moment(took, chance, app.pause)
            else:
                took = _until_renamed(library, old, app) - began
        finally:
            app.kill()
        after_kill = library.names()
        app = _ForkedTerminal(library.command, library.environment)
        try:
            said = ""
            if len(after_kill) > 1:
                app.wait_for("interrupted", 30)
                said = FINISHED
            else:
                app.ready("To read")
            app.settle(1.0)
        finally:
            app.kill()
        library.check(before, after_kill, said)
    library.seen["after"] -= 1
    finish(library)


def _until_renamed(library: Library, old: str, app: Terminal) -> float:
    """When no file has the old name any more. Raises TimeoutError."""
    deadline = time.perf_counter() + 60
    while time.perf_counter() < deadline:
        app.pause(0.05)
        if old not in library.names():
            return time.perf_counter()
    raise TimeoutError("the app has not renamed the tag")


def finish(library: Library) -> None:
    """Rename once more without a kill; then undo it, and compare library and backups."""
    before = library.names()
    [old] = before
    library.run("tags", "rename", old, other_than(old))
    assert library.names() == {other_than(old): sum(before.values())}
    library.run("undo")
    assert library.names() == before
    assert library.backups_are_right()


def other_than(name: str) -> str:
    """The other of the two names."""
    return NAMES[1 - NAMES.index(name)]


def main() -> None:
    """Read the arguments, and kill."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--app", action="store_true", help="kill the app instead of the command line")
    parser.add_argument("--split", action="store_true", help="kill the app while it splits the tag")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--articles", type=int, default=250)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder))
        library.make(chosen.articles)
        chance = random.Random(chosen.seed)
        if chosen.app or chosen.split:
            kill_apps(library, chosen.kills, chance, ask_to_split if chosen.split else ask_to_rename)
        else:
            kill_commands(library, chosen.kills, chance)
        print(", ".join(f"{count} {moment}" for moment, count in sorted(library.seen.items())))


if __name__ == "__main__":
    main()
