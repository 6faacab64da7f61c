"""Paints a change as a row: what was done, when, to what, and whether it is undone."""

from collections.abc import Mapping
from datetime import datetime

from rich.style import Style

from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.change import Change, LaterEdits
from readtui.model.reply import Reply
from readtui.model.tag import Tag
from readtui.model.view import View
from readtui.services.upkeep.history import Step
from readtui.services.wording import sentence
from readtui.tui.annotations.rows import glyph
from readtui.tui.history.listing import about
from readtui.tui.notes.voices import REPLY
from readtui.tui.palettes.palette import Palette
from readtui.tui.widgets.days import time_name
from readtui.tui.widgets.record_table import PaintedRow
from readtui.tui.widgets.two_lines import Part, paint_two_lines

UNDONE = "undone"
_ARTICLE, _TAG, _VIEW, _DELETED, _MANY = "≡", "#", "/", "×", "⁝"


def paint_step(
    step: Step, titles: Mapping[str, str], width: int, palette: Palette, now: datetime, *, is_current: bool
) -> PaintedRow:
    """One line or two. An undone change is quiet, and says that it is undone."""
    change = step.change
    style = palette.text if step.done else palette.dim
    words = sentence(change.what).removesuffix(".")
    right = time_name(change.at, now)
    below: list[Part] = [] if step.done else [(UNDONE, Style(color=palette.review.color, italic=True))]
    if said := about(change, titles):
        below.append((said, palette.byline if step.done else palette.dim))
    mark = _mark(change, palette) if step.done else (_mark(change, palette)[0], palette.dim)
    return paint_two_lines(mark, (words, style), right, below, width, palette, is_current=is_current)


def lines_of(step: Step, titles: Mapping[str, str]) -> int:
    """How many lines its row has."""
    return 2 if not step.done or about(step.change, titles) else 1


def _mark(change: Change, palette: Palette) -> tuple[str, Style]:
    """What kind of thing was changed."""
    edits = change.edits
    if isinstance(edits, LaterEdits) or (len(edits) > 1 and not _is_about_one(change)):
        return _MANY, palette.kicker
    if not edits:
        return " ", palette.dim
    after = edits[0].after
    if after.deleted:
        return _DELETED, Style(color=palette.review.color, bold=True)
    match after:
        case Annotation():
            return glyph(after), palette.highlight(after.color).gutter
        case Reply():
            return REPLY, palette.dim
        case ArticleRecord():
            return _ARTICLE, palette.dim
        case Tag():
            return _TAG, palette.highlight(after.color).words if after.color else palette.tag
        case View():
            return _VIEW, palette.dim
    return " ", palette.dim


def _is_about_one(change: Change) -> bool:
    """Whether it is a change to an article, with what follows from it, or to a tag's entry alone."""
    return isinstance(change.edits[0].after, ArticleRecord) and len({edit.article_id for edit in change.edits}) == 1
