"""Finds the areas of passages on the pages of a PDF. Reads the PDF again, so it runs in a process with limits."""

import ctypes
import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from readtui.anchoring.outcome import Anchored
from readtui.anchoring.reanchor import reanchor_many
from readtui.importers.common.passage_request import PassageRequest
from readtui.importers.common.superscripts import lowered, raised
from readtui.importers.importer import Source
from readtui.importers.pdf.document import opened, read_document
from readtui.importers.pdf.lines import Line
from readtui.importers.pdf.page import loaded_page
from readtui.importers.pdf.word import HYPHEN, Glyphs, Word
from readtui.model.article import Article
from readtui.model.file_places import BookPlace, Box, PageArea, Quad
from readtui.model.passage import Passage
from readtui.quick_dataclass import dataclass
from readtui.text.clean import clean, map_offsets

_FARTHEST = 40
_LONG_ENOUGH = 3
_SHIFTED, _SHIFTED_SMALL = 0.45, 0.75
_FARTHEST_BOX, _ADJACENT = 3.0, 0.35
_MOST_BETWEEN = 20
_ABOVE, _BELOW = 0.78, 0.22
"""What most types need above and below the baseline, relative to the size."""

_LARGEST, _SMALLEST = 1.6, 0.6
_FINE = 100
"""Parts of a point."""


def areas_of(wanted: PassageRequest) -> list[tuple[PageArea, ...]]:
    """The areas of each passage, page by page; empty if its words are not in the PDF. Raises SourceError.

    If the PDF no longer gives the same text, because either has changed, the passages are searched for as in a new
    version of the text; only those that are certain count.
    """
    with opened(wanted.data, wanted.name) as document:
        read = read_document(document, Source(wanted.data, wanted.name), traces=True)
        trace = Trace(read.article, read.sources)
        found = [trace.glyphs(passage) if passage else [] for passage in _passages_in(read.article, wanted)]
        quads = _quads(document, found)
    return [_areas(pages, quads) for pages in found]


def book_places_of(wanted: PassageRequest) -> list[BookPlace | None]:
    """The boxes of each passage as reading programs count them; None if its words are not in the PDF.

    Raises SourceError.
    """
    import pypdfium2.raw as pdfium

    found = areas_of(wanted)
    boxes: dict[PageArea, tuple[Box, ...]] = {}
    with opened(wanted.data, wanted.name) as document:
        for area in {area for areas in found for area in areas}:
            with loaded_page(document, area.page) as page:
                size = float(pdfium.FPDF_GetPageWidthF(page)), float(pdfium.FPDF_GetPageHeightF(page))
                boxes[area] = tuple(_box(page, size, quad) for quad in area.quads)
    return [BookPlace(pages=tuple((one.page + 1, boxes[one]) for one in areas)) if areas else None for areas in found]


def _box(page: object, size: tuple[float, float], quad: Quad) -> Box:
    """The box around a quadrilateral, in points from the upper left corner of the page as it is shown."""
    import pypdfium2.raw as pdfium

    width, height = (round(edge * _FINE) for edge in size)
    corners = []
    for x, y in zip(quad[::2], quad[1::2], strict=True):
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, across, down)
        corners.append((across.value / _FINE, down.value / _FINE))
    left, top = (min(edges) for edges in zip(*corners, strict=True))
    right, bottom = (max(edges) for edges in zip(*corners, strict=True))
    return left, top, right - left, bottom - top


def _areas(
    pages: Iterable[tuple[int, list[int]]], quads: Mapping[tuple[int, tuple[int, ...]], tuple[Quad, ...]]
) -> tuple[PageArea, ...]:
    """One area for each page, even if a passage leaves a page and returns to it, as it does for a note at the foot."""
    by_page: dict[int, tuple[Quad, ...]] = {}
    for page, glyphs in pages:
        by_page[page] = by_page.get(page, ()) + quads[page, tuple(glyphs)]
    return tuple(PageArea(page, lines) for page, lines in by_page.items() if lines)


def _passages_in(article: Article, wanted: PassageRequest) -> Sequence[Passage | None]:
    if article.text == wanted.text:
        return wanted.passages
    anchors = reanchor_many(wanted.text, article.text, [(one.start, one.end) for one in wanted.passages])
    return [Passage(one.start, one.end) if isinstance(one, Anchored) else None for one in anchors]


