"""The contents of an export: the articles and annotations that a query asks for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from readtui.errors import NotFoundError, StorageError
from readtui.exporters.exporter import Context, ExportDocument, Format, Losses, Purpose
from readtui.model.article import Article
from readtui.model.card import Card
from readtui.model.waiting import is_waiting
from readtui.services.finding.query import AnnotationQuery
from readtui.services.library import Library
from readtui.services.out.originals import PdfOriginal, has_pdf, seems_pdf


@dataclass(frozen=True, slots=True)
class Documents:
    """The contents of an export: the articles that ``query`` names, with their matching annotations.

    Each iteration reads them again, one at a time. ``passed`` is called with the number of articles that were
    looked through.
    """

    library: Library
    query: AnnotationQuery
    passed: Callable[[int], None] | None = None

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
                    PdfOriginal(record),
                    partial(self.library.repository.article, record.id),
                    partial(self._cards, record.id) if with_cards is None or with_cards.get(record.id) else dict,
                )
            if self.passed is not None:
                self.passed(count)

    def _cards(self, article_id: str) -> dict[str, Card]:
        try:
            return self.library.repository.cards(article_id, deleted=self.query.trash)
        except (StorageError, NotFoundError) as fault:
            self.library.repository.leave_out(fault)
            return {}

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
            if format.needs_text:
                try:
                    _ = document.article
                except (StorageError, NotFoundError) as fault:
                    self.library.repository.leave_out(fault)
                    continue
            yield document if format.is_lossless else _for_others(document)

    def meant_for(
        self, format: Format, losses: Losses | None = None, *, context: Context = Context.NONE
    ) -> Iterator[ExportDocument]:
        """The documents for a format, whether or not their texts can be read: articles with annotations, or requested
        by id, or all if the format lists articles or the context is the whole article.

        Leaves out articles without a PDF if the format needs one and they were not requested by id, and annotations
        without a text if it needs that; ``losses`` counts both.
        """
        takes_all = format.lists_articles or context is Context.FULL or bool(self.query.articles)
        for document in self:
            if not (document.annotations or takes_all):
                continue
            if is_waiting(document.record.id) and format.purpose is Purpose.RESEARCH and not format.is_about_tags:
                # There is no text yet that a label could stand on.
                if losses is not None:
                    one, many = "annotation that waits for its article", "annotations that wait for their articles"
                    losses.add(one, many, count=len(document.annotations))
                continue
            if format.needs_pdf and not self.query.articles and not has_pdf(document.record):
                if losses is not None and seems_pdf(document.record):
                    losses.add(
                        "article whose PDF is not on this machine", "articles whose PDFs are not on this machine"
                    )
                elif losses is not None:
                    losses.add("article that was not read from a PDF", "articles that were not read from a PDF")
                continue
            yield document


def _for_others(document: ExportDocument) -> ExportDocument:
    """The document without the folders of this machine: what is exported is shown to others."""
    metadata = document.record.metadata
    if metadata.source == metadata.public_source:
        return document
    about = replace(metadata, source=metadata.public_source)
    return replace(document, record=replace(document.record, metadata=about))
