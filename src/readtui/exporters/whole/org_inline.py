"""Writes the pieces of a line as Org: passages underlined, emphasis, links, code and references.

A zero-width space keeps Org from reading signs of the article as syntax, as its manual advises.
"""

import re
from collections.abc import Callable, Sequence
from itertools import groupby

from readtui.exporters.whole_article import Piece
from readtui.model.annotation import Annotation
from readtui.model.block import MarkType
from readtui.text.clean import visible

_GUARD = "\u200b"
_BEFORE, _AFTER = r"\s\-('\"{\u200b", r"\s\-.,:;!?'\")}\[\\\u200b"
_OPENS = re.compile(rf"(?<![^{_BEFORE}])[*/_=~+]+(?=\S)")
_CLOSES = re.compile(rf"(?<=\S)[*/_=~+]+(?=[{_AFTER}]|$)")
# An entity or a formula, a link, footnote or citation, a target or date, a macro, a snippet.
_SYNTAX = re.compile(r"\\(?=[A-Za-z()\[\]\\_]|$)|\[(?=\[|fn:|cite|@|[ X-]\]|\d*[/%])|<(?=[<\d%])|\{(?=\{)|@(?=@)")
# A piece may follow another, so that its start counts as the middle of a word.
_INDEX = re.compile(r"(?<!\s)([_^])(?=[{\w*+.$\\-])")
# Before a digit it cannot end a formula, and then none can begin.
_FORMULA = re.compile(r"\$(?!\d)")
_ADDRESS_AT_END = re.compile(r"[A-Za-z][A-Za-z+]*(?=:\S*$)")
_CALL = re.compile(r"\b(src|call)(?=_)")
LIKE_HEADING = re.compile(r"(?<=\*\*)(?= )")
"""For org-lint, a heading that lost its line."""
_LINE_START = re.compile(
    r"(?=\*|,|\||%%\(|\\|[ \t]*(?:[#:+-]|\d+[.)]|[A-Za-z][.)] |CLOCK:|DEADLINE:|SCHEDULED:|CLOSED:))"
)
_SYNTAX_IN_CODE = re.compile(r"^(?=[ \t]*,*(?:\*|#\+))", re.MULTILINE)
_COOKIE = re.compile(r"<[lrc]?\d*>|[!^_$#*/]")
_SIGNS = {MarkType.STRONG: "*", MarkType.EMPHASIS: "/", MarkType.STRIKETHROUGH: "+"}
_WEB = re.compile(r"(?:https?://|mailto:)\S", re.IGNORECASE)
_NOT_IN_ADDRESS = re.compile(r"[\[\]\s\\]")

Reference = Callable[[Annotation], str]


def inline(pieces: Sequence[Piece], reference: Reference) -> str:
    """One line. Each piece of a passage is underlined, with references to all its annotations after it; so is what the
    author has marked, without references.
    """
    found = ""
    for (annotations, is_marked), run in groupby(pieces, key=lambda piece: (piece.annotations, _is_marked(piece))):
        held = list(run)
        references, sign = "".join(map(reference, annotations)), "_" if annotations or is_marked else ""
        found = _joined(found, _linked(held, ends=held[-1] is pieces[-1]), sign, references)
    return found


def _is_marked(piece: Piece) -> bool:
    """Whether the author has marked it, and nobody has annotated it."""
    return not piece.annotations and any(mark.type is MarkType.MARKED for mark in piece.marks)


def cell(pieces: Sequence[Piece], reference: Reference) -> str:
    """The content of a table's cell."""
    words = inline(pieces, reference).strip().replace("|", r"\vert{}")
    return f"{_GUARD}{words}" if _COOKIE.fullmatch(words) else words


def line_start(line: str) -> str:
    """The line, guarded if Org would read its beginning as something else than a paragraph."""
    return f"{_GUARD}{line}" if _LINE_START.match(line) else line


def code_lines(code: str) -> str:
    """The lines of a source block."""
    return _SYNTAX_IN_CODE.sub(",", code)


