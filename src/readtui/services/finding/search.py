"""Searches the texts of all articles, and all quotes, notes and tags: through the index, or by reading everything."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Protocol, TypeVar

from readtui.errors import NotFoundError, StorageError
from readtui.model.annotation import Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.block import BlockKind
from readtui.search.full_text.asked import Asked, index_query
from readtui.search.full_text.index import NoteEntry, SearchIndex, TextEntry
from readtui.search.full_text.matching import spans
from readtui.search.query.matching import Matcher
from readtui.search.query.terms import EVERYTHING, Query
from readtui.services.library import Library

_Place = TypeVar("_Place", int, str)
_AROUND = 60
_AT_ONCE = 50
_FIELDS = ("quote", "note", "tags")


class Finds(Protocol):
    """What a search looks for in one text: a parsed search, or a regular expression."""

    def spans(self, text: str) -> Sequence[tuple[int, int]]:
        """The hits in a paragraph, in order. Raises ReadtuiError if that takes too long."""
        ...

    def index_query(self) -> str:
        """The question to the index; "" if the index cannot help."""
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


@dataclass(slots=True)
class LibrarySearch:
    """Searches one library. Without an index everything is read, with the same hits.

    What is read because the index does not have it is put into the index.
    """

    library: Library
    index: SearchIndex | None
    _texts: list[TextEntry] = field(default_factory=list)
    _notes: list[NoteEntry] = field(default_factory=list)

    def in_texts(self, finds: Finds, scope: Scope = Scope()) -> Iterator[Hit]:
        """The hits in articles, without furniture: article by article as they were added, from top to bottom.

        Articles that cannot be read are left out, and recorded.
        """
        versions, starts = self._asked(SearchIndex.versions, SearchIndex.paragraphs, finds)
        for record in self._records(scope):
            is_known = versions.get(record.id) == record.text_version
            if is_known and starts is not None and record.id not in starts:
                continue
            article = self._open(record)
            if article is None:
                continue
            if not is_known:
                self._put(text=text_entry(record, article))
            places = starts[record.id] if is_known and starts is not None else _starts(article)
            for start in places:
                end = article.block_at(start).end
                for first, last in finds.spans(article.text[start:end]):
                    yield _hit(record, article.text[start:end], first, last, shift=start)
        self._flush()

    def in_notes(self, finds: Finds, scope: Scope = Scope()) -> Iterator[Hit]:
        """The hits in quotes, notes and tags, in reading order."""
        stamps = self.library.repository.stamps()
        known, found = self._asked(SearchIndex.stamps, SearchIndex.notes, finds)
        matcher = self._matcher(scope)
        for record in self._records(Scope(articles=scope.articles, passed=scope.passed)):
            is_known = record.id in stamps and known.get(record.id) == stamps[record.id]
            if is_known and found is not None and record.id not in found:
                continue
            annotations = matcher.annotations(record, partial(self.library.annotations_of, record))
            if not is_known and record.id in stamps:
                self._put(note=note_entry(record, stamps[record.id], self.library.annotations_of(record)))
            for annotation in annotations:
                for name, text in zip(_FIELDS, fields_of(annotation), strict=True):
                    for first, last in finds.spans(text):
                        yield _hit(record, text, first, last, annotation=annotation.id, field=name)
        self._flush()

    def update(self, pause: Callable[[], None]) -> None:
        """Bring the index up to date. ``pause`` is called after each article; what it raises ends the update."""
        if self.index is None:
            return
        try:
            if self.index.is_worn:
                self.index.clear()
            versions, known = self.index.versions(), self.index.stamps()
            stamps = self.library.repository.stamps()
            records = {record.id: record for record in self.library.repository.records()}
            self.index.forget((versions.keys() | known.keys()) - records.keys())
        except sqlite3.Error:
            self._give_up()
            return
        for record in records.values():
            is_new = False
            if versions.get(record.id) != record.text_version and (article := self._open(record)) is not None:
                self._put(text=text_entry(record, article))
                is_new = True
            if record.id in stamps and known.get(record.id) != stamps[record.id]:
                self._put(note=note_entry(record, stamps[record.id], self.library.annotations_of(record)))
                is_new = True
            if is_new:
                pause()
        self._flush()

    @property
    def count(self) -> int:
        """How many articles there are to look through."""
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

    def _asked(
        self,
        states: Callable[[SearchIndex], dict[str, str]],
        places: Callable[[SearchIndex, str], dict[str, list[_Place]]],
        finds: Finds,
    ) -> tuple[dict[str, str], dict[str, list[_Place]] | None]:
        """What is in the index, and what it answers; nothing if it cannot be asked."""
        query = finds.index_query()
        if self.index is None:
            return {}, None
        try:
            known = states(self.index)
            return known, places(self.index, query) if query else None
        except sqlite3.Error:
            self._give_up()
            return {}, None

    def _open(self, record: ArticleRecord) -> Article | None:
        try:
            return self.library.open(record.id)
        except (StorageError, NotFoundError) as fault:
            self.library.repository.leave_out(fault)
            return None

    def _put(self, *, text: TextEntry | None = None, note: NoteEntry | None = None) -> None:
        if self.index is None:
            return
        self._texts += [text] if text is not None else []
        self._notes += [note] if note is not None else []
        if len(self._texts) + len(self._notes) >= _AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        if self.index is not None and (self._texts or self._notes):
            try:
                self.index.add(self._texts, self._notes)
            except sqlite3.Error:
                self._give_up()
        self._texts, self._notes = [], []

    def _give_up(self) -> None:
        """Go on without the index: it is locked, or damaged and made anew for the next search."""
        index, self.index = self.index, None
        if index is not None:
            with suppress(sqlite3.Error, OSError):
                index.mend()
            index.close()


def text_entry(record: ArticleRecord, article: Article) -> TextEntry:
    """An article's text for the index, without furniture."""
    paragraphs = [(start, article.text[start : article.block_at(start).end]) for start in _starts(article)]
    return TextEntry(record.id, record.text_version, paragraphs)


def note_entry(record: ArticleRecord, stamp: str, annotations: Iterable[Annotation]) -> NoteEntry:
    """An article's annotations for the index."""
    return NoteEntry(record.id, stamp, [(one.id, "\n".join(fields_of(one))) for one in annotations])


def fields_of(annotation: Annotation) -> tuple[str, str, str]:
    """The quote, the note, and the tags with spaces between them."""
    return annotation.quoted_text, annotation.note, " ".join(annotation.tags)


def _starts(article: Article) -> list[int]:
    return [block.start for block in article.blocks if block.kind is not BlockKind.FURNITURE]


def _hit(
    record: ArticleRecord, text: str, start: int, end: int, *, shift: int = 0, annotation: str = "", field: str = ""
) -> Hit:
    before = text[max(0, start - _AROUND) : start]
    if start > _AROUND:
        # Not from the middle of a word on, if a word ends there.
        before = before[before.find(" ") + 1 :]
    after = text[end : end + _AROUND]
    if end + _AROUND < len(text) and " " in after:
        after = after[: after.rfind(" ")]
    return Hit(record, start + shift, end + shift, before, text[start:end], after, annotation, field)
