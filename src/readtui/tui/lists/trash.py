"""Lists what was deleted, and restores it or removes it for good."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from readtui.bootstrap import Services
from readtui.errors import ReadtuiError
from readtui.search.query.completion import Known, known_in
from readtui.search.query.matcher import Matcher
from readtui.search.query.terms import Query
from readtui.services.upkeep.trash import Trash, Trashed, TrashItem, name_of, passing
from readtui.text.phrases import counted
from readtui.tui.colors.tag_colors import TagColors
from readtui.tui.dialogs.confirm import ConfirmDialog
from readtui.tui.lists.list_screen import Emptiness, ListScreen, ListStreaming
from readtui.tui.lists.marks import Marks
from readtui.tui.lists.preview import ListPreview
from readtui.tui.lists.trash_rows import (
    ROW_LINES,
    TrashDetails,
    details_key,
    paint_trashed,
    read_details,
    trashed_lines,
)
from readtui.tui.thread_pool import in_thread
from readtui.tui.widgets.days import ByDay, Day, by_day, day_lines
from readtui.tui.widgets.preview_pane import Lines
from readtui.tui.widgets.record_table import PaintedRow
from readtui.tui.widgets.screen_lifetime import is_open
from readtui.tui.work.stream import Turn

_SHARE_OF_TIME = 0.1


@dataclass(frozen=True, slots=True)
class TrashList:
    """The items that pass, the latest first, and how many there are without a filter."""

    items: Sequence[TrashItem]
    total: int
    is_last: bool


@dataclass(slots=True)
class TrashListing:
    """Lists the trash in a thread, the latest first, and keeps what it has read.

    ``stamp`` returns a number that changes with any file of the library, ``matcher`` makes a query ready.
    """

    source: Trash
    stamp: Callable[[], int]
    matcher: Callable[[Query], Matcher]
    _kept: tuple[int, list[TrashItem]] | None = field(default=None)

    def stream(self, query: Query, turn: Turn[TrashList]) -> None:
        """Emit the list: a part of it early, and the whole. Raises StoppedError, StorageError."""
        passes = passing(self.matcher(query))
        stamp = self.stamp()
        if self._kept is not None and self._kept[0] == stamp:
            kept = self._kept[1]
            turn.emit(TrashList([item for item in kept if passes(item)], len(kept), is_last=True))
            return
        items: list[TrashItem] = []
        found: list[TrashItem] = []
        due = 0.0
        for part in self.source.walk():
            turn.check()
            items += part
            found += filter(passes, part)
            if turn.is_due and time.monotonic() > due and found:
                begun = time.monotonic()
                turn.emit(TrashList(_latest_first(found), len(items), is_last=False))
                due = time.monotonic() + (time.monotonic() - begun) / _SHARE_OF_TIME
        self._kept = stamp, _latest_first(items)
        turn.emit(TrashList(_latest_first(found), len(items), is_last=True))


def _latest_first(items: Sequence[TrashItem]) -> list[TrashItem]:
    return sorted(items, key=lambda item: (item.deleted, item.id), reverse=True)


def removal_question(chosen: Sequence[TrashItem]) -> ConfirmDialog:
    """Asks whether to remove items for good."""
    articles, others = _parted(chosen)
    lines = ["This cannot be undone."]
    if articles:
        whose = "Its texts, annotations and backups go" if len(articles) == 1 else "Texts, annotations and backups go"
        lines.append(f"{whose} with {'it' if len(articles) == 1 else 'the articles'}.")
    if others:
        what = "what else is removed" if articles else "it" if len(others) == 1 else "them"
        lines.append(f"Backups on this device keep {what} for up to a year.")
    return ConfirmDialog(f"Remove {name_of(chosen)} for good?", "\n".join(lines), "Remove", "Keep", loses=True)


def remove_for_good(services: Services, chosen: Sequence[TrashItem]) -> None:
    """Remove the items. Raises ReadtuiError; what was removed before it stays removed."""
    articles, others = _parted(chosen)
    gone = {item.id for item in articles}
    # Annotations go with their article.
    left = [item for item in others if not (isinstance(item, Trashed) and item.record.id in gone)]
    if left:
        services.trash.remove_for_good(*left)
    for item in articles:
        services.purge(item.id)


def _parted(items: Sequence[TrashItem]) -> tuple[list[Trashed], list[TrashItem]]:
    """The articles, and the others."""
    articles: list[Trashed] = []
    others: list[TrashItem] = []
    for item in items:
        if isinstance(item, Trashed) and item.annotation is None:
            articles.append(item)
        else:
            others.append(item)
    return articles, others


class TrashScreen(ListScreen):
    """The latest first, by day, with a preview of what is under the cursor."""

    MODE = "trash"
    HINT = "words, #tag, has:note, article:words …"
    streaming: ListStreaming[TrashList]
    marks: Marks
    preview: ListPreview[Day | TrashItem, TrashDetails]

    def __init__(self) -> None:
        super().__init__()
        services = self.context.services
        self._listing = TrashListing(services.trash, services.listing.listing_stamp, services.library.matcher)
        self.streaming = ListStreaming(self, self._show_list)
        self.marks = Marks(self, self._show_header)
        self.preview = ListPreview(
            self, lambda index: self._by_day.at(index), self._lines, details_key, partial(read_details, services)
        )
        self._by_day: ByDay[TrashItem] = ByDay(_now())
        self._count = ""
        self._known = Known()

    async def load(self) -> None:
        """List the trash. Raises StorageError."""
        services = self.context.services
        self.preview.take_up(await in_thread(services.choices.choices))
        self.tag_colors = TagColors(await in_thread(services.library.tag_entries))
        await self.show_rows()

    async def show_rows(self, key: str = "") -> None:
        """Show the items that pass the filter."""
        if not self._by_day.rows:
            self.show_header("Trash", "", "reading …")
        self.streaming.run(partial(self._listing.stream, self.filter_line.query_typed(self._known)))

    def _show_list(self, found: TrashList) -> None:
        self.preview.forget()
        self._by_day = by_day(found.items, ((item.id, item.deleted, ROW_LINES) for item in found.items), _now())
        self.table.set_rows(self._by_day.rows, more=not found.is_last)
        if found.is_last and not self.filter_line.value:
            records = [item.record for item in found.items if isinstance(item, Trashed)]
            trashed = [item.annotation for item in found.items if isinstance(item, Trashed) and item.annotation]
            self._known = known_in(
                records, {tag for one in trashed for tag in one.tags}, {one.creator for one in trashed}
            )
        self._count = _count_of(found)
        if found.is_last:
            self.marks.count(forgets=True)
        self._show_header()
        self.show_emptiness(self._why_empty(found), has_rows=bool(found.items))

    def _show_header(self) -> None:
        self.show_header("Trash", "", " · ".join(filter(None, (str(self.marks), self._count))))

    def _why_empty(self, found: TrashList) -> Emptiness | None:
        if found.items or not found.is_last:
            return None
        if found.total:
            return self.nothing_matches("Nothing in the trash matches")
        return Emptiness(
            "The trash is empty",
            "What you delete comes here, and can be restored.",
            [("trash.back", "back"), ("app.history", "history: what you changed")],
        )

    def paint(self, index: int, width: int, is_current: bool) -> PaintedRow:
        palette, marks, now = self.context.look.palette, self.marks.keys, self._by_day.now

        def paint_item(item: TrashItem) -> PaintedRow:
            return paint_trashed(
                item, width, palette, now, self.tag_style, is_current=is_current, is_marked=item.id in marks
            )

        return self._by_day.paint(index, width, palette, paint_item, is_current=is_current)

    def _lines(self, shown: Day | TrashItem, details: TrashDetails | None) -> Lines:
        if isinstance(shown, Day):
            return partial(day_lines, shown, f"{counted(shown.count, 'item')} deleted")
        return partial(trashed_lines, shown, details, self.key("app.history"), self._by_day.now)

    # ------------------------------------------------------------------ commands

    def _chosen(self) -> list[TrashItem]:
        """What an action is for: the marked items that are listed, else the one under the cursor."""
        rows = self.marks.rows()
        chosen = [item for row in rows if (item := self._by_day.item_at(row)) is not None]
        if rows and not chosen:
            self.tell(f"Press {self.key('trash.mark')} to mark what was deleted that day first.")
        return chosen

    def do_list_open(self) -> None:
        """Restore what is chosen."""
        if chosen := self._chosen():
            self.context.host.run_worker(self._restore(chosen), group="open")

    async def _restore(self, chosen: Sequence[TrashItem]) -> None:
        trash = self.context.services.trash
        try:
            await self.context.work.saving.make(lambda: trash.restore(*chosen))
        except ReadtuiError as error:
            self.tell_error(error)
            return
        self.marks.keys.difference_update(item.id for item in chosen)
        self.tell(f"Restored {name_of(chosen)}. {self.how_to_undo}")

    def do_trash_remove(self) -> None:
        """Remove what is chosen for good, after a question."""
        if chosen := self._chosen():
            self.context.host.run_worker(self._remove(chosen))

    async def _remove(self, chosen: Sequence[TrashItem]) -> None:
        context, services = self.context, self.context.services
        if not await context.host.push_screen_wait(removal_question(chosen)):
            return
        try:
            await context.work.saving.in_turn(partial(remove_for_good, services, chosen))
        except ReadtuiError as error:
            self.tell_error(error)
        else:
            self.tell(f"Removed {name_of(chosen)} for good.")
        self.marks.keys.difference_update(item.id for item in chosen)
        if is_open(self):
            self.reload()


def _now() -> datetime:
    return datetime.now().astimezone()


def _count_of(found: TrashList) -> str:
    listed = len(found.items)
    if not found.is_last:
        return f"reading … {listed:,}"
    return f"{listed:,} of {found.total:,}" if listed != found.total else counted(listed, "item") if listed else ""
