"""The repository on TinyDB files: one per article, and one for the codebook."""

import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from readtui.errors import LockedError, NotFoundError, ReadOnlyError, StorageError
from readtui.model.annotation import Annotation, UnreadAnnotation
from readtui.model.article import Article, ArticleFacts, ArticleRecord, ListedArticle
from readtui.model.card import Card, CardTimes
from readtui.model.change import Change, Edit
from readtui.model.creator import Creator
from readtui.model.reply import Reply
from readtui.model.tag import Tag
from readtui.model.tombstone import Emptiable, emptied
from readtui.model.view import View
from readtui.storage.bulk_work import Progress
from readtui.storage.catalogue import Catalogue, folder_stamp, stamp_of
from readtui.storage.files import texts as text_files
from readtui.storage.files.articles import CodebookFile, annotations_near, holders_of, is_large, read_codebook
from readtui.storage.files.durable import storage_error
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.files.lock import SHORT_SAVE_SECONDS, holding_lock
from readtui.storage.format.record_lines import parse_tables
from readtui.storage.library_reader import Upkeep
from readtui.storage.local.device import Device, machine_fingerprint
from readtui.storage.local.device_store import DeviceStore, is_open, keep_open
from readtui.storage.merging.conflict_copies import merging_cut_off, noted_as_under_way
from readtui.storage.safety.safekeeping import Safekeeping
from readtui.storage.writing.change_writer import ChangeWriter, Revisions, interrupts_wait
from readtui.storage.writing.coming_texts import remove_unnamed, remove_what_never_came, texts_coming
from readtui.storage.writing.file_edits import Stamp
from readtui.storage.writing.history_log import HistoryLog, still_runs, window_name
from readtui.text.phrases import counted

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

    from readtui.storage.findings import Generation, MergeResult


