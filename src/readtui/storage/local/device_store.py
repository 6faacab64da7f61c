"""What this device keeps beside a library: reading positions, unfinished notes, choices, what it has exported."""

import os
from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeVar

from readtui.codec import strict_json
from readtui.codec.strict_json import encode_line
from readtui.errors import LockedError, StorageError
from readtui.model.file_memory import FileMemory
from readtui.rights import make_private_folder
from readtui.storage.files.bounded_files import read_regular
from readtui.storage.files.durable import (
    make_folder_durably,
    replace_atomically,
    replace_durably,
    reported_as_storage_error,
)
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.files.lock import holding_lock
from readtui.storage.local import device_state
from readtui.storage.repository import ContentHash, ReadingPosition, SeenText
from readtui.text.clean import visible

_Value = TypeVar("_Value")
_MOST_FILES = 5_000
_VERSIONS_A_FILE = 2


class DeviceStore:
    """The part of Repository that concerns this device; ``tell`` takes a message for the user."""

    def __init__(self, folders: LibraryFolders, tell: Callable[[str], None]) -> None:
        self._folders = folders
        self._tell = tell

    def position(self, article_id: str) -> ReadingPosition | None:
        return self.positions().get(article_id)

    def positions(self) -> dict[str, ReadingPosition]:
        return self._loaded(device_state.read_positions, "reading positions")

    def keep_position(self, article_id: str, position: ReadingPosition) -> None:
        device_state.keep_position(self._folders, article_id, position)

    def seen(self, article_id: str, *, sent: bool = False) -> SeenText | None:
        return device_state.read_seen(self._folders, article_id, sent=sent)

    def keep_seen(self, article_id: str, seen: SeenText, *, with_text: bool, sent: bool = False) -> None:
        device_state.keep_seen(self._folders, article_id, seen, with_text=with_text, sent=sent)

    def drafts(self) -> dict[str, str]:
        return self._loaded(device_state.read_drafts, "unfinished notes")

    def keep_draft(self, key: str, text: str) -> None:
        device_state.keep_draft(self._folders, key, text)

    def begin_editing(self, key: str, text: str) -> Path:
        return device_state.begin_editing(self._folders, key, text)

    def edited_text(self, path: Path) -> str | None:
        return device_state.edited_text(path)

    def exported(self) -> dict[str, tuple[ContentHash, ...]]:
        return read_exported(self._folders)

    def keep_exported(self, written: Mapping[str, ContentHash]) -> None:
        keep_exported(self._folders, written)

    def choices(self) -> dict[str, str]:
        return known_choices(self._folders)

    def keep_choices(self, choices: Mapping[str, str]) -> Collection[str]:
        return keep_choices(self._folders, choices)

    def living(self, path: str, ids: Collection[str]) -> FileMemory | None:
        return read_living(self._folders, path, ids)

    def keep_living(self, path: str, memory: FileMemory) -> None:
        keep_living(self._folders, path, memory)

    def _loaded(self, read: Callable[[LibraryFolders], dict[str, _Value]], what: str) -> dict[str, _Value]:
        try:
            return read(self._folders)
        except StorageError as error:
            self._tell(f"Could not load {what}: {error.message}. {error.hint}")
            return {}


def read_choices(folders: LibraryFolders) -> dict[str, str]:
    """All choices by name. Skips values that are not strings. Raises StorageError."""
    with reported_as_storage_error("read", folders.choices):
        try:
            content = strict_json.loads(read_regular(folders.choices))
        except (FileNotFoundError, ValueError):
            return {}
    values = content.items() if isinstance(content, dict) else ()
    return {name: visible(value) for name, value in values if isinstance(value, str)}


def known_choices(folders: LibraryFolders) -> dict[str, str]:
    """The same, or none if they cannot be read: the defaults apply, as on the first day."""
    try:
        return read_choices(folders)
    except StorageError:
        return {}


def keep_choices(folders: LibraryFolders, choices: Mapping[str, str]) -> Collection[str]:
    """Remember these choices, and keep those with other names. Returns the names of those that were others before.

    Raises StorageError.
    """
    with holding_lock(folders.state_lock), reported_as_storage_error("save", folders.choices):
        known = read_choices(folders)
        content = encode_line({**known, **choices})
        replace_atomically(folders.choices, content + b"\n", folders.state)
    return [name for name, value in choices.items() if known.get(name) != value]


# The hashes of exported files, which tell whether a file may be overwritten because nobody has changed it since.


def read_exported(folders: LibraryFolders) -> dict[str, tuple[ContentHash, ...]]:
    """What readtui wrote to each file, by path, latest first. Skips damaged entries. Raises StorageError."""
    with reported_as_storage_error("read", folders.exports):
        try:
            content = strict_json.loads(read_regular(folders.exports))
        except (FileNotFoundError, ValueError):
            return {}
    found: dict[str, tuple[ContentHash, ...]] = {}
    for path, hashes in content.items() if isinstance(content, dict) else ():
        read = [_hash_from_json(value) for value in hashes] if isinstance(hashes, list) else []
        if known := tuple(one for one in read if one is not None):
            found[path] = known
    return found


def keep_exported(folders: LibraryFolders, written: Mapping[str, ContentHash]) -> None:
    """Remember durably what is about to be written, by path, along with what was written there before.

    So, after a crash, the file is known whether it was written or not. Raises StorageError.
    """
    with holding_lock(folders.state_lock):
        known = read_exported(folders)
        for path, new in written.items():
            before = [one for one in known.pop(path, ()) if one != new]
            known[path] = (new, *before)[:_VERSIONS_A_FILE]
        kept = dict(list(known.items())[-_MOST_FILES:])
        content = encode_line({path: [_hash_to_json(one) for one in hashes] for path, hashes in kept.items()})
        replace_durably(folders.exports, content + b"\n", folders.state)


def _hash_to_json(found: ContentHash) -> dict[str, Any]:
    return {"sha256": found.sha256, "size": found.size}


def _hash_from_json(value: object) -> ContentHash | None:
    size, sha256 = (value.get("size"), value.get("sha256")) if isinstance(value, dict) else (None, None)
    if type(size) is int and isinstance(sha256, str):
        return ContentHash(size, sha256)
    return None


# What this device knows about living files: the ids that were in each, and the front matter that readtui wrote.


def read_living(folders: LibraryFolders, path: str, ids: Collection[str]) -> FileMemory | None:
    """See Repository. Ignores damaged entries. Raises StorageError."""
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


def keep_open(folders: LibraryFolders, article_id: str) -> Callable[[], None]:
    """Mark the article as open until the result is called or garbage-collected, or the process ends.

    Raises StorageError.
    """
    is_open(folders, article_id)
    path = folders.open_article(article_id, f"{os.getpid()}-{os.urandom(4).hex()}")
    with reported_as_storage_error("save", path):
        make_private_folder(path.parent)
    held = ExitStack()
    held.callback(_remove, path)
    held.enter_context(holding_lock(path, deadline_seconds=0))
    return held.close


def is_open(folders: LibraryFolders, article_id: str) -> bool:
    """Whether any reader has the article open. Removes the marks of readers that were killed. Raises StorageError."""
    pattern = folders.open_article(article_id, "*")
    found = False
    for path in pattern.parent.glob(pattern.name):
        try:
            # The system releases a lock when its process ends, however it ends.
            with holding_lock(path, deadline_seconds=0):
                pass
        except LockedError:
            found = True
        else:
            _remove(path)
    return found


def _remove(path: Path) -> None:
    with reported_as_storage_error("remove", path):
        path.unlink(missing_ok=True)
