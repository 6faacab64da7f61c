"""Tells whether contents of a file are kept by the git repository around it. Reads git's files, and runs nothing."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from readtui.errors import StorageError
from readtui.storage.files.bounded_files import open_regular

_MOST_BYTES = 4096
_MOST_IN_INDEX = 2_000_000_000
_INDEX_SIGN = bytes.fromhex("ff744f6300000002")
_FANOUT = 256 * 4
_HASHES: tuple[Callable[[bytes], Any], ...] = (hashlib.sha1, hashlib.sha256)


def are_kept_by_git(path: Path, *contents: bytes) -> bool:
    """Whether git has each of these contents of a file, so that it can be had again. False if that is not certain."""
    try:
        folders = _object_folders(path.resolve().parent)
        return bool(folders) and all(any(_has(one, content) for one in folders) for content in contents)
    except (OSError, ValueError, RuntimeError, StorageError):
        return False


def _object_folders(folder: Path) -> list[Path]:
    """The folders with the objects of the repository that ``folder`` is in; none without one. Raises OSError."""
    git = next((one / ".git" for one in (folder, *folder.parents) if (one / ".git").exists()), None)
    if git is None:
        return []
    if git.is_file():
        # A work tree of its own, or a submodule.
        git = git.parent / _line(git).removeprefix("gitdir: ")
    common = git / "commondir"
    objects = (git / _line(common) if common.is_file() else git) / "objects"
    others = objects / "info" / "alternates"
    return [objects, *(objects / line for line in _lines(others))] if others.is_file() else [objects]


def _line(path: Path) -> str:
    return next(iter(_lines(path)), "")


def _lines(path: Path) -> list[str]:
    with open_regular(path) as file:
        return file.read(_MOST_BYTES).decode("utf-8", "surrogateescape").splitlines()


def _has(objects: Path, content: bytes) -> bool:
    blob = f"blob {len(content)}\0".encode() + content
    for make in _HASHES:
        digest: bytes = make(blob).digest()
        name = digest.hex()
        packs = (objects / "pack").glob("*.idx")
        if (objects / name[:2] / name[2:]).is_file() or any(_holds(one, digest) for one in packs):
            return True
    return False


def _holds(index: Path, digest: bytes) -> bool:
    """Whether the index of a pack, in git's version 2, lists an object. Raises OSError."""
    with open_regular(index, _MOST_IN_INDEX) as file:
        if file.read(len(_INDEX_SIGN)) != _INDEX_SIGN:
            return False
        ends = [int.from_bytes(file.read(4), "big") for _ in range(256)]
        start, end = ends[digest[0] - 1] if digest[0] else 0, ends[digest[0]]
        file.seek(len(_INDEX_SIGN) + _FANOUT + start * len(digest))
        names = file.read(max(0, end - start) * len(digest))
    return any(found.start() % len(digest) == 0 for found in re.finditer(re.escape(digest), names))
