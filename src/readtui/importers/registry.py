"""Which importer reads a source: by its file ending, then by what it looks like. Importers are entry points."""

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from readtui.errors import SourceError
from readtui.importers.importer import Importer, Source
from readtui.model.article import Article

GROUP = "readtui.importers"
MAX_BYTES = 64 * 1024 * 1024
"""The largest source that is read: several times the longest books; beyond it lie logs and dumps."""

_FALLBACK = "plain_text"
_UNREAD_FORMATS = {
    ".doc": "Word",
    ".odt": "OpenDocument",
    ".rtf": "RTF",
}
_NO_TEXT = ("image/", "audio/", "video/", "font/")
_EXTENSION_OF_MEDIA_TYPE = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "multipart/related": ".mhtml",
    "message/rfc822": ".mhtml",
    "application/pdf": ".pdf",
    "application/epub+zip": ".epub",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/msword": ".doc",
    "text/markdown": ".md",
}


def read_source(source: Source) -> Article:
    """Make an article of ``source``, here and now. Raises SourceError as ``importer_for`` and its importer do."""
    return importer_for(source).read(source)


def importer_for(source: Source) -> Importer:
    """The importer for what a server said that it is, for a file ending, or that recognises it, else plain text.

    Raises SourceError for what is empty, too large or no text, for a format that no installed importer reads, and for
    an importer that cannot be loaded.
    """
    _check(source)
    extension = _EXTENSION_OF_MEDIA_TYPE.get(source.media_type) or extension_of(source.name)
    points = _entry_points()
    if extension:
        for point in points.values():
            importer = _load(point)
            if isinstance(importer, SourceError):
                if point.name == extension[1:]:
                    raise importer
            elif extension in importer.extensions:
                return importer
    if extension in _UNREAD_FORMATS:
        raise SourceError(
            f"{source.name}: {_UNREAD_FORMATS[extension]} cannot be read yet",
            f"Readable are {', '.join(readable_extensions())}: save or convert it as one of these.",
        )
    for point in points.values():
        importer = _load(point)
        if point.name != _FALLBACK and not isinstance(importer, SourceError) and importer.recognises(source):
            return importer
    fallback = _load(points[_FALLBACK]) if _FALLBACK in points else SourceError("readtui's importers are not installed")
    if isinstance(fallback, SourceError):
        raise fallback
    return fallback


def _check(source: Source) -> None:
    name = source.name or "the input"
    if len(source.data) > MAX_BYTES:
        size, limit = len(source.data) // 1_000_000, MAX_BYTES // 1_000_000
        raise SourceError(
            f"{name} has {size} MB; readtui reads up to {limit} MB as one article",
            "Split it into parts and add those.",
        )
    if not source.data.strip():
        raise SourceError(f"{name} is empty", "Open a file with text in it.")
    if source.media_type.startswith(_NO_TEXT):
        raise SourceError(f"{name} is no text ({source.media_type})", "Give the address of the page that it is on.")


def readable_extensions() -> tuple[str, ...]:
    """The file endings that the installed importers read, sorted."""
    importers = (_load(point) for point in _entry_points().values())
    return tuple(sorted({end for one in importers if not isinstance(one, SourceError) for end in one.extensions}))


def extension_of(name: str) -> str:
    """The ending of a file name or of a URL's path, in lower case with its dot; "" for none."""
    return PurePosixPath(urlsplit(name).path if "://" in name else name).suffix.lower()


@cache
def _entry_points() -> dict[str, EntryPoint]:
    """The importers by name, readtui's own first, so that another package does not take over their endings."""
    points = sorted(entry_points(group=GROUP), key=lambda point: (not point.value.startswith("readtui."), point.name))
    named: dict[str, EntryPoint] = {}
    for point in points:
        named.setdefault(point.name, point)
    return named


@cache
def _load(point: EntryPoint) -> Importer | SourceError:
    """The importer, or the fault to report if it is the one that is needed: others must work without it."""
    try:
        importer: Importer = point.load()()
    except Exception as error:  # noqa: BLE001  a package of others can fail in any way while it is imported
        fault = SourceError(
            f"the importer {point.name} ({point.value}) cannot be loaded: {error}",
            "Update or remove the package that brings it.",
        )
        fault.__cause__ = error
        return fault
    return importer
