"""Paints laid-out lines: turns marks and overlays into styles. Independent of Textual."""

from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style

from readtui.layout.line import Decor, DecorKind, Line, Run
from readtui.layout.old_words import OLD_WORDS
from readtui.layout.pictures import PictureRow
from readtui.layout.widths import UNKNOWN_TERMINAL, CellWidths
from readtui.model.article import Article
from readtui.model.block import Block, BlockKind, Mark, MarkType, Role
from readtui.tui.colors.code_colors import CodeSpans
from readtui.tui.colors.palette import Palette
from readtui.tui.pictures.gallery import NO_GALLERY, Gallery
from readtui.tui.widgets.placed_text import placed, written

_PLAIN, _STRUCK = Style(), Style(strike=True)


class OverlayKind(IntEnum):
    """What can lie over text. Later kinds are painted over earlier ones."""

    CURSOR = 0
    ANNOTATION = 1
    CURRENT_ANNOTATION = 2
    HIT = 3
    CURRENT_HIT = 4
    SELECTION = 5
    LABEL = 6
    NEW_WORDS = -1


class Overlay(NamedTuple):
    """A half-open range of the article with an overlay. ``color`` is the color of an annotation, ``label`` what is
    written before it.
    """

    start: int
    end: int
    kind: OverlayKind
    color: str | None = None
    label: str = ""


_KIND = itemgetter(Overlay._fields.index("kind"))


