"""Blocks in Logseq: blocks of the outline with the id and hash as properties."""

import re
from collections.abc import Iterator, Mapping, Sequence

from readtui.exporters.living.parts import (
    STRUCK,
    FileLine,
    FoundBlock,
    Item,
    fingerprint,
    fitting_lines,
    normal,
    struck_lines,
)
from readtui.model.file_memory import Value

_BULLET = re.compile(r"(\t*)-(?: |$)")
_PROPERTY = re.compile(r"[ \t]*[\w-]+::(?=\s|$)")
_PAGE_PROPERTY = re.compile(r"[\w-]+::(?=\s|$)")
_ID = re.compile(r"[ \t]*id:: +([0-9A-Za-z][0-9A-Za-z_-]{0,63})[ \t]*")
_HASH = re.compile(r"[ \t]*readtui-hash:: +([0-9a-f]{8})[ \t]*")
_ARTICLE = re.compile(r"[ \t]*readtui:: +\[[^\]]*\]\(readtui:(?://)?([0-9a-f]{16})\)[ \t]*")
_FOLDED = re.compile(r"[ \t]*collapsed:: ")
_DELETED = f"\t- {STRUCK}Deleted{STRUCK}"


class LogseqSyntax:
    """Blocks with ``id::`` and ``readtui-hash::``. Text that a person adds below a block does not count as an edit."""

    is_spaced = False
    nests = True

    def front_size(self, lines: Sequence[str]) -> int:
        """See Syntax. The properties of the page."""
        return next((at for at, line in enumerate(lines) if not _PAGE_PROPERTY.match(line)), len(lines))

    def front(self, values: Mapping[str, Value]) -> list[str]:
        return [*(f"{key}:: {value}" for key, value in values.items()), ""]

    def merged_front(
        self, lines: Sequence[str], new: Mapping[str, Value], known: Mapping[str, Value]
    ) -> tuple[list[str], dict[str, Value]]:
        changed, now_known = list(lines), dict(known)
        for key, value in new.items():
            written = f"{key}:: {value}"
            places = [at for at, line in enumerate(changed) if line.startswith(f"{key}::")]
            if not places and key not in known:
                changed.append(written + changed[0][len(changed[0].rstrip("\r\n")) :])
            elif len(places) == 1 and changed[places[0]].rstrip() in (written, f"{key}:: {known.get(key)}"):
                line = changed[places[0]]
                changed[places[0]] = written + line[len(line.rstrip("\r\n")) :]
            else:
                continue
            now_known[key] = value
        return changed, now_known

    def article_id(self, lines: Sequence[str]) -> str:
        found = (_ARTICLE.fullmatch(line.rstrip("\r\n")) for line in lines)
        return next((match[1] for match in found if match), "")

    def items(self, lines: Sequence[str]) -> list[Item]:
        found: list[Item] = []
        at = 0
        while at < len(lines):
            block = _block(lines, at) if _BULLET.match(lines[at]) else None
            found.append(block or _line(lines[at]))
            at += len(block.lines) if block else 1
        return found

    def written(self, block_id: str, text: str, level: int = 0) -> list[str]:
        lines = normal(text).split("\n")
        mark = f"  readtui-hash:: {fingerprint(_canonical(lines, 0))}"
        at = next((at for at, line in enumerate(lines) if _ID.fullmatch(line) or _ARTICLE.fullmatch(line)), 0)
        tabs = "\t" * (level - 1)
        return [line and tabs + line for line in (*lines[: at + 1], mark, *lines[at + 1 :])]

    def is_same(self, body: str, text: str) -> bool:
        return _canonical(body.split("\n"), 0) == _canonical(normal(text).split("\n"), 0)

    def struck(self, body: str) -> str:
        struck, is_struck = struck_lines(body.split("\n"), lambda line: _PROPERTY.match(line) is not None)
        # Code cannot be struck through.
        return "\n".join(struck if is_struck or struck[-1] == _DELETED else [*struck, _DELETED])

    def heading(self, line: str, level: int) -> str:
        return "\t" * (level - 1) + line

    def level(self, heading: str) -> int:
        bullet = _BULLET.match(heading)
        return len(bullet[1]) + 1 if bullet else 0


def _line(line: str) -> FileLine:
    bullet, named = _BULLET.match(line), _ID.fullmatch(line.rstrip("\r\n"))
    level = len(bullet[1]) + 1 if bullet else 0
    return FileLine(line, level, mentions=(named[1].replace("-", ""),) if named else ())


def _block(lines: Sequence[str], start: int) -> FoundBlock | None:
    """The block that begins here; None if a person wrote it."""
    depth = len(lines[start]) - len(lines[start].lstrip("\t"))
    own = [lines[start].rstrip("\r\n")]
    for at in range(start + 1, len(lines)):
        if _BULLET.match(lines[at]):
            break
        own.append(lines[at].rstrip("\r\n"))
    ids = [match[1] for line in own[1:] if (match := _ID.fullmatch(line))]
    ids = ids or [match[1] for line in own[1:] if (match := _ARTICLE.fullmatch(line))]
    hashes = [match[1] for line in own[1:] if (match := _HASH.fullmatch(line))]
    if len(ids) != 1 or len(hashes) != 1:
        return None
    text = [line.rstrip("\r\n") for line in _tree(lines, start, depth)]
    if size := fitting_lines((_canonical_line(line, depth) for line in text), hashes[0]):
        return FoundBlock(
            ids[0], tuple(lines[start : start + size]), _canonical(text[:size], depth), fits=True, level=depth + 1
        )
    while len(own) > 1 and not own[-1].strip():
        own.pop()
    every = tuple(lines[start : start + len(own)])
    marks = (_ID, _HASH)
    kept = tuple(line for line in every if not any(mark.fullmatch(line.rstrip("\r\n")) for mark in marks))
    return FoundBlock(ids[0], every, _canonical(own, depth), fits=False, own=kept, level=depth + 1)


def _tree(lines: Sequence[str], start: int, depth: int) -> Iterator[str]:
    """The block and all blocks below it."""
    yield lines[start]
    for at in range(start + 1, len(lines)):
        bullet = _BULLET.match(lines[at])
        if bullet and len(bullet[1]) <= depth:
            return
        yield lines[at]


def _canonical(lines: Sequence[str], depth: int) -> str:
    """The text without the hash, its depth, and Logseq's marks for folding."""
    return normal("\n".join(text for line in lines if (text := _canonical_line(line, depth)) is not None))


def _canonical_line(line: str, depth: int) -> str | None:
    """The line without its depth; None for the hash and for Logseq's marks for folding."""
    return None if _HASH.fullmatch(line) or _FOLDED.match(line) else line.removeprefix("\t" * depth)
