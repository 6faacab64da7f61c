"""Text on whose width terminals disagree is where it was laid out, and none of it is lost."""

from collections.abc import Callable
from functools import partial

import pytest
import regex
from articles import article_of
from rich.cells import cell_len
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.text import Text
from terminal_screen import TerminalScreen, xterm_cells
from textual.strip import Strip

from readtui.layout.article_layout import ArticleLayout
from readtui.layout.widths import UNKNOWN_TERMINAL, CellWidths
from readtui.model.block import BlockKind
from readtui.tui.article.line_painter import LinePainter, Overlay, OverlayKind
from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth
from readtui.tui.colors.palette_maker import make_palette, plain_palette
from readtui.tui.widgets.cells import fitted
from readtui.tui.widgets.glyph_filter import in_columns
from readtui.tui.widgets.headings import paint_group_heading
from readtui.tui.widgets.placed_strip import strip_of
from readtui.tui.widgets.preview_pane import Sheet
from readtui.tui.widgets.record_table import RowLook

HINDI = "क्षत्रिय स्त्री और राष्ट्रीय कार्यालयों की व्यवस्था में हिन्दी"
EMOJI = "family 👨‍👩‍👧‍👦 flag 🇩🇪🇫🇷 heart ❤️ key 1️⃣ thumb 👍🏽 runner 🏃🏽‍♂️ rainbow 🏳️‍🌈 ok"
OTHERS = "ภาษาไทยน้ำดำ தமிழ்நாடு நிலம் বাংলা ক্ষমতা"
TERMINALS = pytest.mark.parametrize(
    "terminal",
    [partial(TerminalScreen, measure=xterm_cells), TerminalScreen, partial(TerminalScreen, joins=True)],
    ids=["code points", "as Rich", "graphemes"],
)
WIDTH = 16
Make = Callable[[int, int], TerminalScreen]
BORDER = Segment("┃")
PLAIN = plain_palette()


KNOWN = pytest.mark.parametrize(
    ("terminal", "widths"),
    [
        (partial(TerminalScreen, measure=xterm_cells), CellWidths(emoji_style=0, jamo=0)),
        (partial(TerminalScreen, joins=True), CellWidths(0, 0, 2, 1, 0, 0, 0, 0)),
    ],
    ids=["code points", "graphemes"],
)


def painted(
    text: str,
    overlays: list[Overlay],
    kind: BlockKind = BlockKind.PARAGRAPH,
    width: int = WIDTH,
    widths: CellWidths = UNKNOWN_TERMINAL,
) -> list[Strip]:
    article = article_of((kind, text))
    painter = LinePainter(article, make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL), {}, widths)
    lines = ArticleLayout(article, width, widths=widths)
    positions = lines.window(lines.first, 100)
    blocks = [article.blocks[position.block] for position in positions]
    return [
        strip_of([*painter.paint(lines.line(position), block, overlays, width), BORDER], width + 1)
        for position, block in zip(positions, blocks, strict=True)
    ]


def written(strip: Strip) -> str:
    return "".join(
        style.render(text, color_system=ColorSystem.TRUECOLOR) if style else text for text, style, _ in strip
    )


def shown(make: Make, strips: list[Strip]) -> list[str]:
    screen = make(WIDTH + 20, len(strips))
    for row, strip in enumerate(strips, start=1):
        screen.feed(f"\x1b[{row};1H{written(strip)}")
    return screen.rows()


@TERMINALS
@pytest.mark.parametrize("text", [HINDI, EMOJI, OTHERS])
@pytest.mark.parametrize("selected", [(0, 0), (1, 4)])
def test_nothing_is_lost_and_the_border_stays_in_its_column(
    terminal: Make, text: str, selected: tuple[int, int]
) -> None:
    starts = [match.start() for match in regex.finditer(r"\X", text)]
    strips = painted(text, [Overlay(starts[selected[0]], starts[selected[1]], OverlayKind.SELECTION)])
    rows = shown(terminal, strips)
    assert "".join("".join(rows).replace("┃", "").split()) == "".join(text.split())
    for strip, row in zip(strips, rows, strict=True):
        assert strip.cell_length == sum(segment.cell_length for segment in strip) == WIDTH + 1
        assert row.endswith("┃")
    screen = terminal(WIDTH + 20, 1)
    for strip in strips:
        screen.feed(f"\x1b[1;1H{written(strip)}")
        assert screen.column == WIDTH + 1


