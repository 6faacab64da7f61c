"""Keeps the position, the reading state, and the page that the article opens with next time."""

from functools import partial
from typing import TYPE_CHECKING

from textual.strip import Strip

from readtui.bootstrap import Services
from readtui.debug_log import DEBUG_LOG
from readtui.errors import ReadtuiError, StorageError
from readtui.model.article import ReadingState
from readtui.model.passage import Passage
from readtui.services.library import next_to_read
from readtui.tui.article.line_marks import HitList
from readtui.tui.commands.verbs import QUIT
from readtui.tui.context import Look, Screens
from readtui.tui.host import Host
from readtui.tui.reader.arranging import Arranging
from readtui.tui.reader.following import Following
from readtui.tui.reader.framing import Framing
from readtui.tui.reader.panes import ReaderPanes
from readtui.tui.reader.selecting import Selecting
from readtui.tui.reader.state import ReaderState
from readtui.tui.terminal_interface import LeftPage, Terminal
from readtui.tui.thread_pool import in_thread
from readtui.tui.work.background import Background
from readtui.tui.work.saver import Saver

if TYPE_CHECKING:
    from readtui.tui.reader.screen import ReaderScreen


class Keeping:
    """Remembers the reading position on this device, and the reading state in the library."""

    def __init__(
        self,
        state: ReaderState,
        host: Host,
        services: Services,
        screens: Screens,
        look: Look,
        terminal: Terminal,
        saving: Saver,
        background: Background,
        screen: "ReaderScreen",
        selecting: Selecting,
        arranging: Arranging,
        framing: Framing,
        following: Following,
        panes: ReaderPanes,
    ) -> None:
        self._state = state
        self._view = state.view
        self._host = host
        self._services = services
        self._screens = screens
        self._look = look
        self._terminal = terminal
        self._saving = saving
        self._background = background
        self._screen = screen
        self._selecting = selecting
        self._arranging = arranging
        self._framing = framing
        self._following = following
        self._panes = panes
        self._kept: tuple[int, int] | None = None
        self._first_page: Passage | None = None

    def begin(self) -> None:
        """The article is open at a place: what shows now is the first page."""
        self._first_page = self._view.visible_passage

    async def begin_reading(self) -> None:
        """Set the reading state once the first page is turned. If it cannot be saved, the next page tries again."""
        record, services = self._state.session.record, self._services
        first_page = self._first_page
        if first_page is None or not self._is_turned(first_page) or services.library.is_read_only:
            return
        change = services.editor.begin_reading(record)
        self._first_page = None
        if change is None:
            return
        try:
            await self._saving.make(partial(services.changes.apply, change))
        except StorageError as fault:
            # The user has not asked for this, so nobody waits for a message.
            DEBUG_LOG.fault(fault, "swallowed")
            self._first_page = self._view.visible_passage

    def _is_turned(self, page: Passage) -> bool:
        """Whether the page was left: half of it is out of sight above, or the end of the article was scrolled to."""
        seen = self._view.visible_passage
        is_at_end = self._view.read_to == seen.end and seen.end > page.end
        return is_at_end or seen.start >= (page.start + page.end) // 2

    # ------------------------------------------------------------------ done

    @property
    def offer(self) -> str:
        """What the status line offers at the end of the article; empty before."""
        if self._state.session.share_read(self._view.read_to) < 1:
            return ""
        return f"{self._screen.key('reader.done')}{' reads the next one' if self._is_done else ' marks it as done'}"

    @property
    def _is_done(self) -> bool:
        return self._state.session.record.reading_state is ReadingState.DONE

    def do_reader_done(self) -> None:
        """Mark the article as done or, if it is, open the next one to read."""
        if self._is_done:
            self._host.run_worker(self._read_next(), group="open")
            return
        record, services, key = self._state.session.record, self._services, self._screen.key
        change = services.editor.set_state([record], ReadingState.DONE)
        if services.library.is_read_only:
            self._screen.tell("Could not save: this library is read-only.")
        elif change is not None:
            self._saving.save(change)
            self._screen.tell(f"Done. Press {key('reader.done')} to read the next one, {key('reader.undo')} to undo.")

    def do_reader_read_next(self) -> None:
        """Open the next article to read, whatever state this one is in."""
        self._host.run_worker(self._read_next(), group="open")

    async def _read_next(self) -> None:
        article_id, library = self._state.session.record.id, self._services.library
        try:
            found = await in_thread(lambda: next_to_read(library.entries(), article_id))
        except ReadtuiError as error:
            self._screen.tell_error(error)
            return
        if found is None:
            self._screen.tell("All other articles are done or archived.")
        else:
            self._screens.open_reader(found.id)

    # ------------------------------------------------------------------ the position

    def keep_position(self) -> None:
        """Save the position of the cursor if it has changed."""
        offset, read_to = self._view.cursor.start, self._view.read_to
        if (offset, read_to) != self._kept:
            self._kept = (offset, read_to)
            self._background.do(partial(self._state.session.keep_position, offset, read_to=read_to))

    def keep_first_page(self) -> None:
        """When the article is closed, keep the page that it will open with, if the arrangement is the usual one."""
        self._terminal.keep(self._left_page)

    def _left_page(self) -> LeftPage | None:
        panes, view, following = self._panes, self._view, self._following
        # All annotations of a long article are read before its files are looked into.
        sources = following.followed_source or following.files_at_first
        if not panes.text.size or sources is None or len(sources) != len(self._state.session.record.paths):
            return None
        self._selecting.set_selection(None)
        if not self._arranging.is_as_at_first or self._state.mode != "reader":
            return None
        view.hits, view.focused_id = HitList(), ""
        view.linked, view.linked_from = {}, 0
        self._framing.forget(view)
        self._arranging.open_at(view.cursor.start)
        record, height = self._state.session.record, view.height
        # The terminal keeps no graphics for the next time.
        view.gallery.draws_graphics = False
        panes.text.make_rows_again()
        # Next time, the reader is the first screen.
        panes.keys.rename("reader.back", QUIT)
        first, strips = panes.text.strips_around(height // 4, height)
        console, margin = self._look.console, panes.marginalia
        # Notes beside the wrong lines would be wrong.
        blank = Strip.blank(margin.size.width if margin.display else 0, self._look.palette.text).render(console)
        return LeftPage(
            library=self._services.folder,
            article_id=record.id,
            sources=dict(zip(record.paths, sources, strict=True)),
            offset=view.cursor.start,
            size=self._screen.app.size,
            widgets=(panes.outline, panes.text, margin, panes.bar, panes.strip, panes.status, panes.keys),
            console=console,
            keymap=self._screen.context.keymap,
            region=panes.text.region,
            first=first,
            lines=[strip.render(console) + blank for strip in strips],
        )
