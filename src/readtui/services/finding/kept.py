"""Keeps the annotations of articles that were read in the index, and finds them there again."""

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.search.faults import BusyFault, CacheFault

if TYPE_CHECKING:
    from readtui.search.annotations.index import AnnotationIndex, Entry
    from readtui.search.annotations.packing import PackedArticle

_Answer = TypeVar("_Answer")
_AT_ONCE = 200
_LEARNT = 25


@dataclass(slots=True)
class KeptAnnotations:
    """May be used from any thread. Without an index, nothing is kept. Raises nothing.

    ``open_index`` is called when the index is first needed. While an index ``is_filled_elsewhere``, in another process,
    nothing is put into it here, where that would take time from the screen.
    """

    open_index: "Callable[[], AnnotationIndex | None]"
    is_filled_elsewhere: bool = False
    _index: "AnnotationIndex | None" = None
    _is_open: bool = False
    _waiting: "dict[str, Entry]" = field(default_factory=dict)
    _asked: int = 0
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def of(self, record: ArticleRecord, stamp: str) -> "PackedArticle | None":
        """The article's live annotations in reading order, as they are in the file with this stamp; None if unknown."""
        state = _state(record, stamp)
        return self._answer(lambda index: index.get(record.id, state)) if stamp else None

    def put(self, record: ArticleRecord, stamp: str, annotations: Sequence[Annotation]) -> None:
        """Keep an article's live annotations, which were read after this stamp was taken."""
        with self._lock:
            is_possible = stamp and not self.is_filled_elsewhere and self._opened() is not None
        if not is_possible:
            return
        from readtui.search.annotations.index import Entry
        from readtui.search.annotations.packing import pack

        if (packed := pack(annotations)) is None:
            return
        with self._lock:
            self._waiting[record.id] = Entry(record.id, _state(record, stamp), packed)
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

    # ------------------------------------------------------------------ inside

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


def _state(record: ArticleRecord, stamp: str) -> str:
    # The annotations have their places in the record's text, and the record may be older than the file.
    return f"{stamp} {record.text_version}"
