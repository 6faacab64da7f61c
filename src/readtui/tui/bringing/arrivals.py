"""Lets annotations that wait find articles that come without being added: restored, corrected, merged or imported."""

from collections.abc import Callable

from readtui.errors import ReadtuiError
from readtui.model.article import EDITABLE, ArticleRecord, is_waiting
from readtui.model.change import Change, Edit
from readtui.tui.context import Context
from readtui.tui.news import ChangeMade, News

_LOOK_AFTER = 3.0


class Arrivals:
    """Only for the UI thread. ``after`` calls a function so many seconds later."""

    def __init__(self, app: Context, after: Callable[[float, Callable[[], None]], object]) -> None:
        self._app = app
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
        if self._app.services.upkeep.has_merged_copies:
            self.place()

    def place(self) -> None:
        """Place what can be placed, in the background."""
        self._app.run_worker(self._place(), group="arrivals", exclusive=True)

    async def _place(self) -> None:
        try:
            # What importing needs is loaded off the UI thread.
            placed = await self._app.saving.in_turn(lambda: self._app.services.importing.place_waiting())
        except ReadtuiError as error:
            self._app.tell_error(error)
            return
        for _, change in placed:
            self._app.bulletin.publish(ChangeMade(change))
        if placed:
            self._app.tell("\n".join(notice for notice, _ in placed), lasts=True)


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
