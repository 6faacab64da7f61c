"""Parses reStructuredText, as used in Python and Sphinx documentation, into pieces. Includes and runs nothing."""

import csv
import re
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from itertools import pairwise

from readtui.importers.light_markup.pieces import (
    Document,
    Inline,
    MarkupPiece,
    as_quote,
    block_end,
    dedented,
    formula,
    indent,
    one_line,
    paragraphs,
    until,
)
from readtui.model.block import HEADLESS, BlockKind, MarkType
from readtui.quick_dataclass import dataclass
from readtui.text.word_tables import word_set

# ------------------------------------------------------------------ what stands elsewhere
# Fills in what reStructuredText says elsewhere: addresses of links, substitutions, the header of a PEP.

_REFERENCE = re.compile(
    r"(?<![\w`:])`(?P<phrase>[^`<>]{1,300})`(?P<sign>__?)(?!\w)|(?<![\w`])(?P<word>\w[\w.+-]{0,100}?)_(?!\w)"
)
_LITERAL = re.compile(r"(``[^`]{1,300}``)")
_SUBSTITUTED = re.compile(r"\|(?=\S)([^|\n]{1,100})(?<=\S)\|(?:__?(?!\w))?")
_NUMBERED = re.compile(r":(pep|rfc):`(?:([^`<]{1,300}?)\s*<)?(\d{1,5})(?:#[^`>]{0,100})?>?`", re.IGNORECASE)
_HEADER = re.compile(r"([A-Z][A-Za-z-]{1,40}):(?:[ ]+(.*))?$")
_NUMBERS = {"pep": "https://peps.python.org/pep-{:04d}/", "rfc": "https://datatracker.ietf.org/doc/html/rfc{}"}
_LEAST_FIELDS = 3
_MOST_FILLED_IN = 1_000_000
"""Characters: what stands for long texts may be named very often."""


def header_of(lines: Sequence[str]) -> tuple[list[tuple[str, str]], int]:
    """The fields of a header like that of a mail, as PEPs have, and the number of its lines."""
    fields: list[tuple[str, str]] = []
    at = next((at for at, line in enumerate(lines) if line), 0)
    while at < len(lines) and lines[at]:
        if found := _HEADER.match(lines[at]):
            fields.append((found[1], (found[2] or "").strip()))
        elif fields and lines[at].startswith(" "):
            name, before = fields[-1]
            fields[-1] = (name, one_line([before, lines[at]]).strip())
        else:
            return [], 0
        at += 1
    is_header = len(fields) >= _LEAST_FIELDS and any(name == "Title" for name, _ in fields)
    return (fields, at) if is_header else ([], 0)


@dataclass(slots=True)
class RestReferences:
    """What names stand for. All are compared without case and with single spaces."""

    addresses: dict[str, str] = field(default_factory=dict)
    unnamed: deque[str] = field(default_factory=deque)
    substitutions: dict[str, str] = field(default_factory=dict)
    _left: int = _MOST_FILLED_IN

    def define(self, name: str, address: str) -> None:
        """Keep the address of a target; without a name, it is that of the next link that ends in two underscores."""
        if address and name in ("", "_"):
            self.unnamed.append(address)
        elif address:
            self.addresses.setdefault(_folded(name.replace("\\:", ":")), address)

    def filled_in(self, piece: MarkupPiece) -> MarkupPiece:
        """The piece with addresses beside the texts of links. Pieces have to come in their order."""
        if piece.kind in (BlockKind.CODE, BlockKind.FURNITURE, BlockKind.RULE):
            return piece
        parts = _LITERAL.split(piece.text)
        text = "".join(part if number % 2 else self._filled_in(part) for number, part in enumerate(parts))
        return piece if text == piece.text else replace(piece, text=text)

    def _filled_in(self, text: str) -> str:
        if "|" in text and self.substitutions:
            text = _SUBSTITUTED.sub(self._substituted, text)
        if ":`" in text:
            text = _NUMBERED.sub(_numbered, text)
        if "_" in text and (self.addresses or self.unnamed):
            text = _REFERENCE.sub(self._linked, text)
        return text

    def _substituted(self, found: re.Match[str]) -> str:
        text = self.substitutions.get(found[1].lower(), found[0])
        self._left -= len(text)
        return text if self._left > 0 else found[0]

    def _linked(self, found: re.Match[str]) -> str:
        if found["sign"] == "__":
            address = self.unnamed.popleft() if self.unnamed else ""
        else:
            address = self.addresses.get(_folded(found["phrase"] or found["word"]), "")
        if address.endswith("_"):
            address = self.addresses.get(_folded(address[:-1].strip("`")), "")
        self._left -= len(address)
        if not address or self._left < 0:
            return found[0]
        return f"`{found['phrase'] or found['word']} <{address}>`_"


