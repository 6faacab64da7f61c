"""Writes marks into a PDF with pdfium. Runs in a process with limits, because the PDF may be malicious."""

import ctypes
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from readtui.errors import ExportError
from readtui.exporters.pdf.marks import NAME_PREFIX, Color, PdfMark, with_replies_as_text
from readtui.model.file_places import PageArea, Quad
from readtui.quick_dataclass import dataclass

# ------------------------------------------------------------------ the incremental update
# Appends changed objects to a PDF as an incremental update, which keeps the bytes of the original.
#
# Pdfium writes all objects that it has loaded, not only the changed ones, and its cross-reference streams are not
# valid (they lack a type and an end). So this module takes only the objects that differ between two of its updates,
# and writes the cross-references itself, in the form that the original uses. Source: ISO 32000-2, 7.5.4 to 7.5.8.

_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_TABLE_ROW = re.compile(rb"(\d{10}) (\d{5}) ([nf])")
_LATER_GENERATION = re.compile(rb"(?<!\d)(\d{1,9})\s{1,4}(?!0+\s)\d{1,5}\s{1,4}obj\b")
_REFERENCE = re.compile(rb"(?<!\d)(\d{1,9}) 0 R\b")
_SECTION = re.compile(rb"(\d+) (\d+)")
_HEAD = re.compile(rb"\s*(\d+)\s+(\d+)\s+obj\b")
_OWN_KEYS = re.compile(
    rb"/(?:Prev|Size|XRefStm|Length)\s+\d+|/Type\s*/XRef\b|/W\s*\[[\s\d]*\]|/Index\s*\[[\s\d]*\]"
    rb"|/DocChecksum\s*/\w+|/Filter\s*/\w+|/DecodeParms\s*<<[^<>]*>>"
)
_ID = re.compile(rb"/ID\s*\[\s*(<[0-9A-Fa-f\s]*>)\s*<[0-9A-Fa-f\s]*>\s*\]")
_PREVIOUS = re.compile(rb"/Prev\s+(\d+)")
_SIZE = re.compile(rb"/Size\s+(\d+)")
_TOKEN = re.compile(rb"\((?:\\.|[^\\)])*\)|<<|>>|<[^<>]*>|\bstream\b", re.DOTALL)
_OWN_NAME = b"/NM(readtui:"
_NAMED = re.compile(rb"/NM\s*\((readtui:[^()\\]*)\)")
_ANSWERS = re.compile(rb"/IRT\s*\((readtui:[^()\\]*)\)")
_BEFORE_TABLE = 64


class NotIncrementalError(Exception):
    """The update cannot be appended: its cross-references, or those of the original, are not as expected."""


@dataclass(frozen=True, slots=True)
class Update:
    """What pdfium appended to an original: its trailer, and the objects by number, each with its head and end.

    ``size``: the highest object number plus one.
    """

    objects: Mapping[int, bytes]
    trailer: bytes
    is_stream: bool
    previous: int
    size: int


def read_update(written: bytes, original: bytes) -> Update:
    """Read the update at the end of ``written``. Raises NotIncrementalError."""
    start = _START.search(written, max(0, len(written) - 200))
    if not start or not written.startswith(original):
        raise NotIncrementalError
    section = int(start[1])
    is_stream = not written.startswith(b"xref", section)
    places, trailer = (_stream if is_stream else _table)(written, section)
    places = {number: place for number, place in places.items() if place >= len(original)}
    ends = [*sorted(places.values())[1:], section]
    objects: dict[int, bytes] = {}
    for (number, place), end in zip(sorted(places.items(), key=lambda one: one[1]), ends, strict=True):
        head = _HEAD.match(written, place)
        if not head or int(head[1]) != number:
            raise NotIncrementalError
        objects[number] = written[place:end].strip()
    previous, size = _PREVIOUS.search(trailer), _SIZE.search(trailer)
    if not previous or not size or not _is_section(original, int(previous[1])):
        raise NotIncrementalError
    # Pdfium counts its own stream among the objects, and gives its number to the first new one the next time.
    return Update(objects, trailer, is_stream, int(previous[1]), int(size[1]) - is_stream)


def with_own_objects(objects: Mapping[int, bytes], first: int) -> dict[int, bytes]:
    """The objects with each of readtui's annotations as an object of its own, numbered from ``first``.

    Pdfium writes them into the page or its list, where some programs do not see them.
    """
    found = dict(objects)
    number = max([first, *(known + 1 for known in objects)])
    for known, written in objects.items():
        kept, start = bytearray(), 0
        for place, end in _ranges_of_own(written):
            kept += written[start:place] + b" %d 0 R " % number
            found[number] = b"%d 0 obj\n%s\nendobj" % (number, written[place:end])
            number, start = number + 1, end
        if start:
            found[known] = bytes(kept) + written[start:]
    return found


