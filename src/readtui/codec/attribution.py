"""Gives records of another library that name no creator the name of that library's person. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import field
from typing import Any

from readtui.codec.record_marks import ENTRIES, NAMED
from readtui.codec.record_versions import merged_record, reached
from readtui.codec.replies import creator_from_json, creator_to_json
from readtui.model.creator import NOBODY, Creator
from readtui.quick_dataclass import dataclass

UNKNOWN = Creator("another library")
"""Whoever made what came from another library, as long as nothing tells more."""
TABLES = ("annotations", "replies")
"""Those whose records have creators."""
_GENERIC = frozenset({
    "", "readtui", "lib", "library", "libraries", "my library", "articles", "notes", "documents", "data", "share",
})  # fmt: skip

Record = dict[str, Any]
Tables = dict[str, dict[str, Record]]


@dataclass(slots=True)
class Attribution:
    """``creator``: whoever owns the other library. Counts the records that got this name in ``named``."""

    creator: Creator
    named: int = 0
    _names_of_ours: set[str] = field(default_factory=set)
    _names_of_others: set[str] = field(default_factory=set)

    @property
    def own_names(self) -> frozenset[str]:
        """What the other library calls the person of this one, on records that have no name here.

        Not a name that others have there, too: folders of libraries are often called the same.
        """
        return frozenset(self._names_of_ours - self._names_of_others)

    def attributed(self, theirs: Tables, ours: Tables) -> Tables:
        """The tables of a file of the other library, in which every annotation and reply has a creator."""
        found = dict(theirs)
        for table in TABLES:
            if records := theirs.get(table):
                there: Mapping[str, Record] = ours.get(table, {})
                found[table] = {key: self.of_record(one, there.get(key)) for key, one in records.items()}
        return found

    def are_settled(self, creators: Iterable[object]) -> bool:
        """Whether there is nothing to do for records by these creators that are the same in both libraries."""
        found = [*map(somebody, creators)]
        if None in found:
            return False
        self._names_of_others.update(one.name for one in found if one is not None)
        return True

    def of_record(self, theirs: Record, ours: Mapping[str, Any] | None) -> Record:
        """A record of the other library with a creator.

        One that is here too keeps the creator that it has here. If it has none, so that it is by the person of this
        library, it takes the name by which the other library calls that person, also in versions made here since.
        """
        if _named_in(theirs) == UNKNOWN:
            theirs = _unnamed(theirs)
        known, given = None if ours is None else _named_in(ours), _named_in(theirs)
        if ours is not None and known == UNKNOWN:
            self.named += given is None
            return _stamped(theirs, given or self.creator, reached(ours).get(NAMED, 0) + 1)
        if given and (ours is None or known):
            self._names_of_others.add(given.name)
        if ours is None:
            if _names_one(theirs):
                return theirs
            self.named += 1
            return _stamped(theirs, self.creator)
        if known is None:
            if given and not given.is_program and "readtui:imported" not in theirs:
                self._names_of_ours.add(given.name)
            if given and _is_stamped(theirs) and not _is_emptied(ours):
                return merged_record(theirs, _stamped(ours, given))
            return theirs
        if not _names_one(theirs) or (given != known and _is_stamped(theirs) and _is_stamped(ours)):
            return _stamped(theirs, known)
        return theirs


def somebody(value: object) -> Creator | None:
    """The creator that a record names; None if that is nobody in particular."""
    creator = creator_from_json(value)
    return None if creator in (UNKNOWN, Creator(NOBODY)) else creator


def library_name(parts: Iterable[str]) -> str:
    """What a library in a folder with these parts, outermost first, is called: the last one that tells it apart."""
    named = [part for part in parts if part.strip("/\\").lower() not in _GENERIC]
    return named[-1] if named else UNKNOWN.name


def named_of_strangers(tables: Tables, devices: Collection[str]) -> tuple[Tables, int]:
    """The tables in which all that names nobody, and was written on these devices alone, is by ``UNKNOWN``.

    Also returns how many annotations that are not deleted got this name.
    """
    found, count = dict(tables), 0
    for table in TABLES:
        for key, record in tables.get(table, {}).items():
            written = reached(record).keys() - {*ENTRIES}
            if written and written <= {*devices} and not _names_one(record):
                found[table] = {**found[table], key: _stamped(record, UNKNOWN)}
                count += not record.get("deleted") and table == "annotations"
    return found, count


def _named_in(record: Mapping[str, Any]) -> Creator | None:
    """The creator of a record; None for a person who has told no name."""
    creator = creator_from_json(record.get("creator"))
    return None if creator == Creator(NOBODY) else creator


def _names_one(record: Mapping[str, Any]) -> bool:
    is_nobody = creator_from_json(record.get("creator")) == Creator(NOBODY)
    return _is_emptied(record) or (record.get("creator") is not None and not is_nobody)


def _is_emptied(record: Mapping[str, Any]) -> bool:
    return bool(record.get("deleted") and not record.get("body"))


def _is_stamped(record: Mapping[str, Any]) -> bool:
    vector = record.get("v")
    return isinstance(vector, dict) and NAMED in vector


def _stamped(record: Mapping[str, Any], creator: Creator, count: int = 1) -> Record:
    """The record and its versions with the creator, as one version more. ``count``: the least that its entry counts."""
    vector = record.get("v")
    stamped = {**record, "creator": creator_to_json(creator)}
    if isinstance(vector, dict):
        stamped["v"] = {**vector, NAMED: max(count, reached({"v": vector}).get(NAMED, 0))}
    conflicts = record.get("conflicts")
    if isinstance(conflicts, list):
        stamped["conflicts"] = [_stamped(one, creator, count) if isinstance(one, dict) else one for one in conflicts]
    return stamped


def _unnamed(record: Mapping[str, Any]) -> Record:
    """The record and its versions as they were before they got a creator."""
    bare = {name: value for name, value in record.items() if name != "creator"}
    if isinstance(vector := record.get("v"), dict):
        bare["v"] = {device: counter for device, counter in vector.items() if device != NAMED}
    if isinstance(conflicts := record.get("conflicts"), list):
        bare["conflicts"] = [_unnamed(one) if isinstance(one, dict) else one for one in conflicts]
    return bare
