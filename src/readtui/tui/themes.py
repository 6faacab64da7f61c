"""The app's theme: at the start, when the terminal says how dark it is, and as the user chooses it."""

from textual.app import App

from readtui.errors import StorageError
from readtui.tui.context import Messages
from readtui.tui.dialogs.theme import ThemeDialog, ThemeRow
from readtui.tui.palettes.colors import OWN_THEMES
from readtui.tui.palettes.look import AUTO, DARK, LIGHT, chosen_theme, keep_theme
from readtui.tui.palettes.palette import ColorDepth
from readtui.tui.palettes.themes import colors_of
from readtui.tui.terminal.interface import Terminal

_DETAILS = {
    "readtui-dark": "dark",
    "readtui-light": "light",
    "readtui-warm": "dark and warm",
    "readtui-sepia": "light, like old paper",
    "readtui-contrast": "dark, with the most contrast",
}


class Themes:
    """Names the app's theme. ``setting`` is the one of the settings; the app has registered ours."""

    def __init__(self, app: App[None], messages: Messages, depth: ColorDepth, setting: str, terminal: Terminal) -> None:
        self._app = app
        self._messages = messages
        self._depth = depth
        self._setting = setting
        self._terminal = terminal

    @property
    def _wanted(self) -> str:
        """The last choice, which an update may have removed, else the setting."""
        chosen = chosen_theme(self._setting)
        return chosen if chosen in (AUTO, *self._app.available_themes) else self._setting

    def at_start(self) -> str:
        """The name of Textual's theme to begin with."""
        return self._shown(self._wanted)

    def _shown(self, name: str) -> str:
        """Textual's theme for a name: without colors of its own, the terminal's."""
        if name == AUTO:
            name = LIGHT if self._terminal.is_dark is False else DARK
        if self._depth.has_themes:
            return name
        return "ansi-dark" if self._app.available_themes[name].dark else "ansi-light"

    def terminal_changed(self) -> None:
        """The terminal may have said that it is light."""
        if self._wanted == AUTO and not isinstance(self._app.screen, ThemeDialog):
            self._app.theme = self._shown(AUTO)

    def do_app_theme(self) -> None:
        """Let the user choose a theme, and remember it."""
        if not self._depth.has_themes:
            self._messages.tell("No themes here: the app uses the terminal's own colors.")
            return
        before = self._app.theme
        dialog = ThemeDialog(self._rows(), self._wanted, self._try)
        self._app.push_screen(dialog, lambda name: self._choose(name, before))

    def _rows(self) -> list[ThemeRow]:
        others = sorted(name for name in self._app.available_themes if name not in OWN_THEMES)
        themes = self._app.available_themes
        rows = [ThemeRow(AUTO, "like the terminal", colors_of(themes[self._shown(AUTO)]))]
        rows += [ThemeRow(name, _DETAILS[name], OWN_THEMES[name]) for name in OWN_THEMES]
        return rows + [
            ThemeRow(name, "dark" if themes[name].dark else "light", colors_of(themes[name]))
            for name in others
            if not themes[name].ansi
        ]

    def _try(self, name: str) -> None:
        self._app.theme = self._shown(name)

    def _choose(self, name: str | None, before: str) -> None:
        if name is None:
            self._app.theme = before
            return
        self._try(name)
        try:
            keep_theme(name, self._setting)
        except OSError as error:
            fault = StorageError(f"could not remember the theme: {error.strerror}", "Name it in the settings instead.")
            self._messages.tell_error(fault)
        else:
            self._messages.tell(f"Theme: {name}")
