"""Library files of older format versions, brought to the present one step at a time. Pure.

A change of the format that an older readtui would misread is one function more at the end of ``MIGRATIONS``, and one
folder more in tests/golden/library with files of the version before. Fields that are only added need neither: what a
version does not know it keeps.
"""

from collections.abc import Callable, Mapping
from typing import Any

Tables = dict[str, dict[str, dict[str, Any]]]
Migration = Callable[[Mapping[str, Mapping[str, Mapping[str, Any]]]], Tables]

# The first takes a file of version 1 to version 2, and so on; each returns new tables and leaves its argument alone.
MIGRATIONS: tuple[Migration, ...] = ()
FORMAT_VERSION = 1 + len(MIGRATIONS)


def migrate(tables: Tables, migrations: tuple[Migration, ...] = MIGRATIONS) -> tuple[Tables, int]:
    """The tables in the present format, and how many steps that took.

    With 0 steps they are the very tables that were given; those of a newer version always are, and whoever would
    write them must refuse.
    """
    version = tables["format"]["1"]["version"]
    steps = migrations[version - 1 :] if version >= 1 else ()
    for step in steps:
        version += 1
        migrated = step(tables)
        tables = migrated | {"format": {**migrated["format"], "1": {**migrated["format"]["1"], "version": version}}}
    return tables, len(steps)
