"""Annotations whose lines are exactly as readtui encodes them: a merge and the doctor need not parse these, and an
annotation is read from one without the parser.

Every other line, valid or not, is left to the parser. Most annotations of a library that is merged in are on one side
alone, or the same on both but for their creator; and most passages are where they were.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from sys import intern
from typing import Any, NamedTuple

from readtui.codec.attribution import Attribution, somebody
from readtui.codec.record_marks import NAMED
from readtui.codec.replies import creator_from_json, creator_to_json, is_only_known
from readtui.codec.strict_json import encode_line, raw_decode
from readtui.errors import DamagedError
from readtui.model.annotation import AnchorState, Annotation, Origin, UnreadAnnotation
from readtui.model.creator import Creator
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.quick_dataclass import dataclass
from readtui.quick_pattern import pattern
from readtui.storage.format.article_lines import BODIES, STRING
from readtui.storage.format.lined_table import encode_tables
from readtui.storage.format.record_lines import (
    ANNOTATIONS_BEGIN,
    StoredRecord,
    StoredTables,
    line_of,
    parse_tables,
    record_in_line,
    split_head,
    split_tables,
)
from readtui.storage.format.tables import ARTICLE_FORMAT, FORMAT_VERSION, REPLIES_TABLE, Records, Tables, format_version
from readtui.text.clean import shown, visible

_SAYS_MORE = pattern(rb'"conflicts"\s*:\s*\[(?!\s*\])|"%b"\s*:' % REPLIES_TABLE.encode())
_NAMED = pattern(rb'"creator"\s*:\s*(\{[^{}]*\}?)')
# Only as readtui encodes it, so that a line with such strings is what encoding its record yields.
_CANONICAL = rb'"[^"\\\x00-\x1f\x7f]*+(?:\\["\\bfnrt][^"\\\x00-\x1f\x7f]*+)*+"'
_NUMBER = rb"(?:0|[1-9][0-9]{0,14}+)"
_ID = rb"[0-9A-Za-z_-]{1,99}+"
_DEVICE = rb"[0-9A-Za-z_.-]++"
_LINE = (
    rb'"(?P<key>%(id)b)": \{"body": \[(?P<bodies>%(bodies)b)\], "conflicts": \[\], "created": (?P<created>%(text)b), '
    rb'(?:"creator": (?P<creator>\{"name": %(text)b, "type": %(text)b\}), )?+(?P<deleted>)"deleted": null, '
    rb'"id": "(?P=key)", "modified": (?P<modified>%(text)b), "motivation": %(text)b, '
    rb'"readtui:anchor": "(?P<anchor>[a-z]++)", "readtui:color": (?P<color>null|%(text)b), '
    rb'(?:"readtui:origin": \{"end": (?P<was_end>%(number)b), "exact": (?P<was_exact>%(text)b), '
    rb'"start": (?P<was_start>%(number)b), "textVersion": (?P<was_in>%(text)b)\}, )?+'
    rb'"readtui:textVersion": "(?P<version>[0-9A-Za-z]*+)", (?:"readtui:why": (?P<why>%(text)b), )?+'
    rb'"target": \{"selector": \[\{"exact": (?P<exact>%(text)b), "prefix": (?P<prefix>%(text)b), '
    rb'"suffix": (?P<suffix>%(text)b), "type": "TextQuoteSelector"\}, \{"end": (?P<end>%(number)b), '
    rb'"start": (?P<start>%(number)b), "type": "TextPositionSelector"\}\], "source": "(?P<article>%(id)b)"\}, '
    rb'"type": "Annotation", "v": \{(?P<vector>(?:"%(device)b": %(number)b(?:, (?=")|(?=\})))*+)\}\}'
    % {
        b"id": _ID,
        b"text": _CANONICAL,
        b"number": _NUMBER,
        b"bodies": BODIES.replace(STRING, _CANONICAL),
        b"device": _DEVICE,
    }
)
_PLAIN, _PLAIN_TEXT = pattern(_LINE), pattern(f"{_LINE.decode()},?\n")
_DEVICES = pattern(rb'"(%b)": ' % _DEVICE)
_NAMED_ENTRY = b'"%b"' % NAMED.encode()
_NAMED_ONCE = b"%b: 1" % _NAMED_ENTRY
_END = b"\n}}\n"
_NEXT = b",\n"
_OF_FORMAT = {"1": {"name": ARTICLE_FORMAT, "version": FORMAT_VERSION}}
_BEGIN = encode_tables({"format": _OF_FORMAT, "article": {}}).removesuffix(_END)
_ANNOTATIONS = b"\n}" + _NEXT + ANNOTATIONS_BEGIN
_CLOSING, _BETWEEN = len(b"}}"), len(_NEXT)
_ASKED = ("key", "creator", "was_end", "was_start", "end", "start", "article", "vector")
_FORMAT, _TAG_BEGINS = '{"format": ', '{"purpose": "tagging", '
_NOTE_BEGINS = '{"format": "text/markdown", "purpose": "commenting", "type": "TextualBody", "value": '
_SETTLED = (AnchorState.EXACT.value, AnchorState.MOVED.value)
_STATES = {state.value.encode(): state for state in (AnchorState.EXACT, AnchorState.MOVED)}


class PlainLine(NamedTuple):
    """The line of a live annotation exactly as readtui encodes it: it has one version, is whole, and has no field that
    this version does not know. ``creator``: its JSON value.
    """

    line: bytes
    key: str
    article_id: str
    creator: Mapping[str, Any] | None
    deleted: int
    """Where the field after the creator begins, in bytes."""
    vector: int
    """Where the entries of the version vector begin, in bytes."""
    anchor: bytes
    text_version: bytes
    exact: bytes
    start: int
    end: int
    is_moved: bool

    def state_in(self, text: str, text_version: str) -> AnchorState | None:
        """What ``anchoring.anchor.place`` says of the passage in this text: that it is where it was said to be.

        None if its place has to be looked for, or if it was in another text before.
        """
        if self.is_moved or self.text_version != text_version.encode():
            return None
        exact: str = raw_decode(self.exact.decode())[0]
        is_there = exact and text[self.start : self.end] == (exact if exact.isprintable() else shown(exact))
        return _STATES.get(self.anchor) if is_there else None

    def counts(self, device: str) -> bool:
        """Whether the version vector has an entry of the device."""
        return b'"%b": ' % device.encode() in self.line[self.vector :]

    def by(self, creator: Creator) -> bytes:
        """The line of an annotation that names nobody with this creator, as one version more."""
        before, rest = self.line[: self.deleted], self.line[self.deleted : self.vector]
        return b"%b%b%b%b}}" % (before, creator_in_line(creator), rest, _named(self.line[self.vector : -2]))


@lru_cache(maxsize=256)
def creator_in_line(creator: Creator) -> bytes:
    """The field of a creator in the line of an annotation."""
    return b'"creator": %b, ' % encode_line(creator_to_json(creator))


@lru_cache(maxsize=4096)
def _named(vector: bytes) -> bytes:
    """The entries of a version vector with the one for the creator's name; empty if it has that one."""
    if _NAMED_ENTRY in vector:
        return b""
    return b", ".join(sorted([*vector.split(b", "), _NAMED_ONCE])) if vector else _NAMED_ONCE


