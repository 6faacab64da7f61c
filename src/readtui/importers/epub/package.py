"""An EPUB's package: metadata, chapters in order, table of contents, encryption, and what Calibre keeps there."""

import base64
import posixpath
import re
from collections.abc import Iterator
from dataclasses import field
from urllib.parse import unquote

from lxml import etree

from readtui.errors import SourceError
from readtui.importers.common.finished_article import stated_direction
from readtui.importers.common.xml_safe import parse_xml
from readtui.importers.common.zip_safe import SafeZip
from readtui.quick_dataclass import dataclass

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_FONT_SCRAMBLING = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
_DOCUMENTS = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document")
_DOCUMENT_ENDINGS = (".xhtml", ".html", ".htm", ".xml")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}")
_OPS = "{http://www.idpf.org/2007/ops}"
_MAX_CHAPTERS = 10_000
_MAX_ENTRIES = 20_000
_MAX_DEPTH = 12


@dataclass(frozen=True, slots=True)
class TocEntry:
    """An entry of the table of contents. ``depth`` counts from 0; ``path`` is a member of the archive, ``fragment`` an
    id in it.
    """

    title: str
    depth: int
    path: str
    fragment: str


@dataclass(frozen=True, slots=True)
class Package:
    """A book's description.

    ``chapters``: member names in reading order, those outside the order last. ``missing``: chapters without a member.
    ``progression``: the direction in which pages follow each other.
    """

    chapters: tuple[str, ...]
    missing: tuple[str, ...] = ()
    contents: tuple[TocEntry, ...] = ()
    fields: dict[str, tuple[str, ...]] = field(default_factory=dict)
    progression: str = ""

    @property
    def language(self) -> str:
        """The language of the book (BCP 47); "" for none or for an invalid name."""
        named = self.first("language").replace("_", "-")
        return named if _LANGUAGE.fullmatch(named) else ""

    def first(self, name: str) -> str:
        """The first value of a Dublin Core field; "" for none."""
        return next(iter(self.fields.get(name, ())), "")


def read_package(archive: SafeZip, name: str) -> Package:
    """The description of the book. Raises SourceError if it has none, or if its text is encrypted."""
    root, folder = package_in(archive, name)
    items: dict[str, etree._Element] = {item.get("id", ""): item for item in _named(root, "item")}
    paths = {key: member(archive, folder, item.get("href", "")) for key, item in items.items()}
    navigation = next((key for key, item in items.items() if "nav" in item.get("properties", "").split()), "")
    ordered: list[str] = []
    aside: list[str] = []
    missing: list[str] = []
    for reference in list(_named(root, "itemref"))[:_MAX_CHAPTERS]:
        key = reference.get("idref", "")
        if key in items and not paths[key]:
            missing.append(items[key].get("href", key))
        elif key in items and key != navigation and (_is_document(items[key]) or _is_drawing(items[key])):
            (aside if reference.get("linear") == "no" else ordered).append(paths[key])
    if not ordered and not aside:
        ordered = [paths[key] for key, item in items.items() if _is_document(item) and key != navigation]
    chapters = tuple(dict.fromkeys(path for path in (*ordered, *aside) if path)) or tuple(
        path for path in (paths.get(navigation, ""),) if path
    )
    _refuse_encrypted(archive, frozenset(chapters), name)
    contents = tuple(_contents(archive, root, items, paths, navigation))
    spine = next(_named(root, "spine"), None)
    progression = stated_direction(spine.get("page-progression-direction")) if spine is not None else ""
    return Package(chapters, tuple(missing), contents, _fields(root), progression)


def member(archive: SafeZip, folder: str, reference: str) -> str:
    """The archive's name for a reference in a document of ``folder``; "" if there is no such member."""
    target = reference.partition("#")[0]
    for candidate in (unquote(target), target):
        path = posixpath.normpath(posixpath.join(folder, candidate)).lstrip("/")
        if path in archive:
            return path
    folded = posixpath.normpath(posixpath.join(folder, unquote(target))).casefold()
    return archive.folded_names.get(folded, "") if target else ""


def text_of(element: etree._Element) -> str:
    """The element's text with white space collapsed."""
    return " ".join("".join(str(piece) for piece in element.itertext(tag=etree.Element)).split())


def package_in(archive: SafeZip, name: str) -> "tuple[etree._Element, str]":
    """The XML that describes the book, and its folder. Raises SourceError if there is none."""
    path = _package_path(archive)
    root = parse_xml(archive.read(path)) if path else None
    if root is None:
        raise SourceError(f"{name} is not a valid EPUB: it has no list of chapters", "Download or copy it again.")
    return root, posixpath.dirname(path)


