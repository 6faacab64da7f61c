"""Feeds Textual's command palette with the saved views."""

import asyncio
from collections.abc import Sequence
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.markup import escape

from readtui.errors import ReadtuiError
from readtui.model.view import View
from readtui.tui.screens.command_screen import CommandScreen


class PaletteViews(Provider):
    """Lists the saved views by name, with their queries. Choosing one filters the articles or annotations."""

    _views: Sequence[View] = ()

    async def startup(self) -> None:
        """Read the views, off the UI thread. If the codebook is unreadable, there are none."""
        screen = self.screen
        if isinstance(screen, CommandScreen):
            try:
                self._views = await asyncio.to_thread(screen.readtui.services.views.all)
            except ReadtuiError:
                self._views = ()

    async def discover(self) -> Hits:
        """All views, before anything is typed."""
        for view in self._views:
            title = _title(view)
            yield DiscoveryHit(Content(title), partial(self._show, view), text=title, help=_help(view))

    async def search(self, query: str) -> Hits:
        """The views that match the typed text."""
        matcher = self.matcher(query)
        for view in self._views:
            title = _title(view)
            score = matcher.match(title)
            if score > 0:
                # If Textual highlighted a name, it would read it as markup.
                yield Hit(score, Content(title), partial(self._show, view), text=title, help=_help(view))

    def _show(self, view: View) -> None:
        screen = self.screen
        if isinstance(screen, CommandScreen):
            screen.readtui.screens.show_view(view)


def _title(view: View) -> str:
    return f"View: {view.name}"


def _help(view: View) -> str:
    return escape(f"{view.lists.value}  ·  {view.query or 'everything'}")