@lru_cache(maxsize=256)
def _creator_value(encoded: bytes) -> Mapping[str, Any]:
    value: Mapping[str, Any] = raw_decode(encoded.decode())[0]
    return value


def plain_line(line: bytes) -> PlainLine | None:
    """What a merge asks of an annotation's line in UTF-8; None for one that has to be parsed."""
    found = _PLAIN.fullmatch(line)
    if found is None:
        return None
    key, encoded, anchor, was_end, was_start, version, exact, end, start, article, vector = found.group(
        "key", "creator", "anchor", "was_end", "was_start", "version", "exact", "end", "start", "article", "vector"
    )
    if not _is_in_order(start, end, was_start, was_end, vector) or (encoded is None and _NAMED_ENTRY in vector):
        return None
    creator = None if encoded is None else _creator_value(encoded)
    deleted, entries = found.start("deleted"), found.start("vector")
    is_moved, article_id = was_end is not None, article.decode()
    places = int(start), int(end), is_moved
    return PlainLine(line, key.decode(), article_id, creator, deleted, entries, anchor, version, exact, *places)


def _is_in_order(start: bytes, end: bytes, was_start: bytes | None, was_end: bytes | None, vector: bytes) -> bool:
    """Whether no passage ends before it starts, and the devices of a version vector are sorted."""
    if int(start) > int(end) or (was_start and was_end and int(was_start) > int(was_end)):
        return False
    return _is_sorted(vector)


@lru_cache(maxsize=4096)
def _is_sorted(vector: bytes) -> bool:
    return b"," not in vector or (names := _DEVICES.findall(vector)) == sorted({*names})


