"""Keeps the page that an article or the library opens with, and which command line opens which of them.

Starting the app takes longer than a user wants to wait. When an article is closed, the page that it will open with is
stored as terminal output, with everything it depends on. The article of a command line is not guessed: it is recorded
once the command line was parsed and its article shown, and is valid for the same arguments in the same folder while the
named file stays the same. In case of doubt nothing is found.

Until a page is found, no slow module is imported, not even ``pathlib``, ``json`` and ``hashlib``: paths are text, and
the page's dependencies are compared as bytes.
"""

from __future__ import annotations

import os
from binascii import crc32

from readtui import __version__
from readtui.paths import cache_folder, cache_root, look_path, settings_path, state_folder, terminal_path
from readtui.regular_files import open_regular
from readtui.storage.format.positions import offset_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from readtui.tui.terminal.scroller import Scroll
    from readtui.tui.terminal_interface import LeftLibrary, LeftPage, Stamp

    _Left = tuple[LeftPage, bytes, Scroll]

DISCUSS = "discuss"
"""The command that shows an article in a way of its own, and wherever its output goes."""
LIBRARY = "library"
"""The way of what opens no article: the list of all of them."""
_LOOKS = ("TERM", "COLORTERM", "NO_COLOR", "TERM_PROGRAM", "LANG", "LC_ALL", "TEXTUAL_COLOR_SYSTEM")
_PLACES = (
    "HOME",
    "READTUI_LIBRARY",
    "READTUI_STATE",
    "READTUI_DEBUG",
    "XDG_DATA_HOME",
    "XDG_STATE_HOME",
    "XDG_CACHE_HOME",
)
_END = b"\0\0"
_MOST_KEPT = 64
_SUM_BYTES = 9
_MOST_OPENINGS = 256


class FoundPage:
    """A page for the terminal, and how it scrolls."""

    def __init__(self, content: bytes) -> None:
        self._scroll, _, self.drawn = content.partition(b"\n")

    def scroll(self) -> Scroll | None:
        """The lines around the page; None if there are none.

        Raises ValueError and TypeError for data that this module did not write.
        """
        if not self._scroll:
            return None
        import json

        from readtui.tui.terminal.scroller import Scroll

        return Scroll(*json.loads(self._scroll))


class KeptPages:
    """The pages that one run finds and leaves."""

    def __init__(self) -> None:
        self._asked = b""
        self._source: tuple[str, object] = ("", None)
        self._opened: tuple[Path, str, str] | None = None
        self._left: list[_Left] = []
        self._library: tuple[Path, tuple[int, int], tuple[list[Stamp | None], int], bytes] | None = None

    def asked_by(self, arguments: Sequence[str]) -> None:
        """Set the command line of this run."""
        try:
            self._asked = _asked(arguments)
        except OSError:
            # The current folder has been deleted, so no other run can be in it.
            self._asked = b""

    def find(self, screen: int) -> FoundPage | None:
        """The page that the command line opens; None if it may open another one, or look different.

        ``screen`` is a descriptor. Raises OSError, ValueError or LookupError if there is none.
        """
        size = os.get_terminal_size(screen)
        opened = article_opened(self._asked)
        return None if opened is None else kept_page(*opened, (size.columns, size.lines))

    def will_read(self, source: str) -> None:
        """Note the state of the file that the command line names."""
        path = os.path.abspath(os.path.expanduser(source))
        self._source = (path, _whole_stamp(path))

    def opens(self, library: Path, article_id: str, *, is_discussed: bool) -> None:
        """Note the article that the command line opens; "" for the library."""
        self._opened = (library, article_id, DISCUSS if is_discussed else "" if article_id else LIBRARY)

    def keep(self, left: LeftPage, drawn: bytes, scroll: Scroll) -> None:
        """Keep a page until ``write``: its output, and how it scrolls."""
        self._left.append((left, drawn, scroll))

    def keep_library(self, left: LeftLibrary, drawn: bytes) -> None:
        """Keep how the library opens, as long as it stays as it is now, instead of what was kept before."""
        width, height = left.screen.size
        now = _library_now(str(left.library), str(state_folder(left.library)))
        self._library = left.library, (width, height), now, b"\n" + drawn

    def write(self) -> None:
        """Write the kept pages, and the article that the command line has opened."""
        try:
            for left, drawn, scroll in self._left:
                _write_page(left, drawn, scroll)
            if self._library is not None:
                library, size, (stamps, day), page = self._library
                # What is known of the terminal may have been written after the picture was taken.
                _write_first_page(library, _depends_on(None, stamps, day, size) + _with_sum(page), LIBRARY)
            path, stamp = self._source
            if self._opened and self._asked and (not path or stamp == _whole_stamp(path) is not None):
                _write_opening(self._asked, *self._opened, path)
        except (OSError, ValueError):
            # The next start will be an ordinary one.
            return


def article_opened(asked: bytes) -> tuple[str, str, str, str, str] | None:
    """The library, its cache, its state, the id of the article, and DISCUSS or ""; None if it may be another article.

    Raises OSError if this command line is new.
    """
    content = _read(os.path.join(_openings(), _name(asked)))
    if not asked or not content.startswith(asked):
        return None
    stamp, _, parts = content[len(asked) :].partition(b"\n")
    library, cache, state, article_id, way, source = os.fsdecode(parts).split("\0")
    if stamp != _ascii(_whole_stamp(source) if source else ()):
        return None
    return library, cache, state, article_id, way


