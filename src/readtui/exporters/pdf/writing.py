"""Writes marks into a PDF with pdfium. Runs in a process with limits, because the PDF may be malicious."""

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from readtui.errors import ExportError
from readtui.exporters.pdf.increment import (
    NotIncrementalError,
    Update,
    appended,
    read_update,
    with_own_objects,
    with_references,
)
from readtui.exporters.pdf.marks import NAME_PREFIX, Color, Mark, with_replies_as_text
from readtui.model.page_area import PageArea, Quad

_PRINTED = 4
_MAY_ANNOTATE = 1 << 5
_NOT_ENCRYPTED = -1
_NAME_BYTES = 4096
_NOTE_SIZE = 20.0
_NOTE_MARGIN = 12.0
_GAP = 4.0
_PLAIN: Color = (110, 110, 110)
_NOTE_COLOR: Color = (255, 236, 120)
_UNDERLINE = 0.06
_STREAM = re.compile(rb">>\s*stream\r?\n")
_FORM = b"/Subtype/Form"
_RESOURCES = b"/Resources<</ExtGState<</Darken<</Type/ExtGState/BM/Multiply>>>>>>"
"""What appearances need so that the words shine through; pdfium cannot write it."""


@dataclass(frozen=True, slots=True)
class Request:
    """The PDF ``data`` and the marks to write into it. ``name`` names it in errors."""

    data: bytes
    name: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """What to write after the first ``kept`` bytes of the original: all of them, or none if it was written anew."""

    kept: int
    rest: bytes


def write_marks(request: Request) -> Written:
    """The PDF with the marks instead of all that readtui wrote into it before. Raises ExportError.

    A PDF whose cross-references are damaged is first written anew, because nothing can be appended to it.
    """
    update = _update(request.data, request)
    if update is not None:
        return Written(len(request.data), update)
    with _opened(request.data, request.name) as document:
        anew = _saved(document, _pdfium().FPDF_NO_INCREMENTAL)
    update = _update(anew, request)
    if update is None:
        raise ExportError(
            f"cannot write annotations into {request.name}: it is damaged",
            "Repair it first, for example: qpdf FILE REPAIRED",
        )
    return Written(0, anew + update)


def _update(data: bytes, request: Request) -> bytes | None:
    """What to append to ``data``; None if its structure does not allow that."""
    with _opened(data, request.name) as document:
        if _is_encrypted(document):
            # What marks are called can be read only without encryption, and so what they refer to.
            request = replace(request, marks=with_replies_as_text(request.marks))
        # Objects that are loaded to read names must be in both updates.
        old = _own_annotations(document)
        before = _saved(document, _pdfium().FPDF_INCREMENTAL)
        for index in sorted({*old, *(area.page for mark in request.marks for area in mark.areas), 0}):
            with _loaded(document, index) as page:
                for number in reversed(old.get(index, ())):
                    _check(_pdfium().FPDFPage_RemoveAnnot(page, number))
                _add_marks(page, index, request.marks)
                if _is_encrypted(document):
                    _make_own_objects(page)
        after = _saved(document, _pdfium().FPDF_INCREMENTAL)
    try:
        unchanged, changed = read_update(before, data), read_update(after, data)
        update = appended(data, unchanged, changed, _changed(unchanged, changed))
    except NotIncrementalError:
        return None
    return update if _holds(data + update, request) else None


def _changed(before: Update, after: Update) -> dict[int, bytes]:
    """The objects that differ between the updates. New ones are appearances.

    Old streams never change, although in an encrypted file each of their copies differs.
    """
    found: dict[int, bytes] = {}
    for number, written in after.objects.items():
        if number not in before.objects and number >= before.size:
            found[number] = written if b"/Resources" in written else written.replace(_FORM, _RESOURCES + _FORM, 1)
        elif before.objects.get(number) != written and not _STREAM.search(written):
            found[number] = written
    return with_references(with_own_objects(found, after.size))


def _holds(written: bytes, request: Request) -> bool:
    """Whether the PDF can be opened and has exactly these marks."""
    wanted = sum(max(1, len(mark.areas)) for mark in request.marks)
    with _opened(written, request.name) as document:
        return sum(map(len, _own_annotations(document).values())) == wanted


