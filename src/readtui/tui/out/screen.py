"""The export screen: formats and standing exports, options, the preview, and where it goes."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial, partialmethod
from threading import Event
from typing import Any

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Resize

from readtui.errors import ReadtuiError
from readtui.exporters.exporter import OPTIONS, Exporter, ExportOptions
from readtui.model.view import View
from readtui.search.query.syntax import to_text
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.finding.views import narrowed
from readtui.services.out.documents import Documents
from readtui.services.out.export import ExportChoice, Exports, choice_in
from readtui.services.out.preview import extent, preview
from readtui.services.out.standing_exports import StandingRule
from readtui.services.wording import sentence
from readtui.text.clean import visible
from readtui.tui.commands.command import Command
from readtui.tui.daemon_thread import in_thread
from readtui.tui.dialogs.prompt import PromptDialog, complete_path
from readtui.tui.dialogs.views import ViewsDialog
from readtui.tui.out.delivery import Delivery
from readtui.tui.out.format_and_options import (
    EVERYTHING,
    NOTHING,
    STANDING,
    FormatLine,
    OptionsRow,
    Scopes,
    Stand,
    in_groups,
    lines_of,
    paint_line,
)
from readtui.tui.out.preview_lines import ReadPreview, look_lines, read_preview, source_lines
from readtui.tui.screens.command_screen import CommandScreen
from readtui.tui.widgets.cells import fitted
from readtui.tui.widgets.headings import ColumnHeadings
from readtui.tui.widgets.key_footer import KeyFooter, WhichKey
from readtui.tui.widgets.page_header import PageHeader
from readtui.tui.widgets.preview_pane import PreviewPane, Sheet
from readtui.tui.widgets.record_table import PaintedRow, RecordTable, RowLook

_LEAST_WIDTH, _ROOM_FOR_BOTH = 72, 150
_LOOK_EVERY = 0.5
_TEMPLATE = "template"
_GAP = "   "
_LOOK, _SOURCE = "look", "source"
_NEEDS_NO_TITLE = ("by article", "by tag", "one list", "named")
_FOR_FORMATS = ("export.next_value", "export.keep")
_NOTHING = "There are no annotations to export."


class ExportScreen(CommandScreen):
    """Exports what ``query`` finds; ``scope`` describes it in words.

    The scope is one of the options: ``others``, each a query with its description, and the whole library are the
    other ones.
    """

    MODE = "export"
    AUTO_FOCUS = "RecordTable"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-middle"), (30, "-airy")]
    DEFAULT_CSS = """
    ExportScreen.-airy #options { margin: 1 0 0 0; }
    ExportScreen.-middle Horizontal, ExportScreen.-airy Horizontal { margin: 1 0 0 0; }
    ExportScreen RecordTable { width: 29; height: 1fr; margin: 0 0 0 1; }
    ExportScreen.-both RecordTable { width: 36; }
    ExportScreen Vertical { width: 1fr; height: 1fr; margin: 0 0 0 1; border-left: solid $foreground 25%; }
    ExportScreen:ansi Vertical { border-left: solid ansi_bright_black; }
    ExportScreen Vertical ColumnHeadings { padding: 0 2 0 1; }
    ExportScreen.-middle Vertical ColumnHeadings, ExportScreen.-airy Vertical ColumnHeadings { margin: 0 0 1 0; }
    ExportScreen PreviewPane, ExportScreen PreviewPane:ansi { border: none; height: 1fr; margin: 0; padding: 0 1 0 1; }
    ExportScreen.-narrow Horizontal { layout: vertical; }
    ExportScreen.-narrow Vertical, ExportScreen.-narrow:ansi Vertical { margin: 0; border: none; }
    ExportScreen.-narrow RecordTable { width: 1fr; height: 3; margin: 0 1; }
    ExportScreen.-narrow.-low RecordTable { height: 1; }
    ExportScreen.-narrow Vertical ColumnHeadings { padding: 0 2; }
    ExportScreen.-narrow PreviewPane { padding: 0 1 0 2; }
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
        self._rules: list[StandingRule] = []
        self._lines: list[FormatLine] = []
        self._choice = ExportChoice("")
        self._option = 0
        self._side = _LOOK
        self._shown: ReadPreview | None = None
        self._counts: dict[tuple[AnnotationQuery, ExportChoice], str] = {}
        self._template = TemplateWatch()
        context, work = self.context, self.context.work
        self.sending = Delivery(context.host, context.services, context.settings, work.saving, work.standing, self)

    def compose(self) -> ComposeResult:
        yield PageHeader(self.palette, "Export")
        yield ColumnHeadings(self.options_line, self._click_option, id="options")
        with Horizontal():
            yield RecordTable(self.paint)
            for side in (_LOOK, _SOURCE):
                with Vertical(id=side):
                    yield ColumnHeadings(partial(self.side_heading, side), self._click_side)
                    yield PreviewPane(self.sheet)
        yield WhichKey()
        yield KeyFooter()

    def sheet(self, width: int) -> Sheet:
        """What the lines of the preview are laid out for."""
        look = self.context.look
        return Sheet(width, look.palette, look.console)

    def palette_changed(self) -> None:
        """Paint everything in other colors."""
        self.table.repaint()
        self._refresh_lines()
        self._show_preview(at_top=False)

    def on_mount(self) -> None:
        """Load the exporters, then show the preview."""
        self._place_sides()
        self.run_worker(self._load(), exclusive=True, group="load")

    def on_resize(self, event: Resize) -> None:
        """Put the formats beside the preview if there is room, else above it."""
        self.set_class(event.size.width < _LEAST_WIDTH, "-narrow")
        self.set_class(event.size.width >= _ROOM_FOR_BOTH, "-both")
        self._place_sides()

    async def _load(self) -> None:
        services, settings = self.context.services, self.context.settings.export
        exporters = await in_thread(services.exports.exporters)
        self._rules = await in_thread(self.sending.rules)
        chosen = await in_thread(services.repository.choices)
        choice = choice_in(chosen, ExportChoice(settings.format, folder=settings.folder))
        self._choice = choice if choice.format in exporters else replace(choice, format=settings.format)
        self._exporters = in_groups(list(exporters.values()))
        self._show_list(self._choice.format)
        self.set_interval(_LOOK_EVERY, self._reload_template)

    # ------------------------------------------------------------------ the list

    @property
    def table(self) -> RecordTable:
        return self.query_one(RecordTable)

    def paint(self, index: int, width: int, is_current: bool) -> PaintedRow:
        return [paint_line(self._lines[index], RowLook(width, self.palette(), is_current))]

    def _show_list(self, key: str) -> None:
        self._lines = lines_of(self._exporters, self._rules)
        self.table.set_rows([line.row for line in self._lines], key)

    async def show_standing(self, number: int = 0) -> None:
        """The settings have changed: list the standing exports again, with the cursor on this one if it is there."""
        self._rules = await in_thread(self.sending.rules)
        self._show_list(f"{STANDING} {number}" if number else self._choice.format)

    @property
    def _line(self) -> FormatLine:
        index = self.table.current_index
        return FormatLine() if index is None else self._lines[index]

    @property
    def rule(self) -> StandingRule | None:
        return self._line.rule

    @property
    def exporter(self) -> Exporter | None:
        """That of the chosen format; None until the formats are loaded."""
        return self._line.exporter

    def on_record_table_moved(self) -> None:
        """Another format is chosen."""
        if self.exporter is not None:
            if self.rule is None:
                self._choice = replace(self._choice, format=self.exporter.format.name)
            self.show_mode()
            self._show_choice()

    def on_record_table_opened(self) -> None:
        """Write in the format that was double-clicked."""
        self.run_if_here("export.write")

    def _move(self, direction: int) -> None:
        """Go to the next row; from the last one to the first, and back."""
        before = self.table.current_index
        self.table.move(direction)
        if self.table.current_index == before:
            (self.table.first if direction > 0 else self.table.last)()

    do_export_next_format, do_export_previous_format = partialmethod(_move, 1), partialmethod(_move, -1)

    # ------------------------------------------------------------------ the options

    @property
    def _option_names(self) -> list[str]:
        return ["scope", *(name for name, one in OPTIONS.items() if one.title), _TEMPLATE]

    def _options_row(self, width: int) -> OptionsRow:
        stands = [self._stands(name) for name in self._option_names]
        return OptionsRow(stands, self._option, width)

    def options_line(self, width: int) -> list[Segment]:
        palette, rule = self.palette(), self.rule
        if rule is not None:
            what = visible(to_text(rule.query)) or EVERYTHING
            state = "paused" if rule.is_paused else "kept up to date"
            facts = (rule.format, state, visible(str(rule.folder)), what, visible(rule.name))
            return [Segment(fitted(_GAP.join(facts), width), palette.text)]
        return self._options_row(width).paint(palette)

    def _stands(self, name: str) -> Stand:
        if name == "scope":
            return Stand(name, visible(self._scopes.name), self._scopes.are_several)
        if name == _TEMPLATE:
            path = self._template.path if self._choice.format == _TEMPLATE else ""
            return Stand(name, visible(os.path.basename(path)) or NOTHING, short="" if path else name)
        title, said = OPTIONS[name].title, OPTIONS[name].words[self._value(name)]
        return Stand(title, said, len(self._values(name)) > 1, said if said in _NEEDS_NO_TITLE else "")

    def _values(self, name: str) -> Sequence[Any]:
        """What the format can render."""
        format = self.exporter.format if self.exporter else None
        return () if format is None or format.is_about_tags else OPTIONS[name].taken(format)

    def _value(self, name: str) -> Any:
        options = self._choice.options
        return getattr(options.for_format(self.exporter.format) if self.exporter else options, name)

    def do_export_option(self, key: str) -> None:
        """Go to an option, and ask for a template."""
        self._option = int(key) - 1
        self._refresh_lines()
        self.show_mode()
        if self._option_names[self._option] == _TEMPLATE or self.rule is not None:
            self._turn(1)

    def _click_option(self, cell: int, width: int) -> None:
        if self.rule is None and (number := self._options_row(width).at(cell)) is not None:
            self.do_export_option(str(number + 1))

    def _turn(self, steps: int) -> None:
        """Choose the next value of the current option, as far as the format can render it."""
        name, exporter = self._option_names[self._option], self.exporter
        if exporter is None:
            return
        if self.rule is not None:
            self.tell("The settings say what a standing export exports. Choose a format to export something else.")
        elif name == _TEMPLATE:
            self._ask_template()
        elif name == "scope":
            self._turn_scope(steps)
        elif len(values := self._values(name)) < 2:
            self.tell(f"{exporter.format.title} {OPTIONS[name].fixed or 'names nobody'}.")
        else:
            value = values[(values.index(self._value(name)) + steps) % len(values)]
            self._choice = replace(self._choice, options=replace(self._choice.options, **{name: value}))
            self._show_choice()
            if value in OPTIONS[name].told:
                self.tell(OPTIONS[name].told[value])
        self._refresh_lines()

    do_export_next_value, do_export_previous_value = partialmethod(_turn, 1), partialmethod(_turn, -1)

    def _turn_scope(self, steps: int) -> None:
        if not self._scopes.are_several:
            self.tell("The scope is already everything in the library.")
        else:
            self._scopes.turn(steps)
            self._show_choice()

    def do_export_view(self) -> None:
        def chosen(view: View | None) -> None:
            if view is not None and self._exporters:
                self.run_worker(self._use_view(view), group="open")

        self.app.push_screen(ViewsDialog(self.context.services.views, self.context.work.saving.make), chosen)

    async def _use_view(self, view: View) -> None:
        narrow = partial(narrowed, AnnotationQuery(), view, self.context.services.library)
        self._scopes.choose(await in_thread(narrow), f"the view {view.name}")
        if self.rule is not None:
            self._show_list(self._choice.format)
        self._show_choice()

    # ------------------------------------------------------------------ what is exported, and how much that is

    @property
    def documents(self) -> Documents:
        exports, rule = self.context.services.exports, self.rule
        if rule is not None:
            return exports.documents(AnnotationQuery((), rule.query), creators=rule.creators)
        return exports.documents(self._scopes.query, creators=self._choice.options.creators)

    async def options(self, exporter: Exporter) -> ExportOptions:
        """The options of an export. Raises StorageError."""
        chosen = self._choice.options.for_format(exporter.format) if self.rule is None else None
        return await in_thread(self.context.services.exports.options, self.documents.query, chosen)

    @property
    def _counted(self) -> tuple[AnnotationQuery, ExportChoice]:
        format = self.exporter.format.name if self.exporter else ""
        return self.documents.query, replace(self._choice, format=format)

    async def _count(self, exporter: Exporter, options: ExportOptions) -> None:
        """Count in the background what will be exported; the preview does not wait for it."""
        asked, stopped = self._counted, Event()
        if asked in self._counts:
            return
        try:
            self._counts[asked] = await in_thread(extent, exporter.format, self.documents, options, stopped)
        finally:
            stopped.set()
        self._show_count()

    def _show_count(self) -> None:
        self.query_one(PageHeader).show("Export", "", self._counts.get(self._counted, ""))

    # ------------------------------------------------------------------ the preview

    def _show_choice(self) -> None:
        """Render in the background: keys do not wait for it, so the user can go on to the next format."""
        self._show_count()
        self._refresh_lines()
        self.run_worker(self._render_chosen(), exclusive=True, group="preview")

    async def _render_chosen(self) -> None:
        exporter = self.exporter
        if exporter is None:
            return
        try:
            options = await self.options(exporter)
            documents = self.documents.of(exporter.format, context=options.context)
            shown = await in_thread(lambda: read_preview(preview(exporter, documents, options), exporter.format))
        except ReadtuiError as error:
            self._show_fault(error)
            return
        self._shown = shown
        self._place_sides()
        self._show_preview()
        self.run_worker(self._count(exporter, options), exclusive=True, group="count")

    def _pane(self, side: str) -> PreviewPane:
        return self.query_one(f"#{side} PreviewPane", PreviewPane)

    def _show_preview(self, *, at_top: bool = True) -> None:
        shown = self._shown
        if shown is None:
            return
        if not (shown.preview.text or shown.has_look):
            self._show_words(_NOTHING, self.palette().dim)
            return
        self._pane(_LOOK).show(look_lines(shown), at_top=at_top)
        self._pane(_SOURCE).show(source_lines(shown), at_top=at_top)

    def _show_words(self, words: str, style: Style) -> None:
        for pane in self.query(PreviewPane):
            pane.show(lambda sheet: sheet.wrapped(Text(words, style)))

    def _show_fault(self, error: ReadtuiError) -> None:
        self._show_words("\n".join(map(sentence, filter(None, (error.message, error.hint)))), self.palette().review)

    # ------------------------------------------------------------------ its two sides

    @property
    def _sides(self) -> list[str]:
        """Those that the format has: how the file will be seen, and its text."""
        shown = self._shown
        if shown is None:
            return [_LOOK]
        return [_LOOK] * shown.has_look + [_SOURCE] * bool(shown.preview.text) or [_LOOK]

    @property
    def _current_side(self) -> str:
        return self._side if self._side in self._sides else self._sides[0]

    def _place_sides(self) -> None:
        """Show both sides where there is room, else the current one."""
        both = self.size.width >= _ROOM_FOR_BOTH
        for side in (_LOOK, _SOURCE):
            self.query_one(f"#{side}").display = side in self._sides and (both or side == self._current_side)
        self._refresh_lines()

    def side_heading(self, side: str, width: int) -> list[Segment]:
        """Above a side: what it is, and beside it the other one unless both are shown."""
        palette, shown = self.palette(), self._shown
        titles = {_LOOK: shown.look_title if shown else "", _SOURCE: "Source"}
        listed = [side] if self.has_class("-both") else self._sides
        line: list[Segment] = []
        for one in listed:
            is_current = one == self._current_side and len(self._sides) > 1
            style = palette.kicker + Style(underline=True) if is_current else palette.dim
            line += [Segment(" │ ", palette.faint)] if line else []
            line.append(Segment(titles[one], style))
        used = sum(segment.cell_length for segment in line)
        about = self.exporter.format.about if self.exporter and side == self._sides[0] else ""
        about = about[:1].upper() + about[1:]
        if about and width - used - len(_GAP) >= min(cell_len(about), 24):
            line.append(Segment(_GAP + fitted(about, width - used - len(_GAP)), palette.dim))
        return line

    def _click_side(self, cell: int, width: int) -> None:
        self.do_export_other()

    def do_export_other(self) -> None:
        """Turn to the source, or to how it looks; where both are shown, scroll the other one."""
        if self._shown is not None and len(self._sides) < 2:
            why = "has only its source to show" if self._shown.preview.text else "is not text: it has no source to show"
            self.tell(f"{self._shown.format.title} {why}.")
            return
        self._side = _SOURCE if self._current_side == _LOOK else _LOOK
        self._place_sides()

    def _refresh_lines(self) -> None:
        for line in self.query(ColumnHeadings):
            line.refresh()

    @property
    def pane(self) -> PreviewPane:
        """That of the current side, which keys scroll."""
        return self._pane(self._current_side)

    def show_in_footer(self, commands: Sequence[Command], here: Mapping[str, str] | None = None) -> None:
        """Name the option that the arrows change. On a standing export, leave out what is for a format alone."""
        option = self._stands(self._option_names[self._option]).title
        named = [replace(one, footer=option) if one.id == "export.next_value" else one for one in commands]
        super().show_in_footer([one for one in named if self.rule is None or one.id not in _FOR_FORMATS], here)

    def footer_here(self) -> dict[str, str]:
        """On a standing export, what can be done with it."""
        if self.rule is None:
            return {}
        return {"export.write": "resume" if self.rule.is_paused else "pause", "export.stop": "stop"}

    # ------------------------------------------------------------------ templates

    def _ask_template(self) -> None:
        hint = "a Jinja template, such as notes.md.j2; see docs/templates.md"
        self.app.push_screen(PromptDialog("Template", self._choice.template, hint, complete_path, self._use_template))

    async def _use_template(self, path: str) -> bool:
        """Choose the template as the format; False for an empty path. Raises ExportError."""
        if not (path := path.strip()):
            return False
        exporter = await self._template.load(self.context.services.exports, path)
        named = {one.format.name: one for one in (*self._exporters, exporter)}
        self._exporters = in_groups(list(named.values()))
        self._choice = replace(self._choice, format=exporter.format.name, template=path)
        self._show_list(exporter.format.name)
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
        keep = partial(self.context.services.repository.keep_choices, self._choice.as_choices())
        self.context.work.background.do(keep)


class TemplateWatch:
    """Loads a template, and notices when its file has changed since."""

    def __init__(self) -> None:
        self.path = ""
        self._changed = 0

    async def load(self, exports: Exports, path: str) -> Exporter:
        """The exporter for the template. Raises ExportError."""
        self.path, self._changed = path, await in_thread(_changed, path)
        return await in_thread(exports.template, path)

    async def has_changed(self) -> bool:
        """Whether the file has changed since it was loaded."""
        return bool(self.path) and await in_thread(_changed, self.path) != self._changed


def _changed(path: str) -> int:
    """When the file was last changed, in nanoseconds; 0 if it is not there."""
    try:
        return os.stat(os.path.expanduser(path)).st_mtime_ns
    except (OSError, ValueError):
        return 0
