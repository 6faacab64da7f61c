"""Reads PDF as an Article: rebuilds paragraphs from the positions of glyphs."""

import ctypes
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from readtui.errors import SourceError
from readtui.importers.common.finishing import finished
from readtui.importers.common.titles import given_creator, given_title
from readtui.importers.importer import Source
from readtui.importers.pdf.blocks import Aside, BlockMaker, Bookmark, asides_of
from readtui.importers.pdf.bombs import refuse_bombs
from readtui.importers.pdf.drop_caps import with_drop_caps
from readtui.importers.pdf.furniture import furniture_of
from readtui.importers.pdf.lines import Column, Line, columns_of, lines_of
from readtui.importers.pdf.notes import NoteTaker
from readtui.importers.pdf.page import PageWords, loaded_page, page_words
from readtui.importers.pdf.paragraphs import paragraphs_of
from readtui.importers.pdf.tables.aligned import with_tables
from readtui.importers.pdf.tables.ruled import ruled_tables
from readtui.importers.pdf.tables.rulings import Ruling
from readtui.importers.pdf.text import Vocabulary
from readtui.importers.pdf.typesetting import Typesetting, body_size_of
from readtui.model.article import Article, Metadata

_MAX_PAGES = 20_000
_MAX_GLYPHS = 10_000_000
_MAX_PAGE_GLYPHS = 500_000
_MAX_BOOKMARKS = 5_000
_MAX_DEPTH = 12
_MOST_ANNOTATIONS = 500
_TEXT_BYTES = 4096
_WRONG_PASSWORD, _OTHER_SECURITY = 4, 5
_DATE = re.compile(r"(?:D:)?(\d{4})(\d{2})?(\d{2})?")
_PDFIUM = threading.Lock()


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """The article of a PDF, and the lines from which each of its blocks was made."""

    article: Article
    sources: Sequence[Sequence[Line]]


@contextmanager
def opened(data: bytes, name: str) -> Iterator[Any]:
    """Open the document with pdfium, which only one thread may use. Raises SourceError."""
    refuse_bombs(data, name)
    with _PDFIUM, _opened(data, name) as document:
        yield document


def read_document(document: Any, source: Source, *, traces: bool = False) -> ReadDocument:
    """Read an open document. ``traces``: the words of the lines keep their glyphs. Raises SourceError."""
    pages = _read_pages(document, source.name or "the input", traces=traces)
    bookmarks = list(_bookmarks(document))
    info = {key: _info(document, key) for key in ("Title", "Author", "CreationDate")}
    return _read(source, pages, bookmarks, info)


@contextmanager
def _opened(data: bytes, name: str) -> Iterator[Any]:
    import pypdfium2.raw as pdfium

    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        if pdfium.FPDF_GetLastError() in (_WRONG_PASSWORD, _OTHER_SECURITY):
            raise SourceError(f"{name} is protected by a password", "Save it without a password, then add that file.")
        raise SourceError(f"{name} is not a PDF, or it is damaged or truncated", "Download or copy it again.")
    try:
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)


@dataclass(slots=True)
class _Pages:
    """The contents of the pages: lines, ruling lines, and rotated text in the margins. ``are_annotated``: whether any
    has highlights or comments.
    """

    lines: list[list[Line]] = field(default_factory=list)
    rulings: dict[int, Sequence[Ruling]] = field(default_factory=dict)
    asides: list[Aside] = field(default_factory=list)
    are_annotated: bool = False


def _read_pages(document: Any, name: str, *, traces: bool) -> _Pages:
    import pypdfium2.raw as pdfium

    count = pdfium.FPDF_GetPageCount(document)
    if count > _MAX_PAGES:
        raise SourceError(
            f"{name} claims to have {count} pages; readtui reads up to {_MAX_PAGES}", "Split it and add the parts."
        )
    pages = _Pages()
    glyphs = 0
    for number in range(count):
        with loaded_page(document, number) as page:
            found = page_words(document, page, number, _MAX_PAGE_GLYPHS, traces=traces) if page else None
            pages.are_annotated = pages.are_annotated or bool(page and _is_annotated(page))
        glyphs += found.glyphs if found else 0
        if glyphs > _MAX_GLYPHS or (found and found.glyphs > _MAX_PAGE_GLYPHS):
            raise SourceError(
                f"{name} contains more text than readtui reads as one article", "Split it and add the parts."
            )
        pages.lines.append(_page_lines(found, number) if found else [])
        pages.rulings[number] = found.rulings if found else ()
        pages.asides += asides_of(lines_of(found.turned, number)) if found else ()
    if not any(pages.lines):
        raise SourceError(
            f"{name} contains only pictures of pages, no text" if count else f"{name} has no pages",
            "Run text recognition (OCR) on it first." if count else "Download or copy it again.",
        )
    return pages


