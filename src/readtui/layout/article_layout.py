"""Lays out an article at one width, lazily: converts offsets to lines and cells and back."""

from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter
from typing import NamedTuple

from readtui.layout.block_lines import BlockLines
from readtui.layout.glyphs import is_simple
from readtui.layout.hyphenation import Hyphens
from readtui.layout.line import Decor, DecorKind, Line
from readtui.layout.old_words import OldWords, key_in, with_old_words
from readtui.layout.pictures import NO_PICTURES, PictureRoom, PictureRow
from readtui.layout.title_and_card import (
    HEAD,
    NO_MATTER,
    TITLE_RULE,
    CardRow,
    Matter,
    card_height,
    card_row_at,
    card_rows,
    rows_above,
    with_facts,
)
from readtui.layout.widths import UNKNOWN_TERMINAL, CellWidths
from readtui.layout.wrap import may_break
from readtui.model.article import Article
from readtui.model.block import Block, BlockKind, MarkType, Role
from readtui.text.segmentation.segment import next_grapheme, previous_grapheme

_KEPT_PIECES = 512
_offset = attrgetter("offset")
_DEFINITION = "–"
_HEADER_ROLES = (Role.KICKER, Role.TITLE, Role.LEAD, Role.BYLINE)
# In code points. Text that needs measuring takes ten times as long to lay out.
SHORT = 8192
_SIMPLE_PIECE, _MEASURED_PIECE = 8192, SHORT // 2
_REACH = 400


class LinePosition(NamedTuple):
    """The place of a line: block, piece of the block, line in the piece.

    A block is one piece unless it is very long; then it is split into pieces that are wrapped separately, so that no
    place depends on wrapping everything before it.
    """

    block: int
    piece: int
    line: int


