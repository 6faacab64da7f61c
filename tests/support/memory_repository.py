"""A repository in memory, as the protocol describes it, for tests of what is built on it."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

from readtui.errors import ChangedSinceError, NotFoundError, StorageError
from readtui.model.annotation import Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.change import Change, Edit, Record
from readtui.model.tag import Tag
from readtui.storage.findings import Generation
from readtui.storage.repository import ContentHash, Merged, ReadingPosition


class MemoryRepository:
    read_only = False

    def __init__(self) -> None:
        self.articles: dict[str, ArticleRecord] = {}
        self.notes: dict[str, Annotation] = {}
        self.codebook: dict[str, Tag] = {}
        self.texts: dict[tuple[str, str], Article] = {}
        self.changes: list[Change] = []
        self.left: dict[str, ReadingPosition] = {}
        self.unfinished: dict[str, str] = {}
        self.written: dict[str, tuple[ContentHash, ...]] = {}
        self.writes = 0
        self.left_out: list[StorageError | NotFoundError] = []

    def records(self, *, deleted: bool = False) -> list[ArticleRecord]:
        return [record for record in self.articles.values() if deleted or not record.deleted]

    def damaged(self) -> list[StorageError | NotFoundError]:
        return self.left_out

    def leave_out(self, fault: StorageError | NotFoundError) -> None:
        self.left_out.append(fault)

    def notices(self) -> list[str]:
        return []

    def revision(self, article_id: str) -> int:
        return 0

    def listing_stamp(self) -> int:
        return self.writes

    def merge_from(self, library: Path) -> Merged:
        raise NotFoundError(f"no library in {library}")

    def vanished(self, article_id: str) -> list[Annotation]:
        return []

    def backups(self, name: str) -> list[Generation]:
        return []

    def restore_backup(self, article_id: str, day: str) -> Change:
        raise NotFoundError(f"no backup of {article_id}")

    def purge(self, article_id: str) -> None:
        del self.articles[article_id]
        self.notes = {key: note for key, note in self.notes.items() if note.article_id != article_id}
        self.texts = {key: text for key, text in self.texts.items() if key[0] != article_id}
        self.changes = [change for change in self.changes if not change.touches(article_id)]

    def record(self, article_id: str) -> ArticleRecord | None:
        return self.articles.get(article_id)

    def annotations(self, article_id: str, *, deleted: bool = False) -> list[Annotation]:
        return [note for note in self.notes.values() if note.article_id == article_id and (deleted or not note.deleted)]

    def tag_sets(self) -> Counter[tuple[str, ...]]:
        return Counter(note.tags for record in self.records() for note in self.annotations(record.id) if note.tags)

    def annotation_counts(self) -> dict[str, int]:
        return {article_id: len(self.annotations(article_id)) for article_id in self.articles}

    def tags(self, *, deleted: bool = False) -> list[Tag]:
        return [tag for tag in self.codebook.values() if deleted or not tag.deleted]

    def each_annotation(self, article_id: str) -> Iterator[Annotation]:
        return iter(self.annotations(article_id))

    def annotations_near(self, record: ArticleRecord, offset: int) -> list[Annotation] | None:
        return None

    def open_article(self, record: ArticleRecord) -> Article:
        return self.article(record.id, record.text_version)

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
        return Article(record.metadata, article.text, article.blocks, article.replaced)

    def keep_text(self, article_id: str, article: Article) -> None:
        self.texts[article_id, article.hash8] = article

    def apply(self, change: Change, *, force: bool = False) -> Change:
        if (change.undoes or change.redoes) and not force:
            for edit in change.edits:
                if edit.before is not None and _content(self._now(edit)) != _content(edit.before):
                    raise ChangedSinceError("it was changed since")
        written = tuple(self._write(edit) for edit in change.edits)
        self.changes.append(replace(change, edits=written))
        return self.changes[-1]

    def submit(self, change: Change, *, force: bool = False) -> "Future[Change]":
        future: Future[Change] = Future()
        future.set_result(self.apply(change, force=force))
        return future

    def keep_open(self, article_id: str) -> Callable[[], None]:
        return lambda: None

    def history(self) -> list[Change]:
        return list(self.changes)

    def position(self, article_id: str) -> ReadingPosition | None:
        return self.left.get(article_id)

    def positions(self) -> dict[str, ReadingPosition]:
        return dict(self.left)

    def keep_position(self, article_id: str, position: ReadingPosition) -> None:
        self.left[article_id] = position

    def drafts(self) -> dict[str, str]:
        return dict(self.unfinished)

    def keep_draft(self, key: str, text: str) -> None:
        self.unfinished[key] = text

    def begin_editing(self, key: str, text: str) -> Path:
        raise StorageError("a library in memory has no files to edit")

    def edited_text(self, path: Path) -> str | None:
        return None

    def exported(self) -> dict[str, tuple[ContentHash, ...]]:
        return self.written

    def keep_exported(self, written: Mapping[str, ContentHash]) -> None:
        for path, new in written.items():
            self.written[path] = (new, *self.written.get(path, ()))

    def close(self) -> None:
        self.unfinished.clear()

    def _now(self, edit: Edit) -> Record | None:
        match edit.after:
            case Annotation(id=record_id):
                return self.notes.get(record_id)
            case ArticleRecord(id=record_id):
                return self.articles.get(record_id)
            case Tag(name=name):
                return self.codebook.get(name)

    def _write(self, edit: Edit) -> Edit:
        """As a real store does, each write counts up the record's version."""
        self.writes += 1
        after = replace(edit.after, versions={"memory": self.writes})
        match after:
            case Annotation():
                self.notes[after.id] = after
            case ArticleRecord():
                self.articles[after.id] = after
            case Tag():
                self.codebook[after.name] = after
        return Edit(edit.before, after)


def _content(record: Record | None) -> Record | None:
    return replace(record, versions={}, modified="") if record else None
