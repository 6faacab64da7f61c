"""The export screen: format, preview and destination."""

import asyncio
import os
from functools import partial
from pathlib import Path

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from readtui.errors import ExportError, ReadtuiError
from readtui.exporters.exporter import Exporter, ExportOptions, whole
from readtui.services.finding.query import AnnotationQuery
from readtui.services.out.export import Documents, file_names
from readtui.services.out.living_files import Left
from readtui.services.out.whole_file import is_special
from readtui.services.wording import sentence
from readtui.text.clean import clean, visible
from readtui.text.counted import counted
from readtui.tui.dialogs.confirm import ConfirmDialog
from readtui.tui.dialogs.prompt import PromptDialog, complete_path
from readtui.tui.out.format_tabs import FormatTabs
from readtui.tui.palettes.palette import Palette
from readtui.tui.screens.command_screen import CommandScreen
from readtui.tui.widgets.key_footer import KeyFooter
from readtui.tui.widgets.page_header import PageHeader
from readtui.tui.widgets.which_key import WhichKey

_MOST_LINES = 400
_MOST_CHARACTERS = 30_000
_MANY = "readtui-annotations"
_EVERYTHING = "the whole library"


class _Preview(VerticalScroll, can_focus=False):
    """The beginning of the exported text."""

    DEFAULT_CSS = """
    _Preview {
        height: 1fr; margin: 0 2; padding: 1 0 0 0; scrollbar-size-vertical: 1;
        scrollbar-background: $background; scrollbar-color: $foreground 18%;
    }
    _Preview:ansi { scrollbar-background: ansi_default; scrollbar-color: ansi_bright_black; }
    _Preview Static { width: 1fr; height: auto; max-width: 110; }
    """


