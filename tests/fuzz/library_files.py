"""Runs every command on libraries with mutated files.

    python -m tests.fuzz.library_files --minutes 60 --seed 1

A command may fail only with a ReadtuiError, must not print control characters, and must end soon. Prints every fault
with the seed that reproduces it, and exits with 1 if there was any.
"""

import argparse
import io
import json
import os
import resource
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import click

from readtui.bootstrap import open_services
from readtui.cli.main import readtui
from readtui.errors import ReadtuiError
from readtui.text.clean import is_clean
from tests.fuzz.mutations import mutate

_SECONDS = 10.0
MOST_MEMORY = 2_000_000_000
ARTICLE = """\
---
title: On rivers
author: A. Writer
lang: en
---

# On rivers

*Where the water goes.*

Water runs downhill. It **finds** the sea. Nobody has to [tell it](https://example.org/where) where.

- It is slow.
- Berliners like it.

> No one steps in the same river twice.

```python
print("rivers")
```

| river | km |
| --- | --- |
| Spree | 400 |
| Rhine | 1230 |
"""
_SETTINGS = """\
theme = "readtui-dark"

[reader]
measure = 72

[export]
format = "markdown"
"""


@dataclass(slots=True)
class Round:
    """One mutated library: its mutations, and the faults that they revealed."""

    seed: int
    mutations: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    commands: int = 0

    def report(self) -> str:
        """The round as text, for whoever investigates it."""
        return f"seed {self.seed}: {'; '.join(self.mutations)}\n" + "\n".join(f"    {fault}" for fault in self.faults)


