"""The panes of the reader: its widgets, how they share the width, and the outline."""

from functools import partialmethod
from typing import TYPE_CHECKING

from readtui.layout.hyphenation import can_hyphenate, load_hyphens, loaded_hyphens
from readtui.model.block import BlockKind
from readtui.quick_dataclass import dataclass
from readtui.services.reading.session import ReadingSession
from readtui.settings import Settings
from readtui.tui.article.arrangement import arrange, strip_rows
from readtui.tui.article.article_view import ArticleView
from readtui.tui.article.outline import Outline
from readtui.tui.article.page import Page
from readtui.tui.article.position_bar import PositionBar
from readtui.tui.article.status_line import StatusLine
from readtui.tui.article.viewport import Viewport
from readtui.tui.colors.palette import Palette
from readtui.tui.daemon_thread import in_thread
from readtui.tui.notes.marginalia import Marginalia
from readtui.tui.notes.note_strip import NoteStrip
from readtui.tui.reader.cursor import Jumps
from readtui.tui.reader.pinned_words import PinnedAnnotation, PinnedWords
from readtui.tui.reader.state import ReaderState
from readtui.tui.reader.title_and_card import ReaderMatter
from readtui.tui.terminal_interface import Drawing
from readtui.tui.widgets.key_footer import KeyFooter

if TYPE_CHECKING:
    from readtui.tui.reader.screen import ReaderScreen

_MEASURE_STEP = 4
_MEASURES = (40, 200)


@dataclass(frozen=True, slots=True)
class ReaderPanes:
    """The reader's widgets: those on the page, and the lines above and below it."""

    pinned: PinnedWords
    page: Page
    outline: Outline
    text: ArticleView
    marginalia: Marginalia
    bar: PositionBar
    strip: NoteStrip
    status: StatusLine
    keys: KeyFooter

    @classmethod
    def on(cls, viewport: Viewport, palette: Palette, drawing: Drawing) -> "ReaderPanes":
        """New panes that show ``viewport``."""
        outline = Outline(viewport.article, viewport.stops.headings, palette)
        outline.widths = viewport.widths
        return cls(
            PinnedWords(viewport, palette),
            Page(drawing, id="page"),
            outline,
            ArticleView(viewport, palette),
            Marginalia(viewport, palette),
            PositionBar(viewport, palette),
            NoteStrip(viewport, palette),
            StatusLine(),
            KeyFooter(),
        )


