"""The trail of screens: always within its room, and each name leads to its own screen."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from readtui.tui.widgets.page_header import BETWEEN, fitted_trail

_NAMES = ["Library", "Annotations", "Die leisen Verhandlungen von Moskau"]


def _said(names: list[str], room: int) -> str:
    return "".join(crumb.text + BETWEEN for crumb in fitted_trail(names, room))


def test_long_names_are_shortened_before_the_first_ones_are_left_out() -> None:
    assert _said(_NAMES, 80) == "Library › Annotations › Die leisen Verhandlungen vo… › "
    assert _said(_NAMES, 45) == "Library › Annotatio… › Die leise… › "
    assert _said(_NAMES, 30) == "… › Annotatio… › Die leise… › "
    assert _said(_NAMES, 18) == "… › Die leise… › "
    assert _said(_NAMES, 6) == "… › "
    assert _said(_NAMES, 3) == ""
    assert _said([], 80) == ""


def test_a_mark_leads_to_the_last_screen_that_it_stands_for() -> None:
    assert [crumb.number for crumb in fitted_trail(_NAMES, 80)] == [0, 1, 2]
    assert [crumb.number for crumb in fitted_trail(_NAMES, 18)] == [1, 2]
    assert [crumb.number for crumb in fitted_trail(_NAMES, 6)] == [2]


@given(st.lists(st.text(st.characters(codec="utf-8", categories=["L", "Nd"]), min_size=1)), st.integers(-5, 90))
def test_it_stays_within_its_room(names: list[str], room: int) -> None:
    crumbs = fitted_trail(names, room)
    assert cell_len("".join(crumb.text + BETWEEN for crumb in crumbs)) <= max(0, room)
    assert all(crumb.end - crumb.start == cell_len(crumb.text) for crumb in crumbs)
