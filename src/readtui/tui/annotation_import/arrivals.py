"""Lets annotations that wait find articles that come without being added: restored, corrected, merged or imported."""

from collections.abc import Callable

from readtui.bootstrap import Services
from readtui.errors import ReadtuiError
from readtui.model.article import EDITABLE, ArticleRecord, is_waiting
from readtui.model.change import Change, Edit
from readtui.tui.host import Host
from readtui.tui.news import Bulletin, ChangeMade, News
from readtui.tui.work.saver import Saver

_LOOK_AFTER = 3.0


class Arrivals:
    """Only for the UI thread. ``after`` calls a function so many seconds later."""

    def __init__(
        self,
        host: Host,
        services: Services,
        bulletin: Bulletin,
        saving: Saver,
        after: Callable[[float, Callable[[], None]], object],
    ) -> None:
        self._host = host
        self._services = services
        self._bulletin = bulletin
        self._saving = saving
        self._after = after

    def hear(self, news: News) -> None:
        """Look whether an article has come with a change."""
        match news:
            case ChangeMade(change) if _brings_article(change):
                self.place()
            case _:
                pass

    def start(self) -> None:
        """Look once whether copies that a sync tool left were merged while the first list was read."""
        self._after(_LOOK_AFTER, self._look_at_merged)

    def _look_at_merged(self) -> None:
        if self._services.upkeep.has_merged_copies:
            self.place()

    def place(self) -> None:
        """Place what can be placed, in the background."""
        self._host.run_worker(self._place(), group="arrivals", exclusive=True)

    async def _place(self) -> None:
        try:
            # What importing needs is loaded off the UI thread.
            placed = await self._saving.in_turn(lambda: self._services.importing.place_waiting())
        except ReadtuiError as error:
            self._host.tell_error(error)
            return
        for _, change in placed:
            self._bulletin.publish(ChangeMade(change))
        if placed:
            self._host.tell("\n".join(notice for notice, _ in placed), lasts=True)


def _brings_article(change: Change) -> bool:
    """Whether an article is there that was not, or is known by other details. What is undone stays so."""
    return not (change.undoes or change.redoes) and any(map(_brings, change.edits))


def _brings(edit: Edit) -> bool:
    before, after = edit.before, edit.after
    if not isinstance(after, ArticleRecord) or after.deleted or is_waiting(after.id):
        return False
    if not isinstance(before, ArticleRecord) or before.deleted:
        return True
    return any(getattr(before.metadata, name) != getattr(after.metadata, name) for name in EDITABLE.values())
