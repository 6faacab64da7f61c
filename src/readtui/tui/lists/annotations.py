"""The list of all annotations, by article and in reading order, or by tag."""

from collections.abc import Callable
from functools import partial

from readtui.model.annotation import AnchorState
from readtui.search.query.syntax import EVERYTHING
from readtui.services.annotation_reader import FoundAnnotation
from readtui.services.finding.all_annotations import AllAnnotations
from readtui.text.phrases import counted
from readtui.tui.article.line_marks import SIGNS
from readtui.tui.lists.annotation_actions import AnnotationActions
from readtui.tui.lists.annotation_listing import AnnotationListing, AnnotationRequest, ListPart, known_values
from readtui.tui.lists.annotation_preview import AnnotationDetails, DetailsReader, details_key, lines_of
from readtui.tui.lists.annotation_rows import AnnotationGrouping, Heading
from readtui.tui.lists.annotations_state import AnnotationsState, paint_row
from readtui.tui.lists.list_screen import FilterSpec, Header, ListRequest, ListScreen, ListSpec, RowBatch, RowSource
from readtui.tui.lists.tabs import AnnotationTabs
from readtui.tui.lists.tag_split import TagSplit
from readtui.tui.screens.preview import PreviewSpec
from readtui.tui.screens.record_screen import Emptiness
from readtui.tui.widgets.preview_pane import Lines
from readtui.tui.widgets.record_table import PaintedRow, RowLook
from readtui.tui.work.stream import StreamTurn


class AnnotationsContent:
    """All annotations that pass the filter."""

    def __init__(self, screen: ListScreen) -> None:
        self._screen = screen
        self._context = context = screen.context
        host, services, work = context.host, context.services, context.work
        everything = AllAnnotations(services.library)
        self._listing = AnnotationListing(everything, everything.stamp)
        if context.work.saving.is_settled:
            self._listing.look_ahead()
        state = self._state = AnnotationsState(everything)
        self._actions = AnnotationActions(
            state, host, services, context.look, work.saving, work.tags, context.screens, screen
        )
        self._tag_split = TagSplit(self._actions, state, host, services, work.saving, work.tags, screen)
        self._tabs = AnnotationTabs(services, screen)
        self._details = DetailsReader(services)
        self._part: ListPart | None = None
        self._key = ""

    @property
    def spec(self) -> ListSpec:
        listing = self._listing
        return ListSpec(
            "annotations",
            FilterSpec("words, #tag, color:yellow, has:note, created:7d …"),
            RowSource(self._ask, self._take, self._learn, lambda: known_values(listing.listed, listing.entries)),
            self._paint,
            self._header,
            self._emptiness,
            {"actions": self._actions, "tag_split": self._tag_split},
            PreviewSpec(self._state.row, self._lines, details_key, self._details.read, around=(0, 1, -1, 2)),
            self._tabs,
            signs=SIGNS,
        )

    async def _ask(self, wanted: ListRequest) -> Callable[[StreamTurn[ListPart]], None]:
        """The annotations that pass the filter; the first of them soon. Raises StorageError."""
        if wanted.is_new and self._screen.preview is not None:
            self._screen.preview.forget()
            await self._tabs.load()
        self._key, self._state.query = wanted.key, self._screen.query_typed
        asked = AnnotationRequest(self._state.query, wanted.key or wanted.current, wanted.place, self._state.grouping)
        return partial(self._listing.stream, asked)

    def _take(self, part: ListPart) -> RowBatch:
        self._state.add(part)
        self._part = part
        if part.is_first:
            self._context.work.tags.learn(part.about.entries)
        if self._state.grouping is AnnotationGrouping.TAG:
            # Counts of groups that were shown already have grown.
            self._screen.table.repaint()
        if part.is_last:
            self._tabs.count(self._screen.filter_line.value, part.listed)
        return RowBatch(part.rows, self._key, part.is_first, part.is_last, forgets=self._state.query == EVERYTHING)

    async def _learn(self) -> None:
        """How much views list."""
        await self._tabs.count_all(self._listing.listed)

    def _header(self) -> Header:
        part, counts = self._part, ""
        if part is not None and self._listing.total:
            listed, total = part.listed, self._listing.total
            of_total = f" of {total:,}" if self._state.query != EVERYTHING and listed != total else ""
            shown = f"{listed:,}{of_total}" if part.is_last else f"reading … {listed:,}"
            counts = f"{shown} in {counted(part.articles, 'article')}"
        detail = "by tag" if self._state.grouping is AnnotationGrouping.TAG else ""
        return Header("Annotations", detail, " · ".join(filter(None, (str(self._screen.marks), counts))))

    def _emptiness(self) -> Emptiness | None:
        if self._part is None or not self._part.is_last:
            return None
        if self._listing.total:
            return self._screen.nothing_matches("No annotation matches", "views")
        key = self._screen.key
        return Emptiness(
            "No annotations yet",
            "Open an article, move to a sentence and press:",
            [("reader.highlight", "highlight it"), ("reader.tag", "tag it"), ("reader.note", "write a note on it")],
            ("views",),
            f"Press {key('app.library')} for the library, {key('annotations.back')} to go back.",
        )

    def _paint(self, index: int, look: RowLook) -> PaintedRow:
        return paint_row(self._state, index, look, self._context.services.library.identity)

    def _lines(self, shown: Heading | FoundAnnotation, details: AnnotationDetails | None) -> Lines:
        return lines_of(shown, details, self._state.entries)

    def do_list_open(self) -> None:
        """Go to the passage in its article; for a lost passage, open the list of moved and lost ones."""
        index, screens = self._screen.table.current_index, self._context.screens
        shown = None if index is None else self._state.row(index)
        if shown is None:
            return
        record = shown.record
        if isinstance(shown, FoundAnnotation) and shown.annotation.anchor is AnchorState.ORPHAN:
            screens.show_settling(at=shown.annotation.id)
        elif record is not None:
            screens.open_reader(
                record.id, at_annotation=shown.annotation.id if isinstance(shown, FoundAnnotation) else ""
            )
        else:
            self._screen.table.fold()

    def do_annotations_group(self) -> None:
        """Group by tag instead of by article, or the other way round."""
        self._state.grouping = (
            AnnotationGrouping.TAG if self._state.grouping is AnnotationGrouping.ARTICLE else AnnotationGrouping.ARTICLE
        )
        self._screen.table.unfold_all()
        self._screen.arrange_rows(self._screen.table.current_key)
