"""Joins hard-wrapped lines into paragraphs: detects wrapping, and how to join the lines."""

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

MIN_WRAP_CELLS = 30
MAX_WRAP_CELLS = 140
_FITS_RARELY = 0.34
_VERSE_CAPITALS = 0.85

_WIDE = re.compile(r"[ᄀ-ᅟ⺀-〾ぁ-㏿㐀-䶿一-鿿ꥠ-꥿가-힣\uf900-\ufaff︰-﹏＀-｠￠-￦]|[\U00020000-\U0003fffd]")
_CJK = r"⺀-〿぀-ヿ㐀-䶿一-鿿\uf900-\ufaff！-～"
_CJK_JOINT = re.compile(f"[{_CJK}]$")
_CJK_START = re.compile(f"[{_CJK}]")
_SENTENCE_END = re.compile(r"[.!?…:。！？」』][\"'”’»«)\]]*$")
_HYPHEN_END = re.compile(r"([^\W\d_]{2,})-$")
_WORD_START = re.compile(r"([^\W\d_]+)")
_LONGEST_WORD = 100
NEVER_JOINED = frozenset({"und", "oder", "bis", "and", "or", "to", "et", "ou", "y", "o", "e", "och", "en", "of"})


def cells(line: str) -> int:
    """The width of a line in cells; wide characters count twice."""
    return len(line) if line.isascii() else len(line) + wide_characters(line)


def wide_characters(line: str) -> int:
    """The number of characters in a line that take two cells."""
    return 0 if line.isascii() else len(_WIDE.findall(line))


def line_joint(left: str, right: str) -> str:
    """The separator when two lines are joined: nothing between two CJK characters, otherwise a space."""
    if left and right and not right[0].isascii() and _CJK_JOINT.search(left) and _CJK_START.match(right):
        return ""
    return " "


def wrap_width(segments: Sequence[Sequence[str]]) -> int:
    """The width in cells at which a text was wrapped, across all its runs of lines; 0 if it was not.

    Short lines (verse, lists, the last of a paragraph) do not count. Lines that nearly all begin with capitals are
    verse.
    """
    pairs = [pair for lines in segments for pair in pairwise(lines)]
    if not pairs:
        return 0
    widths = sorted(cells(line) for line, _ in pairs)
    width = widths[min(len(widths) - 1, len(widths) * 97 // 100)]
    if not MIN_WRAP_CELLS <= width <= MAX_WRAP_CELLS:
        return 0
    long_pairs = [pair for pair in pairs if cells(pair[0]) >= width * 0.6]
    if len(long_pairs) < 2 or _fit_share(long_pairs, width) > 0.4 or _begin_with_capitals(long_pairs):
        return 0
    return width


def is_wrapped(lines: Sequence[str], width: int) -> bool:
    """Whether a run of lines is one hard-wrapped text: the first word of the next line would rarely have fit.

    ``width`` is the wrap width of the whole text, 0 if unknown. Verse, whose lines begin with capitals, does not count.
    """
    if len(lines) < 2:
        return False
    longest = max(map(cells, lines))
    pairs = list(pairwise(lines))
    is_own_width = not width or longest < width * 0.9 or longest > width
    if is_own_width and len(lines) >= 4:
        width = longest
        if _begin_with_capitals(pairs):
            return False
    if not MIN_WRAP_CELLS <= width <= MAX_WRAP_CELLS or longest > MAX_WRAP_CELLS:
        return False
    return _fit_share(pairs, width) <= (_FITS_RARELY if len(pairs) > 2 else 0.5)


def _begin_with_capitals(pairs: Sequence[tuple[str, str]]) -> bool:
    capitals = sum(right.lstrip("\"'“‘„«»*_( ")[:1].isupper() for _, right in pairs)
    return len(pairs) >= 3 and capitals > len(pairs) * _VERSE_CAPITALS


def ends_sentence(line: str) -> bool:
    return _SENTENCE_END.search(line) is not None


def is_full(line: str, following: str, width: int) -> bool:
    """Whether the first word of the following line would not have fit on ``line``."""
    first = following.split(None, 1)[0] if following.strip() else ""
    if _CJK_START.match(first):
        return cells(line) + 6 >= width
    return cells(line) + 1 + cells(first) > width


def _fit_share(pairs: Sequence[tuple[str, str]], width: int) -> float:
    return sum(not is_full(left, right, width) for left, right in pairs) / len(pairs)


def paragraphs_of(lines: Sequence[str], width: int) -> list[list[str]]:
    """Split a wrapped run of lines into paragraphs: at an indent, and after a sentence that ends on a short line."""
    indents = [len(line) - len(line.lstrip()) for line in lines]
    body = min(indents)
    marked = any(indent > body for indent in indents[1:]) and indents.count(body) * 2 >= len(lines)
    found = [[lines[0].strip()]]
    for index in range(1, len(lines)):
        before, line = lines[index - 1], lines[index]
        short = cells(before) < width * 0.75 and not is_full(before, line, width) and _SENTENCE_END.search(before)
        if (marked and indents[index] > body) or (not marked and short):
            found.append([])
        found[-1].append(line.strip())
    return found


def join_lines(lines: Sequence[str], words: Collection[str], hyphenated: bool) -> str:
    """Join the lines into one. A hyphen at a line end is dropped if the word without it is among ``words``, or if
    ``hyphenated`` says that the text divides words; otherwise it stays, without a space after it.
    """
    if len(lines) == 1:
        return lines[0].strip()
    pieces: list[str] = []
    # A joint depends only on the end of the joined text; passing all of it would make each line slower.
    tail = ""
    for line in map(str.strip, lines):
        is_divided, joint = _joint(tail, line, words, hyphenated) if pieces else (False, "")
        if is_divided:
            pieces[-1], tail = pieces[-1][:-1], tail[:-1]
        if joint or line:
            pieces.append(joint + line)
            tail = (tail + pieces[-1])[-_LONGEST_WORD:]
    return "".join(pieces)


def _joint(before: str, line: str, words: Collection[str], hyphenated: bool) -> tuple[bool, str]:
    """Whether to drop the last character before a line because it only divides a word, and the separator to insert."""
    if before.endswith("\xad"):
        return True, ""
    left = _HYPHEN_END.search(before) if before.endswith("-") else None
    right = _WORD_START.match(line) if left else None
    if left is None or right is None or right[1].casefold() in NEVER_JOINED:
        return False, line_joint(before, line)
    return right[1].islower() and (hyphenated or (left[1] + right[1]).casefold() in words), ""
