import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from readtui.codec.csv_guard import guard_cell, unguard_cell


@given(st.text("'=+-@\t\ra1 ", max_size=6))
@example("'=1")
@example("''")
def test_a_guarded_cell_is_not_a_formula_and_round_trips(cell: str) -> None:
    guarded = guard_cell(cell)
    assert not guarded.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguard_cell(guarded) == cell


@pytest.mark.parametrize("cell", ["", "plain", "1-2", "'quoted'"])
def test_an_ordinary_cell_stays_as_it_is(cell: str) -> None:
    assert guard_cell(cell) == cell
