"""Reads RTF's groups and control words into blocks: headings, lists, tables, links, notes. One pass, no recursion."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from readtui.importers.common.raised import lowered, raised
from readtui.importers.office.rows import table_text
from readtui.importers.office.rtf_words import CODE_PAGES, SIGNS, SKIPPED, SYMBOLS, TOKEN, known_page
from readtui.model.block import HEADLESS, BlockKind, MarkType
from readtui.text.article_builder import MarkSpan

_HEADING = re.compile(r"(?:heading|überschrift|titre|título|titolo|заголовок|kop|rubrik)\s*([1-9])", re.IGNORECASE)
_TITLE = re.compile(r"title|titel|titre|título|titolo", re.IGNORECASE)
_CODE = re.compile(r"source|code|preformatted|verbatim", re.IGNORECASE)
_QUOTE = re.compile(r"quot|zitat|block text|citation", re.IGNORECASE)
_LINK = re.compile(r'\s*HYPERLINK\s+(?:\\l\s+)?"?([^"\s]+)"?')
_LABEL = re.compile(r"\s*(?:([·•◦▪‣–●○\uf0b7\uf0a7o*-])|(\(?(?:\d{1,3}|[A-Za-z]{1,4})[.)]))\t\s*")
_MOST_DEPTH = 1000
_LEVELS = 9
_TWIPS_A_LEVEL = 360
_READ = ("text", "note", "box")
_FORMATS = frozenset(b"b i strike v deleted uc plain f ansicpg fcharset fmodern super sub nosupersub".split())


@dataclass(frozen=True, slots=True)
class RtfBlock:
    """One block; offsets of ``marks`` count in ``text``."""

    kind: BlockKind
    text: str
    level: int = 0
    label: str = ""
    marks: tuple[MarkSpan, ...] = ()
    is_title: bool = False


@dataclass(slots=True)
class RtfDocument:
    """What was read: the blocks in order, notes last, and the fields of the document's information."""

    blocks: list[RtfBlock] = field(default_factory=list)
    info: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits and its end takes back. ``where``: the destination that its text belongs to."""

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
class _Paragraph:
    """What is being collected: pieces with their state, and what control words said of the paragraph."""

    pieces: list[tuple[str, _State]] = field(default_factory=list)
    style: str = ""
    outline: int = 0
    in_table: bool = False
    list_level: int = 0
    label: str = ""
    indent: int = 0
    hangs: bool = False

    def next(self) -> "_Paragraph":
        """An empty one with the same properties, which hold until others are said."""
        return _Paragraph([], self.style, self.outline, False, self.list_level, "", self.indent, self.hangs)


class _Reader:
    def __init__(self) -> None:
        self.document = RtfDocument()
        self._state = _State()
        self._stack: list[_State] = []
        self._too_deep = 0
        self._paragraph = _Paragraph()
        self._outer: list[_Paragraph] = []
        self._notes: list[RtfBlock] = []
        self._bytes = bytearray()
        self._skip = 0
        self._fonts: dict[int, str] = {}
        self._fixed_fonts: set[int] = set()
        self._font = 0
        self._style_names: dict[str, str] = {}
        self._collected: dict[str, list[str]] = {}
        self._cells: list[tuple[str, tuple[MarkSpan, ...]]] = []
        self._rows: list[list[tuple[str, tuple[MarkSpan, ...]]]] = []
        self._is_optional = False
        self._surrogate = 0

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
        self._end_table()
        self.document.blocks += self._notes
        return self.document

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
            self._style_names[self._paragraph.style] = words.rstrip(";").strip()
        elif where.startswith("info:"):
            self.document.info[where[5:]] = " ".join(words.split())
        elif where == "link":
            found = _LINK.match(words)
            self._state = replace(self._state, link=found[1] if found else "")
        elif where == "label":
            self._paragraph.label = words
        elif where in ("note", "box") and self._outer:
            inner, self._paragraph = self._paragraph, self._outer.pop()
            text, marks = _joined(inner.pieces)
            if where == "box":
                self._add_box(text.rstrip(), marks)
                return
            number = len(self._notes) + 1
            self._notes.append(RtfBlock(BlockKind.LIST_ITEM, text, 1, f"[{number}]", marks))
            self._paragraph.pieces.append((f"[{number}]", replace(self._state, where="text")))

    def _add_box(self, text: str, marks: tuple[MarkSpan, ...]) -> None:
        """The text of a box before the paragraph that it is fixed to; in a table in the cell."""
        if self._paragraph.in_table:
            self._paragraph.pieces.append((f" {text}" if self._paragraph.pieces else text, self._state))
        elif text:
            self._end_table()
            self.document.blocks.append(RtfBlock(BlockKind.PARAGRAPH, text, marks=marks))

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
        elif state.where not in ("skip", "shape"):
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
            self._cells.append(_joined(self._paragraph.pieces))
            self._paragraph = _Paragraph(in_table=True)
        elif word in (b"row", b"nestrow"):
            self._rows.append(self._cells)
            self._cells = []
        elif word in _FORMATS:
            self._format(word, number or 0, is_on)
        else:
            self._paragraph_word(word, number)

    def _enters(self, word: bytes, is_optional: bool) -> bool:
        """Whether the word begins a destination."""
        state = self._state
        where = {
            b"stylesheet": "stylesheet", b"fldinst": "link", b"listtext": "label", b"pntext": "label",
            b"fonttbl": "fonts", b"info": "info", b"footnote": "note", b"shpinst": "shape", b"shptxt": "box",
        }.get(word)  # fmt: skip
        if state.where in ("skip", "fonts"):
            where = None
        elif state.where == "info" and word in (b"title", b"author"):
            where = f"info:{word.decode()}"
        elif word in (b"footnote", b"shptxt"):
            self._outer.append(self._paragraph)
            self._paragraph = _Paragraph()
        elif where is None and (word in SKIPPED or (is_optional and word not in (b"cs", b"s", b"ds", b"shppict"))):
            where = "skip"
        if where is None:
            return False
        self._state = replace(state, where=where)
        return True

    def _format(self, word: bytes, number: int, is_on: bool) -> None:
        state = self._state
        if word == b"b":
            self._state = replace(state, bold=is_on)
        elif word == b"i":
            self._state = replace(state, italic=is_on)
        elif word == b"strike":
            self._state = replace(state, struck=is_on)
        elif word in (b"v", b"deleted"):
            self._state = replace(state, hidden=is_on)
        elif word == b"uc":
            self._state = replace(state, unicode_skip=min(max(number, 0), 10))
        elif word == b"plain":
            self._state = replace(state, bold=False, italic=False, struck=False, hidden=False, position="")
        elif word == b"f":
            self._font = number
            self._state = replace(state, is_fixed=number in self._fixed_fonts)
        elif word == b"fmodern":
            self._fixed_fonts.add(self._font)
        elif word in (b"super", b"sub", b"nosupersub"):
            self._state = replace(state, position=word.decode() if is_on and word != b"nosupersub" else "")
        elif word == b"fcharset" and number in CODE_PAGES and state.where == "fonts":
            if number:
                self._fonts[self._font] = CODE_PAGES[number]
        elif word == b"ansicpg":
            self._state = replace(state, code_page=known_page(number))

    def _paragraph_word(self, word: bytes, number: int | None) -> None:
        paragraph = self._paragraph
        if word == b"pard":
            self._paragraph = _Paragraph(paragraph.pieces, label=paragraph.label)
        elif word in (b"s", b"cs", b"ds"):
            if self._state.where == "stylesheet":
                self._state = replace(self._state, where="style")
            if word == b"s" or self._state.where == "style":
                paragraph.style = f"{word.decode()}{number}"
        elif word == b"outlinelevel" and number is not None and 0 <= number < _LEVELS:
            paragraph.outline = number + 1
        elif word == b"intbl":
            paragraph.in_table = True
        elif word == b"li" and number is not None:
            paragraph.indent = number
        elif word == b"fi" and number is not None:
            paragraph.hangs = number < 0
        elif word == b"ilvl" and number is not None:
            paragraph.list_level = min(max(number, 0), _LEVELS)

    def _add_unicode(self, code: int) -> None:
        """A UTF-16 unit; two of them may make a character."""
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
        self._end_table()
        self._paragraph = paragraph.next()
        text, marks = _joined(paragraph.pieces)
        if text.strip():
            self._add_block(paragraph, text, marks)

    def _add_block(self, paragraph: _Paragraph, text: str, marks: tuple[MarkSpan, ...]) -> None:
        style = self._style_names.get(paragraph.style, "")
        heading = _HEADING.match(style)
        blocks = self.document.blocks
        if heading or paragraph.outline:
            rank = min(6, int(heading[1]) if heading else paragraph.outline)
            blocks.append(RtfBlock(BlockKind.HEADING, text.replace("\n", " "), rank, marks=marks))
        elif _TITLE.fullmatch(style):
            blocks.append(RtfBlock(BlockKind.HEADING, text.replace("\n", " "), 1, marks=marks, is_title=True))
        elif paragraph.label:
            label = paragraph.label if paragraph.label[-1:] in ".)" else "•"
            blocks.append(RtfBlock(BlockKind.LIST_ITEM, text, paragraph.list_level + 1, label, marks))
        elif typed := _LABEL.match(text) if paragraph.hangs else None:
            level = min(_LEVELS, max(1, paragraph.indent // _TWIPS_A_LEVEL))
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

    def _end_table(self) -> None:
        if self._cells:
            self._rows.append(self._cells)
        rows = [row for row in self._rows if any(text.strip() for text, _ in row)]
        self._cells, self._rows = [], []
        if rows:
            text, marks = table_text(rows)
            self.document.blocks.append(RtfBlock(BlockKind.TABLE, text, label=HEADLESS, marks=marks))


def read_rtf(data: bytes) -> RtfDocument:
    """Read a document; what is not understood is passed over, text never is. Linear."""
    return _Reader().read(data)


def _joined(pieces: list[tuple[str, _State]]) -> tuple[str, tuple[MarkSpan, ...]]:
    """The text of the pieces, and a mark for each run of them that shows something."""
    if all(state == _PLAIN for _, state in pieces):
        return "".join(text for text, _ in pieces), ()
    marks = [mark for kind in _SHOWN for mark in _runs(pieces, kind)]
    return "".join(text for text, _ in pieces), tuple(marks)


_PLAIN = _State()
_SHOWN = (MarkType.STRONG, MarkType.EMPHASIS, MarkType.STRIKETHROUGH, MarkType.CODE, MarkType.LINK)


def _runs(pieces: list[tuple[str, _State]], kind: MarkType) -> Iterator[MarkSpan]:
    start, shown, length = 0, "", 0
    for text, state in [*pieces, ("", _State())]:
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
