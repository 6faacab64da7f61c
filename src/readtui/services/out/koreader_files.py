"""Brings KOReader's files beside books up to date, each with a backup of what it was."""

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from readtui.errors import ExportError
from readtui.exporters.exporter import ExportDocument, ExportOptions
from readtui.exporters.study.koreader import KoreaderExporter, sidecar_of
from readtui.services.out.documents import OriginalOnDisk
from readtui.services.out.living_files import LivingCounts, read
from readtui.services.out.whole_file import reported, stage, write_whole
from readtui.text.clean import visible
from readtui.text.phrases import counted


def write_sidecars(
    documents: Iterable[ExportDocument], folder: Path | None, options: ExportOptions, left: LivingCounts
) -> list[Path]:
    """Update the file beside the book of each document, or beside a copy of the book in ``folder``.

    Returns their paths. A file is replaced atomically, after it was copied; a book whose file cannot be written keeps
    no other from theirs. Raises ExportError for the first of these at the end.
    """
    if folder is not None and not folder.is_dir():
        raise ExportError(f"not a folder: {visible(str(folder))}", "Name the folder that the books are in.")
    written: list[Path] = []
    faults: list[ExportError] = []
    for document in documents:
        try:
            written += _written(document, folder, options, left)
        except ExportError as fault:
            faults.append(fault)
    if faults:
        others = f" What is beside {counted(len(written), 'other book')} was written." if written else ""
        raise ExportError(faults[0].message, f"{faults[0].hint}{others}")
    return written


def _written(document: ExportDocument, folder: Path | None, options: ExportOptions, left: LivingCounts) -> list[Path]:
    """The file of one book, if there is anything to be in it. Raises ExportError."""
    if not isinstance(document.original, OriginalOnDisk):
        raise ExportError(f"readtui has no file of {visible(document.record.title)}", "Add it: readtui add FILE")
    book = document.original.book().name
    if folder is not None:
        book = os.path.join(folder, os.path.basename(book))
    path = Path(sidecar_of(book))
    with reported(path):
        old = read(path)
        new = KoreaderExporter().updated(document, book, old, options)
        if not new:
            return []
        if new == old:
            left.unchanged += 1
            return [path]
        path.parent.mkdir(exist_ok=True)
        staged = stage(path, new)
        try:
            if old:
                _back_up(path, old)
            if read(path) != old:
                raise ExportError(
                    f"another program has changed {visible(str(path))}",
                    "Close the book in KOReader, then export again.",
                )
            staged.replace()
        finally:
            staged.discard()
    return [path]


def _back_up(path: Path, content: bytes) -> None:
    """Keep a copy beside the file, named after when it was written. Raises OSError."""
    moment = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    copy = path.with_name(f"{path.name}.{moment:%Y-%m-%dT%H%M%S.%f}.bak")
    if not copy.exists():
        write_whole(copy, content)
