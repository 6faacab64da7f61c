"""Golden files: reviewed results that must be reproduced byte for byte."""

from collections.abc import Callable
from difflib import unified_diff
from pathlib import Path

import pytest

Golden = Callable[[Path, str | bytes], None]
ROOT = Path(__file__).parents[2]


def compare(path: Path, made: str | bytes) -> None:
    """Unless the content is the same, fail with the difference and the command that updates the file."""
    data = made.encode() if isinstance(made, str) else made
    kept = path.read_bytes() if path.exists() else b""
    if data == kept:
        return
    name = path.relative_to(ROOT).as_posix()
    difference = unified_diff(
        kept.decode(errors="replace").splitlines(),
        data.decode(errors="replace").splitlines(),
        name,
        f"{name}, as it is now",
        lineterm="",
    )
    pytest.fail(
        "\n".join([*difference, f"If this is intended: scripts/test --update-golden {path.parent.relative_to(ROOT)}"]),
        pytrace=False,
    )


def write(path: Path, made: str | bytes) -> None:
    """Update the file, for review."""
    path.write_bytes(made.encode() if isinstance(made, str) else made)
