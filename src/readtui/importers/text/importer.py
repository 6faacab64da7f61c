"""The importer of plain text."""

from readtui.importers.importer import Source
from readtui.model.article import Article


class PlainTextImporter:
    """Reads text of any encoding and shape, including web pages copied or scraped as text."""

    name = "plain_text"
    extensions: tuple[str, ...] = (".txt", ".text")

    def recognises(self, source: Source) -> bool:
        """Always: everything that no other importer recognizes is read as text; ``read`` refuses binary data."""
        return True

    def read(self, source: Source) -> Article:
        """Read it as an article. Raises SourceError if it is binary, JSON or XML, or has no text."""
        # Imported here because all importers are loaded to choose one.
        from readtui.importers.text.document import read_text

        return read_text(source)
