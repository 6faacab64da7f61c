"""What the app and the command line ask of the terminal beyond Textual."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from rich.console import Console
from textual.driver import Driver
from textual.geometry import Region, Size
from textual.widget import Widget

from readtui.model.article import Article
from readtui.services.reading.session import ReadingSession
from readtui.settings import Settings
from readtui.tui.keymap import Keymap

Stamp = tuple[int, int, int]
"""Modification time in nanoseconds, size and inode of a file."""


@dataclass(frozen=True, slots=True)
class LeftPage:
    """What an article will open on next time.

    ``sources``: the files of the article, as they were when its text was read. ``offset``: the reading position (code
    points). ``widgets`` cover the screen without overlapping. ``lines`` are what the terminal gets for the lines of the
    text, those in ``region`` from ``first`` on and some around them.
    """

    library: Path
    article_id: str
    sources: Mapping[str, Stamp | None]
    offset: int
    size: Size
    widgets: Sequence[Widget]
    console: Console
    keymap: Keymap
    region: Region
    first: int
    lines: Sequence[str]


class Drawing(Protocol):
    """Writes rows past Textual. What is drawn appears with ``write_out``."""

    @property
    def taken(self) -> int:
        """How often the terminal became the app's: what was drawn before the last time is gone."""

    @property
    def is_ready(self) -> bool:
        """Whether the terminal is the app's, and takes rows past Textual."""

    def row(self, column: int, row: int, written: str) -> None:
        """Write at a cell, both counted from 0."""

    def move(self, region: Region, lines: int) -> None:
        """Move the rows of ``region``, which is as wide as the screen, up (down if ``lines`` is negative)."""

    def write_out(self, cursor_column: int, cursor_row: int) -> None:
        """Write all of it at once, and put the cursor on a cell."""


class Terminal(Protocol):
    """The terminal of one run, from before Textual is imported until after the app has ended."""

    # ------------------------------------------------------------------ before the app

    def show_kept(self, arguments: Sequence[str]) -> None:
        """Show the page that the article of this command line opens on, if one was kept and is still right."""

    def will_read(self, source: str) -> None:
        """The command line names this file: note its state before it is read."""

    def opens(self, library: Path, article_id: str) -> None:
        """The command line opens this article, and will again if the file that it names is the same."""

    def prepare(self) -> None:
        """The app is about to be imported."""

    def show_early(
        self, settings: Settings, article: Article, offset: int, session: ReadingSession | None = None
    ) -> None:
        """Draw the article as it opens at ``offset``, without annotations if there is no session.

        Draws nothing if a page is shown already, or if the article may look otherwise. Raises whatever goes wrong.
        """

    def leave(self) -> None:
        """Give the terminal back as it was, unless the app has taken it over."""

    # ------------------------------------------------------------------ in the app

    def begin(self) -> None:
        """The app is about to run."""

    def driver_class(self) -> type[Driver] | None:
        """The app's driver; None for Textual's own."""

    @property
    def drawing(self) -> Drawing: ...

    def started(self) -> None:
        """The app has loaded what it begins with."""

    def app_is_painted(self) -> None:
        """The app has painted what the page shows that was drawn before it, or cannot show it."""

    async def warm_up(self, modules: Sequence[str], is_busy: Callable[[], bool]) -> None:
        """Import what was left out to start quickly, while the screen is not busy."""

    def give_back_memory(self) -> None:
        """Return memory that was needed only for a moment to the system. Takes a while."""

    def keep(self, leave: Callable[[], LeftPage | None]) -> None:
        """Keep the page that ``leave`` arranges; None keeps nothing."""

    # ------------------------------------------------------------------ after the app

    def write_kept(self) -> None:
        """Write what was kept, after everything else is saved. Nothing depends on it."""
