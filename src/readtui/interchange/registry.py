"""Finds the annotation importers, which are entry points, and the one for a file."""

from functools import cache
from importlib.metadata import EntryPoint, entry_points

from readtui.errors import SourceError, UsageError
from readtui.importers.importer import Source
from readtui.interchange.importer import AnnotationImporter, ImportFormat
from readtui.text.clean import visible

GROUP = "readtui.annotation_importers"
_WRONG_IMPORTER = "Update or remove the package that provides it."


def importer_for(source: Source, format_name: str = "") -> AnnotationImporter:
    """The importer with this name, or the one that recognizes the file.

    Raises UsageError for an unknown name, SourceError if no importer recognizes the file or the one named cannot be
    loaded.
    """
    points = _entry_points()
    if format_name:
        if format_name not in points:
            raise UsageError(f"no such format: {visible(format_name)}", f"Formats: {', '.join(points)}.")
        importer = _load(points[format_name])
        if isinstance(importer, SourceError):
            raise importer
        return importer
    for point in points.values():
        importer = _load(point)
        if not isinstance(importer, SourceError) and _recognises(importer, source):
            return importer
    raise SourceError(
        f"not a file with annotations that readtui knows: {visible(source.name) or 'the input'}",
        f"Name its format with --format ({', '.join(points)}). To read it as an article: readtui add",
    )


def format_names() -> tuple[str, ...]:
    """The names of all formats, without loading their importers."""
    return tuple(_entry_points())


def formats() -> list[ImportFormat]:
    """The formats that can be read, by name. Leaves out importers that cannot be loaded."""
    importers = map(_load, _entry_points().values())
    return [one.format for one in importers if not isinstance(one, SourceError)]


def _recognises(importer: AnnotationImporter, source: Source) -> bool:
    try:
        return importer.recognises(source)
    except Exception:  # noqa: BLE001  an importer that fails on any bytes must not keep them from being read
        return False


@cache
def _entry_points() -> dict[str, EntryPoint]:
    """The importers by name, readtui's own before others, so that no other package takes over their formats."""
    points = sorted(entry_points(group=GROUP), key=lambda point: (not point.value.startswith("readtui."), point.name))
    named: dict[str, EntryPoint] = {}
    for point in points:
        named.setdefault(point.name, point)
    return named


@cache
def _load(point: EntryPoint) -> AnnotationImporter | SourceError:
    """The importer, or the error to report if that one is needed; others must work without it."""
    try:
        importer: AnnotationImporter = point.load()()
        _ = importer.format.name, importer.recognises, importer.read
    except Exception as error:  # noqa: BLE001  a package of others can fail in any way while it is imported
        fault = SourceError(f"the importer {point.name} ({point.value}) could not be loaded: {error}", _WRONG_IMPORTER)
        fault.__cause__ = error
        return fault
    return importer
