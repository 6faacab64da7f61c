"""Reads a rewritten document: the texts of its versions as readtui imports them, and its marked passages."""

import itertools
import re
from dataclasses import dataclass
from pathlib import Path

from readtui.importers.importer import Source
from readtui.importers.registry import read_source

TEXTS, HELD_OUT = (Path(__file__).parent / name for name in ("texts", "held_out"))
UNCHANGED, REWORDED, MEANING, GONE = "unchanged", "reworded", "meaning", "gone"
_LABELS = {"": UNCHANGED, "=": UNCHANGED, "~": REWORDED, "!": MEANING}
_BETWEEN = re.compile(r"^=== v\d+\n", re.MULTILINE)
_MARK = re.compile(r"⟦(\d+)([=~!]?):|⟧")


@dataclass(frozen=True, slots=True)
class Remark:
    """A passage in one version and where it stands in the next; offsets count code points of the imported texts."""

    name: str
    before: str
    after: str
    start: int
    end: int
    expected: tuple[int, int] | None
    change: str


def remarks(path: Path) -> list[Remark]:
    """All passages of a document, from each version to the next.

    In the file, versions follow each other after lines ``=== v2``. ``⟦7:words⟧`` marks passage 7; in a later version
    ``=`` before the colon says that its words are unchanged, ``~`` reworded, ``!`` changed in meaning, and a passage
    without a mark is gone.
    """
    found: list[Remark] = []
    versions = [_version(part) for part in _BETWEEN.split(path.read_text(encoding="utf-8"))]
    for at, ((before, places), (after, later)) in enumerate(itertools.pairwise(versions), 1):
        for name, (start, end, _) in places.items():
            there = later.get(name)
            expected = (there[0], there[1]) if there else None
            change = _LABELS[there[2]] if there else GONE
            found.append(Remark(f"{path.stem} v{at} {name}", before, after, start, end, expected, change))
    return found


def _version(markdown: str) -> tuple[str, dict[str, tuple[int, int, str]]]:
    """The imported text without marks, and the place and sign of each marked passage."""
    marked = read_source(Source(markdown.encode(), "version.md")).text
    places: dict[str, tuple[int, int, str]] = {}
    opened: list[tuple[str, str, int]] = []
    parts, length, at = [""], 0, 0
    for mark in _MARK.finditer(marked):
        parts.append(marked[at : mark.start()])
        length += mark.start() - at
        at = mark.end()
        if mark[1]:
            opened.append((mark[1], mark[2], length))
        else:
            name, sign, start = opened.pop()
            places[name] = (start, length, sign)
    assert not opened, opened
    return "".join([*parts, marked[at:]]), places
