"""The command ``readtui``."""

import os
import sys

_INTERRUPTED = 130


def main() -> None:
    """Run the command line and end the process with its exit code."""
    if not os.isatty(1):
        sys.exit(_run())
    # The page of an article that was read before is there at once; all else is imported behind it.
    from readtui.first_page import FIRST_PAGE

    FIRST_PAGE.show(sys.argv[1:])
    try:
        code = _run()
    finally:
        FIRST_PAGE.leave()
    FIRST_PAGE.write()
    for stream in filter(None, (sys.stdout, sys.stderr)):
        stream.flush()
    # All is saved and closed; to take Python apart piece by piece would keep the shell waiting.
    os._exit(code)


def _run() -> int:
    try:
        from readtui.cli.main import run

        return run(sys.argv[1:])
    except KeyboardInterrupt:
        # While modules are imported; what a command does says itself what became of it.
        return _INTERRUPTED


if __name__ == "__main__":
    main()
