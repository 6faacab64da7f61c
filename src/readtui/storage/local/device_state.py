"""Reading positions, texts that were seen and unfinished notes, which stay on this device and are not synced."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from readtui.codec import fields, strict_json
from readtui.codec.strict_json import encode_line
from readtui.errors import DamagedError, StorageError
from readtui.model.article import text_hash
from readtui.quick_dataclass import dataclass
from readtui.quick_pattern import pattern
from readtui.rights import make_private_folder, private
from readtui.storage.files.bounded_files import MOST_IN_TEXT, read_regular
from readtui.storage.files.durable import (
    make_folder_durably,
    replace_atomically,
    replace_durably,
    reported_as_storage_error,
)
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.files.lock import holding_lock
from readtui.storage.format.text_lines import may_hold_controls
from readtui.storage.repository import ReadingPosition, SeenText
from readtui.text.clean import clean, is_clean

_EDITED, _BEGUN = "note.md", "begun.json"
_MOST_EDITED = 16 << 20
_READ, _SENT = "read", "sent"
_VERSION = pattern(r"[0-9a-f]{8}\+?")


def read_positions(folders: LibraryFolders) -> dict[str, ReadingPosition]:
    """All reading positions by article id. Skips those that cannot be read. Raises StorageError."""
    with reported_as_storage_error("read", folders.positions):
        try:
            content = strict_json.loads(read_regular(folders.positions))
        except (FileNotFoundError, ValueError):
            return {}
    found: dict[str, ReadingPosition] = {}
    for article_id, value in content.items() if isinstance(content, dict) else ():
        try:
            found[article_id] = _position_from_json(value)
        except DamagedError:
            # A damaged position must not prevent a person from reading the text.
            continue
    return found


def forget_article(folders: LibraryFolders, article_id: str, annotation_ids: Collection[str]) -> None:
    """Remove the article's reading position and the unfinished notes in it. Raises StorageError."""
    with holding_lock(folders.state_lock), reported_as_storage_error("save", folders.positions):
        positions = read_positions(folders)
        if positions.pop(article_id, None):
            _write_positions(folders, positions)
        folders.seen(article_id).unlink(missing_ok=True)
    with reported_as_storage_error("remove", folders.drafts):
        for key in (*read_drafts(folders), *(edited.key for edited in _edited(folders))):
            if key in annotation_ids or key.partition(":")[0] == article_id:
                _remove_draft(folders, key)


def keep_position(folders: LibraryFolders, article_id: str, position: ReadingPosition) -> None:
    """Remember one position, and keep those that other instances wrote. Raises StorageError."""
    with holding_lock(folders.state_lock), reported_as_storage_error("save", folders.positions):
        _keep_position(folders, article_id, position)


def _keep_position(folders: LibraryFolders, article_id: str, position: ReadingPosition) -> None:
    known = read_positions(folders)
    if article_id in known and not position.seen:
        position = replace(position, seen=known[article_id].seen)
    _write_positions(folders, known | {article_id: position})


# ------------------------------------------------------------------ texts that were seen
# state/seen/<id>.json: {"read": version, "sent": version, "texts": {version: text}, "furniture": {version: ranges},
# "forms": {"read": ranges, "sent": ranges}}; "sent" once threads were.


def read_seen(folders: LibraryFolders, article_id: str, *, sent: bool = False) -> SeenText | None:
    """See Repository. A file that does not hold what it says counts as missing. Raises StorageError."""
    with reported_as_storage_error("read", folders.seen(article_id)):
        return _seen_texts(folders, article_id).get(_SENT if sent else _READ)


def keep_seen(folders: LibraryFolders, article_id: str, seen: SeenText, *, with_text: bool, sent: bool = False) -> None:
    """See Repository. The text comes first: only then does the position name it. Raises StorageError."""
    path = folders.seen(article_id)
    with holding_lock(folders.state_lock), reported_as_storage_error("save", path):
        known = _seen_texts(folders, article_id)
        now = known | {_READ: seen} | ({_SENT: seen} if sent else {})
        if now != known and (with_text or sent or path.exists()):
            make_private_folder(path.parent)
            versions = {what: one.version for what, one in now.items()}
            texts = {one.version: one.text for one in now.values()}
            furniture = {one.version: one.furniture for one in now.values() if one.furniture}
            forms = {what: one.form for what, one in now.items() if one.form}
            content = encode_line({**versions, "texts": texts, "furniture": furniture, "forms": forms})
            replace_atomically(path, content + b"\n", folders.state)
        position = read_positions(folders).get(article_id) or ReadingPosition(0, 0.0, "")
        if position.seen != seen.version:
            _keep_position(folders, article_id, replace(position, seen=seen.version))


def _seen_texts(folders: LibraryFolders, article_id: str) -> dict[str, SeenText]:
    """The texts in the file that are what they are named after. Raises OSError."""
    try:
        content = read_regular(folders.seen(article_id), MOST_IN_TEXT)
        value: Any = strict_json.loads(content)
        is_odd = may_hold_controls(content, 0, len(content))
        texts, furniture, forms = value["texts"], value.get("furniture", {}), value.get("forms", {})
        found = {
            what: SeenText(version, texts[version], _ranges(furniture.get(version, ())), _form(forms.get(what, ())))
            for what in (_READ, _SENT)
            if (version := value.get(what))
        }
        return {
            what: one
            for what, one in found.items()
            if text_hash(one.text) == one.version and not (is_odd and not is_clean(one.text))
        }
    except (FileNotFoundError, StorageError, ValueError, LookupError, TypeError, AttributeError):
        # Then it is not known what was seen, and nothing is lost.
        return {}


