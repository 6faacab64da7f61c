"""The trash: lists what was removed, names it for messages, and restores it."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from readtui.errors import AmbiguousError, NotFoundError
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, Metadata, awaited_id
from readtui.model.change import Change, Edit
from readtui.model.tag import FORMERLY, Tag
from readtui.model.tombstone import is_emptied
from readtui.model.view import View
from readtui.quick_dataclass import dataclass
from readtui.services.sources import path_text
from readtui.services.wording import annotation_name, excerpt
from readtui.storage.repository import Repository, readable
from readtui.text.clean import visible
from readtui.text.phrases import counted

if TYPE_CHECKING:
    from readtui.search.query.matcher import Matcher


@dataclass(frozen=True, slots=True)
class TrashedRecord:
    """An annotation in the trash with its article or, if ``annotation`` is None, the article itself."""

    record: ArticleRecord
    annotation: Annotation | None = None

    @property
    def id(self) -> str:
        return self.annotation.id if self.annotation else self.record.id

    @property
    def deleted(self) -> str:
        """The time of deletion: ISO 8601, UTC."""
        return (self.annotation or self.record).deleted or ""

    @property
    def name(self) -> str:
        """A short name for messages."""
        if self.annotation is None:
            return f"the article {excerpt(self.record.title)}"
        return f"the annotation on {annotation_name(self.annotation)}"


@dataclass(frozen=True, slots=True)
class TrashedTag:
    """A tag's entry in the trash: its color, description and key. The passages that had the tag are not in it."""

    tag: Tag

    @property
    def id(self) -> str:
        return self.tag.name

    @property
    def deleted(self) -> str:
        """The time of deletion: ISO 8601, UTC."""
        return self.tag.deleted or ""

    @property
    def name(self) -> str:
        """A short name for messages."""
        return f"the tag #{visible(self.tag.name)}"


@dataclass(frozen=True, slots=True)
class TrashedView:
    """A saved view in the trash."""

    view: View

    @property
    def id(self) -> str:
        return self.view.id

    @property
    def deleted(self) -> str:
        """The time of deletion: ISO 8601, UTC."""
        return self.view.deleted or ""

    @property
    def name(self) -> str:
        """A short name for messages."""
        return f"the view {excerpt(self.view.name)}"


TrashItem: TypeAlias = TrashedRecord | TrashedTag | TrashedView


def passing(matcher: "Matcher") -> Callable[[TrashItem], bool]:
    """What tells whether an item passes. Tags and views are asked like articles with their names."""

    def passes(item: TrashItem) -> bool:
        if not isinstance(item, TrashedRecord):
            return matcher.article(_as_article(item), list)
        annotation = item.annotation
        if annotation is None:
            return matcher.article(item.record, list)
        return bool(matcher.annotations(item.record, lambda: [annotation]))

    return passes


def _as_article(item: TrashItem) -> ArticleRecord:
    name = f"{item.view.name} {item.view.query}" if isinstance(item, TrashedView) else item.id
    tags = (item.id,) if isinstance(item, TrashedTag) else ()
    return ArticleRecord(item.id, Metadata(name), "", "", "", tags=tags)


_MOST_LISTED = 5


