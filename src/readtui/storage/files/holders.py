"""Finds the files of a library that have certain annotations."""

import os
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
    """The ids of articles whose files have one of these imported annotations, by its id; in the trash, too.

    Files that cannot be read are left out, which ``tell`` says. Raises StorageError if a folder cannot be read.
    """
    wanted = frozenset(annotation_ids)
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
                keys = annotation_keys(path, content) if may_contain(content, _IMPORTED) else ()
            except StorageError as error:
                tell(f"{error.message}. The file was skipped.")
                continue
            for key in wanted.intersection(keys):
                found.setdefault(key, []).append(article_id)
    return found
