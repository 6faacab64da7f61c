"""Lists all annotations of the library, by article and in reading order."""

import asyncio
from bisect import bisect_right
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from functools import partial

from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.containers import Container

from readtui.errors import ReadtuiError, StoppedError
from readtui.model.annotation import AnchorState, Annotation
from readtui.search.query.completing import Known, known_in
from readtui.search.query.terms import EVERYTHING, Query, to_text
from readtui.services.finding.query import AnnotationQuery
from readtui.services.library import Found
from readtui.services.reading.packed_annotations import PackedAnnotations
from readtui.services.wording import description, excerpt
from readtui.text.clean import visible
from readtui.text.counted import counted
from readtui.tui.annotations.listing import AnnotationListing, Asked, Part
from readtui.tui.annotations.preview import AnnotationPreview
from readtui.tui.annotations.rows import Heading, paint_annotation, paint_heading
from readtui.tui.annotations.splitting import Splitting
from readtui.tui.dialogs.tag import TagDialog
from readtui.tui.library.welcome import Welcome
from readtui.tui.screens.list_screen import ListScreen
from readtui.tui.widgets.filter_line import FilterLine
from readtui.tui.widgets.key_footer import KeyFooter
from readtui.tui.widgets.page_header import PageHeader
from readtui.tui.widgets.record_table import PaintedRow, RecordTable
from readtui.tui.widgets.which_key import WhichKey
from readtui.tui.work.streaming import Streaming, Turn

_WIDE = 110


