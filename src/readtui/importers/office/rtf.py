"""Reads RTF documents as an Article."""

from readtui.errors import SourceError
from readtui.importers.common.finished_article import finished
from readtui.importers.common.titles import given_creator, given_title
from readtui.importers.importer import Source
from readtui.model.article import Article, Metadata
from readtui.model.block import Role

_BEGIN = b"{\\rtf"


class RtfImporter:
    """Reads RTF as written by Word, LibreOffice and TextEdit. Drops pictures."""

    name = "rtf"
    extensions: tuple[str, ...] = (".rtf",)
    media_types: tuple[str, ...] = ("application/rtf", "text/rtf")

    def recognises(self, source: Source) -> bool:
        """Whether it starts like RTF."""
        return source.data.lstrip()[:6].startswith(_BEGIN)

    def read(self, source: Source) -> Article:
        """Read it as an article. Raises SourceError if it is not RTF or has no text."""
        from readtui.importers.office.rtf_reader import read_rtf
        from readtui.text.article_builder import ArticleBuilder

        name = source.name or "the input"
        if not self.recognises(source):
            raise SourceError(f"{name} is not an RTF document", "Save it again as RTF, or as DOCX.")
        document = read_rtf(source.data)
        builder = ArticleBuilder()
        for block in document.blocks:
            role = Role.TITLE if block.is_title else None
            builder.add(block.kind, block.text, role=role, level=block.level, label=block.label, marks=block.marks)
        if builder.is_empty:
            raise SourceError(f"{name} contains no text", "Open a file that contains an article.")
        said = given_title(document.info.get("title", ""), source.name)
        about = Metadata(title=said, creator=given_creator(document.info.get("author", "")))
        return finished(builder, source, about, titled_by_heading=True)
