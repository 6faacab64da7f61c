"""Brings living files up to date on disk, without losing what a person writes meanwhile."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import suppress
from dataclasses import field
from functools import cached_property
from pathlib import Path

from readtui.errors import ExportError, StorageError
from readtui.exporters.exporter import ExportDocument, ExportOptions
from readtui.exporters.living.merge import Ids, NewFile, Report, ids_in, merged
from readtui.exporters.living.parts import LivingArticle, LivingExporter, Syntax
from readtui.model.article import ArticleRecord, waiting_id
from readtui.model.file_memory import NOTHING_KNOWN, FileMemory
from readtui.quick_dataclass import dataclass
from readtui.regular_files import open_regular
from readtui.services.out.whole_file import StagedFile, remember, reported, stage
from readtui.storage.repository import ContentHash, Repository, readable
from readtui.text.clean import visible
from readtui.text.phrases import counted

_MOST_BYTES = 64_000_000
_TRIES = 5


@dataclass(slots=True)
class LivingCounts:
    """Adds up the counts of blocks in all files of an export. ``unchanged``: the files that were up to date already."""

    report: Report = field(default_factory=Report)
    unchanged: int = 0

    @property
    def message(self) -> str:
        """A message about edited blocks that were left alone; "" if there were none."""
        edited = self.report.edited
        were = "was left as it is" if edited == 1 else "were left as they are"
        return f"{counted(edited, 'block')} you edited {were}." if edited else ""


@dataclass(frozen=True)
class LivingExport:
    """One export to living files. ``rewrites``: write the new text above each block that the user edited.

    ``overwrites``: replace files that have no ids of readtui.
    """

    exporter: LivingExporter
    options: ExportOptions
    store: Repository
    library: Repository
    rewrites: bool = False
    overwrites: bool = False

    @cached_property
    def written(self) -> frozenset[ContentHash]:
        """The hashes of all files as this device has written them."""
        with suppress(StorageError):
            return frozenset(one for hashes in self.store.exported().values() for one in hashes)
        return frozenset()

    def replace(self, files: Sequence["LivingFile"], left: LivingCounts) -> list[Path]:
        """Replace the files that have changed, and return their paths. Raises ExportError."""
        own = {file.path: file.staged.written for file in files if file.staged is not None and file.is_own}
        if own:
            remember(own, self.store)
        replaced = []
        for file in files:
            with reported(file.path):
                if file.replace(left):
                    replaced.append(file.path)
        return replaced


@dataclass(frozen=True, slots=True)
class _Update:
    """What a file held, what to remember about it, and what happened to its blocks."""

    old: ContentHash
    memory: FileMemory
    report: Report
    is_own: bool


class LivingFile:
    """A file to bring up to date: staged first, replaced once everything else is staged. Discard it at the end.

    Takes the documents again if the file changes meanwhile. Keeps no text of theirs. To make one raises OSError,
    ReadtuiError.
    """

    def __init__(self, export: LivingExport, path: Path, documents: Iterable[ExportDocument]) -> None:
        self.path = path
        self.staged: StagedFile | None = None
        self._export = export
        self._documents = documents
        self._update = self._stage()

    @property
    def is_own(self) -> bool:
        """Whether the old content was readtui's alone, so that the new one is, too."""
        return self._update.is_own

    def replace(self, left: LivingCounts) -> bool:
        """Replace the file, unless nothing has changed; whether it did. Merges again if it was changed meanwhile.

        Raises ExportError if that happens again and again, OSError.
        """
        for _ in range(_TRIES):
            if _hash(read(self.path)) == self._update.old:
                break
            self.discard()
            self._update = self._stage()
        else:
            raise ExportError(
                f"another program keeps changing {visible(str(self.path))}", "Close it there, then export again."
            )
        is_changed = self.staged is not None and self.staged.written != self._update.old
        if self.staged is not None and is_changed:
            self.staged.replace()
        left.report.add(self._update.report)
        # Last: an id that is remembered, but not in the file, would count as removed by the person. Without the state
        # folder, a block that the person removes comes back once.
        with suppress(StorageError):
            self._export.store.keep_living(_name(self.path), self._update.memory)
        return is_changed

    def discard(self) -> None:
        """Remove what was staged, unless it has replaced the file."""
        if self.staged is not None:
            self.staged.discard()

    def _stage(self) -> _Update:
        export, syntax = self._export, self._export.exporter.syntax
        old = read(self.path)
        text, before = decoded(old), _hash(old)
        ids = ids_in(text, syntax)
        is_own, known = before in export.written, self._known(ids)
        if not ids and text.strip() and not (is_own or export.overwrites):
            raise ExportError(
                f"readtui did not write this file, or it has changed since: {visible(str(self.path))}",
                "Choose another place, or move the file.",
            )
        # An export of an older readtui has no blocks.
        if not ids or (is_own and known is None and not ids.blocks):
            made = NewFile(syntax)
            fresh = export.exporter.living(self._documents, export.options)
            self.staged = stage(self.path, map(_bytes, made.pieces(fresh)))
            return _Update(before, made.memory, made.report, is_own=True)
        article_ids: set[str] = set()
        articles = list(export.exporter.living(_noting(self._documents, article_ids), export.options))
        result = merged(
            text,
            articles,
            syntax,
            known or NOTHING_KNOWN,
            deleted=self._deleted(ids, articles, article_ids),
            rewrites=export.rewrites,
        )
        new = _bytes(result.text)
        # Nothing is written if nothing has changed: programs that sync or watch the file have nothing to do.
        self.staged = stage(self.path, new) if new != old else None
        return _Update(before, result.memory, result.report, is_own)

    def _known(self, ids: Ids) -> FileMemory | None:
        with suppress(StorageError):
            return self._export.store.living(_name(self.path), ids.blocks)
        return None

    def _deleted(self, ids: Ids, articles: Sequence[LivingArticle], article_ids: Set[str]) -> set[str]:
        """The ids in the file that are in the trash. An unknown id may come from another device."""
        exported = {block.id for article in articles for block in article.blocks}
        if ids.blocks <= exported and ids.articles <= article_ids:
            return set()
        found: set[str] = set()
        library = self._export.library
        for article_id in ids.articles | article_ids:
            record = record_named(library, article_id)
            if record is None:
                continue
            annotations = readable(library, library.annotations, record.id, deleted=True) or []
            found.update(one.id for one in annotations if one.deleted or record.deleted)
            if record.deleted:
                found.add(article_id)
        return found


