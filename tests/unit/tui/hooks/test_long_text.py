"""Long plain text in lines: all of it, none too wide, indented as it was."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from readtui.layout.widths import UNKNOWN_TERMINAL
from readtui.tui.hooks.panel import wrapped_lines


def test_what_goes_on_keeps_the_indentation() -> None:
    text = "word\n    a definition that is long\n\tx\n\n"
    assert wrapped_lines(text, 16, UNKNOWN_TERMINAL) == [
        "word",
        "    a definition",
        "    that is long",
        "    x",
        "",
        "",
    ]


@given(st.text("ab 海.\n", max_size=200), st.integers(4, 40))
def test_nothing_is_lost_or_too_wide(text: str, width: int) -> None:
    lines = wrapped_lines(text, width, UNKNOWN_TERMINAL)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert max(map(cell_len, lines)) <= width
