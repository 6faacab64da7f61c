"""The tables of tags: shades, widths, and which columns are shown."""

from collections.abc import Mapping
from pathlib import Path
from random import Random

import pytest
from articles import memory_library
from golden import Golden, Picture
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment

from readtui.model.passage import Passage
from readtui.services.annotating.annotator import Annotator
from readtui.services.tags.codebook import Codebook
from readtui.services.tags.spelling import Levels
from readtui.services.tags.tree import TagNode
from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth
from readtui.tui.colors.palette_maker import make_palette
from readtui.tui.tables.screen import (
    SHADES,
    TableState,
    column_at,
    fit_table,
    heading,
    legend,
    paint_headings,
    paint_legend,
    paint_table_row,
    shade_of,
    short_name,
)
from readtui.tui.tables.tag_tables import Down, TableRow, TagTable, read_table
from readtui.tui.widgets.record_table import RowLook

NOW = "2026-01-01T00:00:00Z"
PALETTE = make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL, {})


def node(name: str, passages: int = 1) -> TagNode:
    return TagNode(name, tuple(name.split("/")), passages, passages, passages)


def row(name: str, counts: Mapping[Levels, int]) -> TableRow:
    return TableRow(name, name, name, 0, sum(counts.values()), lambda: counts)


def state_of(columns: int, *rows: TableRow) -> TableState:
    state = TableState(Down.ARTICLES)
    most = max(max(one.counts.values()) for one in rows)
    state.show(TagTable(rows, [node(f"tag{number}") for number in range(columns)], most, 60))
    state.rows = state.passing("")
    return state


@given(st.integers(1, 3000))
def test_the_legend_names_the_numbers_of_each_shade(most: int) -> None:
    shown: dict[int, str] = {}
    for part in legend(most).split("   "):
        block, _, numbers = part.partition(" ")
        first, _, last = numbers.replace(",", "").partition("–")
        shown |= dict.fromkeys(range(int(first), int(last or first) + 1), block)
    assert shown == {count: SHADES[shade_of(count, most) - 1] for count in range(1, most + 1)}


@pytest.mark.parametrize("width", [36, 76, 116, 196])
def test_every_line_fits_and_numbers_stand_below_their_tag(width: int) -> None:
    state = state_of(
        30, row("A long title 日本の川 " * 5, {("tag0",): 12_345, ("tag1",): 1}), row("[red]\x1b\u202e", {("tag1",): 7})
    )
    for column in (0, 1, 17, 29):
        state.go_to_column(column)
        widths = fit_table(state, width)
        assert column in widths.columns
        lines = [paint_table_row(one, state, widths, RowLook(width, PALETTE, is_current=True)) for one in state.rows]
        headings = [paint_headings(state, widths, PALETTE, is_upper=upper) for upper in (True, False)]
        for line in (*lines, *headings, paint_legend(state, widths, width, PALETTE)):
            assert cell_len(_text(line)) <= width
            assert not {"\x1b", "\u202e"} & set(_text(line))
        assert {cell_len(_text(line)) for line in lines} == {width}
        end = max(cell_len(_text(line)) for line in headings)
        assert f"tag{column}" in "".join(map(_text, headings))
        assert (column_at(widths, 0), column_at(widths, end - 1)) == (None, widths.columns[-1])


def test_nested_tags_are_told_apart_where_they_have_room() -> None:
    nested = "politics/nato/expansion"
    assert [short_name(nested, cells) for cells in (40, 15, 10, 9, 5)] == [
        "politics/nato/expansion",
        "nato/expansion",
        "/expansion",
        "expansion",
        "expa…",
    ]
    assert short_name("sea/a", 6) == "sea/a"
    assert short_name("politics", 6) == "polit…"


def test_a_heading_that_is_too_long_is_broken_before_it_is_cut() -> None:
    assert heading("politics/nato", 13) == ("", "politics/nato")
    assert heading("politics/nato", 12) == ("politics/", "nato")
    assert heading("politics/nato/expansion", 9) == ("politic…/", "expansion")
    assert heading("climate policy", 9) == ("climate", "policy")
    assert heading("constitution", 8) == ("constit-", "ution")
    assert heading("translation", 10) == ("translat-", "ion")


def test_columns_move_only_as_far_as_the_current_one_needs() -> None:
    state = state_of(10, row("a", {("tag0",): 1}))
    assert state.columns_shown(4) == range(4)
    state.go_to_column(5)
    assert state.columns_shown(4) == range(2, 6)
    state.go_to_column(3)
    assert state.columns_shown(4) == range(2, 6)
    state.go_to_column(99)
    assert state.columns_shown(4) == range(6, 10)
    assert state.columns_shown(20) == range(10)