class ArticleLayout:
    """The lines of an article in a column of ``width`` cells, of a terminal that measures by ``widths``.

    Makes lines on demand and caches the last few hundred pieces. ``unfolded``: the indices of furniture blocks shown in
    full. ``matter``: what stands above and below the text, as rows without text. ``pictures``: those that have room in
    it. With ``hyphens``, prose fills its lines. ``old``: what was removed from the text, in order.
    """

    def __init__(
        self,
        article: Article,
        width: int,
        unfolded: frozenset[int] = frozenset(),
        widths: CellWidths = UNKNOWN_TERMINAL,
        matter: Matter = NO_MATTER,
        pictures: PictureRoom = NO_PICTURES,
        hyphens: Hyphens | None = None,
        old: Sequence[OldWords] = (),
    ) -> None:
        self.article = article
        self._old = old
        self.matter = matter
        self.pictures = pictures
        self.widths = widths
        self.width = max(8, width)
        self.unfolded = unfolded
        self._lines: OrderedDict[tuple[int, int], tuple[Line, ...]] = OrderedDict()
        self._bounds: dict[int, list[int]] = {}
        self._blocks = BlockLines(article, self.width, widths, self.is_folded, hyphens)

    # ------------------------------------------------------------------ walking

    @property
    def first(self) -> LinePosition:
        return LinePosition(0, 0, 0)

    @property
    def last(self) -> LinePosition:
        block = max(0, len(self.article.blocks) - 1)
        piece = self._piece_count(block) - 1
        return LinePosition(block, piece, len(self.lines(block, piece)) - 1)

    @property
    def last_of_text(self) -> LinePosition:
        """The last line above the end card."""
        last = self.last
        return last._replace(line=last.line - card_height(self.matter.card))

    def card_row(self, position: LinePosition) -> CardRow | None:
        last = self.last
        is_near = position[:2] == last[:2] and bool(self.article.blocks)
        return card_row_at(self.matter.card, last.line - position.line) if is_near else None

    def with_rows_above(self, position: LinePosition) -> LinePosition:
        """The first row of the title block above a line of the same block; the line itself if there is none."""
        lines = self.lines(position.block, position.piece)
        above = (number for number in range(position.line) if any(decor.kind in HEAD for decor in lines[number].decor))
        return position._replace(line=next(above, position.line))

    def set_card(self, card: tuple[CardRow, ...]) -> None:
        """Show another end card below the text."""
        self.matter = replace(self.matter, card=card)
        block = max(0, len(self.article.blocks) - 1)
        self._lines.pop((block, self._piece_count(block) - 1), None)

    def line(self, position: LinePosition) -> Line:
        return self.lines(position.block, position.piece)[position.line]

    def move(self, position: LinePosition, count: int) -> LinePosition:
        """The line ``count`` lines further (back if negative), or the first or last line."""
        block, piece, line = position.block, position.piece, position.line + count
        while line < 0:
            if piece > 0:
                piece -= 1
            elif block > 0:
                block -= 1
                piece = self._piece_count(block) - 1
            else:
                return self.first
            line += len(self.lines(block, piece))
        while line >= (height := len(self.lines(block, piece))):
            if piece + 1 < self._piece_count(block):
                piece += 1
            elif block + 1 < len(self.article.blocks):
                block, piece = block + 1, 0
            else:
                return LinePosition(block, piece, max(0, height - 1))
            line -= height
        return LinePosition(block, piece, line)

    def window(self, top: LinePosition, height: int) -> list[LinePosition]:
        """The positions of up to ``height`` lines from ``top`` on."""
        found: list[LinePosition] = []
        block, piece, first = top.block, top.piece, top.line
        while block < max(1, len(self.article.blocks)):
            for number in range(first, len(self.lines(block, piece))):
                if len(found) == height:
                    return found
                found.append(LinePosition(block, piece, number))
            first = 0
            block, piece = self._following(block, piece)
        return found

    def _following(self, block: int, piece: int) -> tuple[int, int]:
        return (block, piece + 1) if piece + 1 < self._piece_count(block) else (block + 1, 0)

    def distance(self, start: LinePosition, end: LinePosition, limit: int) -> int:
        """The number of lines from ``start`` to ``end``, at most ``limit``; negative if ``end`` comes first."""
        if end < start:
            return -self.distance(end, start, limit)
        count = 0
        block, piece, line = start.block, start.piece, start.line
        while (block, piece) != (end.block, end.piece):
            count += len(self.lines(block, piece)) - line
            if count >= limit:
                return limit
            line = 0
            block, piece = self._following(block, piece)
        return min(limit, count + end.line - line)

    def locate(self, offset: int) -> LinePosition:
        """The line with the code point at ``offset``, or the nearest one if that lies between two lines or blocks."""
        index = self.article.block_index_at(offset)
        piece = max(0, bisect_right(self._piece_bounds(index), offset) - 1)
        piece = min(piece, self._piece_count(index) - 1)
        lines = self.lines(index, piece)
        found = 0
        for number, line in enumerate(lines):
            if any(run.start <= offset < run.end for run in line.runs):
                return LinePosition(index, piece, number)
            if not line.is_gap and line.start <= offset:
                found = number
            elif line.is_gap and number == found:
                found = number + 1
        return LinePosition(index, piece, min(found, len(lines) - 1))

    def is_folded(self, block_index: int) -> bool:
        """Whether the block is furniture shown as one line."""
        return self.article.blocks[block_index].kind is BlockKind.FURNITURE and block_index not in self.unfolded

    # ------------------------------------------------------------------ pieces

    def lines(self, block_index: int, piece: int) -> tuple[Line, ...]:
        key = (block_index, piece)
        made = self._lines.get(key)
        if made is None:
            made = self._lines[key] = self._make_lines(block_index, piece)
            if len(self._lines) > _KEPT_PIECES:
                self._lines.popitem(last=False)
        return made

    def _piece_count(self, block_index: int) -> int:
        return len(self._piece_bounds(block_index)) - 1

    def _piece_bounds(self, block_index: int) -> list[int]:
        """The starts of a block's pieces, and the end of the last one."""
        if not self.article.blocks:
            return [0, 0]
        block = self.article.blocks[block_index]
        if block.end - block.start <= SHORT:
            return [block.start, block.end]
        bounds = self._bounds.get(block_index)
        if bounds is None:
            bounds = self._bounds[block_index] = piece_bounds(self.article.text, block)
        return bounds

    def _make_lines(self, block_index: int, piece: int) -> tuple[Line, ...]:
        if not self.article.blocks:
            return (Line(0, 0, is_gap=True),)
        block, matter = self.article.blocks[block_index], self.matter
        before = self._lines_before(block_index, block) if piece == 0 else []
        empty = Line(block.start, block.start, is_gap=True)
        bounds = self._piece_bounds(block_index)
        is_last_piece = bounds[piece + 1] == block.end
        # The line end that a piece is cut after begins no row.
        end = bounds[piece + 1] - (not is_last_piece and self.article.text[bounds[piece + 1] - 1] == "\n")
        rows = self._blocks.lines(block_index, bounds[piece], end)
        if block.role is Role.TITLE and is_last_piece:
            is_at_right = any(run.closing for row in rows[-1:] for run in row.runs)
            cell = self.width - len(TITLE_RULE) if is_at_right else 0
            rows.append(Line(block.end, block.end, decor=(Decor(cell, TITLE_RULE, DecorKind.TITLE_RULE),)))
        if block_index == matter.place and matter.is_above and piece == 0:
            above = rows_above(matter, block.start, self.width, self.widths)
            rows = [*above, empty, *rows] if above else rows
        elif block_index == matter.place and not matter.is_above and matter.facts and is_last_piece:
            rows = with_facts(rows, matter, self.width, self.widths)
        if self._old and (old := self._old_words(block_index, bounds[piece], bounds[piece + 1])):
            above, rows = with_old_words(rows, old, self.width, self.widths)
            before += [*above, empty] if above and before else above
        if block_index == len(self.article.blocks) - 1 and is_last_piece:
            rows += _picture_lines(self.pictures.rows_below(block, self.width), block.end)
            rows += self._card_rows()
        return (*before, *rows)

    def _old_words(self, block_index: int, start: int, end: int) -> Sequence[OldWords]:
        """The old words in a piece of a block; those between two blocks are in the first of them."""
        block, blocks = self.article.blocks[block_index], self.article.blocks
        if self.is_folded(block_index):
            return ()
        first = 0 if block_index == 0 and start == block.start else start + (start > block.start)
        last = end
        if end == block.end:
            last = blocks[block_index + 1].start - 1 if block_index + 1 < len(blocks) else len(self.article.text)
        return self._old[bisect_left(self._old, first, key=_offset) : bisect_right(self._old, last, key=_offset)]

    def locate_old(self, offset: int, key: int) -> LinePosition | None:
        """The first row of these old words, near the ``offset`` of the words; None if none is shown."""
        there = self.locate(offset)
        for block, piece in dict.fromkeys((there[:2], self.locate(max(0, offset - 1))[:2])):
            for number, line in enumerate(self.lines(block, piece)):
                if key_in(line) == key:
                    return LinePosition(block, piece, number)
        return None

    def _card_rows(self) -> list[Line]:
        blocks = self.article.blocks
        return card_rows(self.matter.card, blocks[-1].end, self.width, self.widths) if blocks else []

    def _lines_before(self, block_index: int, block: Block) -> list[Line]:
        """The pictures above a block, and the empty rows before it."""
        gap = self._gap_before(block_index)
        pictures = self.pictures.rows_above(block, self.width, is_first=block_index == 0)
        if not pictures:
            return self._blocks.gap(block_index, gap)
        # A caption belongs to its picture, and nothing else does.
        gap = 0 if block.kind is BlockKind.CAPTION else max(1, gap)
        return [*_picture_lines(pictures, block.start), *[Line(block.start, block.start, is_gap=True)] * gap]

    def locate_picture(self, block_index: int, picture: PictureRow) -> LinePosition | None:
        """The first row of the same picture at a block, however large it is now; None if it is not shown there."""
        for piece in {0, self._piece_count(block_index) - 1}:
            for number, line in enumerate(self.lines(block_index, piece)):
                if line.picture is not None and line.picture.image is picture.image:
                    return LinePosition(block_index, piece, number)
        return None

    def _gap_before(self, block_index: int) -> int:
        """Empty rows above a block: none in lists, below a term, and between kicker and title, two above a chapter,
        otherwise one.
        """
        if block_index == 0:
            return 1
        block, before = self.article.blocks[block_index], self.article.blocks[block_index - 1]
        if block.kind is BlockKind.LIST_ITEM and before.kind is BlockKind.LIST_ITEM:
            return 0 if block.label else 1
        if block.role is Role.TITLE and before.role is Role.KICKER:
            return 0
        if block.label == _DEFINITION and _is_term(before):
            return 0
        if block.kind is BlockKind.HEADING and block.level <= 2 and block.role is None and not _is_header(before):
            return 2
        return 1


