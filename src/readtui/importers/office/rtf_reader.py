"""Reads RTF's groups and control words into paragraphs, cells, links and notes. One pass, no recursion."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from readtui.importers.common.raised import lowered, raised
from readtui.importers.office.rtf_blocks import LEVELS, GroupState, Paragraph, RtfBlock, RtfBlocks, joined
from readtui.importers.office.rtf_words import CODE_PAGES, SIGNS, SKIPPED, SYMBOLS, TOKEN, known_page
from readtui.model.block import BlockKind
from readtui.text.article_builder import MarkSpan

_LINK = re.compile(r'\s*HYPERLINK\s+(?:\\l\s+)?"?([^"\s]+)"?')
_MOST_DEPTH = 1000
_READ = ("text", "note", "box")
_FORMATS = frozenset(b"b i strike v deleted uc plain f ansicpg fcharset fmodern super sub nosupersub".split())


@dataclass(frozen=True, slots=True)
class RtfDocument:
    """The document: its blocks in order, notes last, and its information fields."""

    blocks: list[RtfBlock]
    info: dict[str, str]


_changed: Callable[..., GroupState] = lru_cache(maxsize=1024)(replace)
"""The state with other values. Cached, because a text often switches between few states."""


class _Reader:
    def __init__(self) -> None:
        self._blocks = RtfBlocks()
        self._info: dict[str, str] = {}
        self._state = GroupState()
        self._stack: list[GroupState] = []
        self._too_deep = 0
        self._paragraph = Paragraph()
        self._outer: list[Paragraph] = []
        self._notes: list[RtfBlock] = []
        self._bytes = bytearray()
        self._skip = 0
        self._fonts: dict[int, str] = {}
        self._fixed_fonts: set[int] = set()
        self._font = 0
        self._collected: dict[str, list[str]] = {}
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
        self._blocks.end_table()
        return RtfDocument([*self._blocks.blocks, *self._notes], self._info)

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
            self._blocks.add_cell(self._paragraph)
            self._paragraph = Paragraph(in_table=True)
        elif word in (b"row", b"nestrow"):
            self._blocks.end_row()
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
            self._paragraph = Paragraph()
        elif where is None and (word in SKIPPED or (is_optional and word not in (b"cs", b"s", b"ds", b"shppict"))):
            where = "skip"
        if where is None:
            return False
        self._state = _changed(state, where=where)
        return True

    def _format(self, word: bytes, number: int, is_on: bool) -> None:
        state = self._state
        if word == b"b":
            self._state = _changed(state, bold=is_on)
        elif word == b"i":
            self._state = _changed(state, italic=is_on)
        elif word == b"strike":
            self._state = _changed(state, struck=is_on)
        elif word in (b"v", b"deleted"):
            self._state = _changed(state, hidden=is_on)
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
            self._paragraph = Paragraph(paragraph.pieces, label=paragraph.label)
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
