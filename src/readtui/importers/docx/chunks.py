"""Reads documents of other formats embedded in a Word document (``altChunk``): pages, texts, other documents."""

import posixpath
from collections.abc import Callable, Mapping, Sequence

from lxml import etree
from lxml.etree import _Element

from readtui.errors import SourceError
from readtui.importers.common.zip_safe import SafeZip
from readtui.importers.dom.elements import GIVEN_LABEL
from readtui.importers.importer import Source
from readtui.model.article import Article
from readtui.model.block import Block, BlockKind

CHUNK_BOOKMARK = "readtui-part:"
"""The prefix of bookmark names for embedded documents; a number follows."""

MOST_CHUNK_BYTES = 16 * 1024 * 1024
_MOST_CHUNKS = 1000
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PAGES = (".htm", ".html", ".xhtml", ".xht")
_ELEMENTS = {BlockKind.QUOTE: "blockquote", BlockKind.CODE: "pre", BlockKind.CAPTION: "figcaption"}


def name_chunks(root: _Element, relations: _Element | None, folder: str) -> list[str]:
    """Replace each embedded document with a paragraph that holds a bookmark; return their names in the archive."""
    targets: Mapping[str, str] = (
        {str(one.get("Id")): str(one.get("Target") or "") for one in relations} if relations is not None else {}
    )
    namespace = str(root.tag).partition("}")[0] + "}"
    names: list[str] = []
    for chunk in list(root.iter("{*}altChunk"))[:_MOST_CHUNKS]:
        parent, target = chunk.getparent(), targets.get(chunk.get(_RELATION_ID, ""), "")
        if parent is None or not target:
            continue
        paragraph = etree.Element(f"{namespace}p")
        mark = etree.SubElement(paragraph, f"{namespace}bookmarkStart")
        mark.set(f"{namespace}name", f"{CHUNK_BOOKMARK}{len(names)}")
        paragraph.tail = chunk.tail
        parent.replace(chunk, paragraph)
        names.append(posixpath.normpath(posixpath.join(folder, target)).lstrip("/"))
    return names


def insert_chunks(
    tree: _Element, names: Sequence[str], archive: SafeZip, read: Callable[[Source], Article]
) -> list[str]:
    """Insert the embedded documents at their bookmarks; return the names of those that cannot be read."""
    unread: list[str] = []
    left = MOST_CHUNK_BYTES
    for mark in [one for one in tree.iter("a") if (one.get("id") or "").startswith(CHUNK_BOOKMARK)]:
        number = (mark.get("id") or "").removeprefix(CHUNK_BOOKMARK)
        name = names[int(number)] if number.isdecimal() and int(number) < len(names) else ""
        try:
            data = archive.read(name) if name in archive else b""
            left -= len(data)
            held = _held(Source(data, posixpath.basename(name)), read) if data and left >= 0 else None
        except SourceError:
            held = None
        if held is None:
            unread.append(name)
        else:
            place = next(mark.iterancestors("p"), mark)
            place.addprevious(held)
    return unread


def _held(source: Source, read: Callable[[Source], Article]) -> _Element:
    """An embedded document as a division; a web page keeps its own markup."""
    from readtui.importers.dom.markup import decode_page, parse_page

    if source.name.lower().endswith(_PAGES):
        page: _Element = parse_page(decode_page(source.data, name=source.name))
        body = page.find(".//body")
        held = body if body is not None else page
        held.tag, held.tail = "div", None
        return held
    held = etree.Element("div")
    article = read(source)
    held.extend(_element(article, block) for block in article.blocks)
    return held


def _element(article: Article, block: Block) -> _Element:
    text = article.text[block.start : block.end]
    if block.kind is BlockKind.TABLE:
        return _table(text)
    if block.kind is BlockKind.HEADING:
        element = etree.Element(f"h{min(6, max(1, block.level))}")
    elif block.kind is BlockKind.LIST_ITEM:
        element = etree.Element("li")
        element.set(GIVEN_LABEL, block.label or "•")
    else:
        element = etree.Element(_ELEMENTS.get(block.kind, "p"))
    lines = [text] if block.kind is BlockKind.CODE else text.split("\n")
    element.text = lines[0]
    for line in lines[1:]:
        etree.SubElement(element, "br").tail = line
    return element


def _table(text: str) -> _Element:
    table = etree.Element("table")
    for line in text.split("\n"):
        row = etree.SubElement(table, "tr")
        for cell in line.split("\t"):
            etree.SubElement(row, "td").text = cell
    return table
