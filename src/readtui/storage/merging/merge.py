"""Merges two copies of a library file, record by record, without losing what either of them says. Pure.

A record on disk stands for a set of versions: itself, and those in its ``conflicts``. Merging two records takes the
union of their sets and drops every version whose version vector another one's exceeds. What is left depends on the
union alone, so the order, the grouping and the repetition of merges do not matter, whatever the vectors say (a person
may have edited them). Which of the versions stands in front is a total order on their content. A merge makes no
version of its own and every version keeps its own vector: devices that merge the same versions get the same bytes.

Versions with equal vectors and different content (edited by hand, or carried along by one edit) are concurrent. A
record without a vector, or with a malformed one, has the empty vector.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from readtui.errors import StorageError
from readtui.storage.format.tables import Tables, encode_line

Record = Mapping[str, Any]
Document = Mapping[str, Mapping[str, Record]]

_BOOKKEEPING = frozenset({"v", "conflicts", "modified", "added", "paths", "deleted"})


@dataclass(frozen=True, slots=True)
class _Version:
    """One version of a record: its content without ``conflicts``, canonically encoded too, and its vector."""

    content: Record
    encoded: bytes
    vector: Mapping[str, int]

    @property
    def rank(self) -> tuple[bool, str, bytes]:
        """Live before deleted, then the later ``modified`` (ISO 8601 in UTC sorts as text), then the bytes."""
        modified = self.content.get("modified")
        return not self.content.get("deleted"), modified if isinstance(modified, str) else "", self.encoded

    def is_exceeded_by(self, other: "_Version") -> bool:
        """Whether the other one was made knowing this one: a strict partial order."""
        return self.vector != other.vector and all(
            other.vector.get(device, 0) >= counter for device, counter in self.vector.items()
        )


def merge_documents(ours: Document, theirs: Document, base: Document | None = None) -> Tables:
    """The tables of both files; commutative, associative and idempotent as long as there is no ``base``.

    A record that only one of them has is kept. Of concurrent versions the first in rank stands in the table and the
    others in its ``conflicts``, best first. Fields and tables that this version of readtui does not know are treated
    alike. Of two formats the newer is named. The arguments are not changed; the result shares values with them.

    ``base`` is what both were made from, for a git merge driver. What both sides have changed since is concurrent,
    whatever the vectors say: one device may have written both branches, and an edit by hand leaves the vector alone. An
    empty base is one that nothing stood in.

    Raises StorageError if these are not two copies of one file.
    """
    _require_copies(ours, theirs)
    merged: Tables = {}
    for name in sorted(ours.keys() | theirs.keys()):
        table, other = ours.get(name, {}), theirs.get(name, {})
        if name == "format":
            merged[name] = _newer_format(table, other)
            continue
        before = None if base is None else base.get(name, {})
        merged[name] = {
            key: _merged_record(table.get(key), other.get(key))
            if before is None
            else _merged_since(before.get(key), table.get(key), other.get(key))
            for key in sorted(table.keys() | other.keys())
        }
    return merged


def open_conflicts(record: Record) -> list[dict[str, Any]]:
    """The versions in ``conflicts`` that a person has to decide about, best first.

    Those are left out that say the same as the record or as another one: they differ only in when or on which device
    they were made (``v``, ``modified``, ``added``, ``paths``, the time of a deletion). An article that was added on two
    devices is no conflict.
    """
    said = {_said(record)}
    different: list[dict[str, Any]] = []
    for version in _ranked(_conflicts(record).values()):
        if (says := _said(version.content)) not in said:
            said.add(says)
            different.append(dict(version.content))
    return different


def resolve(record: Record, chosen: Record) -> dict[str, Any]:
    """What the record becomes when a person chooses ``chosen``: one of its versions, or a new one made of several.

    Its vector reaches all versions of the record and exceeds them once the device that saves it has raised its own
    entry (``next_version``). Of an article every known path is kept, since no choice is about those.
    """
    versions = _versions(record).values()
    content = {name: value for name, value in chosen.items() if name != "conflicts"}
    return _with_paths({**content, "v": _joined(versions), "conflicts": []}, versions)


def next_version(before: Record | None, after: Record, device: str, milliseconds: int) -> dict[str, Any]:
    """The record ``after`` as the version that ``device`` makes of ``before``, None for a new record.

    Its vector exceeds those of all versions that are in ``before`` and ``after``. So what ``after`` has no longer in
    its ``conflicts`` is resolved everywhere. What it still has there gets the new vector too: with its own one, which
    is exceeded now, the next merge would drop it, although nobody has decided about it. Only what needs no decision
    (see ``open_conflicts``), in ``before`` already or now, is left behind.
    """
    earlier, later = _conflicts(before), _conflicts(after)
    vector = _joined([*_versions(before).values(), *_versions(after).values()])
    vector[device] = max(vector.get(device, 0) + 1, milliseconds)
    settled = {_said(before)} & {_said(one.content) for one in earlier.values()} if before is not None else set()
    conflicts = [{**conflict, "v": vector} for conflict in open_conflicts(after) if _said(conflict) not in settled]
    return _with_paths({**after, "v": vector, "conflicts": conflicts}, (earlier | later).values())


def reached(record: Record | None) -> dict[str, int]:
    """The vector that reaches every version of the record: what is in it, each device's highest counter."""
    found: dict[str, int] = {}
    versions: list[object] = [record]
    while versions:
        version = versions.pop()
        if isinstance(version, Mapping):
            for device, counter in _vector(version.get("v")).items():
                found[device] = max(counter, found.get(device, 0))
            conflicts = version.get("conflicts")
            versions += conflicts if isinstance(conflicts, list | tuple) else ()
    return found


