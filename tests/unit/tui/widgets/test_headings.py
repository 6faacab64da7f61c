"""Headings of groups fill the width of their list exactly."""

import pytest
from rich.segment import Segment

from readtui.tui.colors.palette_maker import plain_palette
from readtui.tui.lists.annotation_rows import Heading, paint_heading
from readtui.tui.widgets.record_table import RowLook


@pytest.mark.parametrize("width", [20, 21, 40, 200])
@pytest.mark.parametrize("tag", ["a", "politics/nato/" + "x" * 300, "水" * 40, "[b]\x1b[31m"])
@pytest.mark.parametrize("is_folded", [False, True])
def test_a_heading_is_as_wide_as_the_list(width: int, tag: str, is_folded: bool) -> None:
    heading = Heading("#", 12_345, tag=tag)
    look = RowLook(width, plain_palette(), is_current=True, is_folded=is_folded)
    painted = paint_heading(heading, look, is_first=False)
    assert len(painted) == (1 if is_folded else 2), "a folded one has no space above"
    line = painted[-1]
    assert Segment.get_line_length(line) == width
    text = "".join(segment.text for segment in line)
    assert text.endswith(" 12,345 ")
    assert "\x1b" not in text
