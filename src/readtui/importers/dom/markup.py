"""Parses the bytes of a web page into a tree: detects the encoding, and cleans up markup that parsers cannot handle."""

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from html import escape

from lxml import etree
from lxml.html import HtmlElement

from readtui.importers.common.budget import plain_blocks
from readtui.importers.common.encoding import decode, looks_binary, stated_encoding
from readtui.importers.common.raw_html import html_text
from readtui.importers.dom.tables import cut_spans
from readtui.text.word_tables import word_set

_MAX_TAGS = 1_000_000
"""Several times those of the longest single-page specifications. A tree of more would take gigabytes of memory."""

_HEAD_BYTES = 4096
_META_CHARSET = re.compile(
    rb"""<meta[^<>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|^\s*<\?xml[^<>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_BYTE_ORDER_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_REFERENCE = re.compile(
    r"&#(?:x(?=[0-9a-f]{1,8}(?![0-9a-f]))(0*(?:[0-9a-f]|1[0-9a-f]|[7-9][0-9a-f]))(?![0-9a-f])"
    r"|(?=[0-9]{1,8}(?![0-9]))(0*(?:[0-9]|[123][0-9]|1[2-5][0-9]))(?![0-9]));?",
    re.IGNORECASE,
)
"""Numeric references to characters that may be no text, and to few others: pages have thousands of references."""
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_CONTROL_BYTES = bytes(code for code in (*range(32), 127) if _CONTROL.match(chr(code)))
_CONTROL_PICTURES = {code: chr(0x2400 + code) for code in range(32)} | {127: "␡"}
_CLASSES = etree.ElementDefaultClassLookup(element=HtmlElement)
"""Every element has the same class. lxml's own choice, which distinguishes forms, calls Python for each element that is
looked at: an eighth of the time of reading a page.
"""
_IN_HEAD = frozenset(("title", "meta", "link", "base", "basefont", "style", "script", "noscript", "template", "object"))
_MANY = 100
# Names and unquoted values have a limited length, because the text after them may begin a tag again and again.
_ATTRIBUTE = r"""[\s/]*+([^\s/>][^\s/>=]{0,200}+)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s>"'][^\s>]{0,2000}+)?)?+"""
_TAG = r"<[a-zA-Z][^\s/<>]*+"
_LARGE_TAG = re.compile(f"{_TAG}(?=[\\s/])(?:{_ATTRIBUTE}){{{_MANY}}}")
_TAG_NAME = re.compile(_TAG)
_ONE = re.compile(_ATTRIBUTE)
_READ = word_set(
    """
    id class name href src alt title role hidden style lang xml:lang dir start reversed type value checked rel
    itemprop colspan rowspan content property charset http-equiv datetime width height alttext open aria-hidden
    aria-level data-lang data-language
    """
)


def decode_page(data: bytes, charset: str = "", name: str = "") -> str:
    """The text of a page, decoded by its byte order mark, the HTTP header's ``charset``, the page's own declaration, or
    a guess.

    The bytes overrule a declaration that does not fit. Raises SourceError for binary data, naming ``name``.
    """
    if data.startswith(_BYTE_ORDER_MARKS) or looks_binary(data[:_HEAD_BYTES]):
        return decode(data, name)
    declared = _META_CHARSET.search(data[:_HEAD_BYTES])
    own_word = next(group for group in declared.groups() if group).decode("ascii") if declared else ""
    for word in filter(None, (charset, own_word)):
        encoding = stated_encoding(word)
        if encoding is None or (encoding != "utf-8" and _is_utf8(data)):
            continue
        with suppress(UnicodeDecodeError):
            return data.decode(encoding)
    return decode(data, name)


def _is_utf8(data: bytes) -> bool:
    """Whether the data has bytes above 127 that are valid UTF-8, which long text in another encoding never is."""
    if data.isascii():
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def parse_page(text: str) -> HtmlElement:
    """Parse a page's text into a tree without fetching anything. Linear.

    What is beyond the tags that the memory has room for becomes paragraphs of lines. Markup nested too deep for the
    parser (about 2000 elements) becomes a paragraph for each piece of its text.
    """
    if text.count("<") > _MAX_TAGS:
        text = _without_last_tags(text)
    text = _REFERENCE.sub(_character, without_needless_attributes(text))
    data = text.encode("utf-8", "replace")
    if data.translate(None, _CONTROL_BYTES) != data:
        text = _CONTROL.sub(lambda found: _CONTROL_PICTURES[ord(found[0])], text)
        data = text.encode("utf-8", "replace")
    tree = _tree(data)
    if tree is None:
        paragraphs = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in html_text(text))
        tree = _tree(paragraphs.encode("utf-8", "replace"))
    if tree is None:
        return HtmlElement()
    cut_spans(tree)
    return tree


def _without_last_tags(text: str) -> str:
    """The page with all from its first tag too many on as paragraphs of lines."""
    rest = text.split("<", _MAX_TAGS)[-1]
    lines = "\n".join(html_text(f"<{rest}"))
    blocks = (escape(block).replace("\n", "<br>") for block in plain_blocks(lines))
    return text[: -len(rest) - 1] + "".join(f"<p>{block}</p>" for block in blocks)


def _character(reference: re.Match[str]) -> str:
    """The replacement for a numeric reference to a non-text character: the picture of a control or, as in browsers, the
    Windows character at the position of a C1 control.
    """
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    if 0x80 <= code < 0xA0:
        return bytes([code]).decode("cp1252", "replace")
    is_control = code < 32 and code not in (9, 10, 12, 13)
    return _CONTROL_PICTURES[code] if is_control or code == 127 else reference[0]


def _tree(data: bytes) -> HtmlElement | None:
    """The parsed tree; None if there is none or the parser gave up."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    parser.set_element_class_lookup(_CLASSES)
    try:
        tree = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None
    gave_up = any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log)
    if tree is None or gave_up:
        return None
    assert isinstance(tree, HtmlElement)
    _end_head(tree)
    return tree


def _end_head(tree: HtmlElement) -> None:
    """Move what does not belong in a head out of it: the parser does not know that HTML 5 elements begin the body."""
    head = tree.find("head")
    first = next((child for child in head if child.tag not in _IN_HEAD), None) if head is not None else None
    if head is None or first is None:
        return
    body = tree.find("body")
    if body is None:
        body = tree.makeelement("body")
        tree.append(body)
    moved = [first, *first.itersiblings()]
    body[:0] = moved
    if body.text and body.text.strip():
        moved[-1].tail, body.text = (moved[-1].tail or "") + body.text, None


def without_needless_attributes(text: str) -> str:
    """The page with only the attributes that are read, in tags with a hundred or more: the parser compares each with
    all before it. Linear time.
    """
    pieces: list[str] = []
    end = 0
    while found := _LARGE_TAG.search(text, end):
        name = _TAG_NAME.match(text, found.start())
        assert name is not None
        pieces.append(text[end : name.end()])
        kept: dict[str, str] = {}
        end = name.end()
        for attribute in _attributes(text, end):
            kept.setdefault(attribute[1].lower(), attribute[2] or "")
            end = attribute.end()
        pieces += (f" {key}={value}" if value else f" {key}" for key, value in kept.items() if key in _READ)
        pieces.append(" ")
    pieces.append(text[end:])
    return "".join(pieces)


def _attributes(text: str, start: int) -> Iterator[re.Match[str]]:
    while attribute := _ONE.match(text, start):
        yield attribute
        start = attribute.end()
