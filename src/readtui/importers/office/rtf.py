"""Reads RTF documents as an Article."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from readtui.errors import SourceError
from readtui.importers.common.finished_article import finished
from readtui.importers.common.titles import given_creator, given_title
from readtui.importers.importer import Source
from readtui.model.article import Article, Metadata
from readtui.model.block import BlockKind, Role
from readtui.model.image import PART, Image
from readtui.text.article_builder import ArticleBuilder

_DESCRIPTION = re.compile(rb"wzDescription\}\s*\{\\sv\s+([^{}]{1,500})\}")
_BEGIN = b"{\\rtf"


class RtfImporter:
    """Reads RTF as written by Word, LibreOffice and TextEdit."""

    name = "rtf"
    extensions: tuple[str, ...] = (".rtf",)
    media_types: tuple[str, ...] = ("application/rtf", "text/rtf")

    def recognises(self, source: Source) -> bool:
        """Whether it starts like RTF."""
        return source.data.lstrip()[:6].startswith(_BEGIN)

    def read(self, source: Source) -> Article:
        """Read it as an article. Raises SourceError if it is not RTF or has no text."""
        from readtui.importers.office.rtf_reader import read_rtf

        name = source.name or "the input"
        if not self.recognises(source):
            raise SourceError(f"{name} is not an RTF document", "Save it again as RTF, or as DOCX.")
        document = read_rtf(source.data)
        builder = ArticleBuilder()
        pictures = _pictures(source, document.pictures)
        for index, block in enumerate(document.blocks):
            _add_pictures(builder, pictures.get(index, ()))
            role = Role.TITLE if block.is_title else None
            builder.add(block.kind, block.text, role=role, level=block.level, label=block.label, marks=block.marks)
        _add_pictures(builder, pictures.get(len(document.blocks), ()))
        if builder.is_empty:
            raise SourceError(f"{name} contains no text", "Open a file that contains an article.")
        said = given_title(document.info.get("title", ""), source.name)
        about = Metadata(title=said, creator=given_creator(document.info.get("author", "")))
        return finished(builder, source, about, titled_by_heading=True)


def _add_pictures(builder: ArticleBuilder, pictures: Iterable[tuple[Image, str]]) -> None:
    for image, words in pictures:
        builder.add_image(image)
        builder.add(BlockKind.CAPTION, words)


def _pictures(source: Source, places: Sequence[tuple[int, int]]) -> dict[int, list[tuple[Image, str]]]:
    """The pictures above each block, by its number, with the words that stand for them.

    ``places``: numbers of blocks, and where a picture's data begin.
    """
    if not places:
        return {}
    from readtui.importers.images.finder import ImageFinder
    from readtui.importers.images.inner_images import InnerImages
    from readtui.importers.office.rtf_reader import plain_words

    inner = InnerImages(source.data)
    starts = inner.starts()

    def locate(reference: str) -> tuple[str, bytes] | None:
        data = next(inner.at(int(reference)), None)
        return (f"{PART}{reference}", data) if data else None

    finder = ImageFinder(source, locate)
    found: dict[int, list[tuple[Image, str]]] = {}
    before = 0
    for block, place in places:
        head, before = source.data[before:place].rpartition(b"{\\pict")[2], place
        number = bisect_left(starts, place)
        if number < len(starts) and (image := finder.find((str(number),))):
            said = _DESCRIPTION.search(head)
            found.setdefault(block, []).append((image, plain_words(said[1]) if said else ""))
    return found
