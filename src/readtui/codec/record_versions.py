"""The versions of a record in a library file: which ones supersede which, and what the user has to decide.

A record stands for a set of versions: itself and those in its ``conflicts``. A record without a valid vector has the
empty vector.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from readtui.codec.record_marks import Latest, latest_marks, with_marks
from readtui.codec.strict_json import encode_line
from readtui.quick_dataclass import dataclass

Record = Mapping[str, Any]

# fmt: off
_BOOKKEEPING = frozenset({
    "v", "conflicts", "modified", "added", "paths", "deleted", "readingState", "archived", "edited", "aliases",
    "discussed", "repository",
})
# fmt: on
# Of an article: the later counts; all count; the first counts.
_STATES, _UNITED, _EARLIEST = ("readingState", "archived"), ("paths", "aliases"), ("added", "discussed")


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a record: its content without ``conflicts``, canonically encoded too, and its vector."""

    content: Record
    encoded: bytes
    vector: Mapping[str, int]

    @property
    def modified(self) -> str:
        """When it was made, as the record says; "" for anything but text."""
        modified = self.content.get("modified")
        return modified if isinstance(modified, str) else ""

    @property
    def rank(self) -> tuple[bool, str, bytes]:
        """Sort key: live before deleted, then later ``modified`` first (ISO 8601 in UTC sorts as text), then bytes."""
        return not self.content.get("deleted"), self.modified, self.encoded

    def is_exceeded_by(self, other: "Version") -> bool:
        """Whether the other version supersedes this one: a strict partial order."""
        return self.vector != other.vector and all(
            other.vector.get(device, 0) >= counter for device, counter in self.vector.items()
        )


def open_conflicts(record: Record) -> list[dict[str, Any]]:
    """The versions in ``conflicts`` that the user has to decide about, best first.

    Leaves out versions with the same content as the record or another version: they differ only in when or on which
    device they were made (``v``, ``modified``, ``added``, the time of a deletion), in where its file lies, in the
    reading state, of which the later counts, or in what their creator is called. An article added on two devices from
    different folders is not a conflict.
    """
    known = {said(record)}
    different: list[dict[str, Any]] = []
    for version in _ranked(_conflicts(record).values()):
        if (says := said(version.content)) not in known:
            known.add(says)
            different.append(dict(version.content))
    return different


def resolve(record: Record, chosen: Record) -> dict[str, Any]:
    """The record after the user has chosen ``chosen``, one of its versions or a new one combined from several.

    Its vector supersedes all versions of the record once the saving device has incremented its own entry
    (``next_version``). An article keeps all known paths, since the choice is not about them.
    """
    versions = versions_of(record).values()
    content = {name: value for name, value in chosen.items() if name != "conflicts"}
    return _with_paths({**content, "v": joined(versions), "conflicts": []}, versions)


def next_version(before: Record | None, after: Record, device: str, milliseconds: int) -> dict[str, Any]:
    """The record ``after`` as the version that ``device`` makes of ``before`` (None for a new record).

    Its vector exceeds those of all versions in ``before`` and ``after``. Conflicts that are no longer in ``after`` are
    therefore resolved everywhere. Conflicts still in ``after`` get the new vector too: with their own, which is now
    exceeded, the next merge would drop them before anyone has decided. Versions that need no decision (see
    ``open_conflicts``) keep their vectors and are dropped. The others go to the trash and come back with the record.
    """
    if not (after.get("conflicts") or (before is not None and before.get("conflicts"))):
        # Most records. Encoding their versions would take most of the time of a large change.
        vector = _highest([_vector(record.get("v")) for record in (before, after) if record is not None])
        vector[device] = max(vector.get(device, 0) + 1, milliseconds)
        return {**after, "v": vector, "conflicts": []}
    earlier, later = _conflicts(before), _conflicts(after)
    vector = joined([*versions_of(before).values(), *versions_of(after).values()])
    vector[device] = max(vector.get(device, 0) + 1, milliseconds)
    settled = {said(before)} & {said(one.content) for one in earlier.values()} if before is not None else set()
    undecided = [_following(one.content, before, after) for one in later.values() if said(one.content) not in settled]
    conflicts = [{**conflict, "v": vector} for conflict in open_conflicts({**after, "conflicts": undecided})]
    return _with_paths({**after, "v": vector, "conflicts": conflicts}, (earlier | later).values())


def _following(version: Record, before: Record | None, after: Record) -> Record:
    """A version that is undecided, deleted or brought back with its record: else the next merge would undo that."""
    was_deleted = before.get("deleted") if before is not None else None
    if after.get("deleted") and not was_deleted and not version.get("deleted"):
        return {**version, "deleted": after["deleted"]}
    if was_deleted and not after.get("deleted") and version.get("deleted") == was_deleted:
        return {**version, "deleted": None}
    return version


