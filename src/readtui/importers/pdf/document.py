"""Reads PDF as an Article: rebuilds paragraphs from the positions of glyphs."""

import ctypes
import re
import statistics
import threading
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import field, replace
from typing import Any

from readtui.errors import SourceError
from readtui.importers.common.finished_article import finished
from readtui.importers.common.titles import given_creator, given_title, is_printed_line
from readtui.importers.importer import Source
from readtui.importers.pdf.blocks import Aside, BlockMaker, Bookmark, asides_of
from readtui.importers.pdf.footnotes import NoteTaker
from readtui.importers.pdf.lines import Column, Line, columns_of, lines_of
from readtui.importers.pdf.page import PageWords, loaded_page, page_words
from readtui.importers.pdf.paragraphs import paragraphs_of
from readtui.importers.pdf.pictures import Picture, PicturesBetween, pictures_of
from readtui.importers.pdf.tables.aligned_tables import with_tables
from readtui.importers.pdf.tables.ruled_tables import ruled_tables
from readtui.importers.pdf.tables.rulings import Ruling
from readtui.importers.pdf.text import Vocabulary
from readtui.importers.pdf.typesetting import Typesetting, body_size_of
from readtui.importers.pdf.word import Word
from readtui.model.article import Article, Metadata, PagesRead, PageStart
from readtui.model.block import Block, BlockKind
from readtui.quick_dataclass import dataclass
from readtui.text.clean import clean, visible

_MAX_PAGES = 20_000
_MAX_GLYPHS = 10_000_000
_MAX_PAGE_GLYPHS = 500_000
_SHORT_PAGES, _FIRST_PAGES, _FIRST_GLYPHS = 60, 30, 150_000
_TELL_EVERY = 20
_MAX_BOOKMARKS = 5_000
_MAX_DEPTH = 12
_MOST_ANNOTATIONS = 500
_TEXT_BYTES = 4096
_LABEL_BYTES = 82
_FARTHEST = 60
_LEAST_PRINTED, _SHARE_PRINTED = 2, 0.5
_WRONG_PASSWORD, _OTHER_SECURITY = 4, 5
_DATE = re.compile(r"(?:D:)?(\d{4})(\d{2})?(\d{2})?")
_PDFIUM = threading.Lock()
MAX_EXPANDED_BYTES = 256 * 1024 * 1024
"""The maximum expanded size of a file's suspicious streams; text and drawings expand to far less."""