def _package_path(archive: SafeZip) -> str:
    root = parse_xml(archive.read(_CONTAINER)) if _CONTAINER in archive else None
    for rootfile in _named(root, "rootfile") if root is not None else ():
        path = member(archive, "", rootfile.get("full-path", ""))
        if path:
            return path
    return next((name for name in archive.names if name.lower().endswith(".opf")), "")


def _named(root: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The elements by local name, whatever their namespace."""
    return root.iter(*(f"{{*}}{name}" for name in names))


def _is_document(item: etree._Element) -> bool:
    kind = item.get("media-type", "")
    return kind in _DOCUMENTS or (not kind and item.get("href", "").lower().endswith(_DOCUMENT_ENDINGS))


def _is_drawing(item: etree._Element) -> bool:
    return item.get("media-type", "") == "image/svg+xml"


def _fields(root: etree._Element) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name in ("title", "creator", "language", "date", "publisher", "source"):
        for element in _named(root, name):
            if value := text_of(element):
                found.setdefault(name, []).append(value)
    return {name: tuple(values) for name, values in found.items()}


def _refuse_encrypted(archive: SafeZip, chapters: frozenset[str], name: str) -> None:
    root = parse_xml(archive.read(_ENCRYPTION)) if _ENCRYPTION in archive else None
    for encrypted in _named(root, "EncryptedData") if root is not None else ():
        method = next((one.get("Algorithm", "") for one in _named(encrypted, "EncryptionMethod")), "")
        if method in _FONT_SCRAMBLING:
            continue
        for reference in _named(encrypted, "CipherReference"):
            if member(archive, "", reference.get("URI", "")) in chapters:
                raise SourceError(
                    f"{name} has copy protection (DRM): only its seller's own reader can open it",
                    "Ask for a copy without copy protection.",
                )


def _contents(
    archive: SafeZip, root: etree._Element, items: dict[str, etree._Element], paths: dict[str, str], navigation: str
) -> Iterator[TocEntry]:
    """The entries of the navigation document, otherwise of the NCX."""
    path = paths.get(navigation, "")
    page = parse_xml(archive.read(path)) if path else None
    if page is not None:
        navs = list(_named(page, "nav"))
        toc = next((nav for nav in navs if "toc" in nav.get(f"{_OPS}type", "").split()), navs[0] if navs else None)
        if toc is not None:
            yield from _links_of(archive, posixpath.dirname(path), toc)
            return
    spine = next(_named(root, "spine"), None)
    key = spine.get("toc", "") if spine is not None else ""
    if key not in items:
        key = next((name for name, item in items.items() if item.get("media-type") == "application/x-dtbncx+xml"), "")
    path = paths.get(key, "")
    page = parse_xml(archive.read(path)) if path else None
    if page is not None:
        yield from _points_of(archive, posixpath.dirname(path), page)


def _links_of(archive: SafeZip, folder: str, toc: etree._Element) -> Iterator[TocEntry]:
    for link in list(_named(toc, "a"))[:_MAX_ENTRIES]:
        lists = sum(1 for _ in link.iterancestors("{*}ol", "{*}ul")) - 1
        yield from _entry(archive, folder, text_of(link), link.get("href", ""), lists)


def _points_of(archive: SafeZip, folder: str, page: etree._Element) -> Iterator[TocEntry]:
    for point in list(_named(page, "navPoint"))[:_MAX_ENTRIES]:
        label = point.find("{*}navLabel")
        content = point.find("{*}content")
        depth = sum(1 for _ in point.iterancestors("{*}navPoint"))
        if label is not None and content is not None:
            yield from _entry(archive, folder, text_of(label), content.get("src", ""), depth)


def _entry(archive: SafeZip, folder: str, title: str, reference: str, depth: int) -> Iterator[TocEntry]:
    path = member(archive, folder, reference)
    if title and path:
        yield TocEntry(title, max(0, min(depth, _MAX_DEPTH)), path, unquote(reference.partition("#")[2]))


MEMBER = "META-INF/calibre_bookmarks.txt"
_HEAD = b"encoding=json+base64:"
_HIGHLIGHT = b'"highlight"'


def bookmarks_in(archive: "SafeZip") -> bytes:
    """The JSON in a book; b"" if it has none, or that of versions before highlights. Raises SourceError."""
    if MEMBER not in archive:
        return b""
    data = archive.read(MEMBER).lstrip(b"\xef\xbb\xbf \r\n")
    if not data.startswith(_HEAD):
        return b""
    try:
        return base64.b64decode(data[len(_HEAD) :])
    except ValueError:
        return b""


def has_highlights(archive: "SafeZip") -> bool:
    """Whether there is a highlight among them, perhaps a deleted one; none if they are damaged."""
    try:
        return _HIGHLIGHT in bookmarks_in(archive)
    except SourceError:
        return False
