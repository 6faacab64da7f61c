"""What stands beside the text in the reader: outline and marginalia, and how they share the width."""

from abc import abstractmethod

from textual import events
from textual.strip import Strip

from readtui.first_page import FIRST_PAGE
from readtui.first_page.scrolling import Scroll
from readtui.services.reading.session import ReadingSession
from readtui.tui.article.arrangement import arrange
from readtui.tui.article.article_view import ArticleView
from readtui.tui.article.line_marks import HitList
from readtui.tui.article.marginalia import Marginalia
from readtui.tui.article.outline import Outline
from readtui.tui.article.page import Page
from readtui.tui.article.position_bar import PositionBar
from readtui.tui.article.status_line import StatusLine
from readtui.tui.reader.finding import ReaderFinding
from readtui.tui.terminal.page_bytes import page_of
from readtui.tui.terminal.typed_keys import scrolling_keys
from readtui.tui.widgets.filter_line import FilterLine
from readtui.tui.widgets.key_footer import KeyFooter

_MEASURE_STEP = 4
_MEASURES = (40, 200)


class ReaderPanes(ReaderFinding):
    """The panes are made by the screen's ``compose``; here they are shown, hidden, arranged and walked in."""

    def __init__(self, session: ReadingSession) -> None:
        super().__init__(session)
        self.marginalia: Marginalia
        self.outline: Outline
        self.text_pane: ArticleView
        self.bar: PositionBar
        self.page: Page
        self.measure = 0
        self.shows_marginalia = True
        self.shows_outline = False
        self._is_focused_mode = False

    # ------------------------------------------------------------------ arrangement

    def on_resize(self, event: events.Resize) -> None:
        """Arrange for another size."""
        self.call_after_refresh(self.arrange_panes)

    def arrange_panes(self) -> None:
        """Show what is wanted and has room."""
        self.page.wait_for_layout()
        chrome = not self._is_focused_mode
        arrangement = arrange(
            self.app.size.width,
            self.measure,
            outline=chrome and self.shows_outline,
            marginalia=chrome and self.shows_marginalia,
        )
        self.outline.display = arrangement.outline
        self.marginalia.display = bool(arrangement.margin)
        self.view.column_left = arrangement.gutter
        if arrangement.margin:
            self.marginalia.styles.width = arrangement.margin
        self.query_one(StatusLine).display = chrome
        self.query_one(KeyFooter).display = chrome
        self.view.set_measure(self.measure)

    def _followed(self) -> None:
        """The text has moved: everything beside it moves in the same frame."""
        if self.marginalia.display:
            self.marginalia.show_rows()
        self.bar.show(*self.view.fraction)
        if self.outline.display:
            self.outline.set_present(self.session.article.block_index_at(self.view.cursor.start))
        self.show_status()

    def palette_changed(self) -> None:
        """Paint in other colors."""
        palette = self.readtui.palette
        for pane in (self.marginalia, self.outline, self.bar, self.text_pane):
            pane.set_palette(palette)

    def keep_first_page(self) -> None:
        """The article is left for good: keep the page that it will open on, if all is arranged as it will be then."""
        if not self.is_mounted or not self.text_pane.size:
            return
        settings, view = self.readtui.settings.reader, self.view
        arrangement = (self.measure, self.shows_outline, self.shows_marginalia, self._is_focused_mode)
        self.set_selection(None)
        if arrangement != (settings.measure, settings.outline, settings.marginalia, False) or self.mode != "reader":
            return
        view.hits, view.focused_id = HitList(), ""
        self.go_to_start(view.cursor.start)
        widgets = (
            self.outline,
            self.text_pane,
            self.marginalia,
            self.bar,
            self.query_one(StatusLine),
            self.query_one(KeyFooter),
        )
        page = page_of(widgets, self.app.console)
        record, size = self.session.record, self.app.size
        FIRST_PAGE.keep(
            self.readtui.services.folder,
            record.id,
            record.paths,
            view.cursor.start,
            (size.width, size.height),
            page,
            self._kept_scroll(),
        )

    def _kept_scroll(self) -> Scroll:
        view, pane = self.view, self.text_pane
        first, strips = pane.strips_around(view.height // 4, view.height)
        keys = scrolling_keys(self.readtui.keymap, view.height)
        # Notes that stood beside other lines would be wrong.
        margin = Strip.blank(self.marginalia.size.width if self.marginalia.display else 0, self.readtui.palette.text)
        lines = [(strip.render(self.app.console) + margin.render(self.app.console)) for strip in strips]
        return Scroll(pane.region.y + 1, pane.region.x + 1, view.height, first, lines, keys)

    def on_screen_suspend(self) -> None:
        """Another screen is shown over this one."""
        self.page.forget()

    @abstractmethod
    def go_to_start(self, offset: int) -> None:
        """Show the article as it opens where it was left at ``offset``."""

    # ------------------------------------------------------------------ panes

    def on_marginalia_chosen(self, event: Marginalia.Chosen) -> None:
        """A note was clicked: go to its annotation."""
        self.go_to_annotation(event.annotation_id)

    def do_reader_outline(self) -> None:
        """Open the outline and go into it."""
        self.shows_outline = True
        self._is_focused_mode = False
        self.arrange_panes()
        if self.outline.display:
            self.outline.choose_present()
            self.outline.set_present(self.session.article.block_index_at(self.view.cursor.start))
            self.outline.focus()
        else:
            self.shows_outline = False
            self.readtui.tell("The outline needs a wider window.")

    def focused_pane(self) -> str:
        """Outline and search line have keys of their own."""
        if self.outline.has_focus:
            return "outline"
        return "find" if self.query_one(FilterLine).has_cursor else ""

    def do_outline_down(self) -> None:
        """The next heading."""
        self.outline.choose_next(1)

    def do_outline_up(self) -> None:
        """The heading before."""
        self.outline.choose_next(-1)

    def do_outline_first(self) -> None:
        """The first heading."""
        self.outline.choose(0)

    def do_outline_last(self) -> None:
        """The last heading."""
        self.outline.choose_last()

    def do_outline_jump(self) -> None:
        """Go to the heading."""
        self.outline.jump()

    def on_outline_chosen(self, event: Outline.Chosen) -> None:
        """Go there and close the outline."""
        self.do_outline_close()
        self.jump_to_offset(self.session.article.blocks[event.block_index].start)

    def do_outline_close(self) -> None:
        """Back to the text."""
        self.shows_outline = False
        self.text_pane.focus()
        self.arrange_panes()

    def do_reader_marginalia(self) -> None:
        """Show or hide the marginalia."""
        self.shows_marginalia = not self.shows_marginalia
        self._is_focused_mode = False
        self.arrange_panes()
        if self.shows_marginalia and not self.marginalia.display:
            self.readtui.tell("The marginalia need a wider window or a narrower column.")

    def do_reader_focus_mode(self) -> None:
        """Nothing but the text, or everything again."""
        self._is_focused_mode = not self._is_focused_mode
        self.arrange_panes()

    def _widen(self, cells: int) -> None:
        low, high = _MEASURES
        self.measure = max(low, min(high, self.measure + cells))
        self.arrange_panes()

    def do_reader_wider(self) -> None:
        """Some cells more a line."""
        self._widen(_MEASURE_STEP)

    def do_reader_narrower(self) -> None:
        """Some cells less a line."""
        self._widen(-_MEASURE_STEP)
