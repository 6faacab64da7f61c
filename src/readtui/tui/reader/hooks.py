"""Runs the hooks of the settings on what is under the cursor, and takes their output where it belongs."""

from collections.abc import Mapping
from dataclasses import field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.worker import Worker

from readtui.errors import ReadtuiError
from readtui.model.annotation import Annotation
from readtui.quick_dataclass import dataclass
from readtui.settings import Settings
from readtui.settings.sections import Hook
from readtui.text.clean import clean, visible
from readtui.tui.host import Host
from readtui.tui.reader.annotator import ReaderEdits, Target
from readtui.tui.reader.state import ReaderState

if TYPE_CHECKING:
    from readtui.tui.hooks.hook_process import ProgramOutput
    from readtui.tui.reader.screen import ReaderScreen

_MOST_IN_ENVIRON = 30_000


@dataclass
class ReaderHooks:
    """Each hook runs at most once at a time. ``folder`` is the library's."""

    _state: ReaderState
    _host: Host
    _settings: Settings
    _screen: "ReaderScreen"
    _edits: ReaderEdits
    _folder: Path
    _running: dict[str, tuple[Hook, Worker[Any]]] = field(default_factory=dict, init=False)

    def do_reader_hook(self, number: str) -> None:
        """Run the hook with this number (from 1)."""
        hook = self._settings.hook[int(number)]
        target = self._edits.target()
        given = self._given(hook, target)
        if target is None:
            return
        if not given:
            self._screen.tell("No note here." if hook.input == "note" else "No text here.")
            return
        if hook.output == "panel":
            self._show_panel(hook, target, given)
        elif number in self._running and hook.output == "note":
            stop = self._screen.key("reader.cancel")
            self._screen.tell(f"{visible(hook.title)} is still running. Press {stop} to stop it.")
        else:
            self._stop(number)
            aside = self._run_aside(hook, target, given, number)
            self._running[number] = (hook, self._screen.run_worker(aside, group="hook"))
            self._screen.show_status()

    def _given(self, hook: Hook, target: Target | None) -> str:
        article = self._state.session.article
        match hook.input:
            case "article":
                return article.body_text()
            case "note":
                return target.note if target else ""
            case _:
                return target.passage.of(article.text) if target else ""

    # ------------------------------------------------------------------ running

    @property
    def progress(self) -> str:
        """What is running, for the status line; empty if nothing is."""
        titles = [visible(hook.title) for hook, _ in self._running.values()]
        return f"{', '.join(titles)}…" if titles else ""

    def stop(self) -> bool:
        """Stop what was started last; return whether anything was running."""
        last = next(reversed(self._running), "")
        self._stop(last)
        return bool(last)

    def _stop(self, number: str) -> None:
        if number in self._running:
            _, running = self._running.pop(number)
            running.cancel()
            self._screen.show_status()

    async def _run(self, hook: Hook, target: Target, given: str) -> "ProgramOutput":
        # Imported here because most people start the app without running a hook.
        from readtui.tui.hooks.hook_process import run_program

        environ = self._environ(target)
        if hook.output == "none":
            return await run_program(hook.command, given, environ, keeps_output=False)
        return await run_program(hook.command, given, environ, seconds=hook.seconds)

    def _environ(self, target: Target) -> Mapping[str, str]:
        """What a program may want to know besides its input."""
        session = self._state.session
        metadata, annotation = session.record.metadata, target.annotation
        values = {
            "TITLE": session.record.title,
            "AUTHOR": metadata.creator,
            "LANG": metadata.language,
            "URL": metadata.canonical_url or metadata.source,
            "PASSAGE": target.passage.of(session.article.text),
            "ARTICLE": session.record.id,
            "ANNOTATION": annotation.id if annotation else "",
            "LIBRARY": str(self._folder),
        }
        cut = {name: clean(value[:_MOST_IN_ENVIRON]).text for name, value in values.items() if name != "LIBRARY"}
        return {f"READTUI_{name}": value for name, value in {**values, **cut}.items()} | {"TERM": "dumb"}

    # ------------------------------------------------------------------ output

    def _show_panel(self, hook: Hook, target: Target, given: str) -> None:
        from readtui.tui.hooks.panel import HookPanel

        session = self._state.session
        run = partial(self._run, hook, target, given)
        panel = HookPanel(visible(hook.title), run, self._copied, self._state.viewport.widths)

        def answered(text: str | None) -> None:
            if text:
                self._add_to_note(target, text, is_same_text=self._state.session is session)

        self._state.viewport.make_room_below(target.passage)
        self._screen.ask(panel, answered)

    def _copied(self, text: str) -> None:
        self._host.copy_to_clipboard(text)
        self._screen.tell("Copied.")

    async def _run_aside(self, hook: Hook, target: Target, given: str, number: str) -> None:
        session, fault = self._state.session, None
        try:
            ran = await self._run(hook, target, given)
        except ReadtuiError as error:
            ran, fault = None, error
        # Not reached if it was stopped: another run may have its place then.
        self._running.pop(number, None)
        self._screen.show_status()
        if fault is None and ran is not None:
            fault = ran.fault
        if fault is not None:
            self._screen.tell_error(fault, visible(hook.title))
        elif ran is not None and hook.output == "note" and not ran.output:
            self._screen.tell(f"{visible(hook.title)}: no output.", lasts=True)
        elif ran is not None and hook.output == "note":
            self._add_to_note(target, ran.output, is_same_text=self._state.session is session)

    def _add_to_note(self, target: Target, text: str, *, is_same_text: bool) -> None:
        annotation = self._edits.current(target)
        if annotation is not None:
            change = self._state.session.annotator.set_note(annotation, _joined(annotation, text))
        elif is_same_text:
            change = self._edits.create(target.passage, note=text)
        else:
            self._host.copy_to_clipboard(text)
            self._screen.tell("The article's text has changed meanwhile. The output is on the clipboard.", lasts=True)
            return
        if self._edits.save_aside(change):
            self._screen.tell(f"Added to the note. Press {self._screen.key('reader.undo')} to undo.", lasts=True)


def _joined(annotation: Annotation, text: str) -> str:
    return f"{annotation.note.rstrip()}\n\n{text}" if annotation.note.strip() else text
