"""Merges two copies of a library file, record by record, without losing the content of either. Pure.

A record on disk stands for a set of versions: itself and those in its ``conflicts``. Merging two records takes the
union of their sets and drops every version whose version vector is exceeded by that of another. The result depends only
on the union, so merges can be done in any order, grouped in any way and repeated, whatever the vectors say (a person
may have edited them). A total order on their content decides which version comes first. A merge creates no versions,
and every version keeps its vector, so devices that merge the same versions get the same bytes.

Versions with equal vectors but different content are concurrent: they were edited by hand, or one edit gave both its
vector. A record without a vector, or with a malformed one, has the empty vector.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from readtui.codec.record_versions import (
    Record,
    Version,
    as_record,
    joined,
    later_record,
    merged_record,
    not_exceeded,
    said,
    versions_of,
)
from readtui.codec.strict_json import encode_line
from readtui.errors import StorageError
from readtui.storage.format.tables import REVIEW_TABLE, Tables

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


def _merged_since(base: Record | None, ours: Record | None, theirs: Record | None) -> dict[str, Any]:
    """The versions that are new on either side, and those of the base that both sides still have.

    A side without the record counts as unchanged, because only a person who edits the file removes its line.
    """
    before = versions_of(base)
    one, other = (not_exceeded(versions_of(side) or before) for side in (ours, theirs))
    kept = {
        key: version for key, version in (one | other).items() if key not in before or (key in one and key in other)
    }
    return as_record(_made_concurrent(kept or one | other, before))


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
