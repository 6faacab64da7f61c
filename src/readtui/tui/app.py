"""The Textual app: connects the screens, saving, keys and themes."""

import asyncio
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from rich.console import COLOR_SYSTEMS, RenderableType
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.events import Event, Key, Paste
from textual.filter import LineFilter
from textual.worker import Worker, WorkerError

from readtui.bootstrap import Services
from readtui.debug_log import DEBUG_LOG
from readtui.errors import ReadtuiError, StorageError
from readtui.model.article import ArticleRecord
from readtui.services.wording import sentence
from readtui.settings import Settings
from readtui.settings.hyperlinks import gives_hyperlinks
from readtui.settings.sections import ExportSettings
from readtui.text.clean import visible
from readtui.text.phrases import counted
from readtui.tui.annotation_import.offers import Arrivals, Offers
from readtui.tui.clipboard import Clipboard
from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.look import AUTO, DARK, LIGHT, chosen_theme, keep_theme
from readtui.tui.colors.palette import ColorDepth, Palette, depth_of
from readtui.tui.colors.palette_maker import make_palette
from readtui.tui.colors.tag_colors import TagColors
from readtui.tui.command_palette.command_palette import CommandPalette
from readtui.tui.context import Context, Look, Work
from readtui.tui.daemon_thread import in_thread
from readtui.tui.destination import Start
from readtui.tui.dialogs.confirm import ConfirmDialog
from readtui.tui.dialogs.theme import ThemeDialog, ThemeRow
from readtui.tui.events import EventBus
from readtui.tui.hooks.hook_commands import hook_commands
from readtui.tui.host import Host
from readtui.tui.keymap import Keymap
from readtui.tui.navigation import IMPORTED_LATER, Navigation
from readtui.tui.programs.browser import open_address
from readtui.tui.programs.editor import Suspension, TourCommands
from readtui.tui.screens.command_screen import CommandScreen
from readtui.tui.terminal_interface import Terminal
from readtui.tui.themes import colors_of, own_themes
from readtui.tui.widgets.glyph_filter import GlyphFilter
from readtui.tui.widgets.screen_lifetime import end_work
from readtui.tui.work.app_end import MOST_SECONDS, AppEnd, wait_for_the_rest
from readtui.tui.work.background import Background
from readtui.tui.work.fault_reports import DamageReport, telling_faults, unless_it_fails
from readtui.tui.work.index_upkeep import Index, IndexUpkeep
from readtui.tui.work.key_queue import KeyQueue
from readtui.tui.work.known_tags import KnownTags
from readtui.tui.work.saver import Saver, SavingProgress
from readtui.tui.work.source_intake import SourceIntake
from readtui.tui.work.standing_exports import StandingExports
from readtui.tui.work.undo_redo import UndoRedo

if TYPE_CHECKING:
    from readtui.services.out.standing_exports import StandingFolders

_DETAILS = {
    "readtui-dark": "dark",
    "readtui-light": "light",
    "readtui-warm": "dark and warm",
    "readtui-sepia": "light, like old paper",
    "readtui-contrast": "dark, with the most contrast",
}


class Themes:
    """Names the app's theme. ``setting`` is the one of the settings; the app has registered ours."""

    def __init__(self, app: App[None], host: Host, depth: ColorDepth, setting: str, terminal: Terminal) -> None:
        self._app = app
        self._host = host
        self._depth = depth
        self._setting = setting
        self._terminal = terminal

    @property
    def _wanted(self) -> str:
        """The last choice, which an update may have removed, else the setting."""
        chosen = chosen_theme(self._setting)
        return chosen if chosen in (AUTO, *self._app.available_themes) else self._setting

    def begin(self) -> None:
        """Set the theme. A dark one is there at once: set later, it makes Textual parse all styles twice."""
        app, name = self._app, self._shown(self._wanted)
        if app.available_themes[name].ansi or not app.available_themes[name].dark:
            app.theme = name
            return
        app.set_reactive(App.theme, name)
        app.add_class(f"-theme-{name}", "-dark-mode")
        app.stylesheet.set_variables(app.get_css_variables())

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
            self._host.tell("No themes here: the app uses the terminal's own colors.")
            return
        before = self._app.theme
        dialog = ThemeDialog(self._rows(), self._wanted, self._try)
        self._app.push_screen(dialog, lambda name: self._choose(name, before))

    def _rows(self) -> list[ThemeRow]:
        others = sorted(name for name in self._app.available_themes if name not in OWN_THEMES)
        themes = self._app.available_themes
        rows = [ThemeRow(AUTO, f"like the terminal: now {self._shown(AUTO)}", colors_of(themes[self._shown(AUTO)]))]
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
            fault = StorageError(f"could not save the theme: {error.strerror}", "Name it in the settings instead.")
            self._host.tell_error(fault)
        else:
            self._host.tell(f"Theme: {name}" + (f", now {self._app.theme}" if name == AUTO else ""))


