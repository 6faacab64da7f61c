"""The files of articles with threads: which of them is meant, and whether it has changed since it was read."""

import os

from readtui.model.article import ArticleRecord
from readtui.regular_files import open_regular
from readtui.services.git_place import files_here
from readtui.services.sources import content_id, path_text


def file_meant(record: ArticleRecord, reference: str = "") -> str:
    """The article's file that was named or, if the reference is none, the one in the working directory, below it, or
    elsewhere in its work tree; "" if there is none.
    """
    path = path_text(reference) if reference else ""
    is_id = record.id.startswith(reference.lower())
    if path and (path in record.paths or (not is_id and os.path.isfile(path))):
        return path
    return next(iter(files_here(record) or files_here(record, in_tree=True)), "")


def has_changed(record: ArticleRecord, path: str = "") -> bool:
    """Whether the file at ``path``, or else the article's files that can be read, all have other bytes than the text
    was read from. Raises OSError if the file at ``path`` cannot be read.
    """
    from readtui.importers.registry import MAX_BYTES

    is_other = False
    for one in [path] if path else record.paths:
        try:
            with open_regular(one) as file:
                # What is larger cannot be an article.
                content = content_id(file.read(MAX_BYTES + 1))
        except (OSError, ValueError):
            if path:
                raise
            continue
        if content == record.document:
            return False
        is_other = True
    return is_other
