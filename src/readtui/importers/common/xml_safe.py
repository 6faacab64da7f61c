"""Parses untrusted XML into an lxml tree: no custom entities, no fetching, broken markup repaired."""

import html.entities
import re
from typing import Any

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")
# Programs that build XML as text declare the encoding of that text, and then write UTF-8.
_DECLARED_WIDE = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*[\"'](?:utf-?(?:16|32)|ucs-?[24])[^>]{0,200}\?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{0,30});")
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})


def parse_xml(data: bytes, *, repair: bool = True, huge: bool = False) -> Any:
    """The root element, or None if there is none. Knows the entities of HTML; never raises for bad XML.

    ``repair``: read as much as possible of broken XML; otherwise it gives None. ``huge``: accept values of more than 10
    MB, such as pictures, and any depth of nesting.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=huge, recover=repair, remove_pis=True,
        remove_comments=True,
    )  # fmt: skip
    try:
        return etree.fromstring(without_doctype(as_utf8(data)), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def as_utf8(data: bytes) -> bytes:
    """Convert UTF-16 to UTF-8; other XML encodings are ASCII-compatible and stay.

    Of a document in UTF-8 that declares UTF-16 or UTF-32, the declaration is left out.
    """
    if data.startswith(_UTF16_MARKS):
        return _DECLARATION.sub("", data.decode("utf-16", "replace")).encode()
    return _DECLARED_WIDE.sub(b"", data)


def without_doctype(data: bytes) -> bytes:
    """The document without its type declaration, with HTML's named entities as character references."""
    start = data.find(b"<!DOCTYPE")
    if start >= 0:
        end = data.find(b">", start)
        subset = data.find(b"[", start)
        if 0 <= subset < end:
            close = data.find(b"]", subset)
            end = data.find(b">", close) if close >= 0 else -1
        data = data[:start] + (data[end + 1 :] if end >= 0 else b"")
    return _ENTITY.sub(_as_reference, data)


def _as_reference(match: re.Match[bytes]) -> bytes:
    name = match[1].decode("ascii")
    if name in _OF_XML:
        return match[0]
    characters = html.entities.html5.get(f"{name};", "")
    return "".join(f"&#{ord(char)};" for char in characters).encode() if characters else b"&amp;" + match[0][1:]
