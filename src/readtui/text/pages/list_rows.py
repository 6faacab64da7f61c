"""Finds rows in the lines of a page: table cells, list entries, and teasers of other articles."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

_NUMBERS_NEAR = 6
_MIN_NUMBERS_NEAR = 5
_MAX_CELL_WORDS = 4
_MIN_ALIKE = 4
_MIN_ENTRY_WORDS = 4
_MAX_ENTRY_CHARACTERS = 150
_MAX_LISTED = 30
_MIN_HEAD_WORDS = 3
_MAX_HEAD_WORDS = 20
_MAX_GLUE_REPEATS = 2
_MAX_TEASER_CHARACTERS = 400

_NUMBER = re.compile(r"[^\w\n]{0,4}\d[\d.,:%/+\- ]{0,12}(?:[^\W\d_]{1,3})?[^\w\n]{0,4}(?:\d{1,3} ?%\)?)?")
_NO_SHAPE = re.compile(r"[\w\s.,'’\"“”„«»-]+")
_LABEL = re.compile(r"[^\W\d_][^:：\n]{1,60}[:：] ?\S.{0,120}$")
_GLUE = re.compile(r"[^\W\d_A-ZÀ-Þ]{2}(?:[?!.…]['\"’”»]?)?[A-ZÀ-ÞА-Я]")


def table_cells(texts: Sequence[str], words: Sequence[int]) -> list[bool]:
    """Which lines are cells of a table copied one cell per line: short lines among many numbers."""
    until = [0, *accumulate(bool(_NUMBER.fullmatch(text)) for text in texts)]
    cells: list[bool] = []
    for index, count in enumerate(words):
        near = until[min(len(texts), index + _NUMBERS_NEAR + 1)] - until[max(0, index - _NUMBERS_NEAR)]
        cells.append(near >= _MIN_NUMBERS_NEAR and count <= _MAX_CELL_WORDS)
    return cells


def list_entries(texts: Sequence[str], words: Sequence[int], alone: Sequence[bool]) -> list[bool]:
    """Which lines are list entries: consecutive lines after a line that ends with a colon, or four or more lines of the
    same shape, such as "Ghent (Flanders): third" and "Namur (Wallonia): fourth". The introducing line counts too.

    ``words``: the number of words per line, 0 for a line that cannot be in a list. ``alone``: which lines have empty
    lines around them; lines of an introduced list do not.
    """
    entries = [False] * len(texts)
    shapes = [_shape(text) if count >= _MIN_ENTRY_WORDS else "" for text, count in zip(texts, words, strict=True)]
    labels = ["label" if count >= 2 and _LABEL.match(text) else "" for text, count in zip(texts, words, strict=True)]
    for kinds in (shapes, labels):
        first = 0
        while first < len(texts):
            last = first + 1
            if kinds[first]:
                while last < len(texts) and kinds[last] == kinds[first]:
                    last += 1
                if last - first >= _MIN_ALIKE:
                    entries[first:last] = [True] * (last - first)
            first = last
    for index, text in enumerate(texts):
        if text.endswith((":", "：")) and words[index] >= 2:
            last = index + 1
            while last < min(len(texts), index + _MAX_LISTED) and words[last] and not alone[last]:
                last += 1
            if last - index >= 3:
                entries[index:last] = [True] * (last - index)
    return entries


def _shape(text: str) -> str:
    """The punctuation of a short line; empty if none divides the line."""
    if len(text) > _MAX_ENTRY_CHARACTERS:
        return ""
    signs = _NO_SHAPE.sub("", text)
    return signs if any(sign in ":–—=" for sign in signs) else ""


def glued_teasers(texts: Sequence[str]) -> list[bool]:
    """Which lines are a headline and a summary without a space between them, as copied links often are.

    Names such as YouTube look the same, but they occur like that throughout the page.
    """
    glues = [_glue(text) if len(text) <= _MAX_TEASER_CHARACTERS else "" for text in texts]
    known = Counter(glues)
    return [bool(glue) and known[glue] <= _MAX_GLUE_REPEATS for glue in glues]


def _glue(text: str) -> str:
    """The only two words joined without a space, after 3 to 20 other words; "" if there are none."""
    found = _GLUE.search(text)
    if found is None or _GLUE.search(text, found.end()):
        return ""
    if not _MIN_HEAD_WORDS <= text.count(" ", 0, found.start()) < _MAX_HEAD_WORDS:
        return ""
    return text[text.rfind(" ", 0, found.start()) + 1 :].partition(" ")[0]
