"""Knows which notes in the library link to the open article and its annotations."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from readtui.bootstrap import Services
from readtui.debug_log import DEBUG_LOG
from readtui.errors import ReadtuiError
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.change import Change, Record
from readtui.model.link import SCHEME
from readtui.services.linking.links import Backlink
from readtui.tui.reader.state import ReaderState
from readtui.tui.thread_pool import in_thread
from readtui.tui.work.saver import Saver

if TYPE_CHECKING:
    from readtui.tui.reader.screen import ReaderScreen


class Linked:
    """Asks the catalogue in the background, and again after changes. ``ids`` are those of the article's annotations."""

    def __init__(self, state: ReaderState, services: Services, saving: Saver, screen: "ReaderScreen") -> None:
        self._state = state
        self._services = services
        self._saving = saving
        self._screen = screen
        self._found: Mapping[str, Sequence[Backlink]] = {}
        self._stamp: int | None = None

    def to(self, full_id: str) -> Sequence[Backlink]:
        """The notes that link to the article or to one of its annotations, as far as known."""
        return self._found.get(full_id, ())

    def to_all(self) -> list[Backlink]:
        """The notes that link to the article or to any of its annotations, each once; those to the article first."""
        article = self._state.session.record.id
        ids = sorted(self._found, key=lambda one: one != article)
        return list({link.annotation.id: link for one in ids for link in self._found[one]}.values())

    async def load(self) -> None:
        """Look up all links into the article, and show how many there are."""
        session, services = self._state.session, self._services
        await self._saving.settled()
        self._stamp = services.listing.listing_stamp()
        article, hashes = session.record.id, session.id_hashes()
        try:
            found = await in_thread(
                partial(services.linking.links_into, lambda one: one == article or hash(one) in hashes)
            )
        except ReadtuiError as fault:
            # Nobody has asked for this; what cannot be read is reported elsewhere.
            DEBUG_LOG.fault(fault, "swallowed")
            return
        self._found = found
        counts = {one: len(links) for one, links in found.items()}
        view = self._state.view
        view.linked_from = len(self.to_all())
        if counts != view.linked:
            view.linked = counts
            view.changed()
        self._screen.show_status()

    def hear(self, change: Change) -> None:
        """Look again after a change of notes with links, here or elsewhere in the library."""
        if any(_has_links(record) for edit in change.edits for record in (edit.before, edit.after)):
            self._look()

    def look_again(self) -> None:
        """Look again if files of the library have changed."""
        if self._stamp is not None and self._stamp != self._services.listing.listing_stamp():
            self._look()

    def _look(self) -> None:
        self._screen.run_worker(self.load(), group="linked", exclusive=True)


def _has_links(record: Record | None) -> bool:
    if isinstance(record, Annotation):
        return f"]({SCHEME}:" in record.note.lower()
    # With an article, its notes come and go.
    return isinstance(record, ArticleRecord) and bool(record.deleted)
