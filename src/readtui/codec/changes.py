"""Converts a change to a JSON value, one line of the history, and back."""

import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from readtui.codec import fields
from readtui.codec.record_kinds import BY_NAME, kind_of, record_to_json
from readtui.codec.strict_json import encode_line, raw_decode
from readtui.errors import DamagedError
from readtui.model.change import Change, Edit, LaterEdits

# A bulk change of a large library would fill the history with records that hardly differ.
_PACKED_FROM = 100
_MOST_BYTES = 1_000_000_000
_AT_ONCE = 1 << 18
# The lines of one change are much alike; higher levels save little and take several times as long.
_LEVEL = 1


def change_to_json(change: Change) -> dict[str, Any]:
    """The change with each record before and after."""
    value: dict[str, Any] = {"id": change.id, "at": change.at, "what": change.what}
    if change.undoes:
        value["undoes"] = change.undoes
    if change.redoes:
        value["redoes"] = change.redoes
    if change.by_itself:
        value["byItself"] = True
    if change.keeps_versions:
        value["keepsVersions"] = True
    if change.window:
        value["window"] = change.window
    if len(change.edits) < _PACKED_FROM:
        value["edits"] = [_edit_to_json(edit) for edit in change.edits]
        return value
    article_ids = sorted({edit.article_id for edit in change.edits})
    lines = (encode_line(_edit_to_delta(edit)) for edit in change.edits)
    kinds = sorted({kind_of(edit.after).name for edit in change.edits})
    value["packed"] = {"count": len(change.edits), "articles": article_ids, "types": kinds, "edits": packed(lines)}
    return value


def change_from_json(value: object) -> Change:
    """Read a change from a line of the history. Raises DamagedError."""
    found = fields.mapping(value, "history", "change")
    where = fields.named("change", found.get("id"))
    return Change(
        id=fields.identifier(found, where, "id"),
        at=fields.line(found, where, "at"),
        what=fields.line(found, where, "what"),
        edits=_edits_from_json(found, where),
        undoes=fields.line(found, where, "undoes", ""),
        redoes=fields.line(found, where, "redoes", ""),
        by_itself=found.get("byItself") is True,
        keeps_versions=found.get("keepsVersions") is True,
        window=fields.line(found, where, "window", ""),
    )


def is_of_newer_version(value: object) -> bool:
    """Whether an unreadable line is a change to a kind of record that only a newer version knows."""
    if not isinstance(value, dict):
        return False
    edits, large = value.get("edits"), value.get("packed")
    kinds = [edit.get("type") for edit in edits if isinstance(edit, dict)] if isinstance(edits, list) else []
    if isinstance(large, dict) and isinstance(types := large.get("types"), list):
        kinds += types
    return any(isinstance(kind, str) and kind not in BY_NAME for kind in kinds)


def _edit_to_json(edit: Edit) -> dict[str, Any]:
    before = None if edit.before is None else record_to_json(edit.before)
    return {"type": kind_of(edit.after).name, "before": before, "after": record_to_json(edit.after)}


def _edit_to_delta(edit: Edit) -> dict[str, Any]:
    """The record before, and the fields that differ afterwards. Their order does not matter."""
    if edit.before is None:
        return _edit_to_json(edit)
    before, after = record_to_json(edit.before), record_to_json(edit.after)
    value = {"type": kind_of(edit.after).name, "before": before}
    value["set"] = {name: field for name, field in after.items() if name not in before or before[name] != field}
    if removed := [name for name in before if name not in after]:
        value["removed"] = removed
    return value


def _edits_from_json(value: dict[str, object], where: str) -> Sequence[Edit]:
    if "packed" not in value:
        return tuple(_edit_from_json(edit, where) for edit in fields.objects(value, where, "edits"))
    found = fields.mapping(value["packed"], where, "packed")
    text = found.get("edits")
    if not isinstance(text, str):
        raise fields.wrong_value(where, "edits", "text", text)
    for kind in fields.texts_as_written(found, where, "types"):
        _require_known(kind, where)
    article_ids = fields.texts_as_written(found, where, "articles")
    return LaterEdits(fields.whole_number(found, where, "count"), article_ids, partial(_unpacked_edits, text, where))


def _unpacked_edits(text: str, where: str) -> Iterator[Edit]:
    """Raises DamagedError."""
    try:
        for line in unpacked(text):
            value, _ = raw_decode(line.decode())
            yield _edit_from_delta(fields.mapping(value, where, "edit"), where)
    except (ValueError, RecursionError) as error:
        raise DamagedError(f"{where}: {error}") from error


def _edit_from_delta(value: dict[str, object], where: str) -> Edit:
    if "set" not in value:
        return _edit_from_json(value, where)
    before = fields.mapping(value.get("before"), where, "before")
    removed = fields.texts_as_written(value, where, "removed")
    after = {name: field for name, field in before.items() if name not in removed}
    return _edit_from_json({**value, "after": after | fields.mapping(value["set"], where, "set")}, where)


def _edit_from_json(value: dict[str, object], where: str) -> Edit:
    kind = fields.line(value, where, "type")
    _require_known(kind, where)
    read = BY_NAME[kind].from_json
    before = value.get("before")
    return Edit(before=None if before is None else read(before), after=read(value.get("after")))


def _require_known(kind: str, where: str) -> None:
    if kind not in BY_NAME:
        raise fields.wrong_value(where, "type", "one of " + ", ".join(BY_NAME), kind)


def packed(lines: Iterable[bytes]) -> str:
    """The lines, none of which contains a line end."""
    compressor, pieces = zlib.compressobj(_LEVEL), []
    waiting: list[bytes] = []
    size = 0
    for line in lines:
        waiting += (line, b"\n")
        size += len(line)
        if size > _AT_ONCE:
            pieces.append(compressor.compress(b"".join(waiting)))
            waiting, size = [], 0
    pieces += (compressor.compress(b"".join(waiting)), compressor.flush())
    return b64encode(b"".join(pieces)).decode()


def unpacked(text: str) -> Iterator[bytes]:
    """The lines. Raises ValueError if anything in them has been changed."""
    try:
        compressed, decompressor = b64decode(text, validate=True), zlib.decompressobj()
        content = decompressor.decompress(compressed, _MOST_BYTES)
    except zlib.error as error:
        raise ValueError(f"cannot be unpacked ({error})") from error
    if not decompressor.eof or decompressor.unused_data:
        raise ValueError("cannot be unpacked (cut off, or too large)")
    yield from content.split(b"\n")[:-1]