def _write_opening(asked: bytes, library: Path, article_id: str, way: str, source: str) -> None:
    from pathlib import Path

    folders = os.path.abspath(library), str(cache_folder(library)), str(state_folder(library))
    parts = (*folders, article_id, way, source)
    stamp = _ascii(_whole_stamp(source) if source else ())
    _write(Path(_openings()), _name(asked), asked + stamp + b"\n" + os.fsencode("\0".join(parts)), _MOST_OPENINGS)


def _asked(arguments: Sequence[str]) -> bytes:
    """Everything except files that decides which article a command line opens, on one line."""
    places = [os.environ.get(name) for name in _PLACES]
    return _ascii((__version__, _stamp(__file__), list(arguments), os.getcwd(), places)) + b"\n"


def _openings() -> str:
    return os.path.join(cache_root(), "openings")


def _name(asked: bytes) -> str:
    # The contents of the file show whether it is the right one.
    return f"{crc32(asked):08x}"


def kept_page(
    library: str, cache: str, state: str, article_id: str, way: str, size: tuple[int, int]
) -> FoundPage | None:
    """The page that an article, or the library, opens with; None if it may look different now.

    ``way``: DISCUSS, LIBRARY or "". ``size``: columns and rows of the terminal. Raises OSError, ValueError or
    LookupError if there is none.
    """
    content = _read(os.path.join(cache, "first-pages", article_id + way))
    if way == LIBRARY:
        return _proven(content, _depends_on(None, *_library_now(library, state), size))
    names, _, rest = content.partition(_END)
    offset = offset_in(_read(os.path.join(state, "positions.json")), article_id)
    if offset is None:
        raise ValueError(article_id)
    sources = [_stamp(path) for path in os.fsdecode(names).split("\0")] if names else []
    expected = _depends_on(_stamp(_article_file(library, article_id)), sources, offset, size)
    return _proven(rest, expected)


def _proven(content: bytes, expected: bytes) -> FoundPage | None:
    """The page behind what it depends on, if that is as expected."""
    if not content.startswith(expected):
        return None
    page = content[len(expected) + _SUM_BYTES :]
    # It goes to the terminal as it is.
    return FoundPage(page) if content[len(expected) :].startswith(_sum(page)) else None


def _write_page(left: LeftPage, drawn: bytes, scroll: Scroll) -> None:
    import json

    article = _stamp(_article_file(str(left.library), left.article_id))
    sources = list(left.sources.values())
    depends = _depends_on(article, sources, left.offset, (left.size.width, left.size.height))
    names = os.fsencode("\0".join(left.sources)) + _END
    page = json.dumps(scroll).encode() + b"\n" + drawn
    name = left.article_id + (DISCUSS if left.is_discussed else "")
    _write_first_page(left.library, names + depends + _with_sum(page), name)


def _write_first_page(library: Path, content: bytes, name: str) -> None:

    _write(cache_folder(library) / "first-pages", name, content, _MOST_KEPT)


def _with_sum(page: bytes) -> bytes:
    return _sum(page) + page


def _sum(page: bytes) -> bytes:
    return b"%08x\n" % crc32(page)


def _depends_on(article: Stamp | None, sources: Sequence[Stamp | None], offset: int, size: tuple[int, int]) -> bytes:
    """Everything that a page depends on, on one line."""
    looks = [os.environ.get(name) for name in _LOOKS]
    files = [_stamp(settings_path()), _stamp(look_path()), _stamp(terminal_path())]
    return _ascii((__version__, _stamp(__file__), looks, *files, article, sources, offset, size)) + b"\n"


def _library_now(library: str, state: str) -> tuple[list[Stamp | None], int]:
    """What changes whenever the list of articles does, and the day. What was written into a file in place is noticed
    once the app has looked at all files.
    """
    import time

    shown = [os.path.join(library, name) for name in ("articles", "waiting", "codebook.json")]
    shown += [os.path.join(state, name) for name in ("positions.json", "choices.json")]
    # Rows say how many days ago something was.
    year, month, day = time.localtime()[:3]
    return list(map(_stamp, shown)), (year * 100 + month) * 100 + day


def _article_file(library: str, article_id: str) -> str:
    return os.path.join(library, "articles", f"{article_id}.json")


def _ascii(value: object) -> bytes:
    return ascii(value).encode()


def _read(path: str) -> bytes:
    with open_regular(path) as file:
        return file.read()


def _write(folder: Path, name: str, content: bytes, most: int) -> None:
    """Write a complete file, and remove the oldest files beyond ``most``."""
    from readtui.rights import make_private_folder, private

    make_private_folder(folder)
    made = folder / f"{name}.{os.getpid()}"
    with open(made, "wb", opener=private) as file:
        file.write(content)
    made.replace(folder / name)
    for old in sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)[:-most]:
        old.unlink(missing_ok=True)


def _stamp(path: str) -> Stamp | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def _whole_stamp(path: str) -> tuple[object, ...] | None:
    """Includes the change time, which reveals new permissions, and contents that claim to be older."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino, status.st_ctime_ns