def unread_in(article_id: str, line: bytes) -> UnreadAnnotation | None:
    """The article's annotation in this line of a file, left unread but for its place; None for one to be parsed."""
    try:
        if (found := _PLAIN_TEXT.fullmatch(text := line.decode())) is None:
            return None
        # fmt: off
        (
            key, bodies, created, creator, _, modified, anchor, color, was_end, was_exact, was_start, was_in, version,
            why, exact, prefix, suffix, end, start, article, vector,
        ) = found.groups("")
        # fmt: on
        first, last = int(start), int(end)
        is_usual = (
            article == article_id
            and anchor in _SETTLED
            and first <= last
            and (not was_end or int(was_start) <= int(was_end))
        )
        if creator:
            _creator_known(creator)
        tags, note = _split_bodies(bodies) if bodies else ("", "")
    except ValueError:
        return None
    if not is_usual:
        return None
    origin = (was_in, was_start, was_end, was_exact) if was_end else ("",)
    rest = "\0".join((key, article, created, modified, color, note, version, anchor, why, creator, vector, *origin))
    if "\\" not in text and text.isascii():
        words = prefix[1:-1], exact[1:-1], suffix[1:-1]
    else:
        words = _text(prefix), _text(exact), _text(suffix)
    return UnreadAnnotation(key, version, first, last, words, _tags(tags) if tags else (), bool(note), rest, _whole)


def _whole(rest: str, tags: tuple[str, ...], quote: TextQuoteSelector, position: TextPositionSelector) -> Annotation:
    """The annotation that was left unread."""
    key, article, created, modified, color, note, version, anchor, why, creator, vector, *origin = rest.split("\0")
    was_in, was_start, was_end, was_exact = origin if len(origin) > 1 else ("", "", "", "")
    return Annotation(
        key,
        intern(article),
        intern(_line(created)),
        intern(_line(modified)),
        quote,
        position,
        None if color == "null" else intern(_line(color)),
        tags,
        _text(note) if note else "",
        intern(version),
        AnchorState(anchor),
        Origin(_line(was_in), int(was_start), int(was_end), _text(was_exact)) if was_end else None,
        _line(why) if why else "",
        _creator_known(creator) if creator else None,
        versions={intern(device): count for device, count in raw_decode(f"{{{vector}}}")[0].items()},
    )


def _split_bodies(bodies: str) -> tuple[str, str]:
    """The bodies with tags, and the note. Raises ValueError if readtui would order or write them otherwise."""
    tags, _, note = bodies.partition(_NOTE_BEGINS)
    if _FORMAT in tags or _FORMAT in note or _TAG_BEGINS in note:
        raise ValueError("these bodies are not as readtui writes them")
    return tags.removesuffix(", "), note.removesuffix("}")


@lru_cache(maxsize=4096)
def _tags(encoded: str) -> tuple[str, ...]:
    values = [one["value"] for one in raw_decode(f"[{encoded}]")[0]]
    return tuple(intern(one if one.isprintable() else visible(one)) for one in values)


def _line(encoded: str) -> str:
    """A string in JSON as ``fields.line`` returns it."""
    found: str = raw_decode(encoded)[0] if "\\" in encoded else encoded[1:-1]
    return found if found.isprintable() else visible(found)


def _text(encoded: str) -> str:
    """A string in JSON as ``fields.text`` returns it."""
    found: str = raw_decode(encoded)[0] if "\\" in encoded else encoded[1:-1]
    return found if found.isprintable() else shown(found)


@lru_cache(maxsize=256)
def _creator_known(encoded: str) -> Creator:
    """Raises ValueError for a value that says more than this version knows."""
    value = raw_decode(encoded)[0]
    creator = creator_from_json(value)
    if creator is None or not is_only_known(value):
        raise ValueError("the creator is not as readtui writes it")
    return creator


def line_after_merge(theirs: PlainLine, ours: PlainLine | None, attribution: Attribution) -> bytes | None:
    """The line of an annotation after the merge; None if its versions must be compared.

    It is what ``Attribution.of_record`` and ``merged_record`` make of these records.
    """
    if ours is None and theirs.creator is None:
        attribution.named += 1
        return theirs.by(attribution.creator)
    if ours is not None and ours.creator is not None and theirs.creator is None:
        known = somebody(ours.creator)
        return ours.line if known and theirs.by(known) == ours.line else None
    if ours is not None and theirs.line != ours.line:
        return None
    return theirs.line if theirs.creator is None or attribution.are_settled([theirs.creator]) else None


@dataclass(slots=True)
class PartlyParsed:
    """A library file: its ``tables`` without annotations whose lines are plain, and these ``lines`` by their ids."""

    path: Path
    tables: Tables
    lines: dict[str, PlainLine]

    def parse(self, keys: Iterable[str]) -> None:
        """Move these annotations from the lines to the tables."""
        parsed = dict(record_in_line(self.path, self.lines.pop(key).line) for key in keys)
        if parsed:
            self.tables["annotations"] = {**self.tables.get("annotations", {}), **parsed}

    def records(self) -> Mapping[str, Records]:
        """The tables with all annotations, those of the lines as they are."""
        return with_lines(self.path, self.tables, {key: one.line for key, one in self.lines.items()})

    def encoded(self) -> bytes:
        """The bytes of the file in readtui's own layout."""
        return encode_tables(self.records())


