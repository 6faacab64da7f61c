"""The palette that an article is painted with in any theme, and the colors of our own themes. Knows no Textual."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from rich.color import Color as RichColor
from rich.style import Style

from readtui.model.annotation import HIGHLIGHT_COLORS
from readtui.tui.code_colors import CodePart


class Color(NamedTuple):
    """A color by its red, green and blue parts, 0 to 255 each."""

    red: int
    green: int
    blue: int

    @classmethod
    def parse(cls, written: str) -> "Color":
        """The color that is written ``#rrggbb``. Raises ValueError."""
        return cls(*bytes.fromhex(written.removeprefix("#")))

    def blend(self, other: "Color", share: float) -> "Color":
        """The color between this one and ``other``, of which it has a share of 0 to 1."""
        return Color(*(int(mine + (theirs - mine) * share) for mine, theirs in zip(self, other, strict=True)))

    @property
    def rich_color(self) -> RichColor:
        """The same as Rich has it."""
        return RichColor.from_rgb(*self)


class ThemeColors(NamedTuple):
    """What the palette is made of, each as ``#rrggbb``: paper and ink, and the colors that mean something."""

    paper: str
    ink: str
    primary: str
    secondary: str
    warning: str
    error: str
    success: str
    is_dark: bool


OWN_THEMES: Mapping[str, ThemeColors] = {
    "readtui-dark": ThemeColors(
        paper="#1a1917",
        ink="#d9d3c5",
        primary="#d9a55b",
        secondary="#8fb3a5",
        warning="#d98f5b",
        error="#cf6a64",
        success="#93b36f",
        is_dark=True,
    ),
    "readtui-light": ThemeColors(
        paper="#faf6ed",
        ink="#2e2a24",
        primary="#8c5a12",
        secondary="#3f6f60",
        warning="#a5541b",
        error="#a8322c",
        success="#4c7026",
        is_dark=False,
    ),
}

HUES: Mapping[str, str] = {
    "yellow": "#e6b422",
    "green": "#5fa35a",
    "blue": "#4f8fd0",
    "pink": "#d9628f",
    "orange": "#e07b39",
    "purple": "#9a70cc",
}
_ANSI = {"yellow": "yellow", "green": "green", "blue": "blue", "pink": "magenta", "orange": "red", "purple": "cyan"}


class ColorDepth(StrEnum):
    """What the terminal can show: blended colors, its own sixteen, or none (NO_COLOR)."""

    FULL = "full"
    ANSI = "ansi"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Highlight:
    """How a highlight color looks: behind the text, and as a mark in the gutter."""

    text: Style
    gutter: Style


@dataclass(frozen=True)
class Palette:
    """The styles of an article's parts, as Rich styles with all their colors resolved."""

    text: Style
    dim: Style
    faint: Style
    kicker: Style
    title: Style
    lead: Style
    heading: Style
    subheading: Style
    byline: Style
    dateline: Style
    quote: Style
    quote_bar: Style
    code: Style
    table_header: Style
    link: Style
    furniture: Style
    cursor: Style
    cursor_gutter: Style
    selection: Style
    hit: Style
    current_hit: Style
    overlap: Style
    review: Style
    removed: Style
    inserted: Style
    note: Style
    tag: Style
    uncolored: Highlight
    highlights: Mapping[str, Highlight]

    def highlight(self, color: str | None) -> Highlight:
        """The look of a highlight color; the neutral one for none or an unknown name."""
        return self.highlights.get(color or "", self.uncolored)

    def code_part(self, part: CodePart) -> Style:
        """How a part of code looks on the code's paper; without colors only bold and italic tell."""
        match part:
            case CodePart.KEYWORD:
                return Style(color=self.subheading.color, bold=True)
            case CodePart.STRING:
                return Style(color=self.tag.color)
            case CodePart.NUMBER:
                return Style(color=self.review.color)
            case CodePart.NAME:
                return Style(bold=True)
            case CodePart.COMMENT:
                return Style(color=self.dim.color, italic=True, dim=self.dim.dim)


