"""The library: articles come in, are found, listed and removed; annotations are asked for."""

import os
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from readtui.anchoring.anchor import place
from readtui.errors import AmbiguousError, NotFoundError, SourceError
from readtui.importers.importer import Source
from readtui.model.annotation import Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.change import Change, Edit
from readtui.services.passage_index import place_key
from readtui.services.query import AnnotationQuery
from readtui.services.refreshing import Refreshed, Refresher
from readtui.services.source_files import content_id, files_in, is_url, path_text, read_bytes
from readtui.services.wording import excerpt, tag_names
from readtui.storage.repository import Repository
from readtui.text.clean import visible

SHORTEST_PREFIX = 4
WORDS_A_MINUTE = 230
_CHARACTERS_A_WORD = 1.7
_WITHOUT_SPACES = ("zh", "ja", "yue")


@dataclass(frozen=True, slots=True)
class Added:
    """What ``add`` did. ``notice`` is one line to show, empty if there is nothing to say."""

    record: ArticleRecord
    created: bool
    notice: str = ""


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """A row of the library. ``progress``: 0 to 1. ``last_read``: ISO 8601 in UTC, empty if it was never opened."""

    record: ArticleRecord
    words: int
    minutes: int
    progress: float
    annotations: int
    last_read: str


@dataclass(frozen=True, slots=True)
class Found:
    """An annotation and the article that it is in."""

    record: ArticleRecord
    annotation: Annotation


