import pytest

from readtui.tui.pictures.picture_look import Graphics
from readtui.tui.terminal import graphics
from readtui.tui.terminal.graphics import graphics_here


@pytest.mark.parametrize(
    ("kind", "environ", "known"),
    [
        ("kitty", {"TERM": "xterm-kitty"}, True),
        ("kitty", {"TERM": "xterm-ghostty"}, True),
        ("kitty", {"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"}, True),
        ("kitty", {"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, False),
        ("sixel", {"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, True),
        ("", {"TERM": "xterm-kitty"}, False),
    ],
)
def test_graphics_are_used_where_the_terminal_shows_them_in_cells(
    kind: str, environ: dict[str, str], known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graphics, "cell_size", lambda: (8, 17))
    assert graphics_here(kind, environ) == Graphics(kind if known else "", (8, 17))
