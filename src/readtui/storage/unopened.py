"""Protocols for using a library without opening it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from readtui.model.annotation import Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.tag import Tag
from readtui.model.view import View
from readtui.storage.findings import Checked, Problem


class ClosedLibrary(Protocol):
    """A library read without opening it: nothing is created, written, merged or repaired."""

    def records(self, *, deleted: bool) -> list[ArticleRecord]:
        """The live articles, or those in the trash."""
        ...

    def record(self, article_id: str) -> ArticleRecord | None:
        """The article, also one in the trash. Raises StorageError if its file cannot be read."""
        ...

    def annotation(self, annotation_id: str) -> tuple[ArticleRecord, Annotation] | None:
        """The annotation with its article, even if one of them is in the trash."""
        ...

    def annotations(self, beginning: str, *, deleted: bool) -> Iterator[tuple[ArticleRecord, Annotation]]:
        """The live annotations of live articles whose id starts with ``beginning``, or those in the trash.

        Each comes with its article.
        """
        ...

    def tags(self) -> list[Tag]:
        """The codebook's live entries, and new ones for used tags that have none."""
        ...

    def views(self, *, deleted: bool = False) -> list[View]:
        """The live saved views, or those in the trash."""
        ...


class LibraryFiles(Protocol):
    """Checks and repairs the files of a library without opening it."""

    @property
    def folder(self) -> Path:
        """The library's folder."""
        ...

    def check(self) -> Checked:
        """Look at every file; nothing is written. Raises NotFoundError if there is no library."""
        ...

    def mend(self, problem: Problem) -> str:
        """Repair one problem if that needs no decision; returns what was done, empty if nothing."""
        ...

    def put_text_back(self, problem: Problem, article: Article) -> bool:
        """Write a missing or damaged text, if this article has exactly that text."""
        ...

    def restore_library(self, day: str) -> list[Path]:
        """Restore a library whose folder is gone from the backups of ``day`` (ISO 8601); returns the files.

        Raises StorageError if the library still exists, NotFoundError if no backup is that old.
        """
        ...

    def notices(self) -> list[str]:
        """Messages about repairs that were not yet shown."""
        ...
