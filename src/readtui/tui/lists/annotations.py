"""Lists all annotations of the library, by article and in reading order."""

import asyncio
from functools import cached_property, partial

from textual import work
from textual.app import ComposeResult

from readtui.errors import ReadtuiError
from readtui.model.annotation import AnchorState
from readtui.model.article import ArticleRecord, is_waiting
from readtui.model.view import Lists
from readtui.search.query.completion import Known
from readtui.search.query.terms import EVERYTHING, to_text
from readtui.services.annotating.passage_comparison import PassageComparison
from readtui.services.annotation_reader import AnnotationQuery, Found
from readtui.services.finding.all_annotations import AllAnnotations
from readtui.services.wording import excerpt, waiting_for
from readtui.text.clean import visible
from readtui.text.phrases import counted
from readtui.tui.colors.tag_colors import TagColors
from readtui.tui.destination import Choosing
from readtui.tui.lists.annotation_changes import AnnotationChanges, name_of
from readtui.tui.lists.annotation_parts import AnnotationListing, Asked, Part, known_values
from readtui.tui.lists.annotation_preview import Details, annotation_lines, heading_lines, read_details
from readtui.tui.lists.annotation_rows import Grouping, Heading, Look, paint_annotation, paint_heading
from readtui.tui.lists.annotations_state import AnnotationsState
from readtui.tui.lists.list_screen import Emptiness, ListScreen, ListStreaming
from readtui.tui.lists.marks import Marks
from readtui.tui.lists.preview import ListPreview
from readtui.tui.lists.tabs import AnnotationTabs
from readtui.tui.lists.tag_split import TagSplit
from readtui.tui.thread_pool import in_thread
from readtui.tui.widgets.preview_pane import Lines
from readtui.tui.widgets.record_table import PaintedRow
from readtui.tui.widgets.tab_line import TabLine

_PAINTED_AFTER = 0.1


