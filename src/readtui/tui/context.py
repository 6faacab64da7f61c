"""What screens, their collaborators and background work need of the app: a small protocol for each need.

Ask for the smallest one that will do. ``Context`` has all that a screen can reach.
"""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from textual.screen import Screen

from readtui.bootstrap import Services
from readtui.errors import ReadtuiError
from readtui.model.article import ArticleRecord
from readtui.model.change import Change
from readtui.services.finding.query import AnnotationQuery
from readtui.settings import Settings
from readtui.tui.keymap import Keymap
from readtui.tui.news import Bulletin
from readtui.tui.palettes.palette import Palette
from readtui.tui.terminal.interface import Terminal

_ResultT = TypeVar("_ResultT")


# ---------------------------------------------------------------------- what Textual's app does


class Messages(Protocol):
    """Short messages, each in place of the one before; their text is never read as markup."""

    def tell(self, message: str, title: str = "") -> None:
        """Say what was done."""

    def tell_error(self, error: ReadtuiError, title: str = "") -> None:
        """Say what happened and what to do next."""


class Workers(Protocol):
    """Runs what takes time, on the event loop."""

    def run_worker(
        self,
        work: Callable[[], Coroutine[None, None, Any]] | Awaitable[Any],
        *,
        group: str = "default",
        exclusive: bool = False,
    ) -> object:
        """Begin ``work``; a function is not called at all if the app ends before its turn.

        An ``exclusive`` one ends those of the same group first. Keys wait for the groups "open", "load" and "filter".
        """


class Host(Messages, Workers, Protocol):
    """What background work needs."""


class Dialogs(Protocol):
    """Asks, and waits for the answer."""

    async def push_screen_wait(self, screen: Screen[_ResultT]) -> _ResultT:
        """The answer of a dialog. Only for what a worker runs."""


# ---------------------------------------------------------------------- going from screen to screen


@dataclass(frozen=True, slots=True)
class Choosing:
    """A passage is chosen for an annotation. ``offset``: where to begin if it has none (code points); ``then`` hears
    whether one was chosen.
    """

    offset: int
    then: Callable[[bool], None]


class Screens(Protocol):
    """Opens screens, and goes back to those that are open."""

    def open_reader(self, article_id: str, *, at_annotation: str = "", choosing: Choosing | None = None) -> None:
        """The reader on an article, at one of its annotations; with ``choosing`` a passage is chosen for that."""

    def show_settling(self, article_id: str = "", *, at: str = "") -> None:
        """What is to be settled in an article, or in the library; the cursor on the annotation ``at``."""

    def show_export(self, query: AnnotationQuery, scope: str, *others: tuple[AnnotationQuery, str]) -> None:
        """Export what the query finds; ``scope`` says in words what that is. ``others`` can be chosen there."""

    def back(self) -> None:
        """To the screen before; out of the app from the first one."""


# ---------------------------------------------------------------------- work in the background


class KeptDraft(Protocol):
    """What a change says, kept elsewhere until the change is on disk."""

    @property
    def is_kept(self) -> bool:
        """Whether a crash leaves it."""

    def is_saved(self) -> None:
        """The change is on disk. Called from any thread; raises ReadtuiError."""


class ChangeSaver(Protocol):
    """Changes on their way to the disk; ``work.saving`` says how they get there."""

    @property
    def pending(self) -> int:
        """How many are not on disk yet."""

    @property
    def error(self) -> ReadtuiError | None:
        """Why they cannot be saved at present."""

    @property
    def is_settled(self) -> bool:
        """Whether nothing is on its way: all is on disk, or what is not has failed and waits to be tried again."""

    def save(self, change: Change, draft: KeptDraft | None = None) -> None:
        """Publish the change and put it on its way; its draft is told once it is on disk."""

    def waiting(self, article_id: str) -> list[Change]:
        """Those to one article that are not on disk yet, in their order."""

    async def settled(self) -> None:
        """Wait until nothing is on its way."""

    async def in_turn(self, act: Callable[[], _ResultT]) -> _ResultT:
        """What ``act`` returns or raises, off the UI thread, after everything that is on its way."""


class SourceQueue(Protocol):
    """Sources that are being read: those to add, and those of articles to read again."""

    @property
    def progress(self) -> str:
        """A few words on how far it is; empty if nothing runs."""

    def add(self, sources: Sequence[str]) -> None:
        """Add files and URLs."""

    def refresh(self, record: ArticleRecord) -> None:
        """Read the source of an article again."""

    def stop(self) -> bool:
        """Give up what is not kept yet; returns whether there was something."""


class UndoSteps(Protocol):
    """Undo and redo, of one article or with an empty id of the library."""

    def undo(self, article_id: str = "") -> None:
        """Take back the last change, and say what it was."""

    def redo(self, article_id: str = "") -> None:
        """Make the change again that was taken back last, and say what it was."""


class TagList(Protocol):
    """The tags of the library, and those that digits set."""

    def when_known(self, then: Callable[[dict[str, int]], None]) -> None:
        """Hand over all tags with how often each is used."""

    def when_quick(self, then: Callable[[list[str]], None]) -> None:
        """Hand over the tags of the keys 1 to 9."""

    def used(self, tags: Sequence[str]) -> None:
        """Remember that these were used just now."""


class DeviceNotes(Protocol):
    """Places and drafts, which are remembered on this device."""

    def do(self, act: Callable[[], None]) -> None:
        """Do it soon, off the UI thread, after what was asked for before."""

    async def done(self) -> None:
        """Wait until all of it is done."""


class Damage(Protocol):
    """What in the library cannot be read, and is therefore not shown."""

    def tell_new(self) -> None:
        """Say what was not said before."""


# ---------------------------------------------------------------------- all of it


class Context(Host, Dialogs, Protocol):
    """What a screen can reach. It hands its collaborators the parts that they need."""

    last_color: str

    @property
    def services(self) -> Services: ...

    @property
    def settings(self) -> Settings: ...

    @property
    def keymap(self) -> Keymap: ...

    @property
    def palette(self) -> Palette:
        """The colors of the present theme."""

    @property
    def terminal(self) -> Terminal:
        """What can be done on the terminal beyond Textual."""

    @property
    def bulletin(self) -> Bulletin:
        """Where to hear what happens to the library."""

    @property
    def screens(self) -> Screens: ...

    @property
    def saving(self) -> ChangeSaver: ...

    @property
    def importing(self) -> SourceQueue: ...

    @property
    def undoing(self) -> UndoSteps: ...

    @property
    def tags(self) -> TagList: ...

    @property
    def background(self) -> DeviceNotes: ...

    @property
    def damage(self) -> Damage: ...

    @property
    def is_loading(self) -> bool:
        """Whether what the next key is for is still being loaded."""

    @property
    def has_keys_waiting(self) -> bool:
        """Whether keys were pressed that are not dealt with yet."""

    async def keys_dealt_with(self) -> None:
        """Wait until there are none any more."""

    def copy_to_clipboard(self, text: str) -> None: ...

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Open an address outside of the app, and say how that went."""
