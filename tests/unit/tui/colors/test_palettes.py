"""The colors of each of our themes on every kind of terminal are readable and distinguishable."""

from dataclasses import replace
from itertools import combinations

import pytest
from coloraide import Color as Measured
from rich.color import Color, ColorSystem, ColorType
from rich.style import Style
from textual.theme import BUILTIN_THEMES

from readtui.model.annotation import HIGHLIGHT_COLORS, Annotation
from readtui.model.tag import Tag
from readtui.tui.article.line_marks import change_segments
from readtui.tui.article.seen_changes import CHANGED, NEW, REMOVED
from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth, Palette
from readtui.tui.colors.palette_maker import make_palette
from readtui.tui.colors.tag_colors import TagColors
from readtui.tui.themes import colors_of

XTERM_16 = [
    *("#000000", "#cd0000", "#00cd00", "#cdcd00", "#0000ee", "#cd00cd", "#00cdcd", "#e5e5e5"),
    *("#7f7f7f", "#ff0000", "#00ff00", "#ffff00", "#5c5cff", "#ff00ff", "#00ffff", "#ffffff"),
]
ALL_THEMES = {**{name: colors_of(one) for name, one in BUILTIN_THEMES.items() if not one.ansi}, **OWN_THEMES}
THEMES = pytest.mark.parametrize("theme", OWN_THEMES)
ANY_THEME = pytest.mark.parametrize("theme", ALL_THEMES)
DEPTHS = pytest.mark.parametrize("depth", ColorDepth)
COLORED = pytest.mark.parametrize("depth", [depth for depth in ColorDepth if depth is not ColorDepth.NONE])

# Lab pairs and their difference, from G. Sharma, W. Wu, E. N. Dalal: The CIEDE2000 color-difference formula (2005).
SHARMA = [
    ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
    ((50, 3.1571, -77.2803), (50, 0, -82.7485), 2.8615),
    ((50, -1.3802, -84.2814), (50, 0, -82.7485), 1.0),
    ((50, 0, 0), (50, -1, 2), 2.3669),
    ((50, 2.49, -0.001), (50, -2.49, 0.0009), 7.1792),
    ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195),
    ((50, -0.001, 2.49), (50, 0.0009, -2.49), 4.8045),
    ((50, -0.001, 2.49), (50, 0.0011, -2.49), 4.7461),
    ((50, 2.5, 0), (73, 25, -18), 27.1492),
    ((50, 2.5, 0), (61, -5, 29), 22.8977),
    ((50, 2.5, 0), (56, -27, -3), 31.9030),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
    ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
]


def difference(one: Measured, other: Measured) -> float:
    """The CIEDE2000 difference of two colors."""
    return one.delta_e(other, method="2000")


@pytest.mark.parametrize(("one", "other", "published"), SHARMA)
def test_differences_are_measured_as_published(
    one: tuple[float, ...], other: tuple[float, ...], published: float
) -> None:
    measured = difference(Measured("lab-d65", one), Measured("lab-d65", other))
    assert measured == pytest.approx(published, abs=0.0001)


class Look:
    """How xterm shows text in a style: the colors of background and letters, and other visible traits."""

    def __init__(self, style: Style, theme: str, depth: ColorDepth) -> None:
        self._depth = depth
        ink, paper = (ALL_THEMES[theme].ink, ALL_THEMES[theme].paper) if depth.has_themes else (
            ("#ffffff", "#000000") if ALL_THEMES[theme].is_dark else ("#000000", "#ffffff")
        )  # fmt: skip
        letters, ground = self._shown(style.color, ink, bright=style.bold), self._shown(style.bgcolor, paper)
        self.ground, self.letters = (letters, ground) if style.reverse else (ground, letters)
        self.attributes = frozenset(
            name for name in ("bold", "italic", "underline", "reverse", "strike") if getattr(style, name)
        )

    def _shown(self, color: Color | None, default: str, *, bright: bool | None = False) -> Measured:
        if color is None or color.is_default:
            color = Color.parse(default)
            if not self._depth.has_themes:
                return Measured(default)
        systems = {ColorDepth.FULL: ColorSystem.TRUECOLOR, ColorDepth.INDEXED: ColorSystem.EIGHT_BIT}
        shown = color.downgrade(systems.get(self._depth, ColorSystem.STANDARD))
        if shown.type is ColorType.STANDARD:
            number = shown.number or 0
            # xterm shows bold letters in the bright variants of the first eight colors.
            return Measured(XTERM_16[number + 8 if bright and number < 8 else number])
        return Measured(shown.get_truecolor().hex)

    @property
    def contrast(self) -> float:
        return self.ground.contrast(self.letters, method="wcag21")

    def differs_from(self, other: "Look", least: float) -> bool:
        return self.attributes != other.attributes or difference(self.ground, other.ground) >= least


