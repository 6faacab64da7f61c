"""Reads an import file with the importer for it; runs in a process with limits."""

from collections.abc import Sequence
from dataclasses import dataclass

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.interchange.importer import ImportedWork
from readtui.interchange.registry import importer_for
from readtui.text.clean import visible

_WHITE_SPACE = b"\xef\xbb\xbf \t\r\n"
_EMPTY = (b"[]", b"{}")
"""What programs export that have nothing to export."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """The name of a file's format, and its works."""

    format: str
    works: Sequence[ImportedWork]


def read_file(asked: tuple[Source, str]) -> ReadFile:
    """Read a source as the format of this name or, for "", as the one that is recognized.

    Raises UsageError for an unknown format, SourceError if the file cannot be read.
    """
    source, format_name = asked
    name = visible(source.name) or "the input"
    if not source.data.strip():
        raise SourceError(f"{name} is empty", "Export it again.")
    if source.data.strip(_WHITE_SPACE) in _EMPTY:
        raise SourceError(f"nothing is in {name}: it is an empty list", "If there should be, export it again.")
    importer = importer_for(source, format_name)
    return ReadFile(importer.format.name, tuple(importer.read(source)))
