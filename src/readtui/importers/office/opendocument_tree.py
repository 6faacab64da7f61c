"""Turns an OpenDocument text into a tree of HTML elements, which the shared walk turns into blocks."""

import re
from collections.abc import Callable
from copy import deepcopy

from lxml import etree
from lxml.etree import _Element

from readtui.importers.dom.elements import GIVEN_LABEL
from readtui.importers.dom.tables import cut_spans
from readtui.importers.mathematics.mathml import text_of_math
from readtui.model.image import MEMBER, PART
from readtui.quick_dataclass import dataclass
from readtui.text.word_tables import word_set

_MOST_STEPS = 20
_MOST_SPACES = 200
_MOST_REPEATED = 50
_REPEATED_IN_ALL = 5_000
_CODE_STYLES = ("preformatted", "source", "code", "listing", "quellcode")
_QUOTE_STYLES = ("quotation", "quote", "block text")
_FORMATS = {"1": "1", "a": "a", "A": "A", "i": "i", "I": "I"}
_ESCAPED = re.compile(r"_([0-9a-f]{2})_")
_WHITE = re.compile(r"[ \t\r\n]+")
_COUNTED = {"s": "\ue000", "tab": "\ue001", "line-break": "\ue002"}
"""Private-use characters protect this white space while the rest is removed."""
_UNCOUNTED = str.maketrans("\ue000\ue001\ue002", " \t\n")
_SKIPPED = word_set(
    """
    tracked-changes annotation annotation-end sequence-decls forms variable-decls user-field-decls
    table-of-content-source index-title-template binary-data desc title script event-listeners
    """
)

ReadPart = Callable[[str], _Element | None]
"""Returns the root of another part of the document by name; None if there is none."""
_MOST_PICTURES = 5_000
_SHOWN = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp")
_SHOWN_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp")


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    parent: str
    is_bold: bool | None
    is_italic: bool | None
    is_struck: bool | None
    position: str
    is_fixed: bool


