"""The comparison of two coders at many widths, and what the preview says of each row; below each line its styles."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from golden import Golden, Picture
from rich.console import Console

from readtui.bootstrap import Services
from readtui.model.creator import Creator, Identity
from readtui.services.annotation_batch import wanted_in
from readtui.services.comparing.comparison import CoderComparison, CoderComparisons
from readtui.services.comparing.report import columns, named_rows
from readtui.services.comparing.report import rows as report_rows
from readtui.services.comparing.settlement import Choice, settle
from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth
from readtui.tui.colors.palette_maker import make_palette
from readtui.tui.colors.tag_colors import TagColors
from readtui.tui.comparing.rows import (
    FiguresRow,
    Listed,
    OtherwiseRow,
    around,
    disagreement_lines,
    figure_widths,
    figures_lines,
    key_of,
    otherwise_lines,
    paint_disagreement,
    paint_figures,
    paint_otherwise,
    passes,
)
from readtui.tui.widgets.preview_pane import Sheet
from readtui.tui.widgets.record_table import RowLook

TEXT = "# The ferry\n\n## Winter\n\nThe boat lay in ice. People walked across, in single file. Nobody spoke.\n"
WIDTHS = (40, 59, 60, 84, 140)
PALETTE = replace(
    make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL), tags=TagColors({("cold",): "green", ("boats",): "pink"})
)
CODES = [
    ("Ada", "The boat", ["boats"], ""),
    ("Bea", "The boat", ["boats"], ""),
    ("Ada", "lay in ice", ["winter/ice", "a very long name of a tag"], "So\ncold?"),
    ("Bea", "lay in ice", ["cold"], ""),
    ("Ada", "walked across", ["people"], "They did."),
    ("Bea", "across, in single file", ["people"], ""),
    ("Bea", "Nobody spoke", ["silence"], ""),
]


@pytest.fixture
def compared(services: Services, tmp_path: Path) -> CoderComparison:
    """One code that is the same, one with other tags, one on other words, and one of a single coder; one is settled."""
    (tmp_path / "ferry.md").write_text(TEXT)
    article = services.library.add(str(tmp_path / "ferry.md")).record.id
    wanted = [
        {"article": article, "quote": quote, "tags": tags, "note": note, "by": by} for by, quote, tags, note in CODES
    ]
    change = services.batch_annotator().annotate(wanted_in(wanted)).change
    assert change
    services.repository.apply(change)
    comparing = CoderComparisons(services.library)

    def compare() -> CoderComparison:
        return comparing.compare((comparing.named("Ada"), comparing.named("Bea")))

    for number, choice in ((0, Choice.BOTH), (2, Choice.FIRST)):
        found, text = compare().disagreements[number], services.library.open(article)
        services.repository.apply(settle(found, choice, text, services.annotator, ("Ada", "Bea")))
    return compare()


def rows_of(compared: CoderComparison) -> Iterator[Listed]:
    yield from compared.disagreements
    for (name, figures), cells in zip(named_rows(compared), report_rows(compared), strict=True):
        yield FiguresRow(name, figures, cells)
    yield from (OtherwiseRow(*tags, units) for tags, units in compared.otherwise.items())


def test_what_rows_look_like(compared: CoderComparison, golden: Golden) -> None:
    picture, heads = Picture(), columns(compared)
    most = max(compared.otherwise.values())
    for width in WIDTHS:
        look = RowLook(width, PALETTE, is_current=width == 40)
        widths = figure_widths([heads, *report_rows(compared)], width)
        picture.say(width, widths)
        for line in paint_figures(heads, widths, look, is_head=True):
            picture.add(line, width)
        for row in rows_of(compared):
            match row:
                case FiguresRow():
                    lines = paint_figures(row.cells, widths, look)
                case OtherwiseRow():
                    lines = paint_otherwise(row, most, look)
                case _:
                    lines = [*paint_disagreement(row, look, says_article=False)]
                    lines += paint_disagreement(row, look, says_article=True)
            for line in lines:
                picture.add(line, width)
    picture.compare(golden, Path(__file__).with_name("rows.txt"), with_styles=True)


def test_what_previews_say(services: Services, compared: CoderComparison, golden: Golden) -> None:
    picture, article = Picture(), services.library.open(compared.articles[0].id)
    rows = list(rows_of(compared))
    shown = [*rows[:4], rows[9], *rows[-3:]]
    for width, height in ((30, 12), (60, 40), (100, 0)):
        sheet = Sheet(width, PALETTE, Console(width=width), Identity(Creator("me")), height)
        for row in shown if width == 60 else shown[:3]:
            picture.say(width, "x", height, key_of(row) if isinstance(row, FiguresRow | OtherwiseRow) else "")
            match row:
                case FiguresRow():
                    picture.add_texts(figures_lines(row, compared, sheet))
                case OtherwiseRow():
                    picture.add_texts(otherwise_lines(row, compared, "enter", sheet))
                case _:
                    read = around(row, article)
                    spans = (None, *read.spans) if width == 60 else (None,)
                    for span in spans:
                        picture.add_texts(disagreement_lines(row, compared, read, span, str, sheet))
                    picture.say("not read")
                    picture.add_texts(disagreement_lines(row, compared, None, None, str, sheet))
    picture.compare(golden, Path(__file__).with_name("previews.txt"), with_styles=True)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ((), 17),
        (("settled",), 2),
        (("open", "#people"), 1),
        (("#cold",), 4),
        (("ferry",), 3),
        (("ferry", "nobody"), 1),
        (("all",), 1),
        (("#silence",), 3),
    ],
)
def test_the_filter_looks_through_what_a_row_says(
    compared: CoderComparison, words: tuple[str, ...], found: int
) -> None:
    rows = list(rows_of(compared))
    assert sum(passes(row, words) for row in rows) == found, [key_of(row) for row in rows if passes(row, words)]
    assert len({key_of(row) for row in rows}) == len(rows)


def test_codes_in_another_text_than_the_present_one_have_nothing_around_them(
    services: Services, compared: CoderComparison
) -> None:
    article = services.library.open(compared.articles[0].id)
    other = around(compared.disagreements[0], replace(article, text=article.text + " More."))
    assert (other.codes, other.spans) == ((None, None), ())