def with_versions_removed(record: Record) -> dict[str, Any]:
    """The record as ``next_version`` deletes one. readtui 0.1 left its undecided versions alive.

    They have the vector of the record, and it is the first although it is deleted, so it came later.
    """
    if not record.get("deleted"):
        return dict(record)
    own = _vector(record.get("v"))
    left = _conflicts(record).values()
    kept = [_following(one.content, None, record) if one.vector == own else one.content for one in left]
    return {**record, "conflicts": [dict(one) for one in kept]} if left else dict(record)


def merged_record(ours: Record | None, theirs: Record | None) -> dict[str, Any]:
    """The record for the versions of both, without superseded ones."""
    alone = theirs if ours is None else ours if theirs is None or _are_same(ours, theirs) else None
    if alone is not None and not alone.get("conflicts"):
        # Most records of a library that is merged in. Their versions need not be compared.
        content = {name: value for name, value in alone.items() if name != "conflicts"}
        return {**content, "conflicts": []} if "v" in content else content
    return as_record(of_one_file(not_exceeded(versions_of(ours) | versions_of(theirs)).values()))


def _are_same(one: Record, other: Record) -> bool:
    """Whether both are the same JSON: 1 and 1.0 are not, and their versions would both be kept."""
    return one == other and encode_line(one) == encode_line(other)


def later_record(ours: Record | None, theirs: Record | None) -> dict[str, Any]:
    """The later of all versions of both, by ``modified``, then by counter, then by bytes: a total order.

    For records without ``conflicts``, whose versions a machine made: a person has nothing to decide.
    """
    versions = (versions_of(ours) | versions_of(theirs)).values()
    latest = max(versions, key=lambda one: (one.modified, max(one.vector.values(), default=0), one.encoded))
    return dict(latest.content)


def next_later_version(before: Record | None, after: Record, device: str, milliseconds: int) -> dict[str, Any]:
    """The record ``after`` as the version that ``device`` makes of ``before``, for ``later_record``."""
    vector = joined([*versions_of(before).values(), *versions_of(after).values()])
    # Counting on from every device makes it later than what any of them wrote within the same second.
    vector[device] = max(max(vector.values(), default=0) + 1, milliseconds)
    return {name: value for name, value in after.items() if name != "conflicts"} | {"v": vector}


def reached(record: Record | None) -> dict[str, int]:
    """The vector that covers every version of the record: each device's highest counter."""
    vectors: list[dict[str, int]] = []
    versions: list[object] = [record]
    while versions:
        version = versions.pop()
        if isinstance(version, Mapping):
            vectors.append(_vector(version.get("v")))
            conflicts = version.get("conflicts")
            versions += conflicts if isinstance(conflicts, list | tuple) else ()
    return _highest(vectors)


def as_record(versions: Iterable[Version]) -> dict[str, Any]:
    """The record for these versions: the first in rank, with the others as its conflicts."""
    winner, *others = _ranked(versions)
    record = dict(winner.content)
    if others or "v" in record:
        record["conflicts"] = [dict(version.content) for version in others]
    return record


def not_exceeded(versions: Mapping[bytes, Version]) -> dict[bytes, Version]:
    """The versions that no other one supersedes, each with the latest marks."""
    versions = with_latest(versions, latest_marks(version.content for version in versions.values()))
    counted_by: dict[str, list[Version]] = {}
    for version in versions.values():
        for device in version.vector:
            counted_by.setdefault(device, []).append(version)
    return {key: version for key, version in versions.items() if not _is_exceeded(version, counted_by)}


def with_latest(versions: Mapping[bytes, Version], latest: Latest) -> Mapping[bytes, Version]:
    if not latest:
        return versions
    contents = (with_marks(version.content, latest) for version in versions.values())
    return {key: version for content in contents for key, version in versions_of(content).items()}


def _is_exceeded(version: Version, counted_by: Mapping[str, Sequence[Version]]) -> bool:
    """Whether a version in ``counted_by``, which lists versions under each device they count, exceeds this one."""
    if not version.vector:
        return bool(counted_by)
    # Only versions that count all of its devices can, so looking under the rarest device leaves few to compare.
    fewest = min((counted_by[device] for device in version.vector), key=len)
    return any(version.is_exceeded_by(other) for other in fewest)


def versions_of(record: Record | None) -> dict[bytes, Version]:
    if record is None:
        return {}
    content = {name: value for name, value in record.items() if name != "conflicts"}
    version = Version(content, encode_line(content), _vector(content.get("v")))
    return {version.encoded: version} | _conflicts(record)


def _conflicts(record: Record | None) -> dict[bytes, Version]:
    """The versions in the record's ``conflicts``, recursively. Skips values that are not objects."""
    found: dict[bytes, Version] = {}
    conflicts = record.get("conflicts") if record is not None else None
    for conflict in conflicts if isinstance(conflicts, list | tuple) else ():
        if isinstance(conflict, Mapping):
            found |= versions_of(conflict)
    return found


def _vector(value: object) -> dict[str, int]:
    """A version vector without zero entries."""
    if not isinstance(value, Mapping):
        return {}
    return {device: counter for device, counter in value.items() if type(counter) is int and counter > 0}


def joined(versions: Iterable[Version]) -> dict[str, int]:
    """The least vector that covers all of them: each device's largest entry."""
    return _highest(version.vector for version in versions)


