"""Reports once which parts of the library are unreadable and therefore hidden."""

from collections.abc import Callable, Sequence

from readtui.errors import ReadtuiError
from readtui.text.phrases import counted
from readtui.tui.host import Host


class DamageReport:
    """``damaged`` returns everything unreadable at present. Only for the UI thread."""

    def __init__(self, host: Host, damaged: Callable[[], Sequence[ReadtuiError]]) -> None:
        self._host = host
        self._damaged = damaged
        self._told: set[str] = set()

    def tell_new(self) -> None:
        """Report what was not reported before: the first problem in full, and the number of others."""
        found = {fault.message: fault for fault in self._damaged()}
        new = [fault for message, fault in found.items() if message not in self._told]
        self._told.update(found)
        if new:
            others = f" {counted(len(new) - 1, 'more problem')}: run readtui doctor." if len(new) > 1 else ""
            self._host.tell_error(ReadtuiError(new[0].message, f"{new[0].hint}{others}"))