class DocumentTree:
    """Converts one document to a tree of HTML elements, once. ``title`` is the text of its title paragraph."""

    def __init__(self, content: _Element, styles: _Element | None, read_part: ReadPart) -> None:
        self.title = ""
        self._read_part = read_part
        self._content = content
        roots = [root for root in (styles, content) if root is not None]
        self._styles = {_own(one, "name"): _style(one) for root in roots for one in root.iter("{*}style")}
        self._lists = {_own(one, "name"): _list_kinds(one) for root in roots for one in root.iter("{*}list-style")}
        self._notes: list[_Element] = []
        self._repeats = _REPEATED_IN_ALL

    def body(self) -> _Element:
        """The whole text, with notes as items at its end. Ignores what it does not know."""
        division = etree.Element("div")
        text = next(self._content.iter("{*}text"), None)
        if text is not None:
            self._add_children(text, division, [])
        if self._notes:
            items = etree.SubElement(division, "ul")
            items.extend(self._notes)
        cut_spans(division)
        return division

    # ------------------------------------------------------------------ blocks

    def _add_children(self, source: _Element, target: _Element, lists: list[str]) -> None:
        _add_text(target, source.text)
        for child in source:
            if isinstance(child.tag, str):
                self._add(child, target, lists)
            _add_text(target, child.tail)

    def _add(self, source: _Element, target: _Element, lists: list[str]) -> None:
        name = _local(source)
        if name in _SKIPPED or _own(source, "display") == "none":
            return
        if name == "h":
            level = _own(source, "outline-level")
            self._into(source, target, f"h{min(6, int(level)) if level.isdecimal() and level != '0' else 1}", lists)
        elif name == "p":
            self._add_paragraph(source, target, lists)
        elif name == "list":
            self._add_list(source, target, lists)
        elif name in ("list-item", "list-header"):
            self._into(source, target, "li", lists)
        elif name in ("table", "table-row", "table-cell", "covered-table-cell", "table-header-rows"):
            self._add_table_part(source, target, name)
        elif name == "a":
            link = self._into(source, target, "a", lists)
            link.set("href", _own_link(source))
        elif name == "span":
            self._add_span(source, target, lists)
        elif name == "ruby-text":
            if "".join(map(str, source.itertext())).strip():
                self._into(source, target, "rt", lists)
        elif name == "note":
            self._add_note(source, target)
        elif name in ("s", "tab", "line-break", "soft-page-break"):
            self._add_space(source, target, name)
        elif name in ("bookmark", "bookmark-start", "reference-mark"):
            etree.SubElement(target, "a").set("id", _own(source, "name"))
        elif name == "frame" and source.find("{*}text-box") is None:
            self._add_object(source, target)
        else:
            self._into(source, target, "div" if name in ("section", "text-box", "index-body") else "span", lists)

    def _into(self, source: _Element, target: _Element, tag: str, lists: list[str]) -> _Element:
        element = etree.SubElement(target, tag)
        self._add_children(source, element, lists)
        return element

    def _add_paragraph(self, source: _Element, target: _Element, lists: list[str]) -> None:
        names = self._chain(_own(source, "style-name"))
        if "title" in names and not self.title:
            self.title = " ".join("".join(map(str, source.itertext())).split())
            self._into(source, target, "h1", lists)
        elif any(name.startswith(_QUOTE_STYLES) for name in names):
            self._into(source, etree.SubElement(target, "blockquote"), "p", lists)
        elif any(name.startswith(_CODE_STYLES) for name in names):
            before = target[-1] if len(target) else None
            if before is not None and before.tag == "pre":
                before.text = f"{before.text}\n{_code_line(source)}"
            else:
                etree.SubElement(target, "pre").text = _code_line(source)
        elif any(name in ("caption", "illustration", "figure", "drawing", "text") for name in names):
            self._into(source, etree.SubElement(target, "figure"), "figcaption", lists)
        else:
            self._into(source, target, "p", lists)

    def _add_list(self, source: _Element, target: _Element, lists: list[str]) -> None:
        style = _own(source, "style-name") or (lists[0] if lists else "")
        kind, start = self._lists.get(style, {}).get(len(lists) + 1, ("", 1))
        element = etree.SubElement(target, "ol" if kind else "ul")
        if kind:
            element.set("type", kind)
            element.set("start", str(start))
        self._add_children(source, element, [*lists, style])

    def _add_table_part(self, source: _Element, target: _Element, name: str) -> None:
        if name == "table-header-rows":
            self._into(source, target, "thead", [])
            return
        tag = {"table": "table", "table-row": "tr"}.get(name, "td")
        element = etree.SubElement(target, tag)
        if name == "covered-table-cell":
            # A spanning cell covers this one.
            target.remove(element)
            return
        for attribute, given in (("colspan", "number-columns-spanned"), ("rowspan", "number-rows-spanned")):
            if _own(source, given):
                element.set(attribute, _own(source, given))
        self._add_children(source, element, [])
        repeated = _own(source, "number-columns-repeated")
        for _ in range(min(int(repeated[:3]) if repeated.isdecimal() else 1, _MOST_REPEATED, self._repeats + 1) - 1):
            self._repeats -= 1
            target.append(deepcopy(element))

    # ------------------------------------------------------------------ in a paragraph

    def _add_span(self, source: _Element, target: _Element, lists: list[str]) -> None:
        for tag in self._tags_of(_own(source, "style-name")):
            target = etree.SubElement(target, tag)
        self._into(source, target, "span", lists)

    def _tags_of(self, style_name: str) -> list[str]:
        found: dict[str, bool] = {}
        for _ in range(_MOST_STEPS):
            style = self._styles.get(style_name)
            if style is None:
                break
            switches = (("strong", style.is_bold), ("em", style.is_italic), ("s", style.is_struck))
            for tag, is_on in switches:
                if is_on is not None:
                    found.setdefault(tag, is_on)
            if style.position:
                found.setdefault("sub" if style.position.startswith(("sub", "-")) else "sup", True)
            if style.is_fixed or "source" in style.name.lower():
                found.setdefault("code", True)
            style_name = style.parent
        return [tag for tag, is_on in found.items() if is_on]

    def _add_note(self, source: _Element, target: _Element) -> None:
        number = len(self._notes) + 1
        citation, body = source.find("{*}note-citation"), source.find("{*}note-body")
        raised = etree.SubElement(target, "sup")
        link = etree.SubElement(raised, "a")
        link.set("id", f"note-ref-{number}")
        link.set("href", f"#note-{number}")
        link.text = (citation.text if citation is not None else None) or str(number)
        item = etree.Element("li")
        item.set("id", f"note-{number}")
        item.set(GIVEN_LABEL, f"[{link.text.strip()}]")
        self._notes.append(item)
        if body is not None:
            self._add_children(body, item, [])
        back = etree.SubElement(item[-1] if len(item) else item, "a")
        back.set("href", f"#note-ref-{number}")
        back.text = "↩"
        _add_text_before(back, " ")

    def _add_space(self, source: _Element, target: _Element, name: str) -> None:
        if name == "line-break":
            etree.SubElement(target, "br")
        elif name == "tab":
            _add_text(target, "\t")
        elif name == "s":
            count = _own(source, "c")
            _add_text(target, " " * min(_MOST_SPACES, int(count[:6]) if count.isdecimal() else 1))

    def _add_object(self, frame: _Element, target: _Element) -> None:
        """Add a formula as text; for anything else in a frame, its picture and its description."""
        held = frame.find("{*}object")
        root = None
        if held is not None:
            root = next(held.iter("{*}math"), None)
            root = root if root is not None else self._read_part(f"{_own(held, 'href').strip('./')}/content.xml")
        if root is not None and _local(root) == "math":
            _add_text(target, text_of_math(root))
            return
        if (picture := picture_in(frame)) is not None:
            target.append(picture)

    # ------------------------------------------------------------------ styles

    def _chain(self, style_name: str) -> list[str]:
        """The display names of a style and its base styles, in lowercase."""
        names = []
        for _ in range(_MOST_STEPS):
            style = self._styles.get(style_name)
            names.append(_ESCAPED.sub(lambda code: chr(int(code[1], 16)), style_name).lower())
            if style is None or not style.parent:
                break
            style_name = style.parent
        return names


