"""The list of what was deleted, which can be restored or deleted for good."""

from collections.abc import Callable, Sequence
from functools import partial

from readtui.errors import ReadtuiError
from readtui.search.query.completion import known_in
from readtui.services.upkeep.trash import TrashedRecord, TrashItem, name_of
from readtui.text.phrases import counted
from readtui.tui.lists.list_screen import FilterSpec, Header, ListRequest, ListScreen, ListSpec, RowBatch, RowSource
from readtui.tui.lists.trash_rows import (
    TrashDetails,
    TrashFound,
    TrashListing,
    details_key,
    paint_trashed,
    read_details,
    removal_question,
    remove_for_good,
    trashed_lines,
)
from readtui.tui.screens.preview import PreviewSpec
from readtui.tui.screens.record_screen import Emptiness
from readtui.tui.widgets.days import Day, day_lines
from readtui.tui.widgets.preview_pane import Lines
from readtui.tui.widgets.record_table import PaintedRow, RowLook
from readtui.tui.widgets.screen_lifetime import is_open
from readtui.tui.work.stream import StreamTurn


class TrashContent:
    """The latest first, by day."""

    def __init__(self, screen: ListScreen) -> None:
        self._screen = screen
        self._context = context = screen.context
        self._listing = TrashListing(context.services)
        self._found = TrashFound()

    @property
    def spec(self) -> ListSpec:
        return ListSpec(
            "trash",
            FilterSpec("words, #tag, has:note, article:words …"),
            RowSource(self._ask, self._take),
            self._paint,
            self._header,
            self._emptiness,
            preview=PreviewSpec(self._at, self._lines, details_key, partial(read_details, self._context.services)),
        )

    async def _ask(self, wanted: ListRequest) -> Callable[[StreamTurn[TrashFound]], None]:
        return partial(self._listing.stream, self._screen.query_typed)

    def _take(self, found: TrashFound) -> RowBatch:
        self._found = found
        self._context.work.tags.learn(found.tags)
        if self._screen.preview is not None:
            self._screen.preview.forget()
        if found.is_last and not self._screen.filter_line.value:
            trashed = [item for item in found.items if isinstance(item, TrashedRecord)]
            annotations = [item.annotation for item in trashed if item.annotation]
            tags, creators = {tag for one in annotations for tag in one.tags}, {one.creator for one in annotations}
            self._screen.known = known_in([item.record for item in trashed], tags, creators)
        return RowBatch(found.by_day.rows, is_last=found.is_last, forgets=True)

    def _at(self, index: int | None) -> Day | TrashItem | None:
        return self._found.by_day.at(index)

    def _header(self) -> Header:
        found, listed = self._found, len(self._found.items)
        if found.is_last:
            counts = (
                f"{listed:,} of {found.total:,}" if listed != found.total else counted(listed, "item") * bool(listed)
            )
        else:
            counts = f"reading … {listed:,}" if listed else "reading …"
        return Header("Trash", right=" · ".join(filter(None, (str(self._screen.marks), counts))))

    def _emptiness(self) -> Emptiness | None:
        if not self._found.is_last:
            return None
        if self._found.total:
            return self._screen.nothing_matches("Nothing in the trash matches")
        return Emptiness(
            "The trash is empty",
            "What you delete comes here, and can be restored.",
            [("trash.back", "back"), ("app.history", "history: what you changed")],
        )

    def _paint(self, index: int, look: RowLook) -> PaintedRow:
        by_day = self._found.by_day
        return by_day.paint(index, look, lambda item: paint_trashed(item, look, by_day.now))

    def _lines(self, shown: Day | TrashItem, details: TrashDetails | None) -> Lines:
        if isinstance(shown, Day):
            return partial(day_lines, shown, f"{counted(shown.count, 'item')} deleted")
        return partial(trashed_lines, shown, details, self._screen.key("app.history"), self._found.by_day.now)

    def _chosen(self) -> list[TrashItem]:
        """What an action is for: the marked items that are listed, else the one under the cursor."""
        rows = self._screen.marks.rows()
        chosen = [item for row in rows if (item := self._at(row)) is not None and not isinstance(item, Day)]
        if rows and not chosen:
            self._screen.tell(f"Press {self._screen.key('trash.mark')} to mark what was deleted that day first.")
        return chosen

    def do_list_open(self) -> None:
        if chosen := self._chosen():
            self._context.host.run_worker(self._restore(chosen), group="open")

    async def _restore(self, chosen: Sequence[TrashItem]) -> None:
        trash = self._context.services.trash
        await self._context.work.saving.make(lambda: trash.restore(*chosen))
        self._screen.marks.keys.difference_update(item.id for item in chosen)
        self._screen.tell(f"Restored {name_of(chosen)}. {self._screen.how_to_undo}")

    async def do_trash_remove(self) -> None:
        """Delete what is chosen for good, after a question."""
        chosen, context = self._chosen(), self._context
        if not chosen or not await self._screen.answer(removal_question(chosen)):
            return
        try:
            await context.work.saving.in_turn(partial(remove_for_good, context.services, chosen))
        except ReadtuiError as error:
            self._screen.tell_error(error)
        else:
            self._screen.tell(f"Deleted {name_of(chosen)} for good.")
        self._screen.marks.keys.difference_update(item.id for item in chosen)
        if is_open(self._screen):
            self._screen.reload()