@dataclass(frozen=True, slots=True)
class Library:
    """All articles. ``clock`` gives the time (ISO 8601, UTC), ``new_id`` a fresh id, ``read`` makes an article of
    a source, ``extensions`` gives the file endings that it reads.
    """

    repository: Repository
    clock: Callable[[], str]
    new_id: Callable[[], str]
    read: Callable[[Source], Article]
    extensions: Callable[[], Iterable[str]]

    def add(self, source: str, *, tags: Iterable[str] = (), data: bytes | None = None) -> Added:
        """Add a file, or with ``data`` what was read from stdin, and save it.

        A known path finds its article, else the same bytes do, else it is new. An article in the trash comes back.
        A known path whose content has changed keeps its article, which gets a new text version that its annotations
        are carried over to; ``notice`` says so.
        Raises SourceError, StorageError.
        """
        if data is None and is_url(source):
            raise SourceError(f"cannot read a URL: {visible(source)}", "Save the page as a file, then add the file.")
        if data is not None:
            return self._add_bytes(data, "", False, tags)
        path = Path(source).expanduser()
        kept_path = path_text(path)
        known = self._with_path(kept_path, self.repository.records(deleted=True))
        try:
            data = read_bytes(path)
        except SourceError as fault:
            if known is None:
                raise
            return self._add_known(known, "", tags, f"{fault.message}; the stored text is opened")
        if known is not None:
            added = self._add_known(known, "", tags, "")
            followed = self._followed(added.record, data, kept_path)
            notice = "; ".join(filter(None, (added.notice, followed.notice)))
            return Added(followed.record, created=False, notice=notice)
        return self._add_bytes(data, kept_path, path.is_file(), tags)

    def sources_in(self, folder: Path) -> list[Path]:
        """The files in a folder and below that can be added, sorted. Hidden ones and unknown endings are left out.

        Raises SourceError if there are none or the folder cannot be read.
        """
        return files_in(folder.expanduser(), self.extensions())

    def find(self, reference: str) -> ArticleRecord:
        """The article with this id, a path that was added, or a unique prefix of an id (from 4 characters).

        Raises NotFoundError, AmbiguousError.
        """
        records = self.repository.records()
        exact = next((record for record in records if record.id == reference), None)
        found = exact or self._with_path(path_text(reference), records)
        if found:
            return found
        matches = [r for r in records if len(reference) >= SHORTEST_PREFIX and r.id.startswith(reference.lower())]
        if len(matches) == 1:
            return matches[0]
        if matches:
            places = ", ".join(f"{record.id} {excerpt(record.title)}" for record in matches[:5])
            raise AmbiguousError(f"several articles begin with {visible(reference)}: {places}", "Type more of it.")
        removed = self.repository.record(reference)
        if removed and removed.deleted:
            raise NotFoundError(
                f"the article {reference} is in the trash", f"readtui restore {removed.id} brings it back."
            )
        if os.path.isfile(reference):
            raise NotFoundError(
                f"not in the library: {visible(reference)}", f"readtui add {visible(reference)} adds it."
            )
        raise NotFoundError(f"no such article: {visible(reference)}", "readtui list shows the ids.")

    def find_annotation(self, reference: str) -> Annotation:
        """The live annotation with this id or unique prefix (from 4 characters).

        Raises NotFoundError, AmbiguousError.
        """
        matches: list[Annotation] = []
        for record in self.repository.records():
            for annotation in self.repository.annotations(record.id):
                if annotation.id == reference:
                    return annotation
                if len(reference) >= SHORTEST_PREFIX and annotation.id.startswith(reference.lower()):
                    matches.append(annotation)
        if len(matches) == 1:
            return matches[0]
        if matches:
            places = ", ".join(found.id for found in matches[:5])
            raise AmbiguousError(f"several annotations begin with {visible(reference)}: {places}", "Type more of it.")
        raise NotFoundError(f"no such annotation: {visible(reference)}", "readtui annotations shows the ids.")

    def entries(self) -> list[LibraryEntry]:
        """All articles, in the order in which they were added."""
        counts = self.repository.annotation_counts()
        positions = self.repository.positions()
        rows = []
        for record in self._records():
            position = positions.get(record.id)
            rows.append(
                LibraryEntry(
                    record=record,
                    words=record.words,
                    minutes=minutes_to_read(record),
                    progress=position.progress if position else 0.0,
                    annotations=counts.get(record.id, 0),
                    last_read=position.read_at if position else "",
                )
            )
        return rows

    def open(self, article_id: str) -> Article:
        """The article's stored text. Raises NotFoundError, DamagedError."""
        return self.repository.article(article_id)

    def follow(self, record: ArticleRecord) -> Refreshed:
        """Read the article's files again if none of them holds any more what was read; saves what has changed.

        Reads the files that are there, up to the size of what can be added, so it takes its time. A file that is gone
        or is no article any more changes nothing. Raises StorageError.
        """
        changed: tuple[str, bytes] | None = None
        for path in record.paths:
            try:
                data = read_bytes(Path(path))
            except SourceError:
                # Gone or out of reach (a stick, a share): that says nothing about the text.
                continue
            if content_id(data) == (record.content or record.id):
                return Refreshed(record)
            changed = changed or (path, data)
        return self._followed(record, changed[1], changed[0]) if changed else Refreshed(record)

    def remove(self, record: ArticleRecord) -> Change:
        """Put the article into the trash, with its annotations in it, and save that. Raises StorageError."""
        now = self.clock()
        after = replace(record, modified=now, deleted=now)
        return self._save(f"remove {excerpt(record.title)}", Edit(record, after))

    def retag_article(self, record: ArticleRecord, tags: Iterable[str]) -> Change:
        """Replace the article's tags and save that. Raises StorageError."""
        after = replace(record, modified=self.clock(), tags=tag_names(tags))
        return self._save(f"tag the article {excerpt(record.title)}", Edit(record, after))

    def annotations(self, query: AnnotationQuery) -> list[Found]:
        """The annotations that pass, in reading order, article by article.

        Each has the state that it has in the article's text now, whichever version it was anchored in.
        """
        passes = query.predicate()
        found: list[Found] = []
        for record in self._records():
            if query.articles and record.id not in query.articles:
                continue
            current = self._placed(record, self.repository.annotations(record.id))
            found += [Found(record, annotation) for annotation in sorted(current, key=place_key) if passes(annotation)]
        return found

    def tag_counts(self) -> dict[str, int]:
        """How often each tag is used, on annotations and articles; those of the codebook also where it is 0."""
        counts = Counter({tag.name: 0 for tag in self.repository.tags()})
        for record in self.repository.records():
            counts.update(record.tags)
            for annotation in self.repository.annotations(record.id):
                counts.update(annotation.tags)
        return dict(sorted(counts.items(), key=lambda item: item[0].casefold()))

    def _records(self) -> list[ArticleRecord]:
        return sorted(self.repository.records(), key=lambda record: (record.added, record.metadata.source, record.id))

    def _placed(self, record: ArticleRecord, annotations: list[Annotation]) -> list[Annotation]:
        if all(a.quote is None or a.text_version == record.text_version for a in annotations):
            return annotations
        article = self.open(record.id)
        return [place(annotation, article.text, article.hash8) for annotation in annotations]

    def _with_path(self, path: str, records: list[ArticleRecord]) -> ArticleRecord | None:
        """The article that was added from ``path``: a live one before one in the trash, then the newest."""
        known = [record for record in records if path in record.paths]
        return max(known, key=lambda record: (record.deleted is None, record.added), default=None)

    def _followed(self, record: ArticleRecord, data: bytes, name: str) -> Refreshed:
        if content_id(data) == (record.content or record.id):
            return Refreshed(record)
        refresher = Refresher(self.repository, self.clock, self.new_id, self.read)
        try:
            return refresher.refresh(record, Source(data, name))
        except SourceError as fault:
            return Refreshed(
                record, notice=f"the file cannot be read any more ({fault.message}); the stored text stays"
            )

    def _add_bytes(self, data: bytes, name: str, keep_path: bool, tags: Iterable[str]) -> Added:
        path = name if keep_path else ""
        article_id = content_id(data)
        known = self.repository.record(article_id)
        if known is not None:
            return self._add_known(known, path, tags, "")
        # Only here, as listing articles need not wait for the sentence rules.
        from readtui.text.segment import count_words

        article = self.read(Source(data, name))
        metadata = article.metadata
        title = metadata.title or "Untitled"
        now = self.clock()
        record = ArticleRecord(
            id=article_id,
            metadata=replace(metadata, title=title, source=metadata.source or name or "stdin"),
            added=now,
            modified=now,
            text_version=article.hash8,
            words=count_words(article.body_text()),
            paths=(path,) if path else (),
            tags=tag_names(tags),
        )
        self.repository.keep_text(article_id, article)
        written = self._save(f"add {excerpt(title)}", Edit(None, record))
        return Added(_written_record(written), created=True)

    def _add_known(self, record: ArticleRecord, path: str, tags: Iterable[str], notice: str) -> Added:
        """Give a known article what is new: a path, tags, its place in the library if it was in the trash."""
        after = replace(
            record,
            paths=record.paths if not path or path in record.paths else (*record.paths, path),
            tags=tag_names((*record.tags, *tags)),
            deleted=None,
        )
        if after == record:
            return Added(record, created=False, notice=notice)
        if record.deleted:
            notice = "; ".join(filter(None, ("it was in the trash and is back", notice)))
        verb = "bring back" if record.deleted else "update"
        written = self._save(f"{verb} {excerpt(record.title)}", Edit(record, replace(after, modified=self.clock())))
        return Added(_written_record(written), created=False, notice=notice)

    def _save(self, what: str, edit: Edit) -> Change:
        return self.repository.apply(Change(self.new_id(), self.clock(), what, (edit,)))


def minutes_to_read(record: ArticleRecord, words_per_minute: int = WORDS_A_MINUTE) -> int:
    """Minutes to read the article, at least 1; a word counts as 1.7 Chinese or Japanese characters."""
    spaceless = record.metadata.language.split("-")[0].lower() in _WITHOUT_SPACES
    return max(1, round(record.words / (words_per_minute * (_CHARACTERS_A_WORD if spaceless else 1))))


def _written_record(change: Change) -> ArticleRecord:
    return next(edit.after for edit in change.edits if isinstance(edit.after, ArticleRecord))