def _add_marks(page: Any, index: int, marks: Sequence[Mark]) -> None:
    notes, replies = 0, Counter[str]()
    for mark in marks:
        for area in mark.areas:
            if area.page != index:
                continue
            if mark.answers:
                _add_note(page, mark, replies[mark.answers], top=area.bounds[3])
                replies[mark.answers] += 1
            else:
                _add_highlight(page, mark, area)
        if not mark.areas and index == 0:
            _add_note(page, mark, notes)
            notes += 1


def _make_own_objects(page: Any) -> None:
    """Make annotations separate objects. In an encrypted file, only pdfium can do so, when it draws them."""
    pdfium = _pdfium()
    bitmap = pdfium.FPDFBitmap_Create(1, 1, 0)
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, 1, 1, 0, pdfium.FPDF_ANNOT)
    pdfium.FPDFBitmap_Destroy(bitmap)


def _add_highlight(page: Any, mark: Mark, area: PageArea) -> None:
    """Add a highlight, or underline words without a highlight color."""
    pdfium = _pdfium()
    kind = pdfium.FPDF_ANNOT_HIGHLIGHT if mark.color else pdfium.FPDF_ANNOT_UNDERLINE
    left, bottom, right, top = area.bounds
    with _annotation(page, kind) as annotation:
        for quad in area.quads:
            _check(pdfium.FPDFAnnot_AppendAttachmentPoints(annotation, pdfium.FS_QUADPOINTSF(*quad)))
        _check(pdfium.FPDFAnnot_SetRect(annotation, pdfium.FS_RECTF(left, top, right, bottom)))
        _describe(annotation, mark, mark.color or _PLAIN)
        shown = " ".join(_filled(quad) if mark.color else _underlined(quad) for quad in area.quads)
        red, green, blue = (part / 255 for part in mark.color or _PLAIN)
        painted = f"/Darken gs {red:.3f} {green:.3f} {blue:.3f} {'rg' if mark.color else 'RG'} {shown}"
        _check(pdfium.FPDFAnnot_SetAP(annotation, pdfium.FPDF_ANNOT_APPEARANCEMODE_NORMAL, _wide(painted)))


def _add_note(page: Any, mark: Mark, number: int, *, top: float | None = None) -> None:
    """Add a note in the right margin of the page, at its corner or at the height ``top``, below existing ones."""
    pdfium = _pdfium()
    box = pdfium.FS_RECTF()
    _check(pdfium.FPDF_GetPageBoundingBox(page, box))
    right, top = box.right - _NOTE_MARGIN, box.top - _NOTE_MARGIN if top is None else top
    top = max(box.bottom + _NOTE_SIZE, top - number * (_NOTE_SIZE + _GAP))
    with _annotation(page, pdfium.FPDF_ANNOT_TEXT) as annotation:
        _check(pdfium.FPDFAnnot_SetRect(annotation, pdfium.FS_RECTF(right - _NOTE_SIZE, top, right, top - _NOTE_SIZE)))
        _describe(annotation, mark, mark.color or _NOTE_COLOR)


def _describe(annotation: Any, mark: Mark, color: Color) -> None:
    """Add the entries that all annotations have. The color must precede the appearance."""
    pdfium = _pdfium()
    _check(pdfium.FPDFAnnot_SetColor(annotation, pdfium.FPDFANNOT_COLORTYPE_Color, *color, 255))
    _check(pdfium.FPDFAnnot_SetFlags(annotation, _PRINTED))
    entries = {
        b"NM": mark.name,
        b"T": mark.author,
        b"Subj": mark.name,
        b"Contents": mark.contents,
        b"CreationDate": mark.created,
        b"M": mark.modified,
        # Pdfium writes no references; ``with_references`` makes one of the name.
        b"IRT": mark.answers,
    }
    for key, value in entries.items():
        if value:
            _check(pdfium.FPDFAnnot_SetStringValue(annotation, key, _wide(value)))