def _is_annotated(page: Any) -> bool:
    """Whether a page has annotations of a person, unlike links and form fields."""
    import pypdfium2.raw as pdfium

    kinds = (
        pdfium.FPDF_ANNOT_HIGHLIGHT, pdfium.FPDF_ANNOT_UNDERLINE, pdfium.FPDF_ANNOT_SQUIGGLY,
        pdfium.FPDF_ANNOT_STRIKEOUT, pdfium.FPDF_ANNOT_TEXT, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_CARET,
    )  # fmt: skip
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MOST_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        kind = pdfium.FPDFAnnot_GetSubtype(annotation) if annotation else None
        pdfium.FPDFPage_CloseAnnot(annotation)
        if kind in kinds:
            return True
    return False


def _page_lines(found: PageWords, number: int) -> list[Line]:
    """The lines of a page, with one for each ruled table."""
    tables = ruled_tables(found.words, found.rulings, number)
    taken = {id(word) for table in tables for word in table.words}
    words = [word for word in found.words if id(word) not in taken]
    return with_drop_caps(lines_of(words, number)) + [table.as_line() for table in tables]


def _read(source: Source, pages: _Pages, bookmarks: list[Bookmark], info: dict[str, str]) -> ReadDocument:
    furniture = furniture_of(pages.lines)
    columns: list[Column] = []
    for lines in pages.lines:
        columns += columns_of([line for line in lines if line not in furniture])
    columns = with_tables(columns, pages.rulings)
    vocabulary = Vocabulary.of([line for column in columns for line in column.lines])
    taker = NoteTaker(columns, body_size_of(columns))
    columns = taker.columns()
    setting = Typesetting(columns)
    maker = BlockMaker(setting, vocabulary, bookmarks, [*pages.asides, *asides_of(furniture), *taker.notes])
    maker.add_all(list(paragraphs_of(columns, setting)))
    article = finished(
        maker.builder,
        source,
        Metadata(
            title=given_title(info["Title"], source.name) or maker.title,
            creator=given_creator(info["Author"]),
            published=_date(info["CreationDate"]),
        ),
    )
    return ReadDocument(replace(article, is_annotated=pages.are_annotated), maker.sources)


def _date(written: str) -> str:
    match = _DATE.match(written)
    return "-".join(part for part in match.groups() if part) if match else ""


def _info(document: Any, key: str) -> str:
    """An entry of the document's information, with white space collapsed."""
    import pypdfium2.raw as pdfium

    buffer = ctypes.create_string_buffer(_TEXT_BYTES)
    length = pdfium.FPDF_GetMetaText(document, key.encode(), buffer, _TEXT_BYTES)
    return _utf16(buffer.raw, length)


def _utf16(raw: bytes, length: int) -> str:
    return " ".join(raw[: min(length, len(raw))].decode("utf-16-le", "replace").replace("\0", " ").split())


def _bookmarks(document: Any) -> Iterator[Bookmark]:
    """The outline in reading order; cycles and endless outlines are cut off."""
    import pypdfium2.raw as pdfium

    waiting: list[tuple[Any, int]] = [(pdfium.FPDFBookmark_GetFirstChild(document, None), 0)]
    seen: set[int] = set()
    while waiting and len(seen) < _MAX_BOOKMARKS:
        bookmark, depth = waiting.pop()
        address = ctypes.cast(bookmark, ctypes.c_void_p).value if bookmark else None
        if address is None or address in seen:
            continue
        seen.add(address)
        buffer = ctypes.create_string_buffer(_TEXT_BYTES)
        length = pdfium.FPDFBookmark_GetTitle(bookmark, buffer, _TEXT_BYTES)
        title = _utf16(buffer.raw, length)
        target = pdfium.FPDFBookmark_GetDest(document, bookmark)
        page = pdfium.FPDFDest_GetDestPageIndex(document, target) if target else -1
        if title:
            yield Bookmark(title, depth, page)
        waiting.append((pdfium.FPDFBookmark_GetNextSibling(document, bookmark), depth))
        if depth < _MAX_DEPTH:
            waiting.append((pdfium.FPDFBookmark_GetFirstChild(document, bookmark), depth + 1))
