"""Gives records of another library that name no creator the name of that library's person. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from readtui.codec.marks import NAMED
from readtui.codec.record_versions import merged_record
from readtui.codec.replies import creator_from_json, creator_to_json
from readtui.model.creator import NOBODY, Creator

TABLES = ("annotations", "replies")
"""Those whose records have creators."""
_GENERIC = frozenset({
    "", "readtui", "lib", "library", "libraries", "my library", "articles", "notes", "documents", "data", "share",
})  # fmt: skip

Record = dict[str, Any]
Tables = dict[str, dict[str, Record]]


@dataclass(slots=True)
class Attribution:
    """``creator``: whoever owns the other library.

    Counts the records that got this name in ``named``.
    """

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

    def of_record(self, theirs: Record, ours: Mapping[str, Any] | None) -> Record:
        """A record of the other library with a creator.

        One that is here too keeps the creator that it has here. If it has none, so that it is by the person of this
        library, it takes the name by which the other library calls that person, also in versions made here since.
        """
        known, given = None if ours is None else _named_in(ours), _named_in(theirs)
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


def library_name(parts: Iterable[str]) -> str:
    """What a library in a folder with these parts, outermost first, is called: the last one that tells it apart."""
    named = [part for part in parts if part.strip("/\\").lower() not in _GENERIC]
    return named[-1] if named else "another library"


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


def _stamped(record: Mapping[str, Any], creator: Creator) -> Record:
    """The record and its versions with the creator, as one version more."""
    vector = record.get("v")
    stamped = {**record, "creator": creator_to_json(creator)}
    if isinstance(vector, dict):
        stamped["v"] = {NAMED: 1, **vector}
    conflicts = record.get("conflicts")
    if isinstance(conflicts, list):
        stamped["conflicts"] = [_stamped(one, creator) if isinstance(one, dict) else one for one in conflicts]
    return stamped
