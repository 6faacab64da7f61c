"""Reads EPUB 2 and 3 as an Article whose sections are the chapters in reading order."""

import re
from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from readtui.errors import SourceError
from readtui.importers.common.finished_article import finished
from readtui.importers.common.titles import given_creator, told_title
from readtui.importers.common.zip_safe import SafeZip, names_in_zip
from readtui.importers.importer import Source
from readtui.model.article import Article, Metadata
from readtui.model.block import BlockKind
from readtui.text.article_builder import ArticleBuilder

if TYPE_CHECKING:
    from readtui.importers.dom.page_block import PageBlock
    from readtui.importers.epub.package import Package, TocEntry

_URL = re.compile(r"https?://\S+$")
_MIMETYPE = b"application/epub+zip"
_HEAD_BYTES = 128
_IN_COLUMNS = ("ja", "zh", "ko")
_MAX_TEXT_BYTES = 64 * 1024 * 1024
_MAX_TAGS = 4_000_000
_LONG = 8_000_000
"""The number of characters beyond which a book has no larger budget."""


class EpubImporter:
    """Reads books without copy protection."""

    name = "epub"
    extensions: tuple[str, ...] = (".epub",)
    media_types: tuple[str, ...] = ("application/epub+zip",)

    def recognises(self, source: Source) -> bool:
        """Whether it is an archive with the required entry at its beginning, or with a container."""
        if source.data.startswith(b"PK\x03\x04") and _MIMETYPE in source.data[:_HEAD_BYTES]:
            return True
        return "META-INF/container.xml" in names_in_zip(source.data)

    def read(self, source: Source) -> Article:
        """Read it as an article. Raises SourceError if it is damaged, encrypted, far too large, or has no text."""
        from readtui.importers.dom.book import add_with_title
        from readtui.importers.epub.package import has_highlights, read_package
        from readtui.importers.images.finder import ImageFinder
        from readtui.importers.images.inner_images import members_of

        name = source.name or "the input"
        archive = SafeZip(source.data, name, "an EPUB")
        package = read_package(archive, name)
        title = told_title(package.first("title"))
        blocks, stated = _book_blocks(archive, package, name, below_title=bool(title))
        if not blocks:
            raise SourceError(f"{name} contains no text", "readtui cannot read books that have only images.")
        builder = ArticleBuilder()
        add_with_title(builder, blocks, title, ImageFinder(source, members_of(archive)))
        article = finished(
            builder,
            source,
            Metadata(
                title=title,
                creator=", ".join(filter(None, map(given_creator, package.fields.get("creator", ())))),
                language=package.language,
                published=package.first("date"),
                site=package.first("publisher"),
                canonical_url=next((url for url in package.fields.get("source", ()) if _URL.match(url)), ""),
                direction=stated,
            ),
        )
        direction = stated or _direction_of_pages(package, article.metadata.language)
        metadata = replace(article.metadata, direction=direction)
        return replace(article, metadata=metadata, is_annotated=has_highlights(archive))


def _direction_of_pages(package: "Package", language: str) -> str:
    """The text direction implied by the page order: none if pages go from right to left because of vertical text."""
    columns = language.partition("-")[0].lower() in _IN_COLUMNS
    return "rtl" if package.progression == "rtl" and not columns else ""


def _book_blocks(
    archive: "SafeZip", package: "Package", name: str, *, below_title: bool
) -> "tuple[list[PageBlock], str]":
    """The blocks of all chapters, with a note for each missing one; and the direction that most chapters state."""
    from lxml import etree

    from readtui.importers.dom.page_block import PageBlock
    from readtui.importers.dom.walker import page_blocks
    from readtui.importers.epub import chapter as epub_chapter

    entries: dict[str, list[TocEntry]] = defaultdict(list)
    for entry in package.contents:
        entries[entry.path].append(entry)
    numbers = {path: number for number, path in enumerate(package.chapters)}
    book = etree.Element("body")
    directions: Counter[str] = Counter()
    size = tags = 0
    for path, number in numbers.items():
        data = archive.read(path)
        size += len(data)
        tags += data.count(b"<")
        if size > _MAX_TEXT_BYTES or tags > _MAX_TAGS:
            raise SourceError(
                f"{name} contains more text than readtui reads as one article", "Split it and add the parts."
            )
        chapter = epub_chapter.chapter_tree(data, f"{name}: {path}")
        directions[epub_chapter.direction_of(chapter)] += 1
        epub_chapter.join_to_book(chapter, archive, path, numbers)
        epub_chapter.add_missing_headings(chapter, number, entries[path])
        chapter.tail = None
        book.append(chapter)
    if below_title and next(book.iter("h1"), None) is not None:
        epub_chapter.lower_headings(book)
    missing = [PageBlock(BlockKind.FURNITURE, f"Missing from the file: {path}") for path in package.missing]
    characters = sum(len(str(text)) for text in book.itertext())
    blocks = page_blocks(book, characters=min(characters, _LONG))
    return (blocks + missing if blocks else []), directions.most_common(1)[0][0] if directions else ""
