"""What the screens can reach of the app: a record of its parts, which each screen passes on to its collaborators."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from rich.console import Console
from textual.screen import Screen

from readtui.bootstrap import Services
from readtui.model.annotation import HIGHLIGHT_COLORS
from readtui.model.view import Lists, View
from readtui.quick_dataclass import dataclass
from readtui.services.annotation_reader import AnnotationQuery
from readtui.settings import Settings
from readtui.tui.colors.palette import Palette
from readtui.tui.destination import Arrival, FoundWords, PlaceChoice
from readtui.tui.events import EventBus
from readtui.tui.host import Host
from readtui.tui.keymap import Keymap
from readtui.tui.terminal_interface import Terminal
from readtui.tui.work.background import Background
from readtui.tui.work.fault_reports import DamageReport
from readtui.tui.work.known_tags import KnownTags
from readtui.tui.work.saver import Saver
from readtui.tui.work.source_intake import SourceIntake
from readtui.tui.work.standing_exports import StandingExports
from readtui.tui.work.undo_redo import UndoRedo


class Screens(Protocol):
    """Opens screens and returns to open ones.

    A protocol, because the screens that it opens use it themselves; in the app, it is ``tui/navigation.py``.
    """

    sought: str
    """The words of the last search, with which the next one begins."""

    def open_reader(
        self,
        article_id: str,
        *,
        at_annotation: str = "",
        choosing: PlaceChoice | None = None,
        found: FoundWords | None = None,
        arrival: Arrival | None = None,
    ) -> None:
        """Open the reader on an article, at one of its annotations; with ``choosing``, to place it.

        With ``found``, at a hit of a search, with all hits marked; with ``arrival``, so that the user can jump back.
        """

    def replace_reader(self, article_id: str, by: str) -> None:
        """Show another article in the place of one whose reader is open, if it is."""

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
        """Return to the previous screen; from the first one, or from a document that is discussed, leave the app."""

    def show_articles(self, ids: Sequence[str]) -> None:
        """Show these articles, and no others, in the library."""

    def trail(self, screen: Screen[Any]) -> list[str]:
        """The titles of the open screens below this one, the first one first."""

    def back_to(self, number: int) -> None:
        """Return to an open screen; the first one has the number 0."""


@dataclass(slots=True)
class Look:
    """How the app looks now. ``console`` wraps and measures styled text; the app sets the ``palette`` of its theme."""

    console: Console
    palette: Palette
    last_color: str = HIGHLIGHT_COLORS[0]
    """The color of the last highlight, for the next one."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is done to the library. ``events`` tells whoever subscribes."""

    events: EventBus
    saving: Saver
    undoing: UndoRedo
    importing: SourceIntake
    background: Background
    tags: KnownTags
    damage: DamageReport
    standing: StandingExports


@dataclass(frozen=True, slots=True)
class Context:
    """The parts of the app. Only the app and its screens hold it; their collaborators get the parts that they use."""

    services: Services
    settings: Settings
    host: Host
    screens: Screens
    keymap: Keymap
    look: Look
    terminal: Terminal
    work: Work