def inert(words: str) -> str:
    """Words with a guard inside what would do more than look different: commands of LaTeX, inline code and macros,
    which Org runs when it exports, dates, which its agenda lists, links, footnotes and citations.
    """
    words = _CALL.sub(rf"\1{_GUARD}", _SYNTAX.sub(rf"\g<0>{_GUARD}", words))
    return LIKE_HEADING.sub(_GUARD, words)


def escaped(words: str, *, is_last: bool = True) -> str:
    """Words of one line, with guards around and inside everything that Org would interpret.

    ``is_last``: they end the line. An address at their end would else go on in what follows.
    """
    words = _INDEX.sub(rf"{_GUARD}\1{_GUARD}", inert(words))
    for signs in (_OPENS, _CLOSES):
        words = signs.sub(lambda found: "".join(f"{_GUARD}{sign}{_GUARD}" for sign in found[0]), words)
    if not is_last:
        words = _ADDRESS_AT_END.sub(rf"\g<0>{_GUARD}", words)
    return re.sub(f"{_GUARD}+", _GUARD, _FORMULA.sub(r"\\dollar{}", words))


def _linked(pieces: Sequence[Piece], *, ends: bool) -> str:
    """``ends``: the pieces end the line."""
    found = ""
    for link, run in groupby(pieces, key=_link):
        held = list(run)
        inner = _styled(held, tuple(_SIGNS), ends=ends and held[-1] is pieces[-1])
        if link and inner.strip():
            # The description ends at the first two brackets.
            words = re.sub(r"\](?=\]|$)", f"]{_GUARD}", inner.strip())
            start = inner[: len(inner) - len(inner.lstrip())]
            end = inner[len(inner.rstrip()) :]
            inner = f"{start}[[{link}][{words}]]{end}"
        found += inner
    return found


def _styled(pieces: Sequence[Piece], styles: Sequence[MarkType], *, ends: bool) -> str:
    if not styles:
        return _plain(pieces, ends=ends)
    found = ""
    for is_styled, run in groupby(pieces, key=lambda piece: any(mark.type is styles[0] for mark in piece.marks)):
        held = list(run)
        inner = _styled(held, styles[1:], ends=ends and held[-1] is pieces[-1])
        found = _joined(found, inner, _SIGNS[styles[0]] if is_styled else "")
    return found


def _plain(pieces: Sequence[Piece], *, ends: bool) -> str:
    found = ""
    for is_code, run in groupby(pieces, key=lambda piece: any(mark.type is MarkType.CODE for mark in piece.marks)):
        held = list(run)
        words = "".join(piece.text for piece in held)
        sign = next((sign for sign in "~=" if sign not in words), "") if is_code else ""
        found = _joined(found, words if sign else escaped(words, is_last=ends and held[-1] is pieces[-1]), sign)
    return found


def _joined(before: str, inner: str, sign: str, after: str = "") -> str:
    """Text, and after it text between two signs, which never stand beside white space inside."""
    words = inner.strip()
    if not sign or not words:
        follows = before[-1:] in ("*", "/", "_", "+", "~", "=") and inner[:1] and not inner[:1].isspace()
        return f"{before}{_GUARD if follows else ''}{inner}"
    start = before + inner[: len(inner) - len(inner.lstrip())]
    end = inner[len(inner.rstrip()) :]
    guard = "" if not start or re.search(rf"[{_BEFORE}]$", start) else _GUARD
    # Guards at the ends would be white space beside a sign.
    words = words.strip(_GUARD)
    return f"{start}{guard}{sign}{words}{sign}{after}{end}"


def _link(piece: Piece) -> str:
    links = [mark for mark in piece.marks if mark.type is MarkType.LINK]
    target = visible(links[-1].target) if links else ""
    if not _WEB.match(target):
        return ""
    return _NOT_IN_ADDRESS.sub(lambda bad: "".join(f"%{byte:02X}" for byte in bad[0].encode()), target)