class TinyDbRepository(DeviceStore):
    """A library folder. Implements Repository, which documents the methods. Use ``open_store`` to create one.

    ``refusal``: the error that all methods that write to the library raise; None if the library is writable.
    """

    def __init__(
        self,
        folders: LibraryFolders,
        *,
        clock: Callable[[], str],
        milliseconds: Callable[[], int],
        new_id: Callable[[], str],
        machine: Callable[[], str] = machine_fingerprint,
        refusal: ReadOnlyError | None = None,
    ) -> None:
        self._clock = clock
        self._milliseconds = milliseconds
        self._new_id = new_id
        self._refusal = refusal
        self._left_out: dict[str, StorageError | NotFoundError] = {}
        self._device = Device(folders, new_id, machine)
        self._history = HistoryLog(folders.history, window_name(clock(), new_id()))
        self._history_lock = threading.Lock()
        self._keeping = Safekeeping(folders, clock, self._device)
        super().__init__(folders, self._keeping.tell)
        self._revisions = Revisions(folders)
        self.progress = Progress()
        catalogue = Catalogue(folders)
        self._writer = ChangeWriter(folders, self._history, self._keeping, catalogue, self._stamp, self.progress)
        self._worker: ThreadPoolExecutor | None = None
        self._worker_lock = threading.Lock()
        self._upkeep = Upkeep(folders, self._keeping, catalogue, self._writer.known, self._save_worker, self.read_only)

    @property
    def read_only(self) -> bool:
        """Whether the library cannot be written to."""
        return self._refusal is not None

    def records(self, *, deleted: bool = False) -> list[ArticleRecord]:
        return [entry.record for entry in self._upkeep.entries() if deleted or not entry.record.deleted]

    def records_unless(self, known: Mapping[str, str], wanted: Collection[str]) -> tuple[list[ArticleRecord], int]:
        lines = self._upkeep.lines()
        if not wanted and lines.are_live_with(known):
            return [], len(lines)
        live = lines.live()
        chosen = [place for place, key, version in live if key in wanted or known.get(key) != version]
        return [lines.entry(place).record for place in chosen], len(live) - len(chosen)

    def article_facts(self) -> Iterator[ArticleFacts]:
        return self._upkeep.lines().facts()

    def article_count(self) -> int:
        return len(self._upkeep.lines().live())

    def listed(self) -> list[ListedArticle]:
        return [entry.listed() for entry in self._upkeep.entries() if not entry.record.deleted]

    def with_threads(self) -> list[ListedArticle]:
        return [entry.listed() for entry in self._upkeep.lines().with_threads()]

    def with_cards(self) -> list[ListedArticle]:
        return [entry.listed() for entry in self._upkeep.lines().with_cards()]

    def damaged(self) -> list[StorageError | NotFoundError]:
        faults = [*self._upkeep.catalogue.damaged.values(), *self._left_out.values()]
        faults += self._upkeep.waiting.catalogue.damaged.values()
        return list({fault.message: fault for fault in faults}.values())

    def leave_out(self, fault: StorageError | NotFoundError) -> None:
        self._left_out[fault.message] = fault

    def notices(self) -> list[str]:
        return self._keeping.notices()

    @property
    def has_merged_copies(self) -> bool:
        return self._upkeep.has_merged

    def record(self, article_id: str) -> ArticleRecord | None:
        return self._upkeep.record(article_id)

    def annotations(self, article_id: str, *, deleted: bool = False) -> list[Annotation]:
        return self._upkeep.annotations(article_id, deleted=deleted)

    def each_annotation(self, article_id: str) -> Iterator[Annotation | UnreadAnnotation]:
        return self._upkeep.each_annotation(article_id)

    def has_many_annotations(self, article_id: str) -> bool:
        return is_large(self._folders.article(article_id))

    def annotations_near(self, record: ArticleRecord, offset: int) -> list[Annotation] | None:
        return annotations_near(self._folders.article(record.id), record, offset)

    def tag_sets(self) -> Counter[tuple[str, ...]]:
        found: Counter[tuple[str, ...]] = Counter()
        for tag_sets in (entry.tag_sets for entry in self._upkeep.entries() if not entry.record.deleted):
            found.update(tag_sets)
        return found

    def tags_of_articles(self) -> dict[str, Collection[str]]:
        return self._upkeep.tags_of_articles()

    def annotations_with(self, article_id: str, tags: Collection[str], *, to_change: bool = False) -> list[Annotation]:
        return self._upkeep.annotations_with(article_id, tags, to_change=to_change)

    def links(self) -> dict[str, Collection[str]]:
        entries = (*self._upkeep.lines().with_links(), *self._upkeep.waiting.entries())
        return {one.record.id: one.links for one in entries if one.links and not one.record.deleted}

    def cards(self, article_id: str, *, deleted: bool = False) -> dict[str, Card]:
        return {key: card for key, card in self._upkeep.cards(article_id).items() if deleted or not card.deleted}

    def replies(self, article_id: str) -> list[Reply]:
        return self._upkeep.replies(article_id)

    def card_times(self) -> dict[str, Sequence[CardTimes]]:
        return {entry.record.id: entry.cards for entry in self._upkeep.entries()}

    def annotation_counts(self) -> dict[str, int]:
        return {entry.record.id: entry.annotations for entry in self._upkeep.entries()}

    def stamps(self) -> dict[str, str]:
        lines = self._upkeep.lines()
        return dict(zip(lines.ids, lines.stamps, strict=True))

    def stamp(self, article_id: str) -> str:
        return stamp_of(self._folders, article_id)

    def waiting(self, *, deleted: bool = False) -> list[ArticleRecord]:
        return [one.record for one in self._upkeep.waiting.entries() if deleted or not one.record.deleted]

    def waiting_listed(self) -> list[ListedArticle]:
        return [one.listed() for one in self._upkeep.waiting.entries() if not one.record.deleted]

    def waiting_stamp(self) -> int:
        return folder_stamp(self._folders.waiting)

    def holders(self, annotation_ids: Collection[str]) -> dict[str, list[str]]:
        return holders_of(self._folders, annotation_ids, self._keeping.tell)

    def tags(self, *, deleted: bool = False) -> list[Tag]:
        return [tag for tag in self._codebook().tags if deleted or not tag.deleted]

    def views(self, *, deleted: bool = False) -> list[View]:
        return [view for view in self._codebook().views if deleted or not view.deleted]

    def article(self, article_id: str, text_version: str = "") -> Article:
        record = self.record(article_id)
        if record is None:
            raise NotFoundError(f"no article has the id “{article_id}”", "`readtui list` shows the ids.")
        path = self._folders.text(article_id, text_version or record.text_version)
        return text_files.read_text(path, record.metadata)

    def article_of(self, record: ArticleRecord) -> Article:
        try:
            return text_files.read_text(self._folders.text(record.id, record.text_version), record.metadata)
        except NotFoundError:
            # It may have another text by now.
            return self.article(record.id)

    def open_article(self, record: ArticleRecord) -> Article:
        return text_files.open_text(self._folders.text(record.id, record.text_version), record.metadata)

    def outline(self, record: ArticleRecord) -> Article:
        try:
            return text_files.open_outline(self._folders.text(record.id, record.text_version), record.metadata)
        except NotFoundError:
            # It may have another text by now.
            return self.article(record.id)

    def beginning(self, record: ArticleRecord) -> Article | None:
        return text_files.open_beginning(self._folders.text(record.id, record.text_version), record.metadata)

    def check_article(self, record: ArticleRecord, article: Article, pause: Callable[[], None]) -> None:
        text_files.check_text(self._folders.text(record.id, article.hash8), article, pause)

    def text_versions(self, article_id: str) -> frozenset[str]:
        return text_files.versions_in(self._folders.texts, article_id)

    def drop_texts(self, article_id: str, versions: Collection[str]) -> None:
        self._require_writable()
        if versions:
            with holding_lock(self._folders.lock):
                remove_unnamed(self._folders, [f"{article_id}.{version}.json" for version in versions])

    def keep_text(self, article_id: str, article: Article) -> None:
        self._require_writable()
        text_files.keep_text(self._folders.text(article_id, article.hash8), article, self._folders.temp)

    @contextmanager
    def keeping_texts(self, texts: Sequence[tuple[str, Article]]) -> Iterator[None]:
        self._require_writable()
        with texts_coming(self._folders, [self._folders.text(key, one.hash8).name for key, one in texts]):
            for article_id, article in texts:
                self.keep_text(article_id, article)
            yield

    def apply(self, change: Change, *, force: bool = False) -> Change:
        self._require_writable()
        for edit in change.edits:
            if (before := self._without_text(edit)) is not None:
                raise NotFoundError(
                    f"the text that “{before.title}” had then is no longer kept",
                    "readtui keeps the last two texts of an article, and those that have annotations.",
                )
        with (
            holding_lock(self._folders.lock),
            self._history_lock,
            self._revisions.writing(edit.article_id for edit in change.edits if edit.article_id),
            self._upkeep.writing(),
            interrupts_wait(change.what),
        ):
            return self._writer.write(change, force=force)

    def _without_text(self, edit: Edit) -> ArticleRecord | None:
        """The record before an edit that leads to another text version, if that is not there."""
        before, after = edit.before, edit.after
        if not (isinstance(before, ArticleRecord) and isinstance(after, ArticleRecord)) or after.deleted:
            return None
        is_same = before.text_version == after.text_version
        return None if is_same or self._folders.text(after.id, after.text_version).exists() else before

    def submit(self, change: Change, *, force: bool = False) -> "Future[Change]":
        return self._save_worker().submit(self.apply, change, force=force)

    def finish(self) -> None:
        if self._worker is not None:
            self._worker.submit(lambda: None).result()

    def revision(self, article_id: str) -> int:
        return self._revisions.of(article_id)

    def listing_stamp(self) -> int:
        return hash((folder_stamp(self._folders.articles), folder_stamp(self._folders.waiting)))

    def merge_from(
        self,
        library: Path,
        creator: Creator | None = None,
        passed: Callable[[int, int], None] = lambda done, total: None,
    ) -> "MergeResult":
        # Imported here because few commands merge anything.
        from readtui.storage.merging.library_merge import fold_library_in

        self._require_writable()
        self.finish_what_was_cut_off()
        other = library.expanduser()
        with noted_as_under_way(self._folders, other):
            return fold_library_in(self._folders, self._keeping, other, creator, passed)

    def vanished(self, article_id: str) -> list[Annotation]:
        return self._upkeep.vanished(article_id)

    def backups(self, name: str) -> "list[Generation]":
        return self._keeping.backups.generations(name)

    def restore_backup(self, article_id: str, day: str) -> Change:
        from readtui.storage.restoration import edits_to_restore, title_in, with_text_of

        self._require_writable()
        name, now = self._folders.name(article_id), self._clock()
        backup = parse_tables(self._folders.library / name, self._keeping.backups.read(name, day))
        there = self._upkeep if article_id else self._codebook()
        edits = tuple(
            edit if (before := self._without_text(edit)) is None else with_text_of(before, edit)
            for edit in edits_to_restore(backup, there, article_id, day, now)
        )
        change = Change(self._new_id(), now, f"restore {title_in(backup, article_id)} as of {day}", edits)
        return self.apply(change) if edits else change

    def purge(self, article_id: str) -> None:
        from readtui.storage.restoration import remove_for_good

        self._require_writable()
        self.finish_what_was_cut_off()
        what = f"delete {article_id} for good"
        with holding_lock(self._folders.lock), self._history_lock, interrupts_wait(what, can_be_undone=False):
            if is_open(self._folders, article_id):
                # A note that is being written there could not be saved.
                raise LockedError("the article is open in a reader", "Close it there, then delete it.")
            remove_for_good(self._folders, self._keeping, self._history, self, article_id)

    def empty(self, records: Sequence[Emptiable]) -> None:
        now, what = self._clock(), f"delete {counted(len(records), 'record')} for good"
        edits = tuple(Edit(record, emptied(record, now)) for record in records)
        change_id = self._new_id()
        # Like undo, it is refused if a record has changed since, for example if it was restored.
        self.apply(Change(change_id, now, what, edits, undoes=change_id, by_itself=True))
        with holding_lock(self._folders.lock), self._history_lock, interrupts_wait(what, can_be_undone=False):
            self._history.forget_records(records)

    def keep_open(self, article_id: str) -> Callable[[], None]:
        return keep_open(self._folders, article_id)

    @property
    def window(self) -> str:
        return self._history.window

    def still_runs(self, window: str) -> bool:
        return still_runs(window)

    def history(self, *, latest: int = 0) -> list[Change]:
        self.finish_what_was_cut_off()
        with self._history_lock:
            return self._history.latest(latest) if latest else self._history.changes()

    def tell_what_was_cut_off(self) -> None:
        """Finish interrupted changes, and report them and an interrupted merge. Raises nothing."""
        self.finish_what_was_cut_off()
        if self.read_only:
            return
        remove_what_never_came(self._folders)
        try:
            if self._folders.merging_lock.exists():
                # Imported here because only merges by 0.1 leave it.
                from readtui.storage.merging.earlier_merges import name_strangers

                name_strangers(self._folders, self._keeping, self._history.changes)
            if other := merging_cut_off(self._folders):
                self._keeping.tell(f"Merging {other} was interrupted. To merge the rest: readtui merge {quote(other)}")
        except StorageError as error:
            self._keeping.tell(f"{error.message}. {error.hint}")

    def finish_what_was_cut_off(self) -> None:
        """Finish interrupted changes, unless the library is read-only, and report them. Raises nothing.

        Leaves them to another program if that holds the lock for longer than a save takes.
        """
        if self.read_only or not self._writer.intents.are_any():
            return
        try:
            with (
                holding_lock(self._folders.lock, SHORT_SAVE_SECONDS),
                self._history_lock,
                interrupts_wait("finish interrupted changes"),
            ):
                self._writer.finish_what_was_cut_off()
        except StorageError as error:
            if not isinstance(error, LockedError):
                self._keeping.tell(f"Could not finish an interrupted change: {error.message}. {error.hint}")

    def close(self) -> None:
        if self._worker is not None:
            self._worker.shutdown(wait=True)
            self._worker = None
        waiting = self._upkeep.waiting.catalogue.close()
        if fault := self._upkeep.catalogue.close() or waiting:
            cause = storage_error(fault, "write to the cache", self._folders.cache).message
            self._keeping.tell(f"Lists will open more slowly: {cause}. No data is lost.")

    def _save_worker(self) -> "ThreadPoolExecutor":
        # Imported here because most commands need no worker.
        from concurrent.futures import ThreadPoolExecutor

        with self._worker_lock:
            if self._worker is None:
                self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="save")
            return self._worker

    def _codebook(self) -> CodebookFile:
        return self._upkeep.codebook(lambda: read_codebook(self._folders.codebook))

    def _require_writable(self) -> None:
        if self._refusal is not None:
            raise ReadOnlyError(self._refusal.message, self._refusal.hint)

    def _stamp(self) -> Stamp:
        return Stamp(self._device.id(), self._milliseconds(), self._clock())
