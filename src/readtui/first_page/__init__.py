"""Shows an article's page before the app is there: the one that was kept when the article was left.

Starting the app takes longer than a person wants to wait. When the article is left, the page that it will open on is
kept as the terminal was given it, with all that it depends on. If nothing of that has changed since, it is shown at
once; the app starts behind it and takes it over. In every other case, and on every doubt, nothing is shown.

Until it is shown nothing is imported that takes long, ``pathlib`` and ``json`` among it: paths are text, and what the
page depends on is compared as bytes.
"""

from __future__ import annotations

import os
import sys

from readtui import __version__
from readtui.paths import cache_dir, default_library_dir, hash_of, is_plain, settings_path, state_dir
from readtui.storage.format.positions import offset_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from readtui.first_page.scrolling import Scroll, Scroller

_ENVIRONMENT = ("TERM", "COLORTERM", "NO_COLOR", "TERM_PROGRAM", "LANG", "LC_ALL", "TEXTUAL_COLOR_SYSTEM")
_ENTER, _LEAVE = b"\x1b[?1049h\x1b[?25l", b"\x1b[?25h\x1b[?1049l"
_END_OF_NAMES = "\0\0"
_MOST_KEPT = 64
_SLICE = 0.0005


class FirstPage:
    """The page on the terminal while the app starts; only one at a time."""

    def __init__(self) -> None:
        self.is_shown = False
        self.app_is_painted: Callable[[], None] = lambda: None
        """Called when the app has painted what the page shows; whoever takes the page over draws nothing before."""
        self.typed = b""
        """What was typed while the page was shown, and not seen by the app."""
        self._scroller: Scroller | None = None
        self._attributes: list[object] | None = None
        self._to_keep: tuple[str, tuple[str, ...], int, tuple[int, int], Scroll, bytes] | None = None

    def show(self, arguments: Sequence[str]) -> None:
        """Show the page of the article that a command line opens, if one was kept and still is right."""
        try:
            if not self.can_be_shown():
                return
            library, reference = _opened(arguments)
            size = os.get_terminal_size(2)
            page = kept_page(library, reference, (size.columns, size.lines)) if reference else None
            if page is not None:
                scroll, _, drawn = page.partition(b"\n")
                self.draw(drawn)
                self.answer_keys(_scroll(scroll))
        except Exception:  # noqa: BLE001  whatever it is: the ordinary start is always there, and says what is wrong
            return

    def can_be_shown(self) -> bool:
        """Whether there is a terminal to show a page on, and none is shown yet."""
        if self.is_shown or is_plain() or os.name != "posix" or os.environ.get("TERM", "dumb") == "dumb":
            return False
        return all(os.isatty(number) for number in (0, 1, 2))

    def draw(self, page: bytes) -> None:
        """Put the page on the terminal. Raises OSError and termios.error if that cannot be."""
        import termios

        attributes = termios.tcgetattr(0)
        raw = termios.tcgetattr(0)
        # Keys typed from now on wait for the app, and must not be echoed into the page.
        raw[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        raw[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
        termios.tcsetattr(0, termios.TCSANOW, raw)
        self._attributes = attributes
        self.is_shown = True
        # Where the app draws as well.
        os.write(2, _ENTER + page)

    def answer_keys(self, scroll: Scroll) -> None:
        """Scroll the page that is on the terminal by keys."""
        from readtui.first_page.scrolling import Scroller

        # The app is being imported meanwhile, and has to let the thread with the keys in.
        sys.setswitchinterval(_SLICE)
        self._scroller = Scroller(scroll)

    def hand_over(self) -> bool:
        """The app takes the terminal over as it was before; returns whether a page is on it."""
        was_shown, self.is_shown = self.is_shown, False
        if self._scroller is not None:
            self.typed, self._scroller = self._scroller.stop(), None
        if was_shown and self._attributes is not None:
            import termios

            termios.tcsetattr(0, termios.TCSANOW, self._attributes)  # type: ignore[arg-type]
        return was_shown

    def leave(self) -> None:
        """If the app has not taken it over, give the terminal back as it was."""
        if self.hand_over():
            os.write(2, _LEAVE)

    def keep(
        self,
        library: Path,
        article_id: str,
        paths: tuple[str, ...],
        offset: int,
        size: tuple[int, int],
        page: bytes,
        scroll: Scroll,
    ) -> None:
        """Keep a page for the next time, once ``write`` is called; ``offset``: the reading position that it shows.

        ``size`` in columns and rows; ``paths`` are the files that the article is opened by.
        """
        self._to_keep = (str(library), (article_id, *paths), offset, size, scroll, page)

    def write(self) -> None:
        """Write the page that was given to ``keep``, after all else has been saved. Nothing depends on it."""
        if self._to_keep is None or is_plain():
            return
        import json
        from pathlib import Path

        library, names, offset, size, scroll, page = self._to_keep
        self._to_keep = None
        try:
            head = os.fsencode("\0".join(names) + _END_OF_NAMES) + _depends_on(library, names, offset, size)
            content = head + json.dumps(scroll).encode() + b"\n" + page
            folder = Path(_folder(library))
            folder.mkdir(parents=True, exist_ok=True)
            for reference in names:
                target = folder / _name(reference)
                made = target.with_suffix(f".{os.getpid()}")
                made.write_bytes(content)
                made.replace(target)
            for old in sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)[:-_MOST_KEPT]:
                old.unlink()
        except (OSError, ValueError):
            # The next start is an ordinary one.
            return


FIRST_PAGE = FirstPage()


def _opened(arguments: Sequence[str]) -> tuple[str, str]:
    """The library and the id or path that a command line opens; an empty one if it does something else."""
    rest = list(arguments)
    library = ""
    if rest and rest[0] == "--library":
        library, rest = rest[1], rest[2:]
    elif rest and rest[0].startswith("--library="):
        library, rest = rest[0].partition("=")[2], rest[1:]
    folder = library or default_library_dir()
    if len(rest) == 2 and rest[0] == "open":
        return folder, rest[1]
    if len(rest) == 1 and not rest[0].startswith("-"):
        return folder, os.path.abspath(os.path.expanduser(rest[0]))
    return folder, ""


def kept_page(library: str, reference: str, size: tuple[int, int]) -> bytes | None:
    """What was kept of the article with this id or path; None if it may look otherwise now.

    The first line says how it scrolls, the rest is the page.

    ``size``: columns and rows of the terminal. Raises OSError, ValueError or LookupError if there is none.
    """
    content = _read(os.path.join(_folder(library), _name(reference)))
    head, _, rest = content.partition(os.fsencode(_END_OF_NAMES))
    names = os.fsdecode(head).split("\0")
    expected = _depends_on(library, names, _offset(library, names[0]), size)
    return rest[len(expected) :] if rest.startswith(expected) else None


def _depends_on(library: str, names: Sequence[str], offset: int, size: tuple[int, int]) -> bytes:
    """All that a page depends on, in one line. ``names``: the article's id, and the files that it is opened by."""
    parts = (
        __version__,
        _stamp(__file__),
        [os.environ.get(name) for name in _ENVIRONMENT],
        _stamp(settings_path()),
        _stamp(os.path.join(os.path.expanduser(library), "articles", f"{names[0]}.json")),
        [_stamp(path) for path in names[1:]],
        (offset, *size),
    )
    return ascii(parts).encode() + b"\n"


def _offset(library: str, article_id: str) -> int:
    """The reading position, where it is found without parsing all of them. Raises OSError, ValueError if not."""
    offset = offset_in(_read(os.path.join(state_dir(library), "positions.json")), article_id)
    if offset is None:
        raise ValueError(article_id)
    return offset


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _stamp(path: str) -> tuple[int, int, int] | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def _folder(library: str) -> str:
    return os.path.join(cache_dir(library), "first-pages")


def _name(reference: str) -> str:
    return hash_of(reference)[:32]


def _scroll(line: bytes) -> Scroll:
    import json

    from readtui.first_page.scrolling import Scroll

    return Scroll(*json.loads(line))
