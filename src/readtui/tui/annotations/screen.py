"""Lists all annotations of the library, by article and in reading order."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.containers import Container

from readtui.model.annotation import AnchorState, Annotation
from readtui.search.query.completing import Known, known_in
from readtui.search.query.terms import EVERYTHING, Query, to_text
from readtui.services.finding.query import AnnotationQuery
from readtui.services.library import Found
from readtui.services.wording import description, excerpt
from readtui.text.clean import visible
from readtui.text.counted import counted
from readtui.tui.annotations.preview import AnnotationPreview
from readtui.tui.annotations.rows import (
    Heading,
    make_rows,
    matching,
    paint_annotation,
    paint_heading,
    tags_of,
)
from readtui.tui.library.welcome import Welcome
from readtui.tui.screens.list_screen import ListScreen
from readtui.tui.widgets.filter_line import FilterLine
from readtui.tui.widgets.key_footer import KeyFooter
from readtui.tui.widgets.page_header import PageHeader
from readtui.tui.widgets.record_table import PaintedRow, RecordTable
from readtui.tui.widgets.which_key import WhichKey

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

    def __init__(self) -> None:
        super().__init__()
        self._found: list[Found] | None = None
        self._by_id: dict[str, Found] = {}
        self._shown: Sequence[Heading | Annotation] = ()
        self._query: Query = EVERYTHING
        self._known = Known()

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
        """Read all annotations. Raises StorageError."""
        self._found = await asyncio.to_thread(self.readtui.services.library.annotations, AnnotationQuery())
        self._by_id = {one.annotation.id: one for one in self._found}
        self._known = known_in({one.record.id: one.record for one in self._found}.values(), tags_of(self._found))
        await self.show_rows()

    async def show_rows(self, key: str = "") -> None:
        """Show the annotations that pass the filter, with the cursor on the annotation ``key``."""
        if self._found is None:
            return
        found = self._found
        self._query = self.filter_line.query_typed(self._known)
        listed = await asyncio.to_thread(matching, found, self._query, datetime.now(UTC))
        rows, self._shown = make_rows(listed)
        self.table.set_rows(rows, key)
        self._show_header(len(listed), len(found), len({one.record.id for one in listed}))
        self._show_welcome(bool(listed), bool(found))

    def _show_header(self, listed: int, count: int, articles: int) -> None:
        shown = f"{listed:,} of {count:,}" if listed != count else f"{listed:,}"
        right = f"{shown} in {counted(articles, 'article')}" if count else ""
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
        lines: list[list[Segment]] = paint_annotation(shown, width, palette, is_current=is_current)
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
        return self._by_id.get(self.table.current_key)

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

    def do_annotations_delete(self) -> None:
        """Move the annotation to the trash."""
        found = self._current()
        if found is None:
            return
        self.readtui.saving.save(self.readtui.services.annotator.delete(found.annotation))
        self.readtui.tell(f"Deleted {description(found.annotation)}. {self.how_to_undo}")

    def do_annotations_preview_down(self) -> None:
        self.query_one(AnnotationPreview).scroll_by_half(1)

    def do_annotations_preview_up(self) -> None:
        self.query_one(AnnotationPreview).scroll_by_half(-1)

    def do_annotations_show_all(self) -> None:
        self.filter_line.clear()

    def do_annotations_export(self) -> None:
        """Export the listed annotations; the article under the cursor is offered as another scope."""
        found = self._current()
        if found is None:
            self.readtui.tell("Nothing to export: the list is empty.")
            return
        text = self.filter_line.value
        listed = f"annotations with {visible(text)}" if text else "the whole library"
        article = AnnotationQuery(articles=(found.record.id,))
        asked = AnnotationQuery(query=self._query)
        self.readtui.screens.show_export(asked, listed, (article, excerpt(found.record.title)))
