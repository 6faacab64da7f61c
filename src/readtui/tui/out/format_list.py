"""The export formats, grouped by what they are for, with the chosen one marked and described."""

from collections.abc import Callable, Sequence
from itertools import groupby

from rich.cells import cell_len
from rich.text import Text
from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.widgets import Static

from readtui.exporters.exporter import Format, Purpose
from readtui.tui.colors.palette import Palette
from readtui.tui.widgets.cells import fitted
from readtui.tui.widgets.screen_lifetime import once_painted

_INDENT = 2
_LEAST_ABOUT = 30


def in_groups(formats: Sequence[Format]) -> list[Format]:
    """The formats in the order of the list."""
    purposes = list(Purpose)
    return sorted(formats, key=lambda one: (purposes.index(one.purpose), one.title.casefold()))


class FormatList(VerticalScroll, can_focus=False):
    """A list on a wide screen; two lines with the chosen format on a narrow one (class ``-narrow``).

    ``palette`` returns the current palette. Signs mark the choice, so it needs no color.
    """

    DEFAULT_CSS = """
    FormatList {
        width: 36; height: 1fr; padding: 1 0 0 2; scrollbar-size-vertical: 1;
        scrollbar-background: $background; scrollbar-color: $foreground 18%;
    }
    FormatList:ansi { scrollbar-background: ansi_default; scrollbar-color: ansi_bright_black; }
    FormatList.-narrow { width: 1fr; height: 2; padding: 0 2; scrollbar-size-vertical: 0; }
    FormatList Static { width: 1fr; height: auto; }
    """

    def __init__(self, palette: Callable[[], Palette]) -> None:
        super().__init__()
        self._palette = palette
        self._formats: Sequence[Format] = ()
        self._chosen = 0

    def compose(self) -> list[Static]:
        return [Static("", markup=False)]

    def show(self, formats: Sequence[Format], chosen: int) -> None:
        """Show the formats, which are ``in_groups``, and mark the one with the index ``chosen``."""
        self._formats, self._chosen = formats, chosen
        self._update()

    def on_resize(self) -> None:
        """Render the list for the new width."""
        self._update()

    def _update(self) -> None:
        if not self._formats:
            return
        if self.has_class("-narrow"):
            self.query_one(Static).update(self._strip())
            return
        text, line, height = self._list()
        self.query_one(Static).update(text)
        chosen = Region(0, max(0, line - 1), 1, height + 2)
        once_painted(self, self.scroll_to_region, chosen, animate=False, force=True)

    def _strip(self) -> Text:
        palette, format = self._palette(), self._formats[self._chosen]
        width = max(1, self.content_size.width)
        line = Text(no_wrap=True, end="")
        line.append("‹ ", palette.dim)
        line.append(format.title, palette.kicker)
        line.append(" ›", palette.dim)
        place = f"{format.purpose.capitalize()} · {self._chosen + 1}/{len(self._formats)}"
        space = width - line.cell_len - cell_len(place)
        if space > 0:
            line.append(" " * space + place, palette.dim)
        return Text.assemble(line, "\n", (fitted(_sentence(format.about), width), palette.dim), no_wrap=True, end="")

    def _list(self) -> tuple[Text, int, int]:
        """The list, and the first line and the height of the chosen format."""
        palette, width = self._palette(), max(1, self.content_size.width - 1)
        lines: list[Text] = []
        first = height = index = 0
        for purpose, formats in groupby(self._formats, lambda one: one.purpose):
            if lines:
                lines.append(Text())
            lines.append(Text(purpose.capitalize(), palette.dim))
            for format in formats:
                is_chosen = index == self._chosen
                name = fitted(format.title, width - _INDENT)
                row = Text.assemble(("▸ " if is_chosen else "  ") + name, style=palette.kicker if is_chosen else "")
                about: list[Text] = []
                if is_chosen:
                    first = len(lines)
                    about = list(_about(format, width, palette))
                    height = 1 + len(about)
                lines += [row, *about]
                index += 1
        return Text("\n", no_wrap=True, end="").join(lines), first, height


def _about(format: Format, width: int, palette: Palette) -> list[Text]:
    """The lines below a format's name, which say what it is good for."""
    lines, line = [], ""
    for word in _sentence(format.about).split():
        longer = f"{line} {word}".strip()
        if line and cell_len(longer) > width - _INDENT:
            lines.append(line)
            longer = word
        line = longer
    return [Text(" " * _INDENT + part, palette.dim) for part in (*lines, line) if part]


def _sentence(about: str) -> str:
    return about[:1].upper() + about[1:]
