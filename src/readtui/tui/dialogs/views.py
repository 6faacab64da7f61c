"""The dialog that uses, saves, renames and deletes saved views."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.actions import SkipAction
from textual.widget import Widget
from textual.widgets import Static

from readtui.errors import ReadtuiError, UsageError
from readtui.model.change import Change
from readtui.model.view import Lists, View
from readtui.services.finding.views import Views, view_name
from readtui.services.saving.conflicts import other_versions
from readtui.services.wording import done, excerpt, sentence
from readtui.text.clean import visible
from readtui.tui.daemon_thread import in_thread
from readtui.tui.dialogs.dialog import Dialog, bindings
from readtui.tui.widgets.cells import fitted, padded
from readtui.tui.widgets.choice_rows import ChoiceRows
from readtui.tui.widgets.hinted_input import HintedInput

_LEAST_NAME, _MOST_NAME = 10, 30
_LEAST_ROWS = 3
_LEAST_ABOUT = 24
"""Cells for what a view lists and its query."""


class ViewsDialog(Dialog[View | None]):
    """Lists ``views``; the result is the one to use. ``make`` makes a change durable in its turn, and publishes it.

    ``query`` is the current filter of the list of ``lists``, which can be saved; None where none can. ``how_to_undo``
    is the end of a message about a change, ``how_to_decide`` says how to choose between versions.
    """

    WIDEST = 140
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    ViewsDialog .dialog--sheet > * { max-width: 140; }
    ViewsDialog .dialog--sheet > Input { margin: 1 0 0 0; }
    ViewsDialog .views-dialog--said { margin: 1 0 0 0; }
    """
    BINDINGS = bindings(
        {"escape": "leave", "enter": "choose", "ctrl+s": "save", "down,tab": "move(1)", "up,shift+tab": "move(-1)"},
        priority=True,
    )

    def __init__(
        self,
        views: Views,
        make: Callable[[Callable[[], Change]], Awaitable[Change]],
        query: str = "",
        lists: Lists | None = None,
        *,
        how_to_undo: str = "",
        how_to_decide: str = "",
    ) -> None:
        super().__init__("Saved views")
        self._how_to_decide = how_to_decide
        self._saved, self._make = views, make
        self._query = query
        self._kind = lists
        self._how_to_undo = how_to_undo
        self._views: Sequence[View] | None = None
        self._chosen = 0
        self._naming: View | None = None
        self._begun = False
        self._replaces = ""
        self._rows = ChoiceRows()
        self._said = Static(markup=False, classes="views-dialog--said")
        self._input = HintedInput("a name", select_on_focus=False)

    def sheet(self) -> Iterable[Widget]:
        yield self._rows
        yield self._said
        yield self._input

    def on_mount(self) -> None:
        self._input.display = self._said.display = False
        self.run_worker(self._load())

    def on_resize(self) -> None:
        """Show as many views as fit."""
        super().on_resize()
        self._show()

    async def _load(self, name: str = "") -> None:
        """Read the views; the one with this name is chosen."""
        try:
            self._views = await in_thread(self._saved.all)
        except ReadtuiError as error:
            self._views = ()
            self.tell_error(error)
        names, wanted = [view.name.casefold() for view in self._views], name.casefold()
        self._chosen = names.index(wanted) if wanted in names else min(self._chosen, max(0, len(names) - 1))
        if not self._said.display and any(map(other_versions, self._views)):
            self._say(self._how_to_decide)
        self._show()

    # ------------------------------------------------------------------ keys

    @property
    def _is_naming(self) -> bool:
        return bool(self._input.display)

    @property
    def _current(self) -> View | None:
        return self._views[self._chosen] if self._views else None

    def on_key(self, event: events.Key) -> None:
        """Keys of the list; while a name is typed, they are letters."""
        if self._is_naming or self._views is None:
            return
        key, current = event.character or "", self._current
        is_second, self._begun = self._begun and key == "d", key == "d"
        if (number := self.number_of(event, len(self._views))) is not None:
            self.dismiss(self._views[number])
        elif key in ("j", "k"):
            self.action_move(1 if key == "j" else -1)
        elif key == "q":
            self.dismiss(None)
        elif key == "a" and self._kind is not None:
            self._ask_name(None, "")
        elif key == "r" and current is not None:
            self._ask_name(current, current.name)
        elif (is_second or event.key == "delete") and current is not None:
            self.run_worker(self._change(current))
        else:
            return
        event.stop()

    def action_move(self, steps: int) -> None:
        """Choose the next or previous view, wrapping around."""
        if self._is_naming:
            raise SkipAction
        if self._views:
            self._chosen = (self._chosen + steps) % len(self._views)
            self._show()

    def action_choose(self) -> None:
        """Accept the typed name, else use the chosen view."""
        if self._is_naming:
            self.run_worker(self._accept(self._input.value))
        elif self._current is not None:
            self.dismiss(self._current)

    def action_save(self) -> None:
        """Accept the typed name."""
        if self._is_naming:
            self.action_choose()

    def on_choice_rows_picked(self, event: ChoiceRows.Picked) -> None:
        """Use the view that was clicked."""
        if not self._is_naming:
            self._chosen = event.number
            self.action_choose()

    def action_leave(self) -> None:
        """Stop naming, else close."""
        if self._is_naming:
            self._end_naming()
        else:
            self.dismiss(None)

    # ------------------------------------------------------------------ changes

    def _ask_name(self, view: View | None, name: str) -> None:
        self._naming, self._replaces = view, ""
        self._input.value, self._input.display = name, True
        self._input.cursor_position = len(name)
        self._input.focus()
        self.forget_error()
        self._show()

    def _end_naming(self) -> None:
        self._input.display = False
        self.set_focus(None)
        self.forget_error()
        self._show()

    def on_input_changed(self) -> None:
        """Clear the error: the new name may be right."""
        self.forget_error()

    async def _accept(self, name: str) -> None:
        """Save the filter, or rename the view, under a typed name."""
        name = view_name(name)
        view, taken = self._naming, {one.name.casefold() for one in self._views or ()}
        if view is None and name.casefold() in taken and self._replaces != name:
            self._replaces = name
            self.tell_error(UsageError(f"there is already a view {excerpt(name)}", "Enter again replaces it."))
            return
        try:
            if view is not None:
                change = await self._make(partial(self._saved.rename, view.name, name))
            else:
                change = await self._make(partial(self._saved.save, name, self._query, self._kind or Lists.ANNOTATIONS))
        except ReadtuiError as error:
            self.tell_error(error)
            return
        self._end_naming()
        await self._tell(change, name)

    async def _change(self, view: View) -> None:
        try:
            change = await self._make(partial(self._saved.delete, view.name))
        except ReadtuiError as error:
            self.tell_error(error)
            return
        await self._tell(change)

    async def _tell(self, change: Change, name: str = "") -> None:
        said = f"{sentence(done(change.what))} {self._how_to_undo}"
        self._say(said)
        await self._load(name)

    def _say(self, said: str) -> None:
        self._said.update(Text(said, self.part("dim")))
        self._said.display = bool(said)

    # ------------------------------------------------------------------ look

    def _show(self) -> None:
        self.show_keys(self._named_keys())
        if self._views is None:
            return
        width = self.room
        height = max(_LEAST_ROWS, self.size.height // 2 - 4)
        names = max((cell_len(visible(view.name)) for view in self._views), default=0)
        column = max(_LEAST_NAME, min(names, _MOST_NAME, width // 2))
        first = max(0, min(self._chosen - height // 2, len(self._views) - height))
        lines = [
            self._line(number, view, column, width)
            for number, view in enumerate(self._views[first : first + height], first)
        ]
        if lines:
            numbers: list[int | None] = [*range(first, first + len(lines))]
            if self._kind is not None and not self._query.strip() and len(lines) + 2 <= height:
                more = "To save another one, filter the list (/), then press v and a."
                lines += [Text(), Text(fitted(more, width), self.part("dim"))]
                numbers += [None, None]
            self._rows.show(lines, numbers)
        else:
            lines = [Text("No saved views yet.", self.part("name")), Text()]
            lines += Text(self._how_to_save(), self.part("dim")).wrap(self.app.console, width)
            self._rows.show(lines, [None] * len(lines))

    def _how_to_save(self) -> str:
        """What somebody does who has no view yet."""
        if self._kind is None:
            return "A view is a filter with a name: filter the library or the annotations, and save the filter there."
        if self._query:
            return f"Press a to save the filter {excerpt(self._query)} under a name. It becomes a tab of this list."
        example = "lang:de has:note" if self._kind is Lists.ARTICLES else "#method created:7d"
        return f"A view is a filter with a name. Filter the list (/ {example}), then press v and a to save the filter."

    def _named_keys(self) -> list[tuple[str, str]]:
        if self._is_naming:
            what = "rename it" if self._naming else f"save {visible(self._query) or 'everything'}"
            return [("Enter", fitted(what, 40)), ("Esc", "cancel")]
        own = [("a", "save the filter")] if self._kind is not None and self._query.strip() else []
        if not self._views:
            return [*own, ("Esc", "close")]
        return [("Enter", "use"), *own, ("r", "rename"), ("dd", "delete"), ("Esc", "close")]

    def _line(self, number: int, view: View, column: int, width: int) -> Text:
        is_chosen = number == self._chosen
        line = self.numbered(number, is_chosen=is_chosen)
        line.append(padded(visible(view.name), column), self.part("chosen" if is_chosen else "name"))
        others = len(other_versions(view))
        mark = f"  ! {others + 1} versions" if others else ""
        room = width - line.cell_len
        # The query says more than what it lists.
        kind = f"  {view.lists.value}" if room >= _LEAST_ABOUT else ""
        about = f"{kind}  {visible(view.query) or 'everything'}"
        line.append(fitted(about, max(room // 2, room - cell_len(mark))), self.part("dim"))
        line.append(fitted(mark, width - line.cell_len), self.part("error"))
        return line
