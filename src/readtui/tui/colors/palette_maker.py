"""Makes the palette of a theme for a color depth. Independent of Textual."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from rich.style import Style

from readtui.model.annotation import HIGHLIGHT_COLORS, HUES
from readtui.tui.colors.colors import BLACK, READABLE, VISIBLE, WHITE, Color, ThemeColors
from readtui.tui.colors.palette import ColorDepth, Highlight, Palette

# The nearest by eye: the first blue of the sixteen glares in most terminals, and looks like no purple in any.
_COLORS = {
    **{"yellow": "yellow", "green": "green", "blue": "cyan", "orange": "red"},
    **{"pink": "bright_magenta", "purple": "magenta"},
}
_LIGHT_ENOUGH_FOR_BLACK = ("yellow", "green", "blue", "pink")
_UNDERLINED = ("green", "purple")
_BOLD = Style(bold=True)


class Papers(NamedTuple):
    """Backgrounds of marked text, and the ink on them. Each highlight has two: its own, and the current one's."""

    ink: Color
    cursor: Color
    row: Color
    code: Color
    selection: Color
    hit: Color
    current_hit: Color
    label: Color
    uncolored: tuple[Color, Color]
    highlights: Mapping[str, tuple[Color, Color]]
    gutters: Mapping[str, Color]
    words: Mapping[str, Color]


def make_palette(
    colors: ThemeColors, depth: ColorDepth, hues: Mapping[str, str] | None = None, *, hyperlinks: bool = False
) -> Palette:
    """The palette of a theme. ``hues`` maps highlight colors to ``#rrggbb`` values that replace ``HUES``;
    ``hyperlinks``: see ``Palette``.
    """
    return replace(_palette(colors, depth, tuple((hues or {}).items())), hyperlinks=hyperlinks)


@lru_cache(4)
def _palette(colors: ThemeColors, depth: ColorDepth, hues: tuple[tuple[str, str], ...]) -> Palette:
    """What both the first page and the app need: the colors of hundreds of blends are compared."""
    chosen = {name: Color.parse(hue) for name, hue in hues}
    match depth:
        case ColorDepth.NONE:
            palette = plain_palette()
        case ColorDepth.ANSI:
            palette = ansi_palette(is_dark=colors.is_dark)
        case ColorDepth.INDEXED:
            palette = _themed_palette(colors, _indexed_papers(colors, chosen), is_rounded=True)
        case ColorDepth.FULL:
            palette = _themed_palette(colors, _blended_papers(colors, chosen), is_rounded=False)
    return replace(palette, depth=depth)


_CURSOR_CONTRAST = 1.5
"""Of the cursor's sentence against the paper: quiet, and still found at a glance."""
_ROW_CONTRAST = 1.25
"""Of the cursor's row in a list, which is large, and has a bar before it."""
_UNCOLORED_CONTRAST, _CURRENT_UNCOLORED_CONTRAST = 1.22, 1.9
"""Of what is annotated without a color: quieter than the cursor, since often only its note counts."""


def _share(paper: Color, ink: Color, contrast: float, least: float = 0.05) -> float:
    """The least share of ink in the paper, from ``least`` on, that stands out on it with this contrast."""
    shares = (step / 100 for step in range(round(least * 100), 100))
    return next((one for one in shares if paper.blend(ink, one).contrast(paper) >= contrast), 1.0)


