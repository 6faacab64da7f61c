"""Shows beside a list, or below it, what is under the cursor in full, and reads in the background what that takes."""

import asyncio
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from textual.geometry import Size

from readtui.quick_dataclass import dataclass
from readtui.tui.daemon_thread import in_thread
from readtui.tui.widgets.preview_pane import Lines, PreviewPane
from readtui.tui.widgets.screen_lifetime import once_painted

if TYPE_CHECKING:
    from readtui.tui.screens.record_screen import RecordScreen

_RowT = TypeVar("_RowT")
_DetailsT = TypeVar("_DetailsT")
_WIDE = 110
_LEAST_LINES = 5
_HIGH = 30
"""Lines of a screen from which on the preview stands below the list unasked."""
_SHOWN, _HIDDEN = "shown", "hidden"
_REST = 0.05
_MOST_KEPT = 200


@dataclass(frozen=True, slots=True)
class PreviewSpec(Generic[_RowT, _DetailsT]):
    """What the preview of a list shows.

    ``at`` returns what is in a row, by its index; None if there is no such row. ``lines`` lays that out, at first
    without details. ``read`` reads these in a thread, once the cursor has come to rest, also for the rows that stand
    ``around`` it, in steps from there; they are kept by ``key``, which is None for a row that has none. ``high``: the
    lines of a screen from which on it stands below the list unasked, ``wide``: the cells from which on it stands beside
    it. ``waits``: until the row is painted.
    ``is_wanted``: whether it stands there unasked at all, now. ``fills``: below the list it has the rows that a short
    one leaves, if the list's height is limited.
    """

    at: Callable[[int], _RowT | None]
    lines: Callable[[_RowT, _DetailsT | None], Lines]
    key: Callable[[_RowT], Hashable | None]
    read: Callable[[_RowT], _DetailsT]
    around: Sequence[int] = (0,)
    high: int = _HIGH
    wide: int = _WIDE
    waits: bool = False
    is_wanted: Callable[[], bool] = lambda: True
    fills: bool = False


class ListPreview(Generic[_RowT, _DetailsT]):
    """Beside the list on a wide screen; otherwise below it, if the screen is high or the user asks for it."""

    def __init__(self, screen: "RecordScreen", spec: PreviewSpec[_RowT, _DetailsT]) -> None:
        self._screen = screen
        self._spec = spec
        self._details: dict[Hashable, _DetailsT] = {}
        self._choices = {True: f"{screen.MODE}.preview-beside", False: f"{screen.MODE}.preview-below"}
        self._chosen: dict[bool, bool] = {}

    @property
    def pane(self) -> PreviewPane:
        return self._screen.query_one(PreviewPane)

    # ------------------------------------------------------------------ what is shown

    def follow(self) -> None:
        """The cursor is on another row."""
        if self._spec.waits:
            once_painted(self._screen, self.show)
        else:
            self.show()

    def show(self) -> None:
        """Show what is under the cursor; what must be read follows."""
        if not self.pane.display:
            return
        index = self._screen.table.current_index
        row = None if index is None else self._spec.at(index)
        if index is None or row is None:
            self.pane.show(lambda _: [])
            return
        key = self._spec.key(row)
        self.pane.show(self._spec.lines(row, self._details.get(key)))
        if key is not None:
            self._screen.run_worker(partial(self._read_around, index), group="preview", exclusive=True)

    @property
    def is_complete(self) -> bool:
        """Whether what is under the cursor is shown in full, if it is shown at all."""
        index = self._screen.table.current_index if self.pane.display else None
        row = None if index is None else self._spec.at(index)
        key = None if row is None else self._spec.key(row)
        return key is None or key in self._details

    def details_of(self, key: Hashable) -> _DetailsT | None:
        """What was read for a row; None if it was not, yet."""
        return self._details.get(key)

    def forget(self) -> None:
        """What was read may no longer be true."""
        self._details.clear()

    async def _read_around(self, index: int) -> None:
        await asyncio.sleep(_REST)
        for step in self._spec.around:
            row = self._spec.at(index + step) if index + step >= 0 else None
            key = None if row is None else self._spec.key(row)
            if row is None or key is None or key in self._details:
                continue
            details = await in_thread(self._spec.read, row)
            if len(self._details) >= _MOST_KEPT:
                self._details.clear()
            self._details[key] = details
            if step == 0 and self._screen.table.current_index == index:
                self.pane.show(self._spec.lines(row, details), at_top=False)

    # ------------------------------------------------------------------ where it stands

    @property
    def _is_wide(self) -> bool:
        return self._screen.size.width >= self._spec.wide

    def place(self) -> None:
        """Place it beside the list or, in at most a third of the height, below it."""
        pane, was_shown = self.pane, self.pane.display
        if self.has_placed(pane, self._screen.size):
            # Once for all, because it looks at every widget of the screen.
            self._screen.update_node_styles()
        if pane.display and not was_shown:
            self.show()

    def has_placed(self, pane: PreviewPane, size: Size) -> bool:
        """Place the pane on a screen of this size; whether that changes the styles of the widgets there.

        Before they are there, that costs nothing.
        """
        is_wide = size.width >= self._spec.wide
        unasked = self._spec.is_wanted() and (is_wide or size.height >= self._spec.high)
        pane.display = self._chosen.get(is_wide, unasked)
        pane.styles.height = "1fr" if is_wide or self._spec.fills else max(_LEAST_LINES, size.height // 3)
        classes = {"-wide": is_wide, "-narrow": not is_wide, "-previewed": pane.display}
        changes = any(self._screen.has_class(name) != holds for name, holds in classes.items())
        for name, holds in classes.items():
            self._screen.set_class(holds, name, update=False)
        return changes

    def take_up(self, choices: Mapping[str, str]) -> None:
        """Show or hide it as the user did the last time."""
        kept = {is_wide: choices.get(name) for is_wide, name in self._choices.items()}
        self._chosen = {is_wide: value == _SHOWN for is_wide, value in kept.items() if value} | self._chosen
        self.place()

    def do_list_preview(self) -> None:
        is_wide = self._is_wide
        self._chosen[is_wide] = is_shown = not self.pane.display
        self.place()
        choice = {self._choices[is_wide]: _SHOWN if is_shown else _HIDDEN}
        self._screen.keep_choices(choice)

    def do_list_preview_down(self) -> None:
        self.pane.scroll_by_half(1)

    def do_list_preview_up(self) -> None:
        self.pane.scroll_by_half(-1)
