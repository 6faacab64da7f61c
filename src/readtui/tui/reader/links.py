"""The links in the current sentence and in the note on it, and where they lead."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from readtui.bootstrap import Services
from readtui.debug_log import DEBUG_LOG
from readtui.errors import ReadtuiError
from readtui.model.annotation import Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.block import MarkType
from readtui.model.change import Change, Record
from readtui.model.link import SCHEME, is_link, linked_id
from readtui.model.passage import Passage
from readtui.quick_dataclass import dataclass
from readtui.services.linking.links import Backlink, LinkTarget
from readtui.services.upkeep.trash import TrashedRecord
from readtui.services.wording import excerpt
from readtui.text.article_builder import PLACE_TARGET
from readtui.text.clean import visible
from readtui.tui.context import Screens
from readtui.tui.daemon_thread import in_thread
from readtui.tui.destination import Arrival
from readtui.tui.dialogs.confirm import ConfirmDialog
from readtui.tui.host import Host
from readtui.tui.reader.cursor import Jumps
from readtui.tui.reader.state import ReaderState
from readtui.tui.work.saver import Saver

if TYPE_CHECKING:
    from readtui.tui.reader.screen import ReaderScreen

_OUTSIDE = ("http://", "https://", "mailto:")


@dataclass
class ReaderLinks:
    """A link leads to a place in the article, to an article or annotation of a library, or to the browser."""

    _state: ReaderState
    _host: Host
    _services: Services
    _screens: Screens
    _saving: Saver
    _screen: "ReaderScreen"
    _jumps: Jumps

    def __post_init__(self) -> None:
        self._viewport = self._state.viewport

    def links_here(self) -> list[tuple[str, str]]:
        """The links in the cursor's sentence."""
        return links_at(self._state.session.article, self._viewport.cursor)

    def do_reader_open_link(self) -> None:
        """Open the link in the cursor's sentence or in the note on it, else the article's web page."""
        source = self._state.session.record.metadata.source
        if links := [*self.links_here(), *self._links_in_note()]:
            self.open_links(links)
        elif source.lower().startswith(("http://", "https://")):
            self._host.open_url(source)
        else:
            self._screen.tell("No link here.")

    def open_links(self, links: Sequence[tuple[str, str]]) -> None:
        """Open the link; if there are several, ask which one."""
        if len(links) == 1:
            self.follow(links[0][1])
            return
        from readtui.tui.dialogs.links import LinksDialog

        def chosen(number: int | None) -> None:
            if number is not None:
                self.follow(links[number][1])

        rows = [(words, self._where(target)) for words, target in links]
        self._screen.ask(LinksDialog("Links here", rows), chosen)

    def follow(self, target: str) -> None:
        """Go where a link leads."""
        offset = self._place(target)
        if offset is not None:
            self._jumps.jump_to_offset(offset)
        elif not is_link(target):
            self._screen.run_worker(self._follow_link(target), group="open", exclusive=True)
        elif full_id := linked_id(target):
            self.go_to(full_id)
        else:
            self._screen.tell(f"Broken link: {visible(target)} has no full id.")

    def go_to(self, full_id: str) -> None:
        """Go to an article or annotation, in this library or another one."""
        if self._state.session.find(full_id) is not None:
            self._jumps.go_to_annotation(full_id)
        elif full_id == self._state.session.record.id:
            self._screen.tell("This link leads to the article that you are reading.")
        else:
            self._screen.run_worker(self._follow_id(full_id), group="open", exclusive=True)

    def _links_in_note(self) -> list[tuple[str, str]]:
        annotation = self._viewport.focused_annotation()
        if annotation is None or not annotation.note:
            return []
        # Imported here because few keys need it.
        from readtui.text.note_markdown import read_note

        return [(link.words, link.target) for link in read_note(annotation.note).links]

    def _where(self, target: str) -> str:
        """The target in words; for a place in the article, the words there."""
        offset = self._place(target)
        if offset is None:
            return visible(target)
        text = self._state.session.article.text
        return excerpt(self._viewport.stops.at(offset).of(text))

    def _place(self, target: str) -> int | None:
        place = target.removeprefix(PLACE_TARGET)
        if place == target or not place.isdecimal():
            return None
        return min(int(place), len(self._state.session.article.text))

    async def _follow_link(self, target: str) -> None:
        """Open the target article if it is in the library, else the browser."""
        linked = await in_thread(self._state.session.library.linked, self._state.session.record, target)
        shown = visible(target)
        if linked is not None and linked.id == self._state.session.record.id:
            self._screen.tell(f"This link leads back to this article: {shown}")
        elif linked is not None:
            self.open(linked.id)
        elif not target.lower().startswith(_OUTSIDE):
            self._screen.tell(f"Could not open {shown}: readtui opens only web and mail addresses.")
        else:
            self._host.open_url(target)

    # ------------------------------------------------------------------ to articles and annotations

    def open(self, article_id: str, annotation_id: str = "") -> None:
        """Open another article so that the user can jump back."""
        arrival = Arrival(self._jumps.here)
        self._screens.open_reader(article_id, at_annotation=annotation_id, arrival=arrival)

    async def _follow_id(self, full_id: str) -> None:
        services = self._services
        located = await in_thread(services.linking.locate, full_id)
        if located is None:
            what = "an annotation" if "-" in full_id else "an article"
            self._screen.tell(
                f"Broken link: no library on this device has {what} with the id {full_id}. "
                "It was deleted for good, or is on another device."
            )
        elif located.folder != services.folder:
            self._screen.open_elsewhere(located.folder, full_id)
        elif located.trashed is not None:
            self._offer(located, located.trashed)
        else:
            self._open_located(located)

    def _open_located(self, located: LinkTarget) -> None:
        self.open(located.record.id, located.annotation.id if located.annotation else "")

    def _offer(self, located: LinkTarget, trashed: TrashedRecord) -> None:
        """Ask whether to restore what a link leads to, and go there then."""
        if self._services.library.is_read_only:
            self._screen.tell(f"In the trash: {trashed.name}.")
            return

        def answered(is_wanted: bool | None) -> None:
            if is_wanted:
                self._screen.run_worker(self._restore(located, trashed), group="open", exclusive=True)

        dialog = ConfirmDialog(f"In the trash: {trashed.name}", "", "Restore it and go there", "Leave it")
        self._screen.ask(dialog, answered)

    async def _restore(self, located: LinkTarget, trashed: TrashedRecord) -> None:
        await self._saving.make(partial(self._services.trash.restore, trashed))
        self._open_located(located)


