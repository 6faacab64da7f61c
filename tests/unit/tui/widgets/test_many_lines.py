"""Lines that stand around lists: headers, tabs, footers, headings, days, bars, at many widths and in many places."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from golden import Golden, Picture
from rich.style import Style
from textual.geometry import Offset, Size

from readtui.settings import Settings
from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth
from readtui.tui.colors.palette_maker import make_palette
from readtui.tui.commands.table import CONTEXT_TITLES, commands_of
from readtui.tui.keymap import Keymap
from readtui.tui.widgets.cells import bar, chart, fitted, padded, scale, sparkline
from readtui.tui.widgets.choice_rows import ChoiceRows
from readtui.tui.widgets.days import Day, by_day, day_and_time, day_name, local_date, relative_day, time_name
from readtui.tui.widgets.headings import paint_group_heading
from readtui.tui.widgets.key_footer import KeyFooter
from readtui.tui.widgets.page_header import PageHeader
from readtui.tui.widgets.record_table import RowLook
from readtui.tui.widgets.tab_line import Tab, TabLine

PALETTE = make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL)
NOW = datetime(2026, 3, 10, 12, tzinfo=timezone(timedelta(hours=2)))
WORDS = "Annotations by tag and 川の水 from a long history of ships, with notes "


class Click:
    """A click at a cell of a widget; None: beside it."""

    def __init__(self, cell: int | None, line: int = 0) -> None:
        self._offset = None if cell is None else Offset(cell, line)

    def get_content_offset(self, widget: object) -> Offset | None:
        return self._offset


def words(chance: Random, most: int) -> str:
    first = chance.randrange(len(WORDS))
    return (WORDS * 3)[first : first + chance.randrange(most)].strip()


def without_app(monkeypatch: pytest.MonkeyPatch, kind: type[Any], size: list[int]) -> list[object]:
    """Have widgets of this kind work without an app, with the content of this size, and collect what they post."""
    posted: list[object] = []
    monkeypatch.setattr(kind, "content_size", property(lambda self: Size(*size)))
    monkeypatch.setattr(kind, "refresh", lambda self: posted.append("refresh"))
    monkeypatch.setattr(kind, "post_message", lambda self, message: posted.append(message))
    return posted


def clicked(widget: Any, posted: list[Any], width: int, tell: Callable[[Any], object]) -> list[object]:
    """What a click leads to, along the line, below it and beside it."""
    said: list[object] = []
    for click in (*(Click(cell) for cell in range(width)), Click(width // 3, 1), Click(None)):
        posted.clear()
        widget.on_click(click)
        found = "-".join(str(tell(message)) for message in posted)
        if not said or found != said[-1]:
            said.append(found)
    posted.clear()
    return said


def test_what_many_headers_look_like(golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
    size, picture = [0, 2], Picture()
    posted = without_app(monkeypatch, PageHeader, size)
    for number in range(40):
        chance = Random(number)
        size[0] = (24, 36, 50, 76, 100)[number % 5]
        header = PageHeader(lambda: PALETTE, "Export")
        header.show_trail([words(chance, 40) or "Library" for _ in range(number % 4)])
        header.show(words(chance, 24) or "Search", words(chance, 60) * (number % 3 > 0), words(chance, 30))
        header.show_fault("not saved" * (number % 7 == 2))
        picture.add_texts([header.render()])
        picture.say(clicked(header, posted, size[0], lambda one: getattr(one, "number", type(one).__name__)))
        for cell in (header._trail_cell, header._trail_cell + 12, header._right_cell):
            header.on_mouse_move(Click(cell))  # type: ignore[arg-type]
            picture.say(cell, header._pointed, *posted, header.render().spans[0].style)
            posted.clear()
        header.on_leave()
        header.show("", "", header._shown[2])
        header.show_trail(["", ""])
        header.show_fault(header._fault)
        picture.say(*posted, header._pointed)
        posted.clear()
    picture.compare(golden, Path(__file__).with_name("many-headers.txt"), with_styles=True)


def test_what_many_tabs_and_footers_look_like(golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
    size, picture = [0, 1], Picture()
    posted = without_app(monkeypatch, TabLine, size)
    for number in range(36):
        chance = Random(number)
        size[:] = (12, 24, 40, 76)[number % 4], 1 + number % 2
        line = TabLine(lambda: PALETTE)
        line._tabs = [Tab(words(chance, 34) or "x", chance.choice((None, 0, 7, 1_200))) for _ in range(number % 7)]
        line._current = chance.choice((None, *range(len(line._tabs))))
        picture.add_texts([line.render()])
        picture.say(clicked(line, posted, size[0], lambda one: one.number))
    posted = without_app(monkeypatch, KeyFooter, size)
    keymap, styles = Keymap(Settings()), {"key-footer--key": Style(bold=True), "key-footer--name": Style(dim=True)}
    monkeypatch.setattr(KeyFooter, "style_of", lambda self, part: styles[part])
    for number, context in enumerate(("library", "trash", "tag_table", "export", "history", "annotations", "counts")):
        for width in (24, 59, 60, 76, 160):
            size[0] = width
            footer = KeyFooter()
            commands = [*commands_of([context]), *commands_of(["app"])]
            here = {f"{context}.back": "away", "app.counts": "count"} if number % 2 else None
            footer.show_commands(commands, keymap, here)
            footer.show_commands(commands, keymap, here)
            picture.add_texts([footer.render()])
            picture.say(*posted, *(footer.offered if width == 24 else ()))
            picture.say(clicked(footer, posted, width, lambda one: one.command_id))
            for click in (Click(3), Click(5), Click(15), Click(None)):
                footer.on_mouse_move(click)  # type: ignore[arg-type]
                picture.say(footer._pointed_at, *posted)
                picture.add_texts([footer.render()][: width == 76])
                posted.clear()
            footer.on_leave()
            picture.say(footer._pointed_at, *posted)
            posted.clear()
    size[0] = 400
    for context in sorted(CONTEXT_TITLES):
        footer = KeyFooter()
        footer.show_commands([*commands_of([context]), *commands_of(["app"])], keymap)
        picture.add_texts([footer.render()])
    picture.compare(golden, Path(__file__).with_name("many-tabs.txt"), with_styles=True)


def test_the_wheel_moves_among_the_rows_of_a_dialog_as_the_arrow_keys_do() -> None:
    did: list[str] = []
    rows: Any = SimpleNamespace(app=SimpleNamespace(simulate_key=did.append))
    event: Any = SimpleNamespace(stop=lambda: did.append("stopped"))
    ChoiceRows.on_mouse_scroll_down(rows, event)
    ChoiceRows.on_mouse_scroll_up(rows, event)
    assert did == ["stopped", "down", "stopped", "up"]


MOMENTS = (
    *(f"2026-03-{day:02}T{hour}:00Z" for day in range(2, 13) for hour in ("21:59", "22:00")),
    *("2025-12-31T21:59:00Z", "2025-12-31T22:00:00Z", "2024-03-05T08:05:00Z", "in spring, perhaps", "", "2026-03-10"),
    *("0001-01-01T00:00:00Z", "2026-03-10T09:14:00+05:30", "\x1b[2026"),
)


def test_what_days_are_called_and_which_rows_they_have(golden: Golden) -> None:
    picture = Picture()
    for moment in MOMENTS:
        said = [one(moment, NOW) for one in (day_name, relative_day, day_and_time, local_date, time_name)]
        picture.say([moment, *said])
    for number in range(8):
        chance = Random(number)
        minutes = [f"2026-03-{chance.randrange(7, 10):02}T21:{chance.choice(('44', '46', '14', '7a', '59', '99'))}:00Z"]
        minutes += sorted(MOMENTS[: chance.randrange(14)], reverse=True)
        keyed = [(f"{at}", one, 1 + at % 2, chance.choice(("", "sea", "land"))) for at, one in enumerate(minutes)]
        days = by_day(minutes, keyed, NOW)
        for at in range(len(days.rows)):
            row = days.rows[at]
            picture.say(row.key, row.height, row.group, row.heads, days.at(at))
            look = RowLook((16, 40)[number % 2], PALETTE, is_current=at == 2, is_folded=at == 4)
            for line in days.paint(at, look, lambda one: [[]] if isinstance(one, Day) else []):
                picture.add(line)
        picture.say(days.at(None), days.at(len(days.rows)))
    picture.compare(golden, Path(__file__).with_name("many-days.txt"), with_styles=True)


def test_what_headings_bars_and_cut_texts_look_like(golden: Golden) -> None:
    picture = Picture()
    for number in range(36):
        chance, width = Random(number), (9, 16, 24, 30, 60, 100)[number % 6]
        look = RowLook(width, PALETTE, is_current=number % 3 == 0, is_folded=number % 4 == 0)
        name, count = words(chance, 40), chance.randrange(10 ** chance.randrange(1, 6))
        picture.add(paint_group_heading((name, PALETTE.title), count, look, about=words(chance, 20)))
        most = chance.choice((0, 1, 9, 48, 700, 12_345))
        counts = [chance.randrange(most + 1) for _ in range(9)]
        picture.say(f"|{scale(most, width)}|", *(f"|{bar(one, most, width)}|" for one in (0, 1, most // 2, most)))
        picture.say(f"|{sparkline(counts)}|", *(f"|{line}|" for line in chart(counts, 1 + number % 3)), sparkline([0]))
    for text in ("ships at sea", "川の水を", "का के", "🚢 at home", "", " a  b"):
        for cells in range(-1, 13):
            picture.say(f"{cells} |{fitted(text, cells)}|{padded(text, cells)}|{padded(text, cells, right=True)}|")
    picture.compare(golden, Path(__file__).with_name("many-bars.txt"), with_styles=True)
