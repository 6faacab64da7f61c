"""Parses AsciiDoc into pieces. Includes and runs nothing."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace

from readtui.importers.common.raw_html import html_text
from readtui.importers.light_markup.pieces import Document, Inline, MarkupPiece, as_quote, formula, one_line, until
from readtui.importers.mathematics.asciimath import text_of_stem
from readtui.model.block import HEADLESS, BlockKind, MarkType
from readtui.quick_dataclass import dataclass
from readtui.text.word_tables import word_pairs

_ROLE = r"(?:\[[.#%][^\[\]]{0,100}\])?"
_LABEL = r"(?P<text>[^\[\]]{0,500}?)\^?(?:,\s*\w+=[^\[\]]{0,200})?\]"
_INSIDE_STEM = r"(?:[^\[\]\\]|\\.|\[[^\[\]]{0,300}\]){1,500}"
INLINE = Inline(
    (None, r"pass:[a-z,]{0,20}\[(?P<text>[^\[\]]{1,500})\]"),
    (None, rf"latexmath:[a-z,]{{0,20}}\[(?P<tex>{_INSIDE_STEM})\]"),
    (None, rf"(?:stem|asciimath):[a-z,]{{0,20}}\[(?P<stem>{_INSIDE_STEM})\]"),
    (None, r"image:(?!:)[^\s\[\]]{1,1000}\[(?P<text>(?!\w+=)[^\[\],]{0,500}|)[^\[\]]{0,1000}\]"),
    (MarkType.LINK, r"(?:link:)?(?P<target>(?:https?://|mailto:)[^\s\[\]]{1,1000})\[" + _LABEL),
    (MarkType.LINK, r"(?:link|xref):(?P<target>[^\s\[\]]{1,1000})\[" + _LABEL),
    (None, r"<<[^<>,]{1,200},\s*(?P<text>[^<>]{1,500})>>"),
    (None, r"\{[\w-]{1,60}\}[^\s\[\]]{0,200}\[" + _LABEL),
    (None, r"footnote(?:ref)?:[\w-]{0,40}(?P<words>\[(?:[^\[\]]|\[[^\[\]]{0,500}\]){1,1000}\])"),
    (MarkType.CODE, r"(?:kbd|btn):\[(?P<text>[^\[\]]{1,100})\]"),
    (
        None,
        r"(?:(?:anchor|indexterm):[\w-]{0,100}\[[^\[\]]{0,200}\]|(?<!\[)\[\[[\w:.-]{1,100}(?:,[^\[\]]{0,200})?\]\])(?P<text>)",
    ),
    (None, r"(?:cite:|\[\[(?=\[[^\[\]]{1,100}\]\]))(?P<text>\[[^\[\]]{1,100}\])(?:\]\])?"),
    (None, r"menu:(?P<text>\w[^\[\]\n]{0,50}\[[^\[\]]{0,100}\])"),
    (MarkType.CODE, r"(?<![\w:])[a-z]{2,20}:(?P<text>[\w.-]{1,60})\[\]"),
    (None, r"\(\(\((?P<text>)[^()]{1,300}\)\)\)"),
    (None, r"\(\((?P<text>[^()]{1,300})\)\)"),
    (None, r"\+\+\+?(?P<text>[^+]{1,300})\+\+\+?"),
    (None, r"(?<![\w+])\+(?=[^\s+])(?P<text>[^+]{1,300})(?<=\S)\+(?![\w+])"),
    (MarkType.CODE, _ROLE + r"``?(?=[^\s`])(?P<text>[^`]{1,300})``?"),
    (MarkType.STRONG, _ROLE + r"(?<!\*)\*\*(?=[^\s*])(?P<text>(?:[^*]|\*(?!\*)){1,500})\*\*(?!\*)"),
    (MarkType.EMPHASIS, _ROLE + r"(?<!_)__(?=[^\s_])(?P<text>(?:[^_]|_(?!_)){1,500})__(?!_)"),
    (None, _ROLE + r"(?<!#)##(?=[^\s#])(?P<words>[^#]{1,500})##(?!#)"),
    (MarkType.STRONG, _ROLE + r"(?<![\w*])\*{1,2}(?=[^\s*])(?P<text>[^*]{1,500})(?<=\S)\*{1,2}(?![\w*])"),
    (MarkType.EMPHASIS, _ROLE + r"(?<![\w_])_{1,2}(?=[^\s_])(?P<text>[^_]{1,500})(?<=\S)_{1,2}(?![\w_])"),
    (None, r"(?:\[[\w.#-][^\[\]]{0,100}\])?(?<![\w#])#(?=[^\s#])(?P<words>[^#]{1,500})(?<=\S)#(?![\w#])"),
    (None, r"\^(?P<high>[^\s^]{1,50})\^"),
    (None, r"~(?P<low>[^\s~]{1,50})~"),
    nests=True,
)
_HEADING = re.compile(r"(={1,6}|#{1,6})[ ]+(\S.*)$")
_ATTRIBUTE = re.compile(r":!?([\w-]+)!?:(?:[ ]+(.*))?$")
_REFERENCE = re.compile(
    r"(?<!\\)\{([\w-]{1,100})\}|(?<![\w`+])(?:`\+[^`+]{1,300}\+`|\+[^\s`+][^`+]{0,300}\+)(?![\w`+])"
)
"""Names, and what stands for itself."""
_QUOTED = re.compile(r"([\"'])`(?=\S)([^`]{1,500})(?<=\S)`\1|``(?=\S)([^`']{1,500})(?<=\S)''")
_PLACE = re.compile(r"<<(?:[^<>,#]{0,200}#)?([^<>,#]{1,200}),?>>")
_NAME = re.compile(r"\[\[([^\[\],]{1,200})(?:,[^\[\]]*)?\]\]|\[[\w ]*#([\w:.-]{1,200})")
_DELIMITER = re.compile(r"(-{4,}|\.{4,}|={4,}|\*{4,}|_{4,}|\+{4,}|/{4,}|-{2}|```+)(\w*|(?<=`)[^`]*)$")
_SOURCE = re.compile(r"^\[(?:source|listing)?(?:[%#.][%#.\w-]*)?,\s*\"?([\w+#.-]+)(?!\s*=)", re.MULTILINE)
_SAID_BY = re.compile(r"^\[(?:quote|verse)[^,\]]*,\s*(.*)\]$", re.MULTILINE)
_NOTICE = re.compile(r"^\[(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\b", re.MULTILINE)
_STEM = re.compile(r"^\[(stem|latexmath|asciimath)\b", re.MULTILINE)
_START = re.compile(r"\bstart=\"?(\d{1,6})")
_LIST = re.compile(r"\s*(\*{1,6}|-|\.{1,6}|\d{1,3}\.|[a-z]\.)[ ]+(?:\[([ xX*])\][ ]+)?(?=\S)")
_TERM = re.compile(r"\s*(\S.{0,200}?)(?::{2,4}|;;)(?:[ ]+(.*))?$")
_TITLE = re.compile(r"\.[^.\s]")
_MACRO = re.compile(r"(\w+)::(\S*)\[(.*)\]$")
_TABLE = re.compile(r"([|,:!])={3,}$")
_DEEPEST = 10
_LONGEST = 2000
"""Characters of attributes above a block."""
_MOST_FILLED_IN = 1_000_000
"""Characters: names that stand for names that stand for names would become endless."""
_CHARACTERS = {
    **word_pairs(
        r"""
        amp &  lt <  gt >  plus +  asterisk *  cpp C++  startsb [  endsb ]  vbar |  caret ^  tilde ~  apos '  quot "
        lsquo ‘  rsquo ’  ldquo “  rdquo ”  deg °  backtick `  two-colons ::  two-semicolons ;;  backslash \
        """
    ),
    **{"nbsp": "\u00a0", "zwsp": "\u200b", "empty": "", "sp": " ", "blank": ""},
}
"""What each text can refer to without a definition."""
_SPEC = r"(?:(?<!\S)(?:(\d{1,3})?(?:\.(\d{1,3}))?([+*]))?[<^>]?(?:\.[<^>])?[a-z]?)?"
"""What may stand before the sign of a cell: spans or repetition, alignment, style."""
_COLUMNS = re.compile(r"\bcols=(?:\"([^\"]*)\"|'([^']*)'|([^,\]]*))")
_REPEATED = re.compile(r"\s*(\d{1,3})\*")
_SEPARATOR = re.compile(r"\bseparator=[\"']?([^\"',\]])")
_FORMAT = re.compile(r"\bformat=[\"']?(csv|tsv|dsv)|^\[(csv|tsv|dsv)\b")
_HEADER = re.compile(r"\b(?:options|opts)=\"[^\"]*\bheader\b|\b(?:options|opts)=header\b|%header\b")
_BULLET = re.compile(r"^(?:[*.]{1,6}|-)[ ]+(?=\S)")
_MOST_ADDED = 200
"""Spans and repetitions add at most so many characters and empty cells to a table, and as many as it has characters."""


def read_asciidoc(lines: Sequence[str]) -> Document:
    reader = _Reader()
    reader.read(lines, reader.pieces, 0)
    said = {"author": reader.author, "language": reader.names.get("lang", ""), "date": reader.names.get("revdate", "")}
    return Document([_with_titles(piece, reader.titles) for piece in reader.pieces], said)


def _with_titles(piece: MarkupPiece, titles: dict[str, str]) -> MarkupPiece:
    """The piece, with references to sections replaced by their titles."""
    if piece.kind in (BlockKind.CODE, BlockKind.FURNITURE) or "<<" not in piece.text:
        return piece
    return replace(piece, text=_PLACE.sub(lambda found: titles.get(found[1], found[1]), piece.text))


@dataclass(slots=True)
class _Lists:
    """The lists that are open here: for each the kind of its signs, and the number of its last item."""

    open: list[tuple[str, int]] = field(default_factory=list)

    def add(self, sign: str, start: int) -> tuple[int, int]:
        """The level and the number of an item. Signs that no open list has begin a list inside the last one."""
        kind = "1." if sign[0].isdecimal() else "a." if sign[0].isalpha() else sign
        level = next((at for at, (other, _) in enumerate(self.open) if other == kind), len(self.open))
        before = self.open[level][1] if level < len(self.open) else start - 1
        self.open[level:] = [(kind, before + 1)]
        return level + 1, before + 1


@dataclass(slots=True)
class _Reader:
    pieces: list[MarkupPiece] = field(default_factory=list)
    author: str = ""
    names: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    left: int = _MOST_FILLED_IN

    def read(self, lines: Sequence[str], pieces: list[MarkupPiece], depth: int) -> None:
        """Add the pieces of lines; ``depth`` counts the blocks around them."""
        at, attributes, lists, is_attached = 0, "", _Lists(), False
        while at < len(lines):
            line = lines[at]
            if not line.strip("<") or line == "toc::[]":
                at += 1
                continue
            if line.strip() == "+":
                at, is_attached = at + 1, True
                continue
            if line.startswith("[") and line.endswith("]"):
                if at and not lines[at - 1] and not is_attached:
                    lists = _Lists()
                at, attributes = at + 1, f"{attributes[-_LONGEST:]}\n{line}".strip()
                continue
            if not (is_attached or _LIST.match(line)) and (not line.startswith("//") or line == "//-"):
                lists = _Lists()
            at = self._block(lines, at, pieces, depth, attributes, lists)
            attributes, is_attached = "", False

    def _block(
        self, lines: Sequence[str], at: int, pieces: list[MarkupPiece], depth: int, attributes: str, lists: _Lists
    ) -> int:
        line = lines[at]
        if heading := _HEADING.match(line):
            return self._heading(lines, at, heading, pieces, attributes)
        if named := _ATTRIBUTE.match(line):
            return self._define(lines, at, named)
        if delimiter := _DELIMITER.fullmatch(line):
            end = until(lines, at + 1, lambda one: one == delimiter[1])
            self._delimited(delimiter, lines[at + 1 : end], pieces, depth, attributes)
            return end + 1
        if table := _TABLE.fullmatch(line):
            end = until(lines, at + 1, lambda one: one == line)
            text, has_header = read_table(lines[at + 1 : end], table[1], attributes)
            pieces.append(MarkupPiece(BlockKind.TABLE, self._filled(text), label="" if has_header else HEADLESS))
            return end + 1
        if line.startswith("//"):
            end = until(lines, at, lambda one: not one.startswith("//") or (len(one) > 3 and one == "/" * len(one)))
            pieces.append(MarkupPiece(BlockKind.FURNITURE, "\n".join(lines[at : max(end, at + 1)])))
            return max(end, at + 1)
        if macro := _MACRO.match(line):
            if macro[1] != "image":
                pieces.append(MarkupPiece(BlockKind.FURNITURE, line))
            elif not _TITLE.match(lines[at - 1] if at else ""):
                # Otherwise the title is the caption, and the text that stands for the picture mostly the same.
                alternative = "" if "=" in macro[3][:9] else macro[3].partition(",")[0].strip('"')
                pieces.append(MarkupPiece(BlockKind.CAPTION, self._filled(alternative)))
            return at + 1
        if re.fullmatch(r"'{3,}|-{3}|\*{3}", line):
            pieces.append(MarkupPiece(BlockKind.RULE, "* * *"))
            return at + 1
        if _TITLE.match(line):
            pieces.append(MarkupPiece(BlockKind.CAPTION, self._filled(line[1:])))
            return at + 1
        return self._text(lines, at, pieces, attributes, lists)

    # ------------------------------------------------------------------ attributes, headings

    def _define(self, lines: Sequence[str], at: int, named: re.Match[str]) -> int:
        """Keep what a name stands for. A line that ends in a backslash goes on."""
        value = (named[2] or "").strip()
        while value.endswith(" \\") and at + 1 < len(lines):
            at += 1
            value = f"{value[:-2].rstrip()} {lines[at].strip()}"
        name = named[1].lower()
        self.names[name] = self._filled(value)
        if name in ("author", "authors") and not self.author:
            self.author = self.names[name]
        return at + 1

    def _filled(self, text: str) -> str:
        """The text with references to attributes replaced, as far as they are known, and with curly quotes."""
        if "{" in text or "`+" in text:
            text = _REFERENCE.sub(self._value, text)
        if "`" in text:
            text = _QUOTED.sub(lambda found: f"‘{found[2]}’" if found[1] == "'" else f"“{found[2] or found[3]}”", text)
        return text

    def _value(self, reference: re.Match[str]) -> str:
        if not reference[1]:
            return reference[0].replace("`+", "`").replace("+`", "`")
        name = reference[1].lower()
        value = self.names.get(name, _CHARACTERS.get(name, reference[0]))
        if len(value) > self.left:
            return reference[0]
        self.left -= len(value)
        return value

    def _heading(
        self, lines: Sequence[str], at: int, heading: re.Match[str], pieces: list[MarkupPiece], attributes: str
    ) -> int:
        is_title = len(heading[1]) == 1 and all(piece.kind is BlockKind.FURNITURE for piece in pieces)
        title = self._filled(heading[2])
        for found in _NAME.finditer(f"{attributes}\n{title}"):
            self.titles.setdefault(found[1] or found[2], title)
        self.titles.setdefault("_" + re.sub(r"[^\w]+", "_", title.lower()).strip("_"), title)
        pieces.append(MarkupPiece(BlockKind.HEADING, title, len(heading[1])))
        return self._header(lines, at + 1, pieces) if is_title else at + 1

    def _header(self, lines: Sequence[str], at: int, pieces: list[MarkupPiece]) -> int:
        """Read the author and the date below the title, if present."""
        end = until(lines, at, lambda one: not one or one.startswith("//") or bool(_ATTRIBUTE.match(one)))
        if at < end:
            self.author = self.author or ", ".join(
                one.partition("<")[0].strip() for one in self._filled(lines[at]).split(";")
            )
            pieces += [MarkupPiece(BlockKind.PARAGRAPH, self._filled(line)) for line in lines[at:end]]
        return end

    # ------------------------------------------------------------------ blocks

    def _delimited(
        self, delimiter: re.Match[str], inside: Sequence[str], pieces: list[MarkupPiece], depth: int, attributes: str
    ) -> None:
        sign, said_by = delimiter[1], _SAID_BY.search(attributes)
        if sign[0] == "/":
            pieces.append(MarkupPiece(BlockKind.FURNITURE, "\n".join(inside)))
        elif sign[0] == "+" and (stem := _STEM.search(attributes)):
            source = "\n".join(inside)
            is_tex = stem[1] == "latexmath" or self.names.get("stem") in ("latexmath", "tex") or "\\" in source
            pieces.append(
                formula(source) if is_tex else MarkupPiece(BlockKind.PARAGRAPH, text_of_stem(source), marks=())
            )
        elif sign[0] == "+" and len(sign) > 2 and any(one.lstrip().startswith("<") for one in inside[:2]):
            pieces += [MarkupPiece(BlockKind.PARAGRAPH, words, marks=()) for words in html_text("\n".join(inside))]
        elif (sign[0] in "-.+`" and len(sign) > 2) or depth >= _DEEPEST:
            language = self._language(attributes) if sign[0] == "-" else delimiter[2] if sign[0] == "`" else ""
            pieces.append(MarkupPiece(BlockKind.CODE, "\n".join(inside), label=language))
        elif sign[0] == "_":
            quoted: list[MarkupPiece] = []
            if "[verse" in attributes:
                quoted.append(MarkupPiece(BlockKind.PARAGRAPH, "\n".join(map(self._filled, inside))))
            else:
                self.read(inside, quoted, depth + 1)
            if said_by:
                quoted.append(MarkupPiece(BlockKind.PARAGRAPH, self._by(said_by)))
            pieces += map(as_quote, quoted)
        else:
            notice = _NOTICE.search(attributes)
            children: list[MarkupPiece] = []
            self.read(inside, children, depth + 1)
            if notice and children and children[0].kind is BlockKind.PARAGRAPH:
                children[0] = replace(children[0], text=f"{notice[1]}: {children[0].text}")
            elif notice:
                pieces.append(MarkupPiece(BlockKind.PARAGRAPH, f"{notice[1]}:"))
            pieces += children

    def _by(self, said_by: re.Match[str]) -> str:
        """The line that says whose words they are."""
        return "— " + ", ".join(filter(None, (part.strip(" \"'") for part in self._filled(said_by[1]).split(","))))

    def _language(self, attributes: str) -> str:
        found = _SOURCE.search(attributes)
        return found[1] if found else self.names.get("source-language", "") if "[source" in attributes else ""

    def _text(self, lines: Sequence[str], at: int, pieces: list[MarkupPiece], attributes: str, lists: _Lists) -> int:
        line = lines[at]
        item, term = _LIST.match(line), _TERM.match(line)
        language = self._language(attributes)
        is_code = not (item or term) and (line.startswith(" ") or bool(language))
        end = _end_of_text(lines, at + 1, bool(term), is_code)
        if item:
            pieces.append(self._item([line[item.end() :], *lines[at + 1 : end]], item, attributes, lists))
        elif term:
            if not term[2] and end == at + 1:
                # Empty lines may follow the term.
                start = until(lines, end, bool)
                if start < len(lines) and not _begins(lines[start]) and not _TERM.match(lines[start]):
                    at, end = start - 1, _end_of_text(lines, start + 1, True, False)
            is_plain = not any(sign in term[1] for sign in "*_`[")
            pieces.append(MarkupPiece(BlockKind.PARAGRAPH, self._filled(f"*{term[1]}*" if is_plain else term[1])))
            text = self._joined([term[2] or "", *lines[at + 1 : end]])
            pieces.append(MarkupPiece(BlockKind.LIST_ITEM, text, 1, "–"))
        elif is_code:
            pieces.append(MarkupPiece(BlockKind.CODE, "\n".join(lines[at:end]), label=language))
        elif "[quote" in attributes or "[verse" in attributes:
            said_by = _SAID_BY.search(attributes)
            text = "\n".join(lines[at:end]) if "[verse" in attributes else self._joined(lines[at:end])
            pieces.append(MarkupPiece(BlockKind.QUOTE, self._filled(text), 1))
            pieces += [MarkupPiece(BlockKind.QUOTE, self._by(said_by), 1)] if said_by else []
        else:
            notice = _NOTICE.search(attributes)
            text = self._joined(lines[at:end])
            pieces.append(MarkupPiece(BlockKind.PARAGRAPH, f"{notice[1]}: {text}" if notice else text))
        return end

    def _item(self, lines: Sequence[str], item: re.Match[str], attributes: str, lists: _Lists) -> MarkupPiece:
        sign, start = item[1], _START.search(attributes)
        level, number = lists.add(sign, int(start[1]) if start else 1)
        box = "☐" if item[2] == " " else "☑" if item[2] else ""
        label = box or ("•" if sign[0] in "*-" else f"{number}." if sign[0] == "." else sign)
        return MarkupPiece(BlockKind.LIST_ITEM, self._joined(lines), level, label)

    def _joined(self, lines: Iterable[str]) -> str:
        """The lines of a paragraph in one, without comments and signs of line breaks."""
        kept = (line.removesuffix(" +") for line in lines if not line.startswith("//"))
        return self._filled(one_line(kept).strip())


