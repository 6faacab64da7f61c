"""Export: the formats, what the file will look like, and where it goes."""

import asyncio
import os
from functools import partial
from pathlib import Path

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from readtui.errors import ExportError, ReadtuiError
from readtui.exporters.exporter import ExportDocument, Exporter
from readtui.services.export import file_names
from readtui.services.query import AnnotationQuery
from readtui.text.clean import clean, visible
from readtui.tui.dialogs.confirm import ConfirmDialog
from readtui.tui.dialogs.prompt import PromptDialog, complete_path
from readtui.tui.screens.command_screen import CommandScreen
from readtui.tui.themes import Palette
from readtui.tui.widgets.cells import counted
from readtui.tui.widgets.format_tabs import FormatTabs
from readtui.tui.widgets.key_footer import KeyFooter
from readtui.tui.widgets.page_header import PageHeader
from readtui.tui.widgets.which_key import WhichKey

_MOST_LINES = 400
_MOST_CHARACTERS = 30_000
_MANY = "readtui-annotations"


class _Preview(VerticalScroll, can_focus=False):
    """The beginning of what will be written."""

    DEFAULT_CSS = """
    _Preview {
        height: 1fr; margin: 0 2; padding: 1 0 0 0; scrollbar-size-vertical: 1;
        scrollbar-background: $background; scrollbar-color: $foreground 18%;
    }
    _Preview:ansi { scrollbar-background: ansi_default; scrollbar-color: ansi_bright_black; }
    _Preview Static { width: 1fr; height: auto; max-width: 110; }
    """


