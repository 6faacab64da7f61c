"""An open article: its text, its annotations in memory, and the reading position."""

from bisect import insort
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from itertools import chain, pairwise
from types import MappingProxyType

from readtui.anchoring.anchor import place
from readtui.errors import DamagedError, NotFoundError, StorageError
from readtui.model.annotation import Annotation, UnreadAnnotation, place_key, whole
from readtui.model.article import Article, ArticleRecord, is_waiting
from readtui.model.block import BlockKind
from readtui.model.change import Change
from readtui.model.creator import Identity
from readtui.model.passage import Passage
from readtui.model.reply import Reply, ThreadState, in_order
from readtui.model.selector import TextPositionSelector
from readtui.quick_dataclass import dataclass
from readtui.services.annotating.annotator import Annotator
from readtui.services.annotating.drafts import Draft, Drafts
from readtui.services.library import Library
from readtui.services.reading.passage_index import PassageIndex
from readtui.services.saving.conflicts import other_versions
from readtui.services.saving.undo import History
from readtui.services.sources import is_url
from readtui.storage.repository import ReadingPosition, Repository
from readtui.text.phrases import counted

Test = Callable[[Annotation], bool]
_NONE = -1
"""No revision: the article is to be read again."""


def _any(_: Annotation) -> bool:
    return True


@dataclass(slots=True)
class _Loaded:
    """The article's live annotations, by kind of target."""

    placed: PassageIndex
    whole_article: list[Annotation]
    orphans: list[Annotation]

    def all(self) -> Iterator[Annotation]:
        """All of them; those without a passage come last."""
        return chain(self.placed, self.orphans, self.whole_article)


@dataclass(frozen=True, slots=True)
class ThreadsInArticle:
    """An article's open threads, the answered ones first, each in reading order; ``settled``: how many others.

    ``ids``: those of all threads, in reading order.
    """

    open: Sequence[Annotation] = ()
    answered: int = 0
    settled: int = 0
    ids: Sequence[str] = ()

    @property
    def words(self) -> str:
        """How many are open, and how many of those are answered; "" if none is open."""
        if not self.open:
            return ""
        return f"{len(self.open):,} open{f' ({self.answered:,} answered)' if self.answered else ''}"

    def place(self, annotation_id: str) -> str:
        """Which of all threads this is, and how many are open: "thread 8 of 13 · 2 open (1 answered)"."""
        number = next((number for number, one in enumerate(self.ids, 1) if one == annotation_id), 0)
        which = f"thread {number:,} of {len(self.ids):,}"
        return f"{which} · {self.words or 'none open'}"

    def number(self, annotation_id: str) -> int:
        """The number of an open thread, from 1; 0 for any other annotation."""
        return next((number for number, one in enumerate(self.open, 1) if one.id == annotation_id), 0)


@dataclass(frozen=True, slots=True)
class Difference:
    """What another program has changed: a summary for the user, or "", and the replies that have come, each with its
    annotation as it is now.
    """

    words: str = ""
    replies: Sequence[tuple[Annotation, Reply]] = ()


@dataclass(frozen=True, slots=True)
class StoredState:
    """The article's state on disk; ``revision`` as in Repository."""

    revision: int
    record: ArticleRecord
    loaded: _Loaded


