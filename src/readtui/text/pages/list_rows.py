"""Finds rows in the lines of a page: table cells, list entries, and teasers of other articles."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

from readtui.quick_dataclass import dataclass
from readtui.text.language import UNSPACED, frequent_words
from readtui.text.pages.service_lines import (
    AROUND_HEADING,
    CLOSED,
    WORD,
    folded,
    section_patterns,
    service_weight,
    speaks_of_the_page,
)

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
_SHARE_OF_UNKNOWN = 0.3  # The share of frequent words assumed for scripts without a word list.
_NOTICE_WORDS = 8
_MAX_HEADLINE_WORDS = 20
_MAX_HEADING_CHARACTERS = 70

_STAMP = re.compile(
    r"\b\d{1,2}:\d\d\b|\b(?:\d+|an?) (?:second|minute|min|hour|hr|day|week|month|year)s? ago\b"
    r"|\bvor (?:\d+|einer?m?) (?:minute|stunde|tag|woche|monat|jahr)|\bil y a \d|\bhace \d"
    r"|\b(?:said|says|wrote|commented|schrieb|sagt|a écrit|dice)[: ]*$"
)
_COMMENT_HEAD = re.compile(
    r"\S.*\d.*\b(?:said|says|wrote|commented|schrieb|sagt|meint|a écrit|a dit|dijo|dice|escribió|ha scritto|disse)"
    r"[: ]*",
    re.IGNORECASE,
)
_IDEOGRAPHS = re.compile("[぀-ヿ㐀-䶿一-鿿豈-﫿]")
_UNSPACED_OR_KOREAN = re.compile(f"[{UNSPACED}가-힯]")
_NO_FREQUENT_WORDS = re.compile("[\u0370-\u03ff\u0530-\u1fff]")


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


@dataclass(frozen=True, slots=True)
class PageLine:
    """One line. ``frequent``: the share of words that are frequent in a language. ``closed``: whether it ends like a
    sentence. ``service``: see ``service_weight``. ``heads_related``: whether it is the heading of a list of other
    articles, tags or links. ``alone``: whether empty lines surround it. ``of_page``: whether the page addresses its
    readers. ``stamped``: whether it states a time of writing or who said something.
    """

    text: str
    words: int
    frequent: float
    closed: bool
    service: int
    heads_related: bool
    alone: bool
    of_page: bool
    stamped: bool
    stops: bool

    def is_prose(self, least: float) -> bool:
        """Whether it is running text: several words, of which at least the share ``least`` is frequent."""
        if self.service >= 2:
            return False
        if self.frequent < least:
            return False
        return self.words >= (12 if self.closed else 40 if self.stops else 22)

    def is_sentence(self, words: int) -> bool:
        """Whether it ends like a sentence and has that many words, without being about the page."""
        return self.closed and self.words >= words and not self.service and not self.of_page

    def could_be_headline(self) -> bool:
        """Whether it is short and not a sentence."""
        return self.words <= _MAX_HEADLINE_WORDS and not self.text.endswith((".", ":", ";"))


def measured(line: str, alone: bool) -> PageLine:
    """Measure a line. ``alone``: whether empty lines surround it."""
    words = WORD.findall(line)
    unspaced = 0 if line.isascii() else len(_UNSPACED_OR_KOREAN.findall(line))
    frequent = frequent_words()
    known = sum(word.casefold() in frequent for word in words) if len(words) < 400 else len(words)
    count = len(words) + unspaced // 2
    unknown = 0 if line.isascii() else len(_NO_FREQUENT_WORDS.findall(line))
    is_unknown = unspaced > len(words) * 2 or unknown * 2 > len(line)
    share = _SHARE_OF_UNKNOWN if is_unknown else known / len(words) if words else 0.0
    closed = CLOSED.search(line[-12:]) is not None
    of_page = count >= _NOTICE_WORDS and speaks_of_the_page(line)
    stamped = _STAMP.search(folded(line)) is not None
    stops = unspaced > len(words) * 2 and _IDEOGRAPHS.search(line) is not None
    weight = service_weight(line)
    return PageLine(line, count, share, closed, weight, _heads_related(line), alone, of_page, stamped, stops)


def is_comment_head(line: str) -> bool:
    """Whether a line names the author and time of a comment ("Ada on 12 May 2018 at 9:30 said:")."""
    return len(line) <= _MAX_HEADING_CHARACTERS and _COMMENT_HEAD.fullmatch(line) is not None


def _heads_related(line: str) -> bool:
    core = line.strip(AROUND_HEADING) if len(line) <= _MAX_HEADING_CHARACTERS else ""
    return section_patterns()[1].fullmatch(folded(core)) is not None