@KNOWN
@pytest.mark.parametrize("text", [HINDI, EMOJI, OTHERS])
@pytest.mark.parametrize("selected", [(0, 0), (1, 4), (2, 3)])
def test_a_terminal_that_was_asked_gets_whole_words(
    terminal: Make, widths: CellWidths, text: str, selected: tuple[int, int]
) -> None:
    starts = [match.start() for match in regex.finditer(r"\X", text)]
    overlays = [Overlay(starts[selected[0]], starts[selected[1]], OverlayKind.SELECTION)]
    strips = painted(text, overlays, widths=widths)
    assert "".join("".join(shown(terminal, strips)).replace("┃", "").split()) == "".join(text.split())
    for strip in strips:
        screen = terminal(WIDTH + 20, 1)
        screen.feed(f"\x1b[1;1H{written(strip)}")
        assert screen.column == strip.cell_length == WIDTH + 1
    words = sum(len(row.split()) for row in shown(terminal, strips))
    assert sum(bool(segment.control) for strip in strips for segment in strip) <= words + 2


@TERMINALS
def test_a_folded_line_of_any_script_ends_at_its_border(terminal: Make) -> None:
    strip = painted(f"{HINDI}\n{EMOJI}", [], BlockKind.FURNITURE, 60)[-1]
    screen = terminal(80, 1)
    screen.feed(written(strip))
    assert screen.column == 61
    assert "क्षत्रिय" in screen.rows()[0].replace(" ", "")
    assert "…" in strip.text


def test_each_piece_of_a_strip_has_the_graphemes_that_are_whole_in_it() -> None:
    strip = next(strip for strip in painted("ab 👨‍👩‍👧 cd", []) if "ab" in strip.text)
    family = "👨‍👩‍👧"
    for cut in range(1, WIDTH):
        left, right = strip.divide([cut, WIDTH + 1])
        assert (left.cell_length, right.cell_length) == (cut, WIDTH + 1 - cut)
        assert [family in left.text, family in right.text] == [cut >= 9, cut <= 3]
        assert left == strip.crop(0, cut)
        assert right == strip.crop(cut)


def in_a_row(make: Make, widths: CellWidths, *texts: str) -> str:
    segments = in_columns([Segment(text) for text in texts], widths)
    assert sum(segment.cell_length for segment in segments) == sum(cell_len(text) for text in texts)
    screen = make(80, 1)
    screen.feed("".join(segment.text for segment in segments) + "|")
    return screen.rows()[0]


def test_extra_cells_of_a_title_are_taken_from_the_gap_after_it() -> None:
    xterm = partial(TerminalScreen, measure=xterm_cells)
    title = "हिन्दी में एक लेख"
    row = in_a_row(xterm, CellWidths(), f" {title}", " " * 20, "3 %  ·  saved ")
    assert row.startswith(f" {title}  ")
    assert row.endswith("3 %  ·  saved |")
    assert in_a_row(partial(TerminalScreen, joins=True), CellWidths(limit=2, vowel_sign=0), title, "    x").endswith(
        " x|"
    )


def test_without_a_gap_the_columns_outweigh_the_title() -> None:
    xterm = partial(TerminalScreen, measure=xterm_cells)
    row = in_a_row(xterm, CellWidths(), "हिन्दी", "│ x")
    assert row.endswith("│ x|")


def test_no_vowel_of_a_cut_text_or_of_a_heading_is_lost() -> None:
    xterm = partial(TerminalScreen, measure=xterm_cells)
    for cells in range(4, 70):
        cut = fitted(HINDI, cells)
        assert HINDI.startswith(cut.removesuffix("…").rstrip())
        row = in_a_row(xterm, CellWidths(), cut, " " * (72 - cell_len(cut)))
        assert row.startswith(cut)
        assert row.endswith(" |")
        heading = paint_group_heading((HINDI, PLAIN.title), 12, RowLook(max(20, cells), PLAIN), about=HINDI)
        texts = [segment.text for segment in heading]
        row = in_a_row(xterm, CellWidths(), *texts)
        assert row.replace("─", " ").split() == [*"".join(texts).replace("─", " ").split(), "|"]
        assert row.endswith(" 12 |")


def test_lines_of_a_preview_fit_on_every_terminal() -> None:
    xterm = partial(TerminalScreen, measure=xterm_cells)
    sheet = Sheet(16, PLAIN, Console())
    lines = sheet.wrapped(Text(f"{HINDI}\n\n{HINDI}"))
    assert " ".join(line.plain.strip() for line in lines) == f"{HINDI}  {HINDI}"
    for line in lines:
        assert in_a_row(xterm, CellWidths(), line.plain).rstrip(" |") == line.plain.strip()
