"""Turns an FB2 book into a tree of HTML elements, which the shared walk turns into blocks."""

from lxml import etree
from lxml.etree import _Element

from readtui.importers.dom.elements import GIVEN_LABEL
from readtui.text.word_tables import word_pairs

_LINK = "{http://www.w3.org/1999/xlink}href"
_SAME = frozenset({"p", "table", "tr", "td", "th", "strong", "sub", "sup", "code", "body"})
_NAMES = word_pairs(
    """
    emphasis em  strikethrough s  a a  cite blockquote  epigraph blockquote  poem div  stanza p  text-author p  date p
    style span  section div  annotation div
    """
)
_DEEPEST = 6
_LONGEST_LABEL = 8
_MOST_PICTURES = 5_000


def book_body(root: _Element) -> _Element:
    """The bodies of the book, one after the other, in one division; notes last. Linear time."""
    book = etree.Element("div")
    for body in root.iterchildren("{*}body"):
        is_notes = body.get("name") in ("notes", "footnotes", "comments")
        _rename(body)
        _join_code(body)
        if is_notes:
            _label_notes(body)
        book.append(body)
    return book


def _label_notes(body: _Element) -> None:
    """Turn notes into items labeled with the titles of their sections."""
    for note in [one for one in body.iter("div") if one.get("id")]:
        note.tag = "li"
        heading = note.find("*")
        label = (heading.text or "").strip() if heading is not None and str(heading.tag).startswith("h") else ""
        if heading is not None and label and len(label) <= _LONGEST_LABEL:
            note.remove(heading)
            note.set(GIVEN_LABEL, f"[{label.strip('[](){}.')}]")


def _rename(body: _Element) -> None:
    depths: dict[_Element, int] = {}
    for element in list(body.iter(etree.Element)):
        name = str(element.tag).rpartition("}")[2]
        parent = element.getparent()
        depth = depths.get(parent, 0) if parent is not None else 0
        depths[element] = depth + (name == "section")
        if name == "title":
            element.tag = f"h{min(_DEEPEST, depth + 1)}"
            _as_one_line(element)
        elif name == "subtitle" and not any(map(str.isalnum, "".join(map(str, element.itertext())))):
            element.tag, element.text = "hr", None
        elif name == "subtitle":
            element.tag = f"h{min(_DEEPEST, depth + 2)}"
        elif name == "v":
            element.tag = "span"
            etree.SubElement(element, "br")
        elif name == "image":
            alternative = element.get("alt") or ""
            element.tag = "img"
            element.set("alt", alternative)
            element.set("src", reference_of(element))
        elif name == "empty-line":
            element.tag = "br" if parent is not None and parent.tag == "p" else "div"
        elif name in _SAME or name in _NAMES:
            element.tag = _NAMES.get(name, name)
        elif name not in ("br",):
            element.tag = "span"
        _link(element)


def _join_code(body: _Element) -> None:
    """Make one block of code of paragraphs that hold nothing else, one for each line."""
    for first in [one for one in body.iter("p") if _is_code(one)]:
        if first.getparent() is None:
            # It has been joined with the one before.
            continue
        lines = [_line_of(first)]
        following = first.getnext()
        while following is not None and _is_code(following):
            line, following = following, following.getnext()
            lines.append(_line_of(line))
            body_of = line.getparent()
            if body_of is not None:
                body_of.remove(line)
        for part in list(first):
            first.remove(part)
        first.tag, first.text = "pre", "\n".join(lines)


def _line_of(paragraph: _Element) -> str:
    return "".join(map(str, paragraph.itertext())).strip("\n").rstrip()


def _is_code(element: _Element) -> bool:
    parts = list(element)
    if element.tag != "p" or not parts or (element.text or "").strip():
        return False
    return all(part.tag == "code" and not (part.tail or "").strip() for part in parts)


def _as_one_line(title: _Element) -> None:
    words = [" ".join("".join(map(str, part.itertext())).split()) for part in title]
    keys = [str(part.get("id")) for part in title.iter(etree.Element) if part.get("id")]
    tail = title.tail
    for part in list(title):
        title.remove(part)
    title.text, title.tail = (
        ". ".join(word.rstrip(".") if word is not words[-1] else word for word in words if word),
        tail,
    )
    if keys and not title.get("id"):
        title.set("id", keys[0])


def reference_of(element: _Element) -> str:
    """Where a link or an image leads."""
    return element.get(_LINK) or next((str(value) for key, value in element.items() if str(key).endswith("}href")), "")


def pictures_in(root: _Element) -> dict[str, tuple[int, str]]:
    """The pictures of the book by address: the number of each, and its base64."""
    pictures: dict[str, tuple[int, str]] = {}
    for number, binary in enumerate(root.iter("{*}binary")):
        if len(pictures) < _MOST_PICTURES:
            pictures.setdefault(f"#{binary.get('id')}", (number, binary.text or ""))
    return pictures


def _link(element: _Element) -> None:
    """Rename a link's attribute to HTML's; note numbers become superscripts."""
    target = reference_of(element)
    if element.tag != "a" or not target:
        return
    element.set("href", target)
    if element.get("type") == "note" and len(element) == 0 and element.text:
        raised = etree.SubElement(element, "sup")
        raised.text, element.text = element.text.strip().strip("[]{}()"), None
