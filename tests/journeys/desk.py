"""A person's folder for a journey: a saved page, an environment of its own, and readtui in terminals."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from forked_processes import run_forked

from tests.journeys.real_terminal import SIZE, RealTerminal

COMMAND = (sys.executable, "-m", "readtui")
TITLE = "The salt road to the mountains"
FIRST = "For six hundred years the mules carried salt over the pass."
SECOND = "Every village on the way took its toll in grain."
THIRD = "The railway ended the trade in a single winter."
PAGE = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{TITLE}</title>
<meta name="author" content="Ines Marti"></head><body>
<nav><a href="/">Home</a> <a href="/shop">Shop</a></nav>
<article><h1>{TITLE}</h1><p>{FIRST} {SECOND} {THIRD}</p>
<h2>What is left</h2>
<p>The path is still there, and hikers walk it in four days. A museum in the valley shows the wooden saddles.
The drivers slept in stables beside their animals. Their names stand in the books of the customs house.</p>
</article><footer>Cookies and privacy</footer></body></html>
"""


def environment_in(home: Path, **others: str) -> dict[str, str]:
    """An environment whose home, data, state, cache and settings are in one folder."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR", "LD_LIBRARY_PATH") if name in os.environ}
    folders = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("DATA", "STATE", "CACHE", "CONFIG")}
    return kept | folders | {"HOME": str(home), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"} | others


class Desk:
    """A person's folder: their files, their library, and the terminals that they have open."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open: list[RealTerminal] = []

    def write(self, name: str, text: str) -> Path:
        """Save a file in the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def readtui(
        self,
        *arguments: str,
        size: tuple[int, int] = SIZE,
        stdin: Path | None = None,
        stdout: Path | None = None,
        **environment: str,
    ) -> RealTerminal:
        """Start readtui in a new terminal, possibly with files as its input and output."""
        return self.run([*COMMAND, *arguments], size=size, stdin=stdin, stdout=stdout, **environment)

    def run(
        self,
        command: Sequence[str],
        *,
        size: tuple[int, int] = SIZE,
        stdin: Path | None = None,
        stdout: Path | None = None,
        **environment: str,
    ) -> RealTerminal:
        """Start any program in a new terminal."""
        terminal = RealTerminal(command, self.folder, self._environment(**environment), size, stdin, stdout)
        self._open.append(terminal)
        return terminal

    def prints(self, *arguments: str) -> str:
        """What a command that must succeed prints into a pipe."""
        done = self.command(*arguments)
        assert done.returncode == 0, f"readtui {' '.join(arguments)} ended with {done.returncode}: {done.stderr}"
        return done.stdout.strip()

    def command(self, *arguments: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
        """Run a command with whatever exit code, without a terminal."""
        return run_forked([*COMMAND, *arguments], self.folder, self._environment(), stdin)

    def _environment(self, **others: str) -> dict[str, str]:
        return environment_in(self.folder / "home", **others)

    def close(self) -> None:
        """Close all terminals."""
        for terminal in self._open:
            terminal.close()


@contextlib.contextmanager
def desk_in(folder: Path) -> Iterator[Desk]:
    """A desk whose terminals are closed at the end."""
    (folder / "home").mkdir()
    desk = Desk(folder)
    try:
        yield desk
    finally:
        desk.close()
