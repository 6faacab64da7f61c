"""Gives annotations of another library that name no creator the name of that library's person. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from readtui.codec.replies import creator_from_json, creator_to_json
from readtui.model.creator import Creator
from readtui.storage.format.tables import REPLIES_TABLE, Records, Tables

STAMP = "creator"
"""The entry for this in version vectors: the same on every device, so that none conflicts with another."""
_GENERIC = frozenset({"", "readtui", "library", "my library", "articles", "notes", "documents", "data"})


@dataclass(slots=True)
class Attribution:
    """``creator``: whoever owns the other library.

    Counts the annotations that got this name in ``named``, and collects in ``own_names`` what the other library calls
    the person of this one, on annotations that have no name here.
    """

    creator: Creator
    named: int = 0
    own_names: set[str] = field(default_factory=set)

    def attributed(self, theirs: Tables, ours: Tables) -> Tables:
        """The tables of a file of the other library, in which every annotation and reply has a creator.

        An annotation that is here too keeps the creator that it has here, or none.
        """
        found = dict(theirs)
        for table in ("annotations", REPLIES_TABLE):
            if records := theirs.get(table):
                there: Records = ours.get(table, {})
                found[table] = {key: self._record(one, there.get(key)) for key, one in records.items()}
        return found

    def _record(self, theirs: dict[str, Any], ours: Mapping[str, Any] | None) -> dict[str, Any]:
        known = None if ours is None else creator_from_json(ours.get("creator"))
        if ours is not None and known is None:
            given = creator_from_json(theirs.get("creator"))
            if given and not given.is_program and "readtui:imported" not in theirs:
                self.own_names.add(given.name)
            return theirs
        if _names_one(theirs):
            return theirs
        self.named += ours is None
        return _stamped(theirs, known or self.creator)


def library_name(parts: Iterable[str]) -> str:
    """What a library in a folder with these parts, outermost first, is called: the last one that tells it apart."""
    named = [part for part in parts if part.strip("/\\").lower() not in _GENERIC]
    return named[-1] if named else "another library"


def _names_one(record: Mapping[str, Any]) -> bool:
    return record.get("creator") is not None or bool(record.get("deleted") and not record.get("body"))


def _stamped(record: dict[str, Any], creator: Creator) -> dict[str, Any]:
    """The record and its versions with the creator, as one version more."""
    vector = record.get("v")
    stamped = {**record, "creator": creator_to_json(creator)}
    if isinstance(vector, dict):
        stamped["v"] = {**vector, STAMP: 1}
    conflicts = record.get("conflicts")
    if isinstance(conflicts, list):
        stamped["conflicts"] = [_stamped(one, creator) if isinstance(one, dict) else one for one in conflicts]
    return stamped
