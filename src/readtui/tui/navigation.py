"""Opens screens and returns to screens that are already open."""

from collections.abc import Callable, Sequence
from dataclasses import field
from functools import partial, partialmethod
from itertools import takewhile
from typing import TYPE_CHECKING, Any, TypeGuard, TypeVar

from textual.app import App
from textual.screen import Screen

from readtui.bootstrap import Services
from readtui.errors import ReadtuiError
from readtui.model.view import Lists, View
from readtui.quick_dataclass import dataclass
from readtui.search.query.syntax import EVERYTHING, Query
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.reading.session import ReadingSession
from readtui.text.clean import visible
from readtui.tui.context import Look
from readtui.tui.daemon_thread import in_thread
from readtui.tui.destination import Arrival, Destination, FoundWords, PlaceChoice
from readtui.tui.host import Host
from readtui.tui.keymap import Keymap
from readtui.tui.screens.command_screen import CommandScreen
from readtui.tui.terminal_interface import Terminal
from readtui.tui.widgets.key_footer import KeyFooter
from readtui.tui.work.fault_reports import unless_it_fails

if TYPE_CHECKING:
    from readtui.tui.lists.list_screen import ListContent, ListScreen
    from readtui.tui.reader.screen import ReaderScreen

IMPORTED_LATER = (
    "readtui.tui.reader.screen",
    "readtui.tui.dialogs.tag",
    "readtui.tui.command_palette.dialog",
    "readtui.tui.dialogs.note",
    "readtui.tui.dialogs.color",
    "readtui.tui.dialogs.versions",
    "readtui.tui.lists.library",
    "readtui.tui.lists.annotations",
    "readtui.tui.screens.help",
    "readtui.tui.out.screen",
    "readtui.tui.placing.screen",
    "readtui.tui.lists.search",
    "readtui.tui.codebook.screen",
    "readtui.tui.tables.screen",
    "readtui.tui.lists.counts",
    "readtui.tui.review.screen",
    "readtui.tui.triage",
    "readtui.tui.comparing.screen",
    "readtui.tui.lists.trash",
    "readtui.tui.lists.history",
)
"""The screens and dialogs that are not imported at the start, in the order in which they are likely to be needed."""

_COUNTING = ("codebook", "tag_table", "counts")

_ScreenT = TypeVar("_ScreenT", bound=CommandScreen)
_ContentT = TypeVar("_ContentT", bound="ListContent")