def palette(theme: str, depth: ColorDepth) -> Palette:
    return make_palette(ALL_THEMES[theme], depth)


@THEMES
@COLORED
def test_text_on_every_mark_can_be_read(theme: str, depth: ColorDepth) -> None:
    made = palette(theme, depth)
    marks = {"selection": made.selection, "hit": made.hit, "current hit": made.current_hit}
    for name in (*HIGHLIGHT_COLORS, ""):
        highlight = made.highlight(name)
        marks |= {name or "uncolored": highlight.text, f"current {name or 'uncolored'}": highlight.current}
    below = {"text": made.text, "link": made.text + made.link, "strong": made.text + Style(bold=True)}
    below |= {"furniture": made.furniture, "heading": made.heading, "code": made.code, "byline": made.byline}
    contrasts = {
        (mark, text): Look(base + style, theme, depth).contrast
        for mark, style in marks.items()
        for text, base in below.items()
    }
    assert {pair: contrast for pair, contrast in contrasts.items() if contrast < 4.5} == {}


@ANY_THEME
@pytest.mark.parametrize("depth", [ColorDepth.FULL, ColorDepth.INDEXED])
def test_all_text_can_be_read_on_the_page_and_where_the_cursor_is(theme: str, depth: ColorDepth) -> None:
    """Names of tags, which are in no text, in its row of a list."""
    made = palette(theme, depth)
    names: tuple[str, ...] = (
        "text",
        "dim",
        "kicker",
        "title",
        "lead",
        "heading",
        "subheading",
        "byline",
        "dateline",
        "quote",
        "code",
    )
    names += ("table_header", "link", "furniture", "review", "removed", "inserted", "note", "tag")
    looks = {name: made.text + getattr(made, name) for name in names}
    looks |= {f"a {color} tag": made.text + made.highlight(color).words for color in HIGHLIGHT_COLORS}
    behind = {"page": Style(), "cursor": made.cursor, "row": made.row}
    contrasts = {
        (name, where): Look(style + ground, theme, depth).contrast
        for name, style in looks.items()
        for where, ground in behind.items()
        if (where, name[:2]) != ("cursor", "a ")
    }
    assert {pair: contrast for pair, contrast in contrasts.items() if contrast < 4.5} == {}


@THEMES
def test_with_256_colors_the_names_of_tags_keep_their_hue(theme: str) -> None:
    """None is so dark on the way to black that it looks like ink."""
    made = palette(theme, ColorDepth.INDEXED)
    words = {
        name: Look(made.text + made.highlight(name).words, theme, ColorDepth.INDEXED).letters
        for name in HIGHLIGHT_COLORS
    }
    assert {name: chroma for name, one in words.items() if (chroma := one.convert("oklch")["chroma"]) < 0.05} == {}


@ANY_THEME
@COLORED
def test_marks_beside_the_text_and_in_lists_are_seen(theme: str, depth: ColorDepth) -> None:
    """In the gutter, also what has changed and threads, in strips of tags and in bars; and in the row of the cursor."""
    made = palette(theme, depth)
    marks = {color: made.highlight(color).gutter for color in (*HIGHLIGHT_COLORS, "")}
    marks |= {"review": made.review, "cursor": made.cursor_gutter, "bar": made.quote_bar, "bar of a tag": made.tag}
    marks |= {sign: change_segments(sign, 1, made)[-1].style or Style() for sign in (NEW, CHANGED, REMOVED)}
    contrasts = {
        (name, where): Look(made.text + style + ground, theme, depth).contrast
        for name, style in marks.items()
        for where, ground in {"page": Style(), "cursor": made.cursor}.items()
    }
    assert {pair: contrast for pair, contrast in contrasts.items() if contrast < 3} == {}


@ANY_THEME
@COLORED
def test_what_comes_and_goes_on_the_page_stands_out(theme: str, depth: ColorDepth) -> None:
    """Hits, labels and the selection by their ground; rules, and what is seen of the text, by their lines."""
    made = palette(theme, depth)
    page, plain = Look(made.text, theme, depth).ground, made.text
    grounds = {"selection": made.selection, "hit": made.hit, "current hit": made.current_hit, "label": made.label}
    contrasts = {
        name: page.contrast(Look(plain + one, theme, depth).ground, method="wcag21") for name, one in grounds.items()
    }
    contrasts["line"] = Look(plain + made.faint, theme, depth).contrast
    assert {name: contrast for name, contrast in contrasts.items() if contrast < 3} == {}


@THEMES
@pytest.mark.parametrize("depth", [ColorDepth.FULL, ColorDepth.INDEXED])
def test_the_sentence_of_the_cursor_is_found_at_a_glance(theme: str, depth: ColorDepth) -> None:
    made = palette(theme, depth)
    page, cursor = Look(made.text, theme, depth).ground, Look(made.text + made.cursor, theme, depth).ground
    assert 1.5 <= page.contrast(cursor, method="wcag21") < 2.2
    row = Look(made.text + made.row, theme, depth).ground
    assert 1.08 <= page.contrast(row, method="wcag21") < page.contrast(cursor, method="wcag21"), "a row is large"