def _folded(name: str) -> str:
    return " ".join(name.lower().split())


def _numbered(found: re.Match[str]) -> str:
    kind, number = found[1].lower(), int(found[3])
    return f"`{found[2] or f'{kind.upper()} {number}'} <{_NUMBERS[kind].format(number)}>`_"


# ------------------------------------------------------------------ tables
# Reads the four kinds of tables: drawn with + - |, ruled with =, as a list of lists, and as values between commas.

_RULE = re.compile(r"=+(?:[ ]+=+)+")
_SPANS = re.compile(r"-[- ]*")
_RUN = re.compile(r"=+|-+")
_EDGE, _HEAD_EDGE = re.compile(r"[-+]+"), re.compile(r"\+[=+]+")
_SIDES = frozenset("|+")
_ROW_SIGN, _CELL_SIGN = re.compile(r"\*(?:[ ]+|$)"), re.compile(r"-(?:[ ]+|$)")
_BULLET = re.compile(r"^[-*+•] ")
_DELIMITERS = {"": ",", "tab": "\t", "space": " "}
_MOST_DRAWN = 200_000
"""Characters in a drawn table: a hostile one has an edge for each of them to follow."""


def _table(rows: Sequence[Sequence[str]], headers: int) -> MarkupPiece | None:
    """The table with these rows; None if it has no words."""
    text = "\n".join("\t".join(row) for row in rows)
    return (
        MarkupPiece(BlockKind.TABLE, text, label="" if 0 < headers < len(rows) else HEADLESS) if text.strip() else None
    )


def _cell(lines: Iterable[str]) -> str:
    words = one_line(_BULLET.sub("• ", line.strip()) for line in lines if line.strip())
    return " ".join(words.split())


def drawn_table(lines: Sequence[str]) -> MarkupPiece | None:
    """A table whose cells have edges; None if an edge does not close."""
    width, height = max(map(len, lines)), len(lines)
    if height * width > _MOST_DRAWN:
        return None
    lines = [line.ljust(width) for line in lines]
    head = next((at for at, line in enumerate(lines) if _HEAD_EDGE.fullmatch(line.rstrip())), 0)
    lines = [line.replace("=", "-") if at == head else line for at, line in enumerate(lines)]
    edges = [_edges(line) for line in lines]
    cells: dict[tuple[int, int], str] = {}
    corners, left_over = [(0, 0)], (width - 1) * (height - 1)
    while corners:
        top, left = corners.pop()
        opposite = None if (top, left) in cells else _opposite_corner(lines, edges, top, left)
        if opposite is not None:
            bottom, right = opposite
            cells[top, left] = _cell(line[left + 1 : right] for line in lines[top + 1 : bottom])
            left_over -= (bottom - top) * (right - left)
            if left_over < 0 or right == left + 1 or bottom == top + 1:
                return None
            corners += [(bottom, left), (top, right)]
    if left_over:
        return None
    tops, lefts = sorted({top for top, _ in cells}), sorted({left for _, left in cells})
    rows = [[cells.get((top, left), "") for left in lefts] for top in tops]
    return _table(rows, sum(top < head for top in tops))


def _edges(line: str) -> list[int]:
    """For each place in a line, where the edge that it is on ends; 0 if it is on none."""
    ends = [0] * len(line)
    for found in _EDGE.finditer(line):
        ends[found.start() : found.end()] = [found.end()] * len(found[0])
    return ends


def _opposite_corner(
    lines: Sequence[str], edges: Sequence[Sequence[int]], top: int, left: int
) -> tuple[int, int] | None:
    """The lower right corner of the cell with this upper left corner."""
    for right in range(left + 1, edges[top][left]):
        if lines[top][right] == "+":
            for bottom in range(top + 1, len(lines)):
                sides = lines[bottom][left], lines[bottom][right]
                if sides == ("+", "+") and edges[bottom][left] > right:
                    return bottom, right
                if not _SIDES.issuperset(sides):
                    break
    return None


