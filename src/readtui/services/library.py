"""The library: adds, finds, lists and removes articles, and queries their annotations."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING

from readtui.errors import AmbiguousError, NotFoundError, StorageError
from readtui.model.annotation import Annotation
from readtui.model.article import (
    Article,
    ArticleFacts,
    ArticleRecord,
    ListedArticle,
    ReadingState,
    awaited_id,
    facts_of,
    is_waiting,
)
from readtui.model.change import Change, Edit
from readtui.model.creator import UNNAMED, Creator, Identity
from readtui.model.tag import Tag
from readtui.quick_dataclass import dataclass, maker
from readtui.search.query.syntax import EVERYTHING, Query, Term, all_of
from readtui.services.annotation_reader import AnnotationQuery, AnnotationReader, FoundAnnotation, KeptAnnotations
from readtui.services.git_place import with_document
from readtui.services.seen_texts import is_changed
from readtui.services.sources import files_in, is_url, path_text, with_address, with_path, with_url
from readtui.services.tags.spelling import spelled, tag_counts
from readtui.services.tags.tag_places import tag_sets_of
from readtui.services.wording import description, excerpt, tag_names, tagging
from readtui.storage.repository import ReadingPosition, Repository, readable
from readtui.text.clean import visible
from readtui.text.phrases import counted as how_many

if TYPE_CHECKING:
    from readtui.importers.process.read_ahead import ReadAhead
    from readtui.search.query.matcher import Matcher
    from readtui.services.intake.bulk_intake import BulkIntake
    from readtui.services.intake.intake import AddedArticle, Intake, ReadSource, Watch
    from readtui.services.intake.other_pages import OtherPages

_OF_ONE_KIND = 8
"""Characters of an id from which on it hardly ever is the beginning of both an article's and an annotation's id."""
_MOST_NAMED = 5


def _with_source(reference: str, records: list[ArticleRecord]) -> ArticleRecord | None:
    if is_url(reference):
        return with_url(reference, records)
    path = path_text(reference)
    return with_path(path, records) or (with_document(path, records) if os.path.isfile(reference) else None)


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """A row of the library. ``progress``: 0 to 1. ``last_read``: ISO 8601 in UTC, or "" if never opened. ``is_noted``:
    whether there is a note on the whole article. ``stamp`` changes whenever the article's file does. ``threads``: how
    many are open. ``is_changed``: whether its text is another one than the person last saw on this device.
    """

    id: str
    title: str
    source: str
    added: str
    state: ReadingState
    words: int
    minutes: int
    progress: float
    annotations: int
    last_read: str
    is_noted: bool
    stamp: str
    threads: int
    is_changed: bool
    has_conflicts: bool
    place: int
    read: Callable[[int], ArticleRecord]

    @property
    def record(self) -> ArticleRecord:
        """The article's record, which may be decoded for it."""
        return self.read(self.place)

    @classmethod
    def of(cls, one: ArticleFacts, position: ReadingPosition | None) -> "LibraryEntry":
        return _library_entry(
            one.article_id,
            one.title,
            one.source,
            one.added,
            one.state,
            one.words,
            one.minutes,
            position.progress if position else 0.0,
            one.annotations,
            position.read_at if position else "",
            one.is_noted,
            one.stamp,
            one.open_threads,
            is_changed(one.text_version, position),
            one.has_conflicts,
            one.place,
            one.read,
        )

    def with_record(self, record: ArticleRecord) -> "LibraryEntry":
        return replace(
            self,
            title=record.title,
            source=record.metadata.source,
            added=record.added,
            state=record.state,
            has_conflicts=bool(record.conflicts),
            read=lambda _: record,
        )


_library_entry = maker(LibraryEntry)


