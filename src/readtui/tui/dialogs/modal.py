"""The base of all modal screens: closing it closes nothing else."""

from rich.console import RenderableType
from textual import events
from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, ScreenResultType

from readtui.tui.colors.palette import Palette
from readtui.tui.widgets.placing_filter import seen_through


class Modal(ModalScreen[ScreenResultType]):
    """A modal screen that closes once, over the screen that it leaves in sight.

    A click or a message that is under way when it closes still arrives. Textual would then close the screen below.
    """

    is_over_dim = True
    """Whether what is behind is dimmed, with the terminal's own colors too: those cannot be blended."""

    def render(self) -> RenderableType:
        """What is seen of the screen behind."""
        return seen_through(super().render(), is_dim=self.is_over_dim and self.app.native_ansi_color)

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