def ruled_table(lines: Sequence[str]) -> MarkupPiece | None:
    """A table whose columns begin where the signs of its first line do; None if words cross a gap between columns.

    A line without a first cell goes on with the row above it. A line of ``-`` shows which columns the cells above it
    span.
    """
    columns = [found.span() for found in _RUN.finditer(lines[0])]
    rows: list[list[str]] = []
    headers = 0
    for line, following in pairwise(lines[1:]):
        if _RULE.fullmatch(line):
            headers = headers or len(rows)
        elif line and not _SPANS.fullmatch(line):
            is_spanned = _SPANS.fullmatch(following)
            spans = [found.span() for found in _RUN.finditer(following)] if is_spanned else columns
            cells = dict.fromkeys((start for start, _ in columns), "")
            for (_, end), (start, _) in pairwise([(0, 0), *spans]):
                if line[end:start].strip():
                    return None
            ends = [*(start for start, _ in spans[1:]), len(line)]
            cells |= {start: line[start:end].strip() for (start, _), end in zip(spans, ends, strict=True)}
            row = list(cells.values())
            if rows and not row[0] and not is_spanned:
                rows[-1] = [_cell(parts) for parts in zip(rows[-1], row, strict=False)]
            else:
                rows.append(["" if cell == "\\" else cell for cell in row])
    return _table(rows, headers)


def listed_table(body: Sequence[str], headers: int) -> MarkupPiece | None:
    """A table as a list of rows, each a list of cells; None if it is another list."""
    rows: list[list[list[str]]] = []
    for line in body:
        begun = _ROW_SIGN.match(line)
        rest = line[begun.end() :] if begun else line.strip()
        if begun:
            rows.append([])
        if rows and (begun or line.startswith("  - ") or line == "  -") and (cell := _CELL_SIGN.match(rest)):
            rows[-1].append([rest[cell.end() :]])
        elif rows and rows[-1]:
            rows[-1][-1].append(rest)
        elif rest:
            return None
    return _table([list(map(_cell, row)) for row in rows], headers)


def separated_table(body: Sequence[str], said: Mapping[str, str], headers: int) -> MarkupPiece | None:
    """A table as values with commas or another character between them."""
    given = said.get("delim", "").strip().lower()
    between, head = _DELIMITERS.get(given, given), [said["header"]] if said.get("header") else []
    try:
        lines = (f"{line}\n" for line in (*head, *body))
        rows = [
            list(map(_cell, (one.split("\n") for one in row)))
            for row in csv.reader(lines, delimiter=between, skipinitialspace=True)
            if row
        ]
    except (csv.Error, TypeError):
        return None
    return _table(rows, headers + len(head))


# ------------------------------------------------------------------ blocks

