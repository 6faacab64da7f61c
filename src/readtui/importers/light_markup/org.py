"""Parses Org, the format of Emacs notes, into pieces."""

import re
from collections.abc import Sequence
from functools import partial

from readtui.importers.light_markup.pieces import Document, Inline, Piece, dedented, indent, one_line, until
from readtui.model.block import BlockKind, MarkType

INLINE = Inline(
    (MarkType.LINK, r"\[\[(?P<target>[^\[\]]{1,1000})\](?:\[(?P<text>[^\[\]]{1,500})\])?\]"),
    (MarkType.CODE, r"(?<![\w=])=(?=[^\s=])(?P<text>[^=]{1,300})(?<=\S)=(?![\w=])"),
    (MarkType.CODE, r"(?<![\w~])~(?=[^\s~])(?P<text>[^~]{1,300})(?<=\S)~(?![\w~])"),
    (MarkType.STRONG, r"(?<![\w*])\*(?=[^\s*])(?P<text>[^*]{1,500})(?<=\S)\*(?![\w*])"),
    (MarkType.EMPHASIS, r"(?<![\w/:])/(?=[^\s/])(?P<text>[^/]{1,500})(?<=\S)/(?![\w/])"),
    (MarkType.STRIKETHROUGH, r"(?<![\w+])\+(?=[^\s+])(?P<text>[^+]{1,500})(?<=\S)\+(?![\w+])"),
    (None, r"(?<![\w_])_(?=[^\s_])(?P<text>[^_]{1,500})(?<=\S)_(?![\w_])"),
)
_HEADING = re.compile(r"(\*+)[ ]+(.*?)(?:[ \t]+:[\w@#%:]+:)?$")
_KEYWORD = re.compile(r"#\+([A-Za-z_]+):\s*(.*)$")
_BEGIN = re.compile(r"\s*#\+begin_(\w+)(?:[ ]+(\S+))?.*$", re.IGNORECASE)
_ITEM = re.compile(r"(\s*)([-+]|\d{1,4}[.)]|(?<=\s)\*)[ ]+(?:\[@\d+\][ ]*)?(?:\[([ xX-])\][ ]+)?")
_NOTE = re.compile(r"\[fn:([^\]:]{1,40})\]\s*")
_DRAWER = re.compile(r"\s*:[\w-]+:\s*$")
_BOXES = {" ": "☐", "-": "☐", "x": "☑", "X": "☑"}


def read_org(lines: Sequence[str]) -> Document:
    """Parse the lines of a text; property drawers are dropped."""
    document = Document()
    pieces = document.pieces
    last_end = max((at for at, line in enumerate(lines) if _ends_drawer(line)), default=-1)
    at = 0
    while at < len(lines):
        line = lines[at].expandtabs(8)
        begin, keyword = _BEGIN.match(line), _KEYWORD.match(line)
        if not line:
            at += 1
        elif begin:
            at = _block(lines, at, begin, pieces)
        elif keyword:
            document.said.setdefault(keyword[1].lower(), keyword[2].strip())
            at += 1
        elif heading := _HEADING.match(line):
            pieces.append(Piece(BlockKind.HEADING, heading[2].strip(), min(6, len(heading[1]))))
            at += 1
        elif at < last_end and _DRAWER.match(line):
            at = until(lines, at, _ends_drawer) + 1
        elif line.lstrip().startswith((": ", "# ")) or line.strip() in (":", "#"):
            sign = line.lstrip()[0]
            end = until(lines, at, partial(_lacks, sign))
            kind = BlockKind.CODE if sign == ":" else BlockKind.FURNITURE
            pieces.append(Piece(kind, "\n".join(one.lstrip()[2:] for one in lines[at:end])))
            at = end
        elif line.lstrip().startswith("|"):
            end = until(lines, at, lambda one: not one.lstrip().startswith("|"))
            pieces.append(
                Piece(BlockKind.TABLE, "\n".join(_cells(one) for one in lines[at:end] if "|-" not in one[:20]))
            )
            at = end
        elif re.fullmatch(r"\s*-{5,}", line):
            pieces.append(Piece(BlockKind.RULE, "* * *"))
            at += 1
        else:
            at = _text(lines, at, pieces)
    return document


def _block(lines: Sequence[str], at: int, begin: re.Match[str], pieces: list[Piece]) -> int:
    end_line = f"#+end_{begin[1].lower()}"
    end = until(lines, at + 1, lambda one: one.strip().lower() == end_line)
    inside = dedented(lines[at + 1 : end])
    name = begin[1].lower()
    if name in ("quote", "verse", "center"):
        run: list[str] = []
        for line in (*inside, ""):
            if line:
                run.append(line)
            elif run:
                pieces.append(Piece(BlockKind.QUOTE, "\n".join(run) if name == "verse" else one_line(run), 1))
                run = []
    elif name == "comment":
        pieces.append(Piece(BlockKind.FURNITURE, "\n".join(inside)))
    else:
        pieces.append(Piece(BlockKind.CODE, "\n".join(inside), label=begin[2] or "" if name == "src" else ""))
    return end + 1


def _text(lines: Sequence[str], at: int, pieces: list[Piece]) -> int:
    """A paragraph, an item or a note, up to an empty line or the start of anything else."""
    line = lines[at].expandtabs(8)
    item, note = _ITEM.match(line), _NOTE.match(line)
    end = at + 1
    while end < len(lines) and lines[end] and not _begins(lines[end]):
        if item and indent(lines[end]) <= len(item[1]):
            break
        end += 1
    if item:
        label = _BOXES.get(item[3], "") if item[3] else item[2] if item[2][-1] in ".)" else "•"
        text = one_line([line[item.end() :], *lines[at + 1 : end]])
        pieces.append(Piece(BlockKind.LIST_ITEM, text, min(9, len(item[1]) // 2 + 1), label))
    elif note:
        text = one_line([line[note.end() :], *lines[at + 1 : end]])
        pieces.append(Piece(BlockKind.LIST_ITEM, text, 1, f"[{note[1]}]"))
    else:
        pieces.append(Piece(BlockKind.PARAGRAPH, one_line(lines[at:end])))
    return end


def _begins(line: str) -> bool:
    signs = (_HEADING, _KEYWORD, _BEGIN, _NOTE, _DRAWER)
    return any(sign.match(line) for sign in signs) or bool(_ITEM.match(line)) or line.lstrip().startswith(("|", ": "))


def _lacks(sign: str, line: str) -> bool:
    """Whether a line does not continue comments or code, whose lines all begin with ``sign``."""
    return not line.lstrip().startswith(f"{sign} ") and line.strip() != sign


def _ends_drawer(line: str) -> bool:
    return line.strip().upper() == ":END:"


def _cells(line: str) -> str:
    return "\t".join(cell.strip() for cell in line.strip().strip("|").split("|"))
