"""Reads files of other programs in a process with limits."""

from readtui.errors import SourceError
from readtui.importers.importer import Cancelled, Source, never
from readtui.importers.process.host import reading_fault
from readtui.interchange.reading import ReadFile, read_file
from readtui.process.host import ProcessFault
from readtui.process.job import run
from readtui.process.limits import Limits
from readtui.text.clean import visible

MOST_BYTES = 512 * 1024 * 1024
"""The maximum size of an import file: that of an export of a very large library."""


def read_import_file(source: Source, format_name: str, cancelled: Cancelled = never) -> ReadFile:
    """Read a file as the format of this name or, for "", as the one that is recognized.

    Raises UsageError for an unknown format, StoppedError, and SourceError if the file cannot be read within the limits.
    """
    limits = Limits()
    try:
        read = run(f"{read_file.__module__}:{read_file.__name__}", (source, format_name), limits, cancelled)
    except ProcessFault as fault:
        raise reading_fault(fault, visible(source.name) or "the input", limits) from fault
    if not isinstance(read, ReadFile):
        raise SourceError(f"{visible(source.name) or 'the input'}: its importer did not return works", "Update it.")
    return read
