"""What the rest of readtui needs of a store: the protocol that services are written against."""

from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

from readtui.model.annotation import Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.change import Change
from readtui.model.tag import Tag


@dataclass(frozen=True, slots=True)
class ReadingPosition:
    """Where a person stopped: a code-point offset, the share read (0 to 1), and when (ISO 8601, UTC)."""

    offset: int
    progress: float
    read_at: str


class Repository(Protocol):
    """A library. Reading methods see what is on disk now; records with a tombstone only with ``deleted=True``."""

    read_only: bool

    def records(self, *, deleted: bool = False) -> list[ArticleRecord]:
        """All articles, in no particular order."""
        ...

    def record(self, article_id: str) -> ArticleRecord | None:
        """One article's record, with or without a tombstone; None if there is none."""
        ...

    def annotations(self, article_id: str, *, deleted: bool = False) -> list[Annotation]:
        """One article's annotations, in no particular order."""
        ...

    def annotation_counts(self) -> dict[str, int]:
        """Live annotations per article id."""
        ...

    def tags(self) -> list[Tag]:
        """The codebook's entries (tags that were only used on annotations need not be among them)."""
        ...

    def article(self, article_id: str, text_version: str = "") -> Article:
        """The article in one text version, the record's own by default.

        Raises NotFoundError, DamagedError.
        """
        ...

    def keep_text(self, article_id: str, article: Article) -> None:
        """Write the text version durably, unless it is there already."""
        ...

    def apply(self, change: Change, *, force: bool = False) -> Change:
        """Make the change durable and remember it in the history; returns it as it was written.

        Each edit is applied to what is on disk now: fields that the edit did not touch keep what another process
        wrote. Without ``force`` a change that undoes or redoes refuses records that were changed since.
        Raises ChangedSinceError, LockedError, ReadOnlyError, StorageError.
        """
        ...

    def submit(self, change: Change, *, force: bool = False) -> "Future[Change]":
        """``apply`` on the save worker, in the order of the calls."""
        ...

    def history(self) -> list[Change]:
        """This device's changes, oldest first."""
        ...

    def position(self, article_id: str) -> ReadingPosition | None:
        """Where the article was left on this device."""
        ...

    def positions(self) -> dict[str, ReadingPosition]:
        """All of them, by article id."""
        ...

    def keep_position(self, article_id: str, position: ReadingPosition) -> None:
        """Remember where the article was left."""
        ...

    def draft(self, key: str) -> str:
        """An unfinished note; empty for none. ``key`` is an annotation's id or ``article:start:end``."""
        ...

    def keep_draft(self, key: str, text: str) -> None:
        """Remember an unfinished note; an empty text forgets it."""
        ...

    def close(self) -> None:
        """Finish what was submitted, then release everything."""
        ...
