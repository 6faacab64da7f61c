"""The exerciser under a small harness of our own: kills, several writers, power cuts, a full disk, damage, failures.

READTUI_KILLS sets how many rounds each kind has. Power cuts and a full disk need root and Linux: they happen to an ext4
file system in a file, mounted for the test.
"""

import fcntl
import json
import os
import random
import re
import shutil
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from forked_processes import ForkedProcess, run_forked
from waiting import wait_until

LINE = re.compile(r"(?:(TRY|ACK) (\S+)#(\d+)|(TRYDEL|DEL) (\S+)|ERR .+)")
ROUNDS = int(os.environ.get("READTUI_KILLS", "3"))
COMMAND = (sys.executable, "-m", "tests.crash.exercise")
ROOT = Path(__file__).parents[2]
# ext4 stops at once, as if the power were cut: nothing that is not yet on the disk gets there (EXT4_IOC_SHUTDOWN,
# without its log).
POWER_CUT, WITHOUT_LOG = 0x8004587D, struct.pack("I", 2)
needs_a_disk = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0 or shutil.which("mkfs.ext4") is None, reason="cannot mount a disk"
)


class Expected:
    """What a library may contain, according to the writers' output.

    ``saves``: how many were acknowledged. ``at_stake``: how many of them were the last of their annotation or reply
    before a look, so that the look would have missed them.
    """

    def __init__(self) -> None:
        self.acknowledged: dict[str, int] = {}
        self.tried: dict[str, set[int]] = {}
        self.errors: list[str] = []
        self.saves = 0
        self.at_stake = 0
        self.found: dict[str, int] = {}

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
            self.at_stake += self.acknowledged.get(key, 0) != self.found.get(key, 0)
            allowed = self.tried.get(key, set()) | {self.acknowledged.get(key, 0)}
            assert live.get(key, 0) in allowed, (key, live.get(key, 0), allowed)
        self.acknowledged, self.tried, self.found = dict(live), {}, dict(live)
        print(f"{self.saves} saves, {self.at_stake} of them the last before a look; {len(self.errors)} failures")


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "READTUI_STATE": str(folder / "disk" / "device")}


def start(folder: Path, writer: str) -> ForkedProcess:
    command = [*COMMAND, "save", str(folder / "disk" / "library"), writer]
    with (
        open(os.devnull, "rb") as nothing,
        open(folder / f"{writer}.out", "wb") as output,
        open(folder / f"{writer}.err", "wb") as errors,
    ):
        streams = [nothing.fileno(), output.fileno(), errors.fileno()]
        return ForkedProcess(command, ROOT, environment(folder), streams)


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


def end(folder: Path, writer: str, process: ForkedProcess) -> None:
    os.kill(process.pid, signal.SIGKILL)
    assert (process.wait(), (folder / f"{writer}.err").read_text("utf-8")) == (-signal.SIGKILL, "")


def listed(folder: Path, code: int = 0) -> dict[str, int]:
    done = run_forked([*COMMAND, "list", str(folder / "disk" / "library")], ROOT, environment(folder))
    assert (done.returncode, done.stderr) == (code, "")
    return {key: int(revision) for key, revision in (line.split("#") for line in done.stdout.splitlines())}


def some_are_replies(folder: Path) -> bool:
    """Whether any of what the library has is a reply."""
    files = (folder / "disk" / "library" / "articles").glob("*.json")
    return any(json.loads(path.read_bytes()).get("replies") for path in files)


@contextmanager
def mounted(folder: Path, megabytes: int) -> Iterator[Path]:
    """A disk of this size, made the first time, with all that the writers keep."""
    image, disk = folder / "image", folder / "disk"
    if not image.exists():
        with open(image, "xb") as file:
            file.truncate(megabytes << 20)
        subprocess.run(["mkfs.ext4", "-q", image], check=True)
        disk.mkdir()
    subprocess.run(["mount", "-o", "loop", image, disk], check=True)
    try:
        yield disk
    finally:
        subprocess.run(["umount", disk], check=True)


def cut_power(disk: Path) -> None:
    descriptor = os.open(disk, os.O_RDONLY)
    try:
        fcntl.ioctl(descriptor, POWER_CUT, WITHOUT_LOG)
    finally:
        os.close(descriptor)


