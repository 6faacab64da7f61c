"""Parses AsciiDoc into pieces. Includes and runs nothing."""

import re
from collections.abc import Sequence

from readtui.importers.light_markup.pieces import Document, Inline, Piece, one_line, paragraphs, until
from readtui.model.block import BlockKind, MarkType

INLINE = Inline(
    (MarkType.LINK, r"(?:link:)?(?P<target>(?:https?://|mailto:)[^\s\[\]]{1,1000})\[(?P<text>[^\[\]]{0,500})\]"),
    (MarkType.LINK, r"(?:link|xref):(?P<target>[^\s\[\]]{1,1000})\[(?P<text>[^\[\]]{0,500})\]"),
    (None, r"<<[^<>,]{1,200},\s*(?P<text>[^<>]{1,500})>>"),
    (None, r"footnote:[\w-]{0,40}(?P<text>\[[^\[\]]{1,1000}\])"),
    (MarkType.CODE, r"``?(?=[^\s`])(?P<text>[^`]{1,300})``?"),
    (MarkType.STRONG, r"(?<![\w*])\*{1,2}(?=[^\s*])(?P<text>[^*]{1,500})(?<=\S)\*{1,2}(?![\w*])"),
    (MarkType.EMPHASIS, r"(?<![\w_])_{1,2}(?=[^\s_])(?P<text>[^_]{1,500})(?<=\S)_{1,2}(?![\w_])"),
    (None, r"(?<![\w#])#(?=[^\s#])(?P<text>[^#]{1,500})(?<=\S)#(?![\w#])"),
)
_HEADING = re.compile(r"(={1,6}|#{1,6})[ ]+(\S.*)$")
_ATTRIBUTE = re.compile(r":!?([\w-]+)!?:(?:[ ]+(.*))?$")
_DELIMITER = re.compile(r"(-{4,}|\.{4,}|={4,}|\*{4,}|_{4,}|\+{4,}|/{4,}|-{2}|```+)(\w*)$")
_SOURCE = re.compile(r"\[(?:source|listing)?%?\w*,\s*\"?([\w+#.-]+)")
_LIST = re.compile(r"\s*(\*{1,6}|-|\.{1,6}|\d{1,3}\.|[a-z]\.)[ ]+(?:\[([ xX*])\][ ]+)?(?=\S)")
_TERM = re.compile(r"\s*(\S.{0,200}?)::+(?:[ ]+(.*))?$")
_MACRO = re.compile(r"(\w+)::(\S*)\[(.*)\]$")
_TABLE = re.compile(r"[|,:!]={3,}$")
_CELL = re.compile(r"(?:^|[ \t])(?:\d*[+*]?\.?\d*[+*]?[<^>]*[a-z]?)\|")
_DEEPEST = 10


def read_asciidoc(lines: Sequence[str]) -> Document:
    """Parse the lines of a text."""
    document = Document()
    _read(lines, document, 0)
    return document


def _read(lines: Sequence[str], document: Document, depth: int) -> None:
    pieces = document.pieces
    at, language = 0, ""
    while at < len(lines):
        line = lines[at]
        delimiter, named = _DELIMITER.fullmatch(line), _ATTRIBUTE.match(line)
        if not line or line in ("+", "<<<", "toc::[]"):
            at += 1
        elif heading := _HEADING.match(line):
            is_title = len(heading[1]) == 1 and not pieces
            pieces.append(Piece(BlockKind.HEADING, heading[2], len(heading[1])))
            at = _header(lines, at + 1, document) if is_title else at + 1
        elif named:
            document.said.setdefault(named[1].lower(), (named[2] or "").strip())
            at += 1
        elif delimiter:
            end = until(lines, at + 1, lambda one, close=delimiter[1]: one == close)  # type: ignore[misc]
            _delimited(delimiter[1], delimiter[2] or language, lines[at + 1 : end], document, depth)
            at, language = end + 1, ""
        elif _TABLE.fullmatch(line):
            end = until(lines, at + 1, lambda one, close=line: one == close)  # type: ignore[misc]
            pieces.append(Piece(BlockKind.TABLE, _table(lines[at + 1 : end])))
            at = end + 1
        elif line.startswith("//"):
            pieces.append(Piece(BlockKind.FURNITURE, line))
            at += 1
        elif line.startswith("[") and line.endswith("]"):
            found = _SOURCE.match(line)
            language = found[1] if found else ""
            at += 1
        elif macro := _MACRO.match(line):
            text = macro[3].partition(",")[0].strip('"')
            kind = BlockKind.CAPTION if macro[1] == "image" else BlockKind.FURNITURE
            pieces.append(Piece(kind, text if kind is BlockKind.CAPTION else line))
            at += 1
        elif re.fullmatch(r"'{3,}|-{3}|\*{3}", line):
            pieces.append(Piece(BlockKind.RULE, "* * *"))
            at += 1
        elif line.startswith(".") and line[1:2].isalnum():
            pieces.append(Piece(BlockKind.CAPTION, line[1:]))
            at += 1
        else:
            at = _text(lines, at, pieces, language)
            language = ""


