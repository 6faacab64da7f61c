"""Finds the sentence around a passage in two texts: up to its ends or those of its row, cell or paragraph."""

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from readtui.anchoring.meaning.code import is_code_line
from readtui.anchoring.meaning.sentence_words import Stretch
from readtui.text.language import guess_language
from readtui.text.sentences.segment import sentences_from

_REACH = 1_500
_FIRST_WIDE = "\u2e80"
_SAMPLE = 300
_NARROWEST = 40
_MOSTLY = 0.5
_NEARLY_ALL = 0.8
_MOST_LINES, _FEWEST_ROWS = 40, 3
_PARAGRAPH = re.compile(r"\n[ \t>]*\n|\u2029")
_MARKER = re.compile(r"\n[ \t>]*(?:[-*+•|#]|\d{1,3}[.)])[ \t]")
_INK = re.compile(r"\S")
_CELLS = re.compile(r"\t|\|")


class Sentences(NamedTuple):
    """The sentences that a passage is in, and where the sentences before and after them begin and end."""

    start: int
    end: int
    before: int
    after: int


def stretches(old_text: str, old: tuple[int, int], new_text: str, new: tuple[int, int]) -> tuple[Stretch, Stretch]:
    """The sentence around the passage in both texts.

    If a sentence was split in two, or two were joined, both are meant.
    """
    units = unit_of(old_text, *old), unit_of(new_text, *new)
    if old_text[slice(*units[0])] == new_text[slice(*units[1])]:
        return Stretch(old_text, *units[0], *old), Stretch(new_text, *units[1], *new)
    language = _language_of(old_text[:_SAMPLE])
    here, there = sentences_of(old_text, *old, units[0], language), sentences_of(new_text, *new, units[1], language)
    if old_text[here.start : here.end] != new_text[there.start : there.end]:
        before, after = _with_parts(old_text, here, new_text, there), _with_parts(new_text, there, old_text, here)
        return Stretch(old_text, *before, *old), Stretch(new_text, *after, *new)
    return Stretch(old_text, here.start, here.end, *old), Stretch(new_text, there.start, there.end, *new)


_language_of = lru_cache(maxsize=8)(guess_language)


def _with_parts(text: str, here: Sentences, other: str, there: Sentences) -> tuple[int, int]:
    """The range of the sentences, with the next one on either side if its words are in the other text's sentence."""
    start, end = here.start, here.end
    whole = _rough_words(other[there.start : there.end])
    own = _rough_words(text[start:end])
    missing = len(whole) - LCSseq.similarity(own, whole)
    before, after = _rough_words(text[here.before : start]), _rough_words(text[end : here.after])
    if before and missing > _MOSTLY * len(before) and _adds(before + own, own, whole) > _MOSTLY * len(before):
        start = here.before
    if after and missing > _MOSTLY * len(after) and _adds(own + after, own, whole) > _MOSTLY * len(after):
        end = here.after
    return start, end


def _adds(longer: list[str], own: list[str], whole: list[str]) -> int:
    """How many more words of ``whole`` are in ``longer`` than in ``own``."""
    return LCSseq.similarity(longer, whole) - LCSseq.similarity(own, whole)


def _rough_words(text: str) -> list[str]:
    """The words for a rough comparison, or the letters of a script without spaces."""
    words = text.casefold().split()
    return words if 10 * len(words) > len(text) else list(text)


def sentences_of(text: str, start: int, end: int, unit: tuple[int, int], language: str) -> Sentences:
    """The sentences of a unit that characters ``start:end`` touch."""
    begin, stop = unit
    cuts = [begin + each.start for each in sentences_from(text[begin:stop], 0, language)] or [begin]
    cuts[0] = begin
    cuts.append(stop)
    first = max(0, bisect_right(cuts, start) - 1)
    last = min(max(first + 1, bisect_left(cuts, end)), len(cuts) - 1)
    return Sentences(
        min(start, cuts[first]), max(end, cuts[last]), cuts[max(0, first - 1)], cuts[min(last + 1, len(cuts) - 1)]
    )


def unit_of(text: str, start: int, end: int) -> tuple[int, int]:
    """The paragraph, row, cell or item around ``start:end``, as far as it is near."""
    begin, stop = max(0, start - _REACH), min(len(text), end + _REACH)
    for found in _PARAGRAPH.finditer(text, begin, start):
        begin = found.end()
    found_end = _PARAGRAPH.search(text, end, stop)
    stop = found_end.start() if found_end else stop
    are_rows = _are_rows(text, begin, stop, start, end)
    widest = max(map(_width, text[begin:stop].split("\n")))
    narrow = _NARROWEST if widest < _NARROWEST else min(_NARROWEST, _MOSTLY * widest)
    at = text.rfind("\n", begin, start)
    while at >= 0:
        if are_rows or _is_border(text, at, narrow):
            begin = at + 1
            break
        at = text.rfind("\n", begin, at)
    at = text.find("\n", end, stop)
    while at >= 0:
        if are_rows or _is_border(text, at, narrow):
            stop = at
            break
        at = text.find("\n", at + 1, stop)
    line = text[text.rfind("\n", 0, start) + 1 : start]
    if "\t" in text[begin:stop] or line.lstrip().startswith("|") or text[start : start + 1] == "|":
        for found in _CELLS.finditer(text, begin, start):
            begin = found.end()
        cell = _CELLS.search(text, end, stop)
        stop = cell.start() if cell else stop
    return min(begin, start), max(stop, end)


def _are_rows(text: str, begin: int, stop: int, start: int, end: int) -> bool:
    """Whether the lines of a paragraph are rows or items: the passage is one or more of them, or all begin alike."""
    # A slice could copy all of the text before.
    line = max(begin, text.rfind("\n", begin, start) + 1)
    is_line = not _INK.search(text, line, start) and text[end : end + 1] in ("", "\n")
    if is_line and "\n" in text[begin:stop]:
        return True
    lines = [line.lstrip() for line in text[begin:stop].split("\n")[:_MOST_LINES]]
    large = sum(line[:1].isupper() or not line[:1].isalpha() for line in lines)
    return len(lines) >= _FEWEST_ROWS and large >= _NEARLY_ALL * len(lines)


def _is_border(text: str, newline: int, narrow: float) -> bool:
    """Whether a line ends a row, item or line of code there; in wrapped prose the sentence goes on."""
    line = text[max(text.rfind("\n", 0, newline) + 1, newline - 2 * _NARROWEST) : newline]
    before = line.strip()
    is_row = _width(before) < narrow or before.startswith("|") or "\t" in before
    return is_row or is_code_line(line) or bool(_MARKER.match(text, newline))


def _width(line: str) -> int:
    return len(line) if line.isascii() else len(line) + sum(map(_FIRST_WIDE.__lt__, line))
