"""Rows of a dialog, one of which is chosen: with the keys of the dialog, or with a click."""

from collections.abc import Sequence

from rich.text import Text
from textual import events
from textual.message import Message
from textual.widgets import Static


class ChoiceRows(Static):
    """Shows the rows around the chosen one, as the dialog lays them out."""

    ALLOW_SELECT = False

    class Picked(Message):
        """A row was clicked, given by its number among all rows."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(markup=False, id=id, classes=classes)
        self._numbers: Sequence[int | None] = ()

    def show(self, lines: Sequence[Text], numbers: Sequence[int | None] | None = None) -> None:
        """Show these lines. ``numbers``: those of the rows that they are, None for other lines; by default from 0."""
        self._numbers = range(len(lines)) if numbers is None else numbers
        self.update(Text("\n").join(lines))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move as the arrow keys do."""
        event.stop()
        self.app.simulate_key("down")

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move as the arrow keys do."""
        event.stop()
        self.app.simulate_key("up")

    def on_click(self, event: events.Click) -> None:
        """Pick the row under the mouse."""
        offset = event.get_content_offset(self)
        number = self._numbers[offset.y] if offset is not None and offset.y < len(self._numbers) else None
        if number is not None:
            event.stop()
            self.post_message(self.Picked(number))
