"""What this device knows about living files: the ids that were in each, and the front matter that readtui wrote."""

import os
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from readtui.codec import strict_json
from readtui.codec.strict_json import encode_line
from readtui.errors import StorageError
from readtui.model.file_memory import FileMemory
from readtui.storage.files.durable import make_folder_durably, replace_atomically, reported_as_storage_error
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.files.regular import read_regular


def read_living(folders: LibraryFolders, path: str, ids: Collection[str]) -> FileMemory | None:
    """See ExportStore. Ignores damaged entries. Raises StorageError."""
    with reported_as_storage_error("read", folders.living):
        _, known = _read(folders.living_file(path))
        if known is not None or not ids:
            return known
        return _moved_here(folders, ids)


def keep_living(folders: LibraryFolders, path: str, memory: FileMemory) -> None:
    """Remember ``memory`` for the file at ``path``; a power cut may undo that. Raises StorageError."""
    place = folders.living_file(path)
    with reported_as_storage_error("save", place):
        if _read(place) == (path, memory):
            return
        make_folder_durably(folders.living)
        front = {key: value if isinstance(value, str) else list(value) for key, value in memory.front.items()}
        content = encode_line({"path": path, "ids": sorted(memory.ids), "front": front})
        replace_atomically(place, content + b"\n", folders.living)


def _moved_here(folders: LibraryFolders, ids: Collection[str]) -> FileMemory | None:
    """What is known about a file that was moved: of the files that are gone, the one with most of these ids."""
    best: tuple[int, FileMemory] | None = None
    for place in sorted(folders.living.glob("*.json")):
        path, known = _read(place)
        if known is None:
            continue
        common = len(known.ids.intersection(ids))
        if common and (best is None or common > best[0]) and not os.path.lexists(path):
            best = common, known
    return best[1] if best else None


def _read(place: Path) -> tuple[str, FileMemory | None]:
    try:
        content: Any = strict_json.loads(read_regular(place))
    except (FileNotFoundError, StorageError, ValueError):
        return "", None
    path, ids = (content.get("path"), content.get("ids")) if isinstance(content, dict) else (None, None)
    if not isinstance(path, str) or not isinstance(ids, list):
        return "", None
    front = _front(content.get("front"))
    return path, FileMemory(frozenset(one for one in ids if isinstance(one, str)), front)


def _front(value: object) -> Mapping[str, str | tuple[str, ...]]:
    found: dict[str, str | tuple[str, ...]] = {}
    for key, one in value.items() if isinstance(value, dict) else ():
        if isinstance(one, str):
            found[key] = one
        elif isinstance(one, list):
            found[key] = tuple(item for item in one if isinstance(item, str))
    return found