def partly_parsed(path: Path, content: bytes) -> PartlyParsed:
    """A library file of which only what is not plain is parsed. Raises DamagedError, naming ``path``.

    Parses all of a file with replies, because these change annotations.
    """
    # The parser reports what is wrong, and where in the file.
    with suppress(DamagedError, ValueError):
        content.isascii() or content.decode()
        split = _split_plain(path, content) or _split(path, content)
        if split and format_version(path, split[0]) == FORMAT_VERSION:
            tables = {name: {key: one.value() for key, one in table.items()} for name, table in split[0].items()}
            return PartlyParsed(path, tables, split[1])
    return PartlyParsed(path, parse_tables(path, content), {})


def _split_plain(path: Path, content: bytes) -> tuple[StoredTables, dict[str, PlainLine]] | None:
    """The tables before the annotations, and the lines of these, if all are plain and nothing follows."""
    tables = split_head(path, file := BytesIO(content)) or {}
    if not content.endswith(_END) or not tables.keys().isdisjoint(("annotations", REPLIES_TABLE)):
        return None
    found = [plain_line(line) for line in content[file.tell() : -len(_END)].split(_NEXT)]
    lines = {line.key: line for line in found if line and [line.article_id] == [*tables.get("article", {})]}
    return (tables, lines) if len(lines) == len(found) else None


def _split(path: Path, content: bytes) -> tuple[StoredTables, dict[str, PlainLine]] | None:
    """The tables without those annotations whose lines are plain, and these lines; None for another layout."""
    tables = split_tables(path, content)
    if tables is None or REPLIES_TABLE in tables:
        return None
    found = [plain_line(record.line or b"") for record in tables.get("annotations", {}).values()]
    lines = {line.key: line for line in found if line and [line.article_id] == [*tables.get("article", {})]}
    others = {key: one for key, one in tables.get("annotations", {}).items() if key not in lines}
    return ({**tables, "annotations": others} if lines else tables), lines


def with_lines(path: Path, tables: Tables, lines: Mapping[str, bytes]) -> Mapping[str, Records]:
    """The tables with these annotations, each of which stays as its line is."""
    if not lines:
        return tables
    records = {key: StoredRecord(path, line, len(f'"{key}": ')) for key, line in lines.items()}
    return {**tables, "annotations": {**tables.get("annotations", {}), **records}}


class ForeignFile(NamedTuple):
    """A file of another library that is not in this one. ``record``: the article's. ``content``: the bytes of the file
    here, where each annotation has a creator. ``creators``: those whom annotations named there, as JSON values.
    ``named``: how many named nobody.
    """

    record: dict[str, Any]
    content: bytes
    creators: Sequence[object]
    named: int


def brought(path: Path, content: bytes, article_id: str, creator: Creator) -> ForeignFile | None:
    """What a merge takes from a file of which this library has nothing; None for one that has to be parsed.

    The lines of annotations are those that ``line_after_merge`` passes on.
    """
    ends = content.find(b"\n", len(_BEGIN))
    if not content.startswith(_BEGIN) or not content.startswith(_ANNOTATIONS, ends):
        return None
    line = content[len(_BEGIN) : ends]
    try:
        content.isascii() or content.decode()
        named_so, record = record_in_line(path, line)
    except (DamagedError, ValueError):
        return None
    if named_so != article_id or record.get("conflicts") != [] or "v" not in record:
        return None
    if line_of(article_id, record) != line:
        return None
    at, kept = ends + len(_ANNOTATIONS), 0
    wanted, last = article_id.encode(), b""
    given, parts, creators, named = creator_in_line(creator), list[bytes](), set[bytes](), 0
    match, asked = _PLAIN.match, [_PLAIN.groupindex[name] for name in _ASKED]
    while found := match(content, at):
        key, encoded, was_end, was_start, end, start, article, vector = found.group(*asked)
        if key <= last or article != wanted or not _is_in_order(start, end, was_start, was_end, vector):
            return None
        at, last = found.end(), key
        if encoded is not None:
            creators.add(encoded)
        elif not (becoming := _named(vector)):
            return None
        else:
            named += 1
            deleted, entries = found.start("deleted"), found.start("vector")
            parts += content[kept:deleted], given, content[deleted:entries], becoming
            kept = at - _CLOSING
        if not content.startswith(_NEXT, at):
            break
        at += _BETWEEN
    if found is None or content[at:] != _END:
        return None
    return ForeignFile(record, b"".join([*parts, content[kept:]]), [*map(_creator_value, creators)], named)


def creators_of_settled(content: bytes) -> list[object] | None:
    """The creators that a file's records name, each once; None if it has replies or records with several versions.

    Only with those, merging a file with itself may change it.
    """
    try:
        return (
            None
            if _SAYS_MORE.search(content)
            else [raw_decode(one.decode())[0] for one in set(_NAMED.findall(content))]
        )
    except (ValueError, RecursionError):
        return None
