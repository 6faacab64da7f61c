"""Drive an installed readtui as a person would, in folders of its own: `python scripts/smoke.py PATH/TO/readtui`."""

import csv
import fcntl
import io
import json
import os
import pty
import re
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

TITLE = "The lighthouse keeper's ledger"
QUOTE = "He never missed an evening."
ARTICLE = f"""# {TITLE}

For thirty-one years the keeper wrote down wind, weather and visitors. {QUOTE}

The ledger is now in the town's museum, under glass, open at a page about fog.
"""
ESCAPES = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]P_^X].*?(?:\x07|\x1b\\)|[ -/]*[0-~])", re.DOTALL)
PATIENCE = 30.0


def main() -> None:
    """Check every step; the first that fails ends the run with what it saw."""
    readtui = Path(sys.argv[1]).absolute()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        environment = environment_in(home)
        look_at_files(readtui, environment)
        article = drive_commands(readtui, home, environment)
        drive_app(readtui, home, environment, "shows the library")
        drive_app(readtui, home, environment, "shows the article", "open", article)
        drive_app(readtui, home, environment, "shows the page that it kept", "open", article)


def environment_in(home: Path) -> dict[str, str]:
    """An environment whose home, data, state, cache and settings are in one folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("READTUI_", "XDG_", "PYTHON"))}
    folders = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("DATA", "STATE", "CACHE", "CONFIG")}
    return kept | folders | {"HOME": str(home), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}


def look_at_files(readtui: Path, environment: dict[str, str]) -> None:
    """Check the files that are installed for other programs: man, shells, editors."""
    share = readtui.parent.parent / "share"
    page = (share / "man" / "man1" / "readtui.1").read_text(encoding="ascii")
    expect(".SS readtui annotate\n" in page, "the manual page has the commands", page)
    schema = json.loads((share / "readtui" / "settings.schema.json").read_text(encoding="utf-8"))
    expect("reader" in schema["properties"], "the schema for editors has the settings", schema)
    completions = share / "bash-completion" / "completions" / "readtui"
    tab = 'COMP_WORDS=(readtui ann) COMP_CWORD=1; _readtui_completion readtui; echo "${COMPREPLY[@]}"'
    path = f"{readtui.parent}{os.pathsep}{environment['PATH']}"
    completed = subprocess.run(
        ["bash", "-c", f'. "{completions}"; {tab}'],
        env=environment | {"PATH": path},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    expect(completed.stdout.split() == ["annotate", "annotations"], "bash completes commands", completed)
    others = [share / "zsh" / "site-functions" / "_readtui", share / "fish" / "vendor_completions.d" / "readtui.fish"]
    expect(all(file.is_file() for file in others), "the completions of zsh and fish are there", others)


def drive_commands(readtui: Path, home: Path, environment: dict[str, str]) -> str:
    """Add, list, annotate, find and export, and check what each has printed; returns the article's id."""

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [readtui, *arguments], cwd=home, env=environment, capture_output=True, text=True, timeout=PATIENCE
        )
        expect(done.returncode == 0, f"readtui {' '.join(arguments)}", done.stdout + done.stderr)
        return done.stdout

    version = run("--version")
    expect(re.search(r"\b\d+\.\d+\.\d+", version) is not None, "--version prints the version", version)

    (home / "ledger.md").write_text(ARTICLE, encoding="utf-8")
    article = run("add", "ledger.md").strip()
    expect(re.fullmatch("[0-9a-f]{16}", article) is not None, "add prints the article's id", article)
    listed = json.loads(run("list", "--json"))
    expect([(a["id"], a["title"]) for a in listed] == [(article, TITLE)], "list has the article", listed)

    made = run("annotate", article, "--quote", QUOTE, "--tag", "habit", "--note", "Since when?").strip()
    [annotation] = json.loads(run("annotations", "--json"))
    expected = {"id": made, "article": article, "quote": QUOTE, "tags": ["habit"], "note": "Since when?"}
    expect(expected.items() <= annotation.items(), "annotations has what annotate made", annotation)
    expect(annotation["state"] == "exact", "the annotation is on its passage", annotation)

    markdown = run("export", "--format", "markdown")
    for words in (TITLE, QUOTE, "habit", "Since when?"):
        expect(words in markdown, f"the Markdown export has {words!r}", markdown)
    exported = run("export", "--format", "json")
    expect(made in str(json.loads(exported)), "the JSON export has the annotation", exported)
    rows = list(csv.reader(io.StringIO(run("export", "--format", "csv"))))
    expect(len(rows) == 2 and QUOTE in rows[1], "the CSV export has one row under its header", rows)
    return article


def drive_app(readtui: Path, home: Path, environment: dict[str, str], what: str, *arguments: str) -> None:
    """Open the app in a terminal of 100 by 30 cells, wait for the article's title, quit with q."""
    process, terminal = pty.fork()
    if process == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
        os.chdir(home)
        os.execve(readtui, [str(readtui), *arguments], environment)
    screen = read_until(terminal, TITLE.encode())
    print(f"ok: the app {what}")
    os.write(terminal, b"q")
    read_until(terminal, None)
    _, status = os.waitpid(process, 0)
    expect(os.waitstatus_to_exitcode(status) == 0, "the app quits with q", screen)


def read_until(terminal: int, wanted: bytes | None) -> bytes:
    """What the app prints until ``wanted`` is on the screen, or until it ends for None."""
    raw = b""
    deadline = time.monotonic() + PATIENCE
    while wanted is None or wanted not in ESCAPES.sub(b"", raw):
        ready, _, _ = select.select([terminal], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            sys.exit(
                f"failed: after {PATIENCE} s the app has not {'shown ' + repr(wanted) if wanted else 'ended'}\n{raw!r}"
            )
        try:
            chunk = os.read(terminal, 65536)
        except OSError:  # Linux reports the end of a terminal this way
            chunk = b""
        if not chunk:
            if wanted is None:
                break
            sys.exit(f"failed: the app ended before it showed {wanted!r}\n{raw!r}")
        raw += chunk
    return raw


def expect(holds: bool, what: str, seen: object) -> None:
    """Say that a step holds, or end with what was seen instead."""
    if not holds:
        sys.exit(f"failed: {what}\n{seen!r}")
    print(f"ok: {what}")


if __name__ == "__main__":
    main()
