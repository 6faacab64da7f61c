"""Shows in a list, part after part, what a thread finds, and tells what went wrong."""

from collections.abc import Callable
from functools import partial
from typing import Generic, TypeVar

from readtui.errors import ReadtuiError, StoppedError
from readtui.tui.context import Context
from readtui.tui.screens.closing import while_open
from readtui.tui.screens.command_screen import CommandScreen
from readtui.tui.work.streaming import Streaming, Turn

_PartT = TypeVar("_PartT")


class ListStreaming(Generic[_PartT]):
    """Every run ends the one before; ``show`` gets the parts.

    ``ended`` is called after a run that nothing has stopped, with the error that has ended it, if any.
    """

    def __init__(
        self,
        app: Context,
        screen: CommandScreen,
        show: Callable[[_PartT], None],
        ended: Callable[[ReadtuiError | None], None] = lambda error: None,
    ) -> None:
        self._app = app
        self._screen = screen
        self._ended = ended
        self._streaming = Streaming[_PartT](
            while_open(screen, show), lambda: app.has_keys_waiting, screen.call_after_refresh
        )

    def stop(self) -> None:
        """End the present run, if there is one."""
        self._streaming.stop()

    def run(self, find: Callable[[Turn[_PartT]], None]) -> None:
        """Begin a run in the background; see ``Streaming.run``."""
        self._screen.run_worker(partial(self._run, find, self._streaming.begin()), group="stream")

    async def _run(self, find: Callable[[Turn[_PartT]], None], turn: Turn[_PartT]) -> None:
        fault: ReadtuiError | None = None
        try:
            await self._streaming.run(turn, find)
        except StoppedError:
            return
        except ReadtuiError as error:
            self._app.tell_error(fault := error)
        self._ended(fault)
        self._app.damage.tell_new()