class ReadingSession:
    """The state behind the reader. Not thread-safe: use it from one thread. It saves nothing."""

    def __init__(
        self,
        library: Library,
        annotator: Annotator,
        history: History,
        record: ArticleRecord,
        article: Article,
        nearby: StoredState | None = None,
        places: Mapping[str, TextPositionSelector] = MappingProxyType({}),
    ) -> None:
        """``nearby``: only what is on the pages that are shown first, until ``take``; by default everything is read.
        ``places``: where annotations stand on the page of a work that waits for its text.
        """
        self._places = places
        self.library = library
        self.annotator = annotator
        self.history = history
        self.record = record
        self.article = article
        self._content = record.content
        self.part = record.part
        """Which pages of the document the text here has, if not all."""
        self.drafts = Drafts(library.repository, record.id, article)
        self._threads: ThreadsInArticle | None = None
        self._taken_along: dict[str, tuple[Reply, ...]] = {}
        """The replies to annotations that were deleted since, by their ids."""
        self._lacking: frozenset[str] = frozenset()
        """Annotations whose replies are not known yet."""
        self.take(nearby or self.read_again())
        self.is_complete = nearby is None
        """Whether all annotations are loaded; otherwise only those around the reading position, until ``take``."""

    @classmethod
    def open(
        cls, library: Library, annotator: Annotator, history: History, article_id: str, *, quickly: bool = False
    ) -> "ReadingSession":
        """Load the article and anchor its annotations. With ``quickly``, of very many only those visible first.

        Raises NotFoundError, DamagedError, StorageError.
        """
        record = library.find(article_id)
        if is_waiting(record.id):
            from readtui.services.waiting.highlights import page_of

            revision, found = library.repository.revision(record.id), library.repository.annotations(record.id)
            page = page_of(record, found)
            placed = (replace(one, position=page.places.get(one.id)) for one in found)
            state = StoredState(revision, record, _loaded(placed, page.article.text))
            session = cls(library, annotator, history, record, page.article, state, page.places)
            session.is_complete = True
            return session
        article = library.repository.open_article(record)
        nearby = _nearby(library.repository, record, article.text) if quickly else None
        session = cls(library, annotator, history, record, article, nearby)
        if not quickly:
            session.check_text(lambda: None)
        return session

    @classmethod
    def of_beginning(
        cls, library: Library, annotator: Annotator, history: History, record: ArticleRecord, beginning: Article
    ) -> "ReadingSession":
        """The first pages of a long text, to show until it is open; without its annotations, if these are many.

        Raises DamagedError, StorageError.
        """
        repository, text, version = library.repository, beginning.text, record.text_version
        revision, many = repository.revision(record.id), repository.has_many_annotations(record.id)
        found = [] if many else map(whole, repository.each_annotation(record.id))
        placed = [(one, one.passage) for one in found if one.passage]
        shown = [one for one, passage in placed if one.text_version == version and passage.end <= len(text)]
        session = cls(
            library, annotator, history, record, beginning, StoredState(revision, record, _loaded(shown, text))
        )
        session.is_complete = not (placed or many)
        return session

    def check_text(self, pause: Callable[[], None]) -> None:
        """Verify the text on disk, which a quick opening skips. May be called from any thread.

        ``pause`` is called regularly. Raises DamagedError.
        """
        if not self.is_waiting:
            self.library.repository.check_article(self.record, self.article, pause)

    @property
    def identity(self) -> Identity:
        """Who "me" is."""
        return self.library.identity()

    @property
    def has_other_text(self) -> bool:
        """Whether the record names another text version than the one open here, or another reading of its source,
        which may have given the same words another form.
        """
        if self.is_waiting:
            # What has come since is not on the page that is open.
            return bool(self.orphans)
        return (self.record.text_version, self.record.content) != (self.article.hash8, self._content)

    @property
    def is_waiting(self) -> bool:
        """Whether the text is not there yet: what is open is the page with the highlights of the work."""
        return is_waiting(self.record.id)

    @property
    def can_be_fetched(self) -> bool:
        """Whether the text is not there, but at an address."""
        return self.is_waiting and is_url(self.record.metadata.source)

    def is_outdated(self) -> bool:
        """Whether another program has changed the article since. Not for the UI thread. Raises nothing."""
        return self.library.repository.revision(self.record.id) != self._revision

    def read_again(self, pause: Callable[[], None] = lambda: None) -> StoredState:
        """Read the record and the annotations again, for ``take``, from any thread.

        ``pause`` is called between annotations. Raises as ``open`` does.
        """
        repository = self.library.repository
        revision = repository.revision(self.record.id)
        record = repository.record(self.record.id) or self.record
        # In a discussion, this text may stay on the screen while the record has that of another work tree.
        is_apart = self.annotator.asks and record.text_version != self.article.hash8
        in_text = self._carried if is_apart else partial(map, self._found)
        try:
            loaded = _loaded(in_text(repository.each_annotation(record.id)), self.article.text, pause)
        except StorageError:
            # Repair what can be repaired now, and report what is unreadable.
            loaded = _loaded(in_text(repository.annotations(record.id)), self.article.text, pause)
        return StoredState(revision, record, loaded)

    def take(self, reading: StoredState) -> None:
        """Replace the state in memory with the state read from disk."""
        self._revision, self.record, self._loaded = reading.revision, reading.record, reading.loaded
        self._threads, self._lacking = None, frozenset()
        self.is_complete = True

    def difference(self, reading: StoredState, pause: Callable[[], None] = lambda: None) -> Difference:
        """What ``take(reading)`` would change for the user ("1 annotation new, 2 changed").

        May be called from any thread; changes made in memory in the meantime may or may not count. ``pause`` as for
        ``read_again``.
        """
        before, changed, new = {annotation.id: annotation for annotation in self._loaded.all()}, 0, 0
        replies: list[tuple[Annotation, Reply]] = []
        for after in reading.loaded.all():
            known = before.pop(after.id, None)
            new += known is None
            changed += known is not None and _plain(known) != _plain(after)
            if known is not None:
                replies += self._come(known, after)
            pause()
        parts = [
            f"{count} {what}" for count, what in ((new, "new"), (changed, "changed"), (len(before), "gone")) if count
        ]
        if parts:
            count, _, what = parts[0].partition(" ")
            parts[0] = f"{counted(int(count), 'annotation')} {what}"
        return Difference(", ".join(parts), replies)

    def replies_since(self, before: "ReadingSession") -> list[tuple[Annotation, Reply]]:
        """The replies that the session ``before`` this one had not, each with its annotation as it is now."""
        known = {one.id: one for one in before._loaded.all()}
        return [came for one in self._loaded.all() if one.id in known for came in before._come(known[one.id], one)]

    def _come(self, known: Annotation, after: Annotation) -> list[tuple[Annotation, Reply]]:
        """The replies that have come to an annotation that was ``known``."""
        if not after.replies or after.id in self._lacking:
            return []
        ids = {reply.id for reply in known.replies}
        return [(after, reply) for reply in after.replies if reply.id not in ids]

    @property
    def annotations(self) -> Sequence[Annotation]:
        """Live annotations that have a passage, in reading order: by start, longer ones first."""
        return self._loaded.placed

    def spread(self, bounds: Sequence[int]) -> list[tuple[int, Annotation | None]]:
        """How many annotations begin between each offset and the next one, with the first of them."""
        placed = self._loaded.placed
        rows = [placed.beginning_between(start, end) for start, end in pairwise(bounds)]
        return [(len(one), placed[one[0]] if one else None) for one in rows]

    @property
    def edition(self) -> tuple[int, int]:
        """Differs whenever ``annotations`` does."""
        return id(self._loaded.placed), self._loaded.placed.changes

    @property
    def is_annotated(self) -> bool:
        """Whether any passage has an annotation; only an article with many is incomplete."""
        return not self.is_complete or len(self._loaded.placed) > 0

    @property
    def noted(self) -> int:
        """How many annotations on passages or on the whole article have a note."""
        return self._loaded.placed.noted + sum(bool(one.note) for one in self._loaded.whole_article)

    @property
    def whole_article(self) -> list[Annotation]:
        return self._loaded.whole_article

    @property
    def orphans(self) -> list[Annotation]:
        """Live annotations whose passage is no longer in the text, in their original order."""
        return self._loaded.orphans

    @property
    def notice(self) -> str:
        """One line on what needs attention, or "". Settled threads and orphans that the user has decided to keep are
        not mentioned.
        """
        orphans, review = self._unsettled
        parts = []
        if orphans:
            parts.append(counted(orphans, "annotation has lost its passage", "annotations have lost their passages"))
        if review:
            parts.append(f"{counted(review, 'annotation needs', 'annotations need')} review")
        return "; ".join(parts)

    @property
    def notice_in_short(self) -> str:
        """The same in a few words."""
        orphans, review = self._unsettled
        parts = [f"{orphans:,} lost"] * bool(orphans)
        return ", ".join([*parts, *[f"{counted(review, 'needs', 'need')} review"] * bool(review)])

    @property
    def _unsettled(self) -> tuple[int, int]:
        """How many annotations have lost their passages, and how many need review."""
        return sum(annotation.needs_place for annotation in self.orphans), self._loaded.placed.in_review

    def find(self, annotation_id: str) -> Annotation | None:
        loaded = self._loaded
        others = chain(loaded.orphans, loaded.whole_article)
        return loaded.placed.find(annotation_id) or next((one for one in others if one.id == annotation_id), None)

    def may_have(self) -> Callable[[str], bool]:
        """A test, from any thread, whether an id may be that of a live annotation; it rarely is another's."""
        others = {annotation.id for annotation in chain(self._loaded.orphans, self._loaded.whole_article)}
        placed = self._loaded.placed.may_have()
        return lambda annotation_id: annotation_id in others or placed(annotation_id)

    def at(self, offset: int) -> list[Annotation]:
        """The annotations that contain the code point at ``offset``, innermost first."""
        found = self._loaded.placed.overlapping(Passage(offset, offset + 1))
        return sorted(found, key=lambda annotation: (len(annotation.passage or ""), annotation.id))

    def in_passage(self, passage: Passage) -> list[Annotation]:
        """The annotations that share a code point with ``passage``, in reading order."""
        return self._loaded.placed.overlapping(passage)

    def after(self, offset: int, *, tag: str | None = None, where: Test = _any) -> Annotation | None:
        """The first annotation that starts after ``offset``, has the tag or one nested in it, and passes ``where``."""
        return next(filter(where, self._loaded.placed.from_offset(offset, tag)), None)

    def before(self, offset: int, *, tag: str | None = None, where: Test = _any) -> Annotation | None:
        """The last annotation that starts before ``offset``, has the tag or one nested in it, and passes ``where``."""
        return next(filter(where, self._loaded.placed.back_from_offset(offset, tag)), None)

    def number(self, annotation: Annotation) -> int:
        """Its number among ``annotations``, from 1. Raises KeyError if it is not one of them."""
        known = self._loaded.placed.find(annotation.id)
        return self._loaded.placed.number(known or annotation)

    @property
    def undecided(self) -> list[Annotation]:
        """Live annotations with versions from the same time, in reading order; those without a passage come last."""
        loaded = self._loaded
        with_conflicts = chain(loaded.placed.with_conflicts, loaded.orphans, loaded.whole_article)
        return [one for one in with_conflicts if other_versions(one)]

    @property
    def threads(self) -> ThreadsInArticle:
        """The threads of the article; those on all of it come first, those that lost their passage last."""
        if self._threads is None:
            loaded, identity = self._loaded, self.identity
            others = (one for one in loaded.orphans if one.is_thread)
            begun = [*(one for one in loaded.whole_article if one.is_thread), *loaded.placed.threads, *others]
            is_open = [one for one in begun if one.thread is ThreadState.OPEN]
            answered = [one for one in is_open if one.is_answered(identity)]
            others_open = [one for one in is_open if not one.is_answered(identity)]
            self._threads = ThreadsInArticle(
                (*answered, *others_open), len(answered), len(begun) - len(is_open), [one.id for one in begun]
            )
        return self._threads

    def unfinished(self) -> list[Draft]:
        """The unfinished drafts in reading order; those without a passage come last."""
        return self.drafts.unfinished(self.find, self.in_passage)

    def apply(self, change: Change) -> None:
        """Apply the change in memory, without saving it."""
        for edit in change.edits:
            if edit.article_id != self.record.id:
                continue
            if isinstance(edit.after, ArticleRecord):
                self.record = edit.after
            elif isinstance(edit.after, Annotation):
                replies = self._replies_to(edit.after, is_new=edit.before is None)
                self._replace(self._placed(replace(edit.after, replies=replies)))
            elif isinstance(edit.after, Reply) and (known := self.find(edit.after.to)) is not None:
                others = [one for one in known.replies if one.id != edit.after.id]
                self._replace(replace(known, replies=in_order((*others, edit.after))))

    def _replies_to(self, annotation: Annotation, *, is_new: bool) -> tuple[Reply, ...]:
        """The replies to an edited annotation: records of their own, which the edit does not touch."""
        known = self.find(annotation.id)
        if known is not None:
            if annotation.deleted:
                self._taken_along[annotation.id] = known.replies
            return known.replies
        if not is_new and annotation.id not in self._taken_along:
            # They went to the trash with it before the article was opened: it is to be read again.
            self._revision, self._lacking = _NONE, self._lacking | {annotation.id}
        return self._taken_along.pop(annotation.id, ())

    @property
    def position(self) -> ReadingPosition | None:
        """The last reading position; None if the article was never opened."""
        return self.library.repository.position(self.record.id)

    @property
    def starts_at(self) -> int:
        """Where to begin: the last position, else the beginning, or the first highlight of a work without its text."""
        if position := self.position:
            return position.offset
        places = (place.start for place in self._places.values())
        return min(places, default=0)

    @cached_property
    def _body_end(self) -> int:
        # From the end, so that few of a book's blocks are parsed.
        blocks = reversed(self.article.blocks)
        return next((block.end for block in blocks if block.kind is not BlockKind.FURNITURE), 0)

    @cached_property
    def _body_start(self) -> int:
        return next((block.start for block in self.article.blocks if block.kind is not BlockKind.FURNITURE), 0)

    def share_read(self, read_to: int) -> float:
        """The share of the article (0 to 1) that precedes an offset.

        Ignores furniture before and after the article: the end of the last other block counts as 1.
        """
        length = self._body_end - self._body_start
        return min(1.0, max(0, read_to - self._body_start) / length) if length else 1.0

    def keep_position(self, offset: int, *, read_to: int | None = None) -> None:
        """Set the position to ``offset``. Progress counts up to ``read_to``, such as the last visible code point.

        ``read_to`` is ``offset`` if not given.
        """
        progress = self.share_read(offset if read_to is None else read_to)
        kept = ReadingPosition(offset, progress, self.library.clock())
        self.library.repository.keep_position(self.record.id, kept)

    def _found(self, one: Annotation | UnreadAnnotation) -> Annotation | UnreadAnnotation:
        """The annotation with its place in the text. One that is where it was need not be read further."""
        if isinstance(one, UnreadAnnotation) and one.is_in(self.article.text, self.article.hash8):
            return one
        return self._placed(whole(one))

    def _placed(self, annotation: Annotation) -> Annotation:
        if self.is_waiting:
            return replace(annotation, position=self._places.get(annotation.id))
        return place(annotation, self.article.text, self.article.hash8)

    def _carried(self, annotations: Iterable[Annotation | UnreadAnnotation]) -> list[Annotation]:
        """The annotations as they would be if the source had this text again."""
        from readtui.services.annotating.carryover import carry_over

        found = list(map(whole, annotations))
        others = [one for one in found if one.quote is not None and one.text_version != self.article.hash8]
        carried = {
            one.id: replace(one, modified=edit.before.modified if edit.before is not None else one.modified)
            for edit in carry_over(others, self.article, self._version, "")
            if isinstance(one := edit.after, Annotation)
        }
        return [carried.get(one.id) or self._placed(one) for one in found]

    def _version(self, version: str) -> Article | None:
        try:
            return self.library.repository.article(self.record.id, version)
        except (NotFoundError, DamagedError):
            return None

    def _replace(self, annotation: Annotation) -> None:
        loaded, self._threads = self._loaded, None
        known = self.find(annotation.id)
        if known is not None:
            if known.passage:
                loaded.placed.remove(known)
            else:
                (loaded.orphans if known.quote else loaded.whole_article).remove(known)
        if annotation.deleted:
            return
        if annotation.passage:
            loaded.placed.add(annotation)
        else:
            insort(loaded.orphans if annotation.quote else loaded.whole_article, annotation, key=place_key)


def _nearby(repository: Repository, record: ArticleRecord, text: str) -> StoredState | None:
    """The state with only the annotations around the reading position; None if all can be read as quickly."""
    revision, position = repository.revision(record.id), repository.position(record.id)
    found = repository.annotations_near(record, position.offset if position else 0)
    return None if found is None else StoredState(revision, record, _loaded(found, text))


def _loaded(
    annotations: Iterable[Annotation | UnreadAnnotation], text: str, pause: Callable[[], None] = lambda: None
) -> _Loaded:
    """``annotations`` already have their places in this text."""
    others: list[Annotation] = []

    def with_passage() -> Iterator[Annotation | UnreadAnnotation]:
        for annotation in annotations:
            if isinstance(annotation, UnreadAnnotation) or annotation.passage:
                yield annotation
            else:
                others.append(annotation)

    placed = PassageIndex(with_passage(), text, pause)
    others.sort(key=place_key)
    whole_article = [annotation for annotation in others if annotation.quote is None]
    orphans = [annotation for annotation in others if annotation.quote]
    return _Loaded(placed, whole_article, orphans)


def _plain(annotation: Annotation) -> Annotation:
    """The annotation without what only storage needs."""
    return replace(annotation, versions={}, modified="", extra={})
