"""Finds what a note can link to, off the UI thread."""

import threading
from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from readtui.bootstrap import Services
from readtui.errors import ReadtuiError
from readtui.services.linking.candidates import Candidate, LinkCandidates
from readtui.tui.work.threads import in_thread

_BETWEEN = 0.005


class LinkFinder:
    """Searches for a note in one article. What it reads is kept until ``close``."""

    def __init__(self, services: Services, article_id: str) -> None:
        self._services = services
        self._article_id = article_id
        self._lock = threading.Lock()
        self._candidates: LinkCandidates | None = None
        self._closed = threading.Event()
        self._latest = ""

    async def find(self, typed: str) -> Sequence[Candidate]:
        """The candidates for a typed text, best first; none if another text was typed since. Raises ReadtuiError."""
        self._latest = typed
        return await in_thread(partial(self._find, typed))

    def close(self) -> None:
        """End the search."""
        self._closed.set()

    def _find(self, typed: str) -> Sequence[Candidate]:
        with self._lock:
            if self._closed.is_set() or typed != self._latest:
                return ()
            is_first = self._candidates is None
            if self._candidates is None:
                self._candidates = self._services.linking.candidates(self._article_id)
            found = self._candidates.find(typed)
        if is_first:
            threading.Thread(target=self._read_ahead, daemon=True).start()
        return found

    def _read_ahead(self) -> None:
        """Read what the index knows while the user types, in short pieces."""
        has_more = True
        with suppress(ReadtuiError):
            while has_more and not self._closed.wait(_BETWEEN):
                with self._lock:
                    has_more = self._candidates is not None and self._candidates.read_ahead()
