"""Reads the annotations of a PDF as a viewer sees them, with the characters under each."""

import ctypes
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium


@dataclass(frozen=True)
class Seen:
    """An annotation of a page (from 0). ``words``: the characters under its quadrilaterals, without white space; a
    hyphen that divides a word is ``-``.
    """

    page: int
    kind: str
    name: str
    contents: str
    author: str
    words: str


_KINDS = {
    pdfium.FPDF_ANNOT_HIGHLIGHT: "highlight",
    pdfium.FPDF_ANNOT_UNDERLINE: "underline",
    pdfium.FPDF_ANNOT_TEXT: "note",
    pdfium.FPDF_ANNOT_LINK: "link",
}


def seen_in(data: bytes) -> list[Seen]:
    """All annotations, page by page."""
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    assert document, "not a PDF"
    found: list[Seen] = []
    for index in range(pdfium.FPDF_GetPageCount(document)):
        page = pdfium.FPDF_LoadPage(document, index)
        text_page = pdfium.FPDFText_LoadPage(page)
        for number in range(pdfium.FPDFPage_GetAnnotCount(page)):
            annotation = pdfium.FPDFPage_GetAnnot(page, number)
            found.append(_seen(index, annotation, text_page))
            pdfium.FPDFPage_CloseAnnot(annotation)
        pdfium.FPDFText_ClosePage(text_page)
        pdfium.FPDF_ClosePage(page)
    pdfium.FPDF_CloseDocument(document)
    return found


def _seen(index: int, annotation: Any, text_page: Any) -> Seen:
    kind = _KINDS.get(pdfium.FPDFAnnot_GetSubtype(annotation), "other")
    name, contents, author = (_entry(annotation, key) for key in (b"NM", b"Contents", b"T"))
    return Seen(index, kind, name, contents, author, _words(annotation, text_page))


def _entry(annotation: Any, key: bytes) -> str:
    buffer = (ctypes.c_ushort * 4096)()
    length = pdfium.FPDFAnnot_GetStringValue(annotation, key, buffer, 8192)
    return bytes(buffer)[: max(0, length - 2)].decode("utf-16-le")


def _words(annotation: Any, text_page: Any) -> str:
    words = ""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for number in range(pdfium.FPDFAnnot_CountAttachmentPoints(annotation)):
        quad = pdfium.FS_QUADPOINTSF()
        pdfium.FPDFAnnot_GetAttachmentPoints(annotation, number, quad)
        xs, ys = (quad.x1, quad.x2, quad.x3, quad.x4), (quad.y1, quad.y2, quad.y3, quad.y4)
        for index in range(pdfium.FPDFText_CountChars(text_page)):
            char = chr(pdfium.FPDFText_GetUnicode(text_page, index))
            pdfium.FPDFText_GetCharBox(text_page, index, left, right, bottom, top)
            x, y = (left.value + right.value) / 2, (bottom.value + top.value) / 2
            if min(xs) <= x <= max(xs) and min(ys) <= y <= max(ys) and not char.isspace():
                words += char.replace("\x02", "-")
    return words
