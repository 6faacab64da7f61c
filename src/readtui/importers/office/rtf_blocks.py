"""Turns RTF's paragraphs and table cells into blocks: headings, list items, code, quotes, tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from readtui.importers.common.heading_names import rank_by_name
from readtui.importers.office.rows import table_text
from readtui.model.block import HEADLESS, BlockKind, MarkType
from readtui.text.article_builder import MarkSpan

_HEADING = re.compile(r"(?:heading|überschrift|titre|título|titolo|заголовок|kop|rubrik)\s*([1-9])", re.IGNORECASE)
_TITLE = re.compile(r"title|titel|titre|título|titolo", re.IGNORECASE)
_CODE = re.compile(r"source|code|preformatted|verbatim", re.IGNORECASE)
_QUOTE = re.compile(r"quot|zitat|block text|citation", re.IGNORECASE)
_LABEL = re.compile(r"\s*(?:([·•◦▪‣–●○\uf0b7\uf0a7o*-])|(\(?(?:\d{1,3}|[A-Za-z]{1,4})[.)]))\t\s*")
LEVELS = 9
_TWIPS_A_LEVEL = 360


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
class Paragraph:
    """The paragraph being collected: pieces with their state, and the properties set by control words."""

    pieces: list[tuple[str, GroupState]] = field(default_factory=list)
    style: str = ""
    outline: int = 0
    in_table: bool = False
    list_level: int = 0
    label: str = ""
    indent: int = 0
    hangs: bool = False

    def next(self) -> "Paragraph":
        """An empty paragraph with the same properties, which hold until they are changed."""
        return Paragraph([], self.style, self.outline, False, self.list_level, "", self.indent, self.hangs)


class RtfBlocks:
    """Collects blocks in order. ``style_names``: the document's style names by control word."""

    def __init__(self) -> None:
        self.blocks: list[RtfBlock] = []
        self.style_names: dict[str, str] = {}
        self._cells: list[tuple[str, tuple[MarkSpan, ...]]] = []
        self._rows: list[list[tuple[str, tuple[MarkSpan, ...]]]] = []

    def add_box(self, text: str, marks: tuple[MarkSpan, ...]) -> None:
        """Add the text of a text box between paragraphs."""
        self.end_table()
        self.blocks.append(RtfBlock(BlockKind.PARAGRAPH, text, marks=marks))

    def add_cell(self, paragraph: Paragraph) -> None:
        """Add a cell to the current row."""
        self._cells.append(joined(paragraph.pieces))

    def end_row(self) -> None:
        """End a table row; later cells belong to another one."""
        self._rows.append(self._cells)
        self._cells = []

    def add(self, paragraph: Paragraph) -> None:
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
            text, marks = table_text(rows)
            self.blocks.append(RtfBlock(BlockKind.TABLE, text, label=HEADLESS, marks=marks))

    def _add(self, paragraph: Paragraph, text: str, marks: tuple[MarkSpan, ...]) -> None:
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
