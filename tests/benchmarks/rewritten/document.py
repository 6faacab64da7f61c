"""Reads a rewritten document: the texts of its versions as readtui imports them, and its marked passages."""

import itertools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from readtui.importers.importer import Source
from readtui.importers.registry import read_source
from readtui.model.block import BlockKind, MarkType

TEXTS = Path(__file__).parent / "texts"
UNCHANGED, REWORDED, MEANING, GONE = "unchanged", "reworded", "meaning", "gone"
_LABELS = {"": UNCHANGED, "=": UNCHANGED, "~": REWORDED, "!": MEANING}
_BETWEEN = re.compile(r"^=== v\d+\n", re.MULTILINE)
_Ranges: TypeAlias = tuple[tuple[int, int], ...]
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
    quotes: tuple[_Ranges, _Ranges]
    code: tuple[_Ranges, _Ranges]


def remarks(path: Path) -> list[Remark]:
    """All passages of a document, from each version to the next.

    In the file, versions follow each other after lines ``=== v2``. ``⟦7:words⟧`` marks passage 7; in a later version
    ``=`` before the colon says that its words are unchanged, ``~`` reworded, ``!`` changed in meaning, and a passage
    without a mark is gone.
    """
    found: list[Remark] = []
    versions = [_version(part) for part in _BETWEEN.split(path.read_text(encoding="utf-8"))]
    for at, ((before, places, quotes, code), (after, later, *ranges)) in enumerate(itertools.pairwise(versions), 1):
        for name, (start, end, _) in places.items():
            there = later.get(name)
            expected = (there[0], there[1]) if there else None
            change = _LABELS[there[2]] if there else GONE
            found.append(
                Remark(
                    f"{path.stem} v{at} {name}",
                    before,
                    after,
                    start,
                    end,
                    expected,
                    change,
                    (quotes, ranges[0]),
                    (code, ranges[1]),
                )
            )
    return found


def _version(markdown: str) -> tuple[str, dict[str, tuple[int, int, str]], _Ranges, _Ranges]:
    """The imported text without marks, the place and sign of each marked passage, and the ranges of quotes and code."""
    article = read_source(Source(markdown.encode(), "version.md"))
    marked = article.text
    places: dict[str, tuple[int, int, str]] = {}
    opened: list[tuple[str, str, int]] = []
    parts, length, at = [""], 0, 0
    dropped: list[tuple[int, int]] = []
    for mark in _MARK.finditer(marked):
        parts.append(marked[at : mark.start()])
        length += mark.start() - at
        at = mark.end()
        dropped.append(mark.span())
        if mark[1]:
            opened.append((mark[1], mark[2], length))
        else:
            name, sign, start = opened.pop()
            places[name] = (start, length, sign)
    assert not opened, opened

    def plain(offset: int) -> int:
        return offset - sum(min(end, offset) - start for start, end in dropped if start < offset)

    blocks = article.blocks
    quotes = [(one.start, one.end) for one in blocks if one.quoted or one.kind is BlockKind.QUOTE]
    code = [(one.start, one.end) for one in blocks if one.kind is BlockKind.CODE]
    code += [(one.start, one.end) for block in blocks for one in block.marks if one.type is MarkType.CODE]
    quoted, coded = (tuple(sorted((plain(start), plain(end)) for start, end in each)) for each in (quotes, code))
    return "".join([*parts, marked[at:]]), places, quoted, coded