def test_rows_are_sorted_by_a_column_and_the_column_stays_on_its_tag() -> None:
    state = state_of(3, row("a", {("tag0",): 1}), row("b", {("tag1",): 4}))
    state.go_to_column(1)
    state.sort()
    assert [one.name for one in state.passing("")] == ["b", "a"]
    state.show(TagTable(state.table.rows, [node("tag1"), node("tag0")], 4))
    assert (state.column, state.sorted_by) == (0, ("tag1",))
    state.sort()
    assert [one.name for one in state.passing("")] == ["a", "b"]
    state.show(TagTable())
    assert state.current is None
    assert not state.passing("")


def test_a_nested_tag_is_indented_only_below_the_tag_that_it_is_nested_in() -> None:
    annotator = Annotator(clock=lambda: NOW, new_id=iter(map(str, range(9))).__next__)
    library = memory_library()
    record = library.add("-", data=b"# Seas\n\nOne. Two. Three.").record
    article = library.open(record.id)
    for at, tags in enumerate([("politics", "sea"), ("politics/nato/east", "sea"), ("a/b", "a/c"), ("sea", "sky")]):
        library.repository.apply(annotator.create(record.id, article, Passage(5 * at, 5 * at + 4), tags=tags))
    state = TableState(Down.TAGS)
    state.show(read_table(Down.TAGS, Codebook(library.repository, lambda: NOW, str)))

    def labels() -> list[str]:
        widths = fit_table(state, 76)
        lines = [_text(paint_table_row(one, state, widths, RowLook(80, PALETTE))) for one in state.rows]
        return [line[2 : 2 + widths.name].rstrip() for line in lines]

    state.rows = state.passing("")
    assert labels() == ["a/b", "a/c", "politics", "  nato", "    east", "sea", "sky"]
    state.rows = state.passing("east")
    assert labels() == ["politics/nato/east"]
    state.sort()
    state.rows = state.passing("")
    assert "politics/nato" in labels()


def _text(line: list[Segment]) -> str:
    return "".join(segment.text for segment in line)


def test_long_names_of_columns_stand_in_two_lines_and_columns_share_the_width() -> None:
    names = ("todo", "claim/strong", "method", "politics/nato")
    state = TableState(Down.TAGS)
    widest = len("politics/")
    state.show(TagTable([row("a", {(name,): 2 for name in names})], [node(name) for name in names], 2, 10, 10, widest))
    state.rows = state.passing("")
    for width, is_broken in ((57, True), (160, False)):
        widths = fit_table(state, width)
        upper, lower = (_text(paint_headings(state, widths, PALETTE, is_upper=one)) for one in (True, False))
        assert upper.split() == (["claim/", "politics/"] if is_broken else [])
        assert lower.split() == ["All", *(name.split("/")[-1] if is_broken else name for name in names)]
        assert cell_len(lower) == widths.name + widths.total + 2 + 4 * widths.cell


NAMES = ("sea", "sea/old", "sea/old/north pole", "land", "a-rather-long-name of it", "川の水/の川", "x", "land/hill")


def test_what_many_tables_look_like(golden: Golden) -> None:
    picture = Picture()
    for number in range(12):
        chance, down = Random(number), (Down.TAGS, Down.ARTICLES)[number % 2]
        state, width = TableState(down), (36, 60, 80, 100, 140)[number % 5]
        for again in range(2):
            names = chance.sample(NAMES, chance.randrange(1, 9))
            columns = [node(name, chance.choice((1, 40, 12_345))) for name in names]
            rows = []
            for at in range(chance.choice((0, 1, 4))):
                name = NAMES[at] if down is Down.TAGS else ("On the long history of ships " * 4)[: 9 * at + 9]
                counts = {one.levels: chance.choice((0, 1, 7, 900)) for one in columns if chance.random() < 0.8}
                levels = tuple(name.split("/")) if down is Down.TAGS else None
                label, depth = name.split("/")[-1], name.count("/") if down is Down.TAGS else 0
                rows.append(TableRow(name, name, label, depth, sum(counts.values()), counts.copy, levels))
            most = max((max(one.counts.values(), default=0) for one in rows), default=0)
            state.show(TagTable(rows, columns, most, chance.choice((12, 60)), 30, chance.choice((6, 20))))
            state.rows = state.passing(chance.choice(("", "", "#S", "long")))
            picture.say(number, again, state.column, state.current and state.current.name, state.sorted_by)
            for move in (0, 2, 99, -5):
                state.go_to_column(move)
                if move == 2 and again:
                    state.sort()
                    state.rows = state.passing("")
                widths = fit_table(state, width)
                picture.say(widths, state.sorted_by, state.is_nested)
                for upper in (True, False):
                    picture.add(paint_headings(state, widths, PALETTE, is_upper=upper))
                for at, one in enumerate(state.rows):
                    picture.add(paint_table_row(one, state, widths, RowLook(width, PALETTE, at == 1)))
                picture.add(paint_legend(state, widths, width, PALETTE))
            picture.say([column_at(widths, cell) for cell in range(0, width, 5)])
        state.sort()
        picture.say(state.sorted_by)
    picture.compare(golden, Path(__file__).with_name("many-tables.txt"), with_styles=True)
