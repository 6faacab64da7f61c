"""Headings of groups of rows: an article or a tag, and how many rows there are."""

from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from readtui.model.article import ArticleRecord
from readtui.text.clean import visible
from readtui.tui.library.rows import CURSOR
from readtui.tui.palettes.palette import Palette
from readtui.tui.widgets.cells import fitted
from readtui.tui.widgets.record_table import PaintedRow, Row

_FOLDED = "▸"
_UNTAGGED = "without tags"
_LEAST_RULE = 3
_AROUND_NAME = 6
"""Cells for the cursor, the mark of a folded group, and the spaces around rule and count."""


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
    behind = palette.cursor if is_current else Style()
    count = f"{heading.count:,}"
    record = heading.record
    if record is not None:
        name, name_style = visible(record.title), palette.title
        about = visible(record.metadata.creator or record.metadata.site)
    else:
        name = f"#{visible(heading.tag)}" if heading.tag else _UNTAGGED
        name_style = (tag_style or palette.tag) + Style(bold=True) if heading.tag else palette.title
        about = ""
    room = max(1, width - _AROUND_NAME - len(count))
    name = fitted(name, room)
    room -= cell_len(name)
    about = fitted(f"  {about}", room - _LEAST_RULE) if about and room > 3 * _LEAST_RULE else ""
    rule = "─" * max(0, room - cell_len(about))
    parts = (
        (f"{_FOLDED if is_folded else ' '} ", palette.dim),
        (name, name_style),
        (about, palette.dim),
        (f" {rule} ", palette.faint),
        (f"{count} ", palette.dim),
    )
    cursor = Segment(CURSOR if is_current else " ", palette.cursor_gutter)
    line = [cursor, *(Segment(text, style + behind) for text, style in parts)]
    return [line] if is_first or is_folded else [[], line]
