"""Damages one place in one file of a library, its state or its cache, and runs commands on it.

    python -m tests.fuzz.one_byte --minutes 60

Every command ends with a ReadtuiError at most, and the damage never keeps the other article from being listed, shown,
searched, annotated or exported. Prints every fault and exits with 1 if there was any.
"""

import argparse
import re
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.fuzz.library_files import MOST_MEMORY, Fuzzer, Round, output

# What stands at the place instead of as many bytes; None: the file ends there.
KINDS: dict[str, bytes | None] = {
    "FF": b"\xff",
    "NUL": b"\0",
    "ESC": b"\x1b",
    "quotation mark": b'"',
    "backslash": b"\\",
    "brace": b"{",
    "closing brace": b"}",
    "line end": b"\n",
    "lone surrogate": b"\\ud800",
    "invalid UTF-8": b"\xe2\x82",
    "digit": b"9",
    "end": None,
}
_TOKEN = re.compile(rb'"(?:[^"\\\n]|\\.)*"|-?[0-9.]+|[a-z]+')
_KEY = re.compile(rb'"([^"\\]*)": ?[\[{]*$')
# Ids, hashes and dates.
_ID = re.compile(r"[0-9a-f]{8}[0-9a-f-]*|[0-9]{4}-[0-9-]{5}")
_CLIPPINGS = """\
The Sea Around Us (Rachel Carson)
- Your Highlight on page 4 | location 52-53 | Added on Monday, 3 March 2025 07:15:12

It is deep.
==========
"""
_OTHER = "A second text.\n\nQuinces ripen late. Nobody waits for them, and the wasps know why.\n"
_IN_OTHER = "Quinces ripen late"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file, by its path in the home folder. ``field``: what stands there, the same in similar files."""

    path: str
    at: int
    field: str


class OneByte(Fuzzer):
    """A library of two articles; the files of the second are never damaged."""

    other_id = ""

    def spots(self) -> Iterator[Spot]:
        """A place in every value of every file."""
        for path in sorted(self.kept.rglob("*")):
            name = path.relative_to(self.kept).as_posix()
            if not path.is_file() or path.suffix not in ("", ".json", ".jsonl") or self.other_id in name:
                continue
            if not name.startswith(("library/", "state/")) or "/other-" in name:
                continue
            content = path.read_bytes()
            for token in _TOKEN.finditer(content):
                key = _KEY.search(content, max(0, token.start() - 80), token.start())
                said = key[1].decode() if key else "name" if content[token.end() : token.end() + 1] == b":" else "entry"
                yield Spot(name, (token.start() + token.end()) // 2, _ID.sub("*", f"{name} {said}"))

    def damage(self, spot: Spot, kind: str, *, has_backups: bool, commands: int, random: Random) -> Round:
        """Damage the place, and run this number of commands (0: all), then those on the other article."""
        done = Round(0, [f"{spot.path} at {spot.at} ({spot.field}): {kind}, {'with' if has_backups else 'no'} backups"])
        self.begin(has_backups=has_backups)
        path, wanted = self.home / spot.path, KINDS[kind]
        if not path.exists():
            return done
        content = path.read_bytes()
        rest = b"" if wanted is None else wanted + content[spot.at + len(wanted) :]
        path.write_bytes(content[: spot.at] + rest)
        chosen = self.commands(random)
        random.shuffle(chosen)
        with self.at_home():
            for command in chosen[: commands or None]:
                self.run(command, done)
            self.watched("reading", self.read, done)
            self.run(["doctor", "--fix"], done)
            self._require_other(done)
        return done

    def make_library(self) -> None:
        super().make_library()
        source = self.home / "quinces.txt"
        source.write_text(_OTHER, "utf-8")
        self.other_id = output("add", str(source)).strip()
        output("annotate", self.other_id, "--quote", "Nobody waits", "--tag", "fruit/late", "--note", "true?")
        clippings = self.home / "My Clippings.txt"
        clippings.write_text(_CLIPPINGS, "utf-8")
        output("import", str(clippings))
        output("export", self.article_id, "--format", "markdown", "--output", str(self.home / "notes.md"))
        output("search", "quinces")
        output("search", "--notes", "true")

    def commands(self, random: Random) -> list[list[str]]:
        extra = [
            ["search", "sea"],
            ["search", "--notes", "it"],
            ["search", "--regex", "s.a"],
            ["words"],
            ["concordance", "the"],
            ["list", "#water"],
            ["annotations", "-q", "color:blue or has:note"],
            ["tags", "together"],
            ["tags", "merge", "water/down", "greek"],
            ["add", str(self.home / "rivers.md")],
            ["import", "--waiting"],
            ["show", str(self.home / "rivers.md")],
            ["edit", self.article_id, "--title", "New"],
            ["discover"],
            ["where"],
        ]
        return [*super().commands(random), *extra]

    def _require_other(self, done: Round) -> None:
        """The other article is there, in every way."""
        other = self.other_id
        for command, wanted in (
            # Undo may have been among the commands.
            (["annotate", other, "--quote", "Nobody waits", "--tag", "fruit/late"], ""),
            (["list", "--json"], other),
            (["show", other], _IN_OTHER),
            (["annotations", other], "Nobody waits"),
            (["annotations"], "Nobody waits"),
            (["search", "quinces"], "Quinces"),
            (["tags"], "fruit/late"),
            (["export", "--format", "json"], "Nobody waits"),
        ):
            said = self.run(command, done)
            if wanted not in said:
                done.faults.append(f"{command}: nothing of the other article: {said[:200]!r}")


def in_turn(damages: list[tuple[Spot, str]], random: Random) -> list[tuple[Spot, str]]:
    """In random order, but every kind of damage in every field first once."""
    random.shuffle(damages)
    first = {(spot.field, kind): (spot, kind) for spot, kind in damages}
    return [*first.values(), *(one for one in damages if first[one[0].field, one[1]] != one)]


def main() -> int:
    """Damage every place in every way, in random order, until the time is up; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--commands", type=int, default=6, help="commands for each damage; 0 for all")
    given = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    random = Random(given.seed)
    deadline = time.monotonic() + given.minutes * 60
    damaged = commands = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        fuzzer = OneByte(Path(folder))
        wanted = in_turn([(spot, kind) for spot in fuzzer.spots() for kind in KINDS], random)
        for spot, kind in wanted:
            if time.monotonic() > deadline:
                break
            backups = random.random() < 0.5
            done = fuzzer.damage(spot, kind, has_backups=backups, commands=given.commands, random=random)
            damaged, commands = damaged + 1, commands + done.commands
            if done.faults:
                failed += 1
                print(done.report(), flush=True)
    print(f"{damaged} of {len(wanted)} damages, {commands} commands, {failed} with faults")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
