"""Exports that are not one text, as text that golden files can hold.

The bytes of an archive or a database depend on the version of the library that packed it; its contents do not.
"""

import io
import sqlite3
import zipfile
from collections.abc import Mapping

from readtui.exporters.exporter import ExportDocument, Exporter, ExportOptions, FolderExporter, whole

_SQLITE = b"SQLite format 3\0"


def exported(exporter: Exporter, documents: list[ExportDocument], options: ExportOptions) -> str | bytes:
    """The export; several files, or what an archive or a database holds, as one text."""
    if exporter.format.is_folder:
        assert isinstance(exporter, FolderExporter)
        names = {document.record.id: f"article {number}" for number, document in enumerate(documents, 1)}
        return listed({file.name: whole(file.content) for file in exporter.files(documents, names, options)})
    return unpacked(whole(exporter.render(documents, options)))


def unpacked(content: str | bytes) -> str | bytes:
    """The contents of an archive or a database as text; anything else as it is."""
    if isinstance(content, bytes) and content.startswith(_SQLITE):
        connection = sqlite3.connect(":memory:")
        connection.deserialize(content)
        return "".join(f"{line}\n" for line in connection.iterdump())
    if isinstance(content, bytes) and zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return listed({name: archive.read(name) for name in archive.namelist()})
    return content


def listed(files: Mapping[str, str | bytes]) -> str:
    """Files below each other, each under its name."""
    return "\n".join(f"=== {name}\n{_text(unpacked(content))}" for name, content in files.items())


def _text(content: str | bytes) -> str:
    return content if isinstance(content, str) else content.decode("utf-8", "backslashreplace")
