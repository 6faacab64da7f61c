"""How the app looks: the theme and whether images are shown, as last chosen in the app, else as in the settings.
Also what this person has been told once and for all. Independent of Textual.
"""

import json
import os
from collections.abc import Mapping
from typing import Any

from readtui.paths import look_path
from readtui.regular_files import open_regular

AUTO = "auto"
"""The theme of the settings that follows the terminal's background."""
DARK, LIGHT = "readtui-dark", "readtui-light"
_IMAGES, _IMAGES_SETTING = "images", "imagesSetting"
_TOLD = "told"
_NAMES = ("theme", "setting", _IMAGES, _IMAGES_SETTING, _TOLD)
_MOST_BYTES = 10_000


def theme_name(setting: str, *, is_dark: bool | None, environ: Mapping[str, str] = os.environ) -> str:
    """The name of the theme, which may be unknown. ``is_dark``: whether the terminal is, as far as is known."""
    name = chosen_theme(setting, environ) or setting
    if name != AUTO:
        return name
    return LIGHT if is_dark is False else DARK


def chosen_theme(setting: str, environ: Mapping[str, str] = os.environ) -> str:
    """The theme last chosen in the app; empty if none was, or if the settings have named another one since then."""
    record = _record(environ)
    return str(record.get("theme", "")) if record.get("setting") == setting else ""


def keep_theme(name: str, setting: str, environ: Mapping[str, str] = os.environ) -> None:
    """Remember a choice. Raises OSError."""
    _keep({"theme": name, "setting": setting}, environ)


def shows_images(setting: str, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether articles open with their images: as last chosen in the app, unless the settings have changed since."""
    record = _record(environ)
    is_chosen = record.get(_IMAGES) in (True, False) and record.get(_IMAGES_SETTING) == setting
    return bool(record[_IMAGES]) if is_chosen else setting != "off"


def keep_images(*, is_on: bool, setting: str, environ: Mapping[str, str] = os.environ) -> None:
    """Remember a choice. Raises OSError."""
    _keep({_IMAGES: is_on, _IMAGES_SETTING: setting}, environ)


def was_told(what: str, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether this person was told something that is said once."""
    return what in _told(environ)


def keep_told(what: str, environ: Mapping[str, str] = os.environ) -> None:
    """Remember that it was said. Raises OSError."""
    _keep({_TOLD: " ".join(dict.fromkeys([*_told(environ), what]))}, environ)


def _told(environ: Mapping[str, str]) -> list[str]:
    return str(_record(environ).get(_TOLD, "")).split()


def _record(environ: Mapping[str, str]) -> Mapping[str, Any]:
    """The choices; none if they cannot be read."""
    try:
        with open_regular(look_path(environ)) as file:
            record = json.loads(file.read(_MOST_BYTES))
    except (OSError, ValueError, RecursionError):
        return {}
    return record if isinstance(record, Mapping) else {}


def _keep(choices: Mapping[str, str | bool], environ: Mapping[str, str]) -> None:
    """Remember these choices besides the others."""
    from readtui.rights import make_private_folder, private

    path = look_path(environ)
    kept = {name: value for name, value in _record(environ).items() if name in _NAMES}
    made = f"{path}.{os.getpid()}"
    make_private_folder(os.path.dirname(path))
    with open(made, "w", encoding="ascii", opener=private) as file:
        json.dump({**kept, **choices}, file)
    os.replace(made, path)