def _end_of_text(lines: Sequence[str], at: int, is_term: bool, is_code: bool) -> int:
    """The end of a paragraph, an item or a definition. Code ends only at an empty line."""
    if is_code:
        return until(lines, at, lambda one: not one)
    return until(lines, at, lambda one: not one or _begins(one) or (is_term and bool(_TERM.match(one))))


def _begins(line: str) -> bool:
    """Whether a line ends the paragraph before it."""
    if line.strip() == "+" or (line.startswith("[") and line.endswith("]")):
        return True
    macro = _MACRO.match(line)
    if macro and (macro[1] in ("image", "include") or macro[1].startswith(("if", "endif"))):
        return True
    return any(sign.fullmatch(line) for sign in (_DELIMITER, _TABLE)) or bool(_LIST.match(line))


# ------------------------------------------------------------------ tables
# Reads the tables of AsciiDoc: cells over several lines, spans, and as many cells in a row as there are columns.


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    columns: int = 1
    rows: int = 1
    times: int = 1


def read_table(lines: Sequence[str], sign: str, attributes: str) -> tuple[str, bool]:
    """The text of a table, and whether its first row is a header.

    ``sign``: the first character of the lines around it. ``attributes``: the lines in brackets above it, as one text.
    """
    first = next((at for at, line in enumerate(lines) if line), len(lines))
    has_break = first == 0 and len(lines) > 1 and not lines[1]
    kind = _FORMAT.search(attributes)
    separator = _SEPARATOR.search(attributes)
    named = (kind[1] or kind[2]) if kind else {",": "csv", ":": "dsv"}.get(sign, "")
    if named:
        between = separator[1] if separator else {"csv": ",", "tsv": "\t", "dsv": ":"}[named]
        rows = [row for row in _separated(lines, between) if row]
        has_header = has_break
    else:
        sign = separator[1] if separator else sign
        cells = list(_cells(lines, sign))
        on_first = sum(cell.columns * cell.times for cell in _cells(lines[first : first + 1], sign)) or 1
        columns = _stated_columns(attributes)
        rows = list(_rows(cells, columns or on_first))
        has_header = has_break and on_first >= (columns or on_first)
    return "\n".join("\t".join(row) for row in rows), bool(_HEADER.search(attributes)) or has_header


