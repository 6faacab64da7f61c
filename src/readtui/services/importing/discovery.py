"""Finds highlights and reading lists of other programs on this device and on attached ones, and counts them.

Looks only into folders in which these programs keep their files, and into mounted volumes and folders that are named.
Writes nothing, follows no links, and goes no deeper than its bounds.
"""

import json
import os
import re
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from readtui.errors import SourceError, StoppedError
from readtui.importers.importer import Cancelled, never
from readtui.quick_dataclass import dataclass
from readtui.services.importing.import_files import PROFILES, ZOTERO, FileOnDisk, ReadImportFile, reading_files
from readtui.text.phrases import counted

BOOKMARKS = "bookmarks"
_MOST_ENTRIES, _MOST_FILES, _MOST_BYTES = 30_000, 2_000, 256 * 1024 * 1024
_MOST_OF_SETTINGS, _MOST_OF_NOTE = 4 * 1024 * 1024, 1024 * 1024
_DEEP = 12
_PASSED_OVER = frozenset({"node_modules", ".git", ".trash", ".Trashes", "$RECYCLE.BIN", "System Volume Information"})
_FOLIATE = "com.github.johnfactotum.Foliate"
_MARKED = re.compile(rb"==[^\s=]")
_DATA_FOLDER = re.compile(r'user_pref\("extensions\.zotero\.dataDir",\s*("(?:[^"\\]|\\.)*")\);')
_OLD_LIBRARY = re.compile(r"library_path\s*=\s*u?(['\"])(.+?)\1")

_BROWSERS = {
    "Chrome": ("google-chrome", "Google/Chrome", "Google/Chrome/User Data"),
    "Chromium": ("chromium", "Chromium", "Chromium/User Data"),
    "Brave": (
        "BraveSoftware/Brave-Browser", "BraveSoftware/Brave-Browser", "BraveSoftware/Brave-Browser/User Data",
    ),
    "Edge": ("microsoft-edge", "Microsoft Edge", "Microsoft/Edge/User Data"),
    "Vivaldi": ("vivaldi", "Vivaldi", "Vivaldi/User Data"),
}  # fmt: skip
"""Where profiles are: below the folder of settings on Linux, of the application on macOS, of local data on Windows."""
_IN_BOXES = (
    ".var/app/com.google.Chrome/config/google-chrome",
    ".var/app/org.chromium.Chromium/config/chromium",
    ".var/app/com.brave.Browser/config/BraveSoftware/Brave-Browser",
    ".var/app/com.microsoft.Edge/config/microsoft-edge",
    "snap/chromium/common/chromium",
    ".var/app/org.mozilla.firefox/.mozilla/firefox",
    "snap/firefox/common/.mozilla/firefox",
    f".var/app/{_FOLIATE}/data/{_FOLIATE}",
    f"snap/foliate/current/.local/share/{_FOLIATE}",
)
"""The same and others on Linux, in the folders of Flatpak and Snap."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """What one program has in one place: how many ``works`` with how many ``annotations``; of bookmarks, pages alone.

    ``source``: the file or folder that an import would read; ``files``: those in it that were counted.
    """

    program: str
    format: str
    source: str
    files: tuple[FileOnDisk, ...]
    works: int
    annotations: int

    @property
    def words(self) -> str:
        """How much it is, in words."""
        if not self.annotations:
            return counted(self.works, "page")
        return f"{counted(self.annotations, 'highlight')} in {counted(self.works, 'work')}"

    @property
    def command(self) -> tuple[str, ...]:
        """The command that would import it."""
        if self.format == "pdf":
            return ("readtui", "add", "--with-annotations", self.source)
        return ("readtui", "import", self.source)

    @property
    def command_line(self) -> str:
        """The same for a shell."""
        return shlex.join(self.command)


@dataclass(frozen=True, slots=True)
class Machine:
    """Where to look. ``volumes``: what is mounted; ``environ``: the environment."""

    home: Path
    platform: str
    environ: Mapping[str, str]
    volumes: Sequence[Path] = ()

    @classmethod
    def this(cls) -> "Machine":
        """This machine, with its user's folders and what is attached now."""
        home, platform = Path.home(), sys.platform
        return cls(home, platform, os.environ, tuple(_volumes(home, platform)))


