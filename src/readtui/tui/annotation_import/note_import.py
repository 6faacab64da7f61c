"""Imports annotations from a file of another program: asks for it, shows what would happen, and does it."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from readtui.bootstrap import Services
from readtui.debug_log import DEBUG_LOG
from readtui.errors import ReadtuiError, SourceError, StoppedError
from readtui.quick_dataclass import dataclass
from readtui.services.importing.import_plan import ImportPlan, share_done
from readtui.text.clean import visible
from readtui.tui.annotation_import.offers import carry_out
from readtui.tui.daemon_thread import StopSwitch, in_thread, in_thread_until
from readtui.tui.dialogs.import_preview import ImportPreviewDialog, ImportWish
from readtui.tui.dialogs.links import LinksDialog
from readtui.tui.dialogs.prompt import PromptDialog, complete_path
from readtui.tui.events import EventBus
from readtui.tui.host import Host
from readtui.tui.screens.command_screen import CommandScreen
from readtui.tui.work.saver import Saver

if TYPE_CHECKING:
    from readtui.services.importing.discovery import Discovery
    from readtui.services.importing.import_files import FileOnDisk

_SHOWN_EVERY = 0.3
_BAR = 10
_ANOTHER = "Another file or folder"
_ABOUT = (
    "Reads what Kindle, KOReader, Kobo, Moon+, Calibre, Zotero, Readwise, Hypothesis and others export, "
    "highlights in PDF files, and lists of what is to be read. A preview comes first, and nothing changes before "
    "you accept it."
)


@dataclass
class NoteImport:
    """The key that imports annotations."""

    _host: Host
    _services: Services
    _events: EventBus
    _saving: Saver
    _screen: CommandScreen

    def __post_init__(self) -> None:
        self._stop: StopSwitch | None = None
        self._discovered: Sequence[Discovery] | None = None
        self._looking = StopSwitch()
        """Ends the look for what other programs keep, for good."""

    def close(self) -> None:
        """The screen closes: stop looking at what other programs keep."""
        self._looking.throw()

    async def discovered(self) -> "Sequence[Discovery]":
        """What other programs keep on this device; looked for once."""
        if self._discovered is None:
            stop = self._looking
            try:
                self._discovered = await in_thread_until(stop, self._services.discover, lambda: stop.is_thrown)
            except ReadtuiError as error:
                # Nobody has asked for this; without it, a file can be named.
                DEBUG_LOG.fault(error, "swallowed")
                return ()
        return self._discovered

    def do_library_import(self) -> None:
        """Choose what other programs keep on this device, or a file, and import its annotations."""
        if self._stop is not None:
            self._screen.tell("Another file is still being read.")
        else:
            self._screen.run_worker(self._choose(), group="open", exclusive=True)

    async def _choose(self) -> None:
        if self._discovered is None:
            self._screen.tell("Looking for highlights of other programs on this device …")
        found = await self.discovered()

        def chosen(number: int | None) -> None:
            if number is not None and number < len(found):
                one = found[number]
                self._host.run_worker(self._run(one.program, one.files), group="import-notes")
            elif number is not None:
                self._ask_for_file()

        if found:
            rows = [(f"{one.program}: {one.words}", visible(one.source)) for one in found]
            self._screen.ask(LinksDialog("Import from", [*rows, (_ANOTHER, "type its path")]), chosen)
        else:
            self._ask_for_file()

    def _ask_for_file(self) -> None:
        self._screen.ask(
            PromptDialog(
                "Import annotations from another program",
                "",
                "a file or folder, such as My Clippings.txt",
                complete_path,
                self._given,
                enter="preview",
                about=_ABOUT,
            )
        )

    def stop(self) -> bool:
        """Stop reading a file; return whether one was being read."""
        if self._stop is None:
            return False
        self._stop.throw()
        return True

    async def _given(self, path: str) -> bool:
        """Begin to read the file. Raises SourceError."""
        if not path.strip():
            return False
        files = await in_thread(_files, path.strip())
        name = visible(os.path.basename(os.path.abspath(os.path.expanduser(path.strip()))))
        self._host.run_worker(self._run(name, files), group="import-notes")
        return True

    async def _run(self, name: str, files: "Sequence[FileOnDisk]") -> None:
        """Show what would happen, as often as the user wants it otherwise, and do it."""
        format_name, fetches = "", False
        while True:
            try:
                plan = await self._plan(name, files, format_name, fetches=fetches)
            except StoppedError:
                self._screen.tell("Stopped; nothing was imported.")
                return
            except ReadtuiError as error:
                self._screen.tell_error(error, title=f"Could not import {name}")
                return
            identity = await in_thread(self._services.library.identity)
            preview = ImportPreviewDialog(name, plan, identity, is_first=not fetches)
            wish = await self._screen.answer(preview)
            if wish is ImportWish.FETCH:
                fetches = True
            elif wish is ImportWish.CHOOSE_FORMAT:
                format_name = await self._chosen_format(name) or format_name
            elif wish is ImportWish.IMPORT:
                how_to_undo = f"Press {self._screen.key('library.undo')} to undo."
                await carry_out(self._host, self._services, self._events, self._saving, plan, how_to_undo)
                return
            else:
                return

    async def _plan(self, name: str, files: "Sequence[FileOnDisk]", format_name: str, *, fetches: bool) -> ImportPlan:
        """What importing the file would do; meanwhile, how far that is. Raises StoppedError and others."""
        stop = self._stop = StopSwitch()
        done = 0.0

        def reached(step: str, count: int, total: int) -> None:
            nonlocal done
            done = share_done(step, count, total)

        def plan() -> ImportPlan:
            # What importing needs is loaded off the UI thread.
            importing = self._services.importing
            return importing.plan(
                files, format_name, fetches=fetches, progress=reached, cancelled=lambda: stop.is_thrown
            )

        planning = asyncio.ensure_future(in_thread_until(stop, plan))
        said = ""
        try:
            while not planning.done():
                words = f"Reading {name} {_bar(done)} {done:.0%} · {self._screen.key('library.show_all')}: stop"
                if words != said:
                    self._screen.tell(words, lasts=True)
                    said = words
                await asyncio.wait([planning], timeout=_SHOWN_EVERY)
        finally:
            self._stop = None
        made = planning.result()
        if made.works:
            # Other files in a folder or an archive are passed over.
            made = replace(made, refused=[one for one in made.refused if not one.is_other])
        return made

    async def _chosen_format(self, name: str) -> str:
        """The format that the user chooses for the file; "" for none."""
        formats = await in_thread(lambda: self._services.importing.formats())
        rows = [(one.title, one.about) for one in formats]
        chosen = await self._screen.answer(LinksDialog(f"Read {name} as", rows))
        return "" if chosen is None else formats[chosen].name


def _bar(done: float) -> str:
    full = int(_BAR * done)
    return "━" * full + "┄" * (_BAR - full)


def _files(path: str) -> "list[FileOnDisk]":
    """The file, or those in the folder. Raises SourceError if there are none."""
    from readtui.services.importing.import_files import files_at

    if not os.path.exists(os.path.expanduser(path)):
        raise SourceError(f"no such file or folder: {visible(path)}", "Check the path.")
    return files_at(path)