@dataclass(frozen=True, slots=True)
class Library:
    """All articles.

    ``clock`` returns the time (ISO 8601, UTC), ``new_id`` a new id, ``read`` reads a source as an article,
    ``extensions`` lists the supported file endings. ``ahead`` makes what reads several sources at once, giving way to
    other programs or not; None reads one after the other. ``kept``: the annotations in the index.
    ``read_again`` says how to read an article's source again. ``reaches_private``: see ``PageFetcher``. ``identity``
    says who "me" is. ``documents``: the folder of ``OtherPages``.
    """

    repository: Repository
    clock: Callable[[], str]
    new_id: Callable[[], str]
    read: "ReadSource"
    extensions: Callable[[], Iterable[str]]
    ahead: "Callable[[bool], ReadAhead] | None" = None
    read_again: "Callable[[ArticleRecord], ReadSource] | None" = None
    kept: KeptAnnotations | None = None
    reaches_private: Callable[[], bool] = lambda: False
    identity: Callable[[], Identity] = lambda: UNNAMED
    documents: Callable[[], Path] | None = None

    @property
    def reading(self) -> AnnotationReader:
        """Reads annotations, or finds them in the index."""
        return AnnotationReader(self.repository, self.kept)

    @property
    def intake(self) -> "Intake":
        """The steps of adding an article."""
        # Imported here because listing articles brings none.
        from readtui.services.intake.intake import Intake, PageFetcher

        return Intake(
            self.repository,
            self.clock,
            self.new_id,
            self.read,
            self.read_again,
            fetching=PageFetcher(self.reaches_private),
            other_pages=self.other_pages,
        )

    @property
    def other_pages(self) -> "OtherPages":
        """What is kept of documents until all their pages are read."""
        from readtui.services.intake.other_pages import OtherPages

        return OtherPages(self.documents)

    def adding(self, *, gives_way: bool = False, first_pages: bool = False) -> "BulkIntake":
        """Adds many sources. ``gives_way``: other programs go first, such as an app that answers keys. ``first_pages``:
        see ``Intake``.
        """
        from readtui.services.intake.bulk_intake import BulkIntake

        ahead, intake = self.ahead, replace(self.intake, first_pages=first_pages)
        return BulkIntake(intake, None if ahead is None else partial(ahead, gives_way))

    @property
    def is_read_only(self) -> bool:
        """Whether the library cannot be changed."""
        return self.repository.read_only

    def damaged(self) -> list[StorageError | NotFoundError]:
        """The faults of the article files that the last list left out."""
        return self.repository.damaged()

    def record(self, article_id: str) -> ArticleRecord | None:
        """The article with exactly this id, even in the trash. Raises DamagedError."""
        return self.repository.record(article_id)

    def add(
        self, source: str, *, tags: Iterable[str] = (), data: bytes | None = None, watch: "Watch | None" = None
    ) -> "AddedArticle":
        """Add and save a file, a URL or, with ``data``, the contents of stdin.

        A known path or URL identifies its article; otherwise the same bytes do; otherwise the article is new. An
        article in the trash comes back. If the content of a known path has changed, its article gets a new text version
        and keeps its annotations, unless another path of the article still has the earlier content: then the changed
        file becomes an article of its own and ``notice`` says so. Raises StoppedError, SourceError, StorageError.
        """
        from readtui.services.intake.intake import UNWATCHED

        return self.intake.keep(self.intake.bring(source, watch or UNWATCHED, data=data, is_named=True), tags)

    def sources_in(self, folder: Path) -> list[Path]:
        """The files in a folder and below that can be added, sorted, without hidden files and unknown endings.

        Raises SourceError if there are none or the folder cannot be read.
        """
        return files_in(folder.expanduser(), self.extensions())

    def find(self, reference: str) -> ArticleRecord:
        """The article with this id, a path or URL it was added from, an id under which it waited for its text, or a
        unique prefix of its id.

        Raises NotFoundError, AmbiguousError.
        """
        return self._found(reference, "article or file", "readtui list")

    def _found(self, reference: str, kinds: str, lists: str) -> ArticleRecord:
        """See ``find``. ``kinds``: what else the reference could have been; ``lists``: what shows the ids."""
        named = self.repository.record(reference)
        if named and not named.deleted:
            return named
        records, waiting = self.repository.records(), self.repository.waiting()
        found = _with_source(reference, records) or _with_source(reference, waiting)
        if found:
            return found
        beginning = awaited_id(reference.lower())
        matches = [r for r in (*records, *waiting) if beginning and awaited_id(r.id).startswith(beginning)]
        matches = matches or [r for r in records if any(beginning and a.startswith(beginning) for a in r.aliases)]
        if len(matches) == 1:
            return matches[0]
        if matches:
            places = ", ".join(f"{record.id} {excerpt(record.title)}" for record in matches[:_MOST_NAMED])
            raise AmbiguousError(f"several articles begin with {visible(reference)}: {places}", "Type more of the id.")
        if named:
            raise NotFoundError(
                f"the article {reference} is in the trash", f"To restore it: readtui restore {named.id}"
            )
        if os.path.isfile(reference) or is_url(reference):
            raise NotFoundError(
                f"not in the library: {visible(reference)}", f"To add it: readtui add {visible(reference)}"
            )
        raise NotFoundError(f"no such {kinds}: {visible(reference)}", f"To see the ids: {lists}")

    def find_annotation(self, reference: str) -> Annotation:
        """The live annotation with this id, or a unique prefix of it. Raises NotFoundError, AmbiguousError."""
        matches: list[Annotation] = []
        reading, beginning = self.reading, reference.lower()
        for record in [*self.repository.records(), *self.repository.waiting()] if reference else ():
            found = reading.with_id(record, beginning)
            as_typed = found if beginning == reference else reading.with_id(record, reference)
            for annotation in as_typed:
                if annotation.id == reference:
                    return annotation
            matches += found
        reading.keep()
        if len(matches) == 1:
            return matches[0]
        if matches:
            places = ", ".join(found.id for found in matches[:_MOST_NAMED])
            raise AmbiguousError(
                f"several annotations begin with {visible(reference)}: {places}", "Type more of the id."
            )
        raise NotFoundError(f"no such annotation: {visible(reference)}", "To see the ids: readtui annotations")

    def find_any(self, reference: str) -> ArticleRecord | Annotation:
        """The article or live annotation with this reference; see ``find`` and ``find_annotation``.

        Raises NotFoundError, and AmbiguousError if both an article and an annotation match.
        """
        try:
            article = self._found(reference, "article, annotation or file", "readtui list, readtui annotations")
        except NotFoundError as missing:
            try:
                return self.find_annotation(reference)
            except NotFoundError:
                raise missing from None
        # A prefix rarely matches both, so do not search the many annotations for it.
        if len(reference) >= _OF_ONE_KIND or not article.id.startswith(reference.lower()):
            return article
        try:
            annotation = self.find_annotation(reference)
        except NotFoundError:
            return article
        raise AmbiguousError(
            f"an article and an annotation begin with {visible(reference)}: {article.id}, {annotation.id}",
            "Type more of the id.",
        )

    def linked(self, record: ArticleRecord, target: str) -> ArticleRecord | None:
        """The live article that a link in ``record`` leads to, by web address or path; None if there is none.

        A relative path is relative to the folder of the file that ``record`` was added from.
        """
        records = self.repository.records()
        if is_url(target):
            return with_address(target, records)
        from urllib.parse import unquote

        path = unquote(target.partition("#")[0])
        for known in record.paths if path else ():
            found = with_path(os.path.normpath(os.path.join(os.path.dirname(known), path)), records)
            if found is not None:
                return found
        return None

    def entries(self) -> list[LibraryEntry]:
        """All articles, in the order they were added."""
        positions = self.repository.positions()
        entries = [LibraryEntry.of(one, positions.get(one.article_id)) for one in self.repository.article_facts()]
        return sorted(entries, key=lambda entry: (entry.added, entry.source, entry.id))

    def all_entries(self) -> list[LibraryEntry]:
        """All articles, then the works whose text is not there yet."""
        return [*self.entries(), *self.waiting_entries()]

    def waiting_entries(self) -> list[LibraryEntry]:
        """The works whose text is not there yet, in the order they came."""
        listed = sorted(self.repository.waiting_listed(), key=lambda one: _when_added(one.record))
        positions = self.repository.positions() if listed else {}
        return [
            replace(LibraryEntry.of(facts_of(one), positions.get(one.record.id)), progress=0.0, is_changed=False)
            for one in listed
        ]

    def open(self, article_id: str) -> Article:
        """The article's stored text; of a work that waits for its text, the page with its highlights.

        Raises NotFoundError, DamagedError.
        """
        record = self.repository.record(article_id) if is_waiting(article_id) else None
        if record is None:
            return self.repository.article(article_id)
        from readtui.services.waiting.highlights import page_of

        return page_of(record, self.repository.annotations(article_id)).article

    def records(self, *, deleted: bool = False) -> list[ArticleRecord]:
        """The records of all articles, in the order they were added; with ``deleted``, also those in the trash."""
        return sorted(self.repository.records(deleted=deleted), key=_when_added)

    def records_unless(self, known: Mapping[str, str], wanted: Collection[str]) -> tuple[list[ArticleRecord], int]:
        """What ``Repository.records_unless`` finds, in the order in which they were added."""
        records, others = self.repository.records_unless(known, wanted)
        return sorted(records, key=_when_added), others

    @property
    def count(self) -> int:
        """The number of articles, without reading them."""
        return self.repository.article_count()

    def titles(self) -> dict[str, str]:
        """The titles of all articles by id, also of those in the trash or not there yet. Raises StorageError."""
        known = (*self.repository.waiting(deleted=True), *self.repository.records(deleted=True))
        return {record.id: record.title for record in known}

    def listed(self, *, in_threads: bool = False) -> list[ListedArticle]:
        """All articles, in the order they were added, with what is known of their annotations without reading them.

        ``in_threads``: only those where an annotation began a thread.
        """
        found = self.repository.with_threads() if in_threads else self.repository.listed()
        return sorted(found, key=lambda one: _when_added(one.record))

    def annotations_of(self, record: ArticleRecord) -> list[Annotation]:
        """The article's annotations in reading order; none if they cannot be read, which the repository records."""
        return self.reading.of(record)

    def remove(self, *items: ArticleRecord | Annotation) -> Change:
        """Move articles, with their annotations, and annotations to the trash. Save that in one step.

        An annotation of an article among ``items`` goes with its article, and comes back with it. Raises StorageError.
        """
        now = self.clock()
        articles = {item.id: item for item in items if isinstance(item, ArticleRecord)}
        annotations = [item for item in items if isinstance(item, Annotation) and item.article_id not in articles]
        removed: list[ArticleRecord | Annotation] = [*articles.values(), *annotations]
        edits = [Edit(item, replace(item, modified=now, deleted=now)) for item in removed]
        counts = ((len(articles), "article"), (len(annotations), "annotation"))
        what = " and ".join(how_many(count, kind) for count, kind in counts if count)
        if len(removed) == 1:
            [one] = removed
            what = f"the article {excerpt(one.title)}" if isinstance(one, ArticleRecord) else description(one)
        return self._save(f"delete {what}", *edits)

    def retag(self, records: Sequence[ArticleRecord], added: Iterable[str], removed: Iterable[str] = ()) -> Change:
        """Give articles tags, take others from them, and save that in one step. Raises StorageError."""
        now, new, old = self.clock(), tuple(added), tuple(removed)
        gone = {tag.casefold() for tag in old}
        edits = [
            Edit(record, replace(record, modified=now, tags=_retagged(record.tags, new, gone))) for record in records
        ]
        what = f"the article {excerpt(records[0].title)}" if len(records) == 1 else how_many(len(records), "article")
        return self._save(tagging(what, new, old), *edits)

    def matcher(self, query: Query, now: datetime | None = None) -> "Matcher":
        """The query, ready to be applied. It is asked ``now``, which has a time zone; by default, at this moment."""
        # Imported here because listing all articles needs no query.
        from readtui.search.query.matcher import Matcher
        from readtui.search.query.terms import Asker

        asker = Asker(now or datetime.fromisoformat(self.clock()), self.identity, self._read_times)
        return Matcher(query, asker)

    def _read_times(self) -> dict[str, str]:
        return {article_id: one.read_at for article_id, one in self.repository.positions().items()}

    def query_for(self, record: ArticleRecord) -> Query:
        """The shortest query that only this article passes: by its title, its source, or both.

        If others have the same title and source, they pass as well.
        """
        records, metadata = self.records(), record.metadata

        def finds_one(query: Query) -> bool:
            matcher = self.matcher(query)
            # Titles and sources are compared without reading annotations.
            passing = (one for one in records if matcher.article(one, tuple))
            return len(list(islice(passing, 2))) == 1

        title, source = Term("article", metadata.title), Term("source", metadata.source or metadata.canonical_url)
        parts = [part for part in (title, source) if part.value.strip()]
        both = all_of(*parts)
        return next(filter(finds_one, (*parts, both)), both)

    def annotations(self, query: AnnotationQuery) -> list[FoundAnnotation]:
        """The annotations that match, article by article, in reading order.

        Each has its state in the article's present text, whichever version it was anchored in. Unreadable articles are
        left out.
        """
        return [FoundAnnotation(record, one) for record, passing in self.each_article(query) for one in passing]

    def each_article(
        self, query: AnnotationQuery, *, in_threads: bool = False
    ) -> Iterator[tuple[ArticleRecord, Sequence[Annotation]]]:
        """The articles that ``query`` names, in the order they were added, each with its annotations that pass.

        These are in reading order, with their states in the article's present text. An article without any is there
        too. The annotations of an unreadable article are left out. ``in_threads``: only annotations that began threads
        pass, so that articles without any are left out.
        """
        matcher = self.matcher(query.query)
        reading = self.reading
        known: dict[str, ListedArticle] | None = None
        if query.filters and not query.trash:
            known = {one.record.id: one for one in self.listed(in_threads=in_threads)}
        for record in self.records(deleted=query.trash) if known is None else [one.record for one in known.values()]:
            if not query.has_article(record.id):
                continue
            one = known.get(record.id) if known else None
            if one is not None and not matcher.may_pass(one):
                yield record, ()
            elif query.trash:
                yield record, query.named(matcher.annotations(record, partial(reading.with_trash, record)))
            else:
                tags = matcher.required_tags(one.tag_sets if one else ())
                yield record, query.named(reading.passing(matcher, record, tags=tags, stamp=one.stamp if one else ""))
        reading.keep()
        yield from self.each_waiting(query, matcher)

    def each_waiting(
        self, query: AnnotationQuery, matcher: "Matcher"
    ) -> Iterator[tuple[ArticleRecord, Sequence[Annotation]]]:
        """The articles that are not there yet, with what waits for them and passes. ``matcher`` is of the query."""
        reading = self.reading
        for record in sorted(self.repository.waiting(deleted=query.trash), key=_when_added):
            if query.has_article(record.id):
                read = reading.with_trash if query.trash else reading.of
                passing = query.named(matcher.annotations(record, partial(read, record)))
                if passing or not query.filters:
                    yield record, passing

    def matching(self, found: Sequence[FoundAnnotation], query: Query) -> list[FoundAnnotation]:
        """Those of the annotations that pass the query, in their order, with those of each article together."""
        if query == EVERYTHING:
            return list(found)
        matcher, passing = self.matcher(query), list[FoundAnnotation]()
        for _, group in groupby(found, key=lambda one: one.record.id):
            members = list(group)
            record, annotations = members[0].record, [one.annotation for one in members]
            passing += (FoundAnnotation(record, one) for one in matcher.annotations(record, annotations.copy))
        return passing

    def passing(self, entries: Iterable[LibraryEntry], query: Query) -> list[LibraryEntry]:
        """The entries whose articles pass the query."""
        if query == EVERYTHING:
            return list(entries)
        matcher, reading = self.matcher(query), self.reading
        passing = [one for one in entries if reading.let_pass(matcher, one.record)]
        reading.keep()
        return passing

    def tag_counts(self) -> dict[str, int]:
        """How often each tag is used on annotations and articles, including unused tags of the codebook."""
        tag_sets = tag_sets_of(self.repository)
        tag_sets.update(record.tags for record in (*self.repository.records(), *self.repository.waiting()))
        counts = tag_counts(tag_sets)
        return {name: counts[levels] for levels, name in sorted(spelled(self.repository.tags(), tag_sets).items())}

    def creators(self) -> set[Creator | None]:
        """Who made annotations of articles; None if some carry no name."""
        return {creator for one in self.repository.listed() for creator in one.creators}

    def tag_entries(self) -> list[Tag]:
        """The codebook's entries; none if they cannot be read, which the repository records."""
        return readable(self.repository, self.repository.tags) or []

    def pinned_tags(self) -> dict[int, str]:
        """The tags that are pinned to digit keys. Raises StorageError."""
        return {tag.pin: tag.name for tag in self.repository.tags() if tag.pin is not None}

    def _save(self, what: str, *edits: Edit) -> Change:
        return self.repository.apply(Change(self.new_id(), self.clock(), what, edits))


def _retagged(tags: Iterable[str], added: Iterable[str], gone: Collection[str]) -> tuple[str, ...]:
    return tag_names([*(tag for tag in tags if tag.casefold() not in gone), *added])


def _when_added(record: ArticleRecord) -> tuple[str, str, str]:
    return record.added, record.metadata.source, record.id


_UNREAD = (ReadingState.TO_READ, ReadingState.READING)


def next_to_read(entries: Iterable[LibraryEntry], after: str) -> ArticleRecord | None:
    """The article to read after the one with the id ``after``: the one that was read last among those that are being
    read, otherwise the one that was opened or added last. None if every other article is done or archived.
    """
    waiting = [entry for entry in entries if entry.id != after and entry.state in _UNREAD]
    best = max(waiting, key=_urgency, default=None)
    return best.record if best else None


def _urgency(entry: LibraryEntry) -> tuple[bool, str, str, str]:
    return entry.state is ReadingState.READING, entry.last_read, entry.added, entry.source
