"""Keeps what the next start of the reader needs: the position, and the page that the article opens with."""

from functools import partial
from typing import Protocol

from textual.strip import Strip

from readtui.bootstrap import Services
from readtui.debug_log import DEBUG_LOG
from readtui.errors import StorageError
from readtui.model.passage import Passage
from readtui.tui.article.line_marks import HitList
from readtui.tui.context import ChangeSaver, DeviceNotes
from readtui.tui.keymap import Keymap
from readtui.tui.news import Bulletin, ChangeMade
from readtui.tui.palettes.palette import Palette
from readtui.tui.reader.arranging import Arranging, ReaderPanes
from readtui.tui.reader.following import Following
from readtui.tui.reader.needs import Canvas
from readtui.tui.reader.selecting import Selecting
from readtui.tui.reader.state import ReaderState
from readtui.tui.terminal.interface import LeftPage, Terminal


class KeepingApp(Protocol):
    """What keeping needs from the app."""

    @property
    def services(self) -> Services: ...

    @property
    def keymap(self) -> Keymap: ...

    @property
    def palette(self) -> Palette: ...

    @property
    def terminal(self) -> Terminal: ...

    @property
    def background(self) -> DeviceNotes: ...

    @property
    def saving(self) -> ChangeSaver: ...

    @property
    def bulletin(self) -> Bulletin: ...


class Keeping:
    """Remembers the reading position on this device."""

    def __init__(
        self,
        state: ReaderState,
        app: KeepingApp,
        canvas: Canvas,
        selecting: Selecting,
        arranging: Arranging,
        following: Following,
        panes: ReaderPanes,
    ) -> None:
        self._state = state
        self._view = state.view
        self._app = app
        self._canvas = canvas
        self._selecting = selecting
        self._arranging = arranging
        self._following = following
        self._panes = panes
        self._kept: tuple[int, int] | None = None
        self._first_page: Passage | None = None

    def begin(self) -> None:
        """The article is open at a place: what shows now is the first page."""
        self._first_page = self._view.visible_passage

    async def begin_reading(self) -> None:
        """Set the reading state once the first page is turned. If it cannot be saved, the next page tries again."""
        record, services = self._state.session.record, self._app.services
        first_page = self._first_page
        if first_page is None or not self._is_turned(first_page) or services.library.is_read_only:
            return
        change = services.editor.begin_reading(record)
        self._first_page = None
        if change is None:
            return
        try:
            written = await self._app.saving.in_turn(partial(services.changes.apply, change))
        except StorageError as fault:
            # The user has not asked for this, so nobody waits for a message.
            DEBUG_LOG.fault(fault, "swallowed")
            self._first_page = self._view.visible_passage
        else:
            self._app.bulletin.publish(ChangeMade(written))

    def _is_turned(self, page: Passage) -> bool:
        """Whether the page was left: half of it is out of sight above, or the end of the article was scrolled to."""
        seen = self._view.visible_passage
        is_at_end = self._view.read_to == seen.end and seen.end > page.end
        return is_at_end or seen.start >= (page.start + page.end) // 2

    def keep_position(self) -> None:
        """Save the position of the cursor if it has changed."""
        offset, read_to = self._view.cursor.start, self._view.read_to
        if (offset, read_to) != self._kept:
            self._kept = (offset, read_to)
            self._app.background.do(partial(self._state.session.keep_position, offset, read_to=read_to))

    def keep_first_page(self) -> None:
        """When the article is closed, keep the page that it will open with, if the arrangement is the usual one."""
        self._app.terminal.keep(self._left_page)

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
        self._arranging.open_at(view.cursor.start)
        record, height = self._state.session.record, view.height
        first, strips = panes.text.strips_around(height // 4, height)
        console, margin = self._canvas.console, panes.marginalia
        # Notes beside the wrong lines would be wrong.
        blank = Strip.blank(margin.size.width if margin.display else 0, self._app.palette.text).render(console)
        return LeftPage(
            library=self._app.services.folder,
            article_id=record.id,
            sources=dict(zip(record.paths, sources, strict=True)),
            offset=view.cursor.start,
            size=self._canvas.size,
            widgets=(panes.outline, panes.text, margin, panes.bar, panes.status, panes.keys),
            console=console,
            keymap=self._app.keymap,
            region=panes.text.region,
            first=first,
            lines=[strip.render(console) + blank for strip in strips],
        )
