"""Shows the beginning of an export: text unchanged, a table in columns."""

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text
from textual.containers import ScrollableContainer
from textual.widgets import Static

from readtui.services.out.preview import Preview
from readtui.tui.palettes.palette import Palette

_STEP = 8


class ExportPreview(ScrollableContainer, can_focus=False):
    """Scrolls in both directions, because a table may be wider than the screen."""

    DEFAULT_CSS = """
    ExportPreview {
        width: 1fr; height: 1fr; margin: 0 2; padding: 1 0 0 0; scrollbar-size: 1 1;
        scrollbar-background: $background; scrollbar-color: $foreground 18%;
    }
    ExportPreview:ansi { scrollbar-background: ansi_default; scrollbar-color: ansi_bright_black; }
    ExportPreview Static { width: 1fr; height: auto; max-width: 110; }
    ExportPreview.-table Static { width: auto; max-width: 400; }
    """

    def compose(self) -> list[Static]:
        return [Static("", markup=False)]

    def show(self, preview: Preview, palette: Palette) -> None:
        """Show another export from its beginning."""
        self.set_class(bool(preview.rows), "-table")
        shown = self.query_one(Static)
        if preview.rows:
            shown.update(_table(preview, palette))
        elif preview.text:
            rest = "" if preview.is_whole else "\n… and more. The file has all of it."
            shown.update(Text.assemble((preview.text, palette.text), (rest, palette.dim)))
        else:
            empty = (
                "There are no annotations to export." if preview.is_whole else "No preview: this format is not text."
            )
            shown.update(Text(empty, palette.dim))
        self.scroll_home(animate=False)

    def tell(self, message: str, palette: Palette) -> None:
        """Show a message instead of a preview."""
        self.remove_class("-table")
        self.query_one(Static).update(Text(message, palette.review))

    def sideways(self, steps: int) -> None:
        """Scroll right, or left for negative numbers."""
        self.scroll_relative(x=steps * _STEP, animate=False)


def _table(preview: Preview, palette: Palette) -> Table:
    head, *body = preview.rows
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, border_style=palette.faint)
    for name in head:
        table.add_column(Text(name, palette.table_header), no_wrap=True)
    for row in body:
        table.add_row(*(Text(cell, palette.text) for cell in row))
    if not preview.is_whole:
        table.add_row(Text("… and more. The file has all of it.", palette.dim))
    return table
