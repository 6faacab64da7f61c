"""Finds the areas of passages on the pages of a PDF. Reads the PDF again, so it runs in a process with limits."""

from collections.abc import Iterable, Mapping, Sequence

from readtui.anchoring import reanchor_many
from readtui.anchoring.outcome import Anchored
from readtui.importers.importer import Source
from readtui.importers.pdf.page import loaded_page
from readtui.importers.pdf.places.boxes import line_quads
from readtui.importers.pdf.places.tracing import Trace
from readtui.importers.pdf.places.wanted import Wanted
from readtui.importers.pdf.reading import opened, read_document
from readtui.model.article import Article
from readtui.model.page_area import PageArea, Quad
from readtui.model.passage import Passage


def areas_of(wanted: Wanted) -> list[tuple[PageArea, ...]]:
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


def _areas(
    pages: Iterable[tuple[int, list[int]]], quads: Mapping[tuple[int, tuple[int, ...]], tuple[Quad, ...]]
) -> tuple[PageArea, ...]:
    """One area for each page, even if a passage leaves a page and returns to it, as it does for a note at the foot."""
    by_page: dict[int, tuple[Quad, ...]] = {}
    for page, glyphs in pages:
        by_page[page] = by_page.get(page, ()) + quads[page, tuple(glyphs)]
    return tuple(PageArea(page, lines) for page, lines in by_page.items() if lines)


def _passages_in(article: Article, wanted: Wanted) -> Sequence[Passage | None]:
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
