"""Finds the annotation importers, which are entry points, and the one for a file."""

from readtui.errors import NoAnnotationsError, SourceError, UsageError
from readtui.importers.importer import Source
from readtui.interchange.common.parsers import looks_like_json, require_json
from readtui.interchange.importer import AnnotationImporter, ImportFormat
from readtui.plug_ins import PlugIns, does_recognise
from readtui.text.clean import visible

GROUP = "readtui.annotation_importers"
_IMPORTERS: PlugIns[AnnotationImporter] = PlugIns(GROUP, "importer", SourceError, ("format.name", "recognises", "read"))


def importer_for(source: Source, format_name: str = "") -> AnnotationImporter:
    """The importer with this name, or the one that recognizes the file.

    Raises UsageError for an unknown name, NoAnnotationsError if no importer recognizes the file, SourceError if it is
    damaged JSON or the importer named cannot be loaded.
    """
    if format_name:
        named = _IMPORTERS.find(format_name)
        if named is None:
            # Imported here because only mistakes need it.
            from readtui.text.name_fit import meant

            close = meant(format_name, format_names())
            hint = f"Did you mean {close}? " if close else ""
            raise UsageError(f"no such format: {visible(format_name)}", f"{hint}Formats: {', '.join(format_names())}.")
        return named
    for importer in _IMPORTERS.working():
        if does_recognise(importer.recognises, source):
            return importer
    if looks_like_json(source):
        # A part of one may be an export of any program.
        require_json(source)
    raise NoAnnotationsError(
        f"not a file with annotations that readtui knows: {visible(source.name) or 'the input'}",
        f"Name its format with --format ({', '.join(format_names())}). To read it as an article: readtui add",
    )


def format_names() -> tuple[str, ...]:
    """The names of all formats, without loading their importers."""
    return _IMPORTERS.names


def formats() -> list[ImportFormat]:
    """The formats that can be read. Leaves out importers that cannot be loaded."""
    return [one.format for one in _IMPORTERS.working()]