class PaneArrangement:
    """Shows, hides and arranges the panes."""

    def __init__(
        self, state: ReaderState, settings: Settings, screen: "ReaderScreen", matter: ReaderMatter, panes: ReaderPanes
    ) -> None:
        self._state = state
        self._viewport = state.viewport
        self._settings = settings
        self._screen = screen
        self._matter = matter
        self._panes = panes
        reader = settings.reader
        self._measure = reader.measure
        self._shows_marginalia, self._shows_outline = reader.marginalia, reader.outline
        self._is_focused_mode = False
        self._wants_outline_alone = False
        self._margin = 0
        self._viewport.measure = reader.measure
        self._viewport.unfolded = self.unfolded_at_first(state.session)
        if reader.justify:
            self._viewport.hyphens = loaded_hyphens(self._language)

    def unfolded_at_first(self, session: ReadingSession) -> frozenset[int]:
        """The blocks of furniture that are shown in full when the article opens."""
        if self._settings.reader.furniture != "shown":
            return frozenset()
        blocks = enumerate(session.article.blocks)
        return frozenset(index for index, block in blocks if block.kind is BlockKind.FURNITURE)

    # ------------------------------------------------------------------ the text

    @property
    def _language(self) -> str:
        return self._state.session.article.metadata.language

    async def justify(self) -> None:
        """Fill the lines, if that is wanted, once it is known where words may be broken."""
        if not self._settings.reader.justify:
            return
        if not can_hyphenate():
            self._screen.tell("To justify text, install readtui[hyphens] and start again.")
            return
        language = self._language
        self._viewport.set_hyphens(await in_thread(load_hyphens, language))

    def begin(self) -> None:
        """Arrange the panes now, before the first layout, so that it need not be repeated."""
        self.arrange()
        self._panes.text.moved = self._follow
        self._viewport.set_unfolded(self._viewport.unfolded)
        self._panes.text.focus()

    def open_at(self, offset: int) -> None:
        """Show the article as it opens when it was left at ``offset``."""
        viewport, margin = self._viewport, self._panes.marginalia
        # This is the picture that is kept, and the one that replaces it the next time.
        margin.is_whole = True
        # The viewport may just have received its size and not wrapped its lines for it yet.
        viewport.set_measure(self._measure)
        viewport.open_at(offset)
        margin.is_whole = False

    def show_text(self, session: ReadingSession, cursor_offset: int, steady_offset: int, row: int) -> None:
        """Show the text of a session that replaces another one, with ``steady_offset`` on row ``row``."""
        viewport = self._viewport
        viewport.set_session(session, self.unfolded_at_first(session))
        self._panes.outline.set_article(session.article, viewport.stops.headings)
        viewport.scroll_to_line(viewport.lines.move(viewport.lines.locate(steady_offset), -row))
        viewport.point_at(viewport.stops.at(cursor_offset))

    def _follow(self) -> None:
        """The text has moved: update the panes beside it in the same frame."""
        panes = self._panes
        self._matter.follow(self._viewport)
        if panes.marginalia.display:
            panes.marginalia.show_rows()
        panes.bar.show_rows()
        if panes.outline.display:
            panes.outline.set_present(self._state.session.article.block_index_at(self._viewport.cursor.start))
        if panes.strip.display:
            panes.strip.show_rows()
        if panes.pinned.display:
            panes.pinned.show_rows()
        if self._strip_rows != panes.strip.rows:
            self.arrange()
        self._screen.show_status()

    # ------------------------------------------------------------------ arrangement

    @property
    def is_as_at_first(self) -> bool:
        """Whether the arrangement is the one that the article opens with."""
        settings = self._settings.reader
        arrangement = (self._measure, self._shows_outline, self._shows_marginalia, self._is_focused_mode)
        return arrangement == (settings.measure, settings.outline, settings.marginalia, False)

    def arrange(self) -> None:
        """Show the wanted panes that fit."""
        panes = self._panes
        panes.page.wait_for_layout()
        self._viewport.screen_rows = self._screen.app.size.height
        self._viewport.gallery.look_again()
        chrome = not self._is_focused_mode
        arrangement = arrange(
            self._screen.app.size.width,
            self._measure,
            outline=chrome and self._shows_outline,
            marginalia=chrome and self._shows_marginalia,
            titles=panes.outline.wanted if self._shows_outline else 0,
        )
        self._show_outline(arrangement.outline, is_wanted=chrome and self._shows_outline)
        panes.marginalia.display = bool(arrangement.margin)
        self._margin = arrangement.margin
        self._viewport.column_left = arrangement.gutter
        if arrangement.margin:
            panes.marginalia.styles.width = arrangement.margin
        panes.pinned.fit(self._screen.app.size)
        panes.strip.rows = self._strip_rows
        panes.status.display = chrome
        panes.keys.display = chrome
        self._viewport.set_measure(self._measure)

    def pin(self, pinned: PinnedAnnotation | None) -> None:
        """Show the words of an annotation above the text, or nothing there."""
        self._panes.pinned.pin(pinned)
        self.arrange()

    def _show_outline(self, width: int, *, is_wanted: bool) -> None:
        """Show the outline in so many cells; where there are none, in place of the text once the user opens it."""
        panes = self._panes
        is_alone = is_wanted and not width and self._wants_outline_alone
        panes.outline.is_alone = is_alone
        panes.outline.display = is_alone or bool(width)
        panes.text.display = panes.bar.display = not is_alone
        if panes.outline.display:
            panes.outline.styles.width = self._screen.app.size.width if is_alone else width

    @property
    def _strip_rows(self) -> int:
        """How many rows the strip should have now."""
        session = self._state.session
        if self._state.placing is not None:
            return 0
        return strip_rows(
            self._screen.app.size.height,
            margin=self._margin,
            notes=self._shows_marginalia and not self._is_focused_mode,
            annotated=session.is_annotated,
        )

    def set_palette(self, palette: Palette) -> None:
        panes = self._panes
        self._viewport.gallery.look_again()
        for pane in (panes.marginalia, panes.outline, panes.bar, panes.text, panes.strip, panes.pinned):
            pane.set_palette(palette)

    # ------------------------------------------------------------------ panes

    def show_outline(self, *, is_shown: bool) -> None:
        """Show the outline as the user wants it, or hide it."""
        self._shows_outline = self._wants_outline_alone = is_shown
        self._is_focused_mode = self._is_focused_mode and not is_shown
        self.arrange()

    def do_reader_marginalia(self) -> None:
        """Show or hide the notes, in the margin or below the text."""
        is_shown = self._panes.marginalia.display or bool(self._panes.strip.rows)
        self._shows_marginalia = not is_shown
        self._is_focused_mode = False
        self.arrange()
        if self._shows_marginalia and not (self._panes.marginalia.display or self._panes.strip.rows):
            self._screen.tell("No notes to show: this article has no annotations yet.")

    def do_reader_focus_mode(self) -> None:
        """Hide everything but the text, or show it again."""
        self._is_focused_mode = not self._is_focused_mode
        self.arrange()

    def _widen(self, cells: int) -> None:
        low, high = _MEASURES
        self._measure = max(low, min(high, self._measure + cells))
        self.arrange()

    do_reader_wider, do_reader_narrower = partialmethod(_widen, _MEASURE_STEP), partialmethod(_widen, -_MEASURE_STEP)


class ReaderOutline:
    """Opens and closes the outline, and moves in it."""

    def __init__(self, state: ReaderState, jumps: Jumps, arrangement: PaneArrangement, panes: ReaderPanes) -> None:
        self._state = state
        self._jumps = jumps
        self._arrangement = arrangement
        self._panes = panes

    def do_reader_outline(self) -> None:
        """Open the outline and move the focus to it. Where it has no room beside the text, it takes its place."""
        self._panes.outline.choose_present()
        self._arrangement.show_outline(is_shown=True)
        self._panes.outline.set_present(self._state.session.article.block_index_at(self._state.viewport.cursor.start))
        self._panes.outline.focus()

    def go_to_block(self, block_index: int, *, stays_open: bool = False) -> None:
        """The user chose a heading: go there and close the outline, unless it ``stays_open``."""
        if stays_open:
            self._panes.text.focus()
        else:
            self.do_outline_close()
        self._jumps.jump_to_offset(self._state.session.article.blocks[block_index].start)

    def do_outline_close(self) -> None:
        self._arrangement.show_outline(is_shown=False)
        self._panes.text.focus()
