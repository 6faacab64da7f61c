from rich.console import Console
from rich.style import Style

from readtui.text.note_markdown import read_note
from readtui.tui.widgets.note_lines import NoteStyles, note_lines

DIM = Style(dim=True)
STYLES = NoteStyles(Style(), DIM, Style(bold=True), Style(color="cyan"), Style(underline=True), Style(italic=True))


def test_items_hang_and_only_their_bullets_are_dim() -> None:
    lines = note_lines(
        read_note("one\n\n- a long item of words\n  1. in *it*\n\n> said"), 14, STYLES, Console(width=14)
    )
    assert [line.plain for line in lines] == [
        "one", "", "• a long item", "  of words", "  1. in it", "", "│ said",
    ]  # fmt: skip
    first = lines[2]
    assert not first.style
    assert [(span.start, span.end) for span in first.spans if span.style == DIM] == [(0, 2)]


def test_links_are_numbered_once_each() -> None:
    note = read_note("[a *b* c](https://x.example) and https://y.example")
    [line] = note_lines(note, 60, STYLES, Console(width=60))
    assert line.plain == "a b c[1] and https://y.example[2]"
