"""The links of the sentence that is read: which there are, and where each leads."""

import asyncio
from collections.abc import Sequence

from readtui.model.block import Mark, MarkType
from readtui.services.wording import excerpt
from readtui.text.article_builder import PLACE_TARGET
from readtui.text.clean import visible
from readtui.tui.reader.following import ReaderFollowing


class ReaderLinks(ReaderFollowing):
    """A link leads to a place in the article, to an article of the library, or out to the browser."""

    def links_here(self) -> list[Mark]:
        """The links in the cursor's sentence, each target once, in their order."""
        if not self.session.article.blocks:
            return []
        cursor = self.view.cursor
        found: dict[str, Mark] = {}
        for mark in self.session.article.block_at(cursor.start).marks:
            if mark.type is MarkType.LINK and mark.target and mark.start < cursor.end and cursor.start < mark.end:
                found.setdefault(mark.target, mark)
        return list(found.values())

    def do_reader_open_link(self) -> None:
        """Open the link in the cursor's sentence, else the article's page on the web."""
        links, source = self.links_here(), self.session.record.metadata.source
        if links:
            self.open_links(links)
        elif source.lower().startswith(("http://", "https://")):
            self.app.open_url(source)
        else:
            self.readtui.tell("There is no link here.")

    def open_links(self, links: Sequence[Mark]) -> None:
        """Open the link; of several the one that is chosen."""
        if len(links) == 1:
            self._open_link(links[0])
            return
        from readtui.tui.dialogs.links import LinksDialog

        text = self.session.article.text

        def chosen(number: int | None) -> None:
            if number is not None:
                self._open_link(links[number])

        rows = [(" ".join(text[link.start : link.end].split()), self._where(link)) for link in links]
        self.app.push_screen(LinksDialog(rows), chosen)

    def _where(self, link: Mark) -> str:
        """Where a link leads, in words: for a place what is written there."""
        offset = self._place(link)
        if offset is None:
            return visible(link.target)
        text = self.session.article.text
        return excerpt(self.view.stops.at(offset).of(text))

    def _place(self, link: Mark) -> int | None:
        place = link.target.removeprefix(PLACE_TARGET)
        if place == link.target or not place.isdecimal():
            return None
        return min(int(place), len(self.session.article.text))

    def _open_link(self, link: Mark) -> None:
        offset = self._place(link)
        if offset is not None:
            self.jump_to_offset(offset)
        else:
            self.run_worker(self._follow_link(link.target), group="open", exclusive=True)

    async def _follow_link(self, target: str) -> None:
        """Open the article that it leads to, if that is in the library, else the browser."""
        linked = await asyncio.to_thread(self.session.library.linked, self.session.record, target)
        shown = visible(target)
        if linked is not None and linked.id == self.session.record.id:
            self.readtui.tell(f"This link leads to this article: {shown}")
        elif linked is not None:
            self.readtui.screens.open_reader(linked.id)
        elif not target.lower().startswith(("http://", "https://", "mailto:")):
            self.readtui.tell(f"This link leads to {shown}; only web and mail addresses are opened.")
        else:
            self.app.open_url(target)