def _quads(
    document: object, found: Iterable[Iterable[tuple[int, list[int]]]]
) -> dict[tuple[int, tuple[int, ...]], tuple[Quad, ...]]:
    """The lines of each group of glyphs. Opens each page only once."""
    import pypdfium2.raw as pdfium

    by_page: dict[int, set[tuple[int, ...]]] = {}
    for pages in found:
        for page, glyphs in pages:
            by_page.setdefault(page, set()).add(tuple(glyphs))
    quads: dict[tuple[int, tuple[int, ...]], tuple[Quad, ...]] = {}
    for page, groups in by_page.items():
        with loaded_page(document, page) as opened_page:
            text_page = pdfium.FPDFText_LoadPage(opened_page)
            for group in groups:
                quads[page, group] = tuple(line_quads(text_page, group))
            pdfium.FPDFText_ClosePage(text_page)
    return quads


@dataclass(frozen=True, slots=True)
class _TracedWord:
    """A word of the text. ``glyphs``: for each of its code points, from ``start`` on."""

    start: int
    page: int
    glyphs: Glyphs


class Trace:
    """The glyphs of an article's text. ``sources``: for each block the lines from which it was made."""

    def __init__(self, article: Article, sources: Sequence[Sequence[Line]]) -> None:
        self._words: list[_TracedWord] = []
        for block, lines in zip(article.blocks, sources, strict=True):
            self._words += _traced(article.text[block.start : block.end], block.start, lines)
        self._starts = [word.start for word in self._words]

    def glyphs(self, passage: Passage) -> list[tuple[int, list[int]]]:
        """The glyphs of a passage in reading order: pages (from 0), each with pdfium's indexes of its glyphs."""
        first = max(0, bisect_right(self._starts, passage.start) - 1)
        last = bisect_right(self._starts, passage.end - 1)
        found: list[tuple[int, int]] = []
        for word in self._words[first:last]:
            inside = word.glyphs[max(0, passage.start - word.start) : max(0, passage.end - word.start)]
            found += [(word.page, index) for glyphs in inside for index in glyphs]
        return [(page, [index for _, index in members]) for page, members in groupby(found, itemgetter(0))]


def _traced(text: str, offset: int, lines: Sequence[Line]) -> Iterator[_TracedWord]:
    """The words of ``lines`` in ``text``, which was made from them by joining and cleaning."""
    at = 0
    for word, page in _words(lines):
        found = _place(text, at, word)
        if found is None:
            continue
        start, glyphs = found
        yield _TracedWord(offset + start, page, glyphs)
        at = start + len(glyphs)


def _words(lines: Sequence[Line]) -> Iterator[tuple[Word, int]]:
    for line in lines:
        if line.cells:
            for cell in (cell for row in line.cells for cell in row):
                yield from _words(cell)
        else:
            yield from ((word, line.page) for word in line.words)


def _place(text: str, at: int, word: Word) -> tuple[int, Glyphs] | None:
    """The position of the word in ``text``, at or soon after ``at``, and the glyphs of its characters."""
    while at < len(text) and text[at].isspace():
        at += 1
    forms = list(_forms(word))
    for form, glyphs in forms:
        if text.startswith(form, at):
            return at, glyphs
    for form, glyphs in forms:
        start = text.find(form, at, at + _FARTHEST + len(form)) if len(form) >= _LONG_ENOUGH else -1
        if start >= 0:
            return start, glyphs
    return None


def _forms(word: Word) -> Iterator[tuple[str, Glyphs]]:
    """The possible forms of a word in the text, longest first, each with its glyphs."""
    glyphs = word.glyphs or []
    plain = word.text.replace(HYPHEN, "-")
    yield from _cleaned(plain, glyphs)
    for scripted in (raised(plain), lowered(plain)):
        if scripted != plain:
            yield scripted, glyphs
    if len(plain) > 1 and plain[-1] in "-\u2010":
        # On the page, the hyphen of a divided word is between its parts; the text does not have it.
        yield from _cleaned(plain[:-1], [*glyphs[:-2], (*glyphs[-2], *glyphs[-1])])


def _cleaned(text: str, glyphs: Glyphs) -> Iterator[tuple[str, Glyphs]]:
    """The text in the form that an article has. A composed character has the glyphs of all its parts."""
    cleaned = clean(text).text
    if len(cleaned) == len(text):
        yield cleaned, glyphs
        return
    offsets = map_offsets(text, range(len(text)))
    found: Glyphs = [() for _ in cleaned]
    for offset, own in enumerate(glyphs):
        place = min(offsets[offset], len(found) - 1)
        found[place] = (*found[place], *own)
    yield cleaned, found


