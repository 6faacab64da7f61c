"""Keeps the title block and the end card of the open article up to date."""

import asyncio
from typing import TYPE_CHECKING

from readtui.debug_log import DEBUG_LOG
from readtui.errors import ReadtuiError
from readtui.layout.title_and_card import Matter
from readtui.model.article import ArticleRecord
from readtui.services.library import Library, next_to_read
from readtui.services.reading.session import ReadingSession
from readtui.settings import Settings
from readtui.tui.article.title_block import matter_of
from readtui.tui.article.viewport import Viewport
from readtui.tui.daemon_thread import in_thread
from readtui.tui.keymap import Keymap

if TYPE_CHECKING:
    from readtui.tui.reader.screen import ReaderScreen


_LOOK_AFTER = 0.4


class ReaderMatter:
    """Looks for the article to read next once the end of this one is on the screen."""

    def __init__(self, library: Library, settings: Settings, keymap: Keymap, screen: "ReaderScreen") -> None:
        self._library = library
        self._settings = settings
        self._keymap = keymap
        self._screen = screen
        self._live_updates: ArticleRecord | None = None
        self._is_at_end = False
        self._made_of: tuple[object, ...] = ()
        self.changed = ""
        """What has changed since the text was seen, in words."""

    def around(self, session: ReadingSession) -> Matter:
        """What stands around the text now."""
        self._made_of = _edition(session)
        return matter_of(session, self._settings, self._keymap, self._live_updates, self.changed)

    def follow(self, viewport: Viewport) -> None:
        """The text has moved or something has changed: update what stands around it."""
        if self._made_of != _edition(viewport.session):
            viewport.renew_matter()
        is_at_end = viewport.is_at_end
        comes, self._is_at_end = is_at_end and not self._is_at_end, is_at_end
        if comes:
            self._screen.run_worker(self._find_next(viewport), group="next article", exclusive=True)

    def at_first(self, session: ReadingSession) -> Matter:
        """What stands around the text as the article opens."""
        return matter_of(session, self._settings, self._keymap)

    async def _find_next(self, viewport: Viewport) -> None:
        # Whoever only passes by, or has just opened a short article, need not wait for it.
        await asyncio.sleep(_LOOK_AFTER)
        article_id, library = viewport.session.record.id, self._library
        try:
            self._live_updates = await in_thread(lambda: next_to_read(library.entries(), article_id))
        except ReadtuiError as fault:
            # The user has not asked for it.
            DEBUG_LOG.fault(fault, "swallowed")
        else:
            viewport.renew_matter()


def _edition(session: ReadingSession) -> tuple[object, ...]:
    """Differs whenever the end card or the title block may."""
    return session.edition, session.is_complete, len(session.whole_article), session.noted, session.record
