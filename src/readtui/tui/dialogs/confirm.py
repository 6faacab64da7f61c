"""The dialog that asks a question with two answers."""

from collections.abc import Callable, Iterable

from rich.text import Text
from textual.widget import Widget
from textual.widgets import Static

from readtui.text.clean import clean
from readtui.tui.dialogs.dialog import Dialog, bindings

_MOST_ROWS = 6
_LOOK_EVERY = 0.2


class ConfirmDialog(Dialog[bool | None]):
    """Asks a question: ``y`` is True, ``n`` or Esc is False. ``yes`` and ``no`` label the answers.

    With a label for ``later``, Esc is None: no answer. Enter is yes, or no if yes ``loses`` something for good. Once it
    ``is_moot``, because nothing would be lost any more, the answer is yes.
    """

    DEFAULT_CSS = """
    ConfirmDialog Static { height: auto; }
    """
    BINDINGS = bindings({"y": "answer(True)", "n": "answer(False)", "enter": "default", "escape": "leave"})

    def __init__(
        self,
        question: str,
        detail: str = "",
        yes: str = "Yes",
        no: str = "No",
        later: str = "",
        *,
        loses: bool = False,
        is_moot: Callable[[], bool] = lambda: False,
    ) -> None:
        super().__init__(question)
        self._detail = clean(detail).text
        self._said = Static(markup=False)
        self._yes = yes
        self._no = no
        self._later = later
        self._loses = loses
        self._is_moot = is_moot

    def sheet(self) -> Iterable[Widget]:
        if self._detail:
            yield self._said

    def on_mount(self) -> None:
        yes, no = ("y", "n Enter") if self._loses else ("y Enter", "n")
        others = [(no, self._no), ("Esc", self._later)] if self._later else [(f"{no} Esc", self._no)]
        # As the other keys on the screen are written.
        self.show_keys([(key, label[:1].lower() + label[1:]) for key, label in [(yes, self._yes), *others]])
        if self._loses:
            self.set_interval(_LOOK_EVERY, self._look)

    def _look(self) -> None:
        if self._is_moot():
            self.dismiss(True)

    def on_resize(self) -> None:
        """Leave room for the keys."""
        self._said.update(self.limited(Text(self._detail), _MOST_ROWS))

    def action_answer(self, answer: bool) -> None:
        self.dismiss(answer)

    def action_default(self) -> None:
        """Close with the answer that loses nothing."""
        self.dismiss(not self._loses)

    def action_leave(self) -> None:
        """Close without an answer; if there is no "later", answer no."""
        self.dismiss(None if self._later else False)
