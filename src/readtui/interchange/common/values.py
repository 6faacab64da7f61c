"""Converts times and colors of other programs to readtui's."""

import colorsys
import re
from datetime import UTC, datetime

_MOST_SECONDS = 253_402_300_799
_MILLISECONDS_FROM = 10**11
_HEX = re.compile(r"#?([0-9a-f]{6})(?:[0-9a-f]{2})?|#([0-9a-f]{3})", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,12}")
_LONGEST_ORDER = 100
_NAMED = {
    "yellow": "yellow", "green": "green", "blue": "blue", "pink": "pink", "orange": "orange", "purple": "purple",
    "red": "pink", "magenta": "pink", "rose": "pink", "violet": "purple", "lavender": "purple", "cyan": "blue",
    "aqua": "blue", "teal": "green", "lime": "green", "olive": "green", "gold": "yellow", "amber": "orange",
    "brown": "orange", "lightblue": "blue", "light blue": "blue", "lightgreen": "green",
}  # fmt: skip
# Upper ends of hues, in degrees.
_HUES = ((15, "pink"), (42, "orange"), (70, "yellow"), (170, "green"), (255, "blue"), (290, "purple"), (361, "pink"))
_GREY = 0.08


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


def order_of(value: object) -> tuple[float, ...]:
    """The whole numbers in a value, such as a page, or a place with several; see ``ImportedAnnotation.order``."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (value,)
    numbers = _NUMBER.findall(value[:_LONGEST_ORDER]) if isinstance(value, str) else []
    return tuple(int(digits) for digits in numbers)


def color_of(value: object) -> str | None:
    """The highlight color that is nearest to a name ("Red"), or to ``#rrggbb`` or ``#rgb``; None for no color."""
    if not isinstance(value, str) or not (name := value.strip().casefold()):
        return None
    if name in _NAMED:
        return _NAMED[name]
    match = _HEX.fullmatch(name)
    if match is None:
        return None
    digits = match[1] or "".join(2 * digit for digit in match[2])
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, _, saturation = colorsys.rgb_to_hls(red, green, blue)
    if saturation < _GREY or max(red, green, blue) - min(red, green, blue) < _GREY:
        return None
    return next(color for end, color in _HUES if hue * 360 < end)
