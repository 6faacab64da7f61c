"""What readtui itself notes in a record beside what people edit: who made it, and where its words are now.

Each mark has an entry of its own in version vectors, the same on every device, and its latest value counts. So a mark
never conflicts with what a person edits meanwhile: the edit stays, and takes the mark. Pure.
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
_UNCOUNTED = frozenset({"v", "modified", "conflicts"})

Latest = dict[tuple[str, bytes], tuple[tuple[int, bytes], dict[str, Any]]]
"""By entry and by what a mark is about: its rank and its fields."""


def mark_between(before: Record, after: Record) -> str | None:
    """The entry of the mark that alone differs between the two records; None if anything else does, or nothing.

    That the words are elsewhere is a mark only if their text is another. In the same text, a person has moved them.
    """
    differing = {name for name in (before.keys() | after.keys()) - _UNCOUNTED if before.get(name) != after.get(name)}
    for entry in ENTRIES:
        if differing and differing <= _fields(after, entry) and _about(before, entry) == _about(after, entry) != b"":
            return entry if entry == NAMED or is_carried(before, after) else None
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
    kept = {"modified": before["modified"]} if "modified" in before else {}
    return {**after, **kept, "v": {**_vector(before), entry: count}, "conflicts": conflicts}


def next_count(before: Record, entry: str, milliseconds: int) -> int:
    """What the entry of the next mark counts."""
    return max([*(_count(one, entry) + 1 for one in (before, *_undecided(before))), milliseconds])


def latest_marks(versions: Iterable[Record]) -> Latest:
    """The latest of all marks in these versions."""
    found: Latest = {}
    for version in versions:
        for entry in ENTRIES:
            if (count := _count(version, entry)) and (about := _about(version, entry)):
                part = _part(version, entry)
                mark = (count, encode_line(part)), part
                found[entry, about] = max(found.get((entry, about), mark), mark, key=lambda one: one[0])
    return found


def with_marks(version: Record, latest: Latest) -> Record:
    """The version with the latest marks that are about the same."""
    for entry in ENTRIES:
        rank, part = latest.get((entry, _about(version, entry)), ((0, b""), {}))
        if (_count(version, entry), encode_line(_part(version, entry))) < rank:
            others = {name: value for name, value in version.items() if name not in _fields(version, entry)}
            version = {**others, **part, "v": {**_vector(version), entry: rank[0]}}
    return version


def _fields(record: Record, entry: str) -> frozenset[str]:
    """The fields of a mark in such a record."""
    is_of_article = "textVersion" in record
    if entry == NAMED:
        return frozenset() if is_of_article else frozenset({"creator"})
    return _OF_TEXT if is_of_article else _OF_PASSAGE if "target" in record else frozenset()


def _part(record: Record, entry: str) -> dict[str, Any]:
    return {name: record[name] for name in sorted(_fields(record, entry)) if name in record}


def _about(record: Record, entry: str) -> bytes:
    """What a mark of the record is about; empty if it has none.

    Where a passage is now is a mark of these words, and of the place that a person has accepted for them.
    """
    if "textVersion" in record:
        return b"text" if entry == CARRIED else b""
    if entry == NAMED:
        # What was removed for good names nobody.
        return b"" if record.get("deleted") and not record.get("body") else b"name"
    target, origin = record.get("target"), record.get("readtui:origin")
    selectors = target.get("selector") if isinstance(target, Mapping) else None
    quotes = [one for one in selectors if isinstance(one, Mapping)] if isinstance(selectors, list | tuple) else []
    words = next((one["exact"] for one in quotes if isinstance(one.get("exact"), str)), "")
    if isinstance(origin, Mapping):
        accepted = [origin.get("accepted"), origin.get("acceptedPlace")]
        return encode_line([origin.get("exact") or words, accepted])
    return encode_line([words, [None, None]]) if words else b""


def _undecided(record: Record) -> list[Record]:
    conflicts = record.get("conflicts")
    return [one for one in conflicts if isinstance(one, Mapping)] if isinstance(conflicts, list | tuple) else []


def _vector(record: Record) -> Mapping[str, Any]:
    vector = record.get("v")
    return vector if isinstance(vector, Mapping) else {}


def _count(record: Record, entry: str) -> int:
    count = _vector(record).get(entry, 0)
    return count if type(count) is int and count > 0 else 0
