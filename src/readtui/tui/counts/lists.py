"""Makes lists of counted words or tags, in a thread."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from readtui.search.full_text.tally import WordTally
from readtui.search.query.terms import EVERYTHING, Query
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.finding.counting import Counting, Source
from readtui.tui.work.streaming import Turn

_MOST_LISTED = 2_000
_MOST_DIFFERENT = 300_000
_SHARE_OF_TIME = 0.1


class What(StrEnum):
    """What is counted: words of articles, words of quotes and notes, or tags."""

    TEXTS = "texts"
    NOTES = "notes"
    TAGS = "tags"


class Sort(StrEnum):
    """By what a list is sorted."""

    COUNT = "count"
    ARTICLES = "articles"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class CountAsked:
    """What to count. ``leaves_out``: without the most frequent words of a language."""

    what: What = What.TEXTS
    query: Query = EVERYTHING
    leaves_out: bool = False


@dataclass(frozen=True, slots=True)
class CountRow:
    """A word or a tag; for a tag, ``count`` includes nested ones and ``own`` does not."""

    name: str
    count: int
    articles: int
    own: int = 0


@dataclass(frozen=True, slots=True)
class CountList:
    """Counted words or tags, the most frequent first. ``total``: all words or tagged passages counted.

    ``different``: how many rows there would be without a limit. ``passed``: the articles looked through so far.
    """

    asked: CountAsked = CountAsked()
    rows: Sequence[CountRow] = ()
    total: int = 0
    different: int = 0
    articles: int = 0
    passed: int = 0
    is_exact: bool = True
    is_complete: bool = False

    def sorted(self, sort: Sort) -> "CountList":
        """The same list in another order."""
        match sort:
            case Sort.COUNT:
                rows = sorted(self.rows, key=lambda row: (-row.count, -row.articles, row.name))
            case Sort.ARTICLES:
                rows = sorted(self.rows, key=lambda row: (-row.articles, -row.count, row.name))
            case Sort.NAME:
                rows = sorted(self.rows, key=lambda row: (row.name.casefold(), row.name))
        return replace(self, rows=rows)


def count(counting: Counting, asked: CountAsked, sort: Sort, turn: Turn[CountList]) -> None:
    """Count, and emit the list: of words, also while they are counted. Raises StoppedError, StorageError."""
    if asked.what is What.TAGS:
        turn.emit(_tags(counting, asked, turn).sorted(sort))
        return
    tally = WordTally(_MOST_DIFFERENT)
    source = Source.TEXTS if asked.what is What.TEXTS else Source.NOTES
    passed, due, took = 0, 0.0, 0.0
    steps = counting.words(AnnotationQuery(query=asked.query), source, tally, leaves_out=asked.leaves_out)
    for passed in steps:
        turn.check()
        if turn.is_due and time.monotonic() > due and tally.total:
            begun = time.monotonic()
            turn.emit(_words(tally, asked, passed, is_complete=False).sorted(sort))
            took = time.monotonic() - begun
            due = time.monotonic() + took / _SHARE_OF_TIME
    turn.emit(_words(tally, asked, passed, is_complete=True).sorted(sort))


def _words(tally: WordTally, asked: CountAsked, passed: int, *, is_complete: bool) -> CountList:
    rows = [CountRow(one.word, one.count, one.articles) for one in tally.most_common(_MOST_LISTED)]
    return CountList(
        asked, rows, tally.total, tally.different, tally.articles, passed, tally.is_exact, is_complete=is_complete
    )


def _tags(counting: Counting, asked: CountAsked, turn: Turn[CountList]) -> CountList:
    counts = counting.tags(AnnotationQuery(query=asked.query), turn.check)
    rows = [CountRow(one.name, one.within, one.articles, one.own) for one in counts]
    return CountList(asked, rows, different=len(rows), is_complete=True)
