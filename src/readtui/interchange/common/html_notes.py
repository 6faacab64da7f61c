"""Reads notes that other programs keep as HTML, as Markdown."""

import re
from collections.abc import Iterator
from typing import Any

_BLOCKS = frozenset(
    {"p", "div", "li", "ul", "ol", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "pre"}
)
_AROUND = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`"}
_SILENT = frozenset({"script", "style", "head", "template"})
_SPACES = re.compile(r"[ \t\r\f\v]+")
_LINES = re.compile(r" *\n *")
# A mark of a quotation or a list, whose words begin with a paragraph of their own.
_ALONE = re.compile(r"^([>-])\n+", re.MULTILINE)
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,500}>|&(?:[a-zA-Z]{2,10}|#\d{2,6});")


def looks_like_html(text: str) -> bool:
    """Whether there are tags or character references in a text."""
    return _MARKUP.search(text) is not None


def markdown_of(html: str) -> str:
    """The words of a fragment of HTML with emphasis, links and lists; "" for none. Never raises for bad HTML."""
    return _read(html, is_markdown=True)


def text_of_html(html: str) -> str:
    """The words of a fragment of HTML."""
    return _read(html, is_markdown=False)


def _read(html: str, *, is_markdown: bool) -> str:
    from lxml import etree
    from lxml import html as lxml_html

    if not html.strip():
        return ""
    try:
        root = lxml_html.fragment_fromstring(html, create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return html
    text = _SPACES.sub(" ", "".join(_words(root, is_markdown)))
    return re.sub(r"\n{3,}", "\n\n", _ALONE.sub(r"\1 ", _LINES.sub("\n", text))).strip()


def _words(root: Any, is_markdown: bool) -> Iterator[str]:
    """The text of an element without recursion, so that deep nesting does no harm."""
    stack: list[Any] = [root]
    while stack:
        one = stack.pop()
        if isinstance(one, str):
            yield one
            continue
        after = [one.tail] if one.tail and one is not root else []
        tag = one.tag if isinstance(one.tag, str) else ""
        if not tag or tag in _SILENT:
            stack += after
            continue
        before, behind = _marks(one, tag, is_markdown)
        inside = [before, *([_flat(one.text)] if one.text else []), *one, behind]
        stack += [*map(_flat, after), *reversed(inside)]


def _marks(element: Any, tag: str, is_markdown: bool) -> tuple[str, str]:
    if tag == "br":
        return "\n", ""
    if not is_markdown:
        return ("\n", "\n") if tag in _BLOCKS else ("", "")
    if tag == "li":
        return "\n- ", ""
    if tag in _BLOCKS:
        return ("\n\n> ", "\n\n") if tag == "blockquote" else ("\n\n", "\n\n") if tag != "div" else ("\n", "\n")
    if tag == "a" and element.get("href", "").startswith(("http://", "https://")):
        return "[", f"]({element.get('href')})"
    mark = _AROUND.get(tag, "")
    return mark, mark


def _flat(text: str) -> str:
    return text.replace("\n", " ")
