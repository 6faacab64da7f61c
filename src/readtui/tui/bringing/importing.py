"""Imports annotations from a file of another program: asks for it, shows what would happen, and does it."""

import asyncio
import os
from functools import partial
from pathlib import Path
from typing import Protocol

from readtui.errors import ReadtuiError, StoppedError
from readtui.importers.importer import Source
from readtui.text.clean import visible
from readtui.tui.bringing.carrying_out import carry_out
from readtui.tui.context import Context
from readtui.tui.dialogs.import_preview import ImportPreviewDialog
from readtui.tui.dialogs.prompt import PromptDialog, complete_path
from readtui.tui.work.threads import StopSwitch, in_thread


class ListShown(Protocol):
    """The list on the screen."""

    @property
    def how_to_undo(self) -> str: ...

    def ask(self, dialog: PromptDialog) -> None:
        """Show a dialog."""


class ImportingNotes:
    """The key that imports annotations."""

    def __init__(self, app: Context, shown: ListShown) -> None:
        self._app = app
        self._shown = shown
        self._stop: StopSwitch | None = None

    def do_library_import(self) -> None:
        """Ask for a file of another program, and import its annotations."""
        if self._stop is not None:
            self._app.tell("A file is being read already.")
            return
        title = "Import annotations from a file of another program"
        self._shown.ask(PromptDialog(title, "", "My Clippings.txt, an export, …", complete_path, self._given))

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
        source = await asyncio.to_thread(_source, path.strip())
        self._stop = StopSwitch()
        self._app.run_worker(self._run(source, self._stop), group="import-notes")
        return True

    async def _run(self, source: Source, stop: StopSwitch) -> None:
        name = visible(source.name.rpartition("/")[2])
        self._app.tell(f"Reading {name} …")
        try:
            importing = self._app.services.importing
            plan = await in_thread(partial(importing.plan, [source], cancelled=lambda: stop.is_thrown), stop)
        except StoppedError:
            self._app.tell("Stopped; nothing was imported.")
            return
        except ReadtuiError as error:
            self._app.tell_error(error, title=f"Could not import {name}")
            return
        finally:
            self._stop = None
        if plan.refused and not plan.works:
            [refused] = plan.refused
            self._app.tell_error(ReadtuiError(refused.message, refused.hint), title=f"Could not import {name}")
        elif await self._app.push_screen_wait(ImportPreviewDialog(name, plan)):
            await carry_out(self._app, plan, self._shown.how_to_undo)


def _source(path: str) -> Source:
    """The file's bytes. Raises SourceError."""
    from readtui.services.importing.files import MOST_BYTES
    from readtui.services.intake.source_files import path_text, read_bytes

    file = Path(os.path.expanduser(path))
    return Source(read_bytes(file, MOST_BYTES), path_text(file))
