"""The codebook's tree, its filter, and its columns."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import pytest
from golden import Golden, Picture
from rich.cells import cell_len
from rich.console import Console
from rich.style import Style

from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.selector import TextQuoteSelector
from readtui.services.annotation_reader import FoundAnnotation
from readtui.services.tags.survey import Survey, Together
from readtui.services.tags.tree import TagNode
from readtui.tui.codebook.state import CodebookState
from readtui.tui.codebook.tag_rows import (
    Latest,
    axis,
    fit_columns,
    most_together,
    paint_headings,
    paint_tag,
    tag_lines,
    uses_in_words,
)
from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth
from readtui.tui.colors.palette_maker import make_palette
from readtui.tui.widgets.cells import sparkline
from readtui.tui.widgets.preview_pane import Sheet
from readtui.tui.widgets.record_table import UNDECIDED, RowLook

PALETTE = make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL, {})


def node(name: str, own: int = 1, within: int = 1) -> TagNode:
    return TagNode(name, tuple(name.casefold().split("/")), own, within, own)


def state_of(*names: str) -> CodebookState:
    state = CodebookState()
    state.nodes = [node(name) for name in names]
    state.narrow("")
    return state


def test_lines_lead_from_each_tag_to_those_nested_in_it() -> None:
    state = state_of("a", "a/b", "a/b/c", "a/b/d", "a/e", "f", "f/g", "f/g/h", "i")
    drawn = [row.guide + row.node.label for row in state.rows]
    assert drawn == ["a", "├ b", "│ ├ c", "│ └ d", "└ e", "f", "└ g", "  └ h", "i"]


def test_the_filter_ignores_accents_and_reads_descriptions() -> None:
    state = state_of("Zürich", "Zürich/See", "ethics")
    state.nodes = [*state.nodes[:2], replace(state.nodes[2], description="Für und wider")]
    state.narrow("#zurich/s")
    assert [(row.node.name, row.passes) for row in state.rows] == [("Zürich", False), ("Zürich/See", True)]
    assert state.passing == 1
    state.narrow("fur")
    assert [row.node.name for row in state.rows] == ["ethics"]


def test_nested_tags_are_counted_at_any_depth() -> None:
    state = state_of("a", "a/b", "a/b/c", "ab")
    assert [state.nested_in(one) for one in state.nodes] == [2, 1, 0, 0]


def painted(state: CodebookState, number: int, width: int, survey: Survey | None = None) -> str:
    row = state.rows[number]
    line = paint_tag(row, fit_columns(state.rows, width), survey, RowLook(width, PALETTE, is_current=True))
    return "".join(segment.text for segment in line)


def test_bars_compare_the_uses_with_those_of_nested_tags() -> None:
    state = CodebookState()
    state.nodes = [node("a", 0, 40), node("a/b", 40, 40), node("c", 10, 10), node("d", 0, 0)]
    state.narrow("")
    bars = [painted(state, number, 70).count("━") for number in range(4)]
    assert bars[:2] == [bars[0]] * 2
    assert bars[2:] == [bars[0] // 4, 0]
    assert painted(state, 0, 60).split()[:3] == ["▌", "a", "40"]
    assert "40" in painted(state, 0, 60)
    assert "–" in painted(state, 3, 60)


def test_a_bar_stands_right_of_its_number_and_the_number_below_its_head() -> None:
    state = CodebookState()
    state.nodes = [replace(node("a", 40, 40), pin=1), node("b", 10, 10)]
    state.narrow("")
    head = "".join(one.text for one in paint_headings(fit_columns(state.rows, 70), None, PALETTE))
    for number, row in enumerate(map(painted, [state] * 2, range(2), [70] * 2)):
        assert row.index("━") == head.index("Uses") + len("Uses  ")
        assert row[: head.index("Uses") + len("Uses")].endswith(str(state.nodes[number].within))


def test_in_a_wide_row_stands_what_the_tag_is_for_if_any_says_it() -> None:
    state = state_of("water", "mood", "place")
    bare = fit_columns(state.rows, 120)
    assert not bare.about
    state.nodes = [state.nodes[0], replace(state.nodes[1], description="How it feels."), state.nodes[2]]
    state.narrow("")
    columns = fit_columns(state.rows, 120)
    rows = ["".join(one.text for one in paint_tag(row, columns, None, RowLook(120, PALETTE))) for row in state.rows]
    head = "".join(one.text for one in paint_headings(columns, None, PALETTE))
    assert [row[head.index("About") :].strip() for row in rows] == ["", "How it feels.", ""]
    assert bare.bar > columns.bar


def test_an_axis_names_its_ends() -> None:
    today = date.today()
    assert axis(today.replace(year=today.year - 1, day=1).toordinal(), 14) == f"{today:%b} {today.year - 1} today"
    assert axis(today.toordinal(), 14) == f"{today:%b} ──── today"


def test_a_course_over_time_stands_where_there_is_room_for_it() -> None:
    today = date.today().toordinal()
    survey = Survey(days={("a",): {today - 27: 8, today: 4}}, since=today - 27)
    state = state_of("a", "b")
    assert painted(state, 0, 80, survey).rstrip().endswith("▇            ▄")
    assert "▇" not in painted(state, 1, 80, survey)
    assert "▇" not in painted(state, 0, 40, survey)
    headings = paint_headings(fit_columns(state.rows, 80), survey, PALETTE)
    assert "".join(one.text for one in headings).endswith(axis(today - 27, 14))
    one_day = Survey(days={("a",): {today: 8}}, since=today)
    assert "▇" not in painted(state, 0, 80, one_day), "a single day has no course"


def test_only_a_tag_with_versions_has_a_mark_for_them_without_colors_too() -> None:
    plain, state = make_palette(OWN_THEMES["readtui-dark"], ColorDepth.NONE, {}), CodebookState()
    state.nodes = [node("a"), replace(node("b"), versions=2)]
    state.narrow("")
    reversed_letters = [
        "".join(
            segment.text
            for segment in paint_tag(row, fit_columns(state.rows, 60), None, RowLook(60, plain))
            if segment.style and segment.style.reverse
        )
        for row in state.rows
    ]
    assert reversed_letters == ["", UNDECIDED]
    sheet = Sheet(60, plain, Console(width=60))
    [head, *_] = tag_lines(state.nodes[0], {}, None, datetime(2026, 3, 5, tzinfo=UTC), None)(sheet)
    assert not any(
        span.style.dim
        for span in head.spans
        if isinstance(span.style, Style) and "a" in head.plain[span.start : span.end]
    )
    assert not (isinstance(head.style, Style) and head.style.dim)


def test_few_uses_do_not_fill_a_course() -> None:
    assert sparkline([1, 0, 4]) == "▂ ▇"
    assert sparkline([1, 0]) == "▂ "
    assert sparkline([0, 100, 1]) == " ▇▁"


def test_what_is_on_a_tags_passages_stands_beside_it_the_most_frequent_first() -> None:
    state = state_of("water", "mood", "place", "place/spree", "far", "far/off")
    together: Together = {
        ("water",): {("mood",): 1, ("place",): 3, ("place", "spree"): 3, ("far",): 2, ("far", "off"): 1}
    }
    names = {one.levels: one.name for one in state.nodes}
    sheet = Sheet(60, PALETTE, Console(width=60))
    now = datetime(2026, 3, 5, tzinfo=UTC)
    lines = tag_lines(state.nodes[0], names, Survey(together=together), now, None)(sheet)
    assert lines[-1].plain == "with #place/spree 3 · #far 2 · #far/off 1 · #mood 1"
    narrow = tag_lines(state.nodes[0], names, Survey(together=together), now, None)(replace(sheet, width=30))
    assert [line.plain for line in narrow[-2:]] == ["with #place/spree 3 · #far 2", "     #far/off 1 · #mood 1"]


@pytest.mark.parametrize("width", [8, 20, 30, 40, 50, 60, 76, 110, 190])
def test_a_row_fills_its_width_exactly(width: int) -> None:
    state, today = CodebookState(), date.today().toordinal()
    state.nodes = [
        replace(node("politics", 12_000, 120_345), color="yellow", description="Who governs " * 20),
        replace(node("politics/" + "日本" * 30, 3, 3), similar=("other",), pin=3),
        replace(node("unused", 0, 0), similar=("x" * 300,)),
    ]
    state.narrow("")
    survey = Survey(days={("politics",): {today - 900: 5, today: 9}}, since=today - 900)
    for number in range(len(state.rows)):
        assert cell_len(painted(state, number, width, survey)) == max(width, 19)
    headings = paint_headings(fit_columns(state.rows, width), survey, PALETTE)
    assert cell_len("".join(segment.text for segment in headings)) <= max(width, 19)


def test_what_many_tags_say_beside_the_list(golden: Golden) -> None:
    picture, today = Picture(), date.today().toordinal()
    now = datetime(2026, 3, 10, 12, tzinfo=UTC)
    words = "a boat in the ice, and nobody on board had told the captain 川の水 "
    tags = [("sea",), ("land",), ("land", "old"), *((f"tag {number}",) for number in range(9))]
    names = {levels: "/".join(levels).title() for levels in tags[:-2]}
    for number in range(48):
        chance = Random(number)
        own, nested, articles = (chance.choice((0, 0, 1, 7, 1_200)) for _ in range(3))
        one = TagNode("Sea", ("sea",), own + articles, own + articles + nested, chance.choice((own, own + nested)))
        one = replace(
            one,
            color=chance.choice((None, "blue")),
            description=chance.choice(("", words * 3, "What\x1b \n is")),
            pin=chance.choice((None, 3)),
            similar=chance.choice(((), ("see", "seas"))),
        )
        since = today - chance.choice((0, 9, 100, 3_000))
        survey = Survey(
            days={("sea",): {since: 3, today: chance.choice((1, 1_200))}} if chance.random() < 0.5 else {},
            since=since,
            together={("sea",): {levels: chance.choice((1, 3, 1_000)) for levels in tags[1 : chance.randrange(1, 13)]}},
        )
        found = [
            FoundAnnotation(
                ArticleRecord("id", Metadata(words[chance.randrange(40) :]), "", "", "h"),
                Annotation(
                    "a",
                    "id",
                    chance.choice(("2026-03-10T09:00:00Z", "2026-03-09T09:00:00Z", "2024-01-05T09:00:00Z")),
                    "",
                    quote=chance.choice((None, TextQuoteSelector(words * chance.randrange(1, 6), "", ""))),
                    note=chance.choice(("", words * chance.randrange(1, 4))),
                ),
            )
            for _ in range(chance.randrange(3))
        ]
        records = [ArticleRecord("id", Metadata(words[:at], creator=words[at:20]), "", "", "h") for at in (9, 60)]
        latest = chance.choice((None, Latest(found, records[: chance.randrange(3)])))
        width = (16, 24, 40, 60, 90)[number % 5]
        sheet = Sheet(width, PALETTE, Console(width=width))
        lines = tag_lines(one, names, (survey, None)[number % 7 == 6], now, latest)(sheet)
        # The axis of a chart has today's date.
        picture.add_texts([line for line in lines if "today" not in line.plain])
        picture.say(uses_in_words(one), most_together(one, survey))
    picture.compare(golden, Path(__file__).with_name("many-tags.txt"), with_styles=True)


def test_the_tag_that_was_wanted_is_found_or_the_first_that_passes() -> None:
    state = state_of("a", "a/b", "c", "c/b")
    for text, wanted, found in (("b", "C/B", "c/b"), ("b", "c", "a/b"), ("", "c", "c"), ("x", "c", None)):
        state.narrow(text)
        nearest = state.nearest(wanted)
        assert (nearest and nearest.name) == found
    assert (state.node("C/b"), state.node("b")) == (state.nodes[3], None)
