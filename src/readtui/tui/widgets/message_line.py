"""The line that says for a moment what was done, in place of the keys or above the status line."""

from collections.abc import Callable

from rich.text import Text
from textual.timer import Timer
from textual.widgets import Static

_SECONDS_A_CHARACTER = 0.05
_MOST_EARLIER = 3


class MessageLine(Static):
    """Hidden until there is something to say. A message that is longer than a row grows upwards.

    It stays until the next key, because what is said to a key is no longer true once another one was pressed, but no
    longer than Textual's notifications do in this app, or than it takes to read. News stay for that time. An error is a
    notification, but goes with the next key like a message. ``elsewhere`` shows short messages in another widget, and
    removes them when it gets an empty one; it returns whether it does.
    """

    COMPONENT_CLASSES = {"message-line--title"}

    def __init__(self, elsewhere: Callable[[str], bool]) -> None:
        super().__init__(markup=False)
        self._elsewhere = elsewhere
        self._said = ("", "")
        self._lasts = False
        self._has_error = False
        self._hiding: Timer | None = None

    def say(self, message: str, title: str = "", *, lasts: bool = False) -> None:
        """Show a message in place of the previous one. Its text is never read as markup. ``lasts``: it is news, which
        joins other news that is still shown.
        """
        before, title_before = self._said
        if lasts and self._lasts and before and title == title_before:
            others = [one for one in before.split("\n") if one not in message.split("\n")]
            message = "\n".join([*others[-_MOST_EARLIER:], message])
        self._said, self._lasts = (message, title), lasts
        if self.is_mounted:
            self._show()

    def on_mount(self) -> None:
        """Show what was said while the screen was being made."""
        if any(self._said):
            self._show()

    def error_told(self, *, lasts: bool) -> None:
        """A notification says what went wrong. ``lasts``: it is news."""
        self._has_error = not lasts

    def answered(self) -> None:
        """The user has given another command: what was said to the last one goes."""
        if self._has_error:
            self._has_error = False
            self.app.clear_notifications()
        if any(self._said) and not self._lasts:
            self.hide()

    @property
    def says_something(self) -> bool:
        return any(self._said)

    def hide(self) -> None:
        """Show what is below again."""
        # Of all open screens, when any has something to say: the lines of the others are left in peace.
        if not any(self._said):
            return
        self._said = ("", "")
        self._elsewhere("")
        self.display = False

    def _show(self) -> None:
        message, title = self._said
        self.display = not self._elsewhere(f"{title}  {message}" if title else message)
        if self.display:
            style = self.get_component_rich_style("message-line--title", partial=True)
            self.update(Text.assemble((f"{title}  " if title else "", style), message))
        if self._hiding is not None:
            self._hiding.stop()
        seconds = max(self.app.NOTIFICATION_TIMEOUT, len(message) * _SECONDS_A_CHARACTER)
        self._hiding = self.set_timer(seconds, self.hide)
