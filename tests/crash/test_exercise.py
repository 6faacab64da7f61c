"""The exerciser under a small harness of our own: kills, several writers, damage, failures."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from waiting import wait_until

LINE = re.compile(r"(?:(TRY|ACK) (\S+)#(\d+)|(TRYDEL|DEL) (\S+)|ERR .+)")
ROUNDS = int(os.environ.get("READTUI_KILLS", "5"))
COMMAND = (sys.executable, "-m", "tests.crash.exercise")
ROOT = Path(__file__).parents[2]


class Expected:
    """What a library may contain, according to the writers' output."""

    def __init__(self) -> None:
        self.acknowledged: dict[str, int] = {}
        self.tried: dict[str, set[int]] = {}
        self.errors: list[str] = []
        self.saves = 0

    def hear(self, lines: Iterable[str]) -> None:
        """Take in the lines of one writer."""
        for line in lines:
            match = LINE.fullmatch(line.removesuffix("\n"))
            assert match is not None, line
            if match[1] == "TRY":
                self.tried.setdefault(match[2], set()).add(int(match[3]))
            elif match[1] == "ACK":
                self.acknowledged[match[2]] = int(match[3])
                self.tried[match[2]] = set()
                self.saves += 1
            elif match[4] == "TRYDEL":
                self.tried.setdefault(match[5], set()).add(0)
            elif match[4] == "DEL":
                self.acknowledged[match[5]] = 0
                self.tried[match[5]] = set()
                self.saves += 1
            else:
                self.errors.append(line)

    def compare(self, live: dict[str, int]) -> None:
        """Check that nothing is lost, and nothing there that was not tried. Then continue from what was found."""
        for key in self.acknowledged.keys() | self.tried.keys() | live.keys():
            allowed = self.tried.get(key, set()) | {self.acknowledged.get(key, 0)}
            assert live.get(key, 0) in allowed, (key, live.get(key, 0), allowed)
        self.acknowledged, self.tried = dict(live), {}


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "READTUI_STATE": str(folder / "device")}


def start(folder: Path, writer: str) -> subprocess.Popen[str]:
    command = [*COMMAND, "save", str(folder / "library"), writer]
    with open(folder / f"{writer}.out", "w", encoding="utf-8") as output:
        return subprocess.Popen(
            command, cwd=ROOT, env=environment(folder), stdout=output, stderr=subprocess.PIPE, text=True
        )


def said(folder: Path, writer: str) -> list[str]:
    """The lines so far, without one that a kill left incomplete."""
    with open(folder / f"{writer}.out", encoding="utf-8", newline="\n") as file:
        lines = file.readlines()
    return lines if not lines or lines[-1].endswith("\n") else lines[:-1]


def wait_for_lines(folder: Path, writer: str, wanted: Callable[[list[str]], bool]) -> None:
    wait_until(lambda: wanted(said(folder, writer)), seen=lambda: said(folder, writer)[-5:])


def saves(lines: list[str]) -> int:
    return sum(line.startswith("ACK") for line in lines)


def wait_for_saves(folder: Path, writer: str, count: int = 1) -> None:
    wait_for_lines(folder, writer, lambda lines: saves(lines) >= count)


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    _, errors = process.communicate()
    assert (process.returncode, errors) == (-signal.SIGKILL, "")


def listed(folder: Path, code: int = 0) -> dict[str, int]:
    done = subprocess.run(
        [*COMMAND, "list", str(folder / "library")],
        cwd=ROOT,
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (code, "")
    return {key: int(revision) for key, revision in (line.split("#") for line in done.stdout.splitlines())}


def test_four_writers_are_killed_repeatedly_and_nothing_is_lost(tmp_path: Path) -> None:
    chance = random.Random(11)
    writers = [f"w{number}" for number in range(4)]
    expected = Expected()
    for _ in range(ROUNDS):
        running = [start(tmp_path, writer) for writer in writers]
        # Enough for the last assertion, however far the others get.
        wait_for_saves(tmp_path, writers[0], 5)
        time.sleep(chance.uniform(0, 0.3))
        for process in running:
            end(process)
        for writer in writers:
            expected.hear(said(tmp_path, writer))
        expected.compare(listed(tmp_path))
    assert expected.errors == []
    assert expected.saves > ROUNDS * 4


def test_the_exit_code_reports_a_damaged_file_and_the_others_are_intact(tmp_path: Path) -> None:
    process = start(tmp_path, "w")
    # Enough that other articles have annotations, too.
    wait_for_saves(tmp_path, "w", 20)
    end(process)
    before = listed(tmp_path)
    path = sorted((tmp_path / "library" / "articles").iterdir())[0]
    own = set(re.findall(r'"(w-[0-9a-f-]{36})": ', path.read_text()))
    path.write_bytes(b"")
    after = listed(tmp_path, code=3)
    assert before.keys() - own
    assert {key: revision for key, revision in after.items() if key not in own} == {
        key: revision for key, revision in before.items() if key not in own
    }


def test_a_failed_save_is_reported_and_retried(tmp_path: Path) -> None:
    (tmp_path / "library").write_text("a file in the way")
    process = start(tmp_path, "w")
    wait_for_lines(tmp_path, "w", bool)
    (tmp_path / "library").unlink()
    wait_for_saves(tmp_path, "w")
    end(process)
    lines = said(tmp_path, "w")
    assert lines[0].startswith("ERR the library must be a folder")
    expected = Expected()
    expected.hear(lines)
    expected.compare(listed(tmp_path))


@pytest.mark.parametrize("arguments", [[], ["save", "x"], ["save", "x", "no spaces#"], ["other"]])
def test_wrong_usage_is_reported(arguments: list[str]) -> None:
    done = subprocess.run([*COMMAND, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "usage" in done.stderr
