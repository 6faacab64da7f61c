"""Opens the indexes in a cache folder. Both are None if they are impossible here, as in a Python without sqlite3."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from readtui.search.annotations.index import AnnotationIndex
    from readtui.search.full_text.index import SearchIndex


def word_index(folder: Path) -> "SearchIndex | None":
    """The index of the words in texts."""
    try:
        from readtui.search.full_text.index import SearchIndex
    except ImportError:
        return None
    return SearchIndex.opened(folder / "search.db")


def annotation_index(folder: Path) -> "AnnotationIndex | None":
    """The index of annotations."""
    try:
        from readtui.search.annotations.index import AnnotationIndex
    except ImportError:
        return None
    return AnnotationIndex.opened(folder / "annotations.db")
