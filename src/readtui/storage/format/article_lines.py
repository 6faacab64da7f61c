"""Reads tags, tombstones, creators and positions from the lines of an article file, mostly without parsing them.

A line is searched only if it looks exactly as readtui writes it. The record in any other line is parsed.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from io import BytesIO
from os import SEEK_END
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from readtui.codec.records import annotation_from_json
from readtui.codec.replies import creator_from_json
from readtui.codec.strict_json import raw_decode
from readtui.errors import DamagedError
from readtui.model.annotation import Annotation, UnreadAnnotation
from readtui.model.creator import Creator
from readtui.model.link import SCHEME
from readtui.quick_pattern import pattern
from readtui.storage.format.lined_table import LinedTable
from readtui.storage.format.record_lines import (
    StoredRecord,
    StoredTables,
    parse_tables,
    record_in_line,
    split_head,
    split_tables,
)
from readtui.storage.format.tables import FORMAT_VERSION, damaged
from readtui.text.clean import visible
from readtui.text.note_links import links_in

# ---------------------------------------------------------------------- one annotation as readtui writes it

STRING = rb'"(?:[^"\\]++|\\.)*+"'
_TAG = rb'\{"purpose": "tagging", "type": "TextualBody", "value": ' + STRING + rb"\}"
_NOTE = rb'\{"format": ' + STRING + rb', "purpose": "commenting", "type": "TextualBody", "value": ' + STRING + rb"\}"
BODIES = rb"(?:(?:" + _TAG + rb"|" + _NOTE + rb")(?:, (?=\{)|(?=\])))*+"
_DELETED = rb'(?:null|(?P<deleted>"(?:[^"\\]++|\\.)++"))'
_CREATOR = rb'(?:"creator": (?P<creator>\{"name": ' + STRING + rb', "type": ' + STRING + rb"\}), )?+"
_HEAD = pattern(
    rb'\{"body": \[(?P<bodies>' + BODIES + rb')\], "conflicts": \[\], "created": ' + STRING + rb', '
    + _CREATOR + rb'"deleted": ' + _DELETED + rb', "'
)  # fmt: skip
_IN_HEAD = (b'"body"', b'"deleted"', b'"creator"')
_TAGS = pattern(rb'"purpose": "tagging", "type": "TextualBody", "value": (' + STRING + rb")")
_WORDS_END = b"]("
_LINK = pattern(re.escape(_WORDS_END) + SCHEME.encode(), re.IGNORECASE)
_THREAD = b'"readtui:thread"'
# In a string the quotation marks would be escaped.
_TARGET = b'"target"'
_QUOTED = _TARGET + b': {"selector": [{"exact": "'
_POSITION = rb'\{"end": (?:(%s),|[0-9]{1,15},) "start": [0-9]+, "type": "TextPositionSelector"'
_KINDS = b'"TextPositionSelector"'
# JSON may escape any letter of a name. readtui escapes only control characters and non-ASCII characters.
_ESCAPE = b"\\u00"
_ESCAPED_ASCII = pattern(rb"\\u00[2-7]")
# What may stand for any letter of a tag.
_ANY_LETTER = (b"\\u", b"\\/")

# ---------------------------------------------------------------------- a file as readtui writes it

_HEAD_TABLES = (b'"format": {\n', b'"article": {\n', b'"annotations": {\n')
# A record's line begins with a quotation mark, which sorts before this.
_TABLE_ENDS = b"}"
_END = b"\n}}\n"
_IS_DELETED = pattern(rb'"deleted"\s*+:\s*+"')
# Python allocates new memory for every larger block.
_BLOCK = 1 << 15
_SPAN = 10_000
"""Code points: near is what ends in the same ten thousand as an offset, or in those before and after."""


class Tagging(NamedTuple):
    """An annotation's tags, whether it has a tombstone, and its creator. ``is_damaged``: its tags cannot be read."""

    tags: tuple[str, ...]
    is_deleted: bool
    creator: Creator | None = None
    is_damaged: bool = False


def tagging(record: Mapping[str, Any]) -> Tagging:
    """The tags and the creator of an annotation. Raises DamagedError for a line that is not JSON."""
    line = _line_of(record)
    if line is not None and (found := _HEAD.match(line, line.find(b'": {') + 3)) and _is_said_once(line, found.end()):
        # In damaged bytes, the pattern finds strings that are none.
        with suppress(ValueError):
            tags, creator = tuple(map(_tag, _TAGS.findall(found["bodies"]))), found["creator"]
            return Tagging(tags, found["deleted"] is not None, _creator(creator) if creator else None)
    value = _parsed(record)
    try:
        annotation = annotation_from_json(value)
        return Tagging(annotation.tags, bool(annotation.deleted), annotation.creator)
    except DamagedError:
        return Tagging((), bool(value.get("deleted")), is_damaged=True)


