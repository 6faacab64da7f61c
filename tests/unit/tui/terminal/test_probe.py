"""What a terminal is asked, what its replies mean, and that none of them is taken for a key."""

import string
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from terminal_screen import AnsweringTerminal, xterm_cells

from readtui.layout.widths import CellWidths, disputed_cells
from readtui.paths import terminal_path
from readtui.tui.terminal.probe import SAMPLES, Replies, questions
from readtui.tui.terminal.traits import TerminalTraits, load_traits, save_traits

ROW = 24
XTERM = AnsweringTerminal(measure=xterm_cells, color="rgb:1010/1010/1010")
GRAPHEMES = AnsweringTerminal(joins=True, mode="1", color="rgb:ffff/fafa/f0f0", graphics=True)
RICH = AnsweringTerminal(attributes="62;4;22")
REPLIES = [terminal.asked(questions(ROW, "", {})) for terminal in (XTERM, GRAPHEMES, RICH)]


def asked(chunks: Sequence[str], row: int = ROW) -> tuple[str, Replies]:
    """What the app gets of some chunks, after the longest time that they may be held back."""
    replies = Replies()
    replies.begin(row)
    left = "".join(replies.feed(chunk) for chunk in chunks)
    return left + "".join(replies.tick() for _ in range(60)), replies


def test_a_terminal_that_measures_code_points_is_known_by_its_samples() -> None:
    left, replies = asked([REPLIES[0]])
    traits = replies.traits()
    assert (left, replies.is_complete) == ("", True)
    assert traits.widths == CellWidths(emoji_style=0, jamo=0)
    assert (traits.background, traits.is_dark, traits.graphics, traits.groups) == ((16, 16, 16), True, "", None)


def test_a_terminal_that_measures_graphemes_is_known_by_its_samples() -> None:
    traits = asked([REPLIES[1]])[1].traits()
    assert traits.widths == CellWidths(0, 0, 2, 1, 0, 0, 0, 0)
    assert (traits.is_dark, traits.graphics, traits.groups) == (False, "kitty", True)


def test_a_terminal_with_pictures_in_its_attributes() -> None:
    assert asked([REPLIES[2]])[1].traits().graphics == "sixel"


@pytest.mark.parametrize(("terminal", "said"), [(XTERM, 0), (GRAPHEMES, 1), (RICH, 2)])
def test_the_samples_are_measured_as_they_will_be_laid_out(terminal: AnsweringTerminal, said: int) -> None:
    widths = asked([REPLIES[said]])[1].traits().cell_widths
    for sample in SAMPLES.values():
        terminal.screen.feed(f"\x1b[1;1H{sample}")
        assert disputed_cells(sample, widths) == terminal.screen.column, sample


def test_the_row_of_the_samples_is_redrawn_and_the_cursor_goes_back() -> None:
    terminal = AnsweringTerminal()
    footer = " ? help  q back".ljust(80)
    terminal.screen.feed(f"\x1b[24;1H{footer}\x1b[7;9H")
    terminal.asked(questions(ROW, f"\x1b[24;1H{footer}", {}))
    assert terminal.screen.rows()[-1] == footer.rstrip()
    assert (terminal.screen.row, terminal.screen.column) == (6, 8)


def test_a_silent_terminal_is_unknown_and_its_keys_come_through() -> None:
    left, replies = asked(["j", "\x1b", "k\x1b[A", "\x1b[1;2R"])
    assert left == "j\x1bk\x1b[A\x1b[1;2R"
    assert not replies.is_awaited
    assert replies.traits() == TerminalTraits()


def test_too_few_places_say_nothing_of_widths() -> None:
    left, replies = asked(["\x1b[24;7R\x1b[24;3R\x1b[?62c"])
    assert (left, replies.traits().widths) == ("", None)


def test_a_late_reply_is_no_key_either() -> None:
    replies = Replies()
    replies.begin(ROW)
    for _ in range(1000):
        replies.tick()
    assert replies.feed("j" + REPLIES[1] + "k") == "jk"
    assert replies.is_complete


def test_before_it_is_asked_a_terminal_says_nothing() -> None:
    assert Replies().feed("\x1b[24;7R\x1b") == "\x1b[24;7R\x1b"


@st.composite
def mixed(draw: st.DrawFn) -> tuple[str, list[str]]:
    """What is typed, and the chunks in which it arrives between and inside replies."""
    keys = ["j", "é", "\r", "\x1b[A", "\x1b[1;5C", "\x1bOP", "\x1b[200~abc\x1b[201~", "\x1b[<0;10;10M", "\x1b[97;;97u"]
    said = draw(st.sampled_from(REPLIES))
    parts = [part for part in said.replace("\x1b", "\0\x1b").replace("\0\x1b\\", "\x1b\\").split("\0") if part]
    typed, stream = [], []
    for part in [*parts, ""]:
        between = draw(st.lists(st.sampled_from(keys), max_size=2))
        typed += between
        stream += [*between, part]
    whole = "".join(stream)
    cuts = sorted(draw(st.lists(st.integers(0, len(whole)), max_size=12)))
    return "".join(typed), [whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True)]


@given(mixed())
def test_however_replies_are_cut_and_mixed_with_keys_only_the_keys_are_left(case: tuple[str, list[str]]) -> None:
    typed, chunks = case
    left, replies = asked(chunks)
    assert left == typed
    assert replies.is_complete


@given(st.lists(st.text(alphabet="\x1b[]_?;:GR0124cyn$rgb/\\\x07" + string.ascii_letters, max_size=40), max_size=6))
def test_garbage_is_survived_and_no_reply_is_made_of_letters(chunks: list[str]) -> None:
    left, replies = asked(chunks)
    whole = "".join(chunks)
    if "\x1b" not in whole:
        assert left == whole
    assert len(left) <= len(whole)
    assert replies.traits().background is None or "rgb" in whole


def test_answers_are_cached_by_terminal_and_multiplexer(tmp_path: Path) -> None:
    outside = {"READTUI_STATE": str(tmp_path), "TERM": "xterm-256color"}
    inside = outside | {"TMUX": "/tmp/tmux-0/default,1,0", "TERM": "tmux-256color"}
    known = asked([REPLIES[1]])[1].traits()
    save_traits(known, outside)
    assert load_traits(outside) == known
    assert load_traits(inside) == TerminalTraits()


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{",
        "\udcff",
        "[" * 9000,
        '{"format": 2}',
        '{"format": 1, "terminal": [], "widths": {"flag": 2}, "background": null, "graphics": ""}',
        '{"format": 1, "terminal": [], "widths": null, "background": [1, 2], "graphics": "", "groups": null}',
    ],
)
def test_a_file_that_is_not_readable_is_as_good_as_none(tmp_path: Path, content: str) -> None:
    environ = {"READTUI_STATE": str(tmp_path)}
    path = Path(terminal_path(environ))
    path.parent.mkdir(parents=True)
    path.write_text(content, "utf-8", "surrogateescape")
    assert load_traits(environ) == TerminalTraits()


def test_a_full_disk_or_a_file_in_the_way_does_not_stop_readtui(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("in the way")
    save_traits(TerminalTraits(), {"READTUI_STATE": str(tmp_path)})
    assert load_traits({"READTUI_STATE": str(tmp_path)}) == TerminalTraits()
