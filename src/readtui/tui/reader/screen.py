"""The reader screen: an article in a centered column, with outline, marginalia and status line."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from textual import events
from textual.app import ComposeResult
from textual.widgets import Input

from readtui.errors import StorageError
from readtui.model.change import Change
from readtui.model.view import Lists
from readtui.search.query.syntax import has_tag_term, to_text
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.reading.session import ReadingSession
from readtui.services.saving.conflicts import other_versions
from readtui.services.wording import sentence
from readtui.text.phrases import counted
from readtui.tui.article.article_view import ArticleView
from readtui.tui.article.line_marks import SIGNS
from readtui.tui.article.outline import Outline
from readtui.tui.article.seen_changes import CHANGE_SIGNS
from readtui.tui.article.viewport import Viewport
from readtui.tui.commands.command import Command
from readtui.tui.destination import Destination
from readtui.tui.notes.note_lines import NoteAct, NoteClicked
from readtui.tui.reader.annotator import ReaderAnnotator, ReaderEdits
from readtui.tui.reader.changes import WhatChanged
from readtui.tui.reader.cursor import AnnotationCursor, Cursor, Jumps
from readtui.tui.reader.find import Find
from readtui.tui.reader.full_annotation import FullAnnotation
from readtui.tui.reader.hooks import ReaderHooks
from readtui.tui.reader.links import Backlinks, ReaderLinks
from readtui.tui.reader.live_updates import LOOK_EVERY, LiveUpdates
from readtui.tui.reader.note_editor import NoteEditor
from readtui.tui.reader.panes import PaneArrangement, ReaderOutline, ReaderPanes
from readtui.tui.reader.passage_picker import LabelPicker
from readtui.tui.reader.pictures import ReaderPictures, gallery_on
from readtui.tui.reader.placement import AnnotationEnds, Placement
from readtui.tui.reader.questions import OpenQuestions
from readtui.tui.reader.reading_progress import ReadingProgress
from readtui.tui.reader.selection import ReaderSelection, SelectionEnd, SelectionUnits
from readtui.tui.reader.state import ReaderState
from readtui.tui.reader.status import footer_at_cursor, status_of
from readtui.tui.reader.threads import ReaderThreads
from readtui.tui.reader.title_and_card import ReaderMatter
from readtui.tui.screens.command_screen import CommandScreen, called_as_first
from readtui.tui.terminal_interface import LeftPage
from readtui.tui.widgets.filter_line import FilterLine
from readtui.tui.widgets.key_footer import KeyFooter, WhichKey
from readtui.tui.widgets.screen_lifetime import once_painted
from readtui.tui.work.fault_reports import unless_it_fails

_KEEP_POSITION_EVERY = 2.0
_WAIT_TO_JUSTIFY = 0.15
_SENDS_AND_QUITS = "send and quit"
_LEAVES_A_PAGE = ("reader", "visual", "ends")
"""The modes that end with the reader, so that the article opens as usual."""
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

    def __init__(self, session: ReadingSession, destination: Destination) -> None:
        super().__init__()
        self._destination = destination
        self._let_go: Callable[[], None] = lambda: None
        self._at_cursor: Mapping[str, str] = {}
        self._justifying: asyncio.Future[None]
        context, terminal, look = self.context, self.context.terminal, self.context.look
        self.matter = matter = ReaderMatter(context.services.library, context.settings, context.keymap, self)
        gallery = gallery_on(context.services.pictures, context.settings, look, terminal)
        viewport = Viewport(session, widths=terminal.cell_widths, matter=matter.around, gallery=gallery)
        self.state = ReaderState(viewport, self._focused_pane)
        self.panes = ReaderPanes.on(viewport, look.palette, terminal.drawing)
        self._find_line = FilterLine("find in the article")
        self._make_collaborators()

    def _make_collaborators(self) -> None:
        state, context, work = self.state, self.context, self.context.work
        host, services, settings, look = context.host, context.services, context.settings, context.look
        screens, terminal, saving = context.screens, context.terminal, work.saving
        self.jumps = jumps = Jumps(state, screens, self)
        self.cursor = Cursor(state, jumps)
        self.annotation_cursor = AnnotationCursor(state, self, jumps)
        self.selection = selection = ReaderSelection(state, self)
        self.selection_end = SelectionEnd(state, selection)
        self.selection_units = SelectionUnits(state, selection)
        self.labels = LabelPicker(state, context.keymap, self, selection)
        edits = ReaderEdits(state, saving, self, selection)
        self.annotator = ReaderAnnotator(state, host, look, work, self, selection, edits)
        self.note_editor = NoteEditor(state, services, work, self, jumps, selection, edits)
        self.hooks = ReaderHooks(state, host, settings, self, edits, services.folder)
        self.questions = OpenQuestions(state, services, screens, saving, self, jumps, edits)
        self.find = Find(state, self, jumps, self._find_line)
        self.links = ReaderLinks(state, host, services, screens, saving, self, jumps)
        self.backlinks = Backlinks(state, services, saving, self)
        self.full_annotation = FullAnnotation(
            state, services, self, jumps, self.note_editor, self.links, self.backlinks
        )
        self.pictures = ReaderPictures(state.viewport, services.pictures, settings, look, terminal, self)
        self.arrangement = arrangement = PaneArrangement(state, settings, self, self.matter, self.panes)
        self.outline = ReaderOutline(state, jumps, arrangement, self.panes)
        self.placement = Placement(state, self, jumps, selection, edits, arrangement)
        self.ends = AnnotationEnds(state, self, jumps, selection, edits, self.placement)
        self.live_updates = LiveUpdates(state, host, services, screens, work, self, arrangement, self.questions)
        self.what_changed = WhatChanged(state, host, services, self, jumps, self.matter)
        self.progress = progress = ReadingProgress(state, host, services, screens, work, self)
        self.threads = ReaderThreads(state, self, self.note_editor, self.full_annotation, progress)

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
        self.arrangement.begin()
        once_painted(self, self._start_at, session.starts_at)
        self.set_interval(_KEEP_POSITION_EVERY, self._keep_up)
        self.set_interval(LOOK_EVERY, self.live_updates.look_around)
        self.run_worker(self._catch_up, group="notices")
        self._justifying = asyncio.ensure_future(self.arrangement.justify())
        # Without a place to say so nobody knows, which is no reason not to read.
        with suppress(StorageError):
            self._let_go = self.context.services.keep_open(session.record.id)

    async def _catch_up(self) -> None:
        await self.live_updates.catch_up(self.note_editor.drafts_notice)
        await self.backlinks.load()

    def _start_at(self, offset: int) -> None:
        self.arrangement.open_at(offset)
        self._arrive(self._destination)
        if self.is_discussed and not self._destination.annotation_id:
            self.threads.begin()
        self._tell_keys()
        self.progress.begin()
        once_painted(self, lambda: self.run_worker(self._take_first_page_over, group="first page"))
        once_painted(self, lambda: self.run_worker(self.what_changed.look, group="changes"))

    async def _take_first_page_over(self) -> None:
        """A kept page may be on the screen; the app takes over once it has handled the keys pressed on it."""
        # The page may have been kept with its lines filled. Few languages take longer to load than this.
        await asyncio.wait([self._justifying], timeout=_WAIT_TO_JUSTIFY)
        await self.context.host.keys_dealt_with()
        self.context.terminal.app_is_painted()

    @property
    def window_title(self) -> str:
        return self.state.session.record.title

    @property
    def article_id(self) -> str:
        return self.state.session.record.id

    def text_replaced(self, before: ReadingSession) -> None:
        """Another text of the article than that of the session ``before`` is on the screen."""
        self.progress.begin()
        self.run_worker(self.what_changed.look(before), group="changes", exclusive=True)

    async def go_on(self, destination: Destination) -> None:
        """Return to the current text, and go to a place in it."""
        await self.live_updates.show_present_text()
        self._arrive(destination)

    def _arrive(self, destination: Destination) -> None:
        """Go to a place in the text that is shown; stay at the last position if ``destination`` names none.

        A place is an annotation, one to place, a hit of a search, or the end of a jump.
        """
        annotation_id, arrival = destination.annotation_id, destination.arrival
        self.placement.stop()
        if arrival is not None:
            self.jumps.arrive(arrival)
        if destination.found is not None:
            self.find.mark(destination.found)
        elif destination.choosing is not None:
            self.placement.begin(annotation_id, destination.choosing)
        elif annotation_id:
            self.full_annotation.go_to(annotation_id, remember=arrival is None)

    def _tell_keys(self) -> None:
        """In a document that is discussed, say which of several it is, and the keys that lead on and end it."""
        documents = list(self.context.services.discussed)
        if not self.is_discussed:
            return
        ends = f"{self.key('reader.back')} to send, print and quit."
        if len(documents) > 1:
            self.state.file = f"file {documents.index(self.article_id) + 1} of {len(documents)}"
            following = self.key("reader.read_next")
            self.tell(f"{sentence(self.state.file)} Press {following} for the next one, {ends}", lasts=True)
        elif not self.state.session.threads.open:
            self.tell(f"Press {self.key('reader.note')} to remark on the marked sentence, {ends}", lasts=True)

    def on_unmount(self) -> None:
        """The app is ending, for whatever reason."""
        self._justifying.cancel()
        unless_it_fails(self.before_leaving)
        self.pictures.close()
        with suppress(StorageError):
            self._let_go()

    def before_leaving(self) -> None:
        """Save the position, and which text was seen."""
        self.keep_position()
        self.progress.keep_seen(self.what_changed.read_text)

    def keep_position(self) -> None:
        """Save the position of the cursor if it has changed."""
        self.progress.keep_position()
        self.what_changed.note_seen()

    def _keep_up(self) -> None:
        self.keep_position()
        self.what_changed.show_found()
        self.run_worker(self.progress.begin_reading, group="reading state")

    def keep_first_page(self) -> None:
        """When the article is closed, save the page that it will open with, if the arrangement is the usual one."""
        if self.is_mounted:
            self.context.terminal.keep(self._first_page)

    def _first_page(self) -> LeftPage | None:
        from readtui.tui.reader.first_page import picture_of

        context, panes, session = self.context, self.panes, self.state.session
        sources, palette, console = self.live_updates.sources, context.look.palette, context.look.console
        is_usual = not session.is_waiting and self.arrangement.is_as_at_first and self.state.mode in _LEAVES_A_PAGE
        if sources is None or not panes.text.size or not is_usual:
            return None
        viewport = self.state.viewport.at_first(
            self.matter.at_first(session), self.arrangement.unfolded_at_first(session)
        )
        state, footer, speed = ReaderState(viewport), KeyFooter(), context.settings.reader.words_per_minute
        # Next time, the reader is the first screen.
        commands = self.commands_in(state.mode)
        footer.show_commands(called_as_first(commands, "reader"), context.keymap, footer_at_cursor(state))
        status = status_of(state, None, "", speed, offer=self.progress.offer(viewport), palette=palette)
        picture = picture_of(viewport, panes, status, footer, palette, console)
        return LeftPage(
            library=context.services.folder,
            article_id=session.record.id,
            sources=sources,
            offset=viewport.cursor.start,
            size=self.app.size,
            parts=picture.parts,
            console=console,
            keymap=context.keymap,
            region=panes.text.region,
            first=picture.first,
            lines=picture.lines,
            is_discussed=self.is_discussed,
        )

    # ------------------------------------------------------------------ what happens to it

    def takes_message(self, message: str) -> bool:
        """Show it in the status line."""
        message = message.replace("\n", " ")
        fits = bool(message) and self.panes.status.has_room(message)
        self.panes.status.say(message if fits else "")
        return fits

    def on_screen_resume(self) -> None:
        """A dialog has closed: remove the empty rows below the text."""
        super().on_screen_resume()
        self.backlinks.look_again()
        self.state.viewport.scroll_to_line(self.state.viewport.top)

    def on_screen_suspend(self) -> None:
        """Another screen covers this one."""
        self.panes.page.forget()

    def on_resize(self, event: events.Resize) -> None:
        once_painted(self, self.arrangement.arrange)

    def on_descendant_focus(self) -> None:
        """Show the keys of the current mode."""
        self.show_mode()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search while the user types."""
        event.stop()
        self.find.typed(event.value)

    def on_article_view_dragged(self, event: ArticleView.Dragged) -> None:
        """Let the selection follow the mouse."""
        self.selection.drag(event.start, event.end)

    def on_article_view_clicked(self, event: ArticleView.Clicked) -> None:
        """Go to what was clicked, or select a unit of text."""
        self.selection.click(event.offset, event.times)

    def on_article_view_card_clicked(self, event: ArticleView.CardClicked) -> None:
        """Run the command of an entry of the end card."""
        is_here = any(one.id == event.command_id for one in self.commands_here())
        if is_here and event.command_id == "reader.done":
            # The key settles the thread under the cursor; the entry says what it does.
            self.progress.mark_as_done()
        else:
            self.run_if_here(event.command_id)

    def on_note_clicked(self, event: NoteClicked) -> None:
        """Do what was clicked in the margin or the strip."""
        if self.state.placing is not None:
            self.placement.tell_blocked()
            return
        match event.act, event.value:
            case NoteAct.SHOW, annotation_id:
                self.full_annotation.go_to(annotation_id)
            case NoteAct.EDIT, annotation_id:
                if (annotation := self.state.session.find(annotation_id)) is not None:
                    self.note_editor.write_on(annotation)
            case NoteAct.READ, _:
                if (focused := self.state.viewport.focused_annotation()) is not None:
                    self.full_annotation.open(focused)
            case NoteAct.FOLLOW, target:
                if target.startswith("#"):
                    self.context.screens.show_list(Lists.ANNOTATIONS, to_text(has_tag_term(target[1:])))
                else:
                    self.links.follow(target)

    def on_outline_chosen(self, event: Outline.Chosen) -> None:
        """Go to the chosen heading."""
        self.outline.go_to_block(event.block_index, stays_open=event.stays_open)

    def terminal_changed(self) -> None:
        """Lay the text out for the terminal's newly known traits."""
        super().terminal_changed()
        self.panes.outline.widths = self.context.terminal.cell_widths
        self.state.viewport.set_widths(self.panes.outline.widths)
        self.pictures.look_again()

    def palette_changed(self) -> None:
        self.arrangement.set_palette(self.context.look.palette)

    def change_made(self, change: Change) -> None:
        """Apply a change to this article; show a new text as soon as nothing prevents it."""
        if change.touches(self.article_id):
            self.live_updates.take_in(change)
        self.backlinks.hear(change)
        self.show_annotations()

    def change_dropped(self, change: Change) -> None:
        """Show the article as it is on disk, with the changes still to be saved."""
        if change.touches(self.article_id):
            self.live_updates.read_again()

    def save_state_changed(self) -> None:
        """Show in the status line whether everything is saved."""
        self.show_status()

    def imported(self, added: Sequence[str]) -> None:
        """The article may have been reloaded, and have images now."""
        self.live_updates.imported(added)

    def import_changed(self) -> None:
        """Show the progress in the status line."""
        self.show_status()

    # ------------------------------------------------------------------ what collaborators need

    @property
    def mode(self) -> str:
        return self.state.mode

    @property
    def headings(self) -> Outline:
        return self.panes.outline

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

    def commands_in(self, mode: str) -> list[Command]:
        """Where a document is discussed, going back is sending and quitting."""
        commands = super().commands_in(mode)
        if not self.is_discussed:
            return commands
        return [
            replace(one, title=_SENDS_AND_QUITS, footer=_SENDS_AND_QUITS) if one.id == "reader.back" else one
            for one in commands
        ]

    @property
    def signs(self) -> Sequence[tuple[str, str]]:
        return (*SIGNS, *CHANGE_SIGNS)

    def commands_here(self) -> list[Command]:
        """While an annotation is placed, only those that help with it."""
        return [one for one in super().commands_here() if not self.placement.blocks(one)]

    def what_can_follow(
        self, pressed: tuple[str, ...], following: Sequence[tuple[str, Command]]
    ) -> list[tuple[str, str]]:
        """After a "go to mark" key, add the marks that are set, with the words there."""
        rows = super().what_can_follow(pressed, following)
        if any(command.id == "reader.go_to_mark" for _, command in following):
            rows += self.jumps.marks()
        return rows

    def footer_here(self) -> Mapping[str, str]:
        """What can be done with what is under the cursor."""
        self._at_cursor = footer_at_cursor(self.state)
        return self._at_cursor

    def show_status(self) -> None:
        """Update the status line, and the footer if the cursor has come to something else."""
        if self._at_cursor != footer_at_cursor(self.state):
            self.show_mode()
        context, work = self.context, self.context.work
        progress = work.importing.progress or self.hooks.progress
        speed, palette = context.settings.reader.words_per_minute, context.look.palette
        asks, offer = self.labels.asks_for, self.progress.offer(self.state.viewport)
        self.panes.status.show(status_of(self.state, work.saving, progress, speed, asks, offer, palette=palette))

    def show_annotations(self) -> None:
        """The annotations have changed: show them beside the text, too."""
        self.full_annotation.annotations_changed()
        self.show_status()

    def focus_text(self) -> None:
        self.panes.text.focus()

    @property
    def text_left(self) -> int:
        """The cell of the screen where the lines of the text begin."""
        return self.panes.text.region.x + self.state.viewport.place.left

    @property
    def is_on_top(self) -> bool:
        return self.app.screen is self

    async def painted(self) -> None:
        """Wait until the latest state is on the screen."""
        painted = asyncio.Event()
        self.call_after_refresh(painted.set)
        await painted.wait()

    def open_elsewhere(self, library: Path, full_id: str) -> None:
        """Open an article or annotation of another library until the user leaves it. Raises ReadtuiError."""
        from readtui.tui.programs.editor import open_in_other_library

        open_in_other_library(self.app, library, full_id)

    # ------------------------------------------------------------------ commands that concern all of it

    def do_reader_open_here(self) -> None:
        """Unfold or fold furniture or old words, open the annotation's note, or open a link: what fits best here."""
        viewport = self.state.viewport
        furniture = viewport.furniture_here()
        if furniture is not None:
            stop = viewport.article.blocks[furniture].passage
            viewport.set_unfolded(viewport.unfolded ^ {furniture})
            viewport.set_cursor(viewport.stops.at(stop.start))
        elif viewport.change is not None and viewport.open_change(viewport.change):
            self.show_mode()
        elif (annotation := viewport.focused_annotation()) is not None:
            if other_versions(annotation):
                self.questions.do_reader_versions()
            else:
                self.full_annotation.open(annotation)
        elif (change := viewport.change_here()) is not None and viewport.open_change(change):
            self.show_mode()
        elif links := self.links.links_here():
            self.links.open_links(links)
        else:
            self.tell("Nothing to open here.")

    def do_reader_refresh(self) -> None:
        self.context.work.importing.refresh(self.state.session.record)

    def do_reader_export(self) -> None:
        query = AnnotationQuery(articles=(self.article_id,))
        self.context.screens.show_export(query, "this article")

    def do_reader_cancel(self) -> None:
        """Stop a hook or reloading; else clear the hits of the search."""
        if not self.hooks.stop() and not self.context.work.importing.stop():
            self.find.clear()

    async def do_reader_send(self) -> None:
        """Send the threads of all that is discussed, else of this article, to whoever waits for them."""
        self.what_changed.note_seen()
        services, saving = self.context.services, self.context.work.saving
        articles = list(services.discussed) if self.is_discussed else [self.article_id]
        sent = await saving.in_turn(partial(services.send, articles))
        self.tell(f"Sent {counted(sent, 'remark')}." if sent else "Sent. No remark waits for an answer.")

    @property
    def is_discussed(self) -> bool:
        """Whether the app was opened to remark on this article."""
        return self.article_id in self.context.services.discussed

    def do_reader_back(self) -> None:
        unless_it_fails(self.keep_position)
        self.context.screens.back()