class AnnotationsScreen(ListScreen):
    """The list, with the current annotation in full beside or below it."""

    MODE = "annotations"
    HINT = "words, #tag, color:yellow, has:note, created:7d …"
    streaming: ListStreaming[Part]
    preview: ListPreview[Heading | Found, Details]
    marks: Marks
    changes: AnnotationChanges
    tabs: AnnotationTabs
    tag_split: TagSplit

    def __init__(self) -> None:
        super().__init__()
        host, services, work = self.context.host, self.context.services, self.context.work
        look = self.context.look
        self.tag_split = TagSplit(host, services, work.saving, work.tags, self)
        services = self.context.services
        everything = AllAnnotations(services.library)
        self._listing = AnnotationListing(everything, everything.stamp)
        if self.context.work.saving.is_settled:
            self._listing.look_ahead()
        self.state = AnnotationsState()
        self.marks = Marks(self, self._show_header)
        self.changes = AnnotationChanges(self.state, host, services, look, work.saving, work.tags, self)
        self.preview = ListPreview(self, self.state.row, self._lines, _details_key, self._read, around=(0, 1, -1, 2))
        self.tabs = AnnotationTabs(services, self)
        self._known = Known()
        self._count = ""
        self._wanted = ""
        self.streaming = ListStreaming(self, self._show_part, lambda _: self._first_part.set())
        self._first_part = asyncio.Event()

    def compose(self) -> ComposeResult:
        yield from self.frame(self.HINT, self.table_with_preview(), has_tabs=True)

    def on_tab_line_chosen(self, event: TabLine.Chosen) -> None:
        """Show the view of the tab that was clicked."""
        self.tabs.choose(event.number)

    # ------------------------------------------------------------------ showing

    async def load(self) -> None:
        """Read the annotations until the first of them are shown; the rest follows in the background.

        Raises StorageError.
        """
        self.preview.forget()
        self.preview.take_up(await in_thread(self.context.services.choices.choices))
        await self.tabs.load()
        await self.show_rows()
        self.run_worker(self._learn(), group="known", exclusive=True)

    async def _learn(self) -> None:
        """Once the first rows are painted, get to know what can be completed in the filter, and count views."""
        await asyncio.sleep(_PAINTED_AFTER)
        self._known = await in_thread(partial(known_values, self._listing.listed, self._listing.entries))
        await self.tabs.count_all(self._listing.listed)

    async def show_rows(self, key: str = "") -> None:
        """Show the annotations that pass the filter, with the cursor on the annotation ``key``."""
        self.state.query = query = self.filter_line.query_typed(self._known)
        self.tabs.show()
        self._first_part.clear()
        self._wanted, table = key, self.table
        asked = Asked(query, key or table.current_key, table.current_number, self.state.grouping)
        self.streaming.run(partial(self._listing.stream, asked))
        await self._first_part.wait()

    def on_screen_suspend(self) -> None:
        """Wait no longer for what is no longer read."""
        self._first_part.set()

    def _show_part(self, part: Part) -> None:
        self.state.add(part)
        if part.is_first:
            self.tag_colors = TagColors(part.about.entries)
            self.table.set_rows(part.rows, self._wanted, more=not part.is_last)
        else:
            self.table.add_rows(part.rows, more=not part.is_last)
        if self.state.grouping is Grouping.TAG:
            # Counts of groups that were shown already have grown.
            self.table.repaint()
        if part.is_last:
            # Marked annotations may have gone.
            self.marks.count(forgets=self.state.query == EVERYTHING)
            self.tabs.count(self.filter_line.value, part.listed)
        self._first_part.set()
        self._count = self._counted(part)
        self._show_header()
        self._show_welcome(bool(part.listed) or not part.is_last, bool(self._total))

    @property
    def _total(self) -> int:
        return self._listing.total

    def _counted(self, part: Part) -> str:
        listed, count = part.listed, self._total
        if not part.is_last:
            shown = f"reading … {listed:,}"
        else:
            shown = f"{listed:,} of {count:,}" if self.state.query != EVERYTHING and listed != count else f"{listed:,}"
        return f"{shown} in {counted(part.articles, 'article')}" if count else ""

    def _show_header(self) -> None:
        detail = "by tag" if self.state.grouping is Grouping.TAG else ""
        self.show_header("Annotations", detail, " · ".join(filter(None, (str(self.marks), self._count))))

    def _show_welcome(self, has_rows: bool, has_annotations: bool) -> None:
        key = self.key
        if has_rows:
            why = None
        elif has_annotations:
            why = self.nothing_matches("No annotation matches", "views")
        else:
            why = Emptiness(
                "No annotations yet",
                "Open an article, move to a sentence and press:",
                [
                    ("reader.highlight", "highlight it"),
                    ("reader.tag", "tag it"),
                    ("reader.note", "write a note on it"),
                ],
                ("views",),
                f"Press {key('app.library')} for the library, {key('annotations.back')} to go back.",
            )
        self.show_emptiness(why, has_rows=has_rows)

    def paint(self, index: int, width: int, is_current: bool) -> PaintedRow:
        shown, palette, state = self.state[index], self.context.look.palette, self.state

        if isinstance(shown, Heading):
            return paint_heading(
                shown,
                width,
                palette,
                is_first=index == 0,
                is_current=is_current,
                is_folded=self.table.is_folded(shown.key),
                tag_style=self.tag_style(shown.tag),
            )
        identify = self.context.services.library.identity
        look = Look(width, palette, self.tag_style, identify, is_current, shown.id in self.marks.keys)
        if state.grouping is Grouping.ARTICLE:
            return paint_annotation(shown, look)
        return paint_annotation(shown, look, below_tag=state.heading_above(index).tag, title=state.title_of(shown))

    def _lines(self, shown: Heading | Found, details: Details | None) -> Lines:
        if isinstance(shown, Heading):
            return partial(heading_lines, shown, self.state.entries)
        return partial(annotation_lines, shown, details)

    @cached_property
    def _comparing(self) -> PassageComparison:
        """Keeps the texts that it reads."""
        return self.context.services.comparing

    def _read(self, shown: Heading | Found) -> Details:
        return Details() if isinstance(shown, Heading) else read_details(shown, self._comparing, self.context.services)

    def _current(self) -> Found | None:
        return self.state.found(self.table.current_index)

    @property
    def narrowed_list(self) -> tuple[Lists, str]:
        return Lists.ANNOTATIONS, to_text(self.state.query)

    # ------------------------------------------------------------------ commands

    def do_annotations_views(self) -> None:
        """Open, save, rename or delete saved views."""
        self.ask_for_view(Lists.ANNOTATIONS)

    def do_list_open(self) -> None:
        """Go to the passage in its article; for a lost passage, open the list of moved and lost ones."""
        found = self._current()
        if found is not None and found.annotation.anchor is AnchorState.ORPHAN:
            self.context.screens.show_settling(at=found.annotation.id)
        elif found is not None and found.annotation.anchor is AnchorState.WAITING:
            self._tell_of_waiting(found.record)
        elif found is not None:
            self.context.screens.open_reader(found.record.id, at_annotation=found.annotation.id)
        elif (index := self.table.current_index) is not None:
            self._open_heading(self.state.heading_above(index))

    def _tell_of_waiting(self, record: ArticleRecord) -> None:
        self.tell(waiting_for(record.title))

    def _open_heading(self, heading: Heading) -> None:
        """Open the article; fold or unfold a tag."""
        if heading.record is not None and is_waiting(heading.record.id):
            self._tell_of_waiting(heading.record)
        elif heading.record is not None:
            self.context.screens.open_reader(heading.record.id)
        else:
            self.table.fold()

    def do_annotations_settle(self) -> None:
        """Open the moved and lost passages of the library at the annotation under the cursor."""
        self.context.screens.show_settling(at=self.table.current_key)

    def do_annotations_place(self) -> None:
        """Place the annotation in the reader, and return here."""
        found = self._current()
        if found is not None and found.annotation.anchor is AnchorState.WAITING:
            self._tell_of_waiting(found.record)
        elif found is not None and found.annotation.quote is None:
            self.tell("It is on the whole article, which has no place.")
        elif found is not None:
            self.run_worker(self._place(found), group="open")

    async def _place(self, found: Found) -> None:
        compare = self.context.services.comparing.compare
        try:
            stands_at = (await in_thread(lambda: compare(found.record, found.annotation))).stands_at
        except ReadtuiError as error:
            self.tell_error(error)
            return
        screens, query = self.context.screens, self.filter_line.value
        choosing = Choosing(stands_at, lambda _: screens.show_list(Lists.ANNOTATIONS, query))
        screens.open_reader(found.record.id, at_annotation=found.annotation.id, choosing=choosing)

    def do_annotations_export(self) -> None:
        """Export the marked annotations, else the listed ones; the article under the cursor is another scope."""
        if self.table.current_index is None:
            self.tell("Nothing to export: the list is empty.")
            return
        text = self.filter_line.value
        listed = f"annotations with {visible(text)}" if text else "the whole library"
        asked = AnnotationQuery(query=self.state.query)
        marked = [one for one in self.changes.chosen() if one.id in self.marks.keys]
        if marked:
            articles = tuple(dict.fromkeys(one.article_id for one in marked))
            asked = AnnotationQuery(articles, annotations=frozenset(one.id for one in marked))
            listed = f"marked: {name_of(marked)}" if len(marked) == 1 else f"{len(marked):,} marked annotations"
        found, heading = self._current(), self.state.heading_above(self.table.current_index)
        record = found.record if found else heading.record
        others = [(AnnotationQuery(articles=(record.id,)), excerpt(record.title))] if record else []
        self.context.screens.show_export(
            asked, listed, *others, done=lambda: self.marks.take_off([one.id for one in marked])
        )

    # ------------------------------------------------------------------ groups

    def do_annotations_group(self) -> None:
        """Group by tag instead of by article, or the other way round."""
        by_tag = self.state.grouping is Grouping.ARTICLE
        self.state.grouping = Grouping.TAG if by_tag else Grouping.ARTICLE
        self.table.unfold_all()
        self._regroup()

    @work(exclusive=True, group="filter")
    async def _regroup(self) -> None:
        await self.show_rows(self.table.current_key)


def _details_key(shown: Heading | Found) -> tuple[str, str, str] | None:
    if isinstance(shown, Heading):
        return None
    return shown.annotation.id, shown.annotation.modified, shown.record.text_version
