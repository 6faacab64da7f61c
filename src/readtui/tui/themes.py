"""Readtui's own themes, and the colors that a palette needs from any Textual theme."""

from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from readtui.tui.colors.colors import OWN_THEMES, ThemeColors
from readtui.tui.colors.palette import ColorDepth


def _theme(name: str, surface: str, panel: str) -> Theme:
    colors = OWN_THEMES[name]
    return Theme(
        name=name,
        primary=colors.primary,
        secondary=colors.secondary,
        accent=colors.primary,
        warning=colors.warning,
        error=colors.error,
        success=colors.success,
        foreground=colors.ink,
        background=colors.paper,
        surface=surface,
        panel=panel,
        dark=colors.is_dark,
        variables={"block-cursor-text-style": "none", "footer-background": surface},
    )


def own_themes(depth: ColorDepth) -> tuple[Theme, ...]:
    """Our themes. With 256 colors the light ones use grays, because their cream would turn yellow."""
    grays = ("#f5f5f5", "#ebebeb")
    light = grays if depth is ColorDepth.INDEXED else ("#f2ecdf", "#e8e0cf")
    sepia = grays if depth is ColorDepth.INDEXED else ("#e9dabd", "#dfceae")
    return (
        _theme("readtui-dark", surface="#211f1c", panel="#2a2824"),
        _theme("readtui-light", surface=light[0], panel=light[1]),
        _theme("readtui-warm", surface="#2a2019", panel="#342920"),
        _theme("readtui-sepia", surface=sepia[0], panel=sepia[1]),
        _theme("readtui-contrast", surface="#0e0e0e", panel="#1c1c1c"),
    )


def textual_themes() -> tuple[str, ...]:
    """The names of the themes that Textual brings along."""
    return tuple(BUILTIN_THEMES)


def colors_of(theme: Theme) -> ThemeColors:
    made = theme.to_color_system().generate()

    def written(*names: str | None) -> str:
        return Color.parse(next(name for name in names if name)).hex6

    return ThemeColors(
        paper=written(theme.background, made["background"]),
        ink=written(theme.foreground, made["foreground"]),
        primary=written(theme.primary),
        secondary=written(theme.secondary, theme.primary),
        warning=written(theme.warning, theme.primary),
        error=written(theme.error, theme.primary),
        success=written(theme.success, theme.primary),
        is_dark=theme.dark,
    )
