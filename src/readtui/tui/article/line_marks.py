"""The overlays on one line (cursor, annotations, hits, selection) and its gutter. Independent of Textual."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from rich.segment import Segment
from rich.style import Style

from readtui.layout.line import Line
from readtui.layout.old_words import key_in
from readtui.model.annotation import AnchorState, Annotation, place_key
from readtui.model.block import Block
from readtui.model.creator import Identity
from readtui.model.passage import Passage
from readtui.model.reply import ThreadState
from readtui.services.reading.session import ReadingSession
from readtui.services.saving.conflicts import other_versions
from readtui.text.selection import Selection
from readtui.tui.article.arrangement import GUTTER_CELLS, PanePlace
from readtui.tui.article.line_painter import LinePainter, Overlay, OverlayKind
from readtui.tui.article.seen_changes import NEW, REMOVED, SeenChanges
from readtui.tui.colors.palette import Palette
from readtui.tui.colors.tag_colors import TagColors

_ONLY_COLOR = Style(underline=False, strike=False, reverse=False, bold=True)
NOTE, TAG, HIGHLIGHT, REVIEW, MOVED, CONTINUED, ORPHAN = "✎", "#", "▍", "?", "~", "▏", "∅"
OPEN, ANSWERED, SETTLED = "○", "◐", "✓"
WAITING = "…"

SIGNS = (
    (f"{OPEN} {ANSWERED} {SETTLED}", "Thread: open, answered (your turn), settled"),
    (f"{NOTE} {TAG} {HIGHLIGHT}", "Note, tags, highlight"),
    (MOVED, "Moved or, if it has other words, reworded"),
    (REVIEW, "Needs review: it may say something else, or stand there only perhaps"),
    (ORPHAN, "Lost: its words are gone"),
    (WAITING, "Waits for the text of its article"),
)


def thread_sign(annotation: Annotation, identify: Callable[[], Identity]) -> str:
    """How its thread stands, as a sign of one cell; "" for a plain note. ``identify`` returns who "me" is."""
    if annotation.thread is None:
        return ""
    if annotation.thread is ThreadState.SETTLED:
        return SETTLED
    # Without a reply, nobody need be known.
    return ANSWERED if annotation.replies and annotation.is_answered(identify()) else OPEN


class HitList:
    """The hits of a search in reading order, and the index of the current one (-1: none).

    ``spans`` are half-open ranges that do not overlap. ``is_complete`` is False while the search is running,
    ``is_sought`` True if there is a search, which may have no hits.
    """

    def __init__(
        self,
        spans: Sequence[tuple[int, int]] = (),
        current: int = -1,
        *,
        is_complete: bool = True,
        is_sought: bool = False,
    ) -> None:
        self.spans = spans
        self.current = current
        self.is_complete = is_complete
        self.is_sought = is_sought or bool(spans)
        self._starts = [start for start, _ in spans]
        self._longest = max((end - start for start, end in spans), default=0)

    def hit(self) -> Passage | None:
        return Passage(*self.spans[self.current]) if 0 <= self.current < len(self.spans) else None

    def within(self, start: int, end: int) -> range:
        """The indices of the hits that overlap ``start``:``end``."""
        first = bisect_right(self._starts, start - self._longest)
        return range(first, bisect_left(self._starts, end))

    def beginning_between(self, start: int, end: int) -> range:
        """The indices of the hits that begin at ``start`` or later, but before ``end``."""
        return range(bisect_left(self._starts, start), bisect_left(self._starts, end))

    def nearest(self, offset: int) -> int:
        """The index of the first hit at or after ``offset``, wrapping around; -1 if none."""
        return bisect_left(self._starts, offset) % len(self.spans) if self.spans else -1


class Marks(NamedTuple):
    """The overlays of one line, and its gutter: glyph, color, whether the cursor is on this line, and what has changed
    in it.
    """

    overlays: tuple[Overlay, ...] = ()
    glyph: str = " "
    color: str | None = None
    is_current: bool = False
    change: str = " "


NO_MARKS = Marks()


class MarkSource(Protocol):
    """Where the marks come from: the viewport, or the page drawn before the viewport exists."""

    cursor: Passage
    selection: Selection | None
    focused_id: str
    hits: HitList
    labels: Callable[[], Sequence[Overlay]]

    @property
    def changes(self) -> SeenChanges: ...

    @property
    def change(self) -> int | None:
        """The index of the change that the cursor was led to."""

    @property
    def offered(self) -> Passage | None: ...

    @property
    def identity(self) -> Identity:
        """Who "me" is. Finding out may take long, the first time."""

    def selected(self) -> Passage | None: ...

    def focused_annotation(self) -> Annotation | None:
        """The annotation that actions apply to."""


class LineMarks:
    """Finds the marks of the visible lines by bisecting sorted lists."""

    def __init__(self, viewport: MarkSource) -> None:
        self._viewport = viewport

    def of(self, lines: Sequence[Line], annotations: Sequence[Sequence[Annotation]], tags: TagColors) -> list[Marks]:
        """The marks of each line; ``annotations`` holds the annotations on each line."""
        selected, focused = self._viewport.selected() or self._viewport.offered, self._viewport.focused_annotation()
        current, labels = focused.id if focused else "", self._viewport.labels()
        return [
            self._of_gap(line) if line.is_gap else self._of_line(line, here, selected, current, labels, tags)
            for line, here in zip(lines, annotations, strict=True)
        ]

    def _of_gap(self, line: Line) -> Marks:
        """Only old words have any."""
        key = key_in(line)
        if key is None:
            return NO_MARKS
        is_current = key == self._viewport.change
        overlays = (Overlay(line.start, line.end, OverlayKind.CURSOR),) if is_current else ()
        return Marks(overlays, is_current=is_current, change=REMOVED)

    def _of_line(
        self,
        line: Line,
        annotations: Sequence[Annotation],
        selected: Passage | None,
        current: str,
        labels: Sequence[Overlay],
        tags: TagColors,
    ) -> Marks:
        start, end = line.start, max(line.end, line.start + 1)
        cursor, hits, changes = self._viewport.cursor, self._viewport.hits, self._viewport.changes
        overlays: list[Overlay] = []
        is_current = cursor.start < end and start < cursor.end
        if is_current and selected is None:
            overlays.append(Overlay(cursor.start, cursor.end, OverlayKind.CURSOR))
        for annotation in annotations:
            passage = annotation.passage
            if passage is not None:
                kind = OverlayKind.CURRENT_ANNOTATION if annotation.id == current else OverlayKind.ANNOTATION
                overlays.append(Overlay(passage.start, passage.end, kind, tags.color_of(annotation)))
        for index in hits.within(start, end):
            kind = OverlayKind.CURRENT_HIT if index == hits.current else OverlayKind.HIT
            overlays.append(Overlay(*hits.spans[index], kind))
        if selected is not None and selected.start < end and start < selected.end:
            overlays.append(Overlay(selected.start, selected.end, OverlayKind.SELECTION))
        overlays.extend(label for label in labels if start <= label.start < end)
        glyph, color = " ", None
        if annotations:
            glyph, color = _gutter(annotations, start, end, tags, lambda: self._viewport.identity)
        overlays += (Overlay(*one, OverlayKind.NEW_WORDS) for one in changes.new_words(start, end))
        return Marks(tuple(overlays), glyph, color, is_current, changes.sign(start, end))


def row_segments(painter: LinePainter, line: Line, block: Block, marks: Marks, place: PanePlace) -> list[Segment]:
    """One row of the screen: gutter, text, and the empty cells on both sides."""
    palette = painter.palette
    before = place.left - GUTTER_CELLS
    row = [
        *change_segments(marks.change, before, palette),
        *_gutter_segments(marks, palette),
        *painter.paint(line, block, marks.overlays, place.text_width),
        Segment(" " * max(0, place.width - place.left - place.text_width), palette.text),
    ]
    labels = sorted((place.left + line.cell_of(one.start), one.label) for one in marks.overlays if one.label)
    return _labeled(row, labels, palette.label) if labels else row


def _labeled(row: list[Segment], labels: Sequence[tuple[int, str]], style: Style) -> list[Segment]:
    """The row with each label in the cells before its column: the space between two sentences, or the gutter."""
    cuts = [cut for end, label in labels for cut in (end - len(label), end)]
    parts = list(Segment.divide(row, [*cuts, Segment.get_line_length(row)]))
    for number, (_, label) in enumerate(labels):
        parts[2 * number + 1] = [Segment(label, style)]
    return [segment for part in parts for segment in part]


def change_segments(sign: str, cells: int, palette: Palette) -> list[Segment]:
    """The cells before the gutter, with the sign of a change in the last of them."""
    if sign == " " or not cells:
        return [Segment(" " * cells, palette.text)]
    look = palette.inserted if sign == NEW else palette.removed if sign == REMOVED else palette.review
    return [Segment(" " * (cells - 1), palette.text), Segment(sign, look + _ONLY_COLOR)]


def _gutter_segments(marks: Marks, palette: Palette) -> list[Segment]:
    bar = "│" if marks.is_current else " "
    if marks.glyph == REVIEW:
        style = palette.review
    elif marks.glyph == " ":
        style = palette.text
    else:
        style = palette.highlight(marks.color).gutter
    return [Segment(marks.glyph, style), Segment(bar, palette.cursor_gutter), Segment(" ", palette.text)]


def annotations_by_line(
    session: ReadingSession, lines: Sequence[Line], writing: Annotation | None = None
) -> list[list[Annotation]]:
    """The annotations on each of several consecutive lines, in reading order.

    ``writing`` stands for the one with its id, or is a new one.
    """
    starts = [line.start for line in lines if not line.is_gap]
    if not starts:
        return [[] for _ in lines]
    end = max(max(line.end, line.start + 1) for line in lines if not line.is_gap)
    coming = session.in_passage(Passage(starts[0], end))
    if writing is not None and writing.passage is not None and writing.passage.overlaps(Passage(starts[0], end)):
        coming = sorted((writing, *(one for one in coming if one.id != writing.id)), key=place_key)
    found: list[list[Annotation]] = []
    reached, begun = 0, list[tuple[Passage, Annotation]]()
    for line in lines:
        line_start, line_end = line.start, max(line.end, line.start + 1)
        if line.is_gap or not (begun or reached < len(coming)):
            found.append([])
            continue
        while reached < len(coming) and (passage := coming[reached].passage) is not None and passage.start < line_end:
            begun.append((passage, coming[reached]))
            reached += 1
        # Line starts only increase, so an annotation that ends before this line is on no later line either.
        begun = [(passage, annotation) for passage, annotation in begun if passage.end > line_start]
        found.append([annotation for passage, annotation in begun if passage.start < line_end])
    return found


def _gutter(
    annotations: Sequence[Annotation], start: int, end: int, tags: TagColors, identify: Callable[[], Identity]
) -> tuple[str, str | None]:
    """The most important glyph of a line: needs review, open thread, moved, note or settled thread, highlight, tags; a
    thin bar where an annotation only continues.
    """
    best: tuple[int, str, str | None] = (-1, " ", None)
    for annotation in annotations:
        passage = annotation.passage
        begins_here = passage is not None and start <= passage.start < end
        if annotation.needs_review or other_versions(annotation):
            rank, glyph = 7, REVIEW
        elif annotation.thread is ThreadState.OPEN and begins_here:
            glyph = thread_sign(annotation, identify)
            rank = 6 if glyph == ANSWERED else 5
        elif annotation.anchor is AnchorState.MOVED and not annotation.is_settled and begins_here:
            rank, glyph = 4, MOVED
        elif (annotation.note or annotation.is_thread) and begins_here:
            rank, glyph = 3, SETTLED if annotation.is_thread else NOTE
        elif annotation.color:
            rank, glyph = 2, HIGHLIGHT
        elif annotation.tags and begins_here:
            rank, glyph = 1, TAG
        else:
            rank, glyph = 0, CONTINUED
        if rank > best[0]:
            best = (rank, glyph, tags.color_of(annotation))
    return best[1], best[2]
