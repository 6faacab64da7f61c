"""Palettes for sixteen colors and for none: every distinction also has a text attribute. Independent of Textual."""

from collections.abc import Mapping

from rich.style import Style

from readtui.model.annotation import HIGHLIGHT_COLORS
from readtui.tui.palettes.palette import Highlight, Palette

# Only the first eight of the sixteen, because the others differ most between terminals.
_COLORS = {"yellow": "yellow", "green": "green", "blue": "cyan", "pink": "magenta", "orange": "red", "purple": "blue"}
_LIGHT_ENOUGH_FOR_BLACK = ("yellow", "green", "blue")
_UNDERLINED = ("green", "purple")
_BOLD = Style(bold=True)


def ansi_palette(*, is_dark: bool) -> Palette:
    """The terminal's own sixteen colors, on a dark or light background."""
    accent, second = ("yellow", "cyan") if is_dark else ("blue", "magenta")
    return _attribute_palette(
        accent=Style(color=accent),
        second=Style(color=second),
        third=Style(color="red"),
        highlights={name: _ansi_highlight(name, is_dark=is_dark) for name in HIGHLIGHT_COLORS},
    )


def _ansi_highlight(name: str, *, is_dark: bool) -> Highlight:
    color, underline = _COLORS[name], True if name in _UNDERLINED else None
    if name in _LIGHT_ENOUGH_FOR_BLACK:
        # Reversed, because xterm and others brighten bold letters: bold black on yellow would be gray on yellow.
        text = Style(color=color, bgcolor="black", reverse=True, dim=False, underline=underline)
    else:
        text = Style(color="bright_white", bgcolor=color, dim=False, underline=underline)
    is_readable = name != "purple" if is_dark else name not in _LIGHT_ENOUGH_FOR_BLACK
    words = Style(color=color if is_readable else "cyan" if is_dark else "magenta")
    return Highlight(text, text + _BOLD, Style(color=color, bold=is_dark), words)


def plain_palette() -> Palette:
    """No color at all: underline, reverse, bold, and the glyphs in the gutter."""
    underlined = Style(underline=True)
    marked = Highlight(underlined, underlined + _BOLD, _BOLD, Style())
    return _attribute_palette(
        accent=Style(), second=Style(), third=Style(), highlights=dict.fromkeys(HIGHLIGHT_COLORS, marked)
    )


def _attribute_palette(*, accent: Style, second: Style, third: Style, highlights: Mapping[str, Highlight]) -> Palette:
    bold, dim, underline = _BOLD, Style(dim=True), Style(underline=True)
    # Independent of the background, so that a hit looks the same on a highlight as elsewhere.
    reversed_ground = Style(color="default", bgcolor="default", reverse=True, bold=False, dim=False, underline=False)
    return Palette(
        text=Style(),
        dim=dim,
        faint=dim,
        kicker=accent + Style(italic=True),
        title=bold,
        lead=Style(italic=True),
        heading=accent + bold,
        subheading=accent + underline,
        byline=Style(italic=True),
        dateline=second + bold,
        quote=Style(italic=True),
        quote_bar=accent,
        code=second,
        table_header=bold,
        link=second + underline,
        furniture=dim,
        cursor=bold,
        cursor_gutter=accent + bold,
        selection=reversed_ground,
        hit=reversed_ground + underline,
        current_hit=reversed_ground + underline + bold,
        label=reversed_ground + bold,
        overlap=Style(underline=True, italic=True),
        review=Style(reverse=True),
        removed=third + Style(strike=True),
        inserted=second + bold + underline,
        note=Style(),
        tag=second,
        uncolored=Highlight(underline, Style(color="default", underline=True, bold=True), bold, Style()),
        highlights=highlights,
    )
