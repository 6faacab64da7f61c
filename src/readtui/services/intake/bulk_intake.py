"""Brings many sources in, one after the other, while the next ones are read in several processes."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from readtui.errors import ReadtuiError
from readtui.importers.importer import Cancelled, Source
from readtui.model.article import Article, ArticleRecord
from readtui.services.article_edits import Details
from readtui.services.intake.intake import UNWATCHED, AddedArticle, IncomingSource, Intake, Watch, content_of
from readtui.services.intake.known_articles import ListedOnce
from readtui.services.sources import content_id, is_url, path_text, read_bytes

if TYPE_CHECKING:
    from readtui.importers.process.read_ahead import ReadAhead

AHEAD = 128
"""How many of the following sources are worth looking at."""


class BulkIntake:
    """Adds sources in their order, with the same results as ``Intake``. Close it at the end.

    Only reading happens ahead. Whether a source is known, and as which article it is kept, is decided in its turn: what
    was read for nothing is dropped. ``make_ahead`` is called when there is something to read ahead.
    """

    def __init__(self, intake: Intake, make_ahead: "Callable[[], ReadAhead] | None") -> None:
        self._read = intake.read
        self._make_ahead = make_ahead
        self._ahead: ReadAhead | None = None
        self._listed = ListedOnce(intake.repository)
        self._intake = replace(intake, read=self._read_begun, listed=self._listed, awaiting=cache(intake.what_waits))
        self._looked_at: set[str] = set()
        self._contents: set[str] = set()

    def bring(
        self,
        source: str,
        following: Sequence[str] = (),
        watch: Watch = UNWATCHED,
        *,
        data: bytes | None = None,
        is_named: bool = False,
    ) -> IncomingSource:
        """See ``Intake.bring``. ``following``: the sources that will be asked for next, at most AHEAD of them."""
        if self._ahead is None and self._make_ahead is not None and following:
            self._ahead = self._make_ahead()
        if self._ahead is not None:
            self._begin(self._ahead, [source, *following] if data is None else following)
        try:
            return self._intake.bring(source, watch, data=data, is_named=is_named)
        finally:
            if self._ahead is not None and data is None and not is_url(source):
                self._ahead.drop(path_text(source))

    def bring_other_pages(
        self, record: ArticleRecord, only: str, watch: Watch, *, is_asked: bool
    ) -> IncomingSource | None:
        """See ``Intake.bring_other_pages``: here, other programs may go first."""
        if self._ahead is None and self._make_ahead is not None:
            self._ahead = self._make_ahead()
        return self._intake.bring_other_pages(record, only, watch, is_asked=is_asked)

    def add(
        self,
        source: str,
        following: Sequence[str] = (),
        watch: Watch = UNWATCHED,
        *,
        tags: Iterable[str] = (),
        details: Details | None = None,
        data: bytes | None = None,
        is_named: bool = False,
    ) -> AddedArticle:
        """Bring a source and keep it. Raises StoppedError, SourceError, StorageError."""
        return self.keep(self.bring(source, following, watch, data=data, is_named=is_named), tags, details)

    def keep(self, incoming: IncomingSource, tags: Iterable[str] = (), details: Details | None = None) -> AddedArticle:
        added = self._intake.keep(incoming, tags, details)
        self._listed.learn(added.record)
        if incoming.left and (left := self._intake.repository.record(incoming.left)) is not None:
            self._listed.learn(left)
        return added

    def close(self) -> None:
        """Stop what is still being read."""
        if self._ahead is not None:
            self._ahead.close()

    def _read_begun(self, source: Source, cancelled: Cancelled) -> Article:
        return self._read(source, cancelled) if self._ahead is None else self._ahead.read(source, cancelled)

    def _begin(self, ahead: "ReadAhead", sources: Iterable[str]) -> None:
        """Begin to read what is probably new, in order, as far as there is room."""
        for source in sources:
            if source in self._looked_at or is_url(source):
                continue
            if not ahead.has_room:
                return
            self._looked_at.add(source)
            path = Path(source).expanduser()
            # Reported in the source's turn.
            with suppress(ReadtuiError):
                # Not a pipe, which gives its bytes only once.
                name, data = path_text(path), read_bytes(path)
                if self._is_new(name, content_id(data)):
                    ahead.begin(Source(data, name))

    def _is_new(self, path: str, content: str) -> bool:
        """Whether these bytes will be read, as far as one can tell before what comes before them is kept."""
        known = self._listed.with_path(path)
        if content in self._contents or (known is not None and content_of(known) == content):
            return False
        self._contents.add(content)
        return known is not None or not self._listed.has(content)
