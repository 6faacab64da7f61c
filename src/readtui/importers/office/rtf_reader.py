"""Reads RTF's groups and control words into paragraphs, cells, links and notes. One pass, no recursion."""

import codecs
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import field, replace
from functools import lru_cache

from readtui.importers.common.superscripts import lowered, raised
from readtui.importers.common.table_cells import joined_cells
from readtui.importers.common.titles import rank_by_name
from readtui.model.block import HEADLESS, BlockKind, MarkType
from readtui.quick_dataclass import dataclass
from readtui.text.article_builder import MarkSpan

_HEADING = re.compile(r"(?:heading|überschrift|titre|título|titolo|заголовок|kop|rubrik)\s*([1-9])", re.IGNORECASE)
_TITLE = re.compile(r"title|titel|titre|título|titolo", re.IGNORECASE)
_CODE = re.compile(r"source|code|preformatted|verbatim", re.IGNORECASE)
_QUOTE = re.compile(r"quot|zitat|block text|citation", re.IGNORECASE)
_LABEL = re.compile(r"\s*(?:([·•◦▪‣–●○\uf0b7\uf0a7o*-])|(\(?(?:\d{1,3}|[A-Za-z]{1,4})[.)]))\t\s*")
LEVELS = 9
_TWIPS_A_LEVEL = 360
TOKEN = re.compile(
    rb"\\(?:([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|'([0-9a-fA-F]{2})|([^a-zA-Z]))|([{}])|([^\\{}\r\n]+)|[\r\n]+", re.DOTALL
)
SKIPPED = frozenset(
    b"""fonttbl colortbl object themedata colorschememapping datastore latentstyles rsidtbl listtable filetbl
    revtbl listoverridetable generator xmlnstbl mmathPr header headerl headerr headerf footer footerl footerr
    footerf private nonshppict bkmkstart bkmkend atnid atnauthor annotation atnref atndate pntxta pntxtb shpinst
    sp fldtype xe tc
    """.split()
)
SIGNS = {
    b"tab": "\t", b"emdash": "—", b"endash": "–", b"bullet": "•", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“",
    b"rdblquote": "”", b"line": "\n", b"lbr": "\n", b"emspace": "\u2003", b"enspace": "\u2002", b"zwj": "\u200d",
    b"zwnj": "\u200c",
}  # fmt: skip
SYMBOLS = {b"~": "\xa0", b"_": "‑", b"-": "\xad", b"\n": "\n", b"\r": "\n", b"{": "{", b"}": "}", b"\\": "\\"}
CODE_PAGES = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "big5", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RtfBlock:
    """One block; offsets of ``marks`` count in ``text``."""

    kind: BlockKind
    text: str
    level: int = 0
    label: str = ""
    marks: tuple[MarkSpan, ...] = ()
    is_title: bool = False


@dataclass(frozen=True, slots=True)
class GroupState:
    """The state that a group inherits and restores at its end. ``where``: the destination its text belongs to."""

    where: str = "text"
    bold: bool = False
    italic: bool = False
    struck: bool = False
    hidden: bool = False
    unicode_skip: int = 1
    code_page: str = "cp1252"
    link: str = ""
    is_fixed: bool = False
    position: str = ""


@dataclass(slots=True)
class RtfParagraph:
    """The paragraph being collected: pieces with their state, and the properties set by control words."""

    pieces: list[tuple[str, GroupState]] = field(default_factory=list)
    style: str = ""
    outline: int = 0
    in_table: bool = False
    list_level: int = 0
    label: str = ""
    indent: int = 0
    hangs: bool = False

    def next(self) -> "RtfParagraph":
        """An empty paragraph with the same properties, which hold until they are changed."""
        return RtfParagraph([], self.style, self.outline, False, self.list_level, "", self.indent, self.hangs)


