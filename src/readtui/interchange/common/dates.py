"""Converts dates and times of other programs to readtui's."""

import re
from datetime import UTC, datetime

_MOST_SECONDS = 253_402_300_799
_MILLISECONDS_FROM = 10**11


def time_of(value: object) -> str:
    """A time in ISO 8601, UTC, to the second, with Z at its end; "" for anything that is no time.

    Takes ISO 8601 with any offset (UTC without one), and seconds or milliseconds since 1970 as a number or digits.
    """
    if isinstance(value, str):
        text = value.strip()
        if text.isascii() and text.isdigit() and 8 < len(text) <= 16:
            value = int(text)
        else:
            return _iso(text)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 10**15:
        return ""
    seconds = value / 1000 if value >= _MILLISECONDS_FROM else value
    if seconds > _MOST_SECONDS:
        return ""
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _iso(text: str) -> str:
    # Zones by name, as some programs write them.
    text = re.sub(r"\s*(UTC|GMT)$", "+00:00", text)
    try:
        moment = datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return ""
    return f"{moment.year:04}-{moment:%m-%dT%H:%M:%SZ}"
