"""What the rest of readtui needs of a store: small protocols, so that a service says what of it it uses.

Reading methods see what is on disk now; records with a tombstone only with ``deleted=True``. All methods may be called
from any thread. Where nothing else is said they raise StorageError if a file cannot be read or written, and
DamagedError if it is not what it should be.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from readtui.errors import NotFoundError, StorageError
from readtui.model.annotation import Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.change import Change
from readtui.model.tag import Tag
from readtui.storage.findings import Checked, Generation, Problem

if TYPE_CHECKING:
    from concurrent.futures import Future


@dataclass(frozen=True, slots=True)
class ReadingPosition:
    """Where a person stopped: a code-point offset, the share read (0 to 1), and when (ISO 8601, UTC)."""

    offset: int
    progress: float
    read_at: str


@dataclass(frozen=True, slots=True)
class Merged:
    """What another library brought: articles that were not here, articles that it changed, and entries that had been
    changed in both, of which both versions are kept. ``left_out``: files that could not be read, each of which is told.
    """

    articles_new: int
    articles_merged: int
    conflicts: int
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class ContentHash:
    """What a file holds: how many bytes, and their SHA-256 in hexadecimal."""

    size: int
    sha256: str


class ArticleStore(Protocol):
    """What articles there are, and their annotations."""

    def records(self, *, deleted: bool = False) -> list[ArticleRecord]:
        """All articles whose file can be read, in no particular order."""
        ...

    def record(self, article_id: str) -> ArticleRecord | None:
        """One article's record, with or without a tombstone; None if there is none. Raises DamagedError."""
        ...

    def annotations(self, article_id: str, *, deleted: bool = False) -> list[Annotation]:
        """One article's annotations, in no particular order; none for an unknown article. Raises DamagedError."""
        ...

    def leave_out(self, fault: StorageError | NotFoundError) -> None:
        """Remember among what is ``damaged`` what could not be read, where others go on without it."""
        ...


class ListingStore(Protocol):
    """What a list of articles shows beside their records."""

    def annotation_counts(self) -> dict[str, int]:
        """The number of live annotations of every article, by its id."""
        ...

    def damaged(self) -> list[StorageError | NotFoundError]:
        """The article files that ``records`` or ``annotation_counts`` had to leave out at their last call, and what
        was said to ``leave_out``.
        """
        ...

    def listing_stamp(self) -> int:
        """A number that is another one after any article file was added, written or removed, by whomever.

        Raises nothing.
        """
        ...


class TagStore(Protocol):
    """The codebook's entries, and how tags are used."""

    def tags(self, *, deleted: bool = False) -> list[Tag]:
        """The codebook's entries (tags that were only used on annotations need not be among them)."""
        ...

    def tag_sets(self) -> Counter[tuple[str, ...]]:
        """How many live annotations of the articles that are not deleted have exactly these tags."""
        ...


class TextStore(Protocol):
    """Text versions of articles."""

    def article(self, article_id: str, text_version: str = "") -> Article:
        """The article in one text version, the record's own by default. Raises NotFoundError, DamagedError."""
        ...

    def keep_text(self, article_id: str, article: Article) -> None:
        """Write the text version durably, unless it is there already."""
        ...


class ReadingStore(Protocol):
    """What an open reader needs beside: an article and its annotations as quickly as they can be shown."""

    def open_article(self, record: ArticleRecord) -> Article:
        """The article, as quickly as it can be shown: see ``check_article``. Raises NotFoundError, DamagedError."""
        ...

    def beginning(self, record: ArticleRecord) -> Article | None:
        """The first blocks of a very long article, to be shown while the whole is opened; None for others.

        What is wrong with it is left to ``open_article``.
        """
        ...

    def check_article(self, record: ArticleRecord, article: Article, pause: Callable[[], None]) -> None:
        """Whether all of an article that was opened so is right; ``pause`` is called every now and then.

        From any thread. Raises DamagedError.
        """
        ...

    def each_annotation(self, article_id: str) -> Iterator[Annotation]:
        """The live ones, one after the other as the file is read, for very many of them: nothing is put right.

        Raises DamagedError, also where ``annotations`` mends the damage or reads another layout; NotFoundError.
        """
        ...

    def annotations_near(self, record: ArticleRecord, offset: int) -> list[Annotation] | None:
        """The live annotations around a place in a text that has very many; None where all are read as quickly.

        Only those that were anchored in the record's text version; raises nothing about damage in others.
        """
        ...

    def revision(self, article_id: str) -> int:
        """A number that grows when another program has changed the article's file since this was asked first.

        What ``apply`` writes does not count. Not for the UI thread: it may wait for a save. Raises nothing.
        """
        ...

    def keep_open(self, article_id: str) -> Callable[[], None]:
        """Let nobody purge the article on this device until the result is called, or the process ends."""
        ...


class ChangeStore(Protocol):
    """Where changes are made durable."""

    @property
    def read_only(self) -> bool:
        """Whether the library cannot be written to: ``apply`` and ``keep_text`` raise ReadOnlyError."""
        ...

    def apply(self, change: Change, *, force: bool = False) -> Change:
        """Make the change durable and remember it in the history; returns it as it was written.

        Each edit is applied to what is on disk now: fields that the edit did not touch keep what another process
        wrote; versions and ``modified`` are set here. Without ``force`` a change that undoes or redoes refuses records
        that were changed since. It is whole or not at all: after a StorageError nothing of it is there, and the same
        change (same id) can be applied again; what was cut off, or could neither go on nor back, is finished before the
        next change and when the library is opened, and told by ``notices``. Ctrl+C in the main thread waits for the end
        and is raised then. Raises ChangedSinceError, LockedError, ReadOnlyError, NotFoundError (an annotation
        of an article that is not there), DamagedError, StorageError.
        """
        ...

    def submit(self, change: Change, *, force: bool = False) -> "Future[Change]":
        """``apply`` on the save worker, in the order of the calls."""
        ...