def discover(machine: Machine | None, folders: Sequence[Path] = (), cancelled: Cancelled = never) -> list[Discovery]:
    """What is on a machine, and in folders, where PDFs count too. The most annotations come first.

    Raises StoppedError if ``cancelled``, SourceError for a folder that is none.
    """
    for folder in folders:
        if not folder.is_dir():
            raise SourceError(f"no such folder: {folder}", "Name a folder, or nothing for this device.")
    candidates: dict[tuple[str, str], list[str]] = {}
    for root, depth, is_named in _roots(machine, folders):
        if cancelled():
            raise StoppedError("stopped", "Nothing was looked for any more.")
        for one in _candidates(root, depth, with_files=is_named):
            files = candidates.setdefault((one.program, one.group), [])
            if one.path not in files and len(files) < _MOST_FILES:
                files.append(one.path)
    with reading_files() as read:
        found = [_counted(program, files, read, cancelled) for (program, _), files in candidates.items()]
    return sorted((one for one in found if one is not None), key=lambda one: (-one.annotations, -one.works, one.source))


def _volumes(home: Path, platform: str) -> Iterator[Path]:
    if platform == "win32":
        drives = (Path(f"{letter}:\\") for letter in "DEFGHIJKLMNOPQRSTUVWXYZ")
        yield from (drive for drive in drives if drive.exists())
        return
    parents = [Path("/Volumes")] if platform == "darwin" else [Path("/media"), Path("/run/media")]
    for parent in parents:
        for volume in _folders_in(parent):
            # Below /media and /run/media there are folders of users.
            yield from _folders_in(volume) if volume.name == home.name and platform != "darwin" else (volume,)


def _folders_in(folder: Path) -> list[Path]:
    try:
        return sorted(one for one in folder.iterdir() if one.is_dir() and not one.is_symlink())
    except OSError:
        return []


def _roots(machine: Machine | None, folders: Sequence[Path]) -> Iterator[tuple[str, int, bool]]:
    """The folders to look into, each once: its path, how many levels below it, and whether the user has named it."""
    seen: set[str] = set()
    places: list[tuple[Path, int, bool]] = [(folder, _DEEP, True) for folder in folders]
    if machine is not None:
        places += ((path, depth, False) for path, depth in _of_programs(machine))
        places += ((volume, _DEEP, False) for volume in machine.volumes)
    for path, depth, is_named in places:
        real = os.path.realpath(path)
        if real not in seen and os.path.isdir(real):
            seen.add(real)
            yield os.path.abspath(path), depth, is_named


def _of_programs(machine: Machine) -> Iterator[tuple[Path, int]]:
    """The folders in which programs keep their files, and how deep."""
    home, environ = machine.home, machine.environ
    settings, data, local = home / ".config", home / ".local/share", home / ".config"
    if machine.platform == "darwin":
        settings = data = local = home / "Library/Application Support"
    elif machine.platform == "win32":
        settings = data = Path(environ.get("APPDATA") or home / "AppData/Roaming")
        local = Path(environ.get("LOCALAPPDATA") or home / "AppData/Local")
    else:
        settings = local = Path(environ.get("XDG_CONFIG_HOME") or settings)
        data = Path(environ.get("XDG_DATA_HOME") or data)
        yield from ((home / one, 1) for one in _IN_BOXES)
    yield settings / "koreader", _DEEP
    yield data / _FOLIATE, 0
    yield from _of_calibre(home, environ, settings, machine.platform)
    yield from ((folder, 0) for folder in _of_zotero(home, settings))
    system = {"darwin": 1, "win32": 2}.get(machine.platform, 0)
    yield from ((local / places[system], 1) for places in _BROWSERS.values())
    yield (home / ".mozilla/firefox", settings / "Firefox/Profiles", settings / "Mozilla/Firefox/Profiles")[system], 1
    boxed = home / ".var/app/md.obsidian.Obsidian/config"
    for folder in (settings, boxed):
        vaults = _settings(folder / "obsidian/obsidian.json").get("vaults")
        for vault in vaults.values() if isinstance(vaults, Mapping) else ():
            if isinstance(vault, Mapping) and isinstance(vault.get("path"), str):
                yield Path(vault["path"]), 0
    yield from ((home / name, 1) for name in ("Downloads", "Documents", "Desktop"))


