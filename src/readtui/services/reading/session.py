"""One article being read: its text, its annotations in memory, and where the reader is."""

from bisect import insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

from readtui.anchoring.anchor import place
from readtui.errors import StorageError
from readtui.model.annotation import Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.block import BlockKind
from readtui.model.change import Change
from readtui.model.passage import Passage
from readtui.services.annotating.annotator import Annotator
from readtui.services.annotating.drafts import Draft, Drafts
from readtui.services.annotating.versions import other_versions
from readtui.services.library import Library
from readtui.services.reading.passage_index import PassageIndex, place_key
from readtui.services.upkeep.history import History
from readtui.storage.repository import ReadingPosition
from readtui.text.counted import counted

Test = Callable[[Annotation], bool]


def _any(_: Annotation) -> bool:
    return True


@dataclass(slots=True)
class _Loaded:
    """The article's live annotations, by what they are on."""

    placed: PassageIndex
    whole_article: list[Annotation]
    orphans: list[Annotation]

    def all(self) -> Iterator[Annotation]:
        """All of them, those without a passage last."""
        return chain(self.placed, self.orphans, self.whole_article)


@dataclass(frozen=True, slots=True)
class Reading:
    """What is on disk of one article; ``revision`` as in Repository."""

    revision: int
    record: ArticleRecord
    loaded: _Loaded


