"""Removes broken references, which Word ignores but mammoth rejects, and rewrites what mammoth ignores."""

import re
from collections.abc import Callable, Collection, Iterable, MutableMapping
from functools import partial

from lxml import etree
from lxml.etree import _Element

from readtui.importers.docx.formulas import write_out_formulas
from readtui.importers.docx.numbering import attribute
from readtui.importers.docx.passed_over import write_out_passed_over

NOTES = re.compile(r"word/(footnote|endnote|comment)s\d*\.xml")
"""The names of the parts with notes and comments."""
_MOST_FIELDS = 20
_NO_NOTES = ("separator", "continuationSeparator")
_RELATION_ATTRIBUTES = ("id", "embed", "link")
_LINKING = ("{*}hyperlink", "{*}hlinkClick", "{*}blip", "{*}imagedata")

ReadPart = Callable[[str], _Element | None]
"""Returns the root of a part by name, always the same object; None if the part is missing or not XML."""


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