def _header(lines: Sequence[str], at: int, document: Document) -> int:
    """Read the author and the date below the title, if present."""
    end = until(lines, at, lambda one: not one or _ATTRIBUTE.match(one) is not None)
    if at < end:
        author = lines[at].partition("<")[0].strip()
        document.said.setdefault("author", author)
        document.pieces += [Piece(BlockKind.PARAGRAPH, line) for line in lines[at:end]]
    return end


def _delimited(sign: str, language: str, inside: Sequence[str], document: Document, depth: int) -> None:
    pieces = document.pieces
    if sign[0] == "/":
        pieces.append(Piece(BlockKind.FURNITURE, "\n".join(inside)))
    elif sign[0] == "_":
        pieces += [Piece(BlockKind.QUOTE, one_line(run), 1) for run in paragraphs(inside)]
    elif (sign[0] in "-.+`" and len(sign) > 2) or depth >= _DEEPEST:
        pieces.append(Piece(BlockKind.CODE, "\n".join(inside), label=language if sign[0] in "-`" else ""))
    else:
        _read(inside, document, depth + 1)


def _text(lines: Sequence[str], at: int, pieces: list[Piece], language: str) -> int:
    line = lines[at]
    item, term = _LIST.match(line), _TERM.match(line)
    end = at + 1
    while end < len(lines) and lines[end] and not _begins(lines[end]):
        end += 1
    if item:
        sign = item[1]
        label = (
            "☐"
            if item[2] == " "
            else "☑"
            if item[2]
            else "•"
            if sign[0] in "*-"
            else sign
            if sign[-1:] != sign[0]
            else ""
        )
        level = len(sign) if sign[0] in "*." else 1
        if sign[0] == ".":
            label = f"{1 + _numbered_before(pieces, level)}."
        pieces.append(Piece(BlockKind.LIST_ITEM, one_line([line[item.end() :], *lines[at + 1 : end]]), level, label))
    elif term:
        pieces.append(Piece(BlockKind.PARAGRAPH, f"*{term[1]}*"))
        pieces.append(Piece(BlockKind.LIST_ITEM, one_line([term[2] or "", *lines[at + 1 : end]]).strip(), 1, "–"))
    elif line.startswith(" ") or language:
        pieces.append(Piece(BlockKind.CODE, "\n".join(lines[at:end]), label=language))
    else:
        pieces.append(Piece(BlockKind.PARAGRAPH, one_line(one.removesuffix(" +") for one in lines[at:end])))
    return end


def _numbered_before(pieces: Sequence[Piece], level: int) -> int:
    """The number of the previous item in the same list."""
    for piece in reversed(pieces[-50:]):
        if piece.kind is not BlockKind.LIST_ITEM or piece.level < level:
            return 0
        if piece.level == level:
            return int(piece.label[:-1]) if piece.label[:-1].isdecimal() else 0
    return 0


def _begins(line: str) -> bool:
    signs = (_DELIMITER, _TABLE)
    return any(sign.fullmatch(line) for sign in signs) or bool(_LIST.match(line)) or line == "+" or line.startswith("[")


def _table(lines: Sequence[str]) -> str:
    """The cells of a table: a row per line or, with one cell per line, as many per row as the first row has."""
    rows = [cells for line in lines if (cells := [cell.strip() for cell in _CELL.split(line)][1:])]
    if not rows:
        return "\n".join(lines)
    return "\n".join("\t".join(cells) for cells in rows)
