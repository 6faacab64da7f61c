"""A tour while it runs: watches the app, and says on every screen what comes next."""

from collections.abc import Mapping
from typing import Any, Protocol

from textual.screen import Screen

from readtui.model.annotation import Annotation
from readtui.services.touring.sample import Sample
from readtui.tui.context import Context
from readtui.tui.dialogs.note import NoteDialog
from readtui.tui.dialogs.reading import ReadingDialog
from readtui.tui.dialogs.tag import TagDialog
from readtui.tui.reader.screen import ReaderScreen
from readtui.tui.screens.command_screen import CommandScreen
from readtui.tui.tour.panel import KeyRow, TourPanel
from readtui.tui.tour.progress import Progress
from readtui.tui.tour.steps import LEAVING, NOTING, OTHER, READING, TAGGING, Held, Seen
from readtui.tui.tour.telling import NOTHING, Told, tell
from readtui.tui.widgets.key_footer import KeyFooter

_KINDS: Mapping[type[Screen[Any]], str] = {TagDialog: TAGGING, NoteDialog: NOTING, ReadingDialog: READING}
_KEYS = (("app.tour_previous", "back"), ("app.tour_next", "skip"), ("app.quit", "leave"))


class TouredApp(Context, Protocol):
    """What a tour needs from the app."""

    @property
    def screen(self) -> Screen[Any]: ...

    @property
    def screen_stack(self) -> list[Screen[Any]]: ...


class RunningTour:
    """Shows a panel on each screen and compares what it asks for with the state of the app, however that came about."""

    def __init__(self, app: TouredApp, sample: Sample) -> None:
        self._app = app
        self._sample = sample
        self.progress = Progress()
        self._was_over = False

    def look(self) -> bool:
        """Look at the app, and say what to do now. Return whether the tour has just come to its end."""
        seen, was_over = self._seen(), self._was_over
        if not seen.dialog or seen.dialog != OTHER:
            self.progress.look(seen)
        self.show()
        self._was_over = self.progress.is_over
        return self._was_over and not was_over

    def skip(self) -> None:
        """Go to the next step."""
        self.progress.skip(self._seen())
        self.show()

    def back(self) -> None:
        """Do the step again or, at its beginning, the one before."""
        self.progress.back(self._seen())
        self.show()

    def show(self) -> None:
        """Bring the panels of all screens up to date. Only the one in front says something."""
        for screen in self._app.screen_stack:
            told, keys = (self._told(), self._keys) if screen is self._app.screen else (NOTHING, ())
            for panel in screen.query(TourPanel):
                panel.fit()
                panel.show(told, keys)

    def attach_to(self, screen: Screen[Any]) -> None:
        """Give a screen that is being opened a panel."""
        has_dialog = not isinstance(screen, CommandScreen)
        screen.mount(TourPanel(lambda: self._app.palette, self._told(), self._keys, has_dialog=has_dialog))

    @property
    def _keys(self) -> KeyRow:
        label = self._app.keymap.label
        return tuple((command, label(command), does) for command, does in _KEYS if label(command))

    def _told(self) -> Told:
        screens = self._screens
        back = f"{screens[-1].MODE}.back" if screens else ""
        return tell(self.progress, self._seen(), self._app.keymap.key, back)

    # ------------------------------------------------------------------ what is seen

    @property
    def _screens(self) -> list[CommandScreen]:
        """The open ones without dialogs, the newest last."""
        return [screen for screen in self._app.screen_stack if isinstance(screen, CommandScreen)]

    def _seen(self) -> Seen:
        top, screens = self._app.screen, self._screens
        screen, mode = (screens[-1].MODE, _mode(screens[-1])) if screens else ("", "")
        dialog, leave = "", LEAVING.get(mode, "")
        if not isinstance(top, CommandScreen):
            dialog, leave = _KINDS.get(type(top), OTHER), ""
        elif leave:
            dialog = OTHER
        reader = next((one for one in screens if self._is_on_sample(one)), None)
        if not isinstance(reader, ReaderScreen):
            return Seen(screen, dialog, leave)
        view, session = reader.state.view, reader.state.session
        focused, note = view.focused_annotation(), session.find(self._sample.annotation_id)
        return Seen(
            screen,
            dialog,
            leave,
            view.cursor.start,
            view.visible_passage.start,
            note.passage.start if note and note.passage else 0,
            focused.id if focused else "",
            {one.id: _held(one) for one in session.annotations},
        )

    def _is_on_sample(self, screen: CommandScreen) -> bool:
        return isinstance(screen, ReaderScreen) and screen.article_id == self._sample.article_id


def _held(annotation: Annotation) -> Held:
    return Held(annotation.tags, annotation.note, annotation.color)


def _mode(screen: CommandScreen) -> str:
    """Its mode, which depends on its widgets; it has none while it is being opened."""
    return screen.mode if screen.query(KeyFooter) else screen.MODE
