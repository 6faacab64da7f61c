"""What the app and the command line need from the terminal beyond Textual."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from rich.console import Console
from textual.driver import Driver
from textual.geometry import Region, Size
from textual.screen import Screen
from textual.strip import Strip

from readtui.layout.widths import CellWidths
from readtui.model.tag import Tag
from readtui.quick_dataclass import dataclass
from readtui.services.reading.pictures import AtHand
from readtui.services.reading.session import ReadingSession
from readtui.settings import Settings
from readtui.tui.keymap import Keymap
from readtui.tui.pictures.picture_look import Graphics

Stamp = tuple[int, int, int]
"""Modification time in nanoseconds, size and inode of a file."""


@dataclass(frozen=True, slots=True)
class LeftPage:
    """The page that an article will open with next time.

    ``sources``: the article's files, as they were when its text was read. ``offset``: the reading position (code
    points). ``parts``: the rows in each region of the screen, none of which overlap. ``lines``: the terminal output for
    the lines of the text, those in ``region`` from ``first`` on and some around them. ``is_discussed``: it looks as
    if the article is opened to be remarked on.
    """

    library: Path
    article_id: str
    sources: Mapping[str, Stamp | None]
    offset: int
    size: Size
    parts: Sequence[tuple[Region, Sequence[Strip]]]
    console: Console
    keymap: Keymap
    region: Region
    first: int
    lines: Sequence[str]
    is_discussed: bool = False


@dataclass(frozen=True, slots=True)
class LeftLibrary:
    """How the library will open next time, if nothing changes in it: as ``screen`` looks now."""

    library: Path
    console: Console
    screen: Screen[Any]


class Drawing(Protocol):
    """Writes rows past Textual. Nothing appears until ``write_out``."""

    @property
    def taken(self) -> int:
        """How often the terminal became the app's. Anything drawn before the last time is gone."""

    @property
    def is_ready(self) -> bool:
        """Whether the terminal belongs to the app and accepts rows past Textual."""

    @property
    def is_held(self) -> bool:
        """Whether the terminal is behind: nothing is drawn until it has taken what was."""

    def show_title(self, title: str) -> None:
        """Name the terminal's window as long as the terminal belongs to the app."""

    def send(self, sequence: str) -> None:
        """Send a control sequence that draws nothing, if the terminal belongs to the app."""

    def row(self, column: int, row: int, written: str) -> None:
        """Write at a cell, both coordinates counted from 0."""

    def move(self, region: Region, lines: int) -> None:
        """Move the rows of ``region``, which is as wide as the screen, up (down if ``lines`` is negative)."""

    def write_out(self, cursor_column: int, cursor_row: int) -> None:
        """Write everything at once, and put the cursor on a cell."""


class Terminal(Protocol):
    """The terminal of one run, from before Textual is imported until after the app has ended."""

    # ------------------------------------------------------------------ before the app

    def show_kept(self, arguments: Sequence[str]) -> None:
        """Show the page of this command line's article, if one was kept and is still right."""

    def will_read(self, source: str) -> None:
        """The command line names this file: note its state before it is read."""

    def opens(self, library: Path, article_id: str = "", *, is_discussed: bool = False) -> None:
        """The command line opens this article, or the library, and will do so again while the file it names stays the
        same.

        ``is_discussed``: to be remarked on.
        """

    def prepare(self) -> None:
        """The app is about to be imported."""

    def show_early(
        self,
        settings: Settings,
        session: ReadingSession,
        offset: int,
        pictures: AtHand | None = None,
        tags: Sequence[Tag] = (),
    ) -> None:
        """Draw the article as it opens at ``offset``; without ``pictures`` it shows none.

        ``tags``: the codebook's entries, whose colors it shows.

        Draws nothing if a page is already on the screen, or if the article may look different. Raises any error.
        """

    def leave(self) -> None:
        """Give the terminal back as it was, unless the app has taken it over."""

    # ------------------------------------------------------------------ in the app

    def driver_class(self) -> type[Driver] | None:
        """The app's driver; None for Textual's own."""

    @property
    def drawing(self) -> Drawing: ...

    @property
    def cell_widths(self) -> CellWidths:
        """How the terminal measures text, as far as is known: from the last time, and once it has answered."""

    @property
    def is_dark(self) -> bool | None:
        """Whether the terminal's background is dark; None if that is not known."""

    @property
    def graphics(self) -> Graphics:
        """The graphics that the terminal shows, as far as is known, and the size of its cells now."""

    def ask(self, screen: Screen[Any], changed: Callable[[], None]) -> bool:
        """Ask the terminal about itself; returns False if it cannot be asked now. ``screen`` is what it shows.

        Its answers are not waited for. ``changed`` is called if text has to be laid out or colored
        otherwise for them.
        """

    def started(self) -> None:
        """The app has loaded everything it starts with. To be called once, before there is anything that may close."""

    def closed_screen(self, screen: Screen[Any]) -> None:
        """A screen was closed, and nothing of it will be drawn again."""

    @property
    def shows_page(self) -> bool:
        """Whether the page before the app is still there, because the app has not painted the same."""

    def app_is_painted(self) -> None:
        """The app has painted the same as the page before it, or cannot show it."""

    async def warm_up(self, modules: Sequence[str], idle_for: Callable[[], float]) -> None:
        """While the screen is idle, import what was left out for a quick start.

        ``idle_for``: for how many seconds no key has arrived or waited.
        """

    def keep(self, leave: Callable[[], LeftPage | LeftLibrary | None]) -> None:
        """Keep the page that ``leave`` prepares; None keeps nothing."""

    # ------------------------------------------------------------------ after the app

    def write_kept(self) -> None:
        """Write the kept pages after everything else is saved. Nothing depends on it."""
