"""A PDF's own highlights and notes, from any viewer (PDF 32000-1, 12.5.6)."""

import ctypes
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.interchange.common.colors import color_of
from readtui.interchange.common.creators import person
from readtui.interchange.common.dates import time_of
from readtui.interchange.common.parsers import named
from readtui.interchange.importer import (
    ImportedAnnotation,
    ImportedContent,
    ImportedReply,
    ImportedWork,
    ImportFormat,
    Refusal,
)
from readtui.model.creator import Creator
from readtui.model.reply import ThreadState
from readtui.quick_dataclass import dataclass

_SIGNATURE = b"%PDF-"
_HEAD = 1024
_MOST_PAGES = 20_000
_MOST_ANNOTATIONS = 200_000
_MOST_QUADS = 2_000
_MOST_CHARACTERS = 200_000
_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:Z|([+-])(\d\d)'?(\d\d)?)?")
_OWN = re.compile(r"readtui:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_READTUI, _PROGRAM = "readtui", " (program)"
_DONE = {ThreadState.OPEN: "(reopened)", ThreadState.SETTLED: "(settled)"}
_RANDOM = re.compile(r"\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?")
# How much of a line's height may belong to its neighbours.
_INSET = 0.2
_ASIDE = 0.05


class PdfImporter:
    """One work, with the PDF as its text. Marked words are quotes; comments and typed text are notes."""

    format = ImportFormat("pdf", "Highlights in a PDF", "a PDF with highlights, underlines and comments of any viewer")

    def recognises(self, source: Source) -> bool:
        if _SIGNATURE not in source.data[:_HEAD]:
            return False
        with _opened(source.data) as document:
            return document is not None and next(_found(document), None) is not None

    def read(self, source: Source) -> Iterable[ImportedWork]:
        with _opened(source.data) as document:
            if document is None:
                raise SourceError(f"cannot open {named(source)} as a PDF", "Open it in another program to check it.")
            found = list(_found(document))
            title, author = (_metadata(document, name) for name in (b"Title", b"Author"))
        if not found:
            raise SourceError(
                f"{named(source)} contains no highlights or notes", "To read it as an article: readtui add"
            )
        annotations, refused = _joined(found)
        name = source.name.replace("\\", "/").rpartition("/")[2] or "document.pdf"
        yield ImportedWork(
            title=title or re.sub(r"\.pdf$", "", name, flags=re.IGNORECASE),
            author=author,
            annotations=tuple(annotations),
            content=ImportedContent(source.data, name, "application/pdf"),
            files=(source.name,) if source.name else (),
            refused=tuple(refused),
        )


@dataclass(frozen=True, slots=True)
class _Found:
    """An annotation of the PDF at its page and index; ``answers``: the index of the one that it replies to, ``name``:
    what the PDF calls it.
    """

    page: int
    index: int
    annotation: ImportedAnnotation
    answers: int | None
    name: str
    is_insertion: bool


def _joined(found: list[_Found]) -> tuple[list[ImportedAnnotation], list[Refusal]]:
    """The annotations with their replies, each with a key of its own."""
    found = _with_replaced_words(found)
    by_place = {(one.page, one.index): one for one in found}
    replies: dict[tuple[int, int], list[ImportedReply]] = {}
    for one in found:
        root, seen = one, {one.index}
        while root.answers is not None and (root.page, root.answers) in by_place and root.answers not in seen:
            seen.add(root.answers)
            root = by_place[root.page, root.answers]
        if root is not one and one.annotation.note:
            replies.setdefault((root.page, root.index), []).append(_reply(one))
    kept: dict[str, ImportedAnnotation] = {}
    refused: list[Refusal] = []
    for one in found:
        if one.answers is not None and (one.page, one.answers) in by_place:
            continue
        answers = sorted(replies.get((one.page, one.index), ()), key=lambda reply: reply.created)
        annotation = replace(one.annotation, replies=tuple(answers))
        if annotation.is_empty:
            refused.append(Refusal(annotation.place, "it marks no words: the page may be a scan"))
            continue
        key = annotation.key if annotation.key not in kept else f"{annotation.key} {one.page} {one.index}"
        kept[key] = replace(annotation, key=key)
    return list(kept.values()), refused


def _reply(one: _Found) -> ImportedReply:
    """It as a reply. Only names that readtui or a viewer has made at random are unique beyond their file."""
    name, note, sets = one.name.lower(), one.annotation.note, None
    if is_own := _OWN.fullmatch(name) is not None:
        sets = next((state for state, done in _DONE.items() if note.endswith(done)), None)
        note = note.removesuffix(_DONE[sets]).rstrip() if sets else note
    source_id = name if is_own or _RANDOM.fullmatch(name) else ""
    return ImportedReply(note, one.annotation.creator, one.annotation.created, source_id, sets)


def _author(name: str, *, is_own: bool) -> Creator | None:
    """Whoever made it. readtui writes its own name where it names nobody, and tells programs apart."""
    by = person(name)
    if by is None or not is_own:
        return by
    words = by.name.removesuffix(_PROGRAM)
    return None if by.name == _READTUI else Creator(words, is_program=words != by.name)


def _with_replaced_words(found: list[_Found]) -> list[_Found]:
    """Words that are struck out with others to replace them: one annotation, where viewers write two.

    The struck words answer the inserted ones (ISO 32000, group of a caret), so they take their place and their note.
    """
    carets = {(one.page, one.index): one for one in found if one.is_insertion}
    struck: dict[tuple[int, int], int] = {}
    for one in found:
        if one.annotation.quote and one.answers is not None and (one.page, one.answers) in carets:
            struck.setdefault((one.page, one.answers), one.index)
    kept: list[_Found] = []
    for one in found:
        if (one.page, one.index) in struck:
            continue
        above = None if one.answers is None else (one.page, one.answers)
        if above in struck and one.index == struck[above]:
            notes = (carets[above].annotation.note, one.annotation.note)
            note = "\n\n".join(dict.fromkeys(filter(None, notes)))
            one = replace(one, answers=None, annotation=replace(one.annotation, note=note))
        elif above in struck:
            one = replace(one, answers=struck[above])
        # An insertion without words says nothing by itself.
        if one.annotation.note or not one.is_insertion:
            kept.append(one)
    return kept


def _found(document: Any) -> Iterator[_Found]:
    """The annotations of people, page by page, in the order in which they stand in the file."""
    pdfium = _pdfium()
    marks = {pdfium.FPDF_ANNOT_HIGHLIGHT, pdfium.FPDF_ANNOT_UNDERLINE, pdfium.FPDF_ANNOT_SQUIGGLY}
    marks.add(pdfium.FPDF_ANNOT_STRIKEOUT)
    notes = {pdfium.FPDF_ANNOT_TEXT, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_CARET}
    count = 0
    for number in range(min(pdfium.FPDF_GetPageCount(document), _MOST_PAGES)):
        page = pdfium.FPDF_LoadPage(document, number)
        if not page:
            continue
        words: Any = None
        try:
            for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
                count += 1
                if count > _MOST_ANNOTATIONS:
                    return
                annotation = pdfium.FPDFPage_GetAnnot(page, index)
                if not annotation:
                    continue
                kind = pdfium.FPDFAnnot_GetSubtype(annotation)
                if kind in marks and words is None:
                    words = pdfium.FPDFText_LoadPage(page)
                if kind in marks or kind in notes:
                    yield _read(page, annotation, number, index, words if kind in marks else None)
                pdfium.FPDFPage_CloseAnnot(annotation)
        finally:
            if words:
                pdfium.FPDFText_ClosePage(words)
            pdfium.FPDF_ClosePage(page)


def _read(page: Any, annotation: Any, number: int, index: int, words: Any) -> _Found:
    pdfium = _pdfium()
    note = _string(annotation, b"Contents").replace("\r\n", "\n").replace("\r", "\n").strip()
    quote = _marked(annotation, words) if words else ""
    if _letters(note) == _letters(quote):
        # Some viewers put the marked words there.
        note = ""
    own = _string(annotation, b"NM")
    answered = pdfium.FPDFAnnot_GetLinkedAnnot(annotation, b"IRT")
    answers = pdfium.FPDFPage_GetAnnotIndex(page, answered) if answered else -1
    if answered:
        pdfium.FPDFPage_CloseAnnot(answered)
    return _Found(
        page=number,
        index=index,
        annotation=ImportedAnnotation(
            quote=quote,
            note=note,
            color=_color(annotation) if quote else None,
            order=(number,),
            place=f"page {number + 1}",
            created=_time(_string(annotation, b"CreationDate")),
            modified=_time(_string(annotation, b"M")),
            source_id=own if _OWN.fullmatch(own) else "",
            creator=_author(_string(annotation, b"T"), is_own=_OWN.fullmatch(own) is not None),
            key=own or f"page {number + 1} {_rectangle(annotation)} {quote[:80]}",
        ),
        answers=answers if answers >= 0 else None,
        name=own,
        is_insertion=pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_CARET,
    )


def _marked(annotation: Any, words: Any) -> str:
    """The words under the quadrilaterals of a mark, a line for each."""
    pdfium = _pdfium()
    lines: list[str] = []
    quad = pdfium.FS_QUADPOINTSF()
    for number in range(min(pdfium.FPDFAnnot_CountAttachmentPoints(annotation), _MOST_QUADS)):
        if not pdfium.FPDFAnnot_GetAttachmentPoints(annotation, number, quad):
            continue
        across, down = (quad.x1, quad.x2, quad.x3, quad.x4), (quad.y1, quad.y2, quad.y3, quad.y4)
        left, right, bottom, top = min(across), max(across), min(down), max(down)
        inset = (top - bottom) * _INSET
        # The letters beside the marked ones begin where those end, to a hair.
        aside = min((top - bottom) * _ASIDE, (right - left) / 4)
        box = (left + aside, top - inset, right - aside, bottom + inset)
        size = min(pdfium.FPDFText_GetBoundedText(words, *box, None, 0), _MOST_CHARACTERS)
        if size <= 0:
            continue
        buffer = (ctypes.c_ushort * (size + 1))()
        pdfium.FPDFText_GetBoundedText(words, *box, buffer, size)
        text = bytes(buffer).decode("utf-16-le", "replace").partition("\0")[0]
        # Pdfium writes a hyphen at the end of a line as one of these signs.
        lines.append(" ".join(text.replace("\x02", "-").replace("\ufffe", "-").split()))
    return "\n".join(line for line in lines if line)


def _string(annotation: Any, name: bytes) -> str:
    pdfium = _pdfium()
    size = min(pdfium.FPDFAnnot_GetStringValue(annotation, name, None, 0), 2 * _MOST_CHARACTERS)
    if size <= 2:
        return ""
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    pdfium.FPDFAnnot_GetStringValue(annotation, name, buffer, size)
    return bytes(buffer)[: size - 2].decode("utf-16-le", "replace").partition("\0")[0]


def _metadata(document: Any, name: bytes) -> str:
    pdfium = _pdfium()
    size = min(pdfium.FPDF_GetMetaText(document, name, None, 0), 4096)
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    pdfium.FPDF_GetMetaText(document, name, buffer, size)
    return bytes(buffer)[: max(0, size - 2)].decode("utf-16-le", "replace").partition("\0")[0].strip()


def _color(annotation: Any) -> str | None:
    pdfium = _pdfium()
    parts = [ctypes.c_uint() for _ in range(4)]
    # Pdfium tells no color of an annotation that is drawn already; the drawing is dropped in memory only.
    pdfium.FPDFAnnot_SetAP(annotation, pdfium.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None)
    if not pdfium.FPDFAnnot_GetColor(annotation, pdfium.FPDFANNOT_COLORTYPE_Color, *parts):
        return None
    return color_of("#{:02x}{:02x}{:02x}".format(*(min(part.value, 255) for part in parts[:3])))


def _rectangle(annotation: Any) -> str:
    pdfium = _pdfium()
    box = pdfium.FS_RECTF()
    pdfium.FPDFAnnot_GetRect(annotation, box)
    return f"{box.left:.0f} {box.top:.0f}"


def _time(text: str) -> str:
    match = _DATE.match(text)
    if match is None:
        return ""
    year, *rest = match.groups()[:6]
    month, day, hour, minute, second = (
        part or default for part, default in zip(rest, ("01", "01", "00", "00", "00"), strict=True)
    )
    zone = f"{match[7]}{match[8]}:{match[9] or '00'}" if match[7] else "+00:00"
    return time_of(f"{year}-{month}-{day}T{hour}:{minute}:{second}{zone}")


def _letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    """The document, or None if pdfium cannot open it."""
    pdfium = _pdfium()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    try:
        yield document or None
    finally:
        if document:
            pdfium.FPDF_CloseDocument(document)


def _pdfium() -> Any:
    # Loading it takes time that other formats do not need.
    import pypdfium2.raw

    return pypdfium2.raw