def with_references(objects: Mapping[int, bytes]) -> dict[int, bytes]:
    """The objects, in which a reply refers to the annotation whose name it has as that which it answers."""
    numbers: dict[bytes, int] = {}
    for number, written in sorted(objects.items()):
        if named := _NAMED.search(written):
            # An annotation over several pages is one on each.
            numbers.setdefault(named[1], number)

    def referring(found: re.Match[bytes]) -> bytes:
        number = numbers.get(found[1])
        return b"" if number is None else b"/IRT %d 0 R/RT/R" % number

    return {number: _ANSWERS.sub(referring, written) for number, written in objects.items()}


def _ranges_of_own(written: bytes) -> Iterator[tuple[int, int]]:
    """The ranges of readtui's annotations inside an object."""
    head = _HEAD.match(written)
    body = len(written) - len(written[head.end() :].lstrip()) if head else 0
    opened: list[int] = []
    for token in _TOKEN.finditer(written):
        if token[0] == b"<<":
            opened.append(token.start())
        elif token[0] == b">>" and opened:
            start = opened.pop()
            if start != body and _OWN_NAME in written[start : token.end()]:
                yield start, token.end()
        elif token[0] == b"stream":
            return


def appended(original: bytes, before: Update, update: Update, objects: Mapping[int, bytes]) -> bytes:
    """What to append to the original so that it has these objects. ``before``: the update without a change.

    Raises NotIncrementalError.
    """
    if not objects:
        return b""
    _require_first_generations(original, objects)
    separator = b"" if original.endswith((b"\n", b"\r")) else b"\n"
    body = bytearray(separator)
    if _ID.findall(before.trailer) != _ID.findall(update.trailer):
        # The original has no identifier, and pdfium generates a new one each time.
        update = replace(update, trailer=_ID.sub(b"", update.trailer))
    places: dict[int, int] = {}
    for number, written in sorted(objects.items()):
        places[number] = len(original) + len(body)
        body += written + b"\n"
    size = max([update.size, *(number + 1 for number in objects)])
    own = len(original) + len(body)
    if update.is_stream:
        places[size] = own
        body += _written_stream(places, size, update)
    else:
        body += _written_table(places) + b"trailer\n<<" + _entries(update, size, bytes(body)) + b">>\n"
    return bytes(body) + b"startxref\n%d\n%%%%EOF\n" % own


def _require_first_generations(original: bytes, objects: Mapping[int, bytes]) -> None:
    """Raise NotIncrementalError if an object, or one that it refers to, has another generation than 0.

    Pdfium writes all numbers with generation 0, so that the two would not be the same to a strict reader.
    """
    reused = {int(number) for number in _LATER_GENERATION.findall(original)}
    if reused and not reused.isdisjoint(objects):
        raise NotIncrementalError
    for written in objects.values() if reused else ():
        if not reused.isdisjoint(map(int, _REFERENCE.findall(written))):
            raise NotIncrementalError


def _table(written: bytes, section: int) -> tuple[dict[int, int], bytes]:
    """The positions of objects in a table, and the trailer's entries."""
    end = written.rfind(b"trailer")
    if end < section:
        raise NotIncrementalError
    places: dict[int, int] = {}
    number = 0
    for line in written[section + len(b"xref") : end].splitlines():
        if row := _TABLE_ROW.fullmatch(line.strip()):
            if row[3] == b"n":
                places[number] = int(row[1])
            number += 1
        elif head := _SECTION.fullmatch(line.strip()):
            number = int(head[1])
        elif line.strip():
            raise NotIncrementalError
    return places, _between(written[end + len(b"trailer") : written.rfind(b"startxref")])


def _stream(written: bytes, section: int) -> tuple[dict[int, int], bytes]:
    """The positions of objects in one of pdfium's uncompressed streams, and its dictionary's entries."""
    opens = written.find(b"stream", section)
    head = written[section:opens]
    index = re.search(rb"/Index\s*\[([\s\d]*)\]", head)
    widths = re.search(rb"/W\s*\[\s*0\s+(\d)\s+(\d)\s*\]", head)
    if opens < 0 or not index or not widths:
        raise NotIncrementalError
    pairs = [int(number) for number in index[1].split()]
    numbers = [
        first + step
        for first, count in zip(pairs[::2], pairs[1::2], strict=True)
        for step in range(min(count, len(written)))
    ]
    at = opens + len(b"stream")
    at += 2 if written.startswith(b"\r\n", at) else 1
    wide, row = int(widths[1]), int(widths[1]) + int(widths[2])
    if at + len(numbers) * row > len(written):
        raise NotIncrementalError
    places = {
        number: int.from_bytes(written[at + index * row : at + index * row + wide], "big")
        for index, number in enumerate(numbers)
    }
    return places, _between(head)


