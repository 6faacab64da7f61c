"""What the lines of an article file say, of most of them without parsing them.

Only lines as readtui writes them are understood so, to the last sign that matters; of any other the record is parsed.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from os import SEEK_END
from pathlib import Path
from typing import Any, BinaryIO

from readtui.codec.records import annotation_from_json
from readtui.errors import DamagedError
from readtui.storage.format.migrations import FORMAT_VERSION
from readtui.storage.format.record_lines import StoredRecord, StoredTables, record_in_line, split_head
from readtui.storage.format.tables import damaged
from readtui.text.clean import visible

_STRING = rb'"(?:[^"\\]++|\\.)*+"'
_TAG = rb'\{"purpose": "tagging", "type": "TextualBody", "value": ' + _STRING + rb"\}"
_NOTE = rb'\{"format": ' + _STRING + rb', "purpose": "commenting", "type": "TextualBody", "value": ' + _STRING + rb"\}"
_BODIES = rb"(?:(?:" + _TAG + rb"|" + _NOTE + rb")(?:, (?=\{)|(?=\])))*+"
_DELETED = rb'(?:null|(?P<deleted>"(?:[^"\\]++|\\.)++"))'
_HEAD = re.compile(
    rb'\{"body": \[(?P<bodies>' + _BODIES + rb')\], "conflicts": \[\], "created": ' + _STRING + rb', "deleted": '
    + _DELETED + rb', "'
)  # fmt: skip
_TAGS = re.compile(rb'"purpose": "tagging", "type": "TextualBody", "value": (' + _STRING + rb")")
_POSITION = rb'\{"end": (?:(%s),|[0-9]{1,15},) "start": [0-9]+, "type": "TextPositionSelector"'
_KINDS = b'"TextPositionSelector"'
_IS_DELETED = re.compile(rb'"deleted"\s*+:\s*+"')
# No record's line begins so, nor with what sorts after it.
_TABLE_ENDS = b"}"
# Any letter of a name may be written so; readtui writes only control characters and what is not ASCII so.
_ESCAPED_ASCII = re.compile(rb"\\u00[2-7]")
# Larger ones are new memory each time.
_BLOCK = 1 << 15
_SPAN = 10_000
_END = b"\n}}\n"
_HEAD_TABLES = (b'"format": {\n', b'"article": {\n', b'"annotations": {\n')


def live_tags(record: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The tags of a live annotation, none of one that is damaged; None for one with a tombstone."""
    line = record.line if isinstance(record, StoredRecord) else None
    if line is not None and (found := _HEAD.match(line, line.find(b'": {') + 3)) and _is_said_once(line, found.end()):
        return None if found["deleted"] else tuple(map(_tag, _TAGS.findall(found["bodies"])))
    value = record.passing_value() if isinstance(record, StoredRecord) else record
    if value.get("deleted"):
        return None
    try:
        return annotation_from_json(value).tags
    except DamagedError:
        return ()


def _is_said_once(line: bytes, end: int) -> bool:
    """Whether nothing after the head of a record's line can say the same fields again, or in another way."""
    return line.find(b'"body"', end) < 0 and line.find(b'"deleted"', end) < 0 and b"\\u00" not in line


def _tag(encoded: bytes) -> str:
    tag: str = json.loads(encoded)
    return tag if tag.isprintable() else visible(tag)


def may_hold_annotation(content: bytes, beginning: str, *, deleted: bool) -> bool:
    """Whether a file's bytes can hold an annotation whose id begins so, with ``deleted`` one with a tombstone.

    False only for a file that holds none, whatever its layout is.
    """
    is_utf8 = content.startswith(b"{") and not content.startswith(b"{\0")
    if not is_utf8 or not beginning.isascii() or _ESCAPED_ASCII.search(content):
        return True
    return f'"{beginning}'.encode() in content and (not deleted or _IS_DELETED.search(content) is not None)


def read_head(path: Path, file: BinaryIO) -> StoredTables | None:
    """What stands before the annotations, which ``file`` is at the beginning of then; None for another layout or
    format.
    """
    tables = split_head(path, file)
    try:
        version = tables["format"]["1"].get("version") if tables and "1" in tables.get("format", {}) else None
    except DamagedError:
        return None
    return tables if version == FORMAT_VERSION else None


