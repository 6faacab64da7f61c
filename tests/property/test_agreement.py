"""Laws of the figures of agreement."""

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from readtui.services.comparing.agreement import Coincidences, Unit, with_gaps

LENGTH = 24


@st.composite
def units(draw: st.DrawFn) -> list[Unit]:
    """The units of a coder, with gaps or without between them."""
    sizes = draw(st.lists(st.integers(1, 6), max_size=8))
    values = draw(st.lists(st.sampled_from((None, "a", "b", "c")), min_size=len(sizes), max_size=len(sizes)))
    ends = list(accumulate(sizes))
    return [
        (end - size, min(end, LENGTH), value)
        for size, end, value in zip(sizes, ends, values, strict=True)
        if value is not None and end - size < LENGTH
    ]


def counted(*coders: list[Unit]) -> Coincidences:
    found = Coincidences(len(coders))
    found.add(coders, LENGTH)
    return found


def alpha_by_letters(coders: list[list[Unit]]) -> float | None:
    """Alpha from its definition: of the letters of two coders at one place, and of all pairs of letters that are not of
    one unit, how many differ.
    """
    letters = [
        (at, number, value, (number, start) if value is not None else (number, at))
        for number, each in enumerate(coders)
        for start, end, value in with_gaps(each, LENGTH)
        for at in range(start, end)
    ]
    pairs = [(one, other) for one in letters for other in letters if one[3] != other[3]]
    observed = [one[2] != other[2] for one, other in pairs if one[0] == other[0] and one[1] != other[1]]
    expected = [one[2] != other[2] for one, other in pairs]
    if not any(expected):
        return None
    return 1 - (sum(observed) / len(observed)) / (sum(expected) / len(expected))


@given(st.lists(units(), min_size=2, max_size=3))
def test_alpha_is_what_counting_letters_gives(coders: list[list[Unit]]) -> None:
    alpha, by_letters = counted(*coders).alpha(), alpha_by_letters(coders)
    assert (alpha is None) is (by_letters is None)
    assert alpha is None or by_letters is None or abs(alpha - by_letters) < 1e-9


@given(units(), units())
def test_the_order_of_coders_changes_nothing(first: list[Unit], second: list[Unit]) -> None:
    one, other = counted(first, second), counted(second, first)
    for figure in (
        Coincidences.percent,
        Coincidences.percent_of_coded,
        Coincidences.kappa,
        Coincidences.alpha,
        Coincidences.alpha_of_where,
        lambda found: found.alpha(where_both=True),
    ):
        here, there = figure(one), figure(other)
        assert here == there or (here is not None and there is not None and abs(here - there) < 1e-9)


@given(units())
def test_a_coder_agrees_in_full_with_the_same_codes(codes: list[Unit]) -> None:
    found = counted(codes, codes)
    assert found.percent() == 1
    for figure in (found.percent_of_coded(), found.kappa(), found.alpha(), found.alpha_of_where()):
        assert figure is None or abs(figure - 1) < 1e-9
