"""The words in a book's drawings (SVG): the drawn text, otherwise the drawing's description."""

from collections.abc import Iterator, Sequence

from lxml import etree
from lxml.etree import _Element

from readtui.importers.dom.alternatives import told

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
