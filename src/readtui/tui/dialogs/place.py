"""The dialog that shows what placing an annotation would do: its own words, and those that it would be on."""

from collections.abc import Sequence

from rich.style import Style
from rich.text import Text

from readtui.services.annotating.passage_comparison import differences, same_words
from readtui.text.clean import clean
from readtui.tui.article.excerpt_lines import INSERTED, REMOVED
from readtui.tui.colors.palette import Palette
from readtui.tui.dialogs.dialog import ScrolledDialog, bindings

_ROOMY = 18
_OTHER_ROWS = 4
"""The rule of the sheet, a blank line on each side, and the keys."""


class PlaceDialog(ScrolledDialog[bool]):
    """Asks whether to put ``own`` words on the words ``new``. Only ``y`` confirms, and only what has been shown: if the
    new words do not fit, it first shows the rest. ``warning``: a line on what is odd about them.
    """

    BINDINGS = bindings(
        {
            "y": "place",
            "escape,n,q": "leave",
            "down,j,J": "scroll_lines(1)",
            "up,k,K": "scroll_lines(-1)",
            "space,pagedown,ctrl+d": "page(1)",
            "b,pageup,ctrl+u": "page(-1)",
        }
    )

    def __init__(self, own: str, new: str, palette: Palette, warning: str = "") -> None:
        super().__init__("Place it here? (y yes, Esc no)")
        self._warning = warning
        self._own = clean(own).text
        self._new = new
        self._palette = palette
        self._is_shown = False
        self._last_new_line = 0

    def on_mount(self) -> None:
        self.call_after_refresh(self._was_shown)

    def _was_shown(self) -> None:
        self._is_shown = True

    def on_resize(self) -> None:
        """Show both in the width that there is, and leave the keys on the screen."""
        super().on_resize()
        most = max(2, self.size.height - _OTHER_ROWS)
        lines = self._lines(most)
        self.scroll.styles.max_height = most
        self.show_lines(lines)
        more = [("j k", "scroll")] if len(lines) > most else []
        self.show_keys([("y", "place it"), *more, ("Esc", "another place")])

    def action_place(self) -> None:
        """Confirm what was on the screen; a key that was typed before that does not."""
        if self.scroll.scroll_offset.y + self.scroll.size.height <= self._last_new_line:
            self.action_page(1)
        elif self._is_shown:
            self.dismiss(True)

    def action_leave(self) -> None:
        """Close; nothing is placed."""
        self.dismiss(False)

    def _lines(self, most: int) -> list[Text]:
        """The old words and the new ones, or, if there is no room for both, the new ones first."""
        dim, own, new = self.part("dim"), self._own, self._new
        if same_words(own, new):
            lines = [Text("With the same words:", dim), *self._side(" ", new, (), self.part("name"), is_new=True)]
            self._last_new_line = len(lines) - 1
            return lines
        gone, came = differences(own, new)
        removed, inserted = self._palette.removed, self._palette.inserted
        looks = (
            Style(color=removed.color, strike=removed.strike),
            Style(color=inserted.color, underline=True, bold=True),
        )
        then = [Text("You annotated", dim), *self._side(REMOVED, own, gone, looks[0])]
        now = [
            Text("It would be on all of this", self.part("key")),
            *self._side(INSERTED, new, came, looks[1], is_new=True),
            *Text(self._warning, self.part("error")).wrap(self.app.console, self.room)[: bool(self._warning) * 2],
        ]
        between = [Text()] * (self.size.height >= _ROOMY)
        fits = len(then) + len(between) + len(now) <= most
        first, second = (then, now) if fits else (now, then)
        lines = [*first, *between, *second]
        self._last_new_line = (len(lines) if fits else len(now)) - 1
        return lines

    def _side(
        self, sign: str, words: str, marked: Sequence[tuple[int, int]], look: Style, *, is_new: bool = False
    ) -> list[Text]:
        """The words in lines, with the marked ranges in another look. Those that are ``new`` stand out as a whole."""
        text = Text(words, Style(bold=True) if is_new else self.part("name"))
        for start, end in marked:
            text.stylize(look, start, end)
        lines = text.wrap(self.app.console, self.room - 4)
        lead = Text().append(f"{sign} ", Style(color=look.color, bold=True))
        return [(lead if not number else Text("  ")) + line for number, line in enumerate(lines)]
