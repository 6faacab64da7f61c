"""Lists what was changed on this device, and undoes and redoes it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from readtui.model.annotation import Annotation
from readtui.services.library import Library
from readtui.services.upkeep.undo_history import History, Step, Timeline
from readtui.services.wording import excerpt
from readtui.text.case_folding import folding
from readtui.text.clean import visible
from readtui.text.phrases import counted
from readtui.tui.lists.history_rows import (
    Keys,
    StepDetails,
    details_key,
    lines_of,
    paint_step,
    read_details,
    step_lines,
    touched_articles,
)
from readtui.tui.lists.list_screen import Emptiness, ListScreen, ListStreaming
from readtui.tui.lists.preview import ListPreview
from readtui.tui.thread_pool import in_thread
from readtui.tui.widgets.days import ByDay, Day, by_day, day_lines
from readtui.tui.widgets.preview_pane import Lines
from readtui.tui.widgets.record_table import PaintedRow
from readtui.tui.work.stream import Turn

_EARLY = 150
_CHECKED_EVERY = 200


@dataclass(frozen=True, slots=True)
class HistoryAsked:
    """Which changes to list: of an article, or with an empty id of the library; those that have all ``words``."""

    article_id: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class HistoryList:
    """The steps that pass, the latest first. ``titles``: of all articles by id, also of those in the trash."""

    steps: Sequence[Step]
    timeline: Timeline
    titles: Mapping[str, str]
    is_last: bool


def list_history(history: History, library: Library, asked: HistoryAsked, turn: Turn[HistoryList]) -> None:
    """Emit the list. Raises StoppedError, StorageError."""
    titles = {article_id: visible(title) for article_id, title in library.titles().items()}
    early = history.timeline(asked.article_id, latest=_EARLY)
    turn.emit(HistoryList(_passing(early, titles, asked, turn), early, titles, is_last=False))
    whole = history.timeline(asked.article_id)
    turn.emit(HistoryList(_passing(whole, titles, asked, turn), whole, titles, is_last=True))


def _passing(
    timeline: Timeline, titles: Mapping[str, str], asked: HistoryAsked, turn: Turn[HistoryList]
) -> Sequence[Step]:
    words = asked.words.split()
    if not words:
        return timeline.steps
    fold = folding(asked.words)
    wanted = [fold(word) for word in words]
    found: list[Step] = []
    for number, step in enumerate(timeline.steps):
        if number % _CHECKED_EVERY == 0:
            turn.check()
        said = fold(" ".join((step.change.what, *(titles.get(one, "") for one in touched_articles(step.change)))))
        if all(word in said for word in wanted):
            found.append(step)
    return found


class HistoryScreen(ListScreen):
    """The latest change first, by day; with an article's id, only its changes."""

    MODE = "history"
    HINT = "words of a change, or of a title"
    streaming: ListStreaming[HistoryList]
    preview: ListPreview[Day | Step, StepDetails]

    def __init__(self, article_id: str = "") -> None:
        super().__init__()
        self._article_id = article_id
        self.streaming = ListStreaming(self, self._show_list)
        self.preview = ListPreview(self, lambda index: self._by_day.at(index), self._lines, details_key, read_details)
        self._timeline = Timeline()
        self._titles: Mapping[str, str] = {}
        self._by_day: ByDay[Step] = ByDay(_now())

    @property
    def filter_grammar(self) -> Sequence[tuple[str, str]]:
        """The filter takes plain words."""
        return ()

    def narrow_to(self, article_id: str) -> None:
        """List the changes of an article; with an empty id, of the library."""
        self._article_id = article_id
        self.arrange_rows()

    # ------------------------------------------------------------------ showing

    async def load(self) -> None:
        """List the changes. Raises StorageError."""
        self.preview.take_up(await in_thread(self.context.services.choices.choices))
        await self.show_rows()

    async def show_rows(self, key: str = "") -> None:
        """Show the changes that pass the filter."""
        if not self._by_day.rows:
            self.show_header("History", "", "reading …")
        services = self.context.services
        asked = HistoryAsked(self._article_id, self.filter_line.value)
        self.streaming.run(partial(list_history, services.history, services.library, asked))

    def _show_list(self, found: HistoryList) -> None:
        self._timeline, self._titles = found.timeline, found.titles
        keyed = ((step.change.id, step.change.at, lines_of(step, self._titles)) for step in found.steps)
        self._by_day = by_day(found.steps, keyed, _now())
        self.table.set_rows(self._by_day.rows, more=not found.is_last)
        self._show_header(found)
        self.show_emptiness(self._why_empty(found), has_rows=bool(found.steps))
        self.show_mode()

    def _show_header(self, found: HistoryList) -> None:
        listed, total = len(found.steps), len(found.timeline.steps)
        shown = f"{listed:,} of {total:,}" if listed != total else counted(listed, "change") if listed else ""
        undone = sum(not step.done for step in found.steps)
        right = f"{undone:,} undone · {shown}" if undone else shown
        detail = f"of {excerpt(self._titles.get(self._article_id, ''))}" if self._article_id else ""
        self.show_header("History", detail, right if found.is_last else "reading …")

    def _why_empty(self, found: HistoryList) -> Emptiness | None:
        if found.steps or not found.is_last:
            return None
        if found.timeline.steps:
            return self.nothing_matches("No change matches")
        title, back = "Nothing changed yet", ("history.back", "back")
        if self._article_id:
            return Emptiness(
                title,
                "You have not changed anything in this article on this device.",
                [("history.show_all", "the changes of all articles"), back],
                ("show_all", "filter"),
            )
        return Emptiness(title, "What you do to articles and notes on this device is listed here.", [back])

    def paint(self, index: int, width: int, is_current: bool) -> PaintedRow:
        palette, now = self.context.look.palette, self._by_day.now

        def paint_item(step: Step) -> PaintedRow:
            return paint_step(step, self._titles, width, palette, now, is_current=is_current)

        return self._by_day.paint(index, width, palette, paint_item, is_current=is_current)

    def _lines(self, shown: Day | Step, details: StepDetails | None) -> Lines:
        if isinstance(shown, Day):
            return partial(day_lines, shown, counted(shown.count, "change"))
        key = self.key
        keys = Keys(key("history.back_to"), key("history.forward_to"), key("history.reverse"))
        return partial(step_lines, shown, self._timeline, details, self._titles, keys, self._by_day.now)

    def moved(self) -> None:
        """Show in the footer what leads to the change, too."""
        self.show_mode()
        super().moved()

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

    # ------------------------------------------------------------------ commands

    def _current(self) -> Step | None:
        return self._by_day.item_at(self.table.current_index)

    def do_history_show_all(self) -> None:
        """Clear the filter; else show the changes of all articles."""
        if self.filter_line.value:
            self.filter_line.clear()
        elif self._article_id:
            self.narrow_to("")

    def do_history_back_to(self) -> None:
        """Undo the changes down to the one under the cursor."""
        if (step := self._current()) is not None:
            self.context.work.undoing.go_back_to(step.change.id, self._article_id)

    def do_history_forward_to(self) -> None:
        """Redo the changes up to the one under the cursor."""
        if (step := self._current()) is not None:
            self.context.work.undoing.go_forward_to(step.change.id, self._article_id)

    def do_history_reverse(self) -> None:
        """Undo or redo the change under the cursor alone."""
        if (step := self._current()) is not None:
            self.context.work.undoing.reverse(step.change.id)

    def do_list_open(self) -> None:
        """Go to the annotation or the article that was changed; of several articles, to the library."""
        if (step := self._current()) is not None:
            self.run_worker(self._go_to(step), group="open", exclusive=True)

    async def _go_to(self, step: Step) -> None:
        context, library, articles = self.context, self.context.services.library, touched_articles(step.change)
        if not articles:
            self.tell("This change is about the codebook, not about an article.")
            return
        record = await asyncio.to_thread(library.record, articles[0])
        if len(articles) > 1:
            context.screens.show_articles(articles)
        elif record is None:
            self.tell("The article was removed for good.")
        elif record.deleted:
            self.tell(f"The article is in the trash: {self.key('app.trash')} lists it.")
        else:
            changed = {edit.after.id for edit in step.change.edits if isinstance(edit.after, Annotation)}
            there = await asyncio.to_thread(library.annotations_of, record)
            annotation_id = next((one.id for one in there if one.id in changed), "")
            context.screens.open_reader(record.id, at_annotation=annotation_id)


def _now() -> datetime:
    return datetime.now().astimezone()
