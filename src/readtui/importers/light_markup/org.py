"""Parses Org, the format of Emacs notes, into pieces."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import count

from readtui.importers.light_markup.pieces import (
    Document,
    Inline,
    MarkupPiece,
    as_quote,
    dedented,
    formula,
    indent,
    one_line,
    paragraphs,
    until,
)
from readtui.model.block import HEADLESS, BlockKind, MarkType

_ENTITIES = """
alpha beta gamma delta epsilon lambda mu pi rho sigma tau phi omega theta Delta Sigma Omega rightarrow leftarrow to
times pm le ge ne approx infty sum ldots dots cdot euro degree deg sqrt in cup cap neg equiv forall exists
"""
INLINE = Inline(
    (None, r"\\\((?P<tex>.{1,1000}?)\\\)"),
    (None, r"\\\[(?P<tex>.{1,1000}?)\\\]"),
    (None, r"\$\$(?P<tex>[^$]{1,1000})\$\$"),
    (None, r"(?<![\w$\\])\$(?P<dollars>[^$]{1,500})\$(?![\w$])"),
    (MarkType.LINK, r"\[\[(?P<target>[^\[\]]{1,1000})\](?:\[(?P<text>[^\[\]]{1,500})\])?\]"),
    (MarkType.CODE, r"(?<![\w=])=(?=[^\s=])(?P<text>[^=]{1,300})(?<=\S)=(?![\w=])"),
    (MarkType.CODE, r"(?<![\w~])~(?=[^\s~])(?P<text>[^~]{1,300})(?<=\S)~(?![\w~])"),
    (MarkType.STRONG, r"(?<![\w*])\*(?=[^\s*])(?P<text>[^*]{1,500})(?<=\S)\*(?![\w*])"),
    (MarkType.EMPHASIS, r"(?<![\w/:])/(?=[^\s/])(?P<text>[^/]{1,500})(?<=\S)/(?![\w/])"),
    (MarkType.STRIKETHROUGH, r"(?<![\w+])\+(?=[^\s+])(?P<text>[^+]{1,500})(?<=\S)\+(?![\w+])"),
    (None, r"(?<![\w_])_(?=[^\s_])(?P<words>[^_]{1,500})(?<=\S)_(?![\w_])"),
    (None, r"(?<=[\w)])\^\{(?P<high>[^{}]{1,100})\}"),
    (None, r"(?<=[\w)])_\{(?P<low>[^{}]{1,100})\}"),
    (None, r"(?<=[\w)])\^(?P<high>[-+−]?\d{1,12}|[A-Za-z])(?!\w)"),
    (None, r"(?<!\w\w)(?<=[A-Za-z])_(?P<low>\d{1,3})(?![a-z\d_])"),
    (None, rf"(?<![\w\\])(?P<tex>\\(?:{'|'.join(_ENTITIES.split())}))(?:\{{\}}|(?![A-Za-z\\/:]))"),
    nests=True,
)
_HEADING = re.compile(r"(\*+)[ ]+(.*?)(?:[ \t]+:([\w@#%:]+):)?$")
_HIDDEN = re.compile(r"(?m)^\*+[ ]+(?:COMMENT\b|.*:noexport:[\w@#%:]*$)")
_PICTURE = re.compile(r"\[\[(?:file:|\./|https?:)[^\[\]]{1,500}\.(?:png|jpe?g|gif|svg|webp|pdf)\]\]", re.IGNORECASE)
_KEYWORD = re.compile(r"#\+([A-Za-z_-]+):\s*(.*)$")
_BEGIN = re.compile(r"\s*#\+begin_([\w-]+)(?:[ ]+(\S+))?.*$", re.IGNORECASE)
_FORMULA = re.compile(r"\s*\\begin\{([A-Za-z]+\*?)\}")
_ITEM = re.compile(r"(\s*)([-+]|\d{1,4}[.)]|(?<=\s)\*)[ ]+(?:\[@\d+\][ ]*)?(?:\[([ xX-])\][ ]+)?")
_NOTE = re.compile(r"\[fn:([^\]:]{1,40})\]\s*")
_INSIDE = r"[^\[\]]|\[\[[^\[\]]*\](?:\[[^\[\]]*\])?\]|\[[^\[\]]*\]"
_REFERENCE = re.compile(rf"\[fn:([\w-]{{0,40}})(?::((?:{_INSIDE}){{1,2000}}))?\]")
_DRAWER = re.compile(r"\s*:([\w-]+):\s*$")
_UNSEEN = ("PROPERTIES", "LOGBOOK", "CLOCK")
_SETTING = re.compile(r"\\[A-Za-z]+(?:\{[^{}]{0,100}\})*$")
"""A line of LaTeX that says how something is set."""
_MACRO = re.compile(r"#\+(?:MACRO|macro):[ ]+([\w-]{1,40})[ ]+(.*)$")
_USED_MACRO = re.compile(r"\{\{\{([\w-]{1,40})(?:\(([^{}]{0,300})\))?\}\}\}")
_LONGEST_MACRO = 300
_PLACE = re.compile(r"\[\[[*#]([^\[\]]{1,500})\]\]")
_ESCAPED = re.compile(r"^(\s*),(\*|,|#\+)")
_ALIGNMENT = re.compile(r"\|(?:\s*(?:<[lrc]?\d*>)?\s*\|)+")
_TERM = re.compile(r"(\S.{0,200}?)[ ]+::(?:[ ]+|$)")
_DEEPEST = 8
_CODE = frozenset(("src", "example", "html", "latex", "ascii", "verbatim"))
_EXPORT = frozenset(("comment", "export"))
_BOXES = {" ": "☐", "-": "☐", "x": "☑", "X": "☑"}


def read_org(lines: Sequence[str]) -> Document:
    """Parse the lines of a text. Property drawers are dropped, and sections that Org does not export are folded, unless
    there is nothing else.
    """
    document = Document()
    macros = {found[1]: found[2] for found in map(_MACRO.match, lines) if found}
    _read(lines, document, 0, hides=True)
    if all(piece.kind is BlockKind.FURNITURE for piece in document.pieces):
        document.pieces.clear()
        _read(lines, document, 0)
    document.pieces = _with_notes([_filled_in(piece, macros) for piece in document.pieces])
    return document


def _read(lines: Sequence[str], document: Document, depth: int, *, hides: bool = False) -> None:
    """Add the pieces of lines; ``depth`` counts the quotes around them. ``hides``: folds what Org does not export."""
    pieces = document.pieces
    last_end = max((at for at, line in enumerate(lines) if _ends_drawer(line)), default=-1)
    at = 0
    while at < len(lines):
        line = lines[at].expandtabs(8)
        begin, keyword = _BEGIN.match(line), _KEYWORD.match(line)
        if not line:
            at += 1
        elif environment := _FORMULA.match(line):
            end = until(lines, at, partial(_ends, environment[1]))
            pieces.append(formula("\n".join(lines[at : end + 1])))
            at = end + 1
        elif begin:
            at = _block(lines, at, begin, document, depth)
        elif keyword:
            name, value = keyword[1].lower(), keyword[2].strip()
            if name == "caption":
                pieces.append(MarkupPiece(BlockKind.CAPTION, value))
            else:
                document.said.setdefault(name, value)
            at += 1
        elif heading := _HEADING.match(line):
            if hides and _HIDDEN.match(line):
                end = until(lines, at + 1, partial(_ends_section, len(heading[1])))
                pieces.append(MarkupPiece(BlockKind.FURNITURE, "\n".join(lines[at:end]).rstrip()))
                at = end
                continue
            pieces.append(MarkupPiece(BlockKind.HEADING, heading[2].strip(), min(6, len(heading[1]))))
            at += 1
        elif _SETTING.fullmatch(line) and INLINE(line)[0] == line:
            at += 1
        elif at < last_end and (drawer := _DRAWER.match(line)):
            # Drawers with other names hold text.
            at = until(lines, at, _ends_drawer) + 1 if drawer[1].upper() in _UNSEEN else at + 1
        elif _ends_drawer(line):
            at += 1
        elif line.lstrip().startswith((": ", "# ")) or line.strip() in (":", "#"):
            sign = line.lstrip()[0]
            end = until(lines, at, partial(_lacks, sign))
            kind = BlockKind.CODE if sign == ":" else BlockKind.FURNITURE
            pieces.append(MarkupPiece(kind, "\n".join(one.lstrip()[2:] for one in lines[at:end])))
            at = end
        elif line.lstrip().startswith("|"):
            end = until(lines, at, lambda one: not one.lstrip().startswith("|"))
            pieces.append(_table([one.strip() for one in lines[at:end]]))
            at = end
        elif re.fullmatch(r"\s*-{5,}", line):
            pieces.append(MarkupPiece(BlockKind.RULE, "* * *"))
            at += 1
        else:
            at = _text(lines, at, pieces)


def _block(lines: Sequence[str], at: int, begin: re.Match[str], document: Document, depth: int) -> int:
    name = begin[1].lower()
    end = len(lines) if name in document.unended else _end_of_block(lines, at + 1, name)
    if end == len(lines) and name not in _CODE:
        document.unended.add(name)
        return at + 1
    inside = dedented(lines[at + 1 : end])
    pieces = document.pieces
    if name not in (*_CODE, *_EXPORT, "verse") and depth < _DEEPEST:
        # Blocks that authors have named, too, hold text.
        inner = Document()
        _read(inside, inner, depth + 1)
        pieces += map(as_quote, inner.pieces) if name in ("quote", "center") else inner.pieces
    elif name in ("quote", "center", "verse"):
        pieces += [
            MarkupPiece(BlockKind.QUOTE, "\n".join(run) if name == "verse" else one_line(run), 1)
            for run in paragraphs(inside)
        ]
    elif name in _EXPORT:
        pieces.append(MarkupPiece(BlockKind.FURNITURE, "\n".join(inside)))
    else:
        # Org puts a comma before what would be markup.
        code = (_ESCAPED.sub(r"\1\2", line) for line in inside)
        pieces.append(MarkupPiece(BlockKind.CODE, "\n".join(code), label=begin[2] or "" if name == "src" else ""))
    return end + 1


def _end_of_block(lines: Sequence[str], at: int, name: str) -> int:
    """The index of the line that ends a block; blocks of the same name may be inside it."""
    begin_line, end_line = f"#+begin_{name}", f"#+end_{name}"
    is_open = 1
    for end in range(at, len(lines)):
        line = lines[end].strip().lower()
        if line == end_line:
            is_open -= 1
            if not is_open:
                return end
        elif name in ("quote", "center") and line == begin_line:
            is_open += 1
    return until(lines, at, lambda one: one.strip().lower() == end_line)


def _table(lines: Sequence[str]) -> MarkupPiece:
    """A table. The rows above its first rule are its header, unless there are no others."""
    rows = [line for line in lines if not line.startswith("|-") and not _ALIGNMENT.fullmatch(line)]
    has_header = len(lines) > 2 and any(line.startswith("|-") for line in lines[1:-1]) and len(rows) > 1
    return MarkupPiece(BlockKind.TABLE, "\n".join(map(_cells, rows)), label="" if has_header else HEADLESS)


def _filled_in(piece: MarkupPiece, macros: dict[str, str]) -> MarkupPiece:
    """The piece with the words that macros and links without a text stand for."""
    if piece.kind in (BlockKind.CODE, BlockKind.FURNITURE) or ("{{{" not in piece.text and "[[" not in piece.text):
        return piece
    text = _PLACE.sub(r"\1", _PICTURE.sub("", piece.text))
    if "{{{" in text:
        text = _USED_MACRO.sub(lambda found: found[2] or macros.get(found[1], found[0])[:_LONGEST_MACRO], text)
    return replace(piece, text=text)


def _with_notes(pieces: Sequence[MarkupPiece]) -> list[MarkupPiece]:
    """The pieces with the numbers of footnotes in brackets, and behind them the notes that stand within the text."""
    notes: dict[str, str] = {}
    used = {piece.label for piece in pieces} | {
        f"[{found[1]}]" for one in pieces for found in _REFERENCE.finditer(one.text)
    }
    numbers = (str(number) for number in count(1) if f"[{number}]" not in used)

    def referred_to(found: re.Match[str]) -> str:
        if not (found[1] or found[2]):
            return found[0]
        name = found[1] or next(numbers)
        if found[2]:
            notes.setdefault(name, found[2])
        return f"[{name}]"

    named = [
        replace(piece, text=_REFERENCE.sub(referred_to, piece.text))
        if "[fn:" in piece.text and piece.kind not in (BlockKind.CODE, BlockKind.FURNITURE)
        else piece
        for piece in pieces
    ]
    return [*named, *(MarkupPiece(BlockKind.LIST_ITEM, words.strip(), 1, f"[{name}]") for name, words in notes.items())]


def _text(lines: Sequence[str], at: int, pieces: list[MarkupPiece]) -> int:
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
        text = one_line(one.removesuffix("\\\\") for one in [line[item.end() :], *lines[at + 1 : end]])
        level, term = min(9, len(item[1]) // 2 + 1), _TERM.match(text) if label == "•" else None
        if term:
            is_plain = not any(sign in term[1] for sign in "*/=~_+[{")
            pieces.append(MarkupPiece(BlockKind.LIST_ITEM, f"*{term[1]}*" if is_plain else term[1], level, label))
            text, label = text[term.end() :], ""
        pieces.append(MarkupPiece(BlockKind.LIST_ITEM, text, level, label))
    elif note:
        text = one_line([line[note.end() :], *lines[at + 1 : end]])
        pieces.append(MarkupPiece(BlockKind.LIST_ITEM, text, 1, f"[{note[1]}]"))
    else:
        pieces.append(MarkupPiece(BlockKind.PARAGRAPH, one_line(one.removesuffix("\\\\") for one in lines[at:end])))
    return end


def _ends(name: str, line: str) -> bool:
    """Whether a line ends an environment of TeX."""
    return f"\\end{{{name}}}" in line


def _begins(line: str) -> bool:
    signs = (_HEADING, _KEYWORD, _BEGIN, _NOTE, _DRAWER, _FORMULA)
    return (
        any(sign.match(line) for sign in signs)
        or bool(_ITEM.match(line))
        or line.lstrip().startswith(("|", ": ", "# "))
    )


def _ends_section(level: int, line: str) -> bool:
    heading = _HEADING.match(line)
    return heading is not None and len(heading[1]) <= level


def _lacks(sign: str, line: str) -> bool:
    """Whether a line does not continue comments or code, whose lines all begin with ``sign``."""
    return not line.lstrip().startswith(f"{sign} ") and line.strip() != sign


def _ends_drawer(line: str) -> bool:
    return line.strip().upper() == ":END:"


def _cells(line: str) -> str:
    return "\t".join(cell.strip() for cell in line.strip().strip("|").split("|"))
