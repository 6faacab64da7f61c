"""The codebook's tree, its filter, and its columns."""

from dataclasses import replace

import pytest
from rich.cells import cell_len

from readtui.services.tags.tree import TagNode
from readtui.tui.codebook.screen import fit_columns, paint_headings, paint_tag
from readtui.tui.codebook.state import CodebookState
from readtui.tui.palettes.colors import OWN_THEMES
from readtui.tui.palettes.making import make_palette
from readtui.tui.palettes.palette import ColorDepth

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


def test_headings_are_whole_above_short_words() -> None:
    state = CodebookState()
    state.nodes = [replace(node("sea"), color="pink", pin=1)]
    state.narrow("")
    assert "Own  Key  Color" in "".join(one.text for one in paint_headings(fit_columns(state.rows, 76), PALETTE))


def test_nested_tags_are_counted_at_any_depth() -> None:
    state = state_of("a", "a/b", "a/b/c", "ab")
    assert [state.nested_in(one) for one in state.nodes] == [2, 1, 0, 0]


def test_names_have_the_room_that_descriptions_do_not_need() -> None:
    state, long = CodebookState(), "a-tag-that-is-much-longer-than-" * 2
    state.nodes = [node(long)]
    state.narrow("")
    for width, is_whole in ((60, False), (76, True), (120, True)):
        columns = fit_columns(state.rows, width)
        painted = "".join(one.text for one in paint_tag(state.rows[0], columns, width, PALETTE, is_current=False))
        assert (long in painted, "…" in painted) == (is_whole, not is_whole)
        assert painted.endswith(" "), "the scrollbar stands apart"


@pytest.mark.parametrize("width", [8, 20, 30, 40, 50, 60, 76, 110, 190])
def test_a_row_fills_its_width_exactly(width: int) -> None:
    state = CodebookState()
    state.nodes = [
        replace(node("politics", 12_000, 120_345), color="yellow", description="Who governs " * 20),
        replace(node("politics/" + "日本" * 30, 3, 3), similar=("other",)),
        replace(node("unused", 0, 0), similar=("x" * 300,)),
    ]
    state.narrow("")
    columns = fit_columns(state.rows, width)
    for row in state.rows:
        painted = paint_tag(row, columns, width, PALETTE, is_current=True)
        assert sum(cell_len(segment.text) for segment in painted) == max(width, 22)
    assert (columns.description > 0) == (width >= 60)
    assert cell_len("".join(segment.text for segment in paint_headings(columns, PALETTE))) <= max(width, 22)
