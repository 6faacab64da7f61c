"""Articles that are open in this process, in another one, or in one that was killed."""

import subprocess
import sys
from pathlib import Path

import pytest

from readtui.storage.files.folders import LibraryFolders
from readtui.storage.local.device_store import is_open, keep_open

_OTHER = """
import sys
from pathlib import Path
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.local.device_store import keep_open
folders = LibraryFolders(Path(sys.argv[1]), Path(sys.argv[1]), Path(sys.argv[1]))
leave = keep_open(folders, "a1")
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folders(tmp_path: Path) -> LibraryFolders:
    return LibraryFolders(tmp_path, tmp_path, tmp_path)


def test_an_article_is_open_until_its_last_reader_is_closed(folders: LibraryFolders) -> None:
    assert not is_open(folders, "a1")
    leave, leave_too = keep_open(folders, "a1"), keep_open(folders, "a1")
    leave()
    assert is_open(folders, "a1")
    assert not is_open(folders, "a")
    leave_too()
    assert not is_open(folders, "a1")
    assert not list((folders.state / "open").iterdir())


def test_a_killed_reader_keeps_nothing_open_and_leaves_nothing(folders: LibraryFolders) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _OTHER, str(folders.state)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        assert is_open(folders, "a1")
        other.kill()
        other.wait()
    assert list((folders.state / "open").iterdir())
    assert not is_open(folders, "a1")
    assert not list((folders.state / "open").iterdir())
