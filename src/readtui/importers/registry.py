"""Chooses the importer for a source by signature, file ending or content. Importers are entry points."""

from pathlib import PurePosixPath

from readtui.errors import ReadtuiError, SourceError
from readtui.importers.common.encoding import SAMPLE_BYTES, looks_binary
from readtui.importers.importer import Importer, Source, path_of
from readtui.model.article import Article
from readtui.plug_ins import PlugIns, does_recognise

GROUP = "readtui.importers"
_IMPORTERS: PlugIns[Importer] = PlugIns(GROUP, "importer", SourceError, ("name", "extensions", "recognises", "read"))
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

_NO_TEXT = ("image/", "audio/", "video/", "font/")
_EXTENSION_OF_UNREAD_TYPE = {"application/msword": ".doc"}


def read_source(source: Source) -> Article:
    """Make an article of ``source`` in this process. Raises SourceError as ``importer_for`` and its importer do."""
    importer = importer_for(source)
    article: object = importer.read(source)
    if not isinstance(article, Article):
        raise SourceError(
            f"{source.name or 'the input'}: the importer {importer.name} did not return an article",
            "Update or remove the package that provides it.",
        )
    return article


def importer_for(source: Source) -> Importer:
    """The importer that recognizes a signature, else the one for the server's media type or the file extension, else
    one that recognizes the content, else plain text.

    Raises SourceError if the source is empty, too large or not text, if no installed importer reads the format, or if
    the importer cannot be loaded.
    """
    _check(source)
    extension = _EXTENSION_OF_UNREAD_TYPE.get(source.media_type) or extension_of(source.name)
    named = _importer_of_type(source.media_type) or _importer_of(extension)
    is_signed = _is_signed(source.data)
    if named is not None and not is_signed:
        return named
    if (named is None and extension not in _UNREAD_FORMATS) or is_signed:
        for name, importer in _IMPORTERS.each():
            if name == _FALLBACK or isinstance(importer, ReadtuiError):
                continue
            is_of_text = is_signed and _OF_TEXT.intersection(importer.extensions)
            if not is_of_text and does_recognise(importer.recognises, source):
                return importer
    if named is not None:
        return named
    if extension in _UNREAD_FORMATS:
        raise SourceError(
            f"{source.name}: readtui cannot read {_UNREAD_FORMATS[extension]}",
            "Convert it to EPUB, PDF, DOCX, HTML or plain text, then add that file.",
        )
    fallback = _IMPORTERS.find(_FALLBACK)
    if fallback is None:
        raise SourceError("readtui's importers are not installed")
    return fallback


def _is_signed(data: bytes) -> bool:
    """Whether the bytes have a signature; in a PDF, other bytes may come before it."""
    head = data[:_HEAD_BYTES].lstrip()
    return head.startswith(_SIGNATURES) or (b"%PDF-" in head and looks_binary(data[:SAMPLE_BYTES]))


def _importer_of_type(media_type: str) -> Importer | None:
    """The first importer that names this media type."""
    named = (one for one in _IMPORTERS.working() if media_type in getattr(one, "media_types", ()))
    return next(named, None) if media_type else None


def _importer_of(extension: str) -> Importer | None:
    """The first importer for this extension. Raises SourceError if an importer of that name cannot be loaded."""
    if not extension:
        return None
    for name, importer in _IMPORTERS.each():
        if isinstance(importer, ReadtuiError):
            if name == extension[1:]:
                raise importer
        elif extension in importer.extensions or extension in getattr(importer, "named_only", ()):
            return importer
    return None


def _check(source: Source) -> None:
    name = source.name or "the input"
    if len(source.data) > MAX_BYTES:
        size, limit = len(source.data) // 1_000_000, MAX_BYTES // 1_000_000
        raise SourceError(
            f"{name} is too large ({size} MB); readtui reads up to {limit} MB", "Split it and add the parts."
        )
    if not source.data.strip():
        raise SourceError(f"{name} is empty", "Open a file that contains text.")
    if source.media_type.startswith(_NO_TEXT):
        raise SourceError(f"{name} is not text ({source.media_type})", "Use the URL of the page that contains it.")


def readable_extensions() -> tuple[str, ...]:
    """The file extensions supported by the installed importers, sorted."""
    return tuple(sorted({end for importer in _IMPORTERS.working() for end in importer.extensions}))


def extension_of(name: str) -> str:
    """The extension of a file name or URL path, in lowercase with its dot, or ""."""
    return PurePosixPath(path_of(name)).suffix.lower()
