"""Gives the list items of a converted Word document the labels that Word shows, including check boxes."""

import re
from collections import Counter

from lxml import etree
from lxml.etree import _Element

from readtui.importers.docx.markup import LABEL_BOOKMARK
from readtui.importers.dom.elements import GIVEN_LABEL, GIVEN_TABLE, HEADINGS

_BOX = re.compile(r"\s*([☐☑☒])\s*")
_CHECKED = {"☐": "☐", "☑": "☑", "☒": "☑"}
_WAS = "{readtui}was"
_MOST_IN_A_CELL = 800
_DIVISIONS = frozenset(("p", "div", "ul", "ol", "table", "thead", "tbody", "blockquote", "figure", "figcaption", "pre"))


def label_items(tree: _Element) -> None:
    """Change the tree in place: labels come from their bookmarks, from check boxes, and from check box characters."""
    for mark in [one for one in tree.iter("a") if (one.get("id") or "").startswith(LABEL_BOOKMARK)]:
        item = next(mark.iterancestors("li"), None)
        if item is not None:
            item.set(GIVEN_LABEL, (mark.get("id") or "").removeprefix(LABEL_BOOKMARK))
        _replace(mark, "")
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
        _replace(box, "☐" if box.get("checked") is None else "☑")
        return
    if next(around.iterancestors("td", "th", "li"), None) is not None:
        _replace(box, "☐" if box.get("checked") is None else "☑")
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


def _replace(element: _Element, text: str) -> None:
    """Replace an element and its contents with text."""
    parent, before = element.getparent(), element.getprevious()
    words = text + (element.tail or "")
    if parent is None:
        return
    if before is not None:
        before.tail = (before.tail or "") + words
    else:
        parent.text = (parent.text or "") + words
    parent.remove(element)


# ------------------------------------------------------------------ tables
# Tables of a converted Word document: cells with lists, paragraphs or tables stay cells.


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
