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
_GROUPS = {Grouping.ARTICLE: "by article", Grouping.TAG: "by tag", Grouping.NONE: "one list"}


def options_line(format: Format, context: Context, group: Grouping, palette: Palette) -> Text:
    """The options that the format leaves open, with what is chosen."""
    line = Text(no_wrap=True, overflow="ellipsis")
    if len(format.contexts) > 1:
        line.append("Text around passages: ", palette.dim).append(_CONTEXTS[context], palette.text)
    if len(format.groupings) > 1:
        line.append("   Grouped: " if line else "Grouped: ", palette.dim).append(_GROUPS[group], palette.text)
    return line
