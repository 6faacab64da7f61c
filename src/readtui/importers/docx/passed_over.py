"""Rewrites what mammoth ignores as markup that it reads: simple fields, text with a direction, ruby, unusual tabs."""

from lxml import etree
from lxml.etree import _Element

_READ_AS = {"fldSimple": "smartTag", "bdo": "smartTag", "dir": "smartTag", "ptab": "tab", "cr": "br"}
"""Smart tags are replaced by their contents."""


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
