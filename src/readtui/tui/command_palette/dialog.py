"""The palette on the screen: a line to type in, and one line an entry with its key at the right."""

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical

from readtui.text.clean import visible
from readtui.text.name_fit import matched_letters
from readtui.tui.command_palette.palette_entries import Entries, EntryKind, PaletteEntry
from readtui.tui.dialogs.dialog import Modal, bindings
from readtui.tui.widgets.cells import fitted
from readtui.tui.widgets.choice_rows import ChoiceRows
from readtui.tui.widgets.hinted_input import HintedInput
from readtui.tui.widgets.screen_lifetime import once_painted

_MOST_ROWS, _ROWS_AROUND = 14, 8
"""Half of a high screen has more rows."""
_LEAST_TITLE, _MOST_DETAIL = 16, 40
_APART, _LEAST_WHERE = " · ", 6
_PARTS = ("key", "name", "dim", "chosen", "match")


class PaletteDialog(Modal[PaletteEntry | None]):
    """The result is the chosen entry, or None."""

    AUTO_FOCUS = "Input"
    DEFAULT_CSS = """
    PaletteDialog { align: center top; background: $background 40%; }
    PaletteDialog:ansi { background: transparent; }
    PaletteDialog > Vertical {
        width: 90%; max-width: 104; height: auto; margin: 2 0 0 0; padding: 0 1;
        background: $surface; border: round $primary 70%; border-subtitle-color: $foreground 80%;
    }
    PaletteDialog.-low > Vertical { margin: 0; width: 100%; }
    PaletteDialog Input, PaletteDialog Input:focus { height: 1; border: none; padding: 0 2; background: $surface;
        background-tint: transparent; }
    PaletteDialog Static { height: auto; background: $surface; }
    PaletteDialog #rows { border-top: solid $foreground 20%; }
    PaletteDialog:ansi > Vertical, PaletteDialog:ansi Static, PaletteDialog:ansi Input {
        background: ansi_default; color: ansi_default; }
    PaletteDialog:ansi > Vertical { border: round ansi_default; border-subtitle-color: ansi_default; }
    PaletteDialog:ansi #rows { border-top: solid ansi_default; }
    PaletteDialog:ansi Input > .input--cursor { color: ansi_default; background: ansi_default; text-style: reverse; }
    PaletteDialog .palette--key { color: $primary; text-style: bold; }
    PaletteDialog .palette--name { color: $foreground; }
    PaletteDialog .palette--dim { color: $foreground 70%; }
    PaletteDialog:light .palette--dim { color: $foreground 75%; }
    PaletteDialog .palette--chosen { background: $primary 22%; text-style: bold; }
    PaletteDialog .palette--match { color: $primary; text-style: bold underline; }
    PaletteDialog:ansi .palette--match { color: ansi_default; }
    PaletteDialog:ansi .palette--dim { color: ansi_default; text-style: dim; }
    PaletteDialog:ansi .palette--key, PaletteDialog:ansi .palette--name { color: ansi_default; }
    PaletteDialog:ansi .palette--chosen { background: ansi_default; text-style: bold reverse; }
    """
    VERTICAL_BREAKPOINTS = [(0, "-low"), (18, "-high")]
    BINDINGS = bindings(
        {
            "escape,ctrl+c": "leave",
            "enter": "choose",
            "down,ctrl+n,tab": "move(1)",
            "up,ctrl+p,shift+tab": "move(-1)",
            "pagedown": "move_page(1)",
            "pageup": "move_page(-1)",
        },
        priority=True,
    )

    def __init__(self, entries: Entries) -> None:
        super().__init__()
        self._entries = entries
        self._found: Sequence[PaletteEntry] = ()
        self._chosen = self._top = 0
        self._is_filling = True
        self._is_awaited = False
        self._sheet = _Sheet()
        self._input = HintedInput("Type a command, an article, a tag or a view")
        self._rows = ChoiceRows(id="rows")

    def compose(self) -> ComposeResult:
        with self._sheet:
            yield self._input
            yield self._rows

    def on_mount(self) -> None:
        """Remove messages, and show what there is before anything is typed."""
        self.app.clear_notifications()
        self.find_again()

    def on_resize(self) -> None:
        """Show as much as fits."""
        once_painted(self, self._show)

    def on_input_changed(self) -> None:
        """Find while the user types."""
        self._chosen = self._top = 0
        self._is_awaited = False
        self.find_again()

    def find_again(self) -> None:
        """Show what matches now; the cursor stays on its entry if more entries have arrived."""
        before = self._found[self._chosen].known_as if self._chosen and self._found else ""
        self._found = self._entries.matching(self._input.value)
        names = [entry.known_as for entry in self._found]
        self._chosen = names.index(before) if before in names else 0
        # Entries may have arrived before there is anything to show them in; they are shown on mounting.
        if self._rows.is_attached:
            self._show()
        if self._is_awaited:
            self.action_choose()

    def be_full(self) -> None:
        self._is_filling = False
        self.find_again()

    # ------------------------------------------------------------------ keys

    def action_move(self, steps: int) -> None:
        """Go to the next or previous entry, wrapping around."""
        if self._found:
            self._chosen = (self._chosen + steps) % len(self._found)
            self._show()

    def action_move_page(self, pages: int) -> None:
        """Go as many entries on as are on the screen."""
        self._chosen = max(0, min(self._chosen + pages * self._height, len(self._found) - 1))
        self._show()

    def action_choose(self) -> None:
        """Take the entry under the cursor, or the first that arrives."""
        self._is_awaited = self._is_filling and not self._found
        if self._found:
            self.dismiss(self._found[self._chosen])

    def on_choice_rows_picked(self, event: ChoiceRows.Picked) -> None:
        """Take the entry that was clicked."""
        self._chosen = event.number
        self.action_choose()

    def on_click(self, event: events.Click) -> None:
        """A click beside the palette closes it."""
        if not self._sheet.region.contains(*event.screen_offset):
            self.action_leave()

    # ------------------------------------------------------------------ drawing

    @property
    def _height(self) -> int:
        return max(1, min(max(_MOST_ROWS, self.size.height // 2), self.size.height - _ROWS_AROUND))

    def _show(self) -> None:
        width, height = self._rows.content_size.width, self._height
        lines, before = list[int | str](), ""
        for number, entry in enumerate(self._found):
            if (group := self._entries.group_of(entry, self._input.value)) != before:
                lines.append(group)
                before = group
            lines.append(number)
        at = lines.index(self._chosen) if self._found else 0
        # The heading of the first entry is seen with it.
        self._top = max(at - height + 1, min(self._top, at if at > 1 else 0))
        shown = lines[self._top : self._top + height]
        rows = [
            Text(f"  {one.capitalize()}", self._part("dim"), no_wrap=True, end="")
            if isinstance(one, str)
            else self._row(self._found[one], width, is_chosen=one == self._chosen)
            for one in shown
        ]
        numbers: list[int | None] = [None if isinstance(one, str) else one for one in shown]
        if not self._found:
            typed = fitted(visible(self._input.value.strip()), max(1, width - 20))
            said = "Looking …" if self._is_filling else f"Nothing matches “{typed}”."
            rows, numbers = [Text(f"  {said}", self._part("dim"))], [None]
        left = sum(isinstance(one, int) for one in lines[self._top + height :])
        self._sheet.border_subtitle = f"↓ {left} more" if left > 0 else ""
        self._rows.show(rows, numbers)

    def _row(self, entry: PaletteEntry, width: int, *, is_chosen: bool) -> Text:
        row = Text(no_wrap=True, end="")
        row.append("› " if is_chosen else "  ", self._part("key"))
        detail = fitted(visible(entry.detail), min(width // 2, width - _LEAST_TITLE, _MOST_DETAIL))
        room = max(0, width - cell_len(detail) - 5)
        title, where = visible(entry.title), f"{_APART}{entry.where}" if entry.where else ""
        title = fitted(title, max(min(room, _LEAST_TITLE), room - cell_len(where)))
        where = fitted(where, room - cell_len(title)) if room - cell_len(title) > _LEAST_WHERE else ""
        start = len(row)
        # The colors of tags, as those of keys, are made for the sheet.
        is_colored = entry.kind is EntryKind.TAG and not is_chosen
        row.append(title, Style(color=self.palette.tag_style(entry.name).color) if is_colored else self._part("name"))
        row.append(where, self._part("name" if is_chosen else "dim"))
        for word in self._input.value.split():
            for first, last in matched_letters(word, f"{title}{where}"):
                row.stylize(self._part("match"), start + first, start + last)
        row.append(" " * max(1, width - cell_len(title) - cell_len(where) - cell_len(detail) - 3))
        row.append(detail, self._part("name" if is_chosen else "key" if entry.is_command else "dim"))
        row.append(" ")
        if is_chosen:
            chosen = self._part("chosen")
            row.stylize(Style(bgcolor=chosen.bgcolor, bold=True, reverse=chosen.reverse))
        return row

    def _part(self, name: str) -> Style:
        return self._sheet.get_component_rich_style(f"palette--{name}")


class _Sheet(Vertical):
    """The background, with which the component styles are blended."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"palette--{part}" for part in _PARTS}
