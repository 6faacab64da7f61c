"""The terminal that leaves everything to Textual: what ``READTUI_PLAIN`` asks for."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from textual.geometry import Region

    from readtui.model.article import Article
    from readtui.services.reading.session import ReadingSession
    from readtui.settings import Settings
    from readtui.tui.terminal.interface import Drawing, LeftPage


class NoDrawing:
    """Is never ready."""

    taken = 0
    is_ready = False

    def row(self, column: int, row: int, written: str) -> None:
        """Not called: it is not ready."""

    def move(self, region: Region, lines: int) -> None:
        """Not called: it is not ready."""

    def write_out(self, cursor_column: int, cursor_row: int) -> None:
        """Nothing was drawn."""


class PlainTerminal:
    """Does nothing beyond Textual; see ``interface.Terminal``."""

    def __init__(self) -> None:
        self.drawing: Drawing = NoDrawing()

    def show_kept(self, arguments: Sequence[str]) -> None:
        """Show nothing."""

    def will_read(self, source: str) -> None:
        """Note nothing."""

    def opens(self, library: Path, article_id: str) -> None:
        """Note nothing."""

    def prepare(self) -> None:
        """Leave Textual as it is."""

    def show_early(
        self, settings: Settings, article: Article, offset: int, session: ReadingSession | None = None
    ) -> None:
        """Draw nothing."""

    def leave(self) -> None:
        """Nothing is shown."""

    def begin(self) -> None:
        """Leave Python as it is."""

    def driver_class(self) -> None:
        """Textual's own."""

    def started(self) -> None:
        """Leave garbage collection as it is."""

    def app_is_painted(self) -> None:
        """Nothing waits for it."""

    async def warm_up(self, modules: Sequence[str], is_busy: Callable[[], bool]) -> None:
        """Import nothing ahead."""

    def give_back_memory(self) -> None:
        """Leave memory to Python."""

    def keep(self, leave: Callable[[], LeftPage | None]) -> None:
        """Keep nothing."""

    def write_kept(self) -> None:
        """Nothing was kept."""
