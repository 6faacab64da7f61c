"""The app that the tour runs in: the usual one, on a library that nobody keeps, with a panel on every screen."""

from dataclasses import dataclass
from typing import Any

from textual import events
from textual.screen import Screen

from readtui.bootstrap import Services
from readtui.services.touring.sample import Sample
from readtui.settings import Settings
from readtui.tui.app import ReadtuiApp
from readtui.tui.keymap import key_name
from readtui.tui.screens.command_screen import CommandScreen
from readtui.tui.start import Start
from readtui.tui.terminal_interface import Terminal
from readtui.tui.tour.end_card import TourEndDialog
from readtui.tui.tour.panel import TourPanel
from readtui.tui.tour.running import RunningTour

_LOOK_EVERY = 0.1
_FROM_ANYWHERE = ("app.tour_next", "app.tour_previous")


@dataclass(frozen=True, slots=True)
class TourOutcome:
    """The exit code of the app, and the step that the user has come to, from 1; 0 for the end of the tour."""

    code: int
    step: int


class TourApp(ReadtuiApp, inherit_bindings=True):
    """The app on the article of ``sample``."""

    CSS_PATH = "../readtui.tcss"

    def __init__(self, services: Services, sample: Sample, *, settings: Settings, terminal: Terminal) -> None:
        super().__init__(services, settings=settings, terminal=terminal, start=Start(sample.article_id))
        self.tour = RunningTour(self, sample)
        self.touring.begin(self.tour)

    def on_mount(self) -> None:
        """Look at the app from time to time: what counts is its state, not how it came about."""
        self.set_interval(_LOOK_EVERY, self._look)

    def _look(self) -> None:
        if self.tour.look():
            self.push_screen(TourEndDialog(self.tour.progress, self.keymap.key), self._ended)

    def _ended(self, leaves: bool | None) -> None:
        if leaves:
            self.do_app_quit()

    def push_screen(self, screen: Any, *arguments: Any, **options: Any) -> Any:
        """Give every screen and dialog the panel before it is shown."""
        pushed = super().push_screen(screen, *arguments, **options)
        if isinstance(screen, Screen):
            self.tour.attach_to(screen)
        return pushed

    def on_key(self, event: events.Key) -> None:
        """Skip and go back in dialogs, too, which have keys of their own."""
        name = key_name(event.key, event.character)
        for command in _FROM_ANYWHERE:
            if not isinstance(self.screen, CommandScreen) and name in self.keymap.keys_of(command):
                event.stop()
                self._run(command)

    def on_tour_panel_chosen(self, event: TourPanel.Chosen) -> None:
        """Run the command that was clicked."""
        self._run(event.command_id)

    def _run(self, command_id: str) -> None:
        {
            "app.tour_next": self.touring.do_app_tour_next,
            "app.tour_previous": self.touring.do_app_tour_previous,
            "app.quit": self.do_app_quit,
        }[command_id]()

    def action_help_quit(self) -> None:
        """Ctrl+C leaves the tour: nothing can be lost."""
        self.do_app_quit()

    def do_app_quit(self) -> None:
        """Leave at once: no page of a library that is deleted is kept for the next time, and nothing is asked."""
        self.saving.hand_over()
        self.exit()


def run_tour(services: Services, sample: Sample, *, settings: Settings, terminal: Terminal) -> TourOutcome:
    """Run the tour until the user leaves it."""
    app = TourApp(services, sample, settings=settings, terminal=terminal)
    app.run()
    services.changes.finish()
    progress = app.tour.progress
    return TourOutcome(app.return_code or 0, 0 if progress.is_over else progress.number + 1)
