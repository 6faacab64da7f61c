"""The dialog that chooses a theme; the screen above it already has the theme under the cursor."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from rich.style import Style
from rich.text import Text
from textual.widget import Widget

from readtui.tui.colors.colors import ThemeColors
from readtui.tui.dialogs.dialog import Dialog, bindings
from readtui.tui.widgets.cells import fitted
from readtui.tui.widgets.choice_rows import ChoiceRows
from readtui.tui.widgets.screen_lifetime import once_painted

_MOST_ROWS, _ROWS_OF_SHEET = 8, 6
_SWATCH = _GAP = "  "
_LEAST_DETAIL = 6


class ThemeRow(NamedTuple):
    """A theme to choose: its name, what to say about it, and its colors."""

    name: str
    detail: str
    colors: ThemeColors


class ThemeDialog(Dialog[str | None]):
    """The themes as a list. The result is the name of one, or None if canceled.

    ``preview`` is called with each theme that the cursor comes to.
    """

    BINDINGS = bindings(
        {
            "escape,q": "leave",
            "enter": "choose",
            "down,j,tab,f9": "move(1)",
            "up,k,shift+tab": "move(-1)",
            "home,g": "move_to(0)",
            "end,G": "move_to(-1)",
        }
    )
    # The screen above is the preview: nothing may tint it.
    DEFAULT_CSS = "ThemeDialog { background: transparent; }"

    def __init__(self, themes: Sequence[ThemeRow], current: str, preview: Callable[[str], None]) -> None:
        super().__init__("Theme")
        self._themes = themes
        self._preview = preview
        self._chosen = next((number for number, one in enumerate(themes) if one.name == current), 0)
        self._top = 0
        self._rows = ChoiceRows()

    def sheet(self) -> Iterable[Widget]:
        yield self._rows

    def on_resize(self) -> None:
        """Show as many themes as fit."""
        super().on_resize()
        once_painted(self, self._show)

    def action_move(self, steps: int) -> None:
        """Try the next or previous theme, wrapping around."""
        self.action_move_to((self._chosen + steps) % len(self._themes))

    def action_move_to(self, number: int) -> None:
        """Try a theme, counted from 0, or from the end if negative."""
        self._chosen = number % len(self._themes)
        self._preview(self._themes[self._chosen].name)
        once_painted(self, self._show)

    def action_choose(self) -> None:
        """Keep the theme under the cursor."""
        self.dismiss(self._themes[self._chosen].name)

    def on_choice_rows_picked(self, event: ChoiceRows.Picked) -> None:
        """Try the theme that was clicked; keep it if it was clicked again."""
        if event.number == self._chosen:
            self.action_choose()
        else:
            self.action_move_to(event.number)

    def _show(self) -> None:
        """The rows around the cursor; ``›`` marks the one that Enter keeps."""
        room = max(2, min(max(_MOST_ROWS, self.size.height // 4), self.size.height - _ROWS_OF_SHEET))
        rows = len(self._themes) if len(self._themes) <= room else room - 1
        self._top = max(self._chosen - rows + 1, min(self._top, self._chosen))
        cells = max(len(one.name) for one in self._themes)
        shown = []
        for number in range(self._top, self._top + rows):
            theme, is_chosen = self._themes[number], number == self._chosen
            row = Text(no_wrap=True, overflow="ellipsis")
            row.append("› " if is_chosen else "  ", self.part("key"))
            for color in (theme.colors.paper, theme.colors.ink, theme.colors.primary, theme.colors.secondary):
                row.append(_SWATCH, Style(bgcolor=color))
            row.append(f"  {theme.name:<{cells}}", self.part("chosen" if is_chosen else "name"))
            room = self._rows.content_size.width - row.cell_len - len(_GAP)
            if room >= _LEAST_DETAIL:
                row.append(_GAP + fitted(theme.detail, room), self.part("dim"))
            shown.append(row)
        numbers: list[int | None] = [*range(self._top, self._top + rows)]
        if rows < len(self._themes):
            left = len(self._themes) - self._top - rows
            shown.append(Text(f"  ↓ {left} more" if left else "", self.part("dim")))
            numbers.append(None)
        self._rows.show(shown, numbers)
        # In the colors of the theme, as well.
        self.show_keys([("↑ ↓", "try"), ("Enter", "keep"), ("Esc", "cancel")])
