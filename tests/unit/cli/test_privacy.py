"""No file that readtui keeps for itself can ever be read by others, not even while it is being made."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows has no such rights")

FERRY = "# The ferry\n\nIt left at dawn. Nobody spoke of the river.\n\n![a boat](boat.png)\n"
CLIPPINGS = """\
The Sea Around Us (Rachel Carson)
- Your Highlight on page 4 | location 52-53 | Added on Monday, 3 March 2025 07:15:12

It is deep.
==========
"""
# Looks at all files and folders whenever Python is about to open, make or rename one. An audit hook cannot be removed,
# so this is a program of its own.
WATCH = """\
import io, os, shlex, sys
from contextlib import redirect_stderr, redirect_stdout

home = os.getcwd()
own = [os.path.join(home, name) for name in ("library", "state")]
seen, is_looking = set(), False

def look(folder):
    for entry in os.scandir(folder):
        mode = entry.stat(follow_symlinks=False).st_mode & 0o777
        if mode & 0o077:
            seen.add(f"{os.path.relpath(entry.path, home)} {mode:o}")
        if entry.is_dir(follow_symlinks=False):
            look(entry.path)

def watch(event, arguments):
    global is_looking
    if is_looking or event.partition(".")[0] not in ("open", "os", "sqlite3") or event in ("os.scandir", "os.listdir"):
        return
    is_looking = True
    try:
        for folder in own:
            if os.path.isdir(folder):
                if os.stat(folder).st_mode & 0o077:
                    seen.add(folder)
                look(folder)
    except FileNotFoundError:
        pass
    finally:
        is_looking = False

from readtui.bootstrap import open_services
from readtui.cli.main import run
from readtui.paths import cache_folder, state_folder
from readtui.tui.colors.look import keep_theme
from readtui.tui.terminal.kept_pages import _write
from readtui.tui.terminal.traits import TerminalTraits, save_traits

os.umask(0)
sys.addaudithook(watch)
failed = []

def call(line):
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        code = run(shlex.split(line))
    if code:
        failed.append(f"{line}: {said.getvalue()}")
    return said.getvalue().strip()

article = call("add ferry.md").splitlines()[-1]
for line in COMMANDS.splitlines():
    call(line.replace("ARTICLE", article))
services = open_services()
session = services.read(article)
session.keep_position(9)
services.repository.keep_draft(f"{article}:x", "begun")
services.repository.begin_editing(f"{article}:y", "begun")
services.repository.keep_choices({"format": "csv"})
let_go = services.keep_open(article)
let_go()
services.pictures._keep("cells", b"made")
services.close()
library = services.folder
keep_theme("readtui-dark", "auto")
save_traits(TerminalTraits())
_write(cache_folder(library) / "first-pages", article, b"page", 9)
damaged = library / "articles" / f"{article}.json"
damaged.write_bytes(damaged.read_bytes()[:-40])
call("list")
history = state_folder(library) / "history.jsonl"
with open(history, "ab") as file:
    file.write(b"{\\n")
call("doctor --fix")
watch("open", ())
print("\\n".join([*sorted(seen), *failed]))
"""
COMMANDS = """\
add ferry.md --images
annotate ARTICLE --quote dawn --tag early --note why
annotate ARTICLE --quote river --color blue
search dawn
search --notes why
annotations --query "has:note"
tags rename early soon
view morning "#soon"
export --format markdown --output out/
export --format json --output out.json
import clippings.txt
undo
redo
remove ARTICLE
restore ARTICLE
--library library merge other
--library library list
"""


def test_nothing_of_its_own_is_ever_readable_by_others(tmp_path: Path) -> None:
    (tmp_path / "ferry.md").write_text(FERRY)
    (tmp_path / "clippings.txt").write_text(CLIPPINGS)
    environ = {
        **os.environ,
        "READTUI_STATE": "state",
        "READTUI_LIBRARY": "library",
        "READTUI_SETTINGS": "settings.toml",
        "HOME": str(tmp_path),
    }
    run = [sys.executable, "-m", "readtui"]
    other = {**environ, "READTUI_LIBRARY": "other"}
    subprocess.run([*run, "add", "clippings.txt"], cwd=tmp_path, env=other, check=True, capture_output=True)
    program = f"COMMANDS = {COMMANDS!r}\n{WATCH}"
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=environ, capture_output=True, text=True)
    assert done.stderr == ""
    assert done.stdout == "\n"
    kept = {path.name for path in (tmp_path / "state").rglob("*")}
    assert {"search.db", "annotations.db", "quarantine", "history.jsonl", "look.json", "drafts"} <= kept
    exported = [tmp_path / "out.json", *(tmp_path / "out").iterdir()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in exported} == {0o666}, "exports follow the umask"
