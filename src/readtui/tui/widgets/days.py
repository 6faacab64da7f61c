"""Days and times in everyday words, and items in rows below the headings of their days."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import field
from datetime import date, datetime
from itertools import groupby
from typing import Generic, TypeVar

from rich.segment import Segment
from rich.text import Text

from readtui.quick_dataclass import dataclass
from readtui.text.clean import visible
from readtui.tui.widgets.cells import fitted
from readtui.tui.widgets.headings import paint_group_heading
from readtui.tui.widgets.preview_pane import Sheet
from readtui.tui.widgets.record_table import PaintedRow, Row, RowLook

_Item = TypeVar("_Item")

_DAYS_WITH_NAMES = 7
_LENGTH_OF_A_DAY = 10
_BEFORE_PLACE = " " * 4


@dataclass(frozen=True, slots=True)
class Day:
    """A heading: what a day is called, and how many rows there are below it."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class ByDay(Generic[_Item]):
    """Items in rows below the headings of their days, named as of ``now``. ``shown``: for each row, a day, the place of
    the items below it, or the number of an item.
    """

    now: datetime = field(default_factory=lambda: datetime.now().astimezone())
    items: Sequence[_Item] = ()
    rows: Sequence[Row] = ()
    shown: Sequence[Day | str | int] = ()

    def at(self, index: int | None) -> Day | _Item | None:
        if index is None or index >= len(self.shown):
            return None
        shown = self.shown[index]
        return None if isinstance(shown, str) else self.items[shown] if isinstance(shown, int) else shown

    def paint(self, index: int, look: RowLook, paint_item: Callable[[_Item], PaintedRow]) -> PaintedRow:
        """The lines of a row. All days but the first of the list have an empty line above them."""
        shown, palette = self.at(index), look.palette
        if isinstance(place := self.shown[index], str):
            words = fitted(place, look.width - len(_BEFORE_PLACE) - 1)
            return [[Segment(_BEFORE_PLACE, palette.text), Segment(words, palette.dim)]]
        if isinstance(shown, Day):
            name = (shown.name, palette.title)
            day = paint_group_heading(name, shown.count, look)
            return [[], day] if index else [day]
        return [] if shown is None else paint_item(shown)


def day_name(moment: str, now: datetime) -> str:
    """The day of a moment (ISO 8601, UTC) where ``now`` is: Today, Yesterday, Monday, 5 March, 5 March 2024."""
    when = _local(moment, now)
    if when is None:
        # Written by another program.
        return visible(moment[:_LENGTH_OF_A_DAY]) or "Some time"
    days = (now.date() - when.date()).days
    if days <= 0:
        return "Today"
    if days == 1:
        return "Yesterday"
    if days < _DAYS_WITH_NAMES:
        return f"{when:%A}"
    return _date(when.date(), now.date())


def relative_day(moment: str, now: datetime) -> str:
    """A moment (ISO 8601, UTC) in everyday words: today, yesterday, 3 days ago, 5 Mar, 2024-03-05."""
    day = _local(moment, now)
    if day is None:
        # Written by another program.
        return visible(moment[:_LENGTH_OF_A_DAY])
    days = (now.date() - day.date()).days
    if 0 <= days < _DAYS_WITH_NAMES:
        return f"{days} days ago" if days > 1 else ("today", "yesterday")[days]
    return f"{day.day} {day:%b}" if day.year == now.year else f"{day:%Y-%m-%d}"


def day_and_time(moment: str, now: datetime) -> str:
    """The moment in a sentence: today at 14:32, on 5 March at 9:05."""
    when = _local(moment, now)
    if when is None:
        return visible(moment)
    name = day_name(moment, now)
    day = name.lower() if name in ("Today", "Yesterday") else f"on {name}"
    return f"{day} at {time_name(moment, now)}"


def local_date(moment: str, now: datetime) -> str:
    """The date of a moment (ISO 8601, UTC) where ``now`` is, as 2024-03-05."""
    when = _local(moment, now)
    return when.date().isoformat() if when is not None else visible(moment[:_LENGTH_OF_A_DAY])


def time_name(moment: str, now: datetime) -> str:
    """The time of day of a moment: 14:32; empty for what is no time."""
    when = _local(moment, now)
    return f"{when.hour}:{when.minute:02}" if when is not None else ""


def by_day(items: Sequence[_Item], keyed: Iterable[tuple[str, str, int, str]], now: datetime) -> ByDay[_Item]:
    """Items below the headings of their days, and those of one place after the other below its name.

    ``keyed``: the key of each item, its moment, the height of its row in lines, and its place or "", in order.
    """
    rows: list[Row] = []
    shown: list[Day | str | int] = []
    number = 0
    names: dict[str, str] = {}

    def name_of(item: tuple[str, str, int, str]) -> str:
        # To the quarter of an hour, because no time zone is off by less.
        quarter = item[1][:14] + ("00", "15", "30", "45")[_quarter(item[1])]
        if quarter not in names:
            names[quarter] = day_name(item[1], now)
        return names[quarter]

    for name, members in groupby(keyed, key=name_of):
        of_day = list(members)
        rows.append(Row(f"day:{name}", 2 if rows else 1, name, heads=True))
        shown.append(Day(name, len(of_day)))
        before = ""
        for key, _, height, place in of_day:
            if place and place != before:
                rows.append(Row("", 1, name))
                shown.append(place)
            rows.append(Row(key, height, name))
            shown.append(number)
            before, number = place, number + 1
    return ByDay(now, items, rows, shown)


def day_lines(day: Day, how_much: str, sheet: Sheet) -> list[Text]:
    """The lines about a day in the preview; ``how_much`` says what is below the heading."""
    return [Text(day.name, sheet.palette.title), Text(how_much, sheet.palette.dim)]


def _quarter(moment: str) -> int:
    minutes = moment[14:16]
    return int(minutes) % 60 // 15 if minutes.isascii() and minutes.isdigit() else 0


def _local(moment: str, now: datetime) -> datetime | None:
    try:
        return datetime.fromisoformat(moment).astimezone(now.tzinfo)
    except (ValueError, OverflowError):
        return None


def _date(day: date, today: date) -> str:
    return f"{day.day} {day:%B}" if day.year == today.year else f"{day.day} {day:%B %Y}"
