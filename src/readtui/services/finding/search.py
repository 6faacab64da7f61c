"""Searches the texts of all articles, and all quotes, notes and tags, with the index or by reading everything."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Protocol

from readtui.errors import NotFoundError, StorageError
from readtui.model.annotation import Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.block import Block, BlockKind
from readtui.search.full_text.asked import Asked, index_query
from readtui.search.full_text.index import Answer, Entry, Kind, SearchIndex
from readtui.search.full_text.matching import spans
from readtui.search.query.matching import Matcher
from readtui.search.query.terms import EVERYTHING, Query
from readtui.services.library import Library

_AROUND = 60
_AT_ONCE = 50
_FIELDS = ("quote", "note", "tags")


class Finds(Protocol):
    """Finds hits in a text: a parsed search, or a regular expression."""

    def spans(self, text: str) -> Sequence[tuple[int, int]]:
        """The hits in a paragraph, in order. Raises ReadtuiError if that takes too long."""
        ...

    def index_query(self) -> str:
        """The query for the index; "" if the index cannot help."""
        ...


@dataclass(frozen=True, slots=True)
class Words:
    """Finds words and phrases."""

    asked: Asked

    def spans(self, text: str) -> Sequence[tuple[int, int]]:
        """See Finds."""
        return spans(self.asked, text)

    def index_query(self) -> str:
        """See Finds."""
        return index_query(self.asked)


@dataclass(frozen=True, slots=True)
class Hit:
    """A hit with the words around it. Offsets count code points, of the article or of the annotation's ``field``.

    ``annotation``: its id, and ``field``: quote, note or tags; both "" for a hit in an article.
    """

    record: ArticleRecord
    start: int
    end: int
    before: str
    hit: str
    after: str
    annotation: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to search: in the articles that pass ``query``, or in the annotations that do. Ids narrow it further.

    ``passed`` is called with the number of articles that were looked through.
    """

    query: Query = EVERYTHING
    articles: tuple[str, ...] = ()
    passed: Callable[[int], None] | None = None


EVERYWHERE = Scope()


