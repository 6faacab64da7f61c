"""Offers annotations of other programs that lie beside what was added, or in it, and takes them on a key."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from readtui.errors import ReadtuiError
from readtui.services.importing.sidecars import Brought, Neighbours, may_offer
from readtui.tui.bringing.carrying_out import carry_out
from readtui.tui.context import Context
from readtui.tui.news import News, SourcesRead
from readtui.tui.thread_pool import in_thread

if TYPE_CHECKING:
    from readtui.services.importing.offers import Offer


class Offers:
    """Only for the UI thread. Keeps the sources whose annotations were offered last."""

    def __init__(self, app: Context) -> None:
        self._app = app
        self._offered: Sequence[Brought] = ()

    def hear(self, news: News) -> None:
        """Look beside sources that were added or read again."""
        match news:
            case SourcesRead(brought):
                self.look(brought)
            case _:
                pass

    def look(self, brought: Sequence[Brought]) -> None:
        """Look beside sources in the background, and say what is there."""
        if brought:
            self._app.run_worker(self._look(brought), group="offers")

    def do_app_take(self) -> None:
        """Take what was offered last."""
        self._app.run_worker(self._take(), group="offers")

    async def _look(self, brought: Sequence[Brought]) -> None:
        neighbours = Neighbours()
        # Nothing of an import is loaded if there is nothing to import.
        if not await in_thread(lambda: may_offer(brought, neighbours)):
            return
        try:
            offer = await in_thread(lambda: self._offer(brought, neighbours))
        except ReadtuiError as error:
            self._app.tell_error(error)
            return
        if offer is not None and offer.found:
            self._offered = brought
            self._app.tell(f"{offer.words}: {self._app.keymap.key('app.take')} takes them.", lasts=True)

    async def _take(self) -> None:
        from readtui.tui.dialogs.import_preview import ImportPreviewDialog, Wish

        try:
            # What has changed since counts.
            offer = await in_thread(lambda: self._offer(self._offered, Neighbours())) if self._offered else None
        except ReadtuiError as error:
            self._app.tell_error(error)
            return
        if offer is None or not offer.found:
            self._app.tell("No annotations were found with what you have added.")
            return
        name = offer.found[0].name if len(offer.found) == 1 else "what was found"
        identity = await in_thread(self._app.services.library.identity)
        preview = ImportPreviewDialog(name, offer.plan, identity)
        if offer.is_clear or await self._app.push_screen_wait(preview) is Wish.IMPORT:
            await carry_out(self._app, offer.plan, f"Press {self._app.keymap.key('library.undo')} to undo.")

    def _offer(self, brought: Sequence[Brought], neighbours: Neighbours) -> "Offer | None":
        from readtui.services.importing.offers import ImportOffers

        offering = ImportOffers(self._app.services.importing, neighbours=neighbours)
        for one in brought:
            offering.added(one)
        return offering.offer()