def _ranges(value: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The ranges, if they are some. Raises ValueError, TypeError."""
    found, end = [], 0
    for first, last in value:
        if not (type(first) is type(last) is int and end <= first <= last):
            raise ValueError
        found.append((first, last))
        end = last
    return tuple(found)


def _form(value: Sequence[tuple[int, int, str]]) -> tuple[tuple[int, int, str], ...]:
    """The ranges of a form, if they are some. Raises ValueError, TypeError."""
    for first, last, what in value:
        if not (type(first) is type(last) is int and 0 <= first <= last and isinstance(what, str)):
            raise ValueError
    return tuple((first, last, clean(what).text) for first, last, what in value)


def read_drafts(folders: LibraryFolders) -> dict[str, str]:
    """The unfinished notes by their keys. Skips those that cannot be read. Raises StorageError.

    For a note that another program edits, or was editing when readtui ended, returns what that program has written.
    """
    found: dict[str, str] = {}
    with reported_as_storage_error("read", folders.drafts):
        for path in folders.drafts.glob("*.json"):
            key, text = _key_and_text(path)
            if isinstance(key, str) and isinstance(text, str):
                found[key] = text
        return found | {edited.key: edited.text for edited in _edited(folders) if edited.text}


def keep_draft(folders: LibraryFolders, key: str, text: str) -> None:
    """Remember an unfinished note durably; an empty text forgets it. Raises StorageError.

    Deletes the file that ``begin_editing`` made for it.
    """
    path = folders.draft(key)
    with reported_as_storage_error("save", path):
        if not text:
            _remove_draft(folders, key)
            return
        make_private_folder(path.parent)
    replace_durably(path, encode_line({"key": key, "text": text}) + b"\n", path.parent)
    with reported_as_storage_error("remove", path):
        _remove_edited(folders, key)


def begin_editing(folders: LibraryFolders, key: str, text: str) -> Path:
    """Create a file with ``text`` for another program to edit; what it writes there is the draft. Raises StorageError.

    Only the user can read the file. It has a folder of its own, because editors put other files beside it.
    """
    folder = folders.edited_draft(key)
    path = folder / _EDITED
    with reported_as_storage_error("save", path):
        make_folder_durably(folders.drafts)
        _remove_edited(folders, key)
        make_private_folder(folder)
        with open(path, "w", encoding="utf-8", newline="", opener=private) as file:
            file.write(f"{text}\n")
    # This file comes last, because it makes the folder count as a draft.
    replace_durably(folder / _BEGUN, encode_line({"key": key, "text": text}) + b"\n", folder)
    return path


@dataclass(frozen=True, slots=True)
class _Edited:
    """A note that another program edits. ``text``: what it wrote, empty if it changed nothing."""

    key: str
    text: str


def _edited(folders: LibraryFolders) -> Iterator[_Edited]:
    """All notes that other programs edit. Raises OSError."""
    for path in folders.drafts.glob(f"*/{_BEGUN}"):
        key, begun = _key_and_text(path)
        if isinstance(key, str) and isinstance(begun, str):
            text = edited_text(path.with_name(_EDITED))
            yield _Edited(key, text or "" if text != begun.rstrip("\n") else "")


def edited_text(path: Path) -> str | None:
    """The cleaned text from a file that another program edited, without trailing line ends; None if unreadable."""
    try:
        return clean(read_regular(path, _MOST_EDITED).decode("utf-8-sig", "replace")).text.rstrip("\n")
    except (OSError, StorageError):
        return None


def _key_and_text(path: Path) -> tuple[object, object]:
    """The unchecked key and text in a draft's file; twice None if it cannot be read."""
    try:
        value = strict_json.loads(read_regular(path))
    except (OSError, StorageError, ValueError):
        # A damaged draft must not prevent a person from opening the article.
        return None, None
    return (value.get("key"), value.get("text")) if isinstance(value, dict) else (None, None)


def _remove_draft(folders: LibraryFolders, key: str) -> None:
    # In this order: if only one is removed, the older text must not come back.
    folders.draft(key).unlink(missing_ok=True)
    _remove_edited(folders, key)


def _remove_edited(folders: LibraryFolders, key: str) -> None:
    folder = folders.edited_draft(key)
    if folder.is_dir():
        (folder / _BEGUN).unlink(missing_ok=True)
        # Imported here because most commands have no draft.
        import shutil

        shutil.rmtree(folder)


def _write_positions(folders: LibraryFolders, positions: Mapping[str, ReadingPosition]) -> None:
    content = encode_line({key: _position_to_json(value) for key, value in positions.items()})
    replace_atomically(folders.positions, content + b"\n", folders.state)


def _position_to_json(position: ReadingPosition) -> dict[str, Any]:
    seen = {"seen": position.seen} if position.seen else {}
    return {"offset": position.offset, "progress": position.progress, "readAt": position.read_at, **seen}


def _position_from_json(value: object) -> ReadingPosition:
    found = fields.mapping(value, "positions", "position")
    progress = found.get("progress")
    if not isinstance(progress, int | float):
        raise fields.wrong_value("positions", "progress", "a number", progress)
    return ReadingPosition(
        offset=fields.whole_number(found, "positions", "offset"),
        progress=min(1.0, max(0.0, float(progress))),
        read_at=fields.line(found, "positions", "readAt"),
        seen=seen if isinstance(seen := found.get("seen"), str) and _VERSION.fullmatch(seen) else "",
    )