class ExportScreen(CommandScreen):
    """Exports what ``query`` finds; ``scope`` describes it in words.

    A key switches to ``others``, each a query with its description, and to the whole library.
    """

    MODE = "export"

    def __init__(self, query: AnnotationQuery, scope: str, *others: tuple[AnnotationQuery, str]) -> None:
        super().__init__()
        scopes: dict[AnnotationQuery, str] = {}
        for one, name in ((query, scope), *others, (AnnotationQuery(), _EVERYTHING)):
            scopes.setdefault(one, name)
        self._scopes = list(scopes.items())
        self._scope = 0
        self._documents: Documents | None = None
        self._exporters: list[Exporter] = []
        self._chosen = 0

    def compose(self) -> ComposeResult:
        yield PageHeader(self.palette)
        yield FormatTabs(self.palette)
        with _Preview():
            yield Static("", markup=False)
        yield WhichKey()
        yield KeyFooter()

    def palette(self) -> Palette:
        """The current palette."""
        return self.readtui.palette

    def on_mount(self) -> None:
        """Load the exporters and the annotations, then show the preview."""
        self.query_one(PageHeader).show("Export", visible(self._scopes[0][1]))
        self.run_worker(self._load(), exclusive=True, group="load")

    async def _load(self) -> None:
        try:
            exporters = await asyncio.to_thread(self.readtui.services.exports.exporters)
        except ReadtuiError as error:
            self.readtui.tell_error(error)
            return
        wanted = self.readtui.settings.export.format
        self._exporters = sorted(exporters.values(), key=lambda exporter: exporter.format.name != wanted)
        await self._read_scope(0)

    async def _read_scope(self, index: int) -> None:
        """Load the articles of a scope and show its preview."""
        query, name = self._scopes[index]
        try:
            documents = await asyncio.to_thread(self.readtui.services.exports.documents(query).kept)
        except ReadtuiError as error:
            self.readtui.tell_error(error)
            return
        self._scope, self._documents = index, documents
        annotated = [len(document.annotations) for document in documents if document.annotations]
        counts = f"{counted(len(annotated), 'article')} · {counted(sum(annotated), 'annotation')}"
        following = self._scopes[(index + 1) % len(self._scopes)][1]
        label = self.readtui.keymap.label("export.next_scope")
        more = f" · {label}: {visible(following)}" if len(self._scopes) > 1 and label else ""
        self.query_one(PageHeader).show("Export", f"{visible(name)}{more}", counts)
        self._render_preview()

    def do_export_next_scope(self) -> None:
        """Switch to the next scope."""
        if len(self._scopes) == 1:
            self.readtui.tell("The scope is already the whole library.")
        elif self._exporters:
            following = (self._scope + 1) % len(self._scopes)
            self.run_worker(self._read_scope(following), exclusive=True, group="load")

    # ------------------------------------------------------------------ format and preview

    @property
    def _exporter(self) -> Exporter | None:
        return self._exporters[self._chosen] if self._exporters else None

    def do_export_next_format(self) -> None:
        self._choose(self._chosen + 1)

    def do_export_previous_format(self) -> None:
        self._choose(self._chosen - 1)

    def _choose(self, index: int) -> None:
        if self._exporters:
            self._chosen = index % len(self._exporters)
            self._render_preview()

    def _render_preview(self) -> None:
        """Render in the background: keys do not wait for it, so the user can go on to the next format."""
        self.run_worker(self._render_chosen(), exclusive=True, group="preview")

    async def _render_chosen(self) -> None:
        exporter, documents = self._exporters[self._chosen], self._documents
        self.query_one(FormatTabs).show([one.format.title for one in self._exporters], self._chosen)
        preview, palette = self.query_one(_Preview), self.readtui.palette
        if documents is None:
            return
        try:
            shown, rest = await asyncio.to_thread(_beginning, exporter, documents)
        except ReadtuiError as error:
            preview.query_one(Static).update(
                Text("\n".join(map(sentence, filter(None, (error.message, error.hint)))), palette.review)
            )
            return
        preview.query_one(Static).update(Text.assemble((shown, palette.text), (rest, palette.dim)))
        preview.scroll_home(animate=False)

    def do_export_scroll_down(self) -> None:
        self.query_one(_Preview).scroll_relative(y=1, animate=False)

    def do_export_scroll_up(self) -> None:
        self.query_one(_Preview).scroll_relative(y=-1, animate=False)

    def do_export_page_down(self) -> None:
        self.query_one(_Preview).scroll_page_down(animate=False)

    def do_export_page_up(self) -> None:
        self.query_one(_Preview).scroll_page_up(animate=False)

    def do_export_top(self) -> None:
        self.query_one(_Preview).scroll_home(animate=False)

    def do_export_bottom(self) -> None:
        self.query_one(_Preview).scroll_end(animate=False)

    def do_export_back(self) -> None:
        """Return to the screen that opened this one."""
        self.readtui.screens.back()

    # ------------------------------------------------------------------ where it goes

    def do_export_copy(self) -> None:
        """Copy the whole export to the terminal's clipboard."""
        self.run_worker(self._copy(), group="open")

    async def _copy(self) -> None:
        exporter, documents = self._exporter, self._documents
        if exporter is None or documents is None:
            return
        if exporter.format.is_binary or exporter.format.is_folder:
            what, where = ("is not text", "a file") if exporter.format.is_binary else ("has several files", "a folder")
            self.readtui.tell(
                f"This format {what}. Press {self.readtui.keymap.key('export.write')} to write it to {where}."
            )
            return
        pieces = self.readtui.services.exports.render(exporter.format.name, documents)
        try:
            content = await asyncio.to_thread(whole, pieces)
        except ReadtuiError as error:
            self.readtui.tell_error(error)
            return
        if isinstance(content, str):
            self.app.copy_to_clipboard(content)
            count = content.count("\n")
            self.readtui.tell(
                f"Copied {counted(count, 'line')}. If your terminal blocks the clipboard, write to a file instead."
            )

    def do_export_write(self) -> None:
        """Ask for a destination and write the export."""
        exporter, documents = self._exporter, self._documents
        if exporter is None or documents is None:
            return
        suggested = os.path.join(self.readtui.settings.export.folder, self._suggested_name(exporter, documents))
        write = partial(self._write, exporter, documents)
        hint = "a folder" if exporter.format.is_folder else "a file, or a folder for one file per article"
        self.app.push_screen(PromptDialog("Write to", suggested, hint, complete_path, write))

    def _suggested_name(self, exporter: Exporter, documents: Documents) -> str:
        records = [document.record for document in documents]
        name = file_names(records)[records[0].id] if len(records) == 1 else _MANY
        return name if exporter.format.is_folder else f"{name}{exporter.format.extension}"

    async def _write(self, exporter: Exporter, documents: Documents, path: str) -> bool:
        """Write the export; return False if the user cancels. Raises ExportError, StorageError."""
        path = path.strip()
        if not path:
            return False
        exports = self.readtui.services.exports
        if await asyncio.to_thread(is_special, Path(os.path.expanduser(path))):
            raise ExportError(
                f"could not write to {visible(path)}: not a regular file", "To write there: readtui export --output"
            )
        foreign = await asyncio.to_thread(exports.in_the_way, exporter.format.name, documents, path)
        if foreign:
            more = f" and {len(foreign) - 1} more" if len(foreign) > 1 else ""
            detail = f"{visible(str(foreign[0]))}{more}\nNot written by readtui, or changed since."
            question = f"Overwrite {counted(len(foreign), 'existing file')}?"
            if not await self.app.push_screen_wait(ConfirmDialog(question, detail, loses=True)):
                return False
        options = ExportOptions(tags=await asyncio.to_thread(self.readtui.services.codebook.entries))
        left = Left()
        write = partial(exports.write, exporter.format.name, documents, path, options=options, force=True, left=left)
        written = await asyncio.to_thread(write)
        more = f" and {len(written) - 1} more" if len(written) > 1 else ""
        told = f"{visible(str(written[0]))}{more}" if written else "Nothing to write."
        self.readtui.tell("\n".join(filter(None, (told, left.message))), title="Written")
        return True


def _beginning(exporter: Exporter, documents: Documents) -> tuple[str, str]:
    """The beginning of the export, and a line about the rest. Renders no more than it returns."""
    if exporter.format.is_binary:
        return "", "No preview: this format is not text."
    rendered, is_whole = "", True
    for piece in exporter.render(documents.of(exporter.format), ExportOptions()):
        if len(rendered) >= _MOST_CHARACTERS or rendered.count("\n") >= _MOST_LINES:
            is_whole = False
            break
        rendered += piece if isinstance(piece, str) else piece.decode("utf-8", "replace")
    if not rendered:
        return "", "There are no annotations to export."
    lines = rendered[:_MOST_CHARACTERS].split("\n")[:_MOST_LINES]
    is_whole = is_whole and len(lines) == rendered.count("\n") + 1 and len(rendered) <= _MOST_CHARACTERS
    return clean("\n".join(lines)).text.expandtabs(4), "" if is_whole else "\n… and more. The file has all of it."
