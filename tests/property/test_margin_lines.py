"""Whatever a note contains, its lines fit the margin, and nothing in them can control the terminal."""

from hypothesis import given
from hypothesis import strategies as st

from readtui.layout.widths import UNKNOWN_TERMINAL
from readtui.model.annotation import Annotation
from readtui.model.creator import Creator
from readtui.model.reply import Reply, ThreadState
from readtui.text.clean import is_clean
from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth
from readtui.tui.colors.palette_maker import make_palette
from readtui.tui.notes.margin_lines import MOST_READ, NoteReader, short_lines, whole_lines
from readtui.tui.notes.note_lines import line_cells

PALETTE = make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL, {})
PARTS = [
    *"ab #>*_`[]()~\n1.-|",
    "word ",
    "\n\n",
    "\x1b[31m",
    "\x9b2J",
    "\u202e",
    "\t",
    "水の流れ",
    "👩‍🚀",
    "🇩🇪",
    "क्षि",
    "e\u0301",
    "שלום ",
    "https://x.example/" + "y" * 30,
    "[words](readtui:9f2c01d7a45be630)",
    "    code\n",
    "> > - 3) ",
    "> - " * 12,
]
NOTES = st.lists(st.sampled_from(PARTS), max_size=40).map("".join)


REPLIES = st.lists(
    st.builds(
        lambda text, name, sets: Reply("r", "b", "a", "", "", text, Creator(name, is_program=True), sets),
        NOTES,
        NOTES.filter(str.strip),
        st.none() | st.sampled_from(ThreadState),
    ),
    max_size=30,
).map(tuple)


@given(NOTES, NOTES, REPLIES, st.integers(20, 54), st.integers(1, 4))
def test_every_line_fits(note: str, tag: str, replies: tuple[Reply, ...], width: int, rows: int) -> None:
    creator = replies[0].creator if replies else None
    annotation = Annotation(
        "a", "b", "", "", tags=(tag or "t",), note=note, creator=creator, is_thread=bool(tag), replies=replies
    )
    read = NoteReader().read(note, MOST_READ, is_needed=True)
    whole = whole_lines(annotation, read, 2, width, PALETTE, UNKNOWN_TERMINAL)
    short = short_lines(annotation, read, 2, width, rows, PALETTE, UNKNOWN_TERMINAL)
    assert len(short) <= rows
    for line in (*whole, *short):
        assert is_clean("".join(piece.text for piece in line))
        assert "\n" not in "".join(piece.text for piece in line)
    assert max(map(line_cells, (*whole, *short))) <= width
