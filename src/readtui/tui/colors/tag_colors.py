"""The colors of tags in lists."""

from collections.abc import Iterable

from rich.style import Style

from readtui.model.tag import Tag
from readtui.services.tags.spelling import Levels, levels_of
from readtui.tui.colors.palette import Palette


class TagColors:
    """The colors that the codebook gives to tags."""

    def __init__(self, entries: Iterable[Tag] = ()) -> None:
        self._colors: dict[Levels, str] = {levels_of(tag.name): tag.color for tag in entries if tag.color}

    def style(self, tag: str, palette: Palette) -> Style:
        """The style of a tag: in its own color, else in that of the nearest tag that it nests in."""
        levels = levels_of(tag)
        for end in range(len(levels), 0, -1):
            if color := self._colors.get(levels[:end]):
                return palette.highlight(color).words
        return palette.tag