def _merged_record(ours: Record | None, theirs: Record | None) -> dict[str, Any]:
    return _as_record(_not_exceeded(_versions(ours) | _versions(theirs)).values())


def _merged_since(base: Record | None, ours: Record | None, theirs: Record | None) -> dict[str, Any]:
    """What both sides still have or one of them has made since; what one of them has replaced is gone.

    A side without the record has changed nothing: only a person takes a line out of the file.
    """
    before = _versions(base)
    one, other = (_not_exceeded(_versions(side) or before) for side in (ours, theirs))
    kept = {
        key: version for key, version in (one | other).items() if key not in before or (key in one and key in other)
    }
    return _as_record(_made_concurrent(kept or one | other, before))


def _made_concurrent(versions: Mapping[bytes, _Version], base: Mapping[bytes, _Version]) -> list[_Version]:
    """The versions, as ones that no later merge takes for known to another one of them, or to the base.

    If the vectors say so of any, all get one vector that reaches them all. Of two that say the same the earlier goes.
    """
    kept = [
        version
        for version in versions.values()
        if not any(
            version.is_exceeded_by(other) and _said(other.content) == _said(version.content)
            for other in versions.values()
        )
    ]
    others = [*kept, *base.values()]
    if not any(version.is_exceeded_by(other) for version in kept for other in others if version.encoded not in base):
        return kept
    vector = _joined(others)
    contents = [{**version.content, "v": vector} for version in kept]
    return [_Version(content, encode_line(content), vector) for content in contents]


def _as_record(versions: Iterable[_Version]) -> dict[str, Any]:
    """The record that stands for these versions: the first in rank, with the others as its conflicts."""
    winner, *others = _ranked(versions)
    record = dict(winner.content)
    if others or "v" in record:
        record["conflicts"] = [dict(version.content) for version in others]
    return record


def _not_exceeded(versions: Mapping[bytes, _Version]) -> dict[bytes, _Version]:
    """The versions that none of the others knew."""
    counted_by: dict[str, list[_Version]] = {}
    for version in versions.values():
        for device in version.vector:
            counted_by.setdefault(device, []).append(version)
    return {key: version for key, version in versions.items() if not _is_exceeded(version, counted_by)}


