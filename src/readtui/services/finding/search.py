"""Searches all texts, or all quotes, notes, tags and replies, by the index or reading all; sorts concordances."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from readtui.model.annotation import Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.block import Block, BlockKind
from readtui.model.reply import Reply
from readtui.quick_dataclass import dataclass
from readtui.search.faults import CacheFault
from readtui.search.full_text.entries import WordAnswer, WordEntry
from readtui.search.full_text.word_search import WordSearch, index_query, literals, parse, spans, words_in
from readtui.search.query.syntax import EVERYTHING, Query
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.library import Library
from readtui.storage.repository import readable
from readtui.text.case_folding import folding

if TYPE_CHECKING:
    from readtui.search.full_text.index import SearchIndex
    from readtui.search.full_text.regular_expressions import Pattern


_AROUND = 60
_MOST_ABOUT = 240
_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class HitWords:
    """Finds words and phrases."""

    asked: WordSearch

    def spans(self, text: str) -> Sequence[tuple[int, int]]:
        """The hits in a paragraph, in order. Raises ReadtuiError if that takes too long."""
        return spans(self.asked, text)

    def index_query(self, terms_with: Callable[[str], list[str] | None]) -> str:
        """The query for the index of words; "" if that cannot help.

        ``terms_with`` gives the words in the index in which a text stands; None if there are too many.
        """
        return index_query(self.asked)

    def literals(self) -> Sequence[str]:
        """Texts that stand in everything with a hit, folded without case."""
        return literals(self.asked)


Finds: TypeAlias = "HitWords | Pattern"
"""What finds hits in a text: a parsed search, or a regular expression."""


def sought(text: str, *, is_regex: bool = False) -> Finds:
    """What a search finds that was typed as words, or as a regular expression. Raises UsageError."""
    if not is_regex:
        return HitWords(parse(text))
    # Imported here because it takes as long as a search.
    from readtui.search.full_text.regular_expressions import Pattern

    return Pattern.of(text)


@dataclass(frozen=True, slots=True)
class Hit:
    """A hit with the words around it. Offsets count code points, of the article or of the annotation's ``field``.

    ``annotation``: its id, and ``field``: quote, note, tags or reply; both "" for a hit in an article. ``reply``: the
    id of the reply, or "". ``about``: for a hit in tags, how the passage that they are on begins, otherwise its note;
    for one in a reply, the note that it answers, otherwise the passage; "" for other hits. ``has_more_before``,
    ``has_more_after``: whether the text goes on beyond those words.
    """

    record: ArticleRecord
    start: int
    end: int
    before: str
    hit: str
    after: str
    annotation: str = ""
    field: str = ""
    has_more_before: bool = False
    has_more_after: bool = False
    about: str = ""
    reply: str = ""


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

    What is read because the index does not have it is put into the index. ``seen``: how many articles the last search
    in texts went through.
    """

    library: Library
    index: "SearchIndex | None"
    seen: int = 0
    _waiting: list[WordEntry] = field(default_factory=list)

    def in_texts(self, finds: Finds, scope: Scope = EVERYWHERE) -> Iterator[Hit]:
        """The hits in articles, without furniture: article by article as they were added, from top to bottom.

        Articles that cannot be read are left out, and recorded.
        """
        answer = self._ask(finds)
        states = self._states() if answer is None else answer.states
        try:
            for record in self._with_hits(answer, scope):
                numbers = _numbers(answer, record.id, record.text_version)
                if numbers == [] or (article := self._open(record)) is None:
                    continue
                blocks = _blocks(article)
                if states.get(record.id) != record.text_version:
                    self._put(text_entry(record, article))
                for block in blocks if numbers is None else (blocks[number] for number in numbers):
                    text = article.text[block.start : block.end]
                    for first, last in finds.spans(text):
                        yield _hit(record, text, first, last, shift=block.start)
        finally:
            # Also if the caller wants no more.
            self._flush()

    def in_notes(self, finds: Finds, scope: Scope = EVERYWHERE) -> Iterator[Hit]:
        """The hits in quotes, notes, tags and replies, in reading order; last those in what waits for its article."""
        matcher, reading, literals = self.library.matcher(scope.query), self.library.reading, finds.literals()
        try:
            for record in self._records(replace(scope, query=EVERYTHING)):
                yield from _hits_in(record, reading.passing(matcher, record, literals), finds)
        finally:
            reading.keep()
        for record, passing in self.library.each_waiting(AnnotationQuery(scope.articles, scope.query), matcher):
            yield from _hits_in(record, passing, finds)
            if scope.passed is not None:
                scope.passed(self.count)

    def update(self, pause: Callable[[], None]) -> None:
        """Bring both indexes up to date. Calls ``pause`` after each article; an exception from it ends the update."""
        records = self.library.repository.records()
        stamps = self.library.repository.stamps()
        self.update_texts(pause)
        try:
            self.library.reading.update(records, stamps, pause)
        finally:
            self._flush()

    def update_texts(self, pause: Callable[[], None]) -> None:
        """The same for the index of words alone."""
        try:
            for record in self._without_text(self.library.repository.records()):
                if (article := self._open(record)) is not None:
                    self._put(text_entry(record, article))
                pause()
        finally:
            self._flush()

    def texts(self) -> Iterator[tuple[ArticleRecord, Article]]:
        """All live articles with their texts, without those that cannot be read, which are recorded."""
        for record in self.library.records():
            if (article := self._open(record)) is not None:
                yield record, article

    def forget(self, article_id: str) -> None:
        """Leave nothing of an article in the indexes. That of words is emptied, because it cannot forget a text."""
        if self.library.kept is not None:
            self.library.kept.forget((article_id,))
        if self.index is not None:
            try:
                if article_id in self.index.states():
                    self.index.file.clear()
            except CacheFault:
                self._give_up()

    @property
    def count(self) -> int:
        return self.library.count

    def close(self) -> None:
        """Close the index, after putting in what was read even for a search that was not read to its end."""
        self._flush()
        if self.index is not None:
            self.index.close()

    def _records(self, scope: Scope) -> Iterator[ArticleRecord]:
        matcher, reading = self.library.matcher(scope.query), self.library.reading
        wanted = set(scope.articles)
        for count, record in enumerate(self.library.records(), start=1):
            if (not wanted or record.id in wanted) and reading.let_pass(matcher, record):
                yield record
            if scope.passed is not None:
                scope.passed(count)

    def _with_hits(self, answer: WordAnswer | None, scope: Scope) -> Iterator[ArticleRecord]:
        """The articles that may have a hit; with a query or ids, all that pass."""
        if scope.query != EVERYTHING or scope.articles:
            yield from self._records(scope)
            return
        known, wanted = ({}, frozenset[str]()) if answer is None else (answer.states, answer.with_hits())
        records, passed_over = self.library.records_unless(known, wanted)
        self.seen = passed_over + len(records)
        for count, record in enumerate(records, start=1):
            yield record
            if scope.passed is not None:
                scope.passed(passed_over + count)

    def _without_text(self, records: Sequence[ArticleRecord]) -> list[ArticleRecord]:
        """The articles whose present text is not in the index, after making room in the index."""
        if self.index is None:
            return []
        try:
            self.index.mend()
            if self.index.is_worn:
                self.index.file.clear()
            states = self.index.states()
            self.index.forget(states.keys() - {record.id for record in records})
        except CacheFault:
            self._give_up()
            return []
        return [record for record in records if states.get(record.id) != record.text_version]

    def _states(self) -> Mapping[str, str]:
        try:
            return {} if self.index is None else self.index.states()
        except CacheFault:
            self._give_up()
            return {}

    def _ask(self, finds: Finds) -> WordAnswer | None:
        """The index's answer; None if there is none."""
        if self.index is None:
            return None
        try:
            return self.index.ask(finds.index_query)
        except CacheFault:
            self._give_up()
            return None

    def _open(self, record: ArticleRecord) -> Article | None:
        repository = self.library.repository
        return readable(repository, repository.article_of, record)

    def _put(self, entry: WordEntry) -> None:
        kept = self.library.kept
        if self.index is not None and not (kept is not None and kept.is_filled_elsewhere):
            self._waiting.append(entry)
            if len(self._waiting) >= _AT_ONCE:
                self._flush()

    def _flush(self) -> None:
        entries, self._waiting = self._waiting, []
        if self.index is not None and entries:
            try:
                self.index.add(entries)
            except CacheFault:
                self._give_up()

    def _give_up(self) -> None:
        """Continue without the index: it is locked, or damaged and replaced for the next search."""
        index, self.index = self.index, None
        if index is not None:
            with suppress(CacheFault):
                index.file.mend()
            index.close()


