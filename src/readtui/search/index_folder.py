"""Opens the indexes in a cache folder. Both are None if they are impossible here, as in a Python without sqlite3."""

from pathlib import Path
from typing import TYPE_CHECKING

_WORDS, _ANNOTATIONS = "search.db", "annotations.db"

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
        from readtui.search.annotations.index import SHAPE as ANNOTATIONS
        from readtui.search.cache_file import is_damaged
        from readtui.search.full_text.index import SHAPE as WORDS
    except ImportError:
        return []
    files = (folder / _WORDS, WORDS), (folder / _ANNOTATIONS, ANNOTATIONS)
    return [path for path, shape in files if is_damaged(path, shape)]


def remove_damaged_indexes(folder: Path) -> list[Path]:
    """Remove these files, so that they are rebuilt; returns them."""
    damaged = damaged_indexes(folder)
    for path in damaged:
        from readtui.search.cache_file import remove

        remove(path)
    return damaged
