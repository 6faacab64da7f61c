"""Days and times in everyday words, and headings of the days that rows belong to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from readtui.tui.widgets.record_table import Row

_DAYS_WITH_NAMES = 7
_LENGTH_OF_A_DAY = 10


@dataclass(frozen=True, slots=True)
class Day:
    """A heading: what a day is called, and how many rows there are below it."""

    name: str
    count: int


def day_name(moment: str, now: datetime) -> str:
    """The day of a moment (ISO 8601, UTC) where ``now`` is: Today, Yesterday, Monday, 5 March, 5 March 2024."""
    when = _local(moment, now)
    if when is None:
        # Written by another program.
        return moment[:_LENGTH_OF_A_DAY] or "Some time"
    days = (now.date() - when.date()).days
    if days <= 0:
        return "Today"
    if days == 1:
        return "Yesterday"
    if days < _DAYS_WITH_NAMES:
        return f"{when:%A}"
    return _date(when.date(), now.date())


def day_and_time(moment: str, now: datetime) -> str:
    """The moment in a sentence: today at 14:32, on 5 March at 9:05."""
    when = _local(moment, now)
    if when is None:
        return moment
    name = day_name(moment, now)
    day = name.lower() if name in ("Today", "Yesterday") else f"on {name}"
    return f"{day} at {time_name(moment, now)}"


def time_name(moment: str, now: datetime) -> str:
    """The time of day of a moment: 14:32; empty for what is no time."""
    when = _local(moment, now)
    return f"{when.hour}:{when.minute:02}" if when is not None else ""


def by_day(keyed: Iterable[tuple[str, str, int]], now: datetime) -> tuple[list[Row], list[Day | int]]:
    """Rows below the headings of their days, and what each shows: a heading, or the item with a number.

    ``keyed``: the key of each item, its moment, and the height of its row, in order.
    """
    rows: list[Row] = []
    shown: list[Day | int] = []
    number = 0
    names: dict[str, str] = {}

    def name_of(item: tuple[str, str, int]) -> str:
        # To the quarter of an hour, because no time zone is off by less.
        quarter = item[1][:14] + ("00", "15", "30", "45")[_quarter(item[1])]
        if quarter not in names:
            names[quarter] = day_name(item[1], now)
        return names[quarter]

    for name, members in groupby(keyed, key=name_of):
        items = list(members)
        rows.append(Row(f"day:{name}", 2 if rows else 1, name, heads=True))
        shown.append(Day(name, len(items)))
        rows += (Row(key, height, name) for key, _, height in items)
        shown += range(number, number + len(items))
        number += len(items)
    return rows, shown


def items_below(shown: Sequence[Day | int], index: int) -> range:
    """The rows below the heading in a row; the row itself, if it is none."""
    day = shown[index]
    return range(index + 1, index + 1 + day.count) if isinstance(day, Day) else range(index, index + 1)


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
