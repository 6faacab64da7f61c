"""Opens the palette, fills it off the UI thread, and runs what is chosen."""

from collections.abc import Iterator
from dataclasses import field
from functools import partial
from typing import TYPE_CHECKING

from textual.app import App

from readtui.bootstrap import Services
from readtui.errors import ReadtuiError
from readtui.model.view import Lists
from readtui.quick_dataclass import dataclass
from readtui.search.query.syntax import has_tag_term, to_text
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.wording import sentence
from readtui.text.phrases import counted
from readtui.tui.command_palette.palette_entries import MOVE, Entries, EntryKind, PaletteEntry
from readtui.tui.commands.command import Command
from readtui.tui.commands.table import commands_of
from readtui.tui.commands.verbs import EXPORT, MOTIONS, ORDINARY, PREVIEW_DOWN, PREVIEW_UP
from readtui.tui.context import Screens
from readtui.tui.daemon_thread import in_thread
from readtui.tui.keymap import Keymap
from readtui.tui.screens.command_screen import CommandScreen
from readtui.tui.work.background import Background

if TYPE_CHECKING:
    from readtui.tui.command_palette.dialog import PaletteDialog

_RECENT = "palette.recent"
_MOST_RECENT = 8
_PALETTE, _APP = "app.palette", "app"
_GROUPS = _HERE, _GO_TO, _ = "here", "go to", MOVE
"""The commands of the screen, those of the app, and motions."""
_PREVIEWS = {PREVIEW_DOWN.name, PREVIEW_UP.name}
_EVERYTHING = "everything"
_WHERE = {
    "library": "in the library",
    "annotations": "in the list of annotations",
    "reader": "in an article",
    "codebook": "in the codebook",
    "export": "in the export",
    "settling": "in moved and lost passages",
    "trash": "in the trash",
    "history": "in the history",
    "search": "in a search",
    "counts": "in the counts",
    "review": "in a review",
    "triage": "in triage",
}
"""The screens whose commands are listed on others."""
_IN_SHELL = {
    "compare CODER CODER": "Compare what two coders tagged",
    "verify FILE": "Check the quotations in a text",
    "discuss FILE": "Discuss a text with whoever writes it",
    "merge LIBRARY": "Merge another copy of the library",
    "discover": "Find highlights of other programs",
    "doctor": "Check and repair the library",
}
"""What only the command line does; its arguments, and what that is."""


def _group(command: Command) -> str:
    if command.verb in MOTIONS or command.verb in _PREVIEWS:
        return MOVE
    return _GO_TO if command.context == _APP else _HERE


def _in_shell(screen: CommandScreen) -> Iterator[PaletteEntry]:
    for arguments, title in _IN_SHELL.items():
        say = partial(screen.tell, f"In a shell: readtui {arguments}")
        yield PaletteEntry(EntryKind.COMMAND, arguments, title, "", say, where="in a shell")


@dataclass
class CommandPalette:
    """What was chosen lately is remembered on this device, and comes first."""

    _app: App[None]
    _services: Services
    _screens: Screens
    _keymap: Keymap
    _background: Background
    _recent: list[str] | None = field(default=None, init=False)

    def open(self, screen: CommandScreen) -> None:
        """Show the palette over a screen, with the screen's commands; the rest follows."""
        if self._recent is None:
            self._recent = self._services.repository.choices().get(_RECENT, "").split("\t")
        entries = Entries(self._recent)
        entries.add(self._commands(screen))
        entries.add([*self._elsewhere(screen), *_in_shell(screen)])
        from readtui.tui.command_palette.dialog import PaletteDialog

        dialog = PaletteDialog(entries)
        self._app.push_screen(dialog, self._run)
        self._app.run_worker(self._fill(entries, dialog), group="palette", exclusive=True)

    def _commands(self, screen: CommandScreen) -> list[PaletteEntry]:
        keymap = self._keymap
        commands = [one for one in screen.commands_here() if not one.takes_key and one.id != _PALETTE]
        # What the footer names is looked for more often than the rest.
        commands.sort(key=lambda one: (_GROUPS.index(_group(one)), not one.footer))
        return [
            PaletteEntry(
                EntryKind.COMMAND,
                one.id,
                one.title,
                keymap.label(one.id),
                partial(screen.run_command, one),
                _group(one),
            )
            for one in commands
        ]

    def _elsewhere(self, screen: CommandScreen) -> Iterator[PaletteEntry]:
        """What other screens do; an entry leads there, and says the key."""
        here = {one.title for one in screen.commands_here()}
        for context, where in _WHERE.items():
            for one in commands_of((context,)) if context != screen.MODE else ():
                if one.verb not in ORDINARY and one.title not in here and one.id not in self._keymap.hidden:
                    go = partial(self._go_to, screen, one)
                    yield PaletteEntry(
                        EntryKind.COMMAND, one.id, one.title, self._keymap.label(one.id), go, where=where
                    )

    def _go_to(self, screen: CommandScreen, command: Command) -> None:
        context, keys = command.context, self._keymap.label(command.id)
        press = f"press {keys}" if keys else f"choose it with {self._keymap.key(_PALETTE)}"
        if context == "settling":
            self._screens.show_settling()
        elif context == "export":
            exports = [one for one in screen.commands_here() if one.verb == EXPORT.name]
            if exports:
                screen.run_command(exports[0])
            else:
                self._screens.show_export(AnnotationQuery(), _EVERYTHING)
        elif context != "reader":
            screen.run_command(next(one for one in commands_of((_APP,)) if one.id == f"{_APP}.{context}"))
        there = f"{_WHERE[context].capitalize()}, {press}" if context == "reader" else sentence(press).rstrip(".")
        screen.tell(f"{there}: {command.title[:1].lower()}{command.title[1:]}")

    async def _fill(self, entries: Entries, dialog: "PaletteDialog") -> None:
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

    def _views(self) -> list[PaletteEntry]:
        show = self._screens.show_view
        return [
            PaletteEntry(EntryKind.VIEW, view.name, view.name, f"view of {view.lists.value}", partial(show, view))
            for view in self._services.views.all()
        ]

    def _tags(self) -> list[PaletteEntry]:
        show = self._screens.show_list
        counts = self._services.library.tag_counts()
        return [
            PaletteEntry(
                EntryKind.TAG,
                tag,
                f"#{tag}",
                counted(counts[tag], "place"),
                partial(show, Lists.ANNOTATIONS, to_text(has_tag_term(tag))),
            )
            for tag in sorted(counts, key=lambda one: (-counts[one], one))
        ]

    def _articles(self) -> list[PaletteEntry]:
        show = self._screens.open_reader
        repository = self._services.repository
        records = [one.record for one in (*repository.listed(), *repository.waiting_listed())]
        records.sort(key=lambda record: record.modified, reverse=True)
        return [
            PaletteEntry(EntryKind.ARTICLE, one.id, one.title, one.metadata.creator or "article", partial(show, one.id))
            for one in records
        ]

    def _run(self, entry: PaletteEntry | None) -> None:
        if entry is None:
            return
        recent = list(dict.fromkeys((entry.known_as, *(self._recent or ()))))[:_MOST_RECENT]
        self._recent = recent
        self._background.do(partial(self._services.repository.keep_choices, {_RECENT: "\t".join(recent)}))
        entry.run()
