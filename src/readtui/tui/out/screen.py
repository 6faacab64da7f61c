"""The export screen: format, options, preview and destination."""

import asyncio
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from threading import Event

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal, ScrollableContainer, Vertical
from textual.events import Resize
from textual.widgets import Static

from readtui.errors import ReadtuiError
from readtui.exporters.exporter import OPTIONS, ChosenOptions, Exporter, ExportOptions, Format
from readtui.model.view import View
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.finding.views import narrowed
from readtui.services.out.documents import Documents
from readtui.services.out.export import Exports
from readtui.services.out.last_choice import ExportChoice, choice_in
from readtui.services.out.preview import Preview, extent, preview
from readtui.services.wording import sentence
from readtui.text.clean import visible
from readtui.tui.colors.palette import Palette
from readtui.tui.dialogs.prompt import PromptDialog, complete_path
from readtui.tui.dialogs.views import ViewsDialog
from readtui.tui.out.delivery import Delivery
from readtui.tui.out.format_list import FormatList, in_groups
from readtui.tui.screens.command_screen import CommandScreen
from readtui.tui.widgets.key_footer import KeyFooter
from readtui.tui.widgets.page_header import PageHeader
from readtui.tui.widgets.which_key import WhichKey

_LEAST_WIDTH, _AROUND_SCOPE = 90, 48
_LOOK_EVERY = 0.5
_TEMPLATE = "template"
_GAP = "   "
_EVERYTHING = "the whole library"
_STEP = 8


