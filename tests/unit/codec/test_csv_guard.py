import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from readtui.codec.csv_guard import guard_cell


@given(st.text("'=+-@＝＋－＠\t\r\na1 ", max_size=6))
@example("'=1")
@example("''")
def test_a_guarded_cell_is_not_a_formula_and_round_trips(cell: str) -> None:
    guarded = guard_cell(cell)
    assert not guarded.startswith(tuple("=+-@＝＋－＠\t\r\n"))
    assert guarded in (cell, f"'{cell}")
    # A guarded cell must not look like another cell that needed no guard.
    assert guarded != cell or not cell.startswith("'") or guard_cell(cell[1:]) != cell


@pytest.mark.parametrize("cell", ["", "plain", "1-2", "'quoted'"])
def test_an_ordinary_cell_is_unchanged(cell: str) -> None:
    assert guard_cell(cell) == cell