def _of_calibre(home: Path, environ: Mapping[str, str], settings: Path, platform: str) -> Iterator[tuple[Path, int]]:
    """The libraries that its settings name, the usual one, and what its viewer keeps."""
    own = home / "Library/Preferences/calibre" if platform == "darwin" else settings / "calibre"
    boxed = home / ".var/app/com.calibre_ebook.calibre/config/calibre"
    for folder in dict.fromkeys((Path(environ.get("CALIBRE_CONFIG_DIRECTORY") or own), boxed)):
        said = _settings(folder / "global.py.json").get("library_path")
        if isinstance(said, str):
            yield Path(said), 0
        elif match := _OLD_LIBRARY.search(_text(folder / "global.py")):
            yield Path(match[2]), 0
        used = _settings(folder / "gui.json").get("library_usage_stats")
        yield from ((Path(one), 0) for one in used if os.path.isabs(one)) if isinstance(used, Mapping) else ()
        yield folder / "viewer/annots", 0
    yield home / "Calibre Library", 0


def _of_zotero(home: Path, settings: Path) -> Iterator[Path]:
    """The usual folder, and those that its profiles name."""
    yield home / "Zotero"
    yield home / "snap/zotero-snap/common/Zotero"
    named = (one.replace("~", str(home)).replace("$APPDATA", str(settings)) for one in PROFILES)
    profiles = [Path(one) for one in named]
    for profile in (one for folder in profiles for one in _folders_in(folder)):
        if match := _DATA_FOLDER.search(_text(profile / "prefs.js")):
            with suppress(ValueError):
                yield Path(json.loads(match[1]))