class AnnotationsScreen(ListScreen):
    """The list, with the current annotation in full beside or below it."""

    MODE = "annotations"
    DEFAULT_CSS = """
    AnnotationsScreen #annotations { height: 1fr; layout: vertical; padding: 0 2; }
    AnnotationsScreen.-airy #annotations { padding: 1 2 0 2; }
    AnnotationsScreen AnnotationPreview { height: 7; border-top: solid $foreground 35%; padding: 0 1; }
    AnnotationsScreen.-wide #annotations { layout: horizontal; }
    AnnotationsScreen.-wide RecordTable { width: 3fr; height: 1fr; }
    AnnotationsScreen.-wide AnnotationPreview {
        width: 2fr; max-width: 72; height: 1fr; border: none; padding: 0 1 1 3;
    }
    AnnotationsScreen.-low.-narrow AnnotationPreview { display: none; }
    AnnotationsScreen:ansi AnnotationPreview { border-top: solid ansi_default; }
    AnnotationsScreen.-wide:ansi AnnotationPreview { border: none; }
    """

    splitting: Splitting

    def __init__(self) -> None:
        super().__init__()
        self.splitting = Splitting(self.readtui, self)
        self._listing: AnnotationListing | None = None
        self._shown: list[Heading | int] = []
        self._headings: list[int] = []
        self._annotations = PackedAnnotations()
        self._query: Query = EVERYTHING
        self._known = Known()
        self._marked: set[str] = set()
        self._count = ""
        self._streaming = Streaming[Part](self._show_part)
        self._first_part = asyncio.Event()

    def compose(self) -> ComposeResult:
        yield PageHeader(self.palette)
        yield FilterLine("words, #tag, color:yellow, has:note, created:7d …")
        with Container(id="annotations"):
            yield RecordTable(self._paint)
            yield AnnotationPreview()
        yield Welcome(self.palette)
        yield WhichKey()
        yield KeyFooter()

    def on_resize(self, event: events.Resize) -> None:
        """Place the preview beside or below the list, depending on the width."""
        wide = event.size.width >= _WIDE
        self.set_class(wide, "-wide")
        self.set_class(not wide, "-narrow")

    # ------------------------------------------------------------------ showing

    async def load(self) -> None:
        """Read the annotations until the first of them are shown; the rest follows in the background.

        Raises StorageError.
        """
        if self._listing is None:
            services = self.readtui.services
            self._listing = AnnotationListing(services.library, services.listing)
        await self.show_rows()
        self._known = await asyncio.to_thread(self._known_values)

    def _known_values(self) -> Known:
        library = self.readtui.services.library
        return known_in(library.records(), library.tag_counts())

    async def show_rows(self, key: str = "") -> None:
        """Show the annotations that pass the filter, with the cursor on the annotation ``key``."""
        if self._listing is None:
            return
        self._query = self.filter_line.query_typed(self._known)
        self._first_part.clear()
        asked = Asked(self._query, datetime.now(UTC), key or self.table.current_key, self.table.current_number)
        self.run_worker(self._stream(self._listing, asked, self._streaming.begin()), group="stream")
        await self._first_part.wait()

    async def _stream(self, listing: AnnotationListing, asked: Asked, turn: Turn[Part]) -> None:
        try:
            await self._streaming.run(turn, lambda turn: listing.stream(asked, turn))
        except StoppedError:
            return
        except ReadtuiError as error:
            self.readtui.tell_error(error)
        self._first_part.set()
        self.readtui.damage.tell_new()

    def on_screen_suspend(self) -> None:
        """Stop reading while another screen is shown."""
        self._streaming.stop()
        self._first_part.set()

    def on_unmount(self) -> None:
        """Stop reading."""
        self._streaming.stop()

    def _show_part(self, part: Part) -> None:
        if part.is_first:
            self._shown, self._headings, self._annotations = [], [], part.annotations
        self._headings += (
            index for index, shown in enumerate(part.shown, len(self._shown)) if isinstance(shown, Heading)
        )
        self._shown += part.shown
        if part.is_first:
            self.table.set_rows(part.rows, more=not part.is_last)
        else:
            self.table.add_rows(part.rows, more=not part.is_last)
        self._first_part.set()
        self._count = self._counted(part)
        self._show_header()
        self._show_welcome(bool(part.listed) or not part.is_last, bool(self._total))

    @property
    def _total(self) -> int:
        return self._listing.total if self._listing else 0

    def _counted(self, part: Part) -> str:
        listed, count = part.listed, self._total
        if not part.is_last:
            shown = f"reading … {listed:,}"
        else:
            shown = f"{listed:,} of {count:,}" if self._query != EVERYTHING and listed != count else f"{listed:,}"
        return f"{shown} in {counted(part.articles, 'article')}" if count else ""

    def _show_header(self) -> None:
        marked = len(self.table.indexes_of(self._marked))
        right = f"{marked:,} marked · {self._count}" if marked else self._count
        self.query_one(PageHeader).show("Annotations", visible(to_text(self._query)), right)

    def _show_welcome(self, has_rows: bool, has_annotations: bool) -> None:
        welcome, key = self.query_one(Welcome), self.readtui.keymap.key
        if has_rows:
            welcome.hide()
        elif has_annotations:
            welcome.show(
                "Nothing found",
                f"No annotation matches “{visible(self.filter_line.value)}”.",
                [(key("annotations.show_all"), "clear the filter"), (key("annotations.filter"), "edit the filter")],
            )
        else:
            welcome.show(
                "No annotations yet",
                "Open an article, move to a sentence and press:",
                [
                    (key("reader.highlight"), "highlight it"),
                    (key("reader.tag"), "tag it"),
                    (key("reader.note"), "write a note on it"),
                ],
                f"Press {key('app.library')} for the library, {key('annotations.back')} to go back.",
            )
        self.query_one("#annotations").display = has_rows
        if not has_rows and not self.filter_line.has_cursor:
            self.set_focus(None)
        elif has_rows and self.focused is None:
            self.table.focus()

    def _paint(self, index: int, width: int, is_current: bool) -> PaintedRow:
        shown, palette = self._shown[index], self.readtui.palette
        if isinstance(shown, Heading):
            return paint_heading(shown, width, palette, is_first=index == 0)
        annotation = self._annotations[shown]
        lines: list[list[Segment]] = paint_annotation(
            annotation, width, palette, is_current=is_current, is_marked=annotation.id in self._marked
        )
        return lines

    def on_record_table_moved(self) -> None:
        """Preview the annotation under the cursor."""
        preview, found = self.query_one(AnnotationPreview), self._current()
        if found is None:
            preview.clear()
        else:
            preview.show(found.record, found.annotation, self.readtui.palette)

    def palette_changed(self) -> None:
        super().palette_changed()
        self.on_record_table_moved()

    def _current(self) -> Found | None:
        index = self.table.current_index
        if index is None:
            return None
        heading = self._shown[self._headings[bisect_right(self._headings, index) - 1]]
        number = self._shown[index]
        if not isinstance(heading, Heading) or isinstance(number, Heading):
            return None
        return Found(heading.record, self._annotations[number])

    @property
    def narrowed_to(self) -> Query:
        """What the list is narrowed to."""
        return self._query

    def unmark(self, ids: Collection[str]) -> None:
        """Take the marks off these annotations."""
        self._marked.difference_update(ids)

    def chosen(self) -> list[Annotation]:
        """What an action is for: the marked annotations that are listed, else the one under the cursor."""
        indexes = self.table.indexes_of(self._marked)
        if not indexes:
            indexes = [] if self.table.current_index is None else [self.table.current_index]
        numbers = (self._shown[index] for index in indexes)
        return [self._annotations.once(number) for number in numbers if not isinstance(number, Heading)]

    # ------------------------------------------------------------------ commands

    def do_list_open(self) -> None:
        """Go to the passage in its article; for a lost passage, open the list of moved and lost ones."""
        found = self._current()
        if found is not None and found.annotation.anchor is AnchorState.ORPHAN:
            self.readtui.screens.show_settling(at=found.annotation.id)
        elif found is not None:
            self.readtui.screens.open_reader(found.record.id, at_annotation=found.annotation.id)

    def do_annotations_settle(self) -> None:
        """Open the moved and lost passages of the library at the annotation under the cursor."""
        self.readtui.screens.show_settling(at=self.table.current_key)

    def do_annotations_preview_down(self) -> None:
        self.query_one(AnnotationPreview).scroll_by_half(1)

    def do_annotations_preview_up(self) -> None:
        self.query_one(AnnotationPreview).scroll_by_half(-1)

    def do_annotations_show_all(self) -> None:
        self.filter_line.clear()

    def do_annotations_export(self) -> None:
        """Export the marked annotations, else the listed ones; the article under the cursor is another scope."""
        found = self._current()
        if found is None:
            self.readtui.tell("Nothing to export: the list is empty.")
            return
        text = self.filter_line.value
        listed = f"annotations with {visible(text)}" if text else "the whole library"
        article = AnnotationQuery(articles=(found.record.id,))
        asked = AnnotationQuery(query=self._query)
        if marked := [one for one in self.chosen() if one.id in self._marked]:
            articles = tuple(dict.fromkeys(one.article_id for one in marked))
            asked = AnnotationQuery(articles, annotations=frozenset(one.id for one in marked))
            listed = f"marked: {_name(marked)}" if len(marked) == 1 else f"{len(marked):,} marked annotations"
        self.readtui.screens.show_export(asked, listed, (article, excerpt(found.record.title)))

    # ------------------------------------------------------------------ changing the chosen annotations

    def do_annotations_mark(self) -> None:
        """Mark the annotation, or unmark it, and go to the next one."""
        if key := self.table.current_key:
            self._marked ^= {key}
            self.table.repaint()
            self.table.move(1)
            self._show_header()

    def do_annotations_unmark(self) -> None:
        self._marked.clear()
        self.table.repaint()
        self._show_header()

    def do_annotations_delete(self) -> None:
        """Move the chosen annotations to the trash, in one step."""
        if chosen := self.chosen():
            self._marked.difference_update(one.id for one in chosen)
            annotator = self.readtui.services.annotator
            self.readtui.saving.save(annotator.delete(*chosen))
            self.readtui.tell(f"Deleted {_name(chosen)}. {self.how_to_undo}")

    def do_annotations_tag(self) -> None:
        if chosen := self.chosen():
            self.readtui.tags.when_known(partial(self._open_tags, chosen))

    def _open_tags(self, chosen: Sequence[Annotation], known: dict[str, int]) -> None:
        """Ask for tags. Shows those that all chosen annotations have; what changes, changes on all of them."""
        first, *others = (one.tags for one in chosen)
        before = tuple(tag for tag in first if all(tag in tags for tags in others))
        present = list(chosen)

        def changed(tags: tuple[str, ...]) -> None:
            nonlocal before, present
            added, removed = [tag for tag in tags if tag not in before], [tag for tag in before if tag not in tags]
            before = tags
            change = self.readtui.services.annotator.retag(present, added, removed)
            if change is not None:
                after = {edit.after.id: edit.after for edit in change.edits if isinstance(edit.after, Annotation)}
                present = [after.get(one.id, one) for one in present]
                self.readtui.saving.save(change)

        self.app.push_screen(TagDialog(_name(chosen), before, known, changed))


def _name(annotations: Sequence[Annotation]) -> str:
    """The words of one annotation, the number of several."""
    return description(annotations[0]) if len(annotations) == 1 else counted(len(annotations), "annotation")
