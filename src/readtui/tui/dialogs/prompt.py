"""The dialog that asks for one line of text, with completion."""

import os
from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import Path

from rich.text import Text
from textual.widget import Widget
from textual.widgets import Static

from readtui.errors import ReadtuiError, UsageError
from readtui.text.clean import shown, visible
from readtui.tui.daemon_thread import in_thread
from readtui.tui.dialogs.dialog import Dialog, bindings
from readtui.tui.widgets.cells import fitted
from readtui.tui.widgets.hinted_input import HintedInput

_MOST_SHOWN = 40


def complete_path(text: str) -> list[str]:
    """The paths that begin with ``text``, sorted. ``~`` is expanded; folders end in ``/``.

    Hidden names are offered only after a dot, names that a terminal cannot show never. An unreadable folder has no
    completions.
    """
    path = os.path.expanduser(text)
    head, _, start = path.rpartition("/")
    folder = f"{head}/" if "/" in path else ""
    try:
        with os.scandir(folder or Path.cwd()) as entries:
            return sorted(
                folder + entry.name + ("/" if entry.is_dir() else "")
                for entry in entries
                if entry.name.startswith(start)
                and entry.name.isprintable()
                and (start.startswith(".") or not entry.name.startswith("."))
            )
    except (OSError, ValueError):
        return []


def _shared_start(texts: Sequence[str]) -> str:
    first, last = min(texts), max(texts)
    return next((first[:end] for end, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), first)


class PromptLine(HintedInput):
    """One line; pasted control characters become visible."""

    def insert_text_at_cursor(self, text: str) -> None:
        """Textual calls this for typed and pasted text. A path keeps its spaces, and letters that are not composed."""
        super().insert_text_at_cursor(shown(text).replace("\n", " ").replace("\t", " "))


class PromptDialog(Dialog[str | None]):
    """Asks for one line. The result is the line, or None if canceled. ``complete`` returns the completions of a text.

    ``accept`` acts on the line. If it raises ReadtuiError or returns False, the dialog stays open with the line in it
    and shows the error. ``is_selected``: typing replaces the value. ``keys_wait``: keys typed ahead wait until
    ``accept`` has ended, for the dialog that may come next; it must ask nothing itself. ``enter``: what Enter does.
    ``about``: what is asked for, above the line.
    """

    DEFAULT_CSS = """
    PromptDialog .prompt-dialog--candidates { max-height: 4; margin: 0 0 1 0; display: none; }
    PromptDialog .dialog--sheet > .prompt-dialog--about { margin: 0 0 1 0; color: $foreground 80%; }
    PromptDialog:ansi .dialog--sheet > .prompt-dialog--about { color: ansi_default; }
    """
    # Enter is bound also for a click on it in the line of keys.
    BINDINGS = bindings({"escape": "leave", "enter,ctrl+s": "accept", "tab": "complete"}, priority=True)

    def __init__(
        self,
        title: str,
        value: str = "",
        placeholder: str = "",
        complete: Callable[[str], list[str]] | None = None,
        accept: Callable[[str], Awaitable[bool]] | None = None,
        *,
        is_selected: bool = False,
        keys_wait: bool = False,
        enter: str = "accept",
        about: str = "",
    ) -> None:
        super().__init__(title)
        self._enter = enter
        self._about = about
        self._group = "load" if keys_wait else "default"
        self._accept = accept
        self._is_trying = False
        self._complete = complete
        self._candidates = Static(markup=False, classes="prompt-dialog--candidates")
        self._input: PromptLine = PromptLine(placeholder, value, select_on_focus=is_selected)

    def sheet(self) -> Iterable[Widget]:
        if self._about:
            yield Static(self._about, markup=False, classes="prompt-dialog--about")
        yield self._candidates
        yield self._input

    def on_mount(self) -> None:
        tab = [("Tab", "complete")] if self._complete else []
        self.show_keys([("Enter", self._enter), *tab, ("Esc", "cancel")])

    def on_input_changed(self) -> None:
        """Clear the error: the new text may be right."""
        self.forget_error()

    def action_accept(self) -> None:
        if not self._is_trying:
            self._is_trying = True
            self.run_worker(self._try(self._input.value), group=self._group)

    async def _try(self, line: str) -> None:
        try:
            if self._accept is None or await self._accept(line):
                self.dismiss(line)
            elif not line.strip():
                self.tell_error(UsageError("the field is empty", "Type something, or press Esc."))
        except ReadtuiError as error:
            self.tell_error(error)
        finally:
            self._is_trying = False

    async def action_complete(self) -> None:
        """Complete as far as the text is unambiguous, and list the candidates if it is not."""
        typed = self._input.value
        if self._complete is None:
            return
        candidates = await in_thread(self._complete, typed)
        if candidates:
            self._input.value = _shared_start(candidates)
            self._input.cursor_position = len(self._input.value)
        self._show(candidates if len(candidates) > 1 else [])

    def _show(self, candidates: Sequence[str]) -> None:
        """List the candidates without the folder they share."""
        shared = _shared_start(candidates).rfind("/") + 1 if candidates else 0
        names = [fitted(visible(candidate[shared:]), 36) for candidate in candidates[:_MOST_SHOWN]]
        more = len(candidates) - len(names)
        self._candidates.display = bool(names)
        self._candidates.update(Text("   ".join([*names, f"… {more} more"] if more else names), self.part("dim")))