_ASKED_AFTER, _ASKED_AGAIN_AFTER = 0.3, 1.0
_MOST_FAULTS_TOLD, _MOST_HINTS_TOLD, _SETTINGS_SECONDS = 8, 3, 20.0
_IMPORTING, _LOADING = ("import-notes", "import"), ("open", "load", "filter")


class ReadtuiApp(App[None], inherit_bindings=False):
    """The app. ``standing`` are exports to keep up to date, ``index`` brings the indexes up to date.

    What is wrong in the settings is left out of them, and told.
    """

    TITLE = "readtui"
    NOTIFICATION_TIMEOUT = 4.0
    CSS_PATH = "readtui.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Quit", show=False, priority=True),
        Binding("ctrl+c", "help_quit", show=False, system=True),
    ]

    def __init__(
        self,
        services: Services,
        *,
        settings: Settings,
        terminal: Terminal,
        start: Start,
        standing: "StandingFolders | None" = None,
        index: Index | None = None,
    ) -> None:
        no_color = "NO_COLOR" in os.environ
        self._placing = GlyphFilter()
        super().__init__(driver_class=terminal.driver_class(), ansi_color=True if no_color else None)
        self.terminal = terminal
        self.services = services
        self.settings = settings
        self.keymap = keymap = Keymap(settings, hook_commands(settings.hook, settings))
        self.key_queue = KeyQueue(self, super().on_event)
        self.ending: AppEnd | None = None
        self._start = start
        self._depth = depth_of(COLOR_SYSTEMS.get(self.console.color_system or ""), no_color=no_color)
        self.themes = Themes(self, self, self._depth, self._require_settings(), terminal)
        self.themes.begin()
        tags = TagColors.of(services.library.tag_entries())
        self.look = look = Look(self.console, replace(self._make_palette(), tags=tags))
        self.screens = screens = Navigation(self, self, services, keymap, look, terminal, self._leave)
        self.copying = Clipboard(self, terminal)
        self.work = work = self._make_work(standing)
        self.saving = saving = work.saving
        self.suspending = Suspension(self, self, saving, self._before_leaving)
        self.offers = Offers(self, services, keymap, work.events, saving)
        self.arrivals = Arrivals(self, services, work.events, saving, self.set_timer)
        self.touring = TourCommands(self, self, keymap)
        self.indexing = IndexUpkeep(self, index)
        for listener in (work.tags, self.offers, self.arrivals, work.standing, self.indexing):
            work.events.subscribe(listener.hear)
        self._command_palette = CommandPalette(self, services, screens, keymap, work.background)
        self.context = Context(services, self.settings, self, screens, keymap, look, terminal, work)

    def _make_work(self, standing: "StandingFolders | None") -> Work:
        services, events, background = self.services, EventBus(), Background(self)
        repository, library = services.repository, services.library
        saving = Saver(self, events, repository.submit, background)
        undoing = UndoRedo(self, events, services.history, saving)
        adding = lambda is_alone: library.adding(gives_way=True, first_pages=is_alone)  # noqa: E731
        importing = SourceIntake(self, events, library.intake, adding, saving, self._settle_key)
        look, quick, is_closed = self.look, self.settings.tags.quick, self.settings.tags.closed
        tags = KnownTags(
            self,
            saving,
            library,
            repository.listing_stamp,
            quick,
            look.palette.tags,
            lambda colors: self._use(replace(look.palette, tags=colors)),
            is_closed=is_closed,
        )
        damage, exports = DamageReport(self, library.damaged), StandingExports(self, standing, saving.settled)
        return Work(events, saving, undoing, importing, background, tags, damage, exports)

    def _require_settings(self) -> str:
        """Leave out settings that name what is not there. Return the theme of the settings."""
        settings = self.settings
        for theme in own_themes(self._depth):
            self.register_theme(theme)
        wanted = settings.named("app.theme", "theme", (AUTO, *self.available_themes))
        if settings.review.query:
            # Imported here because parsing queries is needed later or never.
            from readtui.settings.queries import review_query

            review_query(settings)
        if settings.export.format != ExportSettings().format:
            name = settings.named("export.format", "export format", self.services.exports.formats())
            self.settings = replace(settings, export=replace(settings.export, format=name))
        return wanted

    def _settle_key(self) -> str:
        """The key for moved and lost passages on the screen in front, else the reader's."""
        commands = self.screens.open[-1].commands_here() if self.screens.open else []
        return self.keymap.key(next((one.id for one in commands if one.id.endswith(".settle")), "reader.settle"))

    # ------------------------------------------------------------------ look

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's, and one that keeps what follows text of any script in its columns."""
        filters, widths = super().get_line_filters(), self.terminal.cell_widths
        if (filters, widths) != (self._placing.before, self._placing.widths):
            self._placing = GlyphFilter(filters, widths)
        return [self._placing]

    def _make_palette(self) -> Palette:
        depth = self._depth
        if depth.has_themes and self.current_theme.ansi:
            depth = ColorDepth.ANSI
        links = gives_hyperlinks(self.settings.app)
        return make_palette(colors_of(self.current_theme), depth, self.settings.colors, hyperlinks=links)

    def watch_theme(self) -> None:
        """Paint in the theme's colors before Textual draws anything in them."""
        if self.is_running:
            self._use(replace(self._make_palette(), tags=self.look.palette.tags))

    def _use(self, palette: Palette) -> None:
        self.look.palette = palette
        for screen in self.screens.open:
            screen.palette_changed()

    # ------------------------------------------------------------------ keys

    @property
    def is_loading(self) -> bool:
        """Whether the target of the next key is still loading: an article, a list, or a filtered list."""
        return bool(self._loading())

    def _loading(self) -> list[Worker[object]]:
        return [worker for worker in self.workers if worker.group in _LOADING and not worker.is_finished]

    async def loaded(self) -> None:
        """Wait until the target of the next key has loaded, or failed to load."""
        while loading := self._loading():
            with suppress(WorkerError):
                await loading[0].wait()
            # What it began is known now.
            await asyncio.sleep(0)

    @property
    def has_keys_waiting(self) -> bool:
        """Whether some pressed keys are still to be handled."""
        return not self.key_queue.is_idle

    async def keys_dealt_with(self) -> None:
        """Wait until every pressed key has been handled."""
        await self.key_queue.idle()

    async def on_event(self, event: Event) -> None:
        """Send keys and pastes through the queue; handle all other events as Textual does."""
        if isinstance(event, Key | Paste) and not event.is_forwarded:
            self.key_queue.put(event)
        else:
            await super().on_event(event)

    # ------------------------------------------------------------------ screens

    def on_mount(self) -> None:
        """Open the first screen."""
        # Before there is a screen: what is there now is taken to last as long as the app.
        self.terminal.started()
        self.run_worker(self._warm_up(), group="warm-up")
        self.set_timer(_ASKED_AFTER, self._ask_terminal)
        self.services.repository.progress.listen(SavingProgress(lambda words: self.tell(words)).reached)
        start = self._start
        if start.session is not None:
            self.screens.show_article(start.session)
        elif start.article:
            self.screens.open_reader(start.article, at_annotation=start.annotation)
        elif start.review is not None:
            self.screens.do_app_review(start.review)
        else:
            self.screens.do_app_library(start.only)
        self._ask_about_former(list(start.former.items()))
        self.work.standing.start()
        self.indexing.start()
        self.offers.look(start.brought)
        self.arrivals.start()
        notices = [*filter(None, [start.notice]), *self.services.notices()]
        if notices:
            self.tell("\n".join(notices), lasts=True)
        self._tell_of_settings()

    def _ask_about_former(self, found: Sequence[tuple[str, ArticleRecord]]) -> None:
        """A document may be one that was renamed and rewritten: its threads are offered."""
        if not found:
            return
        (added, former), *others = found

        def answered(is_it: bool | None) -> None:
            if is_it:
                # Keys typed ahead are for what comes then.
                self.run_worker(self._take_over(added, former), group="open")
            self._ask_about_former(others)

        names = (visible(os.path.basename(one)) for one in (self.services.discussed[added], former.paths[0]))
        question = "Is {} the file that was {}?".format(*names)
        detail = "That file is gone, and at least half of the words with remarks stand in this one."
        self.push_screen(ConfirmDialog(question, detail, "Yes, take its remarks over", "No, it is new"), answered)

    async def _take_over(self, added: str, former: ArticleRecord) -> None:
        from readtui.services.threads.renamed_files import joined

        library, documents = self.services.library, self.services.discussed
        record = await in_thread(library.find, added)
        made = await self.saving.in_turn(partial(joined, library.intake, former, record))
        kept = {made.id if one == added else one: path for one, path in documents.items()}
        documents.clear()
        documents.update(kept)
        self.screens.replace_reader(added, made.id)

    async def _warm_up(self) -> None:
        # Whoever only looks at the first page needs nothing else.
        await self.key_queue.used()
        await self.terminal.warm_up(IMPORTED_LATER, self.key_queue.idle_for)
        # The first screen lasts as long as the app, too.
        if len(self.screens.open) == 1 and not self.screen.is_modal:
            self.terminal.started()

    def _tell_of_settings(self) -> None:
        faults, file = self.settings.faults, str(self.settings.path or "the settings")
        if not faults:
            return
        known = [(one.message.removeprefix(f"{file}, "), one.hint) for one in faults[:_MOST_FAULTS_TOLD]]
        said = [". ".join(filter(None, one)) if len(faults) <= _MOST_HINTS_TOLD else one[0] for one in known]
        if len(faults) > _MOST_FAULTS_TOLD:
            said.append(f"{counted(len(faults) - _MOST_FAULTS_TOLD, 'more mistake')}")
        title = f"Ignored, because of mistakes in {visible(file)}:"
        self.notify("\n".join(said), title=title, severity="warning", markup=False, timeout=_SETTINGS_SECONDS)

    def _ask_terminal(self) -> None:
        """Ask the terminal about itself, or try later if it is busy or covered by a dialog."""
        is_busy = self.has_keys_waiting or not self.screen_stack or self.screen.is_modal
        if is_busy or not self.terminal.ask(self.screen, self._terminal_changed):
            self.set_timer(_ASKED_AGAIN_AFTER, self._ask_terminal)

    def _terminal_changed(self) -> None:
        self.themes.terminal_changed()
        for screen in self.screens.open:
            screen.terminal_changed()

    def on_unmount(self) -> None:
        self.work.standing.stop()
        self.indexing.stop()
        self.work.background.finish()

    def do_app_undecided(self) -> None:
        """Choose between versions that were made on two devices."""
        from readtui.tui.version_conflicts import decide

        self.run_worker(decide(self, self.services, self.look, self.saving), group="undecided", exclusive=True)

    def _leave(self) -> None:
        """The user goes back from the first screen: quit, but ask first if something is unfinished.

        Whoever waits for remarks on a document gets them at once; notes that are half written are told afterwards.
        """
        if self.services.discussed or not (unfinished := self._unfinished()):
            self.do_app_quit()
            return
        question = ConfirmDialog("Quit with something unfinished?", "\n".join(unfinished), "Quit", "Stay", loses=True)
        self.push_screen(question, lambda is_sure: self.do_app_quit() if is_sure else None)

    def _unfinished(self) -> list[str]:
        """What would be left undone, a sentence each."""
        found = [sentence(one.unfinished) for one in self.screens.open if one.unfinished]
        importing = _IMPORTING[:1] if self.work.importing.loses_nothing else _IMPORTING
        if any(worker.group in importing and not worker.is_finished for worker in self.workers):
            found.append("An import is running. Quitting stops it, and what is in the library by then stays there.")
        if notes := self.saving.half_written:
            found.append(f"{counted(notes, 'unfinished note')}, kept as {'a draft' if notes == 1 else 'drafts'}.")
        return found

    def do_app_quit(self) -> None:
        """Finish saving and quit; ask first if some changes cannot be saved, until they can."""
        self._before_leaving()
        if (error := self.saving.error) is None:
            self._quit(True)
            return
        title, yes = f"Quit without saving {counted(self.saving.pending, 'change')}?", "Quit without saving"
        detail = "\n".join(filter(None, (error.message, error.hint, self.saving.kept)))
        dialog = ConfirmDialog(title, detail, yes, "Stay", loses=True, is_moot=lambda: self.saving.error is None)
        self.push_screen(dialog, self._quit)

    def _before_leaving(self) -> None:
        for screen in self.screens.open:
            unless_it_fails(screen.before_leaving)

    def _quit(self, is_sure: bool | None) -> None:
        if is_sure:
            self.screens.keep_first_pages()
            self.saving.hand_over()
            self.exit()

    def pop_screen(self) -> AwaitComplete:
        closed = self.screen
        end_work(closed)
        popped = super().pop_screen()
        self.terminal.closed_screen(closed)
        return popped

    def exit(self, result: None = None, return_code: int = 0, message: RenderableType | None = None) -> None:
        """Close all screens and end."""
        if self.ending is not None:
            self.ending.begin(lambda: self.saving.pending > 0)
        for screen in self.screen_stack:
            end_work(screen)
        super().exit(result, return_code, message)

    def run_worker(self, work: Any, *arguments: Any, **options: Any) -> Worker[Any]:
        """Begin ``work``, whose faults are told."""
        # Without a description, Textual writes down all that the work is about.
        options.setdefault("description", type(work).__name__)
        return super().run_worker(partial(telling_faults, self, work), *arguments, **options)

    async def action_quit(self) -> None:
        """Textual calls this to quit."""
        self.do_app_quit()

    def action_help_quit(self) -> None:
        """Textual calls this for Ctrl+C, by which many try to quit."""
        key, ends = ("reader.back", "send, print and quit") if self.services.discussed else ("app.quit", "quit")
        self.tell(f"Press {self.keymap.key(key)} to {ends}.")

    def do_app_palette(self) -> None:
        if isinstance(self.screen, CommandScreen):
            self._command_palette.open(self.screen)

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Open an address outside the app, whoever asks for it, and report the result."""
        self.run_worker(open_address(self, self, url), group="outside")

    def copy_to_clipboard(self, text: str) -> None:
        """Copy through the terminal, and through the program that there is for it."""
        super().copy_to_clipboard(text)
        self.copying.copy(text)

    # ------------------------------------------------------------------ messages

    def tell(self, message: str, title: str = "", *, lasts: bool = False) -> None:
        """Show a short message in place of the previous one, or news below other news, never read as markup."""
        self.clear_messages(until=-1 if lasts else None)
        if self.screens.open:
            self.screens.open[-1].say(sentence(message), title, lasts=lasts)
        else:
            self.notify(sentence(message), title=title, markup=False)

    def clear_messages(self, *, until: int | None = None) -> None:
        """Remove all messages; ``until``: the index of the first open screen that keeps its own."""
        self.clear_notifications()
        for screen in self.screens.open[:until]:
            screen.hide_message()

    def tell_error(self, error: ReadtuiError, title: str = "", *, lasts: bool = False) -> None:
        """Say what happened and what to do next."""
        DEBUG_LOG.fault(error)
        self.clear_messages()
        if self.screens.open:
            self.screens.open[-1].error_told(lasts=lasts)
        text = "\n".join(sentence(part) for part in (error.message, error.hint) if part)
        self.notify(text, title=title, severity="error", markup=False, timeout=12)


class RunEnd(NamedTuple):
    """How the app has ended: its exit code, why some standing exports could not be brought up to date, and how many
    notes were left half written.
    """

    code: int
    faults: Sequence[ReadtuiError]
    half_written: int = 0


def run_app(
    services: Services, start: Start, *, settings: Settings, terminal: Terminal, standing: "StandingFolders | None"
) -> RunEnd:
    """Run the app until the user quits, everything is saved, and the standing exports are up to date.

    ``standing``: those of the settings.
    """
    app = ReadtuiApp(
        services, settings=settings, terminal=terminal, start=start, standing=standing, index=services.index
    )
    app.ending = ending = AppEnd(partial(_give_back, app))
    app.run()
    ending.wait_for("what is being saved", lambda: True)
    services.repository.finish()
    ending.wait_for("the standing exports", lambda: True)
    faults = app.work.standing.finish(MOST_SECONDS)
    wait_for_the_rest()
    ending.done()
    return RunEnd(app.return_code or 0, faults, app.saving.half_written)


def _give_back(app: ReadtuiApp) -> None:
    """Give the terminal back in the middle of the app's end."""
    if app._driver is not None:
        with suppress(Exception):
            app._driver.stop_application_mode()
    app.terminal.leave()
