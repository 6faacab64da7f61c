"""The tables of a library file as a JSON parser reads them. Every faster way in this folder must agree with it."""

import json
from collections.abc import Callable, Mapping, Sequence
from os import SEEK_END
from pathlib import Path
from typing import Any, BinaryIO

from readtui.codec import strict_json
from readtui.errors import DamagedError

Tables = dict[str, dict[str, dict[str, Any]]]
Records = Mapping[str, Mapping[str, Any]]
Pieces = Sequence[bytes | memoryview]
"""The bytes of a file in order, in pieces, so that a large file is not copied."""

ARTICLE_FORMAT = "readtui-article"
CODEBOOK_FORMAT = "readtui-codebook"
REVIEW_TABLE = "review"
"""Of two versions of a record in this table, the later counts; there are no conflicts."""
REPLIES_TABLE = "replies"
_HIGHEST_FORMAT = 1_000_000
_TAIL = 64
_DAMAGED_HINT = "The file is unchanged. Replace it with a good copy, or move it out of the library."
Migration = Callable[[Mapping[str, Mapping[str, Mapping[str, Any]]]], Tables]

# The first migrates version 1 to version 2, and so on. Each returns new tables and leaves its argument unchanged.
MIGRATIONS: tuple[Migration, ...] = ()
FORMAT_VERSION = 1 + len(MIGRATIONS)


def damaged(path: Path, what: str) -> DamagedError:
    """The error for a damaged library file; ``what`` completes "it …"."""
    return DamagedError(f"{path} is damaged: it {what}", _DAMAGED_HINT)


def parse_json_file(path: Path, content: bytes) -> object:
    """The JSON value in a library file. Raises DamagedError."""
    if not content:
        raise damaged(path, "is empty")
    try:
        return strict_json.loads(content)
    except ValueError as error:
        raise damaged(path, f"is not JSON ({error})") from error


def is_whole(content: bytes) -> bool:
    try:
        return isinstance(json.loads(content), dict)
    except (ValueError, RecursionError):
        return False


def looks_whole(file: BinaryIO) -> bool:
    """Whether a library file is whole. Usually looks only at its start and its end: a power cut leaves a copy empty or
    with NULs at the end. A file that starts or ends otherwise is parsed. Raises OSError.
    """
    begins = file.read(1) == b"{"
    size = file.seek(0, SEEK_END)
    file.seek(max(0, size - _TAIL))
    if begins and file.read().rstrip().endswith(b"}"):
        return True
    file.seek(0)
    return is_whole(file.read())


def parse_plainly(path: Path, content: bytes) -> Tables:
    """The tables of a file, in its own format version and any layout. Raises DamagedError."""
    tables = parse_json_file(path, content)
    if not isinstance(tables, dict) or not all(_is_table(table) for table in tables.values()):
        raise damaged(path, "does not consist of tables")
    return tables


def format_version(path: Path, tables: Mapping[str, Records]) -> int:
    """The format version of the tables. Raises DamagedError if they do not state one."""
    version = tables.get("format", {}).get("1", {}).get("version")
    if type(version) is not int or not 1 <= version <= _HIGHEST_FORMAT:
        raise damaged(path, "does not name its format")
    return version


def _is_table(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(record, dict) for record in value.values())


# ----------------------------------- migrates library files from older format versions to the current one, step by step
# Pure.
#
# If an older readtui would misread a change of the format, add a function at the end of ``MIGRATIONS`` and a folder
# in tests/golden/library with files of the previous version. New fields need neither, because every version keeps
# fields that it does not know.


def migrate(tables: Tables, migrations: tuple[Migration, ...] = MIGRATIONS) -> tuple[Tables, int]:
    """The tables in the current format, and the number of steps that this took.

    With 0 steps, these are the same objects as the argument. That includes tables of a newer version, which callers
    must not write.
    """
    version = tables["format"]["1"]["version"]
    steps = migrations[version - 1 :] if version >= 1 else ()
    for step in steps:
        version += 1
        migrated = step(tables)
        tables = migrated | {"format": {**migrated["format"], "1": {**migrated["format"]["1"], "version": version}}}
    return tables, len(steps)
