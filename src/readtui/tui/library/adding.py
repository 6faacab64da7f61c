"""Asks for sources and adds them; reads an article's source again."""

import asyncio
import os
from pathlib import Path
from typing import Protocol

from readtui.errors import SourceError
from readtui.services.library import LibraryEntry
from readtui.services.sources import is_url
from readtui.text.clean import visible
from readtui.tui.context import Context
from readtui.tui.dialogs.prompt import PromptDialog, complete_path


class ListShown(Protocol):
    """The list on the screen."""

    @property
    def current(self) -> LibraryEntry | None:
        """The article under the cursor."""

    def ask(self, dialog: PromptDialog) -> None:
        """Show a dialog."""


class AddingSources:
    """The keys that add files, folders and URLs, and reload them."""

    def __init__(self, app: Context, shown: ListShown) -> None:
        self._app = app
        self._shown = shown

    def do_library_add(self) -> None:
        """Ask for a file, a folder or a URL and add it."""
        title = "Add a file, a folder or a URL"
        # A mistyped address is corrected, not typed again.
        failed = self._app.importing.failed
        self._shown.ask(
            PromptDialog(
                title,
                failed,
                "a path or an address: ~/papers, https://…",
                complete_path,
                self._source_given,
                is_selected=True,
            )
        )

    async def _source_given(self, source: str) -> bool:
        """Begin to add the source. Raises SourceError."""
        if not source.strip():
            return False
        self._app.importing.add(await asyncio.to_thread(self._sources, source.strip()))
        return True

    def _sources(self, source: str) -> list[str]:
        """The URL, the file, or the files in the folder. Raises SourceError."""
        path = os.path.expanduser(source)
        if os.path.isdir(path):
            return [str(one) for one in self._app.services.library.sources_in(Path(path))]
        if not is_url(source) and not os.path.exists(path):
            raise SourceError(
                f"no such file or folder: {visible(source)}", "Check the path. A URL begins with https://."
            )
        return [source]

    def do_library_refresh(self) -> None:
        """Read the source of the article under the cursor again."""
        entry = self._shown.current
        if entry is not None:
            self._app.importing.refresh(entry.record)
