"""A library for Python programs, with the checks of the commands: ``import readtui``, then ``readtui.open_library()``.

    with readtui.open_library() as library:
        for annotation in library.annotations("tag:claim created:7d"):
            print(annotation.title, annotation.quote, annotation.note)

References are what the commands take: an id, the beginning of one, or, for an article, the
path or address that it was added from. Positions count code points of the article's text. Queries are those of
``readtui list`` and ``readtui annotations --query``. Everything raises ``ReadtuiError``; its ``hint`` says what to do.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

from readtui.bootstrap import Services, open_services
from readtui.errors import NotFoundError, UsageError
from readtui.importers.importer import Source, never
from readtui.model import annotation as model
from readtui.model.block import BlockKind
from readtui.model.change import Change, Edit
from readtui.model.creator import Creator
from readtui.model.reply import Reply as StoredReply
from readtui.model.reply import ThreadState
from readtui.paths import library_folder
from readtui.quick_dataclass import dataclass
from readtui.search.query.parser import parse
from readtui.services.annotating.annotator import Annotator
from readtui.services.annotation_batch import (
    WantedAnnotation,
    annotated,
    checked_tags,
    creator_of,
    wanted_in,
)
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.finding.search import Scope, sought
from readtui.services.public_values import Annotation, Article, Hit, Quotation
from readtui.services.saving.undo import Whose
from readtui.services.threads.threads import Answer
from readtui.services.verifying.verification import Verification
from readtui.services.wording import annotation_name, done
from readtui.text.clean import visible
from readtui.text.quotations import quotations_in


@dataclass(frozen=True, slots=True)
class Text:
    """A part of an article's text, from ``start`` to ``end`` of ``length`` code points.

    ``headings``: the headings in this part, each with its level (1 to 6) and where it begins.
    """

    article: str
    title: str
    text: str
    start: int
    end: int
    length: int
    headings: tuple[tuple[int, str, int], ...]


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What became of a batch. ``refused``: for each that could not be made, its number from 1 and why. ``repeated``:
    how many were there already.
    """

    annotations: tuple[Annotation, ...]
    refused: tuple[tuple[int, str], ...]
    repeated: int


def open_library(folder: str | Path | None = None, *, by: str | None = None, create: bool = False) -> "Library":
    """Open a library, by default the one that the command ``readtui`` opens. Use it with ``with``, or close it.

    ``by``: who writes, a name or ``software:NAME``; by default the person who uses the library. ``create``: make a new
    library if there is none. Others may use the library meanwhile: nothing is locked between calls. Raises
    NotFoundError, StorageError, UsageError.
    """
    path = library_folder(Path(folder) if folder is not None else None).expanduser()
    if not (create or path.is_dir()):
        raise NotFoundError(f"there is no library: {path}", "To make a new one: create=True")
    creator = creator_of(by)
    return Library(open_services(path), creator)


