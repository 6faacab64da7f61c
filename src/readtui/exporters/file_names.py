"""File names from titles: safe on any system, readable, and unique."""

import re
from collections.abc import Iterable

from readtui.model.article import ArticleRecord
from readtui.text.clean import visible

_MOST_BYTES = 160
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*#^\[\]\s]+')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


class FileNames:
    """Gives each article a safe, readable, unique file name without ending.

    The first article with a title gets the plain title, so that another export gives the same names.
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def name(self, record: ArticleRecord) -> str:
        """The name for an article. Call it once for each article."""
        plain = safe_name(record.title) or record.id
        names = (plain, f"{plain} {record.id[:8]}", f"{plain} {record.id}")
        name = next((name for name in names if name.casefold() not in self._taken), names[-1])
        self._taken.add(name.casefold())
        return name


def file_names(records: Iterable[ArticleRecord]) -> dict[str, str]:
    """The file name without ending for each article id."""
    names = FileNames()
    return {record.id: names.name(record) for record in records}


def safe_name(title: str, most_bytes: int = _MOST_BYTES) -> str:
    """The title as a file name without its ending; "" if no character of it is safe."""
    name = _UNSAFE.sub(" ", visible(title)).encode()[:most_bytes].decode(errors="ignore").strip(" .")
    return f"{name}_" if _RESERVED.match(name) else name
