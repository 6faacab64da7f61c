"""Prepares a Word document for mammoth, and completes what mammoth made: references, formulas, list labels, rest."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, MutableMapping
from functools import partial
from typing import IO
from xml.parsers import expat

from lxml import etree
from lxml.etree import _Element
from mammoth.docx import office_xml
from mammoth.docx.xmlparser import XmlElement, XmlText

from readtui.importers.common.budget import most_cost
from readtui.importers.docx.chunks import CHUNK_BOOKMARK
from readtui.importers.docx.markup import LABEL_BOOKMARK
from readtui.importers.docx.numbering import attribute
from readtui.importers.dom.elements import GIVEN_LABEL, GIVEN_TABLE, HEADINGS
from readtui.importers.dom.unparsed_rest import Names, lines_of, local_name
from readtui.importers.mathematics.omml import text_of_formula

NOTES = re.compile(r"word/(footnote|endnote|comment)s\d*\.xml")
"""The names of the parts with notes and comments."""
_MOST_FIELDS = 20
_NO_NOTES = ("separator", "continuationSeparator")
_RELATION_ATTRIBUTES = ("id", "embed", "link")
_LINKING = ("{*}hyperlink", "{*}hlinkClick", "{*}blip", "{*}imagedata")

ReadPart = Callable[[str], _Element | None]
"""Returns the root of a part by name, always the same object; None if the part is missing or not XML."""
_READ_AS = {"fldSimple": "smartTag", "bdo": "smartTag", "dir": "smartTag", "ptab": "tab", "cr": "br"}
"""Smart tags are replaced by their contents."""
_COSTS: Mapping[str, int] = {
    **{"p": 25, "r": 10, "br": 15, "tbl": 40, "tc": 30, "tr": 10, "numPr": 60, "hyperlink": 45, "bookmarkStart": 25},
    **{"txbxContent": 40, "footnoteReference": 200, "endnoteReference": 200},
}
"""What elements take to read, in microseconds on a fast machine, all steps included."""
_COST = 4
_COST_A_CHARACTER, _MOST_COST = 6, 7_000_000
"""Documents made from scans have a run for each word. What longer texts may cost, and what any may."""
_NOTES = {"footnoteReference": "footnote", "endnoteReference": "endnote"}
_UNREAD = frozenset(("Fallback", "moveFrom", "pPr", "rPr", "tblPr", "trPr", "tcPr", "sectPr"))
_SIGNS = {"tab": " ", "noBreakHyphen": "-"}
_BOX = re.compile(r"\s*([☐☑☒])\s*")
_CHECKED = {"☐": "☐", "☑": "☑", "☒": "☑"}
_WAS = "{readtui}was"
_MOST_IN_A_CELL = 800
_DIVISIONS = frozenset(("p", "div", "ul", "ol", "table", "thead", "tbody", "blockquote", "figure", "figcaption", "pre"))


def mend_parts(parts: MutableMapping[str, bytes], read: ReadPart, main: str, document: _Element) -> None:
    """Remove broken references from all parts, and rewrite formulas and other markup that mammoth ignores.

    The part ``main`` is changed in place, in its root ``document``.
    """
    for part in [name for name in parts if name.endswith(".rels")]:
        _mend(parts, read, part, _drop_incomplete_relations)
    notes: dict[str, set[str]] = {"footnote": set(), "endnote": set(), "comment": set()}
    noted = [(name, match[1]) for name in parts if (match := NOTES.fullmatch(name))]
    for part, kind in noted:
        _mend(parts, read, part, _drop_nameless)
        root = read(part)
        for note in root if root is not None else ():
            if isinstance(note.tag, str) and attribute(note, "type") not in _NO_NOTES:
                notes[kind].add(attribute(note, "id"))
    for part, _ in noted:
        _mend(parts, read, part, partial(_drop_references, notes=notes, relations=_relation_ids(read, part)))
        _mend(parts, read, part, write_out_formulas)
        _mend(parts, read, part, write_out_passed_over)
    _drop_references(document, notes, _relation_ids(read, main))
    _drop_open_fields(document)
    write_out_formulas(document)
    write_out_passed_over(document)
    _mend(parts, read, "word/styles.xml", _drop_nameless_styles)
    styles = read("word/styles.xml")
    lists = {attribute(style, "styleId") for style in styles if _is_style_of_lists(style)} if styles is not None else ()
    _mend(parts, read, "word/numbering.xml", partial(_drop_links_of_lists, styles=lists))


def _mend(parts: MutableMapping[str, bytes], read: ReadPart, part: str, drop: Callable[[_Element], bool]) -> None:
    root = read(part)
    if root is not None and drop(root):
        parts[part] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _relation_ids(read: ReadPart, part: str) -> set[str]:
    folder, _, name = part.rpartition("/")
    root = read(f"{folder}/_rels/{name}.rels")
    return {str(relation.get("Id")) for relation in root} if root is not None else set()


def _drop_incomplete_relations(root: _Element) -> bool:
    return _remove(one for one in root if not {"Id", "Target", "Type"}.issubset(one.keys()))


def _drop_nameless(root: _Element) -> bool:
    return _remove(note for note in root if isinstance(note.tag, str) and not attribute(note, "id"))


def _drop_nameless_styles(root: _Element) -> bool:
    styles = root.iterchildren("{*}style")
    return _remove(one for one in styles if not attribute(one, "styleId") or not attribute(one, "type"))


def _drop_references(root: _Element, notes: MutableMapping[str, set[str]], relations: Collection[str]) -> bool:
    has_changed = _remove(
        reference
        for kind, ids in notes.items()
        for reference in root.iter(f"{{*}}{kind}Reference")
        if attribute(reference, "id") not in ids
    )
    for element in root.iter(*_LINKING):
        for key, target in element.items():
            space, _, name = str(key).rpartition("}")
            if space.endswith("/relationships") and name in _RELATION_ATTRIBUTES and target not in relations:
                del element.attrib[key]
                has_changed = True
    return has_changed


def _drop_open_fields(root: _Element) -> None:
    """Drop the starts of fields that never end, and of fields nested deeper than in any document: mammoth checks all
    text against every open field.
    """
    opened: list[_Element] = []
    dropped: list[_Element] = []
    for sign in root.iter("{*}fldChar"):
        kind = attribute(sign, "fldCharType")
        if kind == "begin":
            opened.append(sign)
        if len(opened) > _MOST_FIELDS:
            dropped.append(sign)
        if kind == "end" and opened:
            opened.pop()
    _remove(dict.fromkeys((*dropped, *opened)))


def _is_style_of_lists(style: _Element) -> bool:
    return isinstance(style.tag, str) and attribute(style, "type") == "numbering"


def _drop_links_of_lists(root: _Element, styles: Collection[str]) -> bool:
    links = [one for one in root.iter("{*}numStyleLink") if attribute(one, "val") not in styles]
    lists = [one for one in root.iterchildren("{*}num") if not _names_definition(one)]
    return _remove((*links, *lists))


def _names_definition(numbered: _Element) -> bool:
    definition = numbered.find("{*}abstractNumId")
    return definition is not None and definition.get(f"{str(definition.tag).partition('}')[0]}}}val") is not None


def _remove(elements: Iterable[_Element]) -> bool:
    """Remove elements, but not the text after them; return whether there were any."""
    removed = list(elements)
    for element in removed:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    return bool(removed)


def write_out_passed_over(root: _Element) -> bool:
    """Write what mammoth ignores as markup that it reads: simple fields, text with a direction, ruby, unusual tabs.

    Change a part's tree in place; return whether anything changed.
    """
    namespace = str(root.tag).partition("}")[0] + "}"
    renamed = list(root.iter(*(f"{namespace}{name}" for name in _READ_AS)))
    for element in renamed:
        name = str(element.tag).rpartition("}")[2]
        element.tag = namespace + _READ_AS[name]
    annotated = list(root.iter(f"{namespace}ruby"))
    for ruby in annotated:
        _write_out_reading(ruby, namespace)
    return bool(renamed or annotated)


def _write_out_reading(ruby: _Element, namespace: str) -> None:
    """Replace a base and the reading above it with "base(reading)"."""
    parent = ruby.getparent()
    if parent is None:
        return
    base, reading = (
        "".join(text.text or "" for part in ruby.iterchildren(f"{namespace}{name}") for text in part.iter("{*}t"))
        for name in ("rubyBase", "rt")
    )
    words = etree.Element(f"{namespace}t")
    words.text = f"{base}({reading})" if reading.strip() else base
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    words.tail = ruby.tail
    parent.replace(ruby, words)


def write_out_formulas(root: _Element) -> bool:
    """Write formulas, which mammoth ignores, as a line of text each. Return whether a part's tree had any."""
    namespace = str(root.tag).partition("}")[0] + "}"
    for choice in list(root.iter("{*}AlternateContent")):
        _choose_formula(choice)
    shown = list(root.iter("{*}oMathPara"))
    for paragraph in shown:
        _replace(paragraph, [text_of_formula(one) for one in paragraph.iter("{*}oMath")], namespace, is_apart=True)
    within = [one for one in root.iter("{*}oMath") if next(one.iterancestors("{*}oMath"), None) is None]
    for formula in within:
        _replace(formula, [text_of_formula(formula)], namespace, is_apart=False)
    return bool(shown or within)


