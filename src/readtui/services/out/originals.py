"""Finds the PDF files of articles, for exports that write into them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from readtui.errors import ExportError, SourceError
from readtui.exporters.exporter import OriginalFile
from readtui.model.article import ArticleRecord
from readtui.model.page_area import PageArea
from readtui.model.passage import Passage
from readtui.process.limits import Limits
from readtui.regular_files import open_regular
from readtui.services.intake.intake import readable_file
from readtui.services.wording import excerpt
from readtui.text.clean import visible

_AREAS = "readtui.importers.pdf.places.areas:areas_of"
_HEAD_BYTES = 1024
_SIGNATURE = b"%PDF-"


@dataclass(slots=True)
class PdfOriginal:
    """The PDF from which an article was read: a file with the same content, or else the changed file in its place."""

    record: ArticleRecord
    _file: OriginalFile | None = field(default=None, init=False)

    def read(self) -> OriginalFile:
        """The file, read on first use. Raises ExportError if there is none or it is not a PDF."""
        if self._file is None:
            self._file = self._read()
        return self._file

    def areas(self, text: str, passages: Sequence[Passage]) -> list[tuple[PageArea, ...]]:
        """The areas of passages of the article's ``text``; empty for words that are not in the PDF.

        Raises ExportError.
        """
        if not passages:
            return []
        # Imported here because only this export needs them.
        from readtui.importers.pdf.places.wanted import Wanted
        from readtui.importers.process.host import reading_fault
        from readtui.process.host import ProcessFault
        from readtui.process.job import run

        file, limits = self.read(), Limits()
        try:
            found: list[tuple[PageArea, ...]] = run(
                _AREAS, Wanted(file.data, visible(file.name), text, tuple(passages)), limits
            )
        except ProcessFault as fault:
            raise _as_export_error(reading_fault(fault, visible(file.name), limits)) from fault
        except SourceError as fault:
            raise _as_export_error(fault) from fault
        return found

    def _read(self) -> OriginalFile:
        title = excerpt(self.record.title)
        if not self.record.paths:
            raise ExportError(
                f"readtui has no PDF file of {title}, only its address: {visible(self.record.metadata.source)}"
                if self.record.metadata.source
                else f"readtui has no PDF file of {title}",
                "Download the PDF and add it: readtui add FILE",
            )
        try:
            source, _ = readable_file(self.record)
        except SourceError as fault:
            raise ExportError(
                f"cannot read the PDF of {title}: {fault.message}",
                "Put the file back, or add it again: readtui add FILE",
            ) from fault
        if _SIGNATURE not in source.data[:_HEAD_BYTES]:
            raise ExportError(
                f"{title} was not read from a PDF, but from {visible(source.name)}",
                "Choose another format, for example html.",
            )
        return OriginalFile(source.data, source.name)


def has_pdf(record: ArticleRecord) -> bool:
    """Whether one of the article's files is a PDF, judging by its beginning."""
    return any(_begins_as_pdf(Path(path)) for path in record.paths)


def seems_pdf(record: ArticleRecord) -> bool:
    """Whether the article was read from a PDF, judging by its address and the names of its files."""
    return any(one.casefold().endswith(".pdf") for one in (record.metadata.source, *record.paths))


def _begins_as_pdf(path: Path) -> bool:
    try:
        with open_regular(path) as file:
            return _SIGNATURE in file.read(_HEAD_BYTES)
    except (OSError, ValueError):
        return False


def _as_export_error(fault: SourceError) -> ExportError:
    return ExportError(fault.message, fault.hint)
