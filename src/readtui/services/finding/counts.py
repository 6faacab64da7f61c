"""Counts the words and the tags of what passes a query."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

from readtui.errors import QueryError
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, ListedArticle
from readtui.model.block import BlockKind
from readtui.quick_dataclass import dataclass
from readtui.search.full_text.tally import WordTally
from readtui.search.query.matcher import Matcher
from readtui.search.query.parser import parse
from readtui.search.query.syntax import EVERYTHING
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.library import Library
from readtui.services.tags.spelling import Levels, counts_within, spelled, tag_counts
from readtui.storage.repository import readable
from readtui.text.language import words_that_say_little


class CountSource(StrEnum):
    """Whose words to count: those of articles without furniture, or of quotes and notes."""

    TEXTS = "texts"
    NOTES = "notes"


@dataclass(frozen=True, slots=True)
class TagCount:
    """How many passages have a tag (``count``), and how many have it or one nested in it, in how many articles."""

    name: str
    count: int
    within: int
    articles: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts in one library. Articles that cannot be read are left out, and recorded."""

    library: Library

    def tags(self, asked: AnnotationQuery, check: Callable[[], None] = lambda: None) -> list[TagCount]:
        """The tags of the annotations that pass, in order; annotations are read only if more than their tags decides.

        Calls ``check`` before each article; an exception from it ends the count.
        """
        own: Counter[tuple[str, ...]] = Counter()
        articles: Counter[Levels] = Counter()
        for here in self._tag_sets(asked):
            check()
            own.update(here)
            articles.update(counts_within(here).keys())
        counts, within = tag_counts(own), counts_within(own)
        names = spelled(self.library.tag_entries(), own)
        for levels, name in sorted(names.items()):
            written = name.split("/")
            for end in range(1, len(levels)):
                names.setdefault(levels[:end], "/".join(written[:end]))
        return [
            TagCount(name, counts[levels], within[levels], articles[levels])
            for levels, name in sorted(names.items())
            if levels in within
        ]

    def by_tags(self, query: str, listed: Sequence[ListedArticle]) -> int | None:
        """How many annotations pass a query that asks for nothing but tags; None for other queries."""
        try:
            matcher = self.library.matcher(parse(query))
        except QueryError:
            return None
        if not listed or not matcher.is_of_tags:
            return None
        tag_sets: Counter[tuple[str, ...]] = Counter()
        for one in listed:
            tag_sets.update(one.tag_sets)
        return sum(count for tags, count in tag_sets.items() if matcher.by_tags(listed[0], tags))

    def words(
        self, asked: AnnotationQuery, source: CountSource, tally: WordTally, *, leaves_out: bool = False
    ) -> Iterator[int]:
        """Count words; after each article, yields the number of articles looked through.

        Of texts, those of articles that pass; of notes, those of annotations that pass. ``leaves_out``: without the
        most frequent words of each article's language, such as “the” and “of”, numbers and single letters.
        """
        matcher = self.library.matcher(asked.query)
        texts = self._of_article if source is CountSource.TEXTS else self._of_annotations
        for number, record in enumerate(self.library.records(), start=1):
            if asked.has_article(record.id):
                language = record.metadata.language.lower().replace("_", "-").split("-")[0]
                frequent = words_that_say_little(language) if leaves_out else None
                tally.add(texts(record, asked, matcher), frequent, language)
            yield number
        self.library.reading.keep()
        if source is CountSource.NOTES:
            for _, passing in self.library.each_waiting(asked, matcher):
                tally.add(_words_of(passing))

    def _of_article(self, record: ArticleRecord, asked: AnnotationQuery, matcher: Matcher) -> Iterator[str]:
        if asked.query != EVERYTHING and not self.library.reading.let_pass(matcher, record):
            return
        if (article := readable(self.library.repository, self.library.open, record.id)) is None:
            return
        for block in article.blocks:
            if block.kind is not BlockKind.FURNITURE:
                yield article.text[block.start : block.end]

    def _of_annotations(self, record: ArticleRecord, asked: AnnotationQuery, matcher: Matcher) -> Iterator[str]:
        return _words_of(asked.named(self.library.reading.passing(matcher, record)))

    def _tag_sets(self, asked: AnnotationQuery) -> Iterator[Mapping[tuple[str, ...], int]]:
        """For each article, how many of its annotations that pass have exactly these tags."""
        matcher = self.library.matcher(asked.query)
        for one in self.library.listed():
            if not asked.has_article(one.record.id):
                yield {}
                continue
            decided = {tags: matcher.by_tags(one, tags) for tags in one.tag_sets}
            if None in decided.values():
                passing = self.library.reading.passing(matcher, one.record)
                yield Counter(annotation.tags for annotation in asked.named(passing))
            else:
                yield {tags: count for tags, count in one.tag_sets.items() if decided[tags]}
        for _, waiting in self.library.each_waiting(asked, matcher):
            yield Counter(annotation.tags for annotation in waiting)


def _words_of(annotations: Iterable[Annotation]) -> Iterator[str]:
    for annotation in annotations:
        yield annotation.quoted_text
        yield annotation.note
