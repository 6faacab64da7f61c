"""Where the rows of a table are, and where its cursor stops, while groups are folded."""

import random
from itertools import accumulate, groupby

import pytest
from rich.console import RenderableType
from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.events import Click
from textual.geometry import Size
from textual.scrollbar import ScrollBar

from readtui.tui.widgets.record_table import LazyRows, PaintedRow, RecordTable, Row, Rows


class Still(RecordTable):
    """Works without an app."""

    def _changed(self) -> None:
        pass


def rows_of(*sizes: int) -> list[Row]:
    """Groups of so many rows, each below its heading."""
    rows = []
    for number, size in enumerate(sizes):
        group = f"g{number}"
        rows.append(Row(group, 2, group, heads=True))
        rows += [Row(f"{group}-{one}", 1 + one % 2, group) for one in range(size)]
    return rows


class Made(LazyRows):
    """Rows that are made when somebody looks at them; their keys are known."""

    def __init__(self, rows: list[Row]) -> None:
        super().__init__(rows[0].group, bytes(row.height for row in rows))
        self._rows = rows

    def __getitem__(self, place: int) -> Row:
        return self._rows[place]

    @property
    def known_keys(self) -> list[str]:
        return [row.key for row in self._rows]


def some_made(rows: list[Row], chance: random.Random) -> Rows:
    """The same rows, in some groups made when somebody looks at them."""
    found = Rows()
    for is_lazy, part in groupby(rows, key=lambda row: not row.heads and row.group):
        members = list(part)
        found.add(Made(members) if is_lazy and chance.random() < 0.7 else members)
    assert list(found) == rows
    assert [found[index] for index in range(len(found))] == rows
    return found


@pytest.mark.parametrize("seed", range(10))
def test_folding_group_by_group_is_the_same_as_laying_out_anew(seed: int) -> None:
    chance = random.Random(seed)
    table = Still(lambda index, width, is_current: [])
    rows = rows_of(*(chance.randrange(1, 6) for _ in range(8)))
    by_key = {row.key: row for row in rows}
    table.set_rows(some_made(rows[:20], chance), more=True)
    table.add_rows(some_made(rows[20:], chance), more=False)
    for _ in range(20):
        table._cursor = chance.randrange(len(table._stops))
        before = table.current_key, table.current_group
        if chance.random() < 0.1:
            table.fold_all()
        else:
            table.fold()
        heights = [(row.heads if table.is_folded(row.group) else row.height) for row in rows]
        stops = [index for index, row in enumerate(rows) if row.heads or not table.is_folded(row.group)]
        assert list(table._starts) == [0, *accumulate(heights)]
        assert list(table._stops) == stops
        assert table.indexes_of({before[0], rows[-1].key}) == sorted({rows.index(by_key[before[0]]), len(rows) - 1})
        key = before[1] if table.is_folded(before[1]) else before[0]
        assert table.current_key == key, "the cursor stays, or goes to the heading of what was folded"


def test_the_cursor_goes_to_its_key_in_its_group() -> None:
    table = Still(lambda index, width, is_current: [])
    rows = [Row("#a", 1, "#a", heads=True), Row("x", 1, "#a"), Row("#b", 1, "#b", heads=True), Row("x", 1, "#b")]
    table.set_rows(rows)
    assert table.current_index == 1, "not on the heading"
    table.move(1)
    assert table.current_index == 3
    table.set_rows(rows)
    assert table.current_index == 3, "the same annotation below the same tag"
    table.set_rows(rows[:2])
    assert table.current_index == 1, "without its group, the position counts"
    table.set_rows(rows, "x")
    assert table.current_index == 1


async def test_the_cursor_stays_in_sight_when_a_short_list_becomes_long() -> None:
    class OneTable(App[None]):
        def compose(self) -> ComposeResult:
            yield RecordTable(lambda index, width, is_current: [[Segment(f"{index}")]])

    async with OneTable().run_test(size=(20, 5)) as pilot:
        table = pilot.app.query_one(RecordTable)
        table.set_rows([Row("last")])
        await pilot.pause()
        # The scrollbar appears with the next layout only.
        table.set_rows([*(Row(f"{number}") for number in range(9)), Row("last")], "last")
        await pilot.pause()
        assert table.scroll_offset.y == 5


