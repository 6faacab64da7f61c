"""The reader: an article in a centred column, outline and marginalia beside it, the status below."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from textual.app import ComposeResult

from readtui.errors import DamagedError, StorageError
from readtui.first_page import FIRST_PAGE
from readtui.model.annotation import Annotation
from readtui.model.block import BlockKind
from readtui.model.change import Change
from readtui.services.annotating.versions import other_versions
from readtui.services.finding.query import AnnotationQuery
from readtui.services.library import minutes_to_read
from readtui.services.reading.session import ReadingSession
from readtui.text.clean import visible
from readtui.text.counted import counted
from readtui.text.sentences.segment import count_words
from readtui.tui.article.article_view import ArticleView
from readtui.tui.article.line_marks import HitList
from readtui.tui.article.marginalia import Marginalia
from readtui.tui.article.outline import Outline
from readtui.tui.article.page import Page
from readtui.tui.article.position_bar import PositionBar
from readtui.tui.article.status_line import Status, StatusLine
from readtui.tui.context import Choosing
from readtui.tui.reader.following import LOOK_EVERY
from readtui.tui.reader.links import ReaderLinks
from readtui.tui.terminal import responsiveness
from readtui.tui.terminal.early_page import opening
from readtui.tui.widgets.cells import fitted
from readtui.tui.widgets.filter_line import FilterLine
from readtui.tui.widgets.key_footer import KeyFooter
from readtui.tui.widgets.which_key import WhichKey

_KEEP_POSITION_EVERY = 2.0
_LOOK_AGAIN = 0.01
_MOST_MINUTES = 90
_MOST_COUNTED = 20_000
_MOST_PROGRESS = 36


class ReaderScreen(ReaderLinks):
    """Reads one article, from ``at_annotation`` on if that is given, else from where it was left. With ``choosing``
    a passage is chosen for that annotation at once.

    See the classes it builds on for motions, selecting, annotating and finding.
    """

    AUTO_FOCUS = "ArticleView"
    DEFAULT_CSS = """
    ReaderScreen #page { height: 1fr; }
    ReaderScreen KeyFooter { dock: none; }
    """

    def __init__(self, session: ReadingSession, at_annotation: str = "", choosing: Choosing | None = None) -> None:
        super().__init__(session)
        self._at_annotation = at_annotation
        self._choosing_at_first = choosing
        self._kept: tuple[int, int] | None = None
        self._let_go: Callable[[], None] = lambda: None

    # ------------------------------------------------------------------ life

    def compose(self) -> ComposeResult:
        """Outline, text, marginalia, bar; below them search line, status and keys."""
        settings, palette = self.readtui.settings.reader, self.readtui.palette
        self.measure = settings.measure
        self.shows_marginalia, self.shows_outline = settings.marginalia, settings.outline
        self.view.measure = self.measure
        self.text_pane = ArticleView(self.view, palette)
        self.view.unfolded = self._unfolded_at_first()
        self.marginalia = Marginalia(self.view, palette)
        self.outline = Outline(self.session.article, self.view.stops.headings, palette)
        self.bar = PositionBar(palette)
        self.page = Page(id="page")
        with self.page:
            yield self.outline
            yield self.text_pane
            yield self.marginalia
            yield self.bar
        yield FilterLine("find in the article")
        yield StatusLine()
        yield KeyFooter()
        yield WhichKey()

    def on_mount(self) -> None:
        """Go to where the article was left."""
        # Now, so that the first layout is the one that stays.
        self.arrange_panes()
        self.text_pane.moved = self._followed
        self.view.set_unfolded(self.view.unfolded)
        self.text_pane.focus()
        position = self.session.position
        self.call_after_refresh(self._start_at, position.offset if position else 0)
        self.set_interval(_KEEP_POSITION_EVERY, self.keep_position)
        self.set_interval(LOOK_EVERY, self.look_around)
        self.run_worker(self._tell_notices(), group="notices")
        # Without a place to say so nobody knows, which is no reason not to read.
        with suppress(StorageError):
            self._let_go = self.readtui.services.repository.keep_open(self.session.record.id)

    def _unfolded_at_first(self) -> frozenset[int]:
        if self.readtui.settings.reader.furniture != "shown":
            return frozenset()
        blocks = enumerate(self.session.article.blocks)
        return frozenset(index for index, block in blocks if block.kind is BlockKind.FURNITURE)

    async def _tell_notices(self) -> None:
        """What needs a look: the text is damaged, the file has changed since, orphans, annotations to review."""
        if not self.session.is_complete:
            await self.read_rest()
        changed = await self.follow_source()
        # Of another text that notice has said where its annotations are.
        unsettled = "" if self.session.has_other_text else self.unsettled_notice()
        self.tell_each(changed, unsettled, self.versions_notice(), self.drafts_notice())
        await self.ask_about_vanished()
        try:
            await asyncio.to_thread(self.session.check_text, responsiveness.let_keys_in)
        except DamagedError as error:
            self.readtui.tell_error(error)
        await asyncio.to_thread(responsiveness.give_back_memory)

    def show_text(self, session: ReadingSession, cursor_offset: int, steady_offset: int, row: int) -> None:
        """Show a session's text, which is another one than before: what is at ``steady_offset`` on that row."""
        self.view.set_session(session, self._unfolded_at_first())
        self.outline.set_article(self.session.article, self.view.stops.headings)
        self.view.cursor = self.view.stops.at(cursor_offset)
        lines = self.view.lines
        self.view.scroll_to_line(lines.move(lines.locate(steady_offset), -row))
        self.view.changed()

    async def show_present_text(self) -> None:
        """Show the article's text of now, if another one is shown."""
        if self.session.has_other_text:
            await self._show_other_text()

    def _start_at(self, offset: int) -> None:
        responsiveness.started()
        self.go_to_start(offset)
        if self._choosing_at_first is not None:
            self.choose_passage(self._at_annotation, self._choosing_at_first)
        elif self._at_annotation:
            self.go_to_annotation(self._at_annotation)
        self.call_after_refresh(self._show_painted)

    def _show_painted(self) -> None:
        """Where a kept page is shown, take it over once the keys that were pressed on it are dealt with."""
        if not self.readtui.has_keys_waiting:
            FIRST_PAGE.app_is_painted()
        else:
            self.set_timer(_LOOK_AGAIN, self._show_painted)

    def go_to_start(self, offset: int) -> None:
        """Show the article as it opens where it was left at ``offset``."""
        view = self.view
        # It may have got its size just now, and not wrapped its lines for it yet.
        view.set_measure(self.measure)
        view.cursor, top = opening(view.lines, view.stops, offset, view.height)
        view.scroll_to_line(top)

    def on_screen_resume(self) -> None:
        """A dialog has gone: no empty rows below the text any more."""
        super().on_screen_resume()
        self.view.scroll_to_line(self.view.top)

    def on_descendant_focus(self) -> None:
        """Other keys matter now."""
        self.show_mode()

    def on_unmount(self) -> None:
        """The app ends in whatever way."""
        self.keep_position()
        with suppress(StorageError):
            self._let_go()

    def keep_position(self) -> None:
        """Remember the cursor's place, if it is another one."""
        offset = self.view.cursor.start
        seen = self.view.read_to
        if (offset, seen) != self._kept:
            self._kept = (offset, seen)
            self.readtui.background.do(partial(self.session.keep_position, offset, read_to=seen))

    def before_leaving(self) -> None:
        """Remember the place."""
        self.keep_position()

    # ------------------------------------------------------------------ status

    def show_status(self) -> None:
        """Title, section; mode; percent, minutes left, number of the annotation; saved or not."""
        view, session = self.view, self.session
        heading = view.stops.section_heading(view.cursor.start)
        section = ""
        if heading is not None and heading.role is None:
            section = session.article.text[heading.start : heading.end].replace("\n", " ")
        mode = {"visual": "LINES" if view.selection and view.selection.linewise else "SELECT", "ends": "ENDS"}
        share = session.share_read(self.view.read_to)
        minutes = minutes_to_read(session.record, self.readtui.settings.reader.words_per_minute)
        left = time_left(round(minutes * (1 - share)))
        parts = [self._hit_part(), self._selection_part(), self._annotation_part(), f"{round(100 * share)} %", left]
        parts.append(fitted(self.readtui.importing.progress, _MOST_PROGRESS))
        self.query_one(StatusLine).show(
            Status(
                title=visible(session.record.title),
                section=section,
                mode=mode.get(self.mode, ""),
                parts=tuple(parts),
                save_state=self._save_state(),
                is_fault=self.readtui.saving.error is not None,
            )
        )

    def _save_state(self) -> str:
        saving = self.readtui.saving
        if saving.error is not None:
            return f"{saving.pending} not saved"
        return "saving…" if saving.pending else "saved"

    def _hit_part(self) -> str:
        hits = self.view.hits
        if not hits.spans:
            return ""
        return f"hit {hits.current + 1:,}/{len(hits.spans):,}" if hits.is_complete else "finding…"

    def _selection_part(self) -> str:
        selected = self.view.selected()
        if selected is None or len(selected) > _MOST_COUNTED:
            return ""
        return counted(count_words(selected.of(self.session.article.text)), "word")

    def _annotation_part(self) -> str:
        if not self.session.is_complete:
            return "reading annotations…"
        count = len(self.session.annotations)
        focused = self.view.focused_annotation()
        if focused is not None:
            return f"{self.session.number(focused)}/{count}"
        return counted(count, "annotation") if count else ""

    def change_made(self, change: Change) -> None:
        """Take a change to this article in; a new text of it is shown as soon as nothing is in the way."""
        if change.touches(self.session.record.id):
            self.take_in(change)
            self._show_undone(change)
            self.view.changed()
        self.show_status()

    def change_dropped(self, change: Change) -> None:
        """Show what is on disk again, with what is still to be saved."""
        if change.touches(self.session.record.id):
            self.read_again()

    def save_state_changed(self) -> None:
        """The status says whether everything is saved."""
        self.show_status()

    def _show_undone(self, change: Change) -> None:
        """Undo and redo bring the passage concerned on the screen."""
        if not (change.undoes or change.redoes):
            return
        for edit in change.edits:
            is_here = edit.article_id == self.session.record.id
            if is_here and isinstance(edit.after, Annotation) and edit.after.passage is not None:
                self.view.focused_id = edit.after.id
                self.view.set_cursor(self.view.stops.at(edit.after.passage.start))
                return

    # ------------------------------------------------------------------ opening, leaving

    def do_reader_open_here(self) -> None:
        """Unfold or fold furniture, open the annotation's note, or a link."""
        furniture = self.view.furniture_here()
        if furniture is not None:
            view = self.view
            stop = self.session.article.blocks[furniture].passage
            view.set_unfolded(view.unfolded ^ {furniture})
            view.set_cursor(view.stops.at(stop.start))
            return
        if (annotation := self.view.focused_annotation()) is not None:
            if other_versions(annotation):
                self.do_reader_versions()
            else:
                self.do_reader_note()
        elif links := self.links_here():
            self.open_links(links)
        else:
            self.readtui.tell("There is nothing to open here.")

    def do_reader_refresh(self) -> None:
        """Read the article's source again."""
        self.readtui.importing.refresh(self.session.record)

    def import_changed(self) -> None:
        """The status says how far it is."""
        self.show_status()

    def do_reader_export(self) -> None:
        """Export this article."""
        self.readtui.screens.show_export(
            AnnotationQuery(articles=(self.session.record.id,)), visible(self.session.record.title)
        )

    def do_reader_cancel(self) -> None:
        """Stop reading the source again; else unmark the hits of the search."""
        if self.readtui.importing.stop():
            return
        if self.view.hits.spans:
            self.view.hits = HitList()
            self.view.changed()

    def do_reader_back(self) -> None:
        """To the screen before."""
        self.keep_position()
        self.readtui.screens.back()


def time_left(minutes: int) -> str:
    """Minutes to read, from an hour and a half on as hours; empty for none."""
    if minutes > _MOST_MINUTES:
        return f"{round(minutes / 60)} h left"
    return f"{minutes} min left" if minutes else ""
