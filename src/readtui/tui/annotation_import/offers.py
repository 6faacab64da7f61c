"""Takes annotations of other programs that lie beside what was added, or that wait for an article that was added."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from readtui.bootstrap import Services
from readtui.errors import ReadtuiError
from readtui.model.article import EDITABLE, ArticleRecord, is_waiting
from readtui.model.change import Change, Edit
from readtui.quick_dataclass import dataclass
from readtui.services.importing.import_plan import ImportPlan
from readtui.services.importing.sidecars import AddedSource, Neighbours, may_offer
from readtui.services.wording import sentence
from readtui.tui.daemon_thread import in_thread
from readtui.tui.events import ArticlesImported, ChangeMade, EventBus, LibraryEvent, SourcesRead
from readtui.tui.host import Host
from readtui.tui.keymap import Keymap
from readtui.tui.work.saver import Saver

if TYPE_CHECKING:
    from readtui.services.importing.offers import Offer

_TAKE = "app.take"


class Offers:
    """Only for the UI thread. Keeps the sources whose annotations were offered last."""

    def __init__(self, host: Host, services: Services, keymap: Keymap, events: EventBus, saving: Saver) -> None:
        self._host = host
        self._services = services
        self._keymap = keymap
        self._events = events
        self._saving = saving
        self._offered: Sequence[AddedSource] = ()
        keymap.hidden |= {_TAKE}

    def hear(self, event: LibraryEvent) -> None:
        """Look beside sources that were added or reloaded."""
        match event:
            case SourcesRead(brought):
                self.look(brought)
            case _:
                pass

    def look(self, brought: Sequence[AddedSource]) -> None:
        """Look beside sources in the background, and say what is there."""
        if brought:
            self._host.run_worker(self._look(brought), group="offers")

    async def _look(self, brought: Sequence[AddedSource]) -> None:
        neighbours = Neighbours()
        # Nothing of an import is loaded if there is nothing to import.
        if not await in_thread(may_offer, brought, neighbours):
            return
        try:
            offer = await in_thread(self._offer, brought, neighbours)
        except ReadtuiError as error:
            self._host.tell_error(error, lasts=True)
            return
        if offer is not None and offer.found:
            self._offered = brought
            self._keymap.hidden -= {_TAKE}
            self._host.tell(f"{sentence(offer.words)} Press {self._keymap.key('app.take')} to import them.", lasts=True)

    async def do_app_take(self) -> None:
        from readtui.tui.dialogs.import_preview import ImportPreviewDialog, ImportWish

        # What has changed since counts.
        offer = await in_thread(self._offer, self._offered, Neighbours()) if self._offered else None
        if offer is None or not offer.found:
            self._keymap.hidden |= {_TAKE}
            self._host.tell("No annotations were found with the articles you added.")
            return
        name = offer.found[0].name if len(offer.found) == 1 else "what was found"
        identity = await in_thread(self._services.library.identity)
        preview = ImportPreviewDialog(name, offer.plan, identity)
        if offer.is_clear or await self._host.push_screen_wait(preview) is ImportWish.IMPORT:
            await carry_out(
                self._host,
                self._services,
                self._events,
                self._saving,
                offer.plan,
                f"Press {self._keymap.key('library.undo')} to undo.",
            )

    def _offer(self, brought: Sequence[AddedSource], neighbours: Neighbours) -> "Offer | None":
        from readtui.services.importing.offers import ImportOffers

        offering = ImportOffers(self._services.importing, neighbours=neighbours)
        for one in brought:
            offering.added(one)
        return offering.offer()


_LOOK_AFTER = 3.0


@dataclass
class Arrivals:
    """Only for the UI thread. ``after`` calls a function so many seconds later."""

    _host: Host
    _services: Services
    _events: EventBus
    _saving: Saver
    _after: Callable[[float, Callable[[], None]], object]

    def hear(self, event: LibraryEvent) -> None:
        """Look whether a change has added an article."""
        match event:
            case ChangeMade(change) if _brings_article(change):
                self.place()
            case _:
                pass

    def start(self) -> None:
        """Look once whether copies that a sync tool left were merged while the first list was read."""
        self._after(_LOOK_AFTER, self._look_at_merged)

    def _look_at_merged(self) -> None:
        if self._services.repository.has_merged_copies:
            self.place()

    def place(self) -> None:
        self._host.run_worker(self._place(), group="arrivals", exclusive=True)

    async def _place(self) -> None:
        try:
            # What importing needs is loaded off the UI thread.
            placed = await self._saving.in_turn(lambda: self._services.importing.place_waiting())
        except ReadtuiError as error:
            self._host.tell_error(error, lasts=True)
            return
        for _, change in placed:
            self._events.publish(ChangeMade(change))
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


async def carry_out(
    host: Host, services: Services, events: EventBus, saving: Saver, plan: ImportPlan, how_to_undo: str
) -> None:
    """Write the plan as one change and report it, or what has prevented it."""
    try:
        change, plan = await saving.in_turn(partial(services.importing.carry_out, plan))
    except ReadtuiError as error:
        host.tell_error(error, title="Nothing was imported")
        return
    if change is None:
        host.tell(sentence(plan.summary()))
        return
    events.publish(ChangeMade(change))
    added = tuple(work.record.id for work in plan.added if work.record is not None)
    if added:
        events.publish(ArticlesImported(added))
    host.tell(f"{sentence(plan.summary())} {how_to_undo}", lasts=True)
