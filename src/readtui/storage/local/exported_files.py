"""The hashes of exported files, which tell whether a file may be overwritten because nobody has changed it since."""

from collections.abc import Mapping
from typing import Any

from readtui.codec import strict_json
from readtui.codec.strict_json import encode_line
from readtui.storage.device_stores import ContentHash
from readtui.storage.files.durable import replace_durably, reported_as_storage_error
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.files.lock import holding_lock
from readtui.storage.files.regular import read_regular

_MOST_FILES = 5_000
_VERSIONS_A_FILE = 2


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
