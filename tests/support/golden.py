"""Golden files: reviewed results that must be reproduced byte for byte."""

from collections.abc import Callable, Sequence
from difflib import unified_diff
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from rich.text import Text

Golden = Callable[[Path, str | bytes], None]
ROOT = Path(__file__).parents[2]
_CONSOLE = Console(width=200)


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


class Picture:
    """Lines of text, and below each the letters of its styles, which are given as they come."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._letters: dict[object, str] = {}

    def say(self, *said: object) -> None:
        """What stands above the lines that follow."""
        self.lines.append(" ".join(map(str, said)))

    def add(self, line: Sequence[Segment], width: int = 0) -> None:
        text = "".join(segment.text for segment in line)
        assert cell_len(text) == width or not width
        styles = "".join(
            self._letters.setdefault(segment.style, chr(ord("a") + len(self._letters))) * cell_len(segment.text)
            for segment in line
        )
        self.lines += [f"|{text}|", f" {styles}".replace("a", " ").rstrip()]

    def add_texts(self, lines: Sequence[Text]) -> None:
        for line in lines:
            self.add([part for part in line.render(_CONSOLE) if part.text != "\n"])

    def compare(self, golden: Golden, path: Path, *, with_styles: bool = False) -> None:
        """All of it and, ``with_styles``, which style each letter is."""
        styles = [f"{letter} {style}" for style, letter in self._letters.items()] if with_styles else []
        golden(path, "\n".join((*self.lines, *styles, "")))
