"""Turns a chapter of an EPUB into a part of the book's tree: plain element names, book-wide names and links."""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote

from lxml import etree
from lxml.etree import _Element

from readtui.importers.common.finished_article import stated_direction
from readtui.importers.common.xml_safe import as_utf8, parse_xml, without_doctype
from readtui.importers.common.zip_safe import SafeZip
from readtui.importers.dom.alternatives import told
from readtui.importers.dom.markup import decode_page, parse_page
from readtui.importers.dom.tables import cut_spans
from readtui.importers.epub.package import TocEntry, member, text_of
from readtui.model.image import MEMBER

_TYPE = "{http://www.idpf.org/2007/ops}type"
_NOTES = frozenset({"footnote", "endnote", "rearnote", "note", "footnotes", "endnotes", "rearnotes"})
_PAGE_PARTS = frozenset({"aside", "footer", "header", "nav", "form"})
_HEADING = re.compile(r"h([1-6])")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def chapter_tree(data: bytes, name: str) -> etree._Element:
    """A chapter's body as a division with HTML's plain element names; broken XHTML is parsed like HTML."""
    root: etree._Element | None = parse_xml(data, repair=False)
    if root is None:
        root = parse_page(decode_page(without_doctype(as_utf8(data)), name=name))
    for element in root.iter():
        if not isinstance(element.tag, str):
            element.text = None
        elif element.tag.startswith("{"):
            element.tag = element.tag.rpartition("}")[2].lower()
        if element.tag in _PAGE_PARTS or _is_note(element):
            element.tag = "div" if element.tag in _PAGE_PARTS else element.tag
            for attribute in ("hidden", "role", "style"):
                element.attrib.pop(attribute, None)
    for reference in root.iter("a"):
        if "noteref" in f"{reference.get(_TYPE, '')} {reference.get('role', '')}":
            _raise_number(reference)
    if root.tag == "svg":
        drawing, root = root, etree.Element("html")
        root.append(drawing)
    write_out_drawings(root)
    for switch in list(root.iter("switch")):
        _decide(switch)
    body = root.find(".//body")
    body = body if body is not None else root
    body.tag = "div"
    cut_spans(body)
    return body


def direction_of(chapter: etree._Element) -> str:
    """The direction stated by the chapter's body or its document; "" for none."""
    parent = chapter.getparent()
    return stated_direction(chapter.get("dir"), parent.get("dir") if parent is not None else None)


def _decide(switch: etree._Element) -> None:
    """Of the cases of a switch, keep the one with formulas, otherwise the one that every reader supports."""
    formula = next((case for case in switch.findall("case") if next(case.iter("math"), None) is not None), None)
    kept = formula if formula is not None else switch.find("default")
    for case in list(switch) if kept is not None else ():
        if case is not kept:
            switch.remove(case)


def _raise_number(reference: etree._Element) -> None:
    """Mark a note number as superscript if only the book's style sheet does."""
    if len(reference) == 0 and next(reference.iterancestors("sup"), None) is None:
        raised = etree.SubElement(reference, "sup")
        raised.text, reference.text = reference.text, None


def _is_note(element: etree._Element) -> bool:
    return not _NOTES.isdisjoint(element.get(_TYPE, "").split()) or "footnote" in element.get("role", "")


def name_of(number: int, fragment: str = "") -> str:
    """The book-wide name of a place in chapter ``number``."""
    return f"{number}/{fragment}"


def join_to_book(body: etree._Element, archive: SafeZip, path: str, numbers: Mapping[str, int]) -> None:
    """Make the chapter's names and internal links book-wide. ``numbers``: the number of each chapter, by path."""
    number = numbers[path]
    for element in body.iter(etree.Element):
        for attribute in ("id", "name"):
            if element.get(attribute):
                element.set(attribute, name_of(number, element.get(attribute, "")))
        if element.get("href"):
            _link_to_book(element, archive, path, numbers)
        if element.tag == "img":
            _name_member(element, archive, path)
    body.set("id", name_of(number))


def _name_member(image: etree._Element, archive: SafeZip, path: str) -> None:
    """Make an image's address the name of a member of the archive."""
    reference = image.get("src", "").strip()
    for attribute in ("srcset", "data-src"):
        image.attrib.pop(attribute, None)
    if not _SCHEME.match(reference):
        image.set("src", f"{MEMBER}{member(archive, posixpath.dirname(path), reference)}")


def _link_to_book(element: etree._Element, archive: SafeZip, path: str, numbers: Mapping[str, int]) -> None:
    reference = element.get("href", "").strip()
    if _SCHEME.match(reference) or reference.startswith("//"):
        return
    target, _, fragment = reference.partition("#")
    to = member(archive, posixpath.dirname(path), target) if target else path
    if to in numbers:
        element.set("href", f"#{name_of(numbers[to], unquote(fragment))}")
    else:
        del element.attrib["href"]


