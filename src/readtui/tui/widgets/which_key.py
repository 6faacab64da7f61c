"""The panel that shows which keys can follow a prefix key."""

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text
from textual.widgets import Static

from readtui.tui.keymap import readable


class WhichKey(Static):
    """Hidden until a moment after a prefix key."""

    COMPONENT_CLASSES = {"which-key--key"}

    def show(self, pressed: tuple[str, ...], following: Sequence[tuple[str, str]]) -> None:
        """Show the keys that can follow ``pressed``, with the titles of their commands."""
        key_style = self.get_component_rich_style("which-key--key", partial=True)
        columns = max(1, min(3, self.screen.size.width // 38))
        table = Table.grid(padding=(0, 3, 0, 0))
        cells = [
            Text.assemble((f"{key:>4}", key_style), "  ", title, no_wrap=True, overflow="ellipsis")
            for key, title in following
        ]
        rows = -(-len(cells) // columns)
        for row in range(rows):
            table.add_row(*cells[row::rows])
        self.border_title = readable(" ".join(pressed)) + " …"
        self.update(table)
        self.display = True

    def hide(self) -> None:
        self.display = False
