"""Gives the list items of a converted Word document the labels that Word shows, including check boxes."""

import re

from lxml import etree
from lxml.etree import _Element

from readtui.importers.docx.markup import LABEL_BOOKMARK
from readtui.importers.dom.elements import GIVEN_LABEL

_BOX = re.compile(r"\s*([☐☑☒])\s*")
_CHECKED = {"☐": "☐", "☑": "☑", "☒": "☑"}


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
