"""The lines of source files on which passages begin, worked out from the files as they are now."""

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from readtui.errors import NotFoundError, SourceError, StorageError
from readtui.importers.importer import Source, never
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.quick_dataclass import dataclass
from readtui.regular_files import open_regular
from readtui.rights import make_private_folder, private
from readtui.services.sources import content_id, paths_here, read_bytes
from readtui.storage.repository import Repository

if TYPE_CHECKING:
    from readtui.services.intake.intake import ReadSource


_FORMAT = 1
_MOST_BYTES = 16_000_000
_MOST_CACHED = 256_000_000
_MOMENT_NS = 100_000_000
"""A file that was written so shortly before it was looked at may be written again without another stamp."""

_RTF = b"{\\rtf"
_NO_FILES: Mapping[str, str] = {}
_NOTHING: Mapping[str, bytes] = {}


class SourcePlace(NamedTuple):
    """The file of an article, its line on which a passage begins, from 1, and its page; None where there is none."""

    file: str | None = None
    line: int | None = None
    page: str | None = None


class _Known(NamedTuple):
    """The lines by offset in a text version, in a file with this stamp; None if the file does not give that text."""

    stamp: tuple[int, ...]
    version: str
    lines: Mapping[int, int | None] | None


@dataclass(frozen=True, slots=True)
class SourceLines:
    """Works lines out, and keeps them in the file ``cache`` for as long as source and text are the same.

    ``read`` reads a source as an article, ``now_ns`` returns the time as files have it.
    """

    repository: Repository
    read: "ReadSource"
    cache: Path
    now_ns: Callable[[], int] = time.time_ns

    def places(
        self,
        found: Iterable[tuple[ArticleRecord, Annotation]],
        passed: Callable[[int], None] = lambda count: None,
        files: Mapping[str, str] = _NO_FILES,
        given: Mapping[str, bytes] = _NOTHING,
    ) -> dict[str, SourcePlace]:
        """The places of annotations by their ids. There is no line without a passage, if the file is gone, or if it no
        longer gives the text that the passage is in.

        ``passed`` is called with the number of annotations that were looked at. ``files``: the files that are meant, by
        the ids of their articles; by default any that gives the text. ``given``: what was read from stdin, by the ids
        of articles that have no file.
        """
        of_article: dict[str, tuple[ArticleRecord, list[Annotation]]] = {}
        for record, annotation in found:
            of_article.setdefault(record.id, (record, []))[1].append(annotation)
        places: dict[str, SourcePlace] = {}
        for _, _, its_places in self.each_article(of_article.values(), files, given):
            places |= its_places
            passed(len(places))
        return places

    def each_article(
        self,
        found: Iterable[tuple[ArticleRecord, Sequence[Annotation]]],
        files: Mapping[str, str] = _NO_FILES,
        given: Mapping[str, bytes] = _NOTHING,
    ) -> Iterator[tuple[ArticleRecord, Sequence[Annotation], dict[str, SourcePlace]]]:
        """The same for one article after the other, each with its annotations and their places."""
        known: dict[str, _Known] | None = None
        before: dict[str, _Known] = {}
        for record, annotations in found:
            if known is None:
                known = _loaded(self.cache)
                before = dict(known)
            starts = {one.id: one.passage.start for one in annotations if one.passage is not None}
            meant = files.get(record.id, "")
            paths = [meant] if meant else paths_here(record)
            offsets = sorted({*starts.values()})
            if paths:
                file, lines = self._lines(record, paths, offsets, known)
            else:
                file, lines = None, self._lines_given(record, given.get(record.id), offsets, known)
            pages = self._pages(record, annotations)
            places = {
                one.id: SourcePlace(file, lines.get(starts[one.id]) if one.id in starts else None, pages[one.id])
                for one in annotations
            }
            yield record, annotations, places
        if known is not None and known != before:
            _keep(known, self.cache)

    def _pages(self, record: ArticleRecord, annotations: Sequence[Annotation]) -> dict[str, str | None]:
        from readtui.exporters.exporter import ExportDocument
        from readtui.exporters.locators import page_of

        read = partial(self.repository.article, record.id, record.text_version)
        document = ExportDocument(record, annotations, read)
        return {one.id: page_of(document, one) or None for one in annotations}

    def as_read(self, files: Iterable[tuple[ArticleRecord, str]]) -> set[str]:
        """The ids of the articles whose files, at these paths, are by their stamps the ones that give their texts.

        What else is as it was has to be read to know that.
        """
        known = _loaded(self.cache)
        return {
            record.id
            for record, path in files
            if (kept := known.get(record.id)) is not None
            and kept.lines is not None
            and (kept.stamp, kept.version) == (_stamp(path), record.text_version)
        }

    def _lines(
        self, record: ArticleRecord, paths: Sequence[str], offsets: Sequence[int], known: dict[str, _Known]
    ) -> tuple[str | None, Mapping[int, int | None]]:
        """The file that gives the article's text, or else the first one, and the lines in it."""
        for path in paths if offsets else ():
            stamp = _stamp(path)
            if stamp is None:
                continue
            kept = known.get(record.id)
            if kept is None or (kept.stamp, kept.version) != (stamp, record.text_version):
                kept = None
            elif kept.lines is None:
                continue
            elif kept.lines.keys() >= {*offsets}:
                return path, kept.lines
            lines = self._worked_out(record, self._content(path), path, offsets)
            if _stamp(path) == stamp and self.now_ns() - stamp[0] > _MOMENT_NS:
                known[record.id] = _Known(stamp, record.text_version, lines)
            if lines is not None:
                return path, lines
        return next(iter(paths), None), {}

    def _lines_given(
        self, record: ArticleRecord, data: bytes | None, offsets: Sequence[int], known: dict[str, _Known]
    ) -> Mapping[int, int | None]:
        """The lines in what was read from stdin: ``data`` or, if that is past, as far as they are kept."""
        if data is not None and offsets:
            known[record.id] = _Known((), record.text_version, self._worked_out(record, data, "", offsets))
        kept = known.get(record.id)
        is_same = kept is not None and (kept.stamp, kept.version) == ((), record.text_version)
        return (kept.lines if kept is not None and is_same else None) or {}

    def _worked_out(
        self, record: ArticleRecord, data: bytes | None, path: str, offsets: Sequence[int]
    ) -> dict[int, int | None] | None:
        """The lines in a file with these bytes; None if there are none, or they do not give the article's text."""
        from readtui.services.intake.intake import content_of

        if data is None or len(data) > _MOST_BYTES:
            return None
        try:
            text = self.repository.open_article(record).text
        except (StorageError, NotFoundError):
            return None
        checks = content_id(data) != content_of(record)
        lines = lines_in(Source(data, path), text, offsets, self.read, checks=checks)
        return None if lines is None else dict(zip(offsets, lines, strict=True))

    def _content(self, path: str) -> bytes | None:
        with suppress(SourceError):
            return read_bytes(Path(path), _MOST_BYTES)
        return None


