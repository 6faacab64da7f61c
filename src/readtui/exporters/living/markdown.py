"""Blocks in Markdown, between two comments, which no program shows."""

import re
from collections.abc import Iterator, Sequence

from readtui.exporters.living import front_matter
from readtui.exporters.living.parts import (
    STRUCK,
    FileLine,
    FoundBlock,
    Item,
    after_fence,
    fingerprint,
    normal,
    struck_lines,
)

_OPEN = re.compile(r"<!-- rt:([0-9A-Za-z][0-9A-Za-z_-]{0,63}):([0-9a-f]{8}) -->[ \t]*")
_CLOSE = re.compile(r"<!-- /rt -->[ \t]*")
_MARK = re.compile(r"<!--(?=[ \t]*/?rt\b)")
_GUARD = "<!--\u200b"
_MENTION = re.compile(r"\brt:([0-9A-Za-z][0-9A-Za-z_-]{7,63}):[0-9a-f]{8}\b|(?:^|[ \t])\^rt-([0-9A-Za-z]{8,64})[ \t]*$")
_HEADING = re.compile(r" {0,3}(#{1,6})(?=[ \t]|$)")
_RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*")
_SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*")
_DELETED = f"{STRUCK}Deleted{STRUCK}"


class MarkdownSyntax:
    """``<!-- rt:ID:HASH -->``, the block, ``<!-- /rt -->``; the article's id is in the front matter."""

    is_spaced = True
    nests = False

    front_size = staticmethod(front_matter.size)
    front = staticmethod(front_matter.written)
    merged_front = staticmethod(front_matter.merged)
    article_id = staticmethod(front_matter.article_id)

    def items(self, lines: Sequence[str]) -> list[Item]:
        found: list[Item] = []
        at, fence = 0, ""
        while at < len(lines):
            line = lines[at].rstrip("\r\n")
            opened = _OPEN.fullmatch(line)
            if opened and (block := _block(lines, at, opened)):
                found.append(block)
                at += len(block.lines)
                fence = ""
                continue
            fence, is_code = after_fence(fence, line)
            following = lines[at + 1].rstrip("\r\n") if at + 1 < len(lines) else ""
            level = 0 if is_code else _level(line, following)
            before = lines[at - 1] if at else ""
            is_rule = not is_code and _RULE.fullmatch(line) is not None and not ("-" in line and before.strip())
            found.append(FileLine(lines[at], level, is_rule, tuple(_mentions(line))))
            at += 1
        return found

    def written(self, block_id: str, text: str, level: int = 0) -> list[str]:
        text = _guarded(text)
        mark = f"<!-- rt:{block_id}:{fingerprint(text)} -->"
        return [mark, "", *text.split("\n"), "", "<!-- /rt -->"]

    def is_same(self, body: str, text: str) -> bool:
        return normal(body) == normal(_guarded(text))

    def struck(self, body: str) -> str:
        struck, is_struck = struck_lines(body.split("\n"))
        # Code cannot be struck through.
        return "\n".join(struck if is_struck or struck[-1] == _DELETED else [*struck, "", _DELETED])

    def heading(self, line: str, level: int) -> str:
        return line

    def level(self, heading: str) -> int:
        return _level(heading, "")


def _block(lines: Sequence[str], start: int, opened: re.Match[str]) -> FoundBlock | None:
    """The block that begins here; None if its end is missing."""
    for at in range(start + 1, len(lines)):
        line = lines[at].rstrip("\r\n")
        if _OPEN.fullmatch(line):
            return None
        if _CLOSE.fullmatch(line):
            own = tuple(lines[start + 1 : at])
            body = normal("".join(own))
            fits = fingerprint(body) == opened[2]
            mentions = () if fits else tuple(one for inner in own for one in _mentions(inner.rstrip("\r\n")))
            return FoundBlock(opened[1], tuple(lines[start : at + 1]), body, fits, _trimmed(own), mentions=mentions)
    return None


def _trimmed(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The lines without the empty one that follows the opening mark and the one before the closing mark."""
    start = 1 if len(lines) > 1 and not lines[0].strip() else 0
    stop = len(lines) - 1 if len(lines) - start > 1 and not lines[-1].strip() else len(lines)
    return lines[start:stop]


def _mentions(line: str) -> Iterator[str]:
    for match in _MENTION.finditer(line):
        yield (match[1] or match[2]).replace("-", "")


def _level(line: str, following: str) -> int:
    if heading := _HEADING.match(line):
        return len(heading[1])
    if line.strip() and not line.lstrip().startswith((">", "-", "*", "+", "<", "|")):
        underline = _SETEXT.fullmatch(following)
        return 0 if underline is None else 1 if underline[1][0] == "=" else 2
    return 0


def _guarded(text: str) -> str:
    return _MARK.sub(_GUARD, normal(text))