_STREAM = re.compile(rb"stream\r?\n")
_ZLIB_START = b"\x78"
_FIRST_BYTES = 16 * 1024
_SUSPICIOUS_RATIO = 150
_STEP = 1024 * 1024
_LARGER = 1.7
_LONGEST = 2
_FEWEST_BESIDE = 2
_CAP_HEIGHT = 0.75
_EDGE_ROWS = 3
_MOST_ON_EMPTY_PAGE = 2
_SAME_HEIGHT = 3.0
_NUMBER = re.compile(r"\d+")
_ROMAN = re.compile(r"[ivxlc]{1,7}", re.IGNORECASE)
_OUTER_NUMBER = re.compile(r"^\D{0,3}(\d{1,4})\b|\b(\d{1,4})\D{0,3}$")
_NOTE = re.compile(r"\d{1,4}[.)]\s+\S")
_LONGEST_HEAD = 8
_PAGE_NUMBER = re.compile(
    r"\W{0,3}(?:(?:page|seite|página|pagina|p\.|s\.)\s*)?\d{1,4}(?:\s*(?:/|of|von|de|sur|di)\s*\d{1,4})?\W{0,3}",
    re.IGNORECASE,
)


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
    pages = _read_pages(document, source, traces=traces)
    bookmarks = list(_bookmarks(document))
    info = {key: _info(document, key) for key in ("Title", "Author", "CreationDate")}
    labels = [_page_label(document, number) for number in range(len(pages.lines))]
    return _read(source, pages, bookmarks, info, labels)


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
    has highlights or comments. ``part``: see Article.
    """

    lines: list[list[Line]] = field(default_factory=list)
    rulings: dict[int, Sequence[Ruling]] = field(default_factory=dict)
    asides: list[Aside] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    are_annotated: bool = False
    part: PagesRead | None = None


def _read_pages(document: Any, source: Source, *, traces: bool) -> _Pages:
    """Read the pages, or only the first ones of many, or of much text, if that is enough for the source."""
    import pypdfium2.raw as pdfium

    name = source.name or "the input"
    count = pdfium.FPDF_GetPageCount(document)
    enough = _FIRST_PAGES if count > _SHORT_PAGES else count
    if count > _MAX_PAGES:
        raise SourceError(
            f"{name} claims to have {count} pages; readtui reads up to {_MAX_PAGES}", "Split it and add the parts."
        )
    pages = _Pages()
    glyphs = 0
    for number in range(count):
        if source.first_pages and (number >= enough or glyphs > _FIRST_GLYPHS) and any(pages.lines):
            pages.part = PagesRead(number, count)
            break
        if number % _TELL_EVERY == 0 and count > _SHORT_PAGES and not source.first_pages:
            source.tell(f"pages {number:,} of {count:,}")
        with loaded_page(document, number) as page:
            found = page_words(document, page, number, _MAX_PAGE_GLYPHS, traces=traces) if page else None
            if found:
                pages.pictures += pictures_of(page, number, found.words, found.alternatives)
            pages.are_annotated = pages.are_annotated or bool(page and _is_annotated(page))
        glyphs += found.glyphs if found else 0
        if glyphs > _MAX_GLYPHS or (found and found.glyphs > _MAX_PAGE_GLYPHS):
            raise SourceError(
                f"{name} contains more text than readtui reads as one article", "Split it and add the parts."
            )
        pages.lines.append(_page_lines(found, number) if found else [])
        pages.rulings[number] = found.rulings if found else ()
        pages.asides += asides_of(lines_of(found.turned, number)) if found else ()
    if count > _SHORT_PAGES and pages.part is None:
        source.tell(f"pages {count:,} of {count:,}")
    if not any(pages.lines):
        raise SourceError(
            f"{name} contains only images of pages, no text" if count else f"{name} has no pages",
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


def _read(
    source: Source, pages: _Pages, bookmarks: list[Bookmark], info: dict[str, str], labels: Sequence[str]
) -> ReadDocument:
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
    maker.pictures = PicturesBetween(pages.pictures, source)
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
    sources = _sources_of(article, maker)
    starts = page_starts(article, sources, _named(labels, furniture))
    return ReadDocument(replace(article, is_annotated=pages.are_annotated, pages=starts, part=pages.part), sources)


def _sources_of(article: Article, maker: BlockMaker) -> Sequence[Sequence[Line]]:
    """The lines of each block. A block may have been made of several, such as the license of a library."""
    if len(article.blocks) == len(maker.sources):
        return maker.sources
    found: list[list[Line]] = [[] for _ in article.blocks]
    at = 0
    for start, lines in zip(maker.builder.starts, maker.sources, strict=True):
        while start >= article.blocks[at].end:
            at += 1
        found[at] += lines
    return found


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


def page_starts(article: Article, sources: Sequence[Sequence[Line]], labels: Sequence[str]) -> tuple[PageStart, ...]:
    """Where text of another page begins, to the word. ``sources``: the lines of blocks; ``labels``: those of pages."""
    found: list[PageStart] = []
    for block, lines in zip(article.blocks, sources, strict=True):
        if block.kind is BlockKind.FURNITURE:
            # It may stand behind text of the next page.
            continue
        for offset, page in _turned_pages(article.text, block, lines):
            if not found or found[-1].number != page:
                found.append(PageStart(offset, page, labels[page]))
    return tuple(found)


def _turned_pages(text: str, block: Block, lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Where a block begins, and where text of another page begins in it; with the pages."""
    page, at = lines[0].page, block.start
    yield at, page
    if all(line.page == page for line in lines):
        return
    for line in lines:
        for word in line.words:
            form = clean(word.text.rstrip("\xad-\u2010")).text
            start = text.find(form, at, min(block.end, at + _FARTHEST + len(form))) if form else -1
            if start < 0:
                continue
            if line.page != page:
                page = line.page
                yield start, page
            at = start + len(form)


