"""An input line for a filter; the line below shows completions, or the mistake in the filter."""

from typing import TYPE_CHECKING

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static
from textual.widgets.input import Selection

from readtui.errors import QueryError
from readtui.search.query.syntax import EVERYTHING, Query
from readtui.text.clean import visible
from readtui.tui.widgets.hinted_input import HintedInput

if TYPE_CHECKING:
    from readtui.search.query.completion import KnownValues, QueryCompletion

_MOST_SHOWN = 12


class FilterLine(Vertical):
    """Hidden until opened, and visible for as long as it filters. Its Input posts ``Input.Changed``."""

    DEFAULT_CSS = """
    FilterLine { height: auto; padding: 0 2; display: none; }
    FilterLine Horizontal { height: 1; }
    FilterLine .filter--mark { width: 2; color: $primary; text-style: bold; }
    FilterLine .filter--below { height: 1; padding: 0 0 0 2; color: $foreground 60%; display: none;
        text-wrap: nowrap; text-overflow: ellipsis; }
    FilterLine:light .filter--below { color: $foreground 75%; }
    FilterLine .filter--below.-mistake { height: auto; max-height: 3; color: $warning; text-wrap: wrap; }
    FilterLine Input { width: 1fr; height: 1; border: none; padding: 0; background: $background; }
    FilterLine Input:focus { border: none; background: $surface; background-tint: transparent; }
    FilterLine:ansi Input { background: ansi_default; color: ansi_default; }
    FilterLine:ansi Input:focus { background: ansi_default; }
    FilterLine:ansi .filter--below { color: ansi_default; text-style: dim; }
    FilterLine:ansi .filter--below.-mistake { color: ansi_yellow; text-style: not dim; }
    """

    def __init__(self, placeholder: str) -> None:
        super().__init__()
        self._input = HintedInput(placeholder, select_on_focus=False)
        self._below = Static("", markup=False, classes="filter--below")
        self._known: KnownValues | None = None
        self.is_unfinished = False
        """Whether the term being typed stands for its first completion."""
        self._query: Query = EVERYTHING
        self.mistake = ""
        """What is wrong with the typed text, in a sentence; the list shows the last valid query meanwhile."""
        self._offered: list[QueryCompletion] = []
        self._taken = -1
        self._completed = ""
        self._kept = ""

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static("/", classes="filter--mark")
            yield self._input
        yield self._below

    @property
    def value(self) -> str:
        """The typed text without surrounding space."""
        return self._input.value.strip()

    @property
    def text(self) -> str:
        return self._input.value

    @property
    def has_cursor(self) -> bool:
        # The screen knows at once; the input only when it handles a message, maybe after the footer is drawn.
        return self._input.is_attached and self.screen.focused is self._input

    def open(self) -> None:
        """Show the line and give it the focus. What the user typed is selected: the next character replaces it. The
        filter that the list came with stays, and the cursor stands behind it.
        """
        self.display = self.is_unfinished = True
        if not self.has_cursor:
            kept = f"{self._kept} " if self._kept and f"{self._input.value} ".startswith(f"{self._kept} ") else ""
            if self._input.value == self._kept:
                self._input.value = kept
            self._input.selection = Selection(len(kept), len(self._input.value))
        self._input.focus()

    def fill(self, query: str, *, is_search: bool = False) -> None:
        """Filter by a query that the user did not type, without focusing the filter. ``is_search``: by words that the
        next ones replace.
        """
        self.is_unfinished, self._kept = False, "" if is_search else query.strip()
        self._input.value = query
        self.leave()

    def leave(self) -> None:
        """Give up the focus; hide the line if it is empty. From now on, a query is read as it stands in the line."""
        self._finish()
        self.display = bool(self.value)
        self._below.display = bool(self.mistake)

    def clear(self) -> None:
        """Empty and hide the line."""
        self.is_unfinished = False
        self._input.value = self.mistake = self._kept = ""
        self.display = self._below.display = False

    def show_mistake(self, mistake: str = "") -> None:
        """Show what is wrong with the typed text below it, as long as it stands there; "" if nothing is."""
        self.mistake = mistake
        self._show_below(mistake)

    def why_nothing(self, what: str) -> tuple[str, str]:
        """Why a list is empty, as a title and a sentence: nothing matches what is typed, or that has a mistake.

        ``what`` begins the sentence: "No annotation matches".
        """
        typed = f"“{visible(self.value)}”"
        return (f"A mistake in {typed}", self.mistake) if self.mistake else ("Nothing found", f"{what} {typed}.")

    # ------------------------------------------------------------------ the query language

    def learn(self, known: "KnownValues") -> None:
        """These values can be completed; whoever has left the line meanwhile, has meant one of them."""
        self._known = known
        if not self.has_cursor:
            self._finish()

    def query_typed(self, known: "KnownValues | None") -> Query:
        """The typed query; while it contains a mistake, the last valid one.

        Until the user leaves the line, the term being typed stands for its first completion. Shows the mistake, or the
        possible continuations; ``known`` holds the values to complete, None if they are not known yet.
        """
        from readtui.search.query.completion import KnownValues, completions, parse_typed
        from readtui.search.query.parser import parse

        self._known, known = known, known or KnownValues()
        value = self._input.value
        try:
            self._query = parse_typed(value.lstrip(), known) if self.is_unfinished else parse(value)
        except QueryError as mistake:
            self.show_mistake(f"{mistake.message}.")
            return self._query
        self.mistake = ""
        if self._taken < 0 or value != self._completed:
            self._offered, self._taken = completions(value, self._input.cursor_position, known), -1
        self._show_below("  ".join(visible(one.text) for one in self._offered[:_MOST_SHOWN]))
        return self._query

    def complete(self) -> None:
        """Insert the first completion; when repeated, replace it with the next."""
        value = self._input.value
        if self._taken < 0 or value != self._completed:
            from readtui.search.query.completion import KnownValues, completions

            known = self._known or KnownValues()
            self._offered, self._taken = completions(value, self._input.cursor_position, known), -1
        if not self._offered:
            return
        before = self._offered[max(self._taken, 0)]
        typed_end = before.start + len(before.text) if self._taken >= 0 else before.end
        self._taken = (self._taken + 1) % len(self._offered)
        chosen = self._offered[self._taken]
        self._completed = value[: chosen.start] + chosen.text + value[typed_end:]
        self._input.value = self._completed
        self._input.cursor_position = chosen.start + len(chosen.text)

    def _finish(self) -> None:
        """Write out what an unfinished query was read as, so that it means the same elsewhere and later. It stays
        unfinished until its completions are known.
        """
        if self.is_unfinished and self.value and self._known is None:
            return
        if self.is_unfinished and self._known is not None:
            from readtui.search.query.completion import finished
            from readtui.search.query.parser import parse

            text = finished(self._input.value.lstrip(), self._known)
            try:
                parse(text)
            except QueryError:
                return
            if text != self.value:
                self._input.value = text
        self.is_unfinished = False

    def _show_below(self, text: str) -> None:
        self._below.set_class(bool(self.mistake), "-mistake")
        self._below.update(Text(text))
        self._below.display = bool(text) and (bool(self.mistake) or (self.has_cursor and bool(self.value)))
