"""Moved and lost passages as rows: grouped by question and article, one line per annotation."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from readtui.model.annotation import Annotation
from readtui.services.annotating.settling import Question
from readtui.services.library import Found
from readtui.text.clean import visible
from readtui.tui.annotations.rows import glyph
from readtui.tui.article.line_marks import REVIEW
from readtui.tui.palettes.palette import Palette
from readtui.tui.widgets.cells import fitted, padded
from readtui.tui.widgets.record_table import CURSOR, PaintedRow, Row

TITLES = {
    Question.REVIEW: "To review",
    Question.LOST: "Lost",
    Question.OTHER: "Other words",
    Question.SAME: "Words unchanged",
    Question.KEPT: "Left lost",
}
_MOST_QUOTED = 400


@dataclass(frozen=True, slots=True)
class Group:
    """A heading: the question, the article's title if there are several articles, and the number of rows below."""

    question: Question
    title: str
    count: int


def make_rows(
    asked: Sequence[tuple[Question, Found]], *, names_articles: bool
) -> tuple[list[Row], list[Group | Annotation]]:
    """The rows of the table, and what each row shows."""
    rows: list[Row] = []
    shown: list[Group | Annotation] = []
    for (question, _), group in groupby(asked, key=lambda one: (one[0], one[1].record.id if names_articles else "")):
        members = [found for _, found in group]
        rows.append(Row("", 2 if rows else 1))
        title = visible(members[0].record.title) if names_articles else ""
        shown.append(Group(question, title, len(members)))
        rows += [Row(found.annotation.id) for found in members]
        shown += [found.annotation for found in members]
    return rows, shown


def paint_group(group: Group, width: int, palette: Palette, *, is_first: bool) -> PaintedRow:
    """Paint the question and the article, with space above."""
    count = str(group.count)
    question = TITLES[group.question]
    title = fitted(f"  {group.title}", max(0, width - 10 - len(question) - len(count))) if group.title else ""
    rule = "─" * max(0, width - 6 - len(question) - cell_len(title) - len(count))
    line = [
        Segment("  ", palette.text),
        Segment(question, palette.review if group.question is Question.REVIEW else palette.subheading),
        Segment(title, palette.title),
        Segment(f" {rule} ", palette.faint),
        Segment(count, palette.dim),
    ]
    return [line] if is_first else [[], line]


def paint_asked(annotation: Annotation, width: int, palette: Palette, *, is_current: bool) -> PaintedRow:
    """Paint the gutter's mark and the quote."""
    behind = palette.cursor if is_current else Style()
    mark = glyph(annotation)
    mark_style = palette.review if mark == REVIEW else palette.highlight(annotation.color).gutter
    quoted = padded(visible(annotation.own_words[:_MOST_QUOTED]), width - 5)
    cursor = Segment(CURSOR if is_current else " ", palette.cursor_gutter)
    parts = ((" ", palette.text), (mark, mark_style), (f" {quoted} ", palette.text))
    return [[cursor, *(Segment(text, style + behind) for text, style in parts)]]
