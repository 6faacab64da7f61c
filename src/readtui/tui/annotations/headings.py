"""Headings of groups of rows: an article or a tag, and how many rows there are."""

from dataclasses import dataclass

from rich.style import Style

from readtui.model.article import ArticleRecord
from readtui.text.clean import visible
from readtui.tui.palettes.palette import Palette
from readtui.tui.widgets.group_heading import paint_group_heading
from readtui.tui.widgets.record_table import PaintedRow, Row

_UNTAGGED = "without tags"


@dataclass(slots=True)
class Heading:
    """What the ``count`` rows below it share: an article, or a tag ("" for none). ``key`` names the group.

    While rows of a filtered list are still being made, ``count`` grows.
    """

    key: str
    count: int
    record: ArticleRecord | None = None
    tag: str = ""


def heading_row(heading: Heading, *, is_first: bool, can_stop: bool = True) -> Row:
    """The row of a heading, with space above. If it ``can_stop``, the cursor can go there, and fold the group."""
    height = 1 if is_first else 2
    return Row(heading.key, height, heading.key, heads=True) if can_stop else Row("", height)


def paint_heading(
    heading: Heading,
    width: int,
    palette: Palette,
    *,
    is_first: bool,
    is_current: bool = False,
    is_folded: bool = False,
    tag_style: Style | None = None,
) -> PaintedRow:
    """Paint the article's title and author or the tag, a rule, and the number of rows."""
    record = heading.record
    if record is not None:
        name, style = visible(record.title), palette.title
        about = visible(record.metadata.creator or record.metadata.site)
    else:
        name = f"#{visible(heading.tag)}" if heading.tag else _UNTAGGED
        style = (tag_style or palette.tag) + Style(bold=True) if heading.tag else palette.title
        about = ""
    line = paint_group_heading(
        (name, style), heading.count, width, palette, about=about, is_current=is_current, is_folded=is_folded
    )
    return [line] if is_first or is_folded else [[], line]