def _choose_formula(content: _Element) -> None:
    """Replace the picture for older programs with the markup of the formula."""
    choice, parent = content.find("{*}Choice"), content.getparent()
    if choice is None or parent is None or next(choice.iter("{*}oMath"), None) is None:
        return
    for child in list(choice):
        content.addprevious(child)
    parent.remove(content)


def _replace(element: _Element, formulas: list[str], namespace: str, *, is_apart: bool) -> None:
    """Replace an element with runs, one per line. ``is_apart`` means that Word shows them on lines of their own."""
    parent = element.getparent()
    if parent is None:
        return
    run = etree.Element(f"{namespace}r")
    for number, formula in enumerate(filter(None, formulas)):
        if number:
            etree.SubElement(run, f"{namespace}br")
        text = etree.SubElement(run, f"{namespace}t")
        text.text = f" {formula} " if is_apart else formula
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.tail, element.tail = element.tail, None
    if str(parent.tag).rpartition("}")[2] in ("body", "tc", "txbxContent", "footnote", "endnote"):
        around = etree.Element(f"{namespace}p")
        around.append(run)
        run = around
    parent.replace(element, run)


def take_rest(root: _Element, notes: Iterable[_Element]) -> str:
    """Remove what is beyond the budget from a document and from its notes, and return it: its text, then its notes.

    ``notes``: the roots of the parts with notes. Embedded documents stay, at the end.
    """
    first = _first_beyond(root)
    if first is None:
        return ""
    taken = list(_taken(first, root))
    marks = (mark for part in taken for mark in part.iter("{*}bookmarkStart"))
    chunks = [mark.getparent() for mark in marks if attribute(mark, "name").startswith(CHUNK_BOOKMARK)]
    lines = [_lines(part) for part in taken]
    wanted = {note for part in taken for note in _notes_in(part)} - {*_notes_in(root)}
    for part in notes:
        for note in [note for note in part if (local_name(note), attribute(note, "id")) in wanted]:
            lines.append(_lines(note))
            part.remove(note)
    body = root.find("{*}body")
    (root if body is None else body).extend(chunk for chunk in chunks if chunk is not None)
    return "\n".join(filter(None, lines))