@dataclass(slots=True)
class LibrarySearch:
    """Searches one library. Without an index, reads everything and finds the same hits.

    What is read because the index does not have it is put into the index.
    """

    library: Library
    index: SearchIndex | None
    _waiting: dict[Kind, list[Entry]] = field(default_factory=lambda: {kind: [] for kind in Kind})

    def in_texts(self, finds: Finds, scope: Scope = EVERYWHERE) -> Iterator[Hit]:
        """The hits in articles, without furniture: article by article as they were added, from top to bottom.

        Articles that cannot be read are left out, and recorded.
        """
        answer = self._ask(Kind.TEXTS, finds)
        for record in self._records(scope):
            numbers = _numbers(answer, record.id, record.text_version)
            if numbers == [] or (article := self._open(record)) is None:
                continue
            blocks = _blocks(article)
            if numbers is None:
                self._put(Kind.TEXTS, text_entry(record, article))
            for block in blocks if numbers is None else (blocks[number] for number in numbers):
                text = article.text[block.start : block.end]
                for first, last in finds.spans(text):
                    yield _hit(record, text, first, last, shift=block.start)
        self._flush()

    def in_notes(self, finds: Finds, scope: Scope = EVERYWHERE) -> Iterator[Hit]:
        """The hits in quotes, notes and tags, in reading order."""
        stamps = self.library.repository.stamps()
        answer = self._ask(Kind.NOTES, finds)
        matcher = self._matcher(scope)
        for record in self._records(replace(scope, query=EVERYTHING)):
            numbers = _numbers(answer, record.id, stamps.get(record.id, ""))
            if numbers == []:
                continue
            if numbers is None and record.id in stamps:
                self._put(Kind.NOTES, note_entry(record, stamps[record.id], self.library.annotations_of(record)))
            for annotation in matcher.annotations(record, partial(self.library.annotations_of, record)):
                for name, text in zip(_FIELDS, fields_of(annotation), strict=True):
                    for first, last in finds.spans(text):
                        yield _hit(record, text, first, last, annotation=annotation.id, field=name)
        self._flush()

    def update(self, pause: Callable[[], None]) -> None:
        """Bring the index up to date. Calls ``pause`` after each article; an exception from it ends the update."""
        if self.index is None:
            return
        records = {record.id: record for record in self.library.repository.records()}
        stamps = self.library.repository.stamps()
        try:
            if self.index.is_worn:
                self.index.clear()
            texts, notes = self.index.states(Kind.TEXTS), self.index.states(Kind.NOTES)
            self.index.forget((texts.keys() | notes.keys()) - records.keys())
        except sqlite3.Error:
            self._give_up()
            return
        for record in records.values():
            has_text = texts.get(record.id) == record.text_version
            has_notes = notes.get(record.id) == stamps.get(record.id)
            if not has_text and (article := self._open(record)) is not None:
                self._put(Kind.TEXTS, text_entry(record, article))
            if not has_notes and record.id in stamps:
                self._put(Kind.NOTES, note_entry(record, stamps[record.id], self.library.annotations_of(record)))
            if not (has_text and has_notes):
                pause()
        self._flush()

    @property
    def count(self) -> int:
        """The number of articles to search."""
        return len(self.library.repository.records())

    def close(self) -> None:
        """Close the index."""
        if self.index is not None:
            self.index.close()

    # ------------------------------------------------------------------ inside

    def _records(self, scope: Scope) -> Iterator[ArticleRecord]:
        matcher = self._matcher(scope)
        wanted = set(scope.articles)
        for count, record in enumerate(self.library.records(), start=1):
            if (not wanted or record.id in wanted) and matcher.article(
                record, partial(self.library.annotations_of, record)
            ):
                yield record
            if scope.passed is not None:
                scope.passed(count)

    def _matcher(self, scope: Scope) -> Matcher:
        return Matcher(scope.query, datetime.fromisoformat(self.library.clock()))

    def _ask(self, kind: Kind, finds: Finds) -> Answer | None:
        """The index's answer; None if there is none."""
        query = finds.index_query()
        if self.index is None or not query:
            return None
        try:
            return self.index.ask(kind, query)
        except sqlite3.Error:
            self._give_up()
            return None

    def _open(self, record: ArticleRecord) -> Article | None:
        try:
            return self.library.open(record.id)
        except (StorageError, NotFoundError) as fault:
            self.library.repository.leave_out(fault)
            return None

    def _put(self, kind: Kind, entry: Entry) -> None:
        if self.index is not None:
            self._waiting[kind].append(entry)
            if len(self._waiting[kind]) >= _AT_ONCE:
                self._flush()

    def _flush(self) -> None:
        for kind, entries in self._waiting.items():
            if self.index is not None and entries:
                try:
                    self.index.add(kind, entries)
                except sqlite3.Error:
                    self._give_up()
            entries.clear()

    def _give_up(self) -> None:
        """Continue without the index: it is locked, or damaged and replaced for the next search."""
        index, self.index = self.index, None
        if index is not None:
            with suppress(sqlite3.Error, OSError):
                index.mend()
            index.close()


def text_entry(record: ArticleRecord, article: Article) -> Entry:
    """An article's text for the index, without furniture."""
    return Entry(record.id, record.text_version, [article.text[one.start : one.end] for one in _blocks(article)])


def note_entry(record: ArticleRecord, stamp: str, annotations: Iterable[Annotation]) -> Entry:
    """An article's annotations for the index."""
    return Entry(record.id, stamp, ["\n".join(fields_of(one)) for one in annotations])


def fields_of(annotation: Annotation) -> tuple[str, str, str]:
    """The quote, the note, and the tags with spaces between them."""
    return annotation.quoted_text, annotation.note, " ".join(annotation.tags)


def _blocks(article: Article) -> list[Block]:
    return [block for block in article.blocks if block.kind is not BlockKind.FURNITURE]


def _numbers(answer: Answer | None, article_id: str, state: str) -> list[int] | None:
    """The parts of the article that may have a hit; None if the index does not have its current state."""
    if answer is None or not state or answer.states.get(article_id) != state:
        return None
    return answer.parts(article_id)


def _hit(
    record: ArticleRecord, text: str, start: int, end: int, *, shift: int = 0, annotation: str = "", field: str = ""
) -> Hit:
    before = text[max(0, start - _AROUND) : start]
    if start > _AROUND:
        # If possible, do not begin in the middle of a word.
        before = before[before.find(" ") + 1 :]
    after = text[end : end + _AROUND]
    if end + _AROUND < len(text) and " " in after:
        after = after[: after.rfind(" ")]
    return Hit(record, start + shift, end + shift, before, text[start:end], after, annotation, field)
