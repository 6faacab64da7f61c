"""The importer of PDF: recognizes it."""

from readtui.importers.common.encoding import SAMPLE_BYTES, looks_binary
from readtui.importers.importer import Source
from readtui.model.article import Article

_HEAD_BYTES = 1024


class PdfImporter:
    """Reads PDF. Handles one document at a time, because pdfium is not thread-safe."""

    name = "pdf"
    extensions: tuple[str, ...] = (".pdf",)
    media_types: tuple[str, ...] = ("application/pdf",)

    def recognises(self, source: Source) -> bool:
        """Whether the signature is at the beginning, or near it after bytes that are not text."""
        head = source.data[:_HEAD_BYTES].lstrip()
        return head.startswith(b"%PDF-") or (b"%PDF-" in head and looks_binary(source.data[:SAMPLE_BYTES]))

    def read(self, source: Source) -> Article:
        """Read it as an article. Raises SourceError if it is damaged, protected by a password, or has no text."""
        # Imported here because all importers are loaded to choose one.
        from readtui.importers.pdf.document import opened, read_document

        name = source.name or "the input"
        with opened(source.data, name) as document:
            return read_document(document, source).article
