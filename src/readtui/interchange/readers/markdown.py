"""Words marked as ``==words==`` in a Markdown file, such as a note of Obsidian."""

import os
import re
from collections.abc import Iterable

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.interchange.common.parsers import named
from readtui.interchange.importer import ImportedAnnotation, ImportedContent, ImportedWork, ImportFormat
from readtui.model.block import MarkType

_ENDINGS = (".md", ".markdown", ".mdown")
_MARKED = re.compile(rb"==[^\s=]")
_OWN = (b"](readtui:", b"<!-- rt:", b"\nreadtui: ")
"""What readtui's own exports have, which mark the passages that they quote."""
_AROUND = 32


class MarkdownImporter:
    """One work a file, with its text."""

    format = ImportFormat("markdown", "Markdown", "Words marked as ==words== in a note, such as one of Obsidian")

    def recognises(self, source: Source) -> bool:
        """Of what has another name, nothing is: anything can have these signs."""
        from readtui.importers.markdown.importer import MarkdownImporter as MarkdownReader

        if not _MARKED.search(source.data) or any(sign in source.data for sign in _OWN):
            return False
        return source.name.casefold().endswith(_ENDINGS) if source.name else MarkdownReader().recognises(source)

    def read(self, source: Source) -> Iterable[ImportedWork]:
        from readtui.importers.markdown.importer import MarkdownImporter as MarkdownReader

        article = MarkdownReader().read(source)
        text = article.text
        marks = [mark for block in article.blocks for mark in block.marks if mark.type is MarkType.MARKED]
        if not marks:
            raise SourceError(f"{named(source)} marks no words", "Words are marked as ==words==.")
        name = os.path.basename(source.name) or "note.md"
        yield ImportedWork(
            title=article.metadata.title or os.path.splitext(name)[0],
            author=article.metadata.creator,
            annotations=tuple(
                ImportedAnnotation(
                    quote=text[mark.start : mark.end],
                    prefix=text[max(0, mark.start - _AROUND) : mark.start],
                    suffix=text[mark.end : mark.end + _AROUND],
                    start=mark.start,
                    order=(mark.start,),
                    color="yellow",
                )
                for mark in marks
            ),
            content=ImportedContent(source.data.removeprefix(b"\xef\xbb\xbf"), name, "text/markdown"),
            files=(source.name,) if source.name else (),
        )
