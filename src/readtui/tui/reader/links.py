"""The links in the current sentence and their targets."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from readtui.model.block import Mark, MarkType
from readtui.services.wording import excerpt
from readtui.text.article_builder import PLACE_TARGET
from readtui.text.clean import visible
from readtui.tui.context import Messages, Screens
from readtui.tui.reader.navigating import Navigating
from readtui.tui.reader.needs import Asking, Workers
from readtui.tui.reader.state import ReaderState


class LinksApp(Messages, Protocol):
    """What links need from the app."""

    @property
    def screens(self) -> Screens: ...

    def open_url(self, url: str) -> None:
        """Open an address outside the app and report the result."""


class LinksScreen(Asking, Workers, Protocol):
    """What links need from the screen."""


class Links:
    """A link leads to a place in the article, to an article of the library, or to the browser."""

    def __init__(self, state: ReaderState, app: LinksApp, screen: LinksScreen, navigating: Navigating) -> None:
        self._state = state
        self._view = state.view
        self._app = app
        self._screen = screen
        self._navigating = navigating

    def links_here(self) -> list[Mark]:
        """The links in the cursor's sentence in order, each target once."""
        if not self._state.session.article.blocks:
            return []
        cursor = self._view.cursor
        found: dict[str, Mark] = {}
        for mark in self._state.session.article.block_at(cursor.start).marks:
            if mark.type is MarkType.LINK and mark.target and mark.start < cursor.end and cursor.start < mark.end:
                found.setdefault(mark.target, mark)
        return list(found.values())

    def do_reader_open_link(self) -> None:
        """Open the link in the cursor's sentence, else the article's web page."""
        links, source = self.links_here(), self._state.session.record.metadata.source
        if links:
            self.open_links(links)
        elif source.lower().startswith(("http://", "https://")):
            self._app.open_url(source)
        else:
            self._app.tell("No link here.")

    def open_links(self, links: Sequence[Mark]) -> None:
        """Open the link; if there are several, ask which one."""
        if len(links) == 1:
            self._open_link(links[0])
            return
        from readtui.tui.dialogs.links import LinksDialog

        text = self._state.session.article.text

        def chosen(number: int | None) -> None:
            if number is not None:
                self._open_link(links[number])

        rows = [(" ".join(text[link.start : link.end].split()), self._where(link)) for link in links]
        self._screen.ask(LinksDialog(rows), chosen)

    def _where(self, link: Mark) -> str:
        """The target in words; for a place in the article, the words there."""
        offset = self._place(link)
        if offset is None:
            return visible(link.target)
        text = self._state.session.article.text
        return excerpt(self._view.stops.at(offset).of(text))

    def _place(self, link: Mark) -> int | None:
        place = link.target.removeprefix(PLACE_TARGET)
        if place == link.target or not place.isdecimal():
            return None
        return min(int(place), len(self._state.session.article.text))

    def _open_link(self, link: Mark) -> None:
        offset = self._place(link)
        if offset is not None:
            self._navigating.jump_to_offset(offset)
        else:
            self._screen.run_worker(self._follow_link(link.target), group="open", exclusive=True)

    async def _follow_link(self, target: str) -> None:
        """Open the target article if it is in the library, else the browser."""
        linked = await asyncio.to_thread(self._state.session.library.linked, self._state.session.record, target)
        shown = visible(target)
        if linked is not None and linked.id == self._state.session.record.id:
            self._app.tell(f"This link leads back to this article: {shown}")
        elif linked is not None:
            self._app.screens.open_reader(linked.id)
        elif not target.lower().startswith(("http://", "https://", "mailto:")):
            self._app.tell(f"Could not open {shown}: readtui opens only web and mail addresses.")
        else:
            self._app.open_url(target)
