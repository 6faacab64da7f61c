"""Reads the annotations of articles in reading order, or finds them in the index."""

import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import field
from typing import TYPE_CHECKING, TypeVar

from readtui.anchoring.anchor import place
from readtui.model.annotation import AnchorState, Annotation, place_key, work_key
from readtui.model.article import ArticleFacts, ArticleRecord, is_waiting
from readtui.quick_dataclass import dataclass
from readtui.search.faults import BusyFault, CacheFault, UnreadableError
from readtui.search.query.syntax import EVERYTHING, Query
from readtui.storage.repository import Repository, readable

if TYPE_CHECKING:
    from readtui.search.annotations.index import AnnotationIndex, PackedEntry
    from readtui.search.annotations.packed_articles import PackedArticle
    from readtui.search.query.facts import AnnotationFacts
    from readtui.search.query.matcher import Matcher

_Answer = TypeVar("_Answer")
_AT_ONCE = 200
_LEARNT = 25


@dataclass(slots=True)
class KeptAnnotations:
    """Puts annotations that were read into the index. Without one, nothing is kept. For any thread. Raises nothing.

    ``open_index`` is called when the index is first needed. While an index ``is_filled_elsewhere``, in another process,
    nothing is put into it here, where that would take time from the screen.
    """

    open_index: "Callable[[], AnnotationIndex | None]"
    is_filled_elsewhere: bool = False
    _index: "AnnotationIndex | None" = None
    _is_open: bool = False
    _waiting: "dict[str, PackedEntry]" = field(default_factory=dict)
    _asked: int = 0
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def of(self, record: ArticleRecord, stamp: str) -> "PackedArticle | None":
        """The article's live annotations in reading order, as they are in the file with this stamp; None if unknown."""
        state = _state(record, stamp)
        return self._answer(lambda index: index.get(record.id, state)) if stamp else None

    def more(self) -> "Mapping[str, tuple[str, bytes]]":
        """What ``which_have_more`` needs."""
        return self._answer(lambda index: index.more()) or {}

    def put(self, record: ArticleRecord, stamp: str, annotations: Sequence[Annotation]) -> None:
        """Keep an article's live annotations, which were read after this stamp was taken."""
        with self._lock:
            is_possible = stamp and not self.is_filled_elsewhere and self._opened() is not None
        if not is_possible:
            return
        from readtui.search.annotations.index import PackedEntry
        from readtui.search.annotations.packed_articles import pack

        if (packed := pack(annotations)) is None:
            return
        with self._lock:
            self._waiting[record.id] = PackedEntry(record.id, _state(record, stamp), packed)
            if len(self._waiting) >= _AT_ONCE:
                self.flush()

    def learns_more(self) -> bool:
        """Whether to read a whole article of which a part would do, only to keep it: the first times that one asks.

        So the index becomes complete in time, but no command takes seconds for it, as after a change of most articles.
        """
        with self._lock:
            self._asked += 1
            return self._asked <= _LEARNT and not self.is_filled_elsewhere and self._opened() is not None

    def unknown(self, records: Collection[ArticleRecord], stamps: Mapping[str, str]) -> list[ArticleRecord]:
        """Those of the articles that are not kept in the state with these stamps."""
        known = self._answer(lambda index: index.states()) or {}
        return [one for one in records if known.get(one.id) != _state(one, stamps.get(one.id, ""))]

    def forget_all_but(self, article_ids: Collection[str]) -> None:
        """Forget the articles that are not among these."""
        with self._lock:
            for gone in self._waiting.keys() - set(article_ids):
                del self._waiting[gone]
        known = self._answer(lambda index: index.states()) or {}
        if gone_ids := known.keys() - set(article_ids):
            self.forget(gone_ids)

    def forget(self, article_ids: Collection[str]) -> None:
        """Forget these articles, so that nothing of them stays in the index."""
        self._answer(lambda index: index.forget(article_ids))

    def flush(self) -> None:
        """Write what waits."""
        with self._lock:
            entries = list(self._waiting.values())
            self._waiting.clear()
            if entries and self._index is not None:
                try:
                    self._index.add(entries)
                except BusyFault:
                    # Another program is writing, or the disk is full. Waiting each time would take longer than reading.
                    self.is_filled_elsewhere = True
                except CacheFault:
                    self.give_up()

    def give_up(self) -> None:
        """Continue without the index. A damaged one is replaced for the next run."""
        with self._lock:
            index, self._index = self._index, None
            self._waiting.clear()
            if index is not None:
                with suppress(CacheFault):
                    index.file.mend()
                index.close()

    def filled_by(self, fill: Callable[[], None]) -> None:
        """Leave filling the index to ``fill``, which does it in another process. Raises what it raises."""
        self.is_filled_elsewhere = True
        try:
            fill()
        except BaseException:
            self.is_filled_elsewhere = False
            raise
        with self._lock:
            # Open it anew when it is next needed: a damaged one may have been replaced.
            self.close()
            self._is_open = False

    def close(self) -> None:
        """Write what waits, and close the index."""
        with self._lock:
            self.flush()
            if self._index is not None:
                self._index.close()
            self._index, self._is_open = None, True

    def _answer(self, ask: "Callable[[AnnotationIndex], _Answer]") -> "_Answer | None":
        """What the index answers; None without one."""
        with self._lock:
            index = self._opened()
            try:
                return None if index is None else ask(index)
            except CacheFault:
                self.give_up()
                return None

    def _opened(self) -> "AnnotationIndex | None":
        if not self._is_open:
            self._is_open = True
            self._index = self.open_index()
        return self._index


