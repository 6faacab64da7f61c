"""Runs readtui 0.1 on libraries that this version has written, and records what becomes of them.

    .venv/bin/python tests/golden/versions/earlier.py

writes the folder ``recorded`` anew, for checkouts without the commit. That is needed only if the steps or the library
they begin with change; 0.1 itself never does.
"""

import atexit
import functools
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

COMMIT = "cdb588ca0ce8df1a294cdde5db8f676014689a63"
"""The last one before annotations had creators and replies."""

HERE = Path(__file__).parent
RECORDED = HERE / "recorded"
ROOT = HERE.parents[2]
ARTICLE = "2a3916f463d74897"
WAITING = "425c744993b2bc28"
RISK = "c0f2c8d0-9313-4258-8120-da51d1afb255"
HARBOUR = "39b804b3-2d50-46b2-99d1-543d1e7c7b94"
WAVES = "# Waves\n\nThe sea rose all night long. And so did the wind.\n\nNobody knew the way home.\n"

Tables = dict[str, dict[str, dict[str, Any]]]


_FORKING = """
import gc, importlib, json, os, pkgutil, runpy, sys
import readtui

for module in pkgutil.walk_packages(readtui.__path__, "readtui."):
    if module.name.startswith(("readtui.cli.", "readtui.bootstrap", "readtui.services.", "readtui.storage.")):
        importlib.import_module(module.name)
# Otherwise each fork looks through all of it at its end, and copies it.
gc.freeze()

for line in iter(sys.stdin.readline, ""):
    if os.fork():
        print(os.waitstatus_to_exitcode(os.wait()[1]), flush=True)
    else:
        break
else:
    sys.exit()
arguments, environment, folder, output = json.loads(line)
os.chdir(folder)
os.environ.clear()
os.environ.update(environment)
for number, path in enumerate((os.devnull, *output)):
    os.dup2(os.open(path, os.O_RDWR | os.O_CREAT), number)
sys.stdin = open(os.devnull)
sys.argv[1:] = arguments
runpy.run_module("readtui", run_name="__main__", alter_sys=True)
"""


