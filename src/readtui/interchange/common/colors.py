"""Converts colors of other programs to readtui's."""

import colorsys
import re

_HEX = re.compile(r"#?([0-9a-f]{6})(?:[0-9a-f]{2})?|#([0-9a-f]{3})", re.IGNORECASE)
_NAMED = {
    "yellow": "yellow", "green": "green", "blue": "blue", "pink": "pink", "orange": "orange", "purple": "purple",
    "red": "pink", "magenta": "pink", "rose": "pink", "violet": "purple", "lavender": "purple", "cyan": "blue",
    "aqua": "blue", "teal": "green", "lime": "green", "olive": "green", "gold": "yellow", "amber": "orange",
    "brown": "orange", "lightblue": "blue", "light blue": "blue", "lightgreen": "green",
}  # fmt: skip
# Upper ends of hues, in degrees.
_HUES = ((15, "pink"), (42, "orange"), (70, "yellow"), (170, "green"), (255, "blue"), (290, "purple"), (361, "pink"))
_GREY = 0.08


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
