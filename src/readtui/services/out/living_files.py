"""Brings living files up to date on disk, without losing what a person writes meanwhile."""

import hashlib
import os
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from readtui.errors import ExportError, StorageError
from readtui.exporters.living.merge import Ids, Report, ids_in, merged
from readtui.exporters.living.parts import LivingArticle, Syntax
from readtui.model.file_memory import NOTHING_KNOWN, FileMemory
from readtui.services.library import readable_annotations
from readtui.services.out.overwriting import remember
from readtui.services.out.whole_file import StagedFile, stage
from readtui.storage.repository import ArticleStore, ContentHash, ExportStore
from readtui.text.clean import visible
from readtui.text.counted import counted

_MOST_BYTES = 64_000_000
_TRIES = 5


@dataclass(slots=True)
class Left:
    """Adds up the counts of blocks in all files of an export."""

    report: Report = field(default_factory=Report)

    @property
    def message(self) -> str:
        """A message about edited blocks that were left alone; "" if there were none."""
        edited = self.report.edited
        were = "was left as it is" if edited == 1 else "were left as they are"
        return f"{counted(edited, 'block')} you edited {were}." if edited else ""


@dataclass(frozen=True, slots=True)
class _Update:
    """A file's content, its new content, and what to remember about it afterwards."""

    old: bytes
    new: bytes
    memory: FileMemory
    report: Report
    is_own: bool
    """Whether the old content was readtui's alone, so that the new one is, too."""


class LivingFile:
    """A file to bring up to date. It is prepared first, and replaced once all files are prepared."""

    def __init__(
        self,
        path: Path,
        articles: Sequence[LivingArticle],
        syntax: Syntax,
        article_ids: Collection[str],
        *,
        store: ExportStore,
        library: ArticleStore,
        rewrites: bool,
        overwrites: bool,
    ) -> None:
        self.path = path
        self._articles = articles
        self._syntax = syntax
        self._article_ids = article_ids
        self._store = store
        self._library = library
        self._rewrites = rewrites
        self._overwrites = overwrites
        self._staged: StagedFile | None = None
        self._update = self._prepare()

    def replace(self, left: Left) -> bool:
        """Replace the file, unless nothing has changed; whether it did. Merges again if it was changed meanwhile.

        Raises ExportError if that happens again and again, OSError.
        """
        for _ in range(_TRIES):
            update = self._update
            if read(self.path) == update.old:
                break
            self.discard()
            self._update = self._prepare()
        else:
            raise ExportError(
                f"another program keeps changing {visible(str(self.path))}", "Close it there, then export again."
            )
        if self._staged is not None:
            if update.is_own:
                remember({self.path: self._staged.written}, self._store)
            self._staged.replace()
        left.report.add(update.report)
        # Last: an id that is remembered, but not in the file, would count as removed by the person. Without the state
        # folder, a block that the person removes comes back once.
        with suppress(StorageError):
            self._store.keep_living(_name(self.path), update.memory)
        return self._staged is not None

    def discard(self) -> None:
        """Remove the prepared file, unless it was put in place."""
        if self._staged is not None:
            self._staged.discard()

    def _prepare(self) -> _Update:
        update = self._updated(read(self.path))
        # Unchanged content is not written, so programs that sync or watch the file have nothing to do.
        self._staged = stage(self.path, update.new) if update.new != update.old else None
        return update

    def _updated(self, old: bytes) -> _Update:
        text = decoded(old)
        ids = ids_in(text, self._syntax)
        is_own, known = _is_written(old, self._store), self._known(ids)
        if not ids and text.strip() and not (is_own or self._overwrites):
            raise ExportError(
                f"readtui did not write this file, or it has changed since: {visible(str(self.path))}",
                "Choose another place, or move the file.",
            )
        # An export of an older readtui has no blocks.
        if not ids or (is_own and known is None and not ids.blocks):
            text, known, is_own = "", None, True
        result = merged(
            text,
            self._articles,
            self._syntax,
            known or NOTHING_KNOWN,
            deleted=self._deleted(ids),
            rewrites=self._rewrites,
        )
        return _Update(old, result.text.encode("utf-8", "surrogateescape"), result.memory, result.report, is_own)

    def _known(self, ids: Ids) -> FileMemory | None:
        with suppress(StorageError):
            return self._store.living(_name(self.path), ids.blocks)
        return None

    def _deleted(self, ids: Ids) -> set[str]:
        """The ids in the file that are in the trash. An unknown id may come from another device."""
        exported = {block.id for article in self._articles for block in article.blocks}
        if ids.blocks <= exported and ids.articles <= set(self._article_ids):
            return set()
        found: set[str] = set()
        for article_id in {*ids.articles, *self._article_ids}:
            record = self._library.record(article_id)
            if record is None:
                continue
            annotations = readable_annotations(self._library, record, deleted=True)
            found.update(one.id for one in annotations if one.deleted or record.deleted)
            if record.deleted:
                found.add(record.id)
        return found


def is_living(path: Path, syntax: Syntax) -> bool:
    """Whether the file has readtui's ids, so that it can be brought up to date. Raises OSError, StorageError."""
    return bool(ids_in(decoded(read(path)), syntax))


def decoded(content: bytes) -> str:
    """The text. Bytes that are not UTF-8 are preserved."""
    return content.decode("utf-8", "surrogateescape")


def read(path: Path) -> bytes:
    """The file's content; empty if there is no file. Raises OSError, ExportError."""
    try:
        with open(path, "rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        return b""
    if len(content) > _MOST_BYTES:
        raise ExportError(f"too large to export to: {visible(str(path))}", "Choose another file.")
    return content


def _is_written(content: bytes, store: ExportStore) -> bool:
    written = ContentHash(len(content), hashlib.sha256(content).hexdigest())
    with suppress(StorageError):
        return any(written in hashes for hashes in store.exported().values())
    return False


def _name(path: Path) -> str:
    return os.path.realpath(path)
