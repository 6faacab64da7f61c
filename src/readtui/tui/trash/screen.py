"""Lists what was deleted, and restores it."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from rich.style import Style
from textual.app import ComposeResult
from textual.containers import Container

from readtui.errors import ReadtuiError
from readtui.search.query.completing import Known, known_in
from readtui.services.upkeep.trash import name_of
from readtui.services.upkeep.trashed import Trashed, TrashItem
from readtui.text.counted import counted
from readtui.tui.news import ChangeMade
from readtui.tui.palettes.tag_colors import TagColors
from readtui.tui.screens.closing import is_open
from readtui.tui.screens.list_screen import ListScreen
from readtui.tui.screens.list_streaming import ListStreaming
from readtui.tui.screens.preview_place import PreviewPlace
from readtui.tui.trash.listing import TrashList, TrashListing
from readtui.tui.trash.preview_lines import trashed_lines
from readtui.tui.trash.reading import TrashReading
from readtui.tui.trash.removing import removal_question, remove_for_good
from readtui.tui.trash.rows import ROW_LINES, paint_trashed
from readtui.tui.widgets.days import ByDay, Day, by_day, day_lines, paint_day
from readtui.tui.widgets.preview_pane import PreviewPane, Sheet
from readtui.tui.widgets.record_table import PaintedRow, RecordTable
from readtui.tui.work.threads import in_thread


class TrashScreen(ListScreen):
    """The latest first, by day, with a preview of what is under the cursor."""

    MODE = "trash"
    preview_place: PreviewPlace

    def __init__(self) -> None:
        super().__init__()
        services = self.readtui.services
        self._listing = TrashListing(services.trash, services.listing.listing_stamp, services.library.matcher)
        self._streaming = ListStreaming[TrashList](self.readtui, self, self._show_list)
        self._reading = TrashReading(services)
        self._by_day: ByDay[TrashItem] = ByDay(_now())
        self._marked: set[str] = set()
        self._count = ""
        self._colors = TagColors()
        self._known = Known()
        self.preview_place = PreviewPlace(self.MODE, self.readtui, self, self.on_record_table_moved)

    def compose(self) -> ComposeResult:
        """Header, filter, list and preview. The welcome replaces an empty list."""
        content = Container(RecordTable(self._paint), PreviewPane(self._sheet), classes="with-preview")
        yield from self.frame("words, #tag, has:note, article:words …", content)

    def on_resize(self) -> None:
        """Place the preview."""
        self.preview_place.place()

    def on_unmount(self) -> None:
        """Stop reading."""
        self._streaming.stop()

    def on_screen_suspend(self) -> None:
        """Stop reading while another screen is shown."""
        self._streaming.stop()

    # ------------------------------------------------------------------ showing

    async def load(self) -> None:
        """List the trash. Raises StorageError."""
        services = self.readtui.services
        self.preview_place.take_up(await in_thread(services.choices.choices))
        self._colors = TagColors(await in_thread(services.library.tag_entries))
        await self.show_rows()

    async def show_rows(self, key: str = "") -> None:
        """Show the items that pass the filter."""
        if not self._by_day.rows:
            self.show_header("Trash", "", "reading …")
        query = self.filter_line.query_typed(self._known)
        self._streaming.run(partial(self._listing.stream, query))

    def _show_list(self, found: TrashList) -> None:
        self._reading.forget()
        keyed = ((item.id, item.deleted, ROW_LINES) for item in found.items)
        self._by_day = by_day(found.items, keyed, _now())
        if found.is_last:
            self._marked &= {item.id for item in found.items}
            records = [item.record for item in found.items if isinstance(item, Trashed)]
            trashed = [item.annotation for item in found.items if isinstance(item, Trashed) and item.annotation]
            if not self.filter_line.value:
                tags = {tag for one in trashed for tag in one.tags}
                self._known = known_in(records, tags, {one.creator for one in trashed})
        self.table.set_rows(self._by_day.rows, more=not found.is_last)
        self._count = _count_of(found)
        self._show_marks()
        self._show_welcome(found)

    def _show_welcome(self, found: TrashList) -> None:
        welcome, key = self.welcome, self.readtui.keymap.key
        has_rows = bool(found.items)
        if has_rows or not found.is_last:
            welcome.hide()
        elif found.total:
            keys = [(key("trash.show_all"), "clear the filter"), (key("trash.filter"), "edit the filter")]
            welcome.show(*self.filter_line.why_nothing("Nothing in the trash matches"), keys)
        else:
            welcome.show(
                "The trash is empty",
                "What you delete comes here, and can be restored.",
                [(key("trash.back"), "back"), (key("app.history"), "history: what you changed")],
            )
        filtering = ("show_all", "filter") if found.total else ()
        is_empty = found.is_last and not has_rows
        self.tell_rows(of_use=(*filtering, "undo", "redo", "back") if is_empty else None)
        self.show_content(has_rows)

    def _sheet(self, width: int) -> Sheet:
        app = self.readtui
        return Sheet(width, app.palette, app.console, self._tag_style, app.services.library.identity())

    def _tag_style(self, tag: str) -> Style:
        return self._colors.style(tag, self.readtui.palette)

    def _paint(self, index: int, width: int, is_current: bool) -> PaintedRow:
        shown, palette = self._by_day.at(index), self.readtui.palette
        if isinstance(shown, Day):
            return paint_day(shown, width, palette, is_first=index == 0, is_current=is_current)
        if shown is None:
            return []
        is_marked = shown.id in self._marked
        return paint_trashed(
            shown, width, palette, self._by_day.now, self._tag_style, is_current=is_current, is_marked=is_marked
        )

    # ------------------------------------------------------------------ the preview

    def on_record_table_moved(self) -> None:
        """Show what is under the cursor; what must be read follows."""
        index, preview = self.table.current_index, self.preview
        if not preview.display or index is None:
            return
        shown = self._by_day.at(index)
        if isinstance(shown, Day):
            preview.show(partial(day_lines, shown, f"{counted(shown.count, 'item')} deleted"))
        elif shown is not None:
            self._show_details(shown)
            self.run_worker(self._read(shown), group="preview", exclusive=True)

    def _show_details(self, item: TrashItem, *, at_top: bool = True) -> None:
        key, details = self.readtui.keymap.key("app.history"), self._reading.details(item)
        self.preview.show(partial(trashed_lines, item, details, key, self._by_day.now), at_top=at_top)

    async def _read(self, item: TrashItem) -> None:
        """Read what the preview needs, once the cursor has come to rest."""
        if await self._reading.read(item) and self.table.current_key == item.id:
            self._show_details(item, at_top=False)

    def palette_changed(self) -> None:
        super().palette_changed()
        self.on_record_table_moved()

    # ------------------------------------------------------------------ commands

    def do_trash_mark(self) -> None:
        """Mark the item, or unmark it, and go to the next one. On a heading, all items of the day."""
        index = self.table.current_index
        if index is None:
            return
        members = self._by_day.below(index)
        ids = {self.table.key_of(member) for member in members}
        self._marked = self._marked - ids if ids <= self._marked else self._marked | ids
        self._show_marks()
        if len(members) == 1:
            self.table.move(1)
        else:
            self.table.move_group(1)

    def do_trash_unmark(self) -> None:
        self._marked.clear()
        self._show_marks()

    def _show_marks(self) -> None:
        """Show which items are marked, and how many."""
        self.table.repaint()
        marked = f"{len(self._marked):,} marked · " if self._marked else ""
        self.show_header("Trash", "", f"{marked}{self._count}")

    def do_trash_group_next(self) -> None:
        self.table.move_group(1)

    def do_trash_group_previous(self) -> None:
        self.table.move_group(-1)

    def do_trash_show_all(self) -> None:
        self.filter_line.clear()

    def _chosen(self) -> list[TrashItem]:
        """What an action is for: the marked items that are listed, else the one under the cursor."""
        if marked := [item for item in self._by_day.items if item.id in self._marked]:
            return marked
        shown = self._by_day.at(self.table.current_index)
        if shown is not None and not isinstance(shown, Day):
            return [shown]
        if shown is not None:
            self.readtui.tell(f"Press {self.readtui.keymap.key('trash.mark')} to mark what was deleted that day first.")
        return []

    def do_list_open(self) -> None:
        """Restore what is chosen."""
        if chosen := self._chosen():
            self.readtui.run_worker(self._restore(chosen), group="open")

    async def _restore(self, chosen: Sequence[TrashItem]) -> None:
        trash = self.readtui.services.trash
        try:
            change = await self.readtui.saving.in_turn(lambda: trash.restore(*chosen))
        except ReadtuiError as error:
            self.readtui.tell_error(error)
            return
        self._marked -= {item.id for item in chosen}
        self.readtui.bulletin.publish(ChangeMade(change))
        self.readtui.tell(f"Restored {name_of(chosen)}. {self.how_to_undo}")

    def do_trash_remove(self) -> None:
        """Remove what is chosen for good, after a question."""
        if chosen := self._chosen():
            self.readtui.run_worker(self._remove(chosen))

    async def _remove(self, chosen: Sequence[TrashItem]) -> None:
        app, services = self.readtui, self.readtui.services
        if not await app.push_screen_wait(removal_question(chosen)):
            return
        try:
            await app.saving.in_turn(partial(remove_for_good, services, chosen))
        except ReadtuiError as error:
            app.tell_error(error)
        else:
            app.tell(f"Removed {name_of(chosen)} for good.")
        self._marked -= {item.id for item in chosen}
        if is_open(self):
            self.reload()


def _now() -> datetime:
    return datetime.now().astimezone()


def _count_of(found: TrashList) -> str:
    listed = len(found.items)
    if not found.is_last:
        return f"reading … {listed:,}"
    return f"{listed:,} of {found.total:,}" if listed != found.total else counted(listed, "item") if listed else ""