INLINE = Inline(
    (None, r":math:`(?P<tex>[^`]{1,1000})`"),
    (None, r":(?:sup|superscript):`(?P<high>[^`]{1,100})`"),
    (None, r":(?:sub|subscript):`(?P<low>[^`]{1,100})`"),
    (MarkType.CODE, r"``(?P<text>[^`]{1,300})``"),
    (MarkType.LINK, r"`(?P<text>[^`<]{1,300}?)\s*<(?P<target>[^<>`]{1,1000})>`__?"),
    (None, r":(?:ref|doc|term|title|abbr|any|numref)[\w-]{0,20}:`(?P<text>[^`<]{1,300}?)(?:\s*<[^<>`]{0,300}>)?`"),
    (MarkType.CODE, r":[\w:+.-]{1,40}:`(?P<text>[^`<]{1,300}?)(?:\s*<[^<>`]{0,300}>)?`"),
    (MarkType.LINK, r"`(?P<text>[^`<]{1,300})`__?(?!\w)"),
    (MarkType.EMPHASIS, r"`(?P<text>[^`<]{1,300})`"),
    (MarkType.STRONG, r"(?<![\w*])\*\*(?=[^\s*])(?P<text>[^*]{1,500})(?<=[^\s])\*\*(?![\w*])"),
    (MarkType.EMPHASIS, r"(?<![\w*])\*(?=[^\s*])(?P<text>[^*]{1,500})(?<=[^\s])\*(?![\w*])"),
    (None, r"(?P<text>\[[^\[\]\s]{1,40}\])_(?!\w)"),
    (None, r"\\(?P<text>[^\w\s])"),
    (None, r"\\[ ](?P<text>)"),
)
_LINE = re.compile(r"([!-/:-@\[-`{-~])\1{2,}")
_ITEM = re.compile(r"([-*+•]|\(?(?:\d{1,3}|#|[A-Za-z]|[ivxIVX]{1,5})[.)])[ ]+(?=\S)|([-*+•]|#\.)$")
_DIRECTIVE = re.compile(r"\.\.[ ]+(?:\|[^|]{1,100}\|[ ]+)?([\w:+.-]+)::(?:[ ]+(.*))?$")
_TARGET = re.compile(r"(?:__|\.\.[ ]+_(?:`([^`]{1,200})`|((?:\\:|[^:`]){0,200})):)(?:[ ]+(\S.*))?$")
_NOTE = re.compile(r"\.\.[ ]+\[([^\]]{1,40})\](?:[ ]+(.*))?$")
_SUBSTITUTION = re.compile(r"\.\.[ ]+\|([^|]{1,100})\|[ ]+(replace|image|unicode|raw)::[ ]+(.*)$")
_CODE_POINT = re.compile(r"(?:0x|x|\\x|U\+|u|\\u|&#x)(?![dD][89A-Fa-f]..\b)([0-9A-Fa-f]{2,5})\b;?")
_ALTERNATIVE = re.compile(r"^\s*:alt:[ ]+(.*)$", re.MULTILINE)
_FIELD = re.compile(r":([^:\s][^:]{0,60}):(?:[ ]+(.*))?$")
_MAIL = re.compile(r"\s*<[^<>\s]{1,100}(?:@|\s+at\s+)[^<>]{1,200}>")
_CODE = word_set(
    """
    code code-block sourcecode parsed-literal prompt doctest testcode testoutput highlight productionlist ipython
    jupyter-execute
    """
)
_ADMONITIONS = word_set(
    """
    note warning tip important caution danger hint attention error seealso versionadded versionchanged deprecated
    admonition topic sidebar todo
    """
)
_GROUPS = word_set(
    "table list-table epigraph highlights pull-quote container compound only rst-class class centered figure"
)
_OBJECTS = word_set(
    "function method class data attribute exception option cmdoption envvar confval describe decorator macro rubric"
)
"""Directives whose argument is shown, as is that of all with a domain: ``py:method``."""
_UNREAD = word_set(
    """
    toctree index graphviz digraph graph plot mermaid uml plantuml tikz blockdiag seqdiag actdiag nwdiag raw meta
    tabularcolumns contents include literalinclude bibliography autosummary js:module py:module
    """
)
"""Directives whose content is not text."""
_DEEPEST = 12


