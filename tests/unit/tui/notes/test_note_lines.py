from rich.style import Style

from readtui.layout.widths import UNKNOWN_TERMINAL
from readtui.text.note_markdown import read_note
from readtui.tui.notes.note_lines import NotePiece, NoteStyles, Pieces, cut, flowing, line_segments, note_lines

DIM, LINK = Style(dim=True), Style(underline=True)
STYLES = NoteStyles(Style(), DIM, Style(bold=True), Style(color="cyan"), LINK, Style(italic=True))


def plain(lines: list[Pieces]) -> list[str]:
    return ["".join(piece.text for piece in line) for line in lines]


def test_items_hang_and_only_their_bullets_are_dim() -> None:
    lines = note_lines(read_note("one\n\n- a long item of words\n  1. in *it*\n\n> said"), 14, STYLES)
    assert plain(lines) == ["one", "", "• a long item", "  of words", "  1. in it", "", "│ said"]
    assert [piece.text for piece in lines[2] if piece.style == DIM] == ["• "]


def test_links_are_numbered_once_each() -> None:
    note = read_note("[a *b* c](https://x.example) and https://y.example")
    [line] = note_lines(note, 60, STYLES)
    assert plain([line]) == ["a b c[1] and https://y.example[2]"]
    [line] = note_lines(note, 60, STYLES, numbered=False)
    assert plain([line]) == ["a b c and https://y.example"]
    assert {piece.target for piece in line if piece.style == LINK} == {"https://x.example", "https://y.example"}


def test_a_note_flows_into_as_many_lines_as_there_are_and_says_where_it_is_cut() -> None:
    pieces = flowing(read_note("# Seas\nwide *and* deep\n\n- one\n- two [three](https://x.example)"), STYLES)
    assert plain(cut(pieces, 60, 1)) == ["Seas · wide and deep • one • two three"]
    assert plain(cut(pieces, 12, 2)) == ["Seas · wide", "and deep…"]
    assert cut(pieces, 60, 1)[0][-1].target == "https://x.example"


def test_words_from_right_to_left_stay_together_and_apart_from_tags() -> None:
    line = [
        NotePiece("● 1/2 ", Style()),
        NotePiece("#قراءة", Style(), "#قراءة"),
        NotePiece("  ", Style()),
        NotePiece("قارن ", Style()),
    ]
    shown = "".join(
        segment.text for segment in line_segments([*line, NotePiece("Koha!", Style(bold=True))], UNKNOWN_TERMINAL)
    )
    both, back = "\u200e\u200f", "\u200f\u200e"
    assert shown == f"● 1/2 {both}#قراءة{back}  {both}قارن {back}Koha!"