def add_missing_headings(body: etree._Element, number: int, entries: Sequence[TocEntry]) -> None:
    """Insert missing headings at the targets of the table of contents; ``entries`` are those of this chapter."""
    places = {element.get("id", ""): element for element in body.iter(etree.Element)}
    for entry in entries:
        place = places.get(name_of(number, entry.fragment))
        if place is None or _has_heading(place, entry.title):
            continue
        heading = etree.Element(f"h{min(6, entry.depth + 1)}")
        heading.text = entry.title
        if place is body:
            body.insert(0, heading)
            heading.tail, body.text = body.text, None
        elif place.getparent() is not None:
            _block_around(place).addprevious(heading)


def _block_around(place: etree._Element) -> etree._Element:
    for element in (place, *place.iterancestors()):
        if element.tag in ("p", "table", "ul", "ol", "dl", "blockquote", "section", "figure", "div"):
            return element
    return place


def _has_heading(place: etree._Element, title: str) -> bool:
    """Whether the place is a heading, is inside one, or is soon followed by one."""
    if any(_HEADING.fullmatch(str(one.tag)) for one in (place, *place.iterancestors())):
        return True
    wanted = title.casefold()
    for element in _following(place, 12):
        if _HEADING.fullmatch(str(element.tag)):
            return True
        if element.tag == "p" and text_of(element).casefold() == wanted:
            element.tag = "h2"
            return True
    return False


def _following(place: etree._Element, most: int) -> Iterator[etree._Element]:
    """The elements inside and after a place, in order."""
    element: etree._Element | None = place
    for inside in place.iter(etree.Element):
        if most == 0:
            return
        most -= 1
        yield inside
    while most and element is not None:
        following = element.getnext()
        element = following if following is not None else element.getparent()
        if following is not None and isinstance(following.tag, str):
            most -= 1
            yield following


def lower_headings(body: etree._Element) -> None:
    """Lower each heading by one rank, at most to the sixth."""
    for element in body.iter(*(f"h{rank}" for rank in range(1, 6))):
        element.tag = f"h{int(str(element.tag)[1]) + 1}"


_NOT_DRAWN = ("defs", "symbol", "metadata", "foreignobject", "style", "script")
_LINE_OF_TEXT = ("p", "span", "a", "em", "strong", "b", "i", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd")


def write_out_drawings(root: _Element) -> None:
    """Replace drawings with captions, in a tree with plain element names; HTML inside drawings stays."""
    for drawing in [one for one in root.iter("svg") if next(one.iterancestors("svg"), None) is None]:
        parent = drawing.getparent()
        if parent is not None:
            replacement = _replacement(drawing, is_in_line=_stands_in_line(drawing, parent))
            replacement.tail, drawing.tail = drawing.tail, None
            parent.replace(drawing, replacement)


def _replacement(drawing: _Element, *, is_in_line: bool) -> _Element:
    lines = [] if drawing.get("aria-hidden") == "true" else list(_drawn_lines(drawing)) or _description(drawing)
    if is_in_line:
        words = etree.Element("span")
        words.text = " ".join(lines)
        return words
    around = etree.Element("div")
    if (image := next(drawing.iter("image"), None)) is not None:
        # A cover is often a drawing that only holds a photograph.
        reference = next((value for key, value in image.items() if str(key).endswith("href")), "")
        etree.SubElement(around, "img").set("src", str(reference))
    if lines:
        around.append(_caption(lines))
    for foreign in drawing.iter("foreignobject"):
        held = etree.SubElement(around, "div")
        held.text = foreign.text
        held.extend(list(foreign))
    return around


def _caption(lines: Sequence[str]) -> _Element:
    caption = etree.Element("figcaption")
    caption.text = lines[0]
    for line in lines[1:]:
        etree.SubElement(caption, "br").tail = line
    return caption


def _drawn_lines(drawing: _Element) -> Iterator[str]:
    for text in drawing.iter("text"):
        if next(text.iterancestors(*_NOT_DRAWN), None) is None:
            spans = [str(piece) for piece in text.itertext(tag=etree.Element)]
            if line := " ".join("".join(spans).split()):
                yield line


def _description(drawing: _Element) -> list[str]:
    for name in ("desc", "title"):
        found = next((one for one in drawing.iterchildren(name)), None)
        words = told("".join(map(str, found.itertext()))) if found is not None else ""
        if words:
            return [words]
    label = told(drawing.get("aria-label") or "")
    return [label] if label else []


def _stands_in_line(drawing: _Element, parent: _Element) -> bool:
    """Whether a drawing is part of a line of text, like an initial or a symbol."""
    if parent.tag not in _LINE_OF_TEXT:
        return False
    beside = (parent.text, drawing.tail, *(child.tail for child in parent))
    return any(text and text.strip() for text in beside)