class ExportScreen(CommandScreen):
    """Exports what ``query`` finds; ``scope`` describes it in words.

    A key switches to ``others``, each a query with its description, and to the whole library.
    """

    MODE = "export"
    sending: Delivery
    WIDEST = 10_000
    DEFAULT_CSS = """
    ExportScreen #options { height: auto; max-height: 1; margin: 1 2 0 2; text-wrap: nowrap; text-overflow: ellipsis; }
    ExportScreen.-narrow Horizontal { layout: vertical; }
    ExportScreen.-narrow #options { margin: 0 2; }
    """

    def __init__(
        self,
        query: AnnotationQuery,
        scope: str,
        *others: tuple[AnnotationQuery, str],
        done: Callable[[], None] | None = None,
    ) -> None:
        super().__init__()
        self._asked, self._asked_done = query, done
        self._scopes = Scopes((query, scope), others)
        self._exporters: list[Exporter] = []
        self._choice = ExportChoice("")
        self._counts: dict[tuple[AnnotationQuery, ExportChoice], str] = {}
        self._template = TemplateWatch()
        context, work = self.context, self.context.work
        self.sending = Delivery(context.host, context.services, context.settings, work.saving, work.standing, self)

    def compose(self) -> ComposeResult:
        yield PageHeader(self.palette)
        with Horizontal():
            yield FormatList(self.palette)
            with Vertical():
                yield Static("", markup=False, id="options")
                yield ExportPreview()
        yield WhichKey()
        yield KeyFooter()

    def on_mount(self) -> None:
        """Load the exporters, then show the preview."""
        self._show_scope()
        self.run_worker(self._load(), exclusive=True, group="load")

    def on_resize(self, event: Resize) -> None:
        """Put the formats beside the preview if there is room, else above it."""
        for widget in (self, self.query_one(FormatList)):
            widget.set_class(event.size.width < _LEAST_WIDTH, "-narrow")
        self._show_scope()

    async def _load(self) -> None:
        services, settings = self.context.services, self.context.settings.export
        try:
            exporters = await asyncio.to_thread(services.exports.exporters)
        except ReadtuiError as error:
            self.tell_error(error)
            return
        chosen = await asyncio.to_thread(services.choices.choices)
        choice = choice_in(chosen, ExportChoice(settings.format, folder=settings.folder))
        self._choice = choice if choice.format in exporters else replace(choice, format=settings.format)
        formats = in_groups([exporter.format for exporter in exporters.values()])
        self._exporters = [exporters[format.name] for format in formats]
        self._show_choice()
        self.set_interval(_LOOK_EVERY, self._reload_template)

    # ------------------------------------------------------------------ scope

    @property
    def documents(self) -> Documents:
        """What is exported."""
        return self.context.services.exports.documents(self._scopes.query, creators=self._choice.options.creators)

    def do_export_next_scope(self) -> None:
        """Switch to the next scope."""
        if not self._scopes.following:
            self.tell("The scope is already the whole library.")
        elif self._exporters:
            self._scopes.next()
            self._use_scope()

    def do_export_view(self) -> None:
        """Choose a saved view as the scope."""

        def chosen(view: View | None) -> None:
            if view is not None and self._exporters:
                self.run_worker(self._use_view(view), group="open")

        self.app.push_screen(
            ViewsDialog(self.context.services.views, self.context.work.saving.make),
            chosen,
        )

    async def _use_view(self, view: View) -> None:
        narrow = partial(narrowed, AnnotationQuery(), view, self.context.services.library)
        try:
            self._scopes.choose(await asyncio.to_thread(narrow), f"the view {view.name}")
        except ReadtuiError as error:
            self.tell_error(error)
        else:
            self._use_scope()

    def _use_scope(self) -> None:
        self._show_scope()
        self._render_preview()

    def _show_scope(self) -> None:
        scopes, key = self._scopes, self.context.keymap.label("export.next_scope")
        named = scopes.named_with_next(key, most=self.size.width - _AROUND_SCOPE)
        self.query_one(PageHeader).show("Export", visible(named), self._counts.get(self._counted, ""))

    @property
    def _counted(self) -> tuple[AnnotationQuery, ExportChoice]:
        """What the header counts depends on all of this."""
        return self._scopes.query, self._choice

    async def _count(self, exporter: Exporter, options: ExportOptions) -> None:
        """Count in the background what will be exported; the preview does not wait for it."""
        asked, stopped = self._counted, Event()
        if asked in self._counts:
            return
        try:
            self._counts[asked] = await asyncio.to_thread(extent, exporter.format, self.documents, options, stopped)
        except ReadtuiError as error:
            self.tell_error(error)
        finally:
            stopped.set()
        self._show_scope()

    # ------------------------------------------------------------------ format and preview

    @property
    def exporter(self) -> Exporter | None:
        """That of the chosen format; None until the formats are loaded."""
        return next((one for one in self._exporters if one.format.name == self._choice.format), None)

    def do_export_next_format(self) -> None:
        self._choose(1)

    def do_export_previous_format(self) -> None:
        self._choose(-1)

    def _choose(self, steps: int) -> None:
        if (exporter := self.exporter) is not None:
            index = (self._exporters.index(exporter) + steps) % len(self._exporters)
            self._choice = replace(self._choice, format=self._exporters[index].format.name)
            self._show_choice()

    def do_export_next_context(self) -> None:
        """Show more of the text around each passage, as far as the format can."""
        self._turn("context")

    def do_export_next_grouping(self) -> None:
        """List the annotations by article, by tag or in one list, as far as the format can."""
        self._turn("group")

    def do_export_creators(self) -> None:
        """Name who made what, or leave it out."""
        self._turn("creators")

    def _turn(self, name: str) -> None:
        """Choose the next value of an option that the format can render."""
        if (exporter := self.exporter) is None:
            return
        option, chosen = OPTIONS[name], self._choice.options.for_format(exporter.format)
        values = option.taken(exporter.format)
        value = values[(values.index(getattr(chosen, name)) + 1) % len(values)]
        self._choice = replace(self._choice, options=replace(self._choice.options, **{name: value}))
        self._show_choice()
        if len(values) == 1:
            self.tell(f"{exporter.format.title} {option.fixed}.")
        elif value in option.told:
            self.tell(option.told[value])

    def _show_choice(self) -> None:
        exporter = self.exporter
        if exporter is not None:
            formats = [one.format for one in self._exporters]
            self.query_one(FormatList).show(formats, formats.index(exporter.format))
            line = options_line(exporter.format, self._choice.options, self.palette())
            self.query_one("#options", Static).update(line)
            self._render_preview()

    async def options(self, exporter: Exporter) -> ExportOptions:
        """The options of an export. Raises StorageError."""
        chosen = self._choice.options.for_format(exporter.format)
        return await asyncio.to_thread(self.context.services.exports.options, self.documents.query, chosen)

    def _render_preview(self) -> None:
        """Render in the background: keys do not wait for it, so the user can go on to the next format."""
        self._show_scope()
        self.run_worker(self._render_chosen(), exclusive=True, group="preview")

    async def _render_chosen(self) -> None:
        exporter, pane = self.exporter, self.query_one(ExportPreview)
        if exporter is None:
            return
        try:
            options = await self.options(exporter)
            self.run_worker(self._count(exporter, options), exclusive=True, group="count")
            documents = self.documents.of(exporter.format, context=options.context)
            shown = await asyncio.to_thread(preview, exporter, documents, options)
        except ReadtuiError as error:
            self._show_fault(error)
            return
        pane.show(shown, self.palette())

    def _show_fault(self, error: ReadtuiError) -> None:
        said = "\n".join(map(sentence, filter(None, (error.message, error.hint))))
        self.query_one(ExportPreview).tell(said, self.palette())

    def do_export_scroll_down(self) -> None:
        self.query_one(ExportPreview).scroll_relative(y=1, animate=False)

    def do_export_scroll_up(self) -> None:
        self.query_one(ExportPreview).scroll_relative(y=-1, animate=False)

    def do_export_scroll_right(self) -> None:
        self.query_one(ExportPreview).sideways(1)

    def do_export_scroll_left(self) -> None:
        self.query_one(ExportPreview).sideways(-1)

    def do_export_page_down(self) -> None:
        self.query_one(ExportPreview).scroll_page_down(animate=False)

    def do_export_page_up(self) -> None:
        self.query_one(ExportPreview).scroll_page_up(animate=False)

    def do_export_top(self) -> None:
        self.query_one(ExportPreview).scroll_home(animate=False)

    def do_export_bottom(self) -> None:
        self.query_one(ExportPreview).scroll_end(animate=False)

    def do_export_back(self) -> None:
        """Return to the screen that opened this one."""
        self.context.screens.back()

    do_export_leave = do_export_back

    # ------------------------------------------------------------------ templates

    def do_export_template(self) -> None:
        """Ask for a template file and export with it."""
        hint = "a Jinja template, such as notes.md.j2; see docs/templates.md"
        self.app.push_screen(PromptDialog("Template", self._choice.template, hint, complete_path, self._use_template))

    async def _use_template(self, path: str) -> bool:
        """Choose the template as the format; False for an empty path. Raises ExportError."""
        if not (path := path.strip()):
            return False
        exporter = await self._template.load(self.context.services.exports, path)
        named = {one.format.name: one for one in (*self._exporters, exporter)}
        self._exporters = [named[format.name] for format in in_groups([one.format for one in named.values()])]
        self._choice = replace(self._choice, format=exporter.format.name, template=path)
        self._show_choice()
        return True

    async def _reload_template(self) -> None:
        """Render the template again when its file has changed."""
        if self._choice.format == _TEMPLATE and self.is_in_front and await self._template.has_changed():
            try:
                await self._use_template(self._template.path)
            except ReadtuiError as error:
                self._show_fault(error)

    # ------------------------------------------------------------------ where it goes

    @property
    def folder(self) -> str:
        """The folder of the last export, as the user named it; "" if there is none."""
        return self._choice.folder

    def keep_choice(self, folder: str | None = None) -> None:
        """An export is done: the next one begins with the same choices, and in this folder, if one was chosen."""
        if self._asked_done is not None and self._scopes.query == self._asked:
            self._asked_done()
        if folder is not None:
            self._choice = replace(self._choice, folder=folder)
        keep = partial(self.context.services.choices.keep_choices, self._choice.as_choices())
        self.context.work.background.do(keep)


