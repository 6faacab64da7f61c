"""A repository in memory, for tests of code that uses one."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from readtui.codec.cards import times_of
from readtui.codec.record_kinds import kind_of, record_to_json
from readtui.codec.record_versions import next_later_version, next_version
from readtui.errors import ChangedSinceError, NotFoundError, StorageError
from readtui.model.annotation import Annotation
from readtui.model.article import Article, ArticleFacts, ArticleRecord, ListedArticle, facts_of, is_waiting
from readtui.model.card import Card, CardTimes
from readtui.model.change import Change, Edit, Record
from readtui.model.creator import Creator
from readtui.model.file_memory import FileMemory
from readtui.model.reply import Reply, ThreadState, by_annotation
from readtui.model.tag import Tag
from readtui.model.tombstone import Emptiable, emptied
from readtui.model.view import View
from readtui.storage.bulk_work import Progress
from readtui.storage.findings import Generation, MergeResult
from readtui.storage.repository import ContentHash, ReadingPosition, SeenText
from readtui.storage.writing.deltas import changed_since, differing_fields, merged, overwrites_note
from readtui.text.note_links import links_in


@dataclass
class MemoryLibrary:
    """The state that all repositories of one library share."""

    articles: dict[str, ArticleRecord] = field(default_factory=dict)
    notes: dict[str, Annotation] = field(default_factory=dict)
    codebook: dict[str, Tag] = field(default_factory=dict)
    saved: dict[str, View] = field(default_factory=dict)
    graded: dict[str, Card] = field(default_factory=dict)
    answers: dict[str, Reply] = field(default_factory=dict)
    texts: dict[tuple[str, str], Article] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    left: dict[str, ReadingPosition] = field(default_factory=dict)
    unfinished: dict[str, str] = field(default_factory=dict)
    exports: dict[str, tuple[ContentHash, ...]] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)
    living: dict[str, FileMemory] = field(default_factory=dict)
    seen: dict[tuple[str, bool], SeenText] = field(default_factory=dict)
    writers: dict[str, list[object]] = field(default_factory=dict)
    """For each article, the repository that made each write to it."""


class MemoryRepository:
    """Follows the protocol. Each repository of the same library acts like another program."""

    read_only = False
    progress = Progress()

    def __init__(self, library: MemoryLibrary | None = None, *, milliseconds: Callable[[], int] | None = None) -> None:
        self._library = library or MemoryLibrary()
        self._milliseconds = milliseconds or (lambda: self.listing_stamp() + 1)
        self.articles = self._library.articles
        self.notes = self._library.notes
        self.codebook = self._library.codebook
        self.saved = self._library.saved
        self.graded = self._library.graded
        self.answers = self._library.answers
        self.texts = self._library.texts
        self.changes = self._library.changes
        self.left = self._library.left
        self.unfinished = self._library.unfinished
        self.written = self._library.exports
        self.chosen = self._library.chosen
        self.left_out: list[StorageError | NotFoundError] = []

    def records(self, *, deleted: bool = False) -> list[ArticleRecord]:
        records = (record for record in self.articles.values() if not is_waiting(record.id))
        return [record for record in records if deleted or not record.deleted]

    def records_unless(self, known: Mapping[str, str], wanted: Collection[str]) -> tuple[list[ArticleRecord], int]:
        records = self.records()
        chosen = [one for one in records if one.id in wanted or known.get(one.id) != one.text_version]
        return chosen, len(records) - len(chosen)

    def article_facts(self) -> Iterator[ArticleFacts]:
        return map(facts_of, self.listed())

    def article_count(self) -> int:
        return len(self.records())

    def listed(self) -> list[ListedArticle]:
        return self._listed(self.records())

    def with_cards(self) -> list[ListedArticle]:
        return [one for one in self.listed() if one.cards]

    def with_threads(self) -> list[ListedArticle]:
        return [one for one in self.listed() if one.threads]

    def _listed(self, records: Iterable[ArticleRecord]) -> list[ListedArticle]:
        cards = self.card_times()
        return [
            ListedArticle(
                record,
                str(len(self._library.writers.get(record.id, ()))),
                len(self.annotations(record.id)),
                Counter(note.tags for note in self.annotations(record.id)),
                any(note.quote is None and note.note for note in self.annotations(record.id)),
                sum(note.deleted is not None for note in self.annotations(record.id, deleted=True)),
                cards.get(record.id, ()),
                *self._voices(self.annotations(record.id), record.id),
            )
            for record in records
        ]

    def _voices(self, notes: Sequence[Annotation], article_id: str) -> tuple[int, int, int, Sequence[Creator | None]]:
        begun = [note.thread for note in notes if note.thread]
        creators = tuple({note.creator: None for note in notes})
        return len(begun), begun.count(ThreadState.OPEN), len(self.replies(article_id)), creators

    def stamps(self) -> dict[str, str]:
        return {article_id: str(len(self._library.writers.get(article_id, ()))) for article_id in self.articles}

    def stamp(self, article_id: str) -> str:
        return self.stamps().get(article_id, "")

    def damaged(self) -> list[StorageError | NotFoundError]:
        return self.left_out

    def leave_out(self, fault: StorageError | NotFoundError) -> None:
        self.left_out.append(fault)

    has_merged_copies = False

    def notices(self) -> list[str]:
        return []

    def revision(self, article_id: str) -> int:
        return sum(writer is not self for writer in self._library.writers.get(article_id, ()))

    def listing_stamp(self) -> int:
        return sum(map(len, self._library.writers.values()))

    def merge_from(
        self,
        library: Path,
        creator: Creator | None = None,
        passed: Callable[[int, int], None] = lambda done, total: None,
    ) -> MergeResult:
        raise NotFoundError(f"no library in {library}")

    def vanished(self, article_id: str) -> list[Annotation]:
        return []

    def backups(self, name: str) -> list[Generation]:
        return []

    def restore_backup(self, article_id: str, day: str) -> Change:
        raise NotFoundError(f"no backup of {article_id}")

    def purge(self, article_id: str) -> None:
        del self.articles[article_id]
        for key in [key for key, note in self.notes.items() if note.article_id == article_id]:
            del self.notes[key]
            self.graded.pop(key, None)
        for version in [version for version in self.texts if version[0] == article_id]:
            del self.texts[version]
        self.changes[:] = [change for change in self.changes if not change.touches(article_id)]

    def empty(self, records: Sequence[Emptiable]) -> None:
        now = "2026-02-01T10:00:00Z"
        edits = tuple(Edit(one, emptied(one, now)) for one in records)
        self.apply(Change("emptying", now, "", edits, undoes="emptying", by_itself=True))
        gone = set(map(_place, records))
        kept = (
            replace(change, edits=tuple(edit for edit in change.edits if _place(edit.after) not in gone))
            for change in self.changes
        )
        self.changes[:] = [change for change in kept if change.edits]

    def waiting(self, *, deleted: bool = False) -> list[ArticleRecord]:
        return [one for one in self.articles.values() if is_waiting(one.id) and (deleted or not one.deleted)]

    def waiting_listed(self) -> list[ListedArticle]:
        return self._listed(self.waiting())

    def waiting_stamp(self) -> int:
        return self.listing_stamp() if self.waiting(deleted=True) else 0

    def holders(self, annotation_ids: Collection[str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for note in self.notes.values():
            if note.id in annotation_ids:
                found.setdefault(note.id, []).append(note.article_id)
        return found

    def record(self, article_id: str) -> ArticleRecord | None:
        return self.articles.get(article_id)

    def annotations(self, article_id: str, *, deleted: bool = False) -> list[Annotation]:
        replies = by_annotation(self.replies(article_id))
        own = (note for note in self.notes.values() if note.article_id == article_id and (deleted or not note.deleted))
        return [replace(note, replies=replies.get(note.id, ())) for note in own]

    def tag_sets(self) -> Counter[tuple[str, ...]]:
        return Counter(note.tags for record in self.records() for note in self.annotations(record.id) if note.tags)

    def tags_of_articles(self) -> dict[str, Collection[str]]:
        return {
            article_id: {tag for note in self.annotations(article_id, deleted=True) for tag in note.tags}
            for article_id in self.articles
        }

    def annotations_with(self, article_id: str, tags: Collection[str], *, to_change: bool = False) -> list[Annotation]:
        return [note for note in self.annotations(article_id, deleted=True) if not set(tags).isdisjoint(note.tags)]

    def replies(self, article_id: str) -> list[Reply]:
        return [reply for reply in self.answers.values() if reply.article_id == article_id]

    def cards(self, article_id: str, *, deleted: bool = False) -> dict[str, Card]:
        own = (card for card in self.graded.values() if card.article_id == article_id)
        return {card.id: card for card in own if deleted or not card.deleted}

    def card_times(self) -> dict[str, Sequence[CardTimes]]:
        live = {note.id for note in self.notes.values() if not note.deleted}
        return {
            article_id: tuple(times_of(card) for card in self.cards(article_id).values() if card.id in live)
            for article_id in self.articles
        }

    def annotation_counts(self) -> dict[str, int]:
        return {article_id: len(self.annotations(article_id)) for article_id in self.articles}

    def tags(self, *, deleted: bool = False) -> list[Tag]:
        return [tag for tag in self.codebook.values() if deleted or not tag.deleted]

    def views(self, *, deleted: bool = False) -> list[View]:
        return [view for view in self.saved.values() if deleted or not view.deleted]

    def links(self) -> dict[str, Collection[str]]:
        found = {
            record.id: {link.target for note in self.annotations(record.id) for link in links_in(note.note)}
            for record in self.records()
        }
        return {article_id: targets for article_id, targets in found.items() if targets}

    def each_annotation(self, article_id: str) -> Iterator[Annotation]:
        return iter(self.annotations(article_id))

    def has_many_annotations(self, article_id: str) -> bool:
        return False

    def annotations_near(self, record: ArticleRecord, offset: int) -> list[Annotation] | None:
        return None

    def open_article(self, record: ArticleRecord) -> Article:
        return self.article(record.id, record.text_version)

    def outline(self, record: ArticleRecord) -> Article:
        return self.article_of(record)

    def beginning(self, record: ArticleRecord) -> Article | None:
        return None

    def check_article(self, record: ArticleRecord, article: Article, pause: Callable[[], None]) -> None:
        return

    def article(self, article_id: str, text_version: str = "") -> Article:
        record = self.articles.get(article_id)
        if record is None:
            raise NotFoundError(f"no such article: {article_id}")
        article = self.texts.get((article_id, text_version or record.text_version))
        if article is None:
            raise NotFoundError(f"no such text: {text_version}")
        return replace(article, metadata=record.metadata)

    def article_of(self, record: ArticleRecord) -> Article:
        return self.article(record.id)

    def text_versions(self, article_id: str) -> frozenset[str]:
        return frozenset(version for owner, version in self.texts if owner == article_id)

    def drop_texts(self, article_id: str, versions: Collection[str]) -> None:
        named = {self.articles[article_id].text_version} | {
            version
            for one in self.notes.values()
            if one.article_id == article_id
            for version in (one.text_version, one.origin.text_version if one.origin else "")
        }
        for version in set(versions) - named:
            self.texts.pop((article_id, version), None)

    def keep_text(self, article_id: str, article: Article) -> None:
        self.texts[article_id, article.hash8] = article

    @contextmanager
    def keeping_texts(self, texts: Sequence[tuple[str, Article]]) -> Iterator[None]:
        for article_id, article in texts:
            self.keep_text(article_id, article)
        yield

    def apply(self, change: Change, *, force: bool = False) -> Change:
        is_step_back = bool(change.undoes or change.redoes)
        made: dict[tuple[type, str], Record] = {}
        edits: list[Edit] = []
        for edit in change.edits:
            place = _place(edit.after)
            now = made.get(place) or self._now(edit)
            if is_step_back and not force:
                _require_unchanged(edit, now)
            after = self._made(edit, now, is_step_back)
            made[place] = after
            edits.append(Edit(now, after))
        added = {record.id for record in made.values() if isinstance(record, ArticleRecord)}
        for record in made.values():
            if isinstance(record, Annotation | Reply | Card) and record.article_id not in self.articles.keys() | added:
                raise NotFoundError(f"no such article: {record.article_id}")
        done = replace(change, edits=tuple(edits), window=self.window)
        if any(edit.before != edit.after for edit in edits):
            for record in made.values():
                self._keep(record)
            self.changes.append(done)
        return done

    def submit(self, change: Change, *, force: bool = False) -> "Future[Change]":
        future: Future[Change] = Future()
        future.set_result(self.apply(change, force=force))
        return future

    def keep_open(self, article_id: str) -> Callable[[], None]:
        return lambda: None

    window = ""
    running: frozenset[str] = frozenset()

    def still_runs(self, window: str) -> bool:
        return window in self.running

    def history(self, *, latest: int = 0) -> list[Change]:
        return self.changes[-latest:]

    def position(self, article_id: str) -> ReadingPosition | None:
        return self.left.get(article_id)

    def positions(self) -> dict[str, ReadingPosition]:
        return dict(self.left)

    def keep_position(self, article_id: str, position: ReadingPosition) -> None:
        known = self.left.get(article_id)
        self.left[article_id] = replace(position, seen=position.seen or known.seen) if known else position

    def seen(self, article_id: str, *, sent: bool = False) -> SeenText | None:
        return self._library.seen.get((article_id, sent))

    def keep_seen(self, article_id: str, seen: SeenText, *, with_text: bool, sent: bool = False) -> None:
        if with_text or sent or (article_id, False) in self._library.seen:
            self._library.seen |= {(article_id, False): seen} | ({(article_id, True): seen} if sent else {})
        self.keep_position(
            article_id, replace(self.left.get(article_id) or ReadingPosition(0, 0.0, ""), seen=seen.version)
        )

    def drafts(self) -> dict[str, str]:
        return dict(self.unfinished)

    def keep_draft(self, key: str, text: str) -> None:
        self.unfinished.pop(key, None)
        if text:
            self.unfinished[key] = text

    def begin_editing(self, key: str, text: str) -> Path:
        raise StorageError("a library in memory has no files to edit")

    def edited_text(self, path: Path) -> str | None:
        return None

    def finish(self) -> None:
        return

    def exported(self) -> dict[str, tuple[ContentHash, ...]]:
        return self.written

    def keep_exported(self, written: Mapping[str, ContentHash]) -> None:
        for path, new in written.items():
            self.written[path] = (new, *self.written.get(path, ()))

    def choices(self) -> dict[str, str]:
        return dict(self.chosen)

    def keep_choices(self, choices: Mapping[str, str]) -> Collection[str]:
        changed = [name for name, value in choices.items() if self.chosen.get(name) != value]
        self.chosen.update(choices)
        return changed

    def living(self, path: str, ids: Collection[str]) -> FileMemory | None:
        return self._library.living.get(path)

    def keep_living(self, path: str, memory: FileMemory) -> None:
        self._library.living[path] = memory

    def close(self) -> None:
        return

    def _now(self, edit: Edit) -> Record | None:
        match edit.after:
            case Annotation() as annotation:
                return self.notes.get(_note_key(annotation))
            case ArticleRecord(id=record_id):
                return self.articles.get(record_id)
            case View(id=record_id):
                return self.saved.get(record_id)
            case Card(id=record_id):
                return self.graded.get(record_id)
            case Reply() as reply:
                return self.answers.get(_note_key(reply))
            case Tag(name=name):
                return self.codebook.get(name)

    def _made(self, edit: Edit, now: Record | None, is_step_back: bool) -> Record:
        """The record after the edit, as a version that exceeds the current one."""
        after = merged(edit, now)
        there = None if now is None else record_to_json(now)
        if there is not None and isinstance(after, Annotation) and not is_step_back and overwrites_note(edit, now):
            other = {name: value for name, value in there.items() if name != "conflicts"}
            after = replace(after, conflicts=(*after.conflicts, other))
        if now is not None and not differing_fields(now, after):
            return now
        versioned = next_later_version if isinstance(after, Card) else next_version
        made: Record = kind_of(after).from_json(versioned(there, record_to_json(after), "memory", self._milliseconds()))
        return made

    def _keep(self, record: Record) -> None:
        match record:
            case Annotation():
                self.notes[_note_key(record)] = record
            case ArticleRecord():
                self.articles[record.id] = record
            case View():
                self.saved[record.id] = record
            case Card():
                self.graded[record.id] = record
            case Reply():
                self.answers[_note_key(record)] = record
            case Tag():
                self.codebook[record.name] = record
        article_id = record.article_id if isinstance(record, Annotation | Reply | Card) else _place(record)[1]
        self._library.writers.setdefault(article_id, []).append(self)


def _note_key(record: Annotation | Reply) -> str:
    """The same record may be in an article, and among those that waited for it."""
    return f"waiting {record.id}" if is_waiting(record.article_id) else record.id


def _place(record: Record) -> tuple[type, str]:
    if isinstance(record, Annotation | Reply):
        return type(record), _note_key(record)
    return type(record), record.name if isinstance(record, Tag) else record.id


def _require_unchanged(edit: Edit, now: Record | None) -> None:
    if differing := changed_since(edit, now):
        named = edit.after.quoted_text if isinstance(edit.after, Annotation) else _place(edit.after)[1]
        raise ChangedSinceError(f"“{named}” was changed since ({', '.join(differing)})")
