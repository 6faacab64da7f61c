"""Reads an import file with the importer for it; runs in a process with limits."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from readtui.errors import SourceError
from readtui.importers.common.encoding import in_utf8
from readtui.importers.importer import Source
from readtui.interchange.importer import ImportedWork
from readtui.interchange.own_library import OwnLibrary, read_own_library
from readtui.interchange.readers.own_json import OwnJsonImporter
from readtui.interchange.registry import importer_for
from readtui.text.clean import visible

_WHITE_SPACE = b"\xef\xbb\xbf \t\r\n"
_EMPTY = (b"[]", b"{}")
"""What programs export that have nothing to export."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """The name of a file's format, and its works. ``own``: the records of an export of readtui, which has no works."""

    format: str
    works: Sequence[ImportedWork]
    own: OwnLibrary | None = None


def read_file(asked: tuple[Source, str]) -> ReadFile:
    """Read a source as the format of this name or, for "", as the one that is recognized.

    Raises UsageError for an unknown format, SourceError if the file cannot be read.
    """
    source, format_name = asked
    source = replace(source, data=in_utf8(source.data))
    name = visible(source.name) or "the input"
    if not source.data.strip():
        raise SourceError(f"{name} is empty", "Export it again.")
    if source.data.strip(_WHITE_SPACE) in _EMPTY:
        raise SourceError(f"{name} contains nothing but an empty list", "If there should be, export it again.")
    importer = importer_for(source, format_name)
    if isinstance(importer, OwnJsonImporter):
        return ReadFile(importer.format.name, (), read_own_library(source))
    return ReadFile(importer.format.name, tuple(importer.read(source)))
