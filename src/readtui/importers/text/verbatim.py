"""Distinguishes lines of code, drawings and trees, where every space counts, from running text, lists and verse."""

import re
from collections.abc import Sequence
from itertools import pairwise

_WORD = re.compile(r"[^\W\d_]+")
_CODE_SIGNS = re.compile(
    r"[{}();=<>\[\]\\$#|]"
    r"|\b(?:def|return|import|if|elif|else:|for|while|function|var|const|let|sudo|cd|git|pip|print|fi|done|esac|end)\b"
)
_CODE_LINE = re.compile(
    r".*[;{}\\]$|.*\)\s*(?::|=>|->.*:)$|\s*[}\])]+[;,]?$"
    r"|\s*(?:def|class|if|elif|for|while|with|try|except|switch|function|fn|func|public|private|static|impl|struct)\b.*"
    r"[:{)]$|\s*(?:else|try|finally|do|then|begin)\s*[:{]?$|\s*(?:return|import|from|print|echo|let|const|var)\b.*"
    r"|\s*[\w.\[\]'\"]+\s*(?:[-+*/|&]?=|:=)\s*\S.*|\s*\w[\w.]*\([^()]*\)[;,]?$|\s*(?:\$|>>>|#!|//|/\*|--)\s*\S.*"
    r"|\s*</?[A-Za-z][^<>]*>.*|\s*\"[\w-]+\"\s*:.*"
)
_OPENS_BLOCK = re.compile(r"\s*(?:def|class|if|elif|else|for|while|with|try|except|function|fn|func|struct)\b.*[:{]")
_BOX = re.compile("[\u2500-\u259f]")
_JOINT = re.compile(r"\+[-=]{2,}|[-=]{2,}[+>]|<[-=]{2,}|--+[|*ov]|[|`\\+][-_]{2,}|\|[ ]{2,}\||[/\\|]\s*[/\\|]\s*[/\\|]")
_STROKES_ALONE = re.compile(r"[\s|/\\^vV<>+_=~*o.'`,-]*[|/\\^+][\s|/\\^vV<>+_=~*o.'`,-]*")
_STROKE = re.compile(r"[|/\\^+<>_=~-]")
_MAY_BE_DRAWN = re.compile("[\u2500-\u259f|/\\\\^+<>_=~]|--")
_RULE = re.compile(r"\s*([-=_~*#+.])(?:\s*\1)*\s*")
_ANY_RULE = re.compile(r"^[^\S\n]*([-=_~*#+.])(?:[^\S\n]*\1)*[^\S\n]*$", re.MULTILINE)
_INSET = 3
_SENTENCE_WORDS = 6


def indent_of(line: str) -> int:
    """The indent of a line in cells; a tab counts as four."""
    if line[:1] not in (" ", "\t"):
        return 0
    indent = len(line) - len(line.lstrip(" \t"))
    return indent + 3 * line.count("\t", 0, indent)


def without_common_indent(lines: Sequence[str]) -> list[str]:
    """The lines without their common indent."""
    margins = [line[: len(line) - len(line.lstrip(" \t"))] for line in lines if line.strip()]
    first, last = min(margins, default=""), max(margins, default="")
    margin = next((at for at, sign in enumerate(first) if sign != last[at]), len(first))
    return [line[margin:] for line in lines]


def is_drawing(lines: Sequence[str]) -> bool:
    """Whether lines are drawn with characters: boxes and arrows, a tree, a table with borders, a picture."""
    if len(lines) < 2:
        return False
    text = "\n".join(lines)
    if not _MAY_BE_DRAWN.search(text) and not _ANY_RULE.search(text):
        return False
    drawn = sum(map(_is_drawn, lines))
    if drawn < 2 or drawn * 5 < 2 * len(lines):
        return False
    joints = sum(bool(_JOINT.search(line) or _BOX.search(line)) and not _RULE.fullmatch(line) for line in lines)
    strokes = sum(len(_STROKE.findall(line)) for line in lines)
    pure = sum(bool(_STROKES_ALONE.fullmatch(line)) and not _RULE.fullmatch(line) for line in lines)
    return joints >= 1 or pure >= 2 or strokes * 4 >= sum(map(_length, lines))


def is_code(lines: Sequence[str], is_inset: bool) -> bool:
    """Whether lines are program code: by its symbols if they are indented, otherwise by how they begin, end and
    nest.
    """
    signs = sum(len(_CODE_SIGNS.findall(line)) for line in lines)
    if not signs or (signs < 2 and is_inset):
        return False
    prose = sum(len(_WORD.findall(line)) for line in lines)
    if is_inset:
        return signs * 5 >= prose
    indents = [indent_of(line) for line in lines]
    signs += sum(
        below > above and _OPENS_BLOCK.fullmatch(line) is not None
        for line, (above, below) in zip(lines, pairwise(indents), strict=False)
    )
    flags = [_CODE_LINE.fullmatch(line) is not None for line in lines]
    least = min(indents)
    outer = [flag for flag, indent in zip(flags, indents, strict=True) if indent == least]
    return (
        len(lines) >= 2
        and signs >= 2
        and signs * 3 >= prose
        and sum(flags) * 2 >= len(lines)
        and sum(outer) * 3 >= 2 * len(outer)
        and (len(outer) < len(lines) or all(flags))
    )


def is_prose(lines: Sequence[str]) -> bool:
    """Whether lines have the words of a sentence, and hardly any signs of code."""
    signs = sum(len(_CODE_SIGNS.findall(line)) for line in lines)
    words = sum(len(_WORD.findall(line)) for line in lines)
    return words >= _SENTENCE_WORDS and signs * 6 < words


def verbatim_parts(run: Sequence[str]) -> list[tuple[bool, list[str]]]:
    """A run of lines split into code or drawings (True) and other lines."""
    if len(run) < 2:
        return [(False, list(run))]
    flags = [False] * len(run)
    indents = list(map(indent_of, run))
    inset = min(indents) + _INSET
    start = 0 if max(indents) >= inset else len(run)
    while start < len(run):
        end = start
        while end < len(run) and indents[end] >= inset:
            end += 1
        if end - start >= 2 and end - start < len(run) and is_code(run[start:end], is_inset=False):
            flags[start:end] = [True] * (end - start)
        start = max(end, start + 1)
    start = 0 if _MAY_BE_DRAWN.search("\n".join(run)) else len(run)
    while start < len(run):
        end = start
        while end < len(run) and _is_drawn(run[end]):
            end += 1
        if end - start >= 3 and is_drawing(run[start:end]):
            flags[start:end] = [True] * (end - start)
        start = max(end, start + 1)
    if not any(flags):
        return [(False, list(run))]
    parts: list[tuple[bool, list[str]]] = []
    for line, flag in zip(run, flags, strict=True):
        if not parts or parts[-1][0] != flag:
            parts.append((flag, []))
        parts[-1][1].append(line)
    return parts


def _is_drawn(line: str) -> bool:
    if _RULE.fullmatch(line):
        return True
    if not _MAY_BE_DRAWN.search(line):
        return False
    return bool(_BOX.search(line) or _JOINT.search(line) or _STROKES_ALONE.fullmatch(line))


def _length(line: str) -> int:
    return len(line.replace(" ", ""))
