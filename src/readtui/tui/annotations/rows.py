"""Annotations as rows grouped by article, and the filter typed above them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import ArticleRecord
from readtui.search.query.matching import Matcher
from readtui.search.query.terms import EVERYTHING, Query
from readtui.services.annotating.versions import other_versions
from readtui.services.library import Found
from readtui.text.clean import visible
from readtui.tui.article.line_marks import HIGHLIGHT, NOTE, ORPHAN, REVIEW, TAG
from readtui.tui.library.rows import CURSOR, MARK
from readtui.tui.palettes.palette import Palette
from readtui.tui.widgets.cells import fitted
from readtui.tui.widgets.record_table import PaintedRow, Row

STATES = {
    AnchorState.EXACT: "",
    AnchorState.MOVED: "moved",
    AnchorState.REVIEW: "needs review",
    AnchorState.ORPHAN: "orphan",
}
_MOST_QUOTED = 400


@dataclass(frozen=True, slots=True)
class Heading:
    """The article that the rows below belong to, and how many rows there are."""

    record: ArticleRecord
    count: int


def matching(found: Sequence[Found], query: Query, now: datetime) -> list[Found]:
    """The annotations that pass the query, in their order, with those of each article together."""
    if query == EVERYTHING:
        return list(found)
    matcher = Matcher(query, now)
    passing: list[Found] = []
    for _, group in groupby(found, key=lambda one: one.record.id):
        members = list(group)
        record, annotations = members[0].record, [one.annotation for one in members]
        passing += (Found(record, one) for one in matcher.annotations(record, annotations.copy))
    return passing


def tags_of(found: Sequence[Found]) -> set[str]:
    return {tag for one in found for tag in one.annotation.tags}


def row_of(annotation: Annotation) -> Row:
    """The row of an annotation; tags and note are on its second line."""
    return Row(annotation.id, 2 if annotation.note or annotation.tags else 1)


def heading_row(*, is_first: bool) -> Row:
    """The row of a heading."""
    return Row("", 2 if is_first else 3)


def paint_heading(heading: Heading, width: int, palette: Palette, *, is_first: bool) -> PaintedRow:
    """Paint the article's title and its number of annotations, with space above and below."""
    count = str(heading.count)
    title = fitted(visible(heading.record.title), max(1, width - 8 - len(count)))
    rule = "─" * max(0, width - 7 - cell_len(title) - len(count))
    line = [
        Segment("  ", palette.text),
        Segment(title, palette.title),
        Segment(f" {rule} ", palette.faint),
        Segment(count, palette.dim),
    ]
    return [line, []] if is_first else [[], line, []]


def paint_annotation(
    annotation: Annotation, width: int, palette: Palette, *, is_current: bool, is_marked: bool = False
) -> PaintedRow:
    """Paint the quote; below it the tags and the first line of the note. A marked one has a star before its quote."""
    behind = palette.cursor if is_current else palette.text
    color = palette.highlight(annotation.color)

    def line(*parts: tuple[str, Style]) -> list[Segment]:
        cursor = Segment(CURSOR if is_current else " ", palette.cursor_gutter)
        made = [Segment(text, style + behind if is_current else style) for text, style in parts]
        used = sum(cell_len(text) for text, _ in parts)
        return [cursor, *made, Segment(" " * max(0, width - 1 - used), behind)]

    state = state_of(annotation)
    quoted = visible(annotation.quoted_text[:_MOST_QUOTED]) if annotation.quote else "the whole article"
    room = width - 6 - (len(state) + 2 if state else 0)
    first = line(
        (MARK, palette.title) if is_marked else (" ", palette.text),
        (glyph(annotation), palette.review if glyph(annotation) == REVIEW else color.gutter),
        (" ", palette.text),
        (fitted(quoted, room), palette.text if annotation.quote else palette.byline),
        *((("  ", palette.text), (state, palette.review)) if state else ()),
    )
    if not (annotation.note or annotation.tags):
        return [first]
    tags = " ".join(f"#{visible(tag)}" for tag in annotation.tags)
    tags = fitted(tags, (width - 6) // (2 if annotation.note else 1))
    note = visible(annotation.note.split("\n", 1)[0]) if annotation.note else ""
    gap = "   " if tags and note else ""
    note = fitted(note, width - 6 - cell_len(tags) - len(gap))
    second = line(("   ", palette.text), (tags, palette.tag), (gap, palette.text), (note, palette.dim))
    return [first, second]


def state_of(annotation: Annotation) -> str:
    """One or two words about what needs attention; empty if nothing does."""
    versions = f"{len(others) + 1} versions" if (others := other_versions(annotation)) else ""
    return ", ".join(filter(None, (STATES[annotation.anchor], versions)))


def glyph(annotation: Annotation) -> str:
    """The mark in the gutter, the same as in the reader."""
    if annotation.anchor is AnchorState.REVIEW or other_versions(annotation):
        return REVIEW
    if annotation.anchor is AnchorState.ORPHAN:
        return ORPHAN
    if annotation.note:
        return NOTE
    return HIGHLIGHT if annotation.color else TAG
