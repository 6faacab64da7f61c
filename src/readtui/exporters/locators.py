"""Where a passage is in its source, and how a document cites it: pages, and the keys of reference managers."""

import re
from collections.abc import Mapping
from contextlib import suppress

from readtui.errors import DamagedError, NotFoundError, StorageError
from readtui.exporters.exporter import ExportDocument
from readtui.model.annotation import IMPORTED, Annotation
from readtui.model.article import Article, ArticleRecord, is_waiting
from readtui.text.clean import visible

_PAGE = re.compile(r"page ([^,\s]+)")
_KEY = re.compile(r"[\w:./+*!?'|<>-]+")
# What pandoc reads as a key without braces around it.
_BARE = re.compile(r"\w(?:[:.#$%&\-+?<>~/]?\w)*")
_IN_CITATION = re.compile(r"[^\w.+/*: –-]+")
_RANGE = "–"


def page_of(document: ExportDocument, annotation: Annotation) -> str:
    """The page of a passage as its source calls it, such as "12", "xii" or, of one on several pages, "12–13"; "" if
    that is not known. What Zotero says counts more than the PDF; of other programs, that is only the last resort.
    """
    format_name, said = _said(annotation)
    if said and format_name == "zotero":
        return said
    return _page_in(document, annotation) or said


def locator(page: str) -> str:
    """A page as documents name it: "p. 12", "pp. 12–13"; "" without one."""
    return f"{'pp.' if _RANGE in page else 'p.'} {page}" if page else ""


def citation_key(record: ArticleRecord) -> str:
    """What documents call the article that cite it; "" if nothing is known that all formats can write."""
    return record.citation_key if _KEY.fullmatch(record.citation_key) else ""


def markdown_citation(record: ArticleRecord, page: str) -> str:
    """A citation for pandoc, ``[@lund2023, p. 12]``; "" without a key."""
    key = citation_key(record)
    name = key if _BARE.fullmatch(key) else f"{{{key}}}"
    return f"[@{', '.join(filter(None, (name, locator(citable(page)))))}]" if key else ""


def org_citation(record: ArticleRecord, page: str) -> str:
    """A citation for Org, ``[cite:@lund2023 p. 12]``; "" without a key."""
    key = citation_key(record)
    return f"[cite:@{' '.join(filter(None, (key, locator(citable(page)))))}]" if key else ""


def citable(page: str) -> str:
    """The name of a page without signs that end a citation."""
    return " ".join(_IN_CITATION.sub(" ", page).split())


def _said(annotation: Annotation) -> tuple[str, str]:
    """The program that an annotation comes from, and the page on which it is there."""
    imported = annotation.extra.get(IMPORTED)
    place = imported.get("place") if isinstance(imported, Mapping) else None
    match = _PAGE.match(place) if isinstance(place, str) else None
    return (str(imported.get("format")), visible(match[1])) if isinstance(imported, Mapping) and match else ("", "")


def _page_in(document: ExportDocument, annotation: Annotation) -> str:
    passage, article = annotation.passage, _article(document)
    if passage is None or article is None:
        return ""
    first, last = article.page_at(passage.start), article.page_at(max(passage.start, passage.end - 1))
    if first is None or last is None:
        return ""
    return first.label if last.number <= first.number else f"{first.label}{_RANGE}{last.label}"


def _article(document: ExportDocument) -> Article | None:
    """The article of a PDF. Some formats read no texts: others have no pages to be read for."""
    record = document.record
    is_pdf = any(one.lower().endswith(".pdf") for one in (record.metadata.source, *record.paths))
    if is_pdf and not is_waiting(record.id):
        with suppress(DamagedError, NotFoundError, StorageError):
            return document.article
    return None