def links_at(article: Article, cursor: Passage) -> list[tuple[str, str]]:
    """The links in a sentence in order, each target once: the words, and the target."""
    if not article.blocks:
        return []
    found: dict[str, str] = {}
    for mark in article.block_at(cursor.start).marks:
        # The place first: it is looked at for every mark of a long block, on each line.
        if mark.start < cursor.end and cursor.start < mark.end and mark.type is MarkType.LINK and bool(mark.target):
            found.setdefault(mark.target, " ".join(article.text[mark.start : mark.end].split()))
    return [(words, target) for target, words in found.items()]


class Backlinks:
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
        self._stamp = services.repository.listing_stamp()
        article, may_have = session.record.id, session.may_have()
        try:
            found = await in_thread(services.linking.links_into, lambda one: one == article or may_have(one))
        except ReadtuiError as fault:
            # Nobody has asked for this; what cannot be read is reported elsewhere.
            DEBUG_LOG.fault(fault, "swallowed")
            return
        self._found = found
        counts = {one: len(links) for one, links in found.items()}
        viewport = self._state.viewport
        viewport.linked_from = len(self.to_all())
        if counts != viewport.linked:
            viewport.linked = counts
            viewport.changed()
        self._screen.show_status()

    def hear(self, change: Change) -> None:
        """Look again after a change of notes with links, here or elsewhere in the library."""
        if any(_has_links(record) for edit in change.edits for record in (edit.before, edit.after)):
            self._look()

    def look_again(self) -> None:
        """Look again if files of the library have changed."""
        if self._stamp is not None and self._stamp != self._services.repository.listing_stamp():
            self._look()

    def _look(self) -> None:
        self._screen.run_worker(self.load(), group="linked", exclusive=True)


def _has_links(record: Record | None) -> bool:
    if isinstance(record, Annotation):
        return f"]({SCHEME}:" in record.note.lower()
    # With an article, its notes come and go.
    return isinstance(record, ArticleRecord) and bool(record.deleted)
