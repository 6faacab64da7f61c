"""What the rest of readtui needs from a store.

Methods that read see the current state on disk, with tombstones only if ``deleted=True``. All methods may be called
from any thread. Unless documented otherwise, they raise StorageError if a file cannot be read or written, and
DamagedError if it is damaged.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, Protocol, TypeVar

from readtui.errors import NotFoundError, StorageError
from readtui.model.annotation import Annotation, UnreadAnnotation
from readtui.model.article import Article, ArticleFacts, ArticleRecord, ListedArticle
from readtui.model.card import Card, CardTimes
from readtui.model.change import Change
from readtui.model.creator import Creator
from readtui.model.file_memory import FileMemory
from readtui.model.reply import Reply
from readtui.model.tag import Tag
from readtui.model.tombstone import Emptiable
from readtui.model.view import View
from readtui.quick_dataclass import dataclass
from readtui.storage.bulk_work import Progress

if TYPE_CHECKING:
    from concurrent.futures import Future

    from readtui.storage.findings import Generation, MergeResult

_Asked = ParamSpec("_Asked")
_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class ReadingPosition:
    """Where a person stopped: a code-point offset, the share read (0 to 1), and when (ISO 8601, UTC).

    ``seen``: the text version that they last saw, or "". A position without one leaves it as it was when it is kept.
    """

    offset: int
    progress: float
    read_at: str
    seen: str = ""


@dataclass(frozen=True, slots=True)
class SeenText:
    """A text that a person has seen, the name of its version, and the ranges of its furniture.

    ``form``: ranges that say something beyond their words, and what: a task that is done, a link and its target.
    """

    version: str
    text: str
    furniture: tuple[tuple[int, int], ...] = ()
    form: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ContentHash:
    """A file's size in bytes, and its SHA-256 in hexadecimal."""

    size: int
    sha256: str


