"""The list of what was changed on this device, which can be undone and redone."""

from collections.abc import Callable
from functools import partial

from readtui.model.annotation import Annotation
from readtui.services.saving.undo import UndoStep
from readtui.text.phrases import counted
from readtui.tui.daemon_thread import in_thread
from readtui.tui.lists.history_rows import (
    HistoryFound,
    HistoryRequest,
    Keys,
    StepDetails,
    details_key,
    history_header,
    list_history,
    paint_step,
    read_details,
    step_lines,
    touched_articles,
    ways_from,
    why_no_history,
)
from readtui.tui.lists.list_screen import FilterSpec, ListRequest, ListScreen, ListSpec, RowBatch, RowSource
from readtui.tui.screens.preview import PreviewSpec
from readtui.tui.screens.record_screen import Emptiness
from readtui.tui.widgets.days import Day, day_lines
from readtui.tui.widgets.preview_pane import Lines
from readtui.tui.widgets.record_table import PaintedRow, RowLook
from readtui.tui.work.stream import StreamTurn


class HistoryContent:
    """The latest change first, by day; with an article's id, only its changes."""

    def __init__(self, screen: ListScreen, article_id: str = "") -> None:
        self._screen = screen
        self._context = screen.context
        self._article_id = article_id
        self._found = HistoryFound()

    @property
    def spec(self) -> ListSpec:
        return ListSpec(
            "history",
            FilterSpec("words of a change, or of a title", grammar=()),
            RowSource(self._ask, self._take),
            self._paint,
            lambda: history_header(self._found, self._article_id),
            self._emptiness,
            preview=PreviewSpec(self._at, self._lines, details_key, read_details),
            footer=lambda: ways_from(self._current(), self._found.timeline),
        )

    def narrow_to(self, article_id: str) -> None:
        """List the changes of an article; with an empty id, of the library."""
        self._article_id = article_id
        self._screen.arrange_rows()

    async def _ask(self, wanted: ListRequest) -> Callable[[StreamTurn[HistoryFound]], None]:
        asked = HistoryRequest(self._article_id, self._screen.filter_line.value)
        return partial(list_history, self._context.services, asked)

    def _take(self, found: HistoryFound) -> RowBatch:
        self._found = found
        return RowBatch(found.by_day.rows, is_last=found.is_last)

    def _at(self, index: int | None) -> Day | UndoStep | None:
        return self._found.by_day.at(index)

    def _emptiness(self) -> Emptiness | None:
        if not self._found.is_last:
            return None
        if self._found.timeline.steps:
            return self._screen.nothing_matches("No change matches")
        return why_no_history(self._article_id)

    def _paint(self, index: int, look: RowLook) -> PaintedRow:
        by_day = self._found.by_day
        return by_day.paint(index, look, lambda step: paint_step(step, self._found.titles, look, by_day.now))

    def _lines(self, shown: Day | UndoStep, details: StepDetails | None) -> Lines:
        if isinstance(shown, Day):
            return partial(day_lines, shown, counted(shown.count, "change"))
        key = self._screen.key
        keys = Keys(key("history.back_to"), key("history.forward_to"), key("history.reverse"))
        return partial(
            step_lines, shown, self._found.timeline, details, self._found.titles, keys, self._found.by_day.now
        )

    def _current(self) -> UndoStep | None:
        shown = self._at(self._screen.table.current_index)
        return shown if isinstance(shown, UndoStep) else None

    def do_history_show_all(self) -> None:
        """Clear the filter; else show the changes of all articles; else go back."""
        if self._screen.filter_line.value:
            self._screen.filter_line.clear()
        elif self._article_id:
            self.narrow_to("")
        else:
            self._screen.leave()

    def do_history_back_to(self) -> None:
        """Undo the changes down to the one under the cursor."""
        if (step := self._current()) is not None:
            self._context.work.undoing.go_back_to(step.change.id, self._article_id)

    def do_history_forward_to(self) -> None:
        """Redo the changes up to the one under the cursor."""
        if (step := self._current()) is not None:
            self._context.work.undoing.go_forward_to(step.change.id, self._article_id)

    def do_history_reverse(self) -> None:
        """Undo or redo the change under the cursor alone."""
        if (step := self._current()) is not None:
            self._context.work.undoing.reverse(step.change.id)

    def do_list_open(self) -> None:
        """Go to the annotation or the article that was changed; of several articles, to the library."""
        if (step := self._current()) is not None:
            self._screen.run_worker(self._go_to(step), group="open", exclusive=True)

    async def _go_to(self, step: UndoStep) -> None:
        screen, screens, library = self._screen, self._context.screens, self._context.services.library
        articles = touched_articles(step.change)
        if not articles:
            screen.tell("This change is about the codebook, not about an article.")
            return
        record = await in_thread(library.record, articles[0])
        if len(articles) > 1:
            screens.show_articles(articles)
        elif record is None:
            screen.tell("The article was deleted for good.")
        elif record.deleted:
            screen.tell(f"The article is in the trash: {screen.key('app.trash')} lists it.")
        else:
            changed = {edit.after.id for edit in step.change.edits if isinstance(edit.after, Annotation)}
            there = await in_thread(library.annotations_of, record)
            annotation_id = next((one.id for one in there if one.id in changed), "")
            screens.open_reader(record.id, at_annotation=annotation_id)
