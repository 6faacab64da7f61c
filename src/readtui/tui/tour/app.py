"""The app that the tour runs in: the usual one, on a library that nobody keeps, with a panel on every screen.

It compares what the tour asks for with the state of the app, however that came about.
"""

from dataclasses import replace
from typing import Any

from textual import events
from textual.screen import Screen

from readtui.bootstrap import Services
from readtui.services.tour_sample import Sample
from readtui.settings import Settings
from readtui.tui.app import ReadtuiApp
from readtui.tui.dialogs.note import NoteDialog
from readtui.tui.dialogs.reading import ReadingDialog
from readtui.tui.dialogs.tag import TagDialog
from readtui.tui.keymap import key_name
from readtui.tui.reader.screen import ReaderScreen
from readtui.tui.screens.command_screen import CommandScreen
from readtui.tui.start import Start
from readtui.tui.terminal_interface import Terminal
from readtui.tui.tour.end_card import TourEndDialog
from readtui.tui.tour.panel import KeyRow, TourPanel
from readtui.tui.tour.progress import NOTHING, Progress, Told, tell
from readtui.tui.tour.steps import LEAVING, NOTING, OTHER, READING, TAGGING, Held, Seen
from readtui.tui.widgets.key_footer import KeyFooter

_LOOK_EVERY = 0.1
_KINDS: dict[type[Screen[Any]], str] = {TagDialog: TAGGING, NoteDialog: NOTING, ReadingDialog: READING}
_KEYS = (("app.tour_previous", "back"), ("app.tour_next", "skip"), ("app.quit", "leave"))


class TourApp(ReadtuiApp, inherit_bindings=True):
    """The app on the article of ``sample``."""

    CSS_PATH = "../readtui.tcss"

    def __init__(self, services: Services, sample: Sample, *, settings: Settings, terminal: Terminal) -> None:
        super().__init__(services, settings=settings, terminal=terminal, start=Start(sample.article_id))
        self.progress = Progress()
        self._sample = sample
        self._was_over = False
        self.touring.begin(self._steer)

    def on_mount(self) -> None:
        """Look at the app from time to time: what counts is its state, not how it came about."""
        self.set_interval(_LOOK_EVERY, self._look)

    def _look(self) -> None:
        seen, was_over = self._seen(), self._was_over
        if seen.dialog != OTHER:
            self.progress.look(seen)
        self._show()
        self._was_over = self.progress.is_over
        if self._was_over and not was_over:
            self.push_screen(
                TourEndDialog(self.progress, self.keymap.key), lambda leaves: self.do_app_quit() if leaves else None
            )

    def _steer(self, steps: int) -> None:
        (self.progress.skip if steps > 0 else self.progress.back)(self._seen())
        self._show()

    def push_screen(self, screen: Any, *arguments: Any, **options: Any) -> Any:
        """Give every screen and dialog the panel before it is shown."""
        pushed = super().push_screen(screen, *arguments, **options)
        if isinstance(screen, Screen):
            has_dialog = not isinstance(screen, CommandScreen)
            screen.mount(TourPanel(lambda: self.palette, self._told(), self._keys, has_dialog=has_dialog))
        return pushed

    def on_key(self, event: events.Key) -> None:
        """Skip and go back in dialogs, too, which have keys of their own."""
        name = key_name(event.key, event.character)
        for command, steps in (("app.tour_next", 1), ("app.tour_previous", -1)):
            if not isinstance(self.screen, CommandScreen) and name in self.keymap.keys_of(command):
                event.stop()
                self._steer(steps)

    def on_tour_panel_chosen(self, event: TourPanel.Chosen) -> None:
        """Run the command that was clicked."""
        if event.command_id == "app.quit":
            self.do_app_quit()
        else:
            self._steer(1 if event.command_id == "app.tour_next" else -1)

    def action_help_quit(self) -> None:
        """Ctrl+C leaves the tour: nothing can be lost."""
        self.do_app_quit()

    def do_app_quit(self) -> None:
        """Leave at once: no page of a library that is deleted is kept for the next time, and nothing is asked."""
        self.saving.hand_over()
        self.exit()

    # ------------------------------------------------------------------ what is said

    def _show(self) -> None:
        """Bring the panels of all screens up to date. Only the one in front says something."""
        for screen in self.screen_stack:
            told, keys = (self._told(), self._keys) if screen is self.screen else (NOTHING, ())
            for panel in screen.query(TourPanel):
                panel.fit()
                panel.show(told, keys)

    @property
    def _keys(self) -> KeyRow:
        return tuple((one, key, does) for one, does in _KEYS if (key := self.keymap.label(one)))

    def _told(self) -> Told:
        screens = self._screens
        return tell(self.progress, self._seen(), self.keymap.key, f"{screens[-1].MODE}.back" if screens else "")

    # ------------------------------------------------------------------ what is seen

    @property
    def _screens(self) -> list[CommandScreen]:
        """The open ones without dialogs, the newest last."""
        return [screen for screen in self.screen_stack if isinstance(screen, CommandScreen)]

    def _seen(self) -> Seen:
        top, screens = self.screen, self._screens
        front = screens[-1] if screens else None
        # A screen has no mode while it is being opened: that depends on its widgets.
        leave = LEAVING.get(front.mode, "") if front and front.query(KeyFooter) else ""
        dialog = OTHER if leave else ""
        if not isinstance(top, CommandScreen):
            dialog, leave = _KINDS.get(type(top), OTHER), ""
        seen = Seen(front.MODE if front else "", dialog, leave)
        reader = next((one for one in screens if getattr(one, "article_id", "") == self._sample.article_id), None)
        if not isinstance(reader, ReaderScreen):
            return seen
        view, session = reader.state.view, reader.state.session
        focused, note = view.focused_annotation(), session.find(self._sample.annotation_id)
        return replace(
            seen,
            cursor=view.cursor.start,
            top=view.visible_passage.start,
            note=note.passage.start if note and note.passage else 0,
            here=focused.id if focused else "",
            annotations={one.id: Held(one.tags, one.note, one.color) for one in session.annotations},
        )


def run_tour(services: Services, sample: Sample, *, settings: Settings, terminal: Terminal) -> tuple[int, int]:
    """Run the tour until the user leaves it. Return the exit code, and the step that the user has come to, from 1; 0
    for the end of the tour.
    """
    app = TourApp(services, sample, settings=settings, terminal=terminal)
    app.run()
    services.changes.finish()
    return app.return_code or 0, 0 if app.progress.is_over else app.progress.number + 1
