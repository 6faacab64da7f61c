"""Lets the user choose between versions of articles, tags and views that were changed on two devices."""

from datetime import datetime
from functools import partial

from readtui.bootstrap import Services
from readtui.model.article import ArticleRecord
from readtui.model.tag import Tag
from readtui.model.view import View
from readtui.services.saving.conflicts import Undecided, other_versions, versioned_name
from readtui.text.phrases import counted
from readtui.tui.context import Look
from readtui.tui.daemon_thread import in_thread
from readtui.tui.host import Host
from readtui.tui.work.saver import Saver


async def decide(host: Host, services: Services, look: Look, saving: Saver) -> None:
    """Ask about one record after the other until all are decided or the user leaves. Raises ReadtuiError."""
    from readtui.tui.dialogs.links import LinksDialog

    said = "No versions to choose between."
    while True:
        await saving.settled()
        records = await in_thread(services.conflicts.undecided)
        if not records:
            host.tell(said)
            return
        chosen: int | None = 0
        if len(records) > 1:
            rows = [(versioned_name(record), counted(len(_all_versions(record)), "version")) for record in records]
            chosen = await host.push_screen_wait(LinksDialog("Changed on two devices", rows))
        if chosen is None or not await _ask_about(host, services, look, saving, records[chosen]):
            return
        said = f"Kept one version of {versioned_name(records[chosen])}."
        host.tell(said)


async def _ask_about(host: Host, services: Services, look: Look, saving: Saver, record: Undecided) -> bool:
    """Whether the user has chosen a version, and it was saved."""
    from readtui.tui.dialogs.versions import JOIN, VersionsDialog

    conflicts = services.conflicts
    now = datetime.now().astimezone()
    number = await host.push_screen_wait(VersionsDialog(_all_versions(record), look.palette, now))
    if number is None:
        return False
    if services.library.is_read_only:
        host.tell("Could not save: this library is read-only.")
        return False
    if number == JOIN and isinstance(record, ArticleRecord):
        change = conflicts.versions.join(record)
    else:
        change = await in_thread(conflicts.choose, record, number)
    await saving.make(partial(services.repository.apply, change))
    return True


def _all_versions(record: Undecided) -> list[ArticleRecord] | list[Tag] | list[View]:
    match record:
        case ArticleRecord():
            return [record, *other_versions(record)]
        case Tag():
            return [record, *other_versions(record)]
        case View():
            return [record, *other_versions(record)]