def text_entry(record: ArticleRecord, article: Article) -> WordEntry:
    """An article's text for the index, without furniture."""
    return WordEntry(record.id, record.text_version, [article.text[one.start : one.end] for one in _blocks(article)])


def fields_of(annotation: Annotation) -> Iterator[tuple[str, str, Reply | None]]:
    """The fields of an annotation to search, by name, and those of its replies. Between tags there are spaces."""
    yield "quote", annotation.quoted_text, None
    yield "note", annotation.note, None
    yield "tags", " ".join(annotation.tags), None
    yield from (("reply", reply.text, reply) for reply in annotation.replies)


def _hits_in(record: ArticleRecord, annotations: Iterable[Annotation], finds: Finds) -> Iterator[Hit]:
    """The hits in the quotes, notes, tags and replies of an article's annotations."""
    for annotation in annotations:
        for name, text, reply in fields_of(annotation):
            for first, last in finds.spans(text):
                hit = _hit(record, text, first, last, annotation=annotation.id, field=name)
                if reply:
                    hit = replace(hit, about=_about(annotation.note or annotation.quoted_text), reply=reply.id)
                elif name == "tags":
                    hit = replace(hit, about=_about(annotation.quoted_text or annotation.note))
                yield hit


def _about(text: str) -> str:
    return " ".join(text[:_MOST_ABOUT].split())