class HistoryStore(Protocol):
    """The changes that were made on this device."""

    def history(self) -> list[Change]:
        """This device's changes, oldest first."""
        ...


class PositionStore(Protocol):
    """Where articles were left on this device."""

    def position(self, article_id: str) -> ReadingPosition | None:
        """Where the article was left on this device."""
        ...

    def positions(self) -> dict[str, ReadingPosition]:
        """All of them, by article id."""
        ...

    def keep_position(self, article_id: str, position: ReadingPosition) -> None:
        """Remember where the article was left (kept for this device, also of a read-only library)."""
        ...


class DraftStore(Protocol):
    """Unfinished notes on this device."""

    def drafts(self) -> dict[str, str]:
        """The unfinished notes by annotation id or ``article:version:start:end``, where once the text version was not
        named. One that cannot be read is none.
        """
        ...

    def keep_draft(self, key: str, text: str) -> None:
        """Remember an unfinished note; an empty text forgets it."""
        ...

    def begin_editing(self, key: str, text: str) -> Path:
        """A file that holds an unfinished note for another program to edit.

        What that writes there is the draft at once, until ``keep_draft`` says what it is; the file is gone then.
        """
        ...

    def edited_text(self, path: Path) -> str | None:
        """What another program left of a text in a file that it was given: cleaned, without the line ends at its end;
        None if it cannot be read.
        """
        ...


class ExportStore(Protocol):
    """What this device has exported."""

    def exported(self) -> dict[str, tuple[ContentHash, ...]]:
        """By the real path of each file that this device has exported what was written there."""
        ...

    def keep_exported(self, written: Mapping[str, ContentHash]) -> None:
        """Remember what is about to be written, by real path, beside what was written there last."""
        ...


class UpkeepStore(Protocol):
    """What keeps a library whole, and what removes from it for good."""

    def notices(self) -> list[str]:
        """What a person is to be told and was not yet: files that were made whole, copies that were merged."""
        ...

    def vanished(self, article_id: str) -> list[Annotation]:
        """Annotations that another program took out of the article's file without a tombstone, as they were last.

        They stay so until the file has them again: saved as they are (``Edit(None, annotation)``) they are back, with
        ``deleted`` set they lie in the trash. Not for the UI thread. Raises DamagedError.
        """
        ...

    def backups(self, name: str) -> list[Generation]:
        """The backups of a library file (``articles/<id>.json``, ``codebook.json``), newest first."""
        ...

    def restore_backup(self, article_id: str, day: str) -> Change:
        """Make the article what it was at the end of ``day`` (ISO 8601), as one change that can be undone.

        For an empty id the codebook. What was made since gets a tombstone; what has ``vanished`` and was made by then
        comes back. Returns the change as it was written; without edits if there was nothing
        to do. Raises NotFoundError, naming the days that there are, and what ``apply`` raises.
        """
        ...

    def merge_from(self, library: Path) -> Merged:
        """Fold another library's folder in: articles, codebook, missing texts. What is damaged there is left out and
        told by ``notices``. Raises NotFoundError if it is none.
        """
        ...

    def purge(self, article_id: str) -> None:
        """Remove the article with its texts, its backups, its entries in the history, and what this device keeps of it
        (position, drafts). Nothing brings it back. Its file may be damaged. Raises NotFoundError for what can be no id,
        and LockedError while a reader on this device has it open.
        """
        ...

    def close(self) -> None:
        """Finish what was submitted, then release everything."""
        ...


class Repository(
    ArticleStore,
    ListingStore,
    TagStore,
    TextStore,
    ReadingStore,
    ChangeStore,
    HistoryStore,
    PositionStore,
    DraftStore,
    ExportStore,
    UpkeepStore,
    Protocol,
):
    """All of it: what a library is opened as. No service needs it; each names what it uses."""


class ClosedLibrary(Protocol):
    """A library as its files are now, which is not opened: nothing is made, written, merged or mended."""

    def records(self, *, deleted: bool) -> list[ArticleRecord]:
        """The live articles, or those in the trash."""
        ...

    def annotations(self, beginning: str, *, deleted: bool) -> Iterator[tuple[ArticleRecord, Annotation]]:
        """The live annotations of live articles whose id begins so, or those in the trash, with their articles."""
        ...

    def tags(self) -> list[Tag]:
        """The codebook's live entries, and those of tags that are used and have none."""
        ...


class LibraryFiles(Protocol):
    """The files of a library, checked without opening it and mended one by one."""

    @property
    def folder(self) -> Path:
        """Where they are."""
        ...

    def check(self) -> Checked:
        """Look at every file; nothing is written. Raises NotFoundError if there is no library."""
        ...

    def mend(self, problem: Problem) -> str:
        """Mend one problem if that needs no decision; what was done, empty for nothing."""
        ...

    def put_text_back(self, problem: Problem, article: Article) -> bool:
        """Write a text that is missing or damaged, if this article has just that text."""
        ...

    def restore_library(self, day: str) -> list[Path]:
        """Make a library whose folder is gone anew from the backups as of ``day`` (ISO 8601); the files made.

        Raises StorageError if it is there, NotFoundError if there are no backups so old.
        """
        ...

    def notices(self) -> list[str]:
        """What came of mending that a person is to be told, and was not yet."""
        ...
