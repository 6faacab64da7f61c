"""The base of all screens: looks up keys and key sequences and calls the command's handler."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from inspect import iscoroutine
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from textual import events, on
from textual.binding import BindingType
from textual.css.query import NoMatches
from textual.screen import Screen
from textual.timer import Timer
from textual.worker import Worker

from readtui.errors import ReadtuiError
from readtui.model.change import Change
from readtui.tui.colors.look import keep_told, was_told
from readtui.tui.colors.palette import Palette
from readtui.tui.commands.command import Command
from readtui.tui.commands.table import CONTEXT_TITLES, MovedKey
from readtui.tui.commands.verbs import BACK, QUIT
from readtui.tui.context import Context
from readtui.tui.events import (
    ArticlesImported,
    ChangeDropped,
    ChangeMade,
    ImportProgressed,
    LibraryEvent,
    SaveStateChanged,
    SourcesRead,
)
from readtui.tui.keymap import ANY, key_name
from readtui.tui.widgets.key_footer import KeyFooter, WhichKey
from readtui.tui.widgets.message_line import MessageLine
from readtui.tui.widgets.page_header import PageHeader, TrailLine
from readtui.tui.widgets.screen_lifetime import is_open
from readtui.tui.work.fault_reports import telling_faults

_WHICH_KEY_AFTER = 0.25
_ResultT = TypeVar("_ResultT")


class CommandScreen(Screen[None], inherit_bindings=False):
    """Looks keys up for its ``mode`` and calls ``do_CONTEXT_NAME`` of the handler: a collaborator, the screen itself,
    or for app commands the app.

    It remembers a prefix key and shows after a moment which keys can follow.
    """

    MODE: str
    WIDEST: ClassVar[int] = 220
    """The width in cells from which the screen stands in the middle: longer rows would be hard to follow."""
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self) -> None:
        super().__init__()
        self._pressed: tuple[str, ...] = ()
        self._which_key_timer: Timer | None = None
        self._message_line = MessageLine(self.takes_message)

    @property
    def context(self) -> Context:
        """The parts of the app."""
        return self.app.context  # type: ignore[attr-defined, no-any-return]

    @property
    def mode(self) -> str:
        """The key of ``commands.CONTEXTS`` in which keys are looked up."""
        return self.MODE

    @property
    def is_in_front(self) -> bool:
        """Whether no other screen covers it; a dialog leaves it in view.

        Textual's ``is_current`` also holds for the screen behind one that covers it.
        """
        covering = [screen for screen in self.app.screen_stack if isinstance(screen, CommandScreen)]
        return bool(covering) and covering[-1] is self

    def on_key(self, event: events.Key) -> None:
        """Run the command of a key, or wait for the rest of its sequence."""
        name = key_name(event.key, event.character)
        if self._pressed and name == "escape":
            event.stop()
            event.prevent_default()
            self._forget_keys()
            return
        pressed = (*self._pressed, name)
        match = self.context.keymap.match(self.mode, pressed)
        waited = bool(self._pressed)
        self._forget_keys()
        moved = None if waited else self._newly_moved(name)
        if match.command is not None:
            event.stop()
            event.prevent_default()
            self._take_away_message(match.command)
            self.run_command(match.command, match.key)
        elif match.following:
            event.stop()
            event.prevent_default()
            self._pressed = pressed
            rows = self.what_can_follow(pressed, match.following)
            self._which_key_timer = self.set_timer(
                _WHICH_KEY_AFTER, lambda: self.query_one(WhichKey).show(pressed, rows)
            )
        elif waited:
            event.stop()
            event.prevent_default()
            self._tell_of_no_command(pressed)
        elif moved is None and event.is_printable and self.context.keymap.is_used(name):
            self._tell_of_no_command(pressed)
        if moved is not None:
            self.tell(f"{moved.doing} is now {self.context.keymap.key(moved.command, number=moved.number)}.")
            with suppress(OSError):
                keep_told(moved.named)

    def _tell_of_no_command(self, pressed: tuple[str, ...]) -> None:
        """A key of other screens was pressed, or a sequence that is none."""
        if all(len(key) == 1 for key in pressed):
            self.tell(f"Here, {''.join(pressed)} does nothing. Press {self.key('app.help')} for the keys that do.")

    def _newly_moved(self, key: str) -> MovedKey | None:
        """The command that had this key once, unless this person was told where it went."""
        moved = self.context.keymap.moved(self.mode, key)
        return None if moved is None or was_told(moved.named) else moved

    def _forget_keys(self) -> None:
        self._pressed = ()
        if self._which_key_timer is not None:
            self._which_key_timer.stop()
            self._which_key_timer = None
            self.query_one(WhichKey).hide()

    def what_can_follow(
        self, pressed: tuple[str, ...], following: Sequence[tuple[str, Command]]
    ) -> list[tuple[str, str]]:
        """The keys that can follow a prefix, with the titles of their commands."""
        return [(key, command.title) for key, command in following]

    def run_command(self, command: Command, key: str = "") -> None:
        """Call the command's own handler or, without one, that of all screens; a coroutine runs in the background.

        ``key`` is the last pressed key, for handlers that take one.
        """
        given = (key,) if command.takes_key else (command.argument,) if command.argument else ()
        for carrier in self.carriers(command):
            for name in (command.handler, command.shared_handler):
                if (handler := getattr(carrier, name, None)) is not None:
                    if iscoroutine(begun := handler(*given)):
                        self.context.host.run_worker(begun)
                    return

    def carriers(self, command: Command) -> Iterator[object]:
        """What may have a command's handler: for app commands the app, else the screen, or a collaborator of it."""
        carrier: object = self.app if command.context == "app" else self
        yield getattr(carrier, command.by) if command.by else carrier

    def run_if_here(self, command_id: str) -> None:
        """Run a command that was clicked, unless the current mode does not have it."""
        command = next((one for one in self.commands_here() if one.id == command_id), None)
        if command is not None:
            self._take_away_message(command)
            self.run_command(command)

    def _take_away_message(self, command: Command) -> None:
        """What was said to the last key is no longer true once another one has done something."""
        if self.does_something(command):
            self._message_line.answered()

    def does_something(self, command: Command) -> bool:
        return True

    @property
    def filter_grammar(self) -> Sequence[tuple[str, str]]:
        """What the screen's filter understands, with what it means; empty without a filter."""
        return ()

    @property
    def signs(self) -> Sequence[tuple[str, str]]:
        """The signs on the screen that the help explains."""
        return ()

    @property
    def own_command(self) -> str:
        """The command that leads to this screen, which it does not offer itself."""
        return f"app.{self.MODE}"

    def commands_here(self) -> list[Command]:
        """The commands available here, for footer, help and palette."""
        return self.commands_in(self.mode)

    def commands_in(self, mode: str) -> list[Command]:
        left_out = {self.own_command, *self.context.keymap.hidden}
        return [one for one in self.context.keymap.reachable(mode) if one.id not in left_out]

    def show_mode(self) -> None:
        """Update the footer for the current mode."""
        self.show_in_footer(self.commands_here(), self.footer_here())

    def show_in_footer(self, commands: Sequence[Command], here: Mapping[str, str] | None = None) -> None:
        """Show commands in the footer. On the first screen, the one that goes back is called what it does: quit."""
        if not self.context.screens.trail(self):
            commands = called_as_first(commands, self.MODE)
        self.query_one(KeyFooter).show_commands(commands, self.context.keymap, here)

    def footer_here(self) -> Mapping[str, str]:
        """The commands that matter most at the cursor, with their labels in the footer."""
        return {}

    def on_key_footer_chosen(self, event: KeyFooter.Chosen) -> None:
        """Run the command that was clicked in the footer."""
        self.run_if_here(event.command_id)

    def run_worker(self, work: Any, *arguments: Any, **options: Any) -> Worker[Any]:
        """Begin ``work`` and tell its faults, but not that a removed screen loses its widgets before the work ends."""
        # Without a description, Textual writes down all that the work is about: seconds for a large library.
        options.setdefault("description", type(work).__name__)
        return super().run_worker(partial(self._unless_removed, work), *arguments, **options)

    async def _unless_removed(self, work: Any) -> Any:
        try:
            return await telling_faults(self.context.host, work)
        except NoMatches:
            if is_open(self):
                raise
            return None

    def on_mount(self) -> None:
        """Subscribe to what is done to the library, and make room for messages."""
        if is_open(self):
            # Below the panel of keys, which lasts only until the next one.
            self.mount(self._message_line, before=self.query_one(WhichKey))
        self.context.work.events.subscribe(self.hear)

    @on(events.ScreenSuspend)
    def leave_news(self) -> None:
        """News are of what stood here: they go with the screen. A dialog leaves both in view."""
        if not self.is_in_front:
            self.hide_message()

    @on(events.Resize)
    def keep_to_the_middle(self, event: events.Resize) -> None:
        """Keep to the middle of a very wide terminal."""
        beside = max(0, (event.size.width - self.WIDEST) // 2)
        self.styles.padding = (0, beside)
        self.set_class(beside > 0, "-centered")

    def on_unmount(self) -> None:
        self.context.work.events.unsubscribe(self.hear)

    def hear(self, event: LibraryEvent) -> None:
        """Pass an event to its method. A screen that is being removed ignores it."""
        if not is_open(self):
            return
        match event:
            case ChangeMade(change):
                self.change_made(change)
            case ChangeDropped(change):
                self.change_dropped(change)
            case SaveStateChanged():
                self.save_state_changed()
            case ImportProgressed():
                self.import_changed()
            case ArticlesImported(article_ids):
                self.imported(article_ids)
            case SourcesRead():
                pass

    def palette(self) -> Palette:
        return self.context.look.palette

    def tell(self, message: str, title: str = "", *, lasts: bool = False) -> None:
        """Answer a key, or tell news, on the screen in front. See ``Host``."""
        self.context.host.tell(message, title, lasts=lasts)

    def tell_error(self, error: ReadtuiError, title: str = "") -> None:
        """Say what happened and what to do next."""
        self.context.host.tell_error(error, title)

    def is_read_only(self) -> bool:
        """Whether the library cannot be changed; says so."""
        is_read_only = self.context.services.library.is_read_only
        if is_read_only:
            fault = ReadtuiError("Could not save: this library is read-only.", "Check the permissions of its folder.")
            self.tell_error(fault)
        return is_read_only

    def key(self, command_id: str, character: str = ANY) -> str:
        """The name of a command's first key, for messages. See ``Keymap``."""
        return self.context.keymap.key(command_id, character)

    def keys_of(self, command_id: str) -> tuple[str, ...]:
        """A command's key sequences. See ``Keymap``."""
        return self.context.keymap.keys_of(command_id)

    def ask(self, dialog: Screen[_ResultT], then: Callable[[_ResultT | None], None] | None = None) -> None:
        """Show a dialog; ``then`` receives its answer."""
        self.app.push_screen(dialog, then)

    async def answer(self, dialog: Screen[_ResultT]) -> _ResultT:
        """The answer of a dialog. Only for code that runs in a worker."""
        return await self.context.host.push_screen_wait(dialog)

    def edit_file(self, path: Path) -> ReadtuiError | None:
        """Let the user's editor edit a file; return its failure. Raises ReadtuiError if the editor cannot run."""
        from readtui.tui.programs.editor import edit_file

        return edit_file(self.app, path)

    def say(self, message: str, title: str = "", *, lasts: bool = False) -> None:
        """Show a short message in place of the previous one; unless it ``lasts``, it goes with the next key."""
        self._message_line.say(message, title, lasts=lasts)

    @property
    def has_said_something(self) -> bool:
        """Whether a message or notification is shown."""
        return self._message_line.says_something or bool(self.query("Toast"))

    def error_told(self, *, lasts: bool) -> None:
        """An error is shown above the screen; unless it ``lasts``, it goes with the next key, too."""
        self._message_line.error_told(lasts=lasts)

    def hide_message(self) -> None:
        self._message_line.hide()

    def takes_message(self, message: str) -> bool:
        """Show a message in a widget of the screen's own, and return whether it fits there. Empty: remove it."""
        return False

    def terminal_changed(self) -> None:
        """The terminal measures text differently than assumed: draw it again."""
        self.refresh()

    def palette_changed(self) -> None:
        """The theme has changed. Screens that paint their own rows override this."""

    def change_made(self, change: Change) -> None:
        """A change was made; it is saved or on its way. Screens override this to show it."""

    def change_dropped(self, change: Change) -> None:
        """A change that was shown will never be saved. Screens override this to show the library again."""

    def save_state_changed(self) -> None:
        """The number of unsaved changes, or the error that blocks them, has changed: say how many cannot be saved."""
        self._show_unsaved()

    def _show_unsaved(self) -> None:
        saving = self.context.work.saving
        for header in self.query(PageHeader):
            header.show_fault(f"{saving.pending:,} not saved" if saving.error is not None else "")

    def import_changed(self) -> None:
        """Adding or reloading has moved on or ended. Screens override this to show the progress."""

    def imported(self, added: Sequence[str]) -> None:
        """Articles with these ids were added, or were already there. Screens override this to show them."""

    @property
    def unfinished(self) -> str:
        """What is begun and not done on this screen, as a few words; "" if nothing is."""
        return ""

    def before_leaving(self) -> None:
        """The screen is closing, or the app is. Screens override this to save their state."""

    @property
    def window_title(self) -> str:
        """What the terminal's window is called while this screen is on top."""
        return CONTEXT_TITLES[self.MODE]

    def leave(self) -> None:
        """Go back to the screen that this one was opened from. The first one is quit by its own key alone."""
        if self.context.screens.trail(self):
            self.context.screens.back()
        else:
            self.tell(f"Press {self.key(f'{self.MODE}.back')} to quit.")

    def do_list_back(self) -> None:
        self.context.screens.back()

    do_list_leave = leave

    def on_trail_line_chosen(self, event: TrailLine.Chosen) -> None:
        """Return to the screen that was clicked."""
        self.context.screens.back_to(event.number)

    def on_screen_resume(self) -> None:
        """Update the footer, the trail and the window's title when the screen is on top again."""
        self.show_mode()
        self._show_unsaved()
        for line in self.query(TrailLine):
            line.show_trail(self.context.screens.trail(self))
        self.context.terminal.drawing.show_title(f"{self.window_title} – readtui")


def called_as_first(commands: Sequence[Command], mode: str) -> list[Command]:
    """The commands of a screen that is the first one: the one that only goes back is called what it does."""
    return [
        replace(one, footer=QUIT) if one.id == f"{mode}.back" and one.footer == BACK.footer else one for one in commands
    ]