def which_have_more(more: Mapping[str, tuple[str, bytes]], one: ArticleFacts) -> bytes | None:
    """For each live annotation of an article, in reading order, b"1" if it has tags or a note, else b"0"; None if the
    index does not have the article as it was listed. ``more`` is of ``KeptAnnotations``.
    """
    state, found = more.get(one.article_id, ("", b""))
    if not one.stamp or state != _state(one, one.stamp):
        return None
    from readtui.search.annotations.packed_articles import unpacked_more

    try:
        return unpacked_more(found)
    except UnreadableError:
        return None


def _state(one: ArticleRecord | ArticleFacts, stamp: str) -> str:
    # The annotations have their places in the record's text, and the record may be older than the file.
    return f"{stamp} {one.text_version}"


_MOST_ASIDE = 5_000


@dataclass(frozen=True, slots=True)
class AnnotationReader:
    """Each annotation has its state in the article's present text, whichever version it was anchored in.

    What is read because the index does not have it is put into the index; ``keep`` makes sure of it. Annotations that
    cannot be read are left out, and the repository records that.
    """

    repository: Repository
    kept: KeptAnnotations | None

    def of(self, record: ArticleRecord) -> list[Annotation]:
        """The article's live annotations in reading order."""
        return _Looked(self, record).all()

    def passing(
        self,
        matcher: "Matcher",
        record: ArticleRecord,
        literals: Sequence[str] = (),
        *,
        tags: Collection[str] = (),
        stamp: str = "",
    ) -> Sequence[Annotation]:
        """The article's live annotations that pass, in reading order. All that pass have one of ``tags``, if any.

        Those in the index may be left out if one of ``literals`` is not in their words, folded without case.
        ``stamp``: that of the article's file, if it was just listed.
        """
        looked = _Looked(self, record, (*matcher.literals, *literals), tags, _stamp=stamp)
        try:
            return looked.whole(matcher.annotations(record, looked.listed), literals)
        except UnreadableError:
            return matcher.annotations(record, looked.read_instead)

    def with_id(self, record: ArticleRecord, beginning: str) -> list[Annotation]:
        """The article's live annotations whose ids begin like this."""
        looked = _Looked(self, record)
        try:
            return looked.with_id(beginning)
        except UnreadableError:
            return [one for one in looked.read_instead() if one.id.startswith(beginning)]

    def packed(self, record: ArticleRecord, stamp: str) -> "PackedArticle | None":
        """The article's annotations in the index, as they are in the file with this stamp; None if it is not there."""
        return None if self.kept is None else self.kept.of(record, stamp)

    def listed(self, record: ArticleRecord) -> "Sequence[Annotation | AnnotationFacts]":
        """The article's live annotations, as far as queries ask of them."""
        looked = _Looked(self, record)
        try:
            return looked.listed()
        except UnreadableError:
            return looked.read_instead()

    def let_pass(self, matcher: "Matcher", record: ArticleRecord) -> bool:
        looked = _Looked(self, record)
        try:
            return matcher.article(record, looked.listed)
        except UnreadableError:
            return matcher.article(record, looked.read_instead)

    def with_trash(self, record: ArticleRecord) -> list[Annotation]:
        """The article's annotations in reading order, also those in the trash."""
        annotations = self._stored(record)
        return _in_order_of(record, self._placed(record, annotations or []) or annotations or [])

    def update(self, records: Sequence[ArticleRecord], stamps: Mapping[str, str], pause: Callable[[], None]) -> None:
        """Bring the index up to date. Calls ``pause`` after each article; an exception from it ends the update."""
        if self.kept is None:
            return
        self.kept.forget_all_but({record.id for record in records})
        try:
            for record in self.kept.unknown(records, stamps):
                self.read(record, self.repository.stamp(record.id), is_aside=False)
                pause()
        finally:
            self.kept.flush()

    def keep(self) -> None:
        """Write what was read to the index."""
        if self.kept is not None:
            self.kept.flush()

    def read(self, record: ArticleRecord, stamp: str, *, is_aside: bool = True) -> list[Annotation]:
        """What ``of`` returns, without the index. ``stamp`` was taken just before.

        If putting it into the index is only done aside, very many annotations are not put there: after every change it
        would take seconds.
        """
        stored = self._stored(record)
        return [] if stored is None else self._in_order(record, stamp, stored, is_aside=is_aside)

    def read_with(self, record: ArticleRecord, tags: Collection[str]) -> list[Annotation]:
        """The article's live annotations with one of these tags in reading order, without the index."""
        stored = readable(self.repository, self.repository.annotations_with, record.id, tags) or []
        live = [one for one in stored if not one.deleted]
        placed = self._placed(record, live)
        return _in_order_of(record, live if placed is None else placed)

    def _in_order(
        self, record: ArticleRecord, stamp: str, stored: Sequence[Annotation], *, is_aside: bool
    ) -> list[Annotation]:
        """The live ones of the stored annotations in reading order; puts them into the index."""
        live = [one for one in stored if not one.deleted]
        placed = self._placed(record, live)
        in_order = _in_order_of(record, live if placed is None else placed)
        is_kept = placed is not None and not is_waiting(record.id)
        if self.kept is not None and is_kept and not (is_aside and len(stored) > _MOST_ASIDE):
            self.kept.put(record, stamp, in_order)
        return in_order

    def _stored(self, record: ArticleRecord) -> list[Annotation] | None:
        """All annotations in the article's file; None if they cannot be read, which the repository records."""
        return readable(self.repository, self.repository.annotations, record.id, deleted=True)

    def _placed(self, record: ArticleRecord, annotations: list[Annotation]) -> list[Annotation] | None:
        """The annotations in the article's present text; None if that cannot be read, which the repository records."""
        if all(_is_placed(annotation, record) for annotation in annotations):
            return annotations
        if (article := readable(self.repository, self.repository.article, record.id)) is None:
            return None
        return [place(annotation, article.text, article.hash8) for annotation in annotations]


