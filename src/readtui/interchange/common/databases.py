"""Opens SQLite files of other programs in memory: nothing of theirs on disk is read, written or locked."""

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.interchange.common.parsers import named

if TYPE_CHECKING:
    import sqlite3

SQLITE = b"SQLite format 3\0"
"""What such a file begins with."""

LOGS = ("-wal", "-journal")
"""The ends of the names of the files in which SQLite has what is not in the database yet, or not for good."""

_MODES = slice(18, 20)


def settled(source: Source) -> Source:
    """A database with what the logs beside it say, as another program that has it open sees it; others unchanged.

    Logs that do not belong to it, such as those of an earlier copy, change nothing. Raises SourceError.
    """
    logs = [one for one in source.beside if one.data and one.name.endswith(LOGS)]
    if not logs or not (source.data.startswith(SQLITE) or not source.data):
        return source
    try:
        with TemporaryDirectory(prefix="readtui-") as folder:
            copy = Path(folder, "copy")
            copy.write_bytes(source.data)
            for log in logs:
                Path(folder, f"copy{log.name[log.name.rindex('-') :]}").write_bytes(log.data)
            _settle(copy)
            return replace(source, data=copy.read_bytes())
    except OSError as fault:
        raise SourceError(
            f"cannot make a copy of {named(source)}: {fault.strerror}", "Free some space for temporary files."
        ) from fault


def _settle(path: Path) -> None:
    """Take what is in the logs beside a database into it."""
    import sqlite3

    # As in opened_database: a message with damaged text.
    with suppress(sqlite3.Error, UnicodeDecodeError), closing(sqlite3.connect(path)) as database:
        # The first takes back what a program was about to write, the second takes over what is only in a log.
        database.execute("SELECT count(*) FROM sqlite_master")
        database.execute("PRAGMA journal_mode = DELETE")


@contextmanager
def opened_database(source: Source, refusal: SourceError) -> "Iterator[sqlite3.Connection]":
    """The database in a file; its texts may be damaged, see ``text_in``.

    Raises ``refusal`` if it is damaged, or has views or nothing in the place of the tables that are asked for.
    """
    import sqlite3

    if not source.data.startswith(SQLITE):
        # Of anything else, SQLite may say that there is no memory.
        raise refusal
    database = sqlite3.connect(":memory:")
    try:
        database.deserialize(_without_log(source.data))
        database.text_factory = text_in
        # A view in the place of a table could have rows without end, or run what the file wants.
        database.set_authorizer(_only_tables)
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("PRAGMA query_only = ON")
        yield database
    # The message of an error can itself have damaged text, which Python cannot decode.
    except (sqlite3.Error, OverflowError, UnicodeDecodeError) as error:
        raise refusal from error
    finally:
        database.close()


def _only_tables(_: int, __: str | None, ___: str | None, ____: str | None, view: str | None) -> int:
    """Whether SQLite may do what it is about to do, perhaps for a view or a trigger; see sqlite3.set_authorizer."""
    from sqlite3 import SQLITE_DENY, SQLITE_OK

    return SQLITE_OK if view is None else SQLITE_DENY


def _without_log(data: bytes) -> bytes:
    """The file as one without a write-ahead log, which a database in memory cannot have (bytes 18 and 19)."""
    return data[: _MODES.start] + b"\1\1" + data[_MODES.stop :] if data[_MODES] == b"\2\2" else data


def text_in(value: object) -> str:
    """A value of a database as text, whatever its type; "" for NULL."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return "" if value is None else str(value)
