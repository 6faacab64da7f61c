"""What works on a library without opening it, and on this user's desktop."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from readtui.importers.process.source_reader import SourceReader
from readtui.paths import (
    cache_folder,
    desktop_applications,
    desktop_settings,
    libraries_file,
    library_folder,
    state_folder,
)
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.open_store import new_uuid, open_store, utc_now

if TYPE_CHECKING:
    from readtui.services.finding.shell_completion import Completion
    from readtui.services.linking.link_handler import Handler
    from readtui.services.linking.links import LinkTarget
    from readtui.services.upkeep.doctor import Doctor
    from readtui.storage.glance import Glance


def locate_id(full_id: str, library: Path | None = None) -> "LinkTarget | None":
    """Find an article or annotation, in the trash too, without opening a library; see ``locate``.

    Searches this library or, if None, the default one and then the others that were opened on this device.
    """
    return located(full_id, library_folder(library), is_alone=library is not None)


def located(full_id: str, first: Path, *, is_alone: bool) -> "LinkTarget | None":
    """The same; searches ``first`` and then, unless it ``is_alone``, the others that were opened on this device."""
    from readtui.services.linking.links import locate
    from readtui.storage.local.known_libraries import known_libraries

    others = [] if is_alone else [one for one in known_libraries(libraries_file()) if one != first.absolute()]
    return locate(full_id, ((folder, _glance(folder)) for folder in (first, *others) if folder.is_dir()))


def doctor_on(library: Path | None = None, make_indexes: Callable[[Path], None] = lambda folder: None) -> "Doctor":
    """The doctor for the library in this folder, without opening it. Same default as ``open_services``.

    ``make_indexes`` rebuilds the damaged indexes of a library.
    """
    # Imported here because no other command needs it.
    from readtui.search.index_folder import damaged_indexes
    from readtui.services.upkeep.doctor import Doctor
    from readtui.storage.library_files import FolderFiles

    folder = library_folder(library)
    folders = LibraryFolders(folder, state_folder(folder), cache_folder(folder))
    files = FolderFiles(folders, clock=utc_now, new_id=new_uuid)
    return Doctor(
        files,
        read=SourceReader().read,
        open=lambda: open_store(folder),
        damaged_indexes=partial(damaged_indexes, folders.cache),
        make_indexes=partial(make_indexes, folder),
        clock=utc_now,
        new_id=new_uuid,
    )


def desktop_handler() -> "Handler":
    """Registers links with this user's desktop."""
    import shutil

    from readtui.services.linking.link_handler import Handler, run_quietly

    return Handler(desktop_applications(), desktop_settings(), os.environ, shutil.which, run_quietly)


def merge_library_file(base: Path, ours: Path, theirs: Path) -> int:
    """Merge one library file for git; see ``merge_file``. Raises StorageError."""
    from readtui.services.out.whole_file import write_whole
    from readtui.storage.merging.merge_file import merge_file

    return merge_file(base, ours, theirs, write_whole)


def completing_on(library: Path | None = None) -> "Completion":
    """Shell completion for the library in this folder, without opening it. Same default as ``open_services``."""
    from readtui.services.finding.shell_completion import Completion

    return Completion(_glance(library_folder(library)))


def _glance(folder: Path) -> "Glance":
    from readtui.storage.glance import Glance

    return Glance(LibraryFolders(folder, state_folder(folder), cache_folder(folder)))


def passing_place(name: str) -> AbstractContextManager[Path]:
    """A folder for a library that nobody keeps, gone after the block; see ``passing_folder``. Raises StorageError."""
    from readtui.storage.local.temporary_folder import passing_folder

    return passing_folder(name)
