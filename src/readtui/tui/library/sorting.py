"""Sorts and groups the list, and remembers how."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol

from textual.screen import Screen

from readtui.tui.context import Context
from readtui.tui.library.arranging import Grouping
from readtui.tui.library.order import Order, Sort
from readtui.tui.library.sort_dialog import Arrangement, SortDialog
from readtui.tui.library.state import LibraryState
from readtui.tui.widgets.record_table import RecordTable

_ORDER, _GROUPING = "library.order", "library.grouping"
_DESCENDING = "-"


class Sorted(Protocol):
    """The list on the screen."""

    @property
    def table(self) -> RecordTable: ...

    def ask(self, dialog: Screen[Arrangement | None], then: Callable[[Arrangement | None], None] | None = None) -> None:
        """Show a dialog; ``then`` receives its answer."""

    def show_again(self, key: str = "") -> None:
        """Arrange the list again, with the cursor on the article ``key``."""


class Sorting:
    """The keys that sort and group."""

    def __init__(self, state: LibraryState, app: Context, screen: Sorted) -> None:
        self._state = state
        self._app = app
        self._screen = screen

    def begin(self, choices: Mapping[str, str]) -> None:
        """Sort and group as the last time."""
        kept = choices.get(_ORDER, "")
        by = kept.removeprefix(_DESCENDING)
        if self._state.only is None and by in set(Sort) - {Sort.GIVEN}:
            self._state.order = Order(Sort(by), kept.startswith(_DESCENDING))
        if (grouping := choices.get(_GROUPING, "")) in set(Grouping):
            self._state.grouping = Grouping(grouping)

    def do_library_sort(self) -> None:
        """Choose what to sort and group by."""
        state = self._state
        dialog = SortDialog(state.order, state.grouping, has_given=state.only is not None)
        self._screen.ask(dialog, self.arrange)

    def do_library_sort_reverse(self) -> None:
        self.arrange(Arrangement(self._state.order.reversed(), self._state.grouping))

    def arrange(self, chosen: Arrangement | None) -> None:
        """Sort and group as chosen; None changes nothing."""
        if chosen is None:
            return
        state = self._state
        if chosen.grouping is not state.grouping:
            self._screen.table.unfold_all()
        state.order, state.grouping = chosen
        if state.order.by is not Sort.GIVEN:
            sign = _DESCENDING if state.order.descending else ""
            choices = {_ORDER: f"{sign}{state.order.by}", _GROUPING: state.grouping.value}
            self._app.background.do(partial(self._app.services.choices.keep_choices, choices))
        self._screen.show_again(self._screen.table.current_key)