def _blended_papers(colors: ThemeColors, hues: Mapping[str, Color]) -> Papers:
    """The theme's paper, tinted enough to tell the highlights apart."""
    paper, ink = Color.parse(colors.paper), Color.parse(colors.ink)
    primary, secondary = Color.parse(colors.primary), Color.parse(colors.secondary).readable_on(paper, least=VISIBLE)
    cursor = _share(paper, ink, _CURSOR_CONTRAST)
    plain, current = (0.38, 0.52) if colors.is_dark else (0.46, 0.66)
    all_hues = {name: Color.parse(hue) for name, hue in HUES.items()} | dict(hues)
    return Papers(
        ink=ink,
        cursor=paper.blend(ink, cursor),
        row=paper.blend(ink, _share(paper, ink, _ROW_CONTRAST)),
        code=paper.blend(ink, 0.06),
        selection=primary.readable_on(paper, least=VISIBLE),
        hit=paper.blend(secondary, _share(paper, secondary, VISIBLE, 0.6)),
        current_hit=secondary,
        label=Color.parse(colors.error).readable_on(paper, least=VISIBLE),
        uncolored=(
            paper.blend(ink, _share(paper, ink, _UNCOLORED_CONTRAST)),
            paper.blend(ink, _share(paper, ink, _CURRENT_UNCOLORED_CONTRAST)),
        ),
        highlights={name: (paper.blend(hue, plain), paper.blend(hue, current)) for name, hue in all_hues.items()},
        gutters=(hued := {name: paper.blend(hue, 0.85) for name, hue in all_hues.items()}),
        words=hued,
    )


# For each color, on dark and on light paper: the xterm palette number behind text, the one in the gutter, and that of
# words.
_NUMBERS = {
    "yellow": ((58, 178, 220), (229, 94, 58)),
    "green": ((22, 71, 114), (151, 28, 22)),
    "blue": ((24, 68, 117), (153, 26, 24)),
    "pink": ((89, 168, 218), (218, 162, 125)),
    "orange": ((94, 173, 215), (216, 130, 88)),
    "purple": ((54, 140, 183), (183, 92, 55)),
}


def _indexed_papers(colors: ThemeColors, hues: Mapping[str, Color]) -> Papers:
    """Fixed numbers of xterm's palette: rounding blended colors to it would merge three hues into one."""
    numbers = {
        name: tuple(map(Color.indexed, on_dark if colors.is_dark else on_light))
        for name, (on_dark, on_light) in _NUMBERS.items()
    }
    behind, gutters, words = ({name: three[part] for name, three in numbers.items()} for part in range(3))
    if hues:
        blended = _blended_papers(colors, hues)
        behind |= {name: blended.highlights[name][0] for name in hues}
        gutters |= {name: blended.gutters[name] for name in hues}
        words |= {name: blended.words[name] for name in hues}
    ink, cursor, row, code, uncolored, current_uncolored = map(
        Color.indexed, (255, 238, 236, 234, 236, 241) if colors.is_dark else (235, 252, 253, 255, 254, 249)
    )
    selection, hit, current_hit, label = (
        Color.indexed(number).readable_on(Color.parse(colors.paper), is_rounded=True, least=VISIBLE)
        for number in ((179, 66, 152, 203) if colors.is_dark else (94, 66, 23, 124))
    )
    return Papers(
        ink,
        cursor,
        row,
        code,
        selection,
        hit,
        current_hit,
        label,
        uncolored=(uncolored, current_uncolored),
        highlights={name: (color, color) for name, color in behind.items()},
        gutters=gutters,
        words=words,
    )


