"""What other screens need is imported while nobody types, but not for somebody who only looks at the first page."""

from collections.abc import Callable, Sequence

from journeys import journey

from readtui.bootstrap import Services
from readtui.tui.navigation import IMPORTED_LATER
from readtui.tui.terminal.plain import PlainTerminal


class NotingTerminal(PlainTerminal):
    def __init__(self) -> None:
        super().__init__()
        self.imported: list[Sequence[str]] = []

    async def warm_up(self, modules: Sequence[str], idle_for: Callable[[], float]) -> None:
        self.imported.append(modules)


async def test_nothing_is_imported_ahead_before_the_first_key(services: Services) -> None:
    terminal = NotingTerminal()
    async with journey(services, terminal=terminal) as app:
        assert terminal.imported == []
        await app.press("j")
        await app.settle()
        assert terminal.imported == [IMPORTED_LATER]
