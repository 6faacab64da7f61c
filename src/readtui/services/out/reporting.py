"""Turns errors of the system into messages that name the file of an export."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from readtui.errors import ExportError
from readtui.text.clean import visible


@contextmanager
def reported(path: Path) -> Iterator[None]:
    """Turn an OSError into an ExportError that names the path."""
    try:
        yield
    except BrokenPipeError:
        # The reader has stopped reading, which is not an error.
        raise
    except (OSError, ValueError) as fault:
        with suppress(OSError, ValueError):
            if not path.parent.is_dir():
                raise ExportError(f"no such folder: {visible(str(path.parent))}", "Create it first.") from fault
        reason = fault.strerror if isinstance(fault, OSError) else fault
        raise ExportError(f"cannot write {visible(str(path))}: {reason}", "Choose another place.") from fault
