"""What a screen can reach of the app."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from rich.console import Console
from textual.screen import Screen

from readtui.bootstrap import Services
from readtui.model.view import Lists, View
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.out.standing_exports import StandingFolders
from readtui.settings import Settings
from readtui.tui.destination import Arrival, Choosing, FoundWords
from readtui.tui.host import Host
from readtui.tui.keymap import Keymap
from readtui.tui.news import Bulletin
from readtui.tui.palettes.palette import Palette
from readtui.tui.terminal_interface import Terminal
from readtui.tui.tour_commands import Touring
from readtui.tui.work.background import Background
from readtui.tui.work.damage import DamageReport
from readtui.tui.work.importing import Importing
from readtui.tui.work.known_tags import KnownTags
from readtui.tui.work.saving import Saving
from readtui.tui.work.undoing import Undoing

_ResultT = TypeVar("_ResultT")


# ---------------------------------------------------------------------- going from screen to screen


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

    def show_articles(self, ids: Sequence[str]) -> None:
        """Show these articles, and no others, in the library."""

    def trail(self, screen: Screen[Any]) -> list[str]:
        """The titles of the open screens below this one, the first one first."""

    def back_to(self, number: int) -> None:
        """Return to an open screen; the first one has the number 0."""


# ---------------------------------------------------------------------- all of it


class Context(Host, Protocol):
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

    def keep_exporting(self, exports: StandingFolders) -> None:
        """Keep these standing exports up to date from now on. May be called from any thread."""

    @property
    def terminal(self) -> Terminal:
        """What can be done on the terminal beyond Textual."""

    @property
    def bulletin(self) -> Bulletin:
        """Where to subscribe to news about the library."""

    @property
    def screens(self) -> Screens: ...

    @property
    def saving(self) -> Saving: ...

    @property
    def importing(self) -> Importing: ...

    @property
    def undoing(self) -> Undoing: ...

    @property
    def tags(self) -> KnownTags: ...

    @property
    def touring(self) -> Touring: ...

    @property
    def background(self) -> Background: ...

    @property
    def damage(self) -> DamageReport: ...

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
