import struct

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


@pytest.mark.parametrize(
    ("answer", "size"),
    [((24, 80, 640, 408), (8, 17)), ((0, 80, 640, 408), (0, 0)), ((24, 0, 640, 408), (0, 0)), (None, (0, 0))],
)
def test_the_size_of_a_cell_is_what_the_terminal_has_told(
    answer: tuple[int, int, int, int] | None, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl")

    def told(descriptor: int, *request: object) -> bytes:
        # Textual draws on stderr.
        assert descriptor == 2
        if answer is None:
            raise OSError
        return struct.pack("HHHH", *answer)

    monkeypatch.setattr(fcntl, "ioctl", told)
    assert graphics.cell_size() == size
