"""Finds the pictures that a browser has saved beside a page: in NAME_files, and nowhere else."""

import os
from urllib.parse import unquote

from readtui.importers.images.sizes import MOST_BYTES
from readtui.regular_files import open_regular

_SUFFIXES = ("_files", "-Dateien", "_fichiers", "_archivos", "_file", "_arquivos", "_bestanden", "_pliki", "_soubory")
"""What browsers append to a page's name, in their language."""


def path_beside(page: str, reference: str) -> str:
    """The path of a picture in the folder of the saved ``page``, relative to the page; "" for any other address."""
    if not page or "://" in page or ":" in reference.partition("/")[0]:
        return ""
    for written in (unquote(reference.partition("#")[0].partition("?")[0]), unquote(reference)):
        parts = [part for part in written.replace("\\", "/").split("/") if part not in ("", ".")]
        is_relative = not written.startswith(("/", "\\"))
        if is_relative and len(parts) > 1 and ".." not in parts and parts[0] in _folders(page):
            return "/".join(parts)
    return ""


def read_beside(page: str, path: str) -> bytes | None:
    """The bytes of a picture at a path from ``path_beside``; None if it is not a file in that folder.

    Links may lead to other places in the folder, but not out of it.
    """
    path = path_beside(page, path) if path else ""
    if not path:
        return None
    try:
        around = os.path.realpath(os.path.dirname(os.path.abspath(page)))
        folder = os.path.join(around, path.partition("/")[0])
        found = os.path.realpath(os.path.join(around, *path.split("/")))
        if os.path.realpath(folder) != folder or os.path.commonpath((folder, found)) != folder:
            return None
        with open_regular(found) as file:
            return file.read(MOST_BYTES) if os.fstat(file.fileno()).st_size <= MOST_BYTES else None
    except (OSError, ValueError):
        return None


def _folders(page: str) -> tuple[str, ...]:
    stem = os.path.splitext(os.path.basename(page))[0]
    return tuple(stem + suffix for suffix in _SUFFIXES) if stem else ()
