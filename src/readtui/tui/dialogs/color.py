"""The dialog that chooses a highlight color."""

from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate

from rich.style import Style
from rich.text import Text
from textual import events
from textual.widget import Widget
from textual.widgets import Static

from readtui.model.annotation import HIGHLIGHT_COLORS
from readtui.tui.colors.palette import Palette
from readtui.tui.dialogs.dialog import Dialog, bindings
from readtui.tui.widgets.screen_lifetime import once_painted

_CHOICES = ("", *HIGHLIGHT_COLORS)


class ColorDialog(Dialog[str | None]):
    """The colors side by side. The result is a color's name, "" for no color, or None if canceled.

    ``preview`` is called with each color that the cursor comes to.
    """

    BINDINGS = bindings(
        {
            "escape": "leave",
            "enter": "choose",
            "right,l,tab": "move(1)",
            "left,h,shift+tab": "move(-1)",
            "backspace,delete": "uncolor",
        }
    )
    # What gets the color stands above.
    DEFAULT_CSS = "ColorDialog { background: transparent; }"
    is_over_dim = False

    def __init__(self, current: str | None, palette: Palette, preview: Callable[[str], None] = lambda _: None) -> None:
        super().__init__("Color")
        self._preview = preview
        self._palette = palette
        self._chosen = _CHOICES.index(current) if current in _CHOICES else 1
        self._row = Static(markup=False)
        self._pairs: list[list[Text]] = []

    def sheet(self) -> Iterable[Widget]:
        yield self._row

    def on_mount(self) -> None:
        self.show_keys(
            [(f"1–{len(HIGHLIGHT_COLORS)}", "color"), ("0", "none"), ("← → Enter", "choose"), ("Esc", "cancel")]
        )

    def on_resize(self) -> None:
        """Show as many colors per row as fit."""
        once_painted(self, self._show)

    def on_key(self, event: events.Key) -> None:
        """Choose with a single digit."""
        if event.character and event.character in "0123456789"[: len(_CHOICES)]:
            event.stop()
            self.dismiss(_CHOICES[int(event.character)])

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self._row)
        if offset is None or offset.y >= len(self._pairs):
            super().on_click(event)
            return
        ends = accumulate(pair.cell_len + 1 for pair in self._pairs[offset.y])
        place = next((place for place, end in enumerate(ends) if offset.x < end), None)
        if place is not None:
            self.dismiss((*HIGHLIGHT_COLORS, "")[sum(map(len, self._pairs[: offset.y])) + place])

    def action_move(self, steps: int) -> None:
        """Move to the next or previous color, wrapping around."""
        self._chosen = (self._chosen + steps) % len(_CHOICES)
        self._show()
        self._preview(_CHOICES[self._chosen])

    def action_choose(self) -> None:
        self.dismiss(_CHOICES[self._chosen])

    def action_uncolor(self) -> None:
        self.dismiss("")

    def _show(self) -> None:
        """Show each color as it looks on text; ``›`` marks the one that Enter takes."""
        pairs = []
        for name in (*HIGHLIGHT_COLORS, ""):
            number = _CHOICES.index(name)
            marked = number == self._chosen
            on_text = self._palette.text + (self._palette.highlight(name).text if name else Style())
            pair = Text()
            pair.append(f"{'›' if marked else ' '}{number} ", self.part("key" if marked else "name"))
            pair.append(f" {name or 'none'} ", on_text + Style(bold=marked))
            pairs.append(pair)
        self._pairs = _rows(pairs, self._row.content_size.width)
        self._row.update(Text("\n").join(Text(" ").join(row) for row in self._pairs))


def _rows(pairs: Sequence[Text], width: int) -> list[list[Text]]:
    """Arrange the pairs in rows of at most ``width`` cells, never splitting one; aligned in columns if there are
    several rows.
    """
    cells = max(pair.cell_len for pair in pairs)
    in_one_row = Text(" ").join(pairs)
    if in_one_row.cell_len <= width:
        return [list(pairs)]
    for pair in pairs:
        pair.pad_right(cells - pair.cell_len)
    a_row = max(1, (width + 1) // (cells + 1))
    return [list(pairs[start : start + a_row]) for start in range(0, len(pairs), a_row)]
