"""Where exports go: names for files, and folders to keep up to date."""

import asyncio
import os
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

from readtui.bootstrap.standing import standing_exports
from readtui.errors import ExportError
from readtui.exporters.exporter import Context as ArticleContext
from readtui.exporters.exporter import Exporter
from readtui.exporters.file_names import file_names
from readtui.exporters.registry import can_stand
from readtui.paths import default_library, settings_file
from readtui.search.query.terms import to_text
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.out.documents import Documents
from readtui.services.out.standing_setting import add_standing_export
from readtui.settings import load_settings
from readtui.text.clean import visible
from readtui.text.counted import counted
from readtui.tui.context import Context

_MANY = "readtui-annotations"


def suggested_name(exporter: Exporter, documents: Documents, context: ArticleContext) -> str:
    """A name for the file or folder of an export. Raises StorageError."""
    first = [document.record for document in islice(documents.of(exporter.format, context=context), 2)]
    name = file_names(first)[first[0].id] if len(first) == 1 else _MANY
    if exporter.format.needs_pdf and len(first) > 1:
        return f"{name}/"
    return name if exporter.format.is_folder else f"{name}{exporter.format.extension}"


def folder_of(path: str, written: Sequence[Path]) -> str:
    """The folder that was written to, as the user named it."""
    is_folder = bool(written) and Path(os.path.expanduser(path)) != written[0]
    return path if is_folder else os.path.dirname(path)


def why_not_standing(exporter: Exporter, query: AnnotationQuery, label: Callable[[str], str]) -> str:
    """What prevents a standing export, for a message; "" if nothing does. ``label`` names the key of a command."""
    if not can_stand(exporter.format.name):
        return f"{exporter.format.title} files cannot be kept up to date: they do not say which article they are about."
    if query.articles:
        return (
            f"A folder is kept up to date for a filter or the whole library, not for one article. "
            f"Press {label('export.next_scope')} to change the scope."
        )
    return ""


async def keep_up_to_date(readtui: Context, exporter: Exporter, documents: Documents, path: str) -> bool:
    """Add a standing export to the settings and begin with it; False for an empty path.

    Raises ExportError, SettingsError, StorageError.
    """
    if not path.strip():
        return False
    folder, services = Path(os.path.expanduser(path.strip())), readtui.services
    if not folder.is_absolute():
        raise ExportError(f"not a full path: {visible(path)}", "Begin with / or ~/.")
    settings = readtui.settings.path or settings_file()
    is_default = services.folder.resolve() == default_library().resolve()

    def add() -> int:
        folder.mkdir(parents=True, exist_ok=True)
        add_standing_export(
            settings,
            format=exporter.format.name,
            folder=folder,
            query=to_text(documents.query.query),
            library=None if is_default else services.folder.resolve(),
            creators=documents.creators,
        )
        standing = standing_exports(services, load_settings(settings))
        if standing is None:
            return 0
        readtui.keep_exporting(standing)
        return len(standing.run().written)

    # What changes from now on is exported for itself.
    await readtui.saving.settled()
    try:
        count = await asyncio.to_thread(add)
    except OSError as fault:
        raise ExportError(
            f"cannot make the folder {visible(str(folder))}: {fault.strerror}", "Choose another place."
        ) from fault
    written = counted(count, "file") if count else "no file yet"
    readtui.tell(f"Wrote {written}. readtui keeps this folder up to date, until you remove it from your settings.")
    return True
