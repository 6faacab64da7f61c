"""Everything around the reader's collaborators, without an app. Records messages, questions and changes."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar, cast

from app_host import MemoryHost
from rich.console import Console
from textual.geometry import Size
from textual.screen import Screen

from readtui.bootstrap import Services
from readtui.errors import ReadtuiError
from readtui.model.change import Change
from readtui.model.view import Lists, View
from readtui.services.annotating.drafts import FinishedNote, NoteDraft
from readtui.services.reading.session import ReadingSession
from readtui.settings import Settings
from readtui.tui.article.viewport import Viewport
from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth, Palette
from readtui.tui.colors.palette_maker import make_palette
from readtui.tui.context import Look, Screens, Work
from readtui.tui.destination import Arrival, FoundWords, PlaceChoice
from readtui.tui.events import ChangeMade, EventBus, LibraryEvent
from readtui.tui.keymap import ANY, Keymap
from readtui.tui.reader.annotator import ReaderAnnotator, ReaderEdits
from readtui.tui.reader.cursor import AnnotationCursor, Cursor, Jumps
from readtui.tui.reader.find import Find
from readtui.tui.reader.full_annotation import FullAnnotation
from readtui.tui.reader.links import Backlinks, ReaderLinks
from readtui.tui.reader.live_updates import LiveUpdates
from readtui.tui.reader.note_editor import NoteEditor
from readtui.tui.reader.panes import PaneArrangement
from readtui.tui.reader.passage_picker import LabelPicker
from readtui.tui.reader.pinned_words import PinnedAnnotation
from readtui.tui.reader.placement import AnnotationEnds, Placement
from readtui.tui.reader.questions import OpenQuestions
from readtui.tui.reader.reading_progress import ReadingProgress
from readtui.tui.reader.screen import ReaderScreen
from readtui.tui.reader.selection import ReaderSelection, SelectionEnd, SelectionUnits
from readtui.tui.reader.state import ReaderState
from readtui.tui.reader.threads import ReaderThreads
from readtui.tui.terminal.plain import PlainTerminal
from readtui.tui.widgets.filter_line import FilterLine
from readtui.tui.work.saver import Saver

_ResultT = TypeVar("_ResultT")
ROOM = (60, 12)


class Begun:
    """Work that was started; nothing waits for it."""

    is_finished = True

    def cancel(self) -> None: ...


class Alarm:
    """A timer that rings when the test says so."""

    def __init__(self, callback: Callable[[], object]) -> None:
        self._callback: Callable[[], object] = callback

    def ring(self) -> None:
        self._callback()

    def stop(self) -> None:
        self._callback = lambda: None


class SavedChanges:
    """Publishes each change as the app does, and records it. ``is_full``: nothing can be saved."""

    pending = 0
    error: ReadtuiError | None = None
    is_settled = True
    is_full = False

    def __init__(self, events: EventBus) -> None:
        self._events = events
        self.changes: list[Change] = []
        self.drafts: list[FinishedNote | None] = []

    def save(self, change: Change, draft: FinishedNote | None = None) -> None:
        """Record and publish the change."""
        self.changes.append(change)
        self.drafts.append(draft)
        self._events.publish(ChangeMade(change))

    def waiting(self, article_id: str) -> list[Change]:
        """The changes of the article that are not saved: none, or all if the disk is full."""
        return [change for change in self.changes if self.is_full and change.touches(article_id)]

    def leave(self, note: NoteDraft) -> None: ...

    async def settled(self) -> None: ...

    async def in_turn(self, act: Callable[[], _ResultT]) -> _ResultT:
        return act()


class Window:
    """The app's terminal."""

    def __init__(self, size: Size) -> None:
        self.size = size


class Line:
    """The search line."""

    value = ""

    def open(self) -> None:
        """Does nothing; tests set ``value``."""

    def clear(self) -> None:
        """End the search."""
        self.value = ""


