"""Migrates library files from older format versions to the current one, step by step. Pure.

If an older readtui would misread a change of the format, add a function at the end of ``MIGRATIONS`` and a folder in
tests/golden/library with files of the previous version. New fields need neither, because every version keeps fields
that it does not know.
"""

from collections.abc import Callable, Mapping
from typing import Any

Tables = dict[str, dict[str, dict[str, Any]]]
Migration = Callable[[Mapping[str, Mapping[str, Mapping[str, Any]]]], Tables]

# The first migrates version 1 to version 2, and so on. Each returns new tables and leaves its argument unchanged.
MIGRATIONS: tuple[Migration, ...] = ()
FORMAT_VERSION = 1 + len(MIGRATIONS)


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