class Library:
    """An open library, from ``open_library``. Not for several threads at once."""

    def __init__(self, services: Services, by: Creator | None) -> None:
        self._services = services
        self._by = by
        self._step: dict[str, Edit] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release the library."""
        self._services.close()

    # ------------------------------------------------------------------ finding and reading

    def articles(self, query: str = "") -> list[Article]:
        """The articles that match a query, by default all, in the order they were added. Raises QueryError."""
        library = self._services.library
        entries = library.all_entries()
        return [Article.of(entry) for entry in library.passing(entries, parse(query))]

    def article(self, reference: str) -> Article:
        """One article. Raises NotFoundError, AmbiguousError."""
        record = self._services.library.find(reference)
        return next(Article.of(one) for one in self._services.library.all_entries() if one.record.id == record.id)

    def annotations(self, query: str = "", articles: Iterable[str] = ()) -> list[Annotation]:
        """The annotations that match a query, by default all, or those of some articles: article by article, in reading
        order. Raises QueryError, NotFoundError, AmbiguousError.
        """
        return list(self.each_annotation(query, articles))

    def each_annotation(self, query: str = "", articles: Iterable[str] = ()) -> Iterator[Annotation]:
        """The same one at a time, each article's when it is reached. Raises what ``annotations`` does."""
        library = self._services.library
        wanted = tuple(library.find(one).id for one in articles)
        identity = library.identity()
        for record, passing in library.each_article(AnnotationQuery(wanted, parse(query))):
            yield from (Annotation.of(one, record, identity) for one in passing)

    def annotation(self, reference: str) -> Annotation:
        """One annotation. Raises NotFoundError, AmbiguousError."""
        return self._shown(self._stored(reference))

    def threads(self, articles: Iterable[str] = (), *, settled: bool = False) -> list[Annotation]:
        """The notes that ask for an answer and are open, with ``settled`` all. Raises NotFoundError, AmbiguousError."""
        library = self._services.library
        found = self._services.threads().of([library.find(one).id for one in articles], settled=settled)
        return [Annotation.of(one.annotation, one.record, library.identity()) for one in found]

    def search(
        self, words: str, query: str = "", *, notes: bool = False, regex: bool = False, limit: int | None = None
    ) -> list[Hit]:
        """The paragraphs that have all words, or match a regular expression; with ``notes``, annotations instead.

        ``query``: only in the articles, or annotations, that match. Raises UsageError, QueryError.
        """
        finds, scope = sought(words, is_regex=regex), Scope(parse(query))
        with self._services.search() as searching:
            hits = searching.in_notes(finds, scope) if notes else searching.in_texts(finds, scope)
            found = islice(hits, limit)
            return [Hit.of(one) for one in found]

    def show(self, reference: str, start: int = 0, end: int | None = None) -> Text:
        """The text of an article, or a part of it. Raises NotFoundError, AmbiguousError, StorageError."""
        record = self._services.library.find(reference)
        article = self._services.library.open(record.id)
        first, last, _ = slice(start, end).indices(len(article.text))
        last = max(first, last)
        headings = tuple(
            (one.level, article.text[one.start : one.end], one.start)
            for one in article.blocks
            if one.kind is BlockKind.HEADING and first <= one.start < last
        )
        return Text(record.id, record.title, article.text[first:last], first, last, len(article.text), headings)

    def tags(self) -> dict[str, int]:
        """All tags, and how often each is used."""
        return self._services.library.tag_counts()

    def verify(self, text: str) -> list[Quotation]:
        """Check the quotations in a text (Markdown) against the articles. Raises SourceError."""
        article = self._services.reader.read(Source(text.encode(), "text.md"), never)
        with self._services.search() as searching:
            found = Verification(searching).verify(quotations_in(article))
        return [Quotation.of(one) for one in found]

    def export(self, format: str = "markdown", query: str = "", articles: Iterable[str] = ()) -> str | bytes:
        """The annotations that match, in a format of ``readtui export``. Raises UsageError, QueryError, ExportError."""
        library, exports = self._services.library, self._services.exports
        asked = AnnotationQuery(tuple(library.find(one).id for one in articles), parse(query))
        exporter = exports.exporter(format)
        if exporter.format.is_folder:
            raise UsageError(f"{format} has several files", "Write it with readtui export --output FOLDER.")
        pieces = list(exports.render(exporter, exports.documents(asked), exports.options(asked)))
        texts = [one for one in pieces if isinstance(one, str)]
        return (
            "".join(texts) if len(texts) == len(pieces) else b"".join(one for one in pieces if isinstance(one, bytes))
        )

    # ------------------------------------------------------------------ writing

    def add(self, source: str | Path, *, tags: Iterable[str] = ()) -> Article:
        """Add a file or a web address, or read it again if it has changed. Raises SourceError, StorageError."""
        names = self._tags(tags)
        return self.article(self._services.library.add(str(source), tags=names).record.id)

    def annotate(
        self,
        article: str,
        quote: str | None = None,
        *,
        range: tuple[int, int] | None = None,
        tags: Iterable[str] = (),
        note: str = "",
        color: str | None = None,
        thread: bool = False,
        by: str | None = None,
    ) -> Annotation:
        """Annotate a passage, which ``quote`` or ``range`` names; without both, begin a thread on the whole article.

        ``thread``: the note asks for an answer. Raises UsageError, NotFoundError, AmbiguousError, StorageError.
        """
        place = None if range is None else f"{range[0]}:{range[1]}"
        wanted = WantedAnnotation(article, quote, place, self._tags(tags), note, color, thread, creator_of(by))
        wanted.check()
        record = self._services.library.find(article)
        self._services.refuse_new_tags(wanted.tags)
        text = self._services.library.open(record.id)
        made = annotated(self._services.annotator_of(wanted.by or self._by), record.id, text, wanted)
        self._save_edits(f"annotate {annotation_name(made)}", Edit(None, made))
        return self._shown(made)

    def annotate_all(self, annotations: Iterable[Mapping[str, object]], *, by: str | None = None) -> BatchResult:
        """Annotate many passages in one step. Each has the fields of a line of ``readtui annotate --batch``: article,
        quote or range, tags, note, color, thread, by.

        What cannot be made is left out and told; what the same creator has said there already is not repeated.
        Raises StorageError.
        """
        batch = self._services.batch_annotator(creator_of(by) or self._by).annotate(wanted_in(annotations))
        if batch.change is not None:
            self._save(batch.change)
        records = {record.id: record for record in self._services.library.records()}
        identity = self._services.library.identity()
        made = tuple(Annotation.of(one, records[one.article_id], identity) for one in batch.annotations)
        return BatchResult(made, tuple((one.number, one.why) for one in batch.refused), batch.repeated)

    def edit(
        self,
        annotation: str | Annotation,
        *,
        tags: Iterable[str] | None = None,
        note: str | None = None,
        color: str | None = None,
        thread: bool | None = None,
    ) -> Annotation:
        """Change an annotation: None keeps a value, "" removes note or color. What is left with nothing goes to the
        trash. Raises NotFoundError, AmbiguousError, UsageError, StorageError.
        """
        stored = self._stored(annotation)
        names = None if tags is None else self._tags(tags)
        change = self._annotator.edit(stored, color=color, tags=names, note=note, is_thread=thread)
        if change is not None:
            self._save(change)
        after = None if change is None else change.edits[0].after
        return self._shown(after if isinstance(after, model.Annotation) else stored)

    def reply(
        self, annotation: str | Annotation, text: str, *, settle: bool = False, by: str | None = None
    ) -> Annotation:
        """Reply to an annotation (Markdown), and settle its thread if that is asked. Raises NotFoundError,
        AmbiguousError, UsageError, StorageError.
        """
        return self._answered(annotation, text, ThreadState.SETTLED if settle else None, by)

    def settle(self, annotation: str | Annotation, *, reopen: bool = False, by: str | None = None) -> Annotation:
        """Settle a thread, or reopen it. Raises NotFoundError, AmbiguousError, StorageError."""
        return self._answered(annotation, "", ThreadState.OPEN if reopen else ThreadState.SETTLED, by)

    def remove(self, *references: str | Article | Annotation) -> None:
        """Move articles and annotations to the trash. Raises NotFoundError, AmbiguousError, StorageError."""
        ids = [one if isinstance(one, str) else one.id for one in references]
        self._services.library.remove(*map(self._services.library.find_any, ids))

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Save what is annotated, edited and answered inside as one step for undo, or nothing if that fails.

        ``what``: its name in the history. Until the end, queries and searches see what was there before.
        Raises StorageError.
        """
        if self._step is not None:
            raise UsageError("a step cannot begin inside another", "End the first one before.")
        self._step = {}
        try:
            yield
            edits = tuple(self._step.values())
        finally:
            self._step = None
        if edits:
            self._save_edits(visible(what), *edits)

    def undo(self) -> str:
        """Undo the last step of this program, and say what it was. Raises NothingToUndoError, ChangedSinceError."""
        return done(self._services.history.undo(whose=Whose.HERE).what)

    def notices(self) -> list[str]:
        """What readtui has to say of this library, a line each: files that were repaired or left out."""
        damaged = [fault.message for fault in self._services.library.damaged()]
        return [*damaged, *self._services.notices()]

    # ------------------------------------------------------------------ inside

    @property
    def _annotator(self) -> Annotator:
        return self._services.annotator_of(self._by)

    def _tags(self, tags: Iterable[str]) -> tuple[str, ...]:
        names = checked_tags((tags,) if isinstance(tags, str) else tags)
        self._services.refuse_new_tags(names)
        return names

    def _stored(self, annotation: str | Annotation) -> model.Annotation:
        reference = annotation if isinstance(annotation, str) else annotation.id
        made = {key: edit.after for key, edit in (self._step or {}).items()}
        stored = made.get(reference)
        if not isinstance(stored, model.Annotation):
            stored = self._services.library.find_annotation(reference)
        said = [one for one in made.values() if isinstance(one, StoredReply) and one.to == stored.id]
        return replace(stored, replies=(*stored.replies, *said)) if said else stored

    def _shown(self, stored: model.Annotation) -> Annotation:
        library = self._services.library
        record = library.record(stored.article_id) or library.find(stored.article_id)
        return Annotation.of(stored, record, library.identity())

    def _answered(
        self, annotation: str | Annotation, text: str, sets: ThreadState | None, by: str | None
    ) -> Annotation:
        stored = self._stored(annotation)
        change = self._services.threads(creator_of(by) or self._by).answer_to(stored, Answer(stored.id, text, sets))
        if change is not None:
            self._save(change)
        return self._shown(self._stored(stored.id))

    def _save_edits(self, what: str, *edits: Edit) -> None:
        self._save(Change(self._annotator.new_id(), self._annotator.clock(), what, edits))

    def _save(self, change: Change) -> None:
        if self._step is None:
            self._services.repository.apply(change)
            return
        for edit in change.edits:
            if isinstance(after := edit.after, model.Annotation | StoredReply):
                earlier = self._step.get(after.id)
                self._step[after.id] = Edit(earlier.before, after) if earlier else edit