def each_record(path: Path, file: BinaryIO) -> Iterator[tuple[str, dict[str, Any]]]:
    """The annotations' ids and records, one after the other, of a file whose head was read.

    Raises DamagedError, also for what is right but not laid out as readtui does it.
    """
    last_key = ""
    for line in file:
        if line in (b"},\n", b"}}\n"):
            if line == b"},\n" and any(other in _HEAD_TABLES for other in file):
                raise damaged(path, "is not in readtui's own layout")
            return
        key, value = record_in_line(path, line)
        if key <= last_key:
            raise damaged(path, f'does not have "{key}" in the right order')
        yield key, value
        last_key = key
    if last_key or not _has_end(file):
        raise damaged(path, "is cut off")


def _has_end(file: BinaryIO) -> bool:
    """Whether a file without annotations is whole."""
    file.seek(-len(_END), SEEK_END)
    return file.read() == _END


def records_ending_near(path: Path, file: BinaryIO, offset: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """The ids and records of the annotations that end within some screens of ``offset`` (code points), and a few more,
    of a file whose head was read. It is never in memory as a whole.

    Raises DamagedError as ``each_record``, but only about the lines that it parses.
    """
    position = _position_around(offset)
    for lines in _whole_lines(path, file):
        positions = list(position.finditer(lines))
        # An escaped letter may be part of a name.
        is_known = lines.count(_KINDS) == len(positions) and not (b"\\" in lines and b"\\u00" in lines)
        near = (found.span() for found in positions if found.lastindex)
        for line in _lines_with(near, lines) if is_known else lines.splitlines(keepends=True):
            yield record_in_line(path, line)


def _position_around(offset: int) -> re.Pattern[bytes]:
    """Finds every position; of those that end near ``offset``, by the digits of their ends, it takes a group."""
    near_by = _near(offset)
    tens = range(max(0, near_by.start) // _SPAN, near_by.stop // _SPAN)
    digits = b"|".join(b"%d[0-9]{4}" % span if span else b"[0-9]{1,4}" for span in tens)
    return re.compile(_POSITION.replace(b"%s", digits))


def is_near(end: int, offset: int) -> bool:
    """Whether an annotation that ends there is among those that are found around ``offset``."""
    return end in _near(offset)


def _near(offset: int) -> range:
    span = offset // _SPAN
    return range((span - 1) * _SPAN, (span + 2) * _SPAN)


def _whole_lines(path: Path, file: BinaryIO) -> Iterator[bytes]:
    """The lines of the annotations' table, many at once. Raises DamagedError if it has no end, or another layout."""
    rest = last = b""
    while block := file.read(_BLOCK):
        lines = rest + block
        end = _table_end(lines)
        if end is not None:
            _check_is_record(path, _last_line(lines[:end]) or last)
            yield lines[:end]
            return
        whole = lines.rfind(b"\n") + 1
        yield lines[:whole]
        last = _last_line(lines[:whole]) or last
        rest = lines[whole:]
    if rest or not _has_end(file):
        raise damaged(path, "is cut off")


def _last_line(lines: bytes) -> bytes:
    return lines[lines.rfind(b"\n", 0, -1) + 1 :]


def _check_is_record(path: Path, line: bytes) -> None:
    """Raise DamagedError unless it is a record of the table: what ends one that lies on several lines ends no table."""
    key, value = record_in_line(path, line)
    if value.get("id") != key:
        raise damaged(path, "does not have one record per line")


def _table_end(lines: bytes) -> int | None:
    """Where the line begins that ends the table; None if it is not among these."""
    # The greatest line is found sooner than two bytes that hardly any block has.
    if max(BytesIO(lines), default=b"") < _TABLE_ENDS:
        return None
    return 0 if lines.startswith(_TABLE_ENDS) else (lines.find(b"\n" + _TABLE_ENDS) + 1 or None)


def _lines_with(spans: Iterable[tuple[int, int]], lines: bytes) -> Iterator[bytes]:
    end = 0
    for first, last in spans:
        if first >= end:
            start, end = lines.rfind(b"\n", 0, first) + 1, lines.find(b"\n", last) + 1
            yield lines[start:end]
