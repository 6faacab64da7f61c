"""Places the preview of a list beside it or below it, as the user wants it, and scrolls it."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol

from textual.geometry import Size

from readtui.tui.context import Context, Workers
from readtui.tui.widgets.preview_pane import PreviewPane
from readtui.tui.widgets.record_table import RecordTable

WIDE = 110
_LEAST_LINES = 5
_HIGH = 30
"""Lines of a screen from which on the preview stands below the list unasked."""
_SHOWN, _HIDDEN = "shown", "hidden"


class Previewed(Protocol):
    """The screen with the list and the preview."""

    @property
    def preview(self) -> PreviewPane: ...

    @property
    def size(self) -> Size: ...

    def set_class(self, add: bool, name: str) -> object:
        """Set or remove a class of the screen."""


class ListPreviewed(Previewed, Workers, Protocol):
    """The same, for a collaborator that reads in the background what the preview needs."""

    @property
    def table(self) -> RecordTable: ...


class PreviewPlace:
    """Beside the list on a wide screen; otherwise below it, if the screen has ``high`` lines or the user asks for it.

    ``name`` is that of the list in the choices kept on this device; ``show`` fills the preview.
    """

    def __init__(
        self, name: str, app: Context, screen: Previewed, show: Callable[[], None], *, high: int = _HIGH
    ) -> None:
        self._choices = {True: f"{name}.preview-beside", False: f"{name}.preview-below"}
        self._app = app
        self._screen = screen
        self._show = show
        self._high = high
        self._chosen: dict[bool, bool] = {}

    @property
    def is_wide(self) -> bool:
        """Whether the preview's place is beside the list."""
        return self._screen.size.width >= WIDE

    def place(self) -> None:
        """Place the preview beside the list or, in at most a third of the height, below it."""
        size, preview = self._screen.size, self._screen.preview
        self._screen.set_class(self.is_wide, "-wide")
        self._screen.set_class(not self.is_wide, "-narrow")
        was_shown = preview.display
        preview.display = self._chosen.get(self.is_wide, self.is_wide or size.height >= self._high)
        preview.styles.height = "1fr" if self.is_wide else max(_LEAST_LINES, size.height // 3)
        if preview.display and not was_shown:
            self._show()

    def do_list_preview(self) -> None:
        """Show the preview, or hide it."""
        self._chosen[self.is_wide] = is_shown = not self._screen.preview.display
        self.place()
        choice = {self._choices[self.is_wide]: _SHOWN if is_shown else _HIDDEN}
        self._app.background.do(partial(self._app.services.choices.keep_choices, choice))

    def do_list_preview_down(self) -> None:
        self._screen.preview.scroll_by_half(1)

    def do_list_preview_up(self) -> None:
        self._screen.preview.scroll_by_half(-1)

    def take_up(self, choices: Mapping[str, str]) -> None:
        """Show or hide the preview as the user did the last time."""
        kept = {is_wide: choices.get(name) for is_wide, name in self._choices.items()}
        self._chosen = {is_wide: value == _SHOWN for is_wide, value in kept.items() if value} | self._chosen
        self.place()