def record_named(library: Repository, article_id: str) -> ArticleRecord | None:
    """The article that a file names, also by the id under which it waited for its text, or waits; None if none is."""
    if record := library.record(article_id):
        return record
    named = next((one for one in library.records(deleted=True) if article_id in one.aliases), None)
    return named or library.record(waiting_id(article_id))


def _noting(documents: Iterable[ExportDocument], article_ids: set[str]) -> Iterator[ExportDocument]:
    """The documents unchanged; adds their ids. Not a list, which would keep all texts."""
    for document in documents:
        article_ids.add(document.record.id)
        yield document


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def is_living(path: Path, syntax: Syntax) -> bool:
    """Whether the file has readtui's ids, so that it can be brought up to date. Raises OSError, StorageError."""
    return bool(ids_in(decoded(read(path)), syntax))


def decoded(content: bytes) -> str:
    """The text. Bytes that are not UTF-8 are preserved."""
    return content.decode("utf-8", "surrogateescape")


def read(path: Path) -> bytes:
    """The file's content; empty if there is no file. Raises OSError, ExportError."""
    try:
        with open_regular(path) as file:
            content = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        return b""
    if len(content) > _MOST_BYTES:
        raise ExportError(f"too large to export to: {visible(str(path))}", "Choose another file.")
    return content


def _hash(content: bytes) -> ContentHash:
    return ContentHash(len(content), hashlib.sha256(content).hexdigest())


def _name(path: Path) -> str:
    return os.path.realpath(path)
