"""Imports saved web pages (HTML)."""

import re

from readtui.importers.importer import Source
from readtui.model.article import Article

_SAMPLE_BYTES = 4096
_MARKUP = re.compile(
    rb"\s*(?:<\?xml[^<>]{0,200}\?>\s*)?(?:<!--(?:(?!-->).){0,2000}-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)


class HtmlImporter:
    """Reads a web page. Nothing is fetched: no picture, no frame, no style sheet."""

    name = "html"
    extensions: tuple[str, ...] = (".html", ".htm", ".xhtml", ".xht")
    media_types: tuple[str, ...] = ("text/html", "application/xhtml+xml")

    def recognises(self, source: Source) -> bool:
        """Whether it starts like HTML."""
        return _MARKUP.match(source.data[:_SAMPLE_BYTES].removeprefix(b"\xef\xbb\xbf")) is not None

    def read(self, source: Source) -> Article:
        """Read it as an article. Raises SourceError if it is binary or has no text."""
        # Imported here because importing them takes longer than listing a library.
        from readtui.importers.dom.markup import decode_page
        from readtui.importers.html.page import read_page

        return read_page(decode_page(source.data, source.charset, source.name), source)
