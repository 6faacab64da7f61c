"""A file that is replaced whole keeps its rights; a new one has those that the umask gives."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from memory_repository import MemoryRepository

from readtui.services.out import whole_file
from readtui.services.out.whole_file import holds, remember, stage, write_whole

POSIX = pytest.mark.skipif(os.name != "posix", reason="rights are POSIX's")


def rights(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.fixture
def umask_027(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = os.umask(0o027)

    def refuse(mask: int) -> int:
        raise AssertionError("the umask is every thread's")

    with monkeypatch.context() as patched:
        patched.setattr(os, "umask", refuse)
        yield
    os.umask(before)


@POSIX
@pytest.mark.usefixtures("umask_027")
def test_a_new_file_has_the_rights_that_the_umask_gives(tmp_path: Path) -> None:
    write_whole(tmp_path / "new.md", "text")
    assert rights(tmp_path / "new.md") == 0o640


@POSIX
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666, 0o444])
@pytest.mark.usefixtures("umask_027")
def test_a_file_that_is_replaced_keeps_its_rights(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "old.md"
    path.write_text("old")
    path.chmod(mode)
    write_whole(path, "new")
    assert (path.read_text(), rights(path)) == ("new", mode)


@POSIX
def test_nobody_else_can_read_what_will_replace_a_private_file(tmp_path: Path) -> None:
    path = tmp_path / "private.md"
    path.write_text("old")
    path.chmod(0o600)
    seen: list[int] = []

    def pieces() -> Iterator[str]:
        yield "secret"
        seen.extend(rights(one) for one in tmp_path.glob(".readtui-*"))

    write_whole(path, pieces())
    assert seen == [0o600]


def test_content_that_cannot_be_made_leaves_no_file(tmp_path: Path) -> None:
    def broken() -> Iterator[str]:
        yield "some"
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        stage(tmp_path / "new.md", broken())
    assert list(tmp_path.iterdir()) == []


@POSIX
def test_what_a_killed_program_has_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    killed = (
        "import os, sys; from readtui.services.out.whole_file import *; stage(Path('left.md'), 'half'); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", killed], cwd=tmp_path, check=False)
    [left] = tmp_path.glob(".readtui-*")
    still_made = stage(tmp_path / "made.md", "whole")
    elsewhere, old = tmp_path / f".readtui-00000000-99999-{'a' * 16}", tmp_path / f".readtui-{'b' * 16}"
    own = tmp_path / ".readtui-notes"
    for path in (elsewhere, old, own):
        path.write_text("half")
    os.utime(old, (time.time() - 90_000,) * 2)
    whole_file._tidy.cache_clear()
    write_whole(tmp_path / "new.md", "text")
    assert not left.exists()
    assert not old.exists()
    assert elsewhere.exists(), "it may be that of another machine, in a shared folder"
    assert own.exists()
    still_made.replace()
    assert (tmp_path / "made.md").read_text() == "whole"


def test_a_file_with_other_content_is_in_the_way_and_nothing_else(tmp_path: Path) -> None:
    names = ("own", "other", "longer", "empty", "folder", "gone")
    own, other, longer, empty, folder, gone = (tmp_path / name for name in names)
    for path, words in ((own, "mine"), (other, "his!"), (longer, "longer"), (empty, "")):
        path.write_text(words)
    folder.mkdir()
    store = MemoryRepository()
    written = stage(own, "mine").written
    remember({own: written}, store)
    assert whole_file.in_the_way([own, other, longer, empty, folder, gone], store) == [other, longer]
    assert [holds(path, written) for path in (own, other, longer, folder, gone)] == [True, *[False] * 4]


@pytest.mark.parametrize(
    ("machine", "process", "age", "is_left"),
    [
        ("this", "self", 0, False),
        ("this", "self", 90_000, True),
        ("this", "self", 86_000, False),
        ("other", "999999999", 0, False),
        ("this", "9" * 30, 0, False),
        (None, None, 0, False),
        (None, None, 90_000, True),
    ],
)
def test_a_staged_file_is_left_if_its_program_has_ended_or_after_a_day(
    machine: str | None, process: str | None, age: int, is_left: bool
) -> None:
    machine = whole_file._machine() if machine == "this" else machine
    process = str(os.getpid()) if process == "self" else process
    assert whole_file._is_left(machine, process, time.time() - age) is is_left


@POSIX
def test_a_chain_of_links_that_does_not_end_is_no_descriptor(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / str(number + 100)).symlink_to(tmp_path / str(number + 101))
    (tmp_path / "out").symlink_to("/dev/fd/1")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    paths = ("/dev/fd/7", tmp_path / "out", tmp_path / "100", tmp_path / "loop", tmp_path / "9", "/dev/fd/x")
    assert [whole_file._own_descriptor(Path(path)) for path in paths] == [7, 1, None, None, None, None]