def _highest(vectors: Iterable[Mapping[str, int]]) -> dict[str, int]:
    highest: dict[str, int] = {}
    for vector in vectors:
        for device, counter in vector.items():
            highest[device] = max(counter, highest.get(device, 0))
    return highest


def _ranked(versions: Iterable[Version]) -> list[Version]:
    return sorted(versions, key=lambda version: version.rank, reverse=True)


def said(record: Record) -> bytes:
    """The content that a user would see, as bytes."""
    content = _without_file(record)
    if isinstance(record.get("creator"), Mapping):
        # Of an annotation or a reply. Two people may call a third by different names.
        del content["creator"]
    return encode_line([content, bool(record.get("deleted"))])


def _without_file(record: Record) -> dict[str, Any]:
    """The record without bookkeeping and, if it is an article's, without what only says where its file lies."""
    content = {name: value for name, value in record.items() if name not in _BOOKKEEPING}
    if isinstance(record.get("paths"), list):
        for name in _of_its_file(record):
            content.pop(name, None)
    return content


def _of_its_file(article: Record) -> Iterator[str]:
    """The fields of an article that only say where its file lies and how that is called."""
    source, title, edited = (article.get(name) for name in ("source", "title", "edited"))
    if not isinstance(source, str) or ("://" in source and not source.startswith("file:")):
        return
    yield "source"
    if isinstance(title, str) and not (isinstance(edited, list) and "title" in edited):
        names = (_letters(PurePath(path.replace("\\", "/")).stem) for path in (source, *paths_of(article)))
        if _letters(title) in names:
            yield "title"


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name)).casefold()


def paths_of(article: Record) -> list[str]:
    """The paths that any version of an article was added from, its own first: each device knows its files."""
    paths: dict[str, None] = {}
    for version in (article, *(version.content for version in _ranked(_conflicts(article).values()))):
        found = version.get("paths")
        paths |= dict.fromkeys(path for path in found if isinstance(path, str)) if isinstance(found, list) else {}
    return list(paths)


def of_one_file(versions: Iterable[Version]) -> Sequence[Version]:
    """Versions of an article without those that say only that, and where, somebody has added its file: the others take
    over what they say. Versions of other records, as they are.
    """
    found = list(versions)
    if len(found) < 2 or not all(isinstance(one.content.get("paths"), list) for one in found):
        return found
    by_content: dict[bytes, list[Version]] = {}
    for version in found:
        by_content.setdefault(said(version.content), []).append(version)
    groups = list(by_content.values())
    added = [group for group in groups if all(_is_only_added(one.content) for one in group)]
    taken = {id(one): [edited for edited in groups if edited not in added and _takes(edited, one)] for one in added}
    kept = [group for group in groups if not taken.get(id(group))]
    return [
        _joined_article(group, [version for one in added if group in taken[id(one)] for version in one])
        for group in kept
    ]


def _is_only_added(article: Record) -> bool:
    """Whether nobody has changed the article's record since its file was added, but for the reading state."""
    return not (article.get("deleted") or article.get("edited") or article.get("tags"))


def _takes(edited: Sequence[Version], added: Sequence[Version]) -> bool:
    """Whether one article differs from one that was only added in nothing but what somebody has edited."""
    one, other = (_without_file(group[0].content) for group in (edited, added))
    lists = [found for version in edited if isinstance(found := version.content.get("edited"), list)]
    names = {name for found in lists for name in found if isinstance(name, str)}
    differing = {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}
    return not edited[0].content.get("deleted") and differing <= names | {"tags"}


def _joined_article(same: Sequence[Version], others: Sequence[Version]) -> Version:
    """One version for all: the content of the ``same``, of the latest where they differ; files and states of all."""
    every = [*same, *others]
    if len(every) == 1:
        return same[0]
    content: dict[str, Any] = {
        name: _latest_value(name, same) for name in sorted({key for one in same for key in one.content})
    }
    for name in sorted({key for one in others for key in one.content}):
        if name not in content or name in _STATES:
            content[name] = _latest_value(name, every)
    for name in _UNITED:
        if lists := [found for one in every if isinstance(found := one.content.get(name), list)]:
            content[name] = sorted({entry for found in lists for entry in found if isinstance(entry, str)})
    for name in _EARLIEST:
        if times := [found for one in every if isinstance(found := one.content.get(name), str)]:
            content[name] = min(times)
    content["modified"] = max(one.modified for one in every)
    vector = content["v"] = joined(every)
    return Version(content, encode_line(content), vector)


def _latest_value(name: str, versions: Sequence[Version]) -> object:
    has_it = [version for version in versions if name in version.content]
    return max(has_it, key=lambda one: (one.modified, encode_line(one.content[name]))).content[name]


def _with_paths(record: dict[str, Any], versions: Iterable[Version]) -> dict[str, Any]:
    """The record with the paths of all versions after its own. A record without paths is unchanged."""
    if not isinstance(record.get("paths"), list):
        return record
    return {**record, "paths": paths_of({**record, "conflicts": [version.content for version in _ranked(versions)]})}