@dataclass(slots=True)
class _Looked:
    """One article's annotations, looked up in the index when they are first needed, or read.

    Every annotation that is wanted has ``_literals`` in its words, and one of ``_tags``, if any.
    """

    reader: AnnotationReader
    record: ArticleRecord
    _literals: Sequence[str] = ()
    _tags: Collection[str] = ()
    _found: "PackedArticle | None" = None
    _stamp: str = ""

    def all(self) -> list[Annotation]:
        self._look_up()
        if self._found is not None:
            try:
                return self._found.annotations()
            except UnreadableError:
                return self.read_instead()
        return self.reader.read(self.record, self._stamp)

    def listed(self) -> "Sequence[Annotation | AnnotationFacts]":
        """What queries ask of them; nothing if none of them has the literals. Raises UnreadableError."""
        self._look_up()
        if self._found is None:
            kept = self.reader.kept
            if self._tags and not (kept is not None and kept.learns_more()):
                return self.reader.read_with(self.record, self._tags)
            return self.reader.read(self.record, self._stamp)
        return self._found.listed() if self._found.may_have(self._literals) else ()

    def with_id(self, beginning: str) -> list[Annotation]:
        """Those whose ids begin like this. Raises UnreadableError."""
        self._look_up()
        if self._found is None:
            return [one for one in self.reader.read(self.record, self._stamp) if one.id.startswith(beginning)]
        return self._found.with_id(beginning)

    def whole(self, passing: "Sequence[Annotation | AnnotationFacts]", literals: Sequence[str]) -> Sequence[Annotation]:
        """The annotations that were listed, without those that cannot have the literals. Raises UnreadableError."""
        if self._found is None:
            return [one for one in passing if isinstance(one, Annotation)]
        listed = (one for one in passing if not isinstance(one, Annotation))
        return self._found.annotations([one.number for one in listed if one.may_have(literals)])

    def read_instead(self) -> list[Annotation]:
        """All of them; the index is damaged."""
        if self.reader.kept is not None:
            self.reader.kept.give_up()
        return self.reader.read(self.record, self._stamp)

    def _look_up(self) -> None:
        kept = self.reader.kept
        # The index holds only what is in articles.
        if kept is not None and not is_waiting(self.record.id):
            self._stamp = self._stamp or self.reader.repository.stamp(self.record.id)
            self._found = kept.of(self.record, self._stamp)


