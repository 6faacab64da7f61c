"""Dates in queries: a day, a month, a year, the last few days, and ranges."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from readtui.quick_dataclass import dataclass
from readtui.quick_pattern import pattern

_CALENDAR = pattern(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_AGO = pattern(r"(\d{1,9})([dwmy])", re.ASCII)
_NAMED = ("today", "yesterday")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_TIME = pattern(r"\d{4}-\d{2}-\d{2}[T ].+", re.ASCII)
_SECOND = pattern(r"(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ", re.ASCII)
_EARLIEST = datetime.min.replace(tzinfo=UTC)
_LATEST = datetime.max.replace(tzinfo=UTC)
_FORMS = "write 2026, 2026-03, 2026-03-15, today, yesterday, 7d, 3w, 6m, 1y, or a range like 2026-01..2026-03"


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A half-open period of time. Both ends have a time zone."""

    start: datetime
    end: datetime

    def __contains__(self, other: "DateSpan") -> bool:
        return self.start <= other.start and other.end <= self.end


def fault(value: str) -> str:
    """Why ``value`` is neither a date nor a range; "" if it is one."""
    ends = value.split("..", 1)
    if not any(ends):
        return f"“{value}” is not a date: {_FORMS}"
    for end in filter(None, ends):
        if not (end in _NAMED or _AGO.fullmatch(end) or _calendar_span(end)):
            return f"“{end}” is not a date: {_FORMS}"
    first, last = _calendar_span(ends[0]), _calendar_span(ends[-1])
    return f"“{value}” ends before it begins" if first and last and last.end <= first.start else ""


def span(value: str, now: datetime) -> DateSpan:
    """The period of a valid ``value``. Days are in the time zone of this machine; ``now`` must have a time zone.

    ``7d`` is the time from seven days ago until ``now``. As an end of a range, it is the moment seven days ago.
    """
    first, is_range, last = value.partition("..")
    if is_range:
        return DateSpan(_date(first, now).start if first else _EARLIEST, _date(last, now).end if last else _LATEST)
    found = _date(first, now)
    return DateSpan(found.start, now + timedelta.resolution) if _AGO.fullmatch(first) else found


def span_of(text: str) -> DateSpan | None:
    """The time in a field of a record: an instant, or a year, month or day in this machine's time zone; else None."""
    if not _TIME.fullmatch(text):
        return _calendar_span(text)
    try:
        instant = datetime.fromisoformat(text)
        # Without a zone, it is in this machine's.
        instant = instant if instant.tzinfo else instant.astimezone()
        return DateSpan(instant, instant + timedelta.resolution)
    except (ValueError, OverflowError, OSError):
        return None


@lru_cache(maxsize=64)
def lying_in(asked: DateSpan) -> Callable[[str], bool]:
    """A test whether the time in a field of a record lies in this period. False for what is no time."""

    def lies_in(time: str) -> bool:
        found = span_of(time)
        return found is not None and found in asked

    try:
        start, end = (_whole_second(moment.astimezone(UTC)) for moment in (asked.start, asked.end))
    except OverflowError:
        # Near the ends of the calendar.
        return lies_in
    # Nearly all times are of this form, and comparing them as texts takes a fifth of the time.
    is_usual = _SECOND.fullmatch
    return lambda time: start <= time < end if is_usual(time) else lies_in(time)


def _whole_second(moment: datetime) -> str:
    if moment == _LATEST:
        # The second after it has no name.
        return "9999-12-31T23:59:60Z"
    whole = moment.replace(microsecond=0) + timedelta(seconds=1 if moment.microsecond else 0)
    return whole.strftime("%Y-%m-%dT%H:%M:%SZ").zfill(len("2026-01-31T12:00:00Z"))


def _date(text: str, now: datetime) -> DateSpan:
    if ago := _AGO.fullmatch(text):
        days = int(ago[1]) * _DAYS[ago[2]]
        moment = now - timedelta(days=days) if days < (now - _EARLIEST).days else _EARLIEST
        return DateSpan(moment, moment)
    if text in _NAMED:
        text = (now.astimezone() - timedelta(days=_NAMED.index(text))).date().isoformat()
    found = _calendar_span(text)
    assert found is not None
    return found


def _calendar_span(text: str) -> DateSpan | None:
    form = _CALENDAR.fullmatch(text)
    if form is None:
        return None
    year, month, day = form.groups()
    try:
        first = datetime(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    try:
        if day:
            following = first + timedelta(days=1)
        elif month:
            following = (first + timedelta(days=31)).replace(day=1)
        else:
            following = first.replace(year=first.year + 1)
    except (ValueError, OverflowError):
        return DateSpan(_local(first), _LATEST)
    return DateSpan(_local(first), _local(following))


def _local(midnight: datetime) -> datetime:
    try:
        return midnight.astimezone()
    except (ValueError, OverflowError, OSError):
        # In some time zones, the calendar's first or last year is out of range.
        return midnight.replace(tzinfo=UTC)
