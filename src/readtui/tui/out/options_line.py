"""The line that names the options of an export."""

from rich.text import Text

from readtui.exporters.exporter import Context, Format, Grouping
from readtui.tui.palettes.palette import Palette

_CONTEXTS = {
    Context.NONE: "none",
    Context.SENTENCE: "the sentence",
    Context.PARAGRAPH: "the paragraph",
    Context.FULL: "the whole article",
}
_GAP = "   "
_GROUPS = {Grouping.ARTICLE: "by article", Grouping.TAG: "by tag", Grouping.NONE: "one list"}


def options_line(format: Format, context: Context, group: Grouping, palette: Palette, *, creators: bool) -> Text:
    """The options that the format leaves open, with what is chosen. ``creators``: whether it names who made what."""
    options: list[tuple[str, str]] = []
    if len(format.contexts) > 1:
        options.append(("Text around passages: ", _CONTEXTS[context]))
    if len(format.groupings) > 1:
        options.append(("Grouped: ", _GROUPS[group]))
    if not format.is_about_tags:
        options.append(("Who: ", "named" if creators else "left out"))
    line = Text(_GAP).join(Text.assemble((name, palette.dim), (value, palette.text)) for name, value in options)
    line.no_wrap, line.overflow = True, "ellipsis"
    return line