def _is_encrypted(document: Any) -> bool:
    return bool(_pdfium().FPDF_GetSecurityHandlerRevision(document) != _NOT_ENCRYPTED)


def _filled(quad: Quad) -> str:
    ax, ay, bx, by, cx, cy, dx, dy = quad
    return f"{ax:.2f} {ay:.2f} m {bx:.2f} {by:.2f} l {dx:.2f} {dy:.2f} l {cx:.2f} {cy:.2f} l h f"


def _underlined(quad: Quad) -> str:
    ax, ay, _, _, cx, cy, dx, dy = quad
    up, right = (ax - cx) * _UNDERLINE, (ay - cy) * _UNDERLINE
    width = max(0.5, abs(up) + abs(right))
    return f"{width:.2f} w {cx + up:.2f} {cy + right:.2f} m {dx + up:.2f} {dy + right:.2f} l S"


def _own_annotations(document: Any) -> Mapping[int, Sequence[int]]:
    """The positions of the annotations that readtui wrote, by page."""
    pdfium = _pdfium()
    found: dict[int, list[int]] = {}
    for index in range(pdfium.FPDF_GetPageCount(document)):
        with _loaded(document, index) as page:
            for number in range(pdfium.FPDFPage_GetAnnotCount(page) if page else 0):
                if _name(page, number).startswith(NAME_PREFIX):
                    found.setdefault(index, []).append(number)
    return found


def _name(page: Any, number: int) -> str:
    pdfium = _pdfium()
    annotation = pdfium.FPDFPage_GetAnnot(page, number)
    if not annotation:
        return ""
    buffer = (ctypes.c_ushort * (_NAME_BYTES // 2))()
    length = pdfium.FPDFAnnot_GetStringValue(annotation, b"NM", buffer, _NAME_BYTES)
    pdfium.FPDFPage_CloseAnnot(annotation)
    return bytes(buffer)[: max(0, min(length, _NAME_BYTES) - 2)].decode("utf-16-le", "replace")


@contextmanager
def _opened(data: bytes, name: str) -> Iterator[Any]:
    pdfium = _pdfium()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        raise ExportError(f"cannot open {name} as a PDF", "Open it in another program to see whether it is damaged.")
    try:
        if not pdfium.FPDF_GetDocPermissions(document) & _MAY_ANNOTATE:
            raise ExportError(
                f"{name} is protected: its owner does not allow annotations",
                "Save it without protection, then add that file.",
            )
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)


@contextmanager
def _loaded(document: Any, index: int) -> Iterator[Any]:
    pdfium = _pdfium()
    page = pdfium.FPDF_LoadPage(document, index)
    try:
        yield page
    finally:
        if page:
            pdfium.FPDF_ClosePage(page)


@contextmanager
def _annotation(page: Any, kind: int) -> Iterator[Any]:
    pdfium = _pdfium()
    annotation = pdfium.FPDFPage_CreateAnnot(page, kind)
    _check(annotation)
    try:
        yield annotation
    finally:
        pdfium.FPDFPage_CloseAnnot(annotation)


def _saved(document: Any, flags: int) -> bytes:
    """The document as pdfium writes it. Raises ExportError."""
    pdfium = _pdfium()
    pieces: list[bytes] = []

    def take(_: object, data: int, size: int) -> int:
        pieces.append(ctypes.string_at(data, size))
        return 1

    writer = pdfium.FPDF_FILEWRITE(version=1)
    writer.WriteBlock = type(writer.WriteBlock)(take)
    _check(pdfium.FPDF_SaveAsCopy(document, writer, flags))
    return b"".join(pieces)


def _wide(text: str) -> Any:
    data = text.encode("utf-16-le", "replace") + b"\0\0"
    return (ctypes.c_ushort * (len(data) // 2)).from_buffer_copy(data)


def _check(is_done: object) -> None:
    if not is_done:
        raise ExportError("pdfium could not write an annotation", "Report this with the PDF, if you may share it.")


def _pdfium() -> Any:
    # Imported here because only this process needs it.
    import pypdfium2.raw

    return pypdfium2.raw