class Fuzzer:
    """A library with some of everything in ``folder``. Each round mutates a fresh copy of it."""

    def __init__(self, folder: Path) -> None:
        self.kept, self.home = folder / "kept", folder / "home"
        self.home.mkdir(parents=True)
        self.article_id = ""
        with self.at_home():
            self.make_library()
        shutil.copytree(self.home, self.kept)

    def round(self, seed: int, commands: int = 0) -> Round:
        """Mutate one to three files, and run this number of commands, or all by default."""
        random = Random(seed)
        done = Round(seed)
        self.begin(has_backups=random.random() < 0.5)
        files = sorted(path for path in self.home.rglob("*") if path.is_file() and path.name != "lock")
        for path in random.sample(files, random.choice((1, 1, 2, 3))):
            done.mutations.append(mutate(path, random))
        wanted = self.commands(random)
        random.shuffle(wanted)
        with self.at_home():
            for command in wanted[: commands or None]:
                self.run(command, done)
            self.watched("reading", self.read, done)
        return done

    def begin(self, *, has_backups: bool) -> None:
        """Bring the library back as it was made. Without backups, readtui cannot repair a file before it reads it."""
        shutil.rmtree(self.home)
        shutil.copytree(self.kept, self.home)
        if not has_backups:
            shutil.rmtree(self.home / "state" / "state")

    @contextmanager
    def at_home(self) -> Iterator[None]:
        """In the block, readtui's paths lead into the home folder."""
        places = {"LIBRARY": "library", "STATE": "state", "SETTINGS": "settings.toml"}
        wanted = {f"READTUI_{name}": str(self.home / place) for name, place in places.items()}
        before = {name: os.environ.get(name) for name in wanted}
        os.environ.update(wanted)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value

    def make_library(self) -> None:
        """Fill the library."""
        source = self.home / "rivers.md"
        source.write_text(ARTICLE, "utf-8")
        (self.home / "settings.toml").write_text(_SETTINGS, "utf-8")
        self.article_id = output("add", str(source), "--tag", "water").strip()
        for quote, *options in (
            ("runs downhill", "--tag", "water/down", "--note", "Why?\n\n- it *must*"),
            ("the sea", "--color", "blue"),
            ("same river", "--tag", "greek", "--tag", "water"),
            ("Berliners", "--note", "soon gone"),
        ):
            output("annotate", self.article_id, "--quote", quote, *options)
        shutil.copytree(self.home / "library", self.home / "other")
        output("--library", str(self.home / "other"), "tags", "rename", "greek", "hellenic")
        output("view", "springs", "--articles", "#water or article:spring")
        output("view", "old", "#greek -state:orphan")
        output("--library", str(self.home / "other"), "view", "old", "#hellenic created:1y")
        output("tags", "rename", "greek", "antiquity")
        output("merge", str(self.home / "other"))
        source.write_text(ARTICLE.replace("Berliners like it.", "It has no hurry."), "utf-8")
        output("refresh", self.article_id)
        other = self.home / "short.txt"
        other.write_text("A short text.\n\nIt ends here.", "utf-8")
        trashed = output("add", str(other)).strip()
        output("annotate", trashed, "--range", "0:7", "--tag", "water")
        output("remove", trashed)
        services = open_services()
        session = services.read(self.article_id)
        session.keep_position(40)
        services.repository.keep_draft(session.annotations[0].id, "a begun note")
        services.repository.keep_draft(f"{self.article_id}:{session.article.hash8}:3:9", "another one")
        services.close()

    def commands(self, random: Random) -> list[list[str]]:
        """The commands to run."""
        article, quiet = self.article_id, random.choice(([], ["--json"]))
        other, scratch = str(self.home / "other"), str(self.home / "ours.json")
        shutil.copyfile(self.kept / "library" / "articles" / f"{article}.json", scratch)
        mine = str(self.home / "library" / "articles" / f"{article}.json")
        formats = ["markdown", "csv", "json"]
        return [
            ["list", *quiet],
            ["show", article, *quiet, "--annotations"],
            ["show", article, "--furniture"],
            ["annotations", *quiet],
            ["annotations", article, "--json", "--text", "a"],
            ["annotations", "--orphans"],
            ["tags", *quiet],
            ["tags", "rename", "water", "wet"],
            ["view", *quiet],
            ["view", "old", *quiet],
            ["view", "new", "#water"],
            ["list", "--view", "springs"],
            ["annotations", "--view", "old"],
            ["trash", *quiet],
            ["history", *quiet],
            ["history", article],
            ["doctor", *quiet],
            ["doctor", "--fix", *quiet],
            ["doctor", "--backups"],
            ["doctor", "--restore", f"{article}@{time.strftime('%Y-%m-%d')}"],
            *(["export", "--format", name] for name in formats),
            ["export"],
            ["annotate", article, "--quote", "runs", "--note", "new"],
            ["undo"],
            ["redo"],
            ["refresh", article],
            ["remove", article],
            ["restore", article],
            ["merge", other],
            ["--library", other, "merge", str(self.home / "library")],
            ["merge-file", mine, scratch, mine],
        ]

    def run(self, command: list[str], done: Round) -> str:
        """Run a command, and record its faults; returns what it printed."""
        out, err = _Stream(), _Stream()

        def call() -> None:
            with redirect_stdout(out), redirect_stderr(err):
                readtui.main(command, prog_name="readtui", standalone_mode=False)

        fine = self.watched(" ".join(command), call, done)
        for stream, name in ((out, "stdout"), (err, "stderr")):
            said = stream.said()
            # An export contains what is in the library, and may go to a file.
            if command[0] != "export" and not is_clean(said):
                done.faults.append(f"{command}: {name} has control characters: {said[:200]!r}")
        if "--json" in command and fine and out.said():
            try:
                json.loads(out.said(), parse_constant=_refuse)
            except ValueError as fault:
                done.faults.append(f"{command}: not a JSON document: {fault}: {out.said()[:200]!r}")
        done.commands += 1
        return out.said()

    def watched(self, what: str, call: Callable[[], object], done: Round) -> bool:
        """Run ``call``, and record a fault if it fails otherwise than it may. Returns whether it succeeded."""
        started = time.thread_time()
        try:
            call()
        except (ReadtuiError, click.exceptions.Exit, click.ClickException) as fault:
            return isinstance(fault, click.exceptions.Exit)
        except Exception:  # noqa: BLE001  any other exception is a fault
            done.faults.append(f"{what}: {traceback.format_exc()}")
            return False
        finally:
            if (took := time.thread_time() - started) > _SECONDS:
                done.faults.append(f"{what}: took {took:.1f} s")
        return True

    def read(self) -> None:
        """Open the article as the reader does, without a screen."""
        from readtui.layout.article_layout import ArticleLayout

        services = open_services()
        try:
            services.beginning(self.article_id)
            session = services.read(self.article_id, quickly=True)
            assert is_clean(session.article.text)
            for block in session.article.blocks:
                assert 0 <= block.start <= block.end <= len(session.article.text)
            layout = ArticleLayout(session.article, 60)
            if session.article.blocks:
                for position in layout.window(layout.first, 200):
                    layout.line(position)
            for annotation in [*session.annotations, *session.whole_article, *session.orphans]:
                session.number(annotation) if annotation.passage else None
                assert is_clean(annotation.note + annotation.quoted_text + (annotation.color or ""))
            session.unfinished()
            assert session.undecided is not None
            assert session.share_read(10) >= 0
            session.check_text(lambda: None)
            services.read(self.article_id)
        finally:
            services.close()


class _Stream(io.TextIOWrapper):
    """Standard output in memory, for text and bytes."""

    def __init__(self) -> None:
        self._bytes = io.BytesIO()
        super().__init__(self._bytes, "utf-8", errors="replace", write_through=True)

    def said(self) -> str:
        """Everything written so far."""
        self.flush()
        return self._bytes.getvalue().decode("utf-8", "replace")


def output(*command: str) -> str:
    """What a command prints."""
    out = _Stream()
    with redirect_stdout(out), redirect_stderr(_Stream()):
        readtui.main(command, prog_name="readtui", standalone_mode=False)
    return out.said()


def _refuse(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def main() -> int:
    """Run rounds until the time is up; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1, help="the seed of the first round; each round adds one")
    parser.add_argument("--rounds", type=int, default=10**9)
    given = parser.parse_args()
    # Filling the memory is a fault, and must not take the machine down.
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    deadline = time.monotonic() + given.minutes * 60
    rounds = commands = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        fuzzer = Fuzzer(Path(folder))
        while time.monotonic() < deadline and rounds < given.rounds:
            done = fuzzer.round(given.seed + rounds)
            rounds, commands = rounds + 1, commands + done.commands
            if done.faults:
                failed += 1
                print(done.report(), flush=True)
    print(f"{rounds} rounds, {commands} commands, {failed} rounds with faults")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
