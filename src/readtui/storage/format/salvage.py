"""Salvages a damaged library file: finds every record that parses on its own, and nothing else. Pure.

Makes one pass over the braces, in linear time for any input. A JSON string cannot contain raw control characters, so
each line end (and each NUL of a hole in the file) ends a string that damage left open. In readtui's own layout, with
one record per line, damage therefore costs only the lines that it touches. Other layouts are read in the same way.
"""

import json
import re
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeGuard

from readtui.codec import strict_json
from readtui.codec.fields import LARGEST_NUMBER
from readtui.codec.record_kinds import BY_TABLE
from readtui.codec.record_versions import later_record, merged_record
from readtui.errors import DamagedError
from readtui.model.annotation import AnchorState
from readtui.quick_dataclass import dataclass
from readtui.storage.format.tables import ARTICLE_FORMAT, CODEBOOK_FORMAT, REPLIES_TABLE, REVIEW_TABLE, Tables

_STRING = r'"(?:[^"\\\x00-\x1f]++|\\[^\x00-\x1f])*+'
_OPENS = r"\s*+:\s*+\{"
# Skips everything but braces, including strings that name no object and strings left open; then matches a brace, with
# its name if it has one. All quantifiers are possessive, and each match starts where the last one ended, so the pattern
# reads each byte only a few times.
_BRACE = re.compile(
    rf'(?:[^"{{}}]++|{_STRING}"(?!{_OPENS})|{_STRING}(?!"))*+(?:(?P<name>{_STRING}"){_OPENS}|(?P<brace>[{{}}]))'
)
_INVALID_BYTES = re.compile("[\udc80-\udcff]+")
_TABLES = ("format", *BY_TABLE)
_NOT_COUNTED = frozenset({*_TABLES, "body", "target", "selector", "conflicts", "v", "readtui:origin", "creator"})
_MOST_OPEN = 1_000
_MOST_NESTED = 40
_MOST_VERSIONS = 20
_TOLD_BY = {"annotations": "id", "article": "id", "tags": "name", "views": "id", "replies": "id"}
_MOST_TRIED = 1_000
# Without one of these, an entry of a list would mean something else.
_KIND = frozenset({"type", "purpose", "value", "exact"})
_WORDS = "TextQuoteSelector"
_PLACE = "TextPositionSelector"


@dataclass(frozen=True, slots=True)
class ReadablePart:
    """The records that still parse, by table and id; tables without any are left out.

    ``partial``: the readable fields of records that have a wrong field, unless the file has the whole record elsewhere.
    ``lost_keys``: the ids of records that could not be read but left their id in the file.
    """

    tables: Tables
    partial: Tables
    lost_keys: frozenset[str]

    @property
    def lost(self) -> int:
        """The number of ``lost_keys``."""
        return len(self.lost_keys)


@dataclass(frozen=True, slots=True)
class _Found:
    """A record in the file, or the readable part of it if it is not whole."""

    table: str
    key: str
    value: dict[str, Any]
    is_whole: bool = True


@dataclass(slots=True)
class _Open:
    """An object whose end has not been found yet. ``nested``: how many levels of objects it holds so far."""

    start: int
    name: str | None
    holds_record: bool = False
    nested: int = 0


def salvage(data: bytes) -> ReadablePart:
    """The records in a damaged article file or codebook.

    A record is an object under its own id that the codec accepts and that contains no other record (if a record is cut
    off, the lines after it look like its fields). Several records with the same id are merged: git leaves the versions
    of two branches between its conflict markers.
    """
    # Bytes that are not UTF-8 become NULs. JSON refuses them, so a record with such a byte is not accepted.
    text = _INVALID_BYTES.sub("\x00", data.decode("utf-8", "surrogateescape"))
    is_list = text.lstrip("\ufeff \t\r\n").startswith("[")
    versions: dict[tuple[str, str], list[dict[str, Any]]] = {}
    partial: Tables = {}
    lost: set[str] = set()
    # Bounded, because garbage may open objects without end; the outermost are forgotten first.
    opened: deque[_Open] = deque(maxlen=_MOST_OPEN)
    position = 0
    while match := _BRACE.match(text, position):
        position = match.end()
        if match["brace"] != "}":
            opened.append(_Open(position - 1, match["name"]))
            continue
        if not opened:
            continue
        closed = opened.pop()
        outer = opened[-1] if opened else None
        found = None
        if not closed.holds_record and closed.nested < _MOST_NESTED and (closed.name or (is_list and outer is None)):
            in_tags = outer is not None and outer.name == '"tags"'
            found = _record(text[closed.start : position], closed.name, in_tags, lost)
            if found is not None and found.is_whole:
                _keep(versions.setdefault((found.table, found.key), []), found.value)
            elif found is not None:
                partial.setdefault(found.table, {}).setdefault(found.key, found.value)
        elif closed.holds_record:
            _count(closed.name, lost)
        if outer is not None:
            outer.holds_record |= found is not None or closed.holds_record
            outer.nested = max(outer.nested, closed.nested + 1)
    for unclosed in opened:
        _count(unclosed.name, lost)
    tables: Tables = {}
    for table, key in sorted(versions, key=lambda place: _TABLES.index(place[0])):
        tables.setdefault(table, {})[key] = _merged(table, versions[table, key])
    partial = {
        name: parts
        for name, records in partial.items()
        if (parts := {key: value for key, value in records.items() if key not in tables.get(name, {})})
    }
    # A card has the id of its annotation, but does not make up for that.
    saved = {
        key for found in (tables, partial) for name, table in found.items() if name != REVIEW_TABLE for key in table
    }
    return ReadablePart(tables, partial, frozenset(lost - saved))


