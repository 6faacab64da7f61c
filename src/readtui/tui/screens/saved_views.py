"""Lists, saves, renames and deletes saved views, off the UI thread and in turn with other changes."""

import asyncio
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from readtui.model.change import Change
from readtui.model.view import Lists, View
from readtui.tui.work.saver import Saver

if TYPE_CHECKING:
    from readtui.services.finding.views import Views


class ViewChanges:
    """Each change is on disk when a method returns it. All methods raise ReadtuiError."""

    def __init__(self, views: "Views", saving: Saver) -> None:
        self._views = views
        self._saving = saving

    async def all(self) -> Sequence[View]:
        """All views, sorted by name."""
        return await asyncio.to_thread(self._views.all)

    async def save(self, name: str, query: str, lists: Lists) -> Change:
        """Save a query under a name, in place of a view that has the name."""
        return await self._saving.make(partial(self._views.save, name, query, lists))

    async def rename(self, view: View, name: str) -> Change:
        """Give a view another name."""
        return await self._saving.make(partial(self._views.rename, view.name, name))

    async def delete(self, view: View) -> Change:
        """Move a view to the trash."""
        return await self._saving.make(partial(self._views.delete, view.name))


def other_query(view: View | None, views: Iterable[View]) -> str:
    """The query that a view has among ``views``, if that is another one: a tag in it may have a new name; else ""."""
    queries = (one.query for one in views if view is not None and one.id == view.id and one.query != view.query)
    return next(queries, "")