# ---------------------------------------------------------------------- the line that names the options of an export


def options_line(format: Format, chosen: ChosenOptions, palette: Palette) -> Text:
    """The options that the format leaves open, with what is chosen."""
    chosen = chosen.for_format(format)
    is_open = {name: not format.is_about_tags and len(one.taken(format)) > 1 for name, one in OPTIONS.items()}
    shown = [(one, getattr(chosen, name)) for name, one in OPTIONS.items() if one.title and is_open[name]]
    line = Text(_GAP).join(
        Text.assemble((f"{option.title}: ", palette.dim), (option.words[value], palette.text))
        for option, value in shown
    )
    line.no_wrap, line.overflow = True, "ellipsis"
    return line


# ------------------------------------------------------------------ scopes
# What can be exported from where the export screen was opened: queries, each with a description.


class Scopes:
    """The first scope is chosen; the whole library is always one of them."""

    def __init__(self, first: tuple[AnnotationQuery, str], others: Sequence[tuple[AnnotationQuery, str]]) -> None:
        self._names: dict[AnnotationQuery, str] = {}
        for query, name in (first, *others, (AnnotationQuery(), _EVERYTHING)):
            self._names.setdefault(query, name)
        self._chosen = 0

    @property
    def query(self) -> AnnotationQuery:
        """The query of the chosen scope."""
        return list(self._names)[self._chosen]

    @property
    def name(self) -> str:
        """The description of the chosen scope."""
        return self._names[self.query]

    @property
    def following(self) -> str:
        """The description of the next scope; "" if there is only one."""
        names = list(self._names.values())
        return names[(self._chosen + 1) % len(names)] if len(names) > 1 else ""

    def named_with_next(self, key: str, most: int) -> str:
        """The description of the chosen scope, and of the one that a key leads to if both fit in ``most`` cells."""
        both = f"{self.name} ({key}: {self.following})"
        return both if self.following and key and cell_len(both) <= most else self.name

    def next(self) -> None:
        """Choose the next scope."""
        self._chosen = (self._chosen + 1) % len(self._names)

    def choose(self, query: AnnotationQuery, name: str) -> None:
        """Choose a scope, which may be a new one."""
        self._names.setdefault(query, name)
        self._chosen = list(self._names).index(query)


# -------------------------------------------------------- A template file that the user edits while its export is shown


class TemplateWatch:
    """Loads a template, and notices when its file has changed since."""

    def __init__(self) -> None:
        self.path = ""
        self._changed = 0

    async def load(self, exports: Exports, path: str) -> Exporter:
        """The exporter for the template. Raises ExportError."""
        self.path, self._changed = path, await asyncio.to_thread(_changed, path)
        return await asyncio.to_thread(exports.template, path)

    async def has_changed(self) -> bool:
        """Whether the file has changed since it was loaded."""
        return bool(self.path) and await asyncio.to_thread(_changed, self.path) != self._changed


def _changed(path: str) -> int:
    """When the file was last changed, in nanoseconds; 0 if it is not there."""
    try:
        return os.stat(os.path.expanduser(path)).st_mtime_ns
    except (OSError, ValueError):
        return 0


# ------------------------------------------------- shows the beginning of an export: text unchanged, a table in columns


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
