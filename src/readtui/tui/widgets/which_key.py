"""The panel that shows which keys can follow a prefix key."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text
from textual.widgets import Static

from readtui.tui.keymap import readable

_MOST_ROWS, _OTHER_ROWS = 12, 4
"""The border, the margin below it, and the keys take rows of a low screen."""
_COLUMN, _NARROW_COLUMN, _AROUND_TITLE = 38, 18, 11


class WhichKey(Static):
    """Hidden until a moment after a prefix key."""

    COMPONENT_CLASSES = {"which-key--key"}

    def show(self, pressed: tuple[str, ...], following: Sequence[tuple[str, str]]) -> None:
        """Show the keys that can follow ``pressed``, with the titles of their commands."""
        key_style = self.get_component_rich_style("which-key--key", partial=True)
        width, height = self.screen.size
        most_rows = max(1, min(_MOST_ROWS, height - _OTHER_ROWS))
        # Titles are cut only where there are too many for whole ones.
        longest = max((cell_len(title) for _, title in following), default=0)
        columns = max(1, min(3, width // max(_COLUMN, longest + _AROUND_TITLE)))
        if columns * most_rows < len(following):
            columns = max(columns, min(3, width // _COLUMN))
        if columns * most_rows < len(following):
            columns = max(columns, width // _NARROW_COLUMN)
        table = Table.grid(padding=(0, 3, 0, 0) if columns <= width // _COLUMN else (0, 1, 0, 0), expand=True)
        for _ in range(columns):
            table.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
        cells = [
            Text.assemble((f"{key:>4}", key_style), "  ", title, no_wrap=True, overflow="ellipsis")
            for key, title in following
        ]
        if (left := len(cells) - columns * most_rows) > 0:
            cells[columns * most_rows - 1 :] = [Text(f"   … {left + 1} more", no_wrap=True)]
        rows = -(-len(cells) // columns)
        for row in range(rows):
            table.add_row(*cells[row::rows])
        self.border_title = readable(" ".join(pressed)) + " …"
        self.update(table)
        self.display = True

    def hide(self) -> None:
        self.display = False
