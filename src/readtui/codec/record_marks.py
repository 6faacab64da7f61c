"""What readtui itself notes in a record beside what people edit: who made it, and where its words are now.

Such a mark is a few fields of the record with a counter of their own in version vectors, under the same name on every
device: in `"v": {"a1b2": 7, "creator": 1764500000000}`, the device a1b2 has made 7 edits. Of two marks about the same
thing, the one that counts higher stays, whoever wins between the edits. So a mark never conflicts with an edit. Pure.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from readtui.codec.strict_json import encode_line

Record = Mapping[str, Any]

NAMED = "creator"
CARRIED = "place"
ENTRIES = (NAMED, CARRIED)
"""The entries of all marks in version vectors. All others are devices."""
_OF_PASSAGE = frozenset({"target", "readtui:textVersion", "readtui:anchor", "readtui:origin", "readtui:why"})
_OF_TEXT = frozenset({"textVersion", "content", "words"})
_KEPT_BY_VERSIONS = frozenset({"v", "modified", "conflicts"})
_NOTHING = b""

Latest = dict[tuple[str, bytes], tuple[tuple[int, bytes], dict[str, Any]]]
"""By entry and subject: what the highest mark counts, its fields as JSON to decide between equals, and its fields."""


def mark_between(before: Record, after: Record) -> str | None:
    """The entry of the mark that alone differs between the two records; None if anything else does, or nothing.

    That the words are elsewhere is a mark only if their text is another. In the same text, a person has moved them.
    """
    names = (before.keys() | after.keys()) - _KEPT_BY_VERSIONS
    differing = {name for name in names if before.get(name) != after.get(name)}
    for entry in ENTRIES if differing else ():
        if differing <= _fields(after, entry):
            subject = _subject(after, entry)
            if subject and subject == _subject(before, entry):
                return None if entry == CARRIED and not is_carried(before, after) else entry
    return None


def is_carried(before: Record, after: Record) -> bool:
    """Whether the second record is about another text than the first."""
    return any(before.get(name) != after.get(name) for name in ("textVersion", "readtui:textVersion"))


def marked(before: Record, after: Record, entry: str, milliseconds: int) -> dict[str, Any]:
    """The record ``after`` with its mark as the latest. Nothing else counts as changed, so it keeps its ``modified``.

    Versions that are undecided stay so.
    """
    count = next_count(before, entry, milliseconds)
    conflicts = [{**one, "v": {**_vector(one), entry: count}} for one in _undecided(after)]
    modified = {"modified": before["modified"]} if "modified" in before else {}
    return {**after, **modified, "v": {**_vector(before), entry: count}, "conflicts": conflicts}


def next_count(before: Record, entry: str, milliseconds: int) -> int:
    """What the entry of the next mark counts: the time, or more if there is a higher one."""
    return max(milliseconds, *(_count(one, entry) + 1 for one in (before, *_undecided(before))))


def latest_marks(versions: Iterable[Record]) -> Latest:
    found: Latest = {}
    for version in versions:
        for entry in ENTRIES:
            if _count(version, entry) and (subject := _subject(version, entry)):
                mark = _rank(version, entry), _marked_fields(version, entry)
                found[entry, subject] = max(found.get((entry, subject), mark), mark, key=lambda one: one[0])
    return found


def with_marks(version: Record, latest: Latest) -> Record:
    for entry in ENTRIES:
        rank, fields = latest.get((entry, _subject(version, entry)), ((0, _NOTHING), {}))
        if rank > _rank(version, entry):
            others = {name: value for name, value in version.items() if name not in _fields(version, entry)}
            version = {**others, **fields, "v": {**_vector(version), entry: rank[0]}}
    return version


def _fields(record: Record, entry: str) -> frozenset[str]:
    """The names of the fields that a mark of such a record has."""
    is_of_article = "textVersion" in record
    if entry == NAMED:
        return frozenset() if is_of_article else frozenset({"creator"})
    return _OF_TEXT if is_of_article else _OF_PASSAGE if "target" in record else frozenset()


def _marked_fields(record: Record, entry: str) -> dict[str, Any]:
    return {name: record[name] for name in sorted(_fields(record, entry)) if name in record}


def _rank(record: Record, entry: str) -> tuple[int, bytes]:
    """What marks about the same are compared by."""
    return _count(record, entry), encode_line(_marked_fields(record, entry))


def _subject(record: Record, entry: str) -> bytes:
    """What a mark of the record is about; empty if it has none."""
    if "textVersion" in record:
        return b"text" if entry == CARRIED else _NOTHING
    if entry == CARRIED:
        return _words_and_accepted_place(record)
    # What was removed for good names nobody.
    return _NOTHING if record.get("deleted") and not record.get("body") else b"name"


def _words_and_accepted_place(record: Record) -> bytes:
    """Where a passage is now is said of its first words, and of the place that a person has accepted for them."""
    target, origin = record.get("target"), record.get("readtui:origin")
    selectors = target.get("selector") if isinstance(target, Mapping) else None
    words = next((one["exact"] for one in _mappings(selectors) if isinstance(one.get("exact"), str)), "")
    if isinstance(origin, Mapping):
        return encode_line([origin.get("exact") or words, [origin.get("accepted"), origin.get("acceptedPlace")]])
    return encode_line([words, [None, None]]) if words else _NOTHING


def _undecided(record: Record) -> list[Record]:
    return _mappings(record.get("conflicts"))


def _mappings(value: object) -> list[Record]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list | tuple) else []


def _vector(record: Record) -> Mapping[str, Any]:
    vector = record.get("v")
    return vector if isinstance(vector, Mapping) else {}


def _count(record: Record, entry: str) -> int:
    count = _vector(record).get(entry, 0)
    return count if type(count) is int and count > 0 else 0
