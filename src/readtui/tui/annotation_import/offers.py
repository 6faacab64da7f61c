"""Offers annotations of other programs that lie beside what was added, or in it, and takes them on a key."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from readtui.bootstrap import Services
from readtui.errors import ReadtuiError
from readtui.services.importing.sidecars import Brought, Neighbours, may_offer
from readtui.tui.annotation_import.carrying_out import carry_out
from readtui.tui.host import Host
from readtui.tui.keymap import Keymap
from readtui.tui.news import Bulletin, News, SourcesRead
from readtui.tui.thread_pool import in_thread
from readtui.tui.work.saver import Saver

if TYPE_CHECKING:
    from readtui.services.importing.offers import Offer


class Offers:
    """Only for the UI thread. Keeps the sources whose annotations were offered last."""

    def __init__(self, host: Host, services: Services, keymap: Keymap, bulletin: Bulletin, saving: Saver) -> None:
        self._host = host
        self._services = services
        self._keymap = keymap
        self._bulletin = bulletin
        self._saving = saving
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
            self._host.run_worker(self._look(brought), group="offers")

    def do_app_take(self) -> None:
        """Take what was offered last."""
        self._host.run_worker(self._take(), group="offers")

    async def _look(self, brought: Sequence[Brought]) -> None:
        neighbours = Neighbours()
        # Nothing of an import is loaded if there is nothing to import.
        if not await in_thread(lambda: may_offer(brought, neighbours)):
            return
        try:
            offer = await in_thread(lambda: self._offer(brought, neighbours))
        except ReadtuiError as error:
            self._host.tell_error(error)
            return
        if offer is not None and offer.found:
            self._offered = brought
            self._host.tell(f"{offer.words}: {self._keymap.key('app.take')} takes them.", lasts=True)

    async def _take(self) -> None:
        from readtui.tui.dialogs.import_preview import ImportPreviewDialog, Wish

        try:
            # What has changed since counts.
            offer = await in_thread(lambda: self._offer(self._offered, Neighbours())) if self._offered else None
        except ReadtuiError as error:
            self._host.tell_error(error)
            return
        if offer is None or not offer.found:
            self._host.tell("No annotations were found with what you have added.")
            return
        name = offer.found[0].name if len(offer.found) == 1 else "what was found"
        identity = await in_thread(self._services.library.identity)
        preview = ImportPreviewDialog(name, offer.plan, identity)
        if offer.is_clear or await self._host.push_screen_wait(preview) is Wish.IMPORT:
            await carry_out(
                self._host,
                self._services,
                self._bulletin,
                self._saving,
                offer.plan,
                f"Press {self._keymap.key('library.undo')} to undo.",
            )

    def _offer(self, brought: Sequence[Brought], neighbours: Neighbours) -> "Offer | None":
        from readtui.services.importing.offers import ImportOffers

        offering = ImportOffers(self._services.importing, neighbours=neighbours)
        for one in brought:
            offering.added(one)
        return offering.offer()
