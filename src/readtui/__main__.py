"""The command ``readtui``."""

from __future__ import annotations

import os
import sys

from readtui.tui.terminal import this_terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from readtui.tui.terminal_interface import Terminal

_INTERRUPTED = 130


def main() -> None:
    """Run the command line and end the process with its exit code."""
    terminal = this_terminal()
    if not (os.isatty(1) or "discuss" in sys.argv):
        _end(_run(terminal))
    # Show a kept page at once, and import everything else behind it.
    terminal.show_kept(sys.argv[1:])
    try:
        code = _run(terminal)
    finally:
        terminal.leave()
    terminal.write_kept()
    _end(code)


def _end(code: int) -> NoReturn:
    """End the process. Everything is saved and closed; a full shutdown of Python would only delay the shell."""
    try:
        for stream in filter(None, (sys.stdout, sys.stderr)):
            stream.flush()
    except (OSError, ValueError):
        # Python says at its end what could not be written.
        sys.exit(code)
    os._exit(code)


def _run(terminal: Terminal) -> int:
    try:
        from readtui.cli.main import run

        return run(sys.argv[1:], terminal)
    except KeyboardInterrupt:
        # Only while modules are imported; commands report their own outcome.
        return _INTERRUPTED


if __name__ == "__main__":
    main()
