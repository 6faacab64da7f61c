"""Blocks in Org: entries with the id and hash as properties."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from readtui.exporters.living.parts import FileLine, FoundBlock, Item, fingerprint, fitting_lines, normal
from readtui.model.file_memory import Value

_HEADING = re.compile(r"(\*+)(?=[ \t])")
_DRAWER, _END = re.compile(r"[ \t]*:PROPERTIES:[ \t]*", re.IGNORECASE), re.compile(r"[ \t]*:END:[ \t]*", re.IGNORECASE)
_ID = re.compile(r"[ \t]*:ID:[ \t]+([0-9A-Za-z][0-9A-Za-z_-]{0,63})[ \t]*", re.IGNORECASE)
_HASH = re.compile(r"[ \t]*:READTUI_HASH:[ \t]+([0-9a-f]{8})[ \t]*", re.IGNORECASE)
_PLANNING = re.compile(r"[ \t]*(?:CLOSED|DEADLINE|SCHEDULED):")
_ARTICLE_ID = re.compile("[0-9a-f]{16}")
_TAGS = re.compile(r"(?:[ \t]+:[\w@#%:]+:)?[ \t]*$")
_NOT_STRUCK = re.compile(r"[ \t]*(?:[#:|]|$)")
_BEGINS, _ENDS = (re.compile(rf"[ \t]*#\+{side}_(?:src|example)\b", re.IGNORECASE) for side in ("begin", "end"))


class OrgSyntax:
    """Entries with ``:ID:`` and ``:READTUI_HASH:``. Adding text at the end of an entry is not an edit."""

    is_spaced = False
    nests = True

    def front_size(self, lines: Sequence[str]) -> int:
        """See Syntax. Org has properties instead."""
        return 0

    def front(self, values: Mapping[str, Value]) -> list[str]:
        return []

    def merged_front(
        self, lines: Sequence[str], new: Mapping[str, Value], known: Mapping[str, Value]
    ) -> tuple[list[str], dict[str, Value]]:
        return list(lines), dict(known)

    def article_id(self, lines: Sequence[str]) -> str:
        found = (_ID.fullmatch(line.rstrip()) for line in lines)
        return next((match[1] for match in found if match and _ARTICLE_ID.fullmatch(match[1])), "")

    def items(self, lines: Sequence[str]) -> list[Item]:
        found: list[Item] = []
        starts = [at for at, line in enumerate(lines) if _HEADING.match(line)]
        found += map(_line, lines[: starts[0] if starts else len(lines)])
        for start, stop in pairwise([*starts, len(lines)]):
            entry = lines[start:stop]
            block = _block(entry)
            if block is None:
                found += map(_line, entry)
            else:
                found.append(block)
                found += map(_line, entry[len(block.lines) :])
        return found

    def written(self, block_id: str, text: str, level: int = 0) -> list[str]:
        lines = normal(text).split("\n")
        mark = f":READTUI_HASH: {fingerprint(_canonical(lines))}"
        at = next((at + 1 for at, line in enumerate(lines) if _ID.fullmatch(line)), 1)
        if level:
            lines[0] = "*" * level + lines[0].lstrip("*")
        return [*lines[:at], mark, *lines[at:]]

    def is_same(self, body: str, text: str) -> bool:
        return _canonical(body.split("\n")) == _canonical(normal(text).split("\n"))

    def struck(self, body: str) -> str:
        heading, *rest = body.split("\n")
        tags = _TAGS.search(heading)
        words = heading[: tags.start()] if tags else heading
        stars = _HEADING.match(words)
        start = stars.end() if stars else 0
        lines = [words[:start] + _struck(words[start:]) + heading[len(words) :]]
        is_code = False
        for line in rest:
            is_code = (is_code or _BEGINS.match(line) is not None) and not _ENDS.match(line)
            lines.append(line if is_code else _struck(line))
        return "\n".join(lines)

    def heading(self, line: str, level: int) -> str:
        return line

    def level(self, heading: str) -> int:
        stars = _HEADING.match(heading)
        return len(stars[1]) if stars else 0


def _line(line: str) -> FileLine:
    stars = _HEADING.match(line)
    named = _ID.fullmatch(line.rstrip("\r\n"))
    return FileLine(line, len(stars[1]) if stars else 0, mentions=(named[1].replace("-", ""),) if named else ())


def _block(entry: Sequence[str]) -> FoundBlock | None:
    """The block at the beginning of the entry; None if a person wrote the entry."""
    lines = [line.rstrip("\r\n") for line in entry]
    size = _drawer_end(lines)
    ids = [match[1] for line in lines[:size] if (match := _ID.fullmatch(line))]
    hashes = [match[1] for line in lines[:size] if (match := _HASH.fullmatch(line))]
    if len(ids) != 1 or len(hashes) != 1:
        return None
    level = len(lines[0]) - len(lines[0].lstrip("*"))
    text = ["*" + lines[0].lstrip("*"), *lines[1:]]
    if stop := fitting_lines((None if _HASH.fullmatch(line) else line for line in text), hashes[0]):
        return FoundBlock(ids[0], tuple(entry[:stop]), _canonical(lines[:stop]), fits=True, level=level)
    stop = size if _ARTICLE_ID.fullmatch(ids[0]) else len(lines)
    while stop > size and not lines[stop - 1].strip():
        stop -= 1
    marks = (_HASH, _ID)
    own = tuple(line for line in entry[:stop] if not any(mark.fullmatch(line.rstrip()) for mark in marks))
    return FoundBlock(ids[0], tuple(entry[:stop]), _canonical(lines[:stop]), fits=False, own=own, level=level)


def _drawer_end(lines: Sequence[str]) -> int:
    """The index after the properties of an entry; 0 if it has none."""
    start = 2 if len(lines) > 1 and _PLANNING.match(lines[1]) else 1
    if start >= len(lines) or not _DRAWER.fullmatch(lines[start]):
        return 0
    return next((at + 1 for at in range(start, len(lines)) if _END.fullmatch(lines[at])), 0)


def _canonical(lines: Sequence[str]) -> str:
    """The text without the hash and the depth of the heading."""
    kept = [line for line in lines if not _HASH.fullmatch(line)]
    return normal("\n".join(["*" + kept[0].lstrip("*"), *kept[1:]]))


def _struck(line: str) -> str:
    words = line.strip()
    if _NOT_STRUCK.match(line) or (len(words) > 2 and words[0] == words[-1] == "+"):
        return line
    start = line.index(words)
    return f"{line[:start]}+{words}+"
