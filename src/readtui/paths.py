"""The paths on this machine: the default library, and its state, cache and settings.

``$READTUI_STATE`` moves state and cache to a folder of your choice (a USB stick, a test); ``$READTUI_SETTINGS`` names
another settings file.

What the first page needs is text, and imports no ``pathlib``, ``re`` or ``hashlib``: slow modules are imported where
they are needed.
"""

from __future__ import annotations

import os
import sys
from binascii import crc32

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_APP = "readtui"
_TERMINAL_NAMES = (
    "TERM",
    "TERM_PROGRAM",
    "TERM_PROGRAM_VERSION",
    "COLORTERM",
    "LC_TERMINAL",
    "VTE_VERSION",
    "KONSOLE_VERSION",
    "XTERM_VERSION",
)
_TERMINAL_SIGNS = ("TMUX", "STY", "ZELLIJ", "SSH_CONNECTION", "KITTY_WINDOW_ID", "WT_SESSION")
_IN_HOME = {"data": ".local/share", "state": ".local/state", "cache": ".cache", "config": ".config"}

DEFAULT_NAME = "library"
"""The name of the folder of a library that the user has not named."""


def default_library(environ: Mapping[str, str] = os.environ) -> Path:
    """``$READTUI_LIBRARY``, or a folder in the platform's user data folder."""
    return _path(_chosen(environ, "READTUI_LIBRARY") or os.path.join(_user_dir("data"), DEFAULT_NAME))


def library_folder(library: Path | None) -> Path:
    """The folder of a library as the user named it; of None, that of the default library."""
    return library.expanduser() if library else default_library()


def state_folder(library: Path, environ: Mapping[str, str] = os.environ) -> Path:
    """The folder for this device's history, drafts and reading positions of one library."""
    return _path(os.path.join(_state_root(environ), _library_name(str(library))))


def libraries_file(environ: Mapping[str, str] = os.environ) -> Path:
    """The list of the libraries that were opened on this device, beside their state folders."""
    return _path(os.path.join(_state_root(environ), "libraries.json"))


def cache_folder(library: Path, environ: Mapping[str, str] = os.environ) -> Path:
    """The folder for data of one library that can be rebuilt at any time."""
    return _path(os.path.join(cache_root(environ), _library_name(str(library))))


def settings_file(environ: Mapping[str, str] = os.environ) -> Path:
    """The settings file, whether it exists or not."""
    return _path(settings_path(environ))


def desktop_applications(environ: Mapping[str, str] = os.environ) -> Path:
    """The user's folder of desktop entries, by the XDG specifications."""
    return _path(os.path.join(_xdg_home("data", environ), "applications"))


def desktop_settings(environ: Mapping[str, str] = os.environ) -> Path:
    """The user's folder of settings of the desktop, by the XDG specifications."""
    return _path(_xdg_home("config", environ))


def is_plain(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether ``READTUI_PLAIN`` restricts drawing and keyboard input to Textual."""
    return environ.get("READTUI_PLAIN", "") not in ("", "0")


def cache_root(environ: Mapping[str, str] = os.environ) -> str:
    """The folder of the cache folders of all libraries, as text."""
    chosen = _chosen(environ, "READTUI_STATE")
    return os.path.join(chosen, "cache") if chosen else _user_dir("cache")


def own_folders(environ: Mapping[str, str] = os.environ) -> list[str]:
    """The folders in which readtui keeps state and cache, and nothing else, as text."""
    state = _state_root(environ)
    # Where data and state of programs are in one folder, the default library is beside the state.
    is_apart = not _chosen(environ, "READTUI_STATE") and _user_dir("state") != _user_dir("data")
    return [os.path.dirname(state) if is_apart else state, cache_root(environ)]


def look_path(environ: Mapping[str, str] = os.environ) -> str:
    """The file with the theme, and whether to show images, as chosen in the app on this device, as text."""
    return os.path.join(_state_root(environ), "look.json")


def terminal_path(environ: Mapping[str, str] = os.environ) -> str:
    """The file with what is known about the terminal of this run, as text; it can be deleted at any time."""
    name = f"{crc32(ascii(terminal_names(environ)).encode()):08x}.json"
    return os.path.join(cache_root(environ), "terminals", name)


def terminal_names(environ: Mapping[str, str] = os.environ) -> list[str]:
    """The environment's values that identify the terminal, and whatever runs between it and this run."""
    named = [f"{name}={environ[name]}" for name in _TERMINAL_NAMES if name in environ]
    return named + [name for name in _TERMINAL_SIGNS if name in environ]


def settings_path(environ: Mapping[str, str] = os.environ) -> str:
    """``settings_file`` as text."""
    return _chosen(environ, "READTUI_SETTINGS") or os.path.join(_user_dir("config"), "settings.toml")


def _state_root(environ: Mapping[str, str]) -> str:
    return os.path.join(_chosen(environ, "READTUI_STATE") or _user_dir("state"), "state")


def _path(text: str) -> Path:
    from pathlib import Path

    # Raises RuntimeError for a path that could not be expanded.
    return Path(text).expanduser()


def _chosen(environ: Mapping[str, str], name: str) -> str:
    return os.path.expanduser(environ.get(name, ""))


def _xdg_home(kind: str, environ: Mapping[str, str]) -> str:
    return environ.get(f"XDG_{kind.upper()}_HOME") or os.path.join(environ.get("HOME", "~"), _IN_HOME[kind])


def _user_dir(kind: str) -> str:
    """The program's folder for the user's "data", "state", "cache" or "config"."""
    folder = _xdg_home(kind, os.environ)
    # What platformdirs does in the usual case; Android is also a Linux.
    if sys.platform == "linux" and os.path.isabs(folder) and "ANDROID_ROOT" not in os.environ:
        return os.path.join(folder, _APP)
    from platformdirs import PlatformDirs

    folders = PlatformDirs(_APP, appauthor=False)
    return {
        "data": folders.user_data_dir,
        "state": folders.user_state_dir,
        "cache": folders.user_cache_dir,
        "config": folders.user_config_dir,
    }[kind]


def _library_name(library: str) -> str:
    """A recognizable name, plus a hash that distinguishes libraries of the same name."""
    from hashlib import sha256

    resolved = os.path.realpath(os.path.expanduser(library))
    kept = "".join(
        character if character.isalnum() or character in "_.-" else " " for character in os.path.basename(resolved)
    )
    readable = "-".join(kept.split()).strip("-.") or "library"
    return f"{readable[:40]}-{sha256(os.fsencode(resolved)).hexdigest()[:8]}"
