"""Rewrites files in formats without living files, unless somebody else has changed them."""

import hashlib
from collections.abc import Collection, Iterable
from pathlib import Path

from readtui.errors import ExportError
from readtui.regular_files import open_regular
from readtui.services.out.overwriting import remember
from readtui.services.out.whole_file import stage
from readtui.storage.device_stores import ContentHash, ExportStore
from readtui.text.clean import visible


def write_anew(
    path: Path, pieces: Iterable[str] | Iterable[bytes], store: ExportStore, written: Collection[ContentHash]
) -> bool:
    """Write the file, unless it already has this content. Returns whether it has changed.

    ``written``: the hashes of what readtui wrote. Raises ExportError if the file has other content, OSError.
    """
    staged = stage(path, pieces)
    try:
        before = _hash(path)
        if before == staged.written:
            return False
        if before is not None and before not in written:
            raise ExportError(
                f"this file has changed since readtui wrote it: {visible(str(path))}",
                "Move or delete it to have it written again.",
            )
        remember({path: staged.written}, store)
        staged.replace()
        return True
    finally:
        staged.discard()


def _hash(path: Path) -> ContentHash | None:
    try:
        with open_regular(path) as file:
            found = hashlib.file_digest(file, "sha256")
            return ContentHash(file.tell(), found.hexdigest())
    except FileNotFoundError:
        return None