def _first_beyond(root: _Element) -> _Element | None:
    characters = sum(len(text.text or "") for text in root.iter("{*}t"))
    left = most_cost(min(_COST_A_CHARACTER * characters, _MOST_COST))
    known: dict[object, int] = {}
    for element in root.iter():
        cost = known.get(element.tag)
        if cost is None:
            cost = known[element.tag] = _COSTS.get(local_name(element), _COST)
        left -= cost
        if left < 0:
            return element
    return None


def _taken(element: _Element, root: _Element) -> Iterator[_Element]:
    """Remove an element and all that follows it in the document, in order."""
    following = [element, *element.itersiblings()]
    parent = element.getparent()
    while parent is not None:
        for one in following:
            parent.remove(one)
            yield one
        following = list(parent.itersiblings()) if parent is not root else []
        parent = parent.getparent()


def _notes_in(part: _Element) -> Iterator[tuple[str, str]]:
    """The kind and id of each note that a part refers to."""
    for one in part.iter("{*}footnoteReference", "{*}endnoteReference"):
        yield _NOTES[local_name(one)], attribute(one, "id")


def _lines(part: _Element) -> str:
    walk = etree.iterwalk(part, events=("start", "end"))
    return lines_of(walk, walk.skip_subtree, _NAMES)


def _own_text(element: _Element) -> str | None:
    name = local_name(element)
    if name == "t":
        return element.text or ""
    if name in _UNREAD or (name == "r" and element.find("{*}rPr/{*}vanish") is not None):
        return None
    return _SIGNS.get(name, "")