class RtfBlocks:
    """Collects blocks in order. ``style_names``: the document's style names by control word."""

    def __init__(self) -> None:
        self.blocks: list[RtfBlock] = []
        self.style_names: dict[str, str] = {}
        self._cells: list[tuple[str, tuple[MarkSpan, ...]]] = []
        self._rows: list[list[tuple[str, tuple[MarkSpan, ...]]]] = []

    def add_box(self, text: str, marks: tuple[MarkSpan, ...]) -> None:
        self.end_table()
        self.blocks.append(RtfBlock(BlockKind.PARAGRAPH, text, marks=marks))

    def add_cell(self, paragraph: RtfParagraph) -> None:
        self._cells.append(joined(paragraph.pieces))

    def end_row(self) -> None:
        """End a table row; later cells belong to another one."""
        self._rows.append(self._cells)
        self._cells = []

    def add(self, paragraph: RtfParagraph) -> None:
        """Add a paragraph in the form that its style, properties and text imply. It ends a preceding table."""
        self.end_table()
        text, marks = joined(paragraph.pieces)
        if text.strip():
            self._add(paragraph, text, marks)

    def end_table(self) -> None:
        """Make a block of the rows so far, if there are any."""
        if self._cells:
            self._rows.append(self._cells)
        rows = [row for row in self._rows if any(text.strip() for text, _ in row)]
        self._cells, self._rows = [], []
        if rows:
            text, marks = joined_cells(rows)
            self.blocks.append(RtfBlock(BlockKind.TABLE, text, label=HEADLESS, marks=tuple(marks)))

    def _add(self, paragraph: RtfParagraph, text: str, marks: tuple[MarkSpan, ...]) -> None:
        style = self.style_names.get(paragraph.style, "")
        heading = _HEADING.match(style)
        rank = min(6, int(heading[1]) if heading else paragraph.outline or rank_by_name(style))
        blocks = self.blocks
        if rank:
            blocks.append(RtfBlock(BlockKind.HEADING, text.replace("\n", " "), rank, marks=marks))
        elif _TITLE.fullmatch(style):
            blocks.append(RtfBlock(BlockKind.HEADING, text.replace("\n", " "), 1, marks=marks, is_title=True))
        elif paragraph.label:
            label = paragraph.label if paragraph.label[-1:] in ".)" else "•"
            blocks.append(RtfBlock(BlockKind.LIST_ITEM, text, paragraph.list_level + 1, label, marks))
        elif typed := _LABEL.match(text) if paragraph.hangs else None:
            level = min(LEVELS, max(1, paragraph.indent // _TWIPS_A_LEVEL))
            end = typed.end()
            own = tuple((kind, max(0, a - end), b - end, target) for kind, a, b, target in marks if b > end)
            blocks.append(RtfBlock(BlockKind.LIST_ITEM, text[end:], level, typed[2] or "•", own))
        elif not any(map(str.isalnum, text)) and len(text.strip()) >= 3 and len(set(text.split())) == 1:
            blocks.append(RtfBlock(BlockKind.RULE, "* * *"))
        elif _CODE.search(style) or all(state.is_fixed or words.isspace() for words, state in paragraph.pieces):
            before = blocks[-1] if blocks and blocks[-1].kind is BlockKind.CODE else None
            if before:
                blocks[-1] = replace(before, text=f"{before.text}\n{text}")
            else:
                blocks.append(RtfBlock(BlockKind.CODE, text))
        elif _QUOTE.search(style):
            blocks.append(RtfBlock(BlockKind.QUOTE, text, 1, marks=marks))
        else:
            blocks.append(RtfBlock(BlockKind.PARAGRAPH, text, marks=marks))


def joined(pieces: list[tuple[str, GroupState]]) -> tuple[str, tuple[MarkSpan, ...]]:
    """The text of the pieces, with a mark for each run with visible formatting."""
    if all(state == _PLAIN for _, state in pieces):
        return "".join(text for text, _ in pieces), ()
    marks = [mark for kind in _SHOWN for mark in _runs(pieces, kind)]
    return "".join(text for text, _ in pieces), tuple(marks)


_PLAIN = GroupState()
_SHOWN = (MarkType.STRONG, MarkType.EMPHASIS, MarkType.STRIKETHROUGH, MarkType.CODE, MarkType.LINK)


def _runs(pieces: list[tuple[str, GroupState]], kind: MarkType) -> Iterator[MarkSpan]:
    start, shown, length = 0, "", 0
    for text, state in [*pieces, ("", GroupState())]:
        now = {
            MarkType.STRONG: "b" if state.bold else "",
            MarkType.EMPHASIS: "i" if state.italic else "",
            MarkType.STRIKETHROUGH: "s" if state.struck else "",
            MarkType.CODE: "c" if state.is_fixed else "",
            MarkType.LINK: state.link,
        }[kind]
        if now != shown:
            if shown and start < length:
                yield (kind, start, length, shown if kind is MarkType.LINK else "")
            start, shown = length, now
        length += len(text)


_LINK = re.compile(r'\s*HYPERLINK\s+(?:\\l\s+)?"?([^"\s]+)"?')
_MOST_DEPTH = 1000
_READ = ("text", "note", "box")
_PICTURES = (b"pngblip", b"jpegblip")
_SWITCHES = {b"b": "bold", b"i": "italic", b"strike": "struck", b"v": "hidden", b"deleted": "hidden"}
_FORMATS = frozenset(b"b i strike v deleted uc plain f ansicpg fcharset fmodern super sub nosupersub".split())


@dataclass(frozen=True, slots=True)
class RtfDocument:
    """The document: its blocks in order, notes last, and its information fields.

    ``pictures``: for each the number of the block below it, and where its data begin.
    """

    blocks: list[RtfBlock]
    info: dict[str, str]
    pictures: list[tuple[int, int]]


_changed: Callable[..., GroupState] = lru_cache(maxsize=1024)(replace)
"""The state with other values. Cached, because a text often switches between few states."""


class _Reader:
    def __init__(self) -> None:
        self._blocks = RtfBlocks()
        self._info: dict[str, str] = {}
        self._state = GroupState()
        self._stack: list[GroupState] = []
        self._too_deep = 0
        self._paragraph = RtfParagraph()
        self._outer: list[RtfParagraph] = []
        self._notes: list[RtfBlock] = []
        self._bytes = bytearray()
        self._skip = 0
        self._fonts: dict[int, str] = {}
        self._fixed_fonts: set[int] = set()
        self._font = 0
        self._collected: dict[str, list[str]] = {}
        self._is_optional = False
        self._surrogate = 0
        self._pictures: list[tuple[int, int]] = []

    def read(self, data: bytes) -> RtfDocument:
        end = 0
        while found := TOKEN.match(data, end):
            end = found.end()
            word, number, code, symbol, brace, text = found.groups()
            if text is not None:
                self._add_bytes(text)
            elif code is not None:
                self._add_bytes(bytes([int(code, 16)]))
            elif word is not None:
                self._flush_bytes()
                if word in _PICTURES and self._state.where == "picture":
                    self._pictures.append((len(self._blocks.blocks), end))
                if word == b"bin":
                    end += max(0, int(number or 0))
                self._word(word, None if number is None else int(number))
            elif brace is not None:
                self._flush_bytes()
                self._brace(brace)
            elif symbol is not None:
                self._flush_bytes()
                self._symbol(symbol)
        self._flush_bytes()
        while self._outer:
            self._leave("box")
        self._end_paragraph()
        self._blocks.end_table()
        return RtfDocument([*self._blocks.blocks, *self._notes], self._info, self._pictures)

    # ------------------------------------------------------------------ groups and text

    def _brace(self, brace: bytes) -> None:
        self._skip = 0
        if brace == b"{":
            if len(self._stack) >= _MOST_DEPTH:
                self._too_deep += 1
            else:
                self._stack.append(self._state)
        elif self._too_deep:
            self._too_deep -= 1
        elif self._stack:
            before, self._state = self._state, self._stack.pop()
            if before.where != self._state.where:
                self._leave(before.where)

    def _leave(self, where: str) -> None:
        words = "".join(self._collected.pop(where, ())).strip()
        if where == "style" and words:
            self._blocks.style_names[self._paragraph.style] = words.rstrip(";").strip()
        elif where.startswith("info:"):
            self._info[where[5:]] = " ".join(words.split())
        elif where == "link":
            found = _LINK.match(words)
            self._state = _changed(self._state, link=found[1] if found else "")
        elif where == "label":
            self._paragraph.label = words
        elif where in ("note", "box") and self._outer:
            inner, self._paragraph = self._paragraph, self._outer.pop()
            text, marks = joined(inner.pieces)
            if where == "box":
                self._add_box(text.rstrip(), marks)
                return
            number = len(self._notes) + 1
            self._notes.append(RtfBlock(BlockKind.LIST_ITEM, text, 1, f"[{number}]", marks))
            self._paragraph.pieces.append((f"[{number}]", _changed(self._state, where="text")))

    def _add_box(self, text: str, marks: tuple[MarkSpan, ...]) -> None:
        """Add the text of a box before the paragraph it is anchored to; inside a table, in the cell."""
        if self._paragraph.in_table:
            self._paragraph.pieces.append((f" {text}" if self._paragraph.pieces else text, self._state))
        elif text:
            self._blocks.add_box(text, marks)

    def _add_bytes(self, data: bytes) -> None:
        if self._skip:
            skipped = min(self._skip, len(data))
            self._skip -= skipped
            data = data[skipped:]
        self._bytes += data

    def _flush_bytes(self) -> None:
        if self._bytes:
            page = self._fonts.get(self._font, self._state.code_page) if max(self._bytes) > 127 else "ascii"
            words = self._bytes.decode(page, "replace")
            self._bytes.clear()
            self._add(words)

    def _add(self, words: str) -> None:
        state = self._state
        if state.where in _READ:
            if not state.hidden:
                raise_ = {"super": raised, "sub": lowered}.get(state.position)
                self._paragraph.pieces.append((raise_(words) if raise_ else words, state))
        elif state.where not in ("skip", "shape", "picture"):
            self._collected.setdefault(state.where, []).append(words)

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._is_optional = True
        elif symbol in (b"\n", b"\r"):
            self._end_paragraph()
        elif symbol in SYMBOLS:
            self._add(SYMBOLS[symbol])

    # ------------------------------------------------------------------ control words

    def _word(self, word: bytes, number: int | None) -> None:
        is_optional, self._is_optional = self._is_optional, False
        if self._enters(word, is_optional):
            return
        state, is_on = self._state, number != 0
        if word == b"u" and number is not None:
            self._add_unicode(number % 0x10000)
            self._skip = state.unicode_skip
        elif word in SIGNS:
            self._add(SIGNS[word])
        elif word in (b"par", b"sect", b"page"):
            self._end_paragraph()
        elif word in (b"cell", b"nestcell"):
            self._blocks.add_cell(self._paragraph)
            self._paragraph = RtfParagraph(in_table=True)
        elif word in (b"row", b"nestrow"):
            self._blocks.end_row()
        elif word in _FORMATS:
            self._format(word, number or 0, is_on)
        else:
            self._paragraph_word(word, number)

    def _enters(self, word: bytes, is_optional: bool) -> bool:
        state = self._state
        where = {
            b"stylesheet": "stylesheet", b"fldinst": "link", b"listtext": "label", b"pntext": "label",
            b"fonttbl": "fonts", b"info": "info", b"footnote": "note", b"shpinst": "shape", b"shptxt": "box",
            b"pict": "picture",
        }.get(word)  # fmt: skip
        if state.where in ("skip", "fonts"):
            where = None
        elif state.where == "info" and word in (b"title", b"author"):
            where = f"info:{word.decode()}"
        elif word in (b"footnote", b"shptxt"):
            self._outer.append(self._paragraph)
            self._paragraph = RtfParagraph()
        elif where is None and (word in SKIPPED or (is_optional and word not in (b"cs", b"s", b"ds", b"shppict"))):
            where = "skip"
        if where is None:
            return False
        self._state = _changed(state, where=where)
        return True

    def _format(self, word: bytes, number: int, is_on: bool) -> None:
        state = self._state
        if word in _SWITCHES:
            self._state = _changed(state, **{_SWITCHES[word]: is_on})
        elif word == b"uc":
            self._state = _changed(state, unicode_skip=min(max(number, 0), 10))
        elif word == b"plain":
            self._state = _changed(state, bold=False, italic=False, struck=False, hidden=False, position="")
        elif word == b"f":
            self._font = number
            self._state = _changed(state, is_fixed=number in self._fixed_fonts)
        elif word == b"fmodern":
            self._fixed_fonts.add(self._font)
        elif word in (b"super", b"sub", b"nosupersub"):
            self._state = _changed(state, position=word.decode() if is_on and word != b"nosupersub" else "")
        elif word == b"fcharset" and number in CODE_PAGES and state.where == "fonts":
            if number:
                self._fonts[self._font] = CODE_PAGES[number]
        elif word == b"ansicpg":
            self._state = _changed(state, code_page=known_page(number))

    def _paragraph_word(self, word: bytes, number: int | None) -> None:
        if self._state.where == "label":
            # What the label of an item says of its paragraph holds for the label only.
            return
        paragraph = self._paragraph
        if word == b"pard":
            self._paragraph = RtfParagraph(paragraph.pieces, label=paragraph.label)
        elif word in (b"s", b"cs", b"ds"):
            if self._state.where == "stylesheet":
                self._state = _changed(self._state, where="style")
            if word == b"s" or self._state.where == "style":
                paragraph.style = f"{word.decode()}{number}"
        elif word == b"outlinelevel" and number is not None and 0 <= number < LEVELS:
            paragraph.outline = number + 1
        elif word == b"intbl":
            paragraph.in_table = True
        elif word == b"li" and number is not None:
            paragraph.indent = number
        elif word == b"fi" and number is not None:
            paragraph.hangs = number < 0
        elif word == b"ilvl" and number is not None:
            paragraph.list_level = min(max(number, 0), LEVELS)

    def _add_unicode(self, code: int) -> None:
        """Add a UTF-16 unit; two of them may form a character."""
        high, self._surrogate = self._surrogate, 0
        if 0xD800 <= code < 0xDC00:
            self._surrogate = code
        elif 0xDC00 <= code < 0xE000:
            if high:
                self._add(chr(0x10000 + ((high - 0xD800) << 10) + code - 0xDC00))
        else:
            self._add(chr(code))

    # ------------------------------------------------------------------ blocks

    def _end_paragraph(self) -> None:
        paragraph = self._paragraph
        if self._state.where in ("note", "box"):
            paragraph.pieces.append(("\n", self._state))
            return
        if paragraph.in_table:
            paragraph.pieces.append((" ", self._state))
            return
        self._paragraph = paragraph.next()
        self._blocks.add(paragraph)


def read_rtf(data: bytes) -> RtfDocument:
    """Read a document. Ignores unknown control words, but never text. Linear time."""
    return _Reader().read(data)


def plain_words(written: bytes) -> str:
    """The words of a property, without its signs."""
    return " ".join(block.text for block in read_rtf(written).blocks)


def known_page(number: int) -> str:
    """Python's name of a code page; Windows' Western code page for an unknown number."""
    for name in (f"cp{number}", "mac_roman" if number == 10000 else "cp1252"):
        with suppress(LookupError):
            return codecs.lookup(name).name
    return "cp1252"