def _in_order_of(record: ArticleRecord, annotations: Iterable[Annotation]) -> list[Annotation]:
    return sorted(annotations, key=work_key) if is_waiting(record.id) else sorted(annotations, key=place_key)


def _is_placed(annotation: Annotation, record: ArticleRecord) -> bool:
    """Whether its state is that in the article's present text, as far as can be told without that."""
    if annotation.quote is None:
        return True
    has_place = annotation.position is not None or annotation.anchor in (AnchorState.ORPHAN, AnchorState.WAITING)
    return has_place and annotation.text_version == record.text_version


@dataclass(frozen=True, slots=True)
class AnnotationQuery:
    """The annotations of ``articles`` (ids; () for all) that pass ``query``.

    ``among``: only in articles with these ids; None for all articles. ``annotations``: only those with these ids; None
    for all. ``trash``: also what is deleted.
    """

    articles: tuple[str, ...] = ()
    query: Query = EVERYTHING
    among: frozenset[str] | None = None
    annotations: frozenset[str] | None = None
    trash: bool = False

    @property
    def filters(self) -> bool:
        """Whether it filters by more than articles."""
        return self.query != EVERYTHING or self.annotations is not None

    @property
    def is_of_everything(self) -> bool:
        """Whether it leaves out nothing that is not in the trash."""
        return not (self.articles or self.filters or self.among is not None)

    def has_article(self, article_id: str) -> bool:
        is_named = not self.articles or article_id in self.articles
        return is_named and (self.among is None or article_id in self.among)

    def named(self, annotations: Sequence[Annotation]) -> Sequence[Annotation]:
        """Those of the annotations that it does not leave out by their ids."""
        wanted = self.annotations
        return annotations if wanted is None else [one for one in annotations if one.id in wanted]


@dataclass(frozen=True, slots=True)
class FoundAnnotation:
    """An annotation and its article."""

    record: ArticleRecord
    annotation: Annotation
