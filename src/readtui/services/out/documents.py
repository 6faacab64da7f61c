"""The contents of an export: the articles and annotations that a query asks for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from readtui.errors import ExportError, NotFoundError, SourceError, StorageError
from readtui.exporters.exporter import Context, ExportDocument, Format, Losses, OriginalFile, Purpose, are_told_apart
from readtui.model.annotation import Annotation
from readtui.model.article import Article, ArticleRecord, ReadingState, is_waiting
from readtui.model.card import Card
from readtui.model.creator import Creator
from readtui.model.file_places import BookPlace, PageArea
from readtui.model.passage import Passage
from readtui.model.reply import Reply
from readtui.process.limits import Limits
from readtui.quick_dataclass import dataclass
from readtui.regular_files import open_regular
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.intake.intake import readable_file
from readtui.services.library import Library
from readtui.services.wording import excerpt
from readtui.storage.repository import readable
from readtui.text.clean import visible

_Made = TypeVar("_Made", Annotation, Reply)
_FOR_PROGRAMS = (Purpose.DATA, Purpose.RESEARCH)
_AREAS = "readtui.importers.pdf.places:areas_of"
_PLACES_IN_PDF = "readtui.importers.pdf.places:book_places_of"
_PLACES_IN_EPUB = "readtui.importers.epub.koreader_places:book_places_of"
_HEAD_BYTES = 1024
_SIGNATURE = b"%PDF-"
_ZIP, _EPUB = b"PK\x03\x04", b"application/epub+zip"


@dataclass(frozen=True, slots=True)
class Documents:
    """The contents of an export: the articles that ``query`` names, with their matching annotations.

    Each iteration reads them again, one at a time. ``passed`` is called with the number of articles that were
    looked through. ``creators``: whether they name who made what.
    """

    library: Library
    query: AnnotationQuery
    passed: Callable[[int], None] | None = None
    creators: bool = True

    def __iter__(self) -> Iterator[ExportDocument]:
        # Cards of annotations in the trash are in no catalogue.
        with_cards = None if self.query.trash else self.library.repository.card_times()
        for count, (record, annotations) in enumerate(self.library.each_article(self.query), start=1):
            if annotations or not self.query.filters:
                is_there = not is_waiting(record.id)
                yield ExportDocument(
                    record,
                    annotations,
                    partial(self.library.open, record.id) if is_there else partial(Article, record.metadata, "", ()),
                    OriginalOnDisk(record),
                    partial(self.library.repository.article, record.id),
                    partial(self._cards, record.id) if with_cards is None or with_cards.get(record.id) else dict,
                    partial(self._replies, record.id, annotations),
                )
            if self.passed is not None:
                self.passed(count)

    def _cards(self, article_id: str) -> dict[str, Card]:
        repository = self.library.repository
        return readable(repository, repository.cards, article_id, deleted=self.query.trash) or {}

    def _replies(self, article_id: str, annotations: Sequence[Annotation]) -> Sequence[Reply]:
        """The replies to these annotations, and without filters those to annotations that are missing."""
        trash, known = self.query.trash, {one.id for one in annotations}
        if not trash and not any(one.replies for one in annotations) and (self.query.filters or not known):
            return ()
        replies = readable(self.library.repository, self.library.repository.replies, article_id) or []
        wanted = (one for one in replies if trash or not one.deleted)
        return [one for one in wanted if one.to in known or not self.query.filters]

    def has_several_creators(self) -> bool:
        """Whether people have to be told who made what in a file with all of it. Looks no further than it must."""
        if not self.creators or not self._may_have_several_creators():
            return False
        found: set[Creator] = set()
        for document in self:
            found |= {self._for_people(one) for one in document.creators}
            if are_told_apart(found):
                return True
        return False

    def _may_have_several_creators(self) -> bool:
        """Whether all that is in the library has, as far as that is known without reading it."""
        repository = self.library.repository
        if self.query.trash or repository.waiting():
            return True
        listed = repository.listed()
        found = {self._for_people(creator) for one in listed for creator in one.creators}
        return are_told_apart(found) or any(one.replies for one in listed)

    def _for_people(self, creator: Creator | None) -> Creator:
        """All that a person made carries the name that the person has now."""
        identity = self.library.identity()
        return identity.me if creator is None or identity.is_me(creator) else creator

    @property
    def articles(self) -> int:
        """The number of articles to look through. Raises StorageError."""
        return len(self.query.articles) or len(self.library.repository.records(deleted=self.query.trash))

    def of(
        self, format: Format, losses: Losses | None = None, *, context: Context = Context.NONE
    ) -> Iterator[ExportDocument]:
        """The documents for a format, without paths of files, unless the format is lossless.

        Leaves out articles whose text is needed but unreadable, which the repository records.
        """
        for document in self.meant_for(format, losses, context=context):
            meant = document if format.is_lossless else _for_others(document)
            if not (format.is_lossless and self.creators):
                meant = self._resolved(meant, is_for_people=format.purpose not in _FOR_PROGRAMS)
            if format.needs_text:
                try:
                    _ = meant.article
                except (StorageError, NotFoundError) as fault:
                    self.library.repository.leave_out(fault)
                    continue
            yield meant

    def meant_for(
        self, format: Format, losses: Losses | None = None, *, context: Context = Context.NONE
    ) -> Iterator[ExportDocument]:
        """The documents for a format, whether or not their texts can be read: articles with annotations, or requested
        by id, or all if the format lists articles or the context is the whole article.

        Leaves out articles without a PDF, or without a book, if the format needs one, and what is only discussed if the
        format is for learning, unless they were requested by id, and annotations without a text if it needs that;
        ``losses`` counts what it leaves out, but for documents.
        """
        takes_all = format.lists_articles or context is Context.FULL or bool(self.query.articles)
        for document in self:
            if not (document.annotations or takes_all):
                continue
            is_discussed = document.record.reading_state is ReadingState.DISCUSSED
            if is_discussed and format.is_for_learning and not self.query.articles:
                continue
            if is_waiting(document.record.id) and format.purpose is Purpose.RESEARCH and not format.is_about_tags:
                # There is no text yet that a label could stand on.
                if losses is not None:
                    one, many = "annotation that waits for its article", "annotations that wait for their articles"
                    losses.add(one, many, count=len(document.annotations))
                continue
            if format.needs_pdf and not self.query.articles and not has_pdf(document.record):
                if losses is not None and seems_pdf(document.record):
                    losses.add("article whose PDF is not on this device", "articles whose PDFs are not on this device")
                elif losses is not None:
                    losses.add("article that was not read from a PDF", "articles that were not read from a PDF")
                continue
            if format.needs_book and not self.query.articles and not has_book(document.record):
                if losses is not None:
                    one, many = "article without an EPUB or PDF here", "articles without an EPUB or PDF here"
                    losses.add(one, many)
                continue
            if losses is not None and document.record.part and format.has_texts(context):
                losses.parts[document.record.id] = document.record
            yield document

    def _resolved(self, document: ExportDocument, *, is_for_people: bool) -> ExportDocument:
        """The document with the creator of everything, or of nothing if they are to be left out."""
        if not self.creators:
            return replace(
                document,
                annotations=[_anonymous(one) for one in document.annotations],
                read_replies=lambda: [_anonymous_reply(one) for one in document.replies],
            )
        me = self.library.identity().me

        def resolved(one: _Made) -> _Made:
            creator = one.creator
            meant = self._for_people(creator) if is_for_people else creator or me
            if meant != creator:
                one = replace(one, creator=meant)
            if isinstance(one, Annotation) and one.replies:
                one = replace(one, replies=tuple(map(resolved, one.replies)))
            return one

        return replace(document, annotations=[resolved(one) for one in document.annotations])


def _anonymous(annotation: Annotation) -> Annotation:
    replies = tuple(map(_anonymous_reply, annotation.replies))
    conflicts = [_without_creator(one) for one in annotation.conflicts]
    extra = _without_creator(annotation.extra)
    return replace(annotation, creator=None, replies=replies, conflicts=conflicts, extra=extra)


def _anonymous_reply(reply: Reply) -> Reply:
    conflicts = [_without_creator(one) for one in reply.conflicts]
    return replace(reply, creator=None, conflicts=conflicts, extra=_without_creator(reply.extra))


def _without_creator(record: Mapping[str, object]) -> Mapping[str, object]:
    return {name: value for name, value in record.items() if name != "creator"}


def _for_others(document: ExportDocument) -> ExportDocument:
    """The document without the folders of this machine: what is exported is shown to others."""
    metadata = document.record.metadata
    if metadata.source == metadata.public_source:
        return document
    about = replace(metadata, source=metadata.public_source)
    return replace(document, record=replace(document.record, metadata=about))


@dataclass(slots=True)
class OriginalOnDisk:
    """The EPUB or PDF of an article: a file with the same content, or else the changed file in its place."""

    record: ArticleRecord
    _file: OriginalFile | None = field(default=None, init=False)

    @property
    def is_paged(self) -> bool:
        """Whether it is a PDF. Raises ExportError."""
        return _SIGNATURE in self.book().data[:_HEAD_BYTES]

    def read(self) -> OriginalFile:
        """The PDF, read on first use. Raises ExportError if there is none or the file is none."""
        file = self._read("PDF")
        if _SIGNATURE not in file.data[:_HEAD_BYTES]:
            raise self._wrong_kind("PDF", file)
        return file

    def book(self) -> OriginalFile:
        """The EPUB or PDF, its name with the folder. Raises ExportError."""
        file = self._read("EPUB or PDF")
        if not _is_book(file.data[:_HEAD_BYTES], file.name):
            raise self._wrong_kind("EPUB or PDF", file)
        return file

    def areas(self, text: str, passages: Sequence[Passage]) -> list[tuple[PageArea, ...]]:
        """The areas of passages of the article's ``text``; empty for words that are not in the PDF.

        Raises ExportError.
        """
        return _found(_AREAS, self.read(), text, passages)

    def book_places(self, text: str, passages: Sequence[Passage]) -> list[BookPlace | None]:
        """The places of passages of the article's ``text``; None for those that are not sure. Raises ExportError."""
        return _found(_PLACES_IN_PDF if self.is_paged else _PLACES_IN_EPUB, self.book(), text, passages)

    def _read(self, kind: str) -> OriginalFile:
        if self._file is not None:
            return self._file
        title = excerpt(self.record.title)
        if not self.record.paths:
            raise ExportError(
                f"readtui has no {kind} file of {title}, only its URL: {visible(self.record.metadata.source)}"
                if self.record.metadata.source
                else f"readtui has no {kind} file of {title}",
                f"Download the {kind} and add it: readtui add FILE",
            )
        try:
            source, _ = readable_file(self.record)
        except SourceError as fault:
            raise ExportError(
                f"cannot read the {kind} of {title}: {fault.message}",
                "Put the file back, or add it again: readtui add FILE",
            ) from fault
        self._file = OriginalFile(source.data, source.name)
        return self._file

    def _wrong_kind(self, kind: str, file: OriginalFile) -> ExportError:
        article = "a" if kind == "PDF" else "an"
        return ExportError(
            f"{excerpt(self.record.title)} was not read from {article} {kind}, but from {visible(file.name)}",
            "Choose another format, for example html.",
        )