class ExportScreen(CommandScreen):
    """Exports what ``query`` finds; ``scope`` says in words what that is."""

    MODE = "export"

    def __init__(self, query: AnnotationQuery, scope: str) -> None:
        super().__init__()
        self._query = query
        self._scope = scope
        self._documents: list[ExportDocument] = []
        self._exporters: list[Exporter] = []
        self._chosen = 0
        self._rendered: str | bytes | None = None

    def compose(self) -> ComposeResult:
        """Header, formats, preview."""
        yield PageHeader(self.palette)
        yield FormatTabs(self.palette)
        with _Preview():
            yield Static("", markup=False)
        yield WhichKey()
        yield KeyFooter()

    def palette(self) -> Palette:
        """The palette of the present theme."""
        return self.readtui.palette

    def on_mount(self) -> None:
        """Read what is exported, then show it."""
        self.query_one(PageHeader).show("Export", visible(self._scope))
        self.run_worker(self._load(), exclusive=True, group="preview")

    async def _load(self) -> None:
        exports = self.readtui.services.exports
        settings = self.readtui.settings
        try:
            self._exporters = list((await asyncio.to_thread(exports.exporters)).values())
            self._documents = await asyncio.to_thread(exports.documents, self._query)
        except ReadtuiError as error:
            self.readtui.tell_error(error)
            return
        names = [exporter.name for exporter in self._exporters]
        wanted = settings.export.format
        self._exporters.sort(key=lambda exporter: exporter.name != wanted)
        if wanted not in names:
            fault = settings.fault("export.format", f"there is no format {wanted!r}", allowed=names, meant=wanted)
            self.readtui.tell_error(fault)
        annotations = sum(len(document.annotations) for document in self._documents)
        counts = f"{counted(len(self._documents), 'article')} · {counted(annotations, 'annotation')}"
        self.query_one(PageHeader).show("Export", visible(self._scope), counts)
        await self._render_chosen()

    # ------------------------------------------------------------------ format and preview

    @property
    def _exporter(self) -> Exporter | None:
        return self._exporters[self._chosen] if self._exporters else None

    def do_export_next_format(self) -> None:
        """The next format."""
        self._choose(self._chosen + 1)

    def do_export_previous_format(self) -> None:
        """The format before."""
        self._choose(self._chosen - 1)

    def _choose(self, index: int) -> None:
        if self._exporters:
            self._chosen = index % len(self._exporters)
            self._rendered = None
            self.run_worker(self._render_chosen(), exclusive=True, group="preview")

    async def _render_chosen(self) -> None:
        exporter = self._exporters[self._chosen]
        self.query_one(FormatTabs).show([one.title for one in self._exporters], self._chosen)
        preview, palette = self.query_one(_Preview), self.readtui.palette
        try:
            self._rendered = await asyncio.to_thread(exporter.render, self._documents)
        except ReadtuiError as error:
            preview.query_one(Static).update(Text(f"{error.message}\n{error.hint}", palette.review))
            return
        shown, rest = await asyncio.to_thread(_beginning, self._rendered)
        preview.query_one(Static).update(Text.assemble((shown, palette.text), (rest, palette.dim)))
        preview.scroll_home(animate=False)

    def do_export_scroll_down(self) -> None:
        """One line down."""
        self.query_one(_Preview).scroll_relative(y=1, animate=False)

    def do_export_scroll_up(self) -> None:
        """One line up."""
        self.query_one(_Preview).scroll_relative(y=-1, animate=False)

    def do_export_page_down(self) -> None:
        """One page down."""
        self.query_one(_Preview).scroll_page_down(animate=False)

    def do_export_page_up(self) -> None:
        """One page up."""
        self.query_one(_Preview).scroll_page_up(animate=False)

    def do_export_top(self) -> None:
        """The beginning."""
        self.query_one(_Preview).scroll_home(animate=False)

    def do_export_bottom(self) -> None:
        """The end of the preview."""
        self.query_one(_Preview).scroll_end(animate=False)

    def do_export_back(self) -> None:
        """Back to where it was asked for."""
        self.readtui.back()

    # ------------------------------------------------------------------ where it goes

    def do_export_copy(self) -> None:
        """Copy all of it to the clipboard of the terminal."""
        if isinstance(self._rendered, str):
            self.app.copy_to_clipboard(self._rendered)
            count = self._rendered.count("\n")
            self.readtui.tell(f"{count:,} lines copied. Some terminals do not allow it; a file always works.")
        elif self._rendered is not None:
            self.readtui.tell("This format is not text; write it to a file.")

    def do_export_write(self) -> None:
        """Ask where to, and write."""
        exporter = self._exporter
        if exporter is None:
            return
        suggested = os.path.join(self.readtui.settings.export.folder, self._suggested_name(exporter))
        prompt = PromptDialog("Write to", suggested, "a file, or a folder for one file an article", complete_path)
        self.app.push_screen(prompt, partial(self._path_given, exporter))

    def _path_given(self, exporter: Exporter, path: str | None) -> None:
        if path and path.strip():
            self.run_worker(self._write_or_tell(exporter, path.strip()), group="write")

    async def _write_or_tell(self, exporter: Exporter, path: str) -> None:
        try:
            await self._write(exporter, path)
        except ReadtuiError as error:
            self.readtui.tell_error(error, title="Nothing was written")

    def _suggested_name(self, exporter: Exporter) -> str:
        records = [document.record for document in self._documents]
        name = file_names(records)[records[0].id] if len(records) == 1 else _MANY
        return f"{name}{exporter.extension}"

    async def _write(self, exporter: Exporter, path: str) -> None:
        there = await asyncio.to_thread(self._existing, exporter, path)
        if there:
            more = f" and {len(there) - 1} more" if len(there) > 1 else ""
            question = ConfirmDialog("Overwrite what is there?", f"{visible(there[0])}{more}")
            if not await self.app.push_screen_wait(question):
                return
        write = partial(self.readtui.services.exports.write, exporter.name, self._documents, path)
        written = await asyncio.to_thread(write)
        more = f" and {len(written) - 1} more" if len(written) > 1 else ""
        self.readtui.tell(f"{visible(str(written[0]))}{more}" if written else "nothing", title="Written")

    def _existing(self, exporter: Exporter, path: str) -> list[str]:
        """The files that would be overwritten. Raises StorageError, ExportError."""
        target = Path(path).expanduser()
        try:
            if not target.is_dir():
                return [str(target)] if target.exists() else []
            names = file_names(entry.record for entry in self.readtui.services.library.entries())
            paths = [target / f"{names[document.record.id]}{exporter.extension}" for document in self._documents]
            return [str(one) for one in paths if one.exists()]
        except (OSError, ValueError) as error:
            raise ExportError(f"cannot write {visible(path)}: {error}", "Choose another place.") from error


def _beginning(rendered: str | bytes) -> tuple[str, str]:
    """What of it is shown, and a line about the rest."""
    if isinstance(rendered, bytes):
        return "", f"{len(rendered):,} bytes that are not text."
    lines = rendered[:_MOST_CHARACTERS].split("\n")[:_MOST_LINES]
    shown = clean("\n".join(lines)).text.expandtabs(4)
    rest = rendered.count("\n") + 1 - len(lines)
    return shown, f"\n… and {rest:,} more lines" if rest > 0 else ""
