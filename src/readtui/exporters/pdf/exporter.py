"""PDF: the article's own file with the annotations in it, as other viewers show them."""

from collections.abc import Iterable, Iterator

from readtui.errors import ExportError, UsageError
from readtui.exporters.exporter import ExportDocument, ExportOptions, Format, Purpose
from readtui.exporters.pdf.marks import PdfMark, marks_of
from readtui.model.annotation import AnchorState
from readtui.process.job import run
from readtui.process.limited_process import NotStartedFault, ProcessFault, TooLongFault
from readtui.process.limits import Limits
from readtui.text.clean import visible

_LIMITS = Limits()
_WRITE = "readtui.exporters.pdf.pdf_writer:write_marks"


class PdfExporter:
    """Highlights with quadrilaterals exactly on the words, and notes and tags as their contents.

    Keeps the original's bytes, and replaces what readtui wrote there before. Finding the words and writing run in
    processes with limits.
    """

    format = Format(
        "pdf",
        "PDF",
        ".pdf",
        Purpose.NOTES,
        "the article's PDF with the annotations in it, for other viewers",
        is_binary=True,
        needs_pdf=True,
    )

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[bytes]:
        """The file of the one document. Raises UsageError for several documents, ExportError without a PDF."""
        document = _only(documents)
        title = visible(document.record.title)
        if document.original is None:
            raise ExportError(f"readtui has no PDF of {title}", "Add its file: readtui add FILE")
        file = document.original.read()
        marks = _marks(document, options)

        # Imported here because listing formats needs neither.
        from readtui.exporters.pdf.pdf_writer import MarksRequest, PdfUpdate

        try:
            written = run(_WRITE, MarksRequest(file.data, visible(file.name), marks), _LIMITS)
        except ProcessFault as fault:
            raise ExportError(
                f"cannot write annotations into {visible(file.name)}: {_reason(fault)}",
                "Repair it first, for example: qpdf FILE REPAIRED",
            ) from fault
        assert isinstance(written, PdfUpdate)
        yield file.data[: written.kept]
        yield written.rest


def _reason(fault: ProcessFault) -> str:
    if isinstance(fault, TooLongFault):
        return f"it takes longer than {_LIMITS.seconds:.0f} seconds"
    if isinstance(fault, NotStartedFault):
        return f"could not start a process ({fault})"
    return f"it needs more than {_LIMITS.memory} of memory, or is damaged"


def _only(documents: Iterable[ExportDocument]) -> ExportDocument:
    found = iter(documents)
    document = next(found, None)
    if document is None:
        raise ExportError("no article with a PDF to export", "To list your articles: readtui list")
    if next(found, None) is not None:
        raise UsageError(
            "a PDF holds only one article", "Name one article, or a folder for a file per article: --output FOLDER/"
        )
    return document


def _marks(document: ExportDocument, options: ExportOptions) -> tuple[PdfMark, ...]:
    """The marks for all annotations that are in the PDF. Raises ExportError."""
    assert document.original is not None
    placed = [(one, one.passage) for one in document.annotations if one.passage is not None]
    areas = document.original.areas(document.article.text, tuple(passage for _, passage in placed))
    named = document.names_creators(options)
    marks = [mark for one in document.annotations if one.quote is None for mark in marks_of(one, named=named)]
    lost = sum(one.anchor is AnchorState.ORPHAN for one in document.annotations if one.quote)
    for (annotation, _), found in zip(placed, areas, strict=True):
        if found:
            marks += marks_of(annotation, found, named=named)
        else:
            lost += 1
    one, many = "annotation whose words are not in the PDF", "annotations whose words are not in the PDF"
    options.losses.add(one, many, count=lost)
    return tuple(marks)
