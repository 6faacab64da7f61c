"""Defines a palette, the styles of an article's parts, and the color depths of terminals. Independent of Textual."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from functools import lru_cache

from rich.color import ColorSystem
from rich.style import Style

from readtui.model.annotation import Annotation
from readtui.quick_dataclass import dataclass
from readtui.text.hyperlinks import hyperlink
from readtui.tui.colors.code_colors import CodePart
from readtui.tui.colors.tag_colors import TagColors


class ColorDepth(StrEnum):
    """What the terminal can show: any color, 256 colors, sixteen colors, or none (NO_COLOR)."""

    FULL = "full"
    INDEXED = "indexed"
    ANSI = "ansi"
    NONE = "none"

    @property
    def has_themes(self) -> bool:
        """Whether the colors of a theme can be shown, at least approximately."""
        return self in (ColorDepth.FULL, ColorDepth.INDEXED)


def depth_of(system: ColorSystem | None, *, no_color: bool) -> ColorDepth:
    """The color depth for the color system that Rich has detected."""
    if no_color:
        return ColorDepth.NONE
    return {ColorSystem.TRUECOLOR: ColorDepth.FULL, ColorSystem.EIGHT_BIT: ColorDepth.INDEXED}.get(
        system or ColorSystem.STANDARD, ColorDepth.ANSI
    )


@dataclass(frozen=True, slots=True)
class Highlight:
    """How a highlight color looks: on text, on the text of the current annotation, in the gutter, and as the color of
    words, such as a tag's.
    """

    text: Style
    current: Style
    gutter: Style
    words: Style


_UNDERLINED = Style(underline=True)
_NO_LINK = Style()


def ink(style: Style, *, bold: bool | None = None) -> Style:
    """The style without its background."""
    return Style(color=style.color, bold=bold or style.bold, dim=style.dim)


@lru_cache(512)
def _hyperlinked(target: str) -> Style:
    """One style for each target, so that the terminal knows which of its lines belong together."""
    return Style(link=hyperlink(target) or None)


@dataclass(frozen=True)
class Palette:
    """The styles of an article's parts as Rich styles, with all colors resolved."""

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
    row: Style
    tab: Style
    cursor_gutter: Style
    selection: Style
    hit: Style
    current_hit: Style
    label: Style
    overlap: Style
    review: Style
    removed: Style
    inserted: Style
    note: Style
    tag: Style
    uncolored: Highlight
    highlights: Mapping[str, Highlight]
    depth: ColorDepth = ColorDepth.FULL
    hyperlinks: bool = False
    """Whether links become links of the terminal."""
    tags: TagColors = field(default_factory=TagColors)

    def linked(self, target: str) -> Style:
        """What makes words a link of the terminal, if it is given any and they may lead there."""
        return _hyperlinked(target) if self.hyperlinks and target else _NO_LINK

    def under_cursor(self, style: Style) -> Style:
        """The cursor on text in a style: where it is bold letters alone, a line marks what is bold anyway."""
        return self.cursor + _UNDERLINED if style.bold and self.cursor.bold else self.cursor

    def highlight(self, color: str | None) -> Highlight:
        """The look of a highlight color; a neutral one for None and for unknown names."""
        return self.highlights.get(color or "", self.uncolored)

    def mark_of(self, annotation: Annotation) -> Highlight:
        """The look of an annotation: in its own color, else in that of its tags."""
        return self.highlight(self.tags.color_of(annotation))

    def tag_style(self, tag: str) -> Style:
        color = self.tags.color(tag)
        return self.highlight(color).words if color else self.tag

    def code_part(self, part: CodePart) -> Style:
        """The style of a part of code; without colors, bold and italic mark the differences."""
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
            case CodePart.ADDED:
                return Style(color=self.inserted.color, bold=True)
            case CodePart.REMOVED:
                return Style(color=self.removed.color)
