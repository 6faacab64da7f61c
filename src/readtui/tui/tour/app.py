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
from readtui.tui.destination import Start
from readtui.tui.keymap import key_name
from readtui.tui.reader.screen import ReaderScreen
from readtui.tui.screens.command_screen import CommandScreen
from readtui.tui.terminal_interface import Terminal
from readtui.tui.tour.panel import TourEndDialog, TourPanel
from readtui.tui.tour.steps import LEAVING, TourHeld, TourProgress, TourScene, TourText, tell
from readtui.tui.widgets.key_footer import KeyFooter

_LOOK_EVERY = 0.1
_KEYS = {"app.tour_previous": "back", "app.tour_next": "skip", "app.quit": "leave"}


class TourApp(ReadtuiApp, inherit_bindings=True):
    """The app on the article of ``sample``."""

    CSS_PATH = "../readtui.tcss"

    def __init__(self, services: Services, sample: Sample, *, settings: Settings, terminal: Terminal) -> None:
        super().__init__(services, settings=settings, terminal=terminal, start=Start(sample.article_id))
        self.progress = TourProgress()
        self._sample = sample
        self._was_over = False
        self.touring.begin(self._steer)

    def on_mount(self) -> None:
        """Look at the app from time to time: what counts is its state, not how it came about."""
        self.set_interval(_LOOK_EVERY, self._look)

    def _look(self) -> None:
        self.progress.look(self._seen())
        self._show()
        was_over, self._was_over = self._was_over, self.progress.part is None
        if self._was_over and not was_over:
            dialog = TourEndDialog(self.progress.done, self.keymap.key)
            self.push_screen(dialog, lambda leaves: self.do_app_quit() if leaves else None)

    def _steer(self, steps: int) -> None:
        self.progress.steer(steps, self._seen())
        self._show()

    def push_screen(self, screen: Any, *arguments: Any, **options: Any) -> Any:
        """Give every screen and dialog the panel before it is shown."""
        pushed = super().push_screen(screen, *arguments, **options)
        if isinstance(screen, Screen):
            panel = TourPanel(lambda: self.look.palette, self.keymap.key, self._run)
            self._say(panel, screen)
            screen.mount(panel)
        return pushed

    def on_key(self, event: events.Key) -> None:
        """Skip and go back in dialogs, too, which have keys of their own."""
        name = key_name(event.key, event.character)
        for command in ("app.tour_previous", "app.tour_next"):
            if not isinstance(self.screen, CommandScreen) and name in self.keymap.keys_of(command):
                event.stop()
                self._run(command)

    def _run(self, command: str) -> None:
        if command == "app.quit":
            self.do_app_quit()
        else:
            self._steer(1 if command == "app.tour_next" else -1)

    def action_help_quit(self) -> None:
        """Ctrl+C leaves the tour: nothing can be lost."""
        self.do_app_quit()

    def do_app_quit(self) -> None:
        """Leave at once: no page of a library that is deleted is kept for the next time, and nothing is asked."""
        self.saving.hand_over()
        self.exit()

    def _show(self) -> None:
        for screen in self.screen_stack:
            for panel in screen.query(TourPanel):
                self._say(panel, screen)

    def _say(self, panel: TourPanel, screen: Screen[Any]) -> None:
        """Only the panel of the screen in front says something."""
        told = tell(self.progress, self._seen()) if screen is self.screen else TourText()
        keys = tuple((one, key, does) for one, does in _KEYS.items() if (key := self.keymap.label(one)))
        panel.show(told, keys, has_dialog=not isinstance(screen, CommandScreen))

    def _seen(self) -> TourScene:
        top, screens = self.screen, [one for one in self.screen_stack if isinstance(one, CommandScreen)]
        front = screens[-1] if screens else None
        # A screen has no mode while it is being opened: that depends on its widgets.
        mode = front.mode if front and front.query(KeyFooter) else ""
        leave = next((one for one in LEAVING if one.partition(".")[0] == mode), "")
        if not isinstance(top, CommandScreen):
            leave = ""
        seen = TourScene(front.MODE if front else "", leave if top is front else type(top).__name__, leave)
        for reader in screens:
            if isinstance(reader, ReaderScreen) and reader.article_id == self._sample.article_id:
                viewport, session = reader.state.viewport, reader.state.session
                focused, note = viewport.focused_annotation(), session.find(self._sample.annotation_id)
                return replace(
                    seen,
                    cursor=viewport.cursor.start,
                    top=viewport.visible_passage.start,
                    note=note.passage.start if note and note.passage else 0,
                    here=focused.id if focused else "",
                    annotations={one.id: TourHeld(one.tags, one.note, one.color) for one in session.annotations},
                )
        return seen


def run_tour(services: Services, sample: Sample, *, settings: Settings, terminal: Terminal) -> tuple[int, int]:
    """Run the tour until the user leaves it. Return the exit code, and the step that the user has come to, from 1; 0
    for the end of the tour.
    """
    app = TourApp(services, sample, settings=settings, terminal=terminal)
    app.run()
    services.repository.finish()
    return app.return_code or 0, 0 if app.progress.part is None else app.progress.number + 1
