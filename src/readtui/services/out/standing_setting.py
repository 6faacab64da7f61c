"""Adds a standing export to the settings file."""

import json
import tomllib
from pathlib import Path

from readtui.errors import ExportError
from readtui.regular_files import open_regular
from readtui.rights import make_private_folder
from readtui.services.out.overwriting import reported
from readtui.services.out.whole_file import write_whole
from readtui.text.clean import visible


def add_standing_export(
    settings: Path, *, format: str, folder: Path, query: str, library: Path | None, creators: bool = True
) -> None:
    """Append a standing export to the settings file; everything else in it stays as it is.

    ``library``: its folder; None for the default one. ``creators``: whether it names who made what.
    Raises ExportError if the file cannot be read, written or parsed.
    """
    values = {"format": format, "folder": str(folder), "query": query, "library": str(library or "")}
    lines = [f"{name} = {_string(value)}" for name, value in values.items() if value]
    lines += [] if creators else ["creators = false"]
    with reported(settings):
        before = _read(settings)
        gap = "" if not before else "\n" if before.endswith("\n") else "\n\n"
        after = "\n".join([f"{before}{gap}[[standing_export]]", *lines, ""])
        try:
            tomllib.loads(after)
        except tomllib.TOMLDecodeError as fault:
            raise ExportError(
                f"cannot add to {visible(str(settings))}: {fault}", "Correct the file, then try again."
            ) from fault
        make_private_folder(settings.parent)
        write_whole(settings, after, is_private=True)


def _read(settings: Path) -> str:
    try:
        with open_regular(settings) as file:
            return file.read().decode("utf-8")
    except FileNotFoundError:
        return ""


def _string(value: str) -> str:
    """A TOML string. JSON's escapes are among TOML's."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
