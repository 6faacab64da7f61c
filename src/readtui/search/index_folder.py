"""Opens the indexes in a cache folder. Both are None if they are impossible here, as in a Python without sqlite3."""

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from readtui import __version__
from readtui.rights import private

_WORDS, _ANNOTATIONS, _NOTE = "search.db", "annotations.db", "indexed"

if TYPE_CHECKING:
    from readtui.search.annotations.index import AnnotationIndex
    from readtui.search.full_text.index import SearchIndex


def word_index(folder: Path) -> "SearchIndex | None":
    try:
        from readtui.search.full_text.index import SearchIndex
    except ImportError:
        return None
    return SearchIndex.opened(folder / _WORDS)


def annotation_index(folder: Path) -> "AnnotationIndex | None":
    try:
        from readtui.search.annotations.index import AnnotationIndex
    except ImportError:
        return None
    return AnnotationIndex.opened(folder / _ANNOTATIONS)


def damaged_indexes(folder: Path) -> list[Path]:
    """The files of indexes that are not as they were written. Reads all of them, and changes nothing."""
    try:
        from readtui.search.annotations.index import AnnotationIndex
        from readtui.search.cache_file import is_damaged
        from readtui.search.full_text.index import SearchIndex
    except ImportError:
        return []
    files = (folder / _WORDS, SearchIndex.shape), (folder / _ANNOTATIONS, AnnotationIndex.shape)
    return [path for path, shape in files if is_damaged(path, shape)]


def remove_damaged_indexes(folder: Path) -> list[Path]:
    """Remove these files, so that they are rebuilt; returns them."""
    damaged = damaged_indexes(folder)
    for path in damaged:
        from readtui.search.cache_file import remove

        remove(path)
    return damaged


def are_noted(folder: Path, library: str) -> bool:
    """Whether the indexes were today brought up to date for the library in this state, and have not changed since."""
    with suppress(OSError, ValueError):
        return (folder / _NOTE).read_text(encoding="utf-8") == _state(folder, library)
    return False


def note(folder: Path, library: str) -> None:
    """Note that the indexes are up to date, so that the next start need not look."""
    with suppress(OSError), open(folder / _NOTE, "w", encoding="utf-8", opener=private) as file:
        file.write(_state(folder, library))


def _state(folder: Path, library: str) -> str:
    day = time.strftime("%Y-%m-%d", time.gmtime())
    return "\n".join([__version__, day, library, *(_stamp(folder / name) for name in (_WORDS, _ANNOTATIONS))])


def _stamp(path: Path) -> str:
    try:
        found = os.stat(path)
    except OSError:
        return ""
    return f"{found.st_mtime_ns} {found.st_size} {found.st_ino}"
