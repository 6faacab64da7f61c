"""A template file that the user edits while its export is shown."""

import asyncio
import os

from readtui.exporters.exporter import Exporter
from readtui.services.out.export import Exports


class TemplateWatch:
    """Loads a template, and notices when its file has changed since."""

    def __init__(self) -> None:
        self.path = ""
        self._changed = 0

    async def load(self, exports: Exports, path: str) -> Exporter:
        """The exporter for the template. Raises ExportError."""
        self.path, self._changed = path, await asyncio.to_thread(_changed, path)
        return await asyncio.to_thread(exports.template, path)

    async def has_changed(self) -> bool:
        """Whether the file has changed since it was loaded."""
        return bool(self.path) and await asyncio.to_thread(_changed, self.path) != self._changed


def _changed(path: str) -> int:
    """When the file was last changed, in nanoseconds; 0 if it is not there."""
    try:
        return os.stat(os.path.expanduser(path)).st_mtime_ns
    except (OSError, ValueError):
        return 0