def fill(disk: Path, left: int) -> Path:
    """Fill the disk but for some bytes; returns the file to remove."""
    ballast = disk / "ballast"
    with open(ballast, "ab") as file, suppress(OSError):
        while True:
            os.write(file.fileno(), bytes(4096))
    os.truncate(ballast, max(0, ballast.stat().st_size - left))
    return ballast


@contextmanager
def saving(folder: Path, writers: Sequence[str], expected: Expected, chance: random.Random) -> Iterator[None]:
    """Writers save before and during the block. Then they are killed, and what they have said is expected."""
    running = {writer: start(folder, writer) for writer in writers}
    try:
        # Enough for the assertions on saves and replies, however far the others get.
        wait_for_saves(folder, writers[0], 8)
        time.sleep(chance.uniform(0, 0.3))
        yield
    finally:
        for writer, process in running.items():
            end(folder, writer, process)
    for writer in writers:
        expected.hear(said(folder, writer))


def test_four_writers_are_killed_repeatedly_and_nothing_is_lost(tmp_path: Path) -> None:
    expected, chance = Expected(), random.Random(11)
    for _ in range(ROUNDS):
        with saving(tmp_path, [f"w{number}" for number in range(4)], expected, chance):
            pass
        expected.compare(listed(tmp_path))
    assert expected.errors == []
    assert expected.saves > ROUNDS * 4
    assert some_are_replies(tmp_path)


@needs_a_disk
def test_the_power_is_cut_repeatedly_and_nothing_is_lost(tmp_path: Path) -> None:
    expected, chance = Expected(), random.Random(12)
    has_replies = False
    for _ in range(ROUNDS):
        with mounted(tmp_path, 64) as disk, saving(tmp_path, ["w0", "w1"], expected, chance):
            cut_power(disk)
        with mounted(tmp_path, 64):
            expected.compare(listed(tmp_path))
            has_replies = some_are_replies(tmp_path)
    assert expected.saves > ROUNDS * 4
    assert has_replies


@needs_a_disk
def test_the_disk_fills_repeatedly_and_nothing_is_lost(tmp_path: Path) -> None:
    expected, chance, writers = Expected(), random.Random(13), ["w0", "w1"]
    with mounted(tmp_path, 48) as disk:
        for _ in range(ROUNDS):
            with saving(tmp_path, writers, expected, chance):
                ballast = fill(disk, left=chance.choice((0, 0, 4_096, 40_000)))
                for writer in writers:
                    wait_for_lines(tmp_path, writer, lambda lines: bool(lines) and lines[-1].startswith("ERR"))
                if chance.random() < 0.5:
                    ballast.unlink()
                    for writer in writers:
                        wait_for_saves(tmp_path, writer, saves(said(tmp_path, writer)) + 1)
            ballast.unlink(missing_ok=True)
            expected.compare(listed(tmp_path))
        assert some_are_replies(tmp_path)
    assert all("the disk is full" in line for line in expected.errors)
    assert expected.saves > ROUNDS * 4


def test_the_exit_code_reports_a_damaged_file_and_the_others_are_intact(tmp_path: Path) -> None:
    process = start(tmp_path, "w")
    # Enough that other articles have annotations, too.
    wait_for_saves(tmp_path, "w", 20)
    end(tmp_path, "w", process)
    before = listed(tmp_path)
    path = sorted((tmp_path / "disk" / "library" / "articles").iterdir())[0]
    own = set(re.findall(r'"(w-[0-9a-f-]{36})": ', path.read_text()))
    path.write_bytes(b"")
    after = listed(tmp_path, code=3)
    assert before.keys() - own
    assert {key: revision for key, revision in after.items() if key not in own} == {
        key: revision for key, revision in before.items() if key not in own
    }


def test_a_failed_save_is_reported_and_retried(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "disk" / "library").write_text("a file in the way")
    process = start(tmp_path, "w")
    wait_for_lines(tmp_path, "w", bool)
    (tmp_path / "disk" / "library").unlink()
    wait_for_saves(tmp_path, "w")
    end(tmp_path, "w", process)
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
