"""Keeps the position and the reading state, and goes on to the next article."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from readtui.bootstrap import Services
from readtui.debug_log import DEBUG_LOG
from readtui.errors import StorageError
from readtui.model.article import Article, ReadingState
from readtui.model.passage import Passage
from readtui.services.library import next_to_read
from readtui.tui.article.viewport import Viewport
from readtui.tui.context import Screens, Work
from readtui.tui.daemon_thread import in_thread
from readtui.tui.host import Host
from readtui.tui.reader.state import ReaderState

if TYPE_CHECKING:
    from readtui.tui.reader.screen import ReaderScreen


class ReadingProgress:
    """Remembers the reading position on this device, and the reading state in the library."""

    def __init__(
        self, state: ReaderState, host: Host, services: Services, screens: Screens, work: Work, screen: "ReaderScreen"
    ) -> None:
        self._state = state
        self._viewport = state.viewport
        self._host = host
        self._services = services
        self._screens = screens
        self._work = work
        self._screen = screen
        self._kept: tuple[int, int] | None = None
        self._first_page: Passage | None = None
        self._begun_at = 0
        self._unturned: Passage | None = None
        self._is_seen = False

    def begin(self) -> None:
        """The article, or another text of it, is open at a place: what shows now is the first page."""
        self._first_page = self._unturned = self._viewport.visible_passage
        self._begun_at, self._is_seen = self._viewport.cursor.start, False

    def keep_seen(self, article: Article) -> None:
        """The reader is being left: remember that this text was seen if a page was turned, or none had to be."""
        session, seen = self._state.session, self._services.seen
        # What the other pages say is no news.
        if (self._is_seen or self._fits) and not (session.is_waiting or session.part):
            self._work.background.do(partial(seen.mark, session.record, article))

    async def begin_reading(self) -> None:
        """Set the reading state once the first page is turned. If it cannot be saved, the next page tries again."""
        record, services = self._state.session.record, self._services
        first_page = self._first_page
        is_text = not (self._state.session.is_waiting or services.library.is_read_only)
        if first_page is None or not is_text or not self._is_turned(first_page):
            return
        change = services.editor.begin_reading(record)
        self._first_page = None
        if change is None:
            return
        try:
            await self._work.saving.make(partial(services.repository.apply, change))
        except StorageError as fault:
            # The user has not asked for this, so nobody waits for a message.
            DEBUG_LOG.fault(fault, "swallowed")
            self._first_page = self._viewport.visible_passage

    @property
    def _fits(self) -> bool:
        return self._viewport.is_at_end and self._viewport.top <= self._viewport.lines.first

    def _is_turned(self, page: Passage) -> bool:
        """Whether the page was left: half of it is out of sight above, or the end of the article was scrolled to.

        Of an article that fits on the screen, nothing is ever out of sight; there the cursor leaves the first half.
        """
        viewport, half = self._viewport, (page.start + page.end) // 2
        seen = viewport.visible_passage
        if self._fits:
            return viewport.cursor.start >= half and viewport.cursor.start > self._begun_at
        return (viewport.read_to == seen.end and seen.end > page.end) or seen.start >= half

    def offer(self, viewport: Viewport) -> str:
        """What the status line offers at the end of the article, or where there is no text; empty before."""
        if self._state.session.can_be_fetched:
            return f"{self._screen.key('reader.refresh')} fetches the text"
        session = self._state.session
        if session.share_read(viewport.read_to) < 1 or viewport.thread_here is not None or session.part:
            return ""
        if self._screen.is_discussed:
            return f"{self._screen.key('reader.back')} sends and quits"
        return f"{self._screen.key('reader.done')}{' reads the next one' if self._is_done else ' marks it as done'}"

    @property
    def _is_done(self) -> bool:
        return self._state.session.record.reading_state is ReadingState.DONE

    def mark_as_done(self) -> None:
        """Mark the article as done or, if it is, open the next one to read."""
        if self._is_done:
            self._host.run_worker(self._read_next(), group="open")
            return
        record, services, key = self._state.session.record, self._services, self._screen.key
        change = services.editor.set_state([record], ReadingState.DONE)
        if services.library.is_read_only:
            self._screen.tell("Could not save: this library is read-only.")
        elif change is not None:
            self._work.saving.save(change)
            self._screen.tell(f"Done. Press {key('reader.done')} to read the next one, {key('reader.undo')} to undo.")

    def do_reader_read_next(self) -> None:
        """Open the next article to read, whatever state this one is in."""
        self._host.run_worker(self._read_next(), group="open")

    async def _read_next(self) -> None:
        article_id, library = self._state.session.record.id, self._services.library
        if self._screen.is_discussed:
            self._discuss_next(list(self._services.discussed))
            return
        found = await in_thread(lambda: next_to_read(library.entries(), article_id))
        if found is None:
            self._screen.tell("All other articles are done or archived.")
        else:
            self._screens.open_reader(found.id)

    def _discuss_next(self, articles: Sequence[str]) -> None:
        if len(articles) == 1:
            self._screen.tell("No other file was named.")
            return
        number = (articles.index(self._state.session.record.id) + 1) % len(articles)
        self._screens.open_reader(articles[number])

    def keep_position(self) -> None:
        """Save the position of the cursor if it has changed."""
        offset, read_to = self._viewport.left_at, self._viewport.read_to
        self._is_seen = self._is_seen or (self._unturned is not None and self._is_turned(self._unturned))
        if (offset, read_to) != self._kept:
            self._kept = (offset, read_to)
            self._work.background.do(partial(self._state.session.keep_position, offset, read_to=read_to))
