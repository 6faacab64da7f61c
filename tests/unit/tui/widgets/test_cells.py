"""What stands beside a text from right to left stays in its place."""

import pytest
from rich.segment import Segment

from readtui.tui.widgets.cells import apart, ends_fitted, line_apart

LRM, RLM = "\u200e", "\u200f"


def width(segments: list[Segment]) -> int:
    return sum(segment.cell_length for segment in segments)


def test_each_part_of_a_row_is_kept_apart_from_the_others() -> None:
    row = [Segment(" ◐ "), Segment("المدينة!  "), Segment("12m"), Segment(" Koha و "), Segment("Élan")]
    kept = apart(row)
    assert [segment.text for segment in kept] == [
        " ◐ ",
        f"{LRM}{RLM}المدينة!{RLM}{LRM}  ",
        "12m",
        f" {LRM}Koha و{LRM} ",
        "Élan",
    ]
    assert width(kept) == width(row)
    assert apart([Segment(" שלום\u00a0 ")])[0].text == f" {LRM}{RLM}שלום\u00a0{RLM}{LRM} ", "only spaces are outside"


@pytest.mark.parametrize("words", ["قال ", "שלום"])
def test_the_parts_of_a_line_of_text_stay_together(words: str) -> None:
    line = [Segment("✎ "), Segment(words), Segment("2026")]
    kept = line_apart(line)
    assert "".join(segment.text for segment in kept) == f"{LRM}{RLM}✎ {words}2026{RLM}{LRM}"
    assert width(kept) == width(line)
    assert line_apart(line[:1]) == line[:1]


@pytest.mark.parametrize(
    ("cells", "shown"),
    [(30, "a long title with an end"), (11, "a lon…n end"), (10, "a lo…n end"), (4, "a…nd"), (1, "…"), (0, "")],
)
def test_what_is_too_long_is_cut_between_its_ends(cells: int, shown: str) -> None:
    assert ends_fitted("a long title with an end", cells) == shown
