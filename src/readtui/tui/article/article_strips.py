"""Caches the painted lines of an article by position and by their marks."""

from collections.abc import Callable, Sequence

from textual.strip import Strip

from readtui.layout.article_layout import ArticleLayout, LinePosition
from readtui.layout.line import Line
from readtui.model.annotation import Annotation
from readtui.model.block import Block, BlockKind
from readtui.tui.article.arrangement import Place
from readtui.tui.article.line_marks import LineMarks, Marks, row_segments
from readtui.tui.article.line_painter import LinePainter
from readtui.tui.article.placed_strip import strip_of
from readtui.tui.palettes.code import CodeSpans
from readtui.tui.palettes.palette import Palette
from readtui.tui.pictures.gallery import NO_GALLERY, Gallery

_KEPT_STRIPS = 2000


class ArticleStrips:
    """The strips of one layout, whose text has its ``place`` in a row.

    ``code`` holds the syntax spans of code blocks, by the start of the block. ``tell_code_apart`` is called when a
    block that is not in it becomes visible. ``gallery`` has the pictures.
    """

    def __init__(
        self,
        lines: ArticleLayout,
        palette: Palette,
        marks: LineMarks,
        place: Place,
        code: dict[int, CodeSpans],
        tell_code_apart: Callable[[Block], None],
        gallery: Gallery = NO_GALLERY,
    ) -> None:
        self.lines = lines
        self._marks = marks
        self.place = place
        self._tell_code_apart = tell_code_apart
        self._code = code
        self._gallery = gallery
        self._painter = LinePainter(lines.article, palette, code, lines.widths, gallery)
        self._strips: dict[tuple[LinePosition, Marks, int], Strip] = {}
        self.blank = Strip.blank(place.width, palette.text)
        """A row without text."""

    def of(self, positions: Sequence[LinePosition], annotations: Sequence[Sequence[Annotation]]) -> list[Strip]:
        """The strips of consecutive lines; ``annotations`` holds the annotations on each line."""
        if len(self._strips) > _KEPT_STRIPS:
            self._strips.clear()
        lines = [self.lines.line(position) for position in positions]
        marks_of_lines = self._marks.of(lines, annotations)
        return [self._strip(*one) for one in zip(positions, lines, marks_of_lines, strict=True)]

    def _strip(self, position: LinePosition, line: Line, marks: Marks) -> Strip:
        if line.is_gap and not line.decor and line.picture is None:
            return self.blank
        if line.is_gap and line.picture is None:
            # The end card changes; there are few such lines.
            return self._paint(position, line, marks)
        key = (position, marks, self._gallery.state(line.picture) if line.picture else 0)
        strip = self._strips.get(key)
        if strip is None:
            strip = self._strips[key] = self._paint(position, line, marks)
        return strip

    def _paint(self, position: LinePosition, line: Line, marks: Marks) -> Strip:
        block = self.lines.article.blocks[position.block]
        if block.kind is BlockKind.CODE and block.label and block.start not in self._code:
            self._code[block.start] = CodeSpans()
            self._tell_code_apart(block)
        return strip_of(row_segments(self._painter, line, block, marks, self.place), self.place.width)