_NAMES = Names(frozenset(("p", "br", "cr")), frozenset(("tr",)), frozenset(("tc",)), _own_text)


# ------------------------------------------------- parses the parts of a Word document directly into mammoth's elements
#
# Mammoth itself first builds a tree with minidom, which takes longer than everything else it does.


def parse_directly() -> None:
    """Make mammoth parse with ``parse_part``."""
    office_xml.parse_xml = parse_part


def parse_part(file: IO[bytes], namespaces: Iterable[tuple[str, str]]) -> XmlElement:
    """The root element of a part. ``namespaces``: pairs of mammoth's prefix and the URI.

    The result equals that of mammoth's own function, except that CDATA is text as well. Raises ExpatError for invalid
    XML.
    """
    names = _Names({uri: prefix for prefix, uri in namespaces})
    roots: list[XmlElement] = []
    open_children: list[list[XmlElement | XmlText]] = [roots]

    def start(name: str, attributes: dict[str, str]) -> None:
        given = {names[key]: value for key, value in attributes.items()} if attributes else {}
        element = XmlElement(names[name], given, [])
        open_children[-1].append(element)
        open_children.append(element.children)

    def end(_: str) -> None:
        open_children.pop()

    def text(value: str) -> None:
        open_children[-1].append(XmlText(value))

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.ParseFile(file)
    return roots[0]


class _Names(dict[str, str]):
    """Maps the parser's names, which separate URI and local name with a space, to mammoth's."""

    def __init__(self, prefixes: dict[str, str]) -> None:
        super().__init__()
        self._prefixes = prefixes

    def __missing__(self, name: str) -> str:
        uri, _, local = name.rpartition(" ")
        prefix = self._prefixes.get(uri)
        given = local if not uri else f"{{{uri}}}{local}" if prefix is None else f"{prefix}:{local}"
        self[name] = given
        return given


def label_items(tree: _Element) -> None:
    """Give list items the labels that Word shows: from their bookmarks, check boxes, and check box characters."""
    for mark in [one for one in tree.iter("a") if (one.get("id") or "").startswith(LABEL_BOOKMARK)]:
        item = next(mark.iterancestors("li"), None)
        if item is not None:
            item.set(GIVEN_LABEL, (mark.get("id") or "").removeprefix(LABEL_BOOKMARK))
        _put_text(mark, "")
    for box in [one for one in tree.iter("input") if one.get("type") == "checkbox"]:
        _take_in(box)
    for item in tree.iter("li"):
        _label_by_sign(item)


