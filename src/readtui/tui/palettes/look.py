"""Which theme the app has: the one chosen in the app, else that of the settings, else the terminal's. Independent of
Textual.
"""

import json
import os
from collections.abc import Mapping

from readtui.paths import look_path

AUTO = "auto"
"""The theme of the settings that follows the terminal's background."""
DARK, LIGHT = "readtui-dark", "readtui-light"
_MOST_BYTES = 1_000


def theme_name(setting: str, *, is_dark: bool | None, environ: Mapping[str, str] = os.environ) -> str:
    """The name of the theme, which may be unknown. ``is_dark``: whether the terminal is, as far as is known."""
    name = chosen_theme(setting, environ) or setting
    if name != AUTO:
        return name
    return LIGHT if is_dark is False else DARK


def chosen_theme(setting: str, environ: Mapping[str, str] = os.environ) -> str:
    """The theme last chosen in the app; empty if none was, or if the settings have named another one since then."""
    try:
        with open(look_path(environ), "rb") as file:
            record = json.loads(file.read(_MOST_BYTES))
        return str(record["theme"]) if record["setting"] == setting else ""
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return ""


def keep_theme(name: str, setting: str, environ: Mapping[str, str] = os.environ) -> None:
    """Remember a choice. Raises OSError."""
    path = look_path(environ)
    made = f"{path}.{os.getpid()}"
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(made, "w", encoding="ascii") as file:
        json.dump({"theme": name, "setting": setting}, file)
    os.replace(made, path)