def _blocks(article: Article) -> list[Block]:
    return [block for block in article.blocks if block.kind is not BlockKind.FURNITURE]


def _numbers(answer: WordAnswer | None, article_id: str, state: str) -> list[int] | None:
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
    more = start > _AROUND, end + _AROUND < len(text)
    return Hit(record, start + shift, end + shift, before, text[start:end], after, annotation, field, *more)


class Order(StrEnum):
    """The order of a concordance: as the hits stand in the articles, or by the words on one side."""

    ARTICLE = "article"
    LEFT = "left"
    RIGHT = "right"


def in_order(hits: Iterable[Hit], order: Order) -> list[Hit]:
    """The hits in this order; those with the same words around them stay as they were."""
    return list(hits) if order is Order.ARTICLE else sorted(hits, key=lambda hit: words_beside(hit, order))


def words_beside(hit: Hit, order: Order) -> list[str]:
    """The words on one side, folded, the nearest first. In scripts without spaces, the nearest letter comes first."""
    fold = folding("")
    if order is Order.RIGHT:
        return words_in(fold(hit.after))
    # Imported here, like what follows, because most searches are sorted by article, and shown otherwise.
    from readtui.text.language import ALL_UNSPACED

    unspaced = re.compile(f"[{ALL_UNSPACED}]")
    return [word[::-1] if unspaced.match(word) else word for word in reversed(words_in(fold(hit.before)))]


def ending_at(text: str, cells: int) -> str:
    """The end of a text, cut between graphemes and filled with spaces on the left: exactly so many cells."""
    from rich.cells import cell_len

    from readtui.text.segmentation.segment import previous_grapheme

    start = len(text)
    room = cells
    while start > 0:
        previous = previous_grapheme(text, start)
        room -= cell_len(text[previous:start])
        if room < 0:
            room += cell_len(text[previous:start])
            break
        start = previous
    return " " * room + text[start:]


def beginning_at(text: str, cells: int) -> str:
    """The beginning of a text, cut between graphemes: at most so many cells."""
    from rich.cells import cell_len

    from readtui.text.segmentation.segment import next_grapheme

    end = 0
    room = cells
    while end < len(text):
        following = next_grapheme(text, end)
        room -= cell_len(text[end:following])
        if room < 0:
            break
        end = following
    return text[:end]
