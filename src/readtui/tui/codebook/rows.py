"""The tags as rows: which columns fit, and how a row looks."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from readtui.text.clean import visible
from readtui.tui.article.line_marks import HIGHLIGHT
from readtui.tui.codebook.state import TreeRow
from readtui.tui.palettes.palette import Palette
from readtui.tui.widgets.cells import fitted, padded
from readtui.tui.widgets.record_table import CURSOR, UNDECIDED

_GAP = "  "
_LEAST_NAME, _MOST_NAME = 16, 48
_LEAST_DESCRIPTION = 14
_BEFORE_NAME = 4
"""Cursor, space, color, space."""
_BEFORE_SCROLLBAR = 1


@dataclass(frozen=True, slots=True)
class Columns:
    """The widths of the columns in cells; 0 for one that is not there."""

    name: int
    key: int
    color: int
    own: int
    within: int
    description: int


def fit_columns(rows: Sequence[TreeRow], width: int) -> Columns:
    """Columns without content are not there. If it is narrow, the description gives way first, then the color.

    Names have the room that descriptions do not need.
    """
    own = max((cell_len(f"{row.node.own:,}") for row in rows), default=0)
    within = max((cell_len(f"{row.node.within:,}") for row in rows if row.node.within != row.node.own), default=0)
    color = max((cell_len(row.node.color or "") for row in rows), default=0)
    color = max(color, len("Color")) if color else 0
    own, within = max(own, len("Own")), max(within, len("All")) if within else 0
    names = max((cell_len(row.guide) + cell_len(visible(row.node.label)) for row in rows), default=0)
    counts = own + len(_GAP) + (within + len(_GAP) if within else 0)
    key = len("Key") if any(row.node.pin for row in rows) else 0
    says = any(row.node.description or row.node.similar for row in rows)
    room = max(1, width - _BEFORE_NAME - counts - (key + len(_GAP) if key else 0) - _BEFORE_SCROLLBAR)
    name = max(min(names, _MOST_NAME if says else room, room), min(_LEAST_NAME, room))
    left = room - name
    color = color if left >= color + len(_GAP) else 0
    left -= color + len(_GAP) if color else 0
    if left < _LEAST_DESCRIPTION + len(_GAP) and says and name > _LEAST_NAME:
        given = min(name - _LEAST_NAME, _LEAST_DESCRIPTION + len(_GAP) - left)
        name, left = name - given, left + given
    description = left - len(_GAP) if says and left >= _LEAST_DESCRIPTION + len(_GAP) else 0
    return Columns(name, key, color, own, within, description)


def paint_headings(columns: Columns, palette: Palette) -> list[Segment]:
    """The names of the columns, above them."""
    cells = [
        " " * _BEFORE_NAME + padded("Tag", columns.name),
        padded("Own", columns.own, right=True),
        padded("All", columns.within, right=True),
        padded("Key", columns.key),
        padded("Color", columns.color),
        padded("Description", columns.description),
    ]
    widths = (1, columns.own, columns.within, columns.key, columns.color, columns.description)
    return [Segment(_GAP.join(cell for cell, there in zip(cells, widths, strict=True) if there), palette.dim)]


def paint_tag(row: TreeRow, columns: Columns, width: int, palette: Palette, *, is_current: bool) -> list[Segment]:
    """One line, exactly ``width`` cells. A tag that only leads to one that was found is dim."""
    behind = palette.cursor if is_current else palette.text
    node = row.node
    name_style = palette.title if not node.depth else palette.text
    if not row.passes:
        name_style = palette.dim
    guide = fitted(row.guide, columns.name - 1)
    parts: list[tuple[str, Style]] = [
        (UNDECIDED, palette.review) if node.versions > 1 else (" ", palette.text),
        (HIGHLIGHT if node.color else " ", palette.highlight(node.color).gutter),
        (" ", palette.text),
        (guide, palette.faint),
        (padded(visible(node.label), columns.name - cell_len(guide)), name_style),
        (_GAP, palette.text),
        (
            padded(f"{node.own:,}" if node.own else "–", columns.own, right=True),
            palette.text if node.own else palette.dim,
        ),
    ]
    if columns.within:
        within = f"{node.within:,}" if node.within != node.own else ""
        parts += [(_GAP, palette.text), (padded(within, columns.within, right=True), palette.dim)]
    if columns.key:
        parts += [(_GAP, palette.text), (padded(str(node.pin or ""), columns.key), palette.tag)]
    if columns.color:
        parts += [(_GAP, palette.text), (padded(visible(node.color or ""), columns.color), palette.dim)]
    if columns.description:
        similar = fitted(f"≈ {', '.join(map(visible, node.similar))}", columns.description) if node.similar else ""
        gap = _GAP if similar and node.description else ""
        room = max(0, columns.description - cell_len(similar) - len(gap))
        parts += [
            (_GAP, palette.text),
            (similar, palette.tag),
            (gap, palette.text),
            (fitted(visible(" ".join(node.description.split())), room), palette.dim),
        ]
    used = 1 + sum(cell_len(text) for text, _ in parts)
    parts.append((" " * max(0, width - used), palette.text))
    cursor = Segment(CURSOR if is_current else " ", palette.cursor_gutter)
    return [cursor, *(Segment(text, style + behind if is_current else style) for text, style in parts)]
