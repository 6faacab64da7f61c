"""Removes broken references, which Word ignores but mammoth rejects, and rewrites what mammoth ignores."""

import re
from collections.abc import Callable, Collection, Iterable, MutableMapping
from functools import partial

from lxml import etree
from lxml.etree import _Element

from readtui.importers.docx.numbering import attribute
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


# ------------------------------------------------------------------ passed over
# Rewrites what mammoth ignores as markup that it reads: simple fields, text with a direction, ruby, unusual tabs.


def write_out_passed_over(root: _Element) -> bool:
    """Change a part's tree in place; return whether anything changed."""
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


# ------------------------------------------------------------------ formulas
# Converts the formulas of a Word document to one line of text each, because mammoth ignores them.


def write_out_formulas(root: _Element) -> bool:
    """Change a part's tree in place; return whether it had any formulas."""
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
