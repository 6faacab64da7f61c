"""Shows an article's page before the app is there: the one that was kept when the article was left.

Starting the app takes longer than a person wants to wait. When the article is left, the page that it will open on is
kept as the terminal was given it, with all that it depends on. If nothing of that has changed since, it is shown at
once; the app starts behind it and takes it over. In every other case, and on every doubt, nothing is shown.
"""

import hashlib
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from readtui import __version__
from readtui.paths import cache_folder, default_library, settings_file, state_folder

if TYPE_CHECKING:
    from readtui.first_page.scrolling import Scroll, Scroller

_ENVIRONMENT = ("TERM", "COLORTERM", "NO_COLOR", "TERM_PROGRAM", "LANG", "LC_ALL", "TEXTUAL_COLOR_SYSTEM")
_ENTER, _LEAVE = b"\x1b[?1049h\x1b[?25l", b"\x1b[?25h\x1b[?1049l"
_MOST_KEPT = 64
_SLICE = 0.0005

Stamp = list[int] | None


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
        self._to_keep: tuple[Path, tuple[str, ...], dict[str, object], Scroll, bytes] | None = None

    def show(self, arguments: Sequence[str]) -> None:
        """Show the page of the article that a command line opens, if one was kept and still is right."""
        from readtui.first_page.scrolling import Scroll

        try:
            if not self.can_be_shown():
                return
            library, reference = _opened(arguments)
            size = os.get_terminal_size(2)
            page = kept_page(library, reference, (size.columns, size.lines)) if reference else None
            if page is not None:
                scroll, _, drawn = page.partition(b"\n")
                self.draw(drawn)
                self.answer_keys(Scroll(**json.loads(scroll)))
        except Exception:  # noqa: BLE001  whatever it is: the ordinary start is always there, and says what is wrong
            return

    def can_be_shown(self) -> bool:
        """Whether there is a terminal to show a page on, and none is shown yet."""
        if self.is_shown or os.name != "posix" or os.environ.get("TERM", "dumb") == "dumb":
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

    def answer_keys(self, scroll: "Scroll") -> None:
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
        scroll: "Scroll",
    ) -> None:
        """Keep a page for the next time, once ``write`` is called; ``offset``: the reading position that it shows.

        ``size`` in columns and rows; ``paths`` are the files that the article is opened by.
        """
        head = {"article": article_id, "offset": offset, "size": list(size)}
        self._to_keep = (library, (article_id, *paths), head, scroll, page)

    def write(self) -> None:
        """Write the page that was given to ``keep``, after all else has been saved. Nothing depends on it."""
        if self._to_keep is None:
            return
        library, (article_id, *paths), head, scroll, page = self._to_keep
        self._to_keep = None
        head["around"] = _around(library, article_id)
        head["sources"] = [[path, _stamp(Path(path))] for path in paths]
        content = json.dumps(head).encode() + b"\n" + json.dumps(_plain(scroll)).encode() + b"\n" + page
        try:
            folder = _folder(library)
            folder.mkdir(parents=True, exist_ok=True)
            for reference in (article_id, *paths):
                target = folder / _name(reference)
                made = target.with_suffix(f".{os.getpid()}")
                made.write_bytes(content)
                made.replace(target)
            for old in sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)[:-_MOST_KEPT]:
                old.unlink()
        except OSError:
            # The next start is an ordinary one.
            return


FIRST_PAGE = FirstPage()


def _opened(arguments: Sequence[str]) -> tuple[Path, str]:
    """The library and the id or path that a command line opens; an empty one if it does something else."""
    rest = list(arguments)
    library = None
    if rest and rest[0] == "--library":
        library, rest = Path(rest[1]), rest[2:]
    elif rest and rest[0].startswith("--library="):
        library, rest = Path(rest[0].partition("=")[2]), rest[1:]
    folder = library.expanduser() if library else default_library()
    if len(rest) == 2 and rest[0] == "open":
        return folder, rest[1]
    if len(rest) == 1 and not rest[0].startswith("-"):
        return folder, os.path.abspath(os.path.expanduser(rest[0]))
    return folder, ""


def kept_page(library: Path, reference: str, size: tuple[int, int]) -> bytes | None:
    """What was kept of the article with this id or path; None if it may look otherwise now.

    The first line says how it scrolls, the rest is the page.

    ``size``: columns and rows of the terminal. Raises OSError, ValueError or LookupError if there is none.
    """
    head, _, page = (_folder(library) / _name(reference)).read_bytes().partition(b"\n")
    kept = json.loads(head)
    positions = json.loads((state_folder(library) / "positions.json").read_bytes())
    is_right = (
        kept["size"] == list(size)
        and kept["offset"] == positions[kept["article"]]["offset"]
        and kept["around"] == _around(library, kept["article"])
        and all(_stamp(Path(path)) == stamp for path, stamp in kept["sources"])
    )
    return page if is_right else None


def _around(library: Path, article_id: str) -> list[object]:
    """What else a page depends on: readtui, terminal, settings, and the article's file."""
    environment = [os.environ.get(name) for name in _ENVIRONMENT]
    return [
        __version__,
        _stamp(Path(__file__)),
        environment,
        _stamp(settings_file()),
        _stamp(library / "articles" / f"{article_id}.json"),
    ]


def _stamp(path: Path) -> Stamp:
    try:
        status = path.stat()
    except OSError:
        return None
    return [status.st_mtime_ns, status.st_size, status.st_ino]


def _folder(library: Path) -> Path:
    return cache_folder(library) / "first-pages"


def _name(reference: str) -> str:
    return hashlib.sha256(os.fsencode(reference)).hexdigest()[:32]


def _plain(scroll: "Scroll") -> dict[str, object]:
    from dataclasses import asdict

    return asdict(scroll)
