"""Converts Markdown's inline tokens to plain text with marks, and raw HTML to its text."""

import re
from collections.abc import Sequence
from itertools import chain, pairwise
from urllib.parse import unquote

from markdown_it.token import Token

from readtui.importers.common.raised import subscript, superscript
from readtui.importers.common.reflow import line_joint
from readtui.importers.markdown import footnotes
from readtui.model.block import MarkType
from readtui.text.article_builder import MarkSpan

_MARK_TYPES = {
    "em": MarkType.EMPHASIS,
    "strong": MarkType.STRONG,
    "s": MarkType.STRIKETHROUGH,
    "link": MarkType.LINK,
}
_NOTE = "#fn:"
_REFERENCE = "#fnref:"
_STYLED = re.compile(r"<(/?)(sub|sup|kbd)>", re.IGNORECASE)


def inline_text(tokens: Sequence[Token]) -> tuple[str, list[MarkSpan]]:
    """The text of an inline token's children, and its marks: type, start, end (in that text), link target.

    References to footnotes are links to ``#`` and ``note_name``.
    """
    pieces: list[str] = []
    length = 0
    marks: list[MarkSpan] = []
    opened: list[tuple[int, str]] = []
    tags: list[tuple[str, int, int]] = []
    for index, token in enumerate(tokens):
        if token.type == "text":
            if token.content:
                pieces.append(token.content)
                length += len(token.content)
            continue
        name, _, part = token.type.rpartition("_")
        if part == "open" and name in _MARK_TYPES:
            opened.append((length, _target(str(token.attrs.get("href", "")))))
        elif part == "close" and name in _MARK_TYPES and opened:
            start, target = opened.pop()
            marks.append((_MARK_TYPES[name], start, length, target))
        elif token.type == "html_inline" and (tag := _STYLED.fullmatch(token.content)):
            if not tag[1]:
                tags.append((tag[2].lower(), len(pieces), length))
            elif tags and tags[-1][0] == tag[2].lower():
                length = _end_styled(*tags.pop(), pieces, length, marks)
        elif piece := _piece(token, pieces, tokens[index + 1 : index + 2]):
            if token.type == "code_inline":
                marks.append((MarkType.CODE, length, length + len(piece), ""))
            elif token.type == footnotes.REFERENCE:
                marks.append((MarkType.LINK, length, length + len(piece), f"{_NOTE}{token.meta['label']}"))
            pieces.append(piece)
            length += len(piece)
    return "".join(pieces), marks


def _end_styled(tag: str, first: int, start: int, pieces: list[str], length: int, marks: list[MarkSpan]) -> int:
    """Raise or lower the pieces from ``first`` on, or mark them as keys; return the new length of the text."""
    if tag == "kbd":
        marks.append((MarkType.CODE, start, length, ""))
    elif not any(mark_start >= start for _, mark_start, _, _ in marks):
        before, script = "".join(pieces[:first])[-8:], "".join(pieces[first:])
        base = "" if before[-1:].isspace() else before
        styled = superscript(base, script) if tag == "sup" else subscript(base, script)
        pieces[first:] = [styled]
        length = start + len(styled)
    return length


def note_name(key: str) -> str:
    """The name of the place of the footnote ``[^key]``."""
    return f"{_NOTE}{key}"[1:]


def back_target(key: str) -> str:
    """The target of a link from the footnote to the first reference to it."""
    return f"{_REFERENCE}{key}"


def reference_names(marks: Sequence[MarkSpan]) -> list[tuple[str, int]]:
    """The names of the places of footnote references, and where they begin."""
    return [
        (back_target(target.removeprefix(_NOTE))[1:], start)
        for kind, start, _, target in marks
        if kind is MarkType.LINK and target.startswith(_NOTE)
    ]


def joined_lines(text: str) -> str:
    """Join the lines of a paragraph without markup."""
    if "\n" not in text:
        return text
    if text.isascii():
        return text.replace("\n", " ")
    lines = text.split("\n")
    joints = (line_joint(*pair) for pair in pairwise(lines))
    return "".join(chain.from_iterable(zip(lines, (*joints, ""), strict=True)))


def _target(href: str) -> str:
    """The target of a link; for a place in the text, its name as written there."""
    return unquote(href) if href.startswith("#") else href


def _piece(token: Token, before: Sequence[str], after: Sequence[Token]) -> str:
    """The text added by a token without an end of its own."""
    if token.type == "softbreak":
        return line_joint(before[-1] if before else "", after[0].content if after else "")
    if token.type == "hardbreak":
        return "\n"
    if token.type == "html_inline":
        return "\n" if token.content.lower().startswith("<br") else ""
    if token.type == footnotes.REFERENCE:
        return f"[{token.meta['label']}]"
    if token.type == "image":
        return inline_text(token.children or ())[0]
    return token.content