class ReadingSession:
    """The state behind the reader. Not thread-safe: call it from one thread. It saves nothing."""

    def __init__(
        self,
        library: Library,
        annotator: Annotator,
        history: History,
        record: ArticleRecord,
        article: Article,
        *,
        quickly: bool = False,
    ) -> None:
        self.library = library
        self.annotator = annotator
        self.history = history
        self.record = record
        self.article = article
        self.drafts = Drafts(library.repository, record.id, article)
        self.is_complete = True
        """Whether all annotations are here; else those around the place where the article was left, for ``take``."""
        nearby = self._nearby() if quickly else None
        if nearby is None:
            self.take(self.read_again())
        else:
            self.take(nearby)
            self.is_complete = False

    @classmethod
    def open(
        cls, library: Library, annotator: Annotator, history: History, article_id: str, *, quickly: bool = False
    ) -> "ReadingSession":
        """Load the article and anchor its annotations: with ``quickly`` of very many those that are seen first.

        Raises NotFoundError, DamagedError, StorageError.
        """
        record = library.repository.record(article_id)
        if record is None or record.deleted:
            record = library.find(article_id)
        article = library.repository.open_article(record)
        session = cls(library, annotator, history, record, article, quickly=quickly)
        if not quickly:
            session.check_text(lambda: None)
        return session

    def check_text(self, pause: Callable[[], None]) -> None:
        """Whether the text on disk is right, which a quick opening does not wait for. From any thread.

        ``pause`` is called every now and then. Raises DamagedError.
        """
        self.library.repository.check_article(self.record, self.article, pause)

    def _nearby(self) -> Reading | None:
        repository = self.library.repository
        revision, position = repository.revision(self.record.id), self.position
        found = repository.annotations_near(self.record, position.offset if position else 0)
        return None if found is None else Reading(revision, self.record, self._loaded_from(found))

    @property
    def has_other_text(self) -> bool:
        """Whether the record names another text version than the one that is read here."""
        return self.record.text_version != self.article.hash8

    def is_outdated(self) -> bool:
        """Whether another program has changed the article since. Not for the UI thread; raises nothing."""
        return self.library.repository.revision(self.record.id) != self._revision

    def read_again(self, pause: Callable[[], None] = lambda: None) -> Reading:
        """Read the record and the annotations again, for ``take``; from any thread. Raises as ``open``.

        ``pause`` is called between any two annotations.
        """
        repository = self.library.repository
        revision = repository.revision(self.record.id)
        record = repository.record(self.record.id) or self.record
        try:
            loaded = self._loaded_from(map(self._placed, repository.each_annotation(record.id)), pause)
        except StorageError:
            # What can be put right is put right now, and what cannot be read is said.
            loaded = self._loaded_from(map(self._placed, repository.annotations(record.id)), pause)
        return Reading(revision, record, loaded)

    def take(self, reading: Reading) -> None:
        """Have in memory what was on disk."""
        self._revision, self.record, self._loaded = reading.revision, reading.record, reading.loaded
        self.is_complete = True

    def difference(self, reading: Reading, pause: Callable[[], None] = lambda: None) -> str:
        """What a person would notice if ``reading`` were taken ("1 annotation new, 2 changed"); empty for nothing.

        From any thread; what is changed here meanwhile may or may not count. ``pause`` as for ``read_again``.
        """
        before, changed, new = {annotation.id: annotation for annotation in self._loaded.all()}, 0, 0
        for after in reading.loaded.all():
            known = before.pop(after.id, None)
            new += known is None
            changed += known is not None and _plain(known) != _plain(after)
            pause()
        parts = [
            f"{count} {what}" for count, what in ((new, "new"), (changed, "changed"), (len(before), "gone")) if count
        ]
        if parts:
            count, _, what = parts[0].partition(" ")
            parts[0] = f"{counted(int(count), 'annotation')} {what}"
        return ", ".join(parts)

    @property
    def annotations(self) -> Sequence[Annotation]:
        """Live ones that have a passage, in reading order: by start, the longer one first."""
        return self._loaded.placed

    @property
    def whole_article(self) -> list[Annotation]:
        """Live ones on the article as a whole."""
        return self._loaded.whole_article

    @property
    def orphans(self) -> list[Annotation]:
        """Live ones whose passage is not in the text any more, in the order in which they stood."""
        return self._loaded.orphans

    @property
    def notice(self) -> str:
        """One line on what needs a look; empty if nothing does. Orphans that a person keeps need none."""
        orphans = sum(1 for annotation in self.orphans if not annotation.is_kept_orphan)
        review = self._loaded.placed.in_review
        parts = []
        if orphans:
            parts.append(f"{counted(orphans, 'annotation has', 'annotations have')} lost the passage (orphans)")
        if review:
            parts.append(f"{counted(review, 'annotation needs', 'annotations need')} review")
        return "; ".join(parts)

    def find(self, annotation_id: str) -> Annotation | None:
        """The live annotation with this id."""
        loaded = self._loaded
        others = chain(loaded.orphans, loaded.whole_article)
        return loaded.placed.find(annotation_id) or next((one for one in others if one.id == annotation_id), None)

    def at(self, offset: int) -> list[Annotation]:
        """The annotations that hold the code point at ``offset``, the innermost first."""
        found = self._loaded.placed.overlapping(Passage(offset, offset + 1))
        return sorted(found, key=lambda annotation: (_length(annotation), annotation.id))

    def in_passage(self, passage: Passage) -> list[Annotation]:
        """The annotations that share a code point with ``passage``, in reading order."""
        return self._loaded.placed.overlapping(passage)

    def after(self, offset: int, *, tag: str | None = None, where: Test = _any) -> Annotation | None:
        """The first annotation that starts after ``offset``, has the tag or one nesting in it, and passes ``where``."""
        return next(filter(where, self._loaded.placed.from_offset(offset, tag)), None)

    def before(self, offset: int, *, tag: str | None = None, where: Test = _any) -> Annotation | None:
        """The last annotation that starts before ``offset``, has the tag or one nesting in it, and passes ``where``."""
        return next(filter(where, self._loaded.placed.back_from_offset(offset, tag)), None)

    def number(self, annotation: Annotation) -> int:
        """Its place among ``annotations``, from 1. Raises KeyError if it is not one of them."""
        known = self._loaded.placed.find(annotation.id)
        return self._loaded.placed.number(known or annotation)

    @property
    def undecided(self) -> list[Annotation]:
        """Live ones of which versions were made at the same time, in reading order, those without a passage last."""
        loaded = self._loaded
        with_conflicts = chain(loaded.placed.with_conflicts, loaded.orphans, loaded.whole_article)
        return [one for one in with_conflicts if other_versions(one)]

    def unfinished(self) -> list[Draft]:
        """The notes that were begun and not saved, in reading order, those without a passage last."""
        return self.drafts.unfinished(self.find, self.in_passage)

    def apply(self, change: Change) -> None:
        """Take the change into memory, without saving it."""
        for edit in change.edits:
            if edit.article_id != self.record.id:
                continue
            if isinstance(edit.after, ArticleRecord):
                self.record = edit.after
            elif isinstance(edit.after, Annotation):
                self._replace(self._placed(edit.after))

    @property
    def position(self) -> ReadingPosition | None:
        """Where the article was left; None if it was never opened."""
        return self.library.repository.position(self.record.id)

    @cached_property
    def _body_end(self) -> int:
        # From the end: of a book's blocks only those that are looked at are made.
        blocks = reversed(self.article.blocks)
        return next((block.end for block in blocks if block.kind is not BlockKind.FURNITURE), 0)

    @cached_property
    def _body_start(self) -> int:
        return next((block.start for block in self.article.blocks if block.kind is not BlockKind.FURNITURE), 0)

    def share_read(self, read_to: int) -> float:
        """How much of the article is read (0 to 1) where it is read up to an offset.

        Furniture before and after the article does not count: at the end of the last other block, all of it is read.
        """
        length = self._body_end - self._body_start
        return min(1.0, max(0, read_to - self._body_start) / length) if length else 1.0

    def keep_position(self, offset: int, *, read_to: int | None = None) -> None:
        """Remember ``offset``. The progress is counted to ``read_to`` (say, the last code point shown), else to it."""
        progress = self.share_read(offset if read_to is None else read_to)
        kept = ReadingPosition(offset, progress, self.library.clock())
        self.library.repository.keep_position(self.record.id, kept)

    def _loaded_from(self, annotations: Iterable[Annotation], pause: Callable[[], None] = lambda: None) -> _Loaded:
        """``annotations`` have their place in this text already."""
        others: list[Annotation] = []

        def with_passage() -> Iterator[Annotation]:
            for annotation in annotations:
                if annotation.passage:
                    yield annotation
                else:
                    others.append(annotation)

        placed = PassageIndex(with_passage(), self.article.text, pause)
        others.sort(key=place_key)
        whole_article = [annotation for annotation in others if annotation.quote is None]
        orphans = [annotation for annotation in others if annotation.quote]
        return _Loaded(placed, whole_article, orphans)

    def _placed(self, annotation: Annotation) -> Annotation:
        return place(annotation, self.article.text, self.article.hash8)

    def _replace(self, annotation: Annotation) -> None:
        loaded = self._loaded
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


def _plain(annotation: Annotation) -> Annotation:
    """Without what only storage needs."""
    return replace(annotation, versions={}, modified="", extra={})


def _length(annotation: Annotation) -> int:
    return len(annotation.passage) if annotation.passage else 0