def _is_exceeded(version: _Version, counted_by: Mapping[str, Sequence[_Version]]) -> bool:
    """Whether one of the versions exceeds it, which are listed under each device that they count."""
    if not version.vector:
        return bool(counted_by)
    # Only those can that count all of its devices: of very many copies that is hardly one for the rarest device.
    fewest = min((counted_by[device] for device in version.vector), key=len)
    return any(version.is_exceeded_by(other) for other in fewest)


def _versions(record: Record | None) -> dict[bytes, _Version]:
    """All versions that a record stands for, by their bytes."""
    if record is None:
        return {}
    content = {name: value for name, value in record.items() if name != "conflicts"}
    version = _Version(content, encode_line(content), _vector(content.get("v")))
    return {version.encoded: version} | _conflicts(record)


def _conflicts(record: Record | None) -> dict[bytes, _Version]:
    """The versions in the record's ``conflicts``, and in those of these; what is no object there is no version."""
    found: dict[bytes, _Version] = {}
    conflicts = record.get("conflicts") if record is not None else None
    for conflict in conflicts if isinstance(conflicts, list | tuple) else ():
        if isinstance(conflict, Mapping):
            found |= _versions(conflict)
    return found


def _vector(value: object) -> dict[str, int]:
    """A version vector without entries that count nothing."""
    if not isinstance(value, Mapping):
        return {}
    return {device: counter for device, counter in value.items() if type(counter) is int and counter > 0}


def _joined(versions: Iterable[_Version]) -> dict[str, int]:
    """The least vector that reaches all of them: the larger entry of every device."""
    joined: dict[str, int] = {}
    for version in versions:
        for device, counter in version.vector.items():
            joined[device] = max(counter, joined.get(device, 0))
    return joined


def _ranked(versions: Iterable[_Version]) -> list[_Version]:
    return sorted(versions, key=lambda version: version.rank, reverse=True)


def _said(record: Record) -> bytes:
    said = {name: value for name, value in record.items() if name not in _BOOKKEEPING}
    return encode_line([said, bool(record.get("deleted"))])


def _with_paths(record: dict[str, Any], versions: Iterable[_Version]) -> dict[str, Any]:
    """The record with the paths of all versions after its own; a record without paths as it is."""
    if not isinstance(record.get("paths"), list):
        return record
    paths = list(record["paths"])
    for version in _ranked(versions):
        others = version.content.get("paths")
        paths += [path for path in others if path not in paths] if isinstance(others, list) else []
    return {**record, "paths": paths}


def _newer_format(ours: Mapping[str, Record], theirs: Mapping[str, Record]) -> dict[str, dict[str, Any]]:
    newer: dict[str, dict[str, Any]] = {}
    for key in sorted(ours.keys() | theirs.keys()):
        found = [table[key] for table in (ours, theirs) if key in table]
        newest: Record = max(found, key=_newness)
        newer[key] = dict(newest)
    return newer


def _newness(format_record: Record) -> tuple[int, bytes]:
    version = format_record.get("version")
    return version if isinstance(version, int) else 0, encode_line(format_record)


def _require_copies(ours: Document, theirs: Document) -> None:
    kinds = [document.get("format", {}).get("1", {}).get("name") for document in (ours, theirs)]
    articles = [document.get("article", {}).keys() for document in (ours, theirs)]
    if None not in kinds and kinds[0] != kinds[1]:
        what = f"one file is a {kinds[0]}, the other a {kinds[1]}"
    elif all(articles) and articles[0] != articles[1]:
        what = f"one file holds the article {', '.join(articles[0])}, the other {', '.join(articles[1])}"
    else:
        return
    raise StorageError(f"these cannot be merged: {what}", "Merge two copies of the same file of a library.")
