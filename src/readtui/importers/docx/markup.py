"""Writes what Word shows into the markup of a document: list labels, quotes by indent, styles by their base."""

from collections.abc import Collection, Iterator, Mapping
from functools import cache

from lxml import etree
from lxml.etree import _Element

from readtui.importers.common.titles import rank_by_name
from readtui.importers.docx.numbering import Numbering, attribute, is_on, read_numbering, whole
from readtui.quick_dataclass import dataclass

QUOTE_STYLE = "readtui-quote"
HEADING_STYLE = "readtui-heading-"
"""The prefix of style ids that replace a paragraph's own; the heading's rank follows."""
LABEL_BOOKMARK = "readtui-label:"
"""The prefix of bookmark names that hold the label of their list item."""

_INDENT = 360  # twentieths of a point: a quarter of an inch
_MOST_STEPS = 20
_ITEM_STYLES = ("list paragraph", "listparagraph")


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """The properties that a paragraph style sets itself. Indents in twentieths of a point; ``rank`` is its outline
    level, from 1.
    """

    name: str
    based_on: str
    indents: tuple[int | None, int | None]
    list_id: str
    level: int | None
    rank: int
    is_rtl: bool | None


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of a document by their ids."""

    paragraphs: Mapping[str, ParagraphStyle]
    default: str
    numbering: Mapping[str, str]
    headed_tables: frozenset[str]

    def chain(self, style_id: str) -> Iterator[tuple[str, ParagraphStyle]]:
        """A paragraph style and the styles it is based on, with their ids."""
        style_id = style_id or self.default
        for _ in range(_MOST_STEPS):
            style = self.paragraphs.get(style_id)
            if style is None:
                return
            yield style_id, style
            style_id = style.based_on


def read_styles(root: _Element | None) -> Styles:
    paragraphs: dict[str, ParagraphStyle] = {}
    numbering: dict[str, str] = {}
    tables: dict[str, tuple[str, bool]] = {}
    default = ""
    for style in root.iterchildren("{*}style") if root is not None else ():
        key, kind = attribute(style, "styleId"), attribute(style, "type")
        properties = style.find("{*}pPr")
        if kind == "paragraph":
            paragraphs.setdefault(key, _paragraph_style(style, properties))
            if attribute(style, "default") in ("1", "true"):
                default = key
        elif kind == "numbering":
            numbering[key] = _list_of(properties)[0]
        elif kind == "table":
            headed = any(attribute(part, "type") == "firstRow" for part in style.iterchildren("{*}tblStylePr"))
            tables[key] = (_child_value(style, "basedOn"), headed)
    return Styles(paragraphs, default, numbering, frozenset(key for key in tables if _is_headed(key, tables)))


def _paragraph_style(style: _Element, properties: _Element | None) -> ParagraphStyle:
    list_id, level = _list_of(properties)
    outline = _child_value(properties, "outlineLvl")
    return ParagraphStyle(
        name=_child_value(style, "name"),
        based_on=_child_value(style, "basedOn"),
        indents=_indents(properties),
        list_id=list_id,
        level=level,
        rank=_rank(outline) or rank_by_name(_child_value(style, "name")),
        is_rtl=_is_rtl(properties),
    )


def _rank(outline: str) -> int:
    """The rank of a heading from its outline level; 0 for body text, whose level is 9."""
    return min(6, int(outline) + 1) if outline.isdecimal() and int(outline) < 9 else 0


def _is_headed(key: str, tables: Mapping[str, tuple[str, bool]]) -> bool:
    for _ in range(_MOST_STEPS):
        key, headed = tables.get(key, ("", False))
        if headed:
            return True
    return False


@dataclass(frozen=True, slots=True)
class _Item:
    """An item's list, its level there (from 0), its label, and whether the paragraph itself names the list."""

    list_id: str
    level: int
    label: str
    is_own: bool