@dataclass(slots=True)
class _Box:
    """A glyph, or the glyphs of a line, in their own direction: ``left`` to ``right`` along the line, ``low`` to
    ``high`` across it. ``last``: the index of the last glyph.
    """

    last: int
    turn: int
    left: float
    right: float
    low: float
    high: float
    baseline: float
    size: float

    def is_beside(self, glyph: "_Box", distance: float) -> bool:
        """Whether a glyph is on this line, and not farther from the others than this multiple of the size."""
        size, smaller = max(self.size, glyph.size), min(self.size, glyph.size)
        apart = max(glyph.left - self.right, self.left - glyph.right)
        shift = abs(self.baseline - glyph.baseline)
        is_in_line = self.turn == glyph.turn and shift <= min(size * _SHIFTED, smaller * _SHIFTED_SMALL)
        return is_in_line and apart <= size * distance

    def add(self, glyph: "_Box") -> None:
        if glyph.size > self.size:
            self.size, self.baseline = glyph.size, glyph.baseline
        self.last = glyph.last
        self.left, self.right = min(self.left, glyph.left), max(self.right, glyph.right)
        self.low, self.high = min(self.low, glyph.low), max(self.high, glyph.high)

    def quad(self) -> Quad:
        corners = ((self.left, self.high), (self.right, self.high), (self.left, self.low), (self.right, self.low))
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = (_on_page(self.turn, *corner) for corner in corners)
        return ax, ay, bx, by, cx, cy, dx, dy


def line_quads(text_page: Any, indexes: Sequence[int]) -> list[Quad]:
    """A quadrilateral for each line of the glyphs with these indexes, which are in reading order."""
    lines: list[_Box] = []
    for glyph in _boxes(text_page, indexes):
        if lines and _takes(text_page, lines[-1], glyph):
            lines[-1].add(glyph)
        else:
            lines.append(glyph)
    return [line.quad() for line in lines]


def _takes(text_page: Any, line: _Box, glyph: _Box) -> bool:
    """Whether the next glyph of the text continues a line, with no other words in between."""
    if line.is_beside(glyph, _ADJACENT):
        return True
    between = range(min(line.last, glyph.last) + 1, max(line.last, glyph.last))
    return len(between) <= _MOST_BETWEEN and line.is_beside(glyph, _FARTHEST_BOX) and _are_spaces(text_page, between)


def _are_spaces(text_page: Any, indexes: Sequence[int]) -> bool:
    import pypdfium2.raw as pdfium

    return all(chr(pdfium.FPDFText_GetUnicode(text_page, index) & 0xFFFF).isspace() for index in indexes)


def _boxes(text_page: Any, indexes: Sequence[int]) -> Iterator[_Box]:
    """The boxes of those glyphs that have one."""
    import pypdfium2.raw as pdfium

    loose, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    tight = [ctypes.c_double() for _ in range(4)]
    for index in indexes:
        has_box = pdfium.FPDFText_GetLooseCharBox(text_page, index, loose)
        if not has_box or not pdfium.FPDFText_GetCharOrigin(text_page, index, x, y):
            continue
        angle = max(0.0, float(pdfium.FPDFText_GetCharAngle(text_page, index)))
        size = float(pdfium.FPDFText_GetFontSize(text_page, index))
        turn = (round(angle / (math.pi / 2)) + 2 * int(size < 0)) % 4
        if pdfium.FPDFText_GetMatrix(text_page, index, matrix):
            size *= math.hypot(matrix.c, matrix.d) or 1.0
        left, right, low, high = _along(turn, loose.left, loose.right, loose.bottom, loose.top)
        baseline = _along(turn, x.value, x.value, y.value, y.value)[2]
        size = min(max(abs(size), (high - low) * _SMALLEST), (high - low) * _LARGEST)
        low, high = baseline - size * _BELOW, baseline + size * _ABOVE
        if pdfium.FPDFText_GetCharBox(text_page, index, *tight):
            shown = _along(turn, *(edge.value for edge in tight))
            low, high = min(low, max(shown[2], low - size / 2)), max(high, min(shown[3], high + size / 2))
        box = (left, right, low, high, baseline, size)
        if right > left and high > low and all(map(math.isfinite, box)):
            yield _Box(index, turn, *box)


def _along(turn: int, left: float, right: float, bottom: float, top: float) -> tuple[float, float, float, float]:
    """The edges of a box on the page in the direction of its text: along the line, then across it."""
    if turn == 0:
        return left, right, bottom, top
    if turn == 1:
        return -top, -bottom, left, right
    if turn == 2:
        return -right, -left, -top, -bottom
    return bottom, top, -right, -left


def _on_page(turn: int, along: float, across: float) -> tuple[float, float]:
    """A corner on the page: the inverse of ``_along``."""
    if turn == 0:
        return along, across
    if turn == 1:
        return across, -along
    if turn == 2:
        return -along, -across
    return -across, along