def lines_in(
    source: Source, text: str, offsets: Sequence[int], read: "ReadSource", *, checks: bool = False
) -> list[int | None] | None:
    """The lines of a source, from 1, on which these offsets of the ``text`` begin that ``read`` makes of it.

    None if it has no lines or, with ``checks``, if it does not give that text.
    """
    # Imported here because they take longer than a listing.
    from readtui.anchoring.source_lines import source_lines
    from readtui.importers.common.encoding import decode

    if source.data.startswith(_RTF):
        return None

    def read_again(changed: str) -> str | None:
        changed_source = replace(source, data=changed.encode("utf-8", "replace"), charset="utf-8")
        with suppress(SourceError):
            return read(changed_source, never).text
        return None

    try:
        written = decode(source.data).replace("\r\n", "\n").replace("\r", "\n")
    except SourceError:
        return None
    if checks and read_again(written) != text:
        return None
    return source_lines(text, written, offsets, read_again)


def _stamp(path: str) -> tuple[int, ...] | None:
    """What changes when the file does, its latest time first; None if there is no file."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return max(status.st_mtime_ns, status.st_ctime_ns), status.st_mtime_ns, status.st_size, status.st_ino


def _loaded(cache: Path) -> dict[str, _Known]:
    """What is kept in the file; nothing if it cannot be read, or is not as ``_keep`` writes it."""
    try:
        with open_regular(cache) as file:
            kept = json.loads(file.read(_MOST_CACHED))
        return (
            {article: _known(*each) for article, each in kept["articles"].items()} if kept["format"] == _FORMAT else {}
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def _known(stamp: list[int], version: str, lines: dict[str, Any] | None) -> _Known:
    """Raises TypeError, ValueError or AttributeError for anything else."""
    checked = (
        None if lines is None else {int(offset): None if line is None else int(line) for offset, line in lines.items()}
    )
    return _Known(tuple(map(int, stamp)), str(version), checked)


def _keep(known: Mapping[str, _Known], cache: Path) -> None:
    """Write the file. If that fails, the lines are worked out again the next time."""
    made = f"{cache}.{os.getpid()}"
    with suppress(OSError):
        make_private_folder(cache.parent)
        with open(made, "w", encoding="ascii", opener=private) as file:
            json.dump({"format": _FORMAT, "articles": known}, file, separators=(",", ":"))
        os.replace(made, cache)
