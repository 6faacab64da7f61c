"""What stays on this device: its id, reading positions, unfinished notes. None of it is synced with the library."""

import json
from collections.abc import Callable, Collection, Mapping
from typing import Any

from readtui.codec import fields
from readtui.errors import DamagedError
from readtui.storage.durable_files import replace_atomically, replace_durably, reported_as_storage_error
from readtui.storage.file_lock import holding_lock
from readtui.storage.library_folders import LibraryFolders
from readtui.storage.record_lines import encode_line
from readtui.storage.repository import ReadingPosition


def device_id(folders: LibraryFolders, new_id: Callable[[], str]) -> str:
    """This device's id in version vectors, made at the first call. Raises StorageError."""
    with holding_lock(folders.state_lock), reported_as_storage_error("read", folders.device):
        try:
            kept = folders.device.read_text("ascii").strip()
        except (FileNotFoundError, UnicodeDecodeError):
            kept = ""
        # An emptied or NUL-filled file must not make every device the same one.
        if kept.isalnum():
            return kept
        made = new_id().replace("-", "")[:12]
        replace_durably(folders.device, made.encode("ascii") + b"\n", folders.state)
        return made


def read_positions(folders: LibraryFolders) -> dict[str, ReadingPosition]:
    """All reading positions by article id. A position that cannot be read is none. Raises StorageError."""
    with reported_as_storage_error("read", folders.positions):
        try:
            content = json.loads(folders.positions.read_bytes())
        except (FileNotFoundError, ValueError, RecursionError):
            return {}
    found: dict[str, ReadingPosition] = {}
    for article_id, value in content.items() if isinstance(content, dict) else ():
        try:
            found[article_id] = _position_from_json(value)
        except DamagedError:
            # Losing a place in a text is no reason to keep a person from reading it.
            continue
    return found


def forget_article(folders: LibraryFolders, article_id: str, annotation_ids: Collection[str]) -> None:
    """Remove the article's reading position and the unfinished notes in it. Raises StorageError."""
    with holding_lock(folders.state_lock), reported_as_storage_error("save", folders.positions):
        positions = read_positions(folders)
        if positions.pop(article_id, None):
            _write_positions(folders, positions)
    with reported_as_storage_error("remove", folders.drafts):
        for key in read_drafts(folders):
            if key in annotation_ids or key.partition(":")[0] == article_id:
                folders.draft(key).unlink(missing_ok=True)


def keep_position(folders: LibraryFolders, article_id: str, position: ReadingPosition) -> None:
    """Remember one position; those that other instances keep stay. Raises StorageError."""
    with holding_lock(folders.state_lock), reported_as_storage_error("save", folders.positions):
        _write_positions(folders, read_positions(folders) | {article_id: position})


def read_drafts(folders: LibraryFolders) -> dict[str, str]:
    """The unfinished notes by their keys. One that cannot be read is none. Raises StorageError."""
    found: dict[str, str] = {}
    with reported_as_storage_error("read", folders.drafts):
        for path in folders.drafts.glob("*.json"):
            try:
                value = json.loads(path.read_bytes())
            except (FileNotFoundError, ValueError, RecursionError):
                continue
            key, text = (value.get("key"), value.get("text")) if isinstance(value, dict) else (None, None)
            if isinstance(key, str) and isinstance(text, str):
                found[key] = text
    return found


def keep_draft(folders: LibraryFolders, key: str, text: str) -> None:
    """Remember an unfinished note durably; an empty text forgets it. Raises StorageError."""
    path = folders.draft(key)
    with reported_as_storage_error("save", path):
        if not text:
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
    replace_durably(path, encode_line({"key": key, "text": text}) + b"\n", path.parent)


def _write_positions(folders: LibraryFolders, positions: Mapping[str, ReadingPosition]) -> None:
    content = encode_line({key: _position_to_json(value) for key, value in positions.items()})
    replace_atomically(folders.positions, content + b"\n", folders.state)


def _position_to_json(position: ReadingPosition) -> dict[str, Any]:
    return {"offset": position.offset, "progress": position.progress, "readAt": position.read_at}


def _position_from_json(value: object) -> ReadingPosition:
    found = fields.mapping(value, "positions", "position")
    progress = found.get("progress")
    if not isinstance(progress, int | float):
        raise fields.wrong_value("positions", "progress", "a number", progress)
    return ReadingPosition(
        offset=fields.whole_number(found, "positions", "offset"),
        progress=min(1.0, max(0.0, float(progress))),
        read_at=fields.text(found, "positions", "readAt"),
    )
