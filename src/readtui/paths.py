"""Where things are on this machine: the default library, and the state, cache and settings beside it.

``$READTUI_STATE`` moves state and cache to one folder of a person's choice (a USB stick, a test);
``$READTUI_SETTINGS`` names another settings file.
"""

import hashlib
import os
import re
from collections.abc import Mapping
from pathlib import Path

_APP = "readtui"


def default_library(environ: Mapping[str, str] = os.environ) -> Path:
    """``$READTUI_LIBRARY``, else a folder in the platform's user data folder."""
    if chosen := environ.get("READTUI_LIBRARY"):
        return Path(chosen).expanduser()
    from platformdirs import user_data_path

    return user_data_path(_APP, appauthor=False) / "library"


def state_folder(library: Path, environ: Mapping[str, str] = os.environ) -> Path:
    """The folder of this device's history, drafts and reading positions for one library."""
    if chosen := environ.get("READTUI_STATE"):
        return Path(chosen).expanduser() / "state" / _library_name(library)
    from platformdirs import user_state_path

    return user_state_path(_APP, appauthor=False) / "state" / _library_name(library)


def cache_folder(library: Path, environ: Mapping[str, str] = os.environ) -> Path:
    """The folder of what can be rebuilt from one library at any time."""
    if chosen := environ.get("READTUI_STATE"):
        return Path(chosen).expanduser() / "cache" / _library_name(library)
    from platformdirs import user_cache_path

    return user_cache_path(_APP, appauthor=False) / _library_name(library)


def settings_file(environ: Mapping[str, str] = os.environ) -> Path:
    """The settings file, whether it exists or not."""
    if chosen := environ.get("READTUI_SETTINGS"):
        return Path(chosen).expanduser()
    from platformdirs import user_config_path

    return user_config_path(_APP, appauthor=False) / "settings.toml"


def _library_name(library: Path) -> str:
    """A name that a person recognises, and a hash that keeps two libraries of that name apart."""
    resolved = library.expanduser().resolve()
    readable = re.sub(r"[^\w.-]+", "-", resolved.name).strip("-.") or "library"
    digest = hashlib.sha256(os.fsencode(resolved)).hexdigest()[:8]
    return f"{readable[:40]}-{digest}"
