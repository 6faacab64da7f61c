"""Merges two copies of a library file, record by record, without losing the content of either. Pure.

A record on disk stands for a set of versions: itself and those in its ``conflicts``. Merging two records takes the
union of their sets and drops every version whose version vector is exceeded by that of another. The result depends only
on the union, so merges can be done in any order, grouped in any way and repeated, whatever the vectors say (a person
may have edited them). A total order on their content decides which version comes first. A merge creates no versions,
and every version keeps its vector, so devices that merge the same versions get the same bytes.

Versions with equal vectors but different content are concurrent: they were edited by hand, or one edit gave both its
vector. A record without a vector, or with a malformed one, has the empty vector.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from readtui.codec.record_marks import latest_marks
from readtui.codec.record_versions import (
    Record,
    Version,
    as_record,
    joined,
    later_record,
    merged_record,
    not_exceeded,
    of_one_file,
    paths_of,
    said,
    versions_of,
    with_latest,
    with_versions_removed,
)
from readtui.codec.records import annotation_to_json
from readtui.codec.strict_json import encode_line
from readtui.errors import StorageError
from readtui.model.annotation import Annotation
from readtui.storage.format.tables import REPLIES_TABLE, REVIEW_TABLE, Tables

Document = Mapping[str, Mapping[str, Record]]


def merge_documents(ours: Document, theirs: Document, base: Document | None = None) -> Tables:
    """The tables of both files. Commutative, associative and idempotent without a ``base``.

    Keeps records that only one side has. Of concurrent versions, the first in rank stands in the table, and the others
    in its ``conflicts``, best first. Treats fields and tables that this version of readtui does not know in the same
    way. Of two cards of spaced review, the later counts, whatever the vectors say. Keeps the newer of two format
    versions. Leaves the arguments unchanged; the result shares values with them.

    ``base``: the common ancestor, for a git merge driver. Versions that both sides have changed since are concurrent,
    whatever their vectors say, because one device may have written both branches, and an edit by hand does not change
    the vector. An empty base had no records.

    Raises StorageError if these are not two copies of the same file.
    """
    _require_copies(ours, theirs)
    merged: Tables = {}
    for name in sorted(ours.keys() | theirs.keys()):
        table, other = ours.get(name, {}), theirs.get(name, {})
        if name == "format":
            merged[name] = _newer_format(table, other)
            continue
        if name == REVIEW_TABLE:
            keys = sorted(table.keys() | other.keys())
            merged[name] = {key: later_record(table.get(key), other.get(key)) for key in keys}
            continue
        before = None if base is None else base.get(name, {})
        merged[name] = {
            key: merged_record(table.get(key), other.get(key))
            if before is None
            else _merged_since(before.get(key), table.get(key), other.get(key))
            for key in sorted(table.keys() | other.keys())
        }
    return merged


def merge_all(documents: Sequence[Document]) -> Tables:
    """The tables of all files (at least one), the same as when merged one after the other.

    Merges pairs, and then pairs of the results, so that each version takes part in a few merges, not in one for every
    later file.
    """
    if len(documents) == 1:
        return merge_documents(documents[0], {})
    half = len(documents) // 2
    return merge_documents(merge_all(documents[:half]), merge_all(documents[half:]))


def with_all_removed(tables: Tables) -> Tables:
    """The tables of a file in which records that were deleted have no live versions left, as after a save by 0.1."""
    return {
        name: {
            key: with_versions_removed(record) if record.get("conflicts") else record for key, record in table.items()
        }
        for name, table in tables.items()
    }


def with_own_paths(tables: Tables, ours: Document, is_own: Callable[[str], bool]) -> Tables:
    """The tables with the paths of this library's person first, as ``ours`` names them: others have the same file, too.

    ``is_own``: whether a device is of this library.
    """
    for key, record in ours.get("article", {}).items():
        merged = tables["article"][key]
        if not isinstance(merged.get("paths"), list):
            continue
        known = sorted(versions_of(record).values(), key=lambda one: not any(map(is_own, one.vector)))
        first = [path for version in known for path in paths_of(version.content)]
        paths = list(dict.fromkeys([*first, *paths_of(merged)]))
        if paths != merged["paths"]:
            tables = {**tables, "article": {**tables["article"], key: {**merged, "paths": paths}}}
    return tables


def with_answered(tables: Tables) -> Tables:
    """The tables with every annotation that a reply needs.

    An annotation comes back if a reply is newer than its deletion: each of its tombstones becomes the live version with
    the same vector. Where the annotation of a reply is missing, one on the whole article takes its place, with an empty
    vector, so that any version of the annotation itself supersedes it. Both depend on the tables alone: merges with
    this afterwards commute and associate like those without, since tables never lose a reply in a merge. So also a
    reply that was taken back since counts.
    """
    newest: dict[str, str] = {}
    for reply in tables.get(REPLIES_TABLE, {}).values():
        to, created = reply.get("to"), reply.get("created")
        if isinstance(to, str) and isinstance(created, str):
            newest[to] = max(created, newest.get(to, ""))
    there: Mapping[str, dict[str, Any]] = tables.get("annotations", {})
    article_id = next(iter(tables.get("article", {})), "")
    answered = {key: _answered(there.get(key), _on_whole_article(key, article_id), at) for key, at in newest.items()}
    if not article_id or all(there.get(key) == record for key, record in answered.items()):
        return tables
    return {**tables, "annotations": dict(sorted({**there, **answered}.items()))}


def _answered(record: Record | None, stand_in: Record, created: str) -> dict[str, Any]:
    """The annotation of a reply ``created`` then. ``stand_in``: what takes its place if it is missing."""
    contents = [version.content for version in versions_of(record).values()]
    live = [{**one, "deleted": None} if _is_answered_later(one, created) else one for one in contents]
    versions = {key: one for content in (*live, stand_in) for key, one in versions_of(content).items()}
    if len(versions) > 1:
        versions.pop(next(iter(versions_of(stand_in))))
    return dict(record) if record is not None and versions == versions_of(record) else as_record(versions.values())


def _is_answered_later(version: Record, created: str) -> bool:
    deleted = version.get("deleted")
    return isinstance(deleted, str) and "" < deleted < created


def _on_whole_article(annotation_id: str, article_id: str) -> dict[str, Any]:
    """An annotation without anything but its place. It has no date, because replies of other copies may be older."""
    return annotation_to_json(Annotation(annotation_id, article_id, created="", modified=""))


def _merged_since(base: Record | None, ours: Record | None, theirs: Record | None) -> dict[str, Any]:
    """The versions that are new on either side, and those of the base that both sides still have.

    A side without the record counts as unchanged, because only a person who edits the file removes its line.
    """
    sides = [versions_of(side) for side in (base, ours, theirs)]
    latest = latest_marks(version.content for side in sides for version in side.values())
    before, *changed = (with_latest(side, latest) for side in sides)
    one, other = (not_exceeded(side or before) for side in changed)
    kept = {
        key: version for key, version in (one | other).items() if key not in before or (key in one and key in other)
    }
    return as_record(of_one_file(_made_concurrent(kept or one | other, before)))


def _made_concurrent(versions: Mapping[bytes, Version], base: Mapping[bytes, Version]) -> list[Version]:
    """The versions, changed so that no later merge drops one in favor of another, or of the base.

    If the vectors would allow that, all versions get one vector that exceeds or equals them all. Of two versions with
    the same content, the earlier is dropped.
    """
    kept = [
        version
        for version in versions.values()
        if not any(
            version.is_exceeded_by(other) and said(other.content) == said(version.content)
            for other in versions.values()
        )
    ]
    others = [*kept, *base.values()]
    if not any(version.is_exceeded_by(other) for version in kept for other in others if version.encoded not in base):
        return kept
    vector = joined(others)
    contents = [{**version.content, "v": vector} for version in kept]
    return [Version(content, encode_line(content), vector) for content in contents]


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
        what = f"one file contains the article {', '.join(articles[0])}, the other {', '.join(articles[1])}"
    else:
        return
    raise StorageError(f"could not merge the files: {what}", "Choose two copies of the same library file.")
