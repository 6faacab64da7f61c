"""Paints what is in the trash: what it was, when it was deleted, and where it belongs."""

from collections.abc import Callable
from datetime import datetime

from rich.style import Style

from readtui.model.view import Lists
from readtui.services.upkeep.trashed import Trashed, TrashedTag, TrashItem
from readtui.text.clean import visible
from readtui.text.note_words import note_words
from readtui.tui.annotations.rows import glyph
from readtui.tui.palettes.palette import Palette
from readtui.tui.widgets.days import time_name
from readtui.tui.widgets.record_table import PaintedRow
from readtui.tui.widgets.two_lines import Part, paint_two_lines

ARTICLE, TAG, VIEW = "≡", "#", "/"
_MOST_QUOTED = 400
ROW_LINES = 2


def paint_trashed(
    item: TrashItem,
    width: int,
    palette: Palette,
    now: datetime,
    tag_style: Callable[[str], Style],
    *,
    is_current: bool,
    is_marked: bool,
) -> PaintedRow:
    """Two lines. A marked one has a star before its words."""
    mark, words, below = _described(item, palette, tag_style)
    right = time_name(item.deleted, now)
    return paint_two_lines(mark, words, right, below, width, palette, is_current=is_current, is_marked=is_marked)


def _described(item: TrashItem, palette: Palette, tag_style: Callable[[str], Style]) -> tuple[Part, Part, list[Part]]:
    """The mark, the words, and what is below them."""
    if isinstance(item, TrashedTag):
        style = palette.highlight(item.tag.color).words if item.tag.color else palette.tag
        below = [("tag", palette.byline), *_some((visible(item.tag.description), palette.dim))]
        return (TAG, style), (visible(item.tag.name), style), below
    if not isinstance(item, Trashed):
        lists = "articles" if item.view.lists is Lists.ARTICLES else "annotations"
        below = [(f"saved view of {lists}", palette.byline), *_some((visible(item.view.query), palette.dim))]
        return (VIEW, palette.dim), (visible(item.view.name), palette.text), below
    record, annotation = item.record, item.annotation
    if annotation is None:
        metadata = record.metadata
        about = " · ".join(visible(one) for one in (metadata.creator, metadata.site) if one)
        return (
            (ARTICLE, palette.dim),
            (visible(record.title), palette.title),
            [("article", palette.byline), *_some((about, palette.dim))],
        )
    quoted = visible(annotation.quoted_text[:_MOST_QUOTED]) if annotation.quote else "the whole article"
    below = [(visible(record.title), palette.byline)]
    below += ((f"#{visible(tag)}", tag_style(tag)) for tag in annotation.tags)
    note = annotation.note[:_MOST_QUOTED].lstrip().split("\n", 1)[0]
    below += _some((visible(note_words(note)), palette.dim))
    mark = glyph(annotation), palette.highlight(annotation.color).gutter
    return mark, (quoted, palette.text if annotation.quote else palette.byline), below


def _some(part: Part) -> list[Part]:
    return [part] if part[0] else []