def _separated(lines: Sequence[str], between: str) -> list[list[str]]:
    """The rows of cells with a character between them; each line is one if a quotation mark opens more than a cell."""
    ended = (f"{line}\n" for line in lines)
    try:
        return [[one_line(cell.split("\n")) for cell in row] for row in csv.reader(ended, delimiter=between)]
    except csv.Error:
        return [[line] for line in lines if line]


def _stated_columns(attributes: str) -> int:
    """The number of columns that the attributes state; 0 if they state none."""
    found = _COLUMNS.search(attributes)
    stated = (found[1] or found[2] or found[3] or "") if found else ""
    if not stated.strip():
        return 0
    repeated = (_REPEATED.match(one) for one in re.split("[,;]", stated.strip().strip(",;")))
    return sum(int(one[1]) if one else 1 for one in repeated)


def _cells(lines: Sequence[str], sign: str) -> Iterator[_Cell]:
    """The cells one after the other. Words before the first sign are a cell, too."""
    text = "\n".join(lines)
    between = list(re.finditer(rf"{_SPEC}(?<!\\){re.escape(sign)}", text))
    before = text[: between[0].start()] if between else text
    if before.strip():
        yield _Cell(_words(before, sign))
    ends = [*(found.start() for found in between[1:]), len(text)]
    left = len(text) + _MOST_ADDED
    for found, end in zip(between, ends, strict=False):
        words = _words(text[found.end() : end], sign)
        across, down = max(1, int(found[1] or 1)), max(1, int(found[2] or 1))
        is_repeated = found[3] == "*"
        added = (across - 1) * (len(words) + 1) if is_repeated else across * down - 1
        if added > left:
            yield _Cell(words)
            continue
        left -= added
        yield _Cell(words, times=across) if is_repeated else _Cell(words, columns=across, rows=down)


def _words(text: str, sign: str) -> str:
    lines = (_BULLET.sub("• ", line.strip().removesuffix(" +")) for line in text.split("\n"))
    return one_line(line for line in lines if line and line != "+").replace(f"\\{sign}", sign)


def _rows(cells: Iterable[_Cell], columns: int) -> Iterator[list[str]]:
    """Rows of so many cells; empty ones where a cell spans further columns or rows."""
    row: list[str] = []
    below: dict[int, int] = {}
    for cell in cells:
        for _ in range(cell.times):
            while len(row) in below:
                below[len(row)] -= 1
                if not below[len(row)]:
                    del below[len(row)]
                row.append("")
                if len(row) >= columns:
                    yield row
                    row = []
            start = len(row)
            row += [cell.text, *[""] * (min(cell.columns, columns - start) - 1)]
            if cell.rows > 1:
                below.update(dict.fromkeys(range(start, len(row)), cell.rows - 1))
            if len(row) >= columns:
                yield row
                row = []
    if row:
        yield row
