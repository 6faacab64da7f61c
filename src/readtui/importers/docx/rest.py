"""Takes what is beyond the budget out of a Word document, as plain lines; mammoth reads what is left."""

from collections.abc import Iterable, Iterator, Mapping

from lxml import etree
from lxml.etree import _Element

from readtui.importers.common.budget import most_cost
from readtui.importers.docx.chunks import CHUNK_BOOKMARK
from readtui.importers.docx.numbering import attribute
from readtui.importers.dom.rest import Names, lines_of, local_name

_COSTS: Mapping[str, int] = {
    "p": 25,
    "r": 10,
    "br": 15,
    "tbl": 40,
    "tc": 30,
    "tr": 10,
    "numPr": 60,
    "hyperlink": 45,
    "bookmarkStart": 25,
    "txbxContent": 40,
    "footnoteReference": 200,
    "endnoteReference": 200,
}
"""What elements take to read, in microseconds on a fast machine, all steps included."""
_COST = 4
_COST_A_CHARACTER, _MOST_COST = 6, 7_000_000
"""Documents made from scans have a run for each word. What longer texts may cost, and what any may."""
_NOTES = {"footnoteReference": "footnote", "endnoteReference": "endnote"}
_UNREAD = frozenset(("Fallback", "moveFrom", "pPr", "rPr", "tblPr", "trPr", "tcPr", "sectPr"))
_SIGNS = {"tab": " ", "noBreakHyphen": "-"}


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
