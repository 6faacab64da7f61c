"""The base of all modal screens: closing it closes nothing else."""

from textual import events
from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, ScreenResultType

from readtui.tui.colors.palette import Palette


class Modal(ModalScreen[ScreenResultType]):
    """A modal screen that closes once.

    A click or a message that is under way when it closes still arrives. Textual would then close the screen below.
    """

    @property
    def palette(self) -> Palette:
        """The app's palette."""
        return self.app.look.palette  # type: ignore[attr-defined, no-any-return]

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Close with ``result``, unless it has closed already."""
        if self not in self.app.screen_stack:
            return AwaitComplete()
        return super().dismiss(result)

    def action_leave(self) -> None:
        """Close without a choice."""
        self.dismiss(None)

    async def on_event(self, event: events.Event) -> None:
        """Take no key and no click any more once it has closed."""
        if isinstance(event, events.InputEvent) and self not in self.app.screen_stack:
            return
        await super().on_event(event)
