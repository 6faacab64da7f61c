"""Draws an article's text where the app will show it, before Textual is imported.

The result equals the app's, but without the panes beside and below the text.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.color import ColorSystem
from rich.segment import Segment

from readtui.layout.article_layout import ArticleLayout, LinePosition
from readtui.layout.title_and_card import NO_MATTER, Matter
from readtui.layout.widths import UNKNOWN_TERMINAL, CellWidths
from readtui.model.annotation import Annotation
from readtui.model.creator import Identity
from readtui.model.passage import Passage
from readtui.model.tag import Tag
from readtui.services.reading.session import ReadingSession
from readtui.settings import Settings
from readtui.settings.hyperlinks import gives_hyperlinks
from readtui.text.motions import Stops
from readtui.text.selection import Selection
from readtui.tui.article.arrangement import PanePlace, arrange, strip_rows
from readtui.tui.article.line_marks import HitList, LineMarks, annotations_by_line, row_segments
from readtui.tui.article.line_painter import LinePainter, Overlay
from readtui.tui.article.seen_changes import NO_CHANGES
from readtui.tui.article.start_place import opening
from readtui.tui.article.title_block import matter_of
from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.look import theme_name
from readtui.tui.colors.palette import Palette, depth_of
from readtui.tui.colors.palette_maker import make_palette
from readtui.tui.colors.tag_colors import TagColors
from readtui.tui.keymap import Keymap
from readtui.tui.pictures.gallery import NO_GALLERY, Gallery
from readtui.tui.pictures.picture_look import look_on
from readtui.tui.terminal.graphics import cell_size
from readtui.tui.terminal.scroller import Scroll
from readtui.tui.terminal.typed_keys import scrolling_keys

if TYPE_CHECKING:
    from readtui.services.reading.pictures import AtHand

_ROWS_BELOW = 2


def early_page(
    settings: Settings,
    session: ReadingSession,
    offset: int,
    widths: CellWidths = UNKNOWN_TERMINAL,
    *,
    is_dark: bool | None = None,
    pictures: "AtHand | None" = None,
    tags: Sequence[Tag] = (),
) -> tuple[bytes, Scroll] | None:
    """The article as it opens at ``offset``, and how it scrolls; None if its look is uncertain.

    ``is_dark``: whether the terminal's background is, if that is known. ``pictures``: its images, if they are shown.
    ``tags``: the codebook's entries, whose colors it shows. Raises any error.
    """
    if not session.article.blocks or settings.reader.furniture == "shown":
        return None
    colors = color_system(os.environ)
    depth = depth_of(colors, no_color="NO_COLOR" in os.environ)
    theme = OWN_THEMES.get(theme_name(settings.app.theme, is_dark=is_dark))
    if theme is None:
        return None
    columns, rows = os.get_terminal_size(2)
    palette = make_palette(theme, depth, settings.colors, hyperlinks=gives_hyperlinks(settings.app))
    palette = replace(palette, tags=TagColors.of(tags))
    keymap = Keymap(settings)
    matter = matter_of(session, settings, keymap)
    gallery = NO_GALLERY
    if pictures is not None:
        gallery = Gallery(kept=pictures.kept, look=look_on(palette.text, depth, cell=cell_size()))
        gallery.show_all(pictures.images)
    page = EarlyPage(session, offset, settings, palette, (columns, rows), widths, matter, gallery)
    if not page.cursor.overlaps(page.seen):
        return None
    keys = scrolling_keys(keymap, page.height)
    return page.drawn(colors).encode("utf-8", "replace"), page.scroll(colors, keys)


class EarlyPage:
    """An article on a terminal of ``size``: columns and rows. ``seen`` is its visible part."""

    def __init__(
        self,
        session: ReadingSession,
        offset: int,
        settings: Settings,
        palette: Palette,
        size: tuple[int, int],
        widths: CellWidths = UNKNOWN_TERMINAL,
        matter: Matter = NO_MATTER,
        gallery: Gallery = NO_GALLERY,
    ) -> None:
        article = session.article
        self._session = session
        self.selection: Selection | None = None
        self.focused_id = ""
        self.hits = HitList()
        self.labels: Callable[[], Sequence[Overlay]] = lambda: ()
        self.offered: Passage | None = None
        self.changes, self.change = NO_CHANGES, None
        reader, columns = settings.reader, size[0]
        panes = arrange(columns, reader.measure, outline=reader.outline, marginalia=reader.marginalia)
        strip = strip_rows(size[1], margin=panes.margin, notes=reader.marginalia, annotated=session.is_annotated)
        self.height = max(1, size[1] - _ROWS_BELOW - strip)
        self._column = panes.outline
        self._margin = panes.margin
        self._place = PanePlace.within(columns - self._column - panes.margin - 1, reader.measure, panes.gutter)
        self._size = size
        self._palette = palette
        self._painter = LinePainter(article, palette, {}, widths, gallery)
        room = gallery.room(size[1])
        self._lines = ArticleLayout(article, self._place.text_width, widths=widths, matter=matter, pictures=room)
        self.cursor, self._top = opening(self._lines, Stops(article), offset, self.height)
        seen = [self._lines.line(position) for position in self._lines.window(self._top, self.height)]
        self.seen = Passage(seen[0].start, max(line.end for line in seen))

    def selected(self) -> Passage | None:
        return None

    @property
    def identity(self) -> Identity:
        """Who "me" is."""
        return self._session.identity

    def focused_annotation(self) -> Annotation | None:
        """The first annotation on the cursor's sentence, because the user has not chosen one yet."""
        here = self._session.in_passage(self.cursor)
        return here[0] if here else None

    def rows(self) -> list[list[Segment]]:
        """The rows of the text as the app paints them."""
        return self._painted(self._lines.window(self._top, self.height))

    def drawn(self, colors: ColorSystem | None) -> str:
        """The output for the terminal, covering all of its cells."""
        columns, rows = self._size
        blank = self._palette.text.render(" " * columns, color_system=colors)
        drawn = [f"\x1b[{row};1H{blank}" for row in range(1, rows + 1)]
        for number, row in enumerate(self.rows(), start=1):
            drawn.append(f"\x1b[{number};{self._column + 1}H{_written(row, colors)}")
        return "".join(drawn)

    def scroll(self, colors: ColorSystem | None, keys: Mapping[str, int]) -> Scroll:
        """The lines around the page, for ``keys`` that scroll by lines; the margin beside them is empty."""
        first = self._lines.move(self._top, -(self.height // 4))
        above = self._lines.distance(first, self._top, self.height)
        margin = self._palette.text.render(" " * self._margin, color_system=colors)
        painted = self._painted(self._lines.window(first, above + 2 * self.height))
        lines = [_written(row, colors) + margin for row in painted]
        return Scroll(1, self._column + 1, self.height, above, lines, keys)

    def _painted(self, positions: Sequence[LinePosition]) -> list[list[Segment]]:
        lines = [self._lines.line(position) for position in positions]
        annotations = annotations_by_line(self._session, lines)
        marks = LineMarks(self).of(lines, annotations, self._palette.tags)
        blocks = self._session.article.blocks
        return [
            row_segments(self._painter, line, blocks[position.block], marked, self._place)
            for position, line, marked in zip(positions, lines, marks, strict=True)
        ]


def _written(row: Sequence[Segment], colors: ColorSystem | None) -> str:
    return "".join(style.render(text, color_system=colors) for text, style, _ in row if style is not None)


def color_system(environ: Mapping[str, str]) -> ColorSystem | None:
    """The colors of a terminal, which Rich derives from COLORTERM and TERM; None for none."""
    kind = environ.get("TERM", "").strip().lower()
    if kind in ("dumb", "unknown"):
        return None
    if environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return ColorSystem.TRUECOLOR
    return ColorSystem.EIGHT_BIT if kind.rpartition("-")[2] in ("256color", "kitty") else ColorSystem.STANDARD