class Repository(Protocol):
    """The whole interface of an open library, and of what this device remembers beside it."""

    # ------------------------------------------------------------------ articles

    def records(self, *, deleted: bool = False) -> list[ArticleRecord]:
        """All articles whose file can be read, in no particular order."""

    def records_unless(self, known: Mapping[str, str], wanted: Collection[str]) -> tuple[list[ArticleRecord], int]:
        """The records of articles that are not in the trash, but for those whose text version is the ``known`` one,
        unless their id is ``wanted``; and the number of these others.

        Reads nothing of the others but their ids and versions.
        """

    def article_facts(self) -> Iterator[ArticleFacts]:
        """What rows show of each article that is not in the trash, in no particular order. Reads their records later,
        when somebody asks for them.
        """

    def article_count(self) -> int:
        """The number of articles that are not in the trash, without reading them."""

    def record(self, article_id: str) -> ArticleRecord | None:
        """One article's record, with or without a tombstone; None if there is none. Raises DamagedError."""

    def annotations(self, article_id: str, *, deleted: bool = False) -> list[Annotation]:
        """One article's annotations, in no particular order; none for an unknown article. Raises DamagedError."""

    def replies(self, article_id: str) -> list[Reply]:
        """One article's replies, also deleted ones, in no particular order. Raises DamagedError."""

    def links(self) -> dict[str, Collection[str]]:
        """For each live article with such notes, by its id: the ids that its live annotations' notes link to."""

    def leave_out(self, fault: StorageError | NotFoundError) -> None:
        """Add an article file that a caller could not read, and skipped, to ``damaged``."""

    # ------------------------------------------------------------------ lists
    # What a list of articles shows besides their records.

    def listed(self) -> list[ListedArticle]:
        """The live articles, in no particular order, with all that a list needs: one look at the files."""

    def with_cards(self) -> list[ListedArticle]:
        """The articles, as ``listed`` lists them, of which a live annotation has a card."""

    def with_threads(self) -> list[ListedArticle]:
        """The same, only of those where an annotation began a thread."""

    def annotation_counts(self) -> dict[str, int]:
        """The number of live annotations of every article, by its id."""

    def damaged(self) -> list[StorageError | NotFoundError]:
        """The article files that the last look at all articles skipped, and those given to ``leave_out``."""

    def stamps(self) -> dict[str, str]:
        """For every article id, a string that changes whenever the article's file does."""

    def stamp(self, article_id: str) -> str:
        """The same string for one article, as its file is now; "" if there is none. Raises nothing."""

    def listing_stamp(self) -> int:
        """A number that changes whenever any program adds, writes or removes an article file, or changes what
        waits. Raises nothing.
        """

    # ------------------------------------------------------------------ what waits for its article
    # Annotations whose article is not in the library yet. ``annotations`` reads and ``apply`` writes them
    # under the id of ``model.waiting.waiting_id``.

    def waiting(self, *, deleted: bool = False) -> list[ArticleRecord]:
        """The articles that are not there yet, in no particular order; also those that have come if ``deleted``."""

    def waiting_listed(self) -> list[ListedArticle]:
        """The articles that are not there yet, as ``listed`` lists those that are."""

    def waiting_stamp(self) -> int:
        """A number that changes whenever any program changes what waits. Raises nothing."""

    def holders(self, annotation_ids: Collection[str]) -> dict[str, list[str]]:
        """For each of these imported annotations that is there, by its id, also in the trash: the ids of the articles
        whose files have it, also of articles that are in the trash or not there yet.
        """

    # ------------------------------------------------------------------ tags
    # The codebook's entries, and how tags are used.

    def tags(self, *, deleted: bool = False) -> list[Tag]:
        """The codebook's entries. Tags that are only used on annotations may be missing."""

    def tags_of_articles(self) -> dict[str, Collection[str]]:
        """For each article, also in the trash, by its id: the tags of all its annotations, also in the trash."""

    def annotations_with(self, article_id: str, tags: Collection[str], *, to_change: bool = False) -> list[Annotation]:
        """One article's annotations, also in the trash, with one of these tags, in any order; a change may follow."""

    def tag_sets(self) -> Counter[tuple[str, ...]]:
        """For each combination of tags, how many live annotations of live articles have exactly these tags."""

    # ------------------------------------------------------------------ cards

    def cards(self, article_id: str, *, deleted: bool = False) -> dict[str, Card]:
        """The cards of one article by the ids of their annotations, which may be deleted. Raises DamagedError."""

    def card_times(self) -> dict[str, Sequence[CardTimes]]:
        """For each article, by its id, when the cards of its live annotations are due."""

    # ------------------------------------------------------------------ views

    def views(self, *, deleted: bool = False) -> list[View]:
        """The saved views, in no particular order. Raises DamagedError, StorageError."""

    # ------------------------------------------------------------------ texts

    def article(self, article_id: str, text_version: str = "") -> Article:
        """The article in one text version, the record's own by default. Raises NotFoundError, DamagedError."""

    def article_of(self, record: ArticleRecord) -> Article:
        """The same of a record that was read just before: its file is not read again. Raises what ``article`` does."""

    def text_versions(self, article_id: str) -> frozenset[str]:
        """The names of the article's text versions that are kept. Raises StorageError."""

    def drop_texts(self, article_id: str, versions: Collection[str]) -> None:
        """Remove those of the text versions that nothing in the article's file names. Changes that would lead back to
        one can no longer be undone. Raises StorageError.
        """

    def keep_text(self, article_id: str, article: Article) -> None:
        """Write the text version durably, unless it is there already."""

    def keeping_texts(self, texts: Sequence[tuple[str, Article]]) -> AbstractContextManager[None]:
        """Write text versions before the block saves the records that name them, each with its article's id.

        If the block fails, or the process ends in it, those that were new are removed again.
        """

    # ------------------------------------------------------------------ reading
    # Reads an article and its annotations as fast as an open reader can show them.

    def open_article(self, record: ArticleRecord) -> Article:
        """The article, not yet fully checked: see ``check_article``. Raises NotFoundError, DamagedError."""

    def outline(self, record: ArticleRecord) -> Article:
        """The article without any blocks but its headings, not fully checked. Raises what ``article_of`` does."""

    def beginning(self, record: ArticleRecord) -> Article | None:
        """The first blocks of a long article, to show while the rest is opened; None for other articles.

        Raises nothing about damage: ``open_article`` reports it.
        """

    def check_article(self, record: ArticleRecord, article: Article, pause: Callable[[], None]) -> None:
        """Check the whole of an article from ``open_article``, calling ``pause`` now and then.

        Can run on any thread. Raises DamagedError.
        """

    def each_annotation(self, article_id: str) -> Iterator[Annotation | UnreadAnnotation]:
        """The live annotations, one by one while the file is read. Suits very many, of which it leaves most unread, but
        for their places; repairs nothing.

        Raises DamagedError, even if ``annotations`` could repair the file or read its layout; NotFoundError.
        """

    def has_many_annotations(self, article_id: str) -> bool:
        """Whether reading all annotations of the article takes long. Raises nothing."""

    def annotations_near(self, record: ArticleRecord, offset: int) -> list[Annotation] | None:
        """The live annotations near an offset, for texts with very many; None if reading all is as fast.

        Only those anchored in the record's text version. Does not report damage in other annotations.
        """

    def revision(self, article_id: str) -> int:
        """A number that grows each time another program changes the article's file, counted from the first call.

        Ignores what ``apply`` writes. Do not call on the UI thread: it may wait for a save. Raises nothing.
        """

    def keep_open(self, article_id: str) -> Callable[[], None]:
        """Block purging the article on this device until the result is called or the process ends."""

    # ------------------------------------------------------------------ changes

    @property
    def read_only(self) -> bool:
        """Whether the library cannot be written to: ``apply`` and ``keep_text`` raise ReadOnlyError."""

    @property
    def progress(self) -> Progress:
        """Says how far ``apply`` has come with a large change."""

    def apply(self, change: Change, *, force: bool = False) -> Change:
        """Make the change durable, add it to the history, and return it as written.

        Each edit applies to what is on disk now: fields that the edit does not touch keep what another process wrote.
        This method sets versions and ``modified``. Unless ``force`` is set, an undo or redo refuses records that have
        changed since.

        All or nothing: after a StorageError no part of the change is on disk, and the same change (same id) can be
        applied again. An interrupted change, or one that could be neither finished nor rolled back, is finished before
        the next change and when the library opens; ``notices`` reports it. Ctrl+C in the main thread is raised at the
        end.

        Raises ChangedSinceError, LockedError, ReadOnlyError, NotFoundError (an annotation of a missing article, or an
        older text that is no longer kept), DamagedError, StorageError.
        """

    def submit(self, change: Change, *, force: bool = False) -> "Future[Change]":
        """Run ``apply`` on the save worker, in the order of the calls."""

    def finish(self) -> None:
        """Wait until every submitted change is saved or has failed. Raises nothing."""

    # ------------------------------------------------------------------ history

    def history(self, *, latest: int = 0) -> list[Change]:
        """This device's changes, oldest first; with ``latest``, at least so many of the last, read sooner."""

    @property
    def window(self) -> str:
        """What this process is called in the changes that it makes (``Change.window``)."""

    def still_runs(self, window: str) -> bool:
        """Whether another process that is called so still runs."""

    # ------------------------------------------------------------------ upkeep
    # Keeps a library intact, and removes from it for good.

    def notices(self) -> list[str]:
        """Messages for the user that were not yet shown, such as repaired files and merged copies."""

    @property
    def has_merged_copies(self) -> bool: ...

    def vanished(self, article_id: str) -> list[Annotation]:
        """Annotations that another program removed from the article's file without a tombstone.

        They count as vanished until the file has them again: saving one as it is (``Edit(None, annotation)``) restores
        it; saving it with ``deleted`` set moves it to the trash. Do not call on the UI thread. Raises DamagedError.
        """

    def backups(self, name: str) -> "list[Generation]":
        """The backups of a library file (``articles/<id>.json``, ``codebook.json``), newest first."""

    def restore_backup(self, article_id: str, day: str) -> Change:
        """Restore the article to its state at the end of ``day`` (ISO 8601), as one change that can be undone.

        An empty id means the codebook. Newer records get a tombstone; records in ``vanished`` that existed by then come
        back. Returns the change as written, without edits if there was nothing to do. Raises NotFoundError, which names
        the available days, and whatever ``apply`` raises.
        """

    def merge_from(
        self,
        library: Path,
        creator: Creator | None = None,
        passed: Callable[[int, int], None] = lambda done, total: None,
    ) -> "MergeResult":
        """Merge in another library's folder: articles, codebook, missing texts.

        What names no creator there gets ``creator``, by default a person with the name of the folder.
        Skips damaged files; ``notices`` names them. ``passed`` is called with how many of how many steps are done.
        Raises NotFoundError if the folder is not a library.
        """

    def purge(self, article_id: str) -> None:
        """Delete the article for good: its texts, backups, history, position and drafts on this device.

        Works on a damaged file too. Raises NotFoundError for an invalid id, LockedError while a reader on this device
        has the article open.
        """

    def empty(self, records: Sequence[Emptiable]) -> None:
        """Delete what is in the trash for good, also from this device's history, but not from backups. Empty tombstones
        remain. Raises ChangedSinceError, and whatever ``apply`` raises.
        """

    def close(self) -> None:
        """Finish submitted changes, then release all resources."""

    # ------------------------------------------------------------------ this device: positions

    def position(self, article_id: str) -> ReadingPosition | None:
        """Where the article was left on this device."""

    def positions(self) -> dict[str, ReadingPosition]:
        """All reading positions, by article id."""

    def keep_position(self, article_id: str, position: ReadingPosition) -> None:
        """Remember where the reader left the article, on this device only. Works for a read-only library too."""

    # ------------------------------------------------------------------ this device: texts that were seen
    # Of articles whose text has changed, or that were discussed: the library may lose an old text any time.

    def seen(self, article_id: str, *, sent: bool = False) -> SeenText | None:
        """The text that was last seen, or ``sent`` with threads; None if it is not kept here, or damaged."""

    def keep_seen(self, article_id: str, seen: SeenText, *, with_text: bool, sent: bool = False) -> None:
        """Remember that a person has seen the text, or ``sent`` threads on it.

        Keeps the text itself ``with_text``, if it was sent, or if one of the article is kept already. Raises
        StorageError.
        """

    # ------------------------------------------------------------------ this device: drafts

    def drafts(self) -> dict[str, str]:
        """The unfinished notes by annotation id or ``article:version:start:end`` (older keys omit the version).

        Skips notes that cannot be read.
        """

    def keep_draft(self, key: str, text: str) -> None:
        """Remember an unfinished note; an empty text forgets it."""

    def begin_editing(self, key: str, text: str) -> Path:
        """A file with an unfinished note, for another program to edit.

        Until the next ``keep_draft``, which deletes the file, the draft is whatever the program writes there.
        """

    def edited_text(self, path: Path) -> str | None:
        """The cleaned text from a file that another program edited, without trailing line ends; None if unreadable."""

    # ------------------------------------------------------------------ this device: exports

    def exported(self) -> dict[str, tuple[ContentHash, ...]]:
        """The hashes of what this device exported to each file, by real path."""

    def keep_exported(self, written: Mapping[str, ContentHash]) -> None:
        """Remember what is about to be written, by real path, along with what was written there last."""

    def living(self, path: str, ids: Collection[str]) -> FileMemory | None:
        """What is known about the living file with this real path, or about one with such ids that has moved there."""

    def keep_living(self, path: str, memory: FileMemory) -> None:
        """Remember it."""

    # ------------------------------------------------------------------ this device: choices

    def choices(self) -> dict[str, str]:
        """All choices, by name; none if they cannot be read."""

    def keep_choices(self, choices: Mapping[str, str]) -> Collection[str]:
        """Remember these choices along with those of other names. Works for a read-only library too.

        Returns the names of those that were others before, only to one of several callers at once. Raises StorageError.
        """


def readable(
    repository: Repository, read: Callable[_Asked, _Read], *args: _Asked.args, **named: _Asked.kwargs
) -> _Read | None:
    """What ``read`` returns; None if that cannot be read, which the repository records."""
    try:
        return read(*args, **named)
    except (StorageError, NotFoundError) as fault:
        repository.leave_out(fault)
        return None
