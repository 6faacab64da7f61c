"""Colors as numbers: theme colors, readtui's own themes, and the contrast between two colors."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from rich.color import Color as RichColor
from rich.color import ColorSystem

READABLE = 4.5
"""The contrast that WCAG 2.1 requires for text (success criterion 1.4.3)."""
VISIBLE = 3.0
"""The contrast that WCAG 2.1 requires for signs (success criterion 1.4.11)."""
_FIRST_GRAY = 232


class Color(NamedTuple):
    """A color as red, green and blue, each from 0 to 255."""

    red: int
    green: int
    blue: int

    @classmethod
    def parse(cls, written: str) -> "Color":
        """Parse ``#rrggbb``. Raises ValueError."""
        return cls(*bytes.fromhex(written.removeprefix("#")))

    def blend(self, other: "Color", share: float) -> "Color":
        """Mix this color with ``share`` (0 to 1) of ``other``."""
        return Color(*(int(mine + (theirs - mine) * share) for mine, theirs in zip(self, other, strict=True)))

    @classmethod
    def indexed(cls, number: int) -> "Color":
        """The color that Rich shows for a number from 16 to 255 of xterm's palette."""
        if number < _FIRST_GRAY:
            return cls(*RichColor.from_ansi(number).get_truecolor())
        # Rich rounds the lightness of grays to 25ths, which differs slightly from xterm's.
        return cls(*[round((number - _FIRST_GRAY + 1) * 255 / 25)] * 3)

    @lru_cache(256)  # noqa: B019  # The same few colors are compared with many; a color is only a value.
    def luminance(self) -> float:
        """The relative luminance as defined by WCAG 2.1, 0 to 1."""
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
            for part in (part / 255 for part in self)
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def contrast(self, other: "Color") -> float:
        """The contrast ratio of two colors as defined by WCAG 2.1, 1 to 21."""
        darker, lighter = sorted((self.luminance(), other.luminance()))
        return (lighter + 0.05) / (darker + 0.05)

    def readable_on(self, behind: "Color", *, is_rounded: bool = False, least: float = READABLE) -> "Color":
        """This color, or the nearest one on the way to white or black that has the ``least`` contrast on ``behind``.

        ``is_rounded``: the terminal shows the nearest of xterm's 256 colors.
        """
        away = max((WHITE, BLACK), key=behind.contrast)
        steps = (self.blend(away, step / 10) for step in range(10))
        behind = behind.rounded if is_rounded else behind
        shown = ((color.rounded if is_rounded else color, color) for color in steps)
        return next((color for seen, color in shown if seen.contrast(behind) >= least), away)

    @property
    def rounded(self) -> "Color":
        """The nearest of xterm's 256 colors, as Rich finds it."""
        return Color(*self.rich_color.downgrade(ColorSystem.EIGHT_BIT).get_truecolor())

    @property
    def rich_color(self) -> RichColor:
        return RichColor.from_rgb(*self)


WHITE, BLACK = Color(255, 255, 255), Color(0, 0, 0)


class ThemeColors(NamedTuple):
    """The colors that a palette is made from, as ``#rrggbb``: paper, ink, and the colors with a meaning."""

    paper: str
    ink: str
    primary: str
    secondary: str
    warning: str
    error: str
    success: str
    is_dark: bool


OWN_THEMES: Mapping[str, ThemeColors] = {
    # paper, ink, primary, secondary, warning, error, success, is dark
    "readtui-dark": ThemeColors("#1a1917", "#d9d3c5", "#d9a55b", "#8fb3a5", "#d98f5b", "#cf6a64", "#93b36f", True),
    "readtui-light": ThemeColors("#faf6ed", "#2e2a24", "#8c5a12", "#3f6f60", "#a5541b", "#a8322c", "#4c7026", False),
    "readtui-warm": ThemeColors("#231a14", "#e6d3b8", "#e39b52", "#c2a878", "#e0824a", "#de7063", "#a6b06a", True),
    "readtui-sepia": ThemeColors("#f7ecd6", "#3a2f22", "#7d4a12", "#4a5c3f", "#8f4312", "#96271f", "#455c20", False),
    "readtui-contrast": ThemeColors("#000000", "#ffffff", "#ffd75f", "#87d7ff", "#ffaf5f", "#ff8787", "#87ff87", True),
}
