"""What screens, their collaborators and background work need from the app: a small protocol for each need.

Ask for the smallest one that will do. ``Context`` has everything that a screen can reach.
"""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, TypeVar

from rich.console import Console
from textual.screen import Screen

from readtui.bootstrap import Services
from readtui.errors import ReadtuiError
from readtui.model.article import ArticleRecord
from readtui.model.change import Change
from readtui.model.view import Lists, View
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.out.standing import Standing
from readtui.settings import Settings
from readtui.tui.keymap import Keymap
from readtui.tui.news import Bulletin
from readtui.tui.palettes.palette import Palette
from readtui.tui.terminal.interface import Terminal

_ResultT = TypeVar("_ResultT")


# ---------------------------------------------------------------------- what Textual's app does


class Messages(Protocol):
    """Short messages, each replacing the previous one. Their text is never read as markup."""

    def tell(self, message: str, title: str = "", *, lasts: bool = False) -> None:
        """Answer a key; the message goes with the next one. ``lasts``: it is news instead, and stays for its time."""

    def tell_error(self, error: ReadtuiError, title: str = "") -> None:
        """Say what happened and what to do next."""


class Workers(Protocol):
    """Runs slow work on the event loop."""

    def run_worker(
        self,
        work: Callable[[], Coroutine[None, None, Any]] | Awaitable[Any],
        *,
        group: str = "default",
        exclusive: bool = False,
    ) -> object:
        """Begin ``work``; if it raises a ReadtuiError, tell it. A function is never called if the app ends before.

        An ``exclusive`` worker first cancels the others of its group. Keys wait for the groups "open", "load" and
        "filter".
        """


class Host(Messages, Workers, Protocol):
    """What background work needs."""


class Dialogs(Protocol):
    """Asks, and waits for the answer."""

    async def push_screen_wait(self, screen: Screen[_ResultT]) -> _ResultT:
        """The answer of a dialog. Only for code that runs in a worker."""


# ---------------------------------------------------------------------- going from screen to screen


@dataclass(frozen=True, slots=True)
class Choosing:
    """The user places an annotation. ``offset`` (code points) is where to begin if it has no passage; ``then`` is told
    whether it was placed.
    """

    offset: int
    then: Callable[[bool], None]


@dataclass(frozen=True, slots=True)
class FoundWords:
    """A search of the library as it was typed, and the ``offset`` of one of its hits in an article (code points).

    ``is_regex``: it is a regular expression.
    """

    search: str
    offset: int
    is_regex: bool = False


class Place(NamedTuple):
    """A place in an article: its id, and an offset in code points."""

    article_id: str
    offset: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """A jump from a place in another article, to ``offset`` or an annotation. ``is_back``: it reverts such a jump."""

    came_from: Place
    offset: int | None = None
    is_back: bool = False


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a reader begins; see ``Screens.open_reader``."""

    annotation_id: str = ""
    choosing: Choosing | None = None
    found: FoundWords | None = None
    arrival: Arrival | None = None


class Screens(Protocol):
    """Opens screens and returns to open ones."""

    def open_reader(
        self,
        article_id: str,
        *,
        at_annotation: str = "",
        choosing: Choosing | None = None,
        found: FoundWords | None = None,
        arrival: Arrival | None = None,
    ) -> None:
        """Open the reader on an article, at one of its annotations; with ``choosing``, to place it.

        With ``found``, at a hit of a search, with all hits marked; with ``arrival``, so that the user can jump back.
        """

    def show_settling(self, article_id: str = "", *, at: str = "") -> None:
        """Show the moved and lost passages of an article or of the library; the cursor is on annotation ``at``."""

    def show_view(self, view: View) -> None:
        """Show the articles or annotations with the view's query as the filter."""

    def show_tag_table(self, *, by_article: bool) -> None:
        """Show the table of tags that stand on the same passages, or of the tags of each article."""

    def show_list(self, lists: Lists, query: str) -> None:
        """Show the articles or annotations with this query as the filter."""

    def show_search(self, *, notes: bool, words: str = "", within: str = "") -> None:
        """Search articles, or quotes, notes and tags; ``words`` at once, and only what passes the query ``within``."""

    def show_export(
        self,
        query: AnnotationQuery,
        scope: str,
        *others: tuple[AnnotationQuery, str],
        done: Callable[[], None] | None = None,
    ) -> None:
        """Export what the query finds; ``scope`` describes it. ``others`` are further scopes to choose from.

        ``done`` is called once the first scope was exported.
        """

    def back(self) -> None:
        """Return to the previous screen; from the first one, leave the app."""


class ScreensInOrder(Screens, Protocol):
    """The open screens in the order in which the user came through them."""

    def show_articles(self, ids: Sequence[str]) -> None:
        """Show these articles, and no others, in the library."""

    def trail(self, screen: Screen[Any]) -> list[str]:
        """The titles of the open screens below this one, the first one first."""

    def back_to(self, number: int) -> None:
        """Return to an open screen; the first one has the number 0."""


# ---------------------------------------------------------------------- work in the background