def _style(element: _Element) -> _Style:
    properties = element.find("{*}text-properties")

    def said(name: str) -> str:
        return "" if properties is None else _own(properties, name)

    weight, slant, line = said("font-weight"), said("font-style"), said("text-line-through-style")
    return _Style(
        name=_own(element, "name"),
        parent=_own(element, "parent-style-name"),
        is_bold=(weight not in ("normal", "400")) if weight else None,
        is_italic=(slant != "normal") if slant else None,
        is_struck=(line != "none") if line else None,
        position=said("text-position").removeprefix("0%"),
        is_fixed="mono" in said("font-name").lower() or said("font-pitch") == "fixed",
    )


def _list_kinds(element: _Element) -> dict[int, tuple[str, int]]:
    """The numbering and start of each level (from 1) of a list, without bullet levels."""
    kinds: dict[int, tuple[str, int]] = {}
    for level in element.iterchildren("{*}list-level-style-number"):
        depth, start, form = _own(level, "level"), _own(level, "start-value"), _own(level, "num-format")
        if depth.isdecimal() and form in _FORMATS:
            kinds[int(depth)] = (_FORMATS[form], int(start[:6]) if start.isdecimal() else 1)
    return kinds


def _code_line(paragraph: _Element) -> str:
    """A line of code: only explicit white space counts."""
    pieces = [paragraph.text or ""]
    for element in paragraph.iterdescendants(etree.Element):
        name = _local(element)
        count = _own(element, "c")
        spaces = min(_MOST_SPACES, int(count[:6])) if count.isdecimal() else 1
        pieces += (_COUNTED.get(name, "") * (spaces if name == "s" else 1), element.text or "", element.tail or "")
    line = _WHITE.sub(" ", "".join(pieces)).strip(" ")
    return line.translate(_UNCOUNTED)


def _own(element: _Element, name: str) -> str:
    """An attribute by its local name."""
    return next((str(value) for key, value in element.items() if str(key).rpartition("}")[2] == name), "")


def _own_link(element: _Element) -> str:
    target = _own(element, "href")
    return target.partition("|")[0] if target.startswith("#") else target


def _local(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _add_text(target: _Element, text: str | None) -> None:
    if not text:
        return
    if len(target):
        target[-1].tail = (target[-1].tail or "") + text
    else:
        target.text = (target.text or "") + text


def _add_text_before(element: _Element, text: str) -> None:
    before, parent = element.getprevious(), element.getparent()
    if before is not None:
        before.tail = (before.tail or "") + text
    elif parent is not None:
        parent.text = (parent.text or "") + text


def pictures_in(root: _Element) -> dict[str, tuple[int, str]]:
    """The pictures in a flat document by address, which each gets here: its number, and its base64."""
    pictures: dict[str, tuple[int, str]] = {}
    for number, data in enumerate(root.iter("{*}binary-data")):
        image = data.getparent()
        if image is not None and len(pictures) < _MOST_PICTURES:
            address = f"{PART}{number}"
            image.set("href", address)
            pictures[address] = (number, data.text or "")
    return pictures


def picture_in(frame: _Element) -> _Element | None:
    """The picture in a frame as an element of HTML; None if there is neither a picture nor a description.

    A frame may have several versions of a picture; one that can be shown is preferred.
    """
    images = sorted(frame.iterchildren("{*}image"), key=_rank)
    addresses = [address for image in images if (address := _address(image))]
    words = next((words for name in ("desc", "title") if (words := frame.findtext(f"{{*}}{name}"))), "")
    if not addresses and not words:
        return None
    picture = etree.Element("img")
    picture.set("alt", words)
    if addresses:
        picture.set("src", addresses[0])
    return picture


def _rank(image: _Element) -> int:
    """How likely it is that it can be shown; the smaller, the likelier."""
    if _own(image, "mime-type") in _SHOWN_TYPES or _own(image, "href").lower().endswith(_SHOWN):
        return 0
    return 1 if _own(image, "href").startswith(PART) else 2


def _address(image: _Element) -> str:
    written = _own(image, "href")
    is_member = written and ":" not in written.partition("/")[0]
    return f"{MEMBER}{written.removeprefix('./')}" if is_member else written