def records_that_may_have(
    annotations: Mapping[str, Mapping[str, Any]], encoded_tags: Sequence[bytes]
) -> Iterable[tuple[str, Mapping[str, Any]]]:
    """The annotations that may have one of these tags, each encoded as JSON; certainly all that have one.

    Raises DamagedError.
    """
    signs = (*encoded_tags, *_ANY_LETTER)
    if isinstance(annotations, LinedTable):
        return annotations.records_with(signs)
    lines = ((key, record, _line_of(record)) for key, record in annotations.items())
    return [(key, record) for key, record, line in lines if line is None or any(sign in line for sign in signs)]


def is_usual(record: Mapping[str, Any]) -> bool:
    """Whether an annotation certainly is on a passage, is no thread and links nowhere, as most are."""
    line = _line_of(record)
    return (
        line is not None
        and _QUOTED in line
        and line.count(_TARGET) == 1
        and not (_WORDS_END in line or _THREAD in line or _ESCAPE in line)
    )


def live_links(record: Mapping[str, Any]) -> list[str]:
    """The ids that the note of a live annotation links to, in order; none for a damaged annotation."""
    line = _line_of(record)
    if line is not None and not (_WORDS_END in line and _LINK.search(line)) and _ESCAPE not in line:
        return []
    annotation = _live(record)
    return [link.target for link in links_in(annotation.note)] if annotation is not None else []


def is_note_on_article(record: Mapping[str, Any]) -> bool:
    """Whether a live annotation is a note on the whole article; not if it is damaged."""
    line = _line_of(record)
    if line is not None and _QUOTED in line and line.count(_TARGET) == 1 and _ESCAPE not in line:
        return False
    annotation = _live(record)
    return annotation is not None and annotation.quote is None and bool(annotation.note)


def is_thread(record: Mapping[str, Any]) -> bool:
    """Whether a live annotation was begun as a thread; not if it is damaged."""
    line = _line_of(record)
    if line is not None and _THREAD not in line and _ESCAPE not in line:
        return False
    annotation = _live(record)
    return annotation is not None and annotation.is_thread


def _line_of(record: Mapping[str, Any]) -> bytes | None:
    """The line of a record that nobody has parsed yet; None for any other."""
    return record.line if isinstance(record, StoredRecord) else None


def _parsed(record: Mapping[str, Any]) -> Mapping[str, Any]:
    return record.passing_value() if isinstance(record, StoredRecord) else record


def _live(record: Mapping[str, Any]) -> Annotation | None:
    """The annotation; None if it has a tombstone or is damaged."""
    value = _parsed(record)
    try:
        return None if value.get("deleted") else annotation_from_json(value)
    except DamagedError:
        return None


def _is_said_once(line: bytes, end: int) -> bool:
    """Whether the rest of the line, after the head, cannot hold a second field with the name of one in the head.

    JSON lets a later field override an earlier one, and lets a name be written with escapes.
    """
    body, deleted, creator = _IN_HEAD
    is_named_again = line.find(body, end) >= 0 or line.find(deleted, end) >= 0 or line.find(creator, end) >= 0
    return not is_named_again and _ESCAPE not in line


@lru_cache(maxsize=4096)
def _tag(encoded: bytes) -> str:
    """Raises ValueError for bytes that are no string in JSON."""
    tag, _ = raw_decode(encoded.decode())
    assert isinstance(tag, str)
    return tag if tag.isprintable() else visible(tag)


@lru_cache(maxsize=256)
def _creator(encoded: bytes) -> Creator | None:
    """Raises ValueError for bytes that are no object in JSON."""
    value, _ = raw_decode(encoded.decode())
    return creator_from_json(value)


def may_hold_annotation(content: bytes, beginning: str, *, deleted: bool) -> bool:
    """Whether a file may hold an annotation whose id starts with ``beginning``; if ``deleted``, one with a tombstone.

    False is certain, in every layout. True may be wrong.
    """
    is_there = may_contain(content, f'"{beginning}')
    return is_there and (not deleted or not _is_plain(content) or _IS_DELETED.search(content) is not None)


def annotation_keys(path: Path, content: bytes) -> Collection[str]:
    """The ids of a file's annotations, also of those with a tombstone. Raises DamagedError."""
    tables: Mapping[str, Mapping[str, object]] = split_tables(path, content) or parse_tables(path, content)
    return tables.get("annotations", {}).keys()


def may_contain(content: bytes, ascii_text: str) -> bool:
    """Whether a text may occur in a file. False is certain, in every layout. True may be wrong."""
    return not ascii_text.isascii() or not _is_plain(content) or ascii_text.encode() in content


def _is_plain(content: bytes) -> bool:
    """Whether the file is UTF-8, with no escapes of printable ASCII characters."""
    is_utf8 = content.startswith(b"{") and not content.startswith(b"{\0")
    return is_utf8 and _ESCAPED_ASCII.search(content) is None


