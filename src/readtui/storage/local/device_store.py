"""What this device keeps beside a library and does not sync: reading positions, unfinished notes, choices, exports."""

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from readtui.codec import fields, strict_json
from readtui.codec.strict_json import encode_line
from readtui.errors import DamagedError, LockedError, StorageError
from readtui.model.article import text_hash
from readtui.model.file_memory import FileMemory
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
from readtui.storage.repository import ContentHash, ReadingPosition, SeenText
from readtui.text.clean import clean, is_clean, visible

_Value = TypeVar("_Value")
_MOST_FILES = 5_000
_VERSIONS_A_FILE = 2
_EDITED, _BEGUN = "note.md", "begun.json"
_MOST_EDITED = 16 << 20
_READ, _SENT = "read", "sent"
_VERSION = pattern(r"[0-9a-f]{8}\+?")


class DeviceStore:
    """The part of Repository that concerns this device; ``tell`` takes a message for the user."""

    def __init__(self, folders: LibraryFolders, tell: Callable[[str], None]) -> None:
        self._folders = folders
        self._tell = tell

    def position(self, article_id: str) -> ReadingPosition | None:
        return self.positions().get(article_id)

    def positions(self) -> dict[str, ReadingPosition]:
        return self._loaded(self._positions, "reading positions")

    def keep_position(self, article_id: str, position: ReadingPosition) -> None:
        with holding_lock(self._folders.state_lock), reported_as_storage_error("save", self._folders.positions):
            self._keep_position(article_id, position)

    def seen(self, article_id: str, *, sent: bool = False) -> SeenText | None:
        with reported_as_storage_error("read", self._folders.seen(article_id)):
            return _seen_texts(self._folders.seen(article_id)).get(_SENT if sent else _READ)

    def keep_seen(self, article_id: str, seen: SeenText, *, with_text: bool, sent: bool = False) -> None:
        """See Repository. The text comes first: only then does the position name it."""
        path = self._folders.seen(article_id)
        with holding_lock(self._folders.state_lock), reported_as_storage_error("save", path):
            known = _seen_texts(path)
            now = known | {_READ: seen} | ({_SENT: seen} if sent else {})
            if now != known and (with_text or sent or path.exists()):
                make_private_folder(path.parent)
                versions = {what: one.version for what, one in now.items()}
                texts = {one.version: one.text for one in now.values()}
                furniture = {one.version: one.furniture for one in now.values() if one.furniture}
                forms = {what: one.form for what, one in now.items() if one.form}
                content = encode_line({**versions, "texts": texts, "furniture": furniture, "forms": forms})
                replace_atomically(path, content + b"\n", self._folders.state)
            position = self._positions().get(article_id) or ReadingPosition(0, 0.0, "")
            if position.seen != seen.version:
                self._keep_position(article_id, replace(position, seen=seen.version))

    def drafts(self) -> dict[str, str]:
        """See Repository. For a note that another program edits, or was editing when readtui ended, what that has
        written.
        """
        return self._loaded(self._drafts, "unfinished notes")

    def keep_draft(self, key: str, text: str) -> None:
        path = self._folders.draft(key)
        with reported_as_storage_error("save", path):
            if not text:
                self._remove_draft(key)
                return
            make_private_folder(path.parent)
        replace_durably(path, encode_line({"key": key, "text": text}) + b"\n", path.parent)
        with reported_as_storage_error("remove", path):
            self._remove_edited(key)

    def begin_editing(self, key: str, text: str) -> Path:
        """See Repository. Only the user can read the file. It has a folder of its own, because editors put other files
        beside it.
        """
        folder = self._folders.edited_draft(key)
        path = folder / _EDITED
        with reported_as_storage_error("save", path):
            make_folder_durably(self._folders.drafts)
            self._remove_edited(key)
            make_private_folder(folder)
            with open(path, "w", encoding="utf-8", newline="", opener=private) as file:
                file.write(f"{text}\n")
        # This file comes last, because it makes the folder count as a draft.
        replace_durably(folder / _BEGUN, encode_line({"key": key, "text": text}) + b"\n", folder)
        return path

    def edited_text(self, path: Path) -> str | None:
        try:
            return clean(read_regular(path, _MOST_EDITED).decode("utf-8-sig", "replace")).text.rstrip("\n")
        except (OSError, StorageError):
            return None

    def forget_article(self, article_id: str, annotation_ids: Collection[str]) -> None:
        """Remove the article's reading position, the text that was seen, and the unfinished notes in it.

        Raises StorageError.
        """
        with holding_lock(self._folders.state_lock), reported_as_storage_error("save", self._folders.positions):
            positions = self._positions()
            if positions.pop(article_id, None):
                self._write_positions(positions)
            self._folders.seen(article_id).unlink(missing_ok=True)
        with reported_as_storage_error("remove", self._folders.drafts):
            for key in (*self._drafts(), *(key for key, _ in self._edited())):
                if key in annotation_ids or key.partition(":")[0] == article_id:
                    self._remove_draft(key)

    def exported(self) -> dict[str, tuple[ContentHash, ...]]:
        """See Repository. The latest first. Skips damaged entries."""
        found: dict[str, tuple[ContentHash, ...]] = {}
        for path, hashes in _values_in(self._folders.exports).items():
            read = [_hash_from_json(value) for value in hashes] if isinstance(hashes, list) else []
            if known := tuple(one for one in read if one is not None):
                found[path] = known
        return found

    def keep_exported(self, written: Mapping[str, ContentHash]) -> None:
        """See Repository. So, after a crash, the file is known whether it was written or not."""
        with holding_lock(self._folders.state_lock):
            known = self.exported()
            for path, new in written.items():
                before = [one for one in known.pop(path, ()) if one != new]
                known[path] = (new, *before)[:_VERSIONS_A_FILE]
            kept = dict(list(known.items())[-_MOST_FILES:])
            content = encode_line(
                {path: [{"sha256": one.sha256, "size": one.size} for one in hashes] for path, hashes in kept.items()}
            )
            replace_durably(self._folders.exports, content + b"\n", self._folders.state)

    def choices(self) -> dict[str, str]:
        try:
            return self._choices()
        except StorageError:
            # The defaults apply, as on the first day.
            return {}

    def keep_choices(self, choices: Mapping[str, str]) -> Collection[str]:
        with holding_lock(self._folders.state_lock), reported_as_storage_error("save", self._folders.choices):
            known = self._choices()
            content = encode_line({**known, **choices})
            replace_atomically(self._folders.choices, content + b"\n", self._folders.state)
        return [name for name, value in choices.items() if known.get(name) != value]

    def living(self, path: str, ids: Collection[str]) -> FileMemory | None:
        """See Repository. Ignores damaged entries."""
        with reported_as_storage_error("read", self._folders.living):
            _, known = _living(self._folders.living_file(path))
            return known if known is not None or not ids else self._moved_here(ids)

    def keep_living(self, path: str, memory: FileMemory) -> None:
        """See Repository. A power cut may undo that."""
        place = self._folders.living_file(path)
        with reported_as_storage_error("save", place):
            if _living(place) == (path, memory):
                return
            make_folder_durably(self._folders.living)
            front = {key: value if isinstance(value, str) else list(value) for key, value in memory.front.items()}
            content = encode_line({"path": path, "ids": sorted(memory.ids), "front": front})
            replace_atomically(place, content + b"\n", self._folders.living)

    def _loaded(self, read: Callable[[], dict[str, _Value]], what: str) -> dict[str, _Value]:
        try:
            return read()
        except StorageError as error:
            self._tell(f"Could not load {what}: {error.message}. {error.hint}")
            return {}

    def _positions(self) -> dict[str, ReadingPosition]:
        """All that can be read. Raises StorageError."""
        found: dict[str, ReadingPosition] = {}
        for article_id, value in _values_in(self._folders.positions).items():
            # A damaged position must not prevent a person from reading the text.
            with suppress(DamagedError):
                found[article_id] = _position_from_json(value)
        return found

    def _keep_position(self, article_id: str, position: ReadingPosition) -> None:
        """Keep also those that other instances wrote. Callers hold the lock."""
        known = self._positions()
        if article_id in known and not position.seen:
            position = replace(position, seen=known[article_id].seen)
        self._write_positions(known | {article_id: position})

    def _write_positions(self, positions: Mapping[str, ReadingPosition]) -> None:
        content = encode_line({key: _position_to_json(value) for key, value in positions.items()})
        replace_atomically(self._folders.positions, content + b"\n", self._folders.state)

    def _drafts(self) -> dict[str, str]:
        """All that can be read. Raises StorageError."""
        found: dict[str, str] = {}
        with reported_as_storage_error("read", self._folders.drafts):
            for path in self._folders.drafts.glob("*.json"):
                key, text = _key_and_text(path)
                if isinstance(key, str) and isinstance(text, str):
                    found[key] = text
            return found | {key: text for key, text in self._edited() if text}

    def _edited(self) -> Iterator[tuple[str, str]]:
        """The keys of all notes that other programs edit, and what these wrote, empty if they changed nothing.

        Raises OSError.
        """
        for path in self._folders.drafts.glob(f"*/{_BEGUN}"):
            key, begun = _key_and_text(path)
            if isinstance(key, str) and isinstance(begun, str):
                text = self.edited_text(path.with_name(_EDITED))
                yield key, text or "" if text != begun.rstrip("\n") else ""

    def _remove_draft(self, key: str) -> None:
        # In this order: if only one is removed, the older text must not come back.
        self._folders.draft(key).unlink(missing_ok=True)
        self._remove_edited(key)

    def _remove_edited(self, key: str) -> None:
        folder = self._folders.edited_draft(key)
        if folder.is_dir():
            (folder / _BEGUN).unlink(missing_ok=True)
            # Imported here because most commands have no draft.
            import shutil

            shutil.rmtree(folder)

    def _choices(self) -> dict[str, str]:
        """All choices by name. Skips values that are not strings. Raises StorageError."""
        values = _values_in(self._folders.choices)
        return {name: visible(value) for name, value in values.items() if isinstance(value, str)}

    def _moved_here(self, ids: Collection[str]) -> FileMemory | None:
        """What is known about a file that was moved: of the files that are gone, the one with most of these ids."""
        best: tuple[int, FileMemory] | None = None
        for place in sorted(self._folders.living.glob("*.json")):
            path, known = _living(place)
            if known is None:
                continue
            common = len(known.ids.intersection(ids))
            if common and (best is None or common > best[0]) and not os.path.lexists(path):
                best = common, known
        return best[1] if best else None


