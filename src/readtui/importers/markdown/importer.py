"""The importer of Markdown: recognizes it."""

import re

from readtui.importers.importer import Source
from readtui.model.article import Article

_SAMPLE_CHARACTERS = 20_000
_DATA = re.compile(r"\ufeff?\s*(?:\{|<\?xml|\[\s*[\[{\"])")
_TITLED = re.compile(r"\ufeff?\s*#{1,6} \w[^\n]*\n\s*\n(?s:.*?)\w[.!?:…][)\"”’]?\s*(?:\n|$)")
_SIGNS = tuple(
    re.compile(sign, re.MULTILINE)
    for sign in (
        r"^#{1,6} \S",
        r"^(?:```|~~~)",
        r"!?\[[^\[\]\n]+\]\([^)\s]+\)",
        r"(?<![*\w])\*\*[^*\n]+\*\*",
        r"^\|?(?=[ :-]*---)[ :-]+\|[-| :]*$",
        r"`[^`\n]+`",
    )
)


class MarkdownImporter:
    """Reads Markdown. Fetches nothing."""

    name = "markdown"
    extensions: tuple[str, ...] = (".md", ".markdown", ".mdown")
    media_types: tuple[str, ...] = ("text/markdown",)

    def recognises(self, source: Source) -> bool:
        """Whether two different signs of Markdown, or three headings, are near the top, and it does not begin
        like data. Of what has no name, as on standard input, a heading above a sentence is enough.
        """
        text = source.data[:_SAMPLE_CHARACTERS].decode("utf-8", "ignore").replace("\r\n", "\n")
        if _DATA.match(text):
            return False
        if not source.name and _TITLED.match(text):
            return True
        found = [len(sign.findall(text)) for sign in _SIGNS]
        return sum(map(bool, found)) >= 2 or found[0] >= 3

    def read(self, source: Source) -> Article:
        """Read it as an article. Raises SourceError if it is binary or has no text."""
        # Imported here because all importers are loaded to choose one.
        from readtui.importers.markdown.document import read_markdown

        return read_markdown(source)