class Desk(MemoryHost):
    """A reader of ``ROOM`` columns and rows. ``keys``: the user's own keys. ``pane``: the mode of the focused pane."""

    text_left = 3

    def __init__(self, services: Services, article_id: str, keys: Mapping[str, tuple[str, ...]] | None = None) -> None:
        super().__init__()
        self.settings = settings = Settings(keys=keys or {})
        self.services = services
        self.keymap = Keymap(settings)
        self.look = look = Look(Console(), make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL, {}))
        self.pane = ""
        self.state = ReaderState(Viewport(services.read(article_id)), lambda: self.pane)
        self.state.viewport.room = lambda: ROOM
        self.state.viewport.set_measure(40)
        self.terminal = PlainTerminal()
        self.app = Window(Size(*ROOM))
        self.events = EventBus()
        self.saving = SavedChanges(self.events)
        self.faults: list[ReadtuiError] = []
        self.pinned: PinnedAnnotation | None = None
        self.answers: list[object] = []
        self.asked: list[Screen[Any]] = []
        self.line = Line()
        self.arrival: Arrival | None = None
        self.quick = ["water", "coal"]
        self.alarm = Alarm(lambda: None)
        self._work: list[Awaitable[Any]] = []
        state, screen, screens = self.state, cast(ReaderScreen, self), cast(Screens, self)
        pane, events = cast(PaneArrangement, self), self.events
        saving = cast(Saver, self.saving)
        parts = SimpleNamespace(events=events, saving=saving, undoing=self, background=self, tags=self)
        work = cast(Work, parts)
        self.jumps = jumps = Jumps(state, screens, screen)
        self.cursor = Cursor(state, jumps)
        self.annotation_cursor = AnnotationCursor(state, screen, jumps)
        self.selection = ReaderSelection(state, screen)
        self.selection_end = SelectionEnd(state, self.selection)
        self.selection_units = SelectionUnits(state, self.selection)
        self.labels = LabelPicker(state, self.keymap, screen, self.selection)
        edits = ReaderEdits(state, saving, screen, self.selection)
        self.annotator = ReaderAnnotator(state, self, look, work, screen, self.selection, edits)
        self.placement = Placement(state, screen, jumps, self.selection, edits, pane)
        self.ends = AnnotationEnds(state, screen, jumps, self.selection, edits, self.placement)
        self.note_editor = NoteEditor(state, services, work, screen, jumps, self.selection, edits)
        self.questions = OpenQuestions(state, services, screens, saving, screen, jumps, edits)
        self.live_updates = LiveUpdates(state, self, services, screens, work, screen, pane, self.questions)
        events.subscribe(self.hear)
        self.find = Find(state, screen, jumps, cast(FilterLine, self.line))
        self.links = ReaderLinks(state, self, services, screens, saving, screen, jumps)
        self.backlinks = Backlinks(state, services, saving, screen)
        self.full_annotation = FullAnnotation(
            state, services, screen, jumps, self.note_editor, self.links, self.backlinks
        )
        self.progress = ReadingProgress(state, self, services, screens, work, screen)
        self.threads = ReaderThreads(state, screen, self.note_editor, self.full_annotation, self.progress)

    def palette(self) -> Palette:
        return self.look.palette

    @property
    def sentence(self) -> str:
        """The text under the cursor."""
        return self.state.viewport.cursor.of(self.state.session.article.text)

    @property
    def selected(self) -> str:
        """The selected text."""
        passage = self.state.viewport.selected()
        return passage.of(self.state.session.article.text) if passage else ""

    async def work(self) -> None:
        """Run everything started so far."""
        begun, self._work = self._work, []
        for work in begun:
            await work

    def put_away(self) -> None:
        """Abandon everything started."""
        for work in self._work:
            if isinstance(work, Coroutine):
                work.close()

    # ------------------------------------------------------------------ what the app does

    def tell(self, message: str, title: str = "", *, lasts: bool = False) -> None:
        """Record the message."""
        self.told.append(message)

    def tell_error(self, error: ReadtuiError, title: str = "", *, lasts: bool = False) -> None:
        self.faults.append(error)

    def open_reader(
        self,
        article_id: str,
        *,
        at_annotation: str = "",
        choosing: PlaceChoice | None = None,
        found: FoundWords | None = None,
        arrival: Arrival | None = None,
    ) -> None:
        self.opened.append(article_id)
        self.arrival = arrival

    def show_search(self, *, notes: bool, words: str = "", within: str = "") -> None: ...

    def show_settling(self, article_id: str = "", *, at: str = "") -> None:
        self.opened.append(at)

    def show_tag_table(self, *, by_article: bool) -> None: ...

    def show_list(self, lists: Lists, query: str) -> None: ...

    def show_view(self, view: View) -> None:
        return

    def show_export(self, *_: object, done: Callable[[], None] | None = None) -> None: ...

    def back(self) -> None: ...

    def undo(self, article_id: str = "") -> None: ...

    def redo(self, article_id: str = "") -> None: ...

    def when_known(self, then: Callable[[dict[str, int]], None]) -> None:
        then(dict.fromkeys(self.quick, 1))

    def when_quick(self, then: Callable[[list[str]], None]) -> None:
        then(self.quick)

    def used(self, tags: object) -> None: ...

    def do(self, act: Callable[[], None]) -> None:
        act()

    async def done(self) -> None: ...

    # ------------------------------------------------------------------ what the screen does

    is_on_top = True

    def key(self, command_id: str, character: str = ANY) -> str:
        return self.keymap.key(command_id, character)

    def hide_message(self) -> None: ...

    def keys_of(self, command_id: str) -> tuple[str, ...]:
        return self.keymap.keys_of(command_id)

    def hear(self, event: LibraryEvent) -> None:
        """Handle news as the screen does."""
        if isinstance(event, ChangeMade):
            self.live_updates.take_in(event.change)

    def open_elsewhere(self, library: Path, full_id: str) -> None:
        self.opened.append(f"{library} {full_id}")

    async def painted(self) -> None: ...

    def show_text(self, session: ReadingSession, cursor_offset: int, steady_offset: int, row: int) -> None:
        """Show the text, without panes beside it."""
        view = self.state.viewport
        view.set_session(session, frozenset())
        view.set_cursor(view.stops.at(cursor_offset))

    def text_replaced(self, before: ReadingSession) -> None: ...

    def show_mode(self) -> None: ...

    def show_status(self) -> None: ...

    def show_annotations(self) -> None: ...

    def pin(self, pinned: PinnedAnnotation | None) -> None:
        self.pinned = pinned

    def focus_text(self) -> None:
        """Give the focus to the text."""
        self.pane = ""

    def ask(self, dialog: Screen[_ResultT], then: Callable[[_ResultT | None], None] | None = None) -> None:
        """Answer with the next prepared answer."""
        self.asked.append(dialog)
        if then is not None:
            then(self.answers.pop(0))  # type: ignore[arg-type]

    async def answer(self, dialog: Screen[_ResultT]) -> _ResultT:
        """Answer with the next prepared answer."""
        self.asked.append(dialog)
        return self.answers.pop(0)  # type: ignore[return-value]

    def run_worker(
        self,
        work: Callable[[], Coroutine[None, None, Any]] | Awaitable[Any],
        *,
        group: str = "default",
        exclusive: bool = False,
    ) -> Begun:
        """Keep the work for the method ``work`` to run."""
        self._work.append(work() if callable(work) else work)
        return Begun()

    def set_timer(self, delay: float, callback: Callable[[], object]) -> Alarm:
        """Set the alarm, which the test rings."""
        self.alarm = Alarm(callback)
        return self.alarm

    def keep_position(self) -> None: ...

    def edit_file(self, path: Path) -> ReadtuiError | None:
        raise ReadtuiError("there is no editor", str(path))
