"""The reader screen: an article in a centered column, with outline, marginalia and status line."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from textual import events
from textual.app import ComposeResult
from textual.widgets import Input

from readtui.errors import StorageError
from readtui.model.change import Change
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.reading.session import ReadingSession
from readtui.tui.article.article_view import ArticleView
from readtui.tui.article.line_marks import HitList
from readtui.tui.article.outline import Outline
from readtui.tui.commands.command import Command
from readtui.tui.destination import Destination
from readtui.tui.notes.clicks import NoteClicked
from readtui.tui.reader.annotating import Annotating
from readtui.tui.reader.arranging import Arranging
from readtui.tui.reader.arriving import Arriving
from readtui.tui.reader.changing import Changing
from readtui.tui.reader.deciding import Deciding
from readtui.tui.reader.finding import Finding
from readtui.tui.reader.following import LOOK_EVERY, Following
from readtui.tui.reader.framing import Framing
from readtui.tui.reader.hooking import Hooking
from readtui.tui.reader.keeping import Keeping
from readtui.tui.reader.linked import Linked
from readtui.tui.reader.links import Links
from readtui.tui.reader.navigating import Navigating
from readtui.tui.reader.noting import Noting
from readtui.tui.reader.opening import Opening
from readtui.tui.reader.panes import ReaderPanes
from readtui.tui.reader.picking import Picking
from readtui.tui.reader.picturing import Picturing, gallery_on
from readtui.tui.reader.placement import MovingEnds, Placement
from readtui.tui.reader.pointing import Pointing
from readtui.tui.reader.reading import Reading
from readtui.tui.reader.selecting import Selecting
from readtui.tui.reader.state import ReaderState
from readtui.tui.reader.status import footer_at_cursor, status_of
from readtui.tui.screens.command_screen import CommandScreen
from readtui.tui.widgets.filter_line import FilterLine
from readtui.tui.widgets.screen_lifetime import once_painted
from readtui.tui.widgets.which_key import WhichKey

_KEEP_POSITION_EVERY = 2.0
_WAIT_TO_JUSTIFY = 0.15
_ResultT = TypeVar("_ResultT")


class ReaderScreen(CommandScreen):
    """Reads one article from ``destination``, or from the last position if it names no place.

    ``state`` describes what is being read; each command is handled by the collaborator that its row names.
    """

    MODE = "reader"
    WIDEST = 10_000
    AUTO_FOCUS = "ArticleView"
    DEFAULT_CSS = """
    ReaderScreen #page { height: 1fr; }
    ReaderScreen KeyFooter { dock: none; }
    """
    navigating: Navigating
    selecting: Selecting
    picking: Picking
    annotating: Annotating
    moving_ends: MovingEnds
    placement: Placement
    noting: Noting
    hooking: Hooking
    deciding: Deciding
    finding: Finding
    links: Links
    linked: Linked
    reading: Reading
    opening: Opening
    pointing: Pointing
    picturing: Picturing
    arranging: Arranging
    following: Following
    keeping: Keeping

    def __init__(self, session: ReadingSession, destination: Destination) -> None:
        super().__init__()
        self._destination = destination
        self._let_go: Callable[[], None] = lambda: None
        self._at_cursor: Mapping[str, str] = {}
        self._justifying: asyncio.Future[None]
        context, terminal, look = self.context, self.context.terminal, self.context.look
        self.framing = Framing(context.services.library, context.settings, context.keymap, self)
        gallery = gallery_on(context.services.pictures, context.settings, look, terminal)
        self.state = ReaderState(session, self._focused_pane, terminal.cell_widths, self.framing.matter, gallery)
        self.panes = ReaderPanes.on(self.state.view, look.palette, terminal.drawing)
        self._find_line = FilterLine("find in the article")
        self._make_collaborators()

    def _make_collaborators(self) -> None:
        state, context, work = self.state, self.context, self.context.work
        host, services, settings, look = context.host, context.services, context.settings, context.look
        screens, terminal, saving, background = context.screens, context.terminal, work.saving, work.background
        self.navigating = Navigating(state, screens, self)
        self.selecting = Selecting(state, self)
        self.picking = Picking(state, context.keymap, self, self.selecting)
        changing = Changing(state, saving, self, self.selecting)
        self.annotating = Annotating(state, host, look, work.undoing, work.tags, self, self.selecting, changing)
        self.noting = Noting(state, services, saving, background, self, self.navigating, self.selecting, changing)
        self.hooking = Hooking(state, host, settings, self, changing, services.folder)
        self.deciding = Deciding(state, services, screens, look, saving, self, self.navigating, changing)
        self.finding = Finding(state, self, self.navigating, self._find_line)
        self.links = Links(state, host, services, screens, saving, self, self.navigating)
        self.linked = Linked(state, services, saving, self)
        self.reading = Reading(state, services, look, self, self.navigating, self.noting, self.links, self.linked)
        self.opening = Opening(state, self, self.deciding, self.reading, self.links)
        self.pointing = Pointing(state, screens, self.noting, self.reading, self.links)
        self.picturing = Picturing(state.view, services.pictures, settings, look, terminal, self)
        self.arranging = Arranging(state, settings, self.app, self, self.navigating, self.framing, self.panes)
        self.placement = Placement(state, look, self, self.navigating, self.selecting, changing, self.arranging)
        self.moving_ends = MovingEnds(state, self, self.navigating, self.selecting, changing, self.placement)
        self._arriving = Arriving(self.navigating, self.finding, self.placement, self.reading)
        self.following = Following(
            state, host, services, work.bulletin, saving, background, self, self.arranging, self.deciding
        )
        self.keeping = Keeping(
            state,
            host,
            services,
            screens,
            look,
            terminal,
            saving,
            background,
            self,
            self.selecting,
            self.arranging,
            self.framing,
            self.following,
            self.panes,
        )

    # ------------------------------------------------------------------ life

    def compose(self) -> ComposeResult:
        panes = self.panes
        yield panes.pinned
        with panes.page:
            yield panes.outline
            yield panes.text
            yield panes.marginalia
            yield panes.bar
        yield panes.strip
        yield self._find_line
        yield panes.status
        yield panes.keys
        yield WhichKey()

    def on_mount(self) -> None:
        """Go to the last position."""
        session = self.state.session
        self.arranging.begin()
        position = session.position
        once_painted(self, self._start_at, position.offset if position else 0)
        self.set_interval(_KEEP_POSITION_EVERY, self._keep_up)
        self.set_interval(LOOK_EVERY, self.following.look_around)
        self.run_worker(self._catch_up, group="notices")
        self._justifying = asyncio.ensure_future(self.arranging.justify())
        # Without a place to say so nobody knows, which is no reason not to read.
        with suppress(StorageError):
            self._let_go = self.context.services.keep_open(session.record.id)

    async def _catch_up(self) -> None:
        await self.following.catch_up(self.noting.drafts_notice)
        await self.linked.load()

    def _start_at(self, offset: int) -> None:
        self.arranging.open_at(offset)
        self._arriving.arrive(self._destination)
        self.keeping.begin()
        once_painted(self, lambda: self.run_worker(self._take_first_page_over, group="first page"))

    async def _take_first_page_over(self) -> None:
        """A kept page may be on the screen; the app takes over once it has handled the keys pressed on it."""
        await self.context.host.keys_dealt_with()
        # The page may have been kept with its lines filled. Few languages take longer to load than this.
        await asyncio.wait([self._justifying], timeout=_WAIT_TO_JUSTIFY)
        self.context.terminal.app_is_painted()

    @property
    def window_title(self) -> str:
        """The article's title."""
        return self.state.session.record.title

    @property
    def article_id(self) -> str:
        """The id of the open article."""
        return self.state.session.record.id

    async def go_on(self, destination: Destination) -> None:
        """Return to the current text, and go to a place in it."""
        await self.following.show_present_text()
        self._arriving.arrive(destination)

    def on_unmount(self) -> None:
        """The app is ending, for whatever reason."""
        self._justifying.cancel()
        self.keep_position()
        self.picturing.close()
        with suppress(StorageError):
            self._let_go()

    def before_leaving(self) -> None:
        """Save the position."""
        self.keep_position()

    def keep_position(self) -> None:
        """Save the position of the cursor if it has changed."""
        self.keeping.keep_position()

    def _keep_up(self) -> None:
        self.keep_position()
        self.run_worker(self.keeping.begin_reading, group="reading state")

    def keep_first_page(self) -> None:
        """When the article is closed, save the page that it will open with, if the arrangement is the usual one."""
        if self.is_mounted:
            self.keeping.keep_first_page()

    # ------------------------------------------------------------------ what happens to it

    def takes_message(self, message: str) -> bool:
        """Show it in the status line."""
        fits = bool(message) and self.panes.status.has_room(message)
        self.panes.status.say(message if fits else "")
        return fits

    def on_screen_resume(self) -> None:
        """A dialog has closed: remove the empty rows below the text."""
        super().on_screen_resume()
        self.linked.look_again()
        self.state.view.scroll_to_line(self.state.view.top)

    def on_screen_suspend(self) -> None:
        """Another screen covers this one."""
        self.panes.page.forget()

    def on_resize(self, event: events.Resize) -> None:
        once_painted(self, self.arranging.arrange)

    def on_descendant_focus(self) -> None:
        """Show the keys of the current mode."""
        self.show_mode()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search while the user types."""
        event.stop()
        self.finding.typed(event.value)

    def on_article_view_dragged(self, event: ArticleView.Dragged) -> None:
        """Let the selection follow the mouse."""
        self.selecting.drag(event.start, event.end)

    def on_article_view_clicked(self, event: ArticleView.Clicked) -> None:
        """Go to what was clicked, or select a unit of text."""
        self.selecting.click(event.offset, event.times)

    def on_article_view_card_clicked(self, event: ArticleView.CardClicked) -> None:
        """Run the command of an entry of the end card."""
        self.run_if_here(event.command_id)

    def on_note_clicked(self, event: NoteClicked) -> None:
        """Do what was clicked in the margin or the strip."""
        if self.state.placing is not None:
            self.placement.tell_blocked()
            return
        self.pointing.note_clicked(event.act, event.value)

    def on_outline_chosen(self, event: Outline.Chosen) -> None:
        """Go to the chosen heading."""
        self.arranging.go_to_block(event.block_index, stays_open=event.stays_open)

    def terminal_changed(self) -> None:
        """Lay the text out for the terminal's newly known traits."""
        super().terminal_changed()
        self.panes.outline.widths = self.context.terminal.cell_widths
        self.state.view.set_widths(self.panes.outline.widths)
        self.picturing.look_again()

    def palette_changed(self) -> None:
        self.arranging.set_palette(self.context.look.palette)

    def change_made(self, change: Change) -> None:
        """Apply a change to this article; show a new text as soon as nothing prevents it."""
        if change.touches(self.article_id):
            self.following.take_in(change)
        self.linked.hear(change)
        self.show_status()

    def change_dropped(self, change: Change) -> None:
        """Show the article as it is on disk, with the changes still to be saved."""
        if change.touches(self.article_id):
            self.following.read_again()

    def save_state_changed(self) -> None:
        """Show in the status line whether everything is saved."""
        self.show_status()

    def imported(self, added: Sequence[str]) -> None:
        """The article may have been read again, and have images now."""
        self.following.imported(added)

    def import_changed(self) -> None:
        """Show the progress in the status line."""
        self.show_status()

    # ------------------------------------------------------------------ what collaborators need

    @property
    def mode(self) -> str:
        """The context of the keys."""
        return self.state.mode

    def _focused_pane(self) -> str:
        """The outline and the search line have their own keys."""
        if self.focused is self.panes.outline:
            return "outline"
        return "find" if self._find_line.has_cursor else ""

    def run_command(self, command: Command, key: str = "") -> None:
        """While an annotation is placed, other commands wait."""
        if self.placement.blocks(command):
            self.placement.tell_blocked()
        else:
            super().run_command(command, key)

    def commands_here(self) -> list[Command]:
        """While an annotation is placed, only those that help with it."""
        return [one for one in super().commands_here() if not self.placement.blocks(one)]

    def what_can_follow(
        self, pressed: tuple[str, ...], following: Sequence[tuple[str, Command]]
    ) -> list[tuple[str, str]]:
        """After a "go to mark" key, add the marks that are set, with the words there."""
        rows = super().what_can_follow(pressed, following)
        if any(command.id == "reader.go_to_mark" for _, command in following):
            rows += self.navigating.marks()
        return rows

    def footer_here(self) -> Mapping[str, str]:
        """What can be done with what is under the cursor."""
        self._at_cursor = footer_at_cursor(self.state, self.links)
        return self._at_cursor

    def show_status(self) -> None:
        """Update the status line, and the footer if the cursor has come to something else."""
        if self._at_cursor != footer_at_cursor(self.state, self.links):
            self.show_mode()
        context = self.context
        words_per_minute = context.settings.reader.words_per_minute
        progress, wants = (
            context.work.importing.progress or self.hooking.progress,
            (self.picking.asks_for, self.keeping.offer),
        )
        self.panes.status.show(status_of(self.state, context.work.saving, progress, words_per_minute, *wants))

    def focus_text(self) -> None:
        """Give the focus to the text."""
        self.panes.text.focus()

    @property
    def is_on_top(self) -> bool:
        """Whether nothing covers the reader."""
        return self.app.screen is self

    async def painted(self) -> None:
        """Wait until the latest state is on the screen."""
        painted = asyncio.Event()
        self.call_after_refresh(painted.set)
        await painted.wait()

    def open_elsewhere(self, library: Path, full_id: str) -> None:
        """Open an article or annotation of another library until the user leaves it. Raises ReadtuiError."""
        from readtui.tui.programs.other_library import open_in_other_library

        open_in_other_library(self.app, library, full_id)

    # ------------------------------------------------------------------ commands that concern all of it

    def do_reader_refresh(self) -> None:
        """Reload the article from its source."""
        self.context.work.importing.refresh(self.state.session.record)

    def do_reader_export(self) -> None:
        query = AnnotationQuery(articles=(self.article_id,))
        self.context.screens.show_export(query, "this article")

    def do_reader_cancel(self) -> None:
        """Stop a hook or reloading; else clear the hits of the search."""
        view = self.state.view
        if not self.hooking.stop() and not self.context.work.importing.stop() and view.hits.spans:
            view.hits = HitList()
            view.changed()

    def do_reader_back(self) -> None:
        self.keep_position()
        self.context.screens.back()
