"""Find rows in the lines of a page: cells of tables, entries of lists, and the teasers of other articles."""

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
    """Which lines are cells of a table that was copied a cell a line: short ones among many numbers."""
    until = [0, *accumulate(bool(_NUMBER.fullmatch(text)) for text in texts)]
    cells: list[bool] = []
    for index, count in enumerate(words):
        near = until[min(len(texts), index + _NUMBERS_NEAR + 1)] - until[max(0, index - _NUMBERS_NEAR)]
        cells.append(near >= _MIN_NUMBERS_NEAR and count <= _MAX_CELL_WORDS)
    return cells


def list_entries(texts: Sequence[str], words: Sequence[int], alone: Sequence[bool]) -> list[bool]:
    """Which lines are entries of a list: lines in a row that a line with a colon announces, or four and more of the
    same shape, as "Ghent (Flanders): third" and "Namur (Wallonia): fourth" are. The announcing line is one too.

    ``words``: how many a line has, 0 for one that is in no list. ``alone``: which lines stand between empty ones; an
    announced list does not.
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
    """The signs of a short line; empty if there is none that divides it."""
    if len(text) > _MAX_ENTRY_CHARACTERS:
        return ""
    signs = _NO_SHAPE.sub("", text)
    return signs if any(sign in ":–—=" for sign in signs) else ""


def glued_teasers(texts: Sequence[str]) -> list[bool]:
    """Which lines are a headline and a summary without a space between them, as links to other articles are copied.

    A name such as YouTube is written so too, but then it is so everywhere on the page.
    """
    glues = [_glue(text) if len(text) <= _MAX_TEASER_CHARACTERS else "" for text in texts]
    known = Counter(glues)
    return [bool(glue) and known[glue] <= _MAX_GLUE_REPEATS for glue in glues]


def _glue(text: str) -> str:
    """The only two words of a line without a space between them, after 3 to 20 others; "" if there are none."""
    found = _GLUE.search(text)
    if found is None or _GLUE.search(text, found.end()):
        return ""
    if not _MIN_HEAD_WORDS <= text.count(" ", 0, found.start()) < _MAX_HEAD_WORDS:
        return ""
    return text[text.rfind(" ", 0, found.start()) + 1 :].partition(" ")[0]