def _found(job: str, file: OriginalFile, text: str, passages: Sequence[Passage]) -> list[Any]:
    """What a job that reads the file finds for each passage. Raises ExportError."""
    if not passages:
        return []
    # Imported here because only this export needs them.
    from readtui.importers.common.passage_request import PassageRequest
    from readtui.importers.process.source_reader import reading_fault
    from readtui.process.job import run
    from readtui.process.limited_process import ProcessFault

    limits = Limits()
    try:
        found: list[Any] = run(job, PassageRequest(file.data, visible(file.name), text, tuple(passages)), limits)
    except ProcessFault as fault:
        raise _as_export_error(reading_fault(fault, visible(file.name), limits)) from fault
    except SourceError as fault:
        raise _as_export_error(fault) from fault
    return found


def has_pdf(record: ArticleRecord) -> bool:
    """Whether one of the article's files is a PDF, judging by its beginning."""
    return any(_SIGNATURE in _head(Path(path)) for path in record.paths)


def has_book(record: ArticleRecord) -> bool:
    """Whether one of the article's files is an EPUB or a PDF, judging by its beginning."""
    return any(_is_book(_head(Path(path)), path) for path in record.paths)


def seems_pdf(record: ArticleRecord) -> bool:
    """Whether the article was read from a PDF, judging by its address and the names of its files."""
    return any(one.casefold().endswith(".pdf") for one in (record.metadata.source, *record.paths))


def _is_book(head: bytes, name: str) -> bool:
    is_epub = head.startswith(_ZIP) and (_EPUB in head or name.casefold().endswith(".epub"))
    return is_epub or _SIGNATURE in head


def _head(path: Path) -> bytes:
    try:
        with open_regular(path) as file:
            return file.read(_HEAD_BYTES)
    except (OSError, ValueError):
        return b""


def _as_export_error(fault: SourceError) -> ExportError:
    return ExportError(fault.message, fault.hint)
