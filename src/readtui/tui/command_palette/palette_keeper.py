"""Opens the palette, fills it off the UI thread, and runs what is chosen."""

from functools import partial

from textual.app import App

from readtui.bootstrap import Services
from readtui.errors import ReadtuiError
from readtui.model.view import Lists
from readtui.search.query.terms import has_tag_term, to_text
from readtui.text.phrases import counted
from readtui.tui.command_palette.dialog import PaletteDialog
from readtui.tui.command_palette.entries import Entries, Entry, Kind
from readtui.tui.commands.command import Command
from readtui.tui.commands.verbs import MOTIONS
from readtui.tui.context import Screens
from readtui.tui.keymap import Keymap
from readtui.tui.screens.command_screen import CommandScreen
from readtui.tui.thread_pool import in_thread
from readtui.tui.work.background import Background

_RECENT = "palette.recent"
_MOST_RECENT = 8
_PALETTE, _APP = "app.palette", "app"
_GROUPS = _HERE, _GO_TO, _MOVE = "here", "go to", "move"
"""The commands of the screen, those of the app, and motions."""


def _group(command: Command) -> str:
    if command.verb in MOTIONS:
        return _MOVE
    return _GO_TO if command.context == _APP else _HERE


class PaletteKeeper:
    """Remembers on this device what was chosen lately."""

    def __init__(
        self, app: App[None], services: Services, screens: Screens, keymap: Keymap, background: Background
    ) -> None:
        self._app = app
        self._services = services
        self._screens = screens
        self._keymap = keymap
        self._background = background
        self._recent: list[str] | None = None

    def open(self, screen: CommandScreen) -> None:
        """Show the palette over a screen, with the screen's commands; the rest follows."""
        if self._recent is None:
            self._recent = self._services.choices.choices().get(_RECENT, "").split("\t")
        entries = Entries(self._recent)
        entries.add(self._commands(screen))
        dialog = PaletteDialog(entries)
        self._app.push_screen(dialog, self._run)
        self._app.run_worker(self._fill(entries, dialog), group="palette", exclusive=True)

    def _commands(self, screen: CommandScreen) -> list[Entry]:
        keymap = self._keymap
        commands = [one for one in screen.commands_here() if not one.takes_key and one.id != _PALETTE]
        # What the footer names is looked for more often than the rest.
        commands.sort(key=lambda one: (_GROUPS.index(_group(one)), not one.footer))
        return [
            Entry(Kind.COMMAND, one.id, one.title, keymap.label(one.id), partial(screen.run_command, one), _group(one))
            for one in commands
        ]

    async def _fill(self, entries: Entries, dialog: PaletteDialog) -> None:
        """Add views, tags and articles; what cannot be read is left out, and other screens say so."""
        for read in (self._views, self._tags, self._articles):
            try:
                found = await in_thread(read)
            except ReadtuiError:
                continue
            entries.add(found)
            if dialog.is_current:
                dialog.find_again()
        if dialog.is_current:
            dialog.be_full()

    def _views(self) -> list[Entry]:
        show = self._screens.show_view
        return [
            Entry(Kind.VIEW, view.name, view.name, f"view of {view.lists.value}", partial(show, view))
            for view in self._services.views.all()
        ]

    def _tags(self) -> list[Entry]:
        show = self._screens.show_list
        counts = self._services.library.tag_counts()
        return [
            Entry(
                Kind.TAG,
                tag,
                f"#{tag}",
                counted(counts[tag], "place"),
                partial(show, Lists.ANNOTATIONS, to_text(has_tag_term(tag))),
            )
            for tag in sorted(counts, key=lambda one: (-counts[one], one))
        ]

    def _articles(self) -> list[Entry]:
        show = self._screens.open_reader
        records = [listed.record for listed in self._services.listing.listed()]
        records.sort(key=lambda record: record.modified, reverse=True)
        return [
            Entry(Kind.ARTICLE, one.id, one.title, one.metadata.creator or "article", partial(show, one.id))
            for one in records
        ]

    def _run(self, entry: Entry | None) -> None:
        if entry is None:
            return
        recent = list(dict.fromkeys((entry.known_as, *(self._recent or ()))))[:_MOST_RECENT]
        self._recent = recent
        self._background.do(partial(self._services.choices.keep_choices, {_RECENT: "\t".join(recent)}))
        entry.run()