class DocumentMarkup:
    """The main part of one document; ``explain`` changes it in place.

    ``known`` holds the names of the styles, in lowercase, that are read as they are. A paragraph in another style gets
    the style that its own is based on.
    """

    def __init__(self, root: _Element, styles: Styles, numbering: _Element | None, known: Collection[str]) -> None:
        self._root = root
        self._styles = styles
        self._numbering: Numbering = read_numbering(numbering, styles.numbering)
        self._known = known
        self._namespace = str(root.tag).partition("}")[0] + "}"
        self._known_style = cache(self._find_known_style)

    def explain(self) -> None:
        """Rewrite the markup with only the few constructs that are read."""
        self._keep_text_boxes()
        for run in list(self._root.iter("{*}vanish")):
            _remove_hidden(run)
        for table in self._root.iter("{*}tbl"):
            self._mark_header(table)
        paragraphs = list(self._root.iter("{*}p"))
        quotes: list[_Element] = []
        plain = 0
        for paragraph in paragraphs:
            item = self._next_item(paragraph)
            if self._name_style(paragraph):
                continue
            if item is not None:
                self._make_item(paragraph, item)
                continue
            plain += 1
            if self._is_indented(paragraph):
                quotes.append(paragraph)
        if 2 * len(quotes) <= plain:
            for paragraph in quotes:
                self._set_style(paragraph, QUOTE_STYLE)

    def direction(self) -> str:
        """The direction ("rtl") of most paragraphs with text; empty for left to right."""
        said = [
            self._is_rtl(paragraph)
            for paragraph in self._root.iter("{*}p")
            if next(paragraph.iter("{*}t"), None) is not None
        ]
        return "rtl" if 2 * sum(said) > len(said) else ""

    # ------------------------------------------------------------------ paragraphs

    def _name_style(self, paragraph: _Element) -> bool:
        """Give the paragraph a style that is read; return whether it differs from plain text."""
        properties = paragraph.find("{*}pPr")
        style_id = _child_value(properties, "pStyle")
        known = self._known_style(style_id) if style_id else ""
        if not known and (rank := _rank(_child_value(properties, "outlineLvl"))):
            known = f"{HEADING_STYLE}{rank}"
        if known and known != style_id:
            self._set_style(paragraph, known)
        return bool(known)

    def _find_known_style(self, style_id: str) -> str:
        for key, style in self._styles.chain(style_id):
            if style.name.lower() in self._known:
                return key
            if style.rank:
                return f"{HEADING_STYLE}{style.rank}"
        return ""

    def _next_item(self, paragraph: _Element) -> "_Item | None":
        """The list item that the paragraph is. Numbered headings count too, because they advance the numbering."""
        properties = paragraph.find("{*}pPr")
        if properties is not None and properties.find("{*}rPr/{*}del") is not None:
            return None
        list_id, level = _list_of(properties)
        is_own = bool(list_id)
        if not is_own:
            for key, style in self._styles.chain(_child_value(properties, "pStyle")):
                if style.list_id:
                    list_id = style.list_id
                    level = style.level if style.level is not None else self._numbering.level_of_style(list_id, key)
                    break
        label = self._numbering.next_label(list_id, level or 0)
        return None if label is None else _Item(list_id, level or 0, label, is_own)

    def _make_item(self, paragraph: _Element, item: "_Item") -> None:
        """Name the list in the paragraph itself. If it has no style, the list's level gives the depth of the item."""
        properties = self._properties(paragraph)
        outdated = properties.findall("{*}numPr") + (properties.findall("{*}pStyle") if item.is_own else [])
        for before in outdated:
            properties.remove(before)
        numbered = etree.SubElement(properties, f"{self._namespace}numPr")
        for name, value in (("ilvl", str(item.level)), ("numId", item.list_id)):
            etree.SubElement(numbered, f"{self._namespace}{name}").set(f"{self._namespace}val", value)
        if item.label:
            mark = etree.Element(f"{self._namespace}bookmarkStart")
            mark.set(f"{self._namespace}name", LABEL_BOOKMARK + item.label)
            paragraph.insert(1, mark)

    def _is_indented(self, paragraph: _Element) -> bool:
        """Whether plain text is indented on both sides."""
        properties = paragraph.find("{*}pPr")
        start, end = _indents(properties)
        for _, style in self._styles.chain(_child_value(properties, "pStyle")):
            if style.name.lower() in _ITEM_STYLES:
                return False
            start = style.indents[0] if start is None else start
            end = style.indents[1] if end is None else end
        return (
            (start or 0) >= _INDENT
            and (end or 0) >= _INDENT
            and next(paragraph.iterancestors("{*}tc", "{*}txbxContent"), None) is None
        )

    def _is_rtl(self, paragraph: _Element) -> bool:
        properties = paragraph.find("{*}pPr")
        said = _is_rtl(properties)
        if said is None:
            chain = self._styles.chain(_child_value(properties, "pStyle"))
            said = next((style.is_rtl for _, style in chain if style.is_rtl is not None), False)
        return said

    def _properties(self, paragraph: _Element) -> _Element:
        properties = paragraph.find("{*}pPr")
        if properties is None:
            properties = etree.Element(f"{self._namespace}pPr")
            paragraph.insert(0, properties)
        return properties

    def _set_style(self, paragraph: _Element, style_id: str) -> None:
        properties = self._properties(paragraph)
        for before in properties.findall("{*}pStyle"):
            properties.remove(before)
        style = etree.Element(f"{self._namespace}pStyle")
        style.set(f"{self._namespace}val", style_id)
        properties.insert(0, style)

    # ------------------------------------------------------------------ tables and boxes

    def _mark_header(self, table: _Element) -> None:
        """Mark the first row as the table's header if the table's style formats it as one and that is turned on."""
        properties, first = table.find("{*}tblPr"), table.find("{*}tr")
        look = properties.find("{*}tblLook") if properties is not None else None
        if first is None or look is None or _child_value(properties, "tblStyle") not in self._styles.headed_tables:
            return
        asked = attribute(look, "firstRow") in ("1", "true", "on") or _has_first_row_bit(attribute(look, "val"))
        if not asked:
            return
        row = first.find("{*}trPr")
        if row is None:
            row = etree.Element(f"{self._namespace}trPr")
            first.insert(0, row)
        etree.SubElement(row, f"{self._namespace}tblHeader")

    def _keep_text_boxes(self) -> None:
        """Move the text of text boxes to where it is read; only their older markup is."""
        for choice in list(self._root.iter("{*}AlternateContent")):
            boxes = list(choice.iter("{*}txbxContent"))
            parent = choice.getparent()
            if parent is None or choice.find("{*}Fallback") is not None or not boxes:
                continue
            around = etree.Element(f"{self._namespace}pict")
            around.extend(boxes)
            around.tail = choice.tail
            parent.replace(choice, around)


