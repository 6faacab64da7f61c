"""Reads raw HTML without a parser: its paragraphs, and the addresses of its images."""

import html
import re

_UNSEEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_BREAK = re.compile(
    r"<(?:br|/?(?:p|div|li|ul|ol|tr|h[1-6]|summary|details|blockquote|table|section|figure))\b[^<>]*>", re.I
)
_IMAGE = re.compile(
    r"""<img\s(?:[^<>]{0,2000}?\s)?src\s{0,9}=\s{0,9}(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))""", re.IGNORECASE
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<[!?][^<>]*>")


def html_images(markup: str) -> list[str]:
    written = (match[1] or match[2] or match[3] for match in _IMAGE.finditer(_UNSEEN.sub("", markup)))
    return [html.unescape(address).strip() for address in written if address]


def html_text(markup: str) -> list[str]:
    """The paragraphs of a block of raw HTML without tags."""
    text = _TAG.sub("", _BREAK.sub("\n", _UNSEEN.sub("", markup)))
    lines = (" ".join(line.split()) for line in html.unescape(text).split("\n"))
    return [line for line in lines if line]
