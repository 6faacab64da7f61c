"""Measures one line of a copied page: its words, the frequent ones among them, whether it is a service line."""

import re
from dataclasses import dataclass

from readtui.text.language import frequent_words
from readtui.text.pages.notices import speaks_of_the_page
from readtui.text.pages.service_lines import AROUND_HEADING, CLOSED, WORD, folded, section_patterns, service_weight
from readtui.text.scripts import UNSPACED

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