def _named(labels: Sequence[str], furniture: Iterable[Line]) -> list[str]:
    """The labels of the pages as the document has them, else the numbers that are printed on most of them, else their
    own numbers, from 1.
    """
    counted = [str(number + 1) for number in range(len(labels))]
    named = [label or number for label, number in zip(labels, counted, strict=True)]
    if named != counted:
        return named
    offsets = Counter(
        offset for line in furniture for offset in {number - line.page for number in _outer_numbers([line])}
    )
    offset, count = offsets.most_common(1)[0] if offsets else (1, 0)
    is_printed = count >= _LEAST_PRINTED and count >= _SHARE_PRINTED * len(labels) and offset > 0
    return [str(number + offset) for number in range(len(labels))] if is_printed else counted


def _page_label(document: Any, number: int) -> str:
    """What the document calls a page; "" if it says nothing."""
    import pypdfium2.raw as pdfium

    buffer = ctypes.create_string_buffer(_LABEL_BYTES)
    length = pdfium.FPDF_GetPageLabel(document, number, buffer, _LABEL_BYTES)
    return visible(_utf16(buffer.raw, length)) if 0 < length <= _LABEL_BYTES else ""


def refuse_bombs(data: bytes, name: str) -> None:
    """Expand suspiciously compressed streams piece by piece. Raises SourceError if they are too large."""
    expanded = 0
    for found in _STREAM.finditer(data):
        start = found.end()
        if not data.startswith(_ZLIB_START, start) or len(data) - start < _FIRST_BYTES:
            continue
        first = _expanded_size(data[start : start + _FIRST_BYTES], _FIRST_BYTES * _SUSPICIOUS_RATIO)
        if first < _FIRST_BYTES * _SUSPICIOUS_RATIO:
            continue
        expanded += _expanded_size(memoryview(data)[start:], MAX_EXPANDED_BYTES - expanded)
        if expanded >= MAX_EXPANDED_BYTES:
            raise SourceError(
                f"{name} expands to far more data than a document has",
                "It looks like a decompression bomb. Do not open it.",
            )


def _expanded_size(compressed: bytes | memoryview, limit: int) -> int:
    """The expanded size in bytes, counted up to ``limit``."""
    stream = zlib.decompressobj()
    size = 0
    position = 0
    waiting: bytes | memoryview = b""
    try:
        while size < limit and not stream.eof:
            if not waiting:
                waiting = compressed[position : position + _STEP]
                position += _STEP
                if not waiting:
                    break
            size += len(stream.decompress(waiting, _STEP))
            waiting = stream.unconsumed_tail
    except zlib.error:
        return size
    return size


def with_drop_caps(lines: Sequence[Line]) -> list[Line]:
    """The lines of a page with each large initial as part of the first line beside it, and without the indent
    it caused.
    """
    if not lines:
        return []
    usual = statistics.median(line.size for line in lines)
    found = list(lines)
    for cap in lines:
        if not _is_initial(cap, usual):
            continue
        beside = sorted((line for line in lines if _is_beside(line, cap)), key=lambda line: -line.baseline)
        if len(beside) >= _FEWEST_BESIDE:
            found.remove(cap)
            _join(cap, beside)
    return found


def _is_initial(line: Line, usual: float) -> bool:
    text = line.text
    return len(line.words) == 1 and len(text) <= _LONGEST and text[-1].isalpha() and line.size >= usual * _LARGER


def _is_beside(line: Line, cap: Line) -> bool:
    height = line.baseline - cap.baseline
    return (
        line.size * _LARGER <= cap.size
        and -0.3 * line.size <= line.left - cap.right <= 1.2 * line.size
        and -0.3 * line.size <= height <= cap.size * _CAP_HEIGHT
    )


def _join(cap: Line, beside: Sequence[Line]) -> None:
    first = beside[0]
    word = first.words[0]
    word.text, word.left = cap.text + word.text, cap.left
    if word.glyphs is not None:
        word.glyphs = [*(cap.words[0].glyphs or ()), *word.glyphs]
    for line in beside:
        line.left = cap.left