def _between(dictionary: bytes) -> bytes:
    """The entries between ``<<`` and ``>>``."""
    first, last = dictionary.find(b"<<"), dictionary.rfind(b">>")
    if not 0 <= first < last:
        raise NotIncrementalError
    return dictionary[first + 2 : last]


def _is_section(original: bytes, place: int) -> bool:
    """Whether cross-references begin at this position."""
    found = original[place : place + _BEFORE_TABLE]
    return found.lstrip().startswith(b"xref") or _HEAD.match(found) is not None


def _entries(update: Update, size: int, content: bytes) -> bytes:
    """The trailer's entries for this update; the second part of the file's identifier changes with the content."""
    changed = hashlib.md5(content, usedforsecurity=False).hexdigest().upper().encode()
    kept = _ID.sub(lambda found: b"/ID[" + found[1] + b"<" + changed + b">]", _OWN_KEYS.sub(b"", update.trailer))
    return kept.strip() + b"/Size %d/Prev %d" % (size, update.previous)


def _written_table(places: Mapping[int, int]) -> bytes:
    rows = b"".join(b"%d 1\n%010d 00000 n \n" % (number, place) for number, place in sorted(places.items()))
    return b"xref\n" + rows


def _written_stream(places: Mapping[int, int], size: int, update: Update) -> bytes:
    rows = b"".join(b"\x01%s\x00" % place.to_bytes(5, "big") for _, place in sorted(places.items()))
    index = b" ".join(b"%d 1" % number for number in sorted(places))
    entries = _entries(update, size + 1, rows)
    return (
        b"%d 0 obj\n<</Type/XRef/W[1 5 1]/Index[%s]/Length %d" % (size, index, len(rows))
        + entries
        + b">>stream\n"
        + rows
        + b"\nendstream\nendobj\n"
    )


# ------------------------------------------------------------------ marks

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
class MarksRequest:
    """The PDF ``data`` and the marks to write into it. ``name`` names it in errors."""

    data: bytes
    name: str
    marks: tuple[PdfMark, ...]


@dataclass(frozen=True, slots=True)
class PdfUpdate:
    """What to write after the first ``kept`` bytes of the original: all of them, or none if it was written anew."""

    kept: int
    rest: bytes


def write_marks(request: MarksRequest) -> PdfUpdate:
    """The PDF with the marks instead of all that readtui wrote into it before. Raises ExportError.

    A PDF whose cross-references are damaged is first written anew, because nothing can be appended to it.
    """
    update = _update(request.data, request)
    if update is not None:
        return PdfUpdate(len(request.data), update)
    with _opened(request.data, request.name) as document:
        anew = _saved(document, _pdfium().FPDF_NO_INCREMENTAL)
    update = _update(anew, request)
    if update is None:
        raise ExportError(
            f"cannot write annotations into {request.name}: it is damaged",
            "Repair it first, for example: qpdf FILE REPAIRED",
        )
    return PdfUpdate(0, anew + update)


def _update(data: bytes, request: MarksRequest) -> bytes | None:
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


def _holds(written: bytes, request: MarksRequest) -> bool:
    """Whether the PDF can be opened and has exactly these marks."""
    wanted = sum(max(1, len(mark.areas)) for mark in request.marks)
    with _opened(written, request.name) as document:
        return sum(map(len, _own_annotations(document).values())) == wanted


def _add_marks(page: Any, index: int, marks: Sequence[PdfMark]) -> None:
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


def _add_highlight(page: Any, mark: PdfMark, area: PageArea) -> None:
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


def _add_note(page: Any, mark: PdfMark, number: int, *, top: float | None = None) -> None:
    """Add a note in the right margin of the page, at its corner or at the height ``top``, below existing ones."""
    pdfium = _pdfium()
    box = pdfium.FS_RECTF()
    _check(pdfium.FPDF_GetPageBoundingBox(page, box))
    right, top = box.right - _NOTE_MARGIN, box.top - _NOTE_MARGIN if top is None else top
    top = max(box.bottom + _NOTE_SIZE, top - number * (_NOTE_SIZE + _GAP))
    with _annotation(page, pdfium.FPDF_ANNOT_TEXT) as annotation:
        _check(pdfium.FPDFAnnot_SetRect(annotation, pdfium.FS_RECTF(right - _NOTE_SIZE, top, right, top - _NOTE_SIZE)))
        _describe(annotation, mark, mark.color or _NOTE_COLOR)


def _describe(annotation: Any, mark: PdfMark, color: Color) -> None:
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
