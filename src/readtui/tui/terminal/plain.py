"""The terminal for ``READTUI_PLAIN``, which leaves everything to Textual."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import Any

    from textual.geometry import Region
    from textual.screen import Screen

    from readtui.layout.widths import CellWidths
    from readtui.model.tag import Tag
    from readtui.services.reading.pictures import AtHand
    from readtui.services.reading.session import ReadingSession
    from readtui.settings import Settings
    from readtui.tui.pictures.picture_look import Graphics
    from readtui.tui.terminal_interface import Drawing, LeftLibrary, LeftPage


class NoDrawing:
    """Is never ready."""

    taken = 0
    is_ready = is_held = False

    def show_title(self, title: str) -> None: ...

    def send(self, sequence: str) -> None: ...

    def row(self, column: int, row: int, written: str) -> None:
        """Never called, because it is never ready."""

    def move(self, region: Region, lines: int) -> None:
        """Never called, because it is never ready."""

    def write_out(self, cursor_column: int, cursor_row: int) -> None: ...


class PlainTerminal:
    """Does nothing beyond Textual; see ``terminal_interface.Terminal``."""

    def __init__(self) -> None:
        self.drawing: Drawing = NoDrawing()

    def show_kept(self, arguments: Sequence[str]) -> None: ...

    def will_read(self, source: str) -> None: ...

    def opens(self, library: Path, article_id: str = "", *, is_discussed: bool = False) -> None: ...

    def prepare(self) -> None: ...

    def show_early(
        self,
        settings: Settings,
        session: ReadingSession,
        offset: int,
        pictures: AtHand | None = None,
        tags: Sequence[Tag] = (),
    ) -> None: ...

    def leave(self) -> None: ...

    def driver_class(self) -> None: ...

    @property
    def cell_widths(self) -> CellWidths:
        """Nothing is known."""
        from readtui.layout.widths import UNKNOWN_TERMINAL

        return UNKNOWN_TERMINAL

    @property
    def is_dark(self) -> None:
        """Nothing is known."""
        return None

    @property
    def graphics(self) -> Graphics:
        """None are used."""
        from readtui.tui.pictures.picture_look import NO_GRAPHICS

        return NO_GRAPHICS

    def ask(self, screen: Screen[Any], changed: Callable[[], None]) -> bool:
        """Ask nothing."""
        return True

    def started(self) -> None: ...

    def closed_screen(self, screen: Screen[Any]) -> None: ...

    @property
    def shows_page(self) -> bool:
        """There was none."""
        return False

    def app_is_painted(self) -> None: ...

    async def warm_up(self, modules: Sequence[str], idle_for: Callable[[], float]) -> None: ...

    def keep(self, leave: Callable[[], LeftPage | LeftLibrary | None]) -> None: ...

    def write_kept(self) -> None: ...
