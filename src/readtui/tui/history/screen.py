"""Lists what was changed on this device, and undoes and redoes it."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from textual.app import ComposeResult
from textual.containers import Container

from readtui.errors import ReadtuiError
from readtui.model.annotation import Annotation
from readtui.services.upkeep.history import Step, Timeline
from readtui.services.wording import excerpt
from readtui.text.counted import counted
from readtui.tui.history.edit_lines import shown_edits
from readtui.tui.history.listing import HistoryAsked, HistoryList, list_history, touched_articles
from readtui.tui.history.preview_lines import Keys, StepDetails, step_lines
from readtui.tui.history.rows import lines_of, paint_step
from readtui.tui.screens.list_screen import ListScreen
from readtui.tui.screens.list_streaming import ListStreaming
from readtui.tui.screens.preview_place import PreviewPlace
from readtui.tui.widgets.days import ByDay, Day, by_day, day_lines, paint_day
from readtui.tui.widgets.preview_pane import PreviewPane, Sheet
from readtui.tui.widgets.record_table import PaintedRow, RecordTable
from readtui.tui.work.threads import in_thread

_REST = 0.05
_NOTHING = StepDetails()


class HistoryScreen(ListScreen):
    """The latest change first, by day; with an article's id, only its changes."""

    MODE = "history"
    preview_place: PreviewPlace

    def __init__(self, article_id: str = "") -> None:
        super().__init__()
        self._article_id = article_id
        self._streaming = ListStreaming[HistoryList](self.readtui, self, self._show_list)
        self._timeline = Timeline()
        self._titles: Mapping[str, str] = {}
        self._by_day: ByDay[Step] = ByDay(_now())
        self._details: dict[str, StepDetails] = {}
        self.preview_place = PreviewPlace(self.MODE, self.readtui, self, self.on_record_table_moved)

    def compose(self) -> ComposeResult:
        """Header, filter, list and preview. The welcome replaces an empty list."""
        content = Container(RecordTable(self._paint), PreviewPane(self._sheet), classes="with-preview")
        yield from self.frame("words of a change, or of a title", content)

    @property
    def filter_grammar(self) -> Sequence[tuple[str, str]]:
        """The filter takes plain words."""
        return ()

    def on_resize(self) -> None:
        """Place the preview."""
        self.preview_place.place()

    def on_unmount(self) -> None:
        """Stop reading."""
        self._streaming.stop()

    def on_screen_suspend(self) -> None:
        """Stop reading while another screen is shown."""
        self._streaming.stop()

    def narrow_to(self, article_id: str) -> None:
        """List the changes of an article; with an empty id, of the library."""
        self._article_id = article_id
        self.arrange_rows()

    # ------------------------------------------------------------------ showing

    async def load(self) -> None:
        """List the changes. Raises StorageError."""
        self.preview_place.take_up(await in_thread(self.readtui.services.choices.choices))
        await self.show_rows()

    async def show_rows(self, key: str = "") -> None:
        """Show the changes that pass the filter."""
        if not self._by_day.rows:
            self.show_header("History", "", "reading …")
        services = self.readtui.services
        asked = HistoryAsked(self._article_id, self.filter_line.value)
        self._streaming.run(partial(list_history, services.history, services.library, asked))

    def _show_list(self, found: HistoryList) -> None:
        self._timeline, self._titles = found.timeline, found.titles
        keyed = ((step.change.id, step.change.at, lines_of(step, self._titles)) for step in found.steps)
        self._by_day = by_day(found.steps, keyed, _now())
        self.table.set_rows(self._by_day.rows, more=not found.is_last)
        self._show_header(found)
        self._show_welcome(found)
        self.show_mode()

    def _show_header(self, found: HistoryList) -> None:
        listed, total = len(found.steps), len(found.timeline.steps)
        shown = f"{listed:,} of {total:,}" if listed != total else counted(listed, "change") if listed else ""
        undone = sum(not step.done for step in found.steps)
        right = f"{undone:,} undone · {shown}" if undone else shown
        detail = f"of {excerpt(self._titles.get(self._article_id, ''))}" if self._article_id else ""
        self.show_header("History", detail, right if found.is_last else "reading …")

    def _show_welcome(self, found: HistoryList) -> None:
        welcome, key = self.welcome, self.readtui.keymap.key
        has_rows = bool(found.steps)
        if has_rows or not found.is_last:
            welcome.hide()
        elif found.timeline.steps:
            keys = [(key("history.show_all"), "clear the filter"), (key("history.filter"), "edit the filter")]
            welcome.show(*self.filter_line.why_nothing("No change matches"), keys)
        elif self._article_id:
            keys = [(key("history.show_all"), "the changes of all articles"), (key("history.back"), "back")]
            welcome.show("Nothing changed yet", "You have not changed anything in this article on this device.", keys)
        else:
            keys = [(key("history.back"), "back")]
            welcome.show(
                "Nothing changed yet", "What you do to articles and notes on this device is listed here.", keys
            )
        filtering = ("show_all", "filter") if found.timeline.steps or self._article_id else ()
        is_empty = found.is_last and not has_rows
        self.tell_rows(of_use=(*filtering, "undo", "redo", "back") if is_empty else None)
        self.show_content(has_rows)

    def _sheet(self, width: int) -> Sheet:
        app, palette = self.readtui, self.readtui.palette
        return Sheet(width, palette, app.console, lambda _: palette.tag, app.services.library.identity())

    def _paint(self, index: int, width: int, is_current: bool) -> PaintedRow:
        shown, palette = self._by_day.at(index), self.readtui.palette
        if isinstance(shown, Day):
            return paint_day(shown, width, palette, is_first=index == 0, is_current=is_current)
        if shown is None:
            return []
        return paint_step(shown, self._titles, width, palette, self._by_day.now, is_current=is_current)

    def footer_here(self) -> Mapping[str, str]:
        """What leads to the change under the cursor."""
        step = self._current()
        if step is None:
            return {}
        if step.done:
            return {"history.open": "go there", "history.back_to": "undo to here"}
        if self._timeline.forward_to(step.change.id):
            return {"history.open": "go there", "history.forward_to": "redo to here"}
        return {}

    # ------------------------------------------------------------------ the preview

    def on_record_table_moved(self) -> None:
        """Show what is under the cursor; what must be read follows."""
        self.show_mode()
        index, preview = self.table.current_index, self.preview
        if not preview.display or index is None:
            return
        shown = self._by_day.at(index)
        if isinstance(shown, Day):
            preview.show(partial(day_lines, shown, counted(shown.count, "change")))
        elif shown is not None:
            self._show_details(shown)
            if shown.change.id not in self._details:
                self.run_worker(self._read(shown), group="preview", exclusive=True)

    def _show_details(self, step: Step, *, at_top: bool = True) -> None:
        key = self.readtui.keymap.key
        keys = Keys(key("history.back_to"), key("history.forward_to"), key("history.reverse"))
        details = self._details.get(step.change.id, _NOTHING)
        lines = partial(step_lines, step, self._timeline, details, self._titles, keys, self._by_day.now)
        self.preview.show(lines, at_top=at_top)

    async def _read(self, step: Step) -> None:
        """Read the edits of a change, once the cursor has come to rest: a large one keeps them packed."""
        await asyncio.sleep(_REST)
        try:
            details = StepDetails(*await in_thread(partial(shown_edits, step.change)))
        except ReadtuiError as fault:
            details = StepDetails(fault=fault.message)
        self._details[step.change.id] = details
        if self.table.current_key == step.change.id:
            self._show_details(step, at_top=False)

    def palette_changed(self) -> None:
        super().palette_changed()
        self.on_record_table_moved()

    # ------------------------------------------------------------------ commands

    def _current(self) -> Step | None:
        return self._by_day.item_at(self.table.current_index)

    def do_history_group_next(self) -> None:
        self.table.move_group(1)

    def do_history_group_previous(self) -> None:
        self.table.move_group(-1)

    def do_history_show_all(self) -> None:
        """Clear the filter; else show the changes of all articles."""
        if self.filter_line.value:
            self.filter_line.clear()
        elif self._article_id:
            self.narrow_to("")

    def do_history_back_to(self) -> None:
        """Undo the changes down to the one under the cursor."""
        if (step := self._current()) is not None:
            self.readtui.undoing.go_back_to(step.change.id, self._article_id)

    def do_history_forward_to(self) -> None:
        """Redo the changes up to the one under the cursor."""
        if (step := self._current()) is not None:
            self.readtui.undoing.go_forward_to(step.change.id, self._article_id)

    def do_history_reverse(self) -> None:
        """Undo or redo the change under the cursor alone."""
        if (step := self._current()) is not None:
            self.readtui.undoing.reverse(step.change.id)

    def do_list_open(self) -> None:
        """Go to the annotation or the article that was changed; of several articles, to the library."""
        if (step := self._current()) is not None:
            self.run_worker(self._go_to(step), group="open", exclusive=True)

    async def _go_to(self, step: Step) -> None:
        app, library, articles = self.readtui, self.readtui.services.library, touched_articles(step.change)
        if not articles:
            app.tell("This change is about the codebook, not about an article.")
            return
        record = await asyncio.to_thread(library.record, articles[0])
        if len(articles) > 1:
            app.screens.show_articles(articles)
        elif record is None:
            app.tell("The article was removed for good.")
        elif record.deleted:
            app.tell(f"The article is in the trash: {app.keymap.key('app.trash')} lists it.")
        else:
            changed = {edit.after.id for edit in step.change.edits if isinstance(edit.after, Annotation)}
            there = await asyncio.to_thread(library.annotations_of, record)
            annotation_id = next((one.id for one in there if one.id in changed), "")
            app.screens.open_reader(record.id, at_annotation=annotation_id)


def _now() -> datetime:
    return datetime.now().astimezone()
