"""Reads an import file with the importer for it; runs in a process with limits."""

from collections.abc import Sequence
from dataclasses import dataclass

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.interchange.importer import ImportedWork
from readtui.interchange.registry import importer_for
from readtui.text.clean import visible


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
    if not source.data.strip():
        raise SourceError(f"{visible(source.name) or 'the input'} is empty", "Export it again.")
    importer = importer_for(source, format_name)
    return ReadFile(importer.format.name, tuple(importer.read(source)))