def _record(source: str, name: str | None, in_tags: bool, lost: set[str]) -> _Found | None:
    """The record in ``source``, if it is one; otherwise adds the name of a lost record to ``lost``."""
    try:
        key = None if name is None else strict_json.loads(name)
        value: Any = strict_json.loads(source)
    except (ValueError, RecursionError):
        _count(name, lost)
        return None
    if key == "1" and value.get("name") in (ARTICLE_FORMAT, CODEBOOK_FORMAT) and type(value.get("version")) is int:
        return _Found("format", key, value)
    table = _table_of(value)
    read = BY_TABLE[table].from_json
    if table == "tags" and not in_tags and "v" not in value:
        # Any object may have a name. Outside of its table, only a version vector shows that it is a tag.
        return None
    own = value.get("name" if table == "tags" else "id")
    if not isinstance(own, str) or key not in (own, None):
        if table != "tags":
            # Nobody can know which of the two ids is right, and a record under the wrong one would be an invention.
            _count(name, lost)
        return None
    for possible in (value, _as_orphan(value)) if table == "annotations" else (value,):
        try:
            read(possible)
        except DamagedError:
            continue
        return _Found(table, own, possible)
    if table == REVIEW_TABLE:
        # Half a card would ask at a wrong time. Without it, the highlight counts as new.
        _count(name, lost)
        return None
    part = readable_part(table, _as_orphan(value) if table == "annotations" else value, read)
    if part is None:
        _count(name, lost)
        return None
    return _Found(table, own, part, is_whole=False)


def _as_orphan(value: Mapping[str, Any]) -> dict[str, Any]:
    """The annotation with impossible positions, such as an end before the start, replaced by guesses.

    It becomes an orphan until a person assigns it a passage. Its note, tags and quote stay as they are.
    """
    found = dict(value)
    target = value["target"]
    selectors = target.get("selector") if isinstance(target, dict) else None
    if isinstance(selectors, list) and all(isinstance(one, dict) for one in selectors):
        words = [one.get("exact") for one in selectors if one.get("type") == "TextQuoteSelector"]
        length = len(words[0]) if words and isinstance(words[0], str) else 0
        mended = [_guessed(one, length) if _is_impossible(one) else one for one in selectors]
        if mended != selectors:
            # Without a quote there is nothing to search for, so the annotation is on the whole article.
            kept = [one for old, one in zip(selectors, mended, strict=True) if length or old == one]
            found["target"] = {**target, "selector": kept}
            found["readtui:anchor"] = AnchorState.ORPHAN.value
    origin = value.get("readtui:origin")
    if isinstance(origin, dict) and not _is_range(origin):
        del found["readtui:origin"]
    elif isinstance(origin, dict) and isinstance(place := origin.get("acceptedPlace"), dict) and not _is_range(place):
        found["readtui:origin"] = {name: kept for name, kept in origin.items() if name != "acceptedPlace"}
    return found


def _is_impossible(selector: Mapping[str, Any]) -> bool:
    return selector.get("type") == "TextPositionSelector" and not _is_range(selector)


def _guessed(selector: Mapping[str, Any], length: int) -> dict[str, Any]:
    known = [offset for offset in (selector.get("start"), selector.get("end")) if _is_offset(offset)]
    start = min(known, default=0)
    return {**selector, "start": start, "end": start + length}


def _is_range(place: Mapping[str, Any]) -> bool:
    start, end = place.get("start"), place.get("end")
    return _is_offset(start) and _is_offset(end) and start <= end


