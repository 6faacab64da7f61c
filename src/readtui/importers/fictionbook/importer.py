"""Reads FictionBook 2 (FB2, plain or zipped) as an Article: sections with titles, poems, quotations, notes, tables."""

import re
from typing import TYPE_CHECKING

from readtui.errors import SourceError
from readtui.importers.common.finished_article import finished
from readtui.importers.common.zip_safe import SafeZip, names_in_zip
from readtui.importers.importer import Source
from readtui.model.article import Article, Metadata
from readtui.text.article_builder import ArticleBuilder

if TYPE_CHECKING:
    from lxml import etree

_ROOT = re.compile(rb"<(?:\w+:)?FictionBook[\s>]")
_ROOT_UTF16 = "<FictionBook".encode("utf-16-le")
_SAMPLE_BYTES = 4000
_MAX_BYTES = 64 * 1024 * 1024
_LINK = "{http://www.w3.org/1999/xlink}href"
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}")


class FictionBookImporter:
    """Reads FB2 books. The cover stands above the title."""

    name = "fictionbook"
    extensions: tuple[str, ...] = (".fb2", ".fbz")

    def recognises(self, source: Source) -> bool:
        """Whether its root element is FB2's, or it is an archive with such a book."""
        if source.data.startswith(b"PK\x03\x04"):
            return _book_in(names_in_zip(source.data)) is not None
        sample = source.data[:_SAMPLE_BYTES]
        return _ROOT.search(sample) is not None or _ROOT_UTF16 in sample

    def read(self, source: Source) -> Article:
        """Read it as an article. Raises SourceError if it is damaged, far too large, or has no text."""
        from readtui.importers.common.xml_safe import parse_xml
        from readtui.importers.dom.book import add_with_title
        from readtui.importers.dom.walker import page_blocks
        from readtui.importers.fictionbook.book_tree import book_body, pictures_in, reference_of
        from readtui.importers.images.finder import ImageFinder
        from readtui.importers.images.inner_images import embedded_parts

        name = source.name or "the input"
        data = _unpacked(source, name)
        root = parse_xml(data, huge=True)
        if root is None or not str(root.tag).endswith("FictionBook"):
            raise SourceError(f"{name} is not an FB2 book, or it is damaged", "Download or copy it again.")
        info = root.find("{*}description/{*}title-info")
        title = _field(info, "book-title")
        blocks = page_blocks(book_body(root), characters=len(source.data))
        if not blocks:
            raise SourceError(f"{name} contains no text", "readtui cannot read books that have only images.")
        builder, finder = ArticleBuilder(), ImageFinder(source, embedded_parts(pictures_in(root)))
        cover = info.find("{*}coverpage/{*}image") if info is not None else None
        if cover is not None and (found := finder.find((reference_of(cover),))) is not None:
            builder.add_image(found)
        add_with_title(builder, blocks, title, finder)
        stated = _field(info, "lang")
        return finished(
            builder,
            source,
            Metadata(
                title=title,
                creator=", ".join(_authors(info)),
                language=stated if _LANGUAGE.fullmatch(stated) else "",
                published=_field(root.find("{*}description/{*}publish-info"), "year") or _date(info),
                site=_field(root.find("{*}description/{*}publish-info"), "publisher"),
            ),
        )


def _book_in(names: list[str]) -> str | None:
    return next((name for name in names if name.lower().endswith(".fb2")), None)


def _unpacked(source: Source, name: str) -> bytes:
    """The book itself, unpacked if it is in an archive."""
    data = source.data
    if data.startswith(b"PK\x03\x04"):
        archive = SafeZip(data, name, "an FB2 book")
        member = _book_in(list(archive.names))
        if member is None:
            raise SourceError(f"{name} contains no FB2 book", "Unpack it and add the files in it.")
        data = archive.read(member)
    if len(data) > _MAX_BYTES:
        raise SourceError(f"{name} contains more text than readtui reads as one article", "Split it and add the parts.")
    return data


def _field(info: "etree._Element | None", name: str) -> str:
    element = info.find(f"{{*}}{name}") if info is not None else None
    return "" if element is None else " ".join("".join(map(str, element.itertext())).split())


def _authors(info: "etree._Element | None") -> list[str]:
    found = []
    for author in info.findall("{*}author") if info is not None else ():
        parts = [_field(author, part) for part in ("first-name", "middle-name", "last-name")]
        found.append(" ".join(filter(None, parts)) or _field(author, "nickname"))
    return [author for author in found if author]


def _date(info: "etree._Element | None") -> str:
    date = info.find("{*}date") if info is not None else None
    return "" if date is None else str(date.get("value") or _field(info, "date"))
