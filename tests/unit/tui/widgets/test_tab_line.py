"""Which tabs fit on the line."""

import pytest
from rich.text import Text

from readtui.tui.colors.palette_maker import plain_palette
from readtui.tui.widgets.tab_line import Tab, line_of_tabs

TABS = [Tab("All", 1_200), Tab("Sea and trade", 3), Tab("With notes"), Tab("Questions to ask", 14)]


def shown(current: int | None, width: int) -> str:
    line, _ = line_of_tabs(TABS, current, width, plain_palette())
    assert isinstance(line, Text)
    assert line.cell_len <= width
    return line.plain.rstrip()


@pytest.mark.parametrize(
    ("current", "width", "expected"),
    [
        (0, 80, "All 1,200   Sea and trade 3   With notes   Questions to ask 14"),
        (0, 40, "All 1,200   Sea and trade 3            ›"),
        (None, 40, "All 1,200   Sea and trade 3            ›"),
        (3, 40, "‹ With notes   Questions to ask 14"),
        (2, 30, "‹ With notes                 ›"),
        (1, 12, "‹ Sea and  ›"),
    ],
)
def test_the_current_tab_is_shown_and_arrows_say_that_there_are_more(
    current: int | None, width: int, expected: str
) -> None:
    assert shown(current, width) == expected


def test_a_click_finds_its_tab() -> None:
    _, places = line_of_tabs(TABS, 0, 80, plain_palette())
    assert [(start, number) for start, _, number in places] == [(0, 0), (12, 1), (30, 2), (43, 3)]


def test_names_are_only_text() -> None:
    line, _ = line_of_tabs([Tab("[red]\x1b[31m", 1), Tab("b")], 0, 60, plain_palette())
    assert line.plain.rstrip() == "[red]␛[31m 1   b"
