"""What the annotations screen shows."""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from readtui.model.annotation import Annotation
from readtui.model.creator import Identity
from readtui.model.tag import Tag
from readtui.search.query.syntax import EVERYTHING, Query
from readtui.services.annotation_reader import FoundAnnotation
from readtui.services.finding.all_annotations import AllAnnotations
from readtui.tui.lists.annotation_listing import ListedAnnotations, ListPart, NumberedAnnotations
from readtui.tui.lists.annotation_rows import AnnotationGrouping, Heading, paint_annotation, paint_heading
from readtui.tui.widgets.record_table import PaintedRow, RowLook


class AnnotationsState:
    """One list of annotations. Rows are given by index."""

    def __init__(self, everything: AllAnnotations) -> None:
        self.query: Query = EVERYTHING
        self.grouping = AnnotationGrouping.ARTICLE
        self._about = ListedAnnotations({}, (), NumberedAnnotations(everything))
        # Numbers of annotations; -1 is the first heading, -2 the second. A list would take five times the memory.
        self._shown = array("q")
        self._headings: list[Heading] = []
        self._heading_rows = array("q")

    def add(self, part: ListPart) -> None:
        """Show the rows of a part, below those of the parts before or, if it is the first one, instead."""
        if part.is_first:
            self._shown, self._headings, self._heading_rows = array("q"), [], array("q")
            self._about = part.about
        for heading, numbers in part.shown:
            if heading is not None:
                self._headings.append(heading)
                self._heading_rows.append(len(self._shown))
                self._shown.append(-len(self._headings))
            self._shown.extend(numbers)

    def __getitem__(self, index: int) -> Heading | Annotation | None:
        """What a row shows; None for an annotation that has gone meanwhile."""
        shown = self._shown[index]
        return self._headings[-shown - 1] if shown < 0 else self._about.annotations[shown]

    def row(self, index: int) -> Heading | FoundAnnotation | None:
        """What a row shows, an annotation with its article; None if there is no such row, or nothing there any more."""
        if index >= len(self._shown):
            return None
        shown = self[index]
        return shown if isinstance(shown, Heading) else self.found(index)

    @property
    def entries(self) -> Sequence[Tag]:
        return self._about.entries

    def heading_above(self, index: int) -> Heading:
        """The heading of a row's group."""
        return self._headings[bisect_right(self._heading_rows, index) - 1]

    def found(self, index: int | None) -> FoundAnnotation | None:
        """The annotation in a row, with its article; None for a heading and without a row."""
        shown = self[index] if index is not None else None
        if not isinstance(shown, Annotation):
            return None
        return FoundAnnotation(self._about.articles[shown.article_id].record, shown)

    def title_of(self, annotation: Annotation) -> str:
        return self._about.articles[annotation.article_id].title

    def annotations(self, indexes: Iterable[int]) -> list[Annotation]:
        """The annotations in these rows, each once. Unlike ``self[index]``, for a look at many."""
        return self.several(indexes)()

    def several(self, indexes: Iterable[int]) -> Callable[[], list[Annotation]]:
        """What returns the annotations that are in these rows now; any thread may call it."""
        shown = (self._shown[index] for index in indexes)
        return partial(self._about.annotations.several, sorted({one for one in shown if one >= 0}))


def paint_row(state: AnnotationsState, index: int, look: RowLook, identify: Callable[[], Identity]) -> PaintedRow:
    """The lines of an annotation, or of the heading above a group. ``identify`` returns who "me" is."""
    shown = state[index]
    if isinstance(shown, Heading):
        return paint_heading(shown, look, is_first=index == 0)
    if shown is None:
        return [[], []]
    if state.grouping is AnnotationGrouping.ARTICLE:
        return paint_annotation(shown, look, identify)
    below_tag = state.heading_above(index).tag
    return paint_annotation(shown, look, identify, below_tag=below_tag, title=state.title_of(shown))