class LinePainter:
    """Turns the lines of one article into segments in one palette. ``code`` holds syntax spans by the start of the
    block, ``widths`` is how the lines were measured, ``gallery`` has the pictures.
    """

    def __init__(
        self,
        article: Article,
        palette: Palette,
        code: Mapping[int, CodeSpans],
        widths: CellWidths = UNKNOWN_TERMINAL,
        gallery: Gallery = NO_GALLERY,
    ) -> None:
        self._widths = widths
        self._gallery = gallery
        self.article = article
        self.palette = palette
        self._code = code

    def paint(self, line: Line, block: Block, overlays: Sequence[Overlay], width: int) -> list[Segment]:
        """The line as segments of exactly ``width`` cells."""
        if line.picture is not None:
            return self._picture(line.picture, width)
        base = self._base_style(line, block)
        overlays = [overlay for overlay in overlays if not overlay.label]
        pieces = [
            *((decor.cell, self._decor_segments(decor, base, overlays)) for decor in line.decor),
            *((run.cell, self._run_segments(run, block, base, overlays)) for run in line.runs),
        ]
        pieces.sort(key=lambda piece: piece[0])
        segments: list[Segment] = []
        cell = 0
        for start, made in pieces:
            if start > cell:
                segments.append(Segment(" " * (start - cell), base))
                cell = start
            segments.extend(made)
            cell += sum(segment.cell_length for segment in made)
        if cell < width:
            segments.append(Segment(" " * (width - cell), self._rest_style(block, line)))
        return segments

    def _picture(self, row: PictureRow, width: int) -> list[Segment]:
        """A row of a picture; the room for it as long as it is not decoded, and words in it if it cannot be."""
        style = self.palette.text
        segments = self._gallery.segments(row, style)
        rest = Segment(" " * (width - row.columns), style)
        if segments is not None:
            return [*segments, rest]
        words = self._gallery.words(row)
        room = Style(bgcolor=self.palette.code.bgcolor) if self._gallery.look.can_show else style
        return [Segment(words.center(row.columns)[: row.columns], style + self.palette.dim + room), rest]

    def _rest_style(self, block: Block, line: Line) -> Style:
        return self.palette.code if block.kind is BlockKind.CODE and not line.is_gap else self.palette.text

    def _base_style(self, line: Line, block: Block) -> Style:
        palette = self.palette
        by_role = {
            Role.KICKER: palette.kicker,
            Role.TITLE: palette.title,
            Role.LEAD: palette.lead,
            Role.BYLINE: palette.byline,
            Role.DATELINE: palette.dateline,
        }
        if line.is_gap:
            return palette.text
        if block.role is not None:
            return palette.text + by_role[block.role]
        match block.kind:
            case BlockKind.HEADING:
                return palette.heading if block.level <= 2 else palette.subheading
            case BlockKind.QUOTE:
                return palette.quote
            case BlockKind.CODE:
                return palette.code
            case BlockKind.CAPTION:
                return palette.byline
            case BlockKind.FURNITURE:
                return palette.furniture
            case BlockKind.TABLE if line.is_header:
                return palette.table_header
            case _:
                return palette.text

    def _decor_segments(self, decor: Decor, base: Style, overlays: Sequence[Overlay]) -> list[Segment]:
        palette = self.palette
        if decor.kind is DecorKind.FOLD:
            return written(decor.text, self._overlaid(palette.furniture, overlays), self._widths)
        if decor.kind in OLD_WORDS:
            struck = (palette.text if decor.kind is DecorKind.OLD_GONE else palette.dim) + _STRUCK
            old = palette.furniture if decor.kind is DecorKind.OLD_LABEL else struck
            return written(decor.text, self._overlaid(old, overlays), self._widths)
        words = {
            DecorKind.HEAD_TITLE: palette.title,
            DecorKind.FACTS: palette.byline,
            DecorKind.CARD_KEY: palette.heading,
            DecorKind.CARD_WORDS: palette.text,
            DecorKind.CARD_TITLE: palette.title,
        }
        if decor.kind in words:
            return written(decor.text, words[decor.kind] + palette.linked(decor.target), self._widths)
        style = {
            DecorKind.LABEL: palette.quote_bar,
            DecorKind.QUOTE_BAR: palette.quote_bar,
            DecorKind.RULE: palette.faint,
            DecorKind.TITLE_RULE: palette.cursor_gutter,
            DecorKind.TABLE: palette.faint,
            DecorKind.CONTINUATION: palette.code + Style(dim=True),
            DecorKind.HYPHEN: base,
        }[decor.kind]
        return [Segment(decor.text, style)]

    def _run_segments(self, run: Run, block: Block, base: Style, overlays: Sequence[Overlay]) -> list[Segment]:
        """The run, split wherever a mark or an overlay begins or ends."""
        cuts = {run.start, run.end}
        marks = [mark for mark in block.marks if mark.start < run.end and run.start < mark.end]
        lying = [overlay for overlay in overlays if overlay.start < run.end and run.start < overlay.end]
        code = self._code_parts(run, block)
        if not marks and not lying and not code:
            return list(self._written(run, run.start, run.end, base))
        for mark in marks:
            cuts.update((max(run.start, mark.start), min(run.end, mark.end)))
        for start, end, _ in code:
            cuts.update((max(run.start, start), min(run.end, end)))
        for overlay in lying:
            cuts.update((max(run.start, overlay.start), min(run.end, overlay.end)))
        ordered = sorted(cuts)
        segments: list[Segment] = []
        for start, end in pairwise(ordered):
            style = base
            for mark in marks:
                if mark.start <= start < mark.end:
                    style += self._mark_style(mark)
            style += next((part for first, last, part in code if first <= start < last), _PLAIN)
            style = self._overlaid(style, [overlay for overlay in lying if overlay.start <= start < overlay.end])
            segments.extend(self._written(run, start, end, style))
        return segments

    def _written(self, run: Run, start: int, end: int, style: Style) -> Iterator[Segment]:
        for part, cells in run.parts(self.article.text, start, end):
            if cells:
                yield from placed(part, cells, style)
            elif part:
                yield Segment(part, style)

    def _code_parts(self, run: Run, block: Block) -> list[tuple[int, int, Style]]:
        spans = self._code.get(block.start) if block.kind is BlockKind.CODE else None
        if spans is None:
            return []
        return [(start, end, self.palette.code_part(part)) for start, end, part in spans.within(run.start, run.end)]

    def _mark_style(self, mark: Mark) -> Style:
        match mark.type:
            case MarkType.EMPHASIS:
                return Style(italic=True)
            case MarkType.STRONG:
                return Style(bold=True)
            case MarkType.CODE:
                return self.palette.code
            case MarkType.LINK:
                return self.palette.link + self.palette.linked(mark.target)
            case MarkType.STRIKETHROUGH:
                return Style(strike=True)
            case MarkType.MARKED:
                return self.palette.uncolored.text
            case MarkType.DATELINE:
                return self.palette.dateline

    def _overlaid(self, style: Style, overlays: Sequence[Overlay]) -> Style:
        """Apply overlays in the order of their kinds; inner annotations last, marked where they overlap."""
        ordered = sorted(overlays, key=_KIND)
        annotations = 0
        for number, overlay in enumerate(ordered, start=1):
            match overlay.kind:
                case OverlayKind.NEW_WORDS:
                    style += self.palette.inserted
                case OverlayKind.CURSOR:
                    # Where the cursor is shown in bold, bold on a highlight marks the current annotation.
                    if len(ordered) == number or ordered[number].kind > OverlayKind.CURRENT_ANNOTATION:
                        style += self.palette.under_cursor(style)
                case OverlayKind.ANNOTATION | OverlayKind.CURRENT_ANNOTATION as kind:
                    annotations += 1
                    look = self.palette.highlight(overlay.color)
                    style += look.text if kind is OverlayKind.ANNOTATION else look.current
                case OverlayKind.HIT:
                    style += self.palette.hit
                case OverlayKind.CURRENT_HIT:
                    style += self.palette.current_hit
                case OverlayKind.SELECTION:
                    style += self.palette.selection
        if annotations > 1 and ordered[-1].kind <= OverlayKind.CURRENT_ANNOTATION:
            style += self.palette.overlap
        return style
