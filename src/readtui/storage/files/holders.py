"""Finds the files of a library that have certain annotations."""

import os
import uuid
from collections.abc import Callable, Collection

from readtui.errors import StorageError
from readtui.storage.files.durable import reported_as_storage_error
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.files.tinydb_storage import read_content
from readtui.storage.format.article_lines import annotation_keys, may_contain

_IMPORTED = "readtui:imported"


def holders_of(
    folders: LibraryFolders, annotation_ids: Collection[str], tell: Callable[[str], None]
) -> dict[str, list[str]]:
    """The ids of articles whose files have one of these annotations, by its id; in the trash, too.

    Files that cannot be read are left out, which ``tell`` says. Raises StorageError if a folder cannot be read.
    """
    wanted = frozenset(annotation_ids)
    # Most files need not be read for ids that only imported annotations have.
    sign = _IMPORTED if all(map(_is_imported, wanted)) else ""
    found: dict[str, list[str]] = {}
    for folder in (folders.articles, folders.waiting) if wanted else ():
        with reported_as_storage_error("read", folder):
            try:
                names = sorted(os.listdir(folder))
            except FileNotFoundError:
                continue
        for name in names:
            path = folder / name
            if (article_id := folders.id_of(path)) is None:
                continue
            try:
                content = read_content(path) or b""
                keys = annotation_keys(path, content) if may_contain(content, sign) else ()
            except StorageError as error:
                tell(f"{error.message}. The file was skipped.")
                continue
            for key in wanted.intersection(keys):
                found.setdefault(key, []).append(article_id)
    return found


def _is_imported(annotation_id: str) -> bool:
    """Whether the id was made from a format and a key, as in ``services.waiting.import_identity``."""
    try:
        return uuid.UUID(annotation_id).version == 5
    except ValueError:
        return False