@dataclass(slots=True)
class _Reader:
    document: Document = field(default_factory=Document)
    styles: list[tuple[str, bool]] = field(default_factory=list)
    references: RestReferences = field(default_factory=RestReferences)

    def read(self, lines: Sequence[str], depth: int = 0) -> list[MarkupPiece]:
        """The pieces of lines without a margin; ``depth`` counts the lists, quotes and notes around them."""
        pieces: list[MarkupPiece] = []
        at, wants_code = 0, False
        while at < len(lines):
            if not lines[at]:
                at += 1
                continue
            before = len(pieces)
            if indent(lines[at]):
                at = self._indented(lines, at, pieces, wants_code, depth)
                wants_code = False
                continue
            at = self._block(lines, at, pieces, depth)
            last = pieces[-1] if len(pieces) > before else None
            wants_code = last is not None and last.text.endswith("::") and last.kind is not BlockKind.CODE
            if wants_code and last is not None:
                text = last.text[:-2].rstrip()
                pieces[-1:] = [replace(last, text=text if last.text[-3:-2].isspace() else f"{text}:")] if text else []
        return pieces

    def _indented(self, lines: Sequence[str], at: int, pieces: list[MarkupPiece], is_code: bool, depth: int) -> int:
        end = block_end(lines, at, 1)
        inside = dedented(lines[at:end])
        if is_code or depth >= _DEEPEST:
            pieces.append(MarkupPiece(BlockKind.CODE, "\n".join(inside)))
        else:
            pieces += map(as_quote, self.read(inside, depth + 1))
        return end

    def _block(self, lines: Sequence[str], at: int, pieces: list[MarkupPiece], depth: int) -> int:
        line = lines[at]
        following = lines[at + 1] if at + 1 < len(lines) else ""
        if _LINE.fullmatch(line) and following.strip() and lines[at + 2 : at + 3] == [line]:
            pieces.append(self._heading(following, line[0], True))
            return at + 3
        if line.startswith("+-") or _RULE.fullmatch(line):
            end = until(lines, at, lambda one: not one)
            while line.startswith("=") and end + 1 < len(lines) and not _RULE.fullmatch(lines[end - 1]):
                end = until(lines, end + 1, lambda one: not one)
            drawn = lines[at:end]
            table = drawn_table(drawn) if line.startswith("+") else ruled_table(drawn)
            pieces.append(table or MarkupPiece(BlockKind.CODE, "\n".join(drawn)))
            return end
        if _LINE.fullmatch(following) and len(following) >= min(4, len(line)) and not _LINE.fullmatch(line):
            pieces.append(self._heading(line, following[0], False))
            return at + 2
        if _LINE.fullmatch(line) and not following:
            pieces.append(MarkupPiece(BlockKind.RULE, "* * *"))
            return at + 1
        if line == ".." and not following:
            return at + 1
        if line.startswith(("..", "__ ")) and (line == ".." or line[2] == " "):
            return self._explicit(lines, at, pieces, depth)
        if line.startswith(">>> "):
            end = until(lines, at, lambda one: not one)
            pieces.append(MarkupPiece(BlockKind.CODE, "\n".join(lines[at:end]), label="pycon"))
            return end
        if line.startswith("| "):
            end = until(lines, at, lambda one: not one)
            pieces.append(
                MarkupPiece(BlockKind.PARAGRAPH, "\n".join(one.removeprefix("|").strip() for one in lines[at:end]))
            )
            return end
        if item := _ITEM.match(line):
            return self._item(lines, at, pieces, item, depth)
        if named := _FIELD.match(line):
            return self._field(lines, at, pieces, named)
        return self._paragraph(lines, at, pieces, depth)

    def _heading(self, text: str, sign: str, has_overline: bool) -> MarkupPiece:
        style = (sign, has_overline)
        if style not in self.styles:
            self.styles.append(style)
        return MarkupPiece(BlockKind.HEADING, text.strip(), min(6, self.styles.index(style) + 1))

    def _item(self, lines: Sequence[str], at: int, pieces: list[MarkupPiece], item: re.Match[str], depth: int) -> int:
        margin = max(2, item.end())
        end = block_end(lines, at + 1, margin if item[1] else 2)
        inside = [lines[at][item.end() :], *(line[min(indent(line), margin) :] for line in lines[at + 1 : end])]
        marker = item[1] or item[2]
        label = marker if marker[-1] in ".)" and "#" not in marker else "•"
        if depth >= _DEEPEST:
            pieces.append(MarkupPiece(BlockKind.LIST_ITEM, one_line(inside), 1, label))
            return end
        for piece in self.read(inside, depth + 1):
            pieces.append(_as_item(piece, label))
            label = "" if piece.kind is BlockKind.PARAGRAPH else label
        return end

    def _field(self, lines: Sequence[str], at: int, pieces: list[MarkupPiece], named: re.Match[str]) -> int:
        end = block_end(lines, at + 1, 1)
        text = one_line([named[2] or "", *filter(None, lines[at + 1 : end])]).strip()
        if not any(piece.kind not in (BlockKind.HEADING, BlockKind.FURNITURE) for piece in pieces):
            self.document.said.setdefault(named[1].lower(), text)
        pieces.append(MarkupPiece(BlockKind.LIST_ITEM, f"**{named[1]}** {text}".strip(), 1, "–"))
        return end

    def _paragraph(self, lines: Sequence[str], at: int, pieces: list[MarkupPiece], depth: int) -> int:
        end = until(lines, at, lambda one: not one or one.startswith(" "))
        text = one_line(lines[at:end])
        if end == at + 1 and end < len(lines) and lines[end] and depth < _DEEPEST:
            # A term with its indented definition.
            after = block_end(lines, end, 1)
            pieces.append(_strong(text))
            pieces += (_as_item(piece, "–") for piece in self.read(dedented(lines[end:after]), depth + 1))
            return after
        pieces.append(MarkupPiece(BlockKind.PARAGRAPH, text))
        return end

    def _explicit(self, lines: Sequence[str], at: int, pieces: list[MarkupPiece], depth: int) -> int:
        line = lines[at]
        end = block_end(lines, at + 1, 1)
        if target := _TARGET.fullmatch(line):
            after = until(lines, at + 1, lambda one: not one.startswith(" ")) if not target[3] else at + 1
            address = target[3] or "".join(one.strip() for one in lines[at + 1 : after])
            self.references.define(target[1] or target[2] or "", address)
            return after
        if found := _SUBSTITUTION.match(line):
            text = one_line([found[3], *filter(None, lines[at + 1 : end])])
            if found[2] == "unicode":
                written = _CODE_POINT.sub(lambda code: chr(int(code[1], 16)), text.partition(" ..")[0])
                text = "".join(written.split()) if written != text else text
            elif found[2] != "replace":
                alternative = _ALTERNATIVE.search("\n".join(lines[at + 1 : end]))
                text = alternative[1] if alternative and found[2] == "image" else ""
            self.references.substitutions.setdefault(found[1].lower(), text)
            return end
        inside = dedented(lines[at + 1 : end])
        note, directive = _NOTE.match(line), _DIRECTIVE.match(line)
        if note:
            text = one_line([note[2] or "", *filter(None, inside)])
            pieces.append(MarkupPiece(BlockKind.LIST_ITEM, text.strip(), 1, f"[{note[1].lstrip('#')}]"))
        elif directive:
            gap = [""] if not "".join(lines[at + 1 : at + 2]) else []
            self._directive(directive[1].lower(), directive[2] or "", gap, inside, pieces, depth)
        else:
            pieces.append(MarkupPiece(BlockKind.FURNITURE, "\n".join([line, *inside])))
        return end

    def _directive(
        self, name: str, given: str, gap: list[str], inside: list[str], pieces: list[MarkupPiece], depth: int
    ) -> None:
        """``gap``: the empty line below the first one, if there is one."""
        options = 0 if gap else until(inside, 0, lambda one: not _FIELD.match(one))
        said = {found[1]: found[2] or "" for found in map(_FIELD.match, inside[:options]) if found}
        body = dedented(inside[options:])
        stated = said.get("header-rows", "")
        headers = int(stated) if stated.isdecimal() and len(stated) < _DEEPEST else 0
        if name in _CODE:
            pieces.append(MarkupPiece(BlockKind.CODE, "\n".join(body), label=given.strip()))
        elif name == "math":
            pieces += (formula("\n".join(run)) for run in paragraphs([given, "", *body]))
        elif name in _ADMONITIONS and depth < _DEEPEST:
            title = given if name in ("admonition", "topic", "sidebar") else name.capitalize()
            children = self.read([*([given, *gap] if given != title else ()), *body], depth + 1)
            if children and children[0].kind is BlockKind.PARAGRAPH:
                children[0] = replace(children[0], text=f"**{title}:** {children[0].text}")
            pieces += map(as_quote, children)
        elif name in _GROUPS and depth < _DEEPEST:
            caption = said.get("alt", "") if name == "figure" else given if name.endswith("table") else ""
            pieces.append(MarkupPiece(BlockKind.CAPTION, caption))
            table = listed_table(body, headers) if name == "list-table" else None
            pieces += [table] if table else self.read(body, depth + 1)
        elif name == "csv-table" and (table := separated_table(body, said, headers)):
            pieces += [MarkupPiece(BlockKind.CAPTION, given), table]
        elif name == "image":
            pieces.append(MarkupPiece(BlockKind.CAPTION, said.get("alt", "")))
        elif name not in _UNREAD and depth < _DEEPEST and (body or name in _OBJECTS or ":" in name):
            is_object = ":" in name or (name in _OBJECTS and name != "rubric")
            named = MarkupPiece(BlockKind.PARAGRAPH, f"``{given}``") if is_object else _strong(given)
            pieces += [*([named] if given else []), *self.read(body, depth + 1)]
        else:
            pieces.append(MarkupPiece(BlockKind.FURNITURE, "\n".join([f".. {name}:: {given}".rstrip(), *inside])))


def read_restructured(lines: Sequence[str]) -> Document:
    reader, written = _Reader(), [line.expandtabs(8) for line in lines]
    fields, start = header_of(written)
    for name, text in fields:
        reader.document.said.setdefault(name.lower(), text)
        if name.lower() != "title":
            reader.document.pieces.append(MarkupPiece(BlockKind.LIST_ITEM, f"**{name}** {text}", 1, "–"))
    pieces = [*reader.document.pieces, *reader.read(written[start:])]
    reader.document.pieces = list(map(reader.references.filled_in, pieces))
    said = reader.document.said
    for name in ("author", "authors"):
        if name in said:
            said[name] = _MAIL.sub("", said[name]).strip()
    return reader.document


def _strong(text: str) -> MarkupPiece:
    return MarkupPiece(BlockKind.PARAGRAPH, f"**{text}**" if "*" not in text and "`" not in text else text)


def _as_item(piece: MarkupPiece, label: str) -> MarkupPiece:
    if piece.kind is BlockKind.PARAGRAPH:
        return MarkupPiece(BlockKind.LIST_ITEM, piece.text, 1, label)
    return replace(piece, level=piece.level + 1) if piece.kind is BlockKind.LIST_ITEM else piece
