"""Small EPUB and DOCX files for tests."""

import io
import zipfile
from collections.abc import Mapping

CONTAINER = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>
<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""
_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def zip_of(members: Mapping[str, str | bytes]) -> bytes:
    """An archive of these members, compressed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def xhtml(body: str, direction: str = "") -> str:
    """A chapter of a book."""
    stated = f' dir="{direction}"' if direction else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html>'
        f'<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"{stated}>'
        f"<head><title>ignored</title></head><body>{body}</body></html>"
    )


def package(
    chapters: Mapping[str, str],
    *,
    metadata: str = "<dc:title>A Walk</dc:title><dc:language>en</dc:language>",
    items: str = "",
    spine: str = "",
    spine_attributes: str = "",
) -> str:
    """The package document of a book. ``chapters``: hrefs, and the attributes of their references in the spine."""
    listed = "".join(
        f'<item id="c{index}" href="{href}" media-type="application/xhtml+xml"/>' for index, href in enumerate(chapters)
    )
    order = "".join(f'<itemref idref="c{index}" {given}/>' for index, given in enumerate(chapters.values()))
    return (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{metadata}</metadata>'
        f"<manifest>{listed}{items}</manifest><spine {spine_attributes}>{order}{spine}</spine></package>"
    )


def epub(chapters: Mapping[str, str], more: Mapping[str, str | bytes] | None = None, **described: str) -> bytes:
    """A book with these chapters in this order. ``described``: see ``package``."""
    members: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": package(dict.fromkeys(chapters, ""), **described),
    }
    members |= {f"OEBPS/{href}": xhtml(body) for href, body in chapters.items()}
    return zip_of(members | dict(more or {}))


def docx(
    body: str,
    *,
    parts: Mapping[str, str | bytes] | None = None,
    styles: Mapping[str, str] | None = None,
    more_styles: str = "",
    targets: Mapping[str, tuple[str, str]] | None = None,
) -> bytes:
    """A document with this body.

    ``parts``: more members, by kind (``footnotes``) or full name. ``styles``: names of paragraph styles by id.
    ``more_styles``: markup of other styles. ``targets``: kind and target of more relations, by id.
    """
    relations = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}" TargetMode="{_mode(kind)}"/>'
        for key, (kind, target) in (targets or {}).items()
    )
    members: dict[str, str | bytes] = {
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" Type="{_OFFICE}/officeDocument"'
        ' Target="word/document.xml"/></Relationships>',
        "word/document.xml": _wrapped("document", f"<w:body>{body}</w:body>"),
    }
    for number, (name, content) in enumerate((parts or {}).items(), 1):
        if "/" in name:
            members[name] = content
            continue
        members[f"word/{name}.xml"] = _wrapped(name, str(content))
        relations += f'<Relationship Id="p{number}" Type="{_OFFICE}/{name}" Target="{name}.xml"/>'
    defined = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in (styles or {}).items()
    )
    members["word/styles.xml"] = _wrapped("styles", defined + more_styles)
    relations += f'<Relationship Id="s" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    members["word/_rels/document.xml.rels"] = (
        f'<Relationships xmlns="{_RELATIONS}">{relations}<Relationship Id="link" Type="{_OFFICE}/hyperlink"'
        ' Target="https://a.example/" TargetMode="External"/></Relationships>'
    )
    return zip_of(members)


def _mode(kind: str) -> str:
    return "External" if kind == "hyperlink" else "Internal"


def _wrapped(tag: str, content: str) -> str:
    return f'<w:{tag} {_WORD} xmlns:r="{_OFFICE}">{content}</w:{tag}>'


def word_paragraph(text: str, style: str = "", inside: str = "") -> str:
    """A paragraph of a Word document; ``inside``: markup after the text."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{properties}<w:r><w:t xml:space="preserve">{text}</w:t></w:r>{inside}</w:p>'