@dataclass(frozen=True, slots=True)
class Trash:
    """``clock`` returns the time (ISO 8601, UTC), ``new_id`` a new id."""

    repository: Repository
    clock: Callable[[], str]
    new_id: Callable[[], str]

    def items(self) -> list[TrashItem]:
        """Everything in the trash, latest first.

        Annotations that were live when their article was removed belong to it and are not listed. What cannot be read
        is left out. Raises StorageError.
        """
        found = [item for items in self.walk() for item in items]
        return sorted(found, key=lambda item: (item.deleted, item.id), reverse=True)

    def walk(self) -> Iterator[list[TrashItem]]:
        """The items in parts: first those that are read at once, then, article by article, the annotations.

        An empty part comes for each article without any, so that the caller can pause. Raises StorageError.
        """
        records = self.repository.records(deleted=True)
        records += self._waiting({alias for one in records for alias in (one.id, *one.aliases)})
        yield [*self._of_codebook(), *(TrashedRecord(record) for record in records if record.deleted)]
        trashed = {one.record.id: one.trashed for one in (*self.repository.listed(), *self.repository.waiting_listed())}
        for record in records:
            if trashed.get(record.id, 1):
                annotations = readable(self.repository, self.repository.annotations, record.id, deleted=True) or []
                yield [TrashedRecord(record, one) for one in annotations if one.deleted and not is_emptied(one)]

    def find(self, reference: str) -> TrashItem:
        """The item with this id or a unique prefix of it; an article also by a path it was added from.

        Raises NotFoundError, AmbiguousError, StorageError.
        """
        return _only(self.items(), reference)

    def find_article(self, reference: str) -> ArticleRecord:
        """The article in the trash with this id, a unique prefix of it, or this path. Raises as ``find`` does."""
        articles = [item for item in self.items() if isinstance(item, TrashedRecord) and item.annotation is None]
        return _only(articles, reference).record

    def restore(self, *items: TrashItem) -> Change:
        """Restore items and save that in one step. An annotation also brings back its article. Raises StorageError."""
        now = self.clock()
        views = [item.view for item in items if isinstance(item, TrashedView)]
        tags = [item.tag for item in items if isinstance(item, TrashedTag)]
        others = [item for item in items if isinstance(item, TrashedRecord)]
        deleted = {item.record.id: item.record for item in others if item.record.deleted}
        annotations = [item.annotation for item in others if item.annotation]
        restored: list[ArticleRecord | Annotation | Tag | View] = [*deleted.values(), *annotations, *tags, *views]
        edits = [Edit(record, replace(record, deleted=None, modified=now)) for record in restored]
        what = name_of(items)
        return self.repository.apply(Change(self.new_id(), now, f"restore {what}", tuple(edits)))

    def remove_for_good(self, *items: TrashItem) -> None:
        """Delete annotations, their replies, tags and views for good; articles are purged one by one.

        Raises ChangedSinceError, StorageError.
        """
        records = [record for record in map(_record, items) if not isinstance(record, ArticleRecord)]
        annotations = {record.id: record.article_id for record in records if isinstance(record, Annotation)}
        replies = (reply for article_id in set(annotations.values()) for reply in self.repository.replies(article_id))
        gone = [reply for reply in replies if reply.to in annotations and not is_emptied(reply)]
        self.repository.empty([*records, *gone])

    def let_go(self, article_id: str) -> Change | None:
        """Move the annotations that another program took out of the article's file to the trash, and save that.

        None if there are none. Raises StorageError.
        """
        return self._settled(article_id, "delete", deleted=self.clock())

    def put_back(self, article_id: str) -> Change | None:
        """Put back the annotations that another program took out of the article's file, and save that.

        None if there are none. Raises StorageError.
        """
        return self._settled(article_id, "restore", deleted=None)

    def _waiting(self, known: Collection[str]) -> list[ArticleRecord]:
        """The works that wait for their text, without those that have become one of the ``known`` articles."""
        found = []
        for record in self.repository.waiting(deleted=True):
            annotations: Sequence[Annotation] = ()
            if record.deleted:
                annotations = readable(self.repository, self.repository.annotations, record.id, deleted=True) or ()
            has_moved = bool(annotations) and all(one.deleted for one in annotations)
            if not record.deleted or not (has_moved or awaited_id(record.id) in known):
                found.append(record)
        return found

    def _of_codebook(self) -> list[TrashItem]:
        """The views, and the tags; without those that only got another name."""
        tags = readable(self.repository, self.repository.tags, deleted=True) or []
        views = readable(self.repository, self.repository.views, deleted=True) or []
        renamed = {tag.modified for tag in tags if not tag.deleted}
        gone = [tag for tag in tags if tag.deleted and tag.deleted not in renamed and not _says_nothing(tag)]
        deleted = [view for view in views if view.deleted and not is_emptied(view)]
        return [*map(TrashedTag, gone), *map(TrashedView, deleted)]

    def _settled(self, article_id: str, verb: str, *, deleted: str | None) -> Change | None:
        vanished = self.repository.vanished(article_id)
        if not vanished:
            return None
        now = self.clock()
        edits = tuple(Edit(None, replace(annotation, deleted=deleted, modified=now)) for annotation in vanished)
        what = f"{verb} {counted(len(edits), 'missing annotation')}"
        return self.repository.apply(Change(self.new_id(), now, what, edits))


def _says_nothing(tag: Tag) -> bool:
    """Whether the entry has nothing to restore but, at most, how its tag was called before."""
    return is_emptied(replace(tag, extra={key: value for key, value in tag.extra.items() if key != FORMERLY}))


def name_of(items: Sequence[TrashItem]) -> str:
    if len(items) == 1:
        return items[0].name
    of_articles = [item for item in items if isinstance(item, TrashedRecord)]
    annotations = sum(item.annotation is not None for item in of_articles)
    tags, views = (sum(isinstance(item, kind) for item in items) for kind in (TrashedTag, TrashedView))
    counts = (
        (len(of_articles) - annotations, "article"),
        (annotations, "annotation"),
        (tags, "tag"),
        (views, "saved view"),
    )
    *others, last = [counted(count, kind) for count, kind in counts if count]
    return f"{', '.join(others)} and {last}" if others else last


def _record(item: TrashItem) -> ArticleRecord | Annotation | Tag | View:
    match item:
        case TrashedTag(tag):
            return tag
        case TrashedView(view):
            return view
        case TrashedRecord(record, annotation):
            return annotation or record


_Item = TypeVar("_Item", bound=TrashItem)


def _only(items: Sequence[_Item], reference: str) -> _Item:
    path = path_text(reference)
    for item in items:
        is_named = isinstance(item, TrashedRecord) and item.annotation is None and path in item.record.paths
        if is_named or item.id == reference:
            return item
    matches = [item for item in items if reference and item.id.startswith(reference.lower())]
    if len(matches) == 1:
        return matches[0]
    if matches:
        places = ", ".join(f"{item.id} ({item.name})" for item in matches[:_MOST_LISTED])
        raise AmbiguousError(f"several items begin with {visible(reference)}: {places}", "Type more of the id.")
    raise NotFoundError(f"not in the trash: {visible(reference)}", "To see what is in it: readtui trash")
