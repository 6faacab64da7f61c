"""Small PDFs for tests: lines of text at given positions, in standard fonts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_FONTS = ("Helvetica", "Helvetica-Bold", "Helvetica-Oblique", "Courier", "Courier-BoldOblique")


@dataclass(frozen=True)
class Text:
    """A line of text. ``x``, ``y``: the left end of its baseline, in points from the lower left corner."""

    x: float
    y: float
    text: str
    size: float = 10
    font: str = "Helvetica"


@dataclass(frozen=True)
class Rule:
    """A thin line from one point to another."""

    x: float
    y: float
    to_x: float
    to_y: float


@dataclass(frozen=True)
class Photo:
    """A picture, whose lower left corner is at ``x``, ``y``. ``entries``: those of its dictionary."""

    x: float
    y: float
    width: float
    height: float
    data: bytes
    entries: bytes = b"/Width 80 /Height 60 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode"

    @property
    def stream(self) -> bytes:
        return b"<< /Type /XObject /Subtype /Image %s /Length %d >>\nstream\n%s\nendstream" % (
            self.entries,
            len(self.data),
            self.data,
        )


def pdf(
    pages: Sequence[Sequence[Text | Rule | Photo]],
    *,
    info: Mapping[str, str] | None = None,
    outline: Sequence[tuple[str, int]] = (),
    link: tuple[str, tuple[float, float, float, float]] | None = None,
    page_count: int | None = None,
    encrypted: bool = False,
    labels: str = "",
) -> bytes:
    """The bytes of a PDF. ``outline``: titles and pages, counted from 0. ``link``: a URL and its place on each page.

    ``labels``: what its pages are called, as in the array of a PDF's page labels.
    """
    objects: list[bytes] = [b""] * 3
    fonts = b" ".join(b"/F%d %d 0 R" % (index, 3 + index) for index in range(1, len(_FONTS) + 1))
    objects += [
        f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>".encode() for name in _FONTS
    ]
    kids: list[int] = []
    for page in pages:
        photos = [one for one in page if isinstance(one, Photo)]
        names = b"".join(b"/Im%d %d 0 R " % (at, len(objects) + 1 + at) for at in range(len(photos)))
        objects += [one.stream for one in photos]
        content = b"".join(_shown(one) for one in page if not isinstance(one, Photo))
        content += b"".join(
            b"q %g 0 0 %g %g %g cm /Im%d Do Q\n" % (one.width, one.height, one.x, one.y, at)
            for at, one in enumerate(photos)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        annotation = b""
        if link:
            box = " ".join(f"{edge:g}" for edge in link[1])
            annotation = (
                f"/Annots [<< /Type /Annot /Subtype /Link /Rect [{box}] /A << /S /URI /URI ({link[0]}) >> >>]".encode()
            )
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << %s >> /XObject << %s >> >> %s >>" % (len(objects), fonts, names, annotation)
        )
        kids.append(len(objects))
    catalog = b"<< /Type /Catalog /Pages 2 0 R"
    if outline:
        first = len(objects) + 2
        objects.append(b"<< /First %d 0 R /Last %d 0 R >>" % (first, first + len(outline) - 1))
        catalog += b" /Outlines %d 0 R" % (first - 1)
        for index, (title, page_index) in enumerate(outline):
            following = b"/Next %d 0 R" % (first + index + 1) if index + 1 < len(outline) else b""
            objects.append(
                b"<< /Title (%s) /Parent %d 0 R /Dest [%d 0 R /Fit] %s >>"
                % (_escaped(title), first - 1, kids[page_index], following)
            )
    if labels:
        catalog += f" /PageLabels << /Nums [{labels}] >>".encode()
    objects[0] = catalog + b" >>"
    listed = b" ".join(b"%d 0 R" % kid for kid in kids)
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (listed, page_count or len(kids))
    entries = b" ".join(b"/%s (%s)" % (key.encode(), _escaped(value)) for key, value in (info or {}).items())
    objects[2] = b"<< %s >>" % entries
    trailer = b"/Root 1 0 R /Info 3 0 R"
    if encrypted:
        objects.append(b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (b"31" * 32, b"32" * 32))
        trailer += b" /Encrypt %d 0 R /ID [<00> <00>]" % len(objects)
    return _file(objects, trailer)


def pdf_with_content(content: bytes, entries: bytes = b"") -> bytes:
    """A page with this content stream. ``entries``: more entries of the stream's dictionary."""
    fonts = b"<< /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font %s >> >>" % fonts,
        b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content),
    ]
    return _file(objects, b"/Root 1 0 R")


