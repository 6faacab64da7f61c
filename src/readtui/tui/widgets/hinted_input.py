"""An input line whose hint is shortened with an ellipsis where it does not fit."""

from textual.widgets import Input

from readtui.tui.widgets.cells import fitted


class HintedInput(Input):
    """``hint`` stands in the empty line."""

    DEFAULT_CSS = """
    HintedInput > .input--placeholder { color: $foreground 60%; }
    HintedInput:light > .input--placeholder { color: $foreground 75%; }
    HintedInput:ansi > .input--placeholder { color: ansi_default; text-style: dim; }
    """

    def __init__(self, hint: str, value: str = "", *, select_on_focus: bool = True) -> None:
        super().__init__(value, placeholder=hint, compact=True, select_on_focus=select_on_focus)
        self._hint = hint

    def on_resize(self) -> None:
        """Shorten the hint for the new width."""
        # The cursor may stand behind the last character.
        self.placeholder = fitted(self._hint, self.content_size.width - 1)