def _text(path: Path) -> str:
    """A settings file as text; "" if it cannot be read."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.read(_MOST_OF_SETTINGS)
    except (OSError, ValueError):
        return ""


def _settings(path: Path) -> Mapping[str, object]:
    try:
        value = json.loads(_text(path) or "null")
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, Mapping) else {}


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A file that may be a program's. ``group``: what is imported together with it."""

    program: str
    path: str
    group: str


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder with the names in it; ``root``: where the look began."""

    root: str
    path: str
    folders: Sequence[str]
    files: Sequence[str]

    def __getitem__(self, name: str) -> str:
        return os.path.join(self.path, name)


def _candidates(root: str, depth: int, *, with_files: bool) -> Iterator[_Candidate]:
    """The files in a folder and below that may be of programs. ``with_files``: PDFs, too."""
    for folder in _walk(root, depth):
        for program, (_, names_of, group_of) in _PROGRAMS.items():
            if program != _PDFS or with_files:
                yield from (_Candidate(program, folder[name], group_of(folder, name)) for name in names_of(folder))
        if ".obsidian" in folder.folders:
            yield from (_Candidate(_OBSIDIAN, path, folder.path) for path in _with_marks(folder.path))


def _walk(root: str, depth: int) -> Iterator[_Folder]:
    """The folder and those below, without links, up to so many levels and entries."""
    left = _MOST_ENTRIES
    waiting = [(root, depth)]
    while waiting and left > 0:
        path, levels = waiting.pop(0)
        folders: list[str] = []
        files: list[str] = []
        try:
            with os.scandir(path) as entries:
                for entry in entries:
                    left -= 1
                    if left < 0:
                        break
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.name)
                    elif entry.is_file(follow_symlinks=False):
                        files.append(entry.name)
        except OSError:
            continue
        yield _Folder(root, path, folders, sorted(files))
        if levels:
            below = (name for name in sorted(folders) if name not in _PASSED_OVER)
            waiting += ((os.path.join(path, name), levels - 1) for name in below)


def _with_marks(vault: str) -> Iterator[str]:
    for folder in _walk(vault, _DEEP):
        if f"{os.sep}." in folder.path[len(vault) :]:
            continue
        for name in folder.files:
            if name.endswith(".md"):
                with suppress(OSError), open(folder[name], "rb") as file:
                    if _MARKED.search(file.read(_MOST_OF_NOTE)):
                        yield folder[name]


def _named(*wanted: str) -> Callable[[_Folder], Iterable[str]]:
    return lambda folder: [name for name in folder.files if name in wanted]


def _ending(ending: str, within: str = "") -> Callable[[_Folder], Iterable[str]]:
    """Files with an ending in folders whose path ends like this."""

    def names(folder: _Folder) -> Iterable[str]:
        if not folder.path.replace(os.sep, "/").endswith(within):
            return ()
        return [name for name in folder.files if name.casefold().endswith(ending)]

    return names


def _clippings(folder: _Folder) -> Iterable[str]:
    """The file has another name in other languages, and is then told by its content."""
    is_device = os.path.basename(folder.path) == "documents"
    return [one for one in folder.files if one.endswith(".txt") and (is_device or one.startswith("My Clippings"))]


def _sidecars(folder: _Folder) -> Iterable[str]:
    is_history = os.path.basename(folder.path) == "history"
    if not (folder.path.endswith(".sdr") or is_history):
        return ()
    return [name for name in folder.files if name.endswith(".lua") and (is_history or name.startswith("metadata."))]


def _profile(folder: _Folder) -> Iterable[str]:
    return ["Bookmarks"] if {"Bookmarks", "Preferences"} <= {*folder.files} else ()


def _itself(folder: _Folder, name: str) -> str:
    return folder[name]


def _its_folder(folder: _Folder, _: str) -> str:
    return folder.path


def _its_root(folder: _Folder, _: str) -> str:
    """The root, or the last hidden folder above the file, since others are not looked into from there."""
    parts = folder.path[len(folder.root) :].split(os.sep)
    hidden = max((number for number, part in enumerate(parts) if part.startswith(".")), default=-1)
    return folder.root + os.sep.join(parts[: hidden + 1])


_OBSIDIAN, _PDFS, _ZOTERO = "Obsidian", "PDF", "Zotero"
_PROGRAMS: Mapping[str, tuple[str, Callable[[_Folder], Iterable[str]], Callable[[_Folder, str], str]]] = {
    "Kindle": ("kindle", _clippings, _itself),
    "Kobo": ("kobo", _named("KoboReader.sqlite"), _itself),
    "KOReader": ("koreader", _sidecars, _its_root),
    "Calibre": ("calibre", _named("metadata.db"), _itself),
    "Calibre’s viewer": ("calibre", _ending(".json", "viewer/annots"), _its_folder),
    _ZOTERO: ("zotero", _named(ZOTERO), _itself),
    "Foliate": ("foliate", _ending(".json", _FOLIATE), _its_folder),
    "Moon+ Reader": ("moon-reader", _ending(".mrexpt"), _its_folder),
    "Browser": (BOOKMARKS, _profile, _itself),
    "Firefox": (BOOKMARKS, _named("places.sqlite"), _itself),
    _PDFS: ("pdf", _ending(".pdf"), _its_root),
}
"""For each program, the format, which files of a folder are its own, and what is imported together with one."""


def _counted(program: str, paths: Sequence[str], read: ReadImportFile, cancelled: Cancelled) -> Discovery | None:
    """What the files have, by the importer of their format; None if they have nothing that could be imported."""
    wanted, works, annotations = "markdown" if program == _OBSIDIAN else _PROGRAMS[program][0], 0, 0
    files: list[FileOnDisk] = []
    for path in paths:
        file = FileOnDisk(path, _MOST_BYTES)
        try:
            found = read(file.read(), "", cancelled)
        except SourceError:
            continue
        if found.format != wanted:
            continue
        marked = [work for work in found.works if work.annotations or (wanted == BOOKMARKS and work.is_saved)]
        if marked:
            files.append(file)
            works += len(marked)
            annotations += sum(len(work.annotations) for work in marked) if wanted != BOOKMARKS else 0
    if not files:
        return None
    return Discovery(_shown(program, files[0].path), wanted, _source(program, files), tuple(files), works, annotations)


def _source(program: str, files: Sequence[FileOnDisk]) -> str:
    if len(files) == 1 and program not in (_OBSIDIAN, _ZOTERO):
        return files[0].path
    return os.path.commonpath([os.path.dirname(one.path) for one in files])


def _shown(program: str, path: str) -> str:
    if program != "Browser":
        return program
    known = path.replace(os.sep, "/")
    for name, places in _BROWSERS.items():
        if any(f"/{place}/" in known for place in places):
            return name
    return program