def furniture_of(pages: Sequence[Sequence[Line]]) -> set[Line]:
    """The lines at the top and bottom of pages that recur on other pages, only number the page, or are printed there by
    a browser.

    If nothing else would be left, a page merely repeats another one, and all of it is text. The same holds for a
    document.
    """
    rows = [_rows(lines) for lines in pages]
    edges = [(_edge(page_rows), _edge(page_rows[::-1])) for page_rows in rows]
    found: set[Line] = set()
    for side in (0, 1):
        texts: dict[str, list[tuple[int, float]]] = defaultdict(list)
        numbers: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for page, edge in enumerate(edges):
            for row in edge[side]:
                for key in (_key(row), *map(_key, _parts(row))):
                    texts[key].append((page, row[0].baseline))
                for number in _outer_numbers(row):
                    numbers[number - page].append((page, row[0].baseline))
        for page, edge in enumerate(edges):
            for depth, row in enumerate(edge[side]):
                place = (page, row[0].baseline)
                again = _comes_again(place, texts[_key(row)]) or any(
                    _comes_again(place, numbers[number - page]) for number in _outer_numbers(row)
                )
                apart = not again and _stands_apart(edge[side], depth)
                again = again or (apart and any(_comes_again(place, texts[_key(part)]) for part in _parts(row)))
                if not again and not (apart and _is_page_number(row)) and not _is_printed(row, apart=apart):
                    break
                found.update(row)
    if all(found.issuperset(lines) for lines in pages):
        return set()
    for lines in pages:
        if len(lines) > _MOST_ON_EMPTY_PAGE and found.issuperset(lines):
            found.difference_update(lines)
    return found


def _rows(lines: Iterable[Line]) -> list[list[Line]]:
    """Lines by height from the top; adjacent ones share a row."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (-line.baseline, line.left)):
        if rows and abs(rows[-1][0].baseline - line.baseline) <= _SAME_HEIGHT:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _edge(rows: list[list[Line]]) -> list[list[Line]]:
    """The outer rows, but never all rows of a page."""
    return rows[: min(_EDGE_ROWS, max(1, len(rows) - 1))]


def _key(row: Sequence[Line]) -> str:
    text = " ".join(line.text for line in row).casefold()
    return "#" if _ROMAN.fullmatch(text) else _NUMBER.sub("#", text)


def _parts(row: Sequence[Line]) -> list[list[Line]]:
    """The separate parts of a row; a header may have the title on one side and the chapter on the other."""
    return [[line] for line in row] if len(row) > 1 else []


def _outer_numbers(row: Sequence[Line]) -> list[int]:
    """Numbers at the ends of a row that may be page numbers, not note numbers, which are raised or begin a sentence."""
    words = [word for line in row for word in line.words]
    text = " ".join(line.text for line in row)
    is_note = words[0].script > 0 or _NOTE.match(text) is not None
    is_short = len(words) <= _LONGEST_HEAD and not text.endswith((".", "!", "?"))
    return [
        int(first or last)
        for first, last in _OUTER_NUMBER.findall(text)
        if not (first and is_note) and ((is_short and last) or _is_apart(words, 0 if first else -1))
    ]


def _is_apart(words: Sequence[Word], end: int) -> bool:
    """Whether the first or last word of a row is well away from the others."""
    if len(words) == 1:
        return True
    before, after = words[:2] if end == 0 else words[-2:]
    return after.left - before.right > after.size


def _comes_again(place: tuple[int, float], places: Iterable[tuple[int, float]]) -> bool:
    """Whether another page has it at the same height."""
    return any(page != place[0] and abs(height - place[1]) <= _SAME_HEIGHT for page, height in places)


def _is_page_number(row: Sequence[Line]) -> bool:
    return len(row) == 1 and _PAGE_NUMBER.fullmatch(row[0].text) is not None


def _is_printed(row: Sequence[Line], *, apart: bool) -> bool:
    """Whether a browser printed the row: the date or the address, with the title or the number of the page."""
    return is_printed_line(" ".join(line.text for line in row)) or (
        apart and len(row) > 1 and any(is_printed_line(line.text) for line in row)
    )


def _stands_apart(edge: Sequence[Sequence[Line]], depth: int) -> bool:
    """Whether the outermost row is well away from the next."""
    if depth or len(edge) < 2:
        return False
    return abs(edge[0][0].baseline - edge[1][0].baseline) > edge[1][0].size * 1.8