def book(pages: int, *, last: Sequence[Text | Rule | Photo] = ()) -> bytes:
    """A long document with heads, page numbers, divided words and notes. ``last``: more on its last page."""
    made: list[list[Text | Rule | Photo]] = []
    for number in range(1, pages + 1):
        head = [Text(72, 800, f"The valley {'' if number % 2 else '- A chapter'}", 8), Text(290, 40, str(number), 8)]
        lines = [
            f"On page {number} the river leaves the hills above mill {number} and comes",
            f"to the valley where nobody in summer {number} hurries the riv-",
            f"er and so the ferryman became the keeper of bridge {number}, which",
        ]
        note = [Text(72, 80, f"{number}. What the keeper said of bridge {number} was never written down.", 7)]
        made.append([*head, *paragraph(72, 740, lines), *note])
    made[-1] += last
    return pdf(made, info={"Title": "The valley"})


def hebrew_pdf(lines: Sequence[str], right: float = 500) -> bytes:
    """A page with lines of Hebrew letters, digits and spaces that start at ``right`` and run to the left.

    The letters are drawn as Latin letters of equal width, and a character map says which ones they stand for.
    """
    content = b""
    for row, line in enumerate(lines):
        seen = "".join(chr(ord(char) - 0x5D0 + 0x41) if char > "\x7f" else char for char in reversed(line))
        seen = re.sub(r"\d+", lambda number: number[0][::-1], seen)
        content += _shown(Text(right - 6 * len(line), 700 - row * 14, seen, 10, "Courier"))
    ranges = b"2 beginbfrange <20> <3F> <0020> <41> <5B> <05D0> endbfrange"
    character_map = (
        b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange\n"
        + ranges
        + b"\nendcmap end"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F4 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /ToUnicode 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(character_map), character_map),
    ]
    return _file(objects, b"/Root 1 0 R")


def nested_forms_pdf(levels: int) -> bytes:
    """A bomb: a page that draws a form ten times, which draws the next one ten times, and so on down to a word."""
    font = b"/Font << /F1 4 0 R >>"
    first = 6
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R "
        b"/Resources << /XObject << /X %d 0 R >> >> >>" % first,
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length 60 >>\nstream\n%s\nendstream" % (b"/X Do " * 10),
    ]
    for level in range(levels):
        is_last = level == levels - 1
        content = b"BT /F1 10 Tf 72 700 Td (boom) Tj ET" if is_last else b"/X Do " * 10
        resources = font if is_last else b"/XObject << /X %d 0 R >>" % (first + level + 1)
        objects.append(
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << %s >> /Length %d >>\n"
            b"stream\n%s\nendstream" % (resources, len(content), content)
        )
    return _file(objects, b"/Root 1 0 R")


def tagged_pdf(elements: Sequence[tuple[str, Sequence[Text | Rule]]], alternative: str = "") -> bytes:
    """A tagged page. ``elements``: types of structure elements and their lines; each ``LI`` is an item of one list.
    ``alternative``: that of each ``Figure``.
    """
    first = 9
    content = b"".join(
        b"/%s << /MCID %d >> BDC\n%sEMC\n" % (kind.encode(), number, b"".join(map(_shown, lines)))
        for number, (kind, lines) in enumerate(elements)
    )
    fonts = b"<< /F1 4 0 R >>"
    kids = b" ".join(b"%d 0 R" % (8 if kind == "LI" else first + at) for at, (kind, _) in enumerate(elements))
    items = b" ".join(b"%d 0 R" % (first + at) for at, (kind, _) in enumerate(elements) if kind == "LI")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /MarkInfo << /Marked true >> /StructTreeRoot 6 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /StructParents 0 "
        b"/Resources << /Font %s >> >>" % fonts,
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /StructTreeRoot /K 7 0 R /ParentTree << /Nums [0 [%s]] >> >>"
        % b" ".join(b"%d 0 R" % (first + at) for at in range(len(elements))),
        b"<< /Type /StructElem /S /Document /P 6 0 R /K [%s] >>" % kids,
        b"<< /Type /StructElem /S /L /P 7 0 R /K [%s] >>" % items,
    ]
    objects += [
        b"<< /Type /StructElem /S /%s /P %d 0 R /Pg 3 0 R /K %d /Alt (%s) >>"
        % (kind.encode(), 8 if kind == "LI" else 7, number, _escaped(alternative if kind == "Figure" else ""))
        for number, (kind, _) in enumerate(elements)
    ]
    return _file(objects, b"/Root 1 0 R")


def _file(objects: Sequence[bytes], trailer: bytes) -> bytes:
    data = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, table, len(objects) + 1, trailer, len(data))
    )


def _shown(line: Text | Rule) -> bytes:
    if isinstance(line, Rule):
        return b"0.5 w %g %g m %g %g l S\n" % (line.x, line.y, line.to_x, line.to_y)
    font = _FONTS.index(line.font) + 1
    return b"BT /F%d %g Tf %g %g Td (%s) Tj ET\n" % (font, line.size, line.x, line.y, _escaped(line.text))


def _escaped(text: str) -> bytes:
    return text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def paragraph(x: float, y: float, lines: Sequence[str], *, size: float = 10, indent: float = 0) -> list[Text]:
    """Lines below each other, 1.2 times their size apart. The first one is indented by ``indent`` points."""
    return [Text(x + (0 if row else indent), y - row * size * 1.2, line, size) for row, line in enumerate(lines)]