@THEMES
@COLORED
def test_highlight_colors_can_be_distinguished(theme: str, depth: ColorDepth) -> None:
    made = palette(theme, depth)
    # Two of the sixteen colors are nearly as far apart; their letters and lines differ, too.
    least = 12 if depth.has_themes else 11
    for kind in ("text", "current"):
        looks = {name: Look(getattr(made.highlight(name), kind), theme, depth) for name in HIGHLIGHT_COLORS}
        differences = {
            (one, other): difference(looks[one].ground, looks[other].ground) for one, other in combinations(looks, 2)
        }
        assert {pair: far for pair, far in differences.items() if far < least} == {}


@THEMES
@pytest.mark.parametrize("depth", [ColorDepth.FULL, ColorDepth.INDEXED])
def test_the_names_and_stripes_of_tags_can_be_distinguished(theme: str, depth: ColorDepth) -> None:
    made = palette(theme, depth)
    for kind in ("words", "gutter"):
        letters = {
            name: Look(made.text + getattr(made.highlight(name), kind), theme, depth).letters
            for name in HIGHLIGHT_COLORS
        }
        differences = {pair: difference(letters[pair[0]], letters[pair[1]]) for pair in combinations(letters, 2)}
        assert {pair: far for pair, far in differences.items() if far < 9} == {}, kind


def test_similar_ones_of_the_sixteen_colors_also_differ_in_style() -> None:
    made = palette("readtui-dark", ColorDepth.ANSI)
    for one, other in [
        ("green", "yellow"),
        ("green", "blue"),
        ("purple", "pink"),
        ("pink", "green"),
    ]:
        styles = [made.highlight(name).text for name in (one, other)]
        assert styles[0].underline != styles[1].underline or styles[0].reverse != styles[1].reverse, (one, other)


@THEMES
@DEPTHS
def test_overlays_on_the_text_are_distinguishable(theme: str, depth: ColorDepth) -> None:
    made = palette(theme, depth)
    marks = {
        "nothing": made.text,
        "cursor": made.text + made.cursor,
        "selection": made.text + made.selection,
        "hit": made.text + made.hit,
        "current hit": made.text + made.current_hit,
    }
    for name in (*HIGHLIGHT_COLORS, ""):
        here = {name or "uncolored": made.text + made.highlight(name).text}
        here |= {f"current {name or 'uncolored'}": made.text + made.highlight(name).current}
        looks = {what: Look(style, theme, depth) for what, style in (marks | here).items()}
        alike = [pair for pair in combinations(looks, 2) if not looks[pair[0]].differs_from(looks[pair[1]], 4)]
        assert alike == []
    overlapping = made.text + made.highlight("yellow").text + made.overlap
    assert overlapping != made.text + made.highlight("yellow").text


@THEMES
def test_with_256_colors_the_chosen_colors_are_shown(theme: str) -> None:
    """If Rich rounded a number to another one, the result would be a color that nobody has checked."""
    made = palette(theme, ColorDepth.INDEXED)
    numbers = [
        style.bgcolor.downgrade(ColorSystem.EIGHT_BIT).number
        for style in (made.cursor, made.code, made.uncolored.text, *(one.text for one in made.highlights.values()))
        if style.bgcolor
    ]
    dark, light = [238, 234, 236, 58, 22, 24, 89, 94, 54], [252, 255, 254, 229, 151, 153, 218, 216, 183]
    assert numbers == (dark if OWN_THEMES[theme].is_dark else light)


def test_a_color_of_the_settings_wins_at_every_depth_that_can_show_it() -> None:
    chosen = make_palette(OWN_THEMES["readtui-dark"], ColorDepth.INDEXED, {"yellow": "#ff0000"})
    full = make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL, {"yellow": "#ff0000"})
    assert chosen.highlight("yellow").text.bgcolor == full.highlight("yellow").text.bgcolor
    assert chosen.highlight("green").text.bgcolor != full.highlight("green").text.bgcolor


def test_a_tag_has_its_own_color_or_that_of_the_nearest_one_around_it() -> None:
    tags = TagColors.of([Tag("Sea", color="blue"), Tag("sea/ice/pack", color="green"), Tag("land")])
    named = {"sea": "blue", "SEA/ice": "blue", "sea/ice/pack/old": "green", "land/hill": "", "seaside": ""}
    assert {tag: tags.color(tag) for tag in named} == named
    one = Annotation("a", "b", "", "", tags=("land", "sea/ice", "sea/ice/pack"))
    assert tags.color_of(one) == "blue"
    assert tags.color_of(replace(one, color="pink")) == "pink"
    assert tags.color_of(replace(one, tags=("land",))) is None