@dataclass
class Navigation:
    """Keeps each article, and each screen of the library, open at most once. Implements ``Screens``, which documents
    what others may ask of it. ``leave`` ends the app.

    Screens are imported when they are first opened, which keeps the start fast.
    """

    _app: App[None]
    _host: Host
    _services: Services
    _keymap: Keymap
    _look: Look
    _terminal: Terminal
    _leave: Callable[[], None]
    sought: str = field(default="", init=False)

    @property
    def open(self) -> list[CommandScreen]:
        """The open screens without dialogs, the newest last."""
        return [screen for screen in self._app.screen_stack if isinstance(screen, CommandScreen)]

    def back(self) -> None:
        top = self._app.screen
        if len(self.open) <= 1 or (_is_reader(top) and top.is_discussed):
            self._leave()
        else:
            self._app.pop_screen()

    def trail(self, screen: Screen[Any]) -> list[str]:
        return [visible(one.window_title) for one in takewhile(lambda one: one is not screen, self.open)]

    def back_to(self, number: int) -> None:
        if number < len(self.open) - 1:
            self._return_to(self.open[number])

    # ------------------------------------------------------------------ the reader

    def show_article(self, session: ReadingSession) -> None:
        """Open the reader on an article that is already loaded."""
        from readtui.tui.reader.screen import ReaderScreen

        self._app.push_screen(ReaderScreen(session, Destination()))

    def open_reader(
        self,
        article_id: str,
        *,
        at_annotation: str = "",
        choosing: PlaceChoice | None = None,
        found: FoundWords | None = None,
        arrival: Arrival | None = None,
    ) -> None:
        """Open the reader on an article: the open one, or a new one once the article has loaded.

        With ``choosing``, the user places ``at_annotation`` there. ``found`` is a hit to begin at,
        ``arrival`` the jump that leads there.
        """
        destination = Destination(at_annotation, choosing, found, arrival)
        reader = self._reader_of(article_id)
        if reader is not None:
            self._return_to(reader)
            going = reader.go_on(destination)
        else:
            going = self._load_reader(article_id, destination)
        self._app.run_worker(going, group="open", exclusive=True)

    def replace_reader(self, article_id: str, by: str) -> None:
        """Show another article in the place of one whose reader is in front, if it is open."""
        if (reader := self._reader_of(article_id)) is not None:
            self._return_to(reader)
            self._app.pop_screen()
            self.open_reader(by)

    async def _load_reader(self, article_id: str, destination: Destination) -> None:
        try:
            quickly = destination == Destination()
            session = await in_thread(self._services.read, article_id, quickly=quickly)
            from readtui.tui.reader.screen import ReaderScreen

            await self._app.push_screen(ReaderScreen(session, destination))
        except ReadtuiError as error:
            self._host.tell_error(error)
            self._terminal.app_is_painted()
            if not self.open:
                self.do_app_library()

    def keep_first_pages(self) -> None:
        """Save the pages that the readers show, ready for the next start."""
        for screen in filter(_is_reader, self.open):
            unless_it_fails(screen.keep_first_page)

    # ------------------------------------------------------------------ the other screens

    def do_app_library(self, only: Sequence[str] | None = None, *, is_above: bool = False) -> None:
        """Show the library; a new library screen can be limited to some article ids. ``is_above``: see _show_list."""
        from readtui.tui.lists.library import LibraryContent

        self._show_list(LibraryContent, lambda screen: LibraryContent(screen, only), is_above=is_above)

    def show_articles(self, ids: Sequence[str]) -> None:
        from readtui.tui.lists.library import LibraryContent

        if (content := self._show_list(LibraryContent, lambda screen: LibraryContent(screen, ids))) is not None:
            content.show_only(ids)

    def do_app_annotations(self, *, is_above: bool = False) -> None:
        from readtui.tui.lists.annotations import AnnotationsContent

        self._show_list(AnnotationsContent, AnnotationsContent, is_above=is_above)

    def do_app_codebook(self) -> None:
        from readtui.tui.codebook.screen import CodebookScreen

        self._show(CodebookScreen, CodebookScreen)

    def show_tag_table(self, *, by_article: bool) -> None:
        from readtui.tui.tables.screen import TagTableScreen
        from readtui.tui.tables.tag_tables import Down

        down = Down.ARTICLES if by_article else Down.TAGS
        screen = self._find(TagTableScreen, lambda _: True)
        if screen is None:
            self._app.push_screen(TagTableScreen(down))
        else:
            self._return_to(screen)
            screen.turn_to(down)

    def show_search(self, *, notes: bool, words: str = "", within: str = "") -> None:
        from readtui.tui.lists.search import SearchContent

        make = partial(SearchContent, notes=notes, words=words, within=within)
        if (content := self._show_list(SearchContent, make, is_above=bool(words) and self._is_counting)) is not None:
            content.begin(notes=notes, words=words, within=within)

    do_app_search = partialmethod(show_search, notes=False)
    do_app_search_notes = partialmethod(show_search, notes=True)

    def do_app_counts(self) -> None:
        """Count words and tags: over what the list on the screen shows, else over the whole library."""
        from readtui.tui.lists.counts import CountsContent
        from readtui.tui.screens.record_screen import RecordScreen

        top = self._app.screen
        lists, query = top.narrowed_list if isinstance(top, RecordScreen) else (Lists.ARTICLES, "")
        content = self._show_list(CountsContent, lambda screen: CountsContent(screen, lists, query))
        if content is not None and self._app.screen is not top:
            content.begin(lists, query)

    def show_view(self, view: View) -> None:
        self.show_list(view.lists, view.query)

    def show_list(self, lists: Lists, query: str) -> None:
        show = self.do_app_library if lists is Lists.ARTICLES else self.do_app_annotations
        show(is_above=self._is_counting)
        self._app.call_next(self._filter, query)

    def _filter(self, query: str) -> None:
        from readtui.tui.lists.list_screen import ListScreen

        screen = self._app.screen
        if isinstance(screen, ListScreen):
            screen.narrow_to(query)

    def show_settling(self, article_id: str = "", *, at: str = "") -> None:
        from readtui.tui.placing.screen import MovedAndLostScreen

        self._app.clear_notifications()
        screen = self._find(MovedAndLostScreen, lambda one: one.article_id == article_id)
        if screen is not None:
            screen.go_to(at)
            self._return_to(screen)
        else:
            self._app.push_screen(MovedAndLostScreen(article_id, at))

    def show_export(
        self,
        query: AnnotationQuery,
        scope: str,
        *others: tuple[AnnotationQuery, str],
        done: Callable[[], None] | None = None,
    ) -> None:
        from readtui.tui.out.screen import ExportScreen

        self._app.push_screen(ExportScreen(query, scope, *others, done=done))

    def do_app_review(self, asked: AnnotationQuery | None = None) -> None:
        """Review highlights that are due, of those that are ``asked`` for."""
        from readtui.tui.review.screen import ReviewScreen

        self._show(ReviewScreen, lambda: ReviewScreen(asked))

    def do_app_triage(self) -> None:
        """Show one article to be read after the other, of those that the library on the screen lists, else of all."""
        from readtui.tui.lists.list_screen import ListScreen
        from readtui.tui.triage import TriageScreen

        top = self._app.screen
        query: Query = EVERYTHING
        if isinstance(top, ListScreen) and top.narrowed_list[0] is Lists.ARTICLES and top.narrowed_list[1]:
            query = top.query_typed
        self._show(TriageScreen, lambda: TriageScreen(query))

    def do_app_comparing(self) -> None:
        """Compare what two coders tagged."""
        from readtui.tui.comparing.screen import CompareScreen

        self._show(CompareScreen, CompareScreen)

    def do_app_trash(self) -> None:
        from readtui.tui.lists.trash import TrashContent

        self._show_list(TrashContent, TrashContent)

    def do_app_history(self) -> None:
        """Show what was changed: from the reader, in its article, else in the library."""
        from readtui.tui.lists.history import HistoryContent

        top = self._app.screen
        article_id = top.article_id if _is_reader(top) else ""
        content = self._show_list(HistoryContent, lambda screen: HistoryContent(screen, article_id))
        if content is not None and self._app.screen is not top:
            content.narrow_to(article_id)

    def do_app_help(self) -> None:
        """Show every key of the top screen; dialogs list their own."""
        screen = self._app.screen
        if isinstance(screen, CommandScreen):
            from readtui.tui.screens.help import HelpScreen

            commands, tables = screen.commands_here(), {"Signs": screen.signs, "Filter queries": screen.filter_grammar}
            first = screen.query_one(KeyFooter).offered
            self._app.push_screen(HelpScreen(commands, self._keymap, self._look.palette, tables, first))

    @property
    def _is_counting(self) -> bool:
        """Whether the screen in front counts what it leads to. Whoever has looked at that comes back for the next."""
        return bool(self.open) and self.open[-1].MODE in _COUNTING

    def _show_list(
        self, kind: type[_ContentT], make: "Callable[[ListScreen], _ContentT]", *, is_above: bool = False
    ) -> _ContentT | None:
        """Show a list. If it is open already, return to it, and return its content, to be told what to show.

        ``is_above``: open another one instead, above the screen in front.
        """
        from readtui.tui.lists.list_screen import ListScreen

        for screen in () if is_above else reversed(self.open):
            if isinstance(screen, ListScreen) and isinstance(screen.content, kind):
                self._return_to(screen)
                return screen.content
        self._app.push_screen(ListScreen(make))
        return None

    def _show(self, kind: type[_ScreenT], make: Callable[[], _ScreenT]) -> None:
        found = self._find(kind, lambda _: True)
        if found is not None:
            self._return_to(found)
        else:
            self._app.push_screen(make())

    def _reader_of(self, article_id: str) -> "ReaderScreen | None":
        return next((screen for screen in filter(_is_reader, self.open) if screen.article_id == article_id), None)

    def _find(self, kind: type[_ScreenT], is_it: Callable[[_ScreenT], bool]) -> _ScreenT | None:
        return next((screen for screen in self.open if isinstance(screen, kind) and is_it(screen)), None)

    def _return_to(self, screen: CommandScreen) -> None:
        while self._app.screen is not screen:
            self._app.pop_screen()


def _is_reader(screen: Screen[Any]) -> "TypeGuard[ReaderScreen]":
    return isinstance(screen, CommandScreen) and screen.MODE == "reader"
