"""What in the library cannot be read, and is therefore not shown: said once."""

from collections.abc import Callable, Sequence

from readtui.errors import ReadtuiError
from readtui.tui.context import Messages


class DamageReport:
    """``damaged`` gives all that cannot be read at present. Only for the UI thread."""

    def __init__(self, messages: Messages, damaged: Callable[[], Sequence[ReadtuiError]]) -> None:
        self._messages = messages
        self._damaged = damaged
        self._told: set[str] = set()

    def tell_new(self) -> None:
        """Say what was not said before: the first fault in full, and how many there are besides."""
        found = {fault.message: fault for fault in self._damaged()}
        new = [fault for message, fault in found.items() if message not in self._told]
        self._told.update(found)
        if new:
            others = f" {len(new) - 1} more cannot be read; readtui doctor lists them." if len(new) > 1 else ""
            self._messages.tell_error(ReadtuiError(new[0].message, f"{new[0].hint}{others}"))
