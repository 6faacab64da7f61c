"""Says on stderr how far a long work is, if that is a terminal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from readtui.services.intake.intake import Watch

_CLEAR = "\r\x1b[K"


@contextmanager
def watched(name: str, *, shown: bool = True) -> "Iterator[Watch]":
    """For the time of the work on ``name``, a line that says how far it is; nothing of it stays."""
    from readtui.services.intake.intake import Watch

    if not (shown and sys.stderr is not None and sys.stderr.isatty()):
        yield Watch()
        return
    try:
        yield Watch(lambda words: _show(f"{words}: {name}"))
    finally:
        clear_line()


def clear_line() -> None:
    """Take away what stands on the terminal's line of stderr, so that a message does not stand behind it."""
    _write(_CLEAR)


def _show(words: str) -> None:
    import shutil

    from rich.cells import cell_len, set_cell_size

    from readtui.text.clean import visible

    width = shutil.get_terminal_size().columns - 2
    line = visible(words)
    _write(_CLEAR + (line if cell_len(line) <= width else f"{set_cell_size(line, width - 1)}…"))


def _write(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
