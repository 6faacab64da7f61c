"""Strikes Markdown through, line by line, because a construct that spans lines could break a longer mark."""

import re
from collections.abc import Callable, Iterable

STRUCK = "~~"
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_STARTS = re.compile(r"(?:>[ \t]?|[ \t]|(?:[-*+]|\d{1,9}[.)]|#{1,6})[ \t]+)*")
_NEVER = re.compile(r"[<|]|[-*_=]{3,}$|\[[^\]]*\]:|\^rt-[0-9A-Za-z]+$")


def struck_lines(lines: Iterable[str], is_left: Callable[[str], bool] = lambda _: False) -> tuple[list[str], bool]:
    """The lines, struck through, except code, tables, block ids, what is struck, and where ``is_left`` says so.

    Also whether anything is struck through now.
    """
    fence, struck, is_struck = "", [], False
    for line in lines:
        start = match.end() if (match := _STARTS.match(line)) else 0
        fence, is_code = after_fence(fence, line[start:])
        if not (is_code or is_left(line)):
            line = line[:start] + _struck(line[start:])
            is_struck = is_struck or STRUCK in line
        struck.append(line)
    return struck, is_struck


def after_fence(fence: str, line: str) -> tuple[str, bool]:
    """The fence that is open after the line ("" for none), and whether the line is code or a fence."""
    match = _FENCE.match(line)
    if not fence:
        return (match[1], True) if match else ("", False)
    if match and match[1].startswith(fence) and not line.strip().strip(fence[0]):
        return "", True
    return fence, True


def _struck(words: str) -> str:
    bare = words.rstrip("\\")
    core = bare.strip()
    # A backslash at the end of the line is a hard break; of two, the first escapes the second.
    if not core or STRUCK in core or _NEVER.match(core) or len(words) - len(bare) > 1:
        return words
    return f"{STRUCK}{core}{STRUCK}{words[len(bare) :]}"
