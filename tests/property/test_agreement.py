"""Laws of the figures of agreement."""

from collections import Counter
from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from readtui.services.comparing.agreement import Coincidences, Unit, merged, with_gaps, with_sets

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
        lambda found: found.of_where().alpha(),
        lambda found: found.alpha(where_both=True),
    ):
        here, there = figure(one), figure(other)
        assert here == there or (here is not None and there is not None and abs(here - there) < 1e-9)


@given(units())
def test_a_coder_agrees_in_full_with_the_same_codes(codes: list[Unit]) -> None:
    found = counted(codes, codes)
    assert found.percent() == 1
    for figure in (found.percent_of_coded(), found.kappa(), found.alpha(), found.of_where().alpha()):
        assert figure is None or abs(figure - 1) < 1e-9


@st.composite
def spans(draw: st.DrawFn) -> list[tuple[int, int, str]]:
    """The passages of a coder with their tags. They may overlap, also with the same tag."""
    found = draw(st.lists(st.tuples(st.integers(0, LENGTH - 1), st.integers(1, 9), st.sampled_from("abc")), max_size=9))
    return [(start, min(start + size, LENGTH), tag) for start, size, tag in found]


@given(spans(), spans())
def test_what_overlaps_counts_as_the_set_of_its_tags(
    first: list[tuple[int, int, str]], second: list[tuple[int, int, str]]
) -> None:
    def sets(codes: list[tuple[int, int, str]]) -> list[Unit]:
        tags = {tag: list(merged((start, end) for start, end, one in codes if one == tag)) for tag in "abc"}
        return with_sets((*span, tag) for tag, each in tags.items() for span in each)

    def letter(codes: list[tuple[int, int, str]], at: int) -> frozenset[str] | None:
        return frozenset(tag for start, end, tag in codes if start <= at < end) or None

    assert counted(sets(first), sets(second)).table == Counter(
        (letter(first, at), letter(second, at)) for at in range(LENGTH)
    )