def _is_offset(value: object) -> TypeGuard[int]:
    return type(value) is int and 0 <= value <= LARGEST_NUMBER // 2


def _table_of(value: Mapping[str, Any]) -> str:
    """The table for a record with these fields."""
    if "target" in value:
        return "annotations"
    if "textVersion" in value:
        return "article"
    if "query" in value and "id" in value:
        return "views"
    if "stability" in value and "article" in value:
        return REVIEW_TABLE
    return REPLIES_TABLE if "to" in value and "id" in value else "tags"


def _keep(versions: list[dict[str, Any]], value: dict[str, Any]) -> None:
    """Add a version of a record, unless it is already there. Beyond a limit, the oldest version is dropped."""
    if value in versions:
        return
    versions.append(value)
    if len(versions) > _MOST_VERSIONS:
        versions.remove(min(versions, key=_age))


def _merged(table: str, versions: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """All versions of a record merged into one; of format records, the first."""
    merged, *others = versions
    if table != "format":
        join = later_record if table == REVIEW_TABLE else merged_record
        for version in others:
            merged = join(merged, version)
    return merged


def _age(value: Mapping[str, Any]) -> tuple[int, str]:
    """A key that sorts versions of a record by age: a vector's sum exceeds that of every vector it dominates."""
    return sum(value.get("v", {}).values()), value.get("modified", "")


def _count(name: str | None, lost: set[str]) -> None:
    """Add the name of an unreadable record to ``lost``."""
    if name is None:
        return
    try:
        key = json.loads(name)
    except ValueError:
        key = name
    if key not in _NOT_COUNTED:
        lost.add(key)


def readable_part(table: str, value: Mapping[str, Any], read: Callable[[object], object]) -> dict[str, Any] | None:
    """The record with only those fields, and entries of lists, that ``read`` accepts; None if too little is left.

    An annotation needs its id and its article, an article its text version. If the quote is lost, the position goes
    too, because nobody could tell whether it is still right.
    """

    def reads(record: Mapping[str, Any]) -> bool:
        try:
            read(record)
        except DamagedError:
            return False
        return True

    kept = _least(table, value)
    if not reads(kept):
        return None
    for name, field in value.items():
        if name not in ("target", _TOLD_BY[table]):
            kept = _with(kept, name, field, reads)
    if table == "annotations":
        target = dict(kept["target"])
        for name, field in value["target"].items():
            target = _with(target, name, field, lambda found: reads({**kept, "target": found}))
        if _has(value["target"], _WORDS) and not _has(target, _WORDS):
            target["selector"] = [one for one in target.get("selector", []) if one.get("type") != _PLACE]
        kept["target"] = target
    return kept


def _least(table: str, value: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that every record must have, with fillers for those that may be unknown."""
    name = value.get(_TOLD_BY[table])
    least: dict[str, Any] = {_TOLD_BY[table]: name}
    if table == "annotations":
        target = value.get("target")
        source = target.get("source") if isinstance(target, dict) else None
        least |= {"created": "", "modified": "", "target": {"source": source}}
    elif table == "article":
        least |= {"title": name, "added": "", "modified": "", "textVersion": value.get("textVersion")}
    elif table == "replies":
        least |= {"to": value.get("to"), "created": ""}
    elif table == "views":
        # A view that lost its query would list everything.
        least |= {"name": name, "query": value.get("query")}
    return least


def _with(kept: dict[str, Any], name: str, field: object, reads: Callable[[Mapping[str, Any]], bool]) -> dict[str, Any]:
    """``kept`` with the field, or with those of its entries that can be read."""
    if reads({**kept, name: field}):
        return {**kept, name: field}
    if not isinstance(field, list) or len(field) > _MOST_TRIED:
        return kept
    entries = (_entry(entry, lambda found: reads({**kept, name: [found]})) for entry in field)
    some = {**kept, name: [entry for entry in entries if entry is not None]}
    return some if reads(some) else kept


def _entry(entry: object, reads: Callable[[object], bool]) -> object | None:
    """The entry, if need be without one field that does not define its kind; None if it is unreadable even so."""
    if reads(entry):
        return entry
    if not isinstance(entry, dict):
        return None
    some = ({key: one for key, one in entry.items() if key != name} for name in entry.keys() - _KIND)
    return next(filter(reads, some), None)


def _has(target: Mapping[str, Any], kind: str) -> bool:
    selectors = target.get("selector")
    return isinstance(selectors, list) and any(isinstance(one, dict) and one.get("type") == kind for one in selectors)
