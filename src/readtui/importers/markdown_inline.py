"""Markdown's inline tokens to plain text with marks, and raw HTML to the text in it."""

import html
import re
from collections.abc import Sequence

from markdown_it.token import Token

from readtui.importers.reflow import line_joint
from readtui.model.block import MarkType
from readtui.text.article_builder import MarkSpan

_MARK_TYPES = {
    "em": MarkType.EMPHASIS,
    "strong": MarkType.STRONG,
    "s": MarkType.STRIKETHROUGH,
    "link": MarkType.LINK,
}
_UNSEEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_BREAK = re.compile(
    r"<(?:br|/?(?:p|div|li|ul|ol|tr|h[1-6]|summary|details|blockquote|table|section|figure))\b[^<>]*>", re.I
)
_FOOTNOTE_MARK = re.compile(r"\[\^([^\]\s]{1,40})\]")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<[!?][^<>]*>")


def inline_text(tokens: Sequence[Token]) -> tuple[str, list[MarkSpan]]:
    """The text of an inline token's children, and its marks as type, start, end (in that text), link target."""
    pieces: list[str] = []
    length = 0
    marks: list[MarkSpan] = []
    opened: list[tuple[int, str]] = []
    for index, token in enumerate(tokens):
        name, _, part = token.type.rpartition("_")
        if part == "open" and name in _MARK_TYPES:
            opened.append((length, str(token.attrs.get("href", ""))))
        elif part == "close" and name in _MARK_TYPES and opened:
            start, target = opened.pop()
            marks.append((_MARK_TYPES[name], start, length, target))
        elif piece := _piece(token, pieces, tokens[index + 1 : index + 2]):
            if token.type == "code_inline":
                marks.append((MarkType.CODE, length, length + len(piece), ""))
            pieces.append(piece)
            length += len(piece)
    return "".join(pieces), marks


def _piece(token: Token, before: Sequence[str], after: Sequence[Token]) -> str:
    """What a token without an end of its own adds to the text."""
    if token.type == "softbreak":
        return line_joint(before[-1] if before else "", after[0].content if after else "")
    if token.type == "hardbreak":
        return "\n"
    if token.type == "html_inline":
        return "\n" if token.content.lower().startswith("<br") else ""
    if token.type == "image":
        return inline_text(token.children or ())[0]
    return _FOOTNOTE_MARK.sub(r"[\1]", token.content) if token.type == "text" else token.content


def html_text(markup: str) -> list[str]:
    """The paragraphs of a block of raw HTML, tags left out."""
    text = _TAG.sub("", _BREAK.sub("\n", _UNSEEN.sub("", markup)))
    lines = (" ".join(line.split()) for line in html.unescape(text).split("\n"))
    return [line for line in lines if line]
