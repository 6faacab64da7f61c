"""Chooses the importer for a source by signature, file ending or content. Importers are entry points."""

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import PurePosixPath

from readtui.errors import SourceError
from readtui.importers.common.encoding import SAMPLE_BYTES, looks_binary
from readtui.importers.common.titles import path_of
from readtui.importers.importer import Importer, Source
from readtui.model.article import Article

GROUP = "readtui.importers"
MAX_BYTES = 64 * 1024 * 1024
"""The maximum size of a source: several times the longest books. Larger files are logs and dumps."""

_FALLBACK = "plain_text"
_UNREAD_FORMATS = {
    ".doc": "Word files from before 2007",
    ".pages": "Pages documents",
    ".wpd": "WordPerfect files",
    ".mobi": "Mobipocket books",
    ".azw": "Kindle books",
    ".azw3": "Kindle books",
    ".djvu": "DjVu files",
    ".ps": "PostScript",
    ".eps": "PostScript",
}
_SIGNATURES = (b"%PDF-", b"PK\x03\x04")
"""No text, web page or Markdown begins like this; extensions and servers' media types are often wrong."""
_HEAD_BYTES = 1024
_OF_TEXT = frozenset((".txt", ".md", ".html", ".mhtml"))
"""Importers of these formats are not asked about binary files, which may contain markup by chance."""

_WRONG_IMPORTER = "Update or remove the package that provides it."
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
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
    "text/csv": ".csv",
    "text/vtt": ".vtt",
    "text/x-rst": ".rst",
    "application/x-ipynb+json": ".ipynb",
    "text/markdown": ".md",
}


def read_source(source: Source) -> Article:
    """Make an article of ``source`` in this process. Raises SourceError as ``importer_for`` and its importer do."""
    importer = importer_for(source)
    article: object = importer.read(source)
    if not isinstance(article, Article):
        raise SourceError(
            f"{source.name or 'the input'}: the importer {importer.name} did not return an article", _WRONG_IMPORTER
        )
    return article


def importer_for(source: Source) -> Importer:
    """The importer that recognizes a signature, else the one for the server's media type or the file extension, else
    one that recognizes the content, else plain text.

    Raises SourceError if the source is empty, too large or not text, if no installed importer reads the format, or if
    the importer cannot be loaded.
    """
    _check(source)
    extension = _EXTENSION_OF_MEDIA_TYPE.get(source.media_type) or extension_of(source.name)
    named = _importer_of(extension) if extension else None
    is_signed = _is_signed(source.data)
    if named is not None and not is_signed:
        return named
    if (named is None and extension not in _UNREAD_FORMATS) or is_signed:
        for point in _entry_points().values():
            importer = _load(point)
            if point.name == _FALLBACK or isinstance(importer, SourceError):
                continue
            if not (is_signed and _OF_TEXT.intersection(importer.extensions)) and _recognises(importer, source):
                return importer
    if named is not None:
        return named
    if extension in _UNREAD_FORMATS:
        raise SourceError(
            f"{source.name}: readtui cannot read {_UNREAD_FORMATS[extension]}",
            "Convert it to EPUB, PDF, DOCX, HTML or plain text, then add that file.",
        )
    points = _entry_points()
    fallback = _load(points[_FALLBACK]) if _FALLBACK in points else SourceError("readtui's importers are not installed")
    if isinstance(fallback, SourceError):
        raise fallback
    return fallback


def _is_signed(data: bytes) -> bool:
    """Whether the bytes have a signature; in a PDF, other bytes may come before it."""
    head = data[:_HEAD_BYTES].lstrip()
    return head.startswith(_SIGNATURES) or (b"%PDF-" in head and looks_binary(data[:SAMPLE_BYTES]))


def _importer_of(extension: str) -> Importer | None:
    """The first importer for this extension. Raises SourceError if an importer of that name cannot be loaded."""
    for point in _entry_points().values():
        importer = _load(point)
        if isinstance(importer, SourceError):
            if point.name == extension[1:]:
                raise importer
        elif extension in importer.extensions:
            return importer
    return None


def _recognises(importer: Importer, source: Source) -> bool:
    try:
        return importer.recognises(source)
    except Exception:  # noqa: BLE001  an importer of others that fails on any bytes must not keep them from being read
        return False


def _check(source: Source) -> None:
    name = source.name or "the input"
    if len(source.data) > MAX_BYTES:
        size, limit = len(source.data) // 1_000_000, MAX_BYTES // 1_000_000
        raise SourceError(
            f"{name} is too large ({size} MB); readtui reads up to {limit} MB",
            "Split it and add the parts.",
        )
    if not source.data.strip():
        raise SourceError(f"{name} is empty", "Open a file that contains text.")
    if source.media_type.startswith(_NO_TEXT):
        raise SourceError(f"{name} is not text ({source.media_type})", "Use the address of the page that contains it.")


def readable_extensions() -> tuple[str, ...]:
    """The file extensions supported by the installed importers, sorted."""
    importers = (_load(point) for point in _entry_points().values())
    return tuple(sorted({end for one in importers if not isinstance(one, SourceError) for end in one.extensions}))


def extension_of(name: str) -> str:
    """The extension of a file name or URL path, in lowercase with its dot, or ""."""
    return PurePosixPath(path_of(name)).suffix.lower()


@cache
def _entry_points() -> dict[str, EntryPoint]:
    """The importers by name, readtui's own first, so that no other package takes over their extensions."""
    points = sorted(entry_points(group=GROUP), key=lambda point: (not point.value.startswith("readtui."), point.name))
    named: dict[str, EntryPoint] = {}
    for point in points:
        named.setdefault(point.name, point)
    return named


@cache
def _load(point: EntryPoint) -> Importer | SourceError:
    """The importer, or the error to report if that importer is needed; others must work without it."""
    try:
        importer: Importer = point.load()()
        _ = importer.name, importer.extensions, importer.recognises, importer.read
    except Exception as error:  # noqa: BLE001  a package of others can fail in any way while it is imported
        fault = SourceError(f"the importer {point.name} ({point.value}) could not be loaded: {error}", _WRONG_IMPORTER)
        fault.__cause__ = error
        return fault
    return importer
