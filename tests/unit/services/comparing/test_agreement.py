"""Figures of agreement, held to published examples and to other implementations."""

from collections.abc import Sequence

import pytest
from growth import assert_growth

from readtui.services.comparing.agreement import Coincidences, Unit, merged, with_sets

# Krippendorff, Content Analysis (2019), figure 12.11: three coders, a continuum of 60.
ALEX: list[Unit] = [(0, 7, 1), (7, 13, 2), (30, 32, 5), (32, 37, 6), (37, 44, 6), (44, 60, 7)]
PAUL: list[Unit] = [(0, 7, 1), (7, 13, 3), (13, 21, 5), (32, 44, 6)]
SUZAN: list[Unit] = [(0, 7, 1), (7, 13, 4), (13, 21, 5), (32, 37, 6), (37, 41, 6), (41, 44, 6)]


def coincidences(*coders: Sequence[Unit], length: int = 60) -> Coincidences:
    counted = Coincidences(len(coders))
    counted.add(coders, length)
    return counted


def nominal(*coders: str) -> Coincidences:
    """Coders who gave each unit one value; "_" is none."""
    units = [[(at, at + 1, value) for at, value in enumerate(values) if value != "_"] for values in coders]
    return coincidences(*units, length=len(coders[0]))


def test_alpha_of_unitized_text_is_that_of_the_published_example() -> None:
    counted = coincidences(ALEX, PAUL, SUZAN)
    assert counted.alpha() == pytest.approx(0.510, abs=0.0005)
    assert counted.of_where().alpha() == pytest.approx(0.413, abs=0.001)
    assert counted.alpha(where_both=True) == pytest.approx(0.724, abs=0.002)


# By the packages krippendorff-unitized-alpha (alpha) and unitized_alpha (of where, where both), run beside.
@pytest.mark.parametrize(
    ("first", "second", "alpha", "of_where", "where_both"),
    [
        (ALEX, PAUL, 0.35397727272727275, 0.116, 0.694),
        (ALEX, SUZAN, 0.3495265151515152, None, None),
        (PAUL, SUZAN, 0.8665832049306625, 1.0, 0.784),
    ],
)
def test_alpha_of_two_coders_is_that_of_other_implementations(
    first: list[Unit], second: list[Unit], alpha: float, of_where: float | None, where_both: float | None
) -> None:
    counted = coincidences(first, second)
    assert counted.alpha() == pytest.approx(alpha, abs=1e-12)
    if of_where is not None:
        assert counted.of_where().alpha() == pytest.approx(of_where, abs=0.0005)
        assert counted.alpha(where_both=True) == pytest.approx(where_both, abs=0.0005)


def test_alpha_of_nominal_data_is_that_of_the_published_examples() -> None:
    """Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), examples A and B."""
    assert nominal("0100000000", "1110010010").alpha() == pytest.approx(0.095, abs=0.0005)
    assert nominal("aabbdcccedda", "babbbccceddd").alpha() == pytest.approx(0.692, abs=0.0005)


# By the packages krippendorff and scikit-learn, run beside.
@pytest.mark.parametrize(
    ("first", "second", "alpha", "kappa"),
    [
        ("cb_aaacaba", "cb_aaaaaba", 0.848, 0.8412698412698413),
        ("bc_bacbabcaaab__c__ccbbbac_c_c", "ac_b_ccabcacaac_c_accbbb_cac_c", 0.5995475113122172, 0.5958083832335329),
    ],
)
def test_figures_of_nominal_data_are_those_of_other_implementations(
    first: str, second: str, alpha: float, kappa: float
) -> None:
    assert nominal(first, second).alpha() == pytest.approx(alpha, abs=1e-12)
    assert nominal(first, second).kappa() == pytest.approx(kappa, abs=1e-12)


@pytest.mark.parametrize(
    ("both", "first", "second", "neither", "kappa"),
    [(20, 5, 10, 15, 0.4), (45, 15, 25, 15, 0.1304), (25, 35, 5, 35, 0.2593)],
)
def test_kappa_is_that_of_known_tables(both: int, first: int, second: int, neither: int, kappa: float) -> None:
    counted = nominal(
        "x" * both + "x" * first + "_" * (second + neither), "x" * both + "_" * first + "x" * second + "_" * neither
    )
    assert counted.counts() == (both, first, second, neither)
    assert counted.kappa() == pytest.approx(kappa, abs=0.0001)
    assert counted.percent() == (both + neither) / (both + first + second + neither)
    assert counted.percent_of_coded() == both / (both + first + second)


def test_what_does_not_vary_has_no_figures() -> None:
    everything = coincidences([(0, 60, "x")], [(0, 60, "x")])
    nothing = coincidences([], [])
    for counted in (everything, nothing):
        assert (counted.kappa(), counted.alpha(), counted.of_where().alpha()) == (None, None, None)
    assert everything.percent() == nothing.percent() == 1
    assert (everything.percent_of_coded(), nothing.percent_of_coded()) == (1, None)
    assert Coincidences().percent() is None


def test_text_without_codes_counts_as_what_both_left() -> None:
    counted = coincidences([(0, 10, "x")], [(5, 10, "x")], length=20)
    other = coincidences([(0, 10, "x")], [(5, 10, "x")], length=120)
    counted.add_uncoded(100)
    assert (counted.table, counted.alone) == (other.table, other.alone)


def test_spans_of_a_tag_are_one_where_they_overlap_and_apart_where_they_touch() -> None:
    assert list(merged([(5, 9), (0, 3), (2, 4), (4, 5), (6, 7), (3, 3)])) == [(0, 4), (4, 5), (5, 9)]


def test_units_have_the_tags_that_overlap_there() -> None:
    found = with_sets([(0, 10, "a"), (5, 15, "b"), (15, 20, "a"), (30, 40, "a"), (30, 40, "b")])
    a, b = frozenset("a"), frozenset("b")
    assert found == [(0, 5, a), (5, 10, a | b), (10, 15, b), (15, 20, a), (30, 40, a | b)]


def test_long_texts_with_many_codes_take_no_more_time_for_each() -> None:
    def count(size: int) -> Coincidences:
        spans = [[(at * 10 + shift, at * 10 + 14 + shift, at % 7) for at in range(size)] for shift in (0, 3)]
        return coincidences(*map(with_sets, spans), length=size * 10 + 20)

    assert_growth(count, 100, 800, below=16)
