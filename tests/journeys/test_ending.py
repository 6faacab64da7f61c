"""The app's end: it leaves nothing running, and waits for nothing that cannot end."""

import json
import os
import sys
from pathlib import Path

import pytest

from tests.journeys.desk import FIRST, TITLE, Desk

DEAF = "import os, signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
WAITS = "open({pid!r}, 'w').write(f'{{os.getpid()}}\\n'); time.sleep(1000)"


def has_ended(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="looks at processes in /proc")
def test_a_program_of_a_hook_that_ignores_the_apps_end_ends_with_all_its_children(desk: Desk) -> None:
    pids = [desk.folder / name for name in ("program", "child")]
    program, child = (DEAF + WAITS.format(pid=str(pid)) for pid in pids)
    program = program.replace("open(", f"import subprocess; subprocess.Popen([sys.executable, '-c', {child!r}]); open(")
    command = json.dumps([sys.executable, "-c", program])
    settings = desk.write(
        "home/settings.toml", f'[[hook]]\nkey = "K"\ntitle = "Deaf"\noutput = "none"\ncommand = {command}\n'
    )
    reader = desk.readtui("salt.html", READTUI_SETTINGS=str(settings))
    reader.shows(TITLE, FIRST[:40])
    reader.type("K")
    reader.until(lambda: all(pid.exists() and pid.read_text().endswith("\n") for pid in pids), "the programs to begin")
    reader.type("q")
    assert reader.ends() == 0
    assert [has_ended(int(pid.read_text())) for pid in pids] == [True, True]


def test_a_pipe_in_the_folder_of_a_standing_export_hinders_neither_the_app_nor_its_end(desk: Desk) -> None:
    settings = desk.write("home/settings.toml", '[[standing_export]]\nfolder = "~/notes"\nname = "{title}"\n')
    notes = desk.folder / "home" / "notes"
    notes.mkdir()
    os.mkfifo(notes / "x.md")
    os.mkfifo(notes / f"{TITLE}.md")
    reader = desk.readtui("salt.html", READTUI_SETTINGS=str(settings))
    reader.shows(TITLE, FIRST[:40])
    reader.type("lH")
    reader.shows("1/1", "saved")
    reader.type("q")
    assert reader.ends() == 0
    [written] = (one for one in notes.iterdir() if one.is_file())
    assert FIRST in written.read_text("utf-8")


def test_an_end_that_does_not_come_is_given_up_after_5_seconds_and_says_what_was_left(desk: Desk) -> None:
    code = (
        "import sys, threading; from readtui.__main__ import main\n"
        "from readtui.tui.work.standing_exports import StandingExports\n"
        "StandingExports.finish = lambda *_: threading.Event().wait()\n"
        "sys.argv[1:] = ['salt.html']; main()"
    )
    reader = desk.run([sys.executable, "-c", code])
    reader.shows(TITLE, FIRST[:40])
    reader.type("q")
    assert reader.ends() == 1
    assert "gave up waiting for the standing exports after 5 seconds" in reader.text()
