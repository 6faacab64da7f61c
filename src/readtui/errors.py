"""The errors that readtui reports to the user.

    ReadtuiError                what happened, where, and what to do next; exit code 1
    ├── UsageError              a value on the command line or in the settings file is wrong; exit code 2
    │   ├── SettingsError       the settings file is wrong; names file, key and allowed values
    │   └── QueryError          a query is wrong; names the column
    ├── SourceError             a file, folder, URL or stream cannot be read as an article
    │   ├── NoAnnotationsError  a file is empty, or none that annotations are imported from
    │   └── StoppedError        the user stopped the import; nothing was added
    ├── NotFoundError           no such article, annotation, quote or tag
    ├── AmbiguousError          a reference or quote has several matches; lists them
    ├── StorageError            the library cannot be read or written
    │   ├── DamagedError        a library file is damaged
    │   ├── LockedError         another process has held the library's lock too long
    │   ├── ReadOnlyError       the library is read-only
    │   └── ChangedSinceError   a record has changed since the caller read it
    ├── NothingToUndoError      nothing is left to undo or redo
    ├── CameBetweenError        another window has changed something since, so undo would not undo what was named
    └── ExportError             an export cannot be rendered or written

Expected outcomes (an orphan, an empty search) are return values, not errors. InterruptedAfter stands for Ctrl+C and is
not part of this tree.
"""

from collections.abc import Collection


class ReadtuiError(Exception):
    """One line that says what went wrong and where, and one that says what to do next.

    ``hint`` is the second line; ``exit_code`` is the exit code of the command.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(ReadtuiError):
    """The user gave a value that is not allowed."""

    exit_code = 2


class SettingsError(UsageError):
    """The settings file has a mistake."""


class QueryError(UsageError):
    """A query has a mistake. ``column`` counts from 1."""

    def __init__(self, message: str, hint: str = "", *, column: int) -> None:
        super().__init__(message, hint)
        self.column = column


class SourceError(ReadtuiError):
    """A source cannot be read as an article."""


class NoAnnotationsError(SourceError):
    """A file is empty, or none that annotations are imported from."""


class StoppedError(SourceError):
    """The user stopped the import."""


class NotFoundError(ReadtuiError):
    """The library has no such article, annotation, quote or tag."""


class AmbiguousError(ReadtuiError):
    """A reference or quote has several matches."""


class StorageError(ReadtuiError):
    """The library on disk cannot be read or written."""


class DamagedError(StorageError):
    """A library file is empty, cut off, or not what its name says."""


class LockedError(StorageError):
    """Another process has held the library's lock for too long."""


class ReadOnlyError(StorageError):
    """The library, or one of its files, is read-only."""


class ChangedSinceError(StorageError):
    """A record has changed since the caller read it."""


class NothingToUndoError(ReadtuiError):
    """Nothing is left to undo or redo."""


class CameBetweenError(ReadtuiError):
    """Another window has changed something since: undo or redo would not act on what the user was told.

    ``changes``: the ids of these changes; ``then``: what undo or redo would act on now, "" for what came last.
    """

    def __init__(self, message: str, hint: str, changes: Collection[str], then: str) -> None:
        super().__init__(message, hint)
        self.changes = frozenset(changes)
        self.then = then


class ExportError(ReadtuiError):
    """An export cannot be rendered or written."""


class InterruptedAfter(KeyboardInterrupt):
    """Ctrl+C pressed during a write, raised once the write is complete. ``what`` describes the write."""

    def __init__(self, what: str, *, can_be_undone: bool) -> None:
        super().__init__()
        self.what = what
        self.can_be_undone = can_be_undone