def make_palette(colors: ThemeColors, depth: ColorDepth, hues: Mapping[str, str] | None = None) -> Palette:
    """The palette of a theme. ``hues``: highlight colors by name in place of ``HUES``, as ``#rrggbb``."""
    match depth:
        case ColorDepth.NONE:
            return _plain_palette()
        case ColorDepth.ANSI:
            return _ansi_palette()
        case ColorDepth.FULL:
            return _full_palette(colors, {**HUES, **(hues or {})})


def _full_palette(colors: ThemeColors, hues: Mapping[str, str]) -> Palette:
    *parsed, is_dark = colors
    paper, ink, primary, secondary, warning, error, success = map(Color.parse, parsed)

    def style(color: Color, behind: Color = paper, **attributes: bool) -> Style:
        return Style(color=color.rich_color, bgcolor=behind.rich_color, **attributes)  # type: ignore[arg-type]

    def behind(color: Color, strength: float) -> Style:
        return Style(bgcolor=paper.blend(color, strength).rich_color)

    strength = 0.34 if is_dark else 0.38
    dim, faint = paper.blend(ink, 0.62), paper.blend(ink, 0.38)
    code_paper = paper.blend(ink, 0.06)
    bright = ink.blend(Color(255, 255, 255), 0.4) if is_dark else ink.blend(Color(0, 0, 0), 0.3)
    return Palette(
        text=style(ink),
        dim=style(dim),
        faint=style(faint),
        kicker=style(primary, bold=True),
        title=style(bright, bold=True),
        lead=style(bright, italic=True),
        heading=style(primary, bold=True),
        subheading=style(primary),
        byline=style(dim, italic=True),
        dateline=Style(color=secondary.rich_color, bold=True),
        quote=style(paper.blend(ink, 0.85), italic=True),
        quote_bar=style(primary),
        code=style(paper.blend(ink, 0.9), code_paper),
        table_header=style(primary, bold=True),
        link=Style(color=secondary.rich_color, underline=True),
        furniture=style(faint),
        cursor=behind(ink, 0.08 if is_dark else 0.07),
        cursor_gutter=style(primary),
        selection=Style(color=paper.rich_color, bgcolor=paper.blend(primary, 0.85).rich_color),
        hit=Style(bgcolor=paper.blend(secondary, 0.45).rich_color),
        current_hit=Style(color=paper.rich_color, bgcolor=secondary.rich_color, bold=True),
        overlap=Style(underline=True),
        review=style(warning, bold=True),
        removed=style(error, strike=True),
        inserted=style(success, bold=True, underline=True),
        note=style(ink),
        tag=style(secondary),
        uncolored=Highlight(behind(ink, 0.16), style(dim)),
        highlights={
            name: Highlight(behind(Color.parse(hue), strength), style(paper.blend(Color.parse(hue), 0.85)))
            for name, hue in hues.items()
        },
    )


def _ansi_palette() -> Palette:
    """The terminal's own sixteen colors; every mark has an attribute as well."""
    return _attribute_palette(
        accent=Style(color="yellow"),
        second=Style(color="cyan"),
        third=Style(color="red"),
        highlights={
            name: Highlight(Style(color="black", bgcolor=_ANSI[name]), Style(color=_ANSI[name], bold=True))
            for name in HIGHLIGHT_COLORS
        },
    )


def _plain_palette() -> Palette:
    """No color at all: underline, reverse, bold and the gutter's glyphs."""
    marked = Highlight(Style(underline=True), Style(bold=True))
    return _attribute_palette(
        accent=Style(), second=Style(), third=Style(), highlights=dict.fromkeys(HIGHLIGHT_COLORS, marked)
    )


def _attribute_palette(*, accent: Style, second: Style, third: Style, highlights: Mapping[str, Highlight]) -> Palette:
    bold, dim, underline = Style(bold=True), Style(dim=True), Style(underline=True)
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
        selection=Style(reverse=True),
        hit=underline + bold,
        current_hit=Style(reverse=True, bold=True),
        overlap=Style(underline=True, bold=True),
        review=Style(reverse=True),
        removed=third + Style(strike=True),
        inserted=second + bold + underline,
        note=Style(),
        tag=second,
        uncolored=Highlight(underline, bold),
        highlights=highlights,
    )