def read_head(path: Path, file: BinaryIO) -> StoredTables | None:
    """The tables before the annotations; afterwards ``file`` is at the first annotation.

    None for another layout or format version.
    """
    tables = split_head(path, file)
    try:
        version = tables["format"]["1"].get("version") if tables and "1" in tables.get("format", {}) else None
    except DamagedError:
        return None
    return tables if version == FORMAT_VERSION else None


def may_have_replies(file: BinaryIO) -> bool:
    """Whether a table may follow the annotations in the rest of the file. False is certain of a file in readtui's own
    layout; all others are read in another way. Leaves the file where it is.
    """
    begin, ends = file.tell(), 0
    # Only the end of a table is greater than a brace, and looking at each line takes longer in Python.
    while lines := file.readlines(_BLOCK):
        ends += sum(map(_TABLE_ENDS.__lt__, lines))
    file.seek(begin)
    return ends > 1


def each_record(
    path: Path, file: BinaryIO, known: Callable[[bytes], UnreadAnnotation | None]
) -> Iterator[tuple[str, dict[str, Any] | UnreadAnnotation]]:
    """Each annotation's id and record, from a file after ``read_head``; what is ``known`` of a line is not parsed.

    Raises DamagedError, even for valid JSON, if it is not in readtui's own layout.
    """
    last_key = ""
    for line in file:
        if line in (b"},\n", b"}}\n"):
            if line == b"},\n" and any(other in _HEAD_TABLES for other in file):
                raise damaged(path, "is not in readtui's own layout")
            return
        if unread := known(line):
            one: tuple[str, dict[str, Any] | UnreadAnnotation] = unread.id, unread
        else:
            one = record_in_line(path, line)
        if one[0] <= last_key:
            raise damaged(path, f"does not have “{one[0]}” in the right order")
        yield one
        last_key = one[0]
    if last_key or not _has_end(file):
        raise damaged(path, "is cut off")


def _has_end(file: BinaryIO) -> bool:
    """Whether a file without annotations is complete."""
    file.seek(-len(_END), SEEK_END)
    return file.read() == _END


def records_ending_near(path: Path, file: BinaryIO, offset: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """The ids and records of annotations that end near ``offset`` (code points), and a few others.

    Reads the rest of a file after ``read_head``, but never holds all of it in memory. Raises DamagedError as
    ``each_record`` does, but only for lines that it parses.
    """
    position = _position_around(offset)
    for lines in _whole_lines(path, file):
        positions = list(position.finditer(lines))
        # A field's name may be written with escapes; then the pattern misses it.
        is_known = lines.count(_KINDS) == len(positions) and not (b"\\" in lines and b"\\u00" in lines)
        near = (found.span() for found in positions if found.lastindex)
        for line in _lines_with(near, lines) if is_known else lines.splitlines(keepends=True):
            yield record_in_line(path, line)


def _position_around(offset: int) -> re.Pattern[bytes]:
    """A pattern that matches every position, and captures the end if its digits show that it is near ``offset``."""
    near_by = _near(offset)
    tens = range(max(0, near_by.start) // _SPAN, near_by.stop // _SPAN)
    digits = b"|".join(b"%d[0-9]{4}" % span if span else b"[0-9]{1,4}" for span in tens)
    return re.compile(_POSITION.replace(b"%s", digits))


def is_near(end: int, offset: int) -> bool:
    """Whether ``records_ending_near`` finds an annotation with this end around ``offset`` (both in code points)."""
    return end in _near(offset)


def _near(offset: int) -> range:
    span = offset // _SPAN
    return range((span - 1) * _SPAN, (span + 2) * _SPAN)


def _whole_lines(path: Path, file: BinaryIO) -> Iterator[bytes]:
    """The lines of the table of annotations, in blocks of whole lines.

    Raises DamagedError if the table has no end or another layout.
    """
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
    """Raise DamagedError unless the line holds a record of the table.

    A record that takes several lines can end like the table. Then the line before that end is no record.
    """
    key, value = record_in_line(path, line)
    if value.get("id") != key:
        raise damaged(path, "does not have one record per line")


def _table_end(lines: bytes) -> int | None:
    """Where the line that ends the table begins, in bytes; None if it is not among these lines."""
    # Finding the greatest line is faster than searching for two bytes that hardly any block contains.
    if max(BytesIO(lines), default=b"") < _TABLE_ENDS:
        return None
    return 0 if lines.startswith(_TABLE_ENDS) else (lines.find(b"\n" + _TABLE_ENDS) + 1 or None)


def _lines_with(spans: Iterable[tuple[int, int]], lines: bytes) -> Iterator[bytes]:
    end = 0
    for first, last in spans:
        if first >= end:
            start, end = lines.rfind(b"\n", 0, first) + 1, lines.find(b"\n", last) + 1
            yield lines[start:end]
