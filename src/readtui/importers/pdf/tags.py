"""Reads the structure of a tagged PDF: the paragraph, heading or list item that each piece of text belongs to."""

import ctypes
from dataclasses import field
from typing import Any

from readtui.importers.dom.alternatives import told
from readtui.quick_dataclass import dataclass

_PARAGRAPHS = frozenset({"P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "Title", "Caption", "TH", "TD", "Note", "TOCI"})
_ITEM = "LI"
_LIST = "L"
_FIGURE = "Figure"
_TYPE_BYTES, _TEXT_BYTES = 64, 4096
_MAX_ELEMENTS = 100_000
_MAX_DEPTH = 64


@dataclass(frozen=True, slots=True)
class StructureTag:
    """A structure element. ``number`` is unique in the document; ``depth`` is that of a list item, from 1."""

    number: int
    kind: str
    depth: int = 0

    @property
    def heading_rank(self) -> int:
        """1 to 6 for a heading with a rank, else 0."""
        return int(self.kind[1]) if len(self.kind) == 2 and self.kind[0] == "H" else 0

    @property
    def is_item(self) -> bool:
        """Whether the element is a list item."""
        return self.kind == _ITEM


@dataclass(frozen=True, slots=True)
class PageTags:
    """Of a page's marked content, by its numbers: the elements that it belongs to, and what is told of figures."""

    tags: dict[int, StructureTag] = field(default_factory=dict)
    alternatives: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An element to visit: its parent, the number of lists and elements around it, the alternative text of a figure."""

    element: Any
    around: StructureTag | None = None
    is_in_list: bool = False
    lists: int = 0
    depth: int = 0
    alternative: str = ""


def tags_of(page: Any, page_number: int) -> PageTags:
    """The tags of a page; empty for a page without structure."""
    import pypdfium2.raw as pdfium

    tree = pdfium.FPDF_StructTree_GetForPage(page)
    if not tree:
        return PageTags()
    found = PageTags()
    try:
        count = pdfium.FPDF_StructTree_CountChildren(tree)
        waiting = [_Waiting(pdfium.FPDF_StructTree_GetChildAtIndex(tree, index)) for index in range(count)]
        number = page_number * _MAX_ELEMENTS
        while waiting and number < (page_number + 1) * _MAX_ELEMENTS:
            this = waiting.pop()
            element, around = this.element, this.around
            if not element or this.depth > _MAX_DEPTH:
                continue
            number += 1
            kind = _kind(pdfium, element)
            if this.is_in_list and kind != _LIST:
                around = StructureTag(number, _ITEM, this.lists)
            elif kind in _PARAGRAPHS and not (around and around.is_item):
                around = StructureTag(number, kind)
            alternative = this.alternative or (_alternative(pdfium, element) if kind == _FIGURE else "")
            lists = this.lists + (kind == _LIST)
            for index in range(max(0, pdfium.FPDF_StructElement_CountChildren(element))):
                content = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, index)
                if content < 0:
                    child = pdfium.FPDF_StructElement_GetChildAtIndex(element, index)
                    waiting.append(_Waiting(child, around, kind == _LIST, lists, this.depth + 1, alternative))
                    continue
                if around:
                    found.tags[content] = around
                if alternative:
                    found.alternatives[content] = alternative
    finally:
        pdfium.FPDF_StructTree_Close(tree)
    return found


def _alternative(pdfium: Any, element: Any) -> str:
    """The alternative text of an element; "" if it says nothing."""
    buffer = ctypes.create_string_buffer(_TEXT_BYTES)
    length = min(pdfium.FPDF_StructElement_GetAltText(element, buffer, _TEXT_BYTES), _TEXT_BYTES)
    return told(buffer.raw[: max(0, length - 2)].decode("utf-16-le", "replace"))


def _kind(pdfium: Any, element: Any) -> str:
    buffer = ctypes.create_string_buffer(_TYPE_BYTES)
    length = min(pdfium.FPDF_StructElement_GetType(element, buffer, _TYPE_BYTES), _TYPE_BYTES)
    return buffer.raw[: max(0, length - 2)].decode("utf-16-le", "replace")