def _themed_palette(colors: ThemeColors, papers: Papers, *, is_rounded: bool) -> Palette:
    *parsed, is_dark = colors
    paper, ink, *others = map(Color.parse, parsed)

    def readable(color: Color, least: float = READABLE, on: Color = papers.cursor) -> Color:
        # On the paper too, which may be rounded to a color that is no darker or lighter than the cursor's sentence.
        for behind in (on, paper):
            color = color.readable_on(behind, is_rounded=is_rounded, least=least)
        return color

    ink, primary, secondary, warning, error, success = map(readable, (ink, *others))

    def style(color: Color, behind: Color = paper, **attributes: bool) -> Style:
        return Style(color=color.rich_color, bgcolor=behind.rich_color, **attributes)  # type: ignore[arg-type]

    def marked(behind: Color, **attributes: bool) -> Style:
        # Other text colors, such as a link's, are designed for the paper.
        return style(papers.ink.readable_on(behind), behind, **attributes)

    def highlight(behind: tuple[Color, Color], hue: Color, words: Color) -> Highlight:
        plain, current = behind
        # If the background cannot mark the current annotation, its letters do.
        bold = {"bold": True} if current == plain else {}
        # Names of tags stand beside the text and in lists: never in the cursor's sentence.
        named = readable(words, on=papers.row)
        return Highlight(marked(plain), marked(current, **bold), style(readable(hue, VISIBLE)), style(named))

    dim = readable(paper.blend(ink, 0.62))
    faint = paper.blend(ink, 0.38).readable_on(paper, is_rounded=is_rounded, least=VISIBLE)
    bright = ink.blend(WHITE, 0.4) if is_dark else ink.blend(BLACK, 0.3)
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
        quote=style(readable(paper.blend(ink, 0.85)), italic=True),
        quote_bar=style(primary),
        code=style(readable(paper.blend(ink, 0.9)), papers.code),
        table_header=style(primary, bold=True),
        link=Style(color=secondary.rich_color, underline=True),
        furniture=style(dim),
        cursor=Style(bgcolor=papers.cursor.rich_color),
        row=Style(bgcolor=papers.row.rich_color),
        tab=style(primary, bold=True, underline=True),
        cursor_gutter=style(primary),
        selection=style(paper.readable_on(papers.selection), papers.selection),
        hit=marked(papers.hit, bold=False),
        current_hit=style(paper.readable_on(papers.current_hit), papers.current_hit, bold=True),
        label=style(paper.readable_on(papers.label), papers.label, bold=True, italic=False, underline=False),
        overlap=Style(underline=True),
        review=style(warning, bold=True),
        removed=style(error, strike=True),
        inserted=style(success, bold=True, underline=True),
        note=style(ink),
        tag=style(secondary),
        uncolored=highlight(papers.uncolored, dim, dim),
        highlights={
            name: highlight(behind, papers.gutters[name], papers.words[name])
            for name, behind in papers.highlights.items()
        },
    )


# -------------------------------- palettes for sixteen colors and for none: every distinction also has a text attribute
# Independent of Textual.


def ansi_palette(*, is_dark: bool) -> Palette:
    """The terminal's own sixteen colors, on a dark or light background."""
    accent, second = ("yellow", "cyan") if is_dark else ("blue", "magenta")
    return _attribute_palette(
        accent=Style(color=accent),
        second=Style(color=second),
        third=Style(color="red"),
        # No highlight has it, so that a tag without a color looks like none with one.
        tag=Style(color="bright_blue" if is_dark else "blue"),
        highlights={name: _ansi_highlight(name, is_dark=is_dark) for name in HIGHLIGHT_COLORS},
    )


def _ansi_highlight(name: str, *, is_dark: bool) -> Highlight:
    color, underline = _COLORS[name], True if name in _UNDERLINED else None
    if name in _LIGHT_ENOUGH_FOR_BLACK:
        # Reversed, because xterm and others brighten bold letters: bold black on yellow would be gray on yellow.
        text = Style(color=color, bgcolor="black", reverse=True, dim=False, underline=underline)
    else:
        text = Style(color="bright_white", bgcolor=color, dim=False, underline=underline)
    # On a light ground, the light colors would be lost; another one would be a lie.
    is_readable = is_dark or name not in _LIGHT_ENOUGH_FOR_BLACK
    words = Style(color=color) if is_readable else Style(color="magenta") if name == "pink" else Style()
    # On a dark ground, bold letters are bright ones, which would make purple pink.
    gutter = words + _BOLD if (is_dark and name != "purple") or not is_readable else words
    return Highlight(text, text + _BOLD, gutter, words)


def plain_palette() -> Palette:
    """No color at all: underline, reverse, bold, and the glyphs in the gutter."""
    underlined = Style(underline=True)
    marked = Highlight(underlined, underlined + _BOLD, _BOLD, Style())
    return _attribute_palette(
        accent=Style(), second=Style(), third=Style(), tag=Style(), highlights=dict.fromkeys(HIGHLIGHT_COLORS, marked)
    )


def _attribute_palette(
    *, accent: Style, second: Style, third: Style, tag: Style, highlights: Mapping[str, Highlight]
) -> Palette:
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
        row=bold,
        tab=Style(bold=True, reverse=True),
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
        tag=tag,
        uncolored=Highlight(underline, Style(color="default", underline=True, bold=True), bold, Style()),
        highlights=highlights,
    )
