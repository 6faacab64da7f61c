"""Reads OpenDocument texts (ODT, also flat FODT) as an Article."""

import io
import zipfile
from typing import TYPE_CHECKING

from readtui.errors import SourceError
from readtui.importers.common.finished_article import finished
from readtui.importers.common.titles import given_creator, given_title
from readtui.importers.importer import Source
from readtui.model.article import Article, Metadata
from readtui.model.block import BlockKind
from readtui.text.article_builder import ArticleBuilder

if TYPE_CHECKING:
    from lxml.etree import _Element

    from readtui.importers.images.finder import Locate
    from readtui.importers.office.opendocument_tree import ReadPart

_MIMETYPE = b"application/vnd.oasis.opendocument.text"
_FLAT = b"<office:document"
_SAMPLE_BYTES = 2000
_MAX_BYTES = 48 * 1024 * 1024
_MAX_TAGS = 2_000_000


class OpenDocumentImporter:
    """Reads texts as LibreOffice writes them. Drops comments and deleted words."""

    name = "opendocument"
    extensions: tuple[str, ...] = (".odt", ".ott", ".fodt")
    media_types: tuple[str, ...] = ("application/vnd.oasis.opendocument.text",)

    def recognises(self, source: Source) -> bool:
        """Whether it is an archive with the right start or mimetype, or a flat text document."""
        sample = source.data[:_SAMPLE_BYTES]
        if not source.data.startswith(b"PK\x03\x04"):
            return _FLAT in sample and _MIMETYPE in source.data[: 10 * _SAMPLE_BYTES]
        if _MIMETYPE in sample[:128]:
            return True
        try:
            with zipfile.ZipFile(io.BytesIO(source.data)) as archive, archive.open("mimetype") as stated:
                return stated.read(100).startswith(_MIMETYPE)
        except (zipfile.BadZipFile, OSError, ValueError, KeyError, NotImplementedError, RuntimeError):
            return False

    def read(self, source: Source) -> Article:
        """Read it as an article. Raises SourceError if it is damaged, locked, far too large, or has no text."""
        from readtui.importers.dom.book import add_with_title
        from readtui.importers.dom.walker import page_blocks
        from readtui.importers.images.finder import ImageFinder
        from readtui.importers.images.inner_images import embedded_parts
        from readtui.importers.office.opendocument_tree import DocumentTree, pictures_in

        name = source.name or "the input"
        read_part, members = _reader(source, name)
        content = read_part("content.xml")
        if content is None:
            raise SourceError(f"{name} is not an OpenDocument text, or it is damaged", "Download or copy it again.")
        # An archive has its pictures as members, a flat document in itself.
        locate = members or embedded_parts(pictures_in(content))
        tree = DocumentTree(content, read_part("styles.xml"), read_part)
        meta = read_part("meta.xml")
        try:
            blocks = page_blocks(tree.body())
        except RecursionError as fault:
            raise SourceError(f"{name} is nested too deeply", "Save it again from the program that made it.") from fault
        if not blocks:
            raise SourceError(f"{name} contains no text", "Open a file that contains an article.")
        said = given_title(_meta(meta, "title"), source.name)
        heading = next((block.text for block in blocks if block.kind is BlockKind.HEADING), "")
        builder = ArticleBuilder()
        add_with_title(builder, blocks, tree.title, ImageFinder(source, locate))
        return finished(
            builder,
            source,
            Metadata(
                title=tree.title or said or heading,
                creator=given_creator(_meta(meta, "initial-creator") or _meta(meta, "creator")),
                language=_meta(meta, "language"),
                published=_meta(meta, "creation-date") or _meta(meta, "date"),
            ),
        )


def _reader(source: Source, name: str) -> "tuple[ReadPart, Locate | None]":
    """A function that returns the root of each part (for a flat document, the same root for the standard parts), and
    what finds the pictures in an archive.
    """
    from readtui.importers.common.xml_safe import parse_xml

    if not source.data.startswith(b"PK\x03\x04"):
        root = parse_xml(_checked(source.data, name), huge=True)
        return (lambda part: root if "/" not in part else None), None
    from readtui.importers.common.zip_safe import SafeZip
    from readtui.importers.images.inner_images import members_of

    archive = SafeZip(source.data, name, "an OpenDocument text")
    if "META-INF/manifest.xml" in archive and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise SourceError(f"{name} is protected by a password", "Save it without a password, then add that file.")

    def read_part(part: str) -> "_Element | None":
        return parse_xml(_checked(archive.read(part), name)) if part in archive else None

    return read_part, members_of(archive)


def _checked(data: bytes, name: str) -> bytes:
    if len(data) > _MAX_BYTES or data.count(b"<") > _MAX_TAGS:
        raise SourceError(f"{name} contains more text than readtui reads as one article", "Split it and add the parts.")
    return data


def _meta(root: "_Element | None", name: str) -> str:
    element = next(root.iter(f"{{*}}{name}"), None) if root is not None else None
    return " ".join((element.text or "").split()) if element is not None else ""