class KeptDraft(Protocol):
    """A copy of a change's text, kept elsewhere until the change is on disk."""

    @property
    def is_kept(self) -> bool:
        """Whether the draft survives a crash."""

    def is_saved(self) -> None:
        """Report that the change is on disk. Called from any thread; raises ReadtuiError."""


class ChangeSaver(Protocol):
    """Changes on their way to the disk; see ``work.saving``."""

    @property
    def pending(self) -> int:
        """How many changes are not on disk yet."""

    @property
    def error(self) -> ReadtuiError | None:
        """Why they cannot be saved at present."""

    @property
    def is_settled(self) -> bool:
        """Whether no save is running: every change is on disk, or has failed and waits for the next try."""

    def save(self, change: Change, draft: KeptDraft | None = None) -> None:
        """Publish the change and queue it for saving; its draft is told once it is on disk."""

    def waiting(self, article_id: str) -> list[Change]:
        """The changes to one article that are not on disk yet, in order."""

    async def settled(self) -> None:
        """Wait until no save is running."""

    async def in_turn(self, act: Callable[[], _ResultT]) -> _ResultT:
        """Run ``act`` off the UI thread after all queued saves; return what it returns, raise what it raises."""


class SourceQueue(Protocol):
    """Sources being read: new ones, and those of articles to reload."""

    @property
    def progress(self) -> str:
        """A few words of progress; empty if nothing is running."""

    @property
    def failed(self) -> str:
        """The last source that could not be added, if it was the only one asked for; else empty."""

    def add(self, sources: Sequence[str]) -> None:
        """Add files and URLs."""

    def refresh(self, record: ArticleRecord) -> None:
        """Reload the source of an article."""

    def stop(self) -> bool:
        """Cancel everything that is not in the library yet; return whether there was anything."""


class UndoSteps(Protocol):
    """Undo and redo, for one article or, with an empty id, for the library."""

    def undo(self, article_id: str = "") -> None:
        """Undo the last change and say what it was."""

    def redo(self, article_id: str = "") -> None:
        """Redo the last undone change and say what it was."""


class HistorySteps(UndoSteps, Protocol):
    """Undo and redo of more than the last change."""

    def go_back_to(self, change_id: str, article_id: str = "") -> None:
        """Undo the changes back to this one, after a question if there are several."""

    def go_forward_to(self, change_id: str, article_id: str = "") -> None:
        """Redo the undone changes up to this one, after a question if there are several."""

    def reverse(self, change_id: str) -> None:
        """Undo this change alone or, if it is undone, redo it."""


class TagList(Protocol):
    """The tags of the library, and the tags on the digit keys."""

    def when_known(self, then: Callable[[dict[str, int]], None]) -> None:
        """Pass all tags with their counts to ``then`` once they are known."""

    def when_quick(self, then: Callable[[list[str]], None]) -> None:
        """Pass the tags of the keys 1 to 9 to ``then`` once they are known; "" for a key without one."""

    def used(self, tags: Sequence[str]) -> None:
        """Remember that these tags were just used."""


class DeviceNotes(Protocol):
    """Positions and drafts remembered on this device."""

    def do(self, act: Callable[[], None]) -> None:
        """Run ``act`` soon, off the UI thread and in order."""

    async def done(self) -> None:
        """Wait until everything has run."""


class TourCommands(Protocol):
    """The commands of the tour."""

    hidden: frozenset[str]
    """The ids of those that do nothing now."""


class Damage(Protocol):
    """The parts of the library that are unreadable and therefore hidden."""

    def tell_new(self) -> None:
        """Report what was not reported before."""


# ---------------------------------------------------------------------- all of it


class Context(Host, Dialogs, Protocol):
    """What a screen can reach. It passes the parts on to its collaborators."""

    last_color: str

    @property
    def services(self) -> Services: ...

    @property
    def settings(self) -> Settings: ...

    @property
    def keymap(self) -> Keymap: ...

    @property
    def console(self) -> Console:
        """What wraps and measures styled text."""

    @property
    def palette(self) -> Palette:
        """The colors of the current theme."""

    def keep_exporting(self, exports: Standing) -> None:
        """Keep these standing exports up to date from now on. May be called from any thread."""

    @property
    def terminal(self) -> Terminal:
        """What can be done on the terminal beyond Textual."""

    @property
    def bulletin(self) -> Bulletin:
        """Where to subscribe to news about the library."""

    @property
    def screens(self) -> ScreensInOrder: ...

    @property
    def saving(self) -> ChangeSaver: ...

    @property
    def importing(self) -> SourceQueue: ...

    @property
    def undoing(self) -> HistorySteps: ...

    @property
    def tags(self) -> TagList: ...

    @property
    def touring(self) -> TourCommands: ...

    @property
    def background(self) -> DeviceNotes: ...

    @property
    def damage(self) -> Damage: ...

    @property
    def is_loading(self) -> bool:
        """Whether the target of the next key is still loading."""

    @property
    def has_keys_waiting(self) -> bool:
        """Whether some pressed keys are still to be handled."""

    async def keys_dealt_with(self) -> None:
        """Wait until every pressed key has been handled."""

    def copy_to_clipboard(self, text: str) -> None: ...

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Open an address outside the app and report the result."""