def _values_in(path: Path) -> dict[str, Any]:
    """The object in a file of JSON; empty if there is none. Raises StorageError."""
    with reported_as_storage_error("read", path):
        try:
            content = strict_json.loads(read_regular(path))
        except (FileNotFoundError, ValueError):
            return {}
    return content if isinstance(content, dict) else {}


# ------------------------------------------------------------------ texts that were seen
# state/seen/<id>.json: {"read": version, "sent": version, "texts": {version: text}, "furniture": {version: ranges},
# "forms": {"read": ranges, "sent": ranges}}; "sent" once threads were.


def _seen_texts(path: Path) -> dict[str, SeenText]:
    """The texts in the file that are what they are named after. Raises OSError."""
    try:
        content = read_regular(path, MOST_IN_TEXT)
        value: Any = strict_json.loads(content)
        is_odd = may_hold_controls(content)
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


def _key_and_text(path: Path) -> tuple[object, object]:
    """The unchecked key and text in a draft's file; twice None if it cannot be read."""
    try:
        value = strict_json.loads(read_regular(path))
    except (OSError, StorageError, ValueError):
        # A damaged draft must not prevent a person from opening the article.
        return None, None
    return (value.get("key"), value.get("text")) if isinstance(value, dict) else (None, None)


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


def _hash_from_json(value: object) -> ContentHash | None:
    size, sha256 = (value.get("size"), value.get("sha256")) if isinstance(value, dict) else (None, None)
    if type(size) is int and isinstance(sha256, str):
        return ContentHash(size, sha256)
    return None


def _living(place: Path) -> tuple[str, FileMemory | None]:
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