async def test_a_step_paints_the_two_rows_anew_also_if_the_others_scroll() -> None:
    painted: list[int] = []

    def paint(index: int, width: int, is_current: bool) -> PaintedRow:
        painted.append(index)
        return [[Segment(f"{'>' if is_current else ' '}{index}")]] * 2

    class OneTable(App[None]):
        def compose(self) -> ComposeResult:
            yield RecordTable(paint)

    async with OneTable().run_test(size=(20, 10)) as pilot:
        table = pilot.app.query_one(RecordTable)
        table.set_rows([Row(f"{number}", 2) for number in range(9)])
        await pilot.pause()
        for row, shown in ((1, "0 0 >1 >1 2 2 3 3 4 4"), (4, "0 0 1 1 2 2 3 3 >4 >4"), (5, "1 1 2 2 3 3 4 4 >5 >5")):
            before = table.current_index
            painted.clear()
            table.move_to(row)
            await pilot.pause()
            assert row in painted
            assert {before, row}.issuperset(painted)
            lines = table.render_lines(table.size.region)
            assert " ".join(strip.text.strip() for strip in lines) == shown


async def test_the_scrollbar_is_painted_again_only_once_its_thumb_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    class OneTable(App[None]):
        def compose(self) -> ComposeResult:
            yield RecordTable(lambda index, width, is_current: [[Segment(f"{index}")]])

    painted: list[float] = []
    render = ScrollBar.render

    def noted(bar: ScrollBar) -> RenderableType:
        painted.append(bar.position)
        return render(bar)

    monkeypatch.setattr(ScrollBar, "render", noted)
    async with OneTable().run_test(size=(20, 10)) as pilot:
        table = pilot.app.query_one(RecordTable)
        table.set_rows([Row(f"{number}") for number in range(810)])
        await pilot.pause()
        bar = table.vertical_scrollbar
        painted.clear()
        for line in range(0, 801, 5):
            table.scroll_to(y=line, animate=False, force=True)
            await pilot.pause()
            assert bar.position == line
            # 72 eighths of a cell for 800 lines.
            moves = bool(line) and line * 72 // 800 != (line - 5) * 72 // 800
            assert painted == [line] * moves
            shown = bar.render_lines(bar.size.region)
            bar.refresh()
            assert shown == bar.render_lines(bar.size.region)
            painted.clear()


def test_a_click_on_a_heading_folds_its_group_and_unfolds_it() -> None:
    table = Still(lambda index, width, is_current: [])
    table.set_rows(
        [Row("#a", 1, "#a", heads=True), Row("x", 1, "#a"), Row("#b", 1, "#b", heads=True), Row("y", 1, "#b")]
    )
    click = Click(table, 3, 0, 0, 0, 1, False, False, False)
    table.on_click(click)
    assert (table.is_folded("#a"), table.current_key) == (True, "#a")
    table.on_click(Click(table, 3, 1, 0, 0, 1, False, False, False))
    assert (table.is_folded("#b"), table.current_key) == (True, "#b")
    table.on_click(click)
    assert not table.is_folded("#a")


def test_pages_are_two_lines_shorter_than_the_list_and_end_at_its_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RecordTable, "size", Size(20, 10))
    monkeypatch.setattr(RecordTable, "scroll_to", lambda table, y, **how: None)
    table = Still(lambda index, width, is_current: [])
    table.move_page(1)
    table.set_rows([Row("#a", 1, "#a", heads=True), *(Row(f"{number}", 2, "#a") for number in range(20))])
    seen = []
    for direction in (1, 1, -1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1):
        table.move_page(direction)
        seen.append(table.current_key)
    assert seen == ["4", "8", "4", "8", "12", "16", "19", "19", "15", "11", "7", "3", "0", "0", "0"]
    table.last()
    assert (table.current_key, table.current_number) == ("19", 21)
    table.move_group(-1)
    assert table.current_key == "#a"
    table.first()
    assert (table.current_key, table.current_number) == ("0", 2)
    table.set_rows([Row(f"{number}", 9) for number in range(3)])
    table.move_page(-1)
    assert table.current_key == "0"
    table.move_page(1)
    table.move_page(1)
    table.move_page(-1)
    assert table.current_key == "0", "a row that is higher than a page is passed all the same"
