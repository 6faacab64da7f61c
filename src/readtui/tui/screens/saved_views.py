"""Lists, saves, renames and deletes saved views, off the UI thread and in turn with other changes."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from readtui.model.change import Change
from readtui.model.view import Lists, View
from readtui.tui.context import Context
from readtui.tui.news import ChangeMade


class ViewChanging:
    """Each change is on disk when a method returns it. All methods raise ReadtuiError."""

    def __init__(self, app: Context) -> None:
        self._app = app

    async def all(self) -> Sequence[View]:
        """All views, sorted by name."""
        return await asyncio.to_thread(self._app.services.views.all)

    async def save(self, name: str, query: str, lists: Lists) -> Change:
        """Save a query under a name, in place of a view that has the name."""
        return await self._made(partial(self._app.services.views.save, name, query, lists))

    async def rename(self, view: View, name: str) -> Change:
        """Give a view another name."""
        return await self._made(partial(self._app.services.views.rename, view.name, name))

    async def delete(self, view: View) -> Change:
        """Move a view to the trash."""
        return await self._made(partial(self._app.services.views.delete, view.name))

    async def _made(self, make: Callable[[], Change]) -> Change:
        change = await self._app.saving.in_turn(make)
        self._app.bulletin.publish(ChangeMade(change))
        return change


def other_query(view: View | None, views: Iterable[View]) -> str:
    """The query that a view has among ``views``, if that is another one: a tag in it may have a new name; else ""."""
    queries = (one.query for one in views if view is not None and one.id == view.id and one.query != view.query)
    return next(queries, "")