def _picture_lines(pictures: Sequence[Sequence[PictureRow]], offset: int) -> list[Line]:
    """The rows of pictures, each with an empty row above it."""
    gap = Line(offset, offset, is_gap=True)
    return [
        line for rows in pictures for line in (gap, *(Line(offset, offset, is_gap=True, picture=row) for row in rows))
    ]


def _is_term(block: Block) -> bool:
    """Whether all of a paragraph is strong, as the terms of a definition list are."""
    return block.kind is BlockKind.PARAGRAPH and any(
        mark.type is MarkType.STRONG and (mark.start, mark.end) == (block.start, block.end) for mark in block.marks
    )


def _is_header(block: Block) -> bool:
    return block.role in _HEADER_ROLES


def piece_bounds(text: str, block: Block) -> list[int]:
    """The starts of the pieces, and the end of the last one; one piece for a block of ordinary length.

    A piece ends after a line end if there is one nearby, otherwise after a sentence or a space, otherwise where a line
    may break; never inside a grapheme.
    """
    piece = _SIMPLE_PIECE
    if not is_simple(text, block.start, min(block.end, block.start + 2 * _SIMPLE_PIECE)):
        piece = _MEASURED_PIECE
    bounds = [block.start]
    while block.end - bounds[-1] > 2 * piece:
        bounds.append(_cut(text, bounds[-1] + piece // 2, bounds[-1] + piece, block.kind is BlockKind.TABLE))
    bounds.append(block.end)
    return bounds


def _cut(text: str, low: int, high: int, is_table: bool) -> int:
    line_end = text.rfind("\n", low, high)
    if line_end >= 0 or is_table:
        return line_end + 1 if line_end >= 0 else _grapheme_start(text, high)
    for sign in (". ", "。", " "):
        found = text.rfind(sign, low, high)
        if found >= 0 and (cut := found + len(sign)) == _grapheme_start(text, cut):
            return cut
    if is_simple(text, low, high + 1):
        return high
    for cut in range(high, high - _REACH, -1):
        if may_break(text[cut - 1], text[cut]) and cut == _grapheme_start(text, cut):
            return cut
    return _grapheme_start(text, high)


def _grapheme_start(text: str, offset: int) -> int:
    """The start of the grapheme that contains ``offset``."""
    return previous_grapheme(text, next_grapheme(text, offset))
