"""The faults that readtui reports to a person.

    ReadtuiError                what happened, where, and what to do next; exit code 1
    ├── UsageError              a value on the command line or in a settings file is wrong; exit code 2
    │   └── SettingsError       the settings file; names file, key and allowed values
    ├── SourceError             a file, folder, URL or stream cannot be read as an article
    │   └── StoppedError        a person stopped the reading; nothing was kept of it
    ├── NotFoundError           no such article, annotation, quote, tag
    ├── AmbiguousError          a reference or a quote that fits more than once; lists the places
    ├── StorageError            the library cannot be read or written
    │   ├── DamagedError        a library file is not what it should be
    │   ├── LockedError         another process holds the library's lock for too long
    │   ├── ReadOnlyError       the library cannot be written to
    │   └── ChangedSinceError   a record was changed elsewhere since
    ├── NothingToUndoError      the history has nothing (more) to undo or redo
    └── ExportError             an export cannot be rendered or written

Expected outcomes (an orphan, an empty search) are values, not faults. InterruptedAfter is Ctrl+C, not one of them.
"""


class ReadtuiError(Exception):
    """A fault with one line for what and where, and one for what to do next.

    ``hint`` is shown on a second line; ``exit_code`` is what a command ends with.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(ReadtuiError):
    """A value that a person gave is not one of the allowed ones."""

    exit_code = 2


class SettingsError(UsageError):
    """The settings file does not say something that readtui understands."""


class SourceError(ReadtuiError):
    """A source cannot be read as an article."""


class StoppedError(SourceError):
    """Reading was stopped by a person."""


class NotFoundError(ReadtuiError):
    """What was asked for is not in the library."""


class AmbiguousError(ReadtuiError):
    """What was asked for fits more than once."""


class StorageError(ReadtuiError):
    """The library on disk cannot be read or written."""


class DamagedError(StorageError):
    """A library file is empty, cut off, or not what its name says."""


class LockedError(StorageError):
    """Another process has held the library's lock for too long."""


class ReadOnlyError(StorageError):
    """The library, or one of its files, cannot be written to."""


class ChangedSinceError(StorageError):
    """A record is not any more what the change started from."""


class NothingToUndoError(ReadtuiError):
    """The history has nothing (more) to undo or redo."""


class ExportError(ReadtuiError):
    """An export cannot be rendered or written."""


class InterruptedAfter(KeyboardInterrupt):
    """Ctrl+C that came while something was being written, and waited for it. ``what``: that, in words."""

    def __init__(self, what: str, *, can_be_undone: bool) -> None:
        super().__init__()
        self.what = what
        self.can_be_undone = can_be_undone