def _take_in(box: _Element) -> None:
    """A check box at the start of a paragraph makes it an item; elsewhere it is a character in the text."""
    around = box.getparent()
    if around is not None and around.tag == "li":
        # The walker labels the item.
        return
    if around is None or around.tag != "p" or around.index(box) > 0 or (around.text or "").strip():
        _put_text(box, "☐" if box.get("checked") is None else "☑")
        return
    if next(around.iterancestors("td", "th", "li"), None) is not None:
        _put_text(box, "☐" if box.get("checked") is None else "☑")
        return
    around.tag = "li"
    parent = around.getparent()
    if parent is not None:
        items = etree.Element("ul")
        items.tail, around.tail = around.tail, None
        parent.replace(around, items)
        items.append(around)


def _label_by_sign(item: _Element) -> None:
    """Label an item whose words follow a check box character."""
    holder = next((one for one in item.iter() if isinstance(one.tag, str) and (one.text or "").strip()), None)
    found = _BOX.match(holder.text or "") if holder is not None else None
    if holder is not None and found is not None:
        holder.text = (holder.text or "")[found.end() :]
        item.set(GIVEN_LABEL, _CHECKED[found[1]])


def _put_text(element: _Element, text: str) -> None:
    parent, before = element.getparent(), element.getprevious()
    words = text + (element.tail or "")
    if parent is None:
        return
    if before is not None:
        before.tail = (before.tail or "") + words
    else:
        parent.text = (parent.text or "") + words
    parent.remove(element)


def settle_tables(tree: _Element) -> None:
    """Change the tree in place: the contents of each cell become one line, unless the table only lays out the page."""
    inner: set[_Element] = set()
    for table in tree.iter("table"):
        if table in inner:
            continue
        rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in _rows(table)]
        if not _is_data(rows):
            continue
        table.set(GIVEN_TABLE, "")
        inner.update(table.iterdescendants("table"))
        for row in rows:
            for cell in row:
                _make_line(cell)


def _rows(table: _Element) -> list[_Element]:
    """The rows of a table itself, without those of nested tables."""
    parts = [part for part in table if part.tag in ("thead", "tbody", "tfoot")]
    return [row for part in (table, *parts) for row in part if row.tag == "tr"]


def _is_data(rows: list[list[_Element]]) -> bool:
    """Whether the table has several columns, and most of its cells are not texts of their own."""
    cells = [cell for row in rows for cell in row]
    if max(map(len, rows), default=0) < 2:
        return False
    characters = sum(len(str(text)) for cell in cells for text in cell.itertext())
    headings = sum(1 for cell in cells for _ in cell.iterdescendants(*HEADINGS))
    return characters <= _MOST_IN_A_CELL * len(cells) and headings * 2 <= len(cells)


def _make_line(cell: _Element) -> None:
    numbers: Counter[_Element | None] = Counter()
    for element in list(cell.iterdescendants()):
        tag = str(element.tag)
        if tag == "li":
            around = element.getparent()
            numbers[around] += 1
            is_numbered = around is not None and around.get(_WAS) == "ol"
            label = element.get(GIVEN_LABEL) or (f"{numbers[around]}." if is_numbered else "•")
            _become_span(element, f" {label} ")
        elif tag == "tr":
            _become_span(element, "; " if _follows_row(element) else " ")
        elif tag in ("td", "th"):
            _become_span(element, " | " if element.getprevious() is not None else "")
        elif tag in _DIVISIONS:
            _become_span(element, " ")
        elif tag in HEADINGS:
            _become_span(element, " ")
            element.tag = "strong"


def _become_span(element: _Element, before: str) -> None:
    element.set(_WAS, str(element.tag))
    element.tag = "span"
    element.text = before + (element.text or "")


def _follows_row(row: _Element) -> bool:
    part = row.getparent()
    is_in_part = part is not None and part.get(_WAS) in ("tbody", "tfoot")
    return row.getprevious() is not None or (is_in_part and part is not None and part.getprevious() is not None)