class Commands:
    """A process that has imported a version of readtui, and forks for every command: these begin at once."""

    def __init__(self, source: Path | None) -> None:
        environment = os.environ if source is None else {**os.environ, "PYTHONPATH": str(source)}
        self._process = subprocess.Popen(
            [sys.executable, "-c", _FORKING], env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        atexit.register(self._end)

    def run(self, arguments: Sequence[str], environment: Mapping[str, str], folder: Path) -> tuple[int, str]:
        """Run a command to its end. Its exit code, and what it printed: first on stdout, then on stderr."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with tempfile.TemporaryDirectory() as place:
            output = Path(place, "stdout"), Path(place, "stderr")
            order = [arguments, environment, str(folder), [*map(str, output)]]
            print(json.dumps(order), file=self._process.stdin, flush=True)
            code = int(self._process.stdout.readline())
            return code, "".join(path.read_text("utf-8") for path in output)

    def _end(self) -> None:
        self._process.communicate()


_commands_of = functools.cache(Commands)


class Readtui:
    """A version of readtui, run as a command on the library in ``folder``. ``source``: where its package is."""

    def __init__(self, folder: Path, source: Path | None = None) -> None:
        self.folder = folder
        self.library = folder / "library"
        self._source = source

    def __call__(self, *arguments: str, code: int = 0) -> str:
        ended, said = self._run(arguments)
        assert ended == code, (arguments, said)
        return said

    def listed(self, *arguments: str) -> list[dict[str, Any]]:
        """What a listing has. An empty one ends with 1, but not in 0.1, and says so behind it."""
        ended, said = self._run((*arguments, "--json"))
        found: list[dict[str, Any]] = json.JSONDecoder().raw_decode(said)[0]
        assert ended == 0 or not found, (arguments, said)
        return found

    def _run(self, arguments: Sequence[str]) -> tuple[int, str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("READTUI")}
        environment |= {
            "READTUI_LIBRARY": str(self.library),
            "READTUI_STATE": str(self.folder / "state"),
            "READTUI_CACHE": str(self.folder / "cache"),
            "READTUI_SETTINGS": str(self.folder / "settings.toml"),
        }
        if self._source is not None:
            environment["PYTHONPATH"] = str(self._source)
        return _commands_of(self._source).run(arguments, environment, self.folder)

    def files(self) -> dict[str, Tables]:
        """The tables of every article and work that waits."""
        paths = [*self.library.glob("articles/*.json"), *self.library.glob("waiting/*.json")]
        return {path.relative_to(self.library).as_posix(): json.loads(path.read_text("utf-8")) for path in paths}


def build(folder: Path) -> Path | None:
    """The package of 0.1 in a folder; None if git or the commit is not there."""
    if shutil.which("git") is None:
        return None
    archive = subprocess.run(["git", "archive", COMMIT, "src"], cwd=ROOT, capture_output=True, check=False)
    if archive.returncode:
        return None
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
        files.extractall(folder, filter="data")
    return folder / "src"


# ---------------------------------------------------------------------- what this version writes


def written_by_hand(library: Path) -> None:
    """A library of 0.1 with every field and table that 0.2 adds, as the format describes them."""
    shutil.copytree(RECORDED / "written", library)
    add_to(library / "articles" / f"{ARTICLE}.json", _with_voices)
    add_to(library / "waiting" / f"{WAITING}.json", _with_a_reply)


WRITERS: Mapping[str, Callable[[Path], None]] = {"by hand": written_by_hand}
"""How the library is written that 0.1 gets, by the name of the way."""


def add_to(path: Path, change: Callable[[Tables], None], to: Path | None = None) -> None:
    """Change the tables of a file, and write them as readtui does, there or at ``to``."""
    from readtui.storage.format.lined_table import encode_tables

    tables = json.loads(path.read_text("utf-8"))
    change(tables)
    (to or path).write_bytes(encode_tables(tables))


def reply(number: int, to: str, who: str, body: str, sets: str | None = None, kind: str = "Person") -> Tables:
    """The table ``replies`` with one reply."""
    moment = f"2026-11-29T10:00:{number:02}Z"
    value: dict[str, Any] = {
        "id": f"{number:08}-0000-4000-8000-000000000000",
        "to": to,
        "creator": {"type": kind, "name": who},
        "created": moment,
        "modified": moment,
        "body": body,
        "sets": sets,
        "v": {"77aa00bb11cc": 1790000000000 + number},
        "deleted": None,
        "conflicts": [],
    }
    return {"replies": {value["id"]: value}}


def _with_voices(tables: Tables) -> None:
    tables["article"][ARTICLE] |= {
        "aliases": ["0123456789abcdef"],
        "discussed": "2026-11-29T09:00:00Z",
        "repository": {"root": "ab" * 20, "path": "docs/plan.md"},
    }
    for annotation in tables["annotations"].values():
        annotation["creator"] = {"type": "Person", "name": "Ada", "later:mail": "ada@example.org"}
        annotation["readtui:thread"] = "open"
    tables["annotations"][HARBOUR]["creator"] = {"type": "Software", "name": "builder"}
    first, second, third = (
        reply(1, RISK, "builder", "Dana does; see line 31.", kind="Software"),
        reply(2, RISK, "Ada", "Good.\n\n“Thanks” \\ {all}.", "settled"),
        reply(3, HARBOUR, "Bob", "", "open"),
    )
    tables["replies"] = first["replies"] | second["replies"] | third["replies"]
    [answered] = first["replies"].values()
    before = {"body": "Dana.", "modified": "2026-11-29T09:00:00Z", "v": {"9f00aa11bb22": 1790000000009}}
    answered["conflicts"] = [{name: value for name, value in answered.items() if name != "conflicts"} | before]
    answered["later:mood"] = "glad"


def _with_a_reply(tables: Tables) -> None:
    for annotation in tables["annotations"].values():
        annotation["creator"] = {"type": "Person", "name": "Virginia"}
        annotation["readtui:thread"] = "open"
    tables |= reply(7, min(tables["annotations"]), "Ada", "Which sea?")


# ---------------------------------------------------------------------- what 0.1 does with it


def _tags(readtui: Readtui) -> None:
    readtui("tags", "rename", "risk", "danger")


def _looked(readtui: Readtui) -> None:
    for command in ("list", "annotations", "tags", "trash", "doctor"):
        readtui(command, "--json")
    readtui("export", "--format", "markdown")
    readtui("search", "risk")


def _annotated(readtui: Readtui) -> None:
    readtui("annotate", ARTICLE, "--quote", "Phase two", "--note", "When?", "--tag", "when")
    readtui("undo")
    readtui("redo")


def _edited(readtui: Readtui) -> None:
    readtui("edit", RISK, "--note", "Who accepts that?", "--tag", "open", "--color", "pink")
    readtui("edit", ARTICLE, "--title", "The plan", "--tag", "plans")
    readtui("state", ARTICLE, "done")


def _trashed(readtui: Readtui) -> None:
    readtui("remove", RISK)
    readtui("restore", RISK)
    readtui("remove", ARTICLE)
    readtui("undo")


def _merged(readtui: Readtui) -> None:
    other = readtui.folder / "other"
    shutil.copytree(readtui.library, other)
    article = other / "articles" / f"{ARTICLE}.json"
    add_to(article, lambda tables: tables["replies"].update(reply(4, RISK, "Carl", "Me too.")["replies"]))
    readtui("merge", str(other))


def _folded(readtui: Readtui) -> None:
    for name, copy in (("articles", ARTICLE), ("waiting", WAITING)):
        path = readtui.library / name / f"{copy}.json"
        new = reply(4, RISK, "Carl", "From a copy.")["replies"]
        to = path.with_name(f"{copy} (conflicted copy).json")
        add_to(path, lambda tables, new=new: tables["replies"].update(new), to)  # type: ignore[misc]
    readtui("list")
    readtui("annotations")
    readtui("doctor", "--fix")


def _merged_by_git(readtui: Readtui) -> None:
    ours = readtui.library / "articles" / f"{ARTICLE}.json"
    base, theirs = readtui.folder / "base.json", readtui.folder / "theirs.json"
    shutil.copy(ours, base)
    add_to(ours, lambda tables: tables["replies"].update(reply(4, RISK, "Carl", "Here.")["replies"]), theirs)
    add_to(ours, lambda tables: tables["replies"].update(reply(5, RISK, "Ada", "There.")["replies"]))
    readtui("merge-file", str(base), str(ours), str(theirs))


def _mended(readtui: Readtui) -> None:
    readtui("annotate", ARTICLE, "--quote", "Phase two")
    path = readtui.library / "articles" / f"{ARTICLE}.json"
    path.write_bytes(path.read_bytes().replace(b"Good.", b"Go\0d."))
    readtui("doctor", "--fix")
    path.write_bytes(path.read_bytes().replace(b"Who accepts it?", b"Who\xff accepts it?"))
    readtui("list")


def _placed(readtui: Readtui) -> None:
    path = readtui.folder / "waves.md"
    path.write_text(WAVES, "utf-8")
    readtui("add", str(path), "--author", "V. Woolf")


STEPS: Mapping[str, Callable[[Readtui], None]] = {
    "looked": _looked,
    "annotated": _annotated,
    "edited": _edited,
    "tags": _tags,
    "trashed": _trashed,
    "merged": _merged,
    "folded": _folded,
    "merged by git": _merged_by_git,
    "mended": _mended,
    "placed": _placed,
}


def write_with(readtui: Readtui) -> None:
    """A library as a version's commands write it: an article with annotations and tags, and a work that waits."""
    plan, notes = readtui.folder / "plan.md", readtui.folder / "notes.csv"
    plan.write_text(
        "# Plan\n\nWe accept this risk. The harbour is quiet.\n\nPhase two begins in May, and Dana leads it.\n", "utf-8"
    )
    notes.write_text(
        "Highlight,Book Title,Book Author,Note\n"
        '"The sea rose all night long.",Waves,V. Woolf,see\n"Nobody knew the way home.",Waves,V. Woolf,\n',
        "utf-8",
    )
    readtui("add", str(plan))
    readtui("annotate", ARTICLE, "--quote", "We accept this risk.", "--note", "Who accepts it?", "--tag", "risk")
    readtui("annotate", ARTICLE, "--quote", "The harbour is quiet.", "--note", "Nice.")
    readtui("import", str(notes))


# ---------------------------------------------------------------------- recording


def record() -> None:
    """Write the folder ``recorded`` anew."""
    with tempfile.TemporaryDirectory() as folder:
        source = build(Path(folder))
        assert source is not None, f"git has no commit {COMMIT}"
        shutil.rmtree(RECORDED, ignore_errors=True)
        first = Readtui(_made(Path(folder, "written")), source)
        write_with(first)
        _keep(first.library, RECORDED / "written", _known_ids(first))
        for name, step in STEPS.items():
            readtui = Readtui(_made(Path(folder, name)), source)
            written_by_hand(readtui.library)
            step(readtui)
            _keep(readtui.library, RECORDED / name.replace(" ", "-"), {str(readtui.folder): "/home/ada"})


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _known_ids(readtui: Readtui) -> dict[str, str]:
    """The ids that the steps name, instead of the random ones, and a path that is of nobody."""
    [article] = readtui.library.glob("articles/*.json")
    ids = {
        annotation["target"]["selector"][0]["exact"]: key
        for key, annotation in json.loads(article.read_text("utf-8"))["annotations"].items()
    }
    known = {ids["We accept this risk."]: RISK, ids["The harbour is quiet."]: HARBOUR}
    return {**known, str(readtui.folder): "/home/ada"}


def _keep(library: Path, to: Path, names: Mapping[str, str]) -> None:
    """Copy the files of a library, without lock and temporary files, with other names in them."""
    for path in library.rglob("*.json"):
        copy = to / path.relative_to(library)
        copy.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text("utf-8")
        for old, new in names.items():
            text = text.replace(old, new)
        copy.write_text(text, "utf-8")
        if path.parent.name == "articles":
            # Records stand in the order of their ids.
            add_to(copy, lambda _: None)


if __name__ == "__main__":
    record()