def _has_first_row_bit(look: str) -> bool:
    try:
        return bool(int(look, 16) & 0x20)
    except ValueError:
        return False


def _remove_hidden(switch: _Element) -> None:
    """Remove the run that a switch in its properties hides."""
    properties = switch.getparent()
    run = properties.getparent() if properties is not None else None
    if run is None or not is_on(switch) or str(run.tag).rpartition("}")[2] != "r":
        return
    parent = run.getparent()
    if parent is not None:
        parent.remove(run)


def _child_value(element: _Element | None, name: str) -> str:
    child = element.find(f"{{*}}{name}") if element is not None else None
    return attribute(child, "val") if child is not None else ""


def _list_of(properties: _Element | None) -> tuple[str, int | None]:
    """The list and the level named by paragraph properties; None and no level if they name none."""
    numbered = properties.find("{*}numPr") if properties is not None else None
    level = _child_value(numbered, "ilvl")
    return _child_value(numbered, "numId"), whole(level) if level else None


def _indents(properties: _Element | None) -> tuple[int | None, int | None]:
    indent = properties.find("{*}ind") if properties is not None else None
    if indent is None:
        return None, None
    start = attribute(indent, "start") or attribute(indent, "left")
    end = attribute(indent, "end") or attribute(indent, "right")
    return (whole(start) if start else None), (whole(end) if end else None)


def _is_rtl(properties: _Element | None) -> bool | None:
    switch = properties.find("{*}bidi") if properties is not None else None
    return None if switch is None else is_on(switch)
