"""Merges two copies of a library file, record by record, without losing what either of them says. Pure.

A record on disk stands for a set of versions: itself, and those in its ``conflicts``. Merging two records takes the
union of their sets and drops every version whose version vector another one's exceeds. What is left depends on the
union alone, so the order, the grouping and the repetition of merges do not matter, whatever the vectors say (a person
may have edited them). Which of the versions stands in front is a total order on their content. A merge makes no
version of its own and every version keeps its own vector: devices that merge the same versions get the same bytes.

Versions with equal vectors and different content (edited by hand, or carried along by one edit) are concurrent. A
record without a vector, or with a malformed one, has the empty vector.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from readtui.codec.record_versions import (
    Record,
    Version,
    as_record,
    joined,
    merged_record,
    not_exceeded,
    said,
    versions_of,
)
from readtui.codec.strict_json import encode_line
from readtui.errors import StorageError
from readtui.storage.format.tables import Tables

Document = Mapping[str, Mapping[str, Record]]


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
            key: merged_record(table.get(key), other.get(key))
            if before is None
            else _merged_since(before.get(key), table.get(key), other.get(key))
            for key in sorted(table.keys() | other.keys())
        }
    return merged


def merge_all(documents: Sequence[Document]) -> Tables:
    """The tables of all files, at least one, as merging one after the other would give them.

    Merging in pairs, and these again, takes up each version a few times rather than once for every later file.
    """
    if len(documents) == 1:
        return merge_documents(documents[0], {})
    half = len(documents) // 2
    return merge_documents(merge_all(documents[:half]), merge_all(documents[half:]))


def _merged_since(base: Record | None, ours: Record | None, theirs: Record | None) -> dict[str, Any]:
    """What both sides still have or one of them has made since; what one of them has replaced is gone.

    A side without the record has changed nothing: only a person takes a line out of the file.
    """
    before = versions_of(base)
    one, other = (not_exceeded(versions_of(side) or before) for side in (ours, theirs))
    kept = {
        key: version for key, version in (one | other).items() if key not in before or (key in one and key in other)
    }
    return as_record(_made_concurrent(kept or one | other, before))


def _made_concurrent(versions: Mapping[bytes, Version], base: Mapping[bytes, Version]) -> list[Version]:
    """The versions, as ones that no later merge takes for known to another one of them, or to the base.

    If the vectors say so of any, all get one vector that reaches them all. Of two that say the same the earlier goes.
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
