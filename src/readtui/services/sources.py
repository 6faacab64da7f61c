"""Where articles come from: files, folders and web addresses; reads the files, and finds articles by their source."""

import hashlib
import os
import stat
import time
from collections.abc import Collection, Iterable
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from readtui.errors import SourceError
from readtui.model.article import ArticleRecord
from readtui.quick_pattern import pattern

_WRITER_SECONDS = 0.5
_URL = pattern(r"[A-Za-z][A-Za-z0-9+.-]+://")


def is_url(source: str) -> bool:
    """Whether the source is a URL rather than a path."""
    return _URL.match(source) is not None


def path_text(path: str | Path) -> str:
    """The path as stored and compared: absolute, and valid Unicode whatever bytes the file system has."""
    absolute = os.path.abspath(os.path.expanduser(path))
    return os.fsencode(absolute).decode("utf-8", "backslashreplace")


def paths_here(record: ArticleRecord) -> list[str]:
    """The article's paths, those in the working directory first: whoever works there means them."""
    return sorted(record.paths, key=lambda path: not is_here(path)) if len(record.paths) > 1 else list(record.paths)


def is_here(path: str) -> bool:
    """Whether the path is in the working directory or below it."""
    return path.startswith(os.path.join(path_text(""), ""))


def source_here(record: ArticleRecord) -> str:
    """The source as it is on this device: the first of the article's paths where a file is.

    Of people who added the same file, each has it in a folder of their own.
    """
    source = record.metadata.source
    if len(record.paths) < 2 or source not in record.paths:
        return source
    return next(filter(os.path.lexists, paths_here(record)), source)


def content_id(data: bytes) -> str:
    """The id of an article made from these bytes."""
    return hashlib.sha256(data).hexdigest()[:16]


def url_id(url: str) -> str:
    return content_id(url.encode())


def read_bytes(path: Path, most_bytes: int = 0, *, pipes: bool = False) -> bytes:
    """The bytes of a file, by default at most MAX_BYTES. Raises SourceError if it is missing, unreadable, too large or
    not a regular file. ``pipes``: a pipe will do as well, because the user has named it.
    """
    from readtui.importers.registry import MAX_BYTES

    most_bytes = most_bytes or MAX_BYTES
    shown = path_text(path)
    try:
        with open(path, "rb", opener=_open_without_waiting) as file:
            status = os.fstat(file.fileno())
            kind = status.st_mode
            if not (stat.S_ISREG(kind) or (pipes and stat.S_ISFIFO(kind))):
                raise SourceError(f"not a file: {shown}", "Give a file, a folder, a URL, or - for stdin.")
            # A file that is too large by far is not read at all.
            is_huge = status.st_size > most_bytes
            data = (
                _read_pipe(file, most_bytes + 1)
                if stat.S_ISFIFO(kind)
                else b""
                if is_huge
                else file.read(most_bytes + 1)
            )
            if stat.S_ISFIFO(kind) and not data:
                raise SourceError(f"no program is writing to the pipe {shown}", "Start that program first.")
    except FileNotFoundError as fault:
        raise SourceError(f"no such file: {shown}", "Check the path.") from fault
    except IsADirectoryError as fault:
        raise SourceError(f"a folder, not a file: {shown}", f"To add the files in it: readtui add {shown}") from fault
    except (OSError, ValueError) as fault:
        reason = fault.strerror if isinstance(fault, OSError) else str(fault)
        raise SourceError(f"cannot read {shown}: {reason}", "Check the path and its permissions.") from fault
    if is_huge or len(data) > most_bytes:
        raise SourceError(f"larger than {most_bytes // 1_000_000} MB: {shown}", "Split it and add the parts.")
    return data


def _read_pipe(file: BinaryIO, most_bytes: int) -> bytes:
    """The content of the pipe up to its end; empty if it has no writer.

    A writer that waits for a reader connects a moment after the pipe is opened, not at once.
    """
    os.set_blocking(file.fileno(), True)
    deadline = time.monotonic() + _WRITER_SECONDS
    while not (data := file.read(most_bytes)) and time.monotonic() < deadline:
        time.sleep(0.01)
    return data


def _open_without_waiting(path: str, flags: int) -> int:
    """Open a pipe without waiting for a writer."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def files_in(folder: Path, extensions: Iterable[str], hidden: Collection[str] = ()) -> list[Path]:
    """The files in a folder and below whose ending is one of ``extensions``, sorted, without hidden files.

    Of hidden folders, those named ``hidden`` are looked into.

    The list includes unreadable subfolders, so that reading it reports them. Raises SourceError if the folder cannot be
    read or has no such files.
    """
    shown = path_text(folder)
    endings = frozenset(extensions)

    found: list[Path] = []

    def note(fault: OSError) -> None:
        where = Path(fault.filename)
        if where == folder:
            raise SourceError(f"cannot read the folder {shown}: {fault.strerror}", "Check its permissions.") from fault
        found.append(where)

    for root, folders, names in os.walk(folder, onerror=note):
        folders[:] = sorted(name for name in folders if not name.startswith(".") or name in hidden)
        found += [
            Path(root, name)
            for name in names
            if not name.startswith(".") and os.path.splitext(name)[1].lower() in endings
        ]
    if not found:
        raise SourceError(f"no articles in the folder {shown}", f"Supported endings: {', '.join(sorted(endings))}.")
    return sorted(found)


def with_path(path: str, records: Iterable[ArticleRecord]) -> ArticleRecord | None:
    """The article added from ``path``. Live articles come before those in the trash, then newer before older."""
    return preferred(record for record in records if path in record.paths)


def with_url(url: str, records: Iterable[ArticleRecord]) -> ArticleRecord | None:
    """The article added from this URL, preferred in the same order as in ``with_path``.

    Raises SourceError if it is not an http or https URL.
    """
    # Imported here because it takes longer than listing a library.
    from readtui.importers.web.fetch import normalized_url

    address = normalized_url(url)
    article_id = url_id(address)
    return preferred(record for record in records if record.id == article_id or record.metadata.source == address)


def with_address(url: str, records: Iterable[ArticleRecord]) -> ArticleRecord | None:
    """The article added from this URL, or one that declares it as its canonical address.

    Ignores the URL's fragment. Returns None for anything that is not a web address.
    """
    address = _normalized(url)
    if not address:
        return None
    listed = list(records)
    return with_url(url, listed) or preferred(
        record for record in listed if _normalized(record.metadata.canonical_url) == address
    )


@lru_cache(maxsize=1 << 15)
def _normalized(url: str) -> str:
    """The address in one form, "" if it is none. Cached, because each link is compared with all articles."""
    from readtui.importers.web.fetch import normalized_url

    try:
        return normalized_url(url) if url else ""
    except SourceError:
        return ""


def was_fetched(record: ArticleRecord) -> bool:
    """Whether the article was added by its URL; it may have a downloaded file beside it."""
    return is_url(record.metadata.source) and record.id == url_id(record.metadata.source)


def preferred(records: Iterable[ArticleRecord]) -> ArticleRecord | None:
    """Of articles with the same origin, the one that is meant: live ones come first, then newer ones."""
    return max(records, key=lambda record: (record.deleted is None, record.added), default=None)
